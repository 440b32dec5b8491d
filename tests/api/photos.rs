//! Photos: durable intake, who sees what, copies, flags, terms.

use aws_lc_rs::digest;
use reqwest::Method;
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use serde_json::{Value, json};

use wenxun::platform::db::find_global;

use crate::support::{
    Client, NEIGHBOUR_GRID, Reply, STREET_EAST, STREET_WEST, TestCity, WORK_GRID,
};

fn sample(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/photos/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}

async fn put(client: &Client, bytes: &[u8]) -> Reply {
    put_as(client, &hash(bytes), bytes).await
}

async fn put_as(client: &Client, name: &str, bytes: &[u8]) -> Reply {
    let path = format!("/api/v1/photos/{name}");
    client
        .send(
            Method::PUT,
            &path,
            Some(bytes.to_vec()),
            "application/octet-stream",
            &[],
        )
        .await
}

async fn copy(client: &Client, bytes: &[u8], size: &str) -> Reply {
    client
        .get(&format!("/api/v1/photos/{}/{size}", hash(bytes)))
        .await
}

/// Sends one incident in the working grid that names these photos; returns its result.
async fn log_incident(client: &Client, number: u32, photos: &[&[u8]]) -> Value {
    let photos: Vec<Value> = photos
        .iter()
        .map(|bytes| json!({"sha256": hash(bytes), "taken_at": "2026-10-30T08:59:00+08:00", "role": "scene"}))
        .collect();
    let record = json!({
        "id": format!("0193d7a0-0000-7000-8000-{number:012}"), "kind": "incident",
        "captured_at": "2026-10-30T08:59:00+08:00", "placed_by": "gps",
        "position": {"lng": 110.501, "lat": 26.901, "accuracy_m": 8}, "photos": photos,
        "app": {"version": "1.0.0", "device_id": "test"},
        "payload": {"category": "littering", "outcome": "corrected"}
    });
    let reply = client
        .post("/api/v1/records/batch", &json!({"records": [record]}))
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let result = reply.json()["results"][0].clone();
    assert_eq!(result["outcome"], "created", "{result}");
    result
}

