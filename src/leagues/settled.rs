//! What others make of leagues: the rows of a settled one, and who stands in one that is not settled.

use super::concerned::Concern;
use super::error::LeagueError;
use super::model::LeagueSubject;
use super::queries;
use super::view::of_document;
use super::wire::LeagueRow;
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use chrono::NaiveDate;
use entity::league_row;
use sea_orm::sea_query::Cond;
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr};
use uuid::Uuid;

/// A settled league as its frozen document says it.
#[derive(Clone, Debug)]
pub struct SettledLeague {
    /// Id.
    pub id: Uuid,
    /// Who stands in it.
    pub subject: LeagueSubject,
    /// Who measures.
    pub source: String,
    /// Which figure.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The period.
    pub period: String,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// Row of the area looked at.
    pub area_id: i64,
    /// Its code.
    pub area_code: String,
    /// How many tiers there are.
    pub tiers: u32,
    /// SHA-256 of the document, in hexadecimal.
    pub sha256: String,
    /// When it was settled.
    pub settled_at: UtcMillis,
    /// Its rows; those set aside have no tier.
    pub rows: Vec<LeagueRow>,
}

/// A settled league of the areas of a scope; none when there is no such one, or it is not settled.
/// * Errors: [`DbErr::Custom`] when the stored document cannot be read.
pub async fn settled(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    id: Uuid,
) -> Result<Option<SettledLeague>, DbErr> {
    let Some(league) = queries::find(db, &Concern::in_areas(scope), id).await? else {
        return Ok(None);
    };
    let Some(row) = queries::document(db, id).await? else {
        return Ok(None);
    };
    let table = of_document(&row).map_err(LeagueError::into_db)?.table;
    let Some(subject) = LeagueSubject::parse(&table.subject) else {
        return Ok(None);
    };
    Ok(Some(SettledLeague {
        id,
        subject,
        source: table.source,
        code: table.code,
        name_zh: table.name_zh,
        name_en: table.name_en,
        period: table.period,
        from: table.from,
        to: table.to,
        area_id: league.area_id,
        area_code: table.area_code.unwrap_or_default(),
        tiers: table.tiers,
        sha256: hex::encode(&row.sha256),
        settled_at: UtcMillis(row.settled_at),
        rows: table.rows,
    }))
}

/// Of whom it is asked whether a league about them still waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contested {
    /// A unit.
    Unit(Uuid),
    /// Code of an area.
    Area(String),
}

/// A league that is neither settled nor withdrawn, in which the subject stands and whose days meet `[from, to]`.
pub async fn contested(
    db: &impl ConnectionTrait,
    whom: &Contested,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Option<Uuid>, DbErr> {
    let row = match whom {
        Contested::Unit(id) => Cond::all().add(league_row::Column::UnitId.eq(*id)),
        Contested::Area(code) => Cond::all()
            .add(league_row::Column::UnitId.is_null())
            .add(league_row::Column::Code.eq(code.as_str())),
    };
    queries::unsettled_with(db, row, (from.to_string(), to.to_string())).await
}
