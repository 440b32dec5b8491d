//! What can go wrong with inspections, in words for the log; people read the texts of the code table.

use super::import::RubricReport;
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem};
use sea_orm::DbErr;
use serde_json::json;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum InspectionError {
    /// The file of a rubric has errors.
    #[error("the rubric has {} errors", .0.problems.len())]
    Refused(Box<RubricReport>),
    /// Fields break rules.
    #[error("the input breaks rules")]
    Fields(Vec<FieldProblem>),
    /// A query parameter breaks rules.
    #[error("the query breaks rules")]
    Query(Vec<FieldProblem>),
    /// Something that has a code and needs nothing beside it.
    #[error("{}", .0.as_str())]
    Plain(Code),
    /// Something of our own broke.
    #[error("draw the sites")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A definition could not be written or read.
    #[error("write or read a definition")]
    Json(#[from] serde_json::Error),
    /// The database failed.
    #[error("use the tables of inspections")]
    Db(#[from] DbErr),
}

impl InspectionError {
    /// A rule broken at `pointer`.
    pub(super) fn field(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::Fields(vec![FieldProblem::new(pointer, code)])
    }

    /// A parameter that breaks a rule.
    pub(super) fn query(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::Query(vec![FieldProblem::new(pointer, code)])
    }
}

impl From<InspectionError> for Problem {
    fn from(error: InspectionError) -> Self {
        match error {
            InspectionError::Refused(report) => {
                Self::new(Code::RubricRefused).with("report", json!(report))
            }
            InspectionError::Fields(faults) => Self::invalid_body(faults),
            InspectionError::Query(faults) => Self::invalid_query(faults),
            InspectionError::Plain(code) => Self::new(code),
            InspectionError::Broken(error) => Self::internal("draw the sites", error),
            InspectionError::Json(error) => Self::internal("write or read a definition", error),
            InspectionError::Db(error) => error.into(),
        }
    }
}
