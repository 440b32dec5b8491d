//! Views on the wire.

use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::FieldCode;
use entity::saved_view;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Longest name, in characters.
const MAX_TITLE: usize = 40;
/// Longest query string, in characters.
const MAX_QUERY: usize = 2_000;

/// Pages whose filters can be kept.
const PAGES: [&str; 9] = [
    "cases",
    "incidents",
    "heatmap",
    "tallies",
    "ads",
    "leagues",
    "inspections",
    "units",
    "surveys",
];

/// Whether `page` is one whose filters can be kept.
pub(super) fn is_page(page: &str) -> bool {
    PAGES.contains(&page)
}

/// Which views.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ViewsQuery {
    /// `cases`, `incidents`, `heatmap`, `tallies`, `ads`, `leagues`, `inspections`, `units` or `surveys`.
    #[param(example = "cases")]
    pub page: String,
}

/// A view to keep.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewView {
    /// Page, as in the list.
    #[schema(example = "cases")]
    pub page: String,
    /// A name of 1–40 characters that no other view of the page has.
    #[schema(example = "超期的")]
    pub title: String,
    /// Query string of the page without the question mark, at most 2,000 characters.
    #[schema(example = "tab=late&area=439802002000")]
    pub query: String,
    /// Whether the page opens with it.
    #[serde(default)]
    pub is_default: bool,
}

/// What changes; what is absent stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewPatch {
    /// Another name.
    pub title: Option<String>,
    /// Another query string.
    pub query: Option<String>,
    /// Whether the page opens with it; the view that did before does no longer.
    pub is_default: Option<bool>,
}

/// A view.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct SavedView {
    /// Id.
    pub id: Uuid,
    /// Page.
    pub page: String,
    /// Name.
    pub title: String,
    /// Query string.
    pub query: String,
    /// Whether the page opens with it.
    pub is_default: bool,
    /// When it was last saved.
    pub saved_at: UtcMillis,
}

/// The views of a page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct SavedViews {
    /// By name.
    pub items: Vec<SavedView>,
    /// How many a page may have.
    pub most: usize,
}

impl From<saved_view::Model> for SavedView {
    fn from(row: saved_view::Model) -> Self {
        Self {
            id: row.id,
            page: row.page,
            title: row.title,
            query: row.query,
            is_default: row.is_default,
            saved_at: UtcMillis(row.saved_at),
        }
    }
}

fn check_query(query: &str, found: &mut FieldProblems) {
    found.text_length("/query", query, 0, MAX_QUERY);
    if query.starts_with('?') || query.chars().any(|one| one.is_control() || one == '#') {
        found.add("/query", FieldCode::InvalidValue);
    }
}

impl Check for NewView {
    fn check(&self, found: &mut FieldProblems) {
        if !is_page(&self.page) {
            found.add("/page", FieldCode::UnknownValue);
        }
        found.text_length("/title", self.title.trim(), 1, MAX_TITLE);
        check_query(&self.query, found);
    }
}

impl Check for ViewPatch {
    fn check(&self, found: &mut FieldProblems) {
        if let Some(title) = &self.title {
            found.text_length("/title", title.trim(), 1, MAX_TITLE);
        }
        if let Some(query) = &self.query {
            check_query(query, found);
        }
    }
}
