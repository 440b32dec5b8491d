//! Names become nodes: the syntax tree of an expression becomes the typed tree that the evaluators read.

mod calls;
mod paths;

use super::{Compiler, Slot};
use crate::expr::{self, Ast};
use crate::fault::{Code, Fault, Place, nearest};
use crate::tree::{As, NodeId, Tree};

/// The column of a list that reads as the label in the language shown.
pub const COLUMN_LABEL: &str = "label";

/// What stands around a predicate.
#[derive(Debug, Clone, PartialEq)]
enum Candidate {
    /// A row of a list, by the list's name.
    Row(String),
    /// An instance of a repeat, and the node that `.` means.
    Instance(NodeId, NodeId),
}

/// Where an expression stands.
#[derive(Debug, Clone)]
struct Site<'a> {
    node: NodeId,
    place: &'a Place,
    text: &'a str,
    candidate: Option<Candidate>,
}

impl Site<'_> {
    fn within(&self, candidate: Candidate) -> Self {
        Self {
            candidate: Some(candidate),
            ..self.clone()
        }
    }
}

impl Compiler<'_> {
    /// Parses and resolves one expression; faults are noted.
    pub(super) fn tree(
        &mut self,
        text: &str,
        node: NodeId,
        slot: &Slot,
        place: &Place,
    ) -> Option<Tree> {
        self.expression_bytes += text.len();
        if self.expression_bytes > crate::limits::EXPRESSIONS_BYTES {
            let en = "the expressions of the form are over 4 MB";
            let fault = Fault::new(
                Code::TooLarge,
                place.clone(),
                "",
                "表单的表达式总长超过 4 MB",
                en,
            );
            self.faults.error(fault);
            return None;
        }
        let ast = match expr::parse(text) {
            Ok(ast) => ast,
            Err(fault) => {
                let code = if fault.is_too_deep {
                    Code::TooDeep
                } else {
                    Code::ExpressionSyntax
                };
                let words = fault.text;
                self.faults
                    .error(Fault::new(code, place.clone(), text, &words.zh, &words.en));
                return None;
            }
        };
        let candidate = (*slot == Slot::Filter)
            .then(|| self.filtered(node))
            .flatten();
        let site = Site {
            node,
            place,
            text,
            candidate,
        };
        self.resolve(&ast, &site)
    }

    /// What a choice filter chooses from.
    fn filtered(&self, node: NodeId) -> Option<Candidate> {
        let asked = self.node(node)?;
        if let Some(target) = asked.choices_of {
            let repeat = self.node(target)?.scope?;
            return Some(Candidate::Instance(repeat, target));
        }
        Some(Candidate::Row(asked.list.clone().unwrap_or_default()))
    }

    /// Chains of operators are followed without recursion; brackets and functions are not many deep.
    fn resolve(&mut self, ast: &Ast, site: &Site<'_>) -> Option<Tree> {
        match ast {
            Ast::Neg(inner) => {
                let inner = self.resolve(inner, site)?;
                Some(Tree::Neg(Box::new(inner)))
            }
            Ast::Op(..) => self.chain_of(ast, site),
            Ast::Call(name, args) => self.call(name, args, site),
            other => self.leaf(other, site),
        }
    }

    fn chain_of(&mut self, ast: &Ast, site: &Site<'_>) -> Option<Tree> {
        let mut left = ast;
        let mut rest: Vec<(&'static str, &Ast)> = vec![];
        while let Ast::Op(name, a, b) = left {
            rest.push((name, b));
            left = a;
        }
        let mut sum = self.resolve(left, site);
        // All sides are looked at, so that all faults are found.
        for (name, right) in rest.into_iter().rev() {
            let right = self.resolve(right, site);
            sum = sum
                .zip(right)
                .map(|(a, b)| Tree::Op(name, Box::new(a), Box::new(b)));
        }
        sum
    }

    fn leaf(&mut self, ast: &Ast, site: &Site<'_>) -> Option<Tree> {
        match ast {
            Ast::Num(number) => Some(Tree::Num(*number)),
            Ast::Text(text) => Some(Tree::Text(text.clone())),
            Ast::Path(path) => self.path(path, site),
            _ => None,
        }
    }

    fn note(&mut self, site: &Site<'_>, code: Code, zh: &str, en: &str) {
        self.faults
            .error(Fault::new(code, site.place.clone(), site.text, zh, en));
    }

    /// The node of a name; a name nobody or two nodes have is a fault.
    pub(super) fn find(&mut self, name: &str, place: &Place) -> Option<NodeId> {
        let found = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        match found {
            [one] => Some(*one),
            [] => {
                let near = self
                    .faults
                    .may_hint()
                    .then(|| nearest(name, self.by_name.keys().map(String::as_str)))
                    .flatten()
                    .map(|name| format!("${{{name}}}"));
                let fault = Fault::new(
                    Code::UnknownReference,
                    place.clone(),
                    &format!("${{{name}}}"),
                    &format!("引用了不存在的题目 ${{{name}}}"),
                    &format!("there is no question ${{{name}}}"),
                );
                self.faults.error(fault.with_hint(near));
                None
            }
            several => {
                let rows: Vec<String> = several
                    .iter()
                    .filter_map(|id| self.node(*id))
                    .map(|node| node.source.row.to_string())
                    .collect();
                let rows = rows.join(", ");
                self.faults.error(Fault::new(
                    Code::AmbiguousReference,
                    place.clone(),
                    &format!("${{{name}}}"),
                    &format!("名称 {name} 用在几处（第 {rows} 行），引用不明确；请改名"),
                    &format!("several questions are called {name} (rows {rows}); rename one"),
                ));
                None
            }
        }
    }

    /// A reference inside a text.
    pub(super) fn reference(&mut self, name: &str, node: NodeId, place: &Place) -> Option<Tree> {
        let target = self.find(name, place)?;
        Some(self.tree_of(target, node))
    }

    /// The tree that reads `target` from where `node` stands.
    fn tree_of(&self, target: NodeId, node: NodeId) -> Tree {
        let kind = self
            .node(target)
            .map_or(As::Text, |node| node.kind.reads_as());
        let is_repeat = self
            .node(target)
            .is_some_and(|node| node.kind == crate::kind::Kind::Repeat);
        let chain = self.chain(target);
        let own = self.inner_chain(node);
        Tree::Ref {
            node: target,
            kind,
            all: is_repeat || !own.starts_with(&chain),
            is_candidate: false,
        }
    }

    /// Repeats whose instance an expression of `node` stands in.
    fn inner_chain(&self, node: NodeId) -> Vec<NodeId> {
        self.chain(node)
    }
}
