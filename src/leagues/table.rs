//! The live table: checked question, figures from the gauges, tiers.

use super::model::{FIGURE, LeagueSubject, TIE_RULE, arrange};
use super::wire::{LeagueAsked, LeagueFigure, LeagueRow, LeagueTable};
use crate::areas::{Area, Territory};
use crate::gauges::{Gauges, Reading, Span};
use crate::indicators::{Period, Wanted, reached, wanted_in};
use crate::platform::auth::{AreaScope, Level};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::rates::{RateView, Reliability, VerdictView};
use crate::units::Books;
use sea_orm::{DatabaseConnection, DbErr};

/// Most areas beside one another.
const MAX_AREAS: usize = 100;

/// A checked question for a table.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub subject: LeagueSubject,
    pub source: String,
    pub code: String,
    pub period: Period,
    /// The one area looked at, where it is one.
    pub area: Option<Area>,
    /// Level of the areas in the table.
    pub level: Option<Level>,
    /// The areas in the table.
    areas: Vec<Area>,
    /// The period's days in the areas looked at.
    span: Span,
}

impl Question {
    /// Checks what is asked. An area outside the caller's is not there.
    pub(super) fn new(
        asked: &LeagueAsked,
        gauges: &Gauges,
        (scope, territory): (&AreaScope, &Territory),
        (zone, now): (Zone, UtcMillis),
    ) -> Result<Self, FieldProblem> {
        let fault = FieldProblem::new;
        let subject = LeagueSubject::parse(&asked.subject)
            .ok_or_else(|| fault("/subject", FieldCode::UnknownValue))?;
        if !knows(gauges, subject, (&asked.source, &asked.code)) {
            return Err(fault("/code", FieldCode::UnknownMeasure));
        }
        let period = match &asked.period {
            Some(text) => Period::parse(text).ok_or_else(|| fault("/period", FieldCode::BadPeriod)),
            None => Ok(Period::quarter_of(zone.day_of(now))),
        }?;
        let (scope, area) = reached(asked.area.as_deref(), scope, territory)
            .ok_or_else(|| fault("/area", FieldCode::UnknownArea))?;
        let (level, areas) = match subject {
            LeagueSubject::Area => beside(asked.level.as_deref(), &scope, territory)?,
            LeagueSubject::Unit if asked.level.is_some() => {
                return Err(fault("/level", FieldCode::UnknownValue));
            }
            LeagueSubject::Unit => (None, vec![]),
        };
        let span = Span {
            scope,
            area_code: area.as_ref().map(|area| area.code.clone()),
            from: period.from(),
            to: period.to(),
            zone,
            now,
        };
        Ok(Self {
            subject,
            source: asked.source.clone(),
            code: asked.code.clone(),
            period,
            area,
            level,
            areas,
            span,
        })
    }
}

fn knows(gauges: &Gauges, subject: LeagueSubject, (source, code): (&str, &str)) -> bool {
    match subject {
        LeagueSubject::Area => gauges.of(source).is_some_and(|gauge| gauge.knows(code)),
        LeagueSubject::Unit => gauges.of_units(source).is_some_and(|gauge| {
            let offers = gauge.unit_offers();
            offers.iter().any(|offer| offer.code == code)
        }),
    }
}

/// The areas that stand beside one another inside a scope, and their level.
fn beside(
    level: Option<&str>,
    scope: &AreaScope,
    territory: &Territory,
) -> Result<(Option<Level>, Vec<Area>), FieldProblem> {
    let level = match level {
        None => level_below(scope, territory),
        Some(word) => Level::parse(word)
            .filter(|level| (Level::District..=Level::Community).contains(level))
            .ok_or_else(|| FieldProblem::new("/level", FieldCode::UnknownValue))?,
    };
    let areas = territory.within(scope).filter(|area| area.level == level);
    let areas: Vec<Area> = areas.cloned().collect();
    if areas.len() > MAX_AREAS {
        return Err(FieldProblem::new("/level", FieldCode::TooMany));
    }
    Ok((Some(level), areas))
}

/// The first of district, street and community that lies below every area looked at.
fn level_below(scope: &AreaScope, territory: &Territory) -> Level {
    match territory.within(scope).map(|area| area.level).min() {
        Some(Level::City) => Level::District,
        Some(Level::District) | None => Level::Street,
        Some(Level::Street | Level::Community | Level::Grid) => Level::Community,
    }
}

