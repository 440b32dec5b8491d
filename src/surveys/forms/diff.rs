//! What changed between two versions of a questionnaire, as its author would see it in the sheets.

use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use xlsform::{Form, Sheet, to_sheets};

/// A cell that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangedCell {
    /// `survey`, `choices` or `settings`.
    pub sheet: String,
    /// Path of the question, `list/value` of the choice, or the setting.
    #[schema(example = "main/awareness/aware")]
    pub path: String,
    /// Header of the column, or `place` when it moved.
    #[schema(example = "label::中文 (zh)")]
    pub what: String,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
}

/// Something that came or went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DiffLine {
    /// `survey` or `choices`.
    pub sheet: String,
    /// Path of the question, or `list/value` of the choice.
    pub path: String,
    /// What it says in the default language, or its type where it says nothing.
    pub label: String,
}

/// What changed from one version to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormDiff {
    /// Version before.
    pub from: String,
    /// Version after.
    pub to: String,
    /// New questions and choices.
    pub added: Vec<DiffLine>,
    /// Questions and choices that are gone.
    pub removed: Vec<DiffLine>,
    /// Cells that changed.
    pub changed: Vec<ChangedCell>,
}

/// Compares two versions.
pub fn diff(before: &Form, after: &Form) -> FormDiff {
    let mut found = FormDiff {
        from: before.version.clone(),
        to: after.version.clone(),
        ..FormDiff::default()
    };
    let (old, new) = (to_sheets(before), to_sheets(after));
    let mut names: Vec<&str> = new
        .iter()
        .chain(&old)
        .map(|sheet| sheet.name.as_str())
        .collect();
    names.dedup();
    let mut seen = vec![];
    for name in names {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let lines = |sheets: &[Sheet]| {
            let sheet = sheets.iter().find(|sheet| sheet.name == name);
            sheet.map(lines_of).unwrap_or_default()
        };
        compare(name, &lines(&old), &lines(&new), &mut found);
    }
    found
}

/// One row of a sheet.
struct Line {
    path: String,
    cells: BTreeMap<String, String>,
}

impl Line {
    fn label(&self) -> String {
        let label = self
            .cells
            .iter()
            .find(|(header, text)| header.starts_with("label") && !text.is_empty());
        let kind = self.cells.get("type");
        label
            .map(|(_, text)| text)
            .or(kind)
            .cloned()
            .unwrap_or_default()
    }
}

fn lines_of(sheet: &Sheet) -> Vec<Line> {
    let mut rows = sheet.rows.iter();
    let headers = rows.next().cloned().unwrap_or_default();
    let mut inside: Vec<String> = vec![];
    let mut lines = vec![];
    for row in rows {
        let cells: BTreeMap<String, String> =
            headers.iter().cloned().zip(row.iter().cloned()).collect();
        let cell = |header: &str| cells.get(header).map_or("", String::as_str);
        let kind = cell("type").replace('_', " ");
        if sheet.name == "settings" {
            lines.extend(cells.into_iter().map(|(header, text)| Line {
                path: header,
                cells: BTreeMap::from([("value".to_owned(), text)]),
            }));
            continue;
        }
        if kind.starts_with("end ") && (kind.ends_with("group") || kind.ends_with("repeat")) {
            inside.pop();
            continue;
        }
        let list = cell("list_name");
        let mut path: Vec<&str> = inside.iter().map(String::as_str).collect();
        path.extend((!list.is_empty()).then_some(list));
        path.push(cell("name"));
        let path = path.join("/");
        if kind.starts_with("begin ") {
            inside.push(cell("name").to_owned());
        }
        lines.push(Line { path, cells });
    }
    lines
}

