//! How a kind of field work plugs into the one write path.

use super::flags::Flag;
use crate::platform::clock::UtcMillis;
use crate::platform::input::FieldProblems;
use crate::platform::problem::FieldProblem;
use futures_util::future::LocalBoxFuture;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use std::any::Any;
use std::sync::Arc;
use uuid::Uuid;

/// Where the position of a kind may be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PositionPrivacy {
    /// In lists, heat and exports.
    Shared,
    /// Never outside its kind: the record row keeps the community only.
    Private,
}

/// A parsed record before it is stored.
#[derive(Debug)]
pub struct Examined<'a, P> {
    /// Record id.
    pub id: Uuid,
    /// By the phone's clock.
    pub captured_at: UtcMillis,
    /// When it was received.
    pub received_at: UtcMillis,
    /// The record it replaces.
    pub corrects: Option<Uuid>,
    /// Content addresses of its photos, in order.
    pub photos: Vec<[u8; 32]>,
    /// The payload.
    pub payload: &'a P,
}

/// A new record as its kind meets it: the envelope is stored and numbered, the payload is still to be kept.
#[derive(Debug)]
pub struct NewRecord<'a, P> {
    /// Record id.
    pub id: Uuid,
    /// Number of its creation in the change log.
    pub seq: i64,
    /// Who wrote it.
    pub author_id: Uuid,
    /// Paths of the areas in which the author captures.
    pub author_paths: &'a [String],
    /// Area it counts in.
    pub area_id: i64,
    /// When it happened.
    pub happened_at: UtcMillis,
    /// When it was received.
    pub received_at: UtcMillis,
    /// Degrees east and north (WGS-84) and the radius in metres; absent for kinds with private positions.
    pub position: Option<(f64, f64, f64)>,
    /// Where the receiver saw the author, in the same words; for judgement only, kinds with private positions never keep it.
    pub fix: Option<(f64, f64, f64)>,
    /// Content addresses of its photos, in order.
    pub photos: Vec<[u8; 32]>,
    /// The record it replaces.
    pub corrects: Option<Uuid>,
    /// Shift it names.
    pub shift_id: Option<Uuid>,
    /// Site it names.
    pub site_id: Option<Uuid>,
    /// What was found odd about it before it came here.
    pub flags: &'a [Flag],
    /// The payload.
    pub payload: &'a P,
}

impl<'a, P> NewRecord<'a, P> {
    fn typed<Q>(&self, payload: &'a Q) -> NewRecord<'a, Q> {
        NewRecord {
            id: self.id,
            seq: self.seq,
            author_id: self.author_id,
            author_paths: self.author_paths,
            area_id: self.area_id,
            happened_at: self.happened_at,
            received_at: self.received_at,
            position: self.position,
            fix: self.fix,
            photos: self.photos.clone(),
            corrects: self.corrects,
            shift_id: self.shift_id,
            site_id: self.site_id,
            flags: self.flags,
            payload,
        }
    }
}

/// What a kind finds odd about records, by record.
pub type FoundFlags = Vec<(Uuid, Flag)>;

/// A kind of record: what its payload means and where it is kept.
pub trait RecordKind: Send + Sync + 'static {
    /// The word in the envelope.
    const NAME: &'static str;
    /// Where the position may be seen.
    const POSITION: PositionPrivacy;
    /// Whether [`Self::examine`] has something to say.
    const EXAMINES: bool = false;
    /// Fewest photos of a record; of an imported one, fewest that it claims.
    const MIN_PHOTOS: usize = 0;
    /// The payload as a type that cannot be wrong.
    type Payload: Send + 'static;

    /// Reads the payload; faults go to `found` with pointers that start with `/payload`.
    fn parse(&self, payload: serde_json::Value, found: &mut FieldProblems)
    -> Option<Self::Payload>;

