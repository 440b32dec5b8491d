//! Records put straight into the tables, many at once, and figures asked of them by SQL.

use crate::support::{NOW, TestCity};
use entity::{change, incident, record, record_flag, record_position};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait as _, EntityTrait as _, Statement,
};
use uuid::Uuid;
use wenxun::areas::morton;

/// Hours before [`NOW`] in milliseconds.
const HOUR_MS: i64 = 3_600_000;
const CATEGORIES: [&str; 4] = ["littering", "spitting", "jaywalking", "no_helmet"];
const OUTCOMES: [&str; 5] = [
    "corrected",
    "accepted",
    "ignored",
    "left_before",
    "no_contact",
];
/// Row ids of the eight grids of the small city, from west to east.
const GRIDS: [&str; 8] = [
    "439801001001001",
    "439801001001002",
    "439801001002001",
    "439801001002002",
    "439801002001001",
    "439801002001002",
    "439801002002001",
    "439801002002002",
];

/// One incident to put in.
#[derive(Clone, Debug)]
pub struct Planted {
    pub id: Uuid,
    pub seq: i64,
    pub grid: &'static str,
    pub position: Option<(f64, f64)>,
    pub happened_at: i64,
    pub category: &'static str,
    pub outcome: &'static str,
    pub flag: Option<&'static str>,
}

/// `count` incidents spread over grids, 60 days, categories and outcomes; some without position, some that do not count.
pub fn incidents(count: u32) -> Vec<Planted> {
    let incident = |number: u32| {
        let spread = |factor: u32, length: usize| {
            usize::try_from(number.wrapping_mul(factor) >> 7).unwrap() % length
        };
        let place = spread(2_654_435_761, 8);
        let within =
            |factor: u32| f64::from(number.wrapping_mul(factor) >> 12) / f64::from(1 << 20);
        let west = 110.5 + 0.002 * f64::from(u32::try_from(place).unwrap());
        let position = (
            west + 0.0019 * within(40_503),
            26.9 + 0.0019 * within(48_271),
        );
        Planted {
            id: Uuid::from_u128(0x1000 + u128::from(number)),
            seq: i64::from(number) + 1,
            grid: GRIDS[place],
            position: (!number.is_multiple_of(17)).then_some(position),
            happened_at: NOW.0 - i64::from(number.wrapping_mul(7_919) % (60 * 24)) * HOUR_MS,
            category: CATEGORIES[spread(69_621, 4)],
            outcome: OUTCOMES[spread(16_807, 5)],
            flag: match number % 40 {
                3 => Some("superseded"),
                7 => Some("future"),
                11 => Some("poor_accuracy"),
                _ => None,
            },
        }
    };
    (0..count).map(incident).collect()
}

/// Writes incidents with their change rows, as the writer does.
pub async fn put_in(city: &TestCity, author: Uuid, planted: &[Planted]) {
    let written: Result<(), sea_orm::DbErr> = city
        .service
        .db
        .write(async |tx| {
            for rows in planted.chunks(500) {
                let records = rows.iter().map(|row| record_of(row, author));
                record::Entity::insert_many(records)
                    .exec_without_returning(tx)
                    .await?;
                incident::Entity::insert_many(rows.iter().map(incident_of))
                    .exec_without_returning(tx)
                    .await?;
                change::Entity::insert_many(rows.iter().map(change_of))
                    .exec_without_returning(tx)
                    .await?;
                for row in rows {
                    if let Some(position) = position_of(row) {
                        position.insert(tx).await?;
                    }
                    if let Some(flag) = row.flag {
                        flag_of(row.id, flag).insert(tx).await?;
                    }
                }
            }
            Ok(())
        })
        .await;
    written.unwrap();
}

/// Sets a flag later, with its line in the change log.
pub async fn flag(city: &TestCity, id: Uuid, flag: &str, seq: i64) {
    let line = change::ActiveModel {
        seq: Set(seq),
        record_id: Set(id),
        what: Set(format!("flag_set:{flag}")),
        at: Set(NOW.0),
    };
    let flag = flag_of(id, flag);
    let written: Result<(), sea_orm::DbErr> = city
        .service
        .db
        .write(async |tx| {
            flag.insert(tx).await?;
            line.insert(tx).await?;
            Ok(())
        })
        .await;
    written.unwrap();
}

