//! What is said about units and rules.

mod rules;

pub use rules::{
    DutyBody, DutyQuery, DutyView, ExplainQuery, Explained, ExplainedRule, NewRule, NewRules,
    RuleMoves, RuleSetView, RuleView, UncoveredCategory, UncoveredPlace, UnitCoverageView,
    UnitMove,
};

use super::model::UnitKind;
use crate::areas::Territory;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems, present_or_null};
use crate::platform::problem::{FieldCode, FieldProblem};
use entity::unit;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Longest code in characters.
pub(super) const MAX_CODE: usize = 40;
/// Longest name in characters.
pub(super) const MAX_TITLE: usize = 80;

/// Most contacts or names that come or go at once.
const MAX_CHANGES: usize = 20;

/// A unit by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitRef {
    /// Id.
    pub id: Uuid,
    /// Code.
    #[schema(example = "wenlan_urban_management")]
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
}

impl From<unit::Model> for UnitRef {
    fn from(row: unit::Model) -> Self {
        Self {
            id: row.id,
            code: row.code,
            name_zh: row.title_zh,
            name_en: row.title_en,
        }
    }
}

/// Which units to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnitQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// `office`, `community`, `department`, `enterprise`, `volunteer_team` or `third_party`.
    pub kind: Option<String>,
    /// Part of a name or code.
    pub q: Option<String>,
    /// Only those that take new work, or only those that do not.
    pub is_active: Option<bool>,
}

/// A unit in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitRow {
    /// Id.
    pub id: Uuid,
    /// Code.
    pub code: String,
    /// What it is.
    #[schema(example = "department")]
    pub kind: &'static str,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// The unit above.
    pub parent: Option<UnitRef>,
    /// Area it belongs to.
    pub area_code: String,
    /// Its name in Chinese.
    pub area_name_zh: String,
    /// Its name in English.
    pub area_name_en: String,
    /// Whether it takes new work.
    pub is_active: bool,
    /// How many contacts it has; without one nobody would see its cases.
    pub contacts: usize,
    /// Counts changes; send it with a change.
    pub version: i64,
}

/// Who answers for a unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ContactView {
    /// Id.
    pub id: Uuid,
    /// Staff account.
    pub account_id: Option<Uuid>,
    /// Name of the account's holder, or of the desk.
    pub name: String,
    /// Number of the desk.
    pub phone: Option<String>,
    /// Since when.
    pub since: UtcMillis,
}

/// Another name that tables call a unit by.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AliasView {
    /// Id.
    pub id: Uuid,
    /// The name.
    #[schema(example = "交通管理部门")]
    pub name: String,
    /// Since when.
    pub since: UtcMillis,
    /// Who gave it.
    pub by_name: Option<String>,
}

/// A unit in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub row: UnitRow,
    /// Who answers for it.
    pub people: Vec<ContactView>,
    /// Rules that name it.
    pub rules: Vec<RuleView>,
    /// Roads and sites it answers for.
    pub places: Vec<DutyView>,
    /// Other names that tables call it by.
    pub aliases: Vec<AliasView>,
}

/// A new unit.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUnit {
    /// Code: letters, digits, `_`, `-` and `.`, at most 40.
    #[schema(example = "wenlan_urban_management")]
    pub code: String,
    /// What it is.
    #[schema(example = "department")]
    pub kind: String,
    /// Name in Chinese, at most 80 characters.
    #[schema(example = "城管执法文澜中队")]
    pub name_zh: String,
    /// Name in English, at most 80 characters.
    #[schema(example = "Urban management, Wenlan")]
    pub name_en: String,
    /// The unit above.
    pub parent_id: Option<Uuid>,
    /// Area it belongs to.
    #[schema(example = "439801001000")]
    pub area_code: String,
}

/// What changes; absent stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent and null say different things")]
pub struct UnitPatch {
    /// The version that was seen.
    pub version: i64,
    /// Name in Chinese.
    pub name_zh: Option<String>,
    /// Name in English.
    pub name_en: Option<String>,
    /// What it is.
    pub kind: Option<String>,
    /// The unit above, never one below it; `null` puts it at the top.
    #[serde(default, deserialize_with = "present_or_null")]
    #[schema(value_type = Option<Uuid>)]
    pub parent_id: Option<Option<Uuid>>,
    /// Whether it takes new work.
    pub is_active: Option<bool>,
}

