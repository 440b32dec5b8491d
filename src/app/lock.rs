//! One process at a time serves a data folder; commands that replace it refuse meanwhile.

use anyhow::Context as _;
use std::fs::File;
use std::path::Path;

/// Held as long as the data folder belongs to this process; the system gives it back when the process ends.
#[derive(Debug)]
pub struct DataLock {
    _file: File,
}

impl DataLock {
    /// Takes the lock of `data`, or says that a server holds it.
    pub fn take(data: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(data)
            .with_context(|| format!("make the data folder {}", data.display()))?;
        let path = data.join("wenxun.lock");
        let file = File::create(&path).with_context(|| format!("open {}", path.display()))?;
        file.try_lock().map_err(|_held| {
            anyhow::anyhow!(
                "another wenxun holds the data folder {}; stop it first",
                data.display()
            )
        })?;
        Ok(Self { _file: file })
    }
}
