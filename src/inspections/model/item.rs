//! Check items: what is asked, and what an answer earns.

use crate::platform::num;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A hundred points in hundredths: what the weights of a kind of site sum to.
pub const WHOLE: i64 = 10_000;

/// How an item is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// In order: all; not in order: nothing.
    YesNo,
    /// At least so many: all; fewer: nothing, or a penalty for each that is missing.
    CountMinimum,
    /// So many in order of those seen: in proportion to the wanted share, at most all.
    Sample,
    /// Not a single one found: all; else nothing.
    NoOccurrence,
    /// A penalty for each one found, until nothing is left.
    PenaltyEach,
}

impl ItemKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::YesNo,
        Self::CountMinimum,
        Self::Sample,
        Self::NoOccurrence,
        Self::PenaltyEach,
    ];

    /// The word on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::YesNo => "yes_no",
            Self::CountMinimum => "count_minimum",
            Self::Sample => "sample",
            Self::NoOccurrence => "no_occurrence",
            Self::PenaltyEach => "penalty_each",
        }
    }

    /// Reads the word on the wire.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One check item of a kind of site. Points are hundredths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Stable code.
    pub code: String,
    /// How it is judged.
    pub kind: ItemKind,
    /// What is asked, in Chinese.
    pub text_zh: String,
    /// What is asked, in English.
    pub text_en: String,
    /// What it is worth, in hundredths of a point.
    pub weight: i64,
    /// How bad a failure is, 1 to 3.
    pub fail_severity: i64,
    /// Whether a failure makes the score of the whole site 0 (一票否决).
    pub is_veto: bool,
    /// Whether it may be found not applicable, and so leave the denominator.
    pub may_be_not_applicable: bool,
    /// Whether a failure needs a photo.
    pub needs_photo: bool,
    /// How many there must be, for `count_minimum`.
    pub minimum: Option<i64>,
    /// The share in order that earns all, in percent, for `sample`.
    pub wanted_percent: Option<i64>,
    /// What each missing or found one costs, in hundredths of a point.
    pub penalty: Option<i64>,
    /// What is counted, in Chinese.
    pub counted_zh: Option<String>,
    /// What is counted, in English.
    pub counted_en: Option<String>,
    /// Behaviour under which a failure becomes a case.
    pub category: Option<String>,
    /// Requirement it measures.
    pub indicator_code: Option<String>,
}

/// What an inspector found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// In order.
    Pass,
    /// Not in order.
    Fail,
    /// Not to be found at this site.
    NotApplicable,
    /// So many.
    Count(i64),
    /// So many in order of those seen; at least one was seen.
    Sample {
        /// In order.
        good: i64,
        /// Seen.
        seen: i64,
    },
}

impl Item {
    /// Whether the finding is an answer to this item.
    pub fn takes(&self, finding: Finding) -> bool {
        match finding {
            Finding::NotApplicable => self.may_be_not_applicable,
            Finding::Pass | Finding::Fail => self.kind == ItemKind::YesNo,
            Finding::Sample { .. } => self.kind == ItemKind::Sample,
            Finding::Count(_) => !matches!(self.kind, ItemKind::YesNo | ItemKind::Sample),
        }
    }

    /// What the finding earns, in hundredths of a point, from 0 to the weight; none when the item does not apply.
    /// Shares are rounded half up once, here.
    pub fn earned(&self, finding: Finding) -> Option<i64> {
        let all_or_nothing = |is_met: bool| if is_met { self.weight } else { 0 };
        Some(match finding {
            Finding::NotApplicable => return None,
            Finding::Pass => self.weight,
            Finding::Fail => 0,
            Finding::Count(count) => match self.kind {
                ItemKind::PenaltyEach => self.less(count),
                ItemKind::NoOccurrence => all_or_nothing(count == 0),
                _ => {
                    let missing = self.minimum.unwrap_or(1).saturating_sub(count).max(0);
                    match self.penalty {
                        Some(_) => self.less(missing),
                        None => all_or_nothing(missing == 0),
                    }
                }
            },
            Finding::Sample { good, seen } => {
                let wanted = self.wanted_percent.unwrap_or(100).max(1);
                let share = i128::from(self.weight) * i128::from(good) * 100;
                let of = i128::from(seen.max(1)) * i128::from(wanted);
                i64::try_from(half_up(share, of)).map_or(self.weight, |it| it.min(self.weight))
            }
        })
    }

