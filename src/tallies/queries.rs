//! Every SQL of tallies.

use super::filter::TallyFilter;
use super::kind::TallyKind;
use crate::platform::auth::{AreaScope, Permission, Role};
use crate::platform::clock::UtcMillis;
use crate::platform::db::find_global;
use crate::platform::num;
use crate::platform::page::downwards;
use crate::records::{LEFT_OUT_OF_FIGURES, RecordKind as _, Shown, load_shown};
use entity::{account, area, record, role_grant, site, tally};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _,
    QueryResult, QuerySelect as _, Statement, Value,
};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use uuid::Uuid;

/// Ids in one statement.
const IDS_AT_ONCE: usize = 1_000;

/// A record with everything a row shows.
#[derive(Debug)]
pub(super) struct Loaded {
    pub shown: Shown,
    pub tally: tally::Model,
    pub site: Option<site::Model>,
}

/// Newest first: at most `limit` tallies of the filter after `cursor` (instant and id of the last row seen).
pub(super) async fn list(
    db: &impl ConnectionTrait,
    filter: &TallyFilter,
    cursor: Option<(i64, Uuid)>,
    limit: u64,
) -> Result<Vec<Loaded>, DbErr> {
    let order = (record::Column::HappenedAt, record::Column::Id);
    let rows = downwards(filter.select(), order, cursor)
        .limit(limit)
        .all(db)
        .await?;
    load(db, rows).await
}

/// One tally inside the scope.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    id: Uuid,
) -> Result<Option<Loaded>, DbErr> {
    let row = scope
        .find::<record::Entity>()
        .filter(record::Column::Kind.eq(TallyKind::NAME))
        .filter(record::Column::Id.eq(id))
        .one(db)
        .await?;
    Ok(load(db, row.into_iter().collect()).await?.pop())
}

/// The name of an account.
pub(super) async fn name_of(
    db: &impl ConnectionTrait,
    account: Option<Uuid>,
) -> Result<Option<String>, DbErr> {
    let Some(id) = account else {
        return Ok(None);
    };
    let found = find_global::<account::Entity>()
        .filter(account::Column::Id.eq(id))
        .one(db)
        .await?;
    Ok(found.map(|row| row.name))
}

/// Adds payloads and side tables to records, in their order.
async fn load(
    db: &impl ConnectionTrait,
    records: Vec<record::Model>,
) -> Result<Vec<Loaded>, DbErr> {
    let ids: Vec<Uuid> = records.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let tallies = find_global::<tally::Entity>()
        .filter(tally::Column::RecordId.is_in(ids))
        .all(db)
        .await?;
    let mut tallies: HashMap<Uuid, tally::Model> = tallies
        .into_iter()
        .map(|row| (row.record_id, row))
        .collect();
    let sites = sites_of(db, records.iter().filter_map(|row| row.site_id).collect()).await?;
    let shown = load_shown(db, records).await?;
    let loaded = shown.into_iter().filter_map(|shown| {
        Some(Loaded {
            tally: tallies.remove(&shown.record.id)?,
            site: shown.record.site_id.and_then(|id| sites.get(&id).cloned()),
            shown,
        })
    });
    Ok(loaded.collect())
}

/// Sites by id, in use or not.
pub(super) async fn sites_of(
    db: &impl ConnectionTrait,
    ids: HashSet<Uuid>,
) -> Result<HashMap<Uuid, site::Model>, DbErr> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut found = HashMap::new();
    for ids in ids.chunks(IDS_AT_ONCE) {
        let rows = find_global::<site::Entity>()
            .filter(site::Column::Id.is_in(ids.to_vec()))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// What figures count: a scope and a period, without what flags leave out.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub scope: AreaScope,
    pub from: UtcMillis,
    pub until: UtcMillis,
}

/// Sums of one observation in one part of a period.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sums {
    pub observation: String,
    /// Whether the tallies lie in the later part.
    pub is_later: bool,
    pub tallies: u64,
    /// Tallies that counted nobody.
    pub empty: u64,
    pub minutes: f64,
    pub numerator: u64,
    pub denominator: u64,
}

/// One tally, as far as figures ask.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slim {
    pub site_id: Option<Uuid>,
    pub author_id: Uuid,
    pub second_observer_id: Option<Uuid>,
    pub happened_at: i64,
    pub minutes: f64,
    pub numerator: u64,
    pub denominator: u64,
}

/// What counts: records of the span that no flag leaves out; the literal kind lets the index over tallies be used.
static COUNTED: LazyLock<String> = LazyLock::new(|| {
    let flags: Vec<String> = LEFT_OUT_OF_FIGURES
        .iter()
        .map(|flag| format!("'{}'", flag.code()))
        .collect();
    format!(
        "FROM record r JOIN tally t ON t.record_id = r.id WHERE r.kind = 'tally' \
         AND r.happened_at >= $1 AND r.happened_at < $2 \
         AND NOT EXISTS (SELECT 1 FROM record_flag f WHERE f.record_id = r.id AND f.cleared_at IS NULL \
         AND f.flag IN ({}))",
        flags.join(", ")
    )
});

