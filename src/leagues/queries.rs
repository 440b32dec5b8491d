//! Every SQL of leagues.

use super::concerned::Concern;
use crate::platform::auth::InArea;
use crate::platform::db::{find_global, global_tables, update_global};
use crate::platform::page::downwards;
use entity::{
    league, league_appeal, league_decision, league_document, league_event, league_reading,
    league_row, record,
};
use sea_orm::sea_query::Cond;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait as _, ConnectionTrait, DbErr, IntoActiveModel,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use std::collections::HashSet;
use uuid::Uuid;

impl InArea for league::Entity {
    fn area_column() -> league::Column {
        league::Column::AreaId
    }
}

global_tables! {
    league: "narrowed by `Concern`: areas, or rows that the caller answers for; or asked whether a subject stands in one";
    league_reading: "read by ids of leagues that a concern gave";
    league_row: "read by ids of leagues that a concern gave, or to find these";
    league_appeal: "read by ids of leagues that a concern gave";
    league_decision: "read by ids of leagues that a concern gave";
    league_event: "read by ids of leagues that a concern gave";
    league_document: "read by ids of leagues that a concern gave";
}

/// Which leagues to list.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted<'a> {
    pub state: Option<&'a str>,
    pub subject: Option<&'a str>,
    pub period: Option<&'a str>,
}

/// Leagues of somebody's concern, the latest drafted first.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    concern: &Concern,
    wanted: Wanted<'_>,
    (after, limit): (Option<(i64, Uuid)>, u64),
) -> Result<Vec<league::Model>, DbErr> {
    use league::Column;
    let asked = Cond::all()
        .add_option(wanted.state.map(|word| Column::State.eq(word)))
        .add_option(wanted.subject.map(|word| Column::Subject.eq(word)))
        .add_option(wanted.period.map(|word| Column::Period.eq(word)));
    let select = find_global::<league::Entity>()
        .filter(concern.condition())
        .filter(asked);
    let ordered = downwards(select, (Column::MadeAt, Column::Id), after);
    ordered.limit(limit).all(db).await
}

/// One league of somebody's concern.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    concern: &Concern,
    id: Uuid,
) -> Result<Option<league::Model>, DbErr> {
    find_global::<league::Entity>()
        .filter(concern.condition())
        .filter(league::Column::Id.eq(id))
        .one(db)
        .await
}

/// A league that is not withdrawn and says the same as `row`.
pub(super) async fn twin(
    db: &impl ConnectionTrait,
    row: &league::Model,
) -> Result<Option<league::Model>, DbErr> {
    use league::Column;
    let same_level = match &row.level {
        Some(level) => Column::Level.eq(level.as_str()),
        None => Column::Level.is_null(),
    };
    find_global::<league::Entity>()
        .filter(Column::Subject.eq(row.subject.as_str()))
        .filter(Column::Source.eq(row.source.as_str()))
        .filter(Column::Code.eq(row.code.as_str()))
        .filter(Column::Period.eq(row.period.as_str()))
        .filter(Column::AreaId.eq(row.area_id))
        .filter(same_level)
        .filter(Column::State.ne("withdrawn"))
        .one(db)
        .await
}

/// Writes a league anew if it still stands at version `seen`; says whether it did.
pub(super) async fn save(
    tx: &impl ConnectionTrait,
    row: &league::Model,
    seen: i64,
) -> Result<bool, DbErr> {
    let mut change = row.clone().into_active_model().reset_all();
    change.id = ActiveValue::Unchanged(row.id);
    let written = update_global::<league::Entity>()
        .set(change)
        .filter(league::Column::Id.eq(row.id))
        .filter(league::Column::Version.eq(seen))
        .exec(tx)
        .await?;
    Ok(written.rows_affected == 1)
}

/// Readings of a league, the first first.
pub(super) async fn readings(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Vec<league_reading::Model>, DbErr> {
    find_global::<league_reading::Entity>()
        .filter(league_reading::Column::LeagueId.eq(id))
        .order_by_asc(league_reading::Column::Number)
        .all(db)
        .await
}

/// The row of a league's last reading with a code.
pub(super) async fn row(
    db: &impl ConnectionTrait,
    (id, number): (Uuid, i64),
    code: &str,
) -> Result<Option<league_row::Model>, DbErr> {
    find_global::<league_row::Entity>()
        .filter(league_row::Column::LeagueId.eq(id))
        .filter(league_row::Column::Number.eq(number))
        .filter(league_row::Column::Code.eq(code))
        .one(db)
        .await
}

/// Rows of a reading.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    (id, number): (Uuid, i64),
) -> Result<Vec<league_row::Model>, DbErr> {
    find_global::<league_row::Entity>()
        .filter(league_row::Column::LeagueId.eq(id))
        .filter(league_row::Column::Number.eq(number))
        .order_by_asc(league_row::Column::Code)
        .all(db)
        .await
}

/// Appeals of some leagues, the first first, each with its decision.
pub(super) async fn appeals(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<(league_appeal::Model, Option<league_decision::Model>)>, DbErr> {
    let decisions = find_global::<league_decision::Entity>()
        .filter(league_decision::Column::LeagueId.is_in(ids.clone()))
        .all(db)
        .await?;
    let appeals = find_global::<league_appeal::Entity>()
        .filter(league_appeal::Column::LeagueId.is_in(ids))
        .order_by_asc(league_appeal::Column::FiledAt)
        .order_by_asc(league_appeal::Column::Id)
        .all(db)
        .await?;
    let with = |appeal: league_appeal::Model| {
        let own = decisions.iter().find(|one| one.appeal_id == appeal.id);
        let own = own.cloned();
        (appeal, own)
    };
    Ok(appeals.into_iter().map(with).collect())
}

/// What was done with a league, the first first.
pub(super) async fn events(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Vec<league_event::Model>, DbErr> {
    find_global::<league_event::Entity>()
        .filter(league_event::Column::LeagueId.eq(id))
        .order_by_asc(league_event::Column::Number)
        .all(db)
        .await
}

/// The settled document of a league.
pub(super) async fn document(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<league_document::Model>, DbErr> {
    find_global::<league_document::Entity>()
        .filter(league_document::Column::LeagueId.eq(id))
        .one(db)
        .await
}

/// A league that is neither settled nor withdrawn, whose days meet `[from, to]`, and in which a subject stands.
pub(super) async fn unsettled_with(
    db: &impl ConnectionTrait,
    row: sea_orm::Condition,
    (from, to): (String, String),
) -> Result<Option<Uuid>, DbErr> {
    let with = find_global::<league_row::Entity>()
        .select_only()
        .column(league_row::Column::LeagueId)
        .filter(row)
        .into_query();
    find_global::<league::Entity>()
        .select_only()
        .column(league::Column::Id)
        .filter(league::Column::State.is_in(["draft", "open"]))
        .filter(league::Column::FromOn.lte(to))
        .filter(league::Column::ToOn.gte(from))
        .filter(league::Column::Id.in_subquery(with))
        .into_tuple()
        .one(db)
        .await
}

/// Which of these records lie inside a scope.
pub(super) async fn known_records(
    db: &impl ConnectionTrait,
    scope: &crate::platform::auth::AreaScope,
    ids: &[Uuid],
) -> Result<HashSet<Uuid>, DbErr> {
    let found: Vec<Uuid> = scope
        .find::<record::Entity>()
        .select_only()
        .column(record::Column::Id)
        .filter(record::Column::Id.is_in(ids.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}
