//! A clean workbook: the sheets of a form with everything in its usual column.

use super::print::{Printer, Style};
use crate::form::{Form, Node, Rule, Texts, Words};
use crate::kind::Kind;
use crate::num;
use std::collections::{BTreeMap, HashSet};

/// A sheet: name, then rows of cells; the first row is the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

const TEXTS: [&str; 5] = [
    "label",
    "hint",
    "guidance_hint",
    "required_message",
    "constraint_message",
];
const PLAIN: [&str; 12] = [
    "required",
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "repeat_count",
    "default",
    "read_only",
    "trigger",
    "appearance",
    "parameters",
    "save_to",
];

/// Cells of one row by header.
type Cells = BTreeMap<String, String>;

/// The sheets `survey`, `choices`, `settings` and, where the form creates entities, `entities`.
pub fn to_sheets(form: &Form) -> Vec<Sheet> {
    let printer = Printer::new(form, Style::Workbook);
    let mut survey = vec![];
    write_children(form, &printer, 0, &mut survey);
    let mut sheets = vec![table(form, "survey", &["type", "name"], survey)];
    let choices = choices(form, &printer);
    if !choices.is_empty() {
        sheets.push(table(form, "choices", &["list_name", "name"], choices));
    }
    sheets.push(table(
        form,
        "settings",
        &["form_id", "version"],
        vec![settings(form, &printer)],
    ));
    if !form.entities.is_empty() {
        let rows = form.entities.iter().map(|entity| {
            let create_if = entity
                .create_if
                .as_ref()
                .map(|tree| printer.expression(tree, 0));
            Cells::from([
                ("list_name".to_owned(), entity.dataset.clone()),
                ("label".to_owned(), printer.expression(&entity.label, 0)),
                ("create_if".to_owned(), create_if.unwrap_or_default()),
            ])
        });
        sheets.push(table(form, "entities", &["list_name"], rows.collect()));
    }
    sheets
}

/// Rows under the headers that any of them uses: `first` ones, texts by language, the others.
fn table(form: &Form, name: &str, first: &[&str], rows: Vec<Cells>) -> Sheet {
    let mut headers: Vec<String> = first.iter().map(|header| (*header).to_owned()).collect();
    for key in TEXTS {
        headers.extend(
            form.languages
                .iter()
                .map(|language| header(form, key, language)),
        );
    }
    headers.extend(PLAIN.iter().map(|header| (*header).to_owned()));
    headers.extend(rows.iter().flat_map(Cells::keys).cloned());
    let mut used: HashSet<&String> = HashSet::new();
    for row in &rows {
        used.extend(
            row.iter()
                .filter(|(_, cell)| !cell.is_empty())
                .map(|(header, _)| header),
        );
    }
    let mut seen = HashSet::new();
    headers.retain(|header| {
        (first.contains(&header.as_str()) || used.contains(header)) && seen.insert(header.clone())
    });
    let mut lines = vec![headers.clone()];
    for row in rows {
        let cells = headers
            .iter()
            .map(|header| row.get(header).cloned().unwrap_or_default());
        lines.push(cells.collect());
    }
    Sheet {
        name: name.to_owned(),
        rows: lines,
    }
}

fn write_children(form: &Form, printer: &Printer<'_>, parent: u32, rows: &mut Vec<Cells>) {
    let children = form
        .node(parent)
        .map_or(&[][..], |node| node.children.as_slice());
    let mut skipped = None;
    for id in children {
        let Some(node) = form.node(*id) else { continue };
        if skipped.take().as_deref() == Some(node.name()) {
            continue;
        }
        rows.push(cells(form, printer, node));
        if !node.or_other.is_empty() || has_other_text(form, node) {
            skipped = Some(format!("{}_other", node.name()));
        }
        if node.kind.is_block() {
            write_children(form, printer, *id, rows);
            let end = if node.kind == Kind::Repeat {
                "end_repeat"
            } else {
                "end_group"
            };
            rows.push(Cells::from([("type".to_owned(), end.to_owned())]));
        }
    }
}

/// Whether a question was written with `or_other` though its list has an `other` of its own.
fn has_other_text(form: &Form, node: &Node) -> bool {
    let name = format!("{}_other", node.path);
    node.kind.is_select()
        && form
            .nodes
            .iter()
            .any(|other| other.path == name && other.source == node.source)
}

fn cells(form: &Form, printer: &Printer<'_>, node: &Node) -> Cells {
    let mut cells = Cells::new();
    let mut put = |key: &str, text: String| {
        if !text.is_empty() {
            cells.insert(key.to_owned(), text);
        }
    };
    let tree = |tree: &Option<crate::tree::Tree>| {
        tree.as_ref()
            .map(|tree| printer.expression(tree, node.id))
            .unwrap_or_default()
    };
    let rule = |rule: &Rule| match rule {
        Rule::Fixed(false) => String::new(),
        Rule::Fixed(true) => "yes".to_owned(),
        Rule::When(tree) => printer.expression(tree, node.id),
    };
    put("type", kind_text(form, node));
    put("name", node.name().to_owned());
    put("required", rule(&node.required));
    put("read_only", rule(&node.read_only));
    put("relevant", tree(&node.relevant));
    put("constraint", tree(&node.constraint));
    put("calculation", tree(&node.value));
    put("repeat_count", tree(&node.count));
    put(
        "choice_filter",
        node.filter
            .as_ref()
            .map(|tree| printer.filter(tree, node.id))
            .unwrap_or_default(),
    );
    put(
        "default",
        node.default
            .clone()
            .unwrap_or_else(|| tree(&node.dynamic_default)),
    );
    put("appearance", node.appearance.clone());
    put("parameters", parameters(printer, node));
    put("save_to", node.save_to.clone().unwrap_or_default());
    let triggers = node.trigger.iter().filter_map(|id| form.node(*id));
    put(
        "trigger",
        triggers
            .map(|node| format!("${{{}}}", node.name()))
            .collect::<Vec<_>>()
            .join(", "),
    );
    for (key, value) in &node.attributes {
        put(key, value.clone());
    }
    put_texts(form, printer, node, &mut cells);
    cells
}

