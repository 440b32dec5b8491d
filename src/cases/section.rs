//! What a report tells of cases: made, closed, in time, overdue, sent back, opened again; and which were made void, by whom.

use super::model::Action;
use super::queries::Reach;
use super::queries::lists::{CaseFilter, Stepped};
use super::queries::sums;
use crate::accounts::names_of;
use crate::areas::Area;
use crate::gauges::Span;
use crate::platform::clock::UtcMillis;
use crate::platform::num;
use crate::rates::Rate;
use crate::sections::{
    Ask, Exclusion, Figure, Row, SectionView, Table, bounds, section, side_by_side,
};
use futures_util::future::try_join_all;
use sea_orm::{DatabaseConnection, DbErr};
use std::collections::BTreeMap;
use uuid::Uuid;

const PATH: &str = "/cases";
/// Most voided cases that are told one by one; the rest is told as a number.
const MOST_TOLD: u64 = 50;
const VOID: (&str, &str) = ("作废的案件", "voided case");
/// Source: the definition of 按期结案率 on the page on honest rates. Assumption: due in a period is what was closed in it, and
/// what is still open at its end though its time is up.
const IN_TIME: (&str, &str) = (
    "按期结案率 = 本期结案且在时限内反馈的案件 ÷（本期结案的案件 + 期末到期未结的案件）",
    "Closed in time = cases closed in the period whose fix was reported within its time ÷ (cases closed in the period + cases still open at its end whose time was up)",
);

section! {
    /// Cases of a period.
    CaseSection = written
}

/// What is counted of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counted {
    Made,
    Closed,
    Overdue,
    SentBack,
    Reopened,
    Rechecked,
    OnTheSpot,
    Voided,
}

use Counted::{Closed, Made, OnTheSpot, Overdue, Rechecked, Reopened, SentBack, Voided};

const ALL: [Counted; 8] = [
    Made, Closed, Overdue, SentBack, Reopened, Rechecked, OnTheSpot, Voided,
];

impl Counted {
    fn code(self) -> &'static str {
        match self {
            Made => "made",
            Closed => "closed",
            Overdue => "overdue",
            SentBack => "sent_back",
            Reopened => "reopened",
            Rechecked => "rechecked",
            OnTheSpot => "on_the_spot",
            Voided => "voided",
        }
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Made => ("新立案件", "Made"),
            Closed => ("结案", "Closed"),
            Overdue => ("期末超期未结", "Overdue at the end"),
            SentBack => ("退回", "Sent back"),
            Reopened => ("复查不合格等重开", "Opened again (re-check failed)"),
            Rechecked => ("复查通过", "Re-checks passed"),
            OnTheSpot => ("自行处理", "Handled on the spot"),
            Voided => ("作废", "Voided"),
        }
    }

    /// The steps that are counted.
    fn steps(self) -> &'static [Action] {
        match self {
            Made | Overdue => &[],
            Closed => &[Action::Close],
            SentBack => &[Action::SendBack, Action::GiveBack],
            Reopened => &[Action::Reopen],
            Rechecked => &[Action::PassRecheck],
            OnTheSpot => &[Action::HandleSelf],
            Voided => &[Action::Void],
        }
    }

    /// The cases of a span that are counted. What is asked of the whole city is not clipped, so that the order of time leads.
    fn filter(self, ask: &Ask, span: &Span) -> CaseFilter {
        let (from, until) = bounds(span);
        let mut roots = ask.territory.roots();
        let all = CaseFilter::over(Reach {
            me: Uuid::nil(),
            areas: span.scope.clone().areas_only(),
            units: vec![],
            is_whole: roots.all(|root| span.scope.contains_path(&root.path)),
        });
        match self {
            Made => CaseFilter {
                from: Some(from),
                until: Some(until),
                ..all
            },
            Overdue => CaseFilter {
                is_open: Some(true),
                due_before: Some(until.min(span.now.0)),
                ..all
            },
            _ => CaseFilter {
                stepped: Some(Stepped {
                    actions: self.steps().iter().map(|step| step.code()).collect(),
                    from,
                    until,
                }),
                ..all
            },
        }
    }

    /// The list that holds them.
    fn link(self, span: &Span, area_code: Option<&str>) -> String {
        let days = match self {
            Made => format!("view=all&from={}&to={}", span.from, span.to),
            Overdue if span.holds_today() => "view=overdue".to_owned(),
            Overdue => format!("view=open&due_to={}", span.to),
            _ => {
                let steps: Vec<&str> = self.steps().iter().map(|step| step.code()).collect();
                let steps = steps.join(",");
                format!(
                    "view=all&step={steps}&step_from={}&step_to={}",
                    span.from, span.to
                )
            }
        };
        let area = area_code.map_or(String::new(), |code| format!("&area={code}"));
        format!("{PATH}?{days}{area}")
    }
}

/// Cases by area row.
type ByArea = Vec<(i64, u64)>;

async fn written(db: &DatabaseConnection, ask: &Ask) -> Result<Option<SectionView>, DbErr> {
    let counted = count(db, ask, &ask.span).await?;
    let before = count(db, ask, &ask.before).await?;
    if counted.iter().chain(&before).all(Vec::is_empty) {
        return Ok(None);
    }
    let in_time = sums::in_time(db, &Closed.filter(ask, &ask.span)).await?;
    let mut section = SectionView::new("cases", ("案件", "Cases"));
    let of = |what: Counted| place(what).and_then(|at| counted.get(at)).map_or(0, total);
    let due = of(Closed) + of(Overdue);
    let kept = num::u64_from_usize(in_time.iter().filter(|(_, is)| *is).count());
    let rate = Figure::rate(Rate::of_counts(kept, due), IN_TIME);
    let rate = rate.linked(Closed.link(&ask.span, ask.span.area_code.as_deref()));
    section = section.headline("in_time", ("按期结案率", "Closed in time"), rate);
    for (what, figure) in ALL.iter().zip(totals(ask, &counted, &before)) {
        section = section.headline(what.code(), what.names(), figure);
    }
    section = section.table(by_part(ask, &counted, &before, &in_time));
    section.excluded = excluded(db, ask, of(Voided)).await?;
    Ok(Some(section))
}

