//! The service in this process with the demo city, asked over HTTP by one client that keeps its connection.

use crate::table::times_row;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use wenxun::app::{Replaced, Service};
use wenxun::config::Config;
use wenxun::demo::{DEMO_PASSWORD, DemoLoader};
use wenxun::platform::db::scalar_i64;

/// Requests of one measure.
const ASKED: usize = 100;
/// What the start leaves to the background has been begun after this.
const BEGUN: Duration = Duration::from_secs(5);
/// How often it is asked whether the background is done.
const POLL: Duration = Duration::from_millis(200);

/// Runs `work` on a service with the demo city in a folder of its own, which is removed afterwards.
pub fn with_demo(name: &str, work: impl AsyncFnOnce(Service)) {
    let folder: PathBuf =
        std::env::temp_dir().join(format!("wenxun-{name}-{}", std::process::id()));
    let mut config = Config::load(std::path::Path::new("no-such-file.toml")).unwrap();
    config.listen = "127.0.0.1:0".parse().unwrap();
    config.data.clone_from(&folder);
    config.limits.requests_per_s = 10_000.try_into().unwrap();
    actix_web::rt::System::new().block_on(async {
        let service = Service::open(config, Replaced::default()).await.unwrap();
        let loader = DemoLoader {
            records: service.record_importer(),
            blobs: service.blobs.clone(),
            passwords: service.passwords.clone(),
            zone: service.zone,
        };
        loader.load(&|_| {}).await.unwrap();
        work(service).await;
    });
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A client of a running service.
pub struct Client {
    base: String,
    http: reqwest::Client,
}

/// Runs `work` while the service answers.
pub async fn while_served(service: &Service, work: impl AsyncFnOnce(&Client)) {
    let running = wenxun::app::serve(service.clone()).unwrap();
    let client = Client {
        base: format!("http://{}/api/v1", running.address),
        http: reqwest::Client::builder().no_proxy().build().unwrap(),
    };
    let handle = running.handle();
    let serving = actix_web::rt::spawn(running.until_stopped());
    actix_web::rt::time::sleep(BEGUN).await;
    while jobs_due(service).await > 0 {
        actix_web::rt::time::sleep(POLL).await;
    }
    work(&client).await;
    handle.stop(true).await;
    serving.await.unwrap().unwrap();
}

/// Jobs that run or wait for their turn now.
async fn jobs_due(service: &Service) -> i64 {
    let now = service.clock.now().0;
    let sql = format!("SELECT COUNT(*) FROM job WHERE finished_at IS NULL AND run_at <= {now}");
    let count = scalar_i64(service.db.read(), &sql).await;
    count.unwrap().unwrap_or(0)
}

impl Client {
    /// The access token of a person of the demo.
    pub async fn sign_in(&self, account: &str) -> String {
        let device = json!({"id": "00000000-0000-4000-8000-000000000001", "name": "bench"});
        let body = json!({"account": account, "password": DEMO_PASSWORD, "device": device, "client": "api"});
        let request = self
            .http
            .post(format!("{}/sessions", self.base))
            .header("content-type", "application/json")
            .body(body.to_string());
        let text = request.send().await.unwrap().text().await.unwrap();
        let session: Value = serde_json::from_str(&text).unwrap();
        session["access_token"].as_str().unwrap().to_owned()
    }

    /// Asks once and tells how long it took.
    pub async fn time(&self, token: &str, path: &str) -> Duration {
        let began = Instant::now();
        let request = self.http.get(format!("{}{path}", self.base));
        let reply = request.bearer_auth(token).send().await.unwrap();
        assert!(reply.status().is_success(), "{path}");
        reply.bytes().await.unwrap();
        began.elapsed()
    }

    /// Asks again and again and prints the row.
    pub async fn measure(&self, token: &str, what: &str, path: &str, goal_ms: Option<f64>) {
        let mut times = vec![];
        for _ in 0..ASKED {
            times.push(self.time(token, path).await);
        }
        times_row(what, goal_ms, times);
    }
}
