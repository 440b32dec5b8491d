//! Questions that bind to the visit: filled beforehand, never stored or exported with the answers.

use serde_json::Value;
use std::collections::BTreeSet;
use xlsform::{Form, Kind, Node};

/// Names that bind, wherever the question stands.
pub const DWELLING_CODE: &str = "dwelling_code";
/// See [`DWELLING_CODE`].
pub const VISIT_DATE: &str = "visit_date";
/// See [`DWELLING_CODE`].
pub const ATTEMPT_NO: &str = "attempt_no";

/// Whether the visit itself gives the answer.
pub fn is_bound(node: &Node) -> bool {
    node.kind.is_metadata()
        || node.kind == Kind::Geopoint
        || [DWELLING_CODE, VISIT_DATE, ATTEMPT_NO].contains(&node.name())
}

/// Whether the answer could tell where or by whom: such a question, or something computed from one.
fn tells_where(node: &Node) -> bool {
    matches!(
        node.kind,
        Kind::Geopoint
            | Kind::StartGeopoint
            | Kind::DeviceId
            | Kind::Username
            | Kind::PhoneNumber
            | Kind::Email
    ) || node.name() == DWELLING_CODE
}

/// Ids of all nodes whose answers are left out of what is stored.
pub fn left_out(form: &Form) -> BTreeSet<u32> {
    let mut telling: BTreeSet<u32> = form
        .nodes
        .iter()
        .filter(|node| tells_where(node))
        .map(|node| node.id)
        .collect();
    loop {
        let more: Vec<u32> = form
            .nodes
            .iter()
            .filter(|node| !telling.contains(&node.id))
            .filter(|node| {
                let value = node.value.as_ref().or(node.dynamic_default.as_ref());
                value.is_some_and(|tree| {
                    serde_json::to_value(tree).is_ok_and(|tree| refers(&tree, &telling))
                })
            })
            .map(|node| node.id)
            .collect();
        if more.is_empty() {
            break;
        }
        telling.extend(more);
    }
    telling.extend(
        form.nodes
            .iter()
            .filter(|node| is_bound(node))
            .map(|node| node.id),
    );
    telling
}

/// Whether an expression refers to one of `nodes`.
fn refers(tree: &Value, nodes: &BTreeSet<u32>) -> bool {
    match tree {
        Value::Object(members) => members.iter().any(|(key, value)| {
            let is_ref = key == "ref"
                && value
                    .as_u64()
                    .and_then(|id| u32::try_from(id).ok())
                    .is_some_and(|id| nodes.contains(&id));
            is_ref || refers(value, nodes)
        }),
        Value::Array(items) => items.iter().any(|item| refers(item, nodes)),
        _ => false,
    }
}

/// Paths of an answer without the numbers of its instances, as a node has it.
pub fn node_path(path: &str) -> String {
    path.split('/')
        .map(|part| part.split('[').next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_household_form_binds_its_visit_and_keeps_its_answers() {
        let bytes = include_bytes!("../../../demo/questionnaires/household_awareness_support.xlsx");
        let form = xlsform::compile(bytes, &xlsform::Files::new())
            .form
            .unwrap();
        let left = left_out(&form);
        let names: Vec<&str> = form
            .nodes
            .iter()
            .filter(|node| left.contains(&node.id))
            .map(Node::name)
            .collect();
        assert_eq!(
            names,
            [
                "start",
                "end",
                "today",
                "dwelling_code",
                "visit_date",
                "attempt_no",
                "visit_location"
            ]
        );
    }

    #[test]
    fn what_is_computed_from_the_door_is_left_out_too() {
        let bytes = include_bytes!("../../../demo/questionnaires/household_awareness_support.xlsx");
        let mut form = xlsform::compile(bytes, &xlsform::Files::new())
            .form
            .unwrap();
        let door = form
            .nodes
            .iter()
            .find(|node| node.name() == DWELLING_CODE)
            .unwrap()
            .id;
        let tree = serde_json::json!({"ref": door, "as": "text"});
        let copied = form
            .nodes
            .iter_mut()
            .find(|node| node.name() == "is_aware")
            .unwrap();
        copied.value = Some(serde_json::from_value(tree).unwrap());
        let copied = copied.id;
        assert!(left_out(&form).contains(&copied));
    }

    #[test]
    fn instances_fall_away_from_paths() {
        assert_eq!(node_path("members[2]/pets[1]/kind"), "members/pets/kind");
    }
}
