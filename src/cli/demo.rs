//! `wenxun demo load`, and what `wenxun serve --demo` does before it serves.

use crate::app::{Replaced, Service};
use crate::config::Config;
use crate::demo::{DEMO_ACCOUNTS, DEMO_PASSWORD, DemoLoader, DemoMark};
use crate::platform::console;
use clap::Subcommand;

/// What to do with the demo city.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Load it into an empty data folder.
    Load,
}

/// Runs `wenxun demo`.
pub(super) async fn run(config: Config, what: What) -> anyhow::Result<()> {
    let service = Service::open(config, Replaced::default()).await?;
    match what {
        What::Load => introduce(&load(&service).await?),
    }
    service.finish().await?;
    Ok(())
}

/// Loads the demo city unless it is loaded; refuses a database that holds anything else.
pub(super) async fn load(service: &Service) -> anyhow::Result<DemoMark> {
    let loader = DemoLoader {
        records: service.record_importer(),
        blobs: service.blobs.clone(),
        passwords: service.passwords.clone(),
        zone: service.zone,
    };
    loader.load(&console::say).await
}

/// Says how to sign in.
pub(super) fn introduce(mark: &DemoMark) {
    let names: Vec<&str> = DEMO_ACCOUNTS.iter().map(|person| person.account).collect();
    console::say(&format!(
        "演示城市，记录到 {} 为止 / demo city, records until {}",
        mark.last_day, mark.last_day
    ));
    console::say(&format!("账号 accounts: {}", names.join(" ")));
    console::say(&format!("密码 password: {DEMO_PASSWORD}"));
}
