//! Durable intake by a real server process over real HTTP: clients signed in, everything validated and audited, every
//! commit on disk. One table row a measure: path, goal, figure, verdict.
//!
//! `cargo bench --profile fast --bench intake` measures SQLite; below `scripts/with-postgres` it measures PostgreSQL.
//! Words after `--` choose measures by name. The data folder lies in the temporary directory; set `TMPDIR` to a real disk.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench speaks to its terminal and fails by panicking"
)]

#[path = "support/crowd.rs"]
mod crowd;
#[expect(
    dead_code,
    reason = "shared with the fault tests, which need more of it"
)]
#[path = "../tests/process/mod.rs"]
mod process;

use process::city::{City, Engine};
use process::server::Server;
use sea_orm::{ConnectionTrait as _, DbErr};
use std::time::{Duration, Instant};
use wenxun::platform::db::Db;
use wenxun::platform::num;

const CLIENTS: usize = 32;
const WARM_UP: Duration = Duration::from_secs(2);
const MEASURED: Duration = Duration::from_secs(8);

/// Measures one thing on a fresh city and prints its row.
type Measure = fn(&City, &Server, &str);

/// What many clients saw.
struct Load {
    records: f64,
    seconds: f64,
    cpu_ms: f64,
    times: Vec<Duration>,
}

impl Load {
    fn per_s(&self) -> f64 {
        self.records / self.seconds
    }

    fn cpu_ms_each(&self) -> f64 {
        self.cpu_ms / self.records
    }

    fn percentile_ms(&self, share: f64) -> f64 {
        let place = num::to_usize(num::from_usize(self.times.len()) * share);
        let place = place.min(self.times.len().saturating_sub(1));
        self.times[place].as_secs_f64() * 1e3
    }
}

/// `clients` phones send batches of `at_once` records, each the next one after the answer.
fn load(city: &City, server: &Server, clients: usize, at_once: usize) -> Load {
    let phones = (0..clients)
        .map(|person| city.phone(server, person))
        .collect();
    let before = || server.cpu_ms();
    let (mut times, before) = crowd::send(
        &server.address,
        phones,
        at_once,
        [WARM_UP, MEASURED],
        before,
    );
    let cpu_ms = server.cpu_ms() - before;
    times.sort_unstable();
    Load {
        records: num::from_usize(times.len() * at_once),
        seconds: MEASURED.as_secs_f64(),
        cpu_ms,
        times,
    }
}

fn row(path: &str, goal: &str, figure: &str, is_met: bool) {
    let verdict = if is_met { "met" } else { "MISSED" };
    println!("| {path} | {goal} | {figure} | {verdict} |");
}

fn many_clients(city: &City, server: &Server, name: &str) {
    many_requests(city, server, name, 1);
}

fn many_small_batches(city: &City, server: &Server, name: &str) {
    many_requests(city, server, name, 4);
}

fn many_requests(city: &City, server: &Server, name: &str, at_once: usize) {
    let one = load(city, server, CLIENTS, at_once);
    let (p50, p99) = (one.percentile_ms(0.5), one.percentile_ms(0.99));
    let goal = match city.engine {
        Engine::Sqlite => "≥ 10,000/s, p99 ≤ 20 ms, ≤ 0.1 ms CPU",
        Engine::Postgres => "≥ 10,000/s",
    };
    let is_met = one.per_s() >= 10_000.0
        && (city.engine == Engine::Postgres || (p99 <= 20.0 && one.cpu_ms_each() <= 0.1));
    let figure = format!(
        "{:.0}/s, p50 {p50:.1} ms, p99 {p99:.1} ms, {:.3} ms CPU",
        one.per_s(),
        one.cpu_ms_each()
    );
    row(
        &format!("intake, {name}, 32 clients, {at_once} records a request"),
        goal,
        &figure,
        is_met,
    );
}

fn many_batches(city: &City, server: &Server, name: &str) {
    let forty = load(city, server, CLIENTS, 40);
    let figure = format!(
        "{:.0}/s, p50 {:.0} ms, p99 {:.0} ms, {:.3} ms CPU",
        forty.per_s(),
        forty.percentile_ms(0.5),
        forty.percentile_ms(0.99),
        forty.cpu_ms_each()
    );
    row(
        &format!("intake, {name}, 32 clients, 40 records a request"),
        "≥ 10,000/s",
        &figure,
        forty.per_s() >= 10_000.0,
    );
}

fn one_client(city: &City, server: &Server, name: &str) {
    let bare = bare_commits_per_s(city);
    let alone = load(city, server, 1, 1);
    let share = alone.per_s() / bare;
    let figure = format!(
        "{:.0}/s = {:.0} % of {bare:.0} bare commits/s, p50 {:.2} ms",
        alone.per_s(),
        share * 100.0,
        alone.percentile_ms(0.5)
    );
    row(
        &format!("intake, {name}, one client, one record at a time"),
        "≥ 70 % of bare commits/s",
        &figure,
        share >= 0.7,
    );
}

fn one_batch(city: &City, server: &Server, name: &str) {
    let day = load(city, server, 1, 40);
    let p50 = day.percentile_ms(0.5);
    let figure = format!("p50 {p50:.1} ms, p99 {:.1} ms", day.percentile_ms(0.99));
    row(
        &format!("a phone's day, {name}: 40 records in one batch"),
        "≤ 10 ms",
        &figure,
        p50 <= 10.0,
    );
}

/// Commits of one small row a second by the same driver with the same settings on the same disk.
fn bare_commits_per_s(city: &City) -> f64 {
    city.look(async |db, _keys| {
        insert(
            db,
            "CREATE TABLE IF NOT EXISTS bare (id INTEGER, text TEXT)",
        )
        .await;
        let started = Instant::now();
        let mut commits = 0.0;
        while started.elapsed() < Duration::from_secs(4) {
            insert(
                db,
                "INSERT INTO bare VALUES (1, 'a row of about the size of a small record')",
            )
            .await;
            commits += 1.0;
        }
        let per_s = commits / started.elapsed().as_secs_f64();
        insert(db, "DROP TABLE bare").await;
        per_s
    })
}

async fn insert(db: &Db, sql: &str) {
    let done: Result<(), DbErr> = db
        .write(async |tx| tx.execute_unprepared(sql).await.map(|_| ()))
        .await;
    done.unwrap();
}

fn main() {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let engine = Engine::of_this_run();
    let name = match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    };
    let measures: [(&str, Measure); 5] = [
        ("one_client", one_client),
        ("one_batch", one_batch),
        ("many_clients", many_clients),
        ("many_small_batches", many_small_batches),
        ("many_batches", many_batches),
    ];
    for (measure_name, measure) in measures {
        if !wanted.is_empty() && !wanted.iter().any(|word| word == measure_name) {
            continue;
        }
        let city = City::make(engine, CLIENTS);
        let server = city.serve();
        measure(&city, &server, name);
    }
}
