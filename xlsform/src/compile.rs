//! Workbook → form definition. Every fault is gathered; nothing stops at the first.

mod choices;
mod entities;
mod languages;
mod order;
mod parameters;
mod resolve;
mod rows;
mod selects;
mod settings;
mod sound;
mod survey;
mod table;
mod words;

use crate::fault::{Code, Fault, Faults, Place};
use crate::form::{Form, Node};
use crate::limits;
use crate::tree::NodeId;
use crate::workbook::Workbook;
use languages::Languages;
use settings::Settings;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use table::Table;

pub use order::edges;
pub use sound::sound_part;

/// Data files beside a workbook, text by file name.
pub type Files = BTreeMap<String, String>;

/// What compiling gave.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The definition; none when there are errors.
    pub form: Option<Form>,
    /// Everything that is wrong, in the order of the cells.
    pub errors: Vec<Fault>,
    /// What the author should look at.
    pub warnings: Vec<Fault>,
}

/// A property still in the author's words.
struct Pending {
    node: NodeId,
    slot: Slot,
    text: String,
    place: Place,
}

/// Which property a pending text becomes.
#[derive(Debug, Clone, PartialEq)]
enum Slot {
    Relevant,
    Constraint,
    Required,
    ReadOnly,
    Calculation,
    Count,
    Filter,
    Default,
    Seed,
    Trigger,
    /// Means nothing where it stands, but must be no fault.
    Idle,
    /// A text by kind and language.
    Words(&'static str, String),
}

/// All that is known while compiling.
struct Compiler<'a> {
    files: &'a Files,
    faults: Faults,
    languages: Languages,
    settings: Settings,
    nodes: Vec<Node>,
    by_name: HashMap<String, Vec<NodeId>>,
    /// Name of a child by parent: finds it fast in groups of thousands.
    children: HashMap<(NodeId, String), NodeId>,
    pending: Vec<Pending>,
    lists: choices::Drafts,
    file_lists: BTreeMap<String, crate::form::List>,
    used_lists: BTreeSet<String>,
    needed_files: BTreeSet<String>,
    places: HashMap<(NodeId, &'static str), Place>,
    /// Length of the expressions read so far.
    expression_bytes: usize,
}

/// Compiles the bytes of a workbook; `files` are the data files beside it.
pub fn compile(bytes: &[u8], files: &Files) -> Outcome {
    match Workbook::read(bytes) {
        Ok(book) => compile_book(book, files),
        Err(fault) => Outcome {
            form: None,
            errors: vec![*fault],
            warnings: vec![],
        },
    }
}

fn compile_book(mut book: Workbook, files: &Files) -> Outcome {
    let mut faults = Faults::default();
    let Some(sheet) = book.take("survey") else {
        faults.error(no_survey(&book));
        return refused(faults);
    };
    let table = Table::read(sheet, &table::SURVEY, &mut faults);
    if !has_columns(&table, &mut faults) {
        return refused(faults);
    }
    let mut read = |name: &str, spelling, faults: &mut Faults| {
        book.take(name)
            .map(|sheet| Table::read(sheet, spelling, faults))
    };
    let options = read("choices", &table::CHOICES, &mut faults);
    let setting_rows = read("settings", &table::SETTINGS, &mut faults);
    let entity_rows = read("entities", &table::ENTITIES, &mut faults);
    let settings = Settings::read(setting_rows.as_ref(), &mut faults);
    let mut texts: Vec<(&Table, &[&str])> = vec![(&table, table::SURVEY.by_language)];
    texts.extend(
        options
            .as_ref()
            .map(|table| (table, table::CHOICES.by_language)),
    );
    let place = settings.place("default_language");
    let languages = Languages::gather(&texts, &settings.default_language, &mut faults, place);
    for (table, keys) in texts {
        languages.note_missing(table, keys, &mut faults);
    }
    let lists = options
        .as_ref()
        .map(|table| choices::read(table, &languages, settings.allows_duplicates, &mut faults));
    let mut compiler = Compiler::new(
        files,
        faults,
        languages,
        settings,
        lists.unwrap_or_default(),
    );
    compiler.rows(&table);
    compiler.finish(setting_rows.as_ref(), entity_rows.as_ref())
}

fn no_survey(book: &Workbook) -> Fault {
    let fault = Fault::new(
        Code::MissingSheet,
        Place::new("survey", 0, ""),
        "",
        "工作簿没有 survey 表",
        "the workbook has no sheet named survey",
    );
    let names = book.others.iter().map(String::as_str);
    fault.with_hint(crate::fault::nearest("survey", names))
}

/// Whether the columns are there without which nothing can be read.
fn has_columns(table: &Table, faults: &mut Faults) -> bool {
    let mut is_whole = true;
    for key in ["type", "name"] {
        if table.columns(key).is_empty() {
            is_whole = false;
            faults.error(Fault::new(
                Code::MissingColumn,
                Place::new(&table.sheet, table.header_row, key),
                "",
                "缺少这一列",
                "this column is missing",
            ));
        }
    }
    is_whole
}

fn refused(faults: Faults) -> Outcome {
    let (errors, warnings) = faults.finish();
    Outcome {
        form: None,
        errors,
        warnings,
    }
}

impl<'a> Compiler<'a> {
    fn new(
        files: &'a Files,
        faults: Faults,
        languages: Languages,
        settings: Settings,
        lists: choices::Drafts,
    ) -> Self {
        Self {
            files,
            faults,
            languages,
            settings,
            nodes: vec![],
            by_name: HashMap::new(),
            children: HashMap::new(),
            pending: vec![],
            lists,
            file_lists: BTreeMap::new(),
            used_lists: BTreeSet::new(),
            needed_files: BTreeSet::new(),
            places: HashMap::new(),
            expression_bytes: 0,
        }
    }

