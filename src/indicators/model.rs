//! What the responsibility table says, in types that cannot be wrong. Pure.

mod period;
mod step;
mod table;

pub use period::Period;
pub use step::{Action, Refusal, State, next, open};
pub use table::{LEAF, SHAPE, read};

use crate::platform::words::words;

words! {
    /// Where the content of a cell comes from.
    CellSource {
        Stated = "stated", "表中写明", "stated in the table";
        Inherited = "inherited", "沿用上一行", "taken from the row above";
        Absent = "absent", "表中没有", "absent from the table";
    }
}

words! {
    /// How often evidence of a requirement is due.
    Cadence {
        Month = "month", "每月", "each month";
        Quarter = "quarter", "每季", "each quarter";
        Year = "year", "每年", "each year";
    }
}

impl Cadence {
    /// The shortest interval that the table's words name.
    /// Assumption: where they name none, a quarter, as results are circulated by quarters.
    pub fn of(frequency: &str) -> Self {
        let named = |words: &[&str]| words.iter().any(|word| frequency.contains(word));
        if named(&["week", "month", "周", "月"]) {
            Self::Month
        } else if !named(&["quarter", "季"]) && named(&["year", "年"]) {
            Self::Year
        } else {
            Self::Quarter
        }
    }

    /// The periods of a year in which evidence is due.
    pub fn periods(self, year: i32) -> Vec<Period> {
        match self {
            Self::Year => vec![Period::Year(year)],
            Self::Quarter => (1..=4)
                .map(|quarter| Period::Quarter(year, quarter))
                .collect(),
            Self::Month => (1..=12).map(|month| Period::Month(year, month)).collect(),
        }
    }
}

words! {
    /// What is odd about a row of the table. It is kept as it stands and told.
    Oddity {
        RepeatedNumber = "repeated_number", "编号重复，另加后缀保留", "its number stands twice; kept with a suffix";
        SkippedNumber = "skipped_number", "前面缺号", "a number before it is missing";
        SameTitle = "same_title", "和同级另一行同名", "another row of its level has the same name";
        TwoParents = "two_parents", "同一编号在两个上级之下", "the same number stands under two parents";
        InheritedMethod = "inherited_method", "考核方式沿用上一行", "its method is taken from the row above";
        InheritedUnits = "inherited_units", "责任单位沿用上一行", "its units are taken from the row above";
        NoMethod = "no_method", "没有写考核方式", "no method is named";
        NoUnits = "no_units", "没有写责任单位", "no unit is named";
    }
}

words! {
    /// Which side of a wanted number is good.
    Side {
        AtLeast = "at_least", "不低于", "at least";
        AtMost = "at_most", "不高于", "at most";
    }
}

words! {
    /// What a wanted number counts.
    Unit {
        Percent = "percent", "百分比", "percent";
        Count = "count", "数量", "count";
    }
}

/// Words that stand in one column, separated by `;`.
pub fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '；'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::Cadence::{self, Month, Quarter, Year};

    #[test]
    fn the_shortest_interval_that_is_named_counts() {
        let cadences = [
            "yearly",
            "monthly; yearly appraisal",
            "weekly on Monday; each school term",
            "quarterly",
            "",
            "每年",
            "每季度",
            "regular renewal",
        ]
        .map(Cadence::of);
        assert_eq!(
            cadences,
            [Year, Month, Month, Quarter, Quarter, Year, Quarter, Quarter]
        );
        assert_eq!(Cadence::Month.periods(2026).len(), 12);
    }
}