/// Sums by observation, before and from `split` on.
pub(super) async fn sums(
    db: &impl ConnectionTrait,
    span: &Span,
    split: UtcMillis,
) -> Result<Vec<Sums>, DbErr> {
    let (clause, scoped) = span.scope.sql("r.area_id", 4);
    let sql = format!(
        "SELECT t.observation, CASE WHEN r.happened_at >= $3 THEN 1 ELSE 0 END AS later, COUNT(*), \
         COUNT(CASE WHEN t.denominator = 0 THEN 1 END), SUM(t.minutes), \
         CAST(SUM(t.numerator) AS BIGINT), CAST(SUM(t.denominator) AS BIGINT) \
         {} AND {clause} GROUP BY 1, 2",
        *COUNTED
    );
    let mut values: Vec<Value> = vec![span.from.0.into(), span.until.0.into(), split.0.into()];
    values.extend(scoped);
    let read = |row: &QueryResult| {
        let later: i32 = row.try_get_by_index(1)?;
        Ok(Sums {
            observation: row.try_get_by_index(0)?,
            is_later: later != 0,
            tallies: count(row, 2)?,
            empty: count(row, 3)?,
            minutes: row.try_get_by_index(4)?,
            numerator: count(row, 5)?,
            denominator: count(row, 6)?,
        })
    };
    rows(db, &sql, values).await?.iter().map(read).collect()
}

/// Every tally of one observation.
pub(super) async fn slim(
    db: &impl ConnectionTrait,
    span: &Span,
    observation: &str,
) -> Result<Vec<Slim>, DbErr> {
    let (clause, scoped) = span.scope.sql("r.area_id", 4);
    let sql = format!(
        "SELECT r.site_id, r.author_id, t.second_observer_id, r.happened_at, t.minutes, t.numerator, t.denominator \
         {} AND t.observation = $3 AND {clause} ORDER BY r.happened_at, r.id",
        *COUNTED
    );
    let mut values: Vec<Value> = vec![span.from.0.into(), span.until.0.into(), observation.into()];
    values.extend(scoped);
    let read = |row: &QueryResult| {
        Ok(Slim {
            site_id: row.try_get_by_index(0)?,
            author_id: row.try_get_by_index(1)?,
            second_observer_id: row.try_get_by_index(2)?,
            happened_at: row.try_get_by_index(3)?,
            minutes: row.try_get_by_index(4)?,
            numerator: count(row, 5)?,
            denominator: count(row, 6)?,
        })
    };
    rows(db, &sql, values).await?.iter().map(read).collect()
}

fn count(row: &QueryResult, at: usize) -> Result<u64, DbErr> {
    let count: i64 = row.try_get_by_index(at)?;
    Ok(num::u64_from_usize(num::usize_from_i64(count)))
}

async fn rows(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>, DbErr> {
    let backend = db.get_database_backend();
    db.query_all_raw(Statement::from_sql_and_values(backend, sql, values))
        .await
}

/// Active people with a role that captures records inside the subtrees `paths`, by name.
pub(super) async fn observers_within(
    db: &impl ConnectionTrait,
    paths: &[String],
) -> Result<Vec<(Uuid, String)>, DbErr> {
    let mut inside = Condition::any();
    for path in paths {
        let upper = crate::platform::auth::path_upper_bound(path);
        inside = inside.add(
            area::Column::Path
                .gte(path.as_str())
                .and(area::Column::Path.lt(upper)),
        );
    }
    if paths.is_empty() {
        return Ok(vec![]);
    }
    let areas: Vec<i64> = find_global::<area::Entity>()
        .select_only()
        .column(area::Column::Id)
        .filter(inside)
        .into_tuple()
        .all(db)
        .await?;
    let capturing = Role::ALL
        .iter()
        .filter(|role| role.reach(Permission::CaptureRecords).is_some());
    let holders: HashSet<Uuid> = find_global::<role_grant::Entity>()
        .filter(role_grant::Column::RevokedAt.is_null())
        .filter(role_grant::Column::Role.is_in(capturing.map(|role| role.code())))
        .filter(role_grant::Column::AreaId.is_in(areas))
        .all(db)
        .await?
        .into_iter()
        .map(|grant| grant.account_id)
        .collect();
    find_global::<account::Entity>()
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .filter(account::Column::Id.is_in(holders))
        .filter(account::Column::IsActive.eq(true))
        .order_by_asc(account::Column::Name)
        .order_by_asc(account::Column::Id)
        .into_tuple()
        .all(db)
        .await
}
