//! The words of the field: 45 behaviours in groups, ten outcomes. Data, not code; a retired word stays readable.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;
use utoipa::ToSchema;

const CATEGORIES: &str = include_str!("../../demo/vocabulary/behaviour_categories.csv");
const SHORT_NAMES: &str = include_str!("../../demo/vocabulary/behaviour_short_names.csv");
const GROUPS: &str = include_str!("../../demo/vocabulary/behaviour_groups.csv");
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
}

/// What a behaviour is called on a small tile; `|` is where the name may break.
#[derive(Clone, Debug, Deserialize)]
pub struct ShortName {
    /// Code of the behaviour.
    pub code: String,
    /// At most two lines of Chinese.
    pub short_zh: String,
    /// At most two lines of about eleven letters.
    pub short_en: String,
}

/// A group of behaviours.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Group {
    /// Stable code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Word on a chip, Chinese.
    pub short_zh: String,
    /// Word on a chip, English.
    pub short_en: String,
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
    short_names: HashMap<String, ShortName>,
    category_at: HashMap<String, usize>,
    outcome_at: HashMap<String, usize>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let categories: Vec<Category> = rows(CATEGORIES);
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
    let short_names = rows::<ShortName>(SHORT_NAMES)
        .into_iter()
        .map(|row| (row.code.clone(), row))
        .collect();
    Vocabulary {
        categories,
        groups: rows(GROUPS),
        outcomes,
        short_names,
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

    /// The name of a behaviour on a small tile.
    pub fn short_name(&self, code: &str) -> Option<&ShortName> {
        self.short_names.get(code)
    }

    /// An outcome by code.
    pub fn outcome(&self, code: &str) -> Option<&OutcomeWord> {
        self.outcomes.get(*self.outcome_at.get(code)?)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "tests")]
    use super::*;

    #[test]
    fn all_45_behaviours_and_10_outcomes_are_there() {
        let words = Vocabulary::get();
        assert_eq!((words.categories.len(), words.outcomes.len()), (45, 10));
        assert!(
            words
                .categories
                .iter()
                .all(|row| (1..=3).contains(&row.severity) && !row.name_zh.is_empty())
        );
        assert_eq!(words.category("littering").map(|row| row.severity), Some(1));
        assert!(words.category("no_such_thing").is_none());
    }

    #[test]
    fn every_behaviour_has_a_short_name_of_two_lines_and_a_group() {
        let words = Vocabulary::get();
        for category in &words.categories {
            let short = words.short_name(&category.code).expect("a short name");
            assert!(
                short.short_zh.split('|').count() <= 2
                    && short.short_en.split('|').all(|line| line.len() <= 11)
            );
            assert!(
                words
                    .groups
                    .iter()
                    .any(|group| group.code == category.group)
            );
        }
    }
}
