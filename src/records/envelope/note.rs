//! Notes describe places. What looks like a resident's ID, phone or plate number is flagged and masked.

/// The note with every ID number (18 or 15 digits), mobile or landline number and licence plate masked by `•`, keeping
/// its length; `None` when nothing was found. Assumption: patterns of mainland documents, as no policy names any.
pub fn mask_personal_data(note: &str) -> Option<String> {
    let characters: Vec<char> = note.chars().collect();
    let mut masked = characters.clone();
    let mut found = false;
    let mut at = 0;
    while at < characters.len() {
        let rest = characters.get(at..).unwrap_or_default();
        let before = at.checked_sub(1).and_then(|index| characters.get(index));
        match personal_length(before.copied(), rest) {
            Some(length) => {
                found = true;
                for slot in masked.iter_mut().skip(at).take(length) {
                    *slot = '•';
                }
                at += length;
            }
            None => at += 1,
        }
    }
    found.then(|| masked.into_iter().collect())
}

/// Characters of the number that starts here, if one does.
fn personal_length(before: Option<char>, rest: &[char]) -> Option<usize> {
    if let Some(length) = plate_length(rest) {
        return Some(length);
    }
    let starts_here = rest.first().is_some_and(char::is_ascii_digit)
        && !before.is_some_and(|it| it.is_ascii_digit());
    if !starts_here {
        return None;
    }
    let digits: Vec<(usize, char)> = rest
        .iter()
        .enumerate()
        .take_while(|(_, character)| character.is_ascii_digit() || matches!(character, ' ' | '-'))
        .filter(|(_, character)| character.is_ascii_digit())
        .map(|(at, character)| (at, *character))
        .take(20)
        .collect();
    let end_of = |count: usize| digits.get(count.checked_sub(1)?).map(|(at, _)| at + 1);
    let digit = |at: usize| digits.get(at).map(|(_, character)| *character);
    match digits.len() {
        17 if rest
            .get(end_of(17)?)
            .is_some_and(|last| matches!(last, 'x' | 'X')) =>
        {
            Some(end_of(17)? + 1)
        }
        18 | 15 => end_of(digits.len()),
        11 if digit(0) == Some('1')
            && digit(1).is_some_and(|second| ('3'..='9').contains(&second)) =>
        {
            end_of(11)
        }
        13 if digit(0) == Some('8') && digit(1) == Some('6') && digit(2) == Some('1') => end_of(13),
        10..=12 if digit(0) == Some('0') => end_of(digits.len()),
        _ => None,
    }
}

/// 京A12345, 粤B·D12345: province, letter, optional dot, five or six letters or digits with at least two digits.
fn plate_length(rest: &[char]) -> Option<usize> {
    const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
    let (first, second) = (rest.first()?, rest.get(1)?);
    if !PROVINCES.contains(*first) || !second.is_ascii_uppercase() {
        return None;
    }
    let skip = usize::from(
        rest.get(2)
            .is_some_and(|dot| matches!(dot, '·' | ' ' | '-')),
    );
    let tail: Vec<char> = rest
        .iter()
        .skip(2 + skip)
        .take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        .copied()
        .take(7)
        .collect();
    let digits = tail
        .iter()
        .filter(|character| character.is_ascii_digit())
        .count();
    (matches!(tail.len(), 5 | 6) && digits >= 2).then_some(2 + skip + tail.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_phone_and_plate_numbers_are_masked() {
        assert_eq!(
            mask_personal_data("找王某 13812345678 处理").as_deref(),
            Some("找王某 ••••••••••• 处理")
        );
        assert_eq!(
            mask_personal_data("43010419900101123X").as_deref(),
            Some("••••••••••••••••••")
        );
        assert_eq!(
            mask_personal_data("湘A·12345停在盲道").as_deref(),
            Some("••••••••停在盲道")
        );
        assert_eq!(
            mask_personal_data("座机 0731-88881234").as_deref(),
            Some("座机 •••••••••••••")
        );
    }

    #[test]
    fn numbers_of_places_and_counts_stay() {
        assert_eq!(
            mask_personal_data("人民路 128 号门前 3 辆车，第 12345 号灯杆"),
            None
        );
        assert_eq!(mask_personal_data("2026-10-30 上午"), None);
        assert_eq!(mask_personal_data(""), None);
    }
}
