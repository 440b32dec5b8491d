//! News of visits as server-sent events: that there are new ones, never what they say.

use crate::areas::Territories;
use crate::platform::auth::markers::ReadSurveys;
use crate::platform::auth::{Allowed, Permission};
use crate::platform::http::Closing;
use crate::platform::problem::{Problem, ProblemResponses};
use crate::surveys::queries::visits;
use crate::surveys::service::reach::{Reach, Seen, seen};
use actix_web::{FromRequest as _, HttpRequest, HttpResponse, get, web};
use futures_util::stream;
use std::time::Duration;
use tokio::time::Instant;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// So often the table is asked, and the right to listen checked again.
const POLL: Duration = Duration::from_secs(2);
/// A comment this often keeps the connection open.
const HEARTBEAT: Duration = Duration::from_secs(15);

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(follow_survey);
}

/// Server-sent events: `visits` with `{new}` when visits of this survey came in; a comment every 15 s. Ask for the progress
/// then.
#[utoipa::path(operation_id = "follow_survey", tag = "surveys", params(("survey_id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = String, content_type = "text/event-stream"), ProblemResponses))]
#[get("/surveys/{survey_id}/live")]
async fn follow_survey(
    who: Allowed<ReadSurveys>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    closing: web::Data<Closing>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    Seen::of(&who, &territories, *id).await?;
    let (seq, _) = visits::newest(who.read(), *id, 0).await?;
    let listener = Listener {
        survey_id: *id,
        seq,
        territories,
        closing,
        request,
        has_begun: false,
        heartbeat_at: Instant::now() + HEARTBEAT,
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
    survey_id: Uuid,
    /// Number of the last visit that was told.
    seq: i64,
    territories: web::Data<Territories>,
    closing: web::Data<Closing>,
    request: HttpRequest,
    has_begun: bool,
    heartbeat_at: Instant,
}

impl Listener {
    /// The next piece of the stream; `None` ends it.
    async fn next(&mut self) -> Option<web::Bytes> {
        if !self.has_begun {
            self.has_begun = true;
            return Some(web::Bytes::from_static(b": listening\n\n"));
        }
        loop {
            self.closing
                .0
                .run_until_cancelled(tokio::time::sleep(POLL))
                .await?;
            // Ended sessions, revoked roles and surveys out of sight end the stream.
            let who = Allowed::<ReadSurveys>::extract(&self.request).await.ok()?;
            let reach = Reach::of(who.read(), who.actor(), Permission::ReadSurveys)
                .await
                .ok()?;
            let territory = self.territories.current();
            seen(who.read(), &reach, &territory, self.survey_id)
                .await
                .ok()?;
            let (seq, new) = visits::newest(who.read(), self.survey_id, self.seq)
                .await
                .ok()?;
            if new > 0 {
                self.seq = seq;
                let event = format!("event: visits\nid: {seq}\ndata: {{\"new\":{new}}}\n\n");
                return Some(web::Bytes::from(event));
            }
            if Instant::now() >= self.heartbeat_at {
                self.heartbeat_at = Instant::now() + HEARTBEAT;
                return Some(web::Bytes::from_static(b": still here\n\n"));
            }
        }
    }
}
