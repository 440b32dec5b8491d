//! A data folder (and database) with areas and people in it, made through the service's own code before a server starts.

use super::http::Connection;
use super::phone::Phone;
use super::server::Server;
use entity::{account, device, role_grant, session};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait as _, Database};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use uuid::Uuid;
use wenxun::app::{Replaced, Service};
use wenxun::areas::{Importer, Upload};
use wenxun::config::Config;
use wenxun::platform::auth::{Level, issue};
use wenxun::platform::clock::Clock;
use wenxun::platform::db::Db;
use wenxun::platform::ids::Ids;
use wenxun::platform::keys::Keys;

/// Name of the environment variable with the address of a throw-away PostgreSQL cluster.
const POSTGRES: &str = "WENXUN_TEST_POSTGRES";

static NUMBER: AtomicU32 = AtomicU32::new(1);

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// The engine this run is for: PostgreSQL when a cluster is named, as in the other tests.
    pub fn of_this_run() -> Self {
        match std::env::var(POSTGRES) {
            Ok(_cluster) => Self::Postgres,
            Err(_unset) => Self::Sqlite,
        }
    }
}

/// A grid worker with a session.
#[derive(Clone, Debug)]
pub struct Person {
    pub account_id: Uuid,
    session_id: Uuid,
    grid: String,
    /// Middle of the own grid, degrees east and north.
    place: (f64, f64),
}

/// An installation without a running server.
pub struct City {
    pub folder: PathBuf,
    pub engine: Engine,
    pub people: Vec<Person>,
    database_url: Option<String>,
    keys: Keys,
    is_temporary: bool,
}

impl City {
    /// A city in a temporary folder with `people` grid workers, each in another grid.
    pub fn make(engine: Engine, people: usize) -> Self {
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let name = format!("wenxun-process-{}-{number}", std::process::id());
        let mut city = Self::make_in(&std::env::temp_dir().join(name), engine, people);
        city.is_temporary = true;
        city
    }

    /// The same in `folder`, which stays.
    pub fn make_in(folder: &Path, engine: Engine, people: usize) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let folder = folder.to_owned();
        actix_web::rt::System::new().block_on(async move {
            let database_url = match engine {
                Engine::Sqlite => None,
                Engine::Postgres => Some(make_database().await),
            };
            let config = config(&folder, database_url.as_deref());
            let service = Service::open(config, Replaced::default()).await.unwrap();
            let people = plant(&service, people).await;
            let keys = Keys::clone(&service.keys);
            service.db.close().await.unwrap();
            Self {
                folder,
                engine,
                people,
                database_url,
                keys,
                is_temporary: false,
            }
        })
    }

    /// The same installation, with its files copied to `folder` by whatever means.
    pub fn moved_to(&self, folder: &Path) -> Self {
        assert_eq!(
            self.engine,
            Engine::Sqlite,
            "the database is one of the files"
        );
        Self {
            folder: folder.to_owned(),
            engine: self.engine,
            people: self.people.clone(),
            database_url: None,
            keys: self.keys.clone(),
            is_temporary: false,
        }
    }

    /// Starts a server on this installation.
    pub fn serve(&self) -> Server {
        let url = self.database_url.clone();
        let settings: Vec<_> = url
            .map(|url| ("WENXUN_DATABASE_URL", url))
            .into_iter()
            .collect();
        Server::start(&self.folder, &settings)
    }

    /// A fresh access token; good for 15 minutes.
    pub fn token(&self, person: &Person) -> String {
        let now = Clock::System.now();
        issue(&self.keys, person.account_id, person.session_id, now).unwrap()
    }

    /// The phone of a person, connected to `server`.
    pub fn phone(&self, server: &Server, person: usize) -> Phone {
        let person = &self.people[person % self.people.len()];
        let connection = Connection::open(&server.address).unwrap();
        Phone::new(
            connection,
            self.token(person),
            person.grid.clone(),
            person.place,
        )
    }

    /// Looks into the database with connections of its own.
    pub fn look<T>(&self, work: impl AsyncFnOnce(&Db, &Keys) -> T) -> T {
        actix_web::rt::System::new().block_on(async {
            let db = match &self.database_url {
                Some(url) => Db::open_postgres(&url.clone().into()).await.unwrap(),
                None => Db::open_sqlite(&self.folder.join("wenxun.db"))
                    .await
                    .unwrap(),
            };
            let seen = work(&db, &self.keys).await;
            db.close().await.unwrap();
            seen
        })
    }
}

