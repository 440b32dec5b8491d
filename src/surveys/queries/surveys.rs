//! Surveys, their quotas and what their draw did.

use crate::platform::auth::AreaScope;
use crate::platform::db::{delete_global, execute_all, find_global, inserts_of, update_global};
use entity::{dwelling, survey, survey_cluster, survey_door, survey_quota, survey_stratum};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, FromQueryResult, IntoActiveModel,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

/// Most surveys of a list.
const MOST: u64 = 1_000;

/// Every survey, the latest first; who sees which is decided by how areas overlap.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<survey::Model>, DbErr> {
    find_global::<survey::Entity>()
        .order_by_desc(survey::Column::StartsOn)
        .order_by_desc(survey::Column::MadeAt)
        .order_by_desc(survey::Column::Id)
        .limit(MOST)
        .all(db)
        .await
}

/// A survey, whoever sees it.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<survey::Model>, DbErr> {
    find_global::<survey::Entity>()
        .filter(survey::Column::Id.eq(id))
        .one(db)
        .await
}

/// Several surveys, whoever sees them.
pub async fn find_all(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<Vec<survey::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    find_global::<survey::Entity>()
        .filter(survey::Column::Id.is_in(ids.to_vec()))
        .order_by_asc(survey::Column::StartsOn)
        .order_by_asc(survey::Column::Id)
        .all(db)
        .await
}

