//! A phone that cannot send gives its records and photos away as one sealed file.

use crate::support::{Client, STREET_EAST, TestCity, WORK_GRID, incident, with};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use wenxun::platform::blobs::BlobKey;
use wenxun::platform::keys::{derive, sha256};

/// A document that answered a question.
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n";

/// Seals `content` to the server's key, as a phone does.
async fn seal(client: &Client, content: &Value) -> Value {
    let key = client.get("/api/v1/service").await.json()["rescue_key"].clone();
    let server = STANDARD
        .decode(key["public_key_base64"].as_str().unwrap())
        .unwrap();
    let own = PrivateKey::generate(&ECDH_P256).unwrap();
    let public = own.compute_public_key().unwrap();
    let peer = UnparsedPublicKey::new(&ECDH_P256, &server);
    let secret = agree(&own, peer, (), |shared| {
        derive(
            shared,
            &[],
            &[b"wenxun-rescue-v1", public.as_ref(), &server],
        )
        .map_err(|_error| ())
    });
    let cipher = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &secret.unwrap()).unwrap());
    let mut text = content.to_string().into_bytes();
    let nonce = Nonce::assume_unique_for_key([7; 12]);
    cipher
        .seal_in_place_append_tag(nonce, Aad::empty(), &mut text)
        .unwrap();
    let sealed = [public.as_ref(), &[7; 12], &text].concat();
    json!({"version": 1, "key_id": key["id"], "sealed_base64": STANDARD.encode(sealed)})
}

#[tokio::test]
async fn a_rescue_file_brings_records_and_photos_in_under_their_authors_name() {
    let city = TestCity::spawn().await;
    let author = city.grid_worker(WORK_GRID).await;
    let supervisor = city.street_supervisor(STREET_EAST).await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/photos/");
    let bytes = std::fs::read(format!("{folder}p09_no_exif.jpg")).unwrap();
    let hash = hex::encode(sha256(&bytes));
    let record = with(
        incident(&city),
        json!({"photos": [{"sha256": hash, "taken_at": city.service.clock.now().plus_s(-70).to_rfc3339(), "role": "scene"}]}),
    );
    let photos = json!([
        {"sha256": hash, "base64": STANDARD.encode(&bytes)},
        {"sha256": "0".repeat(64), "base64": "!"},
        {"sha256": hex::encode(sha256(PDF)), "base64": STANDARD.encode(PDF)},
    ]);
    let content = json!({"account_id": author.account_id, "records": [record], "photos": photos});
    let file = seal(&supervisor, &content).await;

    let reply = supervisor.post("/api/v1/records/rescue", &file).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.json()["results"][0]["outcome"], "created");
    let again = supervisor.post("/api/v1/records/rescue", &file).await;
    assert_eq!(again.json()["results"][0]["outcome"], "duplicate");

    let id = record["id"].as_str().unwrap();
    let row = supervisor
        .get(&format!("/api/v1/incidents/{id}"))
        .await
        .json();
    assert_eq!(row["author"]["id"], json!(author.account_id));
    assert_eq!(row["flags"], json!(["rescued"]));
    let original =
        format!("/api/v1/photos/{hash}/original?reason=looking%20into%20a%20rescue%20file");
    assert_eq!(supervisor.get(&original).await.body, bytes);
    let attachment = BlobKey::Attachment(sha256(PDF));
    assert!(city.service.blobs.has(attachment).await.unwrap());
}

#[tokio::test]
async fn a_file_sealed_to_another_key_is_refused() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let mut file = seal(
        &worker,
        &json!({"account_id": worker.account_id, "records": []}),
    )
    .await;
    file["sealed_base64"] = json!(STANDARD.encode([4_u8; 200]));
    let reply = worker.post("/api/v1/records/rescue", &file).await;
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (422, "rescue_unreadable")
    );
}
