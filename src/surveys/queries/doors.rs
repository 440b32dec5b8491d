//! Drawn doors, who visits them, what the visits come to. Nothing here reads answers.

use crate::accounts;
use crate::platform::auth::{AreaScope, Permission, Reach, Role};
use crate::platform::db::{delete_global, execute_all, find_global, inserts_of};
use entity::{
    role_grant, survey_door, survey_door_state, survey_replacement, survey_task, survey_visit,
    survey_visit_door,
};
use sea_orm::sea_query::{Cond, Expr, ExprTrait as _, OnConflict, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Ids asked for in one statement.
const AT_ONCE: usize = 1_000;

/// All drawn doors of a survey in a scope, with the reserve, by their place in the draw.
pub async fn of_survey(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: Uuid,
) -> Result<Vec<survey_door::Model>, DbErr> {
    scope
        .find::<survey_door::Entity>()
        .filter(survey_door::Column::SurveyId.eq(survey_id))
        .order_by_asc(survey_door::Column::DrawOrder)
        .all(db)
        .await
}

/// All drawn doors of a survey wherever they lie, for jobs of the survey itself (its draw, its counts).
pub async fn everywhere(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
) -> Result<Vec<survey_door::Model>, DbErr> {
    find_global::<survey_door::Entity>()
        .filter(survey_door::Column::SurveyId.eq(survey_id))
        .order_by_asc(survey_door::Column::DrawOrder)
        .all(db)
        .await
}

/// Doors by id, wherever they lie: named by visits, whose authors may stand anywhere.
pub async fn by_id(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, survey_door::Model>, DbErr> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(AT_ONCE) {
        let rows = find_global::<survey_door::Entity>()
            .filter(survey_door::Column::Id.is_in(chunk.to_vec()))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// Replaced doors of a survey: the door to the one that stands in.
pub async fn replacements(
    db: &impl ConnectionTrait,
    survey_ids: &[Uuid],
) -> Result<Vec<survey_replacement::Model>, DbErr> {
    if survey_ids.is_empty() {
        return Ok(vec![]);
    }
    find_global::<survey_replacement::Entity>()
        .filter(survey_replacement::Column::SurveyId.is_in(survey_ids.to_vec()))
        .all(db)
        .await
}

/// Notes that a door of the reserve stands in.
pub async fn insert_replacement(
    tx: &impl ConnectionTrait,
    row: survey_replacement::Model,
) -> Result<(), DbErr> {
    survey_replacement::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Who visits the doors of a survey.
pub async fn tasks(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
) -> Result<Vec<survey_task::Model>, DbErr> {
    find_global::<survey_task::Entity>()
        .filter(survey_task::Column::SurveyId.eq(survey_id))
        .order_by_asc(survey_task::Column::WalkOrder)
        .all(db)
        .await
}

/// Doors given to a person, by survey and walk.
pub async fn tasks_of(
    db: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<Vec<survey_task::Model>, DbErr> {
    find_global::<survey_task::Entity>()
        .filter(survey_task::Column::AccountId.eq(account_id))
        .order_by_asc(survey_task::Column::SurveyId)
        .order_by_asc(survey_task::Column::WalkOrder)
        .all(db)
        .await
}

/// Which of these doors are given to a person.
pub async fn given_to(
    db: &impl ConnectionTrait,
    account_id: Uuid,
    doors: &[Uuid],
) -> Result<HashSet<Uuid>, DbErr> {
    let mut found = HashSet::new();
    for chunk in doors.chunks(AT_ONCE) {
        let rows: Vec<Uuid> = find_global::<survey_task::Entity>()
            .select_only()
            .column(survey_task::Column::DoorId)
            .filter(survey_task::Column::AccountId.eq(account_id))
            .filter(survey_task::Column::DoorId.is_in(chunk.to_vec()))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Surveys in which a person has doors.
pub async fn surveys_of(
    db: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<HashSet<Uuid>, DbErr> {
    let rows: Vec<Uuid> = find_global::<survey_task::Entity>()
        .select_only()
        .column(survey_task::Column::SurveyId)
        .distinct()
        .filter(survey_task::Column::AccountId.eq(account_id))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Gives doors to people, in place of whoever had them.
pub async fn assign(
    tx: &impl ConnectionTrait,
    doors: &[Uuid],
    tasks: Vec<survey_task::Model>,
) -> Result<(), DbErr> {
    for chunk in doors.chunks(AT_ONCE) {
        delete_global::<survey_task::Entity>()
            .filter(survey_task::Column::DoorId.is_in(chunk.to_vec()))
            .exec(tx)
            .await?;
    }
    let rows = tasks.into_iter().map(IntoActiveModel::into_active_model);
    execute_all(
        tx,
        inserts_of(rows.collect::<Vec<survey_task::ActiveModel>>()),
    )
    .await
}

/// What the visits to doors of a survey come to.
pub async fn states(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
) -> Result<HashMap<Uuid, survey_door_state::Model>, DbErr> {
    let rows = find_global::<survey_door_state::Entity>()
        .filter(survey_door_state::Column::SurveyId.eq(survey_id))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.door_id, row)).collect())
}

/// What the visits to a door come to.
pub async fn state_of(
    db: &impl ConnectionTrait,
    door_id: Uuid,
) -> Result<Option<survey_door_state::Model>, DbErr> {
    find_global::<survey_door_state::Entity>()
        .filter(survey_door_state::Column::DoorId.eq(door_id))
        .one(db)
        .await
}

/// Writes what visits come to, in place of what stood there.
pub async fn save_states(
    tx: &impl ConnectionTrait,
    states: Vec<survey_door_state::Model>,
    emptied: &[Uuid],
) -> Result<(), DbErr> {
    use survey_door_state::Column;
    for chunk in emptied.chunks(AT_ONCE) {
        delete_global::<survey_door_state::Entity>()
            .filter(Column::DoorId.is_in(chunk.to_vec()))
            .exec(tx)
            .await?;
    }
    let again = OnConflict::column(Column::DoorId)
        .update_columns([
            Column::Visits,
            Column::Outcome,
            Column::IsFinal,
            Column::HasHandbook,
            Column::LastAt,
            Column::LastRecordId,
            Column::CallBackOn,
            Column::CallBackPart,
        ])
        .to_owned();
    for chunk in states.chunks(AT_ONCE) {
        let rows = chunk.iter().map(|row| row.clone().into_active_model());
        survey_door_state::Entity::insert_many(
            rows.collect::<Vec<survey_door_state::ActiveModel>>(),
        )
        .on_conflict(again.clone())
        .exec_without_returning(tx)
        .await?;
    }
    Ok(())
}

/// Visits to doors, by door, the earliest first.
pub async fn visits_at(
    db: &impl ConnectionTrait,
    doors: &[Uuid],
) -> Result<HashMap<Uuid, Vec<survey_visit::Model>>, DbErr> {
    let mut found: HashMap<Uuid, Vec<survey_visit::Model>> = HashMap::new();
    for chunk in doors.chunks(AT_ONCE) {
        let links = find_global::<survey_visit_door::Entity>()
            .filter(survey_visit_door::Column::DoorId.is_in(chunk.to_vec()))
            .all(db)
            .await?;
        let door_of: HashMap<Uuid, Uuid> = links
            .into_iter()
            .map(|row| (row.record_id, row.door_id))
            .collect();
        let at_doors = Query::select()
            .column(survey_visit_door::Column::RecordId)
            .from(survey_visit_door::Entity)
            .and_where(Expr::col(survey_visit_door::Column::DoorId).is_in(chunk.to_vec()))
            .to_owned();
        let rows = find_global::<survey_visit::Entity>()
            .filter(survey_visit::Column::RecordId.in_subquery(at_doors))
            .order_by_asc(survey_visit::Column::HappenedAt)
            .order_by_asc(survey_visit::Column::Seq)
            .all(db)
            .await?;
        for row in rows {
            if let Some(door) = door_of.get(&row.record_id) {
                found.entry(*door).or_default().push(row);
            }
        }
    }
    Ok(found)
}

/// People with a role that interviews inside a scope, by name.
pub async fn surveyors(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    let may = |role: &Role| role.reach(Permission::ReadSurveys) == Some(Reach::Own);
    let place = Cond::all().add(role_grant::Column::AreaId.in_subquery(scope.areas()));
    accounts::holders(db, may, place).await
}
