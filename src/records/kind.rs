//! How a kind of field work plugs into the one write path.

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
    /// The payload.
    pub payload: &'a P,
}

/// A kind of record: what its payload means and where it is kept.
pub trait RecordKind: Send + Sync + 'static {
    /// The word in the envelope.
    const NAME: &'static str;
    /// Where the position may be seen.
    const POSITION: PositionPrivacy;
    /// Whether [`Self::examine`] has something to say.
    const EXAMINES: bool = false;
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

    /// Inserts the payloads of newly created records inside the writer's transaction. Their envelopes, positions and notes
    /// are written already, their lines in the change log are not: flags are for a job.
    fn insert(
        &self,
        tx: &DatabaseTransaction,
        rows: &[(Uuid, &Self::Payload)],
    ) -> impl Future<Output = Result<(), DbErr>>;
}

/// A payload of some kind on its way to the writer.
pub(crate) type AnyPayload = Box<dyn Any + Send>;

/// [`RecordKind`] without its payload type.
pub(crate) trait ErasedKind: Send + Sync {
    fn name(&self) -> &'static str;
    fn position(&self) -> PositionPrivacy;
    fn parse(&self, payload: serde_json::Value, found: &mut FieldProblems) -> Option<AnyPayload>;
    fn examines(&self) -> bool;
    fn examine<'a>(
        &'a self,
        db: &'a DatabaseConnection,
        author_id: Uuid,
        records: Vec<(Uuid, UtcMillis, &'a AnyPayload)>,
    ) -> LocalBoxFuture<'a, Result<Vec<(Uuid, FieldProblem)>, DbErr>>;
    fn insert<'a>(
        &'a self,
        tx: &'a DatabaseTransaction,
        rows: Vec<(Uuid, &'a AnyPayload)>,
    ) -> LocalBoxFuture<'a, Result<(), DbErr>>;
}

impl<K: RecordKind> ErasedKind for K {
    fn name(&self) -> &'static str {
        K::NAME
    }

    fn position(&self) -> PositionPrivacy {
        K::POSITION
    }

    fn parse(&self, payload: serde_json::Value, found: &mut FieldProblems) -> Option<AnyPayload> {
        let parsed = RecordKind::parse(self, payload, found)?;
        Some(Box::new(parsed))
    }

    fn examines(&self) -> bool {
        K::EXAMINES
    }

    fn examine<'a>(
        &'a self,
        db: &'a DatabaseConnection,
        author_id: Uuid,
        records: Vec<(Uuid, UtcMillis, &'a AnyPayload)>,
    ) -> LocalBoxFuture<'a, Result<Vec<(Uuid, FieldProblem)>, DbErr>> {
        Box::pin(async move {
            let typed: Vec<Examined<'_, K::Payload>> = records
                .iter()
                .filter_map(|(id, captured_at, any)| {
                    Some(Examined {
                        id: *id,
                        captured_at: *captured_at,
                        payload: any.downcast_ref::<K::Payload>()?,
                    })
                })
                .collect();
            RecordKind::examine(self, db, author_id, &typed).await
        })
    }

    fn insert<'a>(
        &'a self,
        tx: &'a DatabaseTransaction,
        rows: Vec<(Uuid, &'a AnyPayload)>,
    ) -> LocalBoxFuture<'a, Result<(), DbErr>> {
        Box::pin(async move {
            let typed: Vec<(Uuid, &K::Payload)> = rows
                .iter()
                .filter_map(|(id, any)| Some((*id, any.downcast_ref::<K::Payload>()?)))
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

    pub(crate) fn find(&self, name: &str) -> Option<&Arc<dyn ErasedKind>> {
        self.kinds.iter().find(|kind| kind.name() == name)
    }
}
