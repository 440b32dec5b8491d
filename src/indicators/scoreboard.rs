//! Each requirement with its figures in a period: gathered from the gauges, judged by the rules of honest rates.

mod judged;

use super::editions::{self, by_requirement};
use super::error::IndicatorError;
use super::model::{self, Period};
use super::named::Named;
use super::offers;
use super::queries::{self, Edition, evidence::Counted};
use super::wire::{
    EvidenceCounts, FrozenView, MeasureResult, RequirementMeasure, ScoreQuery, Scoreboard,
    ScoreboardCounts, ScoreboardItem, UnmeasuredView,
};
use crate::areas::{Area, Territory};
use crate::gauges::{Gauges, Reading, Span};
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::problem::FieldCode;
use crate::units::Books;
use entity::{period_report, requirement};
use judged::{Judge, item};
use sea_orm::{DatabaseConnection, DbErr};
use std::collections::{BTreeSet, HashMap};

/// Periods before the present one in the trend, unless said otherwise.
const TREND: u8 = 3;
/// Most of them.
const MAX_TREND: u8 = 8;

/// A checked question for the scoreboard.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub period: Period,
    pub scope: AreaScope,
    /// The one area, where it is one.
    pub area: Option<Area>,
    pub trend: u8,
    pub is_live: bool,
    pub zone: Zone,
    pub now: UtcMillis,
}

impl Asked {
    /// Checks `query`. An area outside the caller's is not there.
    pub(super) fn new(
        query: &ScoreQuery,
        (scope, territory): (&AreaScope, &Territory),
        (zone, now): (Zone, UtcMillis),
    ) -> Result<Self, IndicatorError> {
        let bad = || IndicatorError::query("/period", FieldCode::BadPeriod);
        let period = match &query.period {
            Some(text) => Period::parse(text).ok_or_else(bad)?,
            None => Period::quarter_of(zone.day_of(now)),
        };
        let trend = query.trend.unwrap_or(TREND);
        if trend > MAX_TREND {
            return Err(IndicatorError::query("/trend", FieldCode::OutOfRange));
        }
        let (scope, area) = reached(query.area.as_deref(), scope, territory)
            .ok_or_else(|| IndicatorError::query("/area", FieldCode::UnknownArea))?;
        Ok(Self {
            period,
            scope,
            area,
            trend,
            is_live: query.live,
            zone,
            now,
        })
    }

    /// The period's days in the areas.
    pub(super) fn span(&self, period: Period) -> Span {
        Span {
            scope: self.scope.clone(),
            area_code: self.area.as_ref().map(|area| area.code.clone()),
            from: period.from(),
            to: period.to(),
            zone: self.zone,
            now: self.now,
        }
    }

    /// Whether the period's last day has passed.
    pub(super) fn is_over(&self) -> bool {
        self.period.to() < self.zone.day_of(self.now)
    }

    /// The period and those of the trend, the latest first.
    fn periods(&self) -> Vec<Period> {
        let periods = std::iter::successors(Some(self.period), |period| Some(period.before()));
        periods.take(usize::from(self.trend) + 1).collect()
    }
}

/// The caller's areas narrowed to the one asked for, and the one area they are.
pub fn reached(
    code: Option<&str>,
    scope: &AreaScope,
    territory: &Territory,
) -> Option<(AreaScope, Option<Area>)> {
    let scope = scope.clone().areas_only();
    if let Some(code) = code {
        let area = territory.by_code(code)?;
        let narrowed = scope.narrowed_to(&area.path);
        let is_inside = scope.contains_path(&area.path);
        return is_inside.then(|| (narrowed, Some(area.clone())));
    }
    let area = match scope.paths().as_slice() {
        [path] => territory.subtree(path).first().cloned(),
        _ => None,
    };
    Some((scope, area))
}

/// What the scoreboard is made of.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// For reading.
    pub db: &'a DatabaseConnection,
    /// Where figures come from.
    pub gauges: &'a Gauges,
    /// Units that are named.
    pub books: &'a Books,
}