fn compare(sheet: &str, old: &[Line], new: &[Line], found: &mut FormDiff) {
    let line = |line: &Line| DiffLine {
        sheet: sheet.to_owned(),
        path: line.path.clone(),
        label: line.label(),
    };
    let in_old: BTreeMap<&str, &Line> = old.iter().map(|line| (line.path.as_str(), line)).collect();
    let in_new: BTreeMap<&str, &Line> = new.iter().map(|line| (line.path.as_str(), line)).collect();
    found.removed.extend(
        old.iter()
            .filter(|one| !in_new.contains_key(one.path.as_str()))
            .map(line),
    );
    for one in new {
        let Some(was) = in_old.get(one.path.as_str()) else {
            found.added.push(line(one));
            continue;
        };
        let mut headers: Vec<&String> = was.cells.keys().chain(one.cells.keys()).collect();
        headers.sort();
        headers.dedup();
        for header in headers {
            let text = |line: &Line| line.cells.get(header).cloned().unwrap_or_default();
            let (before, after) = (text(was), text(one));
            if before != after && !(sheet == "settings" && one.path == "version") {
                found.changed.push(ChangedCell {
                    sheet: sheet.to_owned(),
                    path: one.path.clone(),
                    what: header.clone(),
                    before,
                    after,
                });
            }
        }
    }
    moved(sheet, old, new, found);
}

/// Lines that both have, in another order: the first one of each that stands elsewhere.
fn moved(sheet: &str, old: &[Line], new: &[Line], found: &mut FormDiff) {
    let shared = |lines: &[Line], others: &[Line]| -> Vec<String> {
        lines
            .iter()
            .filter(|line| others.iter().any(|other| other.path == line.path))
            .map(|line| line.path.clone())
            .collect()
    };
    if sheet == "settings" || old.len() > 500 || new.len() > 500 {
        return;
    }
    let (before, after) = (shared(old, new), shared(new, old));
    let follows = |order: &[String], path: &str| -> String {
        let at = order.iter().position(|one| one == path).unwrap_or_default();
        at.checked_sub(1)
            .and_then(|at| order.get(at))
            .cloned()
            .unwrap_or_default()
    };
    // Counts a line as moved when its neighbour before it is another one and it is not merely pushed along.
    let mut rest = before.clone();
    for path in &after {
        if rest.first() == Some(path) {
            rest.remove(0);
            continue;
        }
        rest.retain(|one| one != path);
        found.changed.push(ChangedCell {
            sheet: sheet.to_owned(),
            path: path.clone(),
            what: "place".to_owned(),
            before: follows(&before, path),
            after: follows(&after, path),
        });
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn household() -> Form {
        let bytes = include_bytes!("../../../demo/questionnaires/household_awareness_support.xlsx");
        xlsform::compile(bytes, &xlsform::Files::new())
            .form
            .unwrap()
    }

    #[test]
    fn a_version_does_not_differ_from_itself() {
        let form = household();
        let same = diff(&form, &form);
        assert_eq!(
            (same.added, same.removed, same.changed),
            (vec![], vec![], vec![])
        );
    }

    #[test]
    fn what_changed_is_named_by_question_and_column() {
        let before = household();
        let mut after = before.clone();
        after.version = "2".to_owned();
        let aware = after
            .nodes
            .iter_mut()
            .find(|node| node.name() == "aware")
            .unwrap();
        let words = xlsform::Words::Plain("您知道吗?".to_owned());
        aware.label.insert("zh".to_owned(), words);
        let list = after.lists.get_mut("support").unwrap();
        list.rows.pop();
        for labels in list.labels.values_mut() {
            labels.pop();
        }
        let found = diff(&before, &after);
        assert_eq!(found.to, "2");
        assert_eq!(found.removed.len(), 1, "{found:?}");
        assert_eq!(found.removed.first().unwrap().path, "support/dont_know");
        assert_eq!(found.changed.len(), 1, "{found:?}");
        let changed = found.changed.first().unwrap();
        assert_eq!(changed.path, "main/awareness/aware");
        assert!(changed.what.starts_with("label") && changed.after == "您知道吗?");
    }
}
