//! What sites, inspections and censuses add up to.

use super::super::vocabulary::AdWords;
use crate::platform::auth::{AreaScope, InArea};
use crate::platform::clock::UtcMillis;
use crate::records::{Flag, LEFT_OUT_OF_FIGURES};
use entity::{ad_census, ad_site};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QueryResult,
    QuerySelect as _, Statement, Value,
};

/// Most censuses that one figure looks at.
const MAX_CENSUSES: u64 = 20_000;

impl InArea for ad_census::Entity {
    fn area_column() -> ad_census::Column {
        ad_census::Column::AreaId
    }
}

/// What sites are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ads) enum Key {
    /// Row of the area.
    Area,
    /// Kind of place.
    Placement,
    /// Main road; sites beside none are left out.
    Road,
}

/// Active sites added up.
#[derive(Clone, Debug, Default)]
pub(in crate::ads) struct SiteSums {
    /// Area row, placement or road, as text.
    pub key: String,
    pub sites: i64,
    pub faces: i64,
    pub public_faces: i64,
    pub inspected: i64,
    pub good: i64,
    pub overdue: i64,
    pub due_soon: i64,
}

impl SiteSums {
    /// Adds another group.
    pub fn add(&mut self, other: &Self) {
        self.sites += other.sites;
        self.faces += other.faces;
        self.public_faces += other.public_faces;
        self.inspected += other.inspected;
        self.good += other.good;
        self.overdue += other.overdue;
        self.due_soon += other.due_soon;
    }
}

/// Active sites of a scope, added up by `key`. One pass over an index that holds all of it.
pub(in crate::ads) async fn sum_sites(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    key: Key,
    now: UtcMillis,
    soon: UtcMillis,
) -> Result<Vec<SiteSums>, DbErr> {
    let column = match key {
        Key::Area => "area_id",
        Key::Placement => "placement",
        Key::Road => "road_code",
    };
    let good: Vec<String> = AdWords::get()
        .conditions
        .iter()
        .filter(|word| word.is_good())
        .map(|word| format!("'{}'", word.code))
        .collect();
    let (clause, mut values) = scope.sql("area_id", 3);
    values.splice(0..0, [Value::from(now.0), Value::from(soon.0)]);
    let sql = format!(
        "SELECT CAST({column} AS TEXT), COUNT(*), CAST(SUM(faces_now) AS BIGINT), CAST(SUM(public_faces_now) AS BIGINT), \
         SUM(CASE WHEN condition <> 'none' THEN 1 ELSE 0 END), SUM(CASE WHEN condition IN ({}) THEN 1 ELSE 0 END), \
         SUM(CASE WHEN due_at < $1 THEN 1 ELSE 0 END), SUM(CASE WHEN due_at >= $1 AND due_at < $2 THEN 1 ELSE 0 END) \
         FROM ad_site WHERE is_active AND {clause} GROUP BY {column} ORDER BY 1",
        good.join(", ")
    );
    let read = |row: &QueryResult| {
        let key: Option<String> = row.try_get_by_index(0)?;
        Ok(SiteSums {
            key: key.unwrap_or_default(),
            sites: row.try_get_by_index(1)?,
            faces: row.try_get_by_index(2)?,
            public_faces: row.try_get_by_index(3)?,
            inspected: row.try_get_by_index(4)?,
            good: row.try_get_by_index(5)?,
            overdue: row.try_get_by_index(6)?,
            due_soon: row.try_get_by_index(7)?,
        })
    };
    rows(db, &sql, values).await?.iter().map(read).collect()
}

/// How many active sites show each set of conditions (codes between commas).
pub(in crate::ads) async fn count_conditions(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
) -> Result<Vec<(String, i64)>, DbErr> {
    scope
        .find::<ad_site::Entity>()
        .select_only()
        .column(ad_site::Column::ConditionsNow)
        .column_as(ad_site::Column::Id.count(), "sites")
        .filter(ad_site::Column::IsActive.eq(true))
        .group_by(ad_site::Column::ConditionsNow)
        .into_tuple()
        .all(db)
        .await
}