    /// The node of that id; the ids are our own.
    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(usize::try_from(id).ok()?)
    }

    fn node_mut(&mut self, id: NodeId) -> Option<&mut Node> {
        self.nodes.get_mut(usize::try_from(id).ok()?)
    }

    /// Repeats around a node, outermost first, without itself.
    fn chain(&self, id: NodeId) -> Vec<NodeId> {
        let mut found = vec![];
        let mut at = self.node(id).and_then(|node| node.scope);
        while let Some(repeat) = at {
            found.push(repeat);
            at = self.node(repeat).and_then(|node| node.scope);
            if found.len() > limits::GROUP_DEPTH + 2 {
                break;
            }
        }
        found.reverse();
        found
    }

    fn finish(mut self, setting_rows: Option<&Table>, entity_rows: Option<&Table>) -> Outcome {
        for pending in std::mem::take(&mut self.pending) {
            self.settle(pending);
        }
        let labels = self.resolve_choice_labels();
        let instance_name = self.instance_name(setting_rows);
        let entities = self.entities(entity_rows);
        let order = self.order();
        self.note_unused_lists();
        if !self.faults.is_clean() {
            return refused(self.faults);
        }
        let (errors, warnings) = self.faults.finish();
        let mut lists: BTreeMap<String, crate::form::List> = self.file_lists;
        for (key, draft) in self.lists {
            if self.used_lists.contains(&key) {
                lists.insert(draft.name, draft.list);
            }
        }
        for (name, by_language) in labels {
            if let Some(list) = lists.get_mut(&name) {
                list.labels = by_language;
            }
        }
        let title = self.settings.titles(&self.languages);
        let form = Form {
            schema: 1,
            form: self.settings.form_id,
            version: self.settings.version,
            title,
            languages: self.languages.codes,
            language_names: self.languages.names,
            default_language: self.languages.default,
            zone_min: self.settings.zone_min,
            instance_name,
            style: self.settings.style,
            warnings: warnings.clone(),
            nodes: self.nodes,
            lists,
            order,
            files: self.needed_files.into_iter().collect(),
            entities,
        };
        Outcome {
            form: Some(form),
            errors,
            warnings,
        }
    }

    fn note_unused_lists(&mut self) {
        for (key, draft) in &self.lists {
            if !self.used_lists.contains(key) {
                let row = draft.rows.first().copied().unwrap_or(0);
                self.faults.warn(Fault::new(
                    Code::UnusedList,
                    Place::new("choices", row, "list_name"),
                    &draft.name,
                    "没有题目使用这个列表",
                    "no question uses this list",
                ));
            }
        }
    }
}
