//! `site_inspection` as a kind of record: what one inspector found at a drawn site.
//!
//! Reading checks what a payload says by itself; examining holds it against the site, its round and the rubric; inserting
//! stores the findings and says whether they count. Positions are private, for where inspectors were would tell what was
//! drawn before anything is published.

mod examine;
mod insert;
mod payload;

use super::rubrics::Rubrics;
use crate::platform::clock::Clock;
use crate::platform::days::Zone;
use crate::platform::input::{FieldProblems, parse_value};
use crate::platform::problem::FieldProblem;
use crate::records::{Examined, FoundFlags, NewRecord, PositionPrivacy, RecordKind};
use payload::SiteInspectionPayload;
pub use payload::{Found, SiteInspection};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use uuid::Uuid;

/// An inspection of a site.
#[derive(Clone, Debug)]
pub struct SiteInspectionKind {
    /// Rubrics.
    pub rubrics: Rubrics,
    /// Time.
    pub clock: Clock,
    /// Whose days count.
    pub zone: Zone,
}

impl RecordKind for SiteInspectionKind {
    const NAME: &'static str = "site_inspection";
    const POSITION: PositionPrivacy = PositionPrivacy::Private;
    const EXAMINES: bool = true;
    type Payload = SiteInspection;

    fn parse(
        &self,
        payload: serde_json::Value,
        found: &mut FieldProblems,
    ) -> Option<SiteInspection> {
        match parse_value::<SiteInspectionPayload>(payload, "/payload") {
            Ok(payload) => payload.check(found),
            Err(fault) => {
                found.0.push(fault);
                None
            }
        }
    }

    async fn examine(
        &self,
        db: &DatabaseConnection,
        _author_id: Uuid,
        records: &[Examined<'_, SiteInspection>],
    ) -> Result<Vec<(Uuid, FieldProblem)>, DbErr> {
        examine::examine(self, db, records).await
    }

    async fn insert(
        &self,
        tx: &DatabaseTransaction,
        rows: &[NewRecord<'_, SiteInspection>],
    ) -> Result<FoundFlags, DbErr> {
        insert::insert(self, tx, rows).await
    }
}