/// Texts and files of a node, each under its language.
fn put_texts(form: &Form, printer: &Printer<'_>, node: &Node, cells: &mut Cells) {
    let texts: [(&str, &Texts); 5] = [
        ("label", &node.label),
        ("hint", &node.hint),
        ("guidance_hint", &node.guidance_hint),
        ("required_message", &node.required_message),
        ("constraint_message", &node.constraint_message),
    ];
    for (key, texts) in texts {
        for (language, words) in texts {
            cells.insert(header(form, key, language), printer.words(words, node.id));
        }
    }
    for (kind, files) in &node.media {
        for (language, file) in files {
            cells.insert(header(form, kind, language), file.clone());
        }
    }
}

fn header(form: &Form, key: &str, language: &str) -> String {
    match form.language_names.get(language) {
        Some(name) if name != "default" => format!("{key}::{name}"),
        _ => key.to_owned(),
    }
}

fn kind_text(form: &Form, node: &Node) -> String {
    let name = serde_json::to_value(node.kind).ok();
    let name = name
        .as_ref()
        .and_then(serde_json::Value::as_str)
        .unwrap_or("text");
    let list = match (&node.list, node.choices_of) {
        (Some(list), _) => list.split('?').next().unwrap_or(list).to_owned(),
        (None, Some(id)) => format!("${{{}}}", form.node(id).map_or("", Node::name)),
        (None, None) => String::new(),
    };
    let is_file = form.files.contains(&format!("{list}.csv"));
    let other = if has_other_text(form, node) {
        " or_other"
    } else {
        ""
    };
    match node.kind {
        Kind::Group => "begin_group".to_owned(),
        Kind::Repeat => "begin_repeat".to_owned(),
        Kind::DateTime => "dateTime".to_owned(),
        Kind::StartGeopoint => "start-geopoint".to_owned(),
        Kind::CsvExternal => "csv-external".to_owned(),
        kind if kind.is_select() && is_file => format!("{name}_from_file {list}.csv{other}"),
        kind if kind.is_select() => format!("{name} {list}{other}"),
        _ => name.to_owned(),
    }
}

fn parameters(printer: &Printer<'_>, node: &Node) -> String {
    let mut found: Vec<String> = node
        .parameters
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    if let Some(range) = node.range {
        for (key, value) in [
            ("start", range.start),
            ("end", range.end),
            ("step", range.step),
        ] {
            found.push(format!("{key}={}", num::to_text(value)));
        }
    }
    if node.is_shuffled {
        found.push("randomize=true".to_owned());
    }
    if let Some(seed) = &node.seed {
        found.push(format!(
            "seed={}",
            printer.expression(seed, node.id).replace(' ', "")
        ));
    }
    found.join(" ")
}

fn choices(form: &Form, printer: &Printer<'_>) -> Vec<Cells> {
    let mut rows = vec![];
    for (name, list) in &form.lists {
        if form
            .files
            .contains(&format!("{}.csv", name.split('?').next().unwrap_or(name)))
        {
            continue;
        }
        for (at, values) in list.rows.iter().enumerate() {
            let mut cells = Cells::from([("list_name".to_owned(), name.clone())]);
            for (column, value) in list.columns.iter().zip(values) {
                cells.insert(column.clone(), value.clone());
            }
            for (language, labels) in &list.labels {
                let words = labels
                    .get(at)
                    .cloned()
                    .unwrap_or(Words::Plain(String::new()));
                cells.insert(header(form, "label", language), printer.words(&words, 0));
            }
            for (kind, by_language) in &list.media {
                for (language, files) in by_language {
                    cells.insert(
                        header(form, kind, language),
                        files.get(at).cloned().unwrap_or_default(),
                    );
                }
            }
            rows.push(cells);
        }
    }
    rows
}

fn settings(form: &Form, printer: &Printer<'_>) -> Cells {
    let mut cells = Cells::from([
        ("form_id".to_owned(), form.form.clone()),
        ("version".to_owned(), form.version.clone()),
        ("style".to_owned(), form.style.clone()),
    ]);
    if let Some(name) = form
        .language_names
        .get(&form.default_language)
        .filter(|name| *name != "default")
    {
        cells.insert("default_language".to_owned(), name.clone());
    }
    for (language, title) in &form.title {
        cells.insert(header(form, "form_title", language), title.clone());
    }
    if let Some(tree) = &form.instance_name {
        cells.insert("instance_name".to_owned(), printer.expression(tree, 0));
    }
    if form.zone_min != 480 {
        let sign = if form.zone_min < 0 { '-' } else { '+' };
        let size = form.zone_min.abs();
        cells.insert(
            "time_zone".to_owned(),
            format!("{sign}{:02}:{:02}", size / 60, size % 60),
        );
    }
    let has_twins = form.lists.values().any(|list| {
        let mut seen = HashSet::new();
        list.rows.iter().any(|row| !seen.insert(row.first()))
    });
    if has_twins {
        cells.insert("allow_choice_duplicates".to_owned(), "yes".to_owned());
    }
    cells
}
