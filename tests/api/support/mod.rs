//! `TestCity::spawn()` gives a running service on a free port with its own database, memory blobs and a clock that stands still.

mod client;
mod contract;
mod database;
mod duty;
mod indicators;
mod inspections;
mod records;
mod surveys;
mod tree;

pub use client::{Client, Reply};
pub use database::DataFolder;
pub use duty::{Duty, ad_hoc, check, report};
pub use indicators::{COUNTED, PROVEN, TABLE, pdf};
pub use inspections::{Round, inspection_sites, newest_rubric, round_body};
pub use records::{IN_NEIGHBOUR_GRID, IN_WORK_GRID, counted, incident, tally, with};
pub use surveys::{Fieldwork, answers, computed, form_with_files, frame_csv, small_form, workbook};
pub use tree::id_of as area_id_of;
pub use tree::{NEIGHBOUR_GRID, ROOT, STREET_EAST, STREET_WEST, WORK_GRID};

use entity::{account, device, role_grant, session};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set};
use serde_json::json;
use std::sync::OnceLock;
use std::sync::mpsc;
use wenxun::app::{Replaced, Service};
use wenxun::config::Config;
use wenxun::platform::blobs::Blobs;
use wenxun::platform::clock::{Clock, UtcMillis};
use wenxun::platform::ids::Ids;
use wenxun::platform::settings;

/// Friday 2026-10-30 09:00 in Shanghai.
pub const NOW: UtcMillis = UtcMillis(1_793_322_000_000);
/// Everybody's password in tests.
pub const PASSWORD: &str = "correct horse battery";

/// A running service with a small city: one district, two streets (East, West), two communities each, two grids each.
pub struct TestCity {
    pub service: Service,
    pub address: String,
    stop: Option<actix_web::dev::ServerHandle>,
    _data: database::DataFolder,
}

impl TestCity {
    /// A city with areas and without people.
    pub async fn spawn() -> Self {
        Self::spawn_with(|_| {}).await
    }

