//! Counts by cell, area, hour, time and category.
use std::collections::HashMap;

use actix_web::{HttpResponse, get, web};
use chrono::{Datelike as _, Days, Months, NaiveDate};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::areas::morton;
use crate::insights::Insights;
use crate::insights::asked::{
    AreasQuery, CellsQuery, FilterQuery, Step, TileQuery, TrendQuery, areas_at, level_of, shape_of,
    step_of,
};
use crate::insights::index::{
    Bounds, Cell, CellAnswer, MAX_CELLS, MAX_LEVEL, Shape, level_of_zoom,
};
use crate::insights::patrol::{FINEST_LEVEL, Patrols, hours_below, per_hour};
use crate::insights::standing::{day_number, day_of_number};
use crate::insights::wire::{
    AreaCountView, AreaCountsView, CategoryCountView, CategoryCountsView, CellsView, MatrixView,
    PatrolCell, StepView, TrendView, per_1000_households, round_degrees,
};
use crate::insights::{mvt, queries};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ReadInsights;
use crate::platform::days::Zone;
use crate::platform::problem::{Code, Problem, ProblemResponses};

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_heat_cells)
        .service(show_heat_tile)
        .service(list_heat_areas)
        .service(show_heat_matrix)
        .service(show_heat_trend)
        .service(list_heat_categories);
}

/// Counts by square or hexagon inside a box, at most 4,096 cells; with `patrol` also records per patrol hour.
#[utoipa::path(operation_id = "list_heat_cells", tag = "insights", params(CellsQuery), security(("bearer" = [])),
    responses((status = 200, body = CellsView), ProblemResponses))]
#[get("/insights/heat/cells")]
async fn list_heat_cells(
    who: Allowed<ReadInsights>,
    insights: web::Data<Insights>,
    zone: web::Data<Zone>,
    query: web::Query<CellsQuery>,
) -> Result<web::Json<CellsView>, Problem> {
    let standing = insights.standing()?;
    let asked = query.common().resolve(&standing, who.scope())?;
    let ((bounds, latitude), shape) = (query.bounds()?, shape_of(query.shape.as_deref())?);
    let is_patrol = query.patrol == Some(true);
    let level = level_of_zoom(query.zoom()?);
    let level = if is_patrol {
        level.min(FINEST_LEVEL)
    } else {
        level
    };
    let records = standing.of_kind(asked.kind);
    let answer = records.cells(&asked.filter, &bounds, level, shape);
    let patrol = if is_patrol {
        let stood = queries::list_stood(who.read(), &asked.scope, asked.instants(**zone)).await?;
        let patrols = Patrols::of(&stood, &asked, &standing, **zone);
        Some(rated_cells(&answer, shape, &bounds, &patrols))
    } else {
        None
    };
    let cells = answer.cells.iter().map(|cell| {
        (
            round_degrees(cell.lng()),
            round_degrees(cell.lat()),
            cell.count,
        )
    });
    Ok(web::Json(CellsView {
        cells: cells.collect(),
        total: answer.total,
        unplaced: answer.unplaced,
        max: answer.max,
        cell_m: morton::cell_edge_m(answer.level, latitude),
        level: answer.level,
        patrol,
    }))
}

/// Cells inside the box with an hour or more, and what was recorded there.
fn rated_cells(
    answer: &CellAnswer,
    shape: Shape,
    bounds: &Bounds,
    patrols: &Patrols,
) -> Vec<PatrolCell> {
    let counts: HashMap<(u64, u64), u32> = answer
        .cells
        .iter()
        .map(|cell| (cell.key(), cell.count))
        .collect();
    let row = |(cell, hours): (Cell, f64)| {
        let count = counts.get(&cell.key()).copied().unwrap_or(0);
        let rate = per_hour(u64::from(count), hours)?;
        let hours = (hours * 100.0).round() / 100.0;
        let (lng, lat) = (cell.lng(), cell.lat());
        let is_inside = bounds.contains(morton::cell_of(lng, lat));
        is_inside.then(|| (round_degrees(lng), round_degrees(lat), count, hours, rate))
    };
    let cells = patrols.by_cell(answer.level, shape).into_iter();
    cells.filter_map(row).take(MAX_CELLS).collect()
}

/// A map tile (Mapbox Vector Tile) with layer `heat`, attribute `count`; cells are six levels finer than the tile, so
/// that all tiles of a zoom have cells of one size.
#[utoipa::path(operation_id = "show_heat_tile", tag = "insights", security(("bearer" = [])),
    params(("z" = u8, Path, maximum = 22, example = 13), ("x" = u32, Path, example = 6608), ("y" = u32, Path, example = 3462), TileQuery),
    responses((status = 200, body = [u8], content_type = "application/vnd.mapbox-vector-tile"), ProblemResponses))]
