//! The five levels of the tree.

use serde::{Deserialize, Serialize};

/// How high an area stands; a smaller value stands higher. Written in lower case everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 市
    City,
    /// 区、县
    District,
    /// 街道、镇
    Street,
    /// 社区、村
    Community,
    /// 网格
    Grid,
}

impl Level {
    /// All levels, highest first.
    pub const ALL: [Self; 5] = [
        Self::City,
        Self::District,
        Self::Street,
        Self::Community,
        Self::Grid,
    ];

    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::District => "district",
            Self::Street => "street",
            Self::Community => "community",
            Self::Grid => "grid",
        }
    }

    /// The level a word names, if any.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == word)
    }

    /// Names for people: Chinese, English.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::City => ("市", "city"),
            Self::District => ("区", "district"),
            Self::Street => ("街道", "street"),
            Self::Community => ("社区", "community"),
            Self::Grid => ("网格", "grid"),
        }
    }

    /// Digits of a code at this level: region codes in the manner of GB/T 10114 have 12, a grid adds 3.
    pub fn code_digits(self) -> usize {
        if self == Self::Grid { 15 } else { 12 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_levels_match_both_ways() {
        for level in Level::ALL {
            assert_eq!(Level::of(level.as_str()), Some(level));
        }
        assert_eq!(Level::of("City"), None);
        assert!(Level::City < Level::Grid);
    }
}
