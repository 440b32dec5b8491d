//! The body: one control per question, groups and repeats around them.

use super::super::print::is_shown;
use super::{Writer, entries, list_of};
use crate::form::Node;
use crate::kind::Kind;
use crate::num;
use crate::tree::{NodeId, Tree};

impl Writer<'_> {
    pub(super) fn body(&mut self, parent: NodeId) {
        let form = self.form;
        for id in form
            .node(parent)
            .map_or(&[][..], |node| node.children.as_slice())
        {
            let Some(node) = form.node(*id) else { continue };
            match node.kind {
                Kind::Group => {
                    let path = self.path(*id);
                    self.control("group", &[("ref", &path)], node, |writer| writer.body(*id));
                }
                Kind::Repeat => self.repeat(node),
                kind if is_shown(kind) => self.question(node),
                _ => {}
            }
        }
    }

    /// An element with label and hint, then what `inside` writes.
    fn control(
        &mut self,
        name: &'static str,
        attributes: &[(&str, &str)],
        node: &Node,
        inside: impl FnOnce(&mut Self),
    ) {
        let mut attributes = attributes.to_vec();
        if !node.appearance.is_empty() {
            attributes.push(("appearance", &node.appearance));
        }
        self.xml.open(name, &attributes);
        self.texts(node);
        inside(self);
        self.xml.close();
    }

    fn texts(&mut self, node: &Node) {
        for (key, _) in entries(node) {
            if matches!(key, "label" | "hint") {
                let text = format!("jr:itext('{}:{key}')", self.path(node.id));
                self.xml.empty(key, &[("ref", &text)]);
            }
        }
    }

    fn repeat(&mut self, node: &Node) {
        let path = self.path(node.id);
        let count = node
            .count
            .as_ref()
            .map(|tree| self.printer.expression(tree, node.id));
        self.xml.open("group", &[("ref", &path)]);
        self.texts(node);
        let mut attributes = vec![("nodeset", path.as_str())];
        if let Some(count) = &count {
            attributes.extend([("jr:count", count.as_str()), ("jr:noAddRemove", "true()")]);
        }
        if !node.appearance.is_empty() {
            attributes.push(("appearance", &node.appearance));
        }
        self.xml.open("repeat", &attributes);
        self.first_values_inside(node.id);
        self.body(node.id);
        self.xml.close();
        self.xml.close();
    }

    /// Dynamic defaults of the questions whose nearest repeat is this one.
    fn first_values_inside(&mut self, repeat: NodeId) {
        let form = self.form;
        for node in form.nodes.iter().filter(|node| node.scope == Some(repeat)) {
            if let Some(tree) = &node.dynamic_default {
                let (path, value) = (self.path(node.id), self.printer.expression(tree, node.id));
                let event = "odk-instance-first-load odk-new-repeat";
                self.xml.empty(
                    "setvalue",
                    &[("ref", &path), ("event", event), ("value", &value)],
                );
            }
        }
    }

    fn question(&mut self, node: &Node) {
        let path = self.path(node.id);
        let mut attributes = vec![("ref", path.clone())];
        let name = match node.kind {
            Kind::SelectOne => "select1",
            Kind::SelectMultiple => "select",
            Kind::Rank => "odk:rank",
            Kind::Range => {
                if let Some(range) = node.range {
                    for (key, value) in [
                        ("start", range.start),
                        ("end", range.end),
                        ("step", range.step),
                    ] {
                        attributes.push((key, num::to_text(value)));
                    }
                }
                "range"
            }
            Kind::Image | Kind::Audio | Kind::File => {
                let media = match node.kind {
                    Kind::Image => "image/*",
                    Kind::Audio => "audio/*",
                    _ => "application/*",
                };
                attributes.push(("mediatype", media.to_owned()));
                "upload"
            }
            Kind::Acknowledge => "trigger",
            _ => "input",
        };
        let attributes: Vec<(&str, &str)> = attributes
            .iter()
            .map(|(key, value)| (*key, value.as_str()))
            .collect();
        self.control(name, &attributes, node, |writer| {
            if node.kind.is_select() {
                writer.itemset(node);
            }
            writer.triggered_by(node.id);
        });
    }

    /// Calculations that this question's change runs.
    fn triggered_by(&mut self, id: NodeId) {
        let form = self.form;
        for node in form.nodes.iter().filter(|node| node.trigger.contains(&id)) {
            let path = self.path(node.id);
            let value = node
                .value
                .as_ref()
                .map(|tree| self.printer.expression(tree, node.id));
            let mut attributes = vec![("ref", path.as_str()), ("event", "xforms-value-changed")];
            attributes.extend(value.as_deref().map(|value| ("value", value)));
            self.xml.empty("setvalue", &attributes);
        }
    }

    fn itemset(&mut self, node: &Node) {
        let filter = node
            .filter
            .as_ref()
            .map(|tree| self.printer.filter(tree, node.id));
        let (rows, value, label) = match (node.choices_of, list_of(node)) {
            (Some(target), _) => {
                let scope = self
                    .form
                    .node(target)
                    .and_then(|node| node.scope)
                    .unwrap_or(0);
                let name = self.form.node(target).map_or("", Node::name).to_owned();
                let rest = filter
                    .map(|filter| format!("[{filter}]"))
                    .unwrap_or_default();
                (
                    format!("{}{rest}[./{name} != '']", self.path(scope)),
                    name.clone(),
                    name,
                )
            }
            (None, list) => {
                let list = list.unwrap_or_default();
                let test = match (filter, node.or_other.is_empty()) {
                    (Some(filter), true) => format!("[{filter}]"),
                    (Some(filter), false) => format!("[({filter}) or name = 'other']"),
                    (None, _) => String::new(),
                };
                let is_file = self.form.files.contains(&format!("{list}.csv"));
                let parameter = |key: &str, default: &str| {
                    node.parameters
                        .get(key)
                        .cloned()
                        .unwrap_or_else(|| default.to_owned())
                };
                let (value, label) = if is_file {
                    (parameter("value", "name"), parameter("label", "label"))
                } else {
                    ("name".to_owned(), "jr:itext(itextId)".to_owned())
                };
                (format!("instance('{list}')/root/item{test}"), value, label)
            }
        };
        let rows = match (&node.seed, node.is_shuffled) {
            (Some(seed), true) => {
                let seed: &Tree = seed;
                format!(
                    "randomize({rows}, {})",
                    self.printer.expression(seed, node.id)
                )
            }
            (None, true) => format!("randomize({rows})"),
            (_, false) => rows,
        };
        self.xml.open("itemset", &[("nodeset", &rows)]);
        self.xml.empty("value", &[("ref", &value)]);
        self.xml.empty("label", &[("ref", &label)]);
        self.xml.close();
    }
}
