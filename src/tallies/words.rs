//! What is observed, in words, and which share is wanted. Data, not code.

use crate::rates::{Comparator, Target};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;
use utoipa::ToSchema;

const OBSERVATIONS: &str = include_str!("../../demo/vocabulary/observation_types.csv");
const WORDS: &str = include_str!("../../demo/vocabulary/observation_words.csv");
const FAMILIES: &str = include_str!("../../demo/vocabulary/observation_families.csv");
const WEATHERS: &str = include_str!("../../demo/vocabulary/weather.csv");
const TARGETS: &str = include_str!("../../demo/vocabulary/targets.csv");

/// Counted as a census of ad sites, never as a tally.
const NOT_A_TALLY: &str = "public_ad_count";

/// A code with its names.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Named {
    /// Stable code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
}

/// A wanted share, as a document says it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct WantedShare {
    /// The share, 0–1.
    pub share: f64,
    /// The share it is judged at: 100 % at 99 %, 0 % at 1 %.
    pub judged_at: f64,
    /// `at_least` or `at_most`.
    pub comparator: &'static str,
}

/// Something that is observed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Observation {
    /// Stable code.
    #[schema(example = "bus_yield")]
    pub code: String,
    /// Observations of one family are counted on one screen.
    #[schema(example = "yielding")]
    pub family: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Short name in Chinese.
    pub short_zh: String,
    /// Short name in English.
    pub short_en: String,
    /// The word on the pad of those who did right, in Chinese.
    pub yes_zh: String,
    /// The same in English.
    pub yes_en: String,
    /// The word on the other pad, in Chinese.
    pub no_zh: String,
    /// The same in English.
    pub no_en: String,
    /// Name of the rate in Chinese.
    pub rate_zh: String,
    /// Name of the rate in English.
    pub rate_en: String,
    /// What is counted, in Chinese.
    pub unit_zh: String,
    /// The same in English.
    pub unit_en: String,
    /// The rate's definition in Chinese.
    pub formula_zh: String,
    /// The rate's definition in English.
    pub formula_en: String,
    /// Kind of place where it is observed.
    pub place: String,
    /// The share that is wanted, if a document wants one.
    pub target: Option<WantedShare>,
}

/// All words of tallies.
#[derive(Debug)]
pub struct Words {
    /// Observations in the order of the list.
    pub observations: Vec<Observation>,
    /// Families in the order of the list.
    pub families: Vec<Named>,
    /// Kinds of weather.
    pub weathers: Vec<Named>,
    targets: HashMap<String, Target>,
}

#[derive(Deserialize)]
struct ObservationRow {
    code: String,
    name_zh: String,
    name_en: String,
    numerator_label_zh: String,
    numerator_label_en: String,
    denominator_label_zh: String,
    denominator_label_en: String,
    target_code: String,
    place: String,
}

#[derive(Deserialize)]
struct WordsRow {
    code: String,
    family: String,
    short_zh: String,
    short_en: String,
    yes_zh: String,
    yes_en: String,
    no_zh: String,
    no_en: String,
    rate_zh: String,
    rate_en: String,
    unit_zh: String,
    unit_en: String,
}

#[derive(Deserialize)]
struct TargetRow {
    code: String,
    comparator: String,
    value: f64,
    unit: String,
}

static ALL: LazyLock<Words> = LazyLock::new(Words::read);

fn rows<T: serde::de::DeserializeOwned>(text: &str) -> Vec<T> {
    // A row that does not parse would be missing; the test below counts them.
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .filter_map(Result::ok)
        .collect()
}

