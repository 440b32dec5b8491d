//! Keeps the index in step with the change log. Needs no hint: other nodes and the command line write too.
//!
//! What counts before a change is known without keeping every id: a record counts from its creation on, unless it is
//! in the set of those left out. That set and the points change together, and each change is judged by the flags as
//! they stand when it is read, so reading a later state early or a change twice does no harm.
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use chrono::NaiveDate;
use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::{Semaphore, SemaphorePermit, broadcast};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::desk::{DeskSources, KeptKey};
use super::index::{Filter, Point, Snapshot};
use super::kept::Kept;
use super::queries::{self, KindList, Row};
use super::standing::{Placer, Standing};
use super::wire::{HotSpotsView, KeptView};
use crate::areas::Territories;
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::db::Db;
use crate::platform::problem::{Code, Problem};

/// How often the change log is read.
const POLL: Duration = Duration::from_millis(250);
/// Changes taken in one step.
const STEP: i64 = 20_000;
/// The index is built anew so often, so that positions whose term ended leave it.
const REBUILD_EVERY: Duration = Duration::from_hours(24);
/// Expensive answers in work at once; more wait a little, then are told to come again.
const EXPENSIVE_AT_ONCE: usize = 4;
const WAIT_FOR_TURN: Duration = Duration::from_secs(2);
/// How long a report waits for the index, and how often it looks.
const WAIT_FOR_INDEX: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// How long an expensive answer is kept, while nothing changes.
const REMEMBERED_FOR: Duration = Duration::from_mins(1);
/// News a slow listener may lag behind before it misses some.
const NEWS_KEPT: usize = 64;

/// What came with some changes: new records by area (0 where records only left figures).
#[derive(Debug)]
pub(super) struct News {
    pub(super) seq: i64,
    /// Path of the area to what is new in it.
    pub(super) areas: BTreeMap<String, AreaNews>,
}

/// What is new in one area.
#[derive(Debug)]
pub(super) struct AreaNews {
    pub(super) code: String,
    /// New records by kind.
    pub(super) kinds: BTreeMap<&'static str, u64>,
}

/// The handle to the index. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Insights {
    kinds: Arc<KindList>,
    standing: Arc<RwLock<Option<Arc<Standing>>>>,
    news: broadcast::Sender<Arc<News>>,
    /// Last day of an invented history; see [`Insights::end_history_on`].
    history_until: Arc<OnceLock<NaiveDate>>,
    /// Ends the streams of listeners.
    closing: CancellationToken,
    turns: Arc<Semaphore>,
    hot_spots: moka::future::Cache<HotSpotsKey, Arc<HotSpotsView>>,
    kept: Kept<KeptKey, KeptView>,
}

/// Change, version of the tree, kind, and the filter with the areas in scope: the same figures for whoever asks.
pub(super) type HotSpotsKey = (i64, i64, usize, Filter);

impl Default for Insights {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Insights {
    /// An index of incidents and of the other kinds in `shared`, whose positions everybody in the area may see.
    pub fn new(shared: &[&'static str]) -> Self {
        Self {
            kinds: Arc::new(KindList::new(shared)),
            standing: Arc::default(),
            news: broadcast::Sender::new(NEWS_KEPT),
            history_until: Arc::default(),
            closing: CancellationToken::new(),
            turns: Arc::new(Semaphore::new(EXPENSIVE_AT_ONCE)),
            kept: Kept::default(),
            hot_spots: moka::future::Cache::builder()
                .max_capacity(100)
                .time_to_live(REMEMBERED_FOR)
                .build(),
        }
    }

    /// The last change that figures contain; `None` until the index stands.
    pub fn seq(&self) -> Option<i64> {
        self.peek().map(|standing| standing.seq)
    }

    /// The index as it stands, or `warming_up`.
    pub(super) fn standing(&self) -> Result<Arc<Standing>, Problem> {
        self.peek()
            .ok_or_else(|| Problem::new(Code::WarmingUp).retry_after_s(1))
    }

    /// The index once it holds everything that is in the database now.
    /// * Errors: it does not stand, or did not follow, within [`WAIT_FOR_INDEX`].
    pub(super) async fn caught_up(&self, db: &DatabaseConnection) -> Result<Arc<Standing>, DbErr> {
        let wanted = queries::last_seq(db).await?;
        let comes = async {
            loop {
                match self.peek() {
                    Some(standing) if standing.seq >= wanted => return standing,
                    _ => tokio::time::sleep(LOOK_AGAIN).await,
                }
            }
        };
        let come = tokio::time::timeout(WAIT_FOR_INDEX, comes).await;
        come.map_err(|_late| DbErr::Custom("the index of records is not up to date".to_owned()))
    }

    /// News from now on.
    pub(super) fn listen(&self) -> broadcast::Receiver<Arc<News>> {
        self.news.subscribe()
    }

    /// Tells that this is a demo whose invented history ends on a local day; the first call counts.
    pub fn end_history_on(&self, day: NaiveDate) {
        self.history_until.get_or_init(|| day);
    }

    /// The last day of a demo's history.
    pub(super) fn history_until(&self) -> Option<NaiveDate> {
        self.history_until.get().copied()
    }

    /// Ends all streams of news, so that a graceful stop need not wait for them.
    pub fn end_streams(&self) {
        self.closing.cancel();
    }

    /// Cancelled when streams of news shall end.
    pub fn closing(&self) -> CancellationToken {
        self.closing.clone()
    }

    /// A turn for an expensive answer, or `too_busy`.
    pub(super) async fn turn(&self) -> Result<SemaphorePermit<'_>, Problem> {
        let turn = tokio::time::timeout(WAIT_FOR_TURN, self.turns.acquire()).await;
        turn.ok()
            .and_then(Result::ok)
            .ok_or_else(|| Problem::new(Code::TooBusy).retry_after_s(1))
    }

