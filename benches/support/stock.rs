//! Rows written past the intake: only their number matters.

use crate::process::city::City;
use entity::{record, record_position, role_grant};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait as _, DatabaseConnection,
    DatabaseTransaction, DbErr, EntityTrait as _, QueryResult, Statement,
};
use uuid::Uuid;
use wenxun::areas::morton::cell_of;
use wenxun::platform::clock::Clock;
use wenxun::platform::ids::Ids;

/// Rows of one statement.
const CHUNK: usize = 500;

/// A grid: its row and its middle in degrees.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    pub id: i64,
    pub lng: f64,
    pub lat: f64,
}

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_all_raw(statement).await.unwrap()
}

/// Every grid of the city.
pub async fn grids(db: &DatabaseConnection) -> Vec<Grid> {
    let sql = "SELECT id, (west + east) / 2, (south + north) / 2 FROM area WHERE level = 'grid'";
    let grid = |row: &QueryResult| Grid {
        id: row.try_get_by_index(0).unwrap(),
        lng: row.try_get_by_index(1).unwrap(),
        lat: row.try_get_by_index(2).unwrap(),
    };
    rows(db, sql).await.iter().map(grid).collect()
}

/// Fills the city and makes its first two people supervisors: of the whole city, and of one street, whose code is returned.
pub fn fill(
    city: &City,
    write: impl AsyncFnOnce(&DatabaseTransaction, Uuid, &[Grid]) -> Result<(), DbErr>,
) -> String {
    let (chief, boss) = (city.people[0].account_id, city.people[1].account_id);
    city.look(async |db, _keys| {
        let grids = grids(db.read()).await;
        let sql =
            "SELECT id, code FROM area WHERE level IN ('city', 'street') ORDER BY level, code";
        let tops = rows(db.read(), sql).await;
        let (root, street) = (&tops[0], &tops[1]);
        let written: Result<(), DbErr> = db
            .write(async |tx| {
                grant(tx, chief, "city_supervisor", root.try_get_by_index(0)?).await?;
                grant(tx, boss, "street_supervisor", street.try_get_by_index(0)?).await?;
                write(tx, chief, &grids).await
            })
            .await;
        written.unwrap();
        street.try_get_by_index(1).unwrap()
    })
}

async fn grant(
    tx: &DatabaseTransaction,
    account: Uuid,
    role: &str,
    area_id: i64,
) -> Result<(), DbErr> {
    let row = role_grant::ActiveModel {
        id: Set(new_id()),
        account_id: Set(account),
        role: Set(role.to_owned()),
        area_id: Set(area_id),
        granted_at: Set(0),
        granted_by: Set(None),
        revoked_at: Set(None),
    };
    row.insert(tx).await?;
    Ok(())
}

/// A random id, later than those before.
pub fn new_id() -> Uuid {
    Ids::Random.next(&Clock::System)
}

/// Writes rows, some hundred a statement.
pub async fn insert<A: ActiveModelTrait>(
    tx: &DatabaseTransaction,
    rows: Vec<A>,
) -> Result<(), DbErr> {
    for rows in rows.chunks(CHUNK) {
        A::Entity::insert_many(rows.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Where a record lies.
pub fn position(id: Uuid, grid: &Grid, at: i64) -> record_position::ActiveModel {
    record_position::ActiveModel {
        record_id: Set(id),
        lng: Set(grid.lng),
        lat: Set(grid.lat),
        cell: Set(cell_of(grid.lng, grid.lat)),
        accuracy_m: Set(8.0),
        altitude_m: Set(None),
        speed_mps: Set(None),
        fix_age_ms: Set(None),
        datum: Set("wgs84".to_owned()),
        raw_lng: Set(None),
        raw_lat: Set(None),
        kept_since: Set(at),
    }
}

/// A record's envelope; its number in the change log is `seq`.
pub fn envelope(
    (id, seq): (Uuid, i64),
    kind: &str,
    author: Uuid,
    grid: &Grid,
    at: i64,
) -> record::ActiveModel {
    record::ActiveModel {
        id: Set(id),
        seq: Set(seq),
        kind: Set(kind.to_owned()),
        author_id: Set(author),
        captured_at: Set(at),
        captured_offset_min: Set(480),
        happened_at: Set(at),
        received_at: Set(at),
        area_id: Set(grid.id),
        believed_area_code: Set(None),
        placed_by: Set("gps".to_owned()),
        shift_id: Set(None),
        site_id: Set(None),
        corrects: Set(None),
        correction_reason: Set(None),
        content_sha256: Set(vec![0; 32]),
        receipt: Set(format!("{seq:08}")),
        app_version: Set("0.1.0".to_owned()),
        device_id: Set("bench".to_owned()),
        claimed_photos: Set(0),
        imported_by: Set(None),
    }
}
