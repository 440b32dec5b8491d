//! Totals equal those of SQL over the caller's areas.

use super::feed::{clear, count_by_sql, flag, incidents, put_in, until_followed};
use crate::support::{Client, STREET_EAST, STREET_WEST, TestCity, WORK_GRID};
use serde_json::Value;

const RECORDS: u32 = 3_000;
const BOX: &str = "bbox=110.49,26.89,110.53,26.91";

/// A city with many incidents, followed.
async fn busy_city() -> TestCity {
    let city = TestCity::spawn().await;
    let author = city
        .add_account("author", &[("grid_worker", WORK_GRID)])
        .await;
    put_in(&city, author, &incidents(RECORDS)).await;
    until_followed(&city, RECORDS.into()).await;
    city
}

async fn ask(client: &Client, path: &str) -> Value {
    let reply = client.get(&format!("/api/v1/insights/{path}")).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    reply.json()
}

/// The path range of the western street.
fn in_west() -> String {
    format!(
        "a.path >= '/439800000000/439801000000/{STREET_WEST}/' AND a.path < '/439800000000/439801000000/{STREET_WEST}0'"
    )
}

#[actix_web::test]
async fn totals_of_a_street_equal_those_of_sql() {
    let city = busy_city().await;
    let street = city.street_supervisor(STREET_WEST).await;
    let all = count_by_sql(&city, &in_west()).await;
    let placed = count_by_sql(&city, &format!("{} AND p.cell IS NOT NULL", in_west())).await;
    assert!(all > placed && placed > 1_000, "{all} {placed}");
    for shape in ["square", "hex"] {
        let cells = ask(&street, &format!("heat/cells?{BOX}&zoom=14&shape={shape}")).await;
        assert_eq!(cells["total"], placed);
        assert_eq!(cells["unplaced"], all - placed);
        let sum: u64 = cells["cells"]
            .as_array()
            .unwrap()
            .iter()
            .map(|cell| cell[2].as_u64().unwrap())
            .sum();
        assert_eq!(sum, placed);
    }
    for path in [
        "heat/matrix",
        "heat/trend?step=week",
        "heat/categories",
        "heat/areas?level=grid",
    ] {
        assert_eq!(ask(&street, path).await["total"], all, "{path}");
    }
}

#[actix_web::test]
async fn every_filter_agrees_with_sql() {
    let city = busy_city().await;
    let street = city.street_supervisor(STREET_WEST).await;
    // 2026-10-05 00:00 and 2026-10-20 00:00 in Shanghai.
    let cases = [
        (
            "category=littering,spitting",
            "i.category IN ('littering', 'spitting')",
        ),
        ("outcome=ignored", "i.outcome = 'ignored'"),
        (
            "from=2026-10-05&to=2026-10-19",
            "r.happened_at >= 1791129600000 AND r.happened_at < 1792425600000",
        ),
        ("hour=7,8", "((r.happened_at / 3600000) + 8) % 24 IN (7, 8)"),
        (
            "weekday=1,5",
            "((r.happened_at + 28800000) / 86400000) % 7 IN (4, 1)",
        ),
        ("area=439801002002", "a.path LIKE '%/439801002002/%'"),
        ("category=spitting&outcome=refused", "1 = 2"),
    ];
    for (query, condition) in cases {
        let expected = count_by_sql(&city, &format!("{} AND {condition}", in_west())).await;
        assert_eq!(
            ask(&street, &format!("heat/categories?{query}")).await["total"],
            expected,
            "{query}"
        );
    }
}

