//! What a report tells of dissuasion: shifts, hours, people spoken to and how often it helped. No person stands in it.

use super::queries::figures::Summed;
use super::service::summary;
use super::wire::figures::DutySummary;
use crate::gauges::Span;
use crate::incidents::Vocabulary;
use crate::platform::num;
use crate::sections::{Ask, Figure, Row, SectionView, Table, bounds, section};
use sea_orm::{DatabaseConnection, DbErr};

const PATH: &str = "/dissuasion/shifts";
const MINUTES: f64 = 60.0;

section! {
    /// Duty of a period.
    DutySection = written
}

async fn sum_up(db: &DatabaseConnection, ask: &Ask, span: &Span) -> Result<DutySummary, DbErr> {
    let (from, until) = bounds(span);
    let summed = Summed {
        scope: span.scope.clone().areas_only(),
        team: None,
        from,
        until,
    };
    let parts = ask.parts();
    summary::summary(
        db,
        &ask.territory,
        &summed,
        (span.from, span.to),
        &parts,
        span.now,
    )
    .await
}

async fn written(db: &DatabaseConnection, ask: &Ask) -> Result<Option<SectionView>, DbErr> {
    let now = sum_up(db, ask, &ask.span).await?;
    let before = sum_up(db, ask, &ask.before).await?;
    if now.shifts.planned + now.shifts.ad_hoc == 0 && before.shifts.held == 0 {
        return Ok(None);
    }
    let people = |summary: &DutySummary| num::to_count(summary.contacts);
    let pairs = [
        (now.shifts.held, before.shifts.held),
        (people(&now), people(&before)),
    ];
    let mut compared = ask.compared(&pairs).into_iter();
    let mut next = || compared.next().unwrap_or_else(Figure::nothing);
    let hours = num::from_i64(now.hours.confirmed_min) / MINUTES;
    let all = ask.span.link(PATH, "");
    let section = SectionView::new("dissuasion", ("文明劝导", "Dissuasion"))
        .headline(
            "held",
            ("劝导班次", "Shifts held"),
            next().linked(ask.span.link(PATH, "&state=held")),
        )
        .headline(
            "contacts",
            ("劝导人次（一人可不止一次）", "People spoken to"),
            next().linked(all.as_str()),
        )
        .headline(
            "hours",
            ("已确认的志愿服务小时", "Volunteer hours confirmed"),
            Figure::amount(hours).linked(all.as_str()),
        )
        .headline(
            "success",
            ("劝导成功率", "Success rate"),
            Figure::view(now.success_rate.clone()).linked(all.as_str()),
        )
        .headline(
            "attendance",
            ("出勤率", "Attendance"),
            Figure::view(now.attendance.clone()).linked(all),
        )
        .table(by_part(ask, &now))
        .table(categories(ask, &now));
    Ok(Some(section))
}

fn by_part(ask: &Ask, now: &DutySummary) -> Table {
    let heads = [
        ("area", "地区", "area"),
        ("held", "班次", "shifts"),
        ("contacts", "劝导人次", "people spoken to"),
        ("success", "劝导成功率", "success rate"),
    ];
    let mut table = Table::new("by_area", ("按地区", "By area"), &heads);
    for (area, part) in ask.parts().into_iter().zip(&now.areas) {
        let span = ask.span.linking_to(&area.code);
        let all = span.link(PATH, "");
        let cells = vec![
            Figure::count(part.held).linked(span.link(PATH, "&state=held")),
            Figure::count(num::to_count(part.contacts)).linked(all.as_str()),
            Figure::view(part.success_rate.clone()).linked(all),
        ];
        table.rows.push(Row::of_area(area, cells));
    }
    table
}

fn categories(ask: &Ask, now: &DutySummary) -> Table {
    let heads = [
        ("category", "行为", "behaviour"),
        ("people", "人次", "people"),
    ];
    let mut table = Table::new(
        "by_category",
        ("被劝导最多的行为", "Most frequent behaviours"),
        &heads,
    );
    for one in &now.top_categories {
        let names = Vocabulary::get().names_of(&one.category);
        let cells = vec![Figure::count(num::to_count(one.count)).linked(ask.span.link(PATH, ""))];
        table
            .rows
            .push(Row::new(&one.category, (&names.0, &names.1), cells));
    }
    table
}
