//! Who is told of what, inside the service.

use super::model::Action;
use super::queries::{news, parts};
use super::wire::NoticeView;
use crate::platform::auth::Allowed;
use crate::platform::clock::{Clock, UtcMillis};
use crate::platform::ids::Ids;
use crate::units::contact_accounts;
use entity::{case_file, notice};
use sea_orm::{DatabaseTransaction, DbErr};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    /// Contacts of the unit.
    Unit,
    /// Who dispatched the case, or made it.
    Desk,
    /// Everybody who reported it.
    Reporters,
}

/// What a step is told as, and to whom.
fn told(action: Action) -> Option<(&'static str, To)> {
    Some(match action {
        Action::Dispatch => ("dispatched", To::Unit),
        Action::Extend => ("extended", To::Unit),
        Action::Hold => ("held", To::Unit),
        Action::Resume => ("resumed", To::Unit),
        Action::SendBack => ("sent_back", To::Unit),
        Action::Report => ("reported", To::Desk),
        Action::GiveBack => ("given_back", To::Desk),
        Action::AskExtension => ("extension_asked", To::Desk),
        Action::Close | Action::HandleSelf => ("closed", To::Reporters),
        Action::Decline | Action::Void => ("ended", To::Reporters),
        Action::Reopen => ("reopened", To::Reporters),
        Action::File | Action::Start | Action::Verify | Action::PassRecheck => return None,
    })
}

/// Tells of a step, but never the one who took it.
pub(super) async fn of_step<P>(
    tx: &DatabaseTransaction,
    who: &Allowed<P>,
    row: &case_file::Model,
    action: Action,
) -> Result<(), DbErr> {
    let Some((what, to)) = told(action) else {
        return Ok(());
    };
    let mut people = audience(tx, row, to).await?;
    people.remove(&who.actor().account_id);
    let state = who.state();
    send(
        tx,
        (&state.clock, &state.ids),
        row,
        what,
        (&people, &json!({})),
    )
    .await
}

async fn audience(
    tx: &DatabaseTransaction,
    row: &case_file::Model,
    to: To,
) -> Result<BTreeSet<Uuid>, DbErr> {
    Ok(match to {
        To::Unit => match row.unit_id {
            Some(unit) => contact_accounts(tx, unit).await?.into_iter().collect(),
            None => BTreeSet::new(),
        },
        To::Desk => row.dispatched_by.or(row.made_by).into_iter().collect(),
        To::Reporters => {
            let reports = parts::reports_of(tx, row.id).await?;
            reports
                .into_iter()
                .filter_map(|report| report.account_id)
                .collect()
        }
    })
}

/// Tells that so much of the time is used: up to 80 % those who work on the case, from 100 % the desk too.
pub(super) async fn call_out(
    tx: &DatabaseTransaction,
    makers: (&Clock, &Ids),
    row: &case_file::Model,
    percent: i64,
) -> Result<(), DbErr> {
    let is_with_unit = matches!(row.stage.as_str(), "dispatched" | "handling");
    let mut people = BTreeSet::new();
    if is_with_unit {
        people = audience(tx, row, To::Unit).await?;
    }
    if !is_with_unit || percent >= 100 {
        people.extend(audience(tx, row, To::Desk).await?);
    }
    send(
        tx,
        makers,
        row,
        "called_out",
        (&people, &json!({"percent": percent})),
    )
    .await
}

async fn send(
    tx: &DatabaseTransaction,
    (clock, ids): (&Clock, &Ids),
    row: &case_file::Model,
    what: &str,
    (people, more): (&BTreeSet<Uuid>, &Value),
) -> Result<(), DbErr> {
    let detail = json!({"number": row.number, "category": row.category, "stage": row.stage,
        "outcome": row.outcome, "percent": more.get("percent")});
    let rows = people.iter().map(|account_id| notice::Model {
        id: ids.next(clock),
        account_id: *account_id,
        case_id: Some(row.id),
        what: what.to_owned(),
        detail: detail.to_string(),
        at: clock.now().0,
        read_at: None,
    });
    news::insert_notices(tx, rows.collect()).await
}

/// A notice in words.
pub(super) fn view(row: notice::Model) -> NoticeView {
    let detail: Value = serde_json::from_str(&row.detail).unwrap_or_default();
    let number = detail
        .get("number")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let percent = detail
        .get("percent")
        .and_then(Value::as_i64)
        .unwrap_or_default();
    let (zh, en) = match row.what.as_str() {
        "dispatched" => ("已派给您的单位", "was dispatched to your unit"),
        "extended" => ("已延期", "was given more time"),
        "held" => ("已挂起，时限暂停", "was put on hold; the clock stands"),
        "resumed" => ("已恢复，时限继续", "goes on; the clock runs again"),
        "sent_back" => ("核查没有通过，退回重办", "was not accepted and sent back"),
        "reported" => (
            "已反馈，等待核查",
            "was reported as done and waits for verification",
        ),
        "given_back" => (
            "被单位退回：不归我们",
            "was given back by the unit: not ours",
        ),
        "extension_asked" => ("单位申请延期", "the unit asks for more time"),
        "closed" => ("已办结", "is closed"),
        "ended" => ("不再办理", "was ended without work"),
        "reopened" => ("重新办理", "was opened again"),
        _ => ("时限提醒", "time is running out"),
    };
    let (mut words_zh, mut words_en) =
        (format!("案件 {number} {zh}"), format!("Case {number} {en}"));
    if row.what == "called_out" {
        words_zh = format!("案件 {number} 已用去 {percent}% 的时限");
        words_en = format!("Case {number} has used {percent} % of its time");
    }
    NoticeView {
        id: row.id,
        what: row.what,
        words_zh,
        words_en,
        case_id: row.case_id,
        at: UtcMillis(row.at),
        read_at: row.read_at.map(UtcMillis),
    }
}
