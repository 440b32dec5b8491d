//! What can go wrong with indicators, in words for the log; people read the texts of the code table.

use crate::platform::blobs::BlobError;
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem};
use sea_orm::DbErr;
use serde_json::json;
use uuid::Uuid;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum IndicatorError {
    /// No such edition.
    #[error("there is no edition {0}")]
    EditionNotFound(i64),
    /// Published editions do not change.
    #[error("edition {0} is published")]
    EditionPublished(i64),
    /// Another edition has this code.
    #[error("edition code {0} is taken")]
    EditionCodeTaken(String),
    /// Editions follow one another.
    #[error("an edition holds from {0} already")]
    EditionTooEarly(String),
    /// Nothing says what is required in this period.
    #[error("no edition holds in {0}")]
    NoEditionYet(String),
    /// No such evidence, or not in the caller's areas.
    #[error("evidence {0} is not within the caller's reach")]
    EvidenceNotFound(Uuid),
    /// Another kind of file.
    #[error("files of this type are not taken")]
    TypeNotTaken,
    /// The file does not hold what it promises.
    #[error("the file is damaged")]
    Damaged,
    /// Somebody was faster, or the step does not lead from here.
    #[error("the evidence is {state} at version {version}")]
    StepRefused { state: String, version: i64 },
    /// The role may take other steps.
    #[error("the step is not the caller's")]
    NotYourStep,
    /// Who filed it does not judge it.
    #[error("the evidence is the caller's own")]
    OwnEvidence,
    /// Fields break rules.
    #[error("the input breaks rules")]
    Fields(Vec<FieldProblem>),
    /// A query parameter breaks rules.
    #[error("the query breaks rules")]
    Query(Vec<FieldProblem>),
    /// A stored text is not what was written.
    #[error("read a stored report")]
    Stored(#[from] serde_json::Error),
    /// The files failed.
    #[error("use the files of evidence")]
    Blob(#[from] BlobError),
    /// The database failed.
    #[error("use the tables of indicators")]
    Db(#[from] DbErr),
}

impl IndicatorError {
    /// A rule broken at `pointer`.
    pub(super) fn field(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::Fields(vec![FieldProblem::new(pointer, code)])
    }

    /// A parameter that breaks a rule.
    pub(super) fn query(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::Query(vec![FieldProblem::new(pointer, code)])
    }
}

impl From<IndicatorError> for Problem {
    fn from(error: IndicatorError) -> Self {
        use IndicatorError as E;
        match error {
            E::EditionNotFound(_) => Self::new(Code::EditionNotFound),
            E::EditionPublished(_) => Self::new(Code::EditionPublished),
            E::EditionCodeTaken(code) => {
                Self::new(Code::EditionCodeTaken).with("edition_code", code)
            }
            E::EditionTooEarly(from) => Self::new(Code::EditionTooEarly).with("from", from),
            E::NoEditionYet(period) => Self::new(Code::NoEditionYet).with("period", period),
            E::EvidenceNotFound(_) => Self::new(Code::EvidenceNotFound),
            E::TypeNotTaken => Self::new(Code::EvidenceTypeNotTaken),
            E::Damaged => Self::new(Code::EvidenceDamaged),
            E::StepRefused { state, version } => Self::new(Code::EvidenceStepRefused)
                .with("state", state)
                .with("version", json!(version)),
            E::NotYourStep => Self::new(Code::EvidenceNotYourStep),
            E::OwnEvidence => Self::new(Code::OwnEvidence),
            E::Fields(places) => Self::invalid_body(places),
            E::Query(places) => Self::invalid_query(places),
            E::Stored(error) => Self::internal("read a stored report", error),
            E::Blob(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}
