//! `shift_report`: what a shift did, sent at its end.

use super::ad_hoc::{self, AdHoc, AdHocPayload, By};
use super::arrival::{self, Attending};
use crate::dissuasion::vocabulary::handouts;
use crate::incidents::Vocabulary;
use crate::platform::days::Zone;
use crate::platform::db::rows_per_insert;
use crate::platform::input::{FieldProblems, parse_value};
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::records::{FoundFlags, NewRecord, PositionPrivacy, RecordKind};
use entity::{shift_counter, shift_handout, shift_presence, shift_report};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait, Iterable as _,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use uuid::Uuid;

/// Most accounts a report names.
const MAX_MEMBERS: usize = 100;
/// Most people without account. Assumption: more do not stand in one place.
const MAX_OTHERS: i64 = 500;
/// Most counters: every behaviour with every outcome.
const MAX_COUNTERS: usize = 500;
/// Most of one counter. Assumption: more is a slip of the finger.
const MAX_COUNT: i64 = 9_999;

/// What a shift did.
#[derive(Clone, Copy, Debug)]
pub struct ShiftReportKind {
    zone: Zone,
}

impl ShiftReportKind {
    /// The kind in a zone, whose days shifts belong to.
    pub fn new(zone: Zone) -> Self {
        Self { zone }
    }
}

/// Payload as sent. The summary in words is the envelope's note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftReportPayload {
    /// The shift.
    shift: Uuid,
    /// Accounts that were there beside the author, at most 100.
    #[serde(default)]
    members: Vec<Uuid>,
    /// People without an account that were there: a number, 0 to 500.
    #[serde(default)]
    others: i64,
    /// People spoken to who were not logged as incidents.
    #[serde(default)]
    counters: Vec<CounterPayload>,
    /// What was handed out.
    #[serde(default)]
    handouts: Vec<HandoutPayload>,
    /// The shift itself, when the phone made it.
    ad_hoc: Option<AdHocPayload>,
}

/// People by behaviour and outcome.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CounterPayload {
    /// A behaviour's code.
    category: String,
    /// An outcome's code.
    outcome: String,
    /// 1 to 9,999.
    count: i64,
}

/// A thing handed out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandoutPayload {
    /// `handbook` or `leaflet`.
    item: String,
    /// How many, 0 to 9,999.
    count: i64,
    /// How many were brought along.
    taken: Option<i64>,
}

/// A checked one.
#[derive(Debug)]
pub struct ShiftReport {
    shift: Uuid,
    members: BTreeSet<Uuid>,
    others: i64,
    counters: BTreeMap<(String, String), i64>,
    handouts: BTreeMap<String, (i64, Option<i64>)>,
    ad_hoc: Option<AdHoc>,
}

fn range(pointer: String, value: i64, min: i64, max: i64, found: &mut FieldProblems) {
    if !(min..=max).contains(&value) {
        found.0.push(
            FieldProblem::new(pointer, FieldCode::OutOfRange)
                .with("min", min)
                .with("max", max),
        );
    }
}

fn counters_of(
    sent: Vec<CounterPayload>,
    found: &mut FieldProblems,
) -> BTreeMap<(String, String), i64> {
    let words = Vocabulary::get();
    let mut counters = BTreeMap::new();
    for (at, counter) in sent.into_iter().enumerate() {
        let base = format!("/payload/counters/{at}");
        let CounterPayload {
            category,
            outcome,
            count,
        } = counter;
        if words.category(&category).is_none() {
            found.add(format!("{base}/category"), FieldCode::UnknownCategory);
        }
        if words.outcome(&outcome).is_none() {
            found.add(format!("{base}/outcome"), FieldCode::UnknownOutcome);
        }
        range(format!("{base}/count"), count, 1, MAX_COUNT, found);
        if counters.insert((category, outcome), count).is_some() {
            found.add(base, FieldCode::Repeated);
        }
    }
    counters
}

fn handouts_of(
    sent: Vec<HandoutPayload>,
    found: &mut FieldProblems,
) -> BTreeMap<String, (i64, Option<i64>)> {
    let mut things = BTreeMap::new();
    for (at, handout) in sent.into_iter().enumerate() {
        let base = format!("/payload/handouts/{at}");
        let HandoutPayload { item, count, taken } = handout;
        if !handouts().iter().any(|known| known.item == item) {
            found.add(format!("{base}/item"), FieldCode::UnknownValue);
        }
        range(format!("{base}/count"), count, 0, MAX_COUNT, found);
        let brought = taken.unwrap_or_default();
        range(format!("{base}/taken"), brought, 0, MAX_COUNT, found);
        if things.insert(item, (count, taken)).is_some() {
            found.add(base, FieldCode::Repeated);
        }
    }
    things
}

