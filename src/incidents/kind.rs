//! `incident` as a kind of record.

use super::vocabulary::Vocabulary;
use crate::platform::db::{Global, rows_per_insert};
use crate::platform::input::{FieldProblems, parse_value};
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::records::{FoundFlags, NewRecord, PositionPrivacy, RecordKind};
use entity::incident;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait as _};
use serde::Deserialize;
use utoipa::ToSchema;

/// Most people or things one record may count. Assumption: more is a slip of the finger.
const MAX_COUNT: i64 = 999;

impl Global for incident::Entity {
    const REASON: &'static str = "read by ids of records that a scope gave";
}

/// Uncivil behaviour at a place.
#[derive(Clone, Copy, Debug, Default)]
pub struct IncidentKind;

/// What was seen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IncidentPayload {
    /// A behaviour's code.
    #[schema(example = "littering")]
    category: String,
    /// How many, 1 to 999; default 1.
    count: Option<i64>,
    /// What came of speaking to the person; an outcome's code.
    #[schema(example = "corrected")]
    outcome: String,
    /// 1 to 3; default from the category.
    severity: Option<i64>,
}

/// A checked incident.
#[derive(Debug)]
pub struct Incident {
    category: String,
    count: i64,
    outcome: String,
    severity: i64,
}

impl RecordKind for IncidentKind {
    const NAME: &'static str = "incident";
    const POSITION: PositionPrivacy = PositionPrivacy::Shared;
    type Payload = Incident;

    fn parse(&self, payload: serde_json::Value, found: &mut FieldProblems) -> Option<Incident> {
        let payload: IncidentPayload = match parse_value(payload, "/payload") {
            Ok(payload) => payload,
            Err(fault) => {
                found.0.push(fault);
                return None;
            }
        };
        let words = Vocabulary::get();
        let category = words.category(&payload.category);
        if category.is_none() {
            found.0.push(
                FieldProblem::new("/payload/category", FieldCode::UnknownCategory)
                    .with("category", payload.category.clone()),
            );
        }
        if words.outcome(&payload.outcome).is_none() {
            found.0.push(
                FieldProblem::new("/payload/outcome", FieldCode::UnknownOutcome)
                    .with("outcome", payload.outcome.clone()),
            );
        }
        let count = payload.count.unwrap_or(1);
        if !(1..=MAX_COUNT).contains(&count) {
            found.0.push(
                FieldProblem::new("/payload/count", FieldCode::OutOfRange)
                    .with("min", 1)
                    .with("max", MAX_COUNT),
            );
        }
        let severity = payload
            .severity
            .or(category.map(|category| category.severity))
            .unwrap_or(1);
        if !(1..=3).contains(&severity) {
            found.0.push(
                FieldProblem::new("/payload/severity", FieldCode::OutOfRange)
                    .with("min", 1)
                    .with("max", 3),
            );
        }
        Some(Incident {
            category: payload.category,
            count,
            outcome: payload.outcome,
            severity,
        })
    }

    async fn insert(
        &self,
        tx: &DatabaseTransaction,
        rows: &[NewRecord<'_, Incident>],
    ) -> Result<FoundFlags, DbErr> {
        let rows: Vec<incident::ActiveModel> = rows
            .iter()
            .map(|row| incident::ActiveModel {
                record_id: Set(row.id),
                category: Set(row.payload.category.clone()),
                count: Set(row.payload.count),
                outcome: Set(row.payload.outcome.clone()),
                severity: Set(row.payload.severity),
            })
            .collect();
        for chunk in rows.chunks(rows_per_insert(5)) {
            incident::Entity::insert_many(chunk.to_vec())
                .exec_without_returning(tx)
                .await?;
        }
        Ok(vec![])
    }
}
