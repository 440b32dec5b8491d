//! Entries held against what is known: subjects, proof, leagues that are not settled.

use super::model::{Colour, ProofKind, RECORDS};
use super::subjects::{self, Ground};
use super::tiers::{bears_out, is_contested, league, proof_of};
use super::wire::{BoardEntry, BoardProof, BoardProofRef, BoardSubjectRef, NewBoardEntry};
use crate::cases::numbers_within;
use crate::inspections::published_within;
use crate::leagues::SettledLeague;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::records::counted_within;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// An entry as it was sent or is kept.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub colour: String,
    pub subject: BoardSubjectRef,
    pub reason: String,
    pub proof: Vec<BoardProofRef>,
}

impl From<NewBoardEntry> for Asked {
    fn from(new: NewBoardEntry) -> Self {
        Self {
            colour: new.colour,
            subject: new.subject,
            reason: new.reason.trim().to_owned(),
            proof: new.proof,
        }
    }
}

impl From<&BoardEntry> for Asked {
    fn from(kept: &BoardEntry) -> Self {
        let proof = kept.proof.iter().map(|proof| BoardProofRef {
            kind: proof.kind.clone(),
            id: proof.id,
        });
        Self {
            colour: kept.colour.clone(),
            subject: BoardSubjectRef {
                kind: kept.subject.kind.clone(),
                code: kept.subject.code.clone(),
            },
            reason: kept.reason.clone(),
            proof: proof.collect(),
        }
    }
}

/// Entries with the names of everything in them.
/// * Errors: inside, each rule that an entry breaks, with its place.
pub(super) async fn checked(
    db: &impl ConnectionTrait,
    ground: Ground<'_>,
    asked: Vec<Asked>,
) -> Result<Result<Vec<BoardEntry>, Vec<FieldProblem>>, DbErr> {
    let proofs = Proofs::read(db, ground, &asked).await?;
    let (mut entries, mut faults) = (vec![], vec![]);
    for (at, one) in asked.into_iter().enumerate() {
        let place = format!("/entries/{at}");
        let proof = proofs.of(&one, &place, &mut faults);
        let mut wrong = |code| {
            let pointer = format!("{place}/subject/code");
            faults.push(FieldProblem::new(pointer, code));
        };
        let is_black = one.colour == Colour::Black.code();
        if is_black && is_contested(db, ground, &one.subject).await? {
            wrong(FieldCode::Contested);
        }
        match subjects::find(db, ground, &one.subject).await? {
            None => wrong(FieldCode::OnlyUnitsAndPlaces),
            Some(subject) => entries.push(BoardEntry {
                colour: one.colour,
                subject,
                reason: one.reason,
                proof,
            }),
        }
    }
    Ok(if faults.is_empty() {
        Ok(entries)
    } else {
        Err(faults)
    })
}

/// Everything that entries name as proof and that lies in the area of the list; leagues, in those of the caller.
struct Proofs {
    zone: Zone,
    leagues: HashMap<Uuid, SettledLeague>,
    cases: HashMap<Uuid, String>,
    results: HashMap<Uuid, (Uuid, String, String)>,
    records: HashMap<Uuid, (String, UtcMillis)>,
}

impl Proofs {
    async fn read(
        db: &impl ConnectionTrait,
        ground: Ground<'_>,
        asked: &[Asked],
    ) -> Result<Self, DbErr> {
        let scope = ground.scope();
        let named = |kind: ProofKind| -> Vec<Uuid> {
            let all = asked.iter().flat_map(|entry| &entry.proof);
            let of_kind = all.filter(|proof| proof.kind == kind.code());
            let ids: BTreeSet<Uuid> = of_kind.map(|proof| proof.id).collect();
            ids.into_iter().collect()
        };
        let mut leagues = HashMap::new();
        for id in named(ProofKind::League) {
            let found = league(db, ground, id).await?;
            leagues.extend(found.map(|league| (id, league)));
        }
        Ok(Self {
            zone: ground.zone,
            leagues,
            cases: numbers_within(db, &scope, named(ProofKind::Case)).await?,
            results: published_within(db, &scope, named(ProofKind::Inspection)).await?,
            records: counted_within(db, &scope, named(ProofKind::Record)).await?,
        })
    }

    /// The proof of one entry in words; what is not known is a fault.
    fn of(&self, entry: &Asked, place: &str, faults: &mut Vec<FieldProblem>) -> Vec<BoardProof> {
        let mut found = vec![];
        for (at, one) in entry.proof.iter().enumerate() {
            let mut wrong = |code| {
                let pointer = format!("{place}/proof/{at}/id");
                faults.push(FieldProblem::new(pointer, code));
            };
            let league = self.leagues.get(&one.id);
            if league.is_some_and(|league| !bears_out(league, entry)) {
                wrong(FieldCode::OtherTier);
            }
            match self.told(one) {
                Some(proof) => found.push(proof),
                None => wrong(FieldCode::UnknownProof),
            }
        }
        found
    }

    fn told(&self, asked: &BoardProofRef) -> Option<BoardProof> {
        let kind = ProofKind::parse(&asked.kind)?;
        let id = asked.id;
        let (zh, en) = kind.names();
        let (label_zh, label_en, link) = match kind {
            ProofKind::League => return self.leagues.get(&id).map(proof_of),
            ProofKind::Case => {
                let number = self.cases.get(&id)?;
                let label = |word| format!("{word} {number}");
                (label(zh), label(en), format!("/cases/{id}"))
            }
            ProofKind::Inspection => {
                let (round, of_zh, of_en) = self.results.get(&id)?;
                let link = format!("/inspections/rounds/{round}/results/{id}");
                (format!("{zh} {of_zh}"), format!("{en} {of_en}"), link)
            }
            ProofKind::Record => {
                let (word, at) = self.records.get(&id)?;
                let (_, path, of_zh, of_en) = RECORDS.iter().find(|(kind, ..)| kind == word)?;
                let day = self.zone.day_of(*at);
                let label = |word, of| format!("{word} {of} {day}");
                (label(zh, of_zh), label(en, of_en), format!("{path}/{id}"))
            }
        };
        Some(BoardProof {
            kind: asked.kind.clone(),
            id,
            label_zh,
            label_en,
            link,
        })
    }
}
