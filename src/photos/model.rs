//! Domain types of photos.

use crate::platform::blobs::BlobKey;

/// SHA-256 of a photo's bytes as sent: its name everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhotoHash(pub [u8; 32]);

impl PhotoHash {
    /// Reads 64 hexadecimal digits, upper or lower case.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// The hash of a stored row; `None` if the row is not 32 bytes long.
    pub fn from_row(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// 64 lower-case hexadecimal digits.
    pub fn to_hex(self) -> String {
        hex::encode(self.0)
    }

    /// As a column holds it.
    pub(super) fn to_row(self) -> Vec<u8> {
        self.0.to_vec()
    }
}

/// Which copy of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Copy {
    /// 320 px.
    Thumb,
    /// 1,600 px.
    Screen,
}

impl Copy {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        match name {
            "thumb" => Some(Self::Thumb),
            "screen" => Some(Self::Screen),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Thumb => "thumb",
            Self::Screen => "screen",
        }
    }

    pub(super) fn key(self, hash: PhotoHash) -> BlobKey {
        match self {
            Self::Thumb => BlobKey::Thumb(hash.0),
            Self::Screen => BlobKey::Screen(hash.0),
        }
    }
}

/// Where a photo stands; the words are stored.
pub(super) mod state {
    /// The bytes are there, copies are to be made.
    pub(in crate::photos) const STORED: &str = "stored";
    /// Copies are made.
    pub(in crate::photos) const DERIVED: &str = "derived";
    /// No copies can be made.
    pub(in crate::photos) const UNREADABLE: &str = "unreadable";
}

/// Shortest reason for opening a sealed original, in characters.
const REASON_CHARACTERS: usize = 2;
/// Longest.
const LONGEST_REASON: usize = 500;

/// The reason as given, if it says anything.
pub(super) fn reason(given: Option<&str>) -> Option<&str> {
    let reason = given?.trim();
    (REASON_CHARACTERS..=LONGEST_REASON)
        .contains(&reason.chars().count())
        .then_some(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_has_sixty_four_digits_in_either_case() {
        let digits = "05DF246d658d10634d1aa04614cbf3963641d989c466782b7a74116bf4cdc9da";
        assert_eq!(
            PhotoHash::parse(digits).map(PhotoHash::to_hex),
            Some(digits.to_lowercase())
        );
        assert_eq!(PhotoHash::parse(&digits[1..]), None);
        assert_eq!(PhotoHash::parse(&digits.replace('d', "g")), None);
    }

    #[test]
    fn an_empty_reason_is_none() {
        assert_eq!(reason(Some("  核实地点 ")), Some("核实地点"));
        for given in [None, Some(""), Some("  a "), Some(&*"长".repeat(501))] {
            assert_eq!(reason(given), None);
        }
    }
}
