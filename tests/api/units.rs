//! Responsible units: who answers for what, why, and what a changed rule would do.

use crate::support::{
    Client, IN_NEIGHBOUR_GRID, IN_WORK_GRID, ROOT, Reply, STREET_EAST, STREET_WEST, TestCity,
    WORK_GRID, incident, with,
};
use reqwest::Method;
use serde_json::{Value, json};

const UNITS: &str = "code,kind,name_zh,name_en,parent_code,area_code,accounts,desk,desk_phone
city.um,department,城市管理部门,Urban management,,439800000000,,值班室,0731-1234
east.um,department,东街中队,East team,city.um,439801001000,fixer,,
west.um,department,西街中队,West team,city.um,439801002000,,,
east.office,office,东街办事处,East office,,439801001000,,,
";
const RULES: &str = "priority,territory,territory_code,subject,subject_code,unit_code,from,to
300,area,439801001000,any,,east.office,,
200,area,439801001000,handled_by,urban_management,east.um,,
200,area,439801002000,handled_by,urban_management,west.um,,
";

struct Units {
    city: TestCity,
    admin: Client,
}

async fn csv(who: &Client, path: &str, text: &str) -> Reply {
    let body = Some(text.as_bytes().to_vec());
    who.send(
        Method::POST,
        &format!("/api/v1{path}"),
        body,
        "text/csv",
        &[],
    )
    .await
}

impl Units {
    async fn make() -> Self {
        let city = TestCity::spawn().await;
        let admin = city.city_supervisor().await;
        city.add_account("fixer", &[("responsible_unit", STREET_EAST)])
            .await;
        let reply = csv(&admin, "/units/import", UNITS).await;
        assert_eq!(
            (reply.status, reply.json()["added"].as_i64()),
            (201, Some(4)),
            "{}",
            reply.text()
        );
        let reply = csv(&admin, "/units/rules/import", RULES).await;
        assert_eq!(
            (reply.status, reply.json()["version"].as_i64()),
            (201, Some(1)),
            "{}",
            reply.text()
        );
        Self { city, admin }
    }

