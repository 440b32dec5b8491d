//! Recordings and documents that answer questions: taken by content, private as answers, gone in time.

use crate::support::{Client, Fieldwork, ROOT, Reply, STREET_EAST, TestCity, small_form};
use aws_lc_rs::digest;
use reqwest::Method;
use serde_json::{Value, json};
use wenxun::platform::blobs::BlobKey;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n";
const QUESTIONS: [[&str; 3]; 3] = [
    ["text", "place", "哪里"],
    ["audio", "voice", "录一段"],
    ["file", "paper", "附文件"],
];

/// A short recording in the simplest of formats.
fn speech() -> Vec<u8> {
    let described = [b"fmt ".as_slice(), &16_u32.to_le_bytes(), &[1; 16]].concat();
    let sound = [b"data".as_slice(), &400_u32.to_le_bytes(), &[7; 400]].concat();
    [b"RIFF\0\0\0\0WAVE".as_slice(), &described, &sound].concat()
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}

async fn put(client: &Client, name: &str, bytes: &[u8]) -> Reply {
    let path = format!("/api/v1/attachments/{name}");
    let (body, kind) = (Some(bytes.to_vec()), "application/octet-stream");
    client.send(Method::PUT, &path, body, kind, &[]).await
}

/// A survey in the field whose questionnaire asks for a recording and a file.
async fn recorded(city: &TestCity) -> Fieldwork {
    let mut work = Fieldwork::draft(city, STREET_EAST, "a").await;
    let made = work
        .planner
        .upload_form(small_form("voices", "1", &QUESTIONS))
        .await;
    made.json()["form_id"]
        .as_str()
        .unwrap()
        .clone_into(&mut work.form_id);
    let path = format!("/api/v1/forms/{}/versions/1/publish", work.form_id);
    assert_eq!(work.planner.post(&path, &json!({})).await.status, 200);
    let body = work.body(json!({"form_version": "1", "measures": []}));
    let reply = work.planner.post("/api/v1/surveys", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    work.survey = reply.json();
    work.draw().await;
    work.assign().await;
    work
}

async fn interview(city: &TestCity, work: &Fieldwork, answers: Value) -> Value {
    let changes = json!({"form_version": "1", "answers": answers, "timings": []});
    let record = work.interview(city, work.door(0), changes);
    work.surveyor.capture(&record).await
}

async fn statistician(city: &TestCity) -> Client {
    city.person("statistician", &[("statistician", ROOT)]).await
}

#[tokio::test]
async fn a_recording_and_a_file_are_seen_by_the_statistician_alone_and_named_by_the_export() {
    let city = TestCity::spawn().await;
    let work = recorded(&city).await;
    let (voice, paper) = (hash(&speech()), hash(PDF));
    let told = interview(&city, &work, json!({"voice": voice, "paper": paper})).await;
    assert_eq!(told["outcome"], "created", "{told}");
    let reader = statistician(&city).await;
    let path = work.path("/attachments");
    let early = reader.get(&path).await.json();
    assert_eq!(early["items"][0]["format"], Value::Null, "{early}");
    for wanted in [201, 200] {
        assert_eq!(put(&work.surveyor, &voice, &speech()).await.status, wanted);
        assert_eq!(put(&work.surveyor, &paper, PDF).await.status, wanted);
    }
    let listed = reader.get(&path).await.json();
    let of = |at: usize, key: &str| listed["items"][at][key].as_str().unwrap().to_owned();
    assert_eq!(
        (of(0, "path"), of(0, "format")),
        ("paper".into(), "pdf".into())
    );
    assert_eq!(
        (of(1, "path"), of(1, "media_type")),
        ("voice".into(), "audio/wav".into())
    );
    let opened = reader.get(&format!("{path}/{voice}")).await;
    assert_eq!((opened.status, &opened.body), (200, &speech()));
    let supervisor = work.planner.get(&format!("{path}/{voice}")).await;
    assert_eq!(
        (supervisor.status, work.surveyor.get(&path).await.status),
        (403, 403)
    );
    let export = reader.get(&work.path("/answers/export")).await.text();
    assert!(
        export.contains(&voice) && export.contains(&paper),
        "{export}"
    );
    let audit = city.person("auditor", &[("auditor", ROOT)]).await;
    let events = audit.get("/api/v1/audit/events?limit=100").await.text();
    assert!(events.contains("show_attachment"), "{events}");
}

#[tokio::test]
async fn bytes_that_are_nothing_of_the_kind_are_refused_and_stored_nowhere() {
    let city = TestCity::spawn().await;
    let surveyor = city
        .person("surveyor", &[("surveyor", "439801001001")])
        .await;
    let picture = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/photos/p09_no_exif.jpg"
    ));
    for (bytes, status, code) in [
        (picture.unwrap(), 415, "attachment_type_not_taken"),
        (b"<html>".to_vec(), 415, "attachment_type_not_taken"),
        (b"%PDF-1.7 cut off".to_vec(), 422, "attachment_damaged"),
        (vec![], 422, "attachment_damaged"),
    ] {
        let reply = put(&surveyor, &hash(&bytes), &bytes).await;
        assert_eq!((reply.status, reply.code()), (status, code.into()));
        assert_eq!(reply.json()["errors"][0]["pointer"], "");
    }
    let other = put(&surveyor, &hash(PDF), &speech()).await;
    assert_eq!(
        (other.status, other.code()),
        (422, "attachment_hash_mismatch".into())
    );
    assert_eq!(put(&surveyor, "nonsense", PDF).await.status, 422);
    let large = vec![b' '; 10 * 1024 * 1024 + 1];
    assert_eq!(put(&surveyor, &hash(&large), &large).await.status, 413);
    assert!(!has(&city, &hash(PDF)).await);
}

