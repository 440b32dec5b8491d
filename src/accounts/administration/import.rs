//! Many accounts out of a CSV file: all of them or none.

use super::Office;
use super::create::write;
use super::roles::{Wanted, resolve};
use crate::accounts::model::AccountName;
use crate::accounts::queries::accounts::existing;
use crate::accounts::tokens::one_time_password;
use crate::accounts::wire::administration::{ImportedAccountView, NewRole};
use crate::accounts::{AccountError, Passwords};
use crate::platform::audit;
use crate::platform::problem::{Code, FieldCode};
use futures_util::{StreamExt as _, TryStreamExt as _};
use sea_orm::ConnectionTrait;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;

/// Lines of one file: hashing their passwords takes some seconds.
const MAX_LINES: usize = 500;
/// Longest name of a person, in characters.
const MAX_NAME: usize = 64;

/// One line: a role of an account. Further lines with the same account add roles.
#[derive(Debug, Deserialize)]
struct Line {
    account: String,
    name: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    area_code: String,
}

/// An account out of one or more lines.
#[derive(Debug)]
struct Planned {
    line: u64,
    name: AccountName,
    person: String,
    roles: Vec<Wanted>,
}

/// What is wrong in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::accounts) struct LineProblem {
    /// Line of the file; the header is line 1.
    pub(in crate::accounts) line: u64,
    /// Stable code with its words in Chinese and English.
    pub(in crate::accounts) words: (&'static str, &'static str, &'static str),
}

impl LineProblem {
    fn new(line: u64, code: FieldCode) -> Self {
        Self {
            line,
            words: (code.as_str(), code.zh(), code.en()),
        }
    }

    fn of(line: u64, error: AccountError) -> Result<Self, AccountError> {
        let code = match error {
            AccountError::Field(problem) => return Ok(Self::new(line, problem.code)),
            AccountError::RoleNotGrantable => Code::RoleNotGrantable,
            AccountError::RoleAlreadyGranted => Code::RoleAlreadyGranted,
            AccountError::AccountTaken => Code::AccountTaken,
            other => return Err(other),
        };
        Ok(Self {
            line,
            words: (code.as_str(), code.zh(), code.en()),
        })
    }
}

/// What an import did, or would do.
#[derive(Debug, Default)]
pub(in crate::accounts) struct ImportReport {
    pub(in crate::accounts) created: usize,
    pub(in crate::accounts) problems: Vec<LineProblem>,
    pub(in crate::accounts) accounts: Vec<ImportedAccountView>,
}

/// Reads `account,name,role,area_code` with a header and creates the accounts with one-time passwords. With any problem, or
/// when `is_dry_run`, nothing is written. Errors: those of the database and of hashing only.
pub(in crate::accounts) async fn import(
    office: &Office<'_>,
    passwords: &Passwords,
    operation: &'static str,
    file: &[u8],
    is_dry_run: bool,
) -> Result<ImportReport, AccountError> {
    let (planned, problems) = plan(office.db.read(), office, file).await?;
    if !problems.is_empty() || is_dry_run {
        let created = if problems.is_empty() {
            planned.len()
        } else {
            0
        };
        return Ok(ImportReport {
            created,
            problems,
            accounts: vec![],
        });
    }
    let secrets = make_passwords(passwords, planned.len()).await?;
    let written = write_all(office, operation, &planned, &secrets).await;
    match written {
        Ok(accounts) => Ok(ImportReport {
            created: accounts.len(),
            problems: vec![],
            accounts,
        }),
        Err(Failed { line, error }) => {
            let problems = vec![LineProblem::of(line, error)?];
            Ok(ImportReport {
                problems,
                ..ImportReport::default()
            })
        }
    }
}

/// Writes all accounts and one audit event, or nothing.
async fn write_all(
    office: &Office<'_>,
    operation: &'static str,
    planned: &[Planned],
    secrets: &[(String, String)],
) -> Result<Vec<ImportedAccountView>, Failed> {
    office
        .db
        .write(async |tx| {
            let mut accounts = vec![];
            for (planned, (password, hash)) in planned.iter().zip(secrets) {
                let row = (
                    office.new_id(),
                    &planned.name,
                    planned.person.as_str(),
                    hash.as_str(),
                );
                write(tx, office, row, &planned.roles)
                    .await
                    .map_err(|error| (planned.line, error))?;
                accounts.push(ImportedAccountView {
                    account: planned.name.as_str().to_owned(),
                    name: planned.person.clone(),
                    one_time_password: password.clone(),
                });
            }
            let names: Vec<&str> = planned
                .iter()
                .map(|planned| planned.name.as_str())
                .collect();
            let event = audit::Event::new(office.actor, operation, "accounts")
                .detail(json!({ "accounts": names }));
            audit::record(tx, office.clock, event).await?;
            Ok(accounts)
        })
        .await
}

