//! The columns of an export, from the versions of a form. Pure.
use std::collections::HashSet;

use xlsform::{Form, Kind, Node, NodeId};

use crate::surveys::figures::questions::{Choice, bilingual, choices_of};
use crate::surveys::forms::bound::left_out;
use crate::surveys::wire::Bilingual;

/// Longest name of a column in letters: SPSS takes 64 bytes.
const NAME_LETTERS: usize = 56;

/// How a cell is filled.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// Number of the interview.
    Interview,
    /// Number of the instance; nested ones as `2.1`.
    Instance,
    /// Number of the wave.
    Wave,
    /// Version of the form.
    Version,
    /// Code of the street.
    Street,
    /// Code of the stratum.
    Stratum,
    /// Number of the cluster.
    Cluster,
    /// Chance to be drawn.
    Probability,
    /// Weight in figures.
    Weight,
    /// 1 for an interview that broke off.
    Partial,
    /// One answer of a list.
    One(Vec<Choice>),
    /// Whether this answer was chosen.
    Chosen(String),
    /// Answers of a list in their order.
    Ranked(Vec<Choice>),
    /// A number.
    Number,
    /// Anything else, as text.
    Text,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Name, unique in its table; letters, digits and `_` only.
    pub name: String,
    /// What it says.
    pub title: Bilingual,
    /// Path of the question; empty for what is no question.
    pub path: String,
    /// How its cells are filled.
    pub source: Source,
}

/// The table of interviews, or of the instances of a repeat.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Path of the repeat; `None` for the interviews.
    pub repeat: Option<String>,
    /// Name of the sheet.
    pub name: String,
    /// Columns in order.
    pub columns: Vec<Column>,
}

/// The tables of a form: interviews first, then each repeat. Questions of `others` (further versions) that the first one lacks
/// follow at the end.
pub fn tables(form: &Form, others: &[&Form]) -> Vec<Table> {
    let mut tables = vec![];
    add(&mut tables, form);
    for other in others {
        add(&mut tables, other);
    }
    for table in &mut tables {
        unique_names(&mut table.columns);
    }
    tables
}

fn add(tables: &mut Vec<Table>, form: &Form) {
    let out = left_out(form);
    make(tables, None, "interviews");
    for node in &form.nodes {
        if node.kind == Kind::Repeat {
            make(tables, Some(&node.path), node.name());
        }
    }
    for node in &form.nodes {
        if out.contains(&node.id) || is_left_out(node.kind) {
            continue;
        }
        let repeat = node.scope.and_then(|scope| path_of(form, scope));
        let table = tables.iter_mut().find(|table| table.repeat == repeat);
        if let Some(table) = table
            && table.columns.iter().all(|known| known.path != node.path)
        {
            table.columns.extend(columns(form, node));
        }
    }
}

fn path_of(form: &Form, id: NodeId) -> Option<String> {
    let node = form.nodes.iter().find(|node| node.id == id)?;
    Some(node.path.clone())
}

/// Makes the table of a repeat where it is not known yet.
fn make(tables: &mut Vec<Table>, repeat: Option<&str>, name: &str) {
    let is_known = |table: &Table| table.repeat.as_deref() == repeat;
    if !tables.iter().any(is_known) {
        tables.push(Table {
            repeat: repeat.map(str::to_owned),
            name: name.to_owned(),
            columns: if repeat.is_none() { about() } else { keys() },
        });
    }
}

fn is_left_out(kind: Kind) -> bool {
    kind.is_block()
        || kind.is_metadata()
        || matches!(
            kind,
            Kind::Note | Kind::Image | Kind::Geopoint | Kind::CsvExternal
        )
}

fn fixed(name: &str, zh: &str, en: &str, source: Source) -> Column {
    Column {
        name: name.to_owned(),
        title: Bilingual {
            zh: zh.to_owned(),
            en: en.to_owned(),
        },
        path: String::new(),
        source,
    }
}