/// Waits until the photo's copies are made or given up; the service's own runner may be at it.
async fn until_ready(city: &TestCity, client: &Client, bytes: &[u8]) -> Reply {
    for _ in 0..200 {
        city.run_jobs().await;
        let reply = copy(client, bytes, "thumb").await;
        if reply.status != 404 {
            return reply;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("the copies were never made");
}

/// The flags of a record, as a supervisor of its street reads them.
async fn flags(supervisor: &Client, result: &Value) -> Vec<String> {
    let id = result["id"].as_str().unwrap();
    let reply = supervisor.get(&format!("/api/v1/incidents/{id}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    serde_json::from_value(reply.json()["flags"].clone()).unwrap()
}

#[tokio::test]
async fn a_photo_is_stored_once_and_shown_upright_without_metadata() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let bytes = sample("p06_litter_o6.jpg");
    let first = put(&worker, &bytes).await;
    assert_eq!(
        (first.status, first.json()["sha256"].as_str()),
        (201, Some(hash(&bytes).as_str()))
    );
    assert_eq!(put(&worker, &bytes).await.status, 200);
    let thumb = until_ready(&city, &worker, &bytes).await;
    assert_eq!(
        (thumb.status, thumb.header("content-type")),
        (200, "image/jpeg")
    );
    assert_eq!(thumb.header("x-content-type-options"), "nosniff");
    let screen = copy(&worker, &bytes, "screen").await;
    let picture = image::load_from_memory(&screen.body).unwrap();
    assert_eq!((picture.width(), picture.height()), (1280, 960));
    assert!(!screen.body.windows(4).any(|window| window == b"Exif"));
    let tag = screen.header("etag").to_owned();
    let path = format!("/api/v1/photos/{}/screen", hash(&bytes));
    let again = worker
        .send(Method::GET, &path, None, "", &[("if-none-match", &tag)])
        .await;
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[tokio::test]
async fn every_row_of_the_manifest_is_answered_as_it_should() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let manifest = sample("manifest.csv");
    for row in csv::Reader::from_reader(manifest.as_slice()).records() {
        let row = row.unwrap();
        let reply = put(&worker, &sample(&row[0])).await;
        let expected = match &row[0] {
            "p11_truncated.jpg" => (422, "photo_damaged"),
            "p13_heic_like.heic" | "p20_svg_named.jpg" => (415, "photo_type_not_taken"),
            "p14_header_bomb.jpg" | "p15_png_bomb.png" => (413, "photo_too_large"),
            "p18_empty.jpg" => (422, "photo_empty"),
            _ => (201, ""),
        };
        assert_eq!(
            (reply.status, reply.code().as_str()),
            expected,
            "{}",
            &row[0]
        );
        if expected.0 != 201 {
            let path = format!("/api/v1/photos/{}/thumb", hash(&sample(&row[0])));
            assert_eq!(
                worker.get(&path).await.code(),
                "photo_not_found",
                "{}",
                &row[0]
            );
        }
    }
}

#[tokio::test]
async fn bytes_that_are_not_the_named_ones_are_refused() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let (bytes, other) = (sample("p09_no_exif.jpg"), sample("p01_crossing_o1.jpg"));
    assert_eq!(
        put_as(&worker, &hash(&other), &bytes).await.code(),
        "photo_hash_mismatch"
    );
    let cut = &bytes[..bytes.len() / 2];
    assert_eq!(
        put_as(&worker, &hash(&bytes), cut).await.code(),
        "photo_hash_mismatch"
    );
    assert_eq!(
        put_as(&worker, "no-hash", &bytes).await.code(),
        "invalid_query"
    );
    let mut large = bytes.clone();
    large.resize(16 * 1024 * 1024, 0);
    assert_eq!(put(&worker, &large).await.code(), "photo_too_large");
    assert_eq!(
        copy(&worker, &bytes, "thumb").await.code(),
        "photo_not_found"
    );
}

#[tokio::test]
async fn before_a_record_names_it_only_the_sender_sees_a_photo() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let street = city.street_supervisor(STREET_EAST).await;
    let neighbour = city.street_supervisor(STREET_WEST).await;
    let bytes = sample("p01_crossing_o1.jpg");
    put(&worker, &bytes).await;
    assert_eq!(until_ready(&city, &worker, &bytes).await.status, 200);
    assert_eq!(
        copy(&street, &bytes, "thumb").await.code(),
        "photo_not_found"
    );
    log_incident(&worker, 1, &[&bytes]).await;
    assert_eq!(copy(&street, &bytes, "thumb").await.status, 200);
    assert_eq!(
        copy(&neighbour, &bytes, "thumb").await.code(),
        "photo_not_found"
    );
}

#[tokio::test]
async fn naming_somebody_elses_photo_shows_nothing() {
    let city = TestCity::spawn().await;
    let owner = city.grid_worker(NEIGHBOUR_GRID).await;
    let thief = city.grid_worker(WORK_GRID).await;
    let street = city.street_supervisor(STREET_EAST).await;
    let bytes = sample("p04_fence_o4.jpg");
    put(&owner, &bytes).await;
    assert_eq!(until_ready(&city, &owner, &bytes).await.status, 200);
    let result = log_incident(&thief, 2, &[&bytes]).await;
    assert_eq!(result["missing_photos"], json!([hash(&bytes)]));
    assert_eq!(
        copy(&thief, &bytes, "thumb").await.code(),
        "photo_not_found"
    );
    assert_eq!(
        copy(&street, &bytes, "thumb").await.code(),
        "photo_not_found"
    );
    assert_eq!(put(&thief, &bytes).await.status, 201);
    assert_eq!(copy(&street, &bytes, "thumb").await.status, 200);
}

#[tokio::test]
async fn the_sealed_original_opens_only_with_a_reason_and_is_audited() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let street = city.street_supervisor(STREET_EAST).await;
    let neighbour = city.street_supervisor(STREET_WEST).await;
    let bytes = sample("p16_polyglot.jpg");
    put(&worker, &bytes).await;
    log_incident(&worker, 3, &[&bytes]).await;
    let path = format!("/api/v1/photos/{}/original", hash(&bytes));
    let with_reason = format!("{path}?reason=%E6%A0%B8%E5%AE%9E%E5%9C%B0%E7%82%B9");
    assert_eq!(street.get(&path).await.code(), "reason_required");
    assert_eq!(neighbour.get(&with_reason).await.code(), "photo_not_found");
    assert_eq!(worker.get(&with_reason).await.code(), "permission_denied");
    let opened = street.get(&with_reason).await;
    assert_eq!(
        (opened.status, opened.header("content-type")),
        (200, "image/jpeg")
    );
    assert!(
        opened
            .header("content-disposition")
            .starts_with("attachment")
    );
    assert_eq!(opened.body, bytes);
    let views = find_global::<entity::audit_event::Entity>()
        .filter(entity::audit_event::Column::Operation.eq("show_original_photo"))
        .all(city.service.db.read())
        .await
        .unwrap();
    assert_eq!(views.len(), 1, "only the view that happened");
    assert_eq!(views[0].subject, format!("photo:{}", hash(&bytes)));
    assert!(views[0].detail.contains("核实地点"));
}