#[get("/insights/heat/{z}/{x}/{y}.mvt")]
async fn show_heat_tile(
    who: Allowed<ReadInsights>,
    insights: web::Data<Insights>,
    tile: web::Path<(u8, u32, u32)>,
    query: web::Query<TileQuery>,
) -> Result<HttpResponse, Problem> {
    let standing = insights.standing()?;
    let asked = query.common().resolve(&standing, who.scope())?;
    let ((zoom, x, y), shape) = (tile.into_inner(), shape_of(query.shape.as_deref())?);
    let bounds = Bounds::of_tile(zoom, x, y).ok_or_else(|| Problem::new(Code::NotFound))?;
    let answer = standing.of_kind(asked.kind).cells(
        &asked.filter,
        &bounds,
        (zoom + 6).min(MAX_LEVEL),
        shape,
    );
    Ok(HttpResponse::Ok()
        .content_type(mvt::MEDIA_TYPE)
        .insert_header(("cache-control", "private, no-store"))
        .body(mvt::encode(&answer, shape, (zoom, x, y))))
}

/// Count and rate per 1,000 households of each area of a level in scope; with `patrol` also records per patrol hour.
#[utoipa::path(operation_id = "list_heat_areas", tag = "insights", params(AreasQuery), security(("bearer" = [])),
    responses((status = 200, body = AreaCountsView), ProblemResponses))]
#[get("/insights/heat/areas")]
async fn list_heat_areas(
    who: Allowed<ReadInsights>,
    insights: web::Data<Insights>,
    zone: web::Data<Zone>,
    query: web::Query<AreasQuery>,
) -> Result<web::Json<AreaCountsView>, Problem> {
    let standing = insights.standing()?;
    let level = level_of(&query.level)?;
    let asked = query.common().resolve(&standing, who.scope())?;
    let groups = standing.of_kind(asked.kind).groups(&asked.filter);
    let counts = groups.areas(standing.territory.areas().len());
    let hours = if query.patrol == Some(true) {
        let stood = queries::list_stood(who.read(), &asked.scope, asked.instants(**zone)).await?;
        let patrols = Patrols::of(&stood, &asked, &standing, **zone);
        Some(patrols.by_area(standing.territory.areas().len()))
    } else {
        None
    };
    let items = areas_at(&standing, &asked.scope, level).map(|area| {
        let count = standing.sum_below(area, &counts);
        let hours = hours
            .as_deref()
            .map(|hours| hours_below(&standing, area, hours));
        AreaCountView {
            area_code: area.code.clone(),
            name_zh: area.name_zh.clone(),
            name_en: area.name_en.clone(),
            count,
            households: area.households,
            per_1000_households: per_1000_households(count, area),
            patrol_hours: hours.map(|hours| (hours * 100.0).round() / 100.0),
            per_patrol_hour: hours.and_then(|hours| per_hour(count, hours)),
        }
    });
    Ok(web::Json(AreaCountsView {
        items: items.collect(),
        total: groups.total(),
    }))
}

/// Counts by weekday and hour.
#[utoipa::path(operation_id = "show_heat_matrix", tag = "insights", params(FilterQuery), security(("bearer" = [])),
    responses((status = 200, body = MatrixView), ProblemResponses))]
#[get("/insights/heat/matrix")]
async fn show_heat_matrix(
    who: Allowed<ReadInsights>,
    insights: web::Data<Insights>,
    query: web::Query<FilterQuery>,
) -> Result<web::Json<MatrixView>, Problem> {
    let standing = insights.standing()?;
    let asked = query.common().resolve(&standing, who.scope())?;
    let counts = standing.of_kind(asked.kind).groups(&asked.filter).matrix();
    Ok(web::Json(MatrixView {
        total: counts.iter().sum(),
        max: counts.iter().copied().max().unwrap_or(0),
        cells: counts
            .into_iter()
            .zip(0..)
            .map(|(count, slot)| (slot / 24 + 1, slot % 24, count))
            .collect(),
    }))
}

/// Counts by day, week from Monday or month.
#[utoipa::path(operation_id = "show_heat_trend", tag = "insights", params(TrendQuery), security(("bearer" = [])),
    responses((status = 200, body = TrendView), ProblemResponses))]
#[get("/insights/heat/trend")]
async fn show_heat_trend(
    who: Allowed<ReadInsights>,
    insights: web::Data<Insights>,
    query: web::Query<TrendQuery>,
) -> Result<web::Json<TrendView>, Problem> {
    let standing = insights.standing()?;
    let step = step_of(query.step.as_deref())?;
    let asked = query.common().resolve(&standing, who.scope())?;
    let days = standing.of_kind(asked.kind).groups(&asked.filter).days();
    Ok(web::Json(TrendView {
        items: steps(&days, step, asked.days),
        total: days.iter().sum(),
    }))
}

