//! The sheet `entities` and the name of one filled form.

use super::table::Table;
use super::{Compiler, Slot};
use crate::fault::Code;
use crate::form::Entity;
use crate::tree::Tree;

impl Compiler<'_> {
    /// What the form creates; updating is refused by name.
    pub(super) fn entities(&mut self, table: Option<&Table>) -> Vec<Entity> {
        let mut found = vec![];
        let Some(table) = table else {
            return found;
        };
        for row in table.rows() {
            for key in ["update_if", "entity_id"] {
                if !row.text(key).is_empty() {
                    self.faults.error(row.fault(
                        Code::UnsupportedType,
                        key,
                        "暂不支持更新实体",
                        "updating entities is not supported",
                    ));
                }
            }
            if row.text("list_name").is_empty() {
                self.faults.error(row.fault(
                    Code::MissingListName,
                    "list_name",
                    "请写实体列表名",
                    "write the name of the entity list",
                ));
            }
            let label = self.expression_of(row.text("label"), &row.place("label"));
            let create_if = self.expression_of(row.text("create_if"), &row.place("create_if"));
            match label {
                Some(label) => found.push(Entity {
                    dataset: row.text("list_name").to_owned(),
                    label,
                    create_if,
                }),
                None => self.faults.error(row.fault(
                    Code::MissingLabel,
                    "label",
                    "实体没有名称的表达式",
                    "the entity has no label",
                )),
            }
        }
        found
    }

    fn expression_of(&mut self, text: &str, place: &crate::fault::Place) -> Option<Tree> {
        if text.is_empty() {
            return None;
        }
        self.tree(text, 0, &Slot::Relevant, place)
    }

    /// The expression that names one filled form.
    pub(super) fn instance_name(&mut self, table: Option<&Table>) -> Option<Tree> {
        table?;
        let text = self.settings.instance_name.clone();
        let place = self.settings.place("instance_name");
        self.expression_of(&text, &place)
    }
}
