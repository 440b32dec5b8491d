//! A database that holds the demo says so; nothing else may ever be mixed with it.

use chrono::NaiveDate;
use entity::{account, area_version};
use sea_orm::{ConnectionTrait, DbErr, PaginatorTrait as _};
use serde::{Deserialize, Serialize};

use crate::platform::db::find_global;
use crate::platform::settings;

const KEY: &str = "demo";

/// That this database is a demo, and how far it is loaded.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DemoMark {
    /// Last day of the history, after the shift.
    pub last_day: NaiveDate,
    /// Whether everything is loaded; a load that broke off goes on where it was.
    pub is_complete: bool,
}

/// The mark, if this database is a demo.
pub async fn read(db: &impl ConnectionTrait) -> Result<Option<DemoMark>, DbErr> {
    let text = settings::read(db, KEY).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Writes the mark.
pub(super) async fn write(tx: &impl ConnectionTrait, mark: &DemoMark) -> Result<(), DbErr> {
    let text = serde_json::to_string(mark).map_err(|error| DbErr::Json(error.to_string()))?;
    settings::write(tx, KEY, &text).await
}

/// Whether nobody has used this database: no account, no areas.
pub(super) async fn is_untouched(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let accounts = find_global::<account::Entity>().count(db).await?;
    let versions = find_global::<area_version::Entity>().count(db).await?;
    Ok(accounts == 0 && versions == 0)
}
