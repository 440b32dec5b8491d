//! Every SQL of the insights: what the index is made of, and the few figures that it does not hold.
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};
use uuid::Uuid;

use crate::incidents::IncidentKind;
use crate::platform::auth::AreaScope;
use crate::platform::db::scalar_i64;
use crate::records::{LEFT_OUT_OF_FIGURES, RecordKind as _};

/// Ids in one statement.
const IDS_AT_ONCE: usize = 500;

/// What the index needs of one record.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) id: Uuid,
    /// Place of its kind in the list of kinds.
    pub(super) kind: usize,
    pub(super) area_id: i64,
    /// Epoch milliseconds.
    pub(super) happened_at: i64,
    /// Empty for kinds without categories.
    pub(super) category: String,
    /// Empty for kinds without outcomes.
    pub(super) outcome: String,
    /// Morton code at level 26; absent without position or when its term ended.
    pub(super) cell: Option<i64>,
    /// Whether a flag keeps it out of figures.
    pub(super) is_left_out: bool,
}

/// The kinds that figures know, the incident first; a place in the list stands for a kind.
#[derive(Debug, Clone)]
pub(super) struct KindList {
    names: Vec<&'static str>,
    /// The columns of a [`Row`] and where they come from.
    row: String,
}

impl KindList {
    /// The incident, and of `shared` the other kinds.
    pub(super) fn new(shared: &[&'static str]) -> Self {
        let mut names = vec![IncidentKind::NAME];
        names.extend(shared.iter().filter(|name| **name != IncidentKind::NAME));
        let places: Vec<String> = names
            .iter()
            .enumerate()
            .map(|(place, name)| format!("WHEN '{name}' THEN {place}"))
            .collect();
        let flags: Vec<String> = LEFT_OUT_OF_FIGURES
            .iter()
            .map(|flag| format!("'{}'", flag.code()))
            .collect();
        let row = format!(
            "SELECT r.id, CASE r.kind {} ELSE -1 END AS kind, r.area_id, r.happened_at, \
             COALESCE(i.category, ''), COALESCE(i.outcome, ''), p.cell, \
             CASE WHEN EXISTS (SELECT 1 FROM record_flag f WHERE f.record_id = r.id AND f.cleared_at IS NULL \
             AND f.flag IN ({})) THEN 1 ELSE 0 END AS left_out \
             FROM record r LEFT JOIN incident i ON i.record_id = r.id \
             LEFT JOIN record_position p ON p.record_id = r.id",
            places.join(" "),
            flags.join(", ")
        );
        Self { names, row }
    }

    /// Place of a kind.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| *known == name)
    }

    /// The kinds in their places.
    pub(super) fn names(&self) -> &[&'static str] {
        &self.names
    }
}

/// The last change there is; 0 in an empty log.
pub(super) async fn last_seq(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    Ok(scalar_i64(db, "SELECT MAX(seq) FROM change")
        .await?
        .unwrap_or_default())
}

/// Records created by the changes after `after` up to `to`.
pub(super) async fn list_created(
    db: &impl ConnectionTrait,
    kinds: &KindList,
    scope: &AreaScope,
    after: i64,
    to: i64,
) -> Result<Vec<Row>, DbErr> {
    let (clause, mut values) = scope.sql("r.area_id", 3);
    let sql = format!(
        "{} WHERE r.seq > $1 AND r.seq <= $2 AND {clause}",
        kinds.row
    );
    values.splice(0..0, [Value::from(after), Value::from(to)]);
    let found = rows(db, &sql, values).await?;
    found
        .iter()
        .filter_map(|row| read_row(row).transpose())
        .collect()
}

/// Records created up to `after` that the later changes up to `to` speak of.
pub(super) async fn list_changed(
    db: &impl ConnectionTrait,
    kinds: &KindList,
    scope: &AreaScope,
    after: i64,
    to: i64,
) -> Result<Vec<Row>, DbErr> {
    let touched =
        "SELECT DISTINCT record_id FROM change WHERE seq > $1 AND seq <= $2 AND what <> 'created'";
    let touched = rows(db, touched, vec![after.into(), to.into()]).await?;
    let ids: Vec<Uuid> = touched
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<Result<_, _>>()?;
    let mut found = Vec::new();
    for ids in ids.chunks(IDS_AT_ONCE) {
        let places: Vec<String> = (0..ids.len())
            .map(|number| format!("${}", number + 2))
            .collect();
        let (clause, scoped) = scope.sql("r.area_id", ids.len() + 2);
        let sql = format!(
            "{} WHERE r.seq <= $1 AND r.id IN ({}) AND {clause}",
            kinds.row,
            places.join(", ")
        );
        let mut values = vec![Value::from(after)];
        values.extend(ids.iter().map(|id| Value::from(*id)));
        values.extend(scoped);
        for row in rows(db, &sql, values).await? {
            found.extend(read_row(&row)?);
        }
    }
    Ok(found)
}

/// Standing flags of records of a kind that happened from `from` (epoch milliseconds) on, with how many bear each, most first.
pub(super) async fn count_flags(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    kind: &str,
    from: i64,
) -> Result<Vec<(String, i64)>, DbErr> {
    let (clause, mut values) = scope.sql("r.area_id", 3);
    let sql = format!(
        "SELECT f.flag, COUNT(*) FROM record_flag f JOIN record r ON r.id = f.record_id \
         WHERE f.cleared_at IS NULL AND r.happened_at >= $1 AND r.kind = $2 AND {clause} \
         GROUP BY f.flag ORDER BY 2 DESC, 1"
    );
    values.splice(0..0, [Value::from(from), Value::from(kind)]);
    let rows = rows(db, &sql, values).await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}

/// A place that hot spots may be named after.
#[derive(Debug, Clone)]
pub(super) struct Site {
    pub(super) code: String,
    pub(super) name_zh: String,
    pub(super) name_en: String,
    pub(super) lng: f64,
    pub(super) lat: f64,
}

/// Sites in use inside a scope.
pub(super) async fn list_sites(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
) -> Result<Vec<Site>, DbErr> {
    let (clause, values) = scope.sql("area_id", 1);
    let sql = format!(
        "SELECT code, name_zh, name_en, lng, lat FROM site WHERE is_active AND {clause} ORDER BY code"
    );
    let read = |row: &QueryResult| {
        Ok(Site {
            code: row.try_get_by_index(0)?,
            name_zh: row.try_get_by_index(1)?,
            name_en: row.try_get_by_index(2)?,
            lng: row.try_get_by_index(3)?,
            lat: row.try_get_by_index(4)?,
        })
    };
    rows(db, &sql, values).await?.iter().map(read).collect()
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

/// `None` for a record of a kind that figures do not know.
fn read_row(row: &QueryResult) -> Result<Option<Row>, DbErr> {
    let kind: i32 = row.try_get_by_index(1)?;
    let Ok(kind) = usize::try_from(kind) else {
        return Ok(None);
    };
    let left_out: i32 = row.try_get_by_index(7)?;
    Ok(Some(Row {
        id: row.try_get_by_index(0)?,
        kind,
        area_id: row.try_get_by_index(2)?,
        happened_at: row.try_get_by_index(3)?,
        category: row.try_get_by_index(4)?,
        outcome: row.try_get_by_index(5)?,
        cell: row.try_get_by_index(6)?,
        is_left_out: left_out != 0,
    }))
}
