//! Every SQL of editions, requirements, measures and frozen reports.

pub(super) mod evidence;

use crate::platform::auth::{AreaScope, InArea};
use crate::platform::db::{
    delete_global, find_global, global_tables, insert_row, insert_rows, update_global,
};
use entity::{
    evidence_event, framework_edition, framework_publication, period_report, requirement,
    requirement_measure,
};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::HashMap;

global_tables! {
    framework_edition: "one responsibility table for the whole city";
    framework_publication: "one responsibility table for the whole city";
    requirement: "one responsibility table for the whole city";
    requirement_measure: "one responsibility table for the whole city";
    evidence_event: "read by ids of evidence that a scope gave";
}

impl InArea for period_report::Entity {
    fn area_column() -> period_report::Column {
        period_report::Column::AreaId
    }
}

/// An edition with its publication, if it is published.
#[derive(Clone, Debug)]
pub(super) struct Edition {
    pub row: framework_edition::Model,
    pub published: Option<framework_publication::Model>,
}

/// Every edition, the newest first.
pub(super) async fn editions(db: &impl ConnectionTrait) -> Result<Vec<Edition>, DbErr> {
    let rows = find_global::<framework_edition::Entity>()
        .order_by_desc(framework_edition::Column::EditionId)
        .all(db)
        .await?;
    let published = find_global::<framework_publication::Entity>()
        .all(db)
        .await?;
    let mut published: HashMap<i64, framework_publication::Model> = published
        .into_iter()
        .map(|one| (one.edition_id, one))
        .collect();
    let edition = |row: framework_edition::Model| Edition {
        published: published.remove(&row.edition_id),
        row,
    };
    Ok(rows.into_iter().map(edition).collect())
}

/// Rows of an edition, in the order of the table.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    edition_id: i64,
) -> Result<Vec<requirement::Model>, DbErr> {
    find_global::<requirement::Entity>()
        .filter(requirement::Column::EditionId.eq(edition_id))
        .order_by_asc(requirement::Column::Ordinal)
        .all(db)
        .await
}

/// How many rows and requirements each edition has.
pub(super) async fn row_counts(db: &impl ConnectionTrait) -> Result<Vec<(i64, i64, i64)>, DbErr> {
    find_global::<requirement::Entity>()
        .select_only()
        .column(requirement::Column::EditionId)
        .column(requirement::Column::Level)
        .expr(Expr::col(requirement::Column::Ordinal).count())
        .group_by(requirement::Column::EditionId)
        .group_by(requirement::Column::Level)
        .into_tuple()
        .all(db)
        .await
}

/// What measures the requirements of an edition, by requirement and in order.
pub(super) async fn measures(
    db: &impl ConnectionTrait,
    edition_id: i64,
) -> Result<Vec<requirement_measure::Model>, DbErr> {
    find_global::<requirement_measure::Entity>()
        .filter(requirement_measure::Column::EditionId.eq(edition_id))
        .order_by_asc(requirement_measure::Column::RequirementCode)
        .order_by_asc(requirement_measure::Column::Number)
        .all(db)
        .await
}

/// Adds an edition with its rows and measures.
pub(super) async fn insert_edition(
    tx: &impl ConnectionTrait,
    edition: framework_edition::Model,
    rows: Vec<requirement::Model>,
    measures: Vec<requirement_measure::Model>,
) -> Result<(), DbErr> {
    insert_row(tx, edition).await?;
    insert_rows(tx, rows).await?;
    insert_measures(tx, measures).await
}

async fn insert_measures(
    tx: &impl ConnectionTrait,
    measures: Vec<requirement_measure::Model>,
) -> Result<(), DbErr> {
    insert_rows(tx, measures).await
}

/// Puts `measures` in the place of those of a requirement, and evidence of it due by `cadence`.
pub(super) async fn replace_measures(
    tx: &impl ConnectionTrait,
    row: &requirement::Model,
    measures: Vec<requirement_measure::Model>,
) -> Result<(), DbErr> {
    update_global::<requirement::Entity>()
        .col_expr(
            requirement::Column::Cadence,
            Expr::value(row.cadence.clone()),
        )
        .filter(requirement::Column::EditionId.eq(row.edition_id))
        .filter(requirement::Column::Ordinal.eq(row.ordinal))
        .exec(tx)
        .await?;
    delete_global::<requirement_measure::Entity>()
        .filter(requirement_measure::Column::EditionId.eq(row.edition_id))
        .filter(requirement_measure::Column::RequirementCode.eq(row.code.as_str()))
        .exec(tx)
        .await?;
    insert_measures(tx, measures).await
}

/// Publishes an edition.
pub(super) async fn publish(
    tx: &impl ConnectionTrait,
    row: framework_publication::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Freezes what a period came to.
pub(super) async fn insert_report(
    tx: &impl ConnectionTrait,
    row: period_report::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// The frozen report of a period and area inside a scope.
pub(super) async fn report_of(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    period: &str,
    area_id: i64,
) -> Result<Option<period_report::Model>, DbErr> {
    scope
        .find::<period_report::Entity>()
        .filter(period_report::Column::Period.eq(period))
        .filter(period_report::Column::AreaId.eq(area_id))
        .one(db)
        .await
}
