//! One transaction of the writer: look up, decide, number, insert, supersede, audit.

use super::rows::{Fresh, insert_rows};
use super::{Stored, Submission};
use crate::platform::audit::{self, Event};
use crate::platform::auth::AreaScope;
use crate::platform::clock::Clock;
use crate::platform::db::{Lock, hold};
use crate::platform::keys::sha256;
use crate::records::changes::{clear_flag, last_seq, set_flag};
use crate::records::flags::Flag;
use crate::records::intake::Origin;
use crate::records::kind::FoundFlags;
use entity::record;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, QueryFilter as _,
    QuerySelect as _,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Ids asked for in one statement.
const IDS_AT_ONCE: usize = 500;

#[derive(Clone, Copy)]
struct Known {
    digest: [u8; 32],
    author_id: Uuid,
    seq: i64,
}

/// Stores what is new of all submissions; answers in their order.
pub(super) async fn store(
    tx: &DatabaseTransaction,
    clock: &Clock,
    submissions: &[Submission],
) -> Result<Vec<Vec<Stored>>, DbErr> {
    hold(tx, Lock::Changes).await?;
    let mut known = look_up(tx, submissions).await?;
    let mut next_seq = last_seq(tx).await? + 1;
    let first_seq = next_seq;
    let mut fresh: Vec<Fresh<'_>> = vec![];
    let mut outcomes = Vec::with_capacity(submissions.len());
    for submission in submissions {
        let mut stored = Vec::with_capacity(submission.records.len());
        for record in &submission.records {
            let one = match known.get(&record.id) {
                Some(other)
                    if other.digest == record.content_sha256
                        && other.author_id == submission.author_id =>
                {
                    Stored::Duplicate { seq: other.seq }
                }
                Some(_) => Stored::Conflict,
                None => {
                    let seq = next_seq;
                    next_seq += 1;
                    let entry = Known {
                        digest: record.content_sha256,
                        author_id: submission.author_id,
                        seq,
                    };
                    known.insert(record.id, entry);
                    fresh.push(Fresh {
                        record,
                        author_id: submission.author_id,
                        seq,
                        imported_by: imported_by(submission),
                    });
                    Stored::Created { seq, flags: vec![] }
                }
            };
            stored.push(one);
        }
        outcomes.push(stored);
    }
    let found = insert_rows(tx, clock.now(), first_seq, &fresh).await?;
    tell(submissions, &mut outcomes, &found);
    supersede(tx, clock, &fresh).await?;
    let events = submissions
        .iter()
        .zip(&outcomes)
        .filter_map(|(submission, stored)| event_of(submission, stored));
    audit::record_all(tx, clock, events.collect()).await?;
    Ok(outcomes)
}

/// Adds to the answers what the kinds found.
fn tell(submissions: &[Submission], outcomes: &mut [Vec<Stored>], found: &FoundFlags) {
    if found.is_empty() {
        return;
    }
    for (submission, stored) in submissions.iter().zip(outcomes) {
        for (record, stored) in submission.records.iter().zip(stored) {
            if let Stored::Created { flags, .. } = stored {
                let own = found.iter().filter(|(id, _)| *id == record.id);
                flags.extend(own.map(|(_, flag)| *flag));
            }
        }
    }
}

fn imported_by(submission: &Submission) -> Option<Uuid> {
    match &submission.origin {
        Origin::Rescue(actor) => Some(actor.account_id),
        Origin::Phone(_) | Origin::Import => None,
    }
}

async fn look_up(
    tx: &DatabaseTransaction,
    submissions: &[Submission],
) -> Result<HashMap<Uuid, Known>, DbErr> {
    let ids: Vec<Uuid> = submissions
        .iter()
        .flat_map(|one| one.records.iter().map(|record| record.id))
        .collect();
    let mut known = HashMap::new();
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let rows: Vec<(Uuid, Vec<u8>, Uuid, i64)> = everywhere()
            .find::<record::Entity>()
            .select_only()
            .columns([
                record::Column::Id,
                record::Column::ContentSha256,
                record::Column::AuthorId,
                record::Column::Seq,
            ])
            .filter(record::Column::Id.is_in(chunk.to_vec()))
            .into_tuple()
            .all(tx)
            .await?;
        for (id, digest, author_id, seq) in rows {
            let digest = digest
                .try_into()
                .map_err(|_short| DbErr::Custom("a stored digest is not 32 bytes".to_owned()))?;
            known.insert(
                id,
                Known {
                    digest,
                    author_id,
                    seq,
                },
            );
        }
    }
    Ok(known)
}

fn everywhere() -> AreaScope {
    AreaScope::whole_city("ids are unique in the whole installation, whoever sends them")
}

