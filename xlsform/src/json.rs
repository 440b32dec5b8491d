//! JSON that stands deep inside itself: the usual reader stops at 128 levels, expressions may go further.

use serde_json::{Map, Value};

/// A list or an object that is still open.
enum Open {
    List(Vec<Value>),
    Object(Map<String, Value>, Option<String>),
}

/// Reads a text of at most `depth` levels; none when it is no JSON or goes deeper. Works without recursion.
pub fn read(text: &str, depth: usize) -> Option<Value> {
    let mut stack: Vec<Open> = vec![];
    let mut rest = text.trim_start();
    let mut has_comma = false;
    loop {
        let first = rest.bytes().next()?;
        let is_key = matches!(stack.last(), Some(Open::Object(_, None)));
        let done = match first {
            b'{' | b'[' if !is_key => {
                if stack.len() >= depth {
                    return None;
                }
                stack.push(if first == b'{' {
                    Open::Object(Map::new(), None)
                } else {
                    Open::List(vec![])
                });
                rest = rest.get(1..)?.trim_start();
                has_comma = false;
                continue;
            }
            b'}' | b']' if !has_comma => {
                rest = rest.get(1..)?;
                match (stack.pop()?, first) {
                    (Open::Object(map, None), b'}') => Value::Object(map),
                    (Open::List(items), b']') => Value::Array(items),
                    _ => return None,
                }
            }
            _ => {
                let length = scalar(rest)?;
                let (part, left) = rest.split_at_checked(length)?;
                rest = left;
                serde_json::from_str(part).ok()?
            }
        };
        rest = rest.trim_start();
        if is_key && first == b'"' {
            let Some(Open::Object(_, key)) = stack.last_mut() else {
                return None;
            };
            *key = Some(done.as_str()?.to_owned());
            rest = rest.strip_prefix(':')?.trim_start();
            continue;
        }
        match stack.last_mut() {
            None => return rest.is_empty().then_some(done),
            Some(Open::List(items)) => items.push(done),
            Some(Open::Object(map, key)) => {
                map.insert(key.take()?, done);
            }
        }
        has_comma = rest.starts_with(',');
        if has_comma {
            rest = rest.get(1..)?.trim_start();
        } else if !rest.starts_with(['}', ']']) {
            return None;
        }
    }
}

/// Bytes of the text, number or word at the start.
fn scalar(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    if bytes.first() != Some(&b'"') {
        let end = rest.find([',', '}', ']', ' ', '\n', '\r', '\t']);
        return Some(end.unwrap_or(rest.len()));
    }
    let mut at = 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn deep_lists_are_read_and_deeper_ones_refused() {
        let deep = format!("{}1{}", "[".repeat(900), "]".repeat(900));
        assert!(read(&deep, 1000).is_some());
        assert!(read(&deep, 899).is_none());
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\" 1}",
            "{1:2}",
            "[1}",
            "1 2",
            "\"a",
            "{\"a\":1,}",
            "]",
        ] {
            assert!(read(text, 9).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn it_reads_what_the_usual_reader_reads(
            keys in proptest::collection::vec("\\PC{0,6}", 0..5), number in any::<i64>(), is in any::<bool>()
        ) {
            let value = serde_json::json!({"k": keys, "n": {"x": number}, "b": [is, null, 1.5, {}, []]});
            let pretty = serde_json::to_string_pretty(&value).unwrap();
            prop_assert_eq!(read(&pretty, 9), Some(value.clone()));
            prop_assert_eq!(read(&value.to_string(), 9), Some(value));
        }

        #[test]
        fn it_takes_nothing_that_the_usual_reader_refuses(text in "[\\[\\]{}:,\"a1 .-]{0,24}") {
            let usual: Option<Value> = serde_json::from_str(&text).ok();
            prop_assert_eq!(read(&text, 99), usual);
        }
    }
}
