//! TEMP
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;
use entity::{record, record_photo, record_flag};
use crate::platform::{auth::InArea, db::Global, clock::UtcMillis};
impl InArea for record::Entity { fn area_column() -> record::Column { record::Column::AreaId } fn author_column() -> Option<record::Column> { Some(record::Column::AuthorId) } }
impl Global for record_photo::Entity { const REASON: &'static str = "x"; }
impl Global for record_flag::Entity { const REASON: &'static str = "x"; }
pub async fn set_flag(_tx: &impl ConnectionTrait, _record_id: Uuid, _flag: Flag, _now: UtcMillis) -> Result<bool, DbErr> { Ok(true) }
pub async fn clear_flag(_tx: &impl ConnectionTrait, _record_id: Uuid, _flag: Flag, _now: UtcMillis) -> Result<bool, DbErr> { Ok(true) }
#[derive(Clone, Copy)] pub enum Flag { PhotoMissing, PhotoUnreadable, PhotoReused }
impl Flag { pub fn code(self) -> &'static str { "x" } }
