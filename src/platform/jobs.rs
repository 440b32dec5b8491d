//! Background work as rows: enqueued in the transaction that causes it, leased, retried with the reason kept.
//! A job is safe to run twice, re-reads what it works on and keeps nothing in memory.

mod runner;

pub use runner::Runner;

use crate::platform::clock::UtcMillis;
use crate::platform::db::Global;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

impl Global for entity::job::Entity {
    const REASON: &'static str = "work of the service itself";
}

/// One kind of background work.
pub trait Job: Serialize + DeserializeOwned + 'static {
    /// Stable name; rows of older versions are found by it.
    const NAME: &'static str;
    /// Attempts before it counts as failed.
    const MAX_TRIES: i64;

    /// Two queued jobs of one kind with the same key are one; `None` lets them stand side by side.
    fn dedup_key(&self) -> Option<String>;
}

/// Puts `job` into the queue inside the caller's transaction, to run at `run_at` or later.
/// A job that is queued already under the same key stays as it is.
pub async fn enqueue<J: Job>(
    tx: &impl ConnectionTrait,
    id: Uuid,
    job: &J,
    now: UtcMillis,
    run_at: UtcMillis,
) -> Result<(), DbErr> {
    let payload = serde_json::to_string(job).map_err(|error| DbErr::Json(error.to_string()))?;
    let sql = "INSERT INTO job (id, name, dedup_key, payload, state, run_at, tries, max_tries, enqueued_at)
               VALUES ($1, $2, $3, $4, 'queued', $5, 0, $6, $7) ON CONFLICT DO NOTHING";
    tx.execute_raw(Statement::from_sql_and_values(
        tx.get_database_backend(),
        sql,
        [
            id.into(),
            J::NAME.into(),
            job.dedup_key().into(),
            payload.into(),
            run_at.0.into(),
            J::MAX_TRIES.into(),
            now.0.into(),
        ],
    ))
    .await?;
    Ok(())
}
