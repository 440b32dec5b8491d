//! What can go wrong with reports, in words for the log; people read the texts of the code table.

use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem};
use sea_orm::DbErr;
use uuid::Uuid;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReportError {
    /// No such report, or not in the caller's areas.
    #[error("report {0} is not within the caller's reach")]
    NotFound(Uuid),
    /// Reports are frozen of whole periods.
    #[error("{0} is not over")]
    NotOver(String),
    /// Frozen once.
    #[error("{0} is frozen")]
    Frozen(String),
    /// A parameter breaks a rule.
    #[error("{0} breaks a rule")]
    Query(&'static str, FieldCode),
    /// A member of the body breaks a rule.
    #[error("{0} breaks a rule")]
    Body(&'static str, FieldCode),
    /// A part of it failed.
    #[error("ask a part of the report")]
    Part(#[from] Problem),
    /// A stored text is not what was written.
    #[error("read or write a report")]
    Stored(#[from] serde_json::Error),
    /// The database failed.
    #[error("use the tables of reports")]
    Db(#[from] DbErr),
}

impl From<ReportError> for Problem {
    fn from(error: ReportError) -> Self {
        use ReportError as E;
        match error {
            E::NotFound(_) => Self::new(Code::ReportNotFound),
            E::NotOver(period) => Self::new(Code::PeriodNotOver).with("period", period),
            E::Frozen(period) => Self::new(Code::ReportFrozen).with("period", period),
            E::Query(at, code) => Self::invalid_query(vec![FieldProblem::new(at, code)]),
            E::Body(at, code) => Self::invalid_body(vec![FieldProblem::new(at, code)]),
            E::Part(problem) => problem,
            E::Stored(error) => Self::internal("read or write a report", error),
            E::Db(error) => error.into(),
        }
    }
}
