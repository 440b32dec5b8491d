//! What a report tells of ads: the public-service share as it stands, what inspections of the period found.

use super::figures::{self, Asked, INTACT_SEEN};
use super::kind::AdInspectionKind;
use super::vocabulary::AdWords;
use super::wire::{AdDefectView, AdGroupView, AdShareView, AdSummaryView};
use crate::platform::num;
use crate::rates::Rate;
use crate::records::{RecordKind as _, left_out_of};
use crate::sections::{Ask, Figure, Row, SectionView, Table, Wanted, section};
use sea_orm::{DatabaseConnection, DbErr};

const SITES: &str = "/ads/sites";
const INSPECTIONS: &str = "/ads/inspections";
const SHARE: (&str, &str) = (
    "公益广告占比（制表时）",
    "Public-service share (when the report was made)",
);

section! {
    /// Ads of a period.
    AdSection = written
}

async fn written(db: &DatabaseConnection, ask: &Ask) -> Result<Option<SectionView>, DbErr> {
    let asked = Asked::over(&ask.span, &ask.territory);
    let summary = figures::summary(db, &ask.territory, &asked).await?;
    let seen = figures::seen(db, &ask.span).await?;
    let before = figures::seen(db, &ask.before).await?;
    let names = ("广告检查", "ad inspection");
    let excluded = left_out_of(db, &ask.span, (AdInspectionKind::NAME, names), INSPECTIONS).await?;
    if summary.report.sites == 0 && seen.1 == 0 && excluded.is_empty() {
        return Ok(None);
    }
    let link = ask.span.link(INSPECTIONS, "");
    let inspections = ask.compared_one(seen.1, before.1);
    let (now, then) = (
        Rate::of_counts(seen.0, seen.1),
        Rate::of_counts(before.0, before.1),
    );
    let intact = Figure::rate(now, INTACT_SEEN).beside(now, then);
    let area = ask.span.area_code.as_deref();
    let mut section = SectionView::new("ads", ("公益广告", "Public-service ads"))
        .headline(
            "public_share",
            SHARE,
            share(&summary.report.share).linked(sites(area)),
        )
        .headline(
            "inspections",
            ("广告检查（次）", "Ad inspections"),
            inspections.linked(link.as_str()),
        )
        .headline("intact", ("完好率", "Found in order"), intact.linked(link))
        .table(by_group(&summary.report.groups))
        .table(defects(ask, &summary));
    section.excluded = excluded;
    Ok(Some(section))
}

fn sites(area: Option<&str>) -> String {
    area.map_or(SITES.to_owned(), |code| format!("{SITES}?area={code}"))
}

fn share(view: &AdShareView) -> Figure {
    Figure {
        wanted: Some(Wanted {
            comparator: "at_least".to_owned(),
            value: view.target,
            judged_at: view.target,
        }),
        verdict: view.verdict.map(str::to_owned),
        more_needed: view.more_needed,
        ..Figure::view(view.rate.clone())
    }
}

fn by_group(groups: &[AdGroupView]) -> Table {
    let heads = [
        ("area", "地区", "area"),
        ("sites", "点位", "sites"),
        (
            "public_share",
            "公益广告占比（制表时）",
            "public-service share now",
        ),
        ("intact", "完好率（制表时）", "in order now"),
        ("overdue", "超期未更换", "overdue"),
    ];
    let mut table = Table::new("by_area", ("按地区", "By area"), &heads);
    for group in groups {
        let count =
            |number: i64| Figure::count(num::to_count(number)).linked(sites(Some(&group.key)));
        let cells = vec![
            count(group.sites),
            share(&group.share).linked(sites(Some(&group.key))),
            Figure::view(group.intact.clone()).linked(sites(Some(&group.key))),
            count(group.overdue),
        ];
        table.rows.push(Row::new(
            &group.key,
            (&group.name_zh, &group.name_en),
            cells,
        ));
    }
    table
}

fn defects(ask: &Ask, summary: &AdSummaryView) -> Table {
    let heads = [
        ("condition", "问题", "condition"),
        ("inspections", "检查次数", "inspections"),
    ];
    let mut table = Table::new(
        "defects",
        ("检查发现的问题", "What inspections found"),
        &heads,
    );
    let found = summary
        .defects
        .iter()
        .filter(|defect| defect.inspections > 0);
    let mut found: Vec<&AdDefectView> = found.collect();
    found.sort_by_key(|defect| (std::cmp::Reverse(defect.inspections), &defect.condition));
    for defect in found {
        let word = AdWords::get().condition(&defect.condition);
        let names = word.map_or(
            (defect.condition.as_str(), defect.condition.as_str()),
            |word| (word.name_zh.as_str(), word.name_en.as_str()),
        );
        let link = ask
            .span
            .link(INSPECTIONS, &format!("&condition={}", defect.condition));
        let cells = vec![Figure::count(num::to_count(defect.inspections)).linked(link)];
        table.rows.push(Row::new(&defect.condition, names, cells));
    }
    table
}
