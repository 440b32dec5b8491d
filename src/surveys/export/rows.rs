//! The cells of an export. Pure.
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::table::{Source, Table};
use crate::surveys::figures::questions::Choice;

/// One value of a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Not answered.
    Blank,
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

/// Labels or codes, and whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// As stored.
    Codes,
    /// Labels in Chinese.
    Chinese,
    /// Labels in English.
    English,
}

/// What stands in a line beside the answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    /// Number of the interview.
    pub interview: f64,
    /// Number of the wave.
    pub wave: f64,
    /// Version of the form.
    pub version: String,
    /// Code of the street.
    pub street: String,
    /// Code of the stratum.
    pub stratum: Option<String>,
    /// Number of the cluster.
    pub cluster: Option<f64>,
    /// Chance to be drawn.
    pub probability: Option<f64>,
    /// Weight in figures.
    pub weight: Option<f64>,
    /// Whether it broke off.
    pub is_partial: bool,
}

/// One interview.
#[derive(Debug, Clone, PartialEq)]
pub struct Interview {
    /// Beside the answers.
    pub about: About,
    /// Answers by path, with instance numbers.
    pub values: Map<String, Value>,
    /// Instances by path of the repeat.
    pub repeats: Map<String, Value>,
}

/// The lines that an interview makes in a table: one, or one for each instance of the repeat.
pub fn lines(table: &Table, interview: &Interview, words: Words) -> Vec<Vec<Cell>> {
    match &table.repeat {
        None => {
            let value = |path: &str| interview.values.get(path);
            vec![line(table, &interview.about, "", value, words)]
        }
        Some(repeat) => instances(repeat, interview)
            .into_iter()
            .map(|(numbers, values)| {
                let instance: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                let value = |path: &str| values.get(path).copied();
                line(table, &interview.about, &instance.join("."), value, words)
            })
            .collect(),
    }
}

type Instances<'v> = BTreeMap<Vec<u32>, BTreeMap<String, &'v Value>>;

/// Every instance of a repeat by its numbers, with its own answers by plain path.
fn instances<'v>(repeat: &str, interview: &'v Interview) -> Instances<'v> {
    let depth = repeat.split('/').count();
    let mut found: Instances<'v> = BTreeMap::new();
    for (path, value) in &interview.values {
        let (plain, numbers) = split(path);
        let (inside, outside): (Vec<_>, Vec<_>) =
            numbers.into_iter().partition(|(at, _)| *at < depth);
        let is_inside = plain
            .strip_prefix(repeat)
            .is_some_and(|rest| rest.starts_with('/'));
        // What lies in a repeat further in belongs to that one's table.
        if is_inside && outside.is_empty() && inside.iter().any(|(at, _)| at + 1 == depth) {
            let numbers = inside.into_iter().map(|(_, number)| number).collect();
            found.entry(numbers).or_default().insert(plain, value);
        }
    }
    for (path, count) in &interview.repeats {
        let (plain, outer) = split(path);
        if plain != repeat {
            continue;
        }
        let count = count
            .as_u64()
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(0);
        for number in 1..=count.min(10_000) {
            let mut numbers: Vec<u32> = outer.iter().map(|(_, number)| *number).collect();
            numbers.push(number);
            found.entry(numbers).or_default();
        }
    }
    found
}

/// `members[2]/pets[1]/kind` → `members/pets/kind` and the numbers with the places of their names.
fn split(path: &str) -> (String, Vec<(usize, u32)>) {
    let mut names = vec![];
    let mut numbers = vec![];
    for (at, part) in path.split('/').enumerate() {
        let (name, number) = match part.split_once('[') {
            Some((name, rest)) => (name, rest.trim_end_matches(']').parse().ok()),
            None => (part, None),
        };
        names.push(name);
        numbers.extend(number.map(|number| (at, number)));
    }
    (names.join("/"), numbers)
}

fn line<'v>(
    table: &Table,
    about: &About,
    instance: &str,
    value: impl Fn(&str) -> Option<&'v Value>,
    words: Words,
) -> Vec<Cell> {
    let number = |value: Option<f64>| value.map_or(Cell::Blank, Cell::Number);
    let text = |value: &str| {
        if value.is_empty() {
            Cell::Blank
        } else {
            Cell::Text(value.to_owned())
        }
    };
    let columns = table.columns.iter();
    columns
        .map(|column| match &column.source {
            Source::Interview => Cell::Number(about.interview),
            Source::Instance => text(instance),
            Source::Wave => Cell::Number(about.wave),
            Source::Version => text(&about.version),
            Source::Street => text(&about.street),
            Source::Stratum => text(about.stratum.as_deref().unwrap_or_default()),
            Source::Cluster => number(about.cluster),
            Source::Probability => number(about.probability),
            Source::Weight => number(about.weight),
            Source::Partial => Cell::Number(if about.is_partial { 1.0 } else { 0.0 }),
            source => answered(source, value(&column.path), words),
        })
        .collect()
}

