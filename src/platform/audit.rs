//! The audit log: one event an operation, in the operation's transaction, chained by hashes, with its head kept outside
//! the database so that a cut tail is seen too.

mod expire;
mod verify;

pub use expire::expire;
pub use verify::{Report, verify};

use crate::platform::auth::Actor;
use crate::platform::clock::Clock;
use crate::platform::db::{Db, Global, Lock, find_global, hold, insert_rows};
use crate::platform::keys::{Keys, sha256};
use entity::audit_event;
use sea_orm::sea_query::{QueryStatementBuilder as _, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

impl Global for audit_event::Entity {
    const REASON: &'static str = "one chain for the whole installation; only auditors read it";
}

/// What an operation says about itself.
#[derive(Debug)]
pub struct Event<'a> {
    /// Who did it; `None` for jobs and the command line.
    pub actor: Option<&'a Actor>,
    /// The operation id of the API, or `command:…`, `job:…`.
    pub operation: &'static str,
    /// What it was done to, such as `account:{id}`.
    pub subject: String,
    /// Facts without personal data of residents.
    pub detail: serde_json::Value,
    /// Digest of the subject before.
    pub before: Option<[u8; 32]>,
    /// Digest of the subject after.
    pub after: Option<[u8; 32]>,
}

impl<'a> Event<'a> {
    /// An event without digests.
    pub fn new(
        actor: Option<&'a Actor>,
        operation: &'static str,
        subject: impl Into<String>,
    ) -> Self {
        Self {
            actor,
            operation,
            subject: subject.into(),
            detail: serde_json::Value::Object(serde_json::Map::new()),
            before: None,
            after: None,
        }
    }

    /// Adds facts.
    #[must_use]
    pub fn detail(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }

    /// Adds the digests of the subject before and after, each over its JSON.
    #[must_use]
    pub fn change<T: Serialize>(mut self, before: Option<&T>, after: Option<&T>) -> Self {
        let digest = |value: &T| sha256(&serde_json::to_vec(value).unwrap_or_default());
        self.before = before.map(digest);
        self.after = after.map(digest);
        self
    }
}

/// Appends `event` inside the caller's transaction.
pub async fn record(
    tx: &impl ConnectionTrait,
    clock: &Clock,
    event: Event<'_>,
) -> Result<(), DbErr> {
    record_all(tx, clock, vec![event]).await
}

/// Appends several operations' events that share a transaction, in order.
pub async fn record_all(
    tx: &impl ConnectionTrait,
    clock: &Clock,
    events: Vec<Event<'_>>,
) -> Result<(), DbErr> {
    if events.is_empty() {
        return Ok(());
    }
    hold(tx, Lock::Audit).await?;
    let tail = tail(tx).await?;
    append(tx, clock, tail, events).await
}

/// The end of the chain: what the next event follows.
#[derive(Debug)]
pub struct Tail {
    next_number: i64,
    previous_hash: Vec<u8>,
}

async fn tail(tx: &impl ConnectionTrait) -> Result<Tail, DbErr> {
    let last = find_global::<audit_event::Entity>()
        .select_only()
        .columns([audit_event::Column::Number, audit_event::Column::Hash])
        .order_by_desc(audit_event::Column::Number)
        .limit(1)
        .into_tuple::<(i64, Vec<u8>)>()
        .one(tx)
        .await?;
    match last {
        Some((number, hash)) => Ok(Tail {
            next_number: number + 1,
            previous_hash: hash,
        }),
        None => checkpoint(tx).await,
    }
}

/// The end of the chain together with the caller's own `number`, in one statement. Holds no lock itself.
pub async fn tail_with(
    tx: &impl ConnectionTrait,
    number: SelectStatement,
) -> Result<(Tail, Option<i64>), DbErr> {
    let both = find_global::<audit_event::Entity>()
        .select_only()
        .columns([audit_event::Column::Number, audit_event::Column::Hash])
        .expr_as(number.clone().into_sub_query_statement(), "other_number")
        .order_by_desc(audit_event::Column::Number)
        .limit(1)
        .into_tuple::<(i64, Vec<u8>, Option<i64>)>()
        .one(tx)
        .await?;
    if let Some((last, hash, number)) = both {
        let tail = Tail {
            next_number: last + 1,
            previous_hash: hash,
        };
        return Ok((tail, number));
    }
    let row = tx.query_one(&number).await?;
    let number = row.map_or(Ok(None), |row| row.try_get_by_index(0))?;
    Ok((checkpoint(tx).await?, number))
}

/// Appends `events` after `tail`, which was read in the same transaction under [`Lock::Audit`].
pub async fn append(
    tx: &impl ConnectionTrait,
    clock: &Clock,
    tail: Tail,
    events: Vec<Event<'_>>,
) -> Result<(), DbErr> {
    let Tail {
        next_number: mut number,
        previous_hash: mut previous,
    } = tail;
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        let row = chained(event, number, clock, std::mem::take(&mut previous));
        number += 1;
        previous.clone_from(&row.hash);
        rows.push(row);
    }
    insert_rows(tx, rows).await
}

