//! What can go wrong with leagues, in words for the log; people read the texts of the code table.

use crate::platform::frozen::Unwritable;
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem};
use entity::league;
use sea_orm::DbErr;
use serde_json::{Value, json};
use uuid::Uuid;

/// How a league stands, for whoever came too late.
#[derive(Clone, Debug)]
pub(super) struct Standing(Value);

impl From<&league::Model> for Standing {
    fn from(row: &league::Model) -> Self {
        Self(
            json!({"id": row.id, "state": row.state, "version": row.version, "ends_on": row.ends_on}),
        )
    }
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum LeagueError {
    /// No such league, or none of the caller's concern.
    #[error("league {0} is not within the caller's reach")]
    NotFound(Uuid),
    /// Another one says the same.
    #[error("league {0} is of the same period, area and figure")]
    Exists(Uuid),
    /// The period is not over.
    #[error("period {0} still runs")]
    PeriodRunning(String),
    /// Nothing was observed.
    #[error("there is nothing to compare")]
    Nothing,
    /// A rule about where the league stands.
    #[error("{0:?} as the league stands: {1:?}")]
    Standing(Code, Standing),
    /// An appeal waits for its decision.
    #[error("{0} appeals are undecided")]
    Undecided(usize, Standing),
    /// The row belongs to somebody else.
    #[error("the caller does not answer for the row")]
    NotYourRow,
    /// The league has no such appeal.
    #[error("there is no appeal {0}")]
    AppealNotFound(Uuid),
    /// Somebody decided it.
    #[error("the appeal is {0}")]
    AppealDecided(String),
    /// Who filed an appeal does not decide it.
    #[error("the appeal is the caller's own")]
    OwnAppeal,
    /// A field breaks rules.
    #[error("the input breaks rules")]
    Field(FieldProblem),
    /// A query parameter breaks rules.
    #[error("the query breaks rules")]
    Query(FieldProblem),
    /// A stored text is not what was written.
    #[error("read or write a stored league")]
    Stored(#[from] serde_json::Error),
    /// A document cannot be written.
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
    /// The database failed.
    #[error("use the tables of leagues")]
    Db(#[from] DbErr),
}

impl LeagueError {
    /// A rule broken at `pointer`.
    pub(super) fn field(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::Field(FieldProblem::new(pointer, code))
    }

    /// For whoever speaks of the database alone.
    pub(super) fn into_db(self) -> DbErr {
        match self {
            Self::Db(error) => error,
            other => DbErr::Custom(other.to_string()),
        }
    }

    /// What the league's state or version forbids.
    pub(super) fn standing(code: Code, row: &league::Model) -> Self {
        Self::Standing(code, Standing::from(row))
    }
}

impl From<LeagueError> for Problem {
    fn from(error: LeagueError) -> Self {
        use LeagueError as E;
        match error {
            E::NotFound(_) => Self::new(Code::LeagueNotFound),
            E::Exists(id) => Self::new(Code::LeagueExists).with("league_id", json!(id)),
            E::PeriodRunning(period) => Self::new(Code::LeaguePeriodRunning).with("period", period),
            E::Nothing => Self::new(Code::LeagueEmpty),
            E::Standing(code, standing) => Self::new(code).with("league", standing.0),
            E::Undecided(count, standing) => Self::new(Code::LeagueUndecided)
                .with("undecided", count)
                .with("league", standing.0),
            E::NotYourRow => Self::new(Code::LeagueNotYourRow),
            E::AppealNotFound(_) => Self::new(Code::AppealNotFound),
            E::AppealDecided(decision) => Self::new(Code::AppealDecided).with("decision", decision),
            E::OwnAppeal => Self::new(Code::OwnAppeal),
            E::Field(fault) => Self::invalid_body(vec![fault]),
            E::Query(fault) => Self::invalid_query(vec![fault]),
            E::Stored(error) => Self::internal("read or write a stored league", error),
            E::Unwritable(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}
