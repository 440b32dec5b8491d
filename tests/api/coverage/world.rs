//! A small city with one of everything in the work grid, and one in the neighbour grid of the next street.

use crate::support::{
    Client, Duty, Fieldwork, IN_NEIGHBOUR_GRID, IN_WORK_GRID, NEIGHBOUR_GRID, ROOT, STREET_EAST,
    STREET_WEST, TestCity, WORK_GRID, incident, tally, with,
};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use wenxun::platform::auth::{Level, Role};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Own,
    Neighbour,
}

/// What lies in one grid.
pub struct Place {
    pub grid: &'static str,
    /// A point in it, degrees east and north.
    pub at: (f64, f64),
    pub community: &'static str,
    pub incident_id: String,
    pub tally_id: String,
    pub receipt: String,
    pub photo: String,
    pub ad_site_id: String,
    pub ad_inspection_id: String,
    pub site: &'static str,
    pub road: &'static str,
    /// Hash of a part of the offline pack of somebody who works there.
    pub pack_part: String,
}

pub struct World {
    pub city: TestCity,
    own: Place,
    neighbour: Place,
    own_duty: Duty,
    neighbour_duty: Duty,
    own_survey: Fieldwork,
    neighbour_survey: Fieldwork,
    rounds: [OnceCell<(String, String)>; 2],
}

impl World {
    pub async fn make() -> Self {
        let city = TestCity::spawn().await;
        let admin = city.person("importer", &[("system_admin", ROOT)]).await;
        import(&admin, "sites", "Point", |lng| json!([lng, 26.901])).await;
        import(&admin, "roads", "LineString", |lng| {
            json!([[lng - 0.0003, 26.901], [lng + 0.0003, 26.901]])
        })
        .await;
        let own = place(&city, Side::Own).await;
        let neighbour = place(&city, Side::Neighbour).await;
        city.run_jobs().await;
        until_counted(&city).await;
        for role in Role::ALL {
            city.add_account(&account(*role), &[(role.code(), own_area(*role))])
                .await;
        }
        let own_duty = Duty::make(&city).await;
        let neighbour_duty = Duty::make_in(&city, STREET_WEST, "439801002001", "b").await;
        let own_survey = Fieldwork::make(&city).await;
        let neighbour_survey = Fieldwork::make_in(&city, STREET_WEST, "b").await;
        Self {
            city,
            own,
            neighbour,
            own_duty,
            neighbour_duty,
            own_survey,
            neighbour_survey,
            rounds: [OnceCell::new(), OnceCell::new()],
        }
    }

    pub fn place(&self, side: Side) -> &Place {
        match side {
            Side::Own => &self.own,
            Side::Neighbour => &self.neighbour,
        }
    }

    /// A survey in the field.
    pub fn fieldwork(&self, side: Side) -> &Fieldwork {
        match side {
            Side::Own => &self.own_survey,
            Side::Neighbour => &self.neighbour_survey,
        }
    }

    /// Where the id of a published round of inspections is kept, with that of its drawn site.
    pub fn published_round(&self, side: Side) -> &OnceCell<(String, String)> {
        match side {
            Side::Own => &self.rounds[0],
            Side::Neighbour => &self.rounds[1],
        }
    }

    /// People of a dissuasion team.
    pub fn duty(&self, side: Side) -> &Duty {
        match side {
            Side::Own => &self.own_duty,
            Side::Neighbour => &self.neighbour_duty,
        }
    }

    /// Somebody with this role over the work grid, newly signed in.
    pub async fn caller(&self, role: Role) -> Client {
        self.city.sign_in(&account(role)).await
    }
}

/// A point in the grid of a side.
pub fn point_in(side: Side) -> (f64, f64) {
    match side {
        Side::Own => IN_WORK_GRID,
        Side::Neighbour => IN_NEIGHBOUR_GRID,
    }
}

fn account(role: Role) -> String {
    format!("role.{}", role.code())
}

/// The area of the role's level that holds the work grid.
fn own_area(role: Role) -> &'static str {
    match role.level() {
        Level::City => ROOT,
        Level::District => "439801000000",
        Level::Street => STREET_EAST,
        Level::Community => "439801001001",
        Level::Grid => WORK_GRID,
    }
}