    /// Hot spots found a moment ago.
    pub(super) async fn known_hot_spots(&self, key: &HotSpotsKey) -> Option<Arc<HotSpotsView>> {
        self.hot_spots.get(key).await
    }

    /// Keeps hot spots for a moment.
    pub(super) async fn remember_hot_spots(&self, key: HotSpotsKey, found: Arc<HotSpotsView>) {
        self.hot_spots.insert(key, found).await;
    }

    /// The parts of the overview that take long to reckon, and the instant they are of.
    pub(super) async fn kept(
        &self,
        key: KeptKey,
        sources: DeskSources,
    ) -> Result<(UtcMillis, Arc<KeptView>), Problem> {
        let now = sources.present.now();
        self.kept.get(key.clone(), now, sources.reckon(key)).await
    }

    /// Builds the index and follows the change log until told to stop.
    pub async fn follow(
        self,
        db: Db,
        territories: Territories,
        zone: Zone,
        stop: CancellationToken,
    ) {
        let mut follower: Option<Follower> = None;
        loop {
            let going = Follower::step(follower.take(), &db, &territories, zone, &self.kinds);
            match going.await {
                Ok((next, news)) => {
                    self.publish(&next, news);
                    let is_behind = next.is_behind;
                    follower = Some(next);
                    if is_behind && !stop.is_cancelled() {
                        tokio::task::yield_now().await;
                        continue;
                    }
                }
                Err(error) => {
                    tracing::warn!(error = %error, "the index of records could not be followed: {error}");
                }
            }
            if stop
                .run_until_cancelled(tokio::time::sleep(POLL))
                .await
                .is_none()
            {
                return;
            }
        }
    }

    fn peek(&self) -> Option<Arc<Standing>> {
        self.standing
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn publish(&self, follower: &Follower, news: Option<News>) {
        let standing = Arc::clone(&follower.standing);
        *self
            .standing
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(standing);
        if let Some(news) = news {
            // Nobody listening is no fault.
            self.news.send(Arc::new(news)).ok();
        }
    }
}

struct Follower {
    placer: Placer,
    standing: Arc<Standing>,
    /// Records created so far that do not count.
    left_out: HashSet<Uuid>,
    built_at: tokio::time::Instant,
    is_behind: bool,
}

impl Follower {
    /// One step forward; a first, a daily and one after a change of the tree builds anew. After an error the index is
    /// built anew too.
    async fn step(
        follower: Option<Self>,
        db: &Db,
        territories: &Territories,
        zone: Zone,
        kinds: &Arc<KindList>,
    ) -> Result<(Self, Option<News>), DbErr> {
        let version = territories.current().version();
        match follower {
            Some(known)
                if known.placer.territory().version() == version
                    && known.built_at.elapsed() < REBUILD_EVERY =>
            {
                known.advance(db).await
            }
            _ => Ok((Self::build(db, territories, zone, kinds).await?, None)),
        }
    }

    async fn build(
        db: &Db,
        territories: &Territories,
        zone: Zone,
        kinds: &Arc<KindList>,
    ) -> Result<Self, DbErr> {
        let started = tokio::time::Instant::now();
        let mut placer = Placer::new(territories.current(), zone);
        let seq = queries::last_seq(db.read()).await?;
        let mut left_out = HashSet::new();
        let mut points = vec![Vec::new(); kinds.names().len()];
        let mut after = 0;
        while after < seq {
            let to = seq.min(after + STEP);
            for row in queries::list_created(db.read(), kinds, &all(), after, to).await? {
                if row.is_left_out {
                    left_out.insert(row.id);
                } else if let Some(of_kind) = points.get_mut(row.kind) {
                    of_kind.extend(placer.point_of(&row));
                }
            }
            after = to;
        }
        let snapshots = off_thread(move || built(points)).await?;
        let records: usize = snapshots.iter().map(|snapshot| snapshot.len()).sum();
        let size_bytes: usize = snapshots.iter().map(|snapshot| snapshot.bytes()).sum();
        tracing::info!(
            index.records = records,
            index.size_bytes = size_bytes,
            index.seq = seq,
            "index of {records} records built in {} ms",
            started.elapsed().as_millis()
        );
        let standing = Standing {
            seq,
            territory: Arc::clone(placer.territory()),
            codes: placer.codes(),
            kinds: Arc::clone(kinds),
            snapshots,
        };
        Ok(Self {
            placer,
            standing: Arc::new(standing),
            left_out,
            built_at: started,
            is_behind: true,
        })
    }