fn keys() -> Vec<Column> {
    vec![
        fixed("interview", "访问序号", "Interview", Source::Interview),
        fixed("instance", "第几个", "Instance", Source::Instance),
    ]
}

fn about() -> Vec<Column> {
    vec![
        fixed("interview", "访问序号", "Interview", Source::Interview),
        fixed("wave", "轮次", "Wave", Source::Wave),
        fixed("form_version", "问卷版本", "Form version", Source::Version),
        fixed("street", "街道", "Street", Source::Street),
        fixed("stratum", "层", "Stratum", Source::Stratum),
        fixed("cluster", "群", "Cluster", Source::Cluster),
        fixed(
            "probability",
            "抽中概率",
            "Chance to be drawn",
            Source::Probability,
        ),
        fixed("weight", "权数", "Weight", Source::Weight),
        fixed(
            "is_partial",
            "部分完成",
            "Partial interview",
            Source::Partial,
        ),
    ]
}

fn columns(form: &Form, node: &Node) -> Vec<Column> {
    let title = bilingual(form, &node.label, node.name());
    let column = |source| Column {
        name: name_of(&node.path),
        title: title.clone(),
        path: node.path.clone(),
        source,
    };
    match node.kind {
        Kind::SelectOne => vec![column(Source::One(choices_of(form, node)))],
        Kind::Rank => vec![column(Source::Ranked(choices_of(form, node)))],
        Kind::SelectMultiple => choices_of(form, node)
            .into_iter()
            .map(|choice| Column {
                name: name_of(&format!("{}_{}", node.path, choice.value)),
                title: Bilingual {
                    zh: format!("{}：{}", title.zh, choice.label.zh),
                    en: format!("{}: {}", title.en, choice.label.en),
                },
                path: node.path.clone(),
                source: Source::Chosen(choice.value),
            })
            .collect(),
        Kind::Integer | Kind::Decimal | Kind::Range => vec![column(Source::Number)],
        _ => vec![column(Source::Text)],
    }
}

/// The last name of a path in letters that every program takes.
fn name_of(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or(path);
    let plain: String = last
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .take(NAME_LETTERS)
        .collect();
    let begins_well = plain.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let has_letters = plain.chars().any(|letter| letter.is_ascii_alphanumeric());
    match (begins_well, has_letters) {
        (true, _) => plain.trim_end_matches('_').to_owned(),
        (false, true) => format!("q_{}", plain.trim_matches('_')),
        (false, false) => "q".to_owned(),
    }
}

/// Names that came before keep theirs; later ones get a number. SPSS knows no difference of case.
fn unique_names(columns: &mut [Column]) {
    let mut taken: HashSet<String> = HashSet::new();
    for column in columns {
        let mut name = column.name.clone();
        let mut number = 2_u32;
        while !taken.insert(name.to_ascii_lowercase()) {
            name = format!("{}_{number}", column.name);
            number += 1;
        }
        column.name = name;
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    #[test]
    fn names_are_taken_by_every_program() {
        assert_eq!(name_of("main/about/age_band"), "age_band");
        assert_eq!(name_of("1st"), "q_1st");
        assert_eq!(name_of("知晓"), "q");
        assert_eq!(name_of("main/channels_outdoor-ad"), "channels_outdoor_ad");
    }

    #[test]
    fn several_answers_are_columns_of_one_and_nought_and_doors_stay_out() {
        let bytes = include_bytes!("../../../demo/questionnaires/household_awareness_support.xlsx");
        let form = xlsform::compile(bytes, &xlsform::Files::new())
            .form
            .unwrap();
        let tables = tables(&form, &[]);
        let columns = &tables[0].columns;
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        assert!(names.contains(&"aware"), "{names:?}");
        assert!(
            names.iter().any(|name| name.starts_with("channels_")),
            "{names:?}"
        );
        for hidden in ["dwelling_code", "visit_date", "attempt_no", "channels"] {
            assert!(!names.contains(&hidden), "{hidden} in {names:?}");
        }
        let distinct: HashSet<&&str> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
    }
}
