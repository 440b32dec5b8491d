//! Taking records: read each alone, place it, flag what is odd, hand it to the writer, answer after the commit.

mod judge;

pub(super) use judge::Prepared;

use self::judge::Judge;
use super::envelope::{self, Envelope};
use super::kind::{Examined, Kinds};
use super::queries;
use super::wire::{Outcome, RecordResult, SentClock};
use super::writer::{Stored, Submission, Writer};
use crate::areas::{Territories, Territory};
use crate::platform::auth::{Actor, Permission, RoleGrant};
use crate::platform::clock::{Clock, UtcMillis};
use crate::platform::db::Db;
use crate::platform::keys::{Keys, sha256};
use crate::platform::num;
use crate::platform::problem::{Code, FieldCode, FieldProblem, Language, Problem, ProblemView};
use serde_json::value::RawValue;
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

/// Largest record, in bytes of JSON.
pub(super) const MAX_RECORD_BYTES: usize = 256 * 1024;

/// Who captured the records of a submission.
#[derive(Clone, Debug)]
pub struct Author {
    /// Account.
    pub account_id: Uuid,
    /// Paths of the areas in use in which the author captures, deepest first, each with its row.
    pub areas: Vec<(i64, String)>,
    /// The same paths.
    pub paths: Arc<[String]>,
}

impl Author {
    /// The signed-in person: the areas of all roles that capture, deepest first.
    pub fn signed_in(actor: &Actor) -> Self {
        Self::from_roles(actor.account_id, &actor.roles)
    }

    /// An author by account and roles.
    pub fn from_roles(account_id: Uuid, roles: &[RoleGrant]) -> Self {
        let captures = |grant: &&RoleGrant| grant.role.reach(Permission::CaptureRecords).is_some();
        let mut grants: Vec<&RoleGrant> = roles.iter().filter(captures).collect();
        grants.sort_by(|a, b| {
            b.area_level
                .cmp(&a.area_level)
                .then_with(|| a.path.cmp(&b.path))
        });
        Self {
            account_id,
            paths: grants.iter().map(|grant| grant.path.clone()).collect(),
            areas: grants
                .into_iter()
                .map(|grant| (grant.area_id, grant.path.clone()))
                .collect(),
        }
    }
}

/// How the records came here.
#[derive(Clone, Debug)]
pub enum Origin {
    /// From the author's own phone; the actor is audited.
    Phone(Arc<Actor>),
    /// From a rescue file that this person brought in.
    Rescue(Arc<Actor>),
    /// From a file of another system; `shift_id` may be of that system.
    Import,
}

/// A record of another system's history.
#[derive(Debug)]
pub struct Imported {
    /// The envelope as a phone would have sent it.
    pub envelope: Box<RawValue>,
    /// When that system received it; lateness and future are judged by it.
    pub received_at: UtcMillis,
    /// Photos it claimed to have; never flagged as missing.
    pub claimed_photos: i64,
}

/// A record that was read, with the circumstances of its arrival.
struct Understood {
    envelope: Envelope,
    digest: [u8; 32],
    received_at: UtcMillis,
    claimed_photos: i64,
}

/// The one door for records. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Intake {
    kinds: Arc<Kinds>,
    territories: Territories,
    keys: Arc<Keys>,
    clock: Clock,
    db: Db,
    writer: Writer,
}

impl Intake {
    /// An intake that hands records to `writer`.
    pub(crate) fn new(
        kinds: Kinds,
        territories: Territories,
        keys: Arc<Keys>,
        clock: Clock,
        db: Db,
        writer: Writer,
    ) -> Self {
        Self {
            kinds: Arc::new(kinds),
            territories,
            keys,
            clock,
            db,
            writer,
        }
    }

    /// Kinds that are understood.
    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// Takes a batch: answers one result for each raw record, in order, after the commit is on disk.
    /// Errors only when nothing was stored: [`Code::TooBusy`], [`Code::StorageFull`], [`Code::NoAreasYet`] or internal.
    pub async fn accept(
        &self,
        author: &Author,
        origin: &Origin,
        sent: Option<&SentClock>,
        raw: &[&RawValue],
        language: Language,
    ) -> Result<Vec<RecordResult>, Problem> {
        let territory = self.territories.current();
        if territory.areas().is_empty() {
            return Err(Problem::new(Code::NoAreasYet));
        }
        let mut understood = Vec::with_capacity(raw.len());
        let mut refused = Vec::with_capacity(raw.len());
        for text in raw {
            match self.read(text, 0, language) {
                Ok((envelope, digest)) => {
                    let claimed_photos = num::i64_from_usize(envelope.photos.len());
                    understood.push(Understood {
                        envelope,
                        digest,
                        received_at: self.clock.now(),
                        claimed_photos,
                    });
                    refused.push(None);
                }
                Err(result) => refused.push(Some(*result)),
            }
        }
        let mut taken = self
            .store_sound(author, (origin, sent), understood, &territory, language)
            .await?
            .into_iter();
        Ok(refused
            .into_iter()
            .filter_map(|slot| slot.or_else(|| taken.next()))
            .collect())
    }

