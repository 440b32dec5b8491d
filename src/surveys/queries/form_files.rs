//! Files beside questionnaires.

use crate::platform::db::{delete_global, find_global};
use entity::survey_form_file::{self, Column};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, FromQueryResult,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
};
use uuid::Uuid;

/// A file without its bytes.
#[derive(Clone, Debug, FromQueryResult)]
pub struct FileRow {
    /// Draft or published version.
    pub version_id: Uuid,
    /// As the workbook writes it.
    pub name: String,
    /// Told by content.
    pub media_type: String,
    /// Of the bytes.
    pub sha256: Vec<u8>,
    /// How many bytes.
    pub size_bytes: i64,
}

fn of_version(version_id: Uuid) -> Select<survey_form_file::Entity> {
    find_global::<survey_form_file::Entity>().filter(Column::VersionId.eq(version_id))
}

/// Files of versions, by name.
pub async fn of_versions(
    db: &impl ConnectionTrait,
    version_ids: &[Uuid],
) -> Result<Vec<FileRow>, DbErr> {
    find_global::<survey_form_file::Entity>()
        .select_only()
        .columns([
            Column::VersionId,
            Column::Name,
            Column::MediaType,
            Column::Sha256,
            Column::SizeBytes,
        ])
        .filter(Column::VersionId.is_in(version_ids.iter().copied()))
        .order_by_asc(Column::Name)
        .into_model::<FileRow>()
        .all(db)
        .await
}

/// Files of one media type with their bytes.
pub async fn with_bytes(
    db: &impl ConnectionTrait,
    version_id: Uuid,
    media_type: &str,
) -> Result<Vec<survey_form_file::Model>, DbErr> {
    of_version(version_id)
        .filter(Column::MediaType.eq(media_type))
        .all(db)
        .await
}

/// One file with its bytes.
pub async fn find(
    db: &impl ConnectionTrait,
    version_id: Uuid,
    name: &str,
) -> Result<Option<survey_form_file::Model>, DbErr> {
    of_version(version_id)
        .filter(Column::Name.eq(name))
        .one(db)
        .await
}

/// Bytes of all other files of a version.
pub async fn bytes_beside(
    db: &impl ConnectionTrait,
    version_id: Uuid,
    name: &str,
) -> Result<i64, DbErr> {
    let rows = of_versions(db, &[version_id]).await?;
    let others = rows.iter().filter(|row| row.name != name);
    Ok(others.map(|row| row.size_bytes).sum())
}

/// Stores a file in place of an earlier one of the same name.
pub async fn put(tx: &impl ConnectionTrait, row: survey_form_file::Model) -> Result<(), DbErr> {
    delete_global::<survey_form_file::Entity>()
        .filter(Column::VersionId.eq(row.version_id))
        .filter(Column::Name.eq(row.name.as_str()))
        .exec(tx)
        .await?;
    survey_form_file::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Throws the files of a draft away.
pub async fn delete_all(tx: &impl ConnectionTrait, version_id: Uuid) -> Result<(), DbErr> {
    delete_global::<survey_form_file::Entity>()
        .filter(Column::VersionId.eq(version_id))
        .exec(tx)
        .await?;
    Ok(())
}
