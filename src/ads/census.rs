//! `ad_census` as a kind of record: faces counted along a road or at a site.

use crate::platform::db::{find_global, rows_per_insert};
use crate::platform::input::{FieldProblems, parse_value};
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::records::{Flag, FoundFlags, NewRecord, PositionPrivacy, RecordKind};
use entity::{ad_census, road, site};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _,
    QueryFilter as _, QuerySelect as _,
};
use serde::Deserialize;
use std::collections::HashSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// Most faces of one walk. Assumption: more is a slip of the finger.
const MAX_FACES: i64 = 9_999;
/// Longest walk in metres. Assumption: nobody counts along more in one go.
const MAX_WALKED_M: i64 = 50_000;
/// Longest code of a road in characters.
const MAX_CODE: usize = 40;

/// Every face along the way counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct AdCensusKind;

/// What was counted where. Exactly one of road and site is given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdCensusPayload {
    /// Code of the road walked.
    road_code: Option<String>,
    /// The site walked (a square, a market).
    site_id: Option<Uuid>,
    /// All faces, 0 to 9,999; 0 is kept out of rates.
    faces: i64,
    /// Public-service faces among them.
    public_faces: i64,
    /// Length walked in metres, 1 to 50,000.
    walked_m: i64,
}

/// A checked census.
#[derive(Debug)]
pub struct AdCensus {
    road_code: Option<String>,
    site_id: Option<Uuid>,
    faces: i64,
    public_faces: i64,
    walked_m: i64,
}

impl RecordKind for AdCensusKind {
    const NAME: &'static str = "ad_census";
    const POSITION: PositionPrivacy = PositionPrivacy::Shared;
    type Payload = AdCensus;

    fn parse(&self, payload: serde_json::Value, found: &mut FieldProblems) -> Option<AdCensus> {
        let payload: AdCensusPayload = match parse_value(payload, "/payload") {
            Ok(payload) => payload,
            Err(fault) => {
                found.0.push(fault);
                return None;
            }
        };
        if payload.road_code.is_some() == payload.site_id.is_some() {
            found.add("/payload", FieldCode::ExactlyOne);
        }
        if let Some(code) = &payload.road_code {
            found.text_length("/payload/road_code", code, 1, MAX_CODE);
            if code.contains('\0') {
                found.add("/payload/road_code", FieldCode::InvalidValue);
            }
        }
        let mut within = |field: &str, value: i64, min: i64, max: i64| {
            if !(min..=max).contains(&value) {
                let fault = FieldProblem::new(format!("/payload/{field}"), FieldCode::OutOfRange);
                found.0.push(fault.with("min", min).with("max", max));
            }
        };
        within("faces", payload.faces, 0, MAX_FACES);
        let most = payload.faces.clamp(0, MAX_FACES);
        within("public_faces", payload.public_faces, 0, most);
        within("walked_m", payload.walked_m, 1, MAX_WALKED_M);
        Some(AdCensus {
            road_code: payload.road_code,
            site_id: payload.site_id,
            faces: payload.faces,
            public_faces: payload.public_faces,
            walked_m: payload.walked_m,
        })
    }

    async fn insert(
        &self,
        tx: &DatabaseTransaction,
        rows: &[NewRecord<'_, AdCensus>],
    ) -> Result<FoundFlags, DbErr> {
        let models: Vec<ad_census::ActiveModel> = rows.iter().map(model_of).collect();
        for chunk in models.chunks(rows_per_insert(8)) {
            ad_census::Entity::insert_many(chunk.to_vec())
                .exec_without_returning(tx)
                .await?;
        }
        unknown_places(tx, rows).await
    }
}

fn model_of(row: &NewRecord<'_, AdCensus>) -> ad_census::ActiveModel {
    ad_census::ActiveModel {
        record_id: Set(row.id),
        area_id: Set(row.area_id),
        happened_at: Set(row.happened_at.0),
        road_code: Set(row.payload.road_code.clone()),
        site_id: Set(row.payload.site_id),
        faces: Set(row.payload.faces),
        public_faces: Set(row.payload.public_faces),
        walked_m: Set(row.payload.walked_m),
    }
}

/// Flags what names a road or a site that nobody knows.
async fn unknown_places(
    tx: &DatabaseTransaction,
    rows: &[NewRecord<'_, AdCensus>],
) -> Result<FoundFlags, DbErr> {
    let codes: HashSet<&str> = rows
        .iter()
        .filter_map(|row| row.payload.road_code.as_deref())
        .collect();
    let ids: HashSet<Uuid> = rows.iter().filter_map(|row| row.payload.site_id).collect();
    let roads: Vec<String> = find_global::<road::Entity>()
        .select_only()
        .column(road::Column::Code)
        .filter(road::Column::Code.is_in(codes))
        .into_tuple()
        .all(tx)
        .await?;
    let sites: Vec<Uuid> = find_global::<site::Entity>()
        .select_only()
        .column(site::Column::Id)
        .filter(site::Column::Id.is_in(ids))
        .into_tuple()
        .all(tx)
        .await?;
    let flag = |row: &NewRecord<'_, AdCensus>| {
        let payload = row.payload;
        let no_road = payload
            .road_code
            .as_ref()
            .is_some_and(|code| !roads.contains(code));
        let no_site = payload.site_id.is_some_and(|id| !sites.contains(&id));
        let flag = if no_road {
            Some(Flag::UnknownRoad)
        } else {
            no_site.then_some(Flag::UnknownSite)
        };
        Some((row.id, flag?))
    };
    Ok(rows.iter().filter_map(flag).collect())
}
