//! What can go wrong with duty, in words for the log; people read the texts of the code table.

use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem};
use sea_orm::DbErr;
use uuid::Uuid;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum DutyError {
    /// No such team, or not the caller's to see or change.
    #[error("team {0} is not within the caller's reach")]
    TeamNotFound(Uuid),
    /// Somebody else was faster.
    #[error("the team is at version {0}")]
    TeamChanged(i64),
    /// No such plan, or not the caller's to see or change.
    #[error("duty plan {0} is not within the caller's reach")]
    PlanNotFound(Uuid),
    /// Somebody else was faster.
    #[error("the duty plan is at version {0}")]
    PlanChanged(i64),
    /// No such shift, or not the caller's to see or change.
    #[error("shift {0} is not within the caller's reach")]
    ShiftNotFound(Uuid),
    /// Somebody else was faster.
    #[error("the roster is at version {0}")]
    RosterChanged(i64),
    /// The shift began, ended or was called off.
    #[error("the roster of shift {0} is closed")]
    ShiftOver(Uuid),
    /// Hours are confirmed after the start.
    #[error("shift {0} has not begun")]
    ShiftNotBegun(Uuid),
    /// No such offer, or not the caller's to answer.
    #[error("swap {0} is not within the caller's reach")]
    SwapNotFound(Uuid),
    /// The offer was answered already.
    #[error("swap {0} is closed")]
    SwapClosed(Uuid),
    /// Who gives up a place must have it.
    #[error("account {0} does not stand in the shift")]
    NotOnRoster(Uuid),
    /// No such entry, or not the caller's to correct.
    #[error("hours {0} are not within the caller's reach")]
    HoursNotFound(Uuid),
    /// One confirmation for a person and shift.
    #[error("the hours are confirmed already")]
    HoursConfirmedAlready,
    /// One correction for a row.
    #[error("the entry was corrected already")]
    HoursCorrectedAlready,
    /// Nobody confirms own hours.
    #[error("the caller's own hours")]
    OwnHours,
    /// Fields break rules.
    #[error("the input breaks rules")]
    Fields(Vec<FieldProblem>),
    /// A query parameter breaks rules.
    #[error("the query breaks rules")]
    Query(Vec<FieldProblem>),
    /// The database failed.
    #[error("use the tables of duty")]
    Db(#[from] DbErr),
}

impl DutyError {
    /// A rule broken at `pointer`.
    pub(super) fn field(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::Fields(vec![FieldProblem::new(pointer, code)])
    }

    /// A parameter that breaks a rule.
    pub(super) fn query(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::Query(vec![FieldProblem::new(pointer, code)])
    }
}

impl From<DutyError> for Problem {
    fn from(error: DutyError) -> Self {
        match error {
            DutyError::TeamNotFound(_) => Self::new(Code::TeamNotFound),
            DutyError::TeamChanged(version) => {
                Self::new(Code::TeamChanged).with("version", version)
            }
            DutyError::PlanNotFound(_) => Self::new(Code::PlanNotFound),
            DutyError::PlanChanged(version) => {
                Self::new(Code::PlanChanged).with("version", version)
            }
            DutyError::ShiftNotFound(_) => Self::new(Code::ShiftNotFound),
            DutyError::RosterChanged(version) => {
                Self::new(Code::RosterChanged).with("version", version)
            }
            DutyError::ShiftOver(_) => Self::new(Code::ShiftOver),
            DutyError::ShiftNotBegun(_) => Self::new(Code::ShiftNotBegun),
            DutyError::SwapNotFound(_) => Self::new(Code::SwapNotFound),
            DutyError::SwapClosed(_) => Self::new(Code::SwapClosed),
            DutyError::NotOnRoster(_) => Self::new(Code::NotOnRoster),
            DutyError::HoursNotFound(_) => Self::new(Code::HoursNotFound),
            DutyError::HoursConfirmedAlready => Self::new(Code::HoursConfirmedAlready),
            DutyError::HoursCorrectedAlready => Self::new(Code::HoursCorrectedAlready),
            DutyError::OwnHours => Self::new(Code::OwnHours),
            DutyError::Fields(places) => Self::invalid_body(places),
            DutyError::Query(places) => Self::invalid_query(places),
            DutyError::Db(error) => error.into(),
        }
    }
}