/// Each count of a span, by area row, in the order of [`ALL`].
async fn count(db: &DatabaseConnection, ask: &Ask, span: &Span) -> Result<Vec<ByArea>, DbErr> {
    let filters: Vec<CaseFilter> = ALL.iter().map(|what| what.filter(ask, span)).collect();
    try_join_all(filters.iter().map(|filter| sums::by_area(db, filter))).await
}

fn place(what: Counted) -> Option<usize> {
    ALL.iter().position(|one| *one == what)
}

fn total(counts: &ByArea) -> u64 {
    counts.iter().map(|(_, count)| count).sum()
}

/// What was overdue at the end of the period before is no longer known.
fn totals(ask: &Ask, counted: &[ByArea], before: &[ByArea]) -> Vec<Figure> {
    let pairs = counted.iter().zip(before);
    let pairs: Vec<(u64, u64)> = pairs
        .map(|(now, before)| (total(now), total(before)))
        .collect();
    let figures = ask.compared(&pairs).into_iter().zip(ALL).zip(&pairs);
    let figure = |((figure, what), (now, _)): ((Figure, Counted), &(u64, u64))| {
        let figure = match what {
            Overdue => Figure::count(*now),
            _ => figure,
        };
        figure.linked(what.link(&ask.span, ask.span.area_code.as_deref()))
    };
    figures.map(figure).collect()
}

/// Counts by the code of the part that holds the area.
fn parts(ask: &Ask, counts: &[(i64, u64)]) -> BTreeMap<String, u64> {
    let mut parts = BTreeMap::new();
    for (area_id, count) in counts {
        if let Some(area) = ask.part_of(*area_id) {
            *parts.entry(area.code.clone()).or_default() += count;
        }
    }
    parts
}

fn by_part(ask: &Ask, counted: &[ByArea], before: &[ByArea], in_time: &[(i64, bool)]) -> Table {
    let head = |what: Counted| (what.code(), what.names().0, what.names().1);
    let heads = [
        ("area", "地区", "area"),
        head(Made),
        head(Closed),
        head(Overdue),
        ("in_time", "按期结案率", "Closed in time"),
    ];
    let mut table = Table::new("by_area", ("按地区", "By area"), &heads);
    let of = |all: &[ByArea], what| {
        let counts = place(what).and_then(|at| all.get(at));
        parts(ask, counts.map_or(&[][..], Vec::as_slice))
    };
    let made = side_by_side(&of(counted, Made), &of(before, Made));
    let (closed, overdue) = (of(counted, Closed), of(counted, Overdue));
    let kept: ByArea = in_time
        .iter()
        .map(|(area, is)| (*area, u64::from(*is)))
        .collect();
    let kept = parts(ask, &kept);
    let pairs: Vec<(u64, u64)> = ask
        .parts()
        .iter()
        .map(|area| made.get(&area.code).copied().unwrap_or_default())
        .collect();
    for (area, made) in ask.parts().into_iter().zip(ask.compared(&pairs)) {
        let of =
            |counts: &BTreeMap<String, u64>| counts.get(&area.code).copied().unwrap_or_default();
        let rate = Rate::of_counts(of(&kept), of(&closed) + of(&overdue));
        let cells = vec![
            linked(made, Made, ask, area),
            linked(Figure::count(of(&closed)), Closed, ask, area),
            linked(Figure::count(of(&overdue)), Overdue, ask, area),
            linked(Figure::rate(rate, IN_TIME), Closed, ask, area),
        ];
        table.rows.push(Row::of_area(area, cells));
    }
    table
}

fn linked(figure: Figure, what: Counted, ask: &Ask, area: &Area) -> Figure {
    figure.linked(what.link(&ask.span, Some(&area.code)))
}

/// Cases that were made void in the period, each with who did so and why.
async fn excluded(db: &DatabaseConnection, ask: &Ask, count: u64) -> Result<Vec<Exclusion>, DbErr> {
    let link = Voided.link(&ask.span, ask.span.area_code.as_deref());
    if count > MOST_TOLD {
        let why = (
            "逐件的原因和经手人见清单",
            "who did so and why stands with each case of the list",
        );
        return Ok(vec![Exclusion::by_rule(VOID, count, why).linked(link)]);
    }
    let voided = sums::voided(db, &Voided.filter(ask, &ask.span), MOST_TOLD).await?;
    let people = voided.iter().filter_map(|one| one.actor_id).collect();
    let names = names_of(db, people).await?;
    let tell = |one: sums::Voided| {
        let what = (
            format!("{} {}", VOID.0, one.number),
            format!("{} {}", VOID.1, one.number),
        );
        let name = one.actor_id.and_then(|id| names.get(&id).cloned());
        let by = (name, UtcMillis(one.at));
        let note = one.note.unwrap_or_default();
        Exclusion::by_person((&what.0, &what.1), &note, by).linked(format!("{PATH}/{}", one.id))
    };
    Ok(voided.into_iter().map(tell).collect())
}
