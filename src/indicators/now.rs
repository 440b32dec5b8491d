//! The requirements with a figure in the running quarter, for the supervisor's desk.

use super::error::IndicatorError;
use super::scoreboard::{self, Asked, Sources};
use super::wire::{DOCUMENTS, MeasureResult, Scoreboard, ScoreboardCounts};
use crate::areas::{Area, Territory};
use crate::indicators::model::Period;
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::problem::Problem;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// Most cards; what more there is stands on the scoreboard.
const MOST_CARDS: usize = 24;
/// What needs somebody first stands first.
const ORDER: [&str; 3] = ["not_reached", "not_proven", "reached"];

/// A requirement with one figure.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IndicatorCard {
    /// Code of the requirement.
    pub code: String,
    /// Its name in Chinese.
    pub title_zh: String,
    /// Its name in English.
    pub title_en: String,
    /// The figure: estimate, interval, verdict, the quarter before, what it is made of.
    pub measure: MeasureResult,
}

/// How the requirements stand in the running quarter.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IndicatorsNow {
    /// The quarter.
    #[schema(example = "2026-Q4")]
    pub period: String,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// The edition of the responsibility table that holds; none while nobody has published one.
    pub edition_code: Option<String>,
    /// How many requirements stand how.
    pub counts: ScoreboardCounts,
    /// Requirements of which documents are wanted.
    pub documents_wanted: usize,
    /// Of these: for which enough are accepted.
    pub documents_complete: usize,
    /// At most 24 figures with a share: not reached, not proven, reached, those with too small a sample.
    pub cards: Vec<IndicatorCard>,
}

/// How the requirements stand on `today` in the areas of `scope`.
pub async fn indicators_now(
    sources: Sources<'_>,
    (scope, territory): (&AreaScope, &Territory),
    (zone, now, today): (Zone, UtcMillis, NaiveDate),
) -> Result<IndicatorsNow, Problem> {
    let asked = Asked {
        period: Period::quarter_of(today),
        scope: scope.clone().areas_only(),
        area: only_area(scope, territory),
        trend: 1,
        is_live: true,
        zone,
        now,
    };
    match scoreboard::reckon(sources, &asked).await {
        Ok(board) => Ok(summary(board)),
        Err(IndicatorError::NoEditionYet(_)) => Ok(without_edition(asked.period)),
        Err(error) => Err(error.into()),
    }
}

fn only_area(scope: &AreaScope, territory: &Territory) -> Option<Area> {
    match scope.paths().as_slice() {
        [path] => territory.subtree(path).first().cloned(),
        _ => None,
    }
}

fn without_edition(period: Period) -> IndicatorsNow {
    IndicatorsNow {
        period: period.to_string(),
        from: period.from(),
        to: period.to(),
        edition_code: None,
        counts: ScoreboardCounts::default(),
        documents_wanted: 0,
        documents_complete: 0,
        cards: vec![],
    }
}

fn summary(board: Scoreboard) -> IndicatorsNow {
    let (mut wanted, mut complete, mut cards) = (0, 0, vec![]);
    for item in board.items {
        for measure in item.measures {
            if measure.source == DOCUMENTS {
                wanted += 1;
                complete += usize::from(measure.verdict.as_deref() == Some("reached"));
            } else if measure.state != "nothing" {
                cards.push(IndicatorCard {
                    code: item.code.clone(),
                    title_zh: item.title_zh.clone(),
                    title_en: item.title_en.clone(),
                    measure,
                });
            }
        }
    }
    cards.sort_by_key(|card| place(&card.measure));
    cards.truncate(MOST_CARDS);
    IndicatorsNow {
        period: board.period,
        from: board.from,
        to: board.to,
        edition_code: Some(board.edition_code),
        counts: board.counts,
        documents_wanted: wanted,
        documents_complete: complete,
        cards,
    }
}

fn place(measure: &MeasureResult) -> usize {
    let verdict = measure.verdict.as_deref();
    ORDER
        .iter()
        .position(|word| verdict == Some(*word))
        .unwrap_or(ORDER.len())
}
