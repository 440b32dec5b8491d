//! `wenxun migrate`, `backup`, `restore`, `audit verify`, `keys rotate`.

use crate::app::{DataLock, Replaced, Service};
use crate::config::Config;
use crate::platform::audit;
use crate::platform::console;
use crate::platform::keys::Keys;
use anyhow::Context as _;
use sea_orm::DatabaseBackend;
use std::path::Path;

/// Brings the schema up to date while no server holds the data folder.
pub(super) async fn migrate(config: Config) -> anyhow::Result<()> {
    let _lock = DataLock::take(&config.data)?;
    let service = Service::open(config, Replaced::default()).await?;
    service.db.close().await?;
    console::say("The schema is up to date.");
    Ok(())
}

/// Checks the audit log; ends non-zero when it is not intact.
pub(super) async fn verify_audit(config: Config) -> anyhow::Result<()> {
    let head = config.keys_folder().join("audit-head");
    let service = Service::open(config, Replaced::default()).await?;
    let report = audit::verify(&service.db, &service.keys, &head).await?;
    for problem in &report.problems {
        console::say(&format!("! {problem}"));
    }
    if !report.is_intact {
        anyhow::bail!("the audit log is not intact");
    }
    console::say(&format!(
        "The audit log is intact: {} events, the last is number {}.",
        report.checked, report.last_number
    ));
    Ok(())
}

/// Adds a token key; tokens signed with the previous one still verify.
pub(super) fn rotate_keys(config: &Config) -> anyhow::Result<()> {
    let id = Keys::rotate_token(&config.keys_folder())?;
    console::say(&format!(
        "Key {id} signs access tokens from the next start on."
    ));
    Ok(())
}

/// Copies database, photos and keys into `folder`, which must not exist yet. A server may run meanwhile.
pub(super) async fn backup(config: Config, folder: &Path) -> anyhow::Result<()> {
    anyhow::ensure!(
        !folder.exists(),
        "{} exists already; a backup never overwrites",
        folder.display()
    );
    std::fs::create_dir_all(folder)?;
    let data = config.data.clone();
    let keys = config.keys_folder();
    let service = Service::open(config, Replaced::default()).await?;
    // Keys with the audit head first: a head behind the copied log is fine, one ahead would look like a cut tail.
    copy_folder(&keys, &folder.join("keys"))?;
    // Rows before photos: a photo that arrives later is extra, a row without its photo would be a loss.
    if service.db.backend() == DatabaseBackend::Sqlite {
        service.db.copy_to(&folder.join("wenxun.db")).await?;
        console::say("database: copied");
    } else {
        console::say(
            "database: PostgreSQL is backed up with its own pg_dump; see docs/OPERATIONS.md",
        );
    }
    let photos = copy_folder(&data.join("photos"), &folder.join("photos"))?;
    console::say(&format!(
        "{photos} photo files and the keys: copied to {}",
        folder.display()
    ));
    Ok(())
}

/// Puts a backup into the data folder, which must be empty, while no server holds it.
pub(super) fn restore(config: &Config, folder: &Path) -> anyhow::Result<()> {
    anyhow::ensure!(
        folder.join("keys").is_dir(),
        "{} is no backup: it has no keys",
        folder.display()
    );
    std::fs::create_dir_all(&config.data)?;
    let _lock = DataLock::take(&config.data)?;
    let occupied = ["wenxun.db", "photos", "keys"]
        .iter()
        .find(|name| config.data.join(name).exists());
    if let Some(name) = occupied {
        anyhow::bail!(
            "{} already holds {name}; restore into an empty data folder",
            config.data.display()
        );
    }
    if folder.join("wenxun.db").exists() {
        std::fs::copy(folder.join("wenxun.db"), config.data.join("wenxun.db"))?;
    }
    let photos = copy_folder(&folder.join("photos"), &config.data.join("photos"))?;
    copy_folder(&folder.join("keys"), &config.keys_folder())?;
    console::say(&format!(
        "Restored {} with {photos} photo files.",
        config.data.display()
    ));
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<usize> {
    if !from.exists() {
        return Ok(0);
    }
    std::fs::create_dir_all(to)?;
    let mut copied = 0;
    for entry in std::fs::read_dir(from).with_context(|| format!("read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copied += copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)
                .with_context(|| format!("copy {}", entry.path().display()))?;
            copied += 1;
        }
    }
    Ok(copied)
}
