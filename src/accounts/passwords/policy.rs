//! What is too easy to guess: short, patterned, common, or made of words that everybody here knows.

use crate::platform::problem::FieldCode;

/// Shortest password, in characters. Source: privacy charter, "Access".
pub const MIN_CHARACTERS: usize = 8;
/// Longest password, in characters: hashing must not become a way to keep the server busy.
pub const MAX_CHARACTERS: usize = 256;

/// Words of this service that its passwords must not lean on.
const SERVICE_WORDS: [&str; 7] = [
    "wenxun",
    "文巡",
    "wenming",
    "文明",
    "chengguan",
    "wangge",
    "网格",
];

/// Words that common passwords are made of; digits and signs around them do not help.
const COMMON_WORDS: &str = include_str!("common_words.txt");

/// Rows of keys and orders of letters that fingers know by heart.
const RUNS: [&str; 9] = [
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "147258369",
];

/// Judges a new password. `context` holds the account, the person's name and the like.
/// Errors: `too_short`, `too_long`, `weak_password`.
pub fn check_new_password(password: &str, context: &[&str]) -> Result<(), FieldCode> {
    let characters = password.chars().count();
    if characters < MIN_CHARACTERS {
        return Err(FieldCode::TooShort);
    }
    if characters > MAX_CHARACTERS {
        return Err(FieldCode::TooLong);
    }
    let plain = password.to_lowercase();
    let leans_on_context = context
        .iter()
        .flat_map(|text| {
            text.split(['.', '_', '-', '@', ' '])
                .chain(std::iter::once(*text))
        })
        .chain(SERVICE_WORDS)
        .any(|word| contains_word(&plain, word));
    if leans_on_context || is_common(&plain) || is_patterned(&plain) {
        return Err(FieldCode::WeakPassword);
    }
    Ok(())
}

/// Words of one or two Latin letters say nothing; two Chinese characters are a name.
fn contains_word(plain: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    let shortest = if word.is_ascii() { 4 } else { 2 };
    word.chars().count() >= shortest && (plain.contains(&word) || unmasked(plain).contains(&word))
}

/// Letters instead of the digits and signs that stand for them.
fn unmasked(plain: &str) -> String {
    plain
        .chars()
        .map(|letter| match letter {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

fn is_common(plain: &str) -> bool {
    let bare = |text: &str| {
        text.trim_matches(|letter: char| !letter.is_alphabetic())
            .to_owned()
    };
    let candidates = [
        plain.to_owned(),
        bare(plain),
        bare(&unmasked(plain)),
        unmasked(&bare(plain)),
    ];
    COMMON_WORDS.lines().any(|word| {
        candidates.iter().any(|candidate| {
            candidate == word
                || candidate.replace(|letter: char| !letter.is_alphanumeric(), "") == word
        })
    })
}

fn is_patterned(plain: &str) -> bool {
    let characters: Vec<char> = plain.chars().collect();
    let mut distinct = characters.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let digits_only = characters.iter().all(char::is_ascii_digit);
    distinct.len() < 4
        || is_repetition(&characters)
        || is_made_of_runs(plain)
        || (digits_only && (is_date(plain) || is_mobile_number(plain) || characters.len() < 10))
}

/// `abcabcabc`: one piece of at most half the length again and again.
fn is_repetition(characters: &[char]) -> bool {
    (1..=characters.len() / 2).any(|piece| {
        characters
            .iter()
            .zip(characters.iter().skip(piece))
            .all(|(a, b)| a == b)
    })
}

/// Whether pieces of known runs, forwards or backwards and each of three characters or more, make up most of it.
fn is_made_of_runs(plain: &str) -> bool {
    let runs: Vec<String> = RUNS
        .iter()
        .flat_map(|run| [(*run).to_owned(), run.chars().rev().collect()])
        .collect();
    let characters: Vec<char> = plain.chars().collect();
    let (mut at, mut covered) = (0, 0);
    while at < characters.len() {
        let longest = (3..=characters.len() - at)
            .take_while(|length| {
                let piece: String = characters.iter().skip(at).take(*length).collect();
                runs.iter().any(|run| run.contains(&piece))
            })
            .last();
        covered += longest.unwrap_or(0);
        at += longest.unwrap_or(1);
    }
    characters.len() - covered < 4 && covered * 3 >= characters.len() * 2
}

/// `19850312`, with the year first.
fn is_date(digits: &str) -> bool {
    let part = |range: std::ops::Range<usize>| {
        digits
            .get(range)
            .and_then(|text| text.parse::<u16>().ok())
            .unwrap_or_default()
    };
    digits.len() == 8
        && (1900..=2100).contains(&part(0..4))
        && (1..=12).contains(&part(4..6))
        && (1..=31).contains(&part(6..8))
}

/// A mobile number of the mainland: eleven digits beginning with 13 to 19.
fn is_mobile_number(digits: &str) -> bool {
    let mut bytes = digits.bytes();
    digits.len() == 11
        && bytes.next() == Some(b'1')
        && bytes.next().is_some_and(|second| second >= b'3')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easy_passwords_are_refused() {
        for weak in [
            "password1",
            "P@ssw0rd!!",
            "12345678",
            "1234567890",
            "87654321",
            "qwertyuiop",
            "1qaz2wsx",
            "asdf1234",
            "aaaaaaaa",
            "abcabcabc",
            "19850312",
            "13812345678",
            "iloveyou520",
            "woaini1314",
            "admin123456",
            "Wenxun2026",
            "文巡文巡2026文巡",
            "zhangwei88",
            "qwer!1234",
            "a1b1a1b1",
            "letmein!!",
            "abcd1234",
            "11112222",
        ] {
            assert_eq!(
                check_new_password(weak, &["zhangwei", "张伟"]),
                Err(FieldCode::WeakPassword),
                "{weak}"
            );
        }
        assert_eq!(check_new_password("k7!x", &[]), Err(FieldCode::TooShort));
        assert_eq!(
            check_new_password(&"长".repeat(257), &[]),
            Err(FieldCode::TooLong)
        );
    }

    #[test]
    fn account_and_name_count_also_in_parts_and_masked() {
        assert_eq!(
            check_new_password("lihua-teapot", &["lihua.street", "李华"]),
            Err(FieldCode::WeakPassword)
        );
        assert_eq!(
            check_new_password("l1hua-teapot", &["lihua.street", "李华"]),
            Err(FieldCode::WeakPassword)
        );
        assert_eq!(
            check_new_password("我是李华没错的呀", &["lihua.street", "李华"]),
            Err(FieldCode::WeakPassword)
        );
    }

    #[test]
    fn ordinary_good_passwords_pass() {
        for good in [
            "teapot-lantern-42",
            "清风徐来水波不兴",
            "h7Kd2mQz",
            "kx7m-q2rt-9dpw",
            "4829105736204",
            "bicycle rain 17",
        ] {
            assert_eq!(
                check_new_password(good, &["grid.demo", "王芳"]),
                Ok(()),
                "{good}"
            );
        }
    }

    #[test]
    fn the_list_of_common_words_is_lower_case_and_has_no_word_twice() {
        let mut words: Vec<&str> = COMMON_WORDS.lines().collect();
        assert!(words.len() >= 300, "{} words", words.len());
        assert!(
            words
                .iter()
                .all(|word| !word.is_empty() && *word == word.to_lowercase().trim())
        );
        words.sort_unstable();
        let count = words.len();
        words.dedup();
        assert_eq!(words.len(), count);
    }
}
