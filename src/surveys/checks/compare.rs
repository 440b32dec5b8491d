//! Two sets of answers about the same household. Pure.
use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::surveys::figures::questions::{Question, Values};

/// What a question came to over all checks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compared {
    /// Checks in which both gave an answer.
    pub compared: u64,
    /// Of them, checks that gave another one.
    pub differ: u64,
}

/// Questions of the first form that both answered, with whether the answers differ. A short form has paths of its own: a
/// question is also known by its last name where that is unique.
pub fn compare<'q>(
    questions: &'q [Question<'_>],
    first: &Values,
    second: &Values,
) -> Vec<(&'q str, bool)> {
    let mut by_name: HashMap<&str, Vec<&Value>> = HashMap::new();
    for (path, value) in second {
        by_name.entry(last_name(path)).or_default().push(value);
    }
    let again = |path: &str| {
        second
            .get(path)
            .or_else(|| match by_name.get(last_name(path)).map(Vec::as_slice) {
                Some([one]) => Some(*one),
                _ => None,
            })
    };
    questions
        .iter()
        .filter_map(|question| {
            let path = question.path();
            Some((path, !is_same(first.get(path)?, again(path)?)))
        })
        .collect()
}

fn last_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Several answers are the same in any order.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().all(|one| b.contains(one))
        }
        _ => a == b,
    }
}

/// Adds up by question.
pub fn add<'q>(sums: &mut BTreeMap<&'q str, Compared>, one: &[(&'q str, bool)]) {
    for (path, differs) in one {
        let sum = sums.entry(path).or_default();
        sum.compared += 1;
        sum.differ += u64::from(*differs);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;
    use xlsform::Form;

    use super::*;

    fn household() -> Form {
        let bytes = include_bytes!("../../../demo/questionnaires/household_awareness_support.xlsx");
        xlsform::compile(bytes, &xlsform::Files::new())
            .form
            .unwrap()
    }

    #[test]
    fn answers_are_compared_by_path_or_by_their_last_name() {
        let form = household();
        let questions: Vec<Question<'_>> = Question::all(&form).collect();
        let object = |value: Value| value.as_object().unwrap().clone();
        let first = object(
            json!({"main/awareness/aware": "yes", "main/respondent/gender": "male",
            "main/awareness/channels": ["community", "handbook"], "main/support_group/support": "strong"}),
        );
        let second = object(json!({"aware": "no", "main/respondent/gender": "male",
            "main/awareness/channels": ["handbook", "community"]}));
        let mut found = compare(&questions, &first, &second);
        found.sort_unstable();
        assert_eq!(
            found,
            [
                ("main/awareness/aware", true),
                ("main/awareness/channels", false),
                ("main/respondent/gender", false)
            ]
        );
        let mut sums = BTreeMap::new();
        add(&mut sums, &found);
        assert_eq!(
            sums.get("main/awareness/aware"),
            Some(&Compared {
                compared: 1,
                differ: 1
            })
        );
    }
}