/// A contact to add: an account, or a desk.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    /// Staff account.
    pub account_id: Option<Uuid>,
    /// Name of a desk, at most 40 characters; not together with an account.
    pub name: Option<String>,
    /// Number of the desk: digits, `+`, `-` and spaces.
    pub phone: Option<String>,
}

/// Contacts that come and go.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactsChange {
    /// At most 20.
    #[serde(default)]
    pub add: Vec<NewContact>,
    /// Ids of contacts that end.
    #[serde(default)]
    pub end: Vec<Uuid>,
}

/// Other names that come and go.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AliasesChange {
    /// At most 20, each of at most 80 characters.
    #[serde(default)]
    #[schema(example = json!(["交通管理部门"]))]
    pub add: Vec<String>,
    /// Ids of names that end.
    #[serde(default)]
    pub end: Vec<Uuid>,
}

/// Checks a code.
pub(super) fn check_code(pointer: &str, code: &str, found: &mut FieldProblems) {
    found.text_length(pointer, code, 1, MAX_CODE);
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
    if !code.chars().all(fits) {
        found.add(pointer, FieldCode::InvalidValue);
    }
}

/// Checks a kind.
pub(super) fn check_kind(pointer: &str, kind: &str, found: &mut FieldProblems) {
    if UnitKind::parse(kind).is_none() {
        let fault = FieldProblem::new(pointer, FieldCode::UnknownValue);
        found.0.push(fault.with("value", kind));
    }
}

impl Check for NewUnit {
    fn check(&self, found: &mut FieldProblems) {
        check_code("/code", &self.code, found);
        check_kind("/kind", &self.kind, found);
        found.text_length("/name_zh", &self.name_zh, 1, MAX_TITLE);
        found.text_length("/name_en", &self.name_en, 1, MAX_TITLE);
    }
}

impl Check for UnitPatch {
    fn check(&self, found: &mut FieldProblems) {
        for (pointer, name) in [("/name_zh", &self.name_zh), ("/name_en", &self.name_en)] {
            if let Some(name) = name {
                found.text_length(pointer, name, 1, MAX_TITLE);
            }
        }
        if let Some(kind) = &self.kind {
            check_kind("/kind", kind, found);
        }
    }
}

impl Check for AliasesChange {
    fn check(&self, found: &mut FieldProblems) {
        if self.add.len() > MAX_CHANGES || self.end.len() > MAX_CHANGES {
            found.add("/add", FieldCode::TooMany);
        }
        for (at, name) in self.add.iter().enumerate() {
            let pointer = format!("/add/{at}");
            found.text_length(&pointer, name.trim(), 1, MAX_TITLE);
            // A table names several units of a cell with these between them.
            if name.contains(['\0', ';', '；']) {
                found.add(pointer, FieldCode::InvalidValue);
            }
        }
    }
}

impl Check for ContactsChange {
    fn check(&self, found: &mut FieldProblems) {
        if self.add.len() > MAX_CHANGES || self.end.len() > MAX_CHANGES {
            found.add("/add", FieldCode::TooMany);
        }
        for (at, one) in self.add.iter().enumerate() {
            if one.account_id.is_some() == one.name.is_some() {
                found.add(format!("/add/{at}"), FieldCode::ExactlyOne);
            }
            if let Some(name) = &one.name {
                found.text_length(&format!("/add/{at}/name"), name, 1, 40);
            }
            let is_number = |text: &String| {
                text.len() <= 20
                    && text
                        .chars()
                        .all(|one| one.is_ascii_digit() || "+- ".contains(one))
            };
            if one
                .phone
                .as_ref()
                .is_some_and(|phone| !is_number(phone) || one.account_id.is_some())
            {
                found.add(format!("/add/{at}/phone"), FieldCode::InvalidValue);
            }
        }
    }
}

impl UnitRow {
    /// The row as its reader sees it.
    pub(super) fn new(
        row: unit::Model,
        parent: Option<UnitRef>,
        contacts: usize,
        territory: &Territory,
    ) -> Self {
        let area = territory.by_id(row.area_id);
        Self {
            id: row.id,
            kind: UnitKind::parse(&row.kind).map_or("department", UnitKind::code),
            code: row.code,
            name_zh: row.title_zh,
            name_en: row.title_en,
            parent,
            area_code: area.map(|area| area.code.clone()).unwrap_or_default(),
            area_name_zh: area.map(|area| area.name_zh.clone()).unwrap_or_default(),
            area_name_en: area.map(|area| area.name_en.clone()).unwrap_or_default(),
            is_active: row.is_active,
            contacts,
            version: row.version,
        }
    }
}
