//! What stands in a section: headlines, tables, and what was left out. Kept in frozen reports as it is written here.

use super::map::MapView;
use crate::areas::Area;
use crate::platform::clock::UtcMillis;
use crate::platform::num;
use crate::platform::words::words;
use crate::rates::{
    Change, Comparator, Rate, RateView, Reliability, Target, VerdictView, change_code,
    newcombe_difference,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

words! {
    /// Whether there is a number.
    State {
        Figure = "figure", "有数", "figure";
        TooSmall = "too_small", "样本不足", "sample too small";
        Withheld = "withheld", "为保护个人不显示", "withheld to protect persons";
        Nothing = "nothing", "没有数据", "no data";
    }
}

/// What one capability tells of a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SectionView {
    /// Its word.
    #[schema(example = "incidents")]
    pub code: String,
    /// Name in Chinese.
    pub title_zh: String,
    /// Name in English.
    pub title_en: String,
    /// The numbers that stand first.
    pub headlines: Vec<Headline>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Where it was, as a drawing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<MapView>,
    /// What its figures leave out.
    pub excluded: Vec<Exclusion>,
}

impl SectionView {
    /// An empty section.
    pub fn new(code: &str, (zh, en): (&str, &str)) -> Self {
        Self {
            code: code.to_owned(),
            title_zh: zh.to_owned(),
            title_en: en.to_owned(),
            headlines: vec![],
            tables: vec![],
            map: None,
            excluded: vec![],
        }
    }

    /// Adds a number that stands first.
    #[must_use]
    pub fn headline(mut self, code: &str, (zh, en): (&str, &str), figure: Figure) -> Self {
        self.headlines.push(Headline {
            code: code.to_owned(),
            name_zh: zh.to_owned(),
            name_en: en.to_owned(),
            figure,
        });
        self
    }

    /// Adds a table if it has rows.
    #[must_use]
    pub fn table(mut self, table: Table) -> Self {
        if !table.rows.is_empty() {
            self.tables.push(table);
        }
        self
    }
}

/// A number with its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SectionHeadline)]
pub struct Headline {
    /// Its word, unique in the section.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// The number.
    pub figure: Figure,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SectionTable)]
pub struct Table {
    /// Its word, unique in the section.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// What its rows are; then one for each cell of a row.
    pub heads: Vec<Head>,
    /// Rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// A table without rows; the first head names what its rows are.
    pub fn new(code: &str, (zh, en): (&str, &str), heads: &[(&str, &str, &str)]) -> Self {
        let head = |(code, zh, en): &(&str, &str, &str)| Head {
            code: (*code).to_owned(),
            name_zh: (*zh).to_owned(),
            name_en: (*en).to_owned(),
        };
        Self {
            code: code.to_owned(),
            name_zh: zh.to_owned(),
            name_en: en.to_owned(),
            heads: heads.iter().map(head).collect(),
            rows: vec![],
        }
    }
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SectionHead)]
pub struct Head {
    /// Its word, unique in the table.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SectionRow)]
pub struct Row {
    /// Its word, unique in the table.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Its numbers, one for each head but the first.
    pub cells: Vec<Figure>,
}

impl Row {
    /// A row by its word and names.
    pub fn new(code: &str, (zh, en): (&str, &str), cells: Vec<Figure>) -> Self {
        Self {
            code: code.to_owned(),
            name_zh: zh.to_owned(),
            name_en: en.to_owned(),
            cells,
        }
    }

    /// The row of an area.
    pub fn of_area(area: &Area, cells: Vec<Figure>) -> Self {
        Self::new(&area.code, (&area.name_zh, &area.name_en), cells)
    }
}

/// A number of a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SectionFigure)]
pub struct Figure {
    /// `figure`, `too_small` (样本不足: then say so in place of the share), `withheld` or `nothing`.
    #[schema(example = "figure")]
    pub state: String,
    /// A count or points; absent for shares.
    pub amount: Option<f64>,
    /// Lower end of the interval of points that were estimated, at 95 %.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// A share.
    pub rate: Option<RateView>,
    /// The amount, or the share, of the period before.
    pub before: Option<f64>,
    /// Against the period before: `rose`, `fell` or `no_change_shown`; of several at once by Holm.
    pub change: Option<String>,
    /// What is wanted of a share.
    pub wanted: Option<Wanted>,
    /// `reached`, `not_reached` or `not_proven`.
    pub verdict: Option<String>,
    /// For `not_proven`: how many more would decide.
    pub more_needed: Option<u64>,
    /// Path of the API that lists its records.
    pub link: Option<String>,
}

/// What is wanted of a share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SectionTarget)]
pub struct Wanted {
    /// `at_least` or `at_most`.
    pub comparator: String,
    /// The wanted share, 0–1, or number.
    pub value: f64,
    /// What it is judged at: a target of 100 % at 99 %, one of 0 % at 1 %.
    pub judged_at: f64,
}

impl Figure {
    fn of(state: State) -> Self {
        Self {
            state: state.code().to_owned(),
            amount: None,
            low: None,
            high: None,
            rate: None,
            before: None,
            change: None,
            wanted: None,
            verdict: None,
            more_needed: None,
            link: None,
        }
    }

