//! Computing to rest, and what happens when instances begin.

use super::{Session, input};
use crate::form::Node;
use crate::kind::Kind;
use crate::num;
use crate::tree::NodeId;
use crate::value::Value;

impl Session<'_> {
    /// Marks one node to be computed again.
    fn mark(&mut self, id: NodeId) {
        if let Some(rank) = self.plan.rank(id) {
            self.dirty.insert((rank, id));
        }
    }

    pub(super) fn dirty_all(&mut self) {
        for id in &self.form.order {
            self.mark(*id);
        }
    }

    /// A value changed: all that reads it is computed again.
    pub(super) fn touch(&mut self, id: NodeId) {
        for reader in self.plan.readers(id).to_vec() {
            self.mark(reader);
        }
    }

    /// A block's instances or relevance changed: all inside and all that reads them is computed again.
    pub(super) fn touch_block(&mut self, id: NodeId) {
        self.touch(id);
        for inner in self.inside(id) {
            self.mark(inner);
            self.touch(inner);
        }
    }

    /// Computes what is marked, each node after all it reads.
    pub(super) fn settle(&mut self) {
        while let Some((_, id)) = self.dirty.pop_first() {
            let form = self.form;
            let Some(node) = form.node(id) else {
                continue;
            };
            for index in self.state.everywhere(&self.plan, id) {
                self.compute(node, &index);
            }
        }
    }

    fn compute(&mut self, node: &Node, index: &[u32]) {
        if let Some(relevant) = &node.relevant {
            let is_relevant = self.eval(node.id, index, relevant).to_truth();
            if self.state.set_relevant(node.id, index, is_relevant) {
                if node.kind.is_block() {
                    self.touch_block(node.id);
                } else {
                    self.touch(node.id);
                }
            }
        }
        if let Some(count) = &node.count {
            let wanted = self.eval(node.id, index, count).to_num(self.form.zone_min);
            self.resize(node.id, index, num::to_index(wanted.max(0.0)).unwrap_or(0));
        }
        if node.filter.is_some() || node.choices_of.is_some() {
            self.drop_gone_choices(node, index);
        }
        self.calculate(node, index);
    }

    fn calculate(&mut self, node: &Node, index: &[u32]) {
        if !node.trigger.is_empty() {
            self.run_triggered(node, index);
            return;
        }
        let Some(tree) = &node.value else {
            return;
        };
        if self.is_check && self.plan.is_volatile(node.id) {
            return;
        }
        let value = self.eval(node.id, index, tree);
        let value = input::coerce(node, value, self.form.zone_min);
        if self.state.store(node.id, index, value) {
            self.touch(node.id);
        }
    }

    /// A triggered calculation runs when its trigger holds something else than before.
    fn run_triggered(&mut self, node: &Node, index: &[u32]) {
        let now: Vec<Value> = node
            .trigger
            .iter()
            .map(|trigger| {
                let own = self.plan.chain(node.id);
                let found = self
                    .state
                    .instances(&self.plan, *trigger, own, index, false);
                let values = found
                    .iter()
                    .map(|index| self.state.read(self.form, &self.plan, *trigger, index));
                Value::Nodes(values.collect())
            })
            .collect();
        let before = self.state.look(node.id, index, now.clone());
        if before.is_none_or(|before| before == now) || self.is_check {
            return;
        }
        let value = match &node.value {
            Some(tree) => input::coerce(node, self.eval(node.id, index, tree), self.form.zone_min),
            None => Value::Blank,
        };
        if self.state.store(node.id, index, value) {
            self.touch(node.id);
        }
    }

    fn resize(&mut self, repeat: NodeId, outer: &[u32], wanted: usize) {
        let now = self.state.count(repeat, outer);
        let reached = self
            .state
            .resize(self.form, &self.plan, repeat, outer, wanted);
        if reached == now {
            return;
        }
        if reached > now {
            self.begin_instances(repeat, outer, now, reached, false);
        }
        self.touch_block(repeat);
    }

    /// New instances: open repeats inside begin with one instance at the start of a record, with none later.
    pub(super) fn begin_instances(
        &mut self,
        repeat: NodeId,
        outer: &[u32],
        from: usize,
        to: usize,
        is_start: bool,
    ) {
        for number in from + 1..=to {
            let mut index = outer.to_vec();
            index.push(u32::try_from(number).unwrap_or(u32::MAX));
            self.open_block(repeat, &index, is_start);
            if !is_start {
                self.fill_defaults(repeat, &index);
            }
        }
    }

    /// Opens what stands inside a block.
    pub(super) fn open_block(&mut self, block: NodeId, index: &[u32], is_start: bool) {
        let form = self.form;
        let children = form
            .node(block)
            .map_or(&[][..], |node| node.children.as_slice());
        for child in children {
            let Some(node) = form.node(*child) else {
                continue;
            };
            match node.kind {
                Kind::Group => self.open_block(*child, index, is_start),
                Kind::Repeat if is_start && node.count.is_none() => {
                    self.state.resize(form, &self.plan, *child, index, 1);
                    self.begin_instances(*child, index, 0, 1, true);
                }
                _ => {}
            }
        }
    }

    /// Static defaults and metadata of all nodes inside, then dynamic defaults in the order of the form.
    pub(super) fn fill_defaults(&mut self, block: NodeId, index: &[u32]) {
        let mut inside = self.inside(block);
        inside.sort_unstable();
        let form = self.form;
        let chain = self.plan.inner_chain(block).to_vec();
        for is_dynamic in [false, true] {
            for id in &inside {
                let Some(node) = form.node(*id).filter(|node| !node.kind.is_block()) else {
                    continue;
                };
                for place in self.state.instances(&self.plan, *id, &chain, index, false) {
                    let value = if is_dynamic {
                        self.dynamic_default(node, &place)
                    } else {
                        self.static_default(node)
                    };
                    if let Some(value) = value {
                        self.state.store(*id, &place, value);
                    }
                }
            }
        }
    }

    fn static_default(&self, node: &Node) -> Option<Value> {
        let occasion = &self.occasion;
        match node.kind {
            Kind::Start => return Some(Value::Instant(occasion.now)),
            Kind::Today => return Some(Value::Date(occasion.now.day(self.form.zone_min))),
            Kind::DeviceId => return Some(Value::text(&occasion.device_id)),
            Kind::Username => return Some(Value::text(&occasion.username)),
            _ => {}
        }
        let text = node.default.as_deref()?;
        let value = input::parse(node, text, self.form.zone_min)?;
        let is_known = self.are_in_list(node, &value);
        is_known.then_some(value)
    }

    fn dynamic_default(&self, node: &Node, index: &[u32]) -> Option<Value> {
        let tree = node.dynamic_default.as_ref()?;
        let value = input::coerce(node, self.eval(node.id, index, tree), self.form.zone_min);
        self.are_in_list(node, &value).then_some(value)
    }
}