/// Where writing failed: somebody took the name in between.
struct Failed {
    line: u64,
    error: AccountError,
}

impl From<(u64, AccountError)> for Failed {
    fn from((line, error): (u64, AccountError)) -> Self {
        Self { line, error }
    }
}

impl From<sea_orm::DbErr> for Failed {
    fn from(error: sea_orm::DbErr) -> Self {
        Self {
            line: 0,
            error: error.into(),
        }
    }
}

async fn make_passwords(
    passwords: &Passwords,
    count: usize,
) -> Result<Vec<(String, String)>, AccountError> {
    futures_util::stream::iter(0..count)
        .map(|_| async {
            let password = one_time_password()?;
            let hash = passwords
                .hash(&SecretString::from(password.clone()))
                .await?;
            Ok((password, hash))
        })
        .buffered(2)
        .try_collect()
        .await
}

async fn plan(
    db: &impl ConnectionTrait,
    office: &Office<'_>,
    file: &[u8],
) -> Result<(Vec<Planned>, Vec<LineProblem>), AccountError> {
    let (mut planned, mut problems): (Vec<Planned>, Vec<LineProblem>) = (vec![], vec![]);
    let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text);
    for (line, number) in reader.deserialize::<Line>().zip(2_u64..) {
        if planned.len() >= MAX_LINES {
            problems.push(LineProblem::new(number, FieldCode::TooMany));
            break;
        }
        let line = match line {
            Ok(line) => line,
            Err(_unreadable) => {
                problems.push(LineProblem::new(number, FieldCode::InvalidValue));
                continue;
            }
        };
        match read_line(db, office, &line, number).await {
            Ok(found) => {
                if let Err(error) = add(&mut planned, found) {
                    problems.push(LineProblem::of(number, error)?);
                }
            }
            Err(error) => problems.push(LineProblem::of(number, error)?),
        }
    }
    let names = planned
        .iter()
        .map(|planned| planned.name.as_str().to_owned());
    let taken = existing(db, names.collect()).await?;
    for planned in planned
        .iter()
        .filter(|planned| taken.iter().any(|name| name == planned.name.as_str()))
    {
        problems.push(LineProblem::of(planned.line, AccountError::AccountTaken)?);
    }
    problems.sort_by_key(|problem| problem.line);
    Ok((planned, problems))
}

async fn read_line(
    db: &impl ConnectionTrait,
    office: &Office<'_>,
    line: &Line,
    number: u64,
) -> Result<Planned, AccountError> {
    let name = AccountName::parse(&line.account)
        .ok_or_else(|| AccountError::field("/account", FieldCode::InvalidValue))?;
    if line.name.is_empty() || line.name.chars().any(char::is_control) {
        return Err(AccountError::field("/name", FieldCode::Empty));
    }
    if line.name.chars().count() > MAX_NAME {
        return Err(AccountError::field("/name", FieldCode::TooLong));
    }
    if line.area_code.contains(char::is_control) {
        return Err(AccountError::field("/area_code", FieldCode::UnknownArea));
    }
    let mut roles = vec![];
    if !line.role.is_empty() || !line.area_code.is_empty() {
        let wanted = NewRole {
            role: line.role.clone(),
            area_code: line.area_code.clone(),
        };
        roles.push(resolve(db, office, &wanted, "").await?);
    } else if !office.is_unlimited() {
        return Err(AccountError::field("/role", FieldCode::Empty));
    }
    Ok(Planned {
        line: number,
        name,
        person: line.name.clone(),
        roles,
    })
}

/// A further line of the same account and person adds its roles.
fn add(planned: &mut Vec<Planned>, found: Planned) -> Result<(), AccountError> {
    let Some(earlier) = planned
        .iter_mut()
        .find(|earlier| earlier.name == found.name)
    else {
        planned.push(found);
        return Ok(());
    };
    if earlier.person != found.person {
        return Err(AccountError::AccountTaken);
    }
    if found.roles.is_empty() || found.roles.iter().any(|role| earlier.roles.contains(role)) {
        return Err(AccountError::RoleAlreadyGranted);
    }
    earlier.roles.extend(found.roles);
    Ok(())
}
