//! The sheet `choices`, and lists that come from data files.

use super::languages::Languages;
use super::table::{Table, TableRow};
use crate::fault::{Code, Faults};
use crate::form::{List, Words};
use crate::limits;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Kinds of files a label may have.
pub const MEDIA: [&str; 4] = ["image", "audio", "video", "big-image"];

/// A list with what later checks need.
#[derive(Debug, Default)]
pub struct Draft {
    pub list: List,
    /// Name as written.
    pub name: String,
    /// Labels as written, by language; answers in them are resolved later.
    pub labels: BTreeMap<String, Vec<String>>,
    /// Row of each choice.
    pub rows: Vec<u32>,
}

/// Lists by their name in lower case.
pub type Drafts = BTreeMap<String, Draft>;

/// Columns of a text by language code, in the order they are looked at.
type ByLanguage<'a> = Vec<(&'a str, Vec<u32>)>;

/// Where the sheet holds what, worked out once for all its rows.
struct Columns<'a> {
    list: Option<u32>,
    name: Option<u32>,
    extra: Vec<&'a str>,
    extra_at: Vec<Option<u32>>,
    labels: ByLanguage<'a>,
    media: Vec<(&'static str, ByLanguage<'a>)>,
}

impl<'a> Columns<'a> {
    fn of(table: &'a Table, languages: &'a Languages) -> Self {
        let extra: Vec<&str> = table
            .keys()
            .filter(|key| !["list_name", "name", "label"].contains(key) && !MEDIA.contains(key))
            .collect();
        let extra_at = extra
            .iter()
            .map(|key| table.columns(key).first().map(|column| column.index));
        let media = MEDIA
            .into_iter()
            .filter(|kind| !table.columns(kind).is_empty());
        let plain = |key| {
            let mut columns = table.columns(key).iter();
            let column = columns.find(|column| column.language.is_none())?;
            Some(column.index)
        };
        Self {
            list: plain("list_name"),
            name: plain("name"),
            extra_at: extra_at.collect(),
            labels: languages.columns(table, "label"),
            media: media
                .map(|kind| (kind, languages.columns(table, kind)))
                .collect(),
            extra,
        }
    }
}

/// Reads all lists.
pub fn read(table: &Table, languages: &Languages, may_repeat: bool, faults: &mut Faults) -> Drafts {
    let columns = Columns::of(table, languages);
    if columns.extra.len() > limits::LIST_COLUMNS {
        let place = crate::fault::Place::new(&table.sheet, table.header_row, "");
        let zh = "choices 表的附加列超过 100 列";
        let en = "the sheet choices has over 100 further columns";
        faults.error(crate::fault::Fault::new(Code::TooLarge, place, "", zh, en));
        return Drafts::new();
    }
    let mut lists: Vec<(Draft, HashSet<&str>)> = vec![];
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    check_columns(table, faults);
    let mut count = 0_usize;
    for row in table.rows() {
        let text = |column: Option<u32>| column.and_then(|column| row.at(column)).unwrap_or("");
        let (list, name) = (text(columns.list), text(columns.name));
        if list.is_empty() && name.is_empty() && row.texts("label").next().is_none() {
            continue;
        }
        if list.is_empty() {
            faults.error(row.fault(
                Code::MissingListName,
                "list_name",
                "选项没有写属于哪个列表",
                "the choice names no list",
            ));
            continue;
        }
        count += 1;
        if count > limits::CHOICES {
            faults.error(row.fault(
                Code::TooLarge,
                "list_name",
                "选项超过 50000 个",
                "there are over 50,000 choices",
            ));
            break;
        }
        let place = *places.entry(list).or_insert_with(|| {
            *by_key.entry(list.to_lowercase()).or_insert_with(|| {
                lists.push((draft(list, &columns.extra), HashSet::new()));
                lists.len() - 1
            })
        });
        if let Some((draft, taken)) = lists.get_mut(place)
            && check_name(&row, name, taken, may_repeat, faults)
        {
            add(draft, &row, name, &columns, faults);
        }
    }
    let mut drafts = Drafts::new();
    for (mut draft, _) in lists {
        drop_empty_columns(&mut draft);
        drafts.insert(draft.name.to_lowercase(), draft);
    }
    drafts
}

fn check_columns(table: &Table, faults: &mut Faults) {
    for missing in ["list_name", "name"]
        .iter()
        .filter(|key| table.columns(key).is_empty())
    {
        let place = crate::fault::Place::new(&table.sheet, table.header_row, missing);
        faults.error(crate::fault::Fault::new(
            Code::MissingColumn,
            place,
            "",
            "缺少这一列",
            "this column is missing",
        ));
    }
}

/// An empty list with its columns.
fn draft(name: &str, extra: &[&str]) -> Draft {
    let mut draft = Draft {
        name: name.to_owned(),
        ..Draft::default()
    };
    draft.list.columns.push("name".to_owned());
    let extra = extra.iter().map(|key| (*key).to_owned());
    draft.list.columns.extend(extra);
    draft
}

fn check_name<'a>(
    row: &TableRow<'a>,
    name: &'a str,
    seen: &mut HashSet<&'a str>,
    may_repeat: bool,
    faults: &mut Faults,
) -> bool {
    if name.is_empty() {
        faults.error(row.fault(
            Code::MissingChoiceName,
            "name",
            "选项没有值",
            "the choice has no value",
        ));
        return false;
    }
    if name.contains(char::is_whitespace) {
        faults.error(row.fault(
            Code::IllegalName,
            "name",
            "选项的值不能含空格，请改用下划线",
            "a choice's value cannot hold spaces; use underscores",
        ));
        return false;
    }
    if !seen.insert(name) && !may_repeat {
        faults.error(row.fault(
            Code::DuplicateChoice,
            "name",
            &format!(
                "列表里已有值为 {name} 的选项，请改名，或在 settings 设 allow_choice_duplicates"
            ),
            &format!(
                "the list already has the choice {name}; rename it or set allow_choice_duplicates"
            ),
        ));
        return false;
    }
    true
}

