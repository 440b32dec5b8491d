//! The kinds of reports, and the sentences that verdicts make. Pure.

use crate::indicators::Period;
use crate::platform::words::words;
use crate::sections::{Figure, SectionView};
use chrono::{Datelike as _, NaiveDate};
use std::collections::HashSet;

words! {
    /// Kind of report, by the length of its period.
    Kind {
        Weekly = "weekly", "周观察", "Weekly observation";
        Monthly = "monthly", "月分析", "Monthly analysis";
        Quarterly = "quarterly", "季通报", "Quarterly bulletin";
        Yearly = "yearly", "年考核", "Yearly appraisal";
    }
}

impl Kind {
    /// The kind of a period.
    pub fn of(period: Period) -> Self {
        match period {
            Period::Week(..) => Self::Weekly,
            Period::Month(..) => Self::Monthly,
            Period::Quarter(..) => Self::Quarterly,
            Period::Year(_) => Self::Yearly,
        }
    }

    /// The latest period of this kind that ended before a day.
    pub fn latest_before(self, day: NaiveDate) -> Period {
        match self {
            Self::Weekly => Period::week_of(day),
            Self::Monthly => Period::month_of(day),
            Self::Quarterly => Period::quarter_of(day),
            Self::Yearly => Period::Year(day.year()),
        }
        .before()
    }
}

/// Shares with a verdict, each by its name and once.
fn judged(sections: &[SectionView]) -> Vec<(&str, &str, &Figure)> {
    let headlines = sections.iter().flat_map(|section| &section.headlines);
    let of_headlines =
        headlines.map(|one| (one.name_zh.as_str(), one.name_en.as_str(), &one.figure));
    let whole = sections
        .iter()
        .filter(|section| section.code == "indicators");
    let rows = whole
        .flat_map(|section| &section.tables)
        .flat_map(|table| &table.rows);
    let of_rows = rows.filter_map(|row| {
        let before = |name: &'_ str| name.find(" · ").unwrap_or(name.len());
        let zh = row.name_zh.get(..before(&row.name_zh))?;
        let en = row.name_en.get(..before(&row.name_en))?;
        Some((zh, en, row.cells.first()?))
    });
    let is_judged = |figure: &Figure| figure.verdict.is_some() && figure.rate.is_some();
    let mut seen = HashSet::new();
    of_headlines
        .chain(of_rows)
        .filter(|(zh, _, figure)| is_judged(figure) && seen.insert(*zh))
        .collect()
}

/// What the verdicts say, in Chinese and English: what is reached, what is not, what is not proven and how many more would
/// decide it. No adjectives.
pub fn findings(sections: &[SectionView]) -> (String, String) {
    let all = judged(sections);
    let (mut zh, mut en) = (vec![], vec![]);
    for (verdict, said_zh, said_en) in [
        ("reached", "已达标", "reached"),
        ("not_reached", "未达标", "not reached"),
    ] {
        let found = all
            .iter()
            .filter(|(_, _, figure)| figure.verdict.as_deref() == Some(verdict));
        let (names_zh, names_en): (Vec<&str>, Vec<&str>) =
            found.map(|(zh, en, _)| (*zh, *en)).unzip();
        if !names_zh.is_empty() {
            zh.push(format!("{}{said_zh}", names_zh.join("、")));
            en.push(format!("{} {said_en}", names_en.join(", ")));
        }
    }
    for (name_zh, name_en, figure) in all {
        if figure.verdict.as_deref() != Some("not_proven") {
            continue;
        }
        zh.push(
            figure
                .more_needed
                .map_or(format!("{name_zh}尚未证明"), |more| {
                    format!("{name_zh}尚未证明，约再要 {more} 个才能下结论")
                }),
        );
        en.push(
            figure
                .more_needed
                .map_or(format!("{name_en} not proven"), |more| {
                    format!("{name_en} not proven, about {more} more would decide")
                }),
        );
    }
    if zh.is_empty() {
        return (String::new(), String::new());
    }
    (
        format!("{}。", zh.join("；")),
        format!("{}.", en.join("; ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rates::Rate;

    #[test]
    fn the_latest_period_of_a_kind_ended_before_the_day() {
        let named = |day: &str| {
            let day = day.parse().unwrap_or_default();
            Kind::ALL
                .iter()
                .map(|kind| kind.latest_before(day).to_string())
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(named("2026-11-01"), "2026-W43 2026-10 2026-Q3 2025");
        assert_eq!(named("2027-01-04"), "2026-W53 2026-12 2026-Q4 2026");
    }

    #[test]
    fn verdicts_make_sentences_without_adjectives() {
        let judged = |verdict: &str, more| Figure {
            verdict: Some(verdict.to_owned()),
            more_needed: more,
            ..Figure::rate(Rate::of_counts(40, 100), ("", ""))
        };
        let section = SectionView::new("ads", ("广告", "Ads"))
            .headline("a", ("占比", "Share"), judged("reached", None))
            .headline("b", ("完好率", "In order"), judged("not_proven", Some(640)))
            .headline("c", ("检查", "Inspections"), Figure::count(3));
        assert_eq!(
            findings(&[section]),
            (
                "占比已达标；完好率尚未证明，约再要 640 个才能下结论。".to_owned(),
                "Share reached; In order not proven, about 640 more would decide.".to_owned()
            )
        );
        assert_eq!(findings(&[]), (String::new(), String::new()));
    }
}
