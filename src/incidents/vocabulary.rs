//! The words of the field: 45 behaviours in groups, ten outcomes. Data, not code; a retired word stays readable.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;
use utoipa::ToSchema;

const CATEGORIES: &str = include_str!("../../demo/vocabulary/behaviour_categories.csv");
const GROUPS: &str = include_str!("../../demo/vocabulary/behaviour_groups.csv");
const SHORT_NAMES: &str = include_str!("../../demo/vocabulary/behaviour_short_names.csv");
const SITE_TYPES: &str = include_str!("../../demo/vocabulary/site_types.csv");
const OUTCOMES: &str = include_str!("../../demo/vocabulary/dissuasion_outcomes.csv");

/// One behaviour.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Category {
    /// Stable code.
    #[schema(example = "illegal_parking_motor")]
    pub code: String,
    /// Group of behaviours.
    pub group: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// 1 (slight) to 3 (grave); the default of a record.
    pub severity: i64,
    /// Who deals with it when words do not help.
    pub handled_by: String,
    /// Name of its drawing.
    pub icon: String,
    /// Name for a tile in Chinese.
    #[serde(default)]
    pub short_zh: String,
    /// Name for a tile in English, at most two lines.
    #[serde(default)]
    pub short_en: String,
    /// Whether it is kept for old records only.
    #[serde(default)]
    pub is_retired: bool,
}

/// A group of behaviours.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Group {
    /// Stable code.
    #[schema(example = "traffic")]
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Short name in Chinese.
    pub short_zh: String,
    /// Short name in English.
    pub short_en: String,
}

/// A kind of site.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SiteType {
    /// Stable code.
    #[schema(example = "market")]
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Group of kinds.
    pub group: String,
}

#[derive(Deserialize)]
struct ShortName {
    code: String,
    short_zh: String,
    short_en: String,
}

/// What came of speaking to somebody.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct OutcomeWord {
    /// Stable code.
    #[schema(example = "corrected")]
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Whether it counts in the numerator of the success rate (1) or not (0).
    pub counts_as_success: u8,
    /// Whether the behaviour ended on the spot (1) or not (0).
    pub corrected: u8,
}

impl OutcomeWord {
    /// Whether the outcome stands in the denominator of the success rate (劝导成功率): somebody was spoken to.
    pub fn counts_as_spoken_to(&self) -> bool {
        !matches!(self.code.as_str(), "left_before" | "no_contact")
    }
}

/// All words, found by code.
#[derive(Debug)]
pub struct Vocabulary {
    /// Behaviours in the order of the list.
    pub categories: Vec<Category>,
    /// Groups of behaviours in the order of the list.
    pub groups: Vec<Group>,
    /// Outcomes in the order of the list.
    pub outcomes: Vec<OutcomeWord>,
    /// Kinds of sites in the order of the list.
    pub site_types: Vec<SiteType>,
    category_at: HashMap<String, usize>,
    outcome_at: HashMap<String, usize>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut categories: Vec<Category> = rows(CATEGORIES);
    let short_names: Vec<ShortName> = rows(SHORT_NAMES);
    for category in &mut categories {
        let short = short_names.iter().find(|short| short.code == category.code);
        (category.short_zh, category.short_en) = match short {
            Some(short) => (short.short_zh.clone(), short.short_en.clone()),
            None => (category.name_zh.clone(), category.name_en.clone()),
        };
    }
    let outcomes: Vec<OutcomeWord> = rows(OUTCOMES);
    let category_at = categories
        .iter()
        .enumerate()
        .map(|(at, row)| (row.code.clone(), at))
        .collect();
    let outcome_at = outcomes
        .iter()
        .enumerate()
        .map(|(at, row)| (row.code.clone(), at))
        .collect();
    Vocabulary {
        categories,
        groups: rows(GROUPS),
        site_types: rows(SITE_TYPES),
        outcomes,
        category_at,
        outcome_at,
    }
});

fn rows<T: serde::de::DeserializeOwned>(text: &str) -> Vec<T> {
    // A row that does not parse would be missing; the test below counts them.
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .filter_map(Result::ok)
        .collect()
}

impl Vocabulary {
    /// The words of this installation.
    pub fn get() -> &'static Self {
        &VOCABULARY
    }

    /// A behaviour by code.
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.get(*self.category_at.get(code)?)
    }

    /// The names of a behaviour in Chinese and English, without the marks where a line may break; the code where there is none.
    pub fn names_of(&self, code: &str) -> (String, String) {
        let unknown = || (code.to_owned(), code.to_owned());
        self.category(code).map_or_else(unknown, |word| {
            (word.name_zh.replace('|', ""), word.name_en.clone())
        })
    }

    /// An outcome by code.
    pub fn outcome(&self, code: &str) -> Option<&OutcomeWord> {
        self.outcomes.get(*self.outcome_at.get(code)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_45_behaviours_and_10_outcomes_are_there() {
        let words = Vocabulary::get();
        assert_eq!((words.categories.len(), words.outcomes.len()), (45, 10));
        assert_eq!(words.site_types.len(), 21);
        assert!(words.categories.iter().all(|row| {
            words.groups.iter().any(|group| group.code == row.group)
                && !row.short_en.is_empty()
                && !row.icon.is_empty()
        }));
        assert!(
            words
                .categories
                .iter()
                .all(|row| (1..=3).contains(&row.severity) && !row.name_zh.is_empty())
        );
        assert_eq!(words.category("littering").map(|row| row.severity), Some(1));
        assert!(words.category("no_such_thing").is_none());
    }
}
