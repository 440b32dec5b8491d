//! What can go wrong with lists, in words for the log; people read the texts of the code table.

use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem};
use entity::board;
use sea_orm::DbErr;
use serde_json::{Value, json};
use uuid::Uuid;

/// How a list stands, for whoever came too late.
#[derive(Clone, Debug)]
pub(super) struct Standing(Value);

impl From<&board::Model> for Standing {
    fn from(row: &board::Model) -> Self {
        Self(json!({"id": row.id, "state": row.state, "version": row.version}))
    }
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum BoardError {
    /// No such list, or not the caller's to see.
    #[error("list {0} is not within the caller's reach")]
    NotFound(Uuid),
    /// One list stands for a period and area.
    #[error("a list stands for this period and area")]
    Exists(Standing),
    /// Somebody else was faster.
    #[error("the list stands otherwise: {0:?}")]
    Changed(Standing),
    /// The step does not lead from here.
    #[error("the step does not lead from here: {0:?}")]
    StepRefused(Standing),
    /// The permission does not hold there.
    #[error("the caller may not withdraw an approved list there")]
    NotYours,
    /// Who drafts does not approve.
    #[error("the caller drafted the list")]
    Own,
    /// Nothing to approve.
    #[error("the list is empty")]
    Empty,
    /// Only periods that are over.
    #[error("{0} is not over")]
    NotOver(String),
    /// Entries break rules.
    #[error("entries break rules")]
    Entries(Vec<FieldProblem>),
    /// Entries that were sound once break rules now.
    #[error("entries do not hold any more")]
    Refused(Vec<FieldProblem>),
    /// A parameter breaks a rule.
    #[error("{0} breaks a rule")]
    Query(&'static str, FieldCode),
    /// A member of the body breaks a rule.
    #[error("{0} breaks a rule")]
    Body(&'static str, FieldCode),
    /// The document was not made.
    #[error("make the document")]
    Document(#[from] crate::platform::frozen::Unwritable),
    /// A stored text is not what was written.
    #[error("read a list")]
    Stored(#[from] serde_json::Error),
    /// The database failed.
    #[error("use the tables of lists")]
    Db(#[from] DbErr),
}

impl From<BoardError> for Problem {
    fn from(error: BoardError) -> Self {
        use BoardError as E;
        let about = |code, standing: Standing| Self::new(code).with("board", standing.0);
        match error {
            E::NotFound(_) => Self::new(Code::BoardNotFound),
            E::Exists(standing) => about(Code::BoardExists, standing),
            E::Changed(standing) => about(Code::BoardChanged, standing),
            E::StepRefused(standing) => about(Code::BoardStepRefused, standing),
            E::NotYours => Self::new(Code::PermissionDenied),
            E::Own => Self::new(Code::OwnBoard),
            E::Empty => Self::new(Code::BoardEmpty),
            E::NotOver(period) => Self::new(Code::PeriodNotOver).with("period", period),
            E::Entries(places) => Self::invalid_body(places),
            E::Refused(places) => Self::new(Code::BoardRefused).at(places),
            E::Query(at, code) => Self::invalid_query(vec![FieldProblem::new(at, code)]),
            E::Body(at, code) => Self::invalid_body(vec![FieldProblem::new(at, code)]),
            E::Document(error) => error.into(),
            E::Stored(error) => Self::internal("read a list", error),
            E::Db(error) => error.into(),
        }
    }
}
