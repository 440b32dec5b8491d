//! What a report tells of inspections: scores and losses of the rounds that ended in its days, once they are published.

use super::error::InspectionError;
use super::queries::rounds;
use super::rubrics::Rubrics;
use super::service::reach::Reach;
use super::service::scores::{Scoring, loss_list};
use super::wire::{LossList, ScoreView, ScoresView};
use crate::platform::num;
use crate::sections::{Ask, Exclusion, Figure, Row, Section, SectionView, Table, Written};
use crate::units::Shelf;
use chrono::NaiveDate;
use entity::inspection_round;
use sea_orm::DatabaseConnection;

/// Items that are named for having cost most.
const COSTLY: u16 = 10;
const SEALED: (&str, &str) = (
    "成绩封存，公布以前不进任何报告",
    "results are sealed; until they are published they stand in no report",
);
const SCORE: (&str, &str, &str) = ("score", "得分", "score");
const SITES: (&str, &str, &str) = ("sites", "检查点位", "sites inspected");

/// Inspections of a period.
#[derive(Clone, Debug)]
pub struct InspectionSection {
    /// Rubrics.
    pub rubrics: Rubrics,
    /// Who answers for sites.
    pub shelf: Shelf,
}

impl Section for InspectionSection {
    async fn write(&self, db: &DatabaseConnection, ask: &Ask) -> Written {
        let reach = Reach::over(ask.span.scope.clone().areas_only());
        let books = self.shelf.current(db).await?;
        let scoring = Scoring {
            reach: &reach,
            territory: &ask.territory,
            rubrics: &self.rubrics,
            books: &books,
            zone: ask.span.zone,
        };
        let mut section = SectionView::new("inspections", ("点位检查", "Site inspections"));
        for round in rounds::all(db).await? {
            if !reach.sees(&round, &ask.territory) || !ended_in(&round, ask) {
                continue;
            }
            if round.published_at.is_none() {
                let names = (round.title_zh.as_str(), round.title_en.as_str());
                section.excluded.push(Exclusion::by_rule(names, 1, SEALED));
                continue;
            }
            match scored(db, &scoring, &round).await {
                Ok((scores, losses)) => tell(&mut section, &round, (&scores, &losses)),
                Err(InspectionError::Db(error)) => return Err(error),
                Err(error) => {
                    tracing::error!(error = %error, "a round is left out of a report: {error}");
                }
            }
        }
        let is_empty = section.tables.is_empty() && section.excluded.is_empty();
        Ok((!is_empty).then_some(section))
    }
}

/// Whether the last day of a drawn round lies in the period.
fn ended_in(round: &inspection_round::Model, ask: &Ask) -> bool {
    let last = round.ends_on.parse::<NaiveDate>().ok();
    let last = last.filter(|_| round.drawn_at.is_some());
    last.is_some_and(|last| (ask.span.from..=ask.span.to).contains(&last))
}

async fn scored(
    db: &DatabaseConnection,
    scoring: &Scoring<'_>,
    round: &inspection_round::Model,
) -> Result<(ScoresView, LossList), InspectionError> {
    let scores = scoring.scores(db, round).await?;
    let outcome = scoring.outcome(db, round).await?;
    Ok((scores, loss_list(&outcome, |_| true, Some(COSTLY))))
}

fn tell(
    section: &mut SectionView,
    round: &inspection_round::Model,
    (scores, losses): (&ScoresView, &LossList),
) {
    let link = format!("/inspections/rounds/{}/results", round.id);
    let names = (round.title_zh.as_str(), round.title_en.as_str());
    section.tables.push(score_table(round, scores, &link));
    section
        .tables
        .extend(Some(loss_table(round, losses, &link)).filter(|table| !table.rows.is_empty()));
    for one in &scores.excluded {
        let what = (
            format!("{} · {}", names.0, one.site.name_zh),
            format!("{} · {}", names.1, one.site.name_en),
        );
        section.excluded.push(Exclusion {
            by_name: one.by.as_ref().map(|person| person.name.clone()),
            at: Some(one.at),
            ..Exclusion::by_rule((&what.0, &what.1), 1, (&one.reason_zh, &one.reason_en))
                .linked(link.as_str())
        });
    }
}

/// Points with their interval; of too few sites they are told without one and said to be too few.
fn figure(score: &ScoreView, link: &str) -> Figure {
    let Some(points) = score.score else {
        return Figure::nothing();
    };
    let figure = Figure::amount(points).within(score.lower.zip(score.upper));
    let state = if score.status == "too_few" {
        "too_small"
    } else {
        "figure"
    };
    Figure {
        state: state.to_owned(),
        ..figure.linked(link)
    }
}

fn score_table(round: &inspection_round::Model, scores: &ScoresView, link: &str) -> Table {
    let names = (round.title_zh.as_str(), round.title_en.as_str());
    let heads = [("group", "范围", "group"), SCORE, SITES];
    let mut table = Table::new(&format!("scores_{}", round.id), names, &heads);
    let row = |code: &str, names: (&str, &str), figure: Figure, score: &ScoreView, more: &str| {
        let sites = Figure::count(score.n).linked(format!("{link}{more}"));
        Row::new(code, names, vec![figure, sites])
    };
    let before = scores.previous.as_ref().and_then(|previous| {
        Some((previous.score.score?, previous.change)).filter(|_| previous.is_same_rubric)
    });
    let whole = Figure {
        before: before.map(|(points, _)| points),
        change: before.map(|(_, change)| change.to_owned()),
        ..figure(&scores.round, link)
    };
    table.rows.push(row(
        "all",
        ("整轮", "Whole round"),
        whole,
        &scores.round,
        "",
    ));
    for one in &scores.types {
        let more = format!("?site_type={}", one.code);
        let points = figure(&one.score, &format!("{link}{more}"));
        table.rows.push(row(
            &one.code,
            (&one.name_zh, &one.name_en),
            points,
            &one.score,
            &more,
        ));
    }
    for one in &scores.streets {
        let more = format!("?area={}", one.area.code);
        let points = figure(&one.score, &format!("{link}{more}"));
        let names = (one.area.name_zh.as_str(), one.area.name_en.as_str());
        table
            .rows
            .push(row(&one.area.code, names, points, &one.score, &more));
    }
    table
}

fn loss_table(round: &inspection_round::Model, losses: &LossList, link: &str) -> Table {
    let names = (
        format!("{}：失分最多的项", round.title_zh),
        format!("{}: items that cost most", round.title_en),
    );
    let heads = [
        ("item", "检查项", "item"),
        ("points", "失分", "points lost"),
        ("failed", "失分点位", "sites that lost points"),
    ];
    let mut table = Table::new(
        &format!("losses_{}", round.id),
        (&names.0, &names.1),
        &heads,
    );
    for loss in &losses.items {
        let link = format!("{link}?site_type={}", loss.site_type);
        let cells = vec![
            Figure::amount(loss.points_lost).linked(link.as_str()),
            Figure::count(num::u64_from_usize(loss.sites_failed)).linked(link),
        ];
        table
            .rows
            .push(Row::new(&loss.code, (&loss.text_zh, &loss.text_en), cells));
    }
    table
}
