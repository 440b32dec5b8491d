//! Takes due jobs, runs them, and writes down how they ended.

use super::{Job, enqueue};
use crate::platform::clock::{Clock, UtcMillis};
use crate::platform::db::{Db, scalar_i64};
use crate::platform::ids::Ids;
use futures_util::future::LocalBoxFuture;
use sea_orm::{ConnectionTrait as _, DatabaseBackend, DbErr, Statement};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long a taken job belongs to its node; a crashed node's jobs come back after it.
const LEASE_S: i64 = 300;
/// Jobs taken at a time.
const TAKEN_AT_ONCE: i64 = 4;
/// How often the queue is looked at, in milliseconds.
const POLL_MS: u64 = 500;

type Handler = Rc<dyn Fn(serde_json::Value) -> LocalBoxFuture<'static, anyhow::Result<()>>>;
type Ticket = Rc<dyn Fn(UtcMillis) -> LocalBoxFuture<'static, Result<(), DbErr>>>;

/// Runs jobs until it is told to stop. Lives on one thread; heavy work goes to the blocking pool.
pub struct Runner {
    db: Db,
    clock: Clock,
    ids: Ids,
    handlers: HashMap<&'static str, Handler>,
    schedule: Vec<(&'static str, i64, Ticket)>,
}

impl std::fmt::Debug for Runner {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Runner({} kinds)", self.handlers.len())
    }
}

struct Taken {
    id: Uuid,
    name: String,
    payload: String,
    tries: i64,
    max_tries: i64,
}

impl Runner {
    /// A runner without kinds.
    pub fn new(db: Db, clock: Clock, ids: Ids) -> Self {
        Self {
            db,
            clock,
            ids,
            handlers: HashMap::new(),
            schedule: vec![],
        }
    }

