//! Rubrics over the wire.

use super::points;
use crate::inspections::model::{Item, ItemKind, Rubric, RubricType};
use crate::platform::clock::UtcMillis;
use entity::inspection_rubric;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A version of the rubric in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RubricRow {
    /// Id.
    pub id: Uuid,
    /// From 1.
    pub number: i64,
    /// What it is called, in Chinese.
    pub title_zh: String,
    /// What it is called, in English.
    pub title_en: String,
    /// Kinds of sites.
    pub site_types: i64,
    /// Check items.
    pub items: i64,
    /// SHA-256 of its file, hexadecimal.
    pub sha256: String,
    /// Since when it holds.
    pub published_at: UtcMillis,
    /// Whether no later version is there.
    pub is_newest: bool,
}

impl RubricRow {
    /// The row as it is listed.
    pub fn of(row: &inspection_rubric::Model, newest: Option<i64>) -> Self {
        Self {
            id: row.id,
            number: row.number,
            title_zh: row.title_zh.clone(),
            title_en: row.title_en.clone(),
            site_types: row.site_types,
            items: row.items,
            sha256: hex::encode(&row.source_sha256),
            published_at: UtcMillis(row.published_at),
            is_newest: newest == Some(row.number),
        }
    }
}

/// Every version.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RubricList {
    /// The newest first.
    pub items: Vec<RubricRow>,
}

/// A check item.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ItemView {
    /// Stable code.
    #[schema(example = "wet_market_03")]
    pub code: String,
    /// How it is judged.
    pub kind: ItemKind,
    /// What is asked, in Chinese.
    pub text_zh: String,
    /// What is asked, in English.
    pub text_en: String,
    /// Points.
    #[schema(example = 15.0)]
    pub weight: f64,
    /// How bad a failure is, 1 to 3.
    pub fail_severity: i64,
    /// Whether a failure makes the score of the site 0.
    pub is_veto: bool,
    /// Whether it may be found not applicable.
    pub may_be_not_applicable: bool,
    /// Whether a failure needs a photo.
    pub needs_photo: bool,
    /// How many there must be.
    pub minimum: Option<i64>,
    /// The share in order that earns all, in percent.
    pub wanted_percent: Option<i64>,
    /// Points that each missing or found one costs.
    pub penalty: Option<f64>,
    /// What is counted, in Chinese.
    pub counted_zh: Option<String>,
    /// What is counted, in English.
    pub counted_en: Option<String>,
    /// Behaviour under which a failure becomes a case.
    pub category: Option<String>,
    /// Requirement it measures.
    pub indicator_code: Option<String>,
    /// How it scores, in Chinese.
    pub formula_zh: String,
    /// How it scores, in English.
    pub formula_en: String,
}

impl From<&Item> for ItemView {
    fn from(item: &Item) -> Self {
        let (formula_zh, formula_en) = item.formula();
        let item = item.clone();
        Self {
            code: item.code,
            kind: item.kind,
            text_zh: item.text_zh,
            text_en: item.text_en,
            weight: points(item.weight),
            fail_severity: item.fail_severity,
            is_veto: item.is_veto,
            may_be_not_applicable: item.may_be_not_applicable,
            needs_photo: item.needs_photo,
            minimum: item.minimum,
            wanted_percent: item.wanted_percent,
            penalty: item.penalty.map(points),
            counted_zh: item.counted_zh,
            counted_en: item.counted_en,
            category: item.category,
            indicator_code: item.indicator_code,
            formula_zh,
            formula_en,
        }
    }
}

/// A kind of site with its items.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RubricTypeView {
    /// Stable code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Group of kinds.
    pub group: String,
    /// Items in order; their weights sum to 100.
    pub items: Vec<ItemView>,
}

impl From<&RubricType> for RubricTypeView {
    fn from(one: &RubricType) -> Self {
        Self {
            code: one.code.clone(),
            name_zh: one.name_zh.clone(),
            name_en: one.name_en.clone(),
            group: one.group.clone(),
            items: one.items.iter().map(ItemView::from).collect(),
        }
    }
}

/// A version of the rubric in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RubricView {
    /// The version.
    #[serde(flatten)]
    pub row: RubricRow,
    /// Kinds of sites.
    pub types: Vec<RubricTypeView>,
}

impl RubricView {
    /// A version with its content.
    pub fn of(row: RubricRow, rubric: &Rubric) -> Self {
        let types = rubric.types.iter().map(RubricTypeView::from).collect();
        Self { row, types }
    }
}

/// How a rubric is taken in.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RubricImportQuery {
    /// What it is called, in Chinese, 1–60 characters.
    pub title_zh: String,
    /// What it is called, in English, 1–120 characters.
    pub title_en: String,
    /// Only report what is wrong; change nothing.
    #[serde(default)]
    pub dry_run: bool,
}
