//! Every SQL of the areas, but sites and roads.

use std::collections::HashMap;

use entity::{account, area, area_version};
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Query, SimpleExpr};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};

use super::STAND_IN;
use crate::platform::db::{Global, delete_global, find_global, rows_per_insert, update_global};

impl Global for area_version::Entity {
    const REASON: &'static str = "versions are of the whole tree; only importers read them";
}

/// Number of the version in use, if any.
pub async fn current_version(db: &impl ConnectionTrait) -> Result<Option<i64>, DbErr> {
    let newest = find_global::<area_version::Entity>()
        .filter(area_version::Column::ActivatedAt.is_not_null())
        .order_by_desc(area_version::Column::Id)
        .one(db)
        .await?;
    Ok(newest.map(|version| version.id))
}

/// The areas of one version.
pub async fn list_areas(
    db: &impl ConnectionTrait,
    version: i64,
) -> Result<Vec<area::Model>, DbErr> {
    find_global::<area::Entity>()
        .filter(area::Column::VersionId.eq(version))
        .all(db)
        .await
}

/// Pairs of area row (every version) and the row in use it maps to.
pub async fn list_successors(db: &impl ConnectionTrait) -> Result<Vec<(i64, i64)>, DbErr> {
    find_global::<area::Entity>()
        .select_only()
        .columns([area::Column::Id, area::Column::NowId])
        .into_tuple()
        .all(db)
        .await
}

/// Versions that are or were in use, the newest first, with the name of who imported them.
pub async fn list_versions(
    db: &impl ConnectionTrait,
) -> Result<Vec<(area_version::Model, Option<String>)>, DbErr> {
    let versions = find_global::<area_version::Entity>()
        .filter(area_version::Column::Id.ne(STAND_IN))
        .filter(area_version::Column::ActivatedAt.is_not_null())
        .order_by_desc(area_version::Column::Id)
        .all(db)
        .await?;
    let importers = versions.iter().filter_map(|version| version.imported_by);
    let people = find_global::<account::Entity>()
        .filter(account::Column::Id.is_in(importers))
        .all(db)
        .await?;
    Ok(versions
        .into_iter()
        .map(|version| {
            let person = people
                .iter()
                .find(|person| Some(person.id) == version.imported_by);
            (version, person.map(|person| person.name.clone()))
        })
        .collect())
}

/// How many areas each version has at each level: version, level, count.
pub async fn count_areas(db: &impl ConnectionTrait) -> Result<Vec<(i64, String, i64)>, DbErr> {
    find_global::<area::Entity>()
        .select_only()
        .column(area::Column::VersionId)
        .column(area::Column::Level)
        .column_as(area::Column::Id.count(), "count")
        .group_by(area::Column::VersionId)
        .group_by(area::Column::Level)
        .into_tuple()
        .all(db)
        .await
}

/// Reserves the next version number and writes its row, not yet in use.
pub async fn insert_version(
    tx: &impl ConnectionTrait,
    mut version: area_version::Model,
) -> Result<i64, DbErr> {
    let newest: Option<i64> = find_global::<area_version::Entity>()
        .select_only()
        .column_as(area_version::Column::Id.max(), "newest")
        .into_tuple::<Option<i64>>()
        .one(tx)
        .await?
        .flatten();
    version.id = newest.unwrap_or_default() + 1;
    let id = version.id;
    version.into_active_model().insert(tx).await?;
    Ok(id)
}

