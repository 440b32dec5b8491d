//! Evidence: filed, judged by somebody else, counted in the matrix, packed with checksums.

use crate::support::{COUNTED, PROVEN, STREET_EAST, STREET_WEST, TestCity, pdf, small_form};
use serde_json::{Value, json};
use std::io::{Cursor, Read as _};

fn digest(bytes: &[u8]) -> String {
    hex::encode(wenxun::platform::keys::sha256(bytes))
}

/// A cell of a requirement's row.
fn cell_of(matrix: &Value, requirement: &str, at: usize) -> Value {
    let mut rows = matrix["rows"].as_array().unwrap().iter();
    let row = rows.find(|row| row["requirement_code"] == requirement);
    row.unwrap()["cells"][at].clone()
}

#[tokio::test]
async fn whoever_filed_never_judges_and_a_return_says_why() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2026-01-01").await;
    let street = city.street_supervisor(STREET_EAST).await;
    let filed = street
        .file_evidence(PROVEN, "period=2026", pdf("plan"))
        .await;
    assert_eq!(filed.status, 201, "{}", filed.text());
    let filed = filed.json();
    assert_eq!(filed["evidence"]["sha256"], digest(&pdf("plan")));
    assert_eq!(
        (
            &filed["evidence"]["media_type"],
            &filed["evidence"]["area_code"]
        ),
        (&json!("application/pdf"), &json!(STREET_EAST))
    );
    let again = street
        .file_evidence(PROVEN, "period=2026", pdf("plan"))
        .await;
    assert_eq!(
        (again.status, &again.json()["evidence"]["id"]),
        (200, &filed["evidence"]["id"])
    );
    let own = street.judge(&filed, "accept", None).await;
    assert_eq!((own.status, own.code()), (409, "own_evidence".into()));
    let silent = admin.judge(&filed, "return", None).await;
    assert_eq!(
        (
            silent.status,
            silent.json()["errors"][0]["pointer"].as_str()
        ),
        (422, Some("/remark"))
    );
    let returned = admin.judge(&filed, "return", Some("缺签到表")).await.json();
    assert_eq!(
        (
            &returned["evidence"]["state"],
            &returned["evidence"]["remark"]
        ),
        (&json!("returned"), &json!("缺签到表"))
    );
    let late = admin.judge(&filed, "accept", None).await;
    assert_eq!(
        (late.status, late.json()["params"]["version"].as_i64()),
        (409, Some(2))
    );
    let resent = street.judge(&returned, "resubmit", None).await.json();
    let accepted = admin.judge(&resent, "accept", None).await.json();
    let history: Vec<&str> = accepted["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["action"].as_str().unwrap())
        .collect();
    assert_eq!(history, ["file", "return", "resubmit", "accept"]);
}

#[tokio::test]
async fn files_are_known_by_their_content_and_others_refused() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2026-01-01").await;
    let street = city.street_supervisor(STREET_EAST).await;
    let workbook = small_form("f", "1", &[["text", "q", "Q"]]);
    let taken = street
        .file_evidence(COUNTED, "period=2026-Q4", workbook.clone())
        .await;
    assert_eq!(taken.status, 201, "{}", taken.text());
    assert!(
        taken.json()["evidence"]["media_type"]
            .as_str()
            .unwrap()
            .ends_with("spreadsheetml.sheet")
    );
    let cut = workbook[..workbook.len() / 2].to_vec();
    let page = b"<html><script>alert(1)</script></html>".to_vec();
    let unfinished = b"%PDF-1.7\n1 0 obj".to_vec();
    for (bytes, status, code) in [
        (cut, 422, "evidence_damaged"),
        (page, 415, "evidence_type_not_taken"),
        (unfinished, 422, "evidence_damaged"),
    ] {
        let refused = street.file_evidence(COUNTED, "period=2026-Q4", bytes).await;
        assert_eq!((refused.status, refused.code()), (status, code.into()));
    }
    let refused = street
        .file_evidence("II-9", &format!("period=2027&area={STREET_WEST}"), pdf("x"))
        .await;
    let places: Vec<Value> = refused.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["pointer"].clone())
        .collect();
    assert_eq!(places, ["/period", "/area"]);
    let unknown = street.file_evidence("II-9", "period=2026", pdf("x")).await;
    assert_eq!(unknown.json()["errors"][0]["code"], "unknown_requirement");
    let listed = street.get("/api/v1/evidence").await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_matrix_of_a_year_shows_what_is_complete_waiting_and_missing() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2025-01-01").await;
    let street = city.street_supervisor(STREET_EAST).await;
    let matrix = admin.get("/api/v1/evidence/matrix?year=2025").await.json();
    assert_eq!(cell_of(&matrix, PROVEN, 0)["state"], "missing");
    let now = admin.get("/api/v1/evidence/matrix").await.json();
    assert_eq!(cell_of(&now, PROVEN, 0)["state"], "not_due");
    let filed = street
        .file_evidence(PROVEN, "period=2025-11", pdf("plan"))
        .await
        .json();
    let state = async |area: &str| {
        let path = format!("/api/v1/evidence/matrix?year=2025&area={area}");
        cell_of(&admin.get(&path).await.json(), PROVEN, 0)["state"].clone()
    };
    assert_eq!(
        (state(STREET_EAST).await, state(STREET_WEST).await),
        (json!("waiting"), json!("missing"))
    );
    assert_eq!(admin.judge(&filed, "accept", None).await.status, 200);
    assert_eq!(state(STREET_EAST).await, "complete");
}

