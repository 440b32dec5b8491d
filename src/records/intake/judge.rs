//! Placing a record in area and time, and flagging what is odd. Pure: everything it needs is handed in.

use super::{Author, Origin, Understood};
use crate::areas::datum::Datum;
use crate::areas::morton;
use crate::areas::{Area, Territory};
use crate::platform::clock::UtcMillis;
use crate::platform::keys::Keys;
use crate::records::envelope::{Envelope, Photo, PlacedBy, Position, mask_personal_data};
use crate::records::flags::Flag;
use crate::records::kind::{AnyPayload, ErasedKind, PositionPrivacy};
use crate::records::movement::Fix;
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
/// Both coordinates this near to zero mean that the phone had none, in degrees.
const NULL_ISLAND_DEG: f64 = 0.01;

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
    /// Where the receiver saw the author; kept no longer than the judgement of movement when positions are private.
    pub fix: Option<Fix>,
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
    pub known_sites: HashSet<Uuid>,
    pub known_shifts: HashSet<Uuid>,
}

impl Judge<'_> {
    /// Places and flags one record; how its author moved is judged by the writer, who sees what came before.
    pub fn judge(&self, record: Understood) -> Prepared {
        let Understood {
            envelope,
            digest: content_sha256,
            received_at,
            claimed_photos,
        } = record;
        let mut flags = vec![];
        let happened_at = self.happened_at(&envelope, received_at, &mut flags);
        let area_id = self.place(&envelope, &mut flags);
        self.judge_context(&envelope, &mut flags);
        let fix = satellite_fix(&envelope, happened_at);
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
            fix,
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
        // An imported record may come before its shift, and name one that another system kept to itself.
        if envelope
            .shift_id
            .is_some_and(|shift| !self.known_shifts.contains(&shift))
            && !matches!(self.origin, Origin::Import)
        {
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
            // Kinds with private positions carry them inside, so that their absence here says nothing.
            if envelope.kind.position() == PositionPrivacy::Shared {
                flags.push(Flag::NoPosition);
            }
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
        let believed = envelope.area_code.as_deref();
        let named = believed.and_then(|code| self.territory.by_code(code));
        if envelope.kind.position() == PositionPrivacy::Private
            && let Some(area) = named
        {
            return self.kept_area(area, envelope);
        }
        let own = self
            .author
            .areas
            .first()
            .and_then(|(id, _)| self.territory.by_id(*id));
        let area = own.or_else(|| self.territory.roots().next());
        area.map_or(0, |area| self.kept_area(area, envelope))
    }
}

/// The position if it is the receiver's own; only such positions tell how somebody moved.
fn satellite_fix(envelope: &Envelope, happened_at: UtcMillis) -> Option<Fix> {
    let is_own = |position: &&Position| {
        envelope.placed_by == PlacedBy::Gps && position.datum == Datum::Wgs84
    };
    envelope
        .position
        .as_ref()
        .filter(is_own)
        .map(|position| Fix {
            happened_at,
            lng: position.lng,
            lat: position.lat,
            accuracy_m: position.accuracy_m,
        })
}