impl Words {
    /// The words of this installation.
    pub fn get() -> &'static Self {
        &ALL
    }

    /// An observation by code.
    pub fn observation(&self, code: &str) -> Option<&Observation> {
        self.observations.iter().find(|word| word.code == code)
    }

    /// The share wanted of an observation.
    pub fn target_of(&self, observation: &str) -> Option<Target> {
        self.targets.get(observation).copied()
    }

    /// Whether there is such weather.
    pub fn knows_weather(&self, code: &str) -> bool {
        self.weathers.iter().any(|word| word.code == code)
    }

    fn read() -> Self {
        let wanted: HashMap<String, Target> = rows::<TargetRow>(TARGETS)
            .into_iter()
            .filter_map(|row| Some((row.code.clone(), target(&row)?)))
            .collect();
        let words: Vec<WordsRow> = rows(WORDS);
        let mut targets = HashMap::new();
        let mut observations = vec![];
        for row in rows::<ObservationRow>(OBSERVATIONS) {
            let Some(word) = words.iter().find(|word| word.code == row.code) else {
                continue;
            };
            let target = wanted.get(&row.target_code).copied();
            if row.code != NOT_A_TALLY {
                targets.extend(target.map(|target| (row.code.clone(), target)));
                observations.push(observation(row, word, target));
            }
        }
        Self {
            observations,
            families: rows(FAMILIES),
            weathers: rows(WEATHERS),
            targets,
        }
    }
}

fn target(row: &TargetRow) -> Option<Target> {
    let comparator = match row.comparator.as_str() {
        ">=" => Comparator::AtLeast,
        "<=" => Comparator::AtMost,
        _ => return None,
    };
    (row.unit == "%").then(|| Target {
        comparator,
        share: row.value / 100.0,
    })
}

fn observation(row: ObservationRow, word: &WordsRow, target: Option<Target>) -> Observation {
    let wanted = target.map(|target| WantedShare {
        share: target.share,
        judged_at: target.judged_at(),
        comparator: match target.comparator {
            Comparator::AtLeast => "at_least",
            Comparator::AtMost => "at_most",
        },
    });
    Observation {
        formula_zh: format!(
            "{} = {} ÷ {}",
            word.rate_zh, row.numerator_label_zh, row.denominator_label_zh
        ),
        formula_en: format!(
            "{} = {} ÷ {}",
            word.rate_en, row.numerator_label_en, row.denominator_label_en
        ),
        code: row.code,
        family: word.family.clone(),
        name_zh: row.name_zh,
        name_en: row.name_en,
        short_zh: word.short_zh.clone(),
        short_en: word.short_en.clone(),
        yes_zh: word.yes_zh.clone(),
        yes_en: word.yes_en.clone(),
        no_zh: word.no_zh.clone(),
        no_en: word.no_en.clone(),
        rate_zh: word.rate_zh.clone(),
        rate_en: word.rate_en.clone(),
        unit_zh: word.unit_zh.clone(),
        unit_en: word.unit_en.clone(),
        place: row.place,
        target: wanted,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn eleven_observations_have_words_and_seven_have_targets() {
        let words = Words::get();
        assert_eq!(words.observations.len(), 11);
        assert!(words.observation(NOT_A_TALLY).is_none());
        let share = |code: &str| words.target_of(code).map(|target| target.share);
        assert_eq!(share("bus_yield"), Some(1.0));
        assert_eq!(share("taxi_yield"), Some(0.9));
        assert_eq!(share("other_yield"), Some(0.7));
        assert_eq!(share("motor_compliance"), Some(0.9));
        assert_eq!(share("nonmotor_compliance"), Some(0.8));
        assert_eq!(share("pedestrian_compliance"), Some(0.8));
        assert_eq!(share("smoke_free"), Some(1.0));
        assert_eq!(share("helmet_wearing"), None);
        for word in &words.observations {
            assert!(
                words
                    .families
                    .iter()
                    .any(|family| family.code == word.family)
            );
            assert!(word.formula_zh.contains(" ÷ "), "{}", word.code);
        }
        let bus = words.observation("bus_yield").unwrap();
        assert!((bus.target.unwrap().judged_at - 0.99).abs() < 1e-12);
        assert!(words.knows_weather("light_rain") && !words.knows_weather("hail"));
    }
}