async fn import(admin: &Client, what: &str, shape: &str, coordinates: impl Fn(f64) -> Value) {
    let feature = |code: &str, lng: f64| {
        let mut properties = json!({"code": code, "name_zh": "某处", "name_en": "Somewhere"});
        if what == "sites" {
            properties["kind"] = json!("bus_stop");
            properties["site_type"] = json!("bus_stop");
        } else {
            properties["class"] = json!("back_alley");
        }
        json!({"type": "Feature", "geometry": {"type": shape, "coordinates": coordinates(lng)}, "properties": properties})
    };
    let features = [
        feature(&format!("{what}-east"), IN_WORK_GRID.0),
        feature(&format!("{what}-west"), IN_NEIGHBOUR_GRID.0),
    ];
    let file = json!({"type": "FeatureCollection", "features": features})
        .to_string()
        .into_bytes();
    let path = format!("/api/v1/{what}/import");
    let reply = admin
        .send(Method::POST, &path, Some(file), "application/geo+json", &[])
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
}

async fn place(city: &TestCity, side: Side) -> Place {
    let (grid, community, (lng, lat), photo, sites, roads) = match side {
        Side::Own => (
            WORK_GRID,
            "439801001001",
            IN_WORK_GRID,
            "p09_no_exif.jpg",
            "sites-east",
            "roads-east",
        ),
        Side::Neighbour => (
            NEIGHBOUR_GRID,
            "439801002001",
            IN_NEIGHBOUR_GRID,
            "p02_board_o2.jpg",
            "sites-west",
            "roads-west",
        ),
    };
    let author = city.grid_worker(grid).await;
    let photo = send_photo(&author, photo).await;
    let taken_at = city.service.clock.now().plus_s(-70).to_rfc3339();
    let record = with(
        incident(city),
        json!({
            "position": {"lng": lng, "lat": lat, "accuracy_m": 8.0}, "area_code": grid,
            "photos": [{"sha256": photo, "taken_at": taken_at, "role": "scene"}]
        }),
    );
    let result = author.capture(&record).await;
    assert_eq!(result["outcome"], "created", "{result}");
    let ad_site_id = city.new_id().to_string();
    let inspection = with(
        record.clone(),
        json!({"id": city.new_id(), "kind": "ad_inspection", "payload": {"conditions": ["intact"], "new_site":
            {"id": ad_site_id, "placement": "billboard", "theme": "thrift", "is_public_service": true}}}),
    );
    assert_eq!(author.capture(&inspection).await["outcome"], "created");
    let counted = with(
        tally(city),
        json!({"position": {"lng": lng, "lat": lat, "accuracy_m": 8.0}, "area_code": grid}),
    );
    let taken = author.capture(&counted).await;
    assert_eq!(taken["outcome"], "created", "{taken}");
    let pack = author.get("/api/v1/field-pack").await.json();
    let parts = pack["parts"].as_array().unwrap();
    let part = parts
        .iter()
        .find(|part| part["name"] == "areas")
        .unwrap_or(&parts[0]);
    Place {
        grid,
        at: (lng, lat),
        community,
        incident_id: record["id"].as_str().unwrap().to_owned(),
        tally_id: counted["id"].as_str().unwrap().to_owned(),
        receipt: result["receipt"].as_str().unwrap().to_owned(),
        photo,
        ad_site_id,
        ad_inspection_id: inspection["id"].as_str().unwrap().to_owned(),
        site: sites,
        road: roads,
        pack_part: part["sha256"].as_str().unwrap().to_owned(),
    }
}

async fn send_photo(author: &Client, name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/photos/");
    let bytes = std::fs::read(format!("{folder}{name}")).unwrap();
    let hash = hex::encode(aws_lc_rs::digest::digest(
        &aws_lc_rs::digest::SHA256,
        &bytes,
    ));
    let path = format!("/api/v1/photos/{hash}");
    let reply = author
        .send(
            Method::PUT,
            &path,
            Some(bytes),
            "application/octet-stream",
            &[],
        )
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    hash
}

/// Waits until the figures hold both incidents.
async fn until_counted(city: &TestCity) {
    let supervisor = city.city_supervisor().await;
    for _ in 0..500 {
        let reply = supervisor.get("/api/v1/insights/heat/matrix").await;
        if reply.status == 200 && reply.json()["total"] == 2 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the figures never followed");
}