#[tokio::test]
async fn what_asks_for_no_evidence_may_hold_some_and_is_never_incomplete() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2025-01-01").await;
    let street = city.street_supervisor(STREET_EAST).await;
    let matrix = async || admin.get("/api/v1/evidence/matrix?year=2025").await.json();
    let before = matrix().await;
    let cell = |matrix: &Value| cell_of(matrix, COUNTED, 3);
    assert_eq!(cell(&before)["state"], "optional");
    assert_eq!(
        (&before["due"], &before["complete"]),
        (&json!(1), &json!(0))
    );
    let filed = street
        .file_evidence(COUNTED, "period=2025-Q4", pdf("photos"))
        .await
        .json();
    assert_eq!(cell(&matrix().await)["state"], "waiting");
    assert_eq!(admin.judge(&filed, "accept", None).await.status, 200);
    let after = matrix().await;
    assert_eq!(
        (&cell(&after)["state"], &cell(&after)["counts"]["accepted"]),
        (&json!("optional"), &json!(1))
    );
    assert_eq!((&after["due"], &after["complete"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn what_was_withdrawn_is_filed_again_as_another_piece_with_its_own_history() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2026-01-01").await;
    let street = city.street_supervisor(STREET_EAST).await;
    let file = async || {
        street
            .file_evidence(PROVEN, "period=2026", pdf("plan"))
            .await
    };
    let first = file().await.json();
    let withdrawn = street.judge(&first, "withdraw", None).await.json();
    assert_eq!(withdrawn["evidence"]["state"], "withdrawn");
    let second = file().await;
    assert_eq!(second.status, 201, "{}", second.text());
    let second = second.json();
    assert_ne!(second["evidence"]["id"], first["evidence"]["id"]);
    assert_eq!(second["history"].as_array().unwrap().len(), 1);
    assert_eq!(file().await.status, 200);
    let path = format!(
        "/api/v1/evidence/{}",
        first["evidence"]["id"].as_str().unwrap()
    );
    let kept = street.get(&path).await.json();
    assert_eq!(kept["history"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_package_holds_what_is_accepted_with_a_manifest_of_checksums() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2026-01-01").await;
    let street = city.street_supervisor(STREET_EAST).await;
    let filed = street
        .file_evidence(PROVEN, "period=2026", pdf("plan"))
        .await
        .json();
    street
        .file_evidence(PROVEN, "period=2026", pdf("not judged"))
        .await;
    assert_eq!(admin.judge(&filed, "accept", None).await.status, 200);
    let path = format!(
        "/api/v1/evidence/{}/file",
        filed["evidence"]["id"].as_str().unwrap()
    );
    let file = street.get(&path).await;
    assert_eq!(
        (file.body.as_slice(), file.header("content-type")),
        (pdf("plan").as_slice(), "application/octet-stream")
    );
    assert!(file.header("content-disposition").starts_with("attachment"));
    let package = street.get("/api/v1/evidence/package?period=2026-Q4").await;
    assert_eq!(package.header("content-type"), "application/zip");
    let mut archive = zip::ZipArchive::new(Cursor::new(package.body)).unwrap();
    assert_eq!(archive.len(), 2);
    let (mut manifest, mut kept) = (String::new(), vec![]);
    archive
        .by_name("manifest.csv")
        .unwrap()
        .read_to_string(&mut manifest)
        .unwrap();
    let line = manifest.lines().nth(1).unwrap();
    assert!(line.contains(&digest(&pdf("plan"))), "{manifest}");
    let inside = line.split(',').next().unwrap();
    archive
        .by_name(inside)
        .unwrap()
        .read_to_end(&mut kept)
        .unwrap();
    assert_eq!(kept, pdf("plan"));
    let west = city.street_supervisor(STREET_WEST).await;
    let other = west.get("/api/v1/evidence/package?period=2026").await;
    assert_eq!(
        zip::ZipArchive::new(Cursor::new(other.body)).unwrap().len(),
        1
    );
    assert_eq!(west.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_file_without_evidence_is_swept_and_what_was_filed_stays() {
    use wenxun::platform::blobs::BlobKey;
    let city = TestCity::spawn().await;
    city.set_clock_right();
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2026-01-01").await;
    let street = city.street_supervisor(STREET_EAST).await;
    let filed = street
        .file_evidence(PROVEN, "period=2026", pdf("plan"))
        .await;
    assert_eq!(filed.status, 201, "{}", filed.text());
    let kept = wenxun::platform::keys::sha256(&pdf("plan"));
    let (kept, orphan) = (BlobKey::Evidence(kept), BlobKey::Evidence([7; 32]));
    let blobs = &city.service.blobs;
    blobs.put(orphan, pdf("never filed").into()).await.unwrap();
    city.advance_s(2 * 86_400);
    city.jobs_until(async || !blobs.has(orphan).await.unwrap())
        .await;
    assert!(!blobs.has(orphan).await.unwrap());
    assert!(blobs.has(kept).await.unwrap());
}