/// Every figure by which areas or units stand beside one another.
pub(super) async fn figures(
    db: &DatabaseConnection,
    gauges: &Gauges,
) -> Result<Vec<LeagueFigure>, DbErr> {
    let mut found = vec![];
    for gauge in gauges.all() {
        let source = gauge.source();
        let figure = |offer| LeagueFigure::of(LeagueSubject::Area, source, offer);
        found.extend(gauge.offers(db).await?.into_iter().map(figure));
    }
    for gauge in gauges.all_of_units() {
        let source = gauge.source();
        let figure = |offer| LeagueFigure::of(LeagueSubject::Unit, source, offer);
        found.extend(gauge.unit_offers().into_iter().map(figure));
    }
    Ok(found)
}

/// Reads the figures from the records as they now stand, and makes the tiers.
pub(super) async fn read(
    db: &DatabaseConnection,
    (gauges, books): (&Gauges, &Books),
    question: &Question,
) -> Result<LeagueTable, DbErr> {
    let figure = (question.source.as_str(), question.code.as_str());
    let wanted = wanted_in(db, question.period, figure).await?;
    let mut rows = match question.subject {
        LeagueSubject::Area => of_areas(db, gauges, question).await?,
        LeagueSubject::Unit => of_units(db, (gauges, books), question).await?,
    };
    let told = |(row, reading): (LeagueRow, Option<Reading>)| with(row, reading, wanted.as_ref());
    let mut rows: Vec<LeagueRow> = rows.drain(..).map(told).collect();
    let tiers = arrange(&mut rows);
    let named = figures(db, gauges).await?.into_iter().find(|one| {
        (one.subject, one.source, one.code.as_str())
            == (question.subject.code(), figure.0, figure.1)
    });
    let (name_zh, name_en) = named.map_or_else(
        || (question.code.clone(), question.code.clone()),
        |one| (one.name_zh, one.name_en),
    );
    let area = question.area.as_ref();
    Ok(LeagueTable {
        subject: question.subject.code().to_owned(),
        source: question.source.clone(),
        code: question.code.clone(),
        name_zh,
        name_en,
        period: question.period.to_string(),
        from: question.period.from(),
        to: question.period.to(),
        area_code: area.map(|area| area.code.clone()),
        area_name_zh: area.map(|area| area.name_zh.clone()),
        area_name_en: area.map(|area| area.name_en.clone()),
        level: question.level.map(|level| level.code().to_owned()),
        wanted,
        tiers,
        tie_rule_zh: TIE_RULE.0.to_owned(),
        tie_rule_en: TIE_RULE.1.to_owned(),
        rows,
    })
}

/// Rows with what was read of them.
type Read = Vec<(LeagueRow, Option<Reading>)>;

async fn of_areas(
    db: &DatabaseConnection,
    gauges: &Gauges,
    question: &Question,
) -> Result<Read, DbErr> {
    let mut found = vec![];
    for area in &question.areas {
        let span = Span {
            scope: question.span.scope.narrowed_to(&area.path),
            area_code: Some(area.code.clone()),
            ..question.span.clone()
        };
        let readings = match gauges.of(&question.source) {
            Some(gauge) => gauge.read(db, &span).await?,
            None => vec![],
        };
        let own = readings.into_iter().find(|one| one.code == question.code);
        found.push((LeagueRow::of_area(area), own));
    }
    Ok(found)
}

async fn of_units(
    db: &DatabaseConnection,
    (gauges, books): (&Gauges, &Books),
    question: &Question,
) -> Result<Read, DbErr> {
    let Some(gauge) = gauges.of_units(&question.source) else {
        return Ok(vec![]);
    };
    let readings = gauge.read_units(db, &question.span, &question.code).await?;
    let row = |(unit, reading)| Some((LeagueRow::of_unit(books.units.get(&unit)?), Some(reading)));
    Ok(readings.into_iter().filter_map(row).collect())
}

/// A row with what was read of it.
fn with(row: LeagueRow, reading: Option<Reading>, wanted: Option<&Wanted>) -> LeagueRow {
    let Some(reading) = reading else {
        return row;
    };
    let verdict = |rate| {
        let target = wanted.map(Wanted::target);
        target.map(|target| VerdictView::of(&rate, target).verdict.to_owned())
    };
    LeagueRow {
        state: match reading.rate.map(|rate| rate.reliability) {
            None => "withheld",
            Some(Reliability::TooSmall) => "too_small",
            Some(Reliability::Ok) => FIGURE,
        }
        .to_owned(),
        verdict: reading.rate.and_then(verdict),
        rate: reading
            .rate
            .map(|rate| RateView::of(rate, reading.formula_zh, reading.formula_en)),
        link: Some(reading.link),
        ..row
    }
}
