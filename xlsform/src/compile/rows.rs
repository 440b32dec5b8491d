//! The sheet `survey` from top to bottom: blocks that open and close, names, one node per row.

use super::table::{Table, TableRow};
use super::{Compiler, settings};
use crate::fault::{Code, Fault, Place, nearest};
use crate::form::{Node, Source};
use crate::kind::{self, Kind, Type};
use crate::limits;
use crate::tree::NodeId;

/// An open group or repeat.
struct Open {
    id: NodeId,
    kind: Kind,
    place: Place,
    value: String,
}

impl Compiler<'_> {
    /// Reads all rows into nodes; expressions stay pending until all names are known.
    pub(super) fn rows(&mut self, table: &Table) {
        let source = Source {
            sheet: table.sheet.clone(),
            row: table.header_row,
        };
        self.nodes
            .push(Node::new(0, Kind::Group, String::new(), source));
        let mut open: Vec<Open> = vec![];
        for row in table.rows() {
            if settings::truth(row.text("disabled")) == Some(true) {
                continue;
            }
            let cell = row.text("type");
            if cell.is_empty() {
                self.note_typeless(&row);
                continue;
            }
            if self.nodes.len() > limits::QUESTIONS {
                self.faults.error(row.fault(
                    Code::TooLarge,
                    "type",
                    "题目超过 5000 个",
                    "there are over 5,000 questions",
                ));
                break;
            }
            match kind::parse(cell) {
                Type::End(kind) => self.end(&row, kind, &mut open),
                Type::Begin(kind) => {
                    let parent = open.last().map_or(0, |block| block.id);
                    let id = self.add(&row, kind, parent);
                    if open.len() >= limits::GROUP_DEPTH {
                        self.faults.error(row.fault(
                            Code::TooDeep,
                            "type",
                            "分组嵌套超过 64 层",
                            "groups stand more than 64 deep",
                        ));
                        break;
                    }
                    open.push(Open {
                        id,
                        kind,
                        place: row.place("type"),
                        value: cell.to_owned(),
                    });
                }
                other => {
                    let parent = open.last().map_or(0, |block| block.id);
                    self.question(&row, other, parent);
                }
            }
        }
        self.note_unfinished(table, open);
    }

    /// Blocks left open, and a sheet without a question.
    fn note_unfinished(&mut self, table: &Table, open: Vec<Open>) {
        for block in open {
            let (zh, en) = block_names(block.kind);
            self.faults.error(Fault::new(
                Code::UnclosedBlock,
                block.place,
                &block.value,
                &format!("这个{zh}没有结束，请在后面加一行 end_{en}"),
                &format!("this {en} is not closed; add a row end_{en}"),
            ));
        }
        if self.nodes.len() == 1 && self.faults.is_clean() {
            self.faults.error(Fault::new(
                Code::EmptySurvey,
                Place::new(&table.sheet, 0, ""),
                "",
                "survey 表没有题目",
                "the sheet survey has no questions",
            ));
        }
    }

    fn note_typeless(&mut self, row: &TableRow<'_>) {
        let has_content = ["name", "label", "calculation", "relevant", "constraint"]
            .iter()
            .any(|key| row.texts(key).next().is_some());
        if has_content {
            self.faults.error(row.fault(
                Code::MissingType,
                "type",
                "这一行没有题型",
                "the row has no type",
            ));
        }
    }

    fn end(&mut self, row: &TableRow<'_>, kind: Kind, open: &mut Vec<Open>) {
        let (zh, en) = block_names(kind);
        match open.last() {
            None => self.faults.error(row.fault(
                Code::UnopenedBlock,
                "type",
                &format!("前面没有开始的{zh}"),
                &format!("no {en} was begun above"),
            )),
            Some(block) if block.kind == kind => {
                open.pop();
            }
            Some(block) => {
                let (other_zh, other_en) = block_names(block.kind);
                let begun = block.place.row;
                self.faults.error(row.fault(
                    Code::CrossedBlocks,
                    "type",
                    &format!("第 {begun} 行开始的是{other_zh}，应写 end_{other_en}"),
                    &format!("the {other_en} begun in row {begun} must be closed first with end_{other_en}"),
                ));
                // Take it as a slip of the word when no block of this kind is open further out.
                open.pop();
                if open.iter().any(|outer| outer.kind == kind)
                    && open.last().is_some_and(|outer| outer.kind == kind)
                {
                    open.pop();
                }
            }
        }
    }

    fn question(&mut self, row: &TableRow<'_>, kind: Type, parent: NodeId) {
        let cell = row.text("type");
        match kind {
            Type::Question(kind) => {
                self.add(row, kind, parent);
            }
            Type::Select(select) => {
                let id = self.add(row, select.kind, parent);
                self.select(row, id, &select);
            }
            Type::Unsupported(name) => {
                self.faults.error(row.fault(
                    Code::UnsupportedType,
                    "type",
                    &format!("暂不支持题型 {name}"),
                    &format!("the type {name} is not supported"),
                ));
                self.add_bare(row, parent);
            }
            _ => {
                let words = cell.split_whitespace().next().unwrap_or(cell);
                let near =
                    nearest(words, kind::spellings()).or_else(|| nearest(cell, kind::spellings()));
                let fault = row.fault(
                    Code::UnknownType,
                    "type",
                    &format!("没有题型 {cell}"),
                    &format!("there is no type {cell}"),
                );
                self.faults.error(fault.with_hint(near));
                self.add_bare(row, parent);
            }
        }
    }

    /// A node whose type is wrong: known by its name, so that references to it are not wrong as well.
    fn add_bare(&mut self, row: &TableRow<'_>, parent: NodeId) {
        let name = row.text("name");
        if !name.is_empty() {
            self.new_node(row, Kind::Text, parent, name);
        }
    }

    fn add(&mut self, row: &TableRow<'_>, kind: Kind, parent: NodeId) -> NodeId {
        let written = row.text("name");
        let number = row.number;
        let name = match (written.is_empty(), kind) {
            (true, Kind::Note) => format!("note_row_{number}"),
            (true, _) => {
                self.faults.error(row.fault(
                    Code::MissingName,
                    "name",
                    "这一行没有名称",
                    "the row has no name",
                ));
                format!("row_{number}")
            }
            (false, _) => written.to_owned(),
        };
        self.check_name(row, &name);
        let id = self.new_node(row, kind, parent, &name);
        self.properties(row, id, kind);
        id
    }

    fn check_name(&mut self, row: &TableRow<'_>, name: &str) {
        let mut letters = name.chars();
        let is_legal = letters
            .next()
            .is_some_and(|first| first.is_alphabetic() || first == '_')
            && letters.all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'));
        if !is_legal {
            self.faults.error(row.fault(
                Code::IllegalName,
                "name",
                "名称须以字母或下划线开头，只含字母、数字、_、-、.",
                "a name begins with a letter or _ and holds only letters, digits, _, - and .",
            ));
        } else if name.eq_ignore_ascii_case("meta") {
            self.faults.error(row.fault(
                Code::ReservedName,
                "name",
                "meta 是保留名称，请换一个",
                "meta is reserved; take another name",
            ));
        } else if !name.is_ascii() {
            self.faults.warn(row.fault(
                Code::NameNotPortable,
                "name",
                "ODK Collect 读不了用非英文名称写的表达式",
                "ODK Collect cannot read expressions with names outside ASCII",
            ));
        }
    }

    /// Adds a node below `parent`; a name taken there is a fault.
    pub(super) fn new_node(
        &mut self,
        row: &TableRow<'_>,
        kind: Kind,
        parent: NodeId,
        name: &str,
    ) -> NodeId {
        let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let (path, scope) = match self.node(parent) {
            Some(above) => {
                let path = if parent == 0 {
                    name.to_owned()
                } else {
                    format!("{}/{name}", above.path)
                };
                let scope = if above.kind == Kind::Repeat {
                    Some(parent)
                } else {
                    above.scope
                };
                (path, scope)
            }
            None => (name.to_owned(), None),
        };
        let source = Source {
            sheet: row.table.sheet.clone(),
            row: row.number,
        };
        let mut node = Node::new(id, kind, path, source);
        node.parent = Some(parent);
        node.scope = scope;
        let key = (parent, name.to_owned());
        if let Some(first) = self.children.get(&key).copied() {
            let first_row = self.node(first).map_or(0, |node| node.source.row);
            self.faults.error(row.fault(
                Code::DuplicateName,
                "name",
                &format!("名称 {name} 在同一组里已用过（第 {first_row} 行）"),
                &format!("the name {name} is taken in this group by row {first_row}"),
            ));
        } else {
            self.children.insert(key, id);
            self.by_name.entry(name.to_owned()).or_default().push(id);
        }
        self.nodes.push(node);
        if let Some(above) = self.node_mut(parent) {
            above.children.push(id);
        }
        id
    }

    /// The answers inserted in a text, as names; the text is resolved later.
    pub(super) fn has_answers(text: &str) -> bool {
        text.contains("${")
    }
}

fn block_names(kind: Kind) -> (&'static str, &'static str) {
    if kind == Kind::Repeat {
        ("重复组", "repeat")
    } else {
        ("组", "group")
    }
}
