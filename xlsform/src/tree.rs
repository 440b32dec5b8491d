//! Expressions as the phone gets them: typed trees that nobody parses again.

use serde::de::Error as _;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// Place of a node in [`crate::Form::nodes`].
pub type NodeId = u32;

/// What a referenced answer reads as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum As {
    /// A number.
    Number,
    /// A text.
    Text,
    /// A local day.
    Date,
    /// A time of day.
    Time,
    /// A point in time.
    Instant,
    /// Several choices.
    List,
    /// A position.
    Point,
    /// Instances of a repeat or a group.
    Nodes,
    /// Whatever the calculation gives.
    Any,
}

/// One node of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// A number.
    Num(f64),
    /// A text.
    Text(String),
    /// Yes or no.
    Truth(bool),
    /// The answer of the node that the expression belongs to; in a predicate the candidate.
    Own(As),
    /// The answer of another node.
    Ref {
        /// Which node.
        node: NodeId,
        /// What it reads as.
        kind: As,
        /// All instances, not only the one of the same place.
        all: bool,
        /// Inside a predicate: of the candidate instance.
        is_candidate: bool,
    },
    /// An operator with two sides.
    Op(&'static str, Box<Tree>, Box<Tree>),
    /// Unary minus.
    Neg(Box<Tree>),
    /// A function.
    Call(&'static str, Vec<Tree>),
    /// A column of the candidate row of a list.
    Col(String),
    /// A column of the rows of a list that pass all predicates.
    Item {
        /// Name of the list.
        list: String,
        /// Predicates, applied one after the other.
        predicates: Vec<Tree>,
        /// Which column; `None` means the rows themselves.
        column: Option<String>,
    },
    /// A node of the instances of a repeat that pass all predicates.
    Nodes {
        /// The repeat.
        repeat: NodeId,
        /// Predicates, applied one after the other.
        predicates: Vec<Tree>,
        /// The node inside, or the repeat itself.
        pick: NodeId,
        /// What it reads as.
        kind: As,
    },
    /// Number of the instance of a repeat the expression stands in, from 1.
    Position(NodeId),
}

/// Operators by name.
pub const OPERATORS: [&str; 13] = [
    "+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or",
];

impl Tree {
    /// Calls `visit` for this node and all below it.
    pub fn walk(&self, visit: &mut dyn FnMut(&Tree)) {
        visit(self);
        match self {
            Self::Op(_, a, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            Self::Neg(a) => a.walk(visit),
            Self::Call(_, args) => {
                for arg in args {
                    arg.walk(visit);
                }
            }
            Self::Item { predicates, .. } | Self::Nodes { predicates, .. } => {
                for tree in predicates {
                    tree.walk(visit);
                }
            }
            _ => {}
        }
    }

    /// Nodes this expression reads.
    pub fn reads(&self) -> Vec<NodeId> {
        let mut found = vec![];
        self.walk(&mut |tree| match tree {
            Self::Ref { node, .. } | Self::Position(node) => found.push(*node),
            Self::Nodes { repeat, pick, .. } => found.extend([*repeat, *pick]),
            _ => {}
        });
        found
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            // Whole numbers are written without a point, as the phone's JSON writes them.
            Self::Num(number) => match whole(*number) {
                Some(whole) => map.serialize_entry("num", &whole)?,
                None => map.serialize_entry("num", number)?,
            },
            Self::Text(text) => map.serialize_entry("text", text)?,
            Self::Truth(truth) => map.serialize_entry("true", truth)?,
            Self::Own(kind) => map.serialize_entry("self", kind)?,
            Self::Ref {
                node,
                kind,
                all,
                is_candidate,
            } => {
                map.serialize_entry("ref", node)?;
                map.serialize_entry("as", kind)?;
                if *all {
                    map.serialize_entry("all", all)?;
                }
                if *is_candidate {
                    map.serialize_entry("candidate", is_candidate)?;
                }
            }
            Self::Op(name, a, b) => {
                map.serialize_entry("op", name)?;
                map.serialize_entry("a", a)?;
                map.serialize_entry("b", b)?;
            }
            Self::Neg(a) => {
                map.serialize_entry("op", "neg")?;
                map.serialize_entry("a", a)?;
            }
            Self::Call(name, args) => {
                map.serialize_entry("fn", name)?;
                map.serialize_entry("args", args)?;
            }
            Self::Col(column) => map.serialize_entry("col", column)?,
            other => other.serialize_place(&mut map)?,
        }
        map.end()
    }
}

impl Tree {
    /// The rarer nodes.
    fn serialize_place<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        match self {
            Self::Item {
                list,
                predicates,
                column,
            } => {
                map.serialize_entry("item", list)?;
                map.serialize_entry("where", predicates)?;
                if let Some(column) = column {
                    map.serialize_entry("pick", column)?;
                }
            }
            Self::Nodes {
                repeat,
                predicates,
                pick,
                kind,
            } => {
                map.serialize_entry("nodes", repeat)?;
                map.serialize_entry("where", predicates)?;
                map.serialize_entry("pick", pick)?;
                map.serialize_entry("as", kind)?;
            }
            Self::Position(repeat) => map.serialize_entry("position", repeat)?,
            _ => {}
        }
        Ok(())
    }
}

fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9.0e15).then(|| crate::num::to_i64(number))
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        read(&value).ok_or_else(|| D::Error::custom("not an expression tree"))
    }
}

fn read(value: &Value) -> Option<Tree> {
    let map = value.as_object()?;
    let child = |key: &str| map.get(key).and_then(read).map(Box::new);
    if let Some(number) = map.get("num") {
        return number.as_f64().map(Tree::Num);
    }
    if let Some(text) = map.get("text") {
        return text.as_str().map(|text| Tree::Text(text.to_owned()));
    }
    if let Some(truth) = map.get("true") {
        return truth.as_bool().map(Tree::Truth);
    }
    if let Some(name) = map.get("op").and_then(Value::as_str) {
        if name == "neg" {
            return child("a").map(Tree::Neg);
        }
        let name = OPERATORS.iter().find(|known| **known == name)?;
        return Some(Tree::Op(name, child("a")?, child("b")?));
    }
    if let Some(name) = map.get("fn").and_then(Value::as_str) {
        let known = crate::expr::function(name)?;
        return Some(Tree::Call(known.name, trees(map, "args")?));
    }
    if let Some(node) = map.get("ref") {
        return Some(Tree::Ref {
            node: id(node)?,
            kind: kind(map.get("as")?)?,
            all: flag(map, "all"),
            is_candidate: flag(map, "candidate"),
        });
    }
    read_place(map)
}

/// The rarer nodes.
fn read_place(map: &Map<String, Value>) -> Option<Tree> {
    if let Some(own) = map.get("self") {
        return kind(own).map(Tree::Own);
    }
    if let Some(column) = map.get("col") {
        return column.as_str().map(|column| Tree::Col(column.to_owned()));
    }
    if let Some(list) = map.get("item") {
        return Some(Tree::Item {
            list: list.as_str()?.to_owned(),
            predicates: trees(map, "where")?,
            column: map
                .get("pick")
                .and_then(Value::as_str)
                .map(ToOwned::to_owned),
        });
    }
    if let Some(repeat) = map.get("nodes") {
        return Some(Tree::Nodes {
            repeat: id(repeat)?,
            predicates: trees(map, "where")?,
            pick: id(map.get("pick")?)?,
            kind: kind(map.get("as")?)?,
        });
    }
    map.get("position").and_then(id).map(Tree::Position)
}

fn trees(map: &Map<String, Value>, key: &str) -> Option<Vec<Tree>> {
    map.get(key)?.as_array()?.iter().map(read).collect()
}

fn id(value: &Value) -> Option<NodeId> {
    u32::try_from(value.as_u64()?).ok()
}

fn kind(value: &Value) -> Option<As> {
    As::deserialize(value).ok()
}

fn flag(map: &Map<String, Value>, key: &str) -> bool {
    map.get(key).and_then(Value::as_bool).unwrap_or(false)
}
