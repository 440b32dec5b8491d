//! The batching writer: one task drains what handlers hand over into one immediate transaction and answers after the
//! commit. If a transaction fails it is repeated request by request, so that one request's fault never fails another's.

mod rows;
mod tracks;
mod transaction;

pub use transaction::{corrects_other, replaced};

use self::tracks::Tracks;
use super::flags::Flag;
use super::intake::{Origin, Prepared};
use crate::platform::clock::Clock;
use crate::platform::db::{Db, is_full};
use crate::platform::problem::{Code, Problem};
use sea_orm::DbErr;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Most records of one transaction.
const RECORDS_AT_ONCE: usize = 512;
/// Submissions that may wait; more are told that the service is busy.
const QUEUE: usize = 4_096;

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    /// New, with what the writer and its kind found odd about it.
    Created { seq: i64, flags: Vec<Flag> },
    /// Stored before with the same content by the same author; `flags` stand on it now.
    Duplicate { seq: i64, flags: Vec<String> },
    /// The id is taken by other content or another author.
    Conflict,
}

/// The records of one request.
pub(super) struct Submission {
    pub author_id: Uuid,
    pub origin: Origin,
    pub records: Vec<Prepared>,
}

impl Submission {
    pub fn new(author_id: Uuid, origin: Origin, records: Vec<Prepared>) -> Self {
        Self {
            author_id,
            origin,
            records,
        }
    }
}

type Answer = Result<Vec<Stored>, Arc<DbErr>>;
type Waiting = (Submission, oneshot::Sender<Answer>);

/// Handle of the writer task. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Waiting>,
}

impl Writer {
    /// A handle and the work behind it; run [`WriterTask::run`] on one thread.
    pub fn new(db: Db, clock: Clock) -> (Self, WriterTask) {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let task = WriterTask {
            db,
            clock,
            tracks: Tracks::default(),
            waiting,
        };
        (Self { queue }, task)
    }

    /// Hands `submission` over and waits for the commit.
    pub(super) async fn store(&self, submission: Submission) -> Result<Vec<Stored>, Problem> {
        let (answer, answered) = oneshot::channel();
        self.queue
            .try_send((submission, answer))
            .map_err(|_full| Problem::new(Code::TooBusy).retry_after_s(2))?;
        match answered.await {
            Ok(Ok(stored)) => Ok(stored),
            Ok(Err(error)) if is_full(&error) => {
                Err(Problem::new(Code::StorageFull).because(error))
            }
            Ok(Err(error)) => Err(Problem::internal("store records", error)),
            Err(_stopping) => Err(Problem::new(Code::TooBusy).retry_after_s(5)),
        }
    }
}

/// The task behind [`Writer`].
#[derive(Debug)]
pub(crate) struct WriterTask {
    db: Db,
    clock: Clock,
    tracks: Tracks,
    waiting: mpsc::Receiver<Waiting>,
}

impl WriterTask {
    /// Writes until `stop`; what was handed over before is still written.
    pub async fn run(mut self, stop: CancellationToken) {
        loop {
            let first = tokio::select! {
                biased;
                next = self.waiting.recv() => next,
                () = stop.cancelled() => {
                    self.waiting.close();
                    self.waiting.recv().await
                }
            };
            let Some(first) = first else { return };
            let batch = self.drain(first);
            self.write(batch).await;
        }
    }

    fn drain(&mut self, first: Waiting) -> Vec<Waiting> {
        let mut count = first.0.records.len();
        let mut batch = vec![first];
        while count < RECORDS_AT_ONCE {
            let Ok(next) = self.waiting.try_recv() else {
                break;
            };
            count += next.0.records.len();
            batch.push(next);
        }
        batch
    }

    async fn write(&mut self, batch: Vec<Waiting>) {
        let (submissions, answers): (Vec<Submission>, Vec<_>) = batch.into_iter().unzip();
        match self.transaction(&submissions).await {
            Ok(stored) => {
                for (answer, stored) in answers.into_iter().zip(stored) {
                    // A client that went away sends again and gets `duplicate`.
                    let _ = answer.send(Ok(stored));
                }
            }
            Err(error) if submissions.len() == 1 => {
                for answer in answers {
                    let _ = answer.send(Err(Arc::clone(&error)));
                }
            }
            Err(error) => {
                tracing::warn!(error = %error, "a batch failed and is repeated request by request: {error}");
                for (submission, answer) in submissions.into_iter().zip(answers) {
                    let stored = self.transaction(&[submission]).await;
                    let _ = answer.send(stored.map(|mut all| all.pop().unwrap_or_default()));
                }
            }
        }
    }

    async fn transaction(
        &mut self,
        submissions: &[Submission],
    ) -> Result<Vec<Vec<Stored>>, Arc<DbErr>> {
        let tx = self.db.begin_write().await.map_err(Arc::new)?;
        match transaction::store(&tx, &self.clock, &mut self.tracks, submissions).await {
            Ok(done) => {
                tx.commit().await.map_err(Arc::new)?;
                self.tracks.keep(done.last_seq);
                Ok(done.outcomes)
            }
            Err(error) => {
                if let Err(rollback) = tx.rollback().await {
                    tracing::warn!(error = %rollback, "rollback failed: {rollback}");
                }
                Err(Arc::new(error))
            }
        }
    }
}