#[tokio::test]
async fn a_photo_that_does_not_come_is_flagged_after_a_day_and_cleared_when_it_comes() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    city.street_supervisor(STREET_EAST).await;
    let bytes = sample("p02_board_o2.jpg");
    let result = log_incident(&worker, 4, &[&bytes]).await;
    city.advance_s(23 * 3600);
    city.run_jobs().await;
    let early = flags(&street_again(&city).await, &result).await;
    assert!(!early.contains(&"photo_missing".to_owned()));
    city.advance_s(2 * 3600);
    until_flagged(&city, &result, "photo_missing", true).await;
    let worker = city.sign_in(&format!("grid.{WORK_GRID}")).await;
    put(&worker, &bytes).await;
    until_flagged(&city, &result, "photo_missing", false).await;
}

#[tokio::test]
async fn the_same_picture_in_other_bytes_is_flagged_as_used_again() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    city.street_supervisor(STREET_EAST).await;
    let (bytes, same) = (
        sample("p09_no_exif.jpg"),
        sample("p19_same_pixels_as_p09.jpg"),
    );
    let first = log_incident(&worker, 5, &[&bytes]).await;
    put(&worker, &bytes).await;
    until_ready(&city, &worker, &bytes).await;
    let second = log_incident(&worker, 6, &[&same]).await;
    put(&worker, &same).await;
    until_flagged(&city, &second, "photo_reused", true).await;
    until_flagged(&city, &first, "photo_reused", false).await;
}

#[tokio::test]
async fn a_photo_that_no_decoder_reads_is_flagged_and_never_shown() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    city.street_supervisor(STREET_EAST).await;
    // Whole by its markers, but without any of the tables a decoder needs.
    let frame = [
        0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0,
    ];
    let scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0x34, 0xFF, 0xD9];
    let bytes = [frame.as_slice(), &scan].concat();
    let result = log_incident(&worker, 7, &[&bytes]).await;
    assert_eq!(put(&worker, &bytes).await.status, 201);
    let reply = until_ready(&city, &worker, &bytes).await;
    assert_eq!(reply.code(), "photo_damaged");
    until_flagged(&city, &result, "photo_unreadable", true).await;
}

#[tokio::test]
async fn originals_go_after_half_a_year_and_copies_after_two_years() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    city.street_supervisor(STREET_EAST).await;
    let bytes = sample("p03_bus_o3.jpg");
    put(&worker, &bytes).await;
    log_incident(&worker, 8, &[&bytes]).await;
    until_ready(&city, &worker, &bytes).await;
    let original = format!("/api/v1/photos/{}/original?reason=check", hash(&bytes));
    for (days, original_status, copy_status) in [(179, 200, 200), (2, 410, 200), (550, 410, 410)] {
        city.advance_s(days * 86_400);
        let (db, blobs) = (&city.service.db, &city.service.blobs);
        wenxun::photos::remove_expired(db, blobs, city.service.clock.now())
            .await
            .unwrap();
        let street = city.sign_in(&format!("street.{STREET_EAST}")).await;
        assert_eq!(street.get(&original).await.status, original_status);
        assert_eq!(copy(&street, &bytes, "screen").await.status, copy_status);
    }
}

#[tokio::test]
async fn a_blob_without_a_row_is_swept_after_a_day_and_others_stay() {
    use wenxun::platform::blobs::BlobKey;
    let city = TestCity::spawn().await;
    let bytes = sample("p05_market_o5.jpg");
    let mut kept = [0; 32];
    hex::decode_to_slice(hash(&bytes), &mut kept).unwrap();
    let (orphan, kept) = (BlobKey::Original([7; 32]), BlobKey::Original(kept));
    city.set_clock_right();
    let blobs = &city.service.blobs;
    blobs.put(orphan, bytes.clone().into()).await.unwrap();
    assert_eq!(
        put(&city.grid_worker(WORK_GRID).await, &bytes).await.status,
        201
    );
    city.advance_s(2 * 86_400);
    city.jobs_until(async || !city.service.blobs.has(orphan).await.unwrap())
        .await;
    assert!(!city.service.blobs.has(orphan).await.unwrap());
    assert!(city.service.blobs.has(kept).await.unwrap());
}

/// Signs the supervisor in again: the clock has moved past the token's end.
async fn street_again(city: &TestCity) -> Client {
    city.sign_in(&format!("street.{STREET_EAST}")).await
}

/// Waits until the record carries the flag, or no longer does.
async fn until_flagged(city: &TestCity, result: &Value, flag: &str, is_wanted: bool) {
    city.advance_s(61);
    let supervisor = street_again(city).await;
    for _ in 0..200 {
        city.run_jobs().await;
        let has = flags(&supervisor, result).await.contains(&flag.to_owned());
        if has == is_wanted {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!(
        "{flag} was never {}",
        if is_wanted { "set" } else { "cleared" }
    );
}
