//! What is odd is taken and flagged.

use crate::support::{
    IN_NEIGHBOUR_GRID, IN_WORK_GRID, NEIGHBOUR_GRID, TestCity, WORK_GRID, incident, with,
};
use entity::{change, record, record_position};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DbErr, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _,
};
use serde_json::{Value, json};
use wenxun::platform::auth::AreaScope;
use wenxun::platform::ids::Ids;

async fn flags_of(city: &TestCity, changes: Value) -> Vec<String> {
    // Everybody only once: a person's earlier positions are judged too.
    let worker = city
        .person(&city.new_id().to_string(), &[("grid_worker", WORK_GRID)])
        .await;
    let result = worker.capture(&with(incident(city), changes)).await;
    assert_eq!(result["outcome"], "created", "{result}");
    serde_json::from_value(result["flags"].clone()).unwrap()
}

#[tokio::test]
async fn each_oddity_has_its_flag() {
    let city = TestCity::spawn().await;
    let now = city.service.clock.now();
    let at = |lng: f64, lat: f64| json!({"lng": lng, "lat": lat, "accuracy_m": 8.0});
    for (changes, expected) in [
        (
            json!({"position": null, "placed_by": "none"}),
            vec!["no_position"],
        ),
        (
            json!({"position": at(111.9, 26.9), "placed_by": "map_pin"}),
            vec!["outside_city"],
        ),
        (
            json!({"position": {"lng": IN_WORK_GRID.0, "lat": IN_WORK_GRID.1, "accuracy_m": 101.0}}),
            vec!["poor_accuracy"],
        ),
        (
            json!({"position": at(0.0, 0.0), "placed_by": "map_pin"}),
            vec!["null_island", "outside_city"],
        ),
        (
            json!({"captured_at": now.plus_s(3600).to_rfc3339()}),
            vec!["future"],
        ),
        (
            json!({"captured_at": now.plus_s(-73 * 3600).to_rfc3339()}),
            vec!["late"],
        ),
        (json!({"area_code": NEIGHBOUR_GRID}), vec!["area_mismatch"]),
        (
            json!({"position": at(IN_NEIGHBOUR_GRID.0, IN_NEIGHBOUR_GRID.1), "area_code": NEIGHBOUR_GRID, "placed_by": "map_pin"}),
            vec!["outside_own_area"],
        ),
        (
            json!({"note": "联系人 13812345678"}),
            vec!["personal_data_in_note"],
        ),
        (
            json!({"shift_id": "0198c5d1-0000-7000-8000-000000000001"}),
            vec!["unknown_shift"],
        ),
        (
            json!({"site_id": "0198c5d1-0000-7000-8000-000000000002"}),
            vec!["unknown_site"],
        ),
        (
            json!({"corrects": "0198c5d1-0000-7000-8000-000000000003", "correction_reason": "看错"}),
            vec![],
        ),
    ] {
        let mut flags = flags_of(&city, changes.clone()).await;
        flags.sort();
        assert_eq!(flags, expected, "{changes}");
    }
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_by_the_monotonic_one() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let now = city.service.clock.now();
    // The phone believes it is a day earlier; the capture was 120 s before sending.
    let record = with(
        incident(&city),
        json!({"captured_at": now.plus_s(-86_400 - 120).to_rfc3339(), "captured_monotonic_ms": 1_000, "boot_id": "b1"}),
    );
    let sent = json!({"device_now": now.plus_s(-86_400).to_rfc3339(), "monotonic_ms": 121_000, "boot_id": "b1"});
    let reply = worker
        .post(
            "/api/v1/records/batch",
            &json!({"sent": sent, "records": [record.clone()]}),
        )
        .await;
    assert_eq!(reply.json()["results"][0]["flags"], json!(["clock_skew"]));
    let detail = worker
        .get(&format!(
            "/api/v1/incidents/{}",
            record["id"].as_str().unwrap()
        ))
        .await
        .json();
    assert_eq!(detail["happened_at"], now.plus_s(-120).to_rfc3339());
}

