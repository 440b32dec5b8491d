//! What is worked out once per form, so that filling it is quick.

use crate::form::Form;
use crate::kind::Kind;
use crate::tree::{NodeId, Tree};
use regex::Regex;
use std::collections::HashMap;

/// Look-ups of one form.
#[derive(Debug)]
pub struct Plan {
    chains: Vec<Vec<NodeId>>,
    inner: Vec<Vec<NodeId>>,
    readers: HashMap<NodeId, Vec<NodeId>>,
    ranks: HashMap<NodeId, usize>,
    by_path: HashMap<String, NodeId>,
    patterns: HashMap<String, Regex>,
    /// Nodes whose calculation depends on the time or on chance.
    pub volatile: Vec<bool>,
}

impl Plan {
    /// Works out the look-ups of `form`.
    pub fn new(form: &Form) -> Self {
        let mut plan = Self {
            chains: vec![],
            inner: vec![],
            readers: HashMap::new(),
            ranks: HashMap::new(),
            by_path: HashMap::new(),
            patterns: HashMap::new(),
            volatile: vec![false; form.nodes.len()],
        };
        for node in &form.nodes {
            let chain = node
                .scope
                .map_or_else(Vec::new, |repeat| plan.inner_chain(repeat).to_vec());
            let mut inner = chain.clone();
            if node.kind == Kind::Repeat {
                inner.push(node.id);
            }
            plan.chains.push(chain);
            plan.inner.push(inner);
            plan.by_path.insert(node.path.clone(), node.id);
        }
        for (rank, id) in form.order.iter().enumerate() {
            plan.ranks.insert(*id, rank);
            if let Some(node) = form.node(*id) {
                for read in crate::compile::edges(node) {
                    let readers = plan.readers.entry(read).or_default();
                    if readers.last() != Some(id) {
                        readers.push(*id);
                    }
                }
                plan.note_volatile(node.value.as_ref(), *id);
            }
        }
        plan.gather_patterns(form);
        plan
    }

    fn note_volatile(&mut self, value: Option<&Tree>, id: NodeId) {
        let Some(value) = value else { return };
        let mut is_volatile = false;
        value.walk(&mut |tree| {
            is_volatile |= match tree {
                Tree::Call(name, _) => {
                    ["today", "now", "random", "uuid", "once", "randomize"].contains(name)
                }
                Tree::Ref { node, .. } => self.is_volatile(*node),
                _ => false,
            };
        });
        if let Some(flag) = usize::try_from(id)
            .ok()
            .and_then(|at| self.volatile.get_mut(at))
        {
            *flag = is_volatile;
        }
    }

    /// Whether a calculation cannot be repeated later.
    pub fn is_volatile(&self, id: NodeId) -> bool {
        at(&self.volatile, id).copied().unwrap_or(false)
    }

    fn gather_patterns(&mut self, form: &Form) {
        let mut gather = |tree: &Tree| {
            tree.walk(&mut |tree| {
                if let Tree::Call("regex", args) = tree
                    && let Some(Tree::Text(pattern)) = args.get(1)
                    && let Ok(regex) = Regex::new(&format!("^(?:{pattern})$"))
                {
                    self.patterns.insert(pattern.clone(), regex);
                }
            });
        };
        for node in &form.nodes {
            let trees = [
                &node.relevant,
                &node.constraint,
                &node.value,
                &node.dynamic_default,
                &node.filter,
                &node.seed,
                &node.count,
            ];
            trees.into_iter().flatten().for_each(&mut gather);
            for rule in [&node.required, &node.read_only] {
                if let crate::form::Rule::When(tree) = rule {
                    gather(tree);
                }
            }
        }
        form.instance_name.iter().for_each(gather);
    }

    /// Repeats around a node, outermost first.
    pub fn chain(&self, id: NodeId) -> &[NodeId] {
        at(&self.chains, id).map_or(&[], Vec::as_slice)
    }

    /// The same with the node itself if it is a repeat.
    pub fn inner_chain(&self, id: NodeId) -> &[NodeId] {
        at(&self.inner, id).map_or(&[], Vec::as_slice)
    }

    /// Nodes to compute again when `id` changes.
    pub fn readers(&self, id: NodeId) -> &[NodeId] {
        self.readers.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Place in the order of computing.
    pub fn rank(&self, id: NodeId) -> Option<usize> {
        self.ranks.get(&id).copied()
    }

    /// The node of a path without numbers.
    pub fn by_path(&self, path: &str) -> Option<NodeId> {
        self.by_path.get(path).copied()
    }

    /// Whether a text matches a pattern of the form as a whole.
    pub fn matches(&self, pattern: &str, text: &str) -> bool {
        self.patterns
            .get(pattern)
            .is_some_and(|regex| regex.is_match(text))
    }
}

fn at<T>(list: &[T], id: NodeId) -> Option<&T> {
    list.get(usize::try_from(id).ok()?)
}
