//! `shift_check`: somebody came to a shift or went.

use super::ad_hoc::{self, AdHoc, AdHocPayload};
use crate::dissuasion::jobs;
use crate::dissuasion::model::place::{distance_m, read_line};
use crate::dissuasion::queries::{field, shifts};
use crate::platform::days::Zone;
use crate::platform::db::rows_per_insert;
use crate::platform::input::{FieldProblems, parse_value};
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::records::{Examined, PositionPrivacy, RecordKind};
use entity::shift_check;
use sea_orm::{
    ActiveValue::Set, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait as _,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
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
        for one in records.iter().filter(|one| one.payload.direction == Direction::In) {
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

    async fn insert(
        &self,
        tx: &DatabaseTransaction,
        rows: &[(Uuid, &ShiftCheck)],
    ) -> Result<(), DbErr> {
        let ids: Vec<Uuid> = rows.iter().map(|(id, _)| *id).collect();
        let envelopes = field::envelopes(tx, &ids).await?;
        for (id, check) in rows {
            if let (Some(ad_hoc), Some(record)) = (&check.ad_hoc, envelopes.records.get(id)) {
                ad_hoc::make(tx, self.zone, check.shift, ad_hoc, record).await?;
            }
        }
        let shifts: Vec<Uuid> = rows.iter().map(|(_, check)| check.shift).collect();
        let lines: HashMap<Uuid, Vec<(f64, f64)>> = shifts::lines_of(tx, &shifts)
            .await?
            .into_iter()
            .map(|(id, line)| (id, read_line(&line)))
            .collect();
        let mut models = vec![];
        for (id, check) in rows {
            let Some(record) = envelopes.records.get(id) else {
                return Err(DbErr::RecordNotFound(format!("record {id} of a check")));
            };
            let from = envelopes.positions.get(id).copied();
            let metres = from
                .zip(lines.get(&check.shift))
                .and_then(|(from, line)| distance_m(line, from));
            models.push(shift_check::ActiveModel {
                record_id: Set(*id),
                shift_id: Set(check.shift),
                account_id: Set(record.author_id),
                direction: Set(check.direction.code().to_owned()),
                at: Set(record.happened_at),
                distance_m: Set(metres.map(|metres| (metres * 10.0).round() / 10.0)),
            });
        }
        for chunk in models.chunks(rows_per_insert(6)) {
            shift_check::Entity::insert_many(chunk.to_vec())
                .exec_without_returning(tx)
                .await?;
        }
        jobs::look_at_shifts(tx, &envelopes, &shifts).await
    }
}