fn add(
    draft: &mut Draft,
    row: &TableRow<'_>,
    name: &str,
    columns: &Columns<'_>,
    faults: &mut Faults,
) {
    let index = draft.rows.len();
    draft.rows.push(row.number);
    let extra = columns
        .extra_at
        .iter()
        .map(|column| column.and_then(|column| row.at(column)).unwrap_or(""));
    draft.list.rows.push(
        std::iter::once(name)
            .chain(extra)
            .map(ToOwned::to_owned)
            .collect(),
    );
    let mut has_label = put(row, &columns.labels, index, &mut draft.labels);
    for (kind, by_code) in &columns.media {
        let by_language = draft.list.media.entry((*kind).to_owned()).or_default();
        has_label |= put(row, by_code, index, by_language);
    }
    if !has_label {
        faults.warn(row.fault(
            Code::MissingLabel,
            "label",
            "选项没有文字，显示它的值",
            "the choice has no label; its value is shown",
        ));
    }
}

/// Puts the texts of one choice into their columns by language; false when there are none.
fn put(
    row: &TableRow<'_>,
    by_code: &[(&str, Vec<u32>)],
    index: usize,
    into: &mut BTreeMap<String, Vec<String>>,
) -> bool {
    let mut has_text = false;
    for (code, columns) in by_code {
        let Some(text) = columns.iter().find_map(|column| row.at(*column)) else {
            continue;
        };
        has_text = true;
        let column = match into.get_mut(*code) {
            Some(column) => column,
            None => into.entry((*code).to_owned()).or_default(),
        };
        column.resize(index, String::new());
        column.push(text.to_owned());
    }
    has_text
}

/// Columns that only other lists use, and the ends of columns whose last rows are empty.
fn drop_empty_columns(draft: &mut Draft) {
    let count = draft.rows.len();
    draft
        .list
        .media
        .retain(|_, by_language| !by_language.is_empty());
    for labels in draft.labels.values_mut() {
        labels.resize(count, String::new());
    }
    for column in draft.list.media.values_mut().flat_map(BTreeMap::values_mut) {
        column.resize(count, String::new());
    }
    let width = draft.list.columns.len();
    let used: Vec<bool> = (0..width)
        .map(|at| {
            let mut rows = draft.list.rows.iter();
            at == 0 || rows.any(|row| row.get(at).is_some_and(|value| !value.is_empty()))
        })
        .collect();
    if used.iter().all(|used| *used) {
        return;
    }
    let keep = |values: &mut Vec<String>| {
        let mut flags = used.iter();
        values.retain(|_| flags.next().copied().unwrap_or(true));
    };
    keep(&mut draft.list.columns);
    draft.list.rows.iter_mut().for_each(keep);
}

/// Reads a data file: values separated by commas, quotes, an optional mark at the start.
pub fn csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![];
    let mut row: Vec<String> = vec![];
    let mut value = String::new();
    let mut is_quoted = false;
    let mut letters = text
        .strip_prefix('\u{feff}')
        .unwrap_or(text)
        .chars()
        .peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                value.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if value.is_empty() => is_quoted = true,
            ',' if !is_quoted => row.push(std::mem::take(&mut value)),
            '\r' if !is_quoted => {}
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut value));
                rows.push(std::mem::take(&mut row));
            }
            other => value.push(other),
        }
        if rows.len() > limits::ROWS {
            return rows;
        }
    }
    if !value.is_empty() || !row.is_empty() {
        row.push(value);
        rows.push(row);
    }
    rows.retain(|row| row.iter().any(|value| !value.is_empty()));
    rows
}

/// A list from the rows of a data file; none when `value` or `label` is not among its columns.
pub fn from_file(rows: Vec<Vec<String>>, value: &str, label: &str, language: &str) -> Option<List> {
    let mut rows = rows.into_iter();
    let mut columns: Vec<String> = rows
        .next()?
        .iter()
        .map(|name| name.trim().to_owned())
        .collect();
    let at = columns.iter().position(|name| name == value)?;
    let label_at = columns.iter().position(|name| name == label)?;
    let width = columns.len();
    if width > limits::LIST_COLUMNS {
        return None;
    }
    let mut labels = vec![];
    let mut kept = vec![];
    for mut row in rows.take(limits::CHOICES) {
        row.resize(width, String::new());
        labels.push(Words::Plain(row.get(label_at).cloned().unwrap_or_default()));
        row.get_mut(..=at)?.rotate_right(1);
        kept.push(row);
    }
    columns.get_mut(..=at)?.rotate_right(1);
    Some(List {
        columns,
        rows: kept,
        labels: BTreeMap::from([(language.to_owned(), labels)]),
        media: BTreeMap::new(),
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
    use super::*;

    #[test]
    fn data_files_are_read_with_quotes_and_marks() {
        let rows = csv("\u{feff}code,title\r\na,\"x, \"\"y\"\"\"\n\nb,\"two\nlines\"");
        assert_eq!(rows.len(), 3);
        assert_eq!(rows.get(1).unwrap(), &["a", "x, \"y\""]);
        let list = from_file(rows, "title", "code", "zh").unwrap();
        assert_eq!(list.columns, ["title", "code"]);
        assert_eq!(list.rows.first().unwrap(), &["x, \"y\"", "a"]);
        assert!(from_file(csv("a,b\n1,2"), "name", "label", "zh").is_none());
    }
}