#[actix_web::test]
async fn counts_by_grid_and_category_and_hour_equal_those_of_sql() {
    let city = busy_city().await;
    let street = city.street_supervisor(STREET_WEST).await;
    let areas = ask(&street, "heat/areas?level=grid").await;
    assert_eq!(areas["items"].as_array().unwrap().len(), 4);
    for area in areas["items"].as_array().unwrap() {
        let code = area["area_code"].as_str().unwrap();
        let expected = count_by_sql(&city, &format!("a.code = '{code}'")).await;
        assert_eq!(area["count"], expected, "{code}");
        assert_eq!(
            area["per_1000_households"],
            10.0 * f64::from(u32::try_from(expected).unwrap())
        );
    }
    let matrix = ask(&street, "heat/matrix").await;
    assert_eq!(matrix["cells"].as_array().unwrap().len(), 168);
    let friday_at_nine = matrix["cells"]
        .as_array()
        .unwrap()
        .iter()
        .find(|cell| cell[0] == 5 && cell[1] == 9)
        .unwrap();
    let condition = "((r.happened_at + 28800000) / 86400000) % 7 = 1 AND ((r.happened_at / 3600000) + 8) % 24 = 9";
    assert_eq!(
        friday_at_nine[2],
        count_by_sql(&city, &format!("{} AND {condition}", in_west())).await
    );
}

#[actix_web::test]
async fn a_grid_worker_s_figures_end_at_the_grid() {
    let city = busy_city().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let own = count_by_sql(&city, &format!("a.code = '{WORK_GRID}'")).await;
    assert_eq!(ask(&worker, "heat/matrix").await["total"], own);
    let cells = ask(&worker, &format!("heat/cells?{BOX}&zoom=17")).await;
    for cell in cells["cells"].as_array().unwrap() {
        let lng = cell[0].as_f64().unwrap();
        assert!((110.4999..110.5021).contains(&lng), "{lng}");
    }
    let tile = worker.get("/api/v1/insights/heat/15/26441/13844.mvt").await;
    assert_eq!(
        (tile.status, tile.header("content-type")),
        (200, "application/vnd.mapbox-vector-tile")
    );
}

#[actix_web::test]
async fn another_street_does_not_exist_and_nonsense_is_named() {
    let city = busy_city().await;
    let street = city.street_supervisor(STREET_WEST).await;
    for area in [STREET_EAST, "439899999999"] {
        let reply = street
            .get(&format!("/api/v1/insights/heat/matrix?area={area}"))
            .await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (422, "invalid_query")
        );
    }
    let wrong = [
        ("heat/cells?bbox=1,2,3&zoom=12", "/bbox"),
        ("heat/cells?bbox=110,26,109,27&zoom=12", "/bbox"),
        ("heat/cells?bbox=110,26,111,27&zoom=3", "/zoom"),
        ("heat/matrix?weekday=8", "/weekday"),
        ("heat/matrix?from=2026-13-01", "/from"),
        ("heat/matrix?from=2026-10-02&to=2026-10-01", "/from"),
        ("heat/trend?step=year", "/step"),
        ("heat/areas?level=room", "/level"),
        ("heat/matrix?kind=survey_visit", "/kind"),
        ("heat/matrix?colour=red", "/colour"),
        ("heat/matrix?category=littering,never_heard_of", "/category"),
        ("heat/matrix?outcome=never_heard_of", "/outcome"),
    ];
    for (path, pointer) in wrong {
        let reply = street.get(&format!("/api/v1/insights/{path}")).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (422, "invalid_query"),
            "{path}"
        );
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{path}");
    }
    assert_eq!(
        street
            .get("/api/v1/insights/heat/9/9999/1.mvt")
            .await
            .status,
        404
    );
}

#[actix_web::test]
async fn a_volunteer_reads_no_figures() {
    let city = TestCity::spawn().await;
    let volunteer = city
        .person("volunteer", &[("dissuasion_volunteer", "439801001001")])
        .await;
    for path in ["heat/matrix", "hotspots", "overview", "live"] {
        assert_eq!(
            volunteer
                .get(&format!("/api/v1/insights/{path}"))
                .await
                .code(),
            "permission_denied"
        );
        assert_eq!(
            city.stranger()
                .get(&format!("/api/v1/insights/{path}"))
                .await
                .status,
            401
        );
    }
}

