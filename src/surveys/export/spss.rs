//! SPSS syntax that reads the CSV with codes. Pure.
use std::fmt::Write as _;

use super::rows::Words;
use super::table::{Column, Source, Table};
use super::text::title;

/// Longest label of a variable and of a value in bytes. Source: IBM SPSS Statistics, Command Syntax Reference.
const LABEL_BYTES: usize = 255;
/// See [`LABEL_BYTES`].
const VALUE_LABEL_BYTES: usize = 120;
/// Width of text columns in bytes.
const TEXT_BYTES: usize = 2_000;

/// The syntax for a table in the file `csv`; labels in the language of `words`.
pub fn syntax(table: &Table, csv: &str, words: Words) -> String {
    let mut out = String::from("\u{feff}* Encoding: UTF-8.\n");
    let variables = table.columns.iter().map(|column| {
        let format = format_of(column);
        format!("  {} {format}", column.name)
    });
    let variables: Vec<String> = variables.collect();
    let _ = writeln!(
        out,
        "GET DATA\n  /TYPE=TXT\n  /FILE={}\n  /ENCODING='UTF8'\n  /ARRANGEMENT=DELIMITED\n  /DELCASE=LINE\n  /DELIMITERS=','\n  /QUALIFIER='\"'\n  /FIRSTCASE=2\n  /VARIABLES=\n{}.\nEXECUTE.\n",
        quoted(csv, 200),
        variables.join("\n")
    );
    out.push_str("VARIABLE LABELS");
    for column in &table.columns {
        let label = quoted(title(column, words), LABEL_BYTES);
        let _ = write!(out, "\n  {} {label}", column.name);
    }
    out.push_str(".\n\n");
    for column in &table.columns {
        value_labels(column, words, &mut out);
    }
    if table
        .columns
        .iter()
        .any(|column| column.source == Source::Weight)
    {
        out.push_str("WEIGHT BY weight.\n");
    }
    out
}

fn format_of(column: &Column) -> String {
    match &column.source {
        Source::Interview | Source::Wave | Source::Cluster => "F10.0".to_owned(),
        Source::Partial | Source::Chosen(_) => "F1.0".to_owned(),
        Source::Number => "F16.4".to_owned(),
        Source::Probability | Source::Weight => "F16.9".to_owned(),
        Source::One(choices) => {
            let widest = choices.iter().map(|choice| choice.value.len()).max();
            format!("A{}", widest.unwrap_or(1).max(8))
        }
        Source::Instance => "A40".to_owned(),
        Source::Version | Source::Street | Source::Stratum => "A60".to_owned(),
        Source::Ranked(_) | Source::Text => format!("A{TEXT_BYTES}"),
    }
}

fn value_labels(column: &Column, words: Words, out: &mut String) {
    match &column.source {
        Source::One(choices) => {
            let _ = write!(out, "VALUE LABELS {}", column.name);
            for choice in choices {
                let label = match words {
                    Words::Chinese => &choice.label.zh,
                    Words::English | Words::Codes => &choice.label.en,
                };
                let value = quoted(&choice.value, TEXT_BYTES);
                let label = quoted(label, VALUE_LABEL_BYTES);
                let _ = write!(out, "\n  {value} {label}");
            }
            out.push_str(".\n");
        }
        Source::Chosen(_) | Source::Partial => {
            let (no, yes) = if words == Words::Chinese {
                ("否", "是")
            } else {
                ("No", "Yes")
            };
            let _ = writeln!(out, "VALUE LABELS {} 0 '{no}' 1 '{yes}'.", column.name);
        }
        _ => {}
    }
}

/// In quotes, on one line, cut to whole letters within `most` bytes.
fn quoted(text: &str, most: usize) -> String {
    let mut cut = String::new();
    for letter in text.chars() {
        let letter = if letter.is_control() { ' ' } else { letter };
        if cut.len() + letter.len_utf8() > most {
            break;
        }
        cut.push(letter);
    }
    format!("'{}'", cut.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surveys::figures::questions::Choice;
    use crate::surveys::wire::Bilingual;

    #[test]
    fn the_syntax_names_types_and_labels_and_quotes_what_it_must() {
        let text = |zh: &str, en: &str| Bilingual {
            zh: zh.to_owned(),
            en: en.to_owned(),
        };
        let choice = Choice {
            value: "yes".to_owned(),
            label: text("是", "It's so"),
        };
        let column = |name: &str, source| Column {
            name: name.to_owned(),
            title: text("知道吗\n请选", "Do you know?"),
            path: name.to_owned(),
            source,
        };
        let table = Table {
            repeat: None,
            name: "interviews".to_owned(),
            columns: vec![
                column("aware", Source::One(vec![choice])),
                column("tv", Source::Chosen("tv".to_owned())),
                column("weight", Source::Weight),
            ],
        };
        let syntax = syntax(&table, "answers.csv", Words::English);
        for line in [
            "  aware A8",
            "  tv F1.0",
            "  'yes' 'It''s so'.",
            "WEIGHT BY weight.",
            "/FILE='answers.csv'",
        ] {
            assert!(syntax.contains(line), "{line} in {syntax}");
        }
        assert!(
            super::syntax(&table, "answers.csv", Words::Chinese).contains("aware '知道吗 请选'")
        );
    }
}
