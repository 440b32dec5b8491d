//! What became of the caller's own records.

use crate::areas::Territories;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ReadRecords;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::problem::{Code, Problem, ProblemResponses};
use crate::records::flags::Flag;
use crate::records::followed::{cases_of, returns_of};
use crate::records::wire::{MyRecord, MyRecords, ReceiptView};
use crate::records::{queries, receipts};
use actix_web::{get, web};
use serde::Deserialize;
use utoipa::IntoParams;

/// Records of one answer.
const AT_ONCE: u64 = 100;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Since {
    /// The `next_since_seq` of the last answer; 0 or absent for all.
    since_seq: Option<i64>,
}

/// The caller's own records that changed since the last look.
#[utoipa::path(operation_id = "list_my_records", tag = "records", params(Since), responses((status = 200, body = MyRecords), ProblemResponses), security(("bearer" = [])))]
#[get("/records/mine")]
pub(super) async fn list_my_records(
    who: Allowed<ReadRecords>,
    since: web::Query<Since>,
    territories: web::Data<Territories>,
) -> Result<web::Json<MyRecords>, Problem> {
    let since_seq = since.since_seq.unwrap_or_default();
    let rows = queries::my_changes(who.read(), who.actor().account_id, since_seq, AT_ONCE).await?;
    let mut flags = queries::flags_of(who.read(), rows.iter().map(|(row, _)| row.id)).await?;
    let ids = || rows.iter().map(|(row, _)| row.id);
    let mut returns = returns_of(who.read(), ids()).await?;
    let mut cases = cases_of(who.read(), ids()).await?;
    let next_since_seq = rows.last().map_or(since_seq, |(_, seq)| *seq);
    let territory = territories.current();
    let items = rows
        .into_iter()
        .map(|(row, seq)| {
            let flags = flags.remove(&row.id).unwrap_or_default();
            let is_superseded = flags.iter().any(|flag| flag == Flag::Superseded.code());
            let case = cases.remove(&row.id);
            let returned = returns.remove(&row.id).filter(|_| !is_superseded);
            let state = match (is_superseded, &returned, &case) {
                (true, ..) => "superseded",
                (_, Some(_), _) => "returned",
                (_, _, Some(_)) => "in_case",
                _ => "received",
            };
            let (remark, pointer) =
                returned.map_or((None, None), |one| (Some(one.remark), one.pointer));
            MyRecord {
                id: row.id,
                seq,
                kind: row.kind,
                state,
                remark,
                pointer,
                case,
                flags,
                receipt: row.receipt,
                area_code: territory
                    .by_id(row.area_id)
                    .map(|area| area.code.clone())
                    .unwrap_or_default(),
                happened_at: UtcMillis(row.happened_at),
            }
        })
        .collect();
    Ok(web::Json(MyRecords {
        items,
        next_since_seq,
    }))
}

/// What a receipt says to its holder or to a supervisor of the place.
#[utoipa::path(operation_id = "show_receipt", tag = "records", params(("code" = String, Path, description = "Eight characters; case, spaces and look-alikes do not matter")), responses((status = 200, body = ReceiptView), ProblemResponses), security(("bearer" = [])))]
#[get("/receipts/{code}")]
pub(super) async fn show_receipt(
    who: Allowed<ReadRecords>,
    code: web::Path<String>,
    zone: web::Data<Zone>,
) -> Result<web::Json<ReceiptView>, Problem> {
    let missing = || Problem::new(Code::ReceiptNotFound);
    let code = receipts::normalise(&code).ok_or_else(missing)?;
    let row = queries::by_receipt(who.read(), who.scope(), &code)
        .await?
        .ok_or_else(missing)?;
    Ok(web::Json(ReceiptView {
        receipt: row.receipt,
        kind: row.kind,
        received_at: UtcMillis(row.received_at),
        captured_date: zone.day_of(UtcMillis(row.happened_at)).to_string(),
    }))
}
