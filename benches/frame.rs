//! How long a frame of a million doors takes to come in, and how much memory the command takes.
//!
//! `cargo bench --profile fast --bench frame`; one table row a measure: path, goal, figure, verdict.
//! A number after `--` takes so many doors instead.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench speaks to its terminal and fails by panicking"
)]

#[expect(
    dead_code,
    reason = "shared with the fault tests, which need more of it"
)]
#[path = "../tests/process/mod.rs"]
mod process;

use process::city::{City, Engine};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const DOORS: u64 = 1_000_000;

/// Doors around the demo frame's own: the same buildings, ever more units.
fn write_frame(file: &Path, doors: u64) {
    let frame = include_str!("../demo/history/households.csv");
    let mut lines = frame.lines();
    let header = lines.next().unwrap();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let mut out = std::io::BufWriter::new(std::fs::File::create(file).unwrap());
    writeln!(out, "{header}").unwrap();
    let mut line = String::new();
    for number in 0..doors {
        let at = usize::try_from(number).unwrap();
        let (row, unit) = (&rows[at % rows.len()], at / rows.len());
        line.clear();
        write!(
            line,
            "{}-{unit},{},{},{},{unit},{},{},{},{},{}",
            row[0], row[1], row[2], row[3], row[5], row[6], row[7], row[8], row[9]
        )
        .unwrap();
        writeln!(out, "{line}").unwrap();
    }
}

/// The most memory a process took, in MB, as the kernel counts it.
fn peak_mb(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kb: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1024)
}

fn import(city: &City, file: &Path) -> (Duration, u64) {
    let started = Instant::now();
    let built = || env!("CARGO_BIN_EXE_wenxun").to_owned();
    let program = std::env::var("WENXUN_BIN").unwrap_or_else(|_unset| built());
    let mut child = Command::new(program)
        .args(["import", "households"])
        .arg(file)
        .env("WENXUN_DATA", &city.folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    loop {
        peak = peak_mb(child.id()).unwrap_or(peak).max(peak);
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "the frame was refused");
            return (started.elapsed(), peak);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn main() {
    let asked = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let doors: u64 = asked.unwrap_or(DOORS);
    let city = City::make(Engine::Sqlite, 1);
    let file = city.folder.join("households.csv");
    write_frame(&file, doors / 20);
    let (_, few) = import(&city, &file);
    write_frame(&file, doors);
    let (took, peak) = import(&city, &file);
    let verdict = if took.as_secs() <= 60 {
        "met"
    } else {
        "MISSED"
    };
    println!(
        "| frame of {doors} doors imported | ≤ 60 s | {:.1} s | {verdict} |",
        took.as_secs_f64()
    );
    println!("| memory of that import | constant | {peak} MB, {few} MB for a twentieth | |");
}