fn chained(
    event: Event<'_>,
    number: i64,
    clock: &Clock,
    previous_hash: Vec<u8>,
) -> audit_event::Model {
    let mut row = audit_event::Model {
        number,
        at: clock.now().0,
        actor_id: event.actor.map(|actor| actor.account_id),
        role: event
            .actor
            .and_then(|actor| actor.roles.first())
            .map(|grant| grant.role.code().to_owned()),
        device_id: event.actor.map(|actor| actor.device_id),
        operation: event.operation.to_owned(),
        subject: event.subject,
        detail: event.detail.to_string(),
        before_sha256: event.before.map(Vec::from),
        after_sha256: event.after.map(Vec::from),
        previous_hash,
        hash: vec![],
    };
    row.hash = chain_hash(&row).to_vec();
    row
}

/// What the first kept row follows.
async fn checkpoint(tx: &impl ConnectionTrait) -> Result<Tail, DbErr> {
    let last = last_checkpoint(tx).await?;
    Ok(Tail {
        next_number: last.as_ref().map_or(1, |row| row.number + 1),
        previous_hash: last.map_or_else(|| vec![0; 32], |row| row.hash),
    })
}

async fn last_checkpoint(
    db: &impl ConnectionTrait,
) -> Result<Option<entity::audit_checkpoint::Model>, DbErr> {
    find_global::<entity::audit_checkpoint::Entity>()
        .order_by_desc(entity::audit_checkpoint::Column::Number)
        .limit(1)
        .one(db)
        .await
}

/// What proves that a checkpoint was written by this service.
fn checkpoint_mac(keys: &Keys, number: i64, hash: &[u8]) -> [u8; 32] {
    keys.audit
        .mac(&[b"audit checkpoint", &number.to_be_bytes(), hash])
}

impl Global for entity::audit_checkpoint::Entity {
    const REASON: &'static str = "ends of removed prefixes of the one chain";
}

/// SHA-256 over the previous hash and every field of the row.
fn chain_hash(row: &audit_event::Model) -> [u8; 32] {
    let uuid = |id: Option<Uuid>| id.map(|id| id.to_string());
    let fields = serde_json::json!([
        row.number,
        row.at,
        uuid(row.actor_id),
        row.role,
        uuid(row.device_id),
        row.operation,
        row.subject,
        row.detail,
        row.before_sha256.as_ref().map(hex::encode),
        row.after_sha256.as_ref().map(hex::encode),
        hex::encode(&row.previous_hash),
    ]);
    sha256(fields.to_string().as_bytes())
}

/// The last event, as kept outside the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Number of the last event.
    pub number: i64,
    /// Its hash, in hexadecimal.
    pub hash: String,
    /// HMAC over both with the audit key, in hexadecimal.
    pub mac: String,
}

impl Head {
    fn new(number: i64, hash: &[u8], keys: &Keys) -> Self {
        let mac = keys
            .audit
            .mac(&[b"audit head", &number.to_be_bytes(), hash]);
        Self {
            number,
            hash: hex::encode(hash),
            mac: hex::encode(mac),
        }
    }
}

/// Writes the head to `file` when it moved since `last_number`. Returns the number written or seen.
/// A log that no longer holds the event of the head in `file` was tampered with: the head then stays, so that
/// [`verify`] goes on naming what is missing.
pub async fn write_head(
    db: &Db,
    keys: &Keys,
    file: &Path,
    last_number: i64,
) -> anyhow::Result<i64> {
    let last = find_global::<audit_event::Entity>()
        .order_by_desc(audit_event::Column::Number)
        .limit(1)
        .one(db.read())
        .await?;
    let Some(row) = last.filter(|row| row.number != last_number) else {
        return Ok(last_number);
    };
    if let Some(written) = written_head(file)
        && !holds(db, &written).await?
    {
        let at = written.number;
        tracing::error!(
            audit.number = at,
            "event {at} of the audit log is missing or changed; run `wenxun audit verify`"
        );
        return Ok(row.number);
    }
    let text = serde_json::to_string(&Head::new(row.number, &row.hash, keys))?;
    let (file, number) = (file.to_owned(), row.number);
    tokio::task::spawn_blocking(move || replace_durably(&file, text.as_bytes())).await??;
    Ok(number)
}

/// The head in `file`, if it can be read; a damaged one is replaced.
fn written_head(file: &Path) -> Option<Head> {
    serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()
}

/// Whether the log still holds the event of `head`, or ends a removed prefix after it.
async fn holds(db: &Db, head: &Head) -> Result<bool, DbErr> {
    let row = find_global::<audit_event::Entity>()
        .filter(audit_event::Column::Number.eq(head.number))
        .one(db.read())
        .await?;
    match row {
        Some(row) => Ok(hex::encode(row.hash) == head.hash),
        None => Ok(checkpoint(db.read()).await?.next_number > head.number),
    }
}

fn replace_durably(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    // A name of its own, so that two writers at once replace the file one after the other.
    static WRITES: AtomicU64 = AtomicU64::new(0);
    let temporary = file.with_extension(format!(
        "{}-{}",
        std::process::id(),
        WRITES.fetch_add(1, Ordering::Relaxed)
    ));
    let replaced = std::fs::File::create(&temporary)
        .and_then(|mut out| out.write_all(bytes).and_then(|()| out.sync_all()))
        .and_then(|()| std::fs::rename(&temporary, file));
    if replaced.is_err() {
        // On a full disk nothing may pile up; what cannot be removed was never made.
        let _ = std::fs::remove_file(&temporary);
    }
    replaced
}
