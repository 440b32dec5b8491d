//! Placing a record in area and time, and flagging what is odd. Pure: everything it needs is handed in.

use super::{Author, Origin, Understood};
use crate::areas::datum::Datum;
use crate::areas::morton;
use crate::areas::{Area, Territory};
use crate::platform::clock::UtcMillis;
use crate::platform::keys::Keys;
use crate::platform::num;
use crate::records::envelope::{Envelope, Photo, PlacedBy, Position, mask_personal_data};
use crate::records::flags::Flag;
use crate::records::kind::{AnyPayload, ErasedKind, PositionPrivacy};
use crate::records::receipts::receipt_of;
use crate::records::wire::SentClock;
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

/// A circle wider than this is poor, in metres.
const POOR_ACCURACY_M: f64 = 100.0;
/// Phone clocks off by more than this are corrected, in milliseconds.
const CLOCK_SKEW_MS: i64 = 5 * 60 * 1000;
/// Records that arrive later than this after they happened are late, in milliseconds.
const LATE_MS: i64 = 72 * 3600 * 1000;
/// Instants further ahead than this lie in the future, in milliseconds. Assumption: clocks agree within ten minutes.
const FUTURE_MS: i64 = 10 * 60 * 1000;
/// Nobody moves faster in a city, in metres a second. Assumption: 200 km/h.
const FASTEST_MPS: f64 = 55.0;
/// Jumps shorter than this are noise of the fix, in metres.
const SHORTEST_JUMP_M: f64 = 500.0;
/// So many earlier fixes with exactly the same coordinates are odd.
const REPEATED: usize = 3;
/// Both coordinates this near to zero mean that the phone had none, in degrees.
const NULL_ISLAND_DEG: f64 = 0.01;

/// Where and when the author was before, latest first.
#[derive(Clone, Copy, Debug)]
pub(in crate::records) struct EarlierPosition {
    pub happened_at: UtcMillis,
    pub lng: f64,
    pub lat: f64,
}

/// A record ready for the writer: nothing in it can be refused by a constraint.
pub(in crate::records) struct Prepared {
    pub id: Uuid,
    pub kind: Arc<dyn ErasedKind>,
    pub captured_at: UtcMillis,
    pub captured_offset_min: i32,
    pub happened_at: UtcMillis,
    pub received_at: UtcMillis,
    pub claimed_photos: i64,
    pub area_id: i64,
    pub author_paths: Arc<[String]>,
    pub believed_area_code: Option<String>,
    pub placed_by: PlacedBy,
    pub shift_id: Option<Uuid>,
    pub site_id: Option<Uuid>,
    pub corrects: Option<Uuid>,
    pub correction_reason: Option<String>,
    pub content_sha256: [u8; 32],
    pub receipt: String,
    pub app_version: String,
    pub device_id: String,
    pub position: Option<(Position, i64)>,
    pub note: Option<String>,
    pub photos: Vec<Photo>,
    pub flags: Vec<Flag>,
    pub payload: AnyPayload,
}

impl Prepared {
    pub(super) fn photo_hashes(&self) -> Vec<[u8; 32]> {
        self.photos.iter().map(|photo| photo.sha256).collect()
    }
}

/// Everything a judgement rests on.
pub(super) struct Judge<'a> {
    pub author: &'a Author,
    pub origin: &'a Origin,
    pub sent: Option<&'a SentClock>,
    pub territory: &'a Territory,
    pub keys: &'a Keys,
    pub earlier: Vec<EarlierPosition>,
    pub known_sites: HashSet<Uuid>,
}

