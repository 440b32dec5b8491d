//! The answers of one record: values, what is not relevant, how many instances each repeat has.

use super::plan::Plan;
use crate::form::Form;
use crate::kind::Kind;
use crate::limits;
use crate::tree::NodeId;
use crate::value::Value;
use std::collections::{HashMap, HashSet};

/// Numbers of the instances around a node, from 1, outermost first.
pub type Index = Vec<u32>;
/// One place of a record.
pub type Slot = (NodeId, Index);

/// The state of one record.
#[derive(Debug, Clone, Default)]
pub struct State {
    values: HashMap<Slot, Value>,
    hidden: HashSet<Slot>,
    counts: HashMap<Slot, usize>,
    /// What a trigger held when it was last looked at.
    seen: HashMap<Slot, Vec<Value>>,
    total: usize,
}

impl State {
    /// The stored value, relevant or not.
    pub fn raw(&self, node: NodeId, index: &[u32]) -> Value {
        self.values
            .get(&(node, index.to_vec()))
            .cloned()
            .unwrap_or_default()
    }

    /// Stores a value; true when it is another one.
    pub fn store(&mut self, node: NodeId, index: &[u32], value: Value) -> bool {
        let slot = (node, index.to_vec());
        if value.is_blank() {
            return self.values.remove(&slot).is_some();
        }
        let is_new = self.values.get(&slot) != Some(&value);
        if is_new {
            self.values.insert(slot, value);
        }
        is_new
    }

    /// The value as others read it: blank when the node is not relevant.
    pub fn read(&self, form: &Form, plan: &Plan, node: NodeId, index: &[u32]) -> Value {
        if self.is_relevant(form, plan, node, index) {
            self.raw(node, index)
        } else {
            Value::Blank
        }
    }

    /// Notes whether the node's own expression holds; true when that is new.
    pub fn set_relevant(&mut self, node: NodeId, index: &[u32], is_relevant: bool) -> bool {
        let slot = (node, index.to_vec());
        if is_relevant {
            self.hidden.remove(&slot)
        } else {
            self.hidden.insert(slot)
        }
    }

    /// Whether the node and all around it are relevant.
    pub fn is_relevant(&self, form: &Form, plan: &Plan, node: NodeId, index: &[u32]) -> bool {
        if self.hidden.is_empty() {
            return true;
        }
        let mut at = Some(node);
        while let Some(id) = at {
            let depth = plan.chain(id).len();
            let own = index.get(..depth).unwrap_or(index);
            if self.hidden.contains(&(id, own.to_vec())) {
                return false;
            }
            at = form.node(id).and_then(|node| node.parent);
        }
        true
    }

    /// Whether the node's own expression does not hold.
    pub fn is_hidden(&self, node: NodeId, index: &[u32]) -> bool {
        self.hidden.contains(&(node, index.to_vec()))
    }

    /// Instances of a repeat.
    pub fn count(&self, repeat: NodeId, outer: &[u32]) -> usize {
        self.counts
            .get(&(repeat, outer.to_vec()))
            .copied()
            .unwrap_or(0)
    }

    /// What the trigger of `node` held; notes what it holds now. None the first time.
    pub fn look(&mut self, node: NodeId, index: &[u32], now: Vec<Value>) -> Option<Vec<Value>> {
        self.seen.insert((node, index.to_vec()), now)
    }

    /// Instances of `node` as seen from a place with the repeats `chain` and the numbers `index`: the same instance as
    /// far as both share repeats, all of the others. With `with_self` a repeat's own instances too.
    pub fn instances(
        &self,
        plan: &Plan,
        node: NodeId,
        chain: &[NodeId],
        index: &[u32],
        with_self: bool,
    ) -> Vec<Index> {
        let outer = plan.chain(node);
        let wanted = if with_self {
            plan.inner_chain(node)
        } else {
            outer
        };
        let shared = outer
            .iter()
            .zip(chain)
            .take(index.len())
            .take_while(|(a, b)| a == b)
            .count();
        let mut found = vec![index.get(..shared).unwrap_or(&[]).to_vec()];
        for repeat in wanted.get(shared..).unwrap_or(&[]) {
            found = found
                .into_iter()
                .flat_map(|outer| {
                    let count = u32::try_from(self.count(*repeat, &outer)).unwrap_or(0);
                    (1..=count).map(move |number| {
                        let mut index = outer.clone();
                        index.push(number);
                        index
                    })
                })
                .collect();
        }
        found
    }

