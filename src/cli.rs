//! The command line: each command says what it did in plain words and ends non-zero on failure.

mod demo;
mod import;
mod rates;
mod records;
mod serve;
mod upkeep;
mod xlsform;

use crate::accounts::{UserCommand, run_user_command};
use crate::app::{Replaced, Service};
use crate::config::{Config, LogFormat};
use crate::platform::{console, telemetry};
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Wenxun 文巡: field inspection and questionnaires for cities.
#[derive(Debug, Parser)]
#[command(name = "wenxun", version, about)]
struct Cli {
    /// Settings file; it need not exist.
    #[arg(
        long,
        global = true,
        env = "WENXUN_CONFIG",
        default_value = "wenxun.toml"
    )]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the web app.
    Serve {
        /// Load the demo city into an empty data folder and offer its sign-ins.
        #[arg(long)]
        demo: bool,
        /// Accept sign-in over plain http from other machines. Only for trials on a closed network.
        #[arg(long)]
        insecure_http: bool,
    },
    /// Administer accounts on this machine.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Bring areas, sites, roads or records in from a file.
    Import {
        #[command(subcommand)]
        what: import::What,
    },
    /// Bring the database's schema up to date.
    Migrate,
    /// Copy database, photos and keys into a new folder; the server may run.
    Backup {
        /// Folder to make.
        folder: PathBuf,
    },
    /// Put a backup into an empty data folder.
    Restore {
        /// Folder that `backup` made.
        folder: PathBuf,
    },
    /// Look after the audit log.
    Audit {
        #[command(subcommand)]
        what: AuditCommand,
    },
    /// Look after the secret keys.
    Keys {
        #[command(subcommand)]
        what: KeysCommand,
    },
    /// The demo city.
    Demo {
        #[command(subcommand)]
        what: demo::What,
    },
    /// Print the API document.
    Openapi,
    /// Check, try or convert a questionnaire workbook.
    Xlsform {
        #[command(subcommand)]
        what: xlsform::What,
    },
    /// Reckon shares of a drawn sample in a CSV file, with design-based intervals, as JSON.
    Rates(rates::Table),
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Check the chain and the head outside the database; non-zero when it is not intact.
    Verify,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Add a key for access tokens.
    Rotate,
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Openapi => {
            console::say(Service::document_text().trim_end());
            Ok(())
        }
        Command::Xlsform { what } => return xlsform::run(what),
        Command::Rates(table) => return rates::run(&table),
        command => with_config(&cli.config, command),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            console::complain(&format!("wenxun: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn with_config(file: &std::path::Path, command: Command) -> anyhow::Result<()> {
    let mut config = Config::load(file)?;
    telemetry::install(config.log.format == LogFormat::Json, &config.log.filter);
    actix_web::rt::System::new().block_on(async move {
        match command {
            Command::Serve {
                demo,
                insecure_http,
            } => {
                config.insecure_http |= insecure_http;
                serve::run(config, demo).await
            }
            Command::User { command } => {
                let service = Service::open(config, Replaced::default()).await?;
                let done =
                    run_user_command(command, &service.db, &service.clock, &service.ids).await;
                service.finish().await?;
                done
            }
            Command::Import { what } => import::run(config, what).await,
            Command::Migrate => upkeep::migrate(config).await,
            Command::Backup { folder } => upkeep::backup(config, &folder).await,
            Command::Restore { folder } => upkeep::restore(&config, &folder),
            Command::Audit {
                what: AuditCommand::Verify,
            } => upkeep::verify_audit(config).await,
            Command::Keys {
                what: KeysCommand::Rotate,
            } => upkeep::rotate_keys(&config),
            Command::Demo { what } => demo::run(config, what).await,
            Command::Openapi | Command::Xlsform { .. } | Command::Rates(_) => Ok(()),
        }
    })
}