/// Inspections of one local day that found the same.
#[derive(Clone, Debug)]
pub(in crate::ads) struct DayCount {
    /// Days since the epoch by the local clock.
    pub day: i64,
    /// Codes between commas.
    pub conditions: String,
    pub is_good: bool,
    pub count: i64,
}

/// The period of figures, in epoch milliseconds; the end is not in it.
#[derive(Clone, Copy, Debug)]
pub(in crate::ads) struct Period {
    pub from: i64,
    pub until: i64,
    /// What local clocks are ahead of UTC.
    pub offset_ms: i64,
}

/// Inspections of sites inside a scope, by local day and what they found. Those that figures leave out are left out.
pub(in crate::ads) async fn count_inspections(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    period: Period,
) -> Result<Vec<DayCount>, DbErr> {
    let (clause, mut values) = scope.sql("s.area_id", 4);
    values.splice(
        0..0,
        [period.from, period.until, period.offset_ms].map(Value::from),
    );
    let sql = format!(
        "SELECT (i.happened_at + $3) / 86400000, i.conditions, i.is_good, COUNT(*) \
         FROM ad_site s JOIN ad_inspection i ON i.ad_site_id = s.id \
         WHERE i.happened_at >= $1 AND i.happened_at < $2 AND {clause} \
         AND i.record_id NOT IN ({}) GROUP BY 1, 2, 3",
        flagged(&LEFT_OUT_OF_FIGURES)
    );
    let read = |row: &QueryResult| {
        Ok(DayCount {
            day: row.try_get_by_index(0)?,
            conditions: row.try_get_by_index(1)?,
            is_good: row.try_get_by_index(2)?,
            count: row.try_get_by_index(3)?,
        })
    };
    rows(db, &sql, values).await?.iter().map(read).collect()
}

/// Inspections of the period, of sites inside a scope, whose photo was used before.
pub(in crate::ads) async fn count_twins(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    period: Period,
) -> Result<i64, DbErr> {
    let (clause, mut values) = scope.sql("s.area_id", 3);
    values.splice(0..0, [period.from, period.until].map(Value::from));
    let sql = format!(
        "SELECT COUNT(*) FROM ad_inspection i JOIN ad_site s ON s.id = i.ad_site_id \
         WHERE i.record_id IN ({}) AND i.happened_at >= $1 AND i.happened_at < $2 AND {clause}",
        flagged(&[Flag::PhotoReused])
    );
    let found = rows(db, &sql, values).await?;
    found.first().map_or(Ok(0), |row| row.try_get_by_index(0))
}

/// Records on which one of these flags stands.
fn flagged(flags: &[Flag]) -> String {
    let codes: Vec<String> = flags
        .iter()
        .map(|flag| format!("'{}'", flag.code()))
        .collect();
    let codes = codes.join(", ");
    format!("SELECT record_id FROM record_flag WHERE flag IN ({codes}) AND cleared_at IS NULL")
}

/// Censuses of the period inside a scope, newest first.
pub(in crate::ads) async fn list_censuses(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    period: Period,
) -> Result<Vec<ad_census::Model>, DbErr> {
    use ad_census::Column;
    let found = scope
        .find::<ad_census::Entity>()
        .filter(Column::HappenedAt.gte(period.from))
        .filter(Column::HappenedAt.lt(period.until))
        .order_by_desc(Column::HappenedAt)
        .order_by_desc(Column::RecordId)
        .limit(MAX_CENSUSES)
        .all(db)
        .await?;
    let ids: Vec<uuid::Uuid> = found.iter().map(|row| row.record_id).collect();
    let left_out = super::left_out(db, &ids).await?;
    let counts = |row: &ad_census::Model| !left_out.contains(&row.record_id);
    Ok(found.into_iter().filter(counts).collect())
}

async fn rows(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>, DbErr> {
    db.query_all_raw(Statement::from_sql_and_values(
        db.get_database_backend(),
        sql,
        values,
    ))
    .await
}
