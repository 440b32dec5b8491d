//! What is said about duty over the wire.

pub(super) mod figures;
pub(super) mod hours;
pub(super) mod plans;
pub(super) mod shifts;
pub(super) mod swaps;
pub(super) mod teams;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A person of the service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub(super) struct PersonView {
    /// Account id.
    pub id: Uuid,
    /// Name.
    pub name: String,
}

/// A site by code and name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct NamedSite {
    /// Code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
}
