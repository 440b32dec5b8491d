//! One transaction of the writer: look up, decide, number, insert, supersede, audit.

use super::rows::{Fresh, insert_rows};
use super::tracks::Tracks;
use super::{Stored, Submission};
use crate::platform::audit::{self, Event};
use crate::platform::auth::AreaScope;
use crate::platform::clock::Clock;
use crate::platform::db::{Lock, hold};
use crate::platform::keys::sha256;
use crate::records::changes::{clear_flag, last_seq_query, set_flag};
use crate::records::flags::Flag;
use crate::records::intake::{Origin, Prepared};
use crate::records::kind::FoundFlags;
use crate::records::movement::Track;
use crate::records::queries::flags_of;
use entity::record;
use sea_orm::sea_query::UnionType;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, QueryFilter as _,
    QuerySelect as _, QueryTrait as _, Select,
};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Ids asked for in one statement.
const IDS_AT_ONCE: usize = 500;

/// What one transaction did.
pub(super) struct Done {
    /// What became of the records, in the order of the submissions.
    pub outcomes: Vec<Vec<Stored>>,
    /// Number of the last new record.
    pub last_seq: i64,
}

/// Stores what is new of all submissions; movement is judged by `tracks`.
pub(super) async fn store(
    tx: &DatabaseTransaction,
    clock: &Clock,
    tracks: &mut Tracks,
    submissions: &[Submission],
) -> Result<Done, DbErr> {
    hold(tx, Lock::ChangesThenAudit).await?;
    let seen = look_up(tx, submissions).await?;
    let (tail, last_seq) = audit::tail_with(tx, last_seq_query()).await?;
    let last_seq = last_seq.unwrap_or_default();
    let first_seq = last_seq + 1;
    let tracks = tracks.at(tx, last_seq, movers(submissions, &seen)).await?;
    let (mut outcomes, fresh) = sort_out(submissions, &seen, first_seq, tracks);
    let found = insert_rows(tx, clock.now(), first_seq, &fresh).await?;
    tell(submissions, &mut outcomes, &found);
    supersede(tx, clock, &fresh, &seen.corrections).await?;
    let events = submissions
        .iter()
        .zip(&outcomes)
        .filter_map(|(submission, stored)| event_of(submission, stored));
    audit::append(tx, clock, tail, events.collect()).await?;
    tell_standing_flags(tx, submissions, &mut outcomes).await?;
    let last_seq = fresh.last().map_or(last_seq, |one| one.seq);
    Ok(Done { outcomes, last_seq })
}

/// What stands in the database before the transaction writes.
struct Seen {
    /// Rows with the ids at hand.
    by_id: HashMap<Uuid, Known>,
    /// Rows that correct one of the ids at hand.
    corrections: Vec<Related>,
}

#[derive(Clone, Copy)]
struct Known {
    digest: [u8; 32],
    author_id: Uuid,
    seq: i64,
}

/// Decides about each record and numbers the new ones, within the transaction's records too.
fn sort_out<'a>(
    submissions: &'a [Submission],
    seen: &Seen,
    first_seq: i64,
    tracks: &mut HashMap<Uuid, Track>,
) -> (Vec<Vec<Stored>>, Vec<Fresh<'a>>) {
    let mut known = seen.by_id.clone();
    let mut seqs = first_seq..;
    let mut fresh: Vec<Fresh<'a>> = vec![];
    let mut decide = |submission: &'a Submission, record: &'a Prepared| {
        let entry = match known.entry(record.id) {
            Entry::Vacant(free) => free,
            Entry::Occupied(other) => {
                let other = other.get();
                let is_same = other.digest == record.content_sha256
                    && other.author_id == submission.author_id;
                return if is_same {
                    Stored::Duplicate {
                        seq: other.seq,
                        flags: vec![],
                    }
                } else {
                    Stored::Conflict
                };
            }
        };
        let seq = seqs.next().unwrap_or(i64::MAX);
        entry.insert(Known {
            digest: record.content_sha256,
            author_id: submission.author_id,
            seq,
        });
        let track = tracks.entry(submission.author_id).or_default();
        let movement = record.fix.map(|fix| track.judge(fix)).unwrap_or_default();
        fresh.push(Fresh {
            record,
            author_id: submission.author_id,
            seq,
            imported_by: imported_by(submission),
            movement: movement.clone(),
        });
        Stored::Created {
            seq,
            flags: movement,
        }
    };
    let mut outcomes = Vec::with_capacity(submissions.len());
    for submission in submissions {
        let stored = submission
            .records
            .iter()
            .map(|record| decide(submission, record));
        outcomes.push(stored.collect());
    }
    (outcomes, fresh)
}

