//! `survey_visit` as a kind of record: a visit to a drawn door, or an interview in the street.
//!
//! Reading checks what a payload says by itself; examining holds it against the survey, the door and the questionnaire;
//! inserting stores visit, door, answers, positions and timings apart and says what the visits to the door come to.

mod answers;
mod examine;
mod insert;
mod payload;
mod state;

use super::forms::Forms;
use crate::areas::Territories;
use crate::platform::days::Zone;
use crate::platform::input::{FieldProblems, parse_value};
use crate::platform::problem::FieldProblem;
use crate::records::{Examined, FoundFlags, NewRecord, PositionPrivacy, RecordKind};
pub use payload::SurveyVisit;
use payload::SurveyVisitPayload;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use uuid::Uuid;

/// A visit with its answers.
#[derive(Clone, Debug)]
pub struct SurveyVisitKind {
    /// Published definitions.
    pub forms: Forms,
    /// The area tree in use.
    pub territories: Territories,
    /// Whose days count.
    pub zone: Zone,
}

impl RecordKind for SurveyVisitKind {
    const NAME: &'static str = "survey_visit";
    const POSITION: PositionPrivacy = PositionPrivacy::Private;
    const EXAMINES: bool = true;
    type Payload = SurveyVisit;

    fn parse(&self, payload: serde_json::Value, found: &mut FieldProblems) -> Option<SurveyVisit> {
        match parse_value::<SurveyVisitPayload>(payload, "/payload") {
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
        author_id: Uuid,
        records: &[Examined<'_, SurveyVisit>],
    ) -> Result<Vec<(Uuid, FieldProblem)>, DbErr> {
        examine::examine(self, db, author_id, records).await
    }

    async fn insert(
        &self,
        tx: &DatabaseTransaction,
        rows: &[NewRecord<'_, SurveyVisit>],
    ) -> Result<FoundFlags, DbErr> {
        insert::insert(self, tx, rows).await
    }
}