    /// Takes records of another system's history through the same checks: each says itself when it was received and how
    /// many photos it claimed. Writes no audit event: the command that imports writes one for all.
    pub async fn import(
        &self,
        author: &Author,
        records: Vec<Imported>,
        language: Language,
    ) -> Result<Vec<RecordResult>, Problem> {
        let territory = self.territories.current();
        if territory.areas().is_empty() {
            return Err(Problem::new(Code::NoAreasYet));
        }
        let mut understood = Vec::with_capacity(records.len());
        let mut refused = Vec::with_capacity(records.len());
        for record in records {
            match self.read(&record.envelope, record.claimed_photos, language) {
                Ok((envelope, digest)) => {
                    let Imported {
                        received_at,
                        claimed_photos,
                        ..
                    } = record;
                    understood.push(Understood {
                        envelope,
                        digest,
                        received_at,
                        claimed_photos,
                    });
                    refused.push(None);
                }
                Err(result) => refused.push(Some(*result)),
            }
        }
        let mut taken = self
            .store_sound(
                author,
                (&Origin::Import, None),
                understood,
                &territory,
                language,
            )
            .await?
            .into_iter();
        Ok(refused
            .into_iter()
            .filter_map(|slot| slot.or_else(|| taken.next()))
            .collect())
    }

    /// Stores what stands beside earlier records; refuses the rest. Answers in order.
    async fn store_sound(
        &self,
        author: &Author,
        (origin, sent): (&Origin, Option<&SentClock>),
        understood: Vec<Understood>,
        territory: &Territory,
        language: Language,
    ) -> Result<Vec<RecordResult>, Problem> {
        let faults = self.examine(author, &understood).await?;
        if faults.is_empty() {
            return self
                .store(author, origin, sent, understood, territory)
                .await;
        }
        let mut refused = vec![];
        let mut sound = vec![];
        for record in understood {
            let id = record.envelope.id;
            let of_it: Vec<FieldProblem> = faults
                .iter()
                .filter(|(faulty, _)| *faulty == id)
                .map(|(_, fault)| fault.clone())
                .collect();
            if of_it.is_empty() {
                sound.push(record);
                refused.push(None);
            } else {
                refused.push(Some(*refusal(Some(id.to_string()), &of_it, language)));
            }
        }
        let stored = self.store(author, origin, sent, sound, territory).await?;
        let mut stored = stored.into_iter();
        Ok(refused
            .into_iter()
            .filter_map(|slot| slot.or_else(|| stored.next()))
            .collect())
    }

    /// Asks each kind that looks at its records beside what is stored.
    async fn examine(
        &self,
        author: &Author,
        understood: &[Understood],
    ) -> Result<Vec<(Uuid, FieldProblem)>, Problem> {
        let mut faults = vec![];
        for kind in self.kinds.all().filter(|kind| kind.examines()) {
            let of_kind: Vec<_> = understood
                .iter()
                .filter(|record| record.envelope.kind.name() == kind.name())
                .map(|record| Examined {
                    id: record.envelope.id,
                    captured_at: record.envelope.captured_at,
                    received_at: record.received_at,
                    corrects: record.envelope.corrects,
                    photos: record
                        .envelope
                        .photos
                        .iter()
                        .map(|photo| photo.sha256)
                        .collect(),
                    payload: &record.envelope.payload,
                })
                .collect();
            if !of_kind.is_empty() {
                faults.extend(
                    kind.examine(self.db.read(), author.account_id, of_kind)
                        .await?,
                );
            }
        }
        Ok(faults)
    }

    /// Shifts that are there, or that come with these records.
    async fn known_shifts(&self, understood: &[Understood]) -> Result<HashSet<Uuid>, Problem> {
        let named: Vec<Uuid> = understood
            .iter()
            .filter_map(|record| record.envelope.shift_id)
            .collect();
        let mut known = queries::known_shifts(self.db.read(), &named).await?;
        let brought = understood
            .iter()
            .map(|record| &record.envelope)
            .filter_map(|envelope| envelope.kind.brings_shift(&envelope.payload));
        known.extend(brought);
        Ok(known)
    }

