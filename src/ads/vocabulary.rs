//! The words of ads: where they hang, what they are about, what may be wrong with them. Data, not code.

use serde::Deserialize;
use serde_json::json;
use std::sync::LazyLock;

const PLACEMENTS: &str = include_str!("../../demo/vocabulary/ad_placements.csv");
const THEMES: &str = include_str!("../../demo/vocabulary/ad_themes.csv");
const CONDITIONS: &str = include_str!("../../demo/vocabulary/ad_conditions.csv");

/// The theme that is no public service; it counts in the denominator of the ad share only.
pub const COMMERCIAL: &str = "commercial";
/// The condition of an ad that is not there any more: it has no face to count.
pub const MISSING: &str = "missing";
/// The condition of a public-service ad that a commercial one has replaced.
pub const TURNED_COMMERCIAL: &str = "turned_commercial";

/// A kind of place that carries ads.
#[derive(Clone, Debug, Deserialize)]
pub struct Placement {
    /// Stable code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Group of kinds.
    pub group: String,
    /// 1 when an inspector can photograph it where it stands.
    pub can_be_photographed_on_site: u8,
}

/// What an ad is about.
#[derive(Clone, Debug, Deserialize)]
pub struct Theme {
    /// Stable code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
}

impl Theme {
    /// Whether an ad of this theme is a public service.
    pub fn is_public_service(&self) -> bool {
        self.code != COMMERCIAL
    }
}

/// What an inspector may find.
#[derive(Clone, Debug, Deserialize)]
pub struct Condition {
    /// Stable code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// 1 when it counts for the intact rate; such a condition stands alone.
    pub counts_as_good: u8,
    /// 0 (nothing) to 3 (grave).
    pub severity: u8,
    /// What is usually done about it.
    pub usual_action: String,
}

impl Condition {
    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.counts_as_good == 1
    }
}

/// All words, in the order of their lists.
#[derive(Debug)]
pub struct AdWords {
    /// Kinds of places.
    pub placements: Vec<Placement>,
    /// Themes.
    pub themes: Vec<Theme>,
    /// Conditions.
    pub conditions: Vec<Condition>,
}

static WORDS: LazyLock<AdWords> = LazyLock::new(|| AdWords {
    placements: rows(PLACEMENTS),
    themes: rows(THEMES),
    conditions: rows(CONDITIONS),
});

fn rows<T: serde::de::DeserializeOwned>(text: &str) -> Vec<T> {
    // A row that does not parse would be missing; the test below counts them.
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .filter_map(Result::ok)
        .collect()
}

impl AdWords {
    /// The words of this installation.
    pub fn get() -> &'static Self {
        &WORDS
    }

    /// A kind of place by code.
    pub fn placement(&self, code: &str) -> Option<&Placement> {
        self.placements.iter().find(|word| word.code == code)
    }

    /// A theme by code.
    pub fn theme(&self, code: &str) -> Option<&Theme> {
        self.themes.iter().find(|word| word.code == code)
    }

    /// A condition by code.
    pub fn condition(&self, code: &str) -> Option<&Condition> {
        self.conditions.iter().find(|word| word.code == code)
    }

    /// The members of the offline vocabulary.
    pub fn pack(&self) -> serde_json::Value {
        let placements = self.placements.iter().map(|word| {
            json!({"code": word.code, "name_zh": word.name_zh, "name_en": word.name_en, "group": word.group,
                "can_be_photographed_on_site": word.can_be_photographed_on_site == 1})
        });
        let themes = self.themes.iter().map(|word| {
            json!({"code": word.code, "name_zh": word.name_zh, "name_en": word.name_en,
                "is_public_service": word.is_public_service()})
        });
        let conditions = self.conditions.iter().map(|word| {
            json!({"code": word.code, "name_zh": word.name_zh, "name_en": word.name_en,
                "counts_as_good": word.is_good(), "severity": word.severity, "usual_action": word.usual_action})
        });
        json!({
            "ad_placements": placements.collect::<Vec<_>>(),
            "ad_themes": themes.collect::<Vec<_>>(),
            "ad_conditions": conditions.collect::<Vec<_>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_24_placements_24_themes_and_13_conditions_are_there() {
        let words = AdWords::get();
        let counts = (
            words.placements.len(),
            words.themes.len(),
            words.conditions.len(),
        );
        assert_eq!(counts, (24, 24, 13));
        let commercial = words.themes.iter().filter(|word| !word.is_public_service());
        assert_eq!(commercial.count(), 1);
        let good = words.conditions.iter().filter(|word| word.is_good());
        let good: Vec<&str> = good.map(|word| word.code.as_str()).collect();
        assert_eq!(good, ["intact"]);
        assert!(
            [MISSING, TURNED_COMMERCIAL]
                .iter()
                .all(|code| words.condition(code).is_some())
        );
    }
}