/// Adds areas of a version that is not yet in use.
pub async fn insert_areas(tx: &impl ConnectionTrait, rows: &[area::Model]) -> Result<(), DbErr> {
    for chunk in rows.chunks(rows_per_insert(COLUMNS)) {
        let models = chunk
            .iter()
            .cloned()
            .map(sea_orm::IntoActiveModel::into_active_model);
        area::Entity::insert_many(models)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Columns of the table `area`.
const COLUMNS: usize = 18;

/// Removes what imports left behind that ended before they were switched on, if they began before an instant.
pub async fn delete_abandoned(tx: &impl ConnectionTrait, before_ms: i64) -> Result<(), DbErr> {
    let abandoned: Vec<i64> = find_global::<area_version::Entity>()
        .filter(area_version::Column::ActivatedAt.is_null())
        .filter(area_version::Column::ImportedAt.lt(before_ms))
        .select_only()
        .column(area_version::Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    for version in abandoned {
        delete_version(tx, version).await?;
    }
    Ok(())
}

/// Points every earlier row whose code lives on to the row of `version` with that code.
pub async fn map_same_codes(tx: &impl ConnectionTrait, version: i64) -> Result<(), DbErr> {
    let new = Alias::new("successor");
    let of_same_code = |column: area::Column| -> SimpleExpr {
        let query = Query::select()
            .column((new.clone(), column))
            .from_as(area::Entity, new.clone())
            .and_where(Expr::col((new.clone(), area::Column::VersionId)).eq(version))
            .and_where(
                Expr::col((new.clone(), area::Column::Code))
                    .equals((area::Entity, area::Column::Code)),
            )
            .take();
        SimpleExpr::SubQuery(None, Box::new(query.into()))
    };
    let codes = Query::select()
        .column(area::Column::Code)
        .from(area::Entity)
        .and_where(area::Column::VersionId.eq(version))
        .take();
    update_global::<area::Entity>()
        .col_expr(area::Column::NowId, of_same_code(area::Column::Id))
        .col_expr(area::Column::Path, of_same_code(area::Column::Path))
        .filter(area::Column::VersionId.ne(version))
        .filter(area::Column::Code.in_subquery(codes))
        .exec(tx)
        .await?;
    Ok(())
}

/// Points every row that maps to `from` to `to` and its path.
pub async fn map_rows(
    tx: &impl ConnectionTrait,
    from: i64,
    to: i64,
    path: &str,
) -> Result<(), DbErr> {
    update_global::<area::Entity>()
        .col_expr(area::Column::NowId, Expr::value(to))
        .col_expr(area::Column::Path, Expr::value(path))
        .filter(area::Column::NowId.eq(from))
        .exec(tx)
        .await?;
    Ok(())
}

/// Rows outside `version` that others still map to.
pub async fn list_outdated_successors(
    tx: &impl ConnectionTrait,
    version: i64,
) -> Result<Vec<i64>, DbErr> {
    let in_use = Query::select()
        .column(area::Column::Id)
        .from(area::Entity)
        .and_where(area::Column::VersionId.eq(version))
        .take();
    find_global::<area::Entity>()
        .filter(area::Column::NowId.not_in_subquery(in_use))
        .select_only()
        .column(area::Column::NowId)
        .distinct()
        .into_tuple()
        .all(tx)
        .await
}

/// Removes a version that never came into use.
pub async fn delete_version(tx: &impl ConnectionTrait, version: i64) -> Result<(), DbErr> {
    delete_global::<area::Entity>()
        .filter(area::Column::VersionId.eq(version))
        .exec(tx)
        .await?;
    delete_global::<area_version::Entity>()
        .filter(area_version::Column::Id.eq(version))
        .exec(tx)
        .await?;
    Ok(())
}

/// Brings a staged version into use.
pub async fn activate_version(
    tx: &impl ConnectionTrait,
    version: i64,
    now_ms: i64,
) -> Result<(), DbErr> {
    area_version::ActiveModel {
        id: Set(version),
        activated_at: Set(Some(now_ms)),
        ..Default::default()
    }
    .update(tx)
    .await?;
    Ok(())
}

/// Codes of all areas of all versions, by row.
pub async fn area_codes(db: &impl ConnectionTrait) -> Result<HashMap<i64, String>, DbErr> {
    let rows: Vec<(i64, String)> = find_global::<area::Entity>()
        .select_only()
        .columns([area::Column::Id, area::Column::Code])
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
