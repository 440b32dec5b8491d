//! `shift_check`: somebody came to a shift or went.

use super::ad_hoc::{self, AdHoc, AdHocPayload, By};
use super::arrival::{self, Attending};
use crate::dissuasion::model::place::{FAR_M, distance_m, read_line};
use crate::dissuasion::queries::field;
use crate::platform::days::Zone;
use crate::platform::db::rows_per_insert;
use crate::platform::input::{FieldProblems, parse_value};
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::records::{Examined, Flag, FoundFlags, NewRecord, PositionPrivacy, RecordKind};
use entity::shift_check;
use sea_orm::{ActiveValue::Set, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait as _};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody came or went; sent at once, so that a dead phone loses no hours.
#[derive(Clone, Copy, Debug)]
pub struct ShiftCheckKind {
    zone: Zone,
}

impl ShiftCheckKind {
    /// The kind in a zone, whose days shifts belong to.
    pub fn new(zone: Zone) -> Self {
        Self { zone }
    }
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Came.
    In,
    /// Went.
    Out,
}

impl Direction {
    /// The word in the database.
    pub(in crate::dissuasion) fn code(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}

/// Payload as sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftCheckPayload {
    /// The shift.
    shift: Uuid,
    /// `in` or `out`.
    direction: Direction,
    /// The shift itself, when the phone made it.
    ad_hoc: Option<AdHocPayload>,
}

/// A checked one.
#[derive(Debug)]
pub struct ShiftCheck {
    shift: Uuid,
    direction: Direction,
    ad_hoc: Option<AdHoc>,
}

impl RecordKind for ShiftCheckKind {
    const NAME: &'static str = "shift_check";
    const POSITION: PositionPrivacy = PositionPrivacy::Shared;
    const EXAMINES: bool = true;
    type Payload = ShiftCheck;

    fn parse(&self, payload: serde_json::Value, found: &mut FieldProblems) -> Option<ShiftCheck> {
        let payload: ShiftCheckPayload = match parse_value(payload, "/payload") {
            Ok(payload) => payload,
            Err(fault) => {
                found.0.push(fault);
                return None;
            }
        };
        Some(ShiftCheck {
            shift: payload.shift,
            direction: payload.direction,
            ad_hoc: payload.ad_hoc.map(|ad_hoc| ad_hoc::check(ad_hoc, found)),
        })
    }

    /// A going before the first coming is refused: one of the two times must be wrong.
    async fn examine(
        &self,
        db: &DatabaseConnection,
        author_id: Uuid,
        records: &[Examined<'_, ShiftCheck>],
    ) -> Result<Vec<(Uuid, FieldProblem)>, DbErr> {
        let goings: Vec<&Examined<'_, ShiftCheck>> = records
            .iter()
            .filter(|one| one.payload.direction == Direction::Out)
            .collect();
        if goings.is_empty() {
            return Ok(vec![]);
        }
        let shifts: Vec<Uuid> = goings.iter().map(|one| one.payload.shift).collect();
        let mut first_in = field::first_check_ins(db, author_id, &shifts).await?;
        for one in records
            .iter()
            .filter(|one| one.payload.direction == Direction::In)
        {
            let at = one.captured_at.0;
            let first = first_in.entry(one.payload.shift).or_insert(at);
            *first = (*first).min(at);
        }
        let wrong: Vec<Uuid> = goings
            .iter()
            .filter(|one| {
                first_in
                    .get(&one.payload.shift)
                    .is_some_and(|first| one.captured_at.0 < *first)
            })
            .map(|one| one.id)
            .collect();
        // What is stored already stays stored, whatever came after it.
        let known = field::known_checks(db, &wrong).await?;
        let fault = || FieldProblem::new("/captured_at", FieldCode::CheckedOutBeforeIn);
        Ok(wrong
            .into_iter()
            .filter(|id| !known.contains(id))
            .map(|id| (id, fault()))
            .collect())
    }

    fn brings_shift(&self, payload: &ShiftCheck) -> Option<Uuid> {
        payload.ad_hoc.as_ref().map(|_| payload.shift)
    }

    async fn insert(
        &self,
        tx: &DatabaseTransaction,
        rows: &[NewRecord<'_, ShiftCheck>],
    ) -> Result<FoundFlags, DbErr> {
        let brought = rows.iter().filter_map(|row| {
            let ad_hoc = row.payload.ad_hoc.as_ref()?;
            Some((row.payload.shift, ad_hoc, By::of(row)))
        });
        arrival::make_shifts(tx, self.zone, brought).await?;
        let shifts = arrival::shifts_of(tx, rows.iter().map(|row| row.payload.shift)).await?;
        let mut found = vec![];
        let mut models = vec![];
        for row in rows {
            let shift = shifts.get(&row.payload.shift);
            let metres = row.position.zip(shift).and_then(|((lng, lat, _), shift)| {
                distance_m(&read_line(&shift.place_line), (lng, lat))
            });
            if metres.is_some_and(|metres| metres > FAR_M) {
                found.push((row.id, Flag::FarFromPlace));
            }
            models.push(shift_check::ActiveModel {
                record_id: Set(row.id),
                shift_id: Set(row.payload.shift),
                account_id: Set(row.author_id),
                direction: Set(row.payload.direction.code().to_owned()),
                at: Set(row.happened_at.0),
                distance_m: Set(metres.map(|metres| (metres * 10.0).round() / 10.0)),
            });
        }
        for chunk in models.chunks(rows_per_insert(6)) {
            shift_check::Entity::insert_many(chunk.to_vec())
                .exec_without_returning(tx)
                .await?;
        }
        let attending = rows
            .iter()
            .map(|row| Attending::new(row.id, row.author_id, row.payload.shift));
        found.extend(arrival::judge(tx, &shifts, attending.collect()).await?);
        Ok(found)
    }
}