    /// Whether points were lost.
    pub fn is_failed(&self, finding: Finding) -> bool {
        self.earned(finding)
            .is_some_and(|earned| earned < self.weight)
    }

    /// The weight without a penalty for each of `times`, not below 0.
    fn less(&self, times: i64) -> i64 {
        let cost = self.penalty.unwrap_or(self.weight).saturating_mul(times);
        self.weight.saturating_sub(cost).max(0)
    }

    /// How it scores, in plain words, in Chinese and English.
    pub fn formula(&self) -> (String, String) {
        let points = |hundredths: i64| {
            let text = format!("{:.2}", num::from_i64(hundredths) / 100.0);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        let (weight, penalty) = (points(self.weight), points(self.penalty.unwrap_or(0)));
        match self.kind {
            ItemKind::YesNo => (
                format!("合格得 {weight} 分，不合格不得分"),
                format!("{weight} points when in order, else none"),
            ),
            ItemKind::NoOccurrence => (
                format!("一处也没有得 {weight} 分，发现一处即不得分"),
                format!("{weight} points when there is none, else none"),
            ),
            ItemKind::PenaltyEach => (
                format!("{weight} 分，每发现一处扣 {penalty} 分，扣完为止"),
                format!("{weight} points, less {penalty} for each one found, not below 0"),
            ),
            ItemKind::Sample => {
                let wanted = self.wanted_percent.unwrap_or(100);
                (
                    format!("{weight} 分 × 完好比例 ÷ {wanted}%，最多 {weight} 分"),
                    format!("{weight} points × share in order ÷ {wanted} %, at most {weight}"),
                )
            }
            ItemKind::CountMinimum => {
                let minimum = self.minimum.unwrap_or(1);
                let (zh, en) = match self.penalty {
                    Some(_) => (
                        format!("每少一个扣 {penalty} 分"),
                        format!("{penalty} less for each one missing"),
                    ),
                    None => ("不足不得分".to_owned(), "else none".to_owned()),
                };
                (
                    format!("不少于 {minimum} 个得 {weight} 分，{zh}"),
                    format!("{weight} points for {minimum} or more, {en}"),
                )
            }
        }
    }
}

/// `part ÷ of`, rounded half up; both at least 0, `of` above 0.
pub(super) fn half_up(part: i128, of: i128) -> i128 {
    (2 * part + of).div_euclid(2 * of.max(1))
}

/// A kind of site with its items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RubricType {
    /// Stable code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Group of kinds.
    pub group: String,
    /// Its items, in order; their weights sum to [`WHOLE`].
    pub items: Vec<Item>,
}

/// A rubric: what is checked where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rubric {
    /// Kinds of sites.
    pub types: Vec<RubricType>,
}

impl Rubric {
    /// The kind of site with a code.
    pub fn site_type(&self, code: &str) -> Option<&RubricType> {
        self.types.iter().find(|one| one.code == code)
    }

    /// Every item with its kind of site.
    pub fn items(&self) -> impl Iterator<Item = (&RubricType, &Item)> {
        let of_type = |one| RubricType::with_items(one);
        self.types.iter().flat_map(of_type)
    }
}

impl RubricType {
    /// What its items weigh together, in hundredths of a point.
    pub fn weight(&self) -> i64 {
        self.items.iter().map(|item| item.weight).sum()
    }

    fn with_items(&self) -> impl Iterator<Item = (&Self, &Item)> {
        self.items.iter().map(move |item| (self, item))
    }
}