    /// The same with settings changed by `change`.
    pub async fn spawn_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::spawn_on(Ground::Small, change).await
    }

    /// The demo city with everything in it; its history ends on 2026-10-24. Takes long.
    pub async fn spawn_demo() -> Self {
        Self::spawn_on(Ground::Demo, |_| {}).await
    }

    /// The areas of the demo city without people and records.
    pub async fn spawn_on_demo_areas() -> Self {
        Self::spawn_on(Ground::DemoAreas, |_| {}).await
    }

    async fn spawn_on(ground: Ground, change: impl FnOnce(&mut Config)) -> Self {
        let data = database::DataFolder::make().await;
        let mut config = data.config();
        change(&mut config);
        let replaced = Replaced {
            clock: Some(Clock::fixed(NOW)),
            ids: Some(Ids::Random),
            blobs: Some(Blobs::in_memory()),
        };
        let (send, receive) = mpsc::channel();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let service = Service::open(config, replaced).await.unwrap();
                match ground {
                    Ground::Small => tree::plant(&service).await,
                    Ground::DemoAreas => demo_loader(&service).load_places().await.unwrap(),
                    Ground::Demo => {
                        demo_loader(&service).load(&|_| {}).await.unwrap();
                    }
                }
                freeze_nothing(&service).await;
                let running = wenxun::app::serve(service.clone()).unwrap();
                send.send((service, running.address.to_string(), running.handle()))
                    .unwrap();
                running.until_stopped().await.unwrap();
            });
        });
        let (mut service, address, handle) = receive.recv().expect("the service starts");
        // The test looks into the database by connections of its own: those of the service are given back by tasks
        // of whoever used them, and the test's tasks do not run while it waits for the service to end.
        service.db = data.open().await;
        Self {
            service,
            address,
            stop: Some(handle),
            _data: data,
        }
    }

    /// Moves the service's clock.
    pub fn advance_s(&self, seconds: i64) {
        self.service.clock.advance_s(seconds);
    }

    /// A client that has not signed in.
    pub fn stranger(&self) -> Client {
        Client::new(&self.address)
    }

    /// Makes an account with roles `(role, area code)` and signs in.
    pub async fn person(&self, account: &str, roles: &[(&str, &str)]) -> Client {
        self.add_account(account, roles).await;
        self.sign_in(account).await
    }

    /// A grid worker of the grid with code `grid`.
    pub async fn grid_worker(&self, grid: &str) -> Client {
        self.person(&format!("grid.{grid}"), &[("grid_worker", grid)])
            .await
    }

    /// A street supervisor.
    pub async fn street_supervisor(&self, street: &str) -> Client {
        self.person(
            &format!("street.{street}"),
            &[("street_supervisor", street)],
        )
        .await
    }

    /// The city supervisor.
    pub async fn city_supervisor(&self) -> Client {
        self.person("city.supervisor", &[("city_supervisor", ROOT)])
            .await
    }

    /// A client with a session of its own, without the sign-in page (which `accounts` tests).
    pub async fn sign_in(&self, account: &str) -> Client {
        use sea_orm::{ColumnTrait as _, QueryFilter as _};
        let row = wenxun::platform::db::find_global::<account::Entity>()
            .filter(account::Column::Account.eq(account))
            .one(self.service.db.read())
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("no account {account}"));
        let now = self.service.clock.now();
        let (device_id, session_id) = (self.new_id(), self.new_id());
        let device = device::ActiveModel {
            id: Set(device_id),
            account_id: Set(row.id),
            label_id: Set(device_id),
            name: Set("test".into()),
            secret_hash: Set(vec![0; 32]),
            first_seen_at: Set(now.0),
            last_seen_at: Set(now.0),
            ended_at: Set(None),
        };
        let session = session::ActiveModel {
            id: Set(session_id),
            account_id: Set(row.id),
            device_id: Set(device_id),
            client: Set("api".into()),
            created_at: Set(now.0),
            expires_at: Set(now.plus_days(180).0),
            ended_at: Set(None),
            end_reason: Set(None),
        };
        let written: Result<(), sea_orm::DbErr> = self
            .service
            .db
            .write(async |tx| {
                device.insert(tx).await?;
                session.insert(tx).await?;
                Ok(())
            })
            .await;
        written.unwrap();
        let mut client = self.stranger();
        client.token = Some(
            wenxun::platform::auth::issue(&self.service.keys, row.id, session_id, now).unwrap(),
        );
        client.account_id = Some(row.id.to_string());
        client
    }

    /// A new identifier.
    pub fn new_id(&self) -> uuid::Uuid {
        self.service.ids.next(&self.service.clock)
    }

    /// Puts an account and its roles into the database.
    pub async fn add_account(&self, name: &str, roles: &[(&str, &str)]) -> uuid::Uuid {
        let id = self.service.ids.next(&self.service.clock);
        let row = account::ActiveModel {
            id: Set(id),
            account: Set(name.to_owned()),
            name: Set(format!("测试{name}")),
            password_hash: Set(Some(cheap_hash().to_owned())),
            is_active: Set(true),
            is_demo: Set(false),
            must_change_password: Set(false),
            created_at: Set(NOW.0),
            created_by: Set(None),
            last_seen_at: Set(None),
        };
        let grants: Vec<role_grant::ActiveModel> = roles
            .iter()
            .map(|(role, area)| role_grant::ActiveModel {
                id: Set(self.service.ids.next(&self.service.clock)),
                account_id: Set(id),
                role: Set((*role).to_owned()),
                area_id: Set(tree::id_of(area)),
                granted_at: Set(NOW.0),
                granted_by: Set(None),
                revoked_at: Set(None),
            })
            .collect();
        let written: Result<(), sea_orm::DbErr> = self
            .service
            .db
            .write(async |tx| {
                row.insert(tx).await?;
                for grant in grants {
                    grant.insert(tx).await?;
                }
                Ok(())
            })
            .await;
        written.unwrap();
        id
    }

    /// Puts the city's clock to the system's, which blobs carry the time of.
    pub fn set_clock_right(&self) {
        let ahead_ms = Clock::System.now().0 - self.service.clock.now().0;
        self.advance_s(ahead_ms / 1000);
    }

    /// Lets the background work until something is so, for some seconds at most.
    pub async fn jobs_until(&self, is_so: impl AsyncFn() -> bool) {
        for _ in 0..200 {
            self.run_jobs().await;
            if is_so().await {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
    }

    /// Does everything the background would do by now.
    pub async fn run_jobs(&self) -> usize {
        beside(self, async |service| {
            service.runner().run_due().await.unwrap()
        })
        .await
    }
}

/// Lets the service freeze no report by itself: tests of that switch it on.
async fn freeze_nothing(service: &Service) {
    let schedule =
        json!({"weekly": false, "monthly": false, "quarterly": false, "yearly": false}).to_string();
    let written: Result<(), sea_orm::DbErr> = service
        .db
        .write(async |tx| settings::write(tx, "report_schedule", &schedule).await)
        .await;
    written.unwrap();
}

/// What loads the demo city; use it inside an actix system.
pub fn demo_loader(service: &Service) -> wenxun::demo::DemoLoader {
    wenxun::demo::DemoLoader {
        records: service.record_importer(),
        blobs: service.blobs.clone(),
        passwords: service.passwords.clone(),
        zone: service.zone,
    }
}

/// Runs `work` inside an actix system of its own, with connections of its own: those of one runtime end with it.
pub async fn beside<T: Send + 'static>(
    city: &TestCity,
    work: impl AsyncFnOnce(Service) -> T + Send + 'static,
) -> T {
    let mut service = city.service.clone();
    tokio::task::spawn_blocking(move || {
        actix_web::rt::System::new().block_on(async move {
            service.db = database::open(&service.config).await;
            let db = service.db.clone();
            let done = work(service).await;
            db.close().await.unwrap();
            done
        })
    })
    .await
    .unwrap()
}

/// What a city holds when it starts.
#[derive(Clone, Copy)]
enum Ground {
    /// The planted one of two streets.
    Small,
    /// Areas, sites and roads of the demo city.
    DemoAreas,
    /// The whole demo city.
    Demo,
}

impl Drop for TestCity {
    fn drop(&mut self) {
        // The service's thread ends by itself. Waiting for it here would stop the test's own runtime, which has yet to
        // hand back the connections that the test used.
        drop(self.stop.take().map(|handle| handle.stop(false)));
    }
}

/// A hash of [`PASSWORD`] with the smallest cost, so that tests sign in quickly.
fn cheap_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        use argon2::password_hash::PasswordHasher as _;
        let cheap = argon2::Params::new(8, 1, 1, None).unwrap();
        let argon2 =
            argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, cheap);
        argon2
            .hash_password(PASSWORD.as_bytes())
            .unwrap()
            .to_string()
    })
}
