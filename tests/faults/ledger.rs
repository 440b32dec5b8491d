//! What phones wrote down about what they sent, held against what the database has.

use crate::process::city::{City, Engine};
use crate::process::phone::{Phone, Taken};
use crate::process::server::Server;
use sea_orm::{ConnectionTrait as _, DatabaseBackend, Statement};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;
use wenxun::platform::audit;
use wenxun::platform::blobs::{BlobKey, Blobs};
use wenxun::platform::db::{Db, scalar_i64};
use wenxun::platform::keys::sha256;

/// Records a phone sends again in one batch.
const AGAIN_AT_ONCE: usize = 100;

/// One record as its phone knows it.
struct Line {
    person: usize,
    record: Value,
    /// Receipt and number, once the server confirmed it.
    confirmed: Option<(String, i64)>,
}

/// Every record and photo that phones made.
#[derive(Default)]
pub struct Ledger {
    records: BTreeMap<Uuid, Line>,
    /// Confirmed photos by address, with who sent them.
    photos: BTreeMap<[u8; 32], usize>,
}

impl Ledger {
    /// Writes down what `person` is about to send.
    pub fn note(&mut self, person: usize, id: Uuid, record: &Value) {
        let line = Line {
            person,
            record: record.clone(),
            confirmed: None,
        };
        self.records.insert(id, line);
    }

    /// Writes down what the server confirmed; fails when it says something else than before.
    pub fn confirm(&mut self, all: &[Taken]) {
        for taken in all {
            let line = self.records.get_mut(&taken.id).expect("it was sent");
            let now = (taken.receipt.clone(), taken.seq);
            match &line.confirmed {
                None => {
                    assert!(
                        ["created", "duplicate"].contains(&taken.outcome.as_str()),
                        "{taken:?}"
                    );
                    line.confirmed = Some(now);
                }
                Some(before) => {
                    assert_eq!(taken.outcome, "duplicate", "{taken:?} was confirmed before");
                    assert_eq!(before, &now, "receipt and number stay");
                }
            }
        }
    }

    /// Writes down that the server confirmed a photo of `person`.
    pub fn confirm_photo(&mut self, person: usize, hash: [u8; 32]) {
        self.photos.insert(hash, person);
    }

    /// Takes over what another phone wrote down.
    pub fn absorb(&mut self, other: Self) {
        self.records.extend(other.records);
        self.photos.extend(other.photos);
    }

    pub fn len(&self) -> usize {
        self.records.len()
    }

    pub fn confirmed(&self) -> usize {
        self.records
            .values()
            .filter(|line| line.confirmed.is_some())
            .count()
    }

    pub fn photos(&self) -> usize {
        self.photos.len()
    }

    /// A confirmed record of `person`, to be sent again.
    pub fn any_confirmed(&self) -> Option<Value> {
        let mut confirmed = self
            .records
            .values()
            .filter(|line| line.confirmed.is_some());
        confirmed.next_back().map(|line| line.record.clone())
    }

    /// Sends everything again, whether it was confirmed or not; the answers must fit.
    pub fn send_all_again(&mut self, city: &City, server: &Server) {
        let mut by_person: BTreeMap<usize, Vec<Value>> = BTreeMap::new();
        for line in self.records.values() {
            by_person
                .entry(line.person)
                .or_default()
                .push(line.record.clone());
        }
        for (person, records) in by_person {
            let mut phone: Phone = city.phone(server, person);
            for chunk in records.chunks(AGAIN_AT_ONCE) {
                let taken = phone.hand_over(chunk).unwrap();
                self.confirm(&taken);
            }
        }
    }

    /// The database has exactly these records, each whole, and its logs have no gap.
    pub fn agrees_with(&self, city: &City) {
        let expected = i64::try_from(self.len()).unwrap();
        city.look(async |db, keys| {
            for table in ["record", "record_position", "incident"] {
                let sql = format!("SELECT COUNT(*) FROM {table}");
                assert_eq!(count(db, &sql).await, expected, "{table}");
            }
            let changes = count(db, "SELECT COUNT(*) FROM change").await;
            assert_eq!(
                count(db, "SELECT COALESCE(MAX(seq), 0) FROM change").await,
                changes
            );
            let created = "SELECT COUNT(DISTINCT record_id) FROM change WHERE what = 'created'";
            assert_eq!(count(db, created).await, expected);
            let report = audit::verify(db, keys, &city.folder.join("keys/audit-head"))
                .await
                .unwrap();
            assert!(report.is_intact, "{:?}", report.problems);
            let blobs = Blobs::in_folder(&city.folder.join("photos")).unwrap();
            for hash in self.photos.keys() {
                let bytes = blobs.get(BlobKey::Original(*hash)).await.unwrap();
                assert_eq!(bytes.map(|bytes| sha256(&bytes)), Some(*hash));
                let row = format!(
                    "SELECT COUNT(*) FROM photo_upload WHERE sha256 = {}",
                    literal(db, hash)
                );
                assert_eq!(count(db, &row).await, 1);
            }
            if city.engine == Engine::Sqlite {
                assert_eq!(
                    text(db, "PRAGMA integrity_check").await,
                    Some("ok".to_owned())
                );
                assert_eq!(text(db, "PRAGMA foreign_key_check").await, None);
            }
        });
    }
}

fn literal(db: &Db, bytes: &[u8]) -> String {
    match db.backend() {
        DatabaseBackend::Postgres => format!("'\\x{}'", hex::encode(bytes)),
        _ => format!("x'{}'", hex::encode(bytes)),
    }
}

async fn count(db: &Db, sql: &str) -> i64 {
    scalar_i64(db.read(), sql).await.unwrap().unwrap()
}

async fn text(db: &Db, sql: &str) -> Option<String> {
    let statement = Statement::from_string(db.backend(), sql);
    let row = db.read().query_one_raw(statement).await.unwrap()?;
    row.try_get_by_index(0).unwrap()
}
