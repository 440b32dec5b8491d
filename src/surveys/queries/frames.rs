//! Frames and their doors.

use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{delete_global, find_global, update_global};
use crate::platform::num;
use entity::{dwelling, survey_frame};
use sea_orm::sea_query::{Expr, InsertStatement, OnConflict};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// Staged doors taken back in one transaction.
const AT_ONCE: u64 = 5_000;

/// Makes a frame that nobody sees yet.
pub async fn insert(tx: &impl ConnectionTrait, frame: survey_frame::Model) -> Result<(), DbErr> {
    survey_frame::Entity::insert(frame.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Doors of a batch; those whose code is there already are passed over.
pub fn staging(doors: Vec<dwelling::ActiveModel>) -> InsertStatement {
    let known = OnConflict::columns([dwelling::Column::FrameId, dwelling::Column::Code])
        .do_nothing()
        .to_owned();
    dwelling::Entity::insert_many(doors)
        .on_conflict(known)
        .into_query()
}

/// Which of `codes` the frame has. Staged doors belong to nobody's area yet, so they are asked by their frame.
pub async fn known_codes(
    db: &impl ConnectionTrait,
    frame_id: Uuid,
    codes: &[&str],
) -> Result<HashSet<String>, DbErr> {
    let found: Vec<String> = find_global::<dwelling::Entity>()
        .select_only()
        .column(dwelling::Column::Code)
        .filter(dwelling::Column::FrameId.eq(frame_id))
        .filter(dwelling::Column::Code.is_in(codes.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// Makes a staged frame visible.
pub async fn finish(tx: &impl ConnectionTrait, frame: &survey_frame::Model) -> Result<(), DbErr> {
    use survey_frame::Column;
    update_global::<survey_frame::Entity>()
        .col_expr(Column::State, Expr::value(frame.state.clone()))
        .col_expr(Column::Dwellings, Expr::value(frame.dwellings))
        .col_expr(
            Column::SourceSha256,
            Expr::value(frame.source_sha256.clone()),
        )
        .filter(Column::Id.eq(frame.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Frames whose import broke off before `before`.
pub async fn stale(db: &impl ConnectionTrait, before: UtcMillis) -> Result<Vec<Uuid>, DbErr> {
    find_global::<survey_frame::Entity>()
        .select_only()
        .column(survey_frame::Column::Id)
        .filter(survey_frame::Column::State.eq("loading"))
        .filter(survey_frame::Column::MadeAt.lt(before.0))
        .into_tuple()
        .all(db)
        .await
}

/// Takes back some staged doors; answers how many.
pub async fn unstage(tx: &impl ConnectionTrait, frame_id: Uuid) -> Result<u64, DbErr> {
    let some: Vec<String> = find_global::<dwelling::Entity>()
        .select_only()
        .column(dwelling::Column::Code)
        .filter(dwelling::Column::FrameId.eq(frame_id))
        .order_by_asc(dwelling::Column::Code)
        .limit(AT_ONCE)
        .into_tuple()
        .all(tx)
        .await?;
    let Some(last) = some.last() else {
        return Ok(0);
    };
    let gone = delete_global::<dwelling::Entity>()
        .filter(dwelling::Column::FrameId.eq(frame_id))
        .filter(dwelling::Column::Code.lte(last.as_str()))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected)
}

/// Forgets a staged frame.
pub async fn forget(tx: &impl ConnectionTrait, frame_id: Uuid) -> Result<(), DbErr> {
    delete_global::<survey_frame::Entity>()
        .filter(survey_frame::Column::Id.eq(frame_id))
        .filter(survey_frame::Column::State.eq("loading"))
        .exec(tx)
        .await?;
    Ok(())
}

/// Frames with doors in `scope`, the newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
) -> Result<Vec<survey_frame::Model>, DbErr> {
    let with_doors = scope
        .find::<dwelling::Entity>()
        .select_only()
        .column(dwelling::Column::FrameId)
        .distinct()
        .into_query();
    find_global::<survey_frame::Entity>()
        .filter(survey_frame::Column::State.eq("ready"))
        .filter(survey_frame::Column::Id.in_subquery(with_doors))
        .order_by_desc(survey_frame::Column::MadeAt)
        .order_by_desc(survey_frame::Column::Id)
        .limit(100)
        .all(db)
        .await
}

/// A frame that is whole.
pub async fn find(
    db: &impl ConnectionTrait,
    frame_id: Uuid,
) -> Result<Option<survey_frame::Model>, DbErr> {
    find_global::<survey_frame::Entity>()
        .filter(survey_frame::Column::Id.eq(frame_id))
        .filter(survey_frame::Column::State.eq("ready"))
        .one(db)
        .await
}

/// Doors of a frame inside `scope`, by area row.
pub async fn counts(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    frame_id: Uuid,
) -> Result<BTreeMap<i64, u64>, DbErr> {
    let rows: Vec<(i64, i64)> = scope
        .find::<dwelling::Entity>()
        .select_only()
        .column(dwelling::Column::AreaId)
        .column_as(dwelling::Column::Code.count(), "doors")
        .filter(dwelling::Column::FrameId.eq(frame_id))
        .group_by(dwelling::Column::AreaId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(area, doors)| (area, num::to_u64(num::from_i64(doors))))
        .collect())
}

/// A frame by what it is called, if it has doors in `scope`.
pub async fn titled(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    title: &str,
) -> Result<Option<Uuid>, DbErr> {
    let frames = list(db, scope).await?;
    Ok(frames
        .into_iter()
        .find(|frame| frame.title == title)
        .map(|frame| frame.id))
}