fn answered(source: &Source, value: Option<&Value>, words: Words) -> Cell {
    let Some(value) = value else {
        return Cell::Blank;
    };
    match (source, value) {
        (Source::Number, Value::Number(number)) => {
            number.as_f64().map_or(Cell::Blank, Cell::Number)
        }
        (Source::One(choices), Value::String(one)) => Cell::Text(said(choices, one, words)),
        (Source::Ranked(choices), Value::Array(several)) => {
            let several = several.iter().filter_map(Value::as_str);
            let said: Vec<String> = several.map(|one| said(choices, one, words)).collect();
            Cell::Text(said.join(" > "))
        }
        (Source::Chosen(wanted), Value::Array(several)) => {
            let chosen: BTreeSet<&str> = several.iter().filter_map(Value::as_str).collect();
            let is_chosen = chosen.contains(wanted.as_str());
            Cell::Number(if is_chosen { 1.0 } else { 0.0 })
        }
        (Source::Chosen(wanted), Value::String(one)) => {
            Cell::Number(if one == wanted { 1.0 } else { 0.0 })
        }
        (_, Value::String(text)) => Cell::Text(text.clone()),
        (_, Value::Number(number)) => number.as_f64().map_or(Cell::Blank, Cell::Number),
        (_, Value::Bool(truth)) => Cell::Number(if *truth { 1.0 } else { 0.0 }),
        (_, Value::Null) => Cell::Blank,
        (_, other) => Cell::Text(other.to_string()),
    }
}

fn said(choices: &[Choice], value: &str, words: Words) -> String {
    let label = choices.iter().find(|choice| choice.value == value);
    match (words, label) {
        (Words::Chinese, Some(choice)) => choice.label.zh.clone(),
        (Words::English, Some(choice)) => choice.label.en.clone(),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use serde_json::json;

    use super::super::table::Column;
    use super::*;
    use crate::surveys::wire::Bilingual;

    fn column(path: &str, source: Source) -> Column {
        Column {
            name: path.to_owned(),
            title: Bilingual::default(),
            path: path.to_owned(),
            source,
        }
    }

    fn yes() -> Choice {
        Choice {
            value: "yes".to_owned(),
            label: Bilingual {
                zh: "是".to_owned(),
                en: "Yes".to_owned(),
            },
        }
    }

    fn interview() -> Interview {
        let object = |value: Value| value.as_object().unwrap().clone();
        Interview {
            about: About {
                interview: 7.0,
                ..About::default()
            },
            values: object(json!({
                "aware": "yes", "channels": ["tv"], "age": 41,
                "members[1]/kind": "child", "members[2]/kind": "adult",
                "members[2]/pets[1]/name": "cat"
            })),
            repeats: object(json!({"members": 3, "members[2]/pets": 1})),
        }
    }

    #[test]
    fn several_answers_become_one_and_nought() {
        let table = Table {
            repeat: None,
            name: "interviews".to_owned(),
            columns: vec![
                column("", Source::Interview),
                column("aware", Source::One(vec![yes()])),
                column("channels", Source::Chosen("tv".to_owned())),
                column("channels", Source::Chosen("radio".to_owned())),
                column("hobbies", Source::Chosen("chess".to_owned())),
                column("age", Source::Number),
            ],
        };
        let of = |words| lines(&table, &interview(), words).remove(0);
        let told = of(Words::Chinese);
        assert_eq!(told[1], Cell::Text("是".to_owned()));
        assert_eq!(
            told[2..],
            [
                Cell::Number(1.0),
                Cell::Number(0.0),
                Cell::Blank,
                Cell::Number(41.0)
            ]
        );
        assert_eq!(of(Words::Codes)[1], Cell::Text("yes".to_owned()));
    }

    #[test]
    fn repeats_are_keyed_by_interview_and_instance() {
        let table = |repeat: &str, path: &str| Table {
            repeat: Some(repeat.to_owned()),
            name: "members".to_owned(),
            columns: vec![
                column("", Source::Interview),
                column("", Source::Instance),
                column(path, Source::Text),
            ],
        };
        let text = |word: &str| Cell::Text(word.to_owned());
        let members = lines(
            &table("members", "members/kind"),
            &interview(),
            Words::Codes,
        );
        assert_eq!(
            members,
            [
                vec![Cell::Number(7.0), text("1"), text("child")],
                vec![Cell::Number(7.0), text("2"), text("adult")],
                vec![Cell::Number(7.0), text("3"), Cell::Blank],
            ]
        );
        let pets = lines(
            &table("members/pets", "members/pets/name"),
            &interview(),
            Words::Codes,
        );
        assert_eq!(pets, [[Cell::Number(7.0), text("2.1"), text("cat")]]);
    }
}
