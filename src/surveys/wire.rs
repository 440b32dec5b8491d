//! What goes over the wire.

pub(super) mod attachments;
pub(super) mod doors;
pub(super) mod forms;
pub(super) mod frames;
pub(super) mod progress;
pub(super) mod surveys;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}
