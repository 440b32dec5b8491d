//! What phones and this service say to each other about records.

use crate::platform::clock::UtcMillis;
use crate::platform::problem::ProblemView;
use crate::records::followed::CaseOfRecord;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;

/// A batch as parsed: each record stays raw until it is read alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Batch<'a> {
    pub sent: Option<SentClock>,
    #[serde(borrow)]
    pub records: Vec<&'a RawValue>,
}

/// The phone's clocks at the moment of sending.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentClock {
    /// Wall clock, RFC 3339 with offset.
    pub device_now: UtcMillis,
    /// Monotonic clock in milliseconds.
    pub monotonic_ms: i64,
    /// Changes when the monotonic clock starts anew.
    pub boot_id: String,
}

/// The batch for the API document: at most 100 records, one at most 256 KiB, all at most 4 MiB.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "describes the body; parsing is done record by record"
)]
pub(super) struct RecordBatch {
    /// The phone's clocks at the moment of sending; corrects `captured_at` when they are off.
    sent: Option<SentClock>,
    /// Records, each understood alone: one bad record never fails the others.
    #[schema(max_items = 100)]
    records: Vec<RecordEnvelope>,
}

/// The envelope of everything captured in the field. Unknown fields are refused.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "describes the body; parsing is done record by record"
)]
pub(super) struct RecordEnvelope {
    /// Made on the phone (version 7; 4 is taken): identity for ever.
    id: Uuid,
    /// Selects the payload.
    #[schema(example = "incident")]
    kind: String,
    /// Phone clock at the moment of capture, RFC 3339 with offset.
    #[schema(example = "2026-10-30T08:12:00+08:00")]
    captured_at: String,
    /// Monotonic clock at capture.
    captured_monotonic_ms: Option<i64>,
    /// Which run of the monotonic clock.
    boot_id: Option<String>,
    /// Where, or null.
    position: Option<PositionBody>,
    /// `gps`, `map_pin`, `site` or `none`.
    #[schema(example = "gps")]
    placed_by: String,
    /// The grid the phone believed.
    area_code: Option<String>,
    /// The shift it belongs to.
    shift_id: Option<Uuid>,
    /// The site it belongs to.
    site_id: Option<Uuid>,
    /// At most 2,000 characters.
    note: Option<String>,
    /// At most 9; the bytes travel apart.
    photos: Option<Vec<PhotoBody>>,
    /// An earlier record of the same author that this one replaces.
    corrects: Option<Uuid>,
    /// Why, at most 500 characters; together with `corrects`.
    correction_reason: Option<String>,
    /// Which app sends.
    app: AppBody,
    /// By kind.
    #[schema(value_type = Object)]
    payload: serde_json::Value,
}

/// A position as sent.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "describes the body; parsing is done record by record"
)]
pub(super) struct PositionBody {
    /// Degrees east.
    lng: f64,
    /// Degrees north.
    lat: f64,
    /// Radius in metres, not negative.
    accuracy_m: f64,
    /// Metres above sea level.
    altitude_m: Option<f64>,
    /// Metres a second.
    speed_mps: Option<f64>,
    /// Age of the fix in milliseconds.
    fix_age_ms: Option<f64>,
    /// `wgs84` (default), `gcj02` or `bd09`.
    datum: Option<String>,
}

/// A photo named by a record.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "describes the body; parsing is done record by record"
)]
pub(super) struct PhotoBody {
    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    sha256: String,
    /// When, RFC 3339 with offset.
    taken_at: Option<String>,
    /// `scene`, `before`, `after` or `document`.
    role: String,
}

/// The app that sends.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "describes the body; parsing is done record by record"
)]
pub(super) struct AppBody {
    /// Its version.
    version: String,
    /// The device's label.
    device_id: String,
}

/// What became of one record of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Stored durably now.
    Created,
    /// Same id and content, stored before.
    Duplicate,
    /// Same id, other content or other author: nothing was stored.
    Conflict,
    /// Not understood; see `problem`.
    Refused,
}

/// The answer to one record, in the order of the batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordResult {
    /// The record's id as sent, when it could be read.
    pub id: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// Its number in the change log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// Eight characters that prove receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "7K2QM4XZ")]
    pub receipt: Option<String>,
    /// The area it counts in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_code: Option<String>,
    /// What is odd about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flags: Option<Vec<String>>,
    /// Hashes of photos whose bytes have not arrived from this account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_photos: Option<Vec<String>>,
    /// Why it was refused; pointers lead into the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemView>,
}

/// The answer to a batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchResult {
    /// One result for each record, in order.
    pub results: Vec<RecordResult>,
}

/// One of the caller's own records and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyRecord {
    /// Record id.
    pub id: Uuid,
    /// The latest change of this record in the change log.
    pub seq: i64,
    /// Kind.
    pub kind: String,
    /// `received`, `returned` (to be mended, see `remark` and `pointer`), `in_case` (see `case`) or `superseded`.
    #[schema(example = "received")]
    pub state: &'static str,
    /// What a reviewer said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// Which field to open, as an RFC 6901 pointer into the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Where its case stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseOfRecord>,
    /// What is odd about it.
    pub flags: Vec<String>,
    /// Receipt.
    pub receipt: String,
    /// The area it counts in.
    pub area_code: String,
    /// When it happened.
    pub happened_at: UtcMillis,
}

/// The caller's own records that changed after `since_seq`.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyRecords {
    /// At most 100, oldest change first.
    pub items: Vec<MyRecord>,
    /// Pass as `since_seq` next time; ask again at once while `items` is full.
    pub next_since_seq: i64,
}

/// What a receipt says to its holder.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptView {
    /// The code.
    pub receipt: String,
    /// Kind of the record.
    pub kind: String,
    /// When the server stored it.
    pub received_at: UtcMillis,
    /// Local day on which it happened.
    #[schema(example = "2026-10-30")]
    pub captured_date: String,
}
