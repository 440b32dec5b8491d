//! Trees written as expressions again.

use crate::form::{Form, Part, Words};
use crate::kind::Kind;
use crate::num;
use crate::tree::{NodeId, Tree};
use std::collections::HashMap;

/// Who reads the expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A workbook: `${name}`.
    Workbook,
    /// An XForm: paths from the root `data`.
    XForm,
}

/// Writes the expressions of a form.
pub struct Printer<'a> {
    form: &'a Form,
    style: Style,
    names: HashMap<&'a str, usize>,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
struct Site {
    node: NodeId,
    /// The node that bare names belong to, inside a predicate on a repeat.
    candidate: Option<NodeId>,
    is_predicate: bool,
    is_absolute: bool,
}

const STRENGTH: [(&str, u8); 13] = [
    ("or", 1),
    ("and", 2),
    ("=", 3),
    ("!=", 3),
    ("<", 4),
    ("<=", 4),
    (">", 4),
    (">=", 4),
    ("+", 5),
    ("-", 5),
    ("*", 6),
    ("div", 6),
    ("mod", 6),
];

impl<'a> Printer<'a> {
    pub fn new(form: &'a Form, style: Style) -> Self {
        let mut names: HashMap<&str, usize> = HashMap::new();
        for node in &form.nodes {
            *names.entry(node.name()).or_default() += 1;
        }
        Self { form, style, names }
    }

    /// An expression of `node`.
    pub fn expression(&self, tree: &Tree, node: NodeId) -> String {
        let site = Site {
            node,
            candidate: None,
            is_predicate: false,
            is_absolute: false,
        };
        self.print(tree, site, 0)
    }

    /// A filter over the rows of the list of `node`, or over the instances its choices come from.
    pub fn filter(&self, tree: &Tree, node: NodeId) -> String {
        let choices_of = self.form.node(node).and_then(|node| node.choices_of);
        let repeat = choices_of.and_then(|id| self.form.node(id)?.scope);
        let site = Site {
            node,
            candidate: repeat,
            is_predicate: true,
            is_absolute: false,
        };
        self.print(tree, site, 0)
    }

    /// Words for a cell of a workbook.
    pub fn words(&self, words: &Words, node: NodeId) -> String {
        match words {
            Words::Plain(text) => text.clone(),
            Words::Parts(parts) => parts
                .iter()
                .map(|part| match part {
                    Part::Plain(text) => text.clone(),
                    Part::Answer(tree) => self.expression(tree, node),
                })
                .collect(),
        }
    }

    fn print(&self, tree: &Tree, site: Site, least: u8) -> String {
        match tree {
            Tree::Num(number) => num::to_text(*number),
            Tree::Text(text) if text.contains('\'') => format!("\"{text}\""),
            Tree::Text(text) => format!("'{text}'"),
            Tree::Truth(truth) => format!("{truth}()"),
            Tree::Own(_) => ".".to_owned(),
            Tree::Neg(inner) => format!("-{}", self.print(inner, site, 7)),
            Tree::Op(name, a, b) => {
                let strength = STRENGTH
                    .iter()
                    .find(|(known, _)| known == name)
                    .map_or(0, |(_, strength)| *strength);
                let text = format!(
                    "{} {name} {}",
                    self.print(a, site, strength),
                    self.print(b, site, strength + 1)
                );
                if strength < least {
                    format!("({text})")
                } else {
                    text
                }
            }
            Tree::Call(name, args) => self.call(name, args, site),
            Tree::Col(column) => column.clone(),
            Tree::Ref {
                node, is_candidate, ..
            } => self.reference(*node, *is_candidate, site),
            Tree::Item {
                list,
                predicates,
                column,
            } => self.item(list, predicates, column.as_deref(), site),
            Tree::Nodes {
                repeat,
                predicates,
                pick,
                ..
            } => {
                let inner = Site {
                    candidate: Some(*repeat),
                    is_predicate: true,
                    ..site
                };
                let start = self.reference(*repeat, false, site);
                let tests = self.tests(predicates, inner);
                format!("{start}{tests}{}", self.below(*repeat, *pick))
            }
            Tree::Position(repeat) => format!("position({})", self.climb(site.node, *repeat)),
        }
    }