/// The authors of new records with a fix.
fn movers(submissions: &[Submission], seen: &Seen) -> HashSet<Uuid> {
    let has_moved = |one: &&Submission| {
        one.records
            .iter()
            .any(|record| record.fix.is_some() && !seen.by_id.contains_key(&record.id))
    };
    submissions
        .iter()
        .filter(has_moved)
        .map(|one| one.author_id)
        .collect()
}

/// Who sends again learns which flags stand on the record.
async fn tell_standing_flags(
    tx: &DatabaseTransaction,
    submissions: &[Submission],
    outcomes: &mut [Vec<Stored>],
) -> Result<(), DbErr> {
    let mut duplicates: Vec<(Uuid, &mut Vec<String>)> = vec![];
    for (submission, stored) in submissions.iter().zip(outcomes) {
        for (record, stored) in submission.records.iter().zip(stored) {
            if let Stored::Duplicate { flags, .. } = stored {
                duplicates.push((record.id, flags));
            }
        }
    }
    if duplicates.is_empty() {
        return Ok(());
    }
    let standing = flags_of(tx, duplicates.iter().map(|(id, _)| *id)).await?;
    for (id, flags) in duplicates {
        flags.clone_from(standing.get(&id).unwrap_or(&vec![]));
    }
    Ok(())
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

/// Id, digest, author, number, what it corrects.
type SeenRow = (Uuid, Vec<u8>, Uuid, i64, Option<Uuid>);

async fn look_up(tx: &DatabaseTransaction, submissions: &[Submission]) -> Result<Seen, DbErr> {
    let ids: HashSet<Uuid> = submissions
        .iter()
        .flat_map(|one| one.records.iter().map(|record| record.id))
        .collect();
    let mut seen = Seen {
        by_id: HashMap::new(),
        corrections: vec![],
    };
    let all: Vec<Uuid> = ids.iter().copied().collect();
    for chunk in all.chunks(IDS_AT_ONCE) {
        // Two branches and no OR: each goes by its own index, whatever the planner believes of a table that grows.
        let mut at_hand = seen_rows(record::Column::Id, chunk).into_query();
        at_hand.union(
            UnionType::All,
            seen_rows(record::Column::Corrects, chunk).into_query(),
        );
        for row in tx.query_all(&at_hand).await? {
            let (id, digest, author_id, seq, corrects): SeenRow = (
                row.try_get_by_index(0)?,
                row.try_get_by_index(1)?,
                row.try_get_by_index(2)?,
                row.try_get_by_index(3)?,
                row.try_get_by_index(4)?,
            );
            let is_noted = seen.corrections.iter().any(|other| other.id == id);
            if corrects.is_some_and(|target| chunk.contains(&target)) && !is_noted {
                seen.corrections.push(Related {
                    id,
                    author_id,
                    seq,
                    corrects,
                });
            }
            if ids.contains(&id) {
                let digest = digest.try_into().map_err(|_short| {
                    DbErr::Custom("a stored digest is not 32 bytes".to_owned())
                })?;
                let known = Known {
                    digest,
                    author_id,
                    seq,
                };
                seen.by_id.insert(id, known);
            }
        }
    }
    Ok(seen)
}

fn seen_rows(column: record::Column, ids: &[Uuid]) -> Select<record::Entity> {
    everywhere()
        .find::<record::Entity>()
        .select_only()
        .columns([
            record::Column::Id,
            record::Column::ContentSha256,
            record::Column::AuthorId,
            record::Column::Seq,
            record::Column::Corrects,
        ])
        .filter(column.is_in(ids.to_vec()))
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
    let (actor, operation, subject) = match &submission.origin {
        // The actor is the author; one subject for all keeps the log's index of subjects small and warm.
        Origin::Phone(actor) => (actor.as_ref(), "send_records", "own records".to_owned()),
        Origin::Rescue(actor) => {
            let subject = format!("author:{}", submission.author_id);
            (actor.as_ref(), "rescue_records", subject)
        }
        Origin::Import => return None,
    };
    let detail =
        serde_json::json!({"created": ids.len() / 16, "ids_sha256": hex::encode(sha256(&ids))});
    Some(Event::new(Some(actor), operation, subject).detail(detail))
}

/// Of a chain of corrections only the last counts; a correction may come before its target.
async fn supersede(
    tx: &DatabaseTransaction,
    clock: &Clock,
    fresh: &[Fresh<'_>],
    early: &[Related],
) -> Result<(), DbErr> {
    let targets: HashSet<Uuid> = fresh.iter().filter_map(|one| one.record.corrects).collect();
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
