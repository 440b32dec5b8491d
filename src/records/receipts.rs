//! Receipts: eight characters that prove to the author that the server holds exactly this content.

use crate::platform::keys::Keys;
use uuid::Uuid;

/// Crockford's base32: no I, L, O or U, so that it can be read out.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 40 bits of HMAC(receipt key, id ‖ content digest).
pub fn receipt_of(keys: &Keys, id: Uuid, content_sha256: &[u8; 32]) -> String {
    let mac = keys.receipt.mac(&[id.as_bytes(), content_sha256]);
    let bits = mac
        .iter()
        .take(5)
        .fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
    (0..8_u32)
        .rev()
        .filter_map(|place| {
            let five = usize::try_from((bits >> (place * 5)) & 31).ok()?;
            ALPHABET.get(five).map(|byte| char::from(*byte))
        })
        .collect()
}

/// The code as stored, from what a person typed: case, spaces and look-alikes do not matter.
pub fn normalise(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|character| !matches!(character, ' ' | '-'))
        .map(|character| match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let is_code = code.len() == 8 && code.bytes().all(|byte| ALPHABET.contains(&byte));
    is_code.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_typed_is_understood() {
        assert_eq!(normalise("7k2q-o1l9").as_deref(), Some("7K2Q0119"));
        assert_eq!(normalise("7K2Q"), None);
        assert_eq!(normalise("7K2Q011U"), None);
    }
}
