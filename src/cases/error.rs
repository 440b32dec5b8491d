//! What can go wrong with cases, in words for the log; people read the texts of the code table.

use super::model::{Action, Outcome, Side, Stage};
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem};
use entity::case_file;
use sea_orm::DbErr;
use serde_json::{Value, json};
use uuid::Uuid;

/// How a case stands, for whoever came too late.
#[derive(Clone, Debug)]
pub(super) struct Standing(Value);

impl From<&case_file::Model> for Standing {
    fn from(row: &case_file::Model) -> Self {
        Self(
            json!({"id": row.id, "number": row.number, "stage": row.stage, "side": row.side,
            "outcome": row.outcome, "version": row.version}),
        )
    }
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum CaseError {
    /// No such case, or not the caller's to see.
    #[error("case {0} is not within the caller's reach")]
    NotFound(Uuid),
    /// Somebody else was faster.
    #[error("the case stands otherwise: {0:?}")]
    Changed(Standing),
    /// The step does not lead from here.
    #[error("{action:?} does not lead from {stage:?}")]
    StepRefused {
        action: Action,
        stage: Stage,
        open: Vec<&'static str>,
        standing: Standing,
    },
    /// The case is on hold.
    #[error("the case is on hold")]
    OnHold(Standing),
    /// The role may take other steps, or the case lies elsewhere.
    #[error("the caller may not {0:?}")]
    NotYourStep(Action),
    /// The case belongs to another unit, or the unit has nothing to do with the place.
    #[error("another unit's case")]
    ForeignUnit,
    /// The fix is the caller's own, or that of the own unit.
    #[error("the caller's own fix")]
    OwnFix,
    /// Why must be said.
    #[error("{0:?} needs a note")]
    NeedsNote(Action),
    /// A photo of the place after the work is needed.
    #[error("{0:?} needs a photo")]
    NeedsPhoto(Action),
    /// Fixed without a photo.
    #[error("no proof of {0:?}")]
    WithoutProof(Outcome),
    /// The bytes of a photo have not arrived from the caller.
    #[error("a photo was not sent by the caller")]
    PhotoNotSent(usize),
    /// The ticket or record has its case.
    #[error("case {0} exists")]
    Exists(String),
    /// Cases that end cannot be merged.
    #[error("the case cannot be merged")]
    NotMergeable(Standing),
    /// Fields break rules.
    #[error("the input breaks rules")]
    Fields(Vec<FieldProblem>),
    /// A query parameter breaks rules.
    #[error("the query breaks rules")]
    Query(Vec<FieldProblem>),
    /// The database failed.
    #[error("use the tables of cases")]
    Db(#[from] DbErr),
}

impl CaseError {
    /// A rule broken at `pointer`.
    pub(super) fn field(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::Fields(vec![FieldProblem::new(pointer, code)])
    }

    /// A parameter that breaks a rule.
    pub(super) fn query(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::Query(vec![FieldProblem::new(pointer, code)])
    }
}

/// Why the step is not open, for a case that is.
pub(super) fn refused(
    row: &case_file::Model,
    action: Action,
    stage: Stage,
    open: Vec<&'static str>,
) -> CaseError {
    let standing = Standing::from(row);
    if row.side.as_deref() == Some(Side::Held.code()) {
        return CaseError::OnHold(standing);
    }
    CaseError::StepRefused {
        action,
        stage,
        open,
        standing,
    }
}

impl From<CaseError> for Problem {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::NotFound(_) => Self::new(Code::CaseNotFound),
            CaseError::Changed(standing) => Self::new(Code::CaseChanged).with("case", standing.0),
            CaseError::StepRefused {
                action,
                stage,
                open,
                standing,
            } => Self::new(Code::CaseStepRefused)
                .with("action", action.code())
                .with("stage", stage.code())
                .with("open", open)
                .with("case", standing.0),
            CaseError::OnHold(standing) => Self::new(Code::CaseOnHold).with("case", standing.0),
            CaseError::NotYourStep(action) => {
                Self::new(Code::CaseNotYourStep).with("action", action.code())
            }
            CaseError::ForeignUnit => Self::new(Code::CaseForeignUnit),
            CaseError::OwnFix => Self::new(Code::CaseOwnFix),
            CaseError::NeedsNote(action) => Self::new(Code::CaseNeedsNote)
                .with("action", action.code())
                .at(vec![FieldProblem::new("/note", FieldCode::MissingField)]),
            CaseError::NeedsPhoto(action) => Self::new(Code::CaseNeedsPhoto)
                .with("action", action.code())
                .at(vec![FieldProblem::new("/photos", FieldCode::MissingField)]),
            CaseError::WithoutProof(outcome) => {
                Self::new(Code::CaseWithoutProof).with("outcome", outcome.code())
            }
            CaseError::PhotoNotSent(at) => {
                Self::new(Code::CasePhotoNotSent).at(vec![FieldProblem::new(
                    format!("/photos/{at}/sha256"),
                    FieldCode::UnknownValue,
                )])
            }
            CaseError::Exists(number) => Self::new(Code::CaseExists).with("number", number),
            CaseError::NotMergeable(standing) => {
                Self::new(Code::CaseNotMergeable).with("case", standing.0)
            }
            CaseError::Fields(places) => Self::invalid_body(places),
            CaseError::Query(places) => Self::invalid_query(places),
            CaseError::Db(error) => error.into(),
        }
    }
}