    /// Nothing was observed.
    pub fn nothing() -> Self {
        Self::of(State::Nothing)
    }

    /// There is a number that could point at persons.
    pub fn withheld() -> Self {
        Self::of(State::Withheld)
    }

    /// A count.
    pub fn count(count: u64) -> Self {
        Self::amount(num::from_u64(count))
    }

    /// Points or hours.
    pub fn amount(amount: f64) -> Self {
        Self {
            amount: Some(amount),
            ..Self::of(State::Figure)
        }
    }

    /// A share; nothing without anything to divide by.
    pub fn rate(rate: Option<Rate>, (zh, en): (&str, &str)) -> Self {
        let view = rate.map(|rate| RateView::of(rate, zh.to_owned(), en.to_owned()));
        Self::view(view)
    }

    /// A share as another page shows it.
    pub fn view(rate: Option<RateView>) -> Self {
        let state = match rate.as_ref().map(|rate| rate.reliability.as_ref()) {
            None => State::Nothing,
            Some("ok") => State::Figure,
            Some(_) => State::TooSmall,
        };
        Self {
            rate,
            ..Self::of(state)
        }
    }

    /// A share judged by what is wanted.
    pub fn judged(rate: Option<Rate>, formula: (&str, &str), target: Target) -> Self {
        let verdict = rate
            .filter(|rate| rate.reliability == Reliability::Ok)
            .map(|rate| VerdictView::of(&rate, target));
        let wanted = Wanted {
            comparator: match target.comparator {
                Comparator::AtLeast => "at_least".to_owned(),
                Comparator::AtMost => "at_most".to_owned(),
            },
            value: target.share,
            judged_at: target.judged_at(),
        };
        Self {
            wanted: Some(wanted),
            verdict: verdict.map(|verdict| verdict.verdict.to_owned()),
            more_needed: verdict.and_then(|verdict| verdict.more_needed),
            ..Self::rate(rate, formula)
        }
    }

    /// The same with the count of the period before.
    #[must_use]
    pub fn after(self, before: u64, change: Change) -> Self {
        Self {
            before: Some(num::from_u64(before)),
            change: Some(change_code(change).to_owned()),
            ..self
        }
    }

    /// A share beside that of the period before; compared where both stand on enough.
    #[must_use]
    pub fn beside(self, now: Option<Rate>, before: Option<Rate>) -> Self {
        let is_sound = |rate: &Rate| rate.reliability == Reliability::Ok;
        let pair = now.filter(is_sound).zip(before.filter(is_sound));
        let Some((now, before)) = pair else {
            return self;
        };
        let change = newcombe_difference(
            before.estimate,
            before.n_effective,
            now.estimate,
            now.n_effective,
        );
        Self {
            before: Some(before.estimate),
            change: Some(change_code(change.change()).to_owned()),
            ..self
        }
    }

    /// The same with an interval.
    #[must_use]
    pub fn within(self, interval: Option<(f64, f64)>) -> Self {
        Self {
            low: interval.map(|(low, _)| low),
            high: interval.map(|(_, high)| high),
            ..self
        }
    }

    /// The same with the list that holds its records.
    #[must_use]
    pub fn linked(self, link: impl Into<String>) -> Self {
        Self {
            link: Some(link.into()),
            ..self
        }
    }
}

/// Something that figures leave out, with who decided and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SectionExclusion)]
pub struct Exclusion {
    /// What is left out, in Chinese.
    pub what_zh: String,
    /// The same in English.
    pub what_en: String,
    /// How many.
    pub count: u64,
    /// Why, in Chinese; a person's reason as it was written.
    pub reason_zh: String,
    /// Why, in English; a person's reason as it was written.
    pub reason_en: String,
    /// Who decided; nobody when a rule did.
    pub by_name: Option<String>,
    /// When.
    pub at: Option<UtcMillis>,
    /// Path of the API that lists it.
    pub link: Option<String>,
}

impl Exclusion {
    /// What a rule leaves out.
    pub fn by_rule((zh, en): (&str, &str), count: u64, (why_zh, why_en): (&str, &str)) -> Self {
        Self {
            what_zh: zh.to_owned(),
            what_en: en.to_owned(),
            count,
            reason_zh: why_zh.to_owned(),
            reason_en: why_en.to_owned(),
            by_name: None,
            at: None,
            link: None,
        }
    }

    /// One thing that a person left out, in the person's words.
    pub fn by_person(
        (zh, en): (&str, &str),
        reason: &str,
        (name, at): (Option<String>, UtcMillis),
    ) -> Self {
        Self {
            by_name: name,
            at: Some(at),
            ..Self::by_rule((zh, en), 1, (reason, reason))
        }
    }

    /// The same with the list that holds it.
    #[must_use]
    pub fn linked(self, link: impl Into<String>) -> Self {
        Self {
            link: Some(link.into()),
            ..self
        }
    }
}
