//! Two cases of one matter become one; everybody who reported either stays a reporter.

use super::{Ground, line, masked, note, stage_of, steps, stop_watch, tell_records};
use crate::cases::error::{CaseError, Standing};
use crate::cases::model::{Outcome, Stage};
use crate::cases::queries::{self, parts};
use crate::cases::wire::Merge;
use crate::platform::audit;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ManageCases;
use crate::platform::db::{Lock, hold};
use crate::platform::problem::FieldCode;
use entity::{case_file, case_report};
use sea_orm::DatabaseTransaction;
use serde_json::json;
use uuid::Uuid;

/// Ends case `id` as a duplicate of another, which goes on with the reporters of both.
pub(in crate::cases) async fn merge(
    who: &Allowed<ManageCases>,
    ground: &Ground,
    id: Uuid,
    asked: &Merge,
) -> Result<case_file::Model, CaseError> {
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let mut reach = ground.reach(tx, who.actor(), who.scope()).await?;
        // Merging is the supervisor's work, wherever the caller may answer for a unit besides.
        reach.units.clear();
        let mut row = queries::find(tx, &reach, id)
            .await?
            .ok_or(CaseError::NotFound(id))?;
        let unknown = || CaseError::field("/into_id", FieldCode::UnknownValue);
        let target = queries::find(tx, &reach, asked.into_id)
            .await?
            .ok_or_else(unknown)?;
        if row.version != asked.version {
            return Err(CaseError::Changed(Standing::from(&row)));
        }
        for one in [&row, &target] {
            if !one.is_open || target.id == row.id {
                return Err(CaseError::NotMergeable(Standing::from(one)));
            }
        }
        end_as_duplicate(tx, who, ground, (&mut row, &target), asked).await?;
        let event = audit::Event::new(Some(who.actor()), "merge_case", format!("case:{id}"));
        let detail = json!({"into": target.id});
        audit::record(tx, &who.state().clock, event.detail(detail)).await?;
        Ok(row)
    })
    .await
}

/// What merging does to both cases.
async fn end_as_duplicate(
    tx: &DatabaseTransaction,
    who: &Allowed<ManageCases>,
    ground: &Ground,
    (row, target): (&mut case_file::Model, &case_file::Model),
    asked: &Merge,
) -> Result<(), CaseError> {
    let me = who.actor().account_id;
    let (now, seen, from) = (who.now(), row.version, stage_of(row));
    let reports = parts::reports_of(tx, row.id).await?;
    let kept = reports.into_iter().map(|report| case_report::Model {
        id: who.new_id(),
        case_id: target.id,
        at: report.at,
        ..report
    });
    parts::insert_reports(tx, kept.collect()).await?;
    Stage::Voided.code().clone_into(&mut row.stage);
    row.outcome = Some(Outcome::Duplicate.code().to_owned());
    row.side = None;
    row.is_open = false;
    row.closed_at = Some(now.0);
    row.merged_into = Some(target.id);
    row.version += 1;
    stop_watch(row, &ground.calendar, now);
    if !queries::save(tx, row, seen).await? {
        return Err(CaseError::Changed(Standing::from(&*row)));
    }
    let detail = json!({"into": target.id, "number": target.number});
    let number = parts::last_event(tx, row.id).await? + 1;
    let mut event = line(
        row,
        number,
        "merge",
        (Some(from.code()), Some(me), now),
        &detail,
    );
    event.note = masked(asked.note.as_ref());
    event.outcome.clone_from(&row.outcome);
    note(tx, (who.new_id(), now), row, event).await?;
    let detail = json!({"from": row.id, "number": row.number});
    steps::append(tx, target, "merged", (Some(me), now), &detail).await?;
    tell_records(tx, target, now).await?;
    Ok(())
}