/// One audit event for each request that created something.
fn event_of<'a>(submission: &'a Submission, stored: &[Stored]) -> Option<Event<'a>> {
    let created = submission
        .records
        .iter()
        .zip(stored)
        .filter(|(_, stored)| matches!(stored, Stored::Created { .. }));
    let ids: Vec<u8> = created
        .flat_map(|(record, _)| *record.id.as_bytes())
        .collect();
    if ids.is_empty() {
        return None;
    }
    let (actor, operation) = match &submission.origin {
        Origin::Phone(actor) => (Some(actor.as_ref()), "send_records"),
        Origin::Rescue(actor) => (Some(actor.as_ref()), "rescue_records"),
        Origin::Import => return None,
    };
    let detail =
        serde_json::json!({"created": ids.len() / 16, "ids_sha256": hex::encode(sha256(&ids))});
    Some(Event::new(actor, operation, format!("author:{}", submission.author_id)).detail(detail))
}

/// Of a chain of corrections only the last counts; a correction may come before its target.
async fn supersede(
    tx: &DatabaseTransaction,
    clock: &Clock,
    fresh: &[Fresh<'_>],
) -> Result<(), DbErr> {
    let ids: Vec<Uuid> = fresh.iter().map(|one| one.record.id).collect();
    let targets: HashSet<Uuid> = fresh.iter().filter_map(|one| one.record.corrects).collect();
    let early = related(tx, record::Column::Corrects, &ids).await?;
    if targets.is_empty() && early.is_empty() {
        return Ok(());
    }
    let targets: Vec<Uuid> = targets.into_iter().collect();
    let known: HashMap<Uuid, Uuid> = related(tx, record::Column::Id, &targets)
        .await?
        .into_iter()
        .map(|row| (row.id, row.author_id))
        .collect();
    let siblings = related(tx, record::Column::Corrects, &targets).await?;
    let now = clock.now();
    for one in fresh {
        let Some(target) = one.record.corrects else {
            continue;
        };
        if known.get(&target) != Some(&one.author_id) {
            set_flag(tx, one.record.id, Flag::CorrectsUnknown, now).await?;
            continue;
        }
        set_flag(tx, target, Flag::Superseded, now).await?;
        let earlier = siblings.iter().filter(|other| {
            other.corrects == Some(target)
                && other.author_id == one.author_id
                && other.seq < one.seq
        });
        for other in earlier {
            set_flag(tx, other.id, Flag::Superseded, now).await?;
        }
    }
    for correction in early {
        let is_own = |one: &&Fresh<'_>| {
            Some(one.record.id) == correction.corrects && one.author_id == correction.author_id
        };
        if let Some(target) = fresh.iter().find(is_own) {
            set_flag(tx, target.record.id, Flag::Superseded, now).await?;
            clear_flag(tx, correction.id, Flag::CorrectsUnknown, now).await?;
        }
    }
    Ok(())
}

/// Which of these records a correction by their author replaces, flagged so far or not.
pub async fn replaced(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
    let corrections = related(db, record::Column::Corrects, ids).await?;
    let rows = related(db, record::Column::Id, ids).await?;
    let targets: Vec<Uuid> = rows.iter().filter_map(|row| row.corrects).collect();
    let siblings = related(db, record::Column::Corrects, &targets).await?;
    let is_replaced = |row: &Related| {
        let by_own = |other: &&Related| other.author_id == row.author_id;
        corrections
            .iter()
            .filter(by_own)
            .any(|other| other.corrects == Some(row.id))
            || siblings.iter().filter(by_own).any(|other| {
                row.corrects.is_some() && other.corrects == row.corrects && other.seq > row.seq
            })
    };
    let replaced = rows.iter().filter(|row| is_replaced(row));
    Ok(replaced.map(|row| row.id).collect())
}

/// Whether one of two records replaces the other.
pub async fn corrects_other(db: &impl ConnectionTrait, a: Uuid, b: Uuid) -> Result<bool, DbErr> {
    let rows = related(db, record::Column::Id, &[a, b]).await?;
    Ok(rows
        .iter()
        .any(|row| row.corrects == Some(a) || row.corrects == Some(b)))
}

struct Related {
    id: Uuid,
    author_id: Uuid,
    seq: i64,
    corrects: Option<Uuid>,
}

async fn related(
    tx: &impl ConnectionTrait,
    column: record::Column,
    ids: &[Uuid],
) -> Result<Vec<Related>, DbErr> {
    let mut found = vec![];
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let rows: Vec<(Uuid, Uuid, i64, Option<Uuid>)> = everywhere()
            .find::<record::Entity>()
            .select_only()
            .columns([
                record::Column::Id,
                record::Column::AuthorId,
                record::Column::Seq,
                record::Column::Corrects,
            ])
            .filter(column.is_in(chunk.to_vec()))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(
            rows.into_iter()
                .map(|(id, author_id, seq, corrects)| Related {
                    id,
                    author_id,
                    seq,
                    corrects,
                }),
        );
    }
    Ok(found)
}
