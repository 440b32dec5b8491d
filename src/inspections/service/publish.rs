//! Leaving inspections out, and publishing: from then on nothing of the round changes.

use super::outcome::{Outcome, SiteOutcome};
use super::reach::in_field;
use super::scores::{Scoring, answerable};
use crate::inspections::error::InspectionError;
use crate::inspections::queries::{found, rounds};
use crate::inspections::wire::NewExclusion;
use crate::platform::audit::{self, Event};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::PlanInspections;
use crate::platform::db::{Lock, hold};
use crate::platform::problem::{Code, FieldCode};
use crate::records::mask_personal_data;
use entity::{inspection_exclusion, inspection_round};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use uuid::Uuid;

impl Scoring<'_> {
    /// Leaves an inspection out of the scores, for a reason that stands in every report.
    pub async fn exclude(
        &self,
        who: &Allowed<PlanInspections>,
        id: Uuid,
        body: &NewExclusion,
    ) -> Result<inspection_round::Model, InspectionError> {
        let plain = InspectionError::Plain;
        let reason = body.reason.trim();
        let row = inspection_exclusion::Model {
            record_id: body.record_id,
            round_id: id,
            reason: mask_personal_data(reason).unwrap_or_else(|| reason.to_owned()),
            made_by: Some(who.actor().account_id),
            made_at: who.now().0,
        };
        who.write(async |tx| {
            hold(tx, Lock::Changes).await?;
            let mut round = in_field(tx, (who, self.territory), id, None).await?;
            let inspection = found::find(tx, body.record_id).await?;
            if inspection.is_none_or(|one| one.round_id != id) {
                return Err(InspectionError::field(
                    "/record_id",
                    FieldCode::UnknownValue,
                ));
            }
            let before = found::exclusions(tx, id).await?;
            if before.iter().any(|one| one.record_id == body.record_id) {
                return Err(plain(Code::InspectionExcluded));
            }
            let detail = json!({"record": row.record_id, "reason": row.reason});
            found::exclude(tx, row).await?;
            round.version += 1;
            rounds::save(tx, &round).await?;
            let subject = format!("inspection_round:{id}");
            let event = Event::new(Some(who.actor()), "exclude_inspection", subject);
            audit::record(tx, &who.state().clock, event.detail(detail)).await?;
            Ok(round)
        })
        .await
    }

    /// Freezes every score, tells the seed, and lets everybody see.
    pub async fn publish(
        &self,
        who: &Allowed<PlanInspections>,
        id: Uuid,
        version: i64,
    ) -> Result<inspection_round::Model, InspectionError> {
        let whose = (who, self.territory);
        let round = in_field(who.read(), whose, id, Some(version)).await?;
        let seen = stand(who.read(), id).await?;
        let mut outcome = Outcome::of(who.read(), self.rubrics, &round).await?;
        let today = self.zone.day_of(who.now());
        answerable(&mut outcome.sites, (self.books, self.territory), today);
        let rows: Result<Vec<_>, _> = outcome.sites.iter().map(SiteOutcome::freeze).collect();
        let rows = rows?;
        who.write(async |tx| {
            // No inspection may come in between what was reckoned and what is frozen.
            hold(tx, Lock::Changes).await?;
            let mut round = in_field(tx, whose, id, Some(version)).await?;
            if stand(tx, id).await? != seen {
                return Err(InspectionError::Plain(Code::RoundChanged));
            }
            let scored = rows.iter().filter(|row| row.score.is_some()).count();
            let detail = json!({"sites": rows.len(), "inspected": scored, "excluded": outcome.left_out.len(),
                "seed": round.seed.as_ref().map(hex::encode)});
            found::insert_results(tx, rows).await?;
            "published".clone_into(&mut round.state);
            round.version += 1;
            round.published_at = Some(who.now().0);
            rounds::save(tx, &round).await?;
            let subject = format!("inspection_round:{id}");
            let event = Event::new(Some(who.actor()), "publish_inspection_round", subject);
            audit::record(tx, &who.state().clock, event.detail(detail)).await?;
            Ok(round)
        })
        .await
    }
}

/// How many inspections and exclusions a round has.
async fn stand(db: &impl ConnectionTrait, id: Uuid) -> Result<(usize, usize), DbErr> {
    let inspections = found::of_round(db, id).await?.len();
    Ok((inspections, found::exclusions(db, id).await?.len()))
}