impl Judge<'_> {
    /// Judges records in the order they were sent; each is the next one's past.
    pub fn judge(mut self, records: Vec<Understood>) -> Vec<Prepared> {
        records
            .into_iter()
            .map(|record| self.judge_one(record))
            .collect()
    }

    fn judge_one(&mut self, record: Understood) -> Prepared {
        let Understood {
            envelope,
            digest: content_sha256,
            received_at,
            claimed_photos,
        } = record;
        let mut flags = vec![];
        let happened_at = self.happened_at(&envelope, received_at, &mut flags);
        let area_id = self.place(&envelope, &mut flags);
        if let Some(position) = envelope
            .position
            .as_ref()
            .filter(|_| is_satellite_fix(&envelope))
        {
            self.judge_movement(position, happened_at, &mut flags);
        }
        self.judge_context(&envelope, &mut flags);
        let is_shared = envelope.kind.position() == PositionPrivacy::Shared;
        let position = envelope.position.filter(|_| is_shared);
        Prepared {
            id: envelope.id,
            receipt: receipt_of(self.keys, envelope.id, &content_sha256),
            kind: envelope.kind,
            captured_at: envelope.captured_at,
            captured_offset_min: envelope.captured_offset_min,
            happened_at,
            received_at,
            claimed_photos,
            area_id,
            author_paths: Arc::clone(&self.author.paths),
            believed_area_code: envelope.area_code,
            placed_by: envelope.placed_by,
            shift_id: envelope.shift_id,
            site_id: envelope.site_id,
            corrects: envelope.corrects,
            correction_reason: envelope.correction_reason,
            content_sha256,
            app_version: envelope.app_version,
            device_id: envelope.device_id,
            position: position
                .map(|position| (position, morton::cell_of(position.lng, position.lat))),
            note: envelope.note,
            photos: envelope.photos,
            flags,
            payload: envelope.payload,
        }
    }

    /// Flags for the note, for what the record refers to, and for how it came.
    fn judge_context(&self, envelope: &Envelope, flags: &mut Vec<Flag>) {
        if envelope
            .note
            .as_deref()
            .is_some_and(|note| mask_personal_data(note).is_some())
        {
            flags.push(Flag::PersonalDataInNote);
        }
        if envelope.shift_id.is_some() && !matches!(self.origin, Origin::Import) {
            // No capability of this server keeps shifts yet, so none is known.
            flags.push(Flag::UnknownShift);
        }
        if envelope
            .site_id
            .is_some_and(|site| !self.known_sites.contains(&site))
        {
            flags.push(Flag::UnknownSite);
        }
        if matches!(self.origin, Origin::Rescue(_)) {
            flags.push(Flag::Rescued);
        }
    }

    /// The phone's time, corrected when its clock is provably off by more than five minutes.
    fn happened_at(&self, envelope: &Envelope, now: UtcMillis, flags: &mut Vec<Flag>) -> UtcMillis {
        let mut happened = envelope.captured_at;
        if let Some(sent) = self.sent
            && envelope.boot_id.as_deref() == Some(sent.boot_id.as_str())
        {
            let by_wall_clock = now.0.saturating_sub(sent.device_now.0);
            let offset = match envelope.captured_monotonic_ms {
                // Also right when somebody set the phone's clock between capture and sending.
                Some(captured) => {
                    let age_ms = sent.monotonic_ms.saturating_sub(captured);
                    now.0
                        .saturating_sub(age_ms)
                        .saturating_sub(envelope.captured_at.0)
                }
                None => by_wall_clock,
            };
            if offset.saturating_abs() > CLOCK_SKEW_MS {
                happened = UtcMillis(envelope.captured_at.0.saturating_add(offset));
                flags.push(Flag::ClockSkew);
            }
        }
        if happened.0.saturating_sub(now.0) > FUTURE_MS {
            flags.push(Flag::Future);
        } else if now.0.saturating_sub(happened.0) > LATE_MS {
            flags.push(Flag::Late);
        }
        happened
    }

    /// The deepest area that holds the position; else the author's own.
    fn place(&self, envelope: &Envelope, flags: &mut Vec<Flag>) -> i64 {
        let Some(position) = &envelope.position else {
            flags.push(Flag::NoPosition);
            return self.fallback(envelope);
        };
        if position.accuracy_m > POOR_ACCURACY_M {
            flags.push(Flag::PoorAccuracy);
        }
        if position.lng.abs() < NULL_ISLAND_DEG && position.lat.abs() < NULL_ISLAND_DEG {
            flags.push(Flag::NullIsland);
        }
        let Some(area) = self.territory.locate(position.lng, position.lat) else {
            flags.push(Flag::OutsideCity);
            return self.fallback(envelope);
        };
        let believed = envelope
            .area_code
            .as_deref()
            .filter(|code| *code != area.code);
        if believed.is_some_and(|code| {
            self.territory
                .by_code(code)
                .is_none_or(|other| !area.path.starts_with(&other.path))
        }) {
            flags.push(Flag::AreaMismatch);
        }
        if !self
            .author
            .areas
            .iter()
            .any(|(_, path)| area.path.starts_with(path))
        {
            flags.push(Flag::OutsideOwnArea);
        }
        self.kept_area(area, envelope)
    }

    /// A private position keeps the community only.
    fn kept_area(&self, area: &Area, envelope: &Envelope) -> i64 {
        use crate::platform::auth::Level;
        match envelope.kind.position() {
            PositionPrivacy::Shared => area.id,
            PositionPrivacy::Private => self
                .territory
                .at_level(area, Level::Community)
                .map_or(area.id, |community| community.id),
        }
    }

    fn fallback(&self, envelope: &Envelope) -> i64 {
        let own = self
            .author
            .areas
            .first()
            .and_then(|(id, _)| self.territory.by_id(*id));
        let area = own.or_else(|| self.territory.roots().next());
        area.map_or(0, |area| self.kept_area(area, envelope))
    }

    fn judge_movement(
        &mut self,
        position: &Position,
        happened_at: UtcMillis,
        flags: &mut Vec<Flag>,
    ) {
        if let Some(last) = self.earlier.first() {
            let metres = distance_m((last.lng, last.lat), (position.lng, position.lat))
                - position.accuracy_m;
            let seconds = num::from_i64((happened_at.0 - last.happened_at.0).abs()) / 1000.0;
            if metres > SHORTEST_JUMP_M && metres / seconds.max(1.0) > FASTEST_MPS {
                flags.push(Flag::SpeedJump);
            }
        }
        let same = |earlier: &&EarlierPosition| {
            earlier.lng.to_bits() == position.lng.to_bits()
                && earlier.lat.to_bits() == position.lat.to_bits()
        };
        if self.earlier.iter().take(REPEATED).filter(same).count() == REPEATED {
            flags.push(Flag::PositionRepeated);
        }
        self.earlier.insert(
            0,
            EarlierPosition {
                happened_at,
                lng: position.lng,
                lat: position.lat,
            },
        );
        self.earlier.truncate(REPEATED);
    }
}

/// Whether the position is the receiver's own; only such positions tell how somebody moved.
pub(super) fn is_satellite_fix(envelope: &Envelope) -> bool {
    envelope.placed_by == PlacedBy::Gps
        && envelope
            .position
            .as_ref()
            .is_some_and(|position| position.datum == Datum::Wgs84)
}

/// Great-circle distance of two positions (degrees east, degrees north) in metres; mean Earth radius 6,371,008.8 m.
fn distance_m(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (from_lat, to_lat) = (from.1.to_radians(), to.1.to_radians());
    let half_lat = ((to_lat - from_lat) / 2.0).sin();
    let half_lng = ((to.0 - from.0).to_radians() / 2.0).sin();
    let h = half_lat * half_lat + from_lat.cos() * to_lat.cos() * half_lng * half_lng;
    2.0 * 6_371_008.8 * h.sqrt().min(1.0).asin()
}
