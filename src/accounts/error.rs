//! What can go wrong with accounts, in words for the log; people read the texts of the code table.

use crate::platform::keys::KeyError;
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem};
use sea_orm::DbErr;
use uuid::Uuid;

/// Why an account operation was not done.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Unknown account, disabled account or wrong password: one answer for all.
    #[error("sign-in failed")]
    SignInFailed,
    /// Too many wrong passwords.
    #[error("too many wrong passwords; again in {retry_after_s} s")]
    TooManyAttempts {
        /// When the window ends.
        retry_after_s: u32,
    },
    /// Plain http from another machine.
    #[error("sign-in over plain http from another machine")]
    HttpsRequired,
    /// The refresh token is unknown, expired, void or replayed.
    #[error("the session has ended")]
    SessionEnded,
    /// The present password given for a change is wrong.
    #[error("the present password is wrong")]
    WrongPassword,
    /// A field breaks a rule.
    #[error("{} at {}", .0.code.as_str(), .0.pointer)]
    Field(FieldProblem),
    /// The one-time set-up token does not fit, or an administrator exists already.
    #[error("set-up is not open")]
    SetupNotOpen,
    /// The account name is in use.
    #[error("the account name is taken")]
    AccountTaken,
    /// No such account or grant, or outside the caller's areas.
    #[error("no account or grant {0}, or not visible to the caller")]
    NotFound(Uuid),
    /// The caller's roles do not reach that role there.
    #[error("the caller may not grant or revoke a role of the account")]
    RoleNotGrantable,
    /// The person already holds the role there.
    #[error("the role is held already")]
    RoleAlreadyGranted,
    /// Nobody disables oneself.
    #[error("the caller's own account")]
    OwnAccount,
    /// Not the caller's device, or none.
    #[error("no device {0}")]
    DeviceNotFound(Uuid),
    /// All hashing places stayed busy.
    #[error("password hashing is too busy")]
    TooBusy,
    /// Hashing itself failed.
    #[error("hash a password: {0}")]
    Hash(String),
    /// A token could not be signed.
    #[error("sign an access token")]
    Token(#[from] jsonwebtoken::errors::Error),
    /// No random bytes.
    #[error("make a secret")]
    Random(#[from] KeyError),
    /// The database failed.
    #[error("use the accounts' tables")]
    Db(#[from] DbErr),
}

impl AccountError {
    /// A rule broken at `pointer`.
    pub fn field(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self::Field(FieldProblem::new(pointer, code))
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::SignInFailed => Self::new(Code::SignInFailed),
            AccountError::TooManyAttempts { retry_after_s } => {
                Self::new(Code::TooManyAttempts).retry_after_s(retry_after_s)
            }
            AccountError::HttpsRequired => Self::new(Code::HttpsRequired),
            AccountError::SessionEnded => Self::new(Code::SessionEnded),
            AccountError::WrongPassword => {
                let place = FieldProblem::new("/current_password", FieldCode::InvalidValue);
                Self::new(Code::WrongPassword).at(vec![place])
            }
            AccountError::Field(place) => Self::invalid_body(vec![place]),
            AccountError::SetupNotOpen => Self::new(Code::SetupNotOpen),
            AccountError::AccountTaken => Self::new(Code::AccountTaken),
            AccountError::NotFound(_) => Self::new(Code::NotFound),
            AccountError::RoleNotGrantable => Self::new(Code::RoleNotGrantable),
            AccountError::RoleAlreadyGranted => Self::new(Code::RoleAlreadyGranted),
            AccountError::OwnAccount => Self::new(Code::OwnAccount),
            AccountError::DeviceNotFound(_) => Self::new(Code::DeviceNotFound),
            AccountError::TooBusy => Self::new(Code::TooBusy).retry_after_s(2),
            error @ (AccountError::Hash(_)
            | AccountError::Token(_)
            | AccountError::Random(_)
            | AccountError::Db(_)) => Self::internal("use accounts", error),
        }
    }
}
