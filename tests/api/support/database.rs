//! An own database for each test: a copied migrated SQLite file, or a database made from a migrated template.

use migration::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectionTrait as _, Database};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;
use wenxun::config::Config;
use wenxun::platform::db::Db;

static NUMBER: AtomicU32 = AtomicU32::new(1);

/// Name of the environment variable with the address of a throw-away PostgreSQL cluster.
const POSTGRES: &str = "WENXUN_TEST_POSTGRES";

/// A data folder that goes when the test ends.
pub struct DataFolder {
    folder: PathBuf,
    database_url: Option<String>,
}

impl DataFolder {
    pub async fn make() -> Self {
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let folder =
            std::env::temp_dir().join(format!("wenxun-test-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let database_url = match std::env::var(POSTGRES) {
            Ok(cluster) => Some(make_postgres(&cluster, number).await),
            Err(_unset) => {
                std::fs::copy(sqlite_template().await, folder.join("wenxun.db")).unwrap();
                None
            }
        };
        Self {
            folder,
            database_url,
        }
    }

    /// Connections to the database besides the service's.
    pub async fn open(&self) -> Db {
        open(&self.config()).await
    }

    pub fn config(&self) -> Config {
        let mut config = Config::load(std::path::Path::new("no-such-file.toml")).unwrap();
        config.listen = "127.0.0.1:0".parse().unwrap();
        config.data.clone_from(&self.folder);
        config.limits.workers = 1;
        config.limits.requests_per_s = 1_000.try_into().unwrap();
        config.database_url = self.database_url.clone().map(Into::into);
        config
    }
}

/// Connections to the database that `config` names.
pub async fn open(config: &Config) -> Db {
    match &config.database_url {
        Some(url) => Db::open_postgres(url).await.unwrap(),
        None => Db::open_sqlite(&config.data.join("wenxun.db"))
            .await
            .unwrap(),
    }
}

impl Drop for DataFolder {
    fn drop(&mut self) {
        // A folder left behind is only litter in the temporary directory.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn sqlite_template() -> &'static PathBuf {
    static TEMPLATE: OnceCell<PathBuf> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let file =
                std::env::temp_dir().join(format!("wenxun-template-{}.db", std::process::id()));
            let _ = std::fs::remove_file(&file);
            let db = Database::connect(format!("sqlite://{}?mode=rwc", file.display()))
                .await
                .unwrap();
            Migrator::up(&db, None).await.unwrap();
            db.close().await.unwrap();
            file
        })
        .await
}

/// Two copies of one template at a time are refused: take turns.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn make_postgres(cluster: &str, number: u32) -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| async {
            let name = format!("template_{}", std::process::id());
            let admin = Database::connect(format!("{cluster}/postgres"))
                .await
                .unwrap();
            admin
                .execute_unprepared(&format!("CREATE DATABASE {name}"))
                .await
                .unwrap();
            let db = Database::connect(format!("{cluster}/{name}"))
                .await
                .unwrap();
            Migrator::up(&db, None).await.unwrap();
            db.close().await.unwrap();
            name
        })
        .await;
    let name = format!("t_{}_{number}", std::process::id());
    let admin = Database::connect(format!("{cluster}/postgres"))
        .await
        .unwrap();
    let turn = TURN.lock().await;
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
        .await
        .unwrap();
    drop(turn);
    admin.close().await.unwrap();
    format!("{cluster}/{name}")
}
