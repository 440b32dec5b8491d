//! Files that must be refused whole, each with a report that names the fault.

use super::{areas_in_use, upload, version_in_use};
use crate::support::{TestCity, WORK_GRID};
use serde_json::{Value, json};

type Break = fn(&mut Value);

fn grid(file: &mut Value) -> &mut Value {
    let features = file["features"].as_array_mut().unwrap();
    features
        .iter_mut()
        .find(|feature| feature["properties"]["code"] == WORK_GRID)
        .unwrap()
}

fn ring(file: &mut Value) -> &mut Vec<Value> {
    grid(file)["geometry"]["coordinates"][0]
        .as_array_mut()
        .unwrap()
}

const BREAKS: &[(&str, Break)] = &[
    ("invalid_ring", |file| ring(file).swap(1, 2)),
    ("invalid_ring", |file| {
        ring(file).pop();
    }),
    ("orphan", |file| {
        grid(file)["properties"]["parent_code"] = json!("439801001009");
    }),
    ("swapped_axes", |file| {
        for point in ring(file) {
            point.as_array_mut().unwrap().swap(0, 1);
        }
    }),
    ("out_of_range", |file| ring(file)[1] = json!([500.0, 26.9])),
    ("wrong_code_length", |file| {
        grid(file)["properties"]["code"] = json!("43980100100100");
    }),
    ("duplicate_code", |file| {
        let copy = grid(file).clone();
        file["features"].as_array_mut().unwrap().push(copy);
    }),
    ("overlap", |file| {
        ring(file)[1] = json!([110.503, 26.9]);
        ring(file)[2] = json!([110.503, 26.902]);
    }),
    ("gap", |file| {
        let features = file["features"].as_array_mut().unwrap();
        features.retain(|feature| feature["properties"]["code"] != WORK_GRID);
    }),
    ("outside_parent", |file| {
        ring(file)[0] = json!([110.499, 26.899]);
        ring(file)[4] = json!([110.499, 26.899]);
    }),
    ("missing_property", |file| {
        grid(file)["properties"]
            .as_object_mut()
            .unwrap()
            .remove("name_zh");
    }),
    ("unknown_level", |file| {
        grid(file)["properties"]["level"] = json!("block");
    }),
    ("wrong_parent_level", |file| {
        grid(file)["properties"]["parent_code"] = json!("439801001001002");
    }),
    ("not_geojson", |file| {
        grid(file)["geometry"] = json!({"type": "Point", "coordinates": [110.5, 26.9]});
    }),
];

#[tokio::test]
async fn a_file_with_one_fault_is_refused_whole_and_the_report_names_it() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    let sound = areas_in_use(&supervisor).await;
    for (code, change) in BREAKS {
        let mut file = sound.clone();
        change(&mut file);
        let reply = upload(
            &supervisor,
            "/api/v1/areas/import",
            file.to_string().as_bytes(),
        )
        .await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (422, "areas_refused"),
            "{code}"
        );
        let report = reply.json()["params"]["report"].clone();
        let problems = report["problems"].as_array().unwrap();
        let named = problems.iter().find(|problem| problem["code"] == *code);
        assert!(named.is_some(), "{code} is not in {report}");
        assert_eq!(
            (&report["is_accepted"], &report["was_applied"]),
            (&json!(false), &json!(false))
        );
        assert_eq!(version_in_use(&supervisor).await, 1);
    }
    assert_eq!(areas_in_use(&supervisor).await, sound);
}

#[tokio::test]
async fn overlap_and_gap_come_with_size_place_and_outline() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    let mut file = areas_in_use(&supervisor).await;
    file["features"]
        .as_array_mut()
        .unwrap()
        .retain(|feature| feature["properties"]["code"] != WORK_GRID);
    let reply = upload(
        &supervisor,
        "/api/v1/areas/import?dry_run=true",
        file.to_string().as_bytes(),
    )
    .await;
    assert_eq!(reply.status, 200);
    let gap = &reply.json()["problems"][0];
    assert_eq!(
        (&gap["code"], &gap["severity"]),
        (&json!("gap"), &json!("error"))
    );
    assert_eq!(gap["area_code"], "439801001001");
    assert!(
        (gap["area_m2"].as_f64().unwrap() - 44_030.0).abs() < 50.0,
        "{gap}"
    );
    let place = &gap["place"];
    assert!(
        (place["lng"].as_f64().unwrap() - 110.501).abs() < 0.001,
        "{gap}"
    );
    assert_eq!(gap["geometry"]["type"], "Polygon");
    assert!(gap["detail_zh"].as_str().unwrap().contains("公顷"));
}

#[tokio::test]
async fn bytes_that_are_no_geojson_are_refused_with_a_report() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    let text = areas_in_use(&supervisor).await.to_string();
    let nested = format!(
        r#"{{"type":"FeatureCollection","features":{}{}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let cases: [&[u8]; 6] = [
        b"",
        b"{}",
        &text.as_bytes()[..text.len() / 2],
        nested.as_bytes(),
        b"\xff\xfe\x00",
        b"[1,2,3]",
    ];
    for bytes in cases {
        for path in ["areas", "sites", "roads"] {
            let reply = upload(&supervisor, &format!("/api/v1/{path}/import"), bytes).await;
            assert_eq!(
                (reply.status, reply.code()),
                (422, format!("{path}_refused"))
            );
            assert_eq!(
                reply.json()["params"]["report"]["problems"][0]["code"],
                "not_geojson"
            );
        }
    }
    assert_eq!(version_in_use(&supervisor).await, 1);
}

#[tokio::test]
async fn a_byte_order_mark_is_tolerated() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    let text = areas_in_use(&supervisor).await.to_string();
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    assert_eq!(
        upload(&supervisor, "/api/v1/areas/import", &marked)
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn a_file_above_thirty_megabytes_is_too_large() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    let reply = upload(
        &supervisor,
        "/api/v1/areas/import",
        &vec![b' '; 31 * 1024 * 1024],
    )
    .await;
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (413, "payload_too_large")
    );
}
