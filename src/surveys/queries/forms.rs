//! Questionnaires and their versions.

use crate::platform::db::{delete_global, find_global, update_global};
use entity::{survey_form, survey_form_draft, survey_form_version, survey_form_workbook};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, FromQueryResult,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::HashMap;
use uuid::Uuid;

/// A published version without definition and workbook.
#[derive(Clone, Debug, FromQueryResult)]
pub struct VersionRow {
    /// Id.
    pub id: Uuid,
    /// Questionnaire.
    pub form_id: Uuid,
    /// As the author writes it.
    pub version: String,
    /// Chinese.
    pub title_zh: String,
    /// English.
    pub title_en: String,
    /// Between commas.
    pub languages: String,
    /// How many.
    pub questions: i64,
    /// Of the workbook.
    pub workbook_sha256: Vec<u8>,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// UTC epoch milliseconds.
    pub published_at: i64,
    /// Why it may ask for persons.
    pub allowed_reason: Option<String>,
}

/// A draft without its workbook.
#[derive(Clone, Debug, FromQueryResult)]
pub struct DraftRow {
    /// Questionnaire.
    pub form_id: Uuid,
    /// As the author writes it.
    pub version: String,
    /// Chinese.
    pub title_zh: String,
    /// English.
    pub title_en: String,
    /// Between commas.
    pub languages: String,
    /// How many.
    pub questions: i64,
    /// JSON.
    pub definition: String,
    /// Of the workbook.
    pub workbook_sha256: Vec<u8>,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// UTC epoch milliseconds.
    pub allowed_at: Option<i64>,
    /// Why it may ask for persons.
    pub allowed_reason: Option<String>,
}

/// Every questionnaire.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<survey_form::Model>, DbErr> {
    find_global::<survey_form::Entity>()
        .order_by_asc(survey_form::Column::Code)
        .all(db)
        .await
}

