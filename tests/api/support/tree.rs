//! A small city of squares, planted as rows: what the areas' own tests import, the others take as given.

use entity::{area, area_version};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set};
use wenxun::app::Service;

/// Code of the city.
pub const ROOT: &str = "439800000000";
/// Code of the eastern street.
pub const STREET_EAST: &str = "439801001000";
/// Code of the western street.
pub const STREET_WEST: &str = "439801002000";
/// A grid of the eastern street: lng 110.500–110.502, lat 26.900–26.902.
pub const WORK_GRID: &str = "439801001001001";
/// A grid of the western street: lng 110.508–110.510, lat 26.900–26.902.
pub const NEIGHBOUR_GRID: &str = "439801002001001";

/// Edge of a grid's square in degrees.
const EDGE: f64 = 0.002;

struct Planted {
    code: String,
    parent: Option<String>,
    level: &'static str,
    path: String,
    /// West end and width in grid edges.
    west: u32,
    width: u32,
}

fn planted() -> Vec<Planted> {
    let mut rows = vec![
        Planted {
            code: ROOT.into(),
            parent: None,
            level: "city",
            path: format!("/{ROOT}/"),
            west: 0,
            width: 8,
        },
        Planted {
            code: "439801000000".into(),
            parent: Some(ROOT.into()),
            level: "district",
            path: format!("/{ROOT}/439801000000/"),
            west: 0,
            width: 8,
        },
    ];
    for street in 0..2_u32 {
        let street_code = format!("43980100{}000", street + 1);
        let street_path = format!("/{ROOT}/439801000000/{street_code}/");
        rows.push(Planted {
            code: street_code.clone(),
            parent: Some("439801000000".into()),
            level: "street",
            path: street_path.clone(),
            west: street * 4,
            width: 4,
        });
        for community in 0..2_u32 {
            let code = format!("43980100{}00{}", street + 1, community + 1);
            let path = format!("{street_path}{code}/");
            let west = street * 4 + community * 2;
            for grid in 0..2_u32 {
                let grid_code = format!("{code}00{}", grid + 1);
                rows.push(Planted {
                    path: format!("{path}{grid_code}/"),
                    code: grid_code,
                    parent: Some(code.clone()),
                    level: "grid",
                    west: west + grid,
                    width: 1,
                });
            }
            rows.push(Planted {
                code,
                parent: Some(street_code.clone()),
                level: "community",
                path,
                west,
                width: 2,
            });
        }
    }
    rows
}

/// Row id of a planted area.
pub fn id_of(code: &str) -> i64 {
    let at = planted()
        .iter()
        .position(|row| row.code == code)
        .unwrap_or_else(|| panic!("no area {code}"));
    i64::try_from(at).unwrap() + 1
}

pub async fn plant(service: &Service) {
    let version = area_version::ActiveModel {
        id: Set(1),
        imported_at: Set(super::NOW.0),
        imported_by: Set(None),
        source_name: Set("small city".into()),
        sha256: Set(vec![0; 32]),
        activated_at: Set(Some(super::NOW.0)),
    };
    let rows: Vec<area::ActiveModel> = planted().into_iter().map(row).collect();
    let written: Result<(), sea_orm::DbErr> = service
        .db
        .write(async |tx| {
            version.insert(tx).await?;
            for row in rows {
                row.insert(tx).await?;
            }
            Ok(())
        })
        .await;
    written.unwrap();
    service.territories.refresh(&service.db).await.unwrap();
}

fn row(planted: Planted) -> area::ActiveModel {
    let west = 110.5 + f64::from(planted.west) * EDGE;
    let east = 110.5 + f64::from(planted.west + planted.width) * EDGE;
    let (south, north) = (26.9, 26.9 + EDGE);
    let ring = serde_json::json!([
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south]
    ]);
    let id = id_of(&planted.code);
    area::ActiveModel {
        id: Set(id),
        version_id: Set(1),
        name_zh: Set(format!("区域{}", planted.code)),
        name_en: Set(format!("Area {}", planted.code)),
        code: Set(planted.code),
        parent_code: Set(planted.parent),
        level: Set(planted.level.into()),
        population: Set(Some(i64::from(planted.width) * 300)),
        households: Set(Some(i64::from(planted.width) * 100)),
        area_m2: Set(f64::from(planted.width) * 44_000.0),
        west: Set(west),
        south: Set(south),
        east: Set(east),
        north: Set(north),
        geometry: Set(serde_json::json!({"type": "Polygon", "coordinates": [ring]}).to_string()),
        now_id: Set(id),
        path: Set(planted.path),
    }
}
