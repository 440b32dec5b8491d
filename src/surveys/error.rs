//! What can go wrong with surveys, in words for the log; people read the texts of the code table.

use super::draw::DrawError;
use super::forms::persons::PersonQuestion;
use super::service::draw::design_problem;
use crate::platform::blobs::BlobError;
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem};
use sea_orm::DbErr;
use serde_json::json;
use uuid::Uuid;
use xlsform::Fault;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum SurveyError {
    /// No such questionnaire or version.
    #[error("questionnaire {0} has no such version")]
    FormNotFound(Uuid),
    /// The workbook has errors.
    #[error("the workbook has {} errors", .0.len())]
    FormRefused(Vec<Fault>),
    /// Published versions do not change.
    #[error("the version is published")]
    FormVersionPublished,
    /// Nobody allowed it yet.
    #[error("{} questions ask for persons", .0.len())]
    FormAsksForPersons(Vec<PersonQuestion>),
    /// The workbook names files that are not there.
    #[error("{} files are missing", .0.len())]
    FormFilesMissing(Vec<String>),
    /// Fields break rules.
    #[error("the input breaks rules")]
    Fields(Vec<FieldProblem>),
    /// Something that has a code and needs nothing beside it.
    #[error("{}", .0.as_str())]
    Plain(Code),
    /// The body sent is nothing that is taken.
    #[error("the body is {}", .0.as_str())]
    Unfit(Code),
    /// The blob store failed.
    #[error("use the blob store")]
    Blobs(#[source] BlobError),
    /// Nothing can be drawn by the design.
    #[error("the design cannot be drawn")]
    Design(#[source] DrawError),
    /// Something of our own broke.
    #[error("draw the doors")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A definition could not be written.
    #[error("write a definition")]
    Json(#[from] serde_json::Error),
    /// The database failed.
    #[error("use the tables of surveys")]
    Db(#[from] DbErr),
}

impl From<SurveyError> for Problem {
    fn from(error: SurveyError) -> Self {
        match error {
            SurveyError::FormNotFound(_) => Self::new(Code::FormNotFound),
            SurveyError::FormRefused(faults) => {
                Self::new(Code::FormRefused).with("faults", json!(faults))
            }
            SurveyError::FormVersionPublished => Self::new(Code::FormVersionPublished),
            SurveyError::FormAsksForPersons(asked) => {
                Self::new(Code::FormAsksForPersons).with("questions", json!(asked))
            }
            SurveyError::FormFilesMissing(names) => {
                Self::new(Code::FormFilesMissing).with("files", json!(names))
            }
            SurveyError::Fields(faults) => Self::invalid_body(faults),
            SurveyError::Plain(code) => Self::new(code),
            SurveyError::Unfit(code) => {
                Self::new(code).at(vec![FieldProblem::new("", FieldCode::InvalidValue)])
            }
            SurveyError::Blobs(error) => error.into(),
            SurveyError::Design(error) => design_problem(&error),
            SurveyError::Broken(error) => Self::internal("draw the doors", error),
            SurveyError::Json(error) => Self::internal("write a definition", error),
            SurveyError::Db(error) => error.into(),
        }
    }
}
