//! A shift that a phone made up on the spot: whichever of its records arrives first makes it.

use crate::areas::sites;
use crate::dissuasion::model::place::{Place, PlaceKind};
use crate::dissuasion::queries::{shifts, teams};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::input::FieldProblems;
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::records::NewRecord;
use entity::shift;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, DbErr};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Longest name of a shift or place, in characters.
const MAX_NAME: usize = 60;
/// Shortest and longest shift, in minutes.
pub(in crate::dissuasion) const SHIFT_MINUTES: std::ops::RangeInclusive<i64> = 15..=720;
/// What a shift is called that was given no name.
const NAMELESS: &str = "临时劝导";

/// A shift made on the phone, as sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdHocPayload {
    /// What it is called, at most 60 characters.
    name: Option<String>,
    /// The team; kept only when the author belongs to it.
    team_id: Option<Uuid>,
    /// Code of the site it stands at.
    site_code: Option<String>,
    /// What the place is called, at most 60 characters.
    place_name: Option<String>,
    /// WGS-84 degrees east of the place.
    lng: f64,
    /// WGS-84 degrees north of the place.
    lat: f64,
    /// When it begins, RFC 3339 with offset.
    starts_at: UtcMillis,
    /// How long it is meant to last, 15 to 720.
    planned_minutes: i64,
}

/// A checked one.
#[derive(Clone, Debug)]
pub struct AdHoc {
    name: String,
    team_id: Option<Uuid>,
    site_code: Option<String>,
    place_name: String,
    place: (f64, f64),
    starts_at: i64,
    ends_at: i64,
}

/// Checks an ad-hoc shift.
pub(super) fn check(payload: AdHocPayload, found: &mut FieldProblems) -> AdHoc {
    let name = payload.name.unwrap_or_default();
    let place_name = payload.place_name.unwrap_or_default();
    found.text_length("/payload/ad_hoc/name", &name, 0, MAX_NAME);
    found.text_length("/payload/ad_hoc/place_name", &place_name, 0, MAX_NAME);
    let site = payload.site_code.as_deref().unwrap_or_default();
    found.text_length("/payload/ad_hoc/site_code", site, 0, MAX_NAME);
    for (pointer, text) in [
        ("/payload/ad_hoc/name", name.as_str()),
        ("/payload/ad_hoc/place_name", place_name.as_str()),
        ("/payload/ad_hoc/site_code", site),
    ] {
        if text.contains('\0') {
            found.add(pointer, FieldCode::InvalidValue);
        }
    }
    for (pointer, value, limit) in [
        ("/payload/ad_hoc/lng", payload.lng, 180.0),
        ("/payload/ad_hoc/lat", payload.lat, 90.0),
    ] {
        if !(-limit..=limit).contains(&value) {
            found.0.push(
                FieldProblem::new(pointer, FieldCode::OutOfRange)
                    .with("min", -limit)
                    .with("max", limit),
            );
        }
    }
    if !SHIFT_MINUTES.contains(&payload.planned_minutes) {
        found.0.push(
            FieldProblem::new("/payload/ad_hoc/planned_minutes", FieldCode::OutOfRange)
                .with("min", *SHIFT_MINUTES.start())
                .with("max", *SHIFT_MINUTES.end()),
        );
    }
    let minutes = payload.planned_minutes.clamp(0, *SHIFT_MINUTES.end());
    AdHoc {
        name: or_else(name.trim(), NAMELESS),
        team_id: payload.team_id,
        site_code: payload.site_code,
        place_name,
        place: (payload.lng, payload.lat),
        starts_at: payload.starts_at.0,
        ends_at: payload.starts_at.plus_s(minutes * 60).0,
    }
}

fn or_else(text: &str, other: &str) -> String {
    if text.is_empty() { other } else { text }.to_owned()
}

/// The record that brought a shift.
pub(super) struct By {
    author_id: Uuid,
    area_id: i64,
    received_at: UtcMillis,
}

impl By {
    pub(super) fn of<P>(record: &NewRecord<'_, P>) -> Self {
        Self {
            author_id: record.author_id,
            area_id: record.area_id,
            received_at: record.received_at,
        }
    }

    pub(super) fn received_at(&self) -> UtcMillis {
        self.received_at
    }
}

/// Makes the shift; it counts in the area where the record that brought it lies.
pub(super) async fn make(
    tx: &impl ConnectionTrait,
    zone: Zone,
    shift_id: Uuid,
    ad_hoc: &AdHoc,
    by: &By,
) -> Result<(), DbErr> {
    let team_id = match ad_hoc.team_id {
        Some(team) if teams::belongs_to(tx, team, by.author_id).await? => Some(team),
        _ => None,
    };
    let place = place_of(tx, ad_hoc).await?;
    let row = shift::ActiveModel {
        id: Set(shift_id),
        plan_id: Set(None),
        team_id: Set(team_id),
        area_id: Set(by.area_id),
        title: Set(ad_hoc.name.clone()),
        day: Set(zone.day_of(UtcMillis(ad_hoc.starts_at)).to_string()),
        starts_at: Set(ad_hoc.starts_at),
        ends_at: Set(ad_hoc.ends_at),
        place_kind: Set(place.kind.code().to_owned()),
        place_line: Set(place.line_text()),
        place_code: Set(place.code),
        place_zh: Set(place.name_zh),
        place_en: Set(place.name_en),
        needed: Set(1),
        is_ad_hoc: Set(true),
        called_off_at: Set(None),
        called_off_reason: Set(None),
        version: Set(1),
        made_at: Set(by.received_at.0),
        present_kept: Set(None),
    };
    shifts::insert_all(tx, vec![row]).await
}

/// A known site keeps its own position; anything else is the point that the phone named.
async fn place_of(db: &impl ConnectionTrait, ad_hoc: &AdHoc) -> Result<Place, DbErr> {
    let site = match &ad_hoc.site_code {
        Some(code) => sites::find_anywhere(db, code).await?,
        None => None,
    };
    Ok(match site {
        Some(site) => Place {
            kind: PlaceKind::Site,
            code: Some(site.code),
            name_zh: site.name_zh,
            name_en: site.name_en,
            line: vec![(site.lng, site.lat)],
        },
        None => Place {
            kind: PlaceKind::Point,
            code: None,
            name_zh: ad_hoc.place_name.clone(),
            name_en: ad_hoc.place_name.clone(),
            line: vec![ad_hoc.place],
        },
    })
}
