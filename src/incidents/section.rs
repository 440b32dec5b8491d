//! What a report tells of incidents: by behaviour and by area against the period before, and where most of them were.

use super::kind::IncidentKind;
use super::queries::{IncidentFilter, Sum, sums};
use super::vocabulary::Vocabulary;
use crate::areas::Area;
use crate::gauges::Span;
use crate::platform::auth::Level;
use crate::platform::num;
use crate::records::{RecordKind as _, left_out_of};
use crate::sections::{Ask, Figure, Row, SectionView, Table, section, side_by_side};
use futures_util::future::try_join;
use sea_orm::{DatabaseConnection, DbErr};
use std::collections::BTreeMap;

const PATH: &str = "/incidents";
/// Grids that are named for having most.
const TOP: usize = 6;
const COUNT: (&str, &str, &str) = ("count", "本期", "this period");

section! {
    /// Incidents of a period.
    IncidentSection = written
}

async fn written(db: &DatabaseConnection, ask: &Ask) -> Result<Option<SectionView>, DbErr> {
    let (counted, earlier) = (
        IncidentFilter::counted(&ask.span),
        IncidentFilter::counted(&ask.before),
    );
    let (now, before) = try_join(sums(db, &counted), sums(db, &earlier)).await?;
    let names = ("不文明行为", "incident");
    let excluded = left_out_of(db, &ask.span, (IncidentKind::NAME, names), PATH).await?;
    if now.is_empty() && before.is_empty() && excluded.is_empty() {
        return Ok(None);
    }
    let total = |sums: &[Sum]| sums.iter().map(|sum| sum.count).sum();
    let whole = ask.compared_one(total(&now), total(&before));
    let mut section = SectionView::new("incidents", ("不文明行为", "Uncivil behaviour"))
        .headline(
            "incidents",
            ("不文明行为（条）", "Incidents"),
            whole.linked(link(&ask.span, "")),
        )
        .headline(
            "grids",
            ("记录到的网格", "Grids with incidents"),
            grids_reached(ask, &now),
        )
        .table(by_category(ask, &now, &before))
        .table(by_part(ask, &now, &before))
        .table(most(ask, &now));
    section.excluded = excluded;
    Ok(Some(section))
}

fn link(span: &Span, more: &str) -> String {
    span.link(PATH, &format!("&is_counted=true{more}"))
}

fn of_area(span: &Span, area: &Area) -> String {
    link(&span.linking_to(&area.code), "")
}

/// Counts by what `key` makes of a sum.
fn by<K: Ord>(sums: &[Sum], key: impl Fn(&Sum) -> Option<K>) -> BTreeMap<K, u64> {
    let mut counts = BTreeMap::new();
    for sum in sums {
        if let Some(key) = key(sum) {
            *counts.entry(key).or_default() += sum.count;
        }
    }
    counts
}

/// 记录到的网格 ÷ 全部网格: a full count.
fn grids_reached(ask: &Ask, now: &[Sum]) -> Figure {
    let is_grid = |area: &&Area| area.level == Level::Grid;
    let all = ask
        .territory
        .within(&ask.span.scope)
        .filter(is_grid)
        .count();
    let grid = |sum: &Sum| {
        let area = ask.territory.by_id(sum.area_id).filter(is_grid)?;
        Some(area.code.clone())
    };
    let reached = by(now, grid).len();
    let rate =
        crate::rates::Rate::of_census(num::u64_from_usize(reached), num::u64_from_usize(all));
    let formula = (
        "有记录的网格 ÷ 全部网格（实数，不是抽样）",
        "Grids with a record ÷ all grids (counted, not sampled)",
    );
    Figure::rate(rate, formula).linked(link(&ask.span, ""))
}

fn by_category(ask: &Ask, now: &[Sum], before: &[Sum]) -> Table {
    let key = |sum: &Sum| Some(sum.category.clone());
    let mut rows: Vec<(String, (u64, u64))> = side_by_side(&by(now, key), &by(before, key))
        .into_iter()
        .collect();
    rows.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    let counts: Vec<(u64, u64)> = rows.iter().map(|(_, counts)| *counts).collect();
    let heads = [("category", "行为", "behaviour"), COUNT];
    let mut table = Table::new("by_category", ("按行为", "By behaviour"), &heads);
    for ((code, _), figure) in rows.iter().zip(ask.compared(&counts)) {
        let names = Vocabulary::get().names_of(code);
        let link = link(&ask.span, &format!("&category={code}"));
        let cells = vec![figure.linked(link)];
        table.rows.push(Row::new(code, (&names.0, &names.1), cells));
    }
    table
}

fn by_part(ask: &Ask, now: &[Sum], before: &[Sum]) -> Table {
    let key = |sum: &Sum| ask.part_of(sum.area_id).map(|area| area.code.clone());
    let rows = side_by_side(&by(now, key), &by(before, key));
    let counts: Vec<(u64, u64)> = rows.values().copied().collect();
    let heads = [("area", "地区", "area"), COUNT];
    let mut table = Table::new("by_area", ("按地区", "By area"), &heads);
    for (code, figure) in rows.keys().zip(ask.compared(&counts)) {
        if let Some(area) = ask.territory.by_code(code) {
            let cells = vec![figure.linked(of_area(&ask.span, area))];
            table.rows.push(Row::of_area(area, cells));
        }
    }
    table
}

/// The grids with most incidents; without a word about significance, which needs a test of all of them.
fn most(ask: &Ask, now: &[Sum]) -> Table {
    let grid = |sum: &Sum| {
        let area = ask.territory.by_id(sum.area_id)?;
        (area.level == Level::Grid).then(|| area.code.clone())
    };
    let mut rows: Vec<(String, u64)> = by(now, grid).into_iter().collect();
    rows.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    let heads = [("grid", "网格", "grid"), COUNT];
    let mut table = Table::new("most", ("最多的网格", "Grids with most"), &heads);
    for (code, count) in rows.into_iter().take(TOP) {
        if let Some(area) = ask.territory.by_code(&code) {
            let cells = vec![Figure::count(count).linked(of_area(&ask.span, area))];
            table.rows.push(Row::of_area(area, cells));
        }
    }
    table
}