    /// Says how jobs of kind `J` are done.
    pub fn handle<J: Job, F>(&mut self, work: impl Fn(J) -> F + 'static)
    where
        F: Future<Output = anyhow::Result<()>> + 'static,
    {
        let work = Rc::new(work);
        let handler: Handler = Rc::new(move |payload| {
            let work = Rc::clone(&work);
            Box::pin(async move { work(serde_json::from_value(payload)?).await })
        });
        self.handlers.insert(J::NAME, handler);
    }

    /// Enqueues `make()` whenever `every_s` seconds have passed since it was enqueued last, on any node.
    pub fn repeat<J: Job>(&mut self, every_s: i64, make: impl Fn() -> J + 'static) {
        let (db, clock, ids) = (self.db.clone(), self.clock.clone(), self.ids.clone());
        let make = Rc::new(make);
        let ticket: Ticket = Rc::new(move |now| {
            let (db, id, make) = (db.clone(), ids.next(&clock), Rc::clone(&make));
            Box::pin(async move {
                db.write(async |tx| {
                    let sql = "INSERT INTO setting (key, value) VALUES ($1, $2)
                               ON CONFLICT (key) DO UPDATE SET value = excluded.value";
                    let values = [
                        format!("schedule:{}", J::NAME).into(),
                        now.0.to_string().into(),
                    ];
                    tx.execute_raw(Statement::from_sql_and_values(
                        tx.get_database_backend(),
                        sql,
                        values,
                    ))
                    .await?;
                    enqueue(tx, id, &make(), now, now).await
                })
                .await
            })
        });
        self.schedule.push((J::NAME, every_s, ticket));
    }

    /// Runs until `stop`; what is in flight is finished.
    pub async fn run(self, stop: CancellationToken) {
        let mut poll = tokio::time::interval(Duration::from_millis(POLL_MS));
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = poll.tick() => {}
            }
            match self.run_due().await {
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(error = %error, "job queue could not be read: {error}");
                }
            }
        }
    }

    /// Does everything that is due now. Returns how many jobs ran.
    pub async fn run_due(&self) -> Result<usize, DbErr> {
        self.start_scheduled().await?;
        let mut done = 0;
        loop {
            let taken = self.take().await?;
            if taken.is_empty() {
                return Ok(done);
            }
            for job in taken {
                self.run_one(job).await?;
                done += 1;
            }
        }
    }

    async fn start_scheduled(&self) -> Result<(), DbErr> {
        let now = self.clock.now();
        for (name, every_s, ticket) in &self.schedule {
            let sql =
                format!("SELECT CAST(value AS BIGINT) FROM setting WHERE key = 'schedule:{name}'");
            let last = scalar_i64(self.db.read(), &sql).await?.unwrap_or_default();
            if now.0 - last >= every_s.saturating_mul(1000) {
                ticket(now).await?;
            }
        }
        Ok(())
    }

    async fn take(&self) -> Result<Vec<Taken>, DbErr> {
        let now = self.clock.now();
        let due = "(state = 'queued' AND run_at <= $1) OR (state = 'running' AND lease_until < $1)";
        let backend = self.db.backend();
        let probe = format!("SELECT id FROM job WHERE {due} LIMIT 1");
        let waiting = self
            .db
            .read()
            .query_one_raw(Statement::from_sql_and_values(
                backend,
                probe,
                [now.0.into()],
            ))
            .await?;
        if waiting.is_none() {
            return Ok(vec![]);
        }
        let skip = if backend == DatabaseBackend::Postgres {
            "FOR UPDATE SKIP LOCKED"
        } else {
            ""
        };
        let sql = format!(
            "UPDATE job SET state = 'running', lease_until = $2, tries = tries + 1
             WHERE id IN (SELECT id FROM job WHERE {due} ORDER BY run_at LIMIT {TAKEN_AT_ONCE} {skip})
             RETURNING id, name, payload, tries, max_tries"
        );
        let values = [now.0.into(), now.plus_s(LEASE_S).0.into()];
        let rows = self
            .db
            .write::<_, DbErr>(async |tx| {
                tx.query_all_raw(Statement::from_sql_and_values(backend, sql, values))
                    .await
            })
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Taken {
                    id: row.try_get("", "id")?,
                    name: row.try_get("", "name")?,
                    payload: row.try_get("", "payload")?,
                    tries: row.try_get("", "tries")?,
                    max_tries: row.try_get("", "max_tries")?,
                })
            })
            .collect()
    }

    async fn run_one(&self, job: Taken) -> Result<(), DbErr> {
        let outcome = match (
            self.handlers.get(job.name.as_str()),
            serde_json::from_str(&job.payload),
        ) {
            (Some(handler), Ok(payload)) => handler(payload).await,
            (None, _) => Err(anyhow::anyhow!("no such kind of job on this node")),
            (_, Err(error)) => Err(error.into()),
        };
        let now = self.clock.now();
        let (state, run_at, reason) = match outcome {
            Ok(()) => ("done", now, None),
            Err(error) if job.tries >= job.max_tries => {
                tracing::error!(job.name = %job.name, job.id = %job.id, error = %format!("{error:#}"), "job {} failed for good", job.name);
                metrics::counter!("jobs_failed_total", "name" => job.name.clone()).increment(1);
                ("failed", now, Some(format!("{error:#}")))
            }
            Err(error) => {
                tracing::warn!(job.name = %job.name, job.id = %job.id, error = %format!("{error:#}"), "job {} will be tried again", job.name);
                let pause_s = 5_i64.saturating_mul(1 << job.tries.clamp(0, 10));
                ("queued", now.plus_s(pause_s), Some(format!("{error:#}")))
            }
        };
        let finished = (state != "queued").then_some(now.0);
        let sql = "UPDATE job SET state = $2, run_at = $3, last_error = $4, lease_until = NULL, finished_at = $5 WHERE id = $1
                   AND NOT ($2 = 'queued' AND EXISTS (SELECT 1 FROM job twin WHERE twin.name = job.name
                        AND twin.dedup_key = job.dedup_key AND twin.state = 'queued' AND twin.id <> job.id))";
        let values = [
            job.id.into(),
            state.into(),
            run_at.0.into(),
            reason.into(),
            finished.into(),
        ];
        self.db
            .write::<_, DbErr>(async |tx| {
                let updated = tx
                    .execute_raw(Statement::from_sql_and_values(
                        tx.get_database_backend(),
                        sql,
                        values,
                    ))
                    .await?;
                if updated.rows_affected() == 0 {
                    // The same work was queued again meanwhile: that row carries on.
                    let sql = "DELETE FROM job WHERE id = $1";
                    tx.execute_raw(Statement::from_sql_and_values(
                        tx.get_database_backend(),
                        sql,
                        [job.id.into()],
                    ))
                    .await?;
                }
                Ok(())
            })
            .await
    }
}