impl Drop for City {
    fn drop(&mut self) {
        if self.is_temporary {
            // A folder left behind is only litter in the temporary directory.
            let _ = std::fs::remove_dir_all(&self.folder);
            if !std::thread::panicking() {
                let _ = std::fs::remove_file(self.folder.with_extension("log"));
            }
        }
    }
}

fn config(folder: &Path, database_url: Option<&str>) -> Config {
    let mut config = Config::load(Path::new("no-such-file.toml")).unwrap();
    folder.clone_into(&mut config.data);
    config.database_url = database_url.map(|url| url.to_owned().into());
    config
}

async fn make_database() -> String {
    let cluster = std::env::var(POSTGRES).unwrap_or_else(|_unset| {
        panic!("{POSTGRES} is not set: run this below scripts/with-postgres")
    });
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let name = format!("process_{}_{number}", std::process::id());
    let admin = Database::connect(format!("{cluster}/postgres"))
        .await
        .unwrap();
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    admin.close().await.unwrap();
    format!("{cluster}/{name}")
}

/// The demo city's areas, and `people` grid workers with sessions.
async fn plant(service: &Service, people: usize) -> Vec<Person> {
    let bytes = wenxun::demo::pack::file("city/areas.geojson").unwrap();
    let importer = Importer {
        db: &service.db,
        clock: &service.clock,
        territories: &service.territories,
        actor: None,
    };
    let upload = Upload {
        name: "areas.geojson".to_owned(),
        bytes: Arc::from(bytes),
        is_dry_run: false,
    };
    let report = importer.import_areas(&upload).await.unwrap();
    assert!(report.was_applied, "the demo city is imported");
    let territory = service.territories.current();
    let grids = territory
        .areas()
        .iter()
        .filter(|area| area.level == Level::Grid);
    let mut planted = vec![];
    for (number, grid) in grids.take(people).enumerate() {
        let person = Person {
            account_id: new_id(),
            session_id: new_id(),
            grid: grid.code.clone(),
            place: grid.centre,
        };
        plant_person(&service.db, &person, number, grid.id).await;
        planted.push(person);
    }
    planted
}

fn new_id() -> Uuid {
    Ids::Random.next(&Clock::System)
}

async fn plant_person(db: &Db, person: &Person, number: usize, area_id: i64) {
    let now = Clock::System.now();
    let device_id = new_id();
    let account = account::ActiveModel {
        id: Set(person.account_id),
        account: Set(format!("worker.{number}")),
        name: Set(format!("网格员{number}")),
        password_hash: Set(None),
        is_active: Set(true),
        is_demo: Set(false),
        must_change_password: Set(false),
        created_at: Set(now.0),
        created_by: Set(None),
        last_seen_at: Set(None),
    };
    let grant = role_grant::ActiveModel {
        id: Set(new_id()),
        account_id: Set(person.account_id),
        role: Set("grid_worker".to_owned()),
        area_id: Set(area_id),
        granted_at: Set(now.0),
        granted_by: Set(None),
        revoked_at: Set(None),
    };
    let device = device::ActiveModel {
        id: Set(device_id),
        account_id: Set(person.account_id),
        label_id: Set(device_id),
        name: Set("phone".to_owned()),
        secret_hash: Set(vec![0; 32]),
        first_seen_at: Set(now.0),
        last_seen_at: Set(now.0),
        ended_at: Set(None),
    };
    let session = session::ActiveModel {
        id: Set(person.session_id),
        account_id: Set(person.account_id),
        device_id: Set(device_id),
        client: Set("api".to_owned()),
        created_at: Set(now.0),
        expires_at: Set(now.plus_days(180).0),
        ended_at: Set(None),
        end_reason: Set(None),
    };
    let written: Result<(), sea_orm::DbErr> = db
        .write(async |tx| {
            account.insert(tx).await?;
            grant.insert(tx).await?;
            device.insert(tx).await?;
            session.insert(tx).await?;
            Ok(())
        })
        .await;
    written.unwrap();
}