/// Counts by category, most first; a kind without categories has a total alone.
#[utoipa::path(operation_id = "list_heat_categories", tag = "insights", params(FilterQuery), security(("bearer" = [])),
    responses((status = 200, body = CategoryCountsView), ProblemResponses))]
#[get("/insights/heat/categories")]
async fn list_heat_categories(
    who: Allowed<ReadInsights>,
    insights: web::Data<Insights>,
    query: web::Query<FilterQuery>,
) -> Result<web::Json<CategoryCountsView>, Problem> {
    let standing = insights.standing()?;
    let asked = query.common().resolve(&standing, who.scope())?;
    let counts = standing
        .of_kind(asked.kind)
        .groups(&asked.filter)
        .categories();
    let has_categories = asked.kind == 0;
    let occurring = counts
        .iter()
        .enumerate()
        .filter(|(_, count)| has_categories && **count > 0);
    let view = |(ordinal, count): (usize, &u64)| CategoryCountView {
        category: standing.codes.category(ordinal).to_owned(),
        count: *count,
    };
    let mut items: Vec<CategoryCountView> = occurring.map(view).collect();
    items.sort_by(|a, b| b.count.cmp(&a.count).then(a.category.cmp(&b.category)));
    Ok(web::Json(CategoryCountsView {
        items,
        total: counts.iter().sum(),
    }))
}

/// Steps from the first day asked for (or with a record) to the last, without gaps.
fn steps(
    days: &[u64],
    step: Step,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
) -> Vec<StepView> {
    let first_with = days
        .iter()
        .position(|count| *count > 0)
        .and_then(|day| u16::try_from(day).ok());
    let last_with = days
        .len()
        .checked_sub(1)
        .and_then(|day| u16::try_from(day).ok());
    let (Some(first), Some(last)) = (first_with, last_with) else {
        return Vec::new();
    };
    let (first, last) = (day_of_number(first), day_of_number(last));
    // A period far beyond the records is not filled with empty steps.
    let limit = Days::new(366);
    let first = from.map_or(first, |from| {
        from.max(first.checked_sub_days(limit).unwrap_or(first))
            .min(first)
    });
    let last = to.map_or(last, |to| {
        to.min(last.checked_add_days(limit).unwrap_or(last))
            .max(last)
    });
    let mut steps = Vec::new();
    let mut start = first;
    while start <= last {
        let next = next_step(start, step);
        let end = next.pred_opt().unwrap_or(next).min(last);
        let range = usize::from(day_number(start))..=usize::from(day_number(end));
        let count = range.filter_map(|day| days.get(day)).sum();
        steps.push(StepView {
            from: start,
            to: end,
            count,
        });
        start = next;
    }
    steps
}

/// First day of the step after the one that holds `day`.
fn next_step(day: NaiveDate, step: Step) -> NaiveDate {
    let next = match step {
        Step::Day => day.succ_opt(),
        Step::Week => day.checked_add_days(Days::new(u64::from(
            7 - day.weekday().num_days_from_monday(),
        ))),
        Step::Month => day
            .with_day(1)
            .and_then(|first| first.checked_add_months(Months::new(1))),
    };
    next.unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap_or_default()
    }

    fn shown(steps: &[StepView]) -> Vec<(String, String, u64)> {
        steps
            .iter()
            .map(|step| (step.from.to_string(), step.to.to_string(), step.count))
            .collect()
    }

    #[test]
    fn weeks_begin_on_monday_and_are_cut_where_the_period_is() {
        let mut days = vec![0; usize::from(day_number(day("2026-11-10"))) + 1];
        for (at, count) in [("2026-10-29", 2), ("2026-11-02", 3), ("2026-11-10", 4)] {
            if let Some(slot) = days.get_mut(usize::from(day_number(day(at)))) {
                *slot = count;
            }
        }
        let weeks = steps(
            &days,
            Step::Week,
            (Some(day("2026-10-28")), Some(day("2026-11-11"))),
        );
        let expected = [
            ("2026-10-28", "2026-11-01", 2),
            ("2026-11-02", "2026-11-08", 3),
            ("2026-11-09", "2026-11-11", 4),
        ];
        assert_eq!(
            shown(&weeks),
            expected.map(|(from, to, count)| (from.to_owned(), to.to_owned(), count))
        );
        let months = steps(&days, Step::Month, (None, None));
        let expected = [
            ("2026-10-29", "2026-10-31", 2),
            ("2026-11-01", "2026-11-10", 7),
        ];
        assert_eq!(
            shown(&months),
            expected.map(|(from, to, count)| (from.to_owned(), to.to_owned(), count))
        );
    }

    #[test]
    fn without_records_there_are_no_steps() {
        assert!(steps(&[], Step::Day, (Some(day("2026-10-28")), None)).is_empty());
    }
}
