//! An area by name.

use crate::areas::Territory;
use serde::Serialize;
use utoipa::ToSchema;

/// An area with its names.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct NamedArea {
    /// Code.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
}

impl NamedArea {
    /// The area with this code, by its code alone when the tree lost it.
    pub fn by_code(code: &str, territory: &Territory) -> Self {
        let area = territory.by_code(code);
        Self {
            code: code.to_owned(),
            name_zh: area.map(|area| area.name_zh.clone()).unwrap_or_default(),
            name_en: area.map(|area| area.name_en.clone()).unwrap_or_default(),
        }
    }

    /// The area of a row.
    pub fn by_id(id: i64, territory: &Territory) -> Self {
        let code = territory.by_id(id).map(|area| area.code.clone());
        Self::by_code(&code.unwrap_or_default(), territory)
    }
}