#[tokio::test]
async fn an_impossible_journey_and_frozen_coordinates_are_noticed() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let now = city.service.clock.now();
    let at = |seconds: i64, lng: f64| {
        with(
            incident(&city),
            json!({"captured_at": now.plus_s(seconds).to_rfc3339(), "position": {"lng": lng, "lat": 26.901, "accuracy_m": 5.0}}),
        )
    };
    for (record, expected) in [
        (at(-600, 110.501), json!([])),
        (at(-590, 110.601), json!(["outside_city", "speed_jump"])),
        (at(-100, 110.501), json!([])),
        (at(-90, 110.501), json!([])),
        (at(-80, 110.501), json!([])),
        (at(-70, 110.501), json!(["position_repeated"])),
    ] {
        assert_eq!(worker.capture(&record).await["flags"], expected);
    }
}

/// Another node of the service takes a copy of the last record, `seconds` from now and at `lng`.
async fn taken_by_another_node(city: &TestCity, seconds: i64, lng: f64) {
    let done: Result<(), DbErr> = city
        .service
        .db
        .write(async |tx| {
            let id = Ids::Random.next(&city.service.clock);
            let everywhere = AreaScope::whole_city("a node writes for all");
            let last = everywhere
                .find::<record::Entity>()
                .order_by_desc(record::Column::Seq)
                .one(tx)
                .await?
                .expect("there is a record");
            let place = wenxun::platform::db::find_global::<record_position::Entity>()
                .filter(record_position::Column::RecordId.eq(last.id))
                .one(tx)
                .await?
                .expect("it has a place");
            let seq = last.seq + 1;
            let copy = record::Model {
                id,
                seq,
                happened_at: city.service.clock.now().plus_s(seconds).0,
                ..last
            };
            let place = record_position::Model {
                record_id: id,
                lng,
                ..place
            };
            let line = change::Model {
                seq,
                record_id: id,
                what: "created".to_owned(),
                at: copy.received_at,
            };
            copy.into_active_model().reset_all().insert(tx).await?;
            place.into_active_model().reset_all().insert(tx).await?;
            line.into_active_model().reset_all().insert(tx).await?;
            Ok(())
        })
        .await;
    done.unwrap();
}

#[tokio::test]
async fn a_journey_is_judged_by_what_another_node_took_too() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let now = city.service.clock.now();
    let at = |seconds: i64| {
        with(
            incident(&city),
            json!({"captured_at": now.plus_s(seconds).to_rfc3339()}),
        )
    };
    for seconds in [-600, -500] {
        assert_eq!(worker.capture(&at(seconds)).await["flags"], json!([]));
    }
    taken_by_another_node(&city, -400, IN_WORK_GRID.0 + 0.1).await;
    assert_eq!(
        worker.capture(&at(-390)).await["flags"],
        json!(["speed_jump"])
    );
}

#[tokio::test]
async fn positions_of_phone_maps_are_converted_and_the_raw_pair_is_kept() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let (lng, lat) = wenxun::areas::datum::Datum::Gcj02.from_wgs84(IN_WORK_GRID.0, IN_WORK_GRID.1);
    let record = with(
        incident(&city),
        json!({"position": {"lng": lng, "lat": lat, "accuracy_m": 8.0, "datum": "gcj02"}, "placed_by": "map_pin"}),
    );
    let result = worker.capture(&record).await;
    assert_eq!(
        (&result["area_code"], &result["flags"]),
        (&json!(WORK_GRID), &json!([]))
    );
    let detail = worker
        .get(&format!(
            "/api/v1/incidents/{}",
            record["id"].as_str().unwrap()
        ))
        .await
        .json();
    assert!((detail["position"]["lng"].as_f64().unwrap() - IN_WORK_GRID.0).abs() < 5e-6);
}