    fn call(&self, name: &str, args: &[Tree], site: Site) -> String {
        let inner = Site {
            is_absolute: name == "indexed-repeat",
            ..site
        };
        let mut texts: Vec<String> = args.iter().map(|arg| self.print(arg, inner, 0)).collect();
        if name == "jr:choice-name"
            && let Some(question) = texts.get_mut(1)
        {
            *question = format!("'{question}'");
        }
        format!("{name}({})", texts.join(", "))
    }

    fn tests(&self, predicates: &[Tree], site: Site) -> String {
        let mut text = String::new();
        for predicate in predicates {
            text.extend(["[", &self.print(predicate, site, 0), "]"]);
        }
        text
    }

    fn item(&self, list: &str, predicates: &[Tree], column: Option<&str>, site: Site) -> String {
        let inner = Site {
            candidate: None,
            is_predicate: true,
            ..site
        };
        let is_file = self.form.files.contains(&format!("{list}.csv"));
        if let (true, Style::Workbook, Some(column), [Tree::Op("=", key, value)]) =
            (is_file, self.style, column, predicates)
            && let Tree::Col(key) = &**key
        {
            return format!(
                "pulldata('{list}', '{column}', '{key}', {})",
                self.print(value, site, 0)
            );
        }
        let column = match column {
            Some("label") if self.style == Style::XForm && !is_file => "/itextId".to_owned(),
            Some(column) => format!("/{column}"),
            None => String::new(),
        };
        format!(
            "instance('{list}')/root/item{}{column}",
            self.tests(predicates, inner)
        )
    }

    fn reference(&self, node: NodeId, is_candidate: bool, site: Site) -> String {
        if let (true, Some(repeat)) = (is_candidate, site.candidate) {
            let path = self.below(repeat, node);
            let path = path.trim_start_matches('/');
            return if path.is_empty() {
                ".".to_owned()
            } else {
                path.to_owned()
            };
        }
        let Some(target) = self.form.node(node) else {
            return "''".to_owned();
        };
        if self.style == Style::Workbook && self.names.get(target.name()) == Some(&1) {
            return format!("${{{}}}", target.name());
        }
        let shared = self.shared_repeat(site.node, node);
        match shared {
            Some(repeat) if !site.is_absolute => {
                let current = if site.is_predicate { "current()/" } else { "" };
                format!(
                    "{current}{}{}",
                    self.climb(site.node, repeat),
                    self.below(repeat, node)
                )
            }
            _ if target.path.is_empty() => "/data".to_owned(),
            _ => format!("/data/{}", target.path),
        }
    }

    /// The innermost repeat around both nodes.
    fn shared_repeat(&self, a: NodeId, b: NodeId) -> Option<NodeId> {
        let around = |id: NodeId| {
            let mut found = vec![];
            let mut at = self.form.node(id).and_then(|node| node.scope);
            while let Some(repeat) = at {
                found.push(repeat);
                at = self.form.node(repeat).and_then(|node| node.scope);
            }
            found
        };
        let others = around(b);
        around(a).into_iter().find(|repeat| others.contains(repeat))
    }

    /// Steps up from a node to a block around it.
    fn climb(&self, from: NodeId, to: NodeId) -> String {
        let mut steps = vec![];
        let mut at = from;
        while at != to && steps.len() < 100 {
            steps.push("..");
            at = self
                .form
                .node(at)
                .and_then(|node| node.parent)
                .unwrap_or(to);
        }
        if steps.is_empty() {
            ".".to_owned()
        } else {
            steps.join("/")
        }
    }

    /// `/a/b` from a block to a node inside; empty for itself.
    fn below(&self, block: NodeId, node: NodeId) -> String {
        let path = |id: NodeId| self.form.node(id).map_or("", |node| node.path.as_str());
        path(node)
            .strip_prefix(path(block))
            .unwrap_or("")
            .to_owned()
    }
}

/// Whether a node has something on a screen.
pub fn is_shown(kind: Kind) -> bool {
    !kind.is_unseen()
}