    async fn why(&self, (lng, lat): (f64, f64), category: &str) -> Value {
        let path = format!("/api/v1/units/responsible?lng={lng}&lat={lat}&category={category}");
        let reply = self.admin.get(&path).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    async fn id_of(&self, code: &str) -> String {
        let found = self
            .admin
            .get(&format!("/api/v1/units?q={code}"))
            .await
            .json();
        found["items"][0]["id"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_matter_belongs_to_the_unit_of_the_deciding_rule_and_the_answer_says_why() {
    let units = Units::make().await;
    let stalls = units.why(IN_WORK_GRID, "street_vending").await;
    assert_eq!(stalls["unit"]["code"], "east.um");
    assert_eq!(stalls["is_coordination"], false);
    let why = stalls["why_zh"].as_str().unwrap();
    assert!(
        why.contains("第 2 条规则") && why.contains("东街中队"),
        "{why}"
    );
    assert!(stalls["why_en"].as_str().unwrap().contains("East team"));
    assert_eq!(stalls["candidates"][1]["unit"]["code"], "east.office");
    let litter = units.why(IN_WORK_GRID, "littering").await;
    assert_eq!(litter["unit"]["code"], "east.office");
    let nobody = units.why(IN_NEIGHBOUR_GRID, "littering").await;
    assert!(
        nobody["unit"].is_null() && nobody["why_zh"].as_str().unwrap().contains("没有一条规则")
    );
}

#[tokio::test]
async fn a_few_metres_from_a_border_two_units_must_agree() {
    let units = Units::make().await;
    // The streets meet at 110.508; a degree of longitude is about 99 km here.
    let border = units.why((110.507_95, 26.901), "street_vending").await;
    assert_eq!(
        (border["unit"]["code"].as_str(), &border["is_coordination"]),
        (Some("east.um"), &json!(true))
    );
    assert_eq!(border["candidates"][1]["unit"]["code"], "west.um");
    assert!(border["candidates"][1]["is_beside"].as_bool().unwrap());
    let inside = units.why((110.507_7, 26.901), "street_vending").await;
    assert_eq!(inside["is_coordination"], false);
}

#[tokio::test]
async fn a_duty_before_the_door_goes_before_the_rules_of_the_area_and_ends() {
    let units = Units::make().await;
    let (lng, lat) = IN_WORK_GRID;
    let site = json!({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [lng, lat]},
        "properties": {"code": "M1", "kind": "market", "site_type": "wet_market", "name_zh": "菜场", "name_en": "Market"}}]});
    let body = Some(site.to_string().into_bytes());
    let reply = units
        .admin
        .send(
            Method::POST,
            "/api/v1/sites/import",
            body,
            "application/geo+json",
            &[],
        )
        .await;
    assert_eq!(reply.status, 201);
    let unit = units.id_of("city.um").await;
    let duty = "/api/v1/units/duties/site/M1";
    let reply = units
        .admin
        .put(
            duty,
            &json!({"unit_id": unit, "duties": ["sanitation", "order"]}),
        )
        .await;
    assert_eq!(reply.status, 204, "{}", reply.text());
    let asked = "/api/v1/units/responsible?site=M1&category=littering";
    assert_eq!(
        units.admin.get(asked).await.json()["unit"]["code"],
        "city.um"
    );
    let listed = units.admin.get("/api/v1/units/duties").await.json();
    assert_eq!(listed["items"][0]["words_zh"], "门前三包：包卫生、包秩序");
    assert_eq!(
        units
            .admin
            .put(duty, &json!({"unit_id": null}))
            .await
            .status,
        204
    );
    assert_eq!(
        units.admin.get(asked).await.json()["unit"]["code"],
        "east.office"
    );
    let unknown = units
        .admin
        .put("/api/v1/units/duties/site/M9", &json!({"unit_id": unit}))
        .await;
    assert_eq!(
        (unknown.status, unknown.json()["errors"][0]["code"].as_str()),
        (422, Some("unknown_site"))
    );
}

#[tokio::test]
async fn a_file_with_a_fault_changes_nothing_and_names_every_line() {
    let units = Units::make().await;
    let bad = "code,kind,name_zh,name_en,parent_code,area_code
new.one,department,新队,New team,nobody,439801001000
new.two,guild,新队,New team,,000000000000
new.two,office,新队,New team,,439801001000
";
    let reply = csv(&units.admin, "/units/import", bad).await;
    assert_eq!((reply.status, reply.code()), (422, "units_refused".into()));
    let report = reply.json()["params"]["report"].clone();
    let found: Vec<(u64, &str)> = report["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["line"].as_u64().unwrap(), one["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        found,
        [
            (2, "unknown_unit"),
            (3, "unknown_value"),
            (3, "unknown_area"),
            (4, "repeated")
        ]
    );
    let listed = units.admin.get("/api/v1/units?q=new").await.json();
    assert_eq!(listed["items"], json!([]));
    let rules = "priority,territory,territory_code,subject,subject_code,unit_code\n0,area,1,category,none,ghost\n";
    let reply = csv(&units.admin, "/units/rules/import", rules).await;
    assert_eq!((reply.status, reply.code()), (422, "rules_refused".into()));
    assert_eq!(
        reply.json()["params"]["report"]["problems"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    assert_eq!(
        units.admin.get("/api/v1/units/rules").await.json()["version"],
        1
    );
}

#[tokio::test]
async fn importing_again_changes_only_what_differs() {
    let units = Units::make().await;
    let again = csv(&units.admin, "/units/import", UNITS).await.json();
    assert_eq!((&again["added"], &again["changed"]), (&json!(0), &json!(0)));
    let renamed = UNITS.replace("东街办事处", "东街街道办事处");
    let changed = csv(&units.admin, "/units/import", &renamed).await.json();
    assert_eq!(
        (&changed["added"], &changed["changed"]),
        (&json!(0), &json!(1))
    );
    let id = units.id_of("east.um").await;
    let detail = units.admin.get(&format!("/api/v1/units/{id}")).await.json();
    assert_eq!(detail["people"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&detail["parent"]["code"], &detail["rules"][0]["ordinal"]),
        (&json!("city.um"), &json!(2))
    );
}

#[tokio::test]
async fn changed_rules_are_tried_on_the_last_month_before_they_hold() {
    let units = Units::make().await;
    let worker = units.city.grid_worker(WORK_GRID).await;
    for category in ["street_vending", "street_vending", "littering"] {
        let payload = json!({"category": category, "outcome": "corrected"});
        let record = with(incident(&units.city), json!({"payload": payload}));
        assert_eq!(worker.capture(&record).await["outcome"], "created");
    }
    let rule = json!({"priority": 100, "territory": "any", "subject": "category", "subject_code": "street_vending", "unit_code": "city.um"});
    let body = json!({"version": 1, "rules": [rule]});
    let moves = units
        .admin
        .post("/api/v1/units/rules/trial", &body)
        .await
        .json();
    assert_eq!(
        (
            &moves["incidents"],
            &moves["unchanged"],
            &moves["without_unit_then"]
        ),
        (&json!(3), &json!(0), &json!(1))
    );
    assert_eq!(
        (
            &moves["moves"][0]["count"],
            &moves["moves"][0]["from"]["code"],
            &moves["moves"][0]["to"]["code"]
        ),
        (&json!(2), &json!("east.um"), &json!("city.um"))
    );
    assert_eq!(
        units.admin.get("/api/v1/units/rules").await.json()["version"],
        1
    );
    let saved = units.admin.put("/api/v1/units/rules", &body).await;
    assert_eq!(
        (saved.status, saved.json()["version"].as_i64()),
        (200, Some(2))
    );
    let late = units.admin.put("/api/v1/units/rules", &body).await;
    assert_eq!((late.status, late.code()), (409, "rules_changed".into()));
    assert_eq!(
        units.why(IN_WORK_GRID, "street_vending").await["unit"]["code"],
        "city.um"
    );
}

#[tokio::test]
async fn rules_that_name_what_nobody_knows_are_refused_at_their_place() {
    let units = Units::make().await;
    let rule = |changes: Value| {
        let base =
            json!({"priority": 200, "territory": "any", "subject": "any", "unit_code": "city.um"});
        with(base, changes)
    };
    for (changes, pointer, code) in [
        (
            json!({"priority": 1000}),
            "/rules/0/priority",
            "out_of_range",
        ),
        (
            json!({"territory": "area"}),
            "/rules/0/territory",
            "unknown_value",
        ),
        (
            json!({"territory": "road", "territory_code": "R9"}),
            "/rules/0/territory_code",
            "unknown_road",
        ),
        (
            json!({"subject": "group", "subject_code": "x"}),
            "/rules/0/subject_code",
            "unknown_value",
        ),
        (
            json!({"unit_code": "x"}),
            "/rules/0/unit_code",
            "unknown_unit",
        ),
        (json!({"from": "2026-02-30"}), "/rules/0/from", "bad_date"),
        (
            json!({"from": "2026-03-02", "to": "2026-03-01"}),
            "/rules/0/from",
            "ordered_wrong",
        ),
    ] {
        let body = json!({"version": 1, "rules": [rule(changes)]});
        let reply = units.admin.put("/api/v1/units/rules", &body).await;
        let error = reply.json()["errors"][0].clone();
        assert_eq!(
            (reply.status, &error["pointer"], &error["code"]),
            (422, &json!(pointer), &json!(code))
        );
    }
}

#[tokio::test]
async fn a_unit_changes_its_kind_and_the_unit_above_but_never_stands_below_itself() {
    let units = Units::make().await;
    let (city, east, office) = (
        units.id_of("city.um").await,
        units.id_of("east.um").await,
        units.id_of("east.office").await,
    );
    let change = async |id: &str, body: Value| {
        units
            .admin
            .patch(&format!("/api/v1/units/{id}"), &body)
            .await
    };
    let moved = json!({"version": 1, "kind": "enterprise", "parent_id": office});
    let moved = change(&east, moved).await.json();
    assert_eq!(
        (&moved["kind"], &moved["parent"]["id"]),
        (&json!("enterprise"), &json!(office))
    );
    for (id, parent) in [
        (&office, &office),
        (&office, &east),
        (&city, &units.city.new_id().to_string()),
    ] {
        let refused = change(id, json!({"version": 1, "parent_id": parent})).await;
        let error = refused.json()["errors"][0].clone();
        assert_eq!(
            (refused.status, &error["pointer"]),
            (422, &json!("/parent_id")),
            "{error}"
        );
    }
    let top = change(&east, json!({"version": 2, "parent_id": null}))
        .await
        .json();
    assert_eq!(
        (&top["parent"], &top["kind"]),
        (&Value::Null, &json!("enterprise"))
    );
    let odd = change(&east, json!({"version": 3, "kind": "guild"})).await;
    assert_eq!(
        (odd.status, &odd.json()["errors"][0]["pointer"]),
        (422, &json!("/kind"))
    );
}

#[tokio::test]
async fn somebody_faster_wins_and_a_code_stands_once() {
    let units = Units::make().await;
    let id = units.id_of("east.office").await;
    let path = format!("/api/v1/units/{id}");
    let first = units
        .admin
        .patch(&path, &json!({"version": 1, "is_active": false}))
        .await;
    assert_eq!(
        (first.status, first.json()["version"].as_i64()),
        (200, Some(2))
    );
    let second = units
        .admin
        .patch(&path, &json!({"version": 1, "name_zh": "新名"}))
        .await;
    assert_eq!((second.status, second.code()), (409, "unit_changed".into()));
    let twin = json!({"code": "east.um", "kind": "office", "name_zh": "同名", "name_en": "Twin", "area_code": ROOT});
    let reply = units.admin.post("/api/v1/units", &twin).await;
    assert_eq!(
        (reply.status, reply.code()),
        (409, "unit_code_taken".into())
    );
}

#[tokio::test]
async fn contacts_are_accounts_or_desks_and_come_and_go() {
    let units = Units::make().await;
    let id = units.id_of("west.um").await;
    let path = format!("/api/v1/units/{id}/contacts");
    let fixer = units
        .city
        .person("west.fixer", &[("responsible_unit", STREET_WEST)])
        .await;
    let both = json!({"add": [{"account_id": fixer.account_id, "name": "某人"}]});
    assert_eq!(units.admin.post(&path, &both).await.status, 422);
    let ghost = json!({"add": [{"account_id": units.city.new_id()}]});
    let reply = units.admin.post(&path, &ghost).await;
    assert_eq!(reply.json()["errors"][0]["code"], "unknown_account");
    let add = json!({"add": [{"account_id": fixer.account_id}, {"name": "窗口"}]});
    let people = units.admin.post(&path, &add).await.json()["people"].clone();
    assert_eq!(people.as_array().unwrap().len(), 2);
    let end = json!({"end": [people[0]["id"]]});
    let left = units.admin.post(&path, &end).await.json()["people"].clone();
    assert_eq!(left.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_coverage_report_names_what_nobody_looks_after() {
    let units = Units::make().await;
    units.city.grid_worker(WORK_GRID).await;
    let street = units.city.street_supervisor(STREET_EAST).await;
    let report = street.get("/api/v1/units/coverage").await.json();
    assert_eq!(
        (&report["grids"], &report["grids_without_staff_count"]),
        (&json!(4), &json!(3))
    );
    assert_eq!(report["grids_without_site_count"], 4);
    assert_eq!(
        (&report["communities"], &report["communities_without_grid"]),
        (&json!(2), &json!([]))
    );
    assert_eq!(report["categories_without_unit"], json!([]));
    let alone: Vec<&str> = report["units_without_people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(alone, ["east.office"]);
    let city = units.admin.get("/api/v1/units/coverage").await.json();
    let uncovered = city["categories_without_unit"].as_array().unwrap();
    let litter = uncovered
        .iter()
        .find(|one| one["category"] == "littering")
        .unwrap();
    assert_eq!(litter["streets"], json!([STREET_WEST]));
}

#[tokio::test]
async fn a_street_sees_its_own_units_and_explains_only_its_own_ground() {
    let units = Units::make().await;
    let west = units.city.street_supervisor(STREET_WEST).await;
    let seen = west.get("/api/v1/units").await.json();
    let codes: Vec<&str> = seen["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["west.um"]);
    let foreign = units.id_of("east.um").await;
    assert_eq!(
        west.get(&format!("/api/v1/units/{foreign}")).await.code(),
        "unit_not_found"
    );
    let (lng, lat) = IN_WORK_GRID;
    let asked = format!("/api/v1/units/responsible?lng={lng}&lat={lat}&category=littering");
    assert_eq!(
        west.get(&asked).await.json()["errors"][0]["code"],
        "unknown_area"
    );
}

#[tokio::test]
async fn the_demo_city_has_units_rules_and_a_contact() {
    let city = TestCity::spawn_demo().await;
    let admin = city.sign_in("city.demo").await;
    let offices = admin
        .get("/api/v1/units?kind=office&limit=100")
        .await
        .json();
    assert_eq!(offices["items"].as_array().unwrap().len(), 12);
    let report = admin.get("/api/v1/units/coverage").await.json();
    assert_eq!(
        (
            &report["categories_without_unit"],
            &report["sites_without_unit_count"]
        ),
        (&json!([]), &json!(0))
    );
    let contact = city.sign_in("unit.demo").await;
    let seen = contact
        .get("/api/v1/units?q=urban_management.439802002000")
        .await
        .json();
    assert_eq!(seen["items"][0]["contacts"], 1);
}
