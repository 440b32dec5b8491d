//! `tally` as a kind of record.

use super::words::Words;
use crate::platform::db::{Global, rows_per_insert};
use crate::platform::input::{FieldProblems, parse_value};
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::records::{FoundFlags, NewRecord, PositionPrivacy, RecordKind};
use entity::tally;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait as _};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Most that one person can count at a stretch. Assumption: half a day at two a second is beyond anybody.
const MOST: i64 = 100_000;
/// Longest count in minutes: half a day.
const LONGEST_MINUTES: f64 = 720.0;
/// Columns of the table.
const COLUMNS: usize = 7;

impl Global for tally::Entity {
    const REASON: &'static str = "read by ids of records that a scope gave";
}

/// A count with its denominator.
#[derive(Clone, Copy, Debug, Default)]
pub struct TallyKind;

/// What was counted. The record's time is when the count ended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TallyPayload {
    /// An observation's code.
    #[serde(rename = "type")]
    #[schema(example = "bus_yield")]
    observation: String,
    /// How long it was counted, above 0 and at most 720.
    #[schema(example = 15)]
    minutes: f64,
    /// How many did right.
    #[schema(example = 58)]
    numerator: i64,
    /// Out of how many, at most 100,000; 0 is kept out of rates.
    #[schema(example = 86)]
    denominator: i64,
    /// Weather's code.
    weather: Option<String>,
    /// Account id of somebody who counted the same at the same time, for the agreement of observers.
    second_observer: Option<String>,
}

/// A checked tally.
#[derive(Debug)]
pub struct Tally {
    observation: String,
    minutes: f64,
    numerator: i64,
    denominator: i64,
    weather: Option<String>,
    second_observer_id: Option<Uuid>,
}

impl RecordKind for TallyKind {
    const NAME: &'static str = "tally";
    const POSITION: PositionPrivacy = PositionPrivacy::Shared;
    type Payload = Tally;

    fn parse(&self, payload: serde_json::Value, found: &mut FieldProblems) -> Option<Tally> {
        let payload: TallyPayload = match parse_value(payload, "/payload") {
            Ok(payload) => payload,
            Err(fault) => {
                found.0.push(fault);
                return None;
            }
        };
        check_words(&payload, found);
        check_counts(&payload, found);
        let second = payload.second_observer.as_deref();
        let second_observer_id = second.and_then(|text| Uuid::try_parse(text).ok());
        if second.is_some() != second_observer_id.is_some() {
            found.add("/payload/second_observer", FieldCode::BadUuid);
        }
        Some(Tally {
            observation: payload.observation,
            minutes: payload.minutes,
            numerator: payload.numerator,
            denominator: payload.denominator,
            weather: payload.weather,
            second_observer_id,
        })
    }

    async fn insert(
        &self,
        tx: &DatabaseTransaction,
        rows: &[NewRecord<'_, Tally>],
    ) -> Result<FoundFlags, DbErr> {
        let rows: Vec<tally::ActiveModel> = rows
            .iter()
            .map(|row| tally::ActiveModel {
                record_id: Set(row.id),
                observation: Set(row.payload.observation.clone()),
                minutes: Set(row.payload.minutes),
                numerator: Set(row.payload.numerator),
                denominator: Set(row.payload.denominator),
                weather: Set(row.payload.weather.clone()),
                second_observer_id: Set(row.payload.second_observer_id),
            })
            .collect();
        for chunk in rows.chunks(rows_per_insert(COLUMNS)) {
            tally::Entity::insert_many(chunk.to_vec())
                .exec_without_returning(tx)
                .await?;
        }
        Ok(vec![])
    }
}

fn check_words(payload: &TallyPayload, found: &mut FieldProblems) {
    let words = Words::get();
    if words.observation(&payload.observation).is_none() {
        found.0.push(
            FieldProblem::new("/payload/type", FieldCode::UnknownValue)
                .with("value", payload.observation.clone()),
        );
    }
    if let Some(weather) = payload.weather.as_deref()
        && !words.knows_weather(weather)
    {
        found.0.push(
            FieldProblem::new("/payload/weather", FieldCode::UnknownValue).with("value", weather),
        );
    }
}

fn check_counts(payload: &TallyPayload, found: &mut FieldProblems) {
    let is_long_enough = payload.minutes > 0.0 && payload.minutes <= LONGEST_MINUTES;
    if !is_long_enough {
        found.0.push(
            FieldProblem::new("/payload/minutes", FieldCode::OutOfRange)
                .with("min", 0)
                .with("max", LONGEST_MINUTES),
        );
    }
    let before = found.0.len();
    for (pointer, count) in [
        ("/payload/numerator", payload.numerator),
        ("/payload/denominator", payload.denominator),
    ] {
        if !(0..=MOST).contains(&count) {
            found.0.push(
                FieldProblem::new(pointer, FieldCode::OutOfRange)
                    .with("min", 0)
                    .with("max", MOST),
            );
        }
    }
    if found.0.len() == before && payload.numerator > payload.denominator {
        found.0.push(
            FieldProblem::new("/payload/numerator", FieldCode::ExceedsDenominator)
                .with("denominator", payload.denominator),
        );
    }
}
