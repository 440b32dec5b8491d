//! Visits by their records.

use crate::platform::auth::AreaScope;
use crate::platform::db::{delete_global, find_global};
use crate::records::Flag;
use entity::{
    record, record_flag, survey, survey_visit, survey_visit_door, survey_visit_position,
    survey_visit_quality,
};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Corrections of corrections that are followed back.
const LINKS: usize = 20;

/// A visit that is stored already.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// Survey.
    pub survey_id: Uuid,
    /// Door.
    pub door_id: Option<Uuid>,
    /// Who visited.
    pub author_id: Uuid,
    /// The visit that it checks.
    pub back_check_of: Option<Uuid>,
    /// When the first of its chain of corrections was received, UTC epoch milliseconds.
    pub first_received_at: i64,
}

/// Visits that are stored already, by record.
pub async fn earlier(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Earlier>, DbErr> {
    let mut found = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let rows = find_global::<survey_visit::Entity>()
        .filter(survey_visit::Column::RecordId.is_in(ids.to_vec()))
        .all(db)
        .await?;
    let doors: HashMap<Uuid, Uuid> = find_global::<survey_visit_door::Entity>()
        .filter(survey_visit_door::Column::RecordId.is_in(ids.to_vec()))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.record_id, row.door_id))
        .collect();
    for row in rows {
        let first_received_at = first_receipt(db, row.author_id, row.record_id).await?;
        let earlier = Earlier {
            survey_id: row.survey_id,
            door_id: doors.get(&row.record_id).copied(),
            author_id: row.author_id,
            back_check_of: row.back_check_of,
            first_received_at,
        };
        found.insert(row.record_id, earlier);
    }
    Ok(found)
}

/// When the first of a chain of the author's own corrections was received.
async fn first_receipt(db: &impl ConnectionTrait, author_id: Uuid, id: Uuid) -> Result<i64, DbErr> {
    let own = AreaScope::subtrees([]).and_own_rows_of(author_id);
    let (mut at, mut next) = (0, Some(id));
    for _ in 0..LINKS {
        let Some(id) = next else {
            break;
        };
        let row: Option<(i64, Option<Uuid>)> = own
            .find::<record::Entity>()
            .select_only()
            .columns([record::Column::ReceivedAt, record::Column::Corrects])
            .filter(record::Column::Id.eq(id))
            .into_tuple()
            .one(db)
            .await?;
        let Some((received_at, corrects)) = row else {
            break;
        };
        (at, next) = (received_at, corrects);
    }
    Ok(at)
}

/// Visits of a survey in a scope that count: not replaced by a correction, and no checks of interviews.
pub async fn counting(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: Uuid,
) -> Result<Vec<survey_visit::Model>, DbErr> {
    scope
        .find::<survey_visit::Entity>()
        .filter(survey_visit::Column::SurveyId.eq(survey_id))
        .filter(survey_visit::Column::BackCheckOf.is_null())
        .filter(survey_visit::Column::RecordId.not_in_subquery(superseded()))
        .order_by_asc(survey_visit::Column::Seq)
        .all(db)
        .await
}

/// Interviews by quota cell.
pub async fn quota_counts(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
) -> Result<HashMap<Uuid, u64>, DbErr> {
    let rows: Vec<(Uuid, i64)> = find_global::<survey_visit::Entity>()
        .select_only()
        .column(survey_visit::Column::QuotaId)
        .column_as(survey_visit::Column::RecordId.count(), "interviews")
        .filter(survey_visit::Column::SurveyId.eq(survey_id))
        .filter(survey_visit::Column::QuotaId.is_not_null())
        .filter(survey_visit::Column::Disposition.eq("interview"))
        .filter(survey_visit::Column::BackCheckOf.is_null())
        .filter(survey_visit::Column::RecordId.not_in_subquery(superseded()))
        .group_by(survey_visit::Column::QuotaId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(quota, interviews)| (quota, u64::try_from(interviews).unwrap_or_default()))
        .collect())
}

/// How many visits of a survey came after number `seq` of the change log, and the number of the last one.
pub async fn newest(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
    seq: i64,
) -> Result<(i64, i64), DbErr> {
    let found: Option<(Option<i64>, i64)> = find_global::<survey_visit::Entity>()
        .select_only()
        .column_as(survey_visit::Column::Seq.max(), "last")
        .column_as(survey_visit::Column::RecordId.count(), "visits")
        .filter(survey_visit::Column::SurveyId.eq(survey_id))
        .filter(survey_visit::Column::Seq.gt(seq))
        .into_tuple()
        .one(db)
        .await?;
    let (last, visits) = found.unwrap_or_default();
    Ok((last.unwrap_or(seq), visits))
}

/// Records that a later correction replaces.
fn superseded() -> SelectStatement {
    Query::select()
        .column(record_flag::Column::RecordId)
        .from(record_flag::Entity)
        .and_where(Expr::col(record_flag::Column::Flag).eq(Flag::Superseded.code()))
        .and_where(Expr::col(record_flag::Column::ClearedAt).is_null())
        .to_owned()
}

/// Lets positions and timings go whose survey ended before a local day; answers how many of each.
pub async fn expire(tx: &impl ConnectionTrait, before: &str) -> Result<(u64, u64), DbErr> {
    let ended = || {
        Query::select()
            .column(survey::Column::Id)
            .from(survey::Entity)
            .and_where(Expr::col(survey::Column::EndsOn).lt(before))
            .to_owned()
    };
    let positions = delete_global::<survey_visit_position::Entity>()
        .filter(survey_visit_position::Column::SurveyId.in_subquery(ended()))
        .exec(tx)
        .await?;
    let timings = delete_global::<survey_visit_quality::Entity>()
        .filter(survey_visit_quality::Column::SurveyId.in_subquery(ended()))
        .exec(tx)
        .await?;
    Ok((positions.rows_affected, timings.rows_affected))
}