/// Readings by source and code.
type Readings = HashMap<(&'static str, String), Reading>;

/// The scoreboard: as it was frozen, else reckoned now.
pub(super) async fn show(
    sources: Sources<'_>,
    asked: &Asked,
) -> Result<Scoreboard, IndicatorError> {
    if let (Some(area), false) = (&asked.area, asked.is_live) {
        let period = asked.period.to_string();
        let frozen = queries::report_of(sources.db, &asked.scope, &period, area.id).await?;
        if let Some(frozen) = frozen {
            return thawed(&frozen);
        }
    }
    reckon(sources, asked).await
}

/// A frozen scoreboard with what it is known by.
pub(super) fn thawed(row: &period_report::Model) -> Result<Scoreboard, IndicatorError> {
    let mut board: Scoreboard = serde_json::from_str(&row.content)?;
    board.frozen = Some(FrozenView {
        id: row.id,
        made_at: UtcMillis(row.made_at),
        sha256: hex::encode(&row.sha256),
    });
    Ok(board)
}

/// Reckons the scoreboard.
pub(super) async fn reckon(
    sources: Sources<'_>,
    asked: &Asked,
) -> Result<Scoreboard, IndicatorError> {
    let editions = queries::editions(sources.db).await?;
    let edition = editions::in_force(editions, asked.period)
        .ok_or_else(|| IndicatorError::NoEditionYet(asked.period.to_string()))?;
    let rows = queries::rows(sources.db, edition.row.edition_id).await?;
    let measures = by_requirement(queries::measures(sources.db, edition.row.edition_id).await?);
    let judge = gather(sources, asked, &measures).await?;
    let named = Named::new(sources.books);
    let items: Vec<ScoreboardItem> = rows
        .iter()
        .filter(|row| row.level == model::LEAF)
        .map(|row| {
            let own = measures.get(&row.code).map_or(&[][..], Vec::as_slice);
            let results = own
                .iter()
                .map(|measure| judge.result(&row.code, measure))
                .collect();
            item(
                row,
                group_of(row, &rows),
                (&named, sources.gauges),
                results,
                judge.evidence(&row.code),
            )
        })
        .collect();
    Ok(board(asked, &edition, items))
}

/// The level II row above a requirement.
fn group_of<'a>(
    row: &'a requirement::Model,
    rows: &'a [requirement::Model],
) -> Option<&'a requirement::Model> {
    let above = |row: &requirement::Model| {
        let parent = row.parent_code.as_ref()?;
        rows.iter().find(|other| other.code == *parent)
    };
    std::iter::successors(above(row), |row| above(row)).find(|row| row.level <= 2)
}

fn board(asked: &Asked, edition: &Edition, items: Vec<ScoreboardItem>) -> Scoreboard {
    let unmeasured = items
        .iter()
        .filter(|item| item.state == judged::UNMEASURED || !item.uncovered_methods.is_empty());
    Scoreboard {
        edition_id: edition.row.edition_id,
        edition_code: edition.row.code.clone(),
        period: asked.period.to_string(),
        from: asked.period.from(),
        to: asked.period.to(),
        is_over: asked.is_over(),
        area_code: asked.area.as_ref().map(|area| area.code.clone()),
        area_name_zh: asked.area.as_ref().map(|area| area.name_zh.clone()),
        area_name_en: asked.area.as_ref().map(|area| area.name_en.clone()),
        as_of: asked.now,
        frozen: None,
        counts: count(&items),
        unmeasured: unmeasured.map(unmeasured_view).collect(),
        items,
    }
}

fn unmeasured_view(item: &ScoreboardItem) -> UnmeasuredView {
    UnmeasuredView {
        code: item.code.clone(),
        title_zh: item.title_zh.clone(),
        title_en: item.title_en.clone(),
        methods: item.uncovered_methods.clone(),
        is_wholly: item.state == judged::UNMEASURED,
    }
}

fn count(items: &[ScoreboardItem]) -> ScoreboardCounts {
    let state = |word: &str| items.iter().filter(|item| item.state == word).count();
    let verdict = |word: &str| {
        items
            .iter()
            .filter(|item| item.verdict.as_deref() == Some(word))
            .count()
    };
    ScoreboardCounts {
        requirements: items.len(),
        measured: state(judged::MEASURED),
        reached: verdict("reached"),
        not_reached: verdict("not_reached"),
        not_proven: verdict("not_proven"),
        without_figure: state(judged::WITHOUT_FIGURE),
        unmeasured: state(judged::UNMEASURED),
    }
}

/// Everything that the measures of an edition came to, in the period and in those before.
async fn gather(
    sources: Sources<'_>,
    asked: &Asked,
    measures: &HashMap<String, Vec<RequirementMeasure>>,
) -> Result<Judge, DbErr> {
    let used: BTreeSet<&str> = measures
        .values()
        .flatten()
        .map(|one| one.source.as_str())
        .collect();
    let (mut readings, mut names) = (vec![], HashMap::new());
    for period in asked.periods() {
        let span = asked.span(period);
        let mut of_period = Readings::new();
        for gauge in sources
            .gauges
            .all()
            .filter(|gauge| used.contains(gauge.source()))
        {
            for reading in gauge.read(sources.db, &span).await? {
                of_period.insert((gauge.source(), reading.code.clone()), reading);
            }
        }
        readings.push((period, of_period));
    }
    for view in offers::gauge_views(sources.db, sources.gauges).await? {
        names.insert((view.source, view.code), (view.name_zh, view.name_en));
    }
    let first = readings
        .last()
        .map_or(asked.period.from(), |(period, _)| period.from());
    let counted =
        queries::evidence::counts(sources.db, &asked.scope, (first, asked.period.to())).await?;
    let area = asked.area.as_ref().map(|area| area.code.clone());
    Ok(Judge::new(
        (readings, names),
        counted,
        (area, asked.is_over()),
    ))
}
