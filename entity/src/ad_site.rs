//! Places that carry advertisements, with their state after the last inspection that counts.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ad_site")]
pub struct Model {
    /// Made on a phone, or from the code at import.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What people call it by.
    pub code: String,
    /// Kind of place.
    pub placement: String,
    /// Theme as made or imported.
    pub theme: String,
    /// As made or imported.
    pub is_public_service: bool,
    /// Faces it has.
    pub faces: i64,
    /// Office or enterprise, never a person.
    pub owner_unit: Option<String>,
    /// So often it must be renewed or found in order.
    pub refresh_days: Option<i64>,
    /// Degrees east.
    pub lng: Option<f64>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Area row.
    pub area_id: i64,
    /// Main road it stands on.
    pub road_code: Option<String>,
    /// Ended sites stay for old records.
    pub is_active: bool,
    /// `field` or `import`.
    pub source: String,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// UTC epoch milliseconds.
    pub ended_at: Option<i64>,
    /// Why it ended.
    pub end_reason: Option<String>,
    /// Theme as last seen.
    pub theme_now: String,
    /// Faces that count now: none when it is missing or ended.
    pub faces_now: i64,
    /// Public-service faces among them.
    pub public_faces_now: i64,
    /// `none`, `intact` or the worst condition.
    pub condition: String,
    /// Codes of the last inspection between commas.
    pub conditions_now: String,
    /// The last inspection that counts.
    pub last_record_id: Option<Uuid>,
    /// UTC epoch milliseconds.
    pub last_at: Option<i64>,
    /// Number of that record in the change log.
    pub last_seq: Option<i64>,
    /// Its first photo.
    pub last_photo: Option<Vec<u8>>,
    /// When it was last found in order; UTC epoch milliseconds.
    pub last_good_at: Option<i64>,
    /// When it must be renewed or found in order; UTC epoch milliseconds.
    pub due_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
