//! An XForm as ODK Collect reads it: instance, binds, lists and texts in the model, questions in the body.

mod body;
mod lists;
mod model;

use super::print::{Printer, Style};
use super::xml::Xml;
use crate::form::{Form, Node, Part, Texts, Words};
use crate::kind::Kind;
use crate::tree::NodeId;

/// What the writers share.
struct Writer<'a> {
    form: &'a Form,
    printer: Printer<'a>,
    xml: Xml,
}

/// The form as an XForm. Answers have the same names and places; labels are texts by language.
pub fn to_xform(form: &Form) -> String {
    let mut writer = Writer {
        form,
        printer: Printer::new(form, Style::XForm),
        xml: Xml::default(),
    };
    writer.xml.open(
        "h:html",
        &[
            ("xmlns", "http://www.w3.org/2002/xforms"),
            ("xmlns:h", "http://www.w3.org/1999/xhtml"),
            ("xmlns:ev", "http://www.w3.org/2001/xml-events"),
            ("xmlns:jr", "http://openrosa.org/javarosa"),
            ("xmlns:odk", "http://www.opendatakit.org/xforms"),
            ("xmlns:orx", "http://openrosa.org/xforms"),
            ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
            (
                "xmlns:entities",
                "http://www.opendatakit.org/xforms/entities",
            ),
        ],
    );
    writer.xml.open("h:head", &[]);
    let title = form
        .title
        .get(&form.default_language)
        .or_else(|| form.title.values().next());
    writer
        .xml
        .element("h:title", &[], title.map_or("", String::as_str));
    writer.model();
    writer.xml.close();
    let style = [("class", form.style.as_str())];
    writer
        .xml
        .open("h:body", if form.style.is_empty() { &[] } else { &style });
    writer.body(0);
    writer.xml.close();
    writer.xml.close();
    writer.xml.finish()
}

impl Writer<'_> {
    /// `/data/…` of a node.
    fn path(&self, id: NodeId) -> String {
        let path = self.form.node(id).map_or("", |node| node.path.as_str());
        if path.is_empty() {
            "/data".to_owned()
        } else {
            format!("/data/{path}")
        }
    }

    /// The texts of a form in the language of a node's answers, as the value of an `itext` entry.
    fn words(&mut self, words: &Words, node: NodeId) {
        match words {
            Words::Plain(text) => self.xml.content(text),
            Words::Parts(parts) => {
                for part in parts {
                    match part {
                        Part::Plain(text) => self.xml.content(text),
                        Part::Answer(tree) => {
                            let path = self.printer.expression(tree, node);
                            self.xml.empty("output", &[("value", &path)]);
                        }
                    }
                }
            }
        }
    }
}

/// Texts of a node with the key of their `itext` entry.
fn entries(node: &Node) -> Vec<(&'static str, &Texts)> {
    let all: [(&'static str, &Texts); 4] = [
        ("label", &node.label),
        ("hint", &node.hint),
        ("jr:constraintMsg", &node.constraint_message),
        ("jr:requiredMsg", &node.required_message),
    ];
    all.into_iter()
        .filter(|(_, texts)| !texts.is_empty())
        .collect()
}

/// The list a question's choices come from, with the virtual choice in a list of its own.
fn list_of(node: &Node) -> Option<String> {
    let list = node.list.as_deref()?;
    let stem = list.split('?').next().unwrap_or(list);
    Some(if node.or_other.is_empty() {
        stem.to_owned()
    } else {
        format!("{stem}.with_other")
    })
}

/// The type of a bind.
fn bind_type(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Group | Kind::Repeat | Kind::CsvExternal => return None,
        Kind::Integer => "int",
        Kind::Decimal => "decimal",
        Kind::Date | Kind::Today => "date",
        Kind::Time => "time",
        Kind::DateTime | Kind::Start | Kind::End => "dateTime",
        Kind::Geopoint | Kind::StartGeopoint => "geopoint",
        Kind::Barcode => "barcode",
        Kind::Image | Kind::File | Kind::Audio | Kind::Audit => "binary",
        Kind::Rank => "odk:rank",
        _ => "string",
    })
}
