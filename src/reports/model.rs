//! The kinds of reports, and the sentences that verdicts make. Pure.

use crate::indicators::Period;
use crate::platform::words::words;
use crate::sections::{Figure, SectionView};

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
}

/// A number with a verdict, by name.
struct Judged<'a> {
    zh: &'a str,
    en: &'a str,
    figure: &'a Figure,
}

/// Every number that is judged.
fn judged(sections: &[SectionView]) -> Vec<Judged<'_>> {
    let headlines = sections.iter().flat_map(|section| &section.headlines);
    let of_headlines = headlines.map(|one| Judged {
        zh: &one.name_zh,
        en: &one.name_en,
        figure: &one.figure,
    });
    let whole = sections
        .iter()
        .filter(|section| section.code == "indicators");
    let rows = whole
        .flat_map(|section| &section.tables)
        .flat_map(|table| &table.rows);
    let of_rows = rows.filter_map(|row| {
        Some(Judged {
            zh: &row.name_zh,
            en: &row.name_en,
            figure: row.cells.first()?,
        })
    });
    of_headlines
        .chain(of_rows)
        .filter(|one| one.figure.verdict.is_some())
        .collect()
}

/// What the verdicts say, in Chinese and English: what is reached, what is not, what is not proven and how many more would
/// decide it. No adjectives.
pub fn findings(sections: &[SectionView]) -> (String, String) {
    let all = judged(sections);
    let with = |verdict: &str| -> Vec<&Judged<'_>> {
        let is_so = |one: &&Judged<'_>| one.figure.verdict.as_deref() == Some(verdict);
        all.iter().filter(is_so).collect()
    };
    let (mut zh, mut en) = (vec![], vec![]);
    for (verdict, said_zh, said_en) in [
        ("reached", "已达标", "reached"),
        ("not_reached", "未达标", "not reached"),
    ] {
        let found = with(verdict);
        if found.is_empty() {
            continue;
        }
        let names_zh: Vec<&str> = found.iter().map(|one| one.zh).collect();
        let names_en: Vec<&str> = found.iter().map(|one| one.en).collect();
        zh.push(format!("{}{said_zh}", names_zh.join("、")));
        en.push(format!("{} {said_en}", names_en.join(", ")));
    }
    for one in with("not_proven") {
        let more = one.figure.more_needed;
        zh.push(more.map_or(format!("{}尚未证明", one.zh), |more| {
            format!("{}尚未证明，约再要 {more} 个才能下结论", one.zh)
        }));
        en.push(more.map_or(format!("{} not proven", one.en), |more| {
            format!("{} not proven, about {more} more would decide", one.en)
        }));
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

    #[test]
    fn verdicts_make_sentences_without_adjectives() {
        let judged = |verdict: &str, more| Figure {
            verdict: Some(verdict.to_owned()),
            more_needed: more,
            ..Figure::nothing()
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