async fn has(city: &TestCity, name: &str) -> bool {
    let mut hash = [0; 32];
    hex::decode_to_slice(name, &mut hash).unwrap();
    city.service
        .blobs
        .has(BlobKey::Attachment(hash))
        .await
        .unwrap()
}

#[tokio::test]
async fn an_answer_that_names_no_digest_is_refused_at_its_place_and_a_picture_stays_a_photo() {
    let city = TestCity::spawn().await;
    let work = recorded(&city).await;
    let told = interview(&city, &work, json!({"voice": "my recording.mp3"})).await;
    assert_eq!(told["outcome"], "refused", "{told}");
    let fault = &told["problem"]["errors"][0];
    assert_eq!(fault["pointer"], "/payload/answers/voice");
    assert_eq!(fault["code"], "bad_hash");
    let photo = hash(b"a photo of the paper");
    let changes = json!({"form_version": "1", "answers": {"paper": photo}, "timings": []});
    let mut record = work.interview(&city, work.door(0), changes);
    let taken_at = record["captured_at"].clone();
    record["photos"] = json!([{"sha256": photo, "taken_at": taken_at, "role": "scene"}]);
    let told = work.surveyor.capture(&record).await;
    assert_eq!(told["missing_photos"], json!([photo]), "{told}");
    let listed = statistician(&city)
        .await
        .get(&work.path("/attachments"))
        .await;
    assert_eq!(listed.json()["items"], json!([]));
}

#[tokio::test]
async fn only_what_the_author_of_the_answer_sent_is_opened() {
    let city = TestCity::spawn().await;
    let work = recorded(&city).await;
    let stranger = city
        .person("stranger", &[("surveyor", "439801001001")])
        .await;
    assert_eq!(put(&stranger, &hash(PDF), PDF).await.status, 201);
    interview(&city, &work, json!({"paper": hash(PDF)})).await;
    let path = work.path(&format!("/attachments/{}", hash(PDF)));
    let reader = statistician(&city).await;
    let early = reader.get(&path).await;
    assert_eq!(
        (early.status, early.code()),
        (404, "attachment_not_found".into())
    );
    assert_eq!(put(&work.surveyor, &hash(PDF), PDF).await.status, 201);
    assert_eq!(reader.get(&path).await.status, 200);
}

#[tokio::test]
async fn attachments_go_after_half_a_year_and_their_names_stay() {
    let city = TestCity::spawn().await;
    let work = recorded(&city).await;
    interview(&city, &work, json!({"paper": hash(PDF)})).await;
    assert_eq!(put(&work.surveyor, &hash(PDF), PDF).await.status, 201);
    statistician(&city).await;
    for (days, wanted) in [(179, 200), (2, 410)] {
        city.advance_s(days * 86_400);
        let (db, blobs) = (&city.service.db, &city.service.blobs);
        wenxun::surveys::remove_expired(db, blobs, city.service.clock.now())
            .await
            .unwrap();
        tokio::task::yield_now().await;
        let reader = city.sign_in("statistician").await;
        let opened = reader
            .get(&work.path(&format!("/attachments/{}", hash(PDF))))
            .await;
        assert_eq!(
            (opened.status, has(&city, &hash(PDF)).await),
            (wanted, wanted == 200)
        );
        let listed = reader.get(&work.path("/attachments")).await.json();
        assert_eq!(listed["items"][0]["is_removed"], json!(wanted == 410));
    }
}
