//! `wenxun user …`: administration on the machine itself.

use super::administration::{self, Office};
use super::model::normalise_account;
use super::queries::{self, listing};
use super::setup::ensure_roots;
use super::wire::administration::{AccountPatch, AccountState, NewRole};
use super::{AccountError, Passwords};
use crate::platform::auth::{Level, Role};
use crate::platform::clock::Clock;
use crate::platform::console::say;
use crate::platform::db::Db;
use crate::platform::ids::Ids;
use anyhow::{Context as _, bail};
use clap::Subcommand;
use entity::account;
use std::path::PathBuf;

/// What `wenxun user` can do.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Create an account and print its one-time password.
    Add {
        /// Sign-in name.
        account: String,
        /// The person's name.
        #[arg(long)]
        name: String,
        /// `role@area_code`, or a role of the whole city alone, such as `system_admin`; may be repeated.
        #[arg(long = "role")]
        roles: Vec<String>,
    },
    /// List accounts with their roles.
    List {
        /// Part of the sign-in name or of the person's name.
        text: Option<String>,
    },
    /// Refuse further sign-ins and end all sessions.
    Disable {
        /// Sign-in name.
        account: String,
    },
    /// Allow sign-ins again.
    Enable {
        /// Sign-in name.
        account: String,
    },
    /// Set and print a one-time password; all devices end.
    ResetPassword {
        /// Sign-in name.
        account: String,
    },
    /// Grant a role.
    Grant {
        /// Sign-in name.
        account: String,
        /// `role@area_code`, or a role of the whole city alone.
        role: String,
    },
    /// Revoke a role.
    Revoke {
        /// Sign-in name.
        account: String,
        /// `role@area_code`, or a role of the whole city alone.
        role: String,
    },
    /// Create accounts out of a CSV file with the header `account,name,role,area_code`; all or none.
    Import {
        /// The file.
        file: PathBuf,
        /// Check only.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Does what the command says and prints what happened. Errors are for the operator to read.
pub async fn run(command: UserCommand, db: &Db, clock: &Clock, ids: &Ids) -> anyhow::Result<()> {
    let (office, passwords) = (
        Office::of_command_line(db, clock, ids),
        Passwords::default(),
    );
    match command {
        UserCommand::Add {
            account,
            name,
            roles,
        } => add(&office, &passwords, &account, &name, &roles).await,
        UserCommand::List { text } => list(&office, clock, text).await,
        UserCommand::Disable { account } => set_active(&office, &account, false).await,
        UserCommand::Enable { account } => set_active(&office, &account, true).await,
        UserCommand::ResetPassword { account } => {
            let id = find(&office, &account).await?.id;
            let password = administration::reset_password(
                &office,
                &passwords,
                "command:user reset-password",
                id,
            )
            .await?;
            say(&format!("One-time password of {account}: {password}"));
            Ok(())
        }
        UserCommand::Grant { account, role } => grant(&office, &account, &role).await,
        UserCommand::Revoke { account, role } => revoke(&office, &account, &role).await,
        UserCommand::Import { file, dry_run } => import(&office, &passwords, &file, dry_run).await,
    }
}

async fn find(office: &Office<'_>, account: &str) -> anyhow::Result<account::Model> {
    let found =
        queries::accounts::find_by_name(office.db.read(), &normalise_account(account)).await?;
    found.with_context(|| format!("there is no account {account:?}"))
}

/// Reads `role@area_code`; a role of the city needs no code.
async fn read_role(office: &Office<'_>, text: &str) -> anyhow::Result<NewRole> {
    if let Some((role, area_code)) = text.split_once('@') {
        return Ok(NewRole {
            role: role.to_owned(),
            area_code: area_code.to_owned(),
        });
    }
    let role = Role::parse(text).with_context(|| format!("there is no role {text:?}"))?;
    if role.level() != Level::City {
        bail!(
            "{text} is granted in a {}: write {text}@AREA_CODE",
            role.level().code()
        );
    }
    let now = office.now();
    office
        .db
        .write(async |tx| ensure_roots(tx, now).await)
        .await?;
    let roots = queries::roles::root_areas(office.db.read()).await?;
    let city = roots
        .into_iter()
        .find(|root| root.level == Level::City.code());
    let area_code = city.context("the area tree has no city")?.code;
    Ok(NewRole {
        role: text.to_owned(),
        area_code,
    })
}

async fn add(
    office: &Office<'_>,
    passwords: &Passwords,
    account: &str,
    name: &str,
    roles: &[String],
) -> anyhow::Result<()> {
    let mut wanted = vec![];
    for role in roles {
        wanted.push(read_role(office, role).await?);
    }
    if name.trim().is_empty() {
        bail!("the person's name is empty");
    }
    let new = (account, name, wanted.as_slice());
    let created = administration::create(office, passwords, "command:user add", new)
        .await
        .map_err(in_words)?;
    say(&format!(
        "Created {account}. One-time password: {}",
        created.one_time_password
    ));
    Ok(())
}

async fn list(office: &Office<'_>, clock: &Clock, text: Option<String>) -> anyhow::Result<()> {
    let wanted = listing::Wanted {
        text,
        ..listing::Wanted::default()
    };
    let mut after = None;
    loop {
        let state = (AccountState::All, clock.now());
        let mut rows = listing::list(office.db.read(), None, &wanted, state, (after, PAGE)).await?;
        let has_more = rows.len() > PAGE;
        rows.truncate(PAGE);
        after = rows.last().map(|row| row.account.clone());
        for view in administration::views(office, rows).await? {
            let roles: Vec<String> = view
                .roles
                .iter()
                .map(|held| format!("{}@{}", held.role.role, held.role.area_code))
                .collect();
            let state = if view.is_active { "" } else { "  (disabled)" };
            say(&format!(
                "{}  {}  {}{state}",
                view.account,
                view.name,
                roles.join(" ")
            ));
        }
        if !has_more {
            return Ok(());
        }
    }
}

/// Accounts read at a time.
const PAGE: usize = 500;

async fn set_active(office: &Office<'_>, account: &str, is_active: bool) -> anyhow::Result<()> {
    let id = find(office, account).await?.id;
    let (operation, done) = if is_active {
        ("command:user enable", "enabled")
    } else {
        ("command:user disable", "disabled")
    };
    let patch = AccountPatch {
        is_active: Some(is_active),
        ..AccountPatch::default()
    };
    administration::patch(office, operation, id, &patch).await?;
    say(&format!("{account} is {done}"));
    Ok(())
}

async fn grant(office: &Office<'_>, account: &str, role: &str) -> anyhow::Result<()> {
    let wanted = read_role(office, role).await?;
    let id = find(office, account).await?.id;
    administration::grant(office, "command:user grant", id, &wanted)
        .await
        .map_err(in_words)?;
    say(&format!(
        "{account} is {} in {}",
        wanted.role, wanted.area_code
    ));
    Ok(())
}

async fn revoke(office: &Office<'_>, account: &str, role: &str) -> anyhow::Result<()> {
    let wanted = read_role(office, role).await?;
    let id = find(office, account).await?.id;
    let held = queries::roles::list_held(office.db.read(), &[id]).await?;
    let held = held
        .into_iter()
        .find(|held| {
            held.grant.role.code() == wanted.role && held.grant.area_code == wanted.area_code
        })
        .with_context(|| format!("{account} is not {} in {}", wanted.role, wanted.area_code))?;
    administration::revoke(office, "command:user revoke", id, held.grant.id).await?;
    say(&format!(
        "{account} is no longer {} in {}",
        wanted.role, wanted.area_code
    ));
    Ok(())
}

async fn import(
    office: &Office<'_>,
    passwords: &Passwords,
    file: &std::path::Path,
    dry_run: bool,
) -> anyhow::Result<()> {
    let bytes = std::fs::read(file).with_context(|| format!("read {}", file.display()))?;
    let report =
        administration::import(office, passwords, "command:user import", &bytes, dry_run).await?;
    for problem in &report.problems {
        say(&format!("line {}: {}", problem.line, problem.words.2));
    }
    if !report.problems.is_empty() {
        bail!("nothing was imported");
    }
    for account in &report.accounts {
        say(&format!(
            "{}  {}  {}",
            account.account, account.name, account.one_time_password
        ));
    }
    say(&format!(
        "{} accounts {}",
        report.created,
        if dry_run {
            "would be created"
        } else {
            "created"
        }
    ));
    Ok(())
}

/// The words of the code table, with the place, for the operator.
fn in_words(error: AccountError) -> anyhow::Error {
    match &error {
        AccountError::Field(problem) => {
            anyhow::anyhow!("{}: {}", problem.pointer, problem.code.en())
        }
        _ => error.into(),
    }
}