    async fn advance(mut self, db: &Db) -> Result<(Self, Option<News>), DbErr> {
        let after = self.standing.seq;
        let last = queries::last_seq(db.read()).await?;
        if last <= after {
            self.is_behind = false;
            return Ok((self, None));
        }
        let to = last.min(after + STEP);
        let kinds = Arc::clone(&self.standing.kinds);
        let created = queries::list_created(db.read(), &kinds, &all(), after, to).await?;
        let changed = queries::list_changed(db.read(), &kinds, &all(), after, to).await?;
        let mut news = News {
            seq: to,
            areas: BTreeMap::new(),
        };
        let moves = self.judge(&created, &changed, &mut news);
        let standing = Arc::clone(&self.standing);
        let snapshots = off_thread(move || after_moves(&standing.snapshots, &moves));
        let standing = Standing {
            seq: to,
            kinds,
            snapshots: snapshots.await?,
            territory: Arc::clone(self.placer.territory()),
            codes: self.placer.codes(),
        };
        self.standing = Arc::new(standing);
        self.is_behind = to < last;
        Ok((self, Some(news)))
    }

    /// Points that come into figures and points that leave them, by kind.
    fn judge(&mut self, created: &[Row], changed: &[Row], news: &mut News) -> Vec<Moves> {
        let mut moves = vec![Moves::default(); self.standing.kinds.names().len()];
        for row in created {
            if row.is_left_out {
                self.left_out.insert(row.id);
            } else {
                self.tell(row, 1, news);
                self.note(row, true, &mut moves);
            }
        }
        for row in changed {
            if row.is_left_out && self.left_out.insert(row.id) {
                self.tell(row, 0, news);
                self.note(row, false, &mut moves);
            } else if !row.is_left_out && self.left_out.remove(&row.id) {
                self.tell(row, 0, news);
                self.note(row, true, &mut moves);
            }
        }
        moves
    }

    fn note(&mut self, row: &Row, comes: bool, moves: &mut [Moves]) {
        if let Some(of_kind) = moves.get_mut(row.kind) {
            let points = if comes {
                &mut of_kind.came
            } else {
                &mut of_kind.left
            };
            points.extend(self.placer.point_of(row));
        }
    }

    fn tell(&self, row: &Row, new: u64, news: &mut News) {
        if let Some(area) = self.placer.territory().by_id(row.area_id) {
            let told = news
                .areas
                .entry(area.path.clone())
                .or_insert_with(|| AreaNews {
                    code: area.code.clone(),
                    kinds: BTreeMap::new(),
                });
            let name = self.standing.kinds.names().get(row.kind);
            if let Some(name) = name.filter(|_| new > 0) {
                *told.kinds.entry(name).or_default() += new;
            }
        }
    }
}

/// Points of one kind that come into figures and that leave them.
#[derive(Debug, Clone, Default)]
struct Moves {
    came: Vec<Point>,
    left: Vec<Point>,
}

fn built(points: Vec<Vec<Point>>) -> Vec<Arc<Snapshot>> {
    points
        .into_iter()
        .map(|points| Arc::new(Snapshot::build(points)))
        .collect()
}

/// The snapshots after the moves; a kind without any is shared.
fn after_moves(snapshots: &[Arc<Snapshot>], moves: &[Moves]) -> Vec<Arc<Snapshot>> {
    let next = |(snapshot, moves): (&Arc<Snapshot>, &Moves)| {
        if moves.came.is_empty() && moves.left.is_empty() {
            return Arc::clone(snapshot);
        }
        let next = snapshot.changed(&moves.came, &moves.left);
        Arc::new(if next.is_merge_due() {
            next.merged()
        } else {
            next
        })
    };
    snapshots.iter().zip(moves).map(next).collect()
}

fn all() -> AreaScope {
    AreaScope::whole_city(
        "the index holds every record; each answer is clipped to the caller's areas",
    )
}

pub(super) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, DbErr> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| DbErr::Custom(format!("work on the index failed: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_the_index_stands_answers_are_warming_up() {
        let code = Insights::default()
            .standing()
            .err()
            .map(|problem| problem.code());
        assert_eq!(code, Some(Code::WarmingUp));
    }
}
