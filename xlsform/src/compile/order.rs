//! The order of computing: every node after all it reads. Rings are faults that name their members.

use super::Compiler;
use crate::fault::{Code, Fault, Place};
use crate::form::Node;
use crate::limits;
use crate::tree::{NodeId, Tree};
use std::collections::{BTreeSet, HashMap};

/// True when something of the node is computed while a record is filled.
pub fn is_computed(node: &Node) -> bool {
    node.relevant.is_some()
        || node.value.is_some()
        || node.count.is_some()
        || node.filter.is_some()
        || node.choices_of.is_some()
        || !node.trigger.is_empty()
}

/// The expressions of a node that make it depend on others. A triggered calculation depends on its trigger only.
pub fn edges(node: &Node) -> Vec<NodeId> {
    let mut found: Vec<NodeId> = vec![];
    let mut add = |tree: Option<&Tree>| found.extend(tree.map(Tree::reads).unwrap_or_default());
    add(node.relevant.as_ref());
    add(node.count.as_ref());
    add(node.filter.as_ref());
    if node.trigger.is_empty() {
        add(node.value.as_ref());
    }
    found.extend(node.trigger.iter().copied());
    found.extend(node.choices_of);
    found
}

impl Compiler<'_> {
    /// Nodes with something to compute, in an order that follows what they read; ties as in the sheet.
    pub(super) fn order(&mut self) -> Vec<NodeId> {
        let computed: BTreeSet<NodeId> = self
            .nodes
            .iter()
            .filter(|node| is_computed(node))
            .map(|node| node.id)
            .collect();
        let mut waits: HashMap<NodeId, usize> = HashMap::new();
        let mut followers: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
        for id in &computed {
            let before = self.before(*id, &computed);
            waits.insert(*id, before.len());
            for other in before {
                followers.entry(other).or_default().push(*id);
            }
        }
        let mut ready: BTreeSet<NodeId> = computed
            .iter()
            .filter(|id| waits.get(id) == Some(&0))
            .copied()
            .collect();
        let mut order = vec![];
        while let Some(next) = ready.pop_first() {
            order.push(next);
            for follower in followers.get(&next).map_or(&[][..], Vec::as_slice) {
                if let Some(count) = waits.get_mut(follower) {
                    *count -= 1;
                    if *count == 0 {
                        ready.insert(*follower);
                    }
                }
            }
        }
        let placed: BTreeSet<NodeId> = order.iter().copied().collect();
        let left: BTreeSet<NodeId> = computed.difference(&placed).copied().collect();
        if !left.is_empty() {
            self.note_rings(left, &computed);
        }
        order
    }

    /// Computed nodes that must be settled before `id`: what it reads, the blocks around that, and its own blocks.
    fn before(&self, id: NodeId, computed: &BTreeSet<NodeId>) -> BTreeSet<NodeId> {
        let mut found = BTreeSet::new();
        let Some(node) = self.node(id) else {
            return found;
        };
        for target in edges(node) {
            if computed.contains(&target) {
                found.insert(target);
            }
            self.add_blocks(target, id, computed, &mut found);
        }
        self.add_blocks(id, id, computed, &mut found);
        found
    }

    /// Blocks around `target`, as far as they are computed. Blocks that hold `reader` itself are its own ancestors.
    fn add_blocks(
        &self,
        target: NodeId,
        reader: NodeId,
        computed: &BTreeSet<NodeId>,
        found: &mut BTreeSet<NodeId>,
    ) {
        let mut at = self.node(target).and_then(|node| node.parent);
        while let Some(block) = at {
            if computed.contains(&block) && block != reader {
                found.insert(block);
            }
            // A block that reads what is inside itself is a ring of one.
            if block == reader && target != reader {
                found.insert(reader);
            }
            at = self.node(block).and_then(|node| node.parent);
        }
    }

    /// One fault per ring, at its first node.
    fn note_rings(&mut self, mut left: BTreeSet<NodeId>, computed: &BTreeSet<NodeId>) {
        let waits: HashMap<NodeId, BTreeSet<NodeId>> = left
            .iter()
            .map(|id| (*id, self.before(*id, computed)))
            .collect();
        for _ in 0..limits::RINGS {
            release(&mut left, &waits);
            let Some(start) = left.first().copied() else {
                return;
            };
            let Some(ring) = ring(start, &left, &waits) else {
                left.remove(&start);
                continue;
            };
            let first = ring.iter().min().copied().unwrap_or(start);
            let names: Vec<String> = ring
                .iter()
                .chain(ring.first())
                .take(20)
                .filter_map(|id| self.node(*id))
                .map(|node| format!("${{{}}}", node.name()))
                .collect();
            let names = names.join(" → ");
            let fault = Fault::new(
                Code::DependencyCycle,
                self.cycle_place(first, &ring),
                &names,
                &format!("循环依赖：{names}"),
                &format!("these depend on each other in a ring: {names}"),
            );
            self.faults.error(fault);
            for member in &ring {
                left.remove(member);
            }
        }
    }

    /// The cell of the expression by which `id` belongs to the ring.
    fn cycle_place(&self, id: NodeId, ring: &[NodeId]) -> Place {
        let Some(node) = self.node(id) else {
            return Place::default();
        };
        let touches = |tree: Option<&Tree>| {
            tree.is_some_and(|tree| {
                tree.reads().iter().any(|read| {
                    let mut at = Some(*read);
                    while let Some(seen) = at {
                        if ring.contains(&seen) {
                            return true;
                        }
                        at = self.node(seen).and_then(|node| node.parent);
                    }
                    false
                })
            })
        };
        let keys = [
            ("calculation", node.value.as_ref()),
            ("relevant", node.relevant.as_ref()),
            ("choice_filter", node.filter.as_ref()),
            ("repeat_count", node.count.as_ref()),
        ];
        let key = keys
            .iter()
            .find(|(_, tree)| touches(*tree))
            .map_or("calculation", |(key, _)| key);
        self.places
            .get(&(id, key))
            .cloned()
            .unwrap_or_else(|| Place::new(&node.source.sheet, node.source.row, key))
    }
}

/// Takes out of `left` all that can be ordered once the members of known rings are thought away: what only waits for a
/// ring is not wrong itself.
fn release(left: &mut BTreeSet<NodeId>, waits: &HashMap<NodeId, BTreeSet<NodeId>>) {
    loop {
        let is_free = |id: &&NodeId| waits.get(*id).is_none_or(|before| before.is_disjoint(left));
        let free: Vec<NodeId> = left.iter().filter(is_free).copied().collect();
        if free.is_empty() {
            return;
        }
        for id in free {
            left.remove(&id);
        }
    }
}

/// A ring inside `left` that can be reached from `start`, beginning with its least member.
fn ring(
    start: NodeId,
    left: &BTreeSet<NodeId>,
    waits: &HashMap<NodeId, BTreeSet<NodeId>>,
) -> Option<Vec<NodeId>> {
    let mut path: Vec<NodeId> = vec![];
    let mut places: HashMap<NodeId, usize> = HashMap::new();
    let mut at = start;
    loop {
        if let Some(place) = places.get(&at) {
            let mut ring: Vec<NodeId> = path.get(*place..)?.to_vec();
            let least = ring.iter().enumerate().min_by_key(|(_, id)| **id)?.0;
            ring.rotate_left(least);
            return Some(ring);
        }
        places.insert(at, path.len());
        path.push(at);
        at = *waits.get(&at)?.iter().find(|id| left.contains(id))?;
    }
}