    /// Looks at parsed records of one author beside what is stored, for faults that no record shows alone.
    /// Answers the faulty ones by id, with pointers into the record; records stored already must not be among them.
    fn examine(
        &self,
        _db: &DatabaseConnection,
        _author_id: Uuid,
        _records: &[Examined<'_, Self::Payload>],
    ) -> impl Future<Output = Result<Vec<(Uuid, FieldProblem)>, DbErr>> {
        std::future::ready(Ok(vec![]))
    }

    /// The shift that a record makes when nobody knows it yet.
    fn brings_shift(&self, _payload: &Self::Payload) -> Option<Uuid> {
        None
    }

    /// Inserts the payloads of newly created records inside the writer's transaction and says what is odd about them.
    /// Their creation stands in the change log already, so flags of other records may be set and cleared here.
    fn insert(
        &self,
        tx: &DatabaseTransaction,
        rows: &[NewRecord<'_, Self::Payload>],
    ) -> impl Future<Output = Result<FoundFlags, DbErr>>;
}

/// A payload of some kind on its way to the writer.
pub(crate) type AnyPayload = Box<dyn Any + Send>;

/// [`RecordKind`] without its payload type.
pub(crate) trait ErasedKind: Send + Sync {
    fn name(&self) -> &'static str;
    fn position(&self) -> PositionPrivacy;
    fn min_photos(&self) -> usize;
    fn parse(&self, payload: serde_json::Value, found: &mut FieldProblems) -> Option<AnyPayload>;
    fn examines(&self) -> bool;
    fn brings_shift(&self, payload: &AnyPayload) -> Option<Uuid>;
    fn examine<'a>(
        &'a self,
        db: &'a DatabaseConnection,
        author_id: Uuid,
        records: Vec<Examined<'a, AnyPayload>>,
    ) -> LocalBoxFuture<'a, Result<Vec<(Uuid, FieldProblem)>, DbErr>>;
    fn insert<'a>(
        &'a self,
        tx: &'a DatabaseTransaction,
        rows: Vec<NewRecord<'a, AnyPayload>>,
    ) -> LocalBoxFuture<'a, Result<FoundFlags, DbErr>>;
}

impl<K: RecordKind> ErasedKind for K {
    fn name(&self) -> &'static str {
        K::NAME
    }

    fn position(&self) -> PositionPrivacy {
        K::POSITION
    }

    fn min_photos(&self) -> usize {
        K::MIN_PHOTOS
    }

    fn parse(&self, payload: serde_json::Value, found: &mut FieldProblems) -> Option<AnyPayload> {
        let parsed = RecordKind::parse(self, payload, found)?;
        Some(Box::new(parsed))
    }

    fn examines(&self) -> bool {
        K::EXAMINES
    }

    fn brings_shift(&self, payload: &AnyPayload) -> Option<Uuid> {
        RecordKind::brings_shift(self, payload.downcast_ref::<K::Payload>()?)
    }

    fn examine<'a>(
        &'a self,
        db: &'a DatabaseConnection,
        author_id: Uuid,
        records: Vec<Examined<'a, AnyPayload>>,
    ) -> LocalBoxFuture<'a, Result<Vec<(Uuid, FieldProblem)>, DbErr>> {
        Box::pin(async move {
            let typed: Vec<Examined<'_, K::Payload>> = records
                .iter()
                .filter_map(|one| {
                    Some(Examined {
                        id: one.id,
                        captured_at: one.captured_at,
                        received_at: one.received_at,
                        corrects: one.corrects,
                        photos: one.photos.clone(),
                        payload: one.payload.downcast_ref::<K::Payload>()?,
                    })
                })
                .collect();
            RecordKind::examine(self, db, author_id, &typed).await
        })
    }

    fn insert<'a>(
        &'a self,
        tx: &'a DatabaseTransaction,
        rows: Vec<NewRecord<'a, AnyPayload>>,
    ) -> LocalBoxFuture<'a, Result<FoundFlags, DbErr>> {
        Box::pin(async move {
            let typed: Vec<NewRecord<'_, K::Payload>> = rows
                .iter()
                .filter_map(|row| Some(row.typed(row.payload.downcast_ref::<K::Payload>()?)))
                .collect();
            if typed.len() != rows.len() {
                // A payload comes back to the kind that parsed it; anything else must not lose a row in silence.
                return Err(DbErr::Custom(format!(
                    "a payload of another kind reached {}",
                    K::NAME
                )));
            }
            RecordKind::insert(self, tx, &typed).await
        })
    }
}

/// The kinds this server offers.
#[derive(Clone, Default)]
pub struct Kinds {
    kinds: Vec<Arc<dyn ErasedKind>>,
}

impl std::fmt::Debug for Kinds {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.names()).finish()
    }
}

impl Kinds {
    /// Adds a kind.
    #[must_use]
    pub fn with(mut self, kind: impl RecordKind) -> Self {
        self.kinds.push(Arc::new(kind));
        self
    }

    /// The words that are understood in `kind`.
    pub fn names(&self) -> Vec<&'static str> {
        self.kinds.iter().map(|kind| kind.name()).collect()
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<dyn ErasedKind>> {
        self.kinds.iter()
    }

    /// The kinds whose positions everybody in the area may see.
    pub fn shared_names(&self) -> Vec<&'static str> {
        let shared = |kind: &&Arc<dyn ErasedKind>| kind.position() == PositionPrivacy::Shared;
        self.kinds
            .iter()
            .filter(shared)
            .map(|kind| kind.name())
            .collect()
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Arc<dyn ErasedKind>> {
        self.kinds.iter().find(|kind| kind.name() == name)
    }
}
