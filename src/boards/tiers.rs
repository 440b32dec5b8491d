//! What settled leagues say for lists: the first tier praises, the last criticises; what is not settled says nothing.

use super::checks::Asked;
use super::model::{Colour, ProofKind, SubjectKind};
use super::subjects::{self, Ground};
use super::wire::{BoardProof, BoardSubjectRef, BoardSuggestion};
use crate::leagues::{Contested, LeagueRow, LeagueSubject, SettledLeague, contested, settled};
use crate::units::unit_with_code;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

/// A settled league of the caller's areas whose days meet those of the list.
pub(super) async fn league(
    db: &impl ConnectionTrait,
    ground: Ground<'_>,
    id: Uuid,
) -> Result<Option<SettledLeague>, DbErr> {
    let (from, to) = ground.days;
    let found = settled(db, ground.caller, id).await?;
    Ok(found.filter(|league| league.from <= to && from <= league.to))
}

/// Which side of a list a row speaks for: none in a middle tier, without a tier, or where there is but one.
fn colour_of(league: &SettledLeague, row: &LeagueRow) -> Option<Colour> {
    let tier = row.tier.filter(|_| league.tiers > 1)?;
    match tier {
        1 => Some(Colour::Red),
        last if last == league.tiers => Some(Colour::Black),
        _ => None,
    }
}

fn kind_of(league: &SettledLeague) -> SubjectKind {
    match league.subject {
        LeagueSubject::Unit => SubjectKind::Unit,
        LeagueSubject::Area => SubjectKind::Area,
    }
}

/// Whether a league bears out an entry: the subject stands in the tier of its colour.
pub(super) fn bears_out(league: &SettledLeague, entry: &Asked) -> bool {
    let is_kind = kind_of(league).code() == entry.subject.kind;
    let row = league
        .rows
        .iter()
        .find(|row| row.code == entry.subject.code);
    let colour = row.and_then(|row| colour_of(league, row));
    is_kind && colour.is_some_and(|colour| colour.code() == entry.colour)
}

/// Whether a league in which a unit or area stands still waits to be settled, for days that meet those of the list.
pub(super) async fn is_contested(
    db: &impl ConnectionTrait,
    ground: Ground<'_>,
    subject: &BoardSubjectRef,
) -> Result<bool, DbErr> {
    let whom = match SubjectKind::parse(&subject.kind) {
        Some(SubjectKind::Area) => Some(Contested::Area(subject.code.clone())),
        Some(SubjectKind::Unit) => {
            let unit = unit_with_code(db, &subject.code).await?;
            unit.map(|unit| Contested::Unit(unit.id))
        }
        _ => None,
    };
    match whom {
        Some(whom) => Ok(contested(db, &whom, ground.days).await?.is_some()),
        None => Ok(false),
    }
}

/// A league as proof of an entry.
pub(super) fn proof_of(league: &SettledLeague) -> BoardProof {
    let (zh, en) = ProofKind::League.names();
    BoardProof {
        kind: ProofKind::League.code().to_owned(),
        id: league.id,
        label_zh: format!("{zh} {} {}", league.period, league.name_zh),
        label_en: format!("{en} {} {}", league.period, league.name_en),
        link: format!("/leagues/{}", league.id),
    }
}

/// What a settled league suggests for a list, praise first; only what lies in the list's area.
pub(super) async fn suggestions(
    db: &impl ConnectionTrait,
    ground: Ground<'_>,
    league: &SettledLeague,
) -> Result<Vec<BoardSuggestion>, DbErr> {
    let mut found = vec![];
    for row in &league.rows {
        let (Some(colour), Some(tier)) = (colour_of(league, row), row.tier) else {
            continue;
        };
        let asked = BoardSubjectRef {
            kind: kind_of(league).code().to_owned(),
            code: row.code.clone(),
        };
        let Some(subject) = subjects::find(db, ground, &asked).await? else {
            continue;
        };
        let is_contested = colour == Colour::Black && is_contested(db, ground, &asked).await?;
        let (reason_zh, reason_en) = reason(league, row, tier);
        found.push(BoardSuggestion {
            colour: colour.code().to_owned(),
            subject,
            tier,
            reason_zh,
            reason_en,
            proof: proof_of(league),
            is_contested,
        });
    }
    Ok(found)
}

/// The figure as it stands in the document, in Chinese and English.
fn reason(league: &SettledLeague, row: &LeagueRow, tier: u32) -> (String, String) {
    let figure = row.rate.as_ref().map_or(String::new(), |rate| {
        let percent = |share: f64| share * 100.0;
        format!(
            " {:.1}% ({:.1}–{:.1}%)",
            percent(rate.estimate),
            percent(rate.low),
            percent(rate.high)
        )
    });
    let (period, tiers) = (&league.period, league.tiers);
    (
        format!(
            "{period} {}{figure}，{tiers} 档中列第 {tier} 档",
            league.name_zh
        ),
        format!(
            "{period} {}{figure}, tier {tier} of {tiers}",
            league.name_en
        ),
    )
}