/// Stores a new survey.
pub async fn insert(tx: &impl ConnectionTrait, survey: survey::Model) -> Result<(), DbErr> {
    survey::Entity::insert(survey.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes everything but the draw of a survey.
pub async fn save(tx: &impl ConnectionTrait, row: &survey::Model) -> Result<(), DbErr> {
    use survey::Column;
    update_global::<survey::Entity>()
        .col_expr(Column::AreaId, Expr::value(row.area_id))
        .col_expr(Column::Kind, Expr::value(row.kind.clone()))
        .col_expr(Column::TitleZh, Expr::value(row.title_zh.clone()))
        .col_expr(Column::TitleEn, Expr::value(row.title_en.clone()))
        .col_expr(Column::FormVersionId, Expr::value(row.form_version_id))
        .col_expr(Column::FrameId, Expr::value(row.frame_id))
        .col_expr(Column::StartsOn, Expr::value(row.starts_on.clone()))
        .col_expr(Column::EndsOn, Expr::value(row.ends_on.clone()))
        .col_expr(Column::Wave, Expr::value(row.wave))
        .col_expr(Column::PreviousId, Expr::value(row.previous_id))
        .col_expr(Column::Measures, Expr::value(row.measures.clone()))
        .col_expr(Column::Design, Expr::value(row.design.clone()))
        .col_expr(Column::Version, Expr::value(row.version))
        .filter(Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes that a survey was drawn. The database lets it happen once.
pub async fn begin(tx: &impl ConnectionTrait, row: &survey::Model) -> Result<(), DbErr> {
    use survey::Column;
    update_global::<survey::Entity>()
        .col_expr(Column::State, Expr::value(row.state.clone()))
        .col_expr(Column::Version, Expr::value(row.version))
        .col_expr(Column::SeedSha256, Expr::value(row.seed_sha256.clone()))
        .col_expr(Column::Seed, Expr::value(row.seed.clone()))
        .col_expr(Column::DrawnAt, Expr::value(row.drawn_at))
        .filter(Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes that a survey was closed.
pub async fn close(tx: &impl ConnectionTrait, row: &survey::Model) -> Result<(), DbErr> {
    use survey::Column;
    update_global::<survey::Entity>()
        .col_expr(Column::State, Expr::value(row.state.clone()))
        .col_expr(Column::Version, Expr::value(row.version))
        .col_expr(Column::ClosedAt, Expr::value(row.closed_at))
        .filter(Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Quotas of surveys, in a fixed order.
pub async fn quotas(
    db: &impl ConnectionTrait,
    survey_ids: &[Uuid],
) -> Result<Vec<survey_quota::Model>, DbErr> {
    if survey_ids.is_empty() {
        return Ok(vec![]);
    }
    find_global::<survey_quota::Entity>()
        .filter(survey_quota::Column::SurveyId.is_in(survey_ids.to_vec()))
        .order_by_asc(survey_quota::Column::AreaId)
        .order_by_asc(survey_quota::Column::Groups)
        .order_by_asc(survey_quota::Column::Id)
        .all(db)
        .await
}

/// Puts quotas in place of all others of a survey.
pub async fn replace_quotas(
    tx: &impl ConnectionTrait,
    survey_id: Uuid,
    quotas: Vec<survey_quota::Model>,
) -> Result<(), DbErr> {
    delete_global::<survey_quota::Entity>()
        .filter(survey_quota::Column::SurveyId.eq(survey_id))
        .exec(tx)
        .await?;
    let rows = quotas
        .into_iter()
        .map(IntoActiveModel::into_active_model)
        .collect::<Vec<survey_quota::ActiveModel>>();
    execute_all(tx, inserts_of(rows)).await
}

/// Everything that a draw makes.
#[derive(Debug, Default)]
pub struct DrawnRows {
    /// By stratum.
    pub strata: Vec<survey_stratum::Model>,
    /// By cluster.
    pub clusters: Vec<survey_cluster::Model>,
    /// The doors.
    pub doors: Vec<survey_door::Model>,
}

/// Stores a draw.
pub async fn insert_draw(tx: &impl ConnectionTrait, drawn: DrawnRows) -> Result<(), DbErr> {
    let strata = drawn
        .strata
        .into_iter()
        .map(IntoActiveModel::into_active_model);
    let clusters = drawn
        .clusters
        .into_iter()
        .map(IntoActiveModel::into_active_model);
    let doors = drawn
        .doors
        .into_iter()
        .map(IntoActiveModel::into_active_model);
    let mut rows = inserts_of(strata.collect::<Vec<survey_stratum::ActiveModel>>());
    rows.extend(inserts_of(
        clusters.collect::<Vec<survey_cluster::ActiveModel>>(),
    ));
    rows.extend(inserts_of(doors.collect::<Vec<survey_door::ActiveModel>>()));
    execute_all(tx, rows).await
}

/// What the draw of a survey did, by stratum.
pub async fn strata(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
) -> Result<Vec<survey_stratum::Model>, DbErr> {
    find_global::<survey_stratum::Entity>()
        .filter(survey_stratum::Column::SurveyId.eq(survey_id))
        .order_by_asc(survey_stratum::Column::Code)
        .all(db)
        .await
}

/// What the draw needs of a dwelling.
#[derive(Debug, Clone, FromQueryResult)]
pub struct FrameDoor {
    /// Code.
    pub code: String,
    /// Grid.
    pub area_id: i64,
    /// Building.
    pub building: String,
    /// Stairwell.
    pub unit: String,
    /// Floor.
    pub floor: String,
    /// Door.
    pub door: String,
}

/// Doors of a frame in an area, by code.
pub async fn frame_doors(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    frame_id: Uuid,
) -> Result<Vec<FrameDoor>, DbErr> {
    use dwelling::Column;
    scope
        .find::<dwelling::Entity>()
        .select_only()
        .columns([
            Column::Code,
            Column::AreaId,
            Column::Building,
            Column::Unit,
            Column::Floor,
            Column::Door,
        ])
        .filter(Column::FrameId.eq(frame_id))
        .order_by_asc(Column::Code)
        .into_model::<FrameDoor>()
        .all(db)
        .await
}

/// Dwellings by code.
pub async fn dwellings(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    frame_id: Uuid,
    codes: &[String],
) -> Result<Vec<dwelling::Model>, DbErr> {
    let mut found = vec![];
    for chunk in codes.chunks(1_000) {
        let rows = scope
            .find::<dwelling::Entity>()
            .filter(dwelling::Column::FrameId.eq(frame_id))
            .filter(dwelling::Column::Code.is_in(chunk.iter().map(String::as_str)))
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}
