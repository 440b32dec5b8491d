//! What became of records: returned for mending, or on their way as a case.

use super::changes::{append, last_seq};
use super::field_pack::{FieldPackPart, PackCaller};
use super::flags::Flag;
use super::queries::flags_of;
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{Global, Lock, find_global, hold, insert_row};
use entity::{case_file, case_report, record, record_return, unit};
use futures_util::future::LocalBoxFuture;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use serde::Serialize;
use serde_json::json;
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

impl Global for record_return::Entity {
    const REASON: &'static str = "read by ids of records that a scope gave";
}

/// Where the case of a record stands, as its author and its supervisors see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseOfRecord {
    /// Id.
    pub case_id: Uuid,
    /// What people call it.
    #[schema(example = "20261028-00417")]
    pub number: String,
    /// Stage.
    #[schema(example = "handling")]
    pub stage: String,
    /// What is special beside the stage.
    pub side: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    /// Whether work is still to be done.
    pub is_open: bool,
    /// Name of the unit in Chinese, after the dispatch.
    pub unit_name_zh: Option<String>,
    /// Name of the unit in English.
    pub unit_name_en: Option<String>,
    /// When the present work is due.
    pub due_at: Option<UtcMillis>,
    /// When it ended.
    pub closed_at: Option<UtcMillis>,
    /// Photo of the fix, SHA-256 in hexadecimal.
    pub after_photo: Option<String>,
}

/// Why a record was returned.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReturnOfRecord {
    /// What is to be mended.
    pub remark: String,
    /// Which field to open, as an RFC 6901 pointer into the record.
    pub pointer: Option<String>,
    /// When.
    pub at: UtcMillis,
}

/// Cases by record; of a record that was in several, the latest.
pub async fn cases_of(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, CaseOfRecord>, DbErr> {
    let reports = find_global::<case_report::Entity>()
        .filter(case_report::Column::RecordId.is_in(ids))
        .order_by_asc(case_report::Column::Id)
        .all(db)
        .await?;
    if reports.is_empty() {
        return Ok(HashMap::new());
    }
    let files = find_global::<case_file::Entity>()
        .filter(case_file::Column::Id.is_in(reports.iter().map(|report| report.case_id)))
        .all(db)
        .await?;
    let units = find_global::<unit::Entity>()
        .filter(unit::Column::Id.is_in(files.iter().filter_map(|file| file.unit_id)))
        .all(db)
        .await?;
    let units: HashMap<Uuid, (String, String)> = units
        .into_iter()
        .map(|unit| (unit.id, (unit.title_zh, unit.title_en)))
        .collect();
    let files: HashMap<Uuid, case_file::Model> =
        files.into_iter().map(|file| (file.id, file)).collect();
    let mut cases: HashMap<Uuid, CaseOfRecord> = HashMap::new();
    for report in reports {
        let (Some(record_id), Some(file)) = (report.record_id, files.get(&report.case_id)) else {
            continue;
        };
        // A case that was merged away gives place to the one that goes on.
        let gives_way = |known: &CaseOfRecord| file.merged_into == Some(known.case_id);
        if !cases.get(&record_id).is_some_and(gives_way) {
            cases.insert(record_id, view(file, &units));
        }
    }
    Ok(cases)
}

fn view(file: &case_file::Model, units: &HashMap<Uuid, (String, String)>) -> CaseOfRecord {
    let unit = file.unit_id.filter(|_| file.dispatched_at.is_some());
    let unit = unit.and_then(|id| units.get(&id)).cloned();
    CaseOfRecord {
        case_id: file.id,
        number: file.number.clone(),
        stage: file.stage.clone(),
        side: file.side.clone(),
        outcome: file.outcome.clone(),
        is_open: file.is_open,
        unit_name_zh: unit.as_ref().map(|names| names.0.clone()),
        unit_name_en: unit.map(|names| names.1),
        due_at: file.due_at.map(UtcMillis),
        closed_at: file.closed_at.map(UtcMillis),
        after_photo: file.after_sha256.as_ref().map(hex::encode),
    }
}

/// The latest return of each record.
pub async fn returns_of(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, ReturnOfRecord>, DbErr> {
    let rows = find_global::<record_return::Entity>()
        .filter(record_return::Column::RecordId.is_in(ids))
        .order_by_asc(record_return::Column::At)
        .all(db)
        .await?;
    let returned = rows.into_iter().map(|row| {
        let view = ReturnOfRecord {
            remark: row.remark,
            pointer: row.pointer,
            at: UtcMillis(row.at),
        };
        (row.record_id, view)
    });
    Ok(returned.collect())
}

/// Keeps a return and says so in the change log.
pub(super) async fn insert_return(
    tx: &impl ConnectionTrait,
    row: record_return::Model,
) -> Result<(), DbErr> {
    let lines = [(row.record_id, "returned".to_owned())];
    let now = UtcMillis(row.at);
    insert_row(tx, row).await?;
    note_changes(tx, &lines, now).await
}

/// Adds lines about records to the change log, so that their authors learn of them.
pub async fn note_changes(
    tx: &impl ConnectionTrait,
    lines: &[(Uuid, String)],
    now: UtcMillis,
) -> Result<(), DbErr> {
    if lines.is_empty() {
        return Ok(());
    }
    hold(tx, Lock::Changes).await?;
    let next = last_seq(tx).await? + 1;
    append(tx, next, lines, now).await
}

/// Days for which the phone keeps what became of records.
const FOLLOWED_DAYS: i64 = 60;
/// Records looked up in one statement.
const AT_ONCE: usize = 5_000;

/// Part `my_records`: what became of the caller's own records of the last 60 days, for reading without network.
#[derive(Clone, Copy, Debug)]
pub struct MyRecordsPart;

impl FieldPackPart for MyRecordsPart {
    fn name(&self) -> &'static str {
        "my_records"
    }

    fn build<'a>(&'a self, caller: &'a PackCaller) -> LocalBoxFuture<'a, Result<Vec<u8>, DbErr>> {
        Box::pin(async {
            let since = caller.now.plus_days(-FOLLOWED_DAYS).0;
            let db = caller.db.read();
            let ids: Vec<Uuid> = AreaScope::subtrees([])
                .and_own_rows_of(caller.actor.account_id)
                .find::<record::Entity>()
                .select_only()
                .column(record::Column::Id)
                .filter(record::Column::HappenedAt.gte(since))
                .order_by_desc(record::Column::HappenedAt)
                .order_by_desc(record::Column::Id)
                .into_tuple()
                .all(db)
                .await?;
            let mut items = vec![];
            for chunk in ids.chunks(AT_ONCE) {
                let (mut returns, mut cases) = (
                    returns_of(db, chunk.iter().copied()).await?,
                    cases_of(db, chunk.iter().copied()).await?,
                );
                let flags = flags_of(db, chunk.iter().copied()).await?;
                for id in chunk {
                    let is_superseded = flags.get(id).is_some_and(|flags| {
                        flags.iter().any(|flag| flag == Flag::Superseded.code())
                    });
                    let returned = returns.remove(id).filter(|_| !is_superseded);
                    let case = cases.remove(id);
                    if returned.is_some() || case.is_some() {
                        items.push(json!({"id": id, "returned": returned, "case": case}));
                    }
                }
            }
            serde_json::to_vec(&json!({ "items": items }))
                .map_err(|error| DbErr::Json(error.to_string()))
        })
    }
}