    async fn store(
        &self,
        author: &Author,
        origin: &Origin,
        sent: Option<&SentClock>,
        understood: Vec<Understood>,
        territory: &Territory,
    ) -> Result<Vec<RecordResult>, Problem> {
        if understood.is_empty() {
            return Ok(vec![]);
        }
        let named_sites: Vec<Uuid> = understood
            .iter()
            .filter_map(|record| record.envelope.site_id)
            .collect();
        let known_shifts = self.known_shifts(&understood).await?;
        let judge = Judge {
            author,
            origin,
            sent,
            territory,
            keys: &self.keys,
            known_sites: queries::known_sites(self.db.read(), &named_sites).await?,
            known_shifts,
        };
        let prepared: Vec<Prepared> = understood
            .into_iter()
            .map(|record| judge.judge(record))
            .collect();
        let mut results: Vec<RecordResult> = prepared
            .iter()
            .map(|record| expected_result(record, territory))
            .collect();
        let photos: Vec<Vec<[u8; 32]>> = prepared.iter().map(Prepared::photo_hashes).collect();
        let stored = self
            .writer
            .store(Submission::new(author.account_id, origin.clone(), prepared))
            .await?;
        let all: HashSet<[u8; 32]> = photos.iter().flatten().copied().collect();
        let arrived = queries::uploaded_by(self.db.read(), author.account_id, all).await?;
        for ((result, stored), photos) in results.iter_mut().zip(stored).zip(photos) {
            complete(result, stored);
            if result.outcome != Outcome::Conflict {
                let missing = photos
                    .iter()
                    .filter(|hash| !arrived.contains(*hash))
                    .map(hex::encode);
                result.missing_photos = Some(missing.collect());
            }
        }
        Ok(results)
    }

    /// Reads one raw record, which claims so many photos beside those it names; a refusal is a finished result.
    fn read(
        &self,
        text: &RawValue,
        claimed_photos: i64,
        language: Language,
    ) -> Result<(Envelope, [u8; 32]), Box<RecordResult>> {
        if text.get().len() > MAX_RECORD_BYTES {
            let fault =
                FieldProblem::new("", FieldCode::TooLarge).with("max_bytes", MAX_RECORD_BYTES);
            return Err(refusal(None, &[fault], language));
        }
        let value: serde_json::Value = serde_json::from_str(text.get()).map_err(|_bad| {
            refusal(None, &[FieldProblem::new("", FieldCode::BadJson)], language)
        })?;
        let id = value
            .get("id")
            .and_then(serde_json::Value::as_str)
            .map(|id| id.chars().take(64).collect::<String>());
        let canonical = serde_json_canonicalizer::to_vec(&value).map_err(|_bad| {
            refusal(
                id.clone(),
                &[FieldProblem::new("", FieldCode::BadJson)],
                language,
            )
        })?;
        match envelope::read(value, &self.kinds, claimed_photos) {
            Ok(envelope) => Ok((envelope, sha256(&canonical))),
            Err(faults) => Err(refusal(id, &faults, language)),
        }
    }
}

fn refusal(id: Option<String>, faults: &[FieldProblem], language: Language) -> Box<RecordResult> {
    let has = |code| faults.iter().any(|fault| fault.code == code);
    let code = if has(FieldCode::UnknownKind) {
        Code::UnknownKind
    } else if has(FieldCode::UnknownField) {
        Code::UnknownField
    } else {
        Code::RecordRefused
    };
    let problem = ProblemView {
        kind: format!("/problems/{}", code.as_str()),
        title: language.pick(code.zh(), code.en()).to_owned(),
        status: code.status().as_u16(),
        instance: None,
        code: code.as_str().to_owned(),
        params: serde_json::Map::new(),
        request_id: String::new(),
        errors: faults.iter().map(|fault| fault.view(language)).collect(),
    };
    Box::new(RecordResult {
        id,
        problem: Some(problem),
        ..empty(Outcome::Refused)
    })
}

fn empty(outcome: Outcome) -> RecordResult {
    RecordResult {
        id: None,
        outcome,
        seq: None,
        receipt: None,
        area_code: None,
        flags: None,
        missing_photos: None,
        problem: None,
    }
}

/// The result if the record is new; the writer has the last word.
fn expected_result(record: &Prepared, territory: &Territory) -> RecordResult {
    RecordResult {
        id: Some(record.id.to_string()),
        receipt: Some(record.receipt.clone()),
        area_code: territory
            .by_id(record.area_id)
            .map(|area| area.code.clone()),
        flags: Some(
            record
                .flags
                .iter()
                .map(|flag| flag.code().to_owned())
                .collect(),
        ),
        ..empty(Outcome::Created)
    }
}

fn complete(result: &mut RecordResult, stored: Stored) {
    match stored {
        Stored::Created { seq, flags } => {
            result.seq = Some(seq);
            let codes = flags.iter().map(|flag| flag.code().to_owned());
            result.flags.get_or_insert_default().extend(codes);
        }
        Stored::Duplicate { seq, flags } => {
            result.outcome = Outcome::Duplicate;
            result.seq = Some(seq);
            result.flags = Some(flags);
        }
        Stored::Conflict => {
            *result = RecordResult {
                id: result.id.take(),
                ..empty(Outcome::Conflict)
            }
        }
    }
}
