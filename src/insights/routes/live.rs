//! News of new records as server-sent events.
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use actix_web::{FromRequest as _, HttpRequest, HttpResponse, get, web};
use futures_util::stream;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::insights::Insights;
use crate::insights::follower::{AreaNews, News};
use crate::platform::auth::markers::ReadInsights;
use crate::platform::auth::{Allowed, AreaScope};
use crate::platform::problem::{Problem, ProblemResponses};

/// A comment this often keeps the connection open.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The right to listen is checked again this often: ended sessions and revoked roles end the stream.
const CHECK: Duration = Duration::from_secs(3);
/// Codes of areas named in one event; more are left out, `total_new` counts all.
const MOST_AREAS: usize = 100;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(follow_insights);
}

/// Server-sent events: `change` with `{seq, total_new, kinds, areas}` when figures of the caller's areas have changed; a
/// comment every 15 s.
#[utoipa::path(operation_id = "follow_insights", tag = "insights", security(("bearer" = [])),
    responses((status = 200, body = String, content_type = "text/event-stream"), ProblemResponses))]
#[get("/insights/live")]
async fn follow_insights(
    who: Allowed<ReadInsights>,
    insights: web::Data<Insights>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let listener = Listener {
        news: insights.listen(),
        scope: who.scope().clone().areas_only(),
        request,
        waiting: VecDeque::from([web::Bytes::from_static(b": listening\n\n")]),
        heartbeat_at: Instant::now() + HEARTBEAT,
        closing: insights.closing(),
    };
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<_, Problem>(event), listener))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("cache-control", "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events))
}

struct Listener {
    news: broadcast::Receiver<Arc<News>>,
    scope: AreaScope,
    request: HttpRequest,
    waiting: VecDeque<web::Bytes>,
    heartbeat_at: Instant,
    closing: CancellationToken,
}

impl Listener {
    /// The next piece of the stream; `None` ends it.
    async fn next(&mut self) -> Option<web::Bytes> {
        loop {
            if let Some(piece) = self.waiting.pop_front() {
                return Some(piece);
            }
            let news = tokio::time::timeout(CHECK, self.news.recv());
            match self.closing.run_until_cancelled(news).await? {
                Ok(Ok(news)) => self.waiting.extend(event_of(&news, &self.scope)),
                // What was missed is in the figures already; the next event tells of it.
                Ok(Err(RecvError::Lagged(_))) => {}
                Ok(Err(RecvError::Closed)) => return None,
                Err(_elapsed) => self.check().await?,
            }
        }
    }

    async fn check(&mut self) -> Option<()> {
        let who = Allowed::<ReadInsights>::extract(&self.request).await.ok()?;
        self.scope = who.scope().clone().areas_only();
        if Instant::now() >= self.heartbeat_at {
            self.heartbeat_at = Instant::now() + HEARTBEAT;
            self.waiting
                .push_back(web::Bytes::from_static(b": still here\n\n"));
        }
        Some(())
    }
}

/// The event for a scope; `None` when nothing happened there.
fn event_of(news: &News, scope: &AreaScope) -> Option<web::Bytes> {
    let here: Vec<&AreaNews> = news
        .areas
        .iter()
        .filter(|(path, _)| scope.contains_path(path))
        .map(|(_, told)| told)
        .collect();
    if here.is_empty() {
        return None;
    }
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for (kind, new) in here.iter().flat_map(|area| &area.kinds) {
        *kinds.entry(kind).or_default() += new;
    }
    let data = serde_json::json!({
        "seq": news.seq,
        "total_new": kinds.values().sum::<u64>(),
        "kinds": kinds,
        "areas": here.iter().take(MOST_AREAS).map(|area| &area.code).collect::<Vec<_>>(),
    });
    Some(web::Bytes::from(format!(
        "event: change\nid: {}\ndata: {data}\n\n",
        news.seq
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_tells_only_of_the_listener_s_areas() {
        let areas = [
            ("/1/2/3/", "3", 4),
            ("/1/5/6/", "6", 1),
            ("/1/2/9/", "9", 0),
        ];
        let told = |code: &str, new| AreaNews {
            code: code.to_owned(),
            kinds: [("incident", new), ("tally", 1)]
                .into_iter()
                .filter(|_| new > 0)
                .collect(),
        };
        let areas = areas
            .map(|(path, code, new)| (path.to_owned(), told(code, new)))
            .into();
        let news = News { seq: 77, areas };
        let event = event_of(&news, &AreaScope::subtrees(["/1/2/".to_owned()]));
        let expected = "event: change\nid: 77\ndata: {\"areas\":[\"3\",\"9\"],\"kinds\":{\"incident\":4,\"tally\":1},\"seq\":77,\"total_new\":5}\n\n";
        assert_eq!(event.as_deref(), Some(expected.as_bytes()));
        assert_eq!(
            event_of(&news, &AreaScope::subtrees(["/1/7/".to_owned()])),
            None
        );
    }
}