    /// Instances everywhere in the record.
    pub fn everywhere(&self, plan: &Plan, node: NodeId) -> Vec<Index> {
        self.instances(plan, node, &[], &[], false)
    }

    /// Sets the number of instances, held under the caps; cut ones lose their answers.
    pub fn resize(
        &mut self,
        form: &Form,
        plan: &Plan,
        repeat: NodeId,
        outer: &[u32],
        wanted: usize,
    ) -> usize {
        let now = self.count(repeat, outer);
        let room = limits::SLOTS / 10;
        let most = limits::INSTANCES.min(now + room.saturating_sub(self.total));
        let wanted = wanted.min(most);
        for number in (wanted + 1..=now).rev() {
            self.drop_instance(form, plan, repeat, outer, number);
        }
        if wanted > now {
            self.total += wanted - now;
            self.counts.insert((repeat, outer.to_vec()), wanted);
        }
        wanted
    }

    /// Removes one instance; later ones move up.
    pub fn drop_instance(
        &mut self,
        form: &Form,
        plan: &Plan,
        repeat: NodeId,
        outer: &[u32],
        number: usize,
    ) {
        let now = self.count(repeat, outer);
        let Ok(number) = u32::try_from(number) else {
            return;
        };
        let depth = outer.len();
        let mut inside = vec![];
        descendants(form, repeat, &mut inside);
        let nested: usize = inside
            .iter()
            .filter(|id| {
                form.node(**id)
                    .is_some_and(|node| node.kind == Kind::Repeat)
            })
            .flat_map(|id| self.counts.iter().filter(move |((node, _), _)| node == id))
            .filter(|((_, index), _)| index.starts_with(outer) && index.get(depth) == Some(&number))
            .map(|(_, count)| *count)
            .sum();
        let moved = |index: &Index| -> Option<Option<Index>> {
            // None: not touched. Some(None): gone. Some(Some(…)): its new numbers.
            let own = *index.get(depth)?;
            if !index.starts_with(outer) || own < number {
                return None;
            }
            if own == number {
                return Some(None);
            }
            let mut index = index.clone();
            if let Some(place) = index.get_mut(depth) {
                *place -= 1;
            }
            Some(Some(index))
        };
        let inside: HashSet<NodeId> = inside.into_iter().collect();
        shift(&mut self.values, &inside, &moved);
        shift(&mut self.counts, &inside, &moved);
        shift(&mut self.seen, &inside, &moved);
        let mut hidden: HashMap<Slot, bool> =
            self.hidden.drain().map(|slot| (slot, true)).collect();
        shift(&mut hidden, &inside, &moved);
        self.hidden = hidden.into_keys().collect();
        self.counts
            .insert((repeat, outer.to_vec()), now.saturating_sub(1));
        self.total = self.total.saturating_sub(1 + nested);
        debug_assert!(plan.chain(repeat).len() == depth);
    }
}

/// Moves or removes the entries of nodes inside a repeat.
fn shift<T>(
    map: &mut HashMap<Slot, T>,
    inside: &HashSet<NodeId>,
    moved: &dyn Fn(&Index) -> Option<Option<Index>>,
) {
    let touched: Vec<(Slot, Option<Index>)> = map
        .keys()
        .filter(|(node, _)| inside.contains(node))
        .filter_map(|slot| Some((slot.clone(), moved(&slot.1)?)))
        .collect();
    let taken: Vec<(Slot, Option<T>)> = touched
        .into_iter()
        .map(|(slot, to)| {
            let value = map.remove(&slot);
            (
                (slot.0, to.clone().unwrap_or_default()),
                value.filter(|_| to.is_some()),
            )
        })
        .collect();
    for (slot, value) in taken {
        if let Some(value) = value {
            map.insert(slot, value);
        }
    }
}

/// All nodes below a block.
pub fn descendants(form: &Form, block: NodeId, found: &mut Vec<NodeId>) {
    let mut open = vec![block];
    while let Some(id) = open.pop() {
        for child in form
            .node(id)
            .map_or(&[][..], |node| node.children.as_slice())
        {
            found.push(*child);
            open.push(*child);
        }
    }
}