/// Clears all flags of a record, with a line in the change log.
pub async fn clear(city: &TestCity, id: Uuid, seq: i64) {
    let line = change::ActiveModel {
        seq: Set(seq),
        record_id: Set(id),
        what: Set("flag_cleared:future".to_owned()),
        at: Set(NOW.0),
    };
    let written: Result<(), sea_orm::DbErr> = city
        .service
        .db
        .write(async |tx| {
            let sql = "UPDATE record_flag SET cleared_at = 1 WHERE record_id = $1";
            let backend = tx.get_database_backend();
            tx.execute_raw(Statement::from_sql_and_values(backend, sql, [id.into()]))
                .await?;
            line.insert(tx).await?;
            Ok(())
        })
        .await;
    written.unwrap();
}

/// Waits until figures contain the change `seq`.
pub async fn until_followed(city: &TestCity, seq: i64) {
    let reached = async {
        while city.service.insights.seq().is_none_or(|known| known < seq) {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), reached)
        .await
        .expect("the index follows within a second");
}

/// What SQL counts: `what` is a condition over `r` (record), `i` (incident) and `a` (area) beside the flags.
pub async fn count_by_sql(city: &TestCity, what: &str) -> u64 {
    let sql = format!(
        "SELECT COUNT(*) FROM record r JOIN incident i ON i.record_id = r.id JOIN area a ON a.id = r.area_id \
         LEFT JOIN record_position p ON p.record_id = r.id WHERE NOT EXISTS (SELECT 1 FROM record_flag f \
         WHERE f.record_id = r.id AND f.cleared_at IS NULL AND f.flag IN ('null_island', 'future', 'superseded')) AND {what}"
    );
    let db = city.service.db.read();
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    u64::try_from(row.unwrap().try_get_by_index::<i64>(0).unwrap()).unwrap()
}

fn record_of(row: &Planted, author: Uuid) -> record::ActiveModel {
    record::ActiveModel {
        id: Set(row.id),
        seq: Set(row.seq),
        kind: Set("incident".into()),
        author_id: Set(author),
        captured_at: Set(row.happened_at),
        captured_offset_min: Set(480),
        happened_at: Set(row.happened_at),
        received_at: Set(row.happened_at),
        area_id: Set(crate::support::area_id_of(row.grid)),
        believed_area_code: Set(None),
        placed_by: Set("gps".into()),
        shift_id: Set(None),
        site_id: Set(None),
        corrects: Set(None),
        correction_reason: Set(None),
        content_sha256: Set(row.id.as_bytes().repeat(2)),
        receipt: Set(format!("{:08}", row.seq)),
        app_version: Set("1".into()),
        device_id: Set("d".into()),
        claimed_photos: Set(0),
        imported_by: Set(None),
    }
}

fn incident_of(row: &Planted) -> incident::ActiveModel {
    incident::ActiveModel {
        record_id: Set(row.id),
        category: Set(row.category.into()),
        count: Set(1),
        outcome: Set(row.outcome.into()),
        severity: Set(1),
    }
}

fn change_of(row: &Planted) -> change::ActiveModel {
    change::ActiveModel {
        seq: Set(row.seq),
        record_id: Set(row.id),
        what: Set("created".into()),
        at: Set(row.happened_at),
    }
}

fn position_of(row: &Planted) -> Option<record_position::ActiveModel> {
    let (lng, lat) = row.position?;
    Some(record_position::ActiveModel {
        record_id: Set(row.id),
        lng: Set(lng),
        lat: Set(lat),
        cell: Set(morton::cell_of(lng, lat)),
        accuracy_m: Set(10.0),
        altitude_m: Set(None),
        speed_mps: Set(None),
        fix_age_ms: Set(None),
        datum: Set("wgs84".into()),
        raw_lng: Set(None),
        raw_lat: Set(None),
        kept_since: Set(row.happened_at),
    })
}

fn flag_of(id: Uuid, flag: &str) -> record_flag::ActiveModel {
    record_flag::ActiveModel {
        record_id: Set(id),
        flag: Set(flag.to_owned()),
        set_at: Set(NOW.0),
        cleared_at: Set(None),
    }
}