/// A questionnaire.
pub async fn form(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<survey_form::Model>, DbErr> {
    find_global::<survey_form::Entity>()
        .filter(survey_form::Column::Id.eq(id))
        .one(db)
        .await
}

/// The questionnaire whose workbooks bear this id.
pub async fn form_by_code(
    db: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<survey_form::Model>, DbErr> {
    find_global::<survey_form::Entity>()
        .filter(survey_form::Column::Code.eq(code))
        .one(db)
        .await
}

/// Makes a questionnaire known, if it is not.
pub async fn keep_form(tx: &impl ConnectionTrait, form: survey_form::Model) -> Result<(), DbErr> {
    let known = OnConflict::column(survey_form::Column::Id)
        .do_nothing()
        .to_owned();
    survey_form::Entity::insert(form.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// All published versions, or those of one questionnaire, the newest first.
pub async fn versions(
    db: &impl ConnectionTrait,
    form_id: Option<Uuid>,
) -> Result<Vec<VersionRow>, DbErr> {
    use survey_form_version::Column;
    let mut select = find_global::<survey_form_version::Entity>()
        .select_only()
        .columns([
            Column::Id,
            Column::FormId,
            Column::Version,
            Column::TitleZh,
            Column::TitleEn,
            Column::Languages,
            Column::Questions,
            Column::WorkbookSha256,
            Column::MadeAt,
            Column::PublishedAt,
            Column::AllowedReason,
        ])
        .order_by_desc(Column::MadeAt)
        .order_by_desc(Column::Id);
    if let Some(form_id) = form_id {
        select = select.filter(Column::FormId.eq(form_id));
    }
    select.into_model::<VersionRow>().all(db).await
}

/// All drafts, the newest first.
pub async fn drafts(db: &impl ConnectionTrait) -> Result<Vec<DraftRow>, DbErr> {
    use survey_form_draft::Column;
    find_global::<survey_form_draft::Entity>()
        .select_only()
        .columns([
            Column::FormId,
            Column::Version,
            Column::TitleZh,
            Column::TitleEn,
            Column::Languages,
            Column::Questions,
            Column::Definition,
            Column::WorkbookSha256,
            Column::MadeAt,
            Column::AllowedAt,
            Column::AllowedReason,
        ])
        .order_by_desc(Column::MadeAt)
        .order_by_desc(Column::Id)
        .into_model::<DraftRow>()
        .all(db)
        .await
}

/// A published version with its definition.
pub async fn published(
    db: &impl ConnectionTrait,
    form_id: Uuid,
    version: &str,
) -> Result<Option<survey_form_version::Model>, DbErr> {
    find_global::<survey_form_version::Entity>()
        .filter(survey_form_version::Column::FormId.eq(form_id))
        .filter(survey_form_version::Column::Version.eq(version))
        .one(db)
        .await
}

/// The id of a published version.
pub async fn published_id(
    db: &impl ConnectionTrait,
    form_id: Uuid,
    version: &str,
) -> Result<Option<Uuid>, DbErr> {
    find_global::<survey_form_version::Entity>()
        .select_only()
        .column(survey_form_version::Column::Id)
        .filter(survey_form_version::Column::FormId.eq(form_id))
        .filter(survey_form_version::Column::Version.eq(version))
        .into_tuple()
        .one(db)
        .await
}

/// The definition of a published version, as JSON.
pub async fn definition(
    db: &impl ConnectionTrait,
    version_id: Uuid,
) -> Result<Option<String>, DbErr> {
    find_global::<survey_form_version::Entity>()
        .select_only()
        .column(survey_form_version::Column::Definition)
        .filter(survey_form_version::Column::Id.eq(version_id))
        .into_tuple()
        .one(db)
        .await
}

/// Which questionnaire and version each of `ids` is.
pub async fn names_of(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, (survey_form::Model, VersionRow)>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let forms: HashMap<Uuid, survey_form::Model> = all(db)
        .await?
        .into_iter()
        .map(|form| (form.id, form))
        .collect();
    let versions = versions(db, None).await?;
    Ok(versions
        .into_iter()
        .filter(|row| ids.contains(&row.id))
        .filter_map(|row| Some((row.id, (forms.get(&row.form_id)?.clone(), row))))
        .collect())
}

/// A draft with everything.
pub async fn draft(
    db: &impl ConnectionTrait,
    form_id: Uuid,
    version: &str,
) -> Result<Option<survey_form_draft::Model>, DbErr> {
    find_global::<survey_form_draft::Entity>()
        .filter(survey_form_draft::Column::FormId.eq(form_id))
        .filter(survey_form_draft::Column::Version.eq(version))
        .one(db)
        .await
}

/// Stores a draft.
pub async fn insert_draft(
    tx: &impl ConnectionTrait,
    draft: survey_form_draft::Model,
) -> Result<(), DbErr> {
    survey_form_draft::Entity::insert(draft.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Notes who let it ask for persons.
pub async fn allow_draft(
    tx: &impl ConnectionTrait,
    draft: &survey_form_draft::Model,
) -> Result<(), DbErr> {
    use survey_form_draft::Column;
    update_global::<survey_form_draft::Entity>()
        .col_expr(Column::AllowedAt, Expr::value(draft.allowed_at))
        .col_expr(Column::AllowedBy, Expr::value(draft.allowed_by))
        .col_expr(
            Column::AllowedReason,
            Expr::value(draft.allowed_reason.clone()),
        )
        .filter(Column::Id.eq(draft.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Puts another definition of the same workbook into a draft.
pub async fn redefine_draft(
    tx: &impl ConnectionTrait,
    id: Uuid,
    definition: &str,
) -> Result<(), DbErr> {
    use survey_form_draft::Column;
    update_global::<survey_form_draft::Entity>()
        .col_expr(Column::Definition, Expr::value(definition))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Throws a draft away, if there is one.
pub async fn delete_draft(
    tx: &impl ConnectionTrait,
    form_id: Uuid,
    version: &str,
) -> Result<(), DbErr> {
    delete_global::<survey_form_draft::Entity>()
        .filter(survey_form_draft::Column::FormId.eq(form_id))
        .filter(survey_form_draft::Column::Version.eq(version))
        .exec(tx)
        .await?;
    Ok(())
}

/// Stores a published version with its workbook.
pub async fn insert_version(
    tx: &impl ConnectionTrait,
    version: survey_form_version::Model,
    workbook: Vec<u8>,
) -> Result<(), DbErr> {
    let id = version.id;
    survey_form_version::Entity::insert(version.into_active_model())
        .exec_without_returning(tx)
        .await?;
    let workbook = survey_form_workbook::ActiveModel {
        version_id: Set(id),
        workbook: Set(workbook),
    };
    survey_form_workbook::Entity::insert(workbook)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The workbook of a published version.
pub async fn workbook(
    db: &impl ConnectionTrait,
    version_id: Uuid,
) -> Result<Option<Vec<u8>>, DbErr> {
    let row = find_global::<survey_form_workbook::Entity>()
        .filter(survey_form_workbook::Column::VersionId.eq(version_id))
        .one(db)
        .await?;
    Ok(row.map(|row| row.workbook))
}
