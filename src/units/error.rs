//! What can go wrong with units, in words for the log; people read the texts of the code table.

use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem};
use sea_orm::DbErr;
use uuid::Uuid;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum UnitError {
    /// No such unit, or not in the caller's areas.
    #[error("unit {0} is not within the caller's reach")]
    NotFound(Uuid),
    /// Somebody else was faster.
    #[error("the unit is at version {0}")]
    Changed(i64),
    /// Another unit has this code.
    #[error("unit code {0} is taken")]
    CodeTaken(String),
    /// The name belongs to a unit already.
    #[error("the name {0} stands for unit {1}")]
    AliasTaken(String, Uuid),
    /// Somebody else was faster.
    #[error("the rules are at version {0}")]
    RulesChanged(i64),
    /// Fields break rules.
    #[error("the input breaks rules")]
    Fields(Vec<FieldProblem>),
    /// A query parameter breaks rules.
    #[error("the query breaks rules")]
    Query(Vec<FieldProblem>),
    /// The database failed.
    #[error("use the tables of units")]
    Db(#[from] DbErr),
}

impl UnitError {
    /// A rule broken at `pointer`.
    pub(super) fn field(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::Fields(vec![FieldProblem::new(pointer, code)])
    }

    /// A parameter that breaks a rule.
    pub(super) fn query(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::Query(vec![FieldProblem::new(pointer, code)])
    }
}

impl From<UnitError> for Problem {
    fn from(error: UnitError) -> Self {
        match error {
            UnitError::NotFound(_) => Self::new(Code::UnitNotFound),
            UnitError::Changed(version) => Self::new(Code::UnitChanged).with("version", version),
            UnitError::CodeTaken(code) => Self::new(Code::UnitCodeTaken).with("unit_code", code),
            UnitError::AliasTaken(name, unit_id) => Self::new(Code::UnitAliasTaken)
                .with("alias", name)
                .with("unit_id", unit_id.to_string()),
            UnitError::RulesChanged(version) => {
                Self::new(Code::RulesChanged).with("version", version)
            }
            UnitError::Fields(places) => Self::invalid_body(places),
            UnitError::Query(places) => Self::invalid_query(places),
            UnitError::Db(error) => error.into(),
        }
    }
}
