//! What a report tells of counts at crossings and stops: each rate against the period before.

use super::kind::TallyKind;
use super::queries::{self, Span as CountedSpan, Sums};
use super::words::{Observation, Words};
use crate::rates::Rate;
use crate::records::{RecordKind as _, left_out_of};
use crate::sections::{Ask, Figure, Row, SectionView, Table, section};
use sea_orm::{DatabaseConnection, DbErr};

const PATH: &str = "/tallies";

section! {
    /// Counts of a period.
    TallySection = written
}

async fn written(db: &DatabaseConnection, ask: &Ask) -> Result<Option<SectionView>, DbErr> {
    let both = CountedSpan {
        scope: ask.span.scope.clone(),
        from: ask.span.zone.start_of(ask.before.from),
        until: ask.span.zone.end_of(ask.span.to),
    };
    let sums = queries::sums(db, &both, ask.span.zone.start_of(ask.span.from)).await?;
    let names = ("路口计数", "tally");
    let excluded = left_out_of(db, &ask.span, (TallyKind::NAME, names), PATH).await?;
    let total = |is_later: bool| {
        let part = sums.iter().filter(|sums| sums.is_later == is_later);
        part.map(|sums| sums.tallies).sum::<u64>()
    };
    let (now, before) = (total(true), total(false));
    if now == 0 && excluded.is_empty() {
        return Ok(None);
    }
    let tallies = ask.compared_one(now, before);
    let mut section = SectionView::new("tallies", ("路口计数", "Counts at crossings"))
        .headline(
            "tallies",
            ("计数（次）", "Counts"),
            tallies.linked(ask.span.link(PATH, "")),
        )
        .table(rates(ask, &sums));
    section.excluded = excluded;
    Ok(Some(section))
}

fn rates(ask: &Ask, sums: &[Sums]) -> Table {
    let heads = [
        ("observation", "观察", "observation"),
        ("rate", "比率", "rate"),
        ("tallies", "计数次数", "counts"),
    ];
    let mut table = Table::new("rates", ("各项比率", "Rates"), &heads);
    let row = |word: &Observation| {
        let of = |is_later: bool| {
            let own = |sums: &&Sums| sums.observation == word.code && sums.is_later == is_later;
            sums.iter().find(own)
        };
        let now = of(true)?;
        let rate = |sums: &Sums| Rate::of_counts(sums.numerator, sums.denominator);
        let link = ask.span.link(PATH, &format!("&type={}", word.code));
        let formula = (word.formula_zh.as_str(), word.formula_en.as_str());
        let share = Figure::rate(rate(now), formula).beside(rate(now), of(false).and_then(rate));
        let cells = vec![
            share.linked(link.as_str()),
            Figure::count(now.tallies).linked(link),
        ];
        Some(Row::new(&word.code, (&word.rate_zh, &word.rate_en), cells))
    };
    table.rows = Words::get().observations.iter().filter_map(row).collect();
    table
}
