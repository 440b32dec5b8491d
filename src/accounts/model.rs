//! Names that cannot be wrong.

/// Shortest and longest account name, in characters.
const ACCOUNT_LENGTH: std::ops::RangeInclusive<usize> = 3..=64;

/// A sign-in name as stored: lower case, 3 to 64 of `a-z 0-9 . _ - @`, beginning with a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountName(String);

impl AccountName {
    /// Reads what a person typed; capitals and blanks around do not matter. `None` when a character or the length is wrong.
    pub fn parse(typed: &str) -> Option<Self> {
        let name = normalise_account(typed);
        let starts_well = name
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_alphanumeric());
        let all_taken = name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-@".contains(&byte)
        });
        (starts_well && all_taken && ACCOUNT_LENGTH.contains(&name.len())).then_some(Self(name))
    }

    /// The name as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How account names are compared: without blanks around, in lower case.
pub fn normalise_account(typed: &str) -> String {
    typed.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_and_blanks_do_not_matter_but_strange_characters_do() {
        assert_eq!(
            AccountName::parse(" Grid.Demo ")
                .as_ref()
                .map(AccountName::as_str),
            Some("grid.demo")
        );
        for wrong in [
            "",
            "ab",
            ".grid",
            "grid demo",
            "grid/demo",
            "网格员",
            &"a".repeat(65),
        ] {
            assert_eq!(AccountName::parse(wrong), None, "{wrong}");
        }
    }
}
