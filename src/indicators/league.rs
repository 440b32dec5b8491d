//! Areas beside one another by one figure: in tiers, never in ranks.

use super::editions;
use super::error::IndicatorError;
use super::offers;
use super::queries;
use super::scoreboard::{Asked, blank, with_reading};
use super::wire::{League, LeagueQuery, LeagueRow, MeasureResult, RequirementMeasure, ScoreQuery};
use crate::areas::{Area, Territory};
use crate::gauges::{Gauge, Gauges, Reading, Span};
use crate::platform::auth::{AreaScope, Level};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::problem::FieldCode;
use crate::rates::{Rate, Reliability, tiers};
use sea_orm::{DatabaseConnection, DbErr};

/// Most areas beside one another.
const MAX_AREAS: usize = 100;
const TIE_RULE: (&str, &str) = (
    "区间相互重叠的区域并列在同一档，档内按代码排列，不分先后；样本不足的不入档",
    "Areas whose intervals overlap share a tier and stand in it by code, in no order of merit; those with too small a sample stand in none",
);

/// A checked question for a table.
#[derive(Debug)]
pub(super) struct LeagueAsked {
    asked: Asked,
    level: Level,
    areas: Vec<Area>,
    source: String,
    code: String,
}

impl LeagueAsked {
    /// Checks `query`.
    pub(super) fn new(
        query: &LeagueQuery,
        (scope, territory): (&AreaScope, &Territory),
        (zone, now): (Zone, UtcMillis),
    ) -> Result<Self, IndicatorError> {
        let of_period = ScoreQuery {
            period: query.period.clone(),
            area: query.area.clone(),
            trend: Some(0),
            live: true,
        };
        let asked = Asked::new(&of_period, (scope, territory), (zone, now))?;
        let level = match query.level.as_deref() {
            None => level_below(&asked.scope, territory),
            Some(word) => Level::parse(word)
                .filter(|level| (Level::District..=Level::Community).contains(level))
                .ok_or_else(|| IndicatorError::query("/level", FieldCode::UnknownValue))?,
        };
        let areas = territory
            .within(&asked.scope)
            .filter(|area| area.level == level);
        let areas: Vec<Area> = areas.cloned().collect();
        if areas.len() > MAX_AREAS {
            return Err(IndicatorError::query("/level", FieldCode::TooMany));
        }
        Ok(Self {
            asked,
            level,
            areas,
            source: query.source.clone(),
            code: query.code.clone(),
        })
    }

    fn span(&self, area: &Area) -> Span {
        Span {
            scope: self.asked.scope.narrowed_to(&area.path),
            area_code: Some(area.code.clone()),
            ..self.asked.span(self.asked.period)
        }
    }
}

/// The first of district, street and community that lies below every area looked at.
fn level_below(scope: &AreaScope, territory: &Territory) -> Level {
    match territory.within(scope).map(|area| area.level).min() {
        Some(Level::City) => Level::District,
        Some(Level::District) | None => Level::Street,
        Some(Level::Street | Level::Community | Level::Grid) => Level::Community,
    }
}

/// The table.
pub(super) async fn league(
    db: &DatabaseConnection,
    gauges: &Gauges,
    asked: &LeagueAsked,
) -> Result<League, IndicatorError> {
    let unknown = || IndicatorError::query("/code", FieldCode::UnknownMeasure);
    let gauge = gauges.of(&asked.source).ok_or_else(unknown)?;
    if !gauge.knows(&asked.code) {
        return Err(unknown());
    }
    let wanted = wanted(db, asked).await?;
    let mut found: Vec<(&Area, Option<Reading>)> = vec![];
    for area in &asked.areas {
        found.push((area, reading(db, gauge, asked, area).await?));
    }
    let names = offers::gauge_views(db, gauges).await?.into_iter();
    let names = names
        .map(|view| ((view.source, view.code), (view.name_zh, view.name_en)))
        .collect();
    let measure = wanted.clone().unwrap_or_else(|| asked.unjudged());
    let blank = blank(&measure, &names);
    Ok(table(asked, &found, &blank, wanted.is_some()))
}

impl LeagueAsked {
    /// The figure without anything that is wanted of it.
    fn unjudged(&self) -> RequirementMeasure {
        RequirementMeasure {
            source: self.source.clone(),
            code: self.code.clone(),
            comparator: super::model::Side::AtLeast.code().to_owned(),
            value: 0.0,
            unit: super::model::Unit::Percent.code().to_owned(),
        }
    }
}

/// What the edition that holds in the period wants of the figure.
async fn wanted(
    db: &DatabaseConnection,
    asked: &LeagueAsked,
) -> Result<Option<RequirementMeasure>, DbErr> {
    let edition = editions::in_force(queries::editions(db).await?, asked.asked.period);
    let Some(edition) = edition else {
        return Ok(None);
    };
    let measures = queries::measures(db, edition.row.edition_id)
        .await?
        .into_iter();
    let mut named = measures.filter(|one| one.source == asked.source && one.code == asked.code);
    Ok(named.next().map(RequirementMeasure::from))
}

async fn reading(
    db: &DatabaseConnection,
    gauge: &dyn Gauge,
    asked: &LeagueAsked,
    area: &Area,
) -> Result<Option<Reading>, DbErr> {
    let readings = gauge.read(db, &asked.span(area)).await?;
    Ok(readings
        .into_iter()
        .find(|reading| reading.code == asked.code))
}

/// A rate that may stand beside others: of a sample that is not too small.
pub(super) fn sound(rate: Rate) -> Option<Rate> {
    (rate.reliability == Reliability::Ok).then_some(rate)
}

fn table(
    asked: &LeagueAsked,
    found: &[(&Area, Option<Reading>)],
    blank: &MeasureResult,
    is_judged: bool,
) -> League {
    let rates: Vec<Option<Rate>> = found
        .iter()
        .map(|(_, reading)| reading.as_ref()?.rate.and_then(sound))
        .collect();
    let mut rows: Vec<LeagueRow> = found
        .iter()
        .zip(tiers(&rates))
        .map(|((area, reading), tier)| row(area, reading.as_ref(), tier, (blank, is_judged)))
        .collect();
    rows.sort_by(|a, b| {
        let tier = |row: &LeagueRow| row.tier.unwrap_or(u32::MAX);
        tier(a)
            .cmp(&tier(b))
            .then_with(|| a.area_code.cmp(&b.area_code))
    });
    League {
        source: asked.source.clone(),
        code: asked.code.clone(),
        name_zh: blank.name_zh.clone(),
        name_en: blank.name_en.clone(),
        period: asked.asked.period.to_string(),
        from: asked.asked.period.from(),
        to: asked.asked.period.to(),
        as_of: asked.asked.now,
        level: asked.level.code(),
        wanted: is_judged.then(|| blank.wanted.clone()),
        tiers: rows
            .iter()
            .filter_map(|row| row.tier)
            .max()
            .unwrap_or_default(),
        tie_rule_zh: TIE_RULE.0,
        tie_rule_en: TIE_RULE.1,
        rows,
    }
}

fn row(
    area: &Area,
    reading: Option<&Reading>,
    tier: Option<u32>,
    (blank, is_judged): (&MeasureResult, bool),
) -> LeagueRow {
    let result = match reading {
        Some(reading) => with_reading(blank.clone(), reading),
        None => blank.clone(),
    };
    LeagueRow {
        area_code: area.code.clone(),
        area_name_zh: area.name_zh.clone(),
        area_name_en: area.name_en.clone(),
        tier,
        state: result.state,
        rate: result.rate,
        verdict: result.verdict.filter(|_| is_judged),
        link: result.link,
    }
}
