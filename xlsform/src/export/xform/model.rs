//! The model: texts, the empty record, lists, and what binds to each answer.

use super::{Writer, bind_type, entries};
use crate::form::{Node, Rule};
use crate::kind::Kind;
use crate::tree::{NodeId, Tree};

impl Writer<'_> {
    pub(super) fn model(&mut self) {
        let mut attributes = vec![("odk:xforms-version", "1.0.0")];
        if !self.form.entities.is_empty() {
            attributes.push(("entities:entities-version", "2022.1.0"));
        }
        self.xml.open("model", &attributes);
        self.itext();
        self.xml.open("instance", &[]);
        let form = self.form;
        self.xml
            .open("data", &[("id", &form.form), ("version", &form.version)]);
        self.instance(0, false);
        self.meta();
        self.xml.close();
        self.xml.close();
        self.lists();
        for node in form.nodes.iter().skip(1) {
            self.bind(node);
        }
        self.meta_binds();
        self.xml.close();
    }

    fn itext(&mut self) {
        let form = self.form;
        self.xml.open("itext", &[]);
        for language in &form.languages {
            let name = form.language_names.get(language).unwrap_or(language);
            let is_default = *language == form.default_language;
            let attributes = [("lang", name.as_str()), ("default", "true()")];
            let count = if is_default { 2 } else { 1 };
            self.xml
                .open("translation", attributes.get(..count).unwrap_or(&[]));
            for node in form.nodes.iter().skip(1) {
                self.node_texts(node, language);
            }
            self.choice_texts(language);
            self.xml.close();
        }
        self.xml.close();
    }

    fn node_texts(&mut self, node: &Node, language: &str) {
        let default = self.form.default_language.as_str();
        for (key, texts) in entries(node) {
            let id = format!("{}:{key}", self.path(node.id));
            self.xml.open("text", &[("id", &id)]);
            let words = texts
                .get(language)
                .or_else(|| texts.get(default))
                .or_else(|| texts.values().next());
            if let Some(words) = words {
                self.xml.open("value", &[]);
                self.words(words, node.id);
                self.xml.close();
            }
            let guidance = node.guidance_hint.get(language).filter(|_| key == "hint");
            if let Some(words) = guidance {
                self.xml.open("value", &[("form", "guidance")]);
                self.words(words, node.id);
                self.xml.close();
            }
            if key == "label" {
                for (kind, files) in &node.media {
                    if let Some(file) = files.get(language).or_else(|| files.get(default)) {
                        self.medium(kind, file);
                    }
                }
            }
            self.xml.close();
        }
    }

    /// A file that goes with a text.
    pub(super) fn medium(&mut self, kind: &str, file: &str) {
        let folder = if kind == "big-image" {
            "images".to_owned()
        } else {
            format!("{}s", kind.trim_end_matches('s'))
        };
        let folder = if kind == "audio" || kind == "video" {
            kind.to_owned()
        } else {
            folder
        };
        self.xml
            .element("value", &[("form", kind)], &format!("jr://{folder}/{file}"));
    }

    /// The record as it begins; a repeat is also written as the template of its instances.
    fn instance(&mut self, parent: NodeId, is_template: bool) {
        let form = self.form;
        for id in form
            .node(parent)
            .map_or(&[][..], |node| node.children.as_slice())
        {
            let Some(node) = form.node(*id) else { continue };
            match node.kind {
                Kind::CsvExternal => {}
                Kind::Repeat => {
                    self.xml.begin(node.name(), &[("jr:template", "")]);
                    self.instance(*id, true);
                    self.xml.end(node.name());
                    if !is_template && node.count.is_none() {
                        self.xml.begin(node.name(), &[]);
                        self.instance(*id, false);
                        self.xml.end(node.name());
                    }
                }
                Kind::Group => {
                    self.xml.begin(node.name(), &[]);
                    self.instance(*id, is_template);
                    self.xml.end(node.name());
                }
                _ => {
                    let text = node.default.as_deref().unwrap_or("");
                    self.xml.element(node.name(), &[], text);
                }
            }
        }
    }

    fn meta(&mut self) {
        self.xml.open("orx:meta", &[]);
        self.xml.empty("orx:instanceID", &[]);
        if self.form.instance_name.is_some() {
            self.xml.empty("orx:instanceName", &[]);
        }
        if self.form.nodes.iter().any(|node| node.kind == Kind::Audit) {
            self.xml.empty("orx:audit", &[]);
        }
        if let Some(entity) = self.form.entities.first() {
            let attributes = [
                ("dataset", entity.dataset.as_str()),
                ("id", ""),
                ("create", "1"),
            ];
            self.xml.open("entities:entity", &attributes);
            self.xml.empty("entities:label", &[]);
            self.xml.close();
        }
        self.xml.close();
    }

    fn meta_binds(&mut self) {
        let id = [
            ("nodeset", "/data/orx:meta/orx:instanceID"),
            ("type", "string"),
            ("readonly", "true()"),
            ("jr:preload", "uid"),
        ];
        self.xml.empty("bind", &id);
        if let Some(tree) = &self.form.instance_name {
            let calculate = self.printer.expression(tree, 0);
            let attributes = [
                ("nodeset", "/data/orx:meta/orx:instanceName"),
                ("type", "string"),
                ("calculate", calculate.as_str()),
            ];
            self.xml.empty("bind", &attributes);
        }
        self.entity_binds();
    }

    fn entity_binds(&mut self) {
        let Some(entity) = self.form.entities.first() else {
            return;
        };
        let base = "/data/orx:meta/entities:entity";
        let (id, label, create) = (
            format!("{base}/@id"),
            format!("{base}/entities:label"),
            format!("{base}/@create"),
        );
        self.xml.empty(
            "bind",
            &[("nodeset", &id), ("type", "string"), ("readonly", "true()")],
        );
        self.xml.empty(
            "setvalue",
            &[
                ("ref", &id),
                ("event", "odk-instance-first-load"),
                ("value", "uuid()"),
            ],
        );
        let text = self.printer.expression(&entity.label, 0);
        self.xml.empty(
            "bind",
            &[
                ("nodeset", &label),
                ("calculate", &text),
                ("type", "string"),
                ("readonly", "true()"),
            ],
        );
        if let Some(tree) = &entity.create_if {
            let text = self.printer.expression(tree, 0);
            self.xml.empty(
                "bind",
                &[
                    ("nodeset", &create),
                    ("calculate", &text),
                    ("type", "string"),
                    ("readonly", "true()"),
                ],
            );
        }
    }

    fn bind(&mut self, node: &Node) {
        if matches!(node.kind, Kind::CsvExternal | Kind::Audit) {
            return;
        }
        let mut attributes: Vec<(&str, String)> = vec![("nodeset", self.path(node.id))];
        attributes.extend(bind_type(node.kind).map(|kind| {
            let is_whole =
                node.kind == Kind::Range && node.range.is_some_and(|range| range.is_whole);
            let kind = match node.kind {
                Kind::Range if is_whole => "int",
                Kind::Range => "decimal",
                _ => kind,
            };
            ("type", kind.to_owned())
        }));
        let print = |tree: &Tree| self.printer.expression(tree, node.id);
        attributes.extend(node.relevant.as_ref().map(|tree| ("relevant", print(tree))));
        attributes.extend(
            node.constraint
                .as_ref()
                .map(|tree| ("constraint", print(tree))),
        );
        if node.trigger.is_empty() {
            attributes.extend(node.value.as_ref().map(|tree| ("calculate", print(tree))));
        }
        let is_computed = node.value.is_some() && node.trigger.is_empty();
        let is_fixed = node.kind == Kind::Note || is_computed;
        let rule = |rule: &Rule| match rule {
            Rule::Fixed(false) => None,
            Rule::Fixed(true) => Some("true()".to_owned()),
            Rule::When(tree) => Some(print(tree)),
        };
        let readonly = if is_fixed {
            Some("true()".to_owned())
        } else {
            rule(&node.read_only)
        };
        attributes.extend(readonly.map(|text| ("readonly", text)));
        attributes.extend(rule(&node.required).map(|text| ("required", text)));
        for (key, _) in entries(node)
            .iter()
            .filter(|(key, _)| key.starts_with("jr:"))
        {
            attributes.push((key, format!("jr:itext('{}:{key}')", self.path(node.id))));
        }
        attributes.extend(preload(node.kind));
        let save_to = node.save_to.clone();
        attributes.extend(save_to.map(|property| ("entities:saveto", property)));
        let borrowed: Vec<(&str, &str)> = attributes
            .iter()
            .map(|(key, value)| (*key, value.as_str()))
            .collect();
        self.xml.empty("bind", &borrowed);
        self.first_values(node);
    }

    /// Values at the start of a record or instance. Inside a repeat they stand in the body.
    fn first_values(&mut self, node: &Node) {
        if let (Some(tree), None) = (&node.dynamic_default, node.scope) {
            let (path, value) = (self.path(node.id), self.printer.expression(tree, node.id));
            let attributes = [
                ("ref", path.as_str()),
                ("event", "odk-instance-first-load"),
                ("value", &value),
            ];
            self.xml.empty("setvalue", &attributes);
        }
        if node.kind == Kind::StartGeopoint {
            let path = self.path(node.id);
            self.xml.empty(
                "odk:setgeopoint",
                &[("ref", &path), ("event", "odk-instance-first-load")],
            );
        }
    }
}

fn preload(kind: Kind) -> Vec<(&'static str, String)> {
    let (preload, parameter) = match kind {
        Kind::Start => ("timestamp", "start"),
        Kind::End => ("timestamp", "end"),
        Kind::Today => ("date", "today"),
        Kind::DeviceId => ("property", "deviceid"),
        Kind::Username => ("property", "username"),
        Kind::PhoneNumber => ("property", "phonenumber"),
        Kind::Email => ("property", "email"),
        _ => return vec![],
    };
    vec![
        ("jr:preload", preload.to_owned()),
        ("jr:preloadParams", parameter.to_owned()),
    ]
}