#[actix_web::test]
async fn flags_set_and_cleared_later_move_the_figures() {
    let city = busy_city().await;
    let street = city.street_supervisor(STREET_WEST).await;
    let planted = incidents(RECORDS);
    let mut counted = planted
        .iter()
        .filter(|row| row.grid.starts_with("439801002") && row.flag.is_none());
    let (superseded, odd) = (counted.next().unwrap(), counted.next().unwrap());
    let before = ask(&street, "heat/matrix").await["total"].as_u64().unwrap();
    let next = i64::from(RECORDS) + 1;
    flag(&city, superseded.id, "superseded", next).await;
    flag(&city, odd.id, "late", next + 1).await;
    until_followed(&city, next + 1).await;
    assert_eq!(ask(&street, "heat/matrix").await["total"], before - 1);
    clear(&city, superseded.id, next + 2).await;
    let future = planted
        .iter()
        .find(|row| row.grid.starts_with("439801002") && row.flag == Some("future"))
        .unwrap();
    clear(&city, future.id, next + 3).await;
    until_followed(&city, next + 3).await;
    assert_eq!(ask(&street, "heat/matrix").await["total"], before + 1);
    assert_eq!(count_by_sql(&city, &in_west()).await, before + 1);
}

#[actix_web::test]
async fn the_overview_counts_seven_days_and_names_silent_grids() {
    let city = busy_city().await;
    let street = city.street_supervisor(STREET_WEST).await;
    let page = ask(&street, "overview").await;
    assert_eq!(page["today"], "2026-10-30");
    // From 2026-10-24 00:00 in Shanghai; the week before up to 2026-10-23 10:00, since it is nine o'clock.
    let week = count_by_sql(
        &city,
        &format!("{} AND r.happened_at >= 1792771200000", in_west()),
    )
    .await;
    let before = format!(
        "{} AND r.happened_at >= 1792166400000 AND r.happened_at < 1792720800000",
        in_west()
    );
    assert_eq!(page["last_7_days"]["count"], week);
    assert_eq!(
        page["last_7_days"]["previous"],
        count_by_sql(&city, &before).await
    );
    assert_eq!(page["trend"].as_array().unwrap().len(), 26);
    let sum = |list: &Value| {
        list.as_array()
            .unwrap()
            .iter()
            .map(|row| row["count"].as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!(sum(&page["top_categories"]), week);
    assert_eq!(sum(&page["areas"]), week);
    assert_eq!(page["areas"].as_array().unwrap().len(), 2);
    let rate = &page["success_rate"];
    let lasting = format!("{} AND r.happened_at >= 1790956800000", in_west());
    let spoken_to = format!("{lasting} AND i.outcome NOT IN ('left_before', 'no_contact')");
    assert_eq!(rate["denominator"], count_by_sql(&city, &spoken_to).await);
    assert_eq!(
        rate["numerator"],
        count_by_sql(
            &city,
            &format!("{lasting} AND i.outcome IN ('corrected', 'accepted')")
        )
        .await
    );
    let (low, high) = (
        rate["low"].as_f64().unwrap(),
        rate["high"].as_f64().unwrap(),
    );
    assert!(low < rate["estimate"].as_f64().unwrap() && rate["estimate"].as_f64().unwrap() < high);
    assert_eq!(page["coverage"]["grids"], 4);
}

#[actix_web::test]
async fn a_city_without_records_has_an_overview_of_nothing() {
    let city = TestCity::spawn().await;
    until_followed(&city, 0).await;
    let page = ask(&city.city_supervisor().await, "overview").await;
    assert_eq!(page["last_7_days"]["change"], "no_change_shown");
    assert_eq!(page["success_rate"], Value::Null);
    assert_eq!(page["coverage"]["grids_with_records_this_week"], 0);
    assert_eq!(page["coverage"]["silent"].as_array().unwrap().len(), 8);
}

#[actix_web::test]
async fn records_spread_evenly_are_no_hot_spot() {
    let city = TestCity::spawn().await;
    let author = city
        .add_account("author", &[("grid_worker", WORK_GRID)])
        .await;
    put_in(&city, author, &incidents(1_000)).await;
    until_followed(&city, 1_000).await;
    let found = ask(&city.city_supervisor().await, "hotspots").await;
    assert_eq!(found["items"], serde_json::json!([]));
    assert!(found["cells_tested"].as_u64().unwrap() > 30);
    assert_eq!(found["false_discovery_rate"], 0.001);
}