impl RecordKind for ShiftReportKind {
    const NAME: &'static str = "shift_report";
    const POSITION: PositionPrivacy = PositionPrivacy::Shared;
    type Payload = ShiftReport;

    fn parse(&self, payload: serde_json::Value, found: &mut FieldProblems) -> Option<ShiftReport> {
        let payload: ShiftReportPayload = match parse_value(payload, "/payload") {
            Ok(payload) => payload,
            Err(fault) => {
                found.0.push(fault);
                return None;
            }
        };
        for (pointer, length, max) in [
            ("/payload/members", payload.members.len(), MAX_MEMBERS),
            ("/payload/counters", payload.counters.len(), MAX_COUNTERS),
            (
                "/payload/handouts",
                payload.handouts.len(),
                handouts().len() * 2,
            ),
        ] {
            if length > max {
                found
                    .0
                    .push(FieldProblem::new(pointer, FieldCode::TooMany).with("max", max));
                return None;
            }
        }
        range(
            "/payload/others".to_owned(),
            payload.others,
            0,
            MAX_OTHERS,
            found,
        );
        Some(ShiftReport {
            shift: payload.shift,
            members: payload.members.into_iter().collect(),
            others: payload.others,
            counters: counters_of(payload.counters, found),
            handouts: handouts_of(payload.handouts, found),
            ad_hoc: payload.ad_hoc.map(|ad_hoc| ad_hoc::check(ad_hoc, found)),
        })
    }

    fn brings_shift(&self, payload: &ShiftReport) -> Option<Uuid> {
        payload.ad_hoc.as_ref().map(|_| payload.shift)
    }

    async fn insert(
        &self,
        tx: &DatabaseTransaction,
        rows: &[NewRecord<'_, ShiftReport>],
    ) -> Result<FoundFlags, DbErr> {
        let brought = rows.iter().filter_map(|row| {
            let ad_hoc = row.payload.ad_hoc.as_ref()?;
            Some((row.payload.shift, ad_hoc, By::of(row)))
        });
        arrival::make_shifts(tx, self.zone, brought).await?;
        let reports = rows.iter().map(|row| shift_report::ActiveModel {
            record_id: Set(row.id),
            shift_id: Set(row.payload.shift),
            account_id: Set(row.author_id),
            at: Set(row.happened_at.0),
            others: Set(row.payload.others),
        });
        insert_all(tx, reports.collect()).await?;
        let payloads = || rows.iter().map(|row| (row.id, row.payload));
        insert_all(
            tx,
            payloads()
                .flat_map(|(id, of)| counter_rows(id, of))
                .collect(),
        )
        .await?;
        insert_all(
            tx,
            payloads()
                .flat_map(|(id, of)| handout_rows(id, of))
                .collect(),
        )
        .await?;
        insert_all(
            tx,
            payloads()
                .flat_map(|(id, of)| presence_rows(id, of))
                .collect(),
        )
        .await?;
        let shifts = arrival::shifts_of(tx, rows.iter().map(|row| row.payload.shift)).await?;
        let attending = rows.iter().flat_map(|row| {
            let all = row.payload.members.iter().chain([&row.author_id]);
            all.map(|account| Attending::new(row.id, *account, row.payload.shift))
        });
        arrival::judge(tx, &shifts, attending.collect()).await
    }
}

fn counter_rows(
    record_id: Uuid,
    report: &ShiftReport,
) -> impl Iterator<Item = shift_counter::ActiveModel> {
    report.counters.iter().map(
        move |((category, outcome), count)| shift_counter::ActiveModel {
            record_id: Set(record_id),
            category: Set(category.clone()),
            outcome: Set(outcome.clone()),
            count: Set(*count),
        },
    )
}

fn handout_rows(
    record_id: Uuid,
    report: &ShiftReport,
) -> impl Iterator<Item = shift_handout::ActiveModel> {
    report
        .handouts
        .iter()
        .map(move |(item, (count, taken))| shift_handout::ActiveModel {
            record_id: Set(record_id),
            item: Set(item.clone()),
            count: Set(*count),
            taken: Set(*taken),
        })
}

fn presence_rows(
    record_id: Uuid,
    report: &ShiftReport,
) -> impl Iterator<Item = shift_presence::ActiveModel> {
    report
        .members
        .iter()
        .map(move |account_id| shift_presence::ActiveModel {
            record_id: Set(record_id),
            account_id: Set(*account_id),
        })
}

async fn insert_all<A: ActiveModelTrait>(
    tx: &DatabaseTransaction,
    rows: Vec<A>,
) -> Result<(), DbErr> {
    let at_once = rows_per_insert(<A::Entity as EntityTrait>::Column::iter().count());
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<A> = rows.by_ref().take(at_once).collect();
        A::Entity::insert_many(chunk)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}
