//! How much memory a large export takes: the figure of `docs/BENCHMARKS.md`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement talks to its reader"
)]
use futures_util::stream::{StreamExt as _, iter};
use serde_json::json;
use std::process::Command;

use super::book;
use super::rows::{About, Interview, Words, lines};
use super::table::{Table, tables};
use super::text;
use crate::platform::export::{ExportError, stream_book};
use crate::platform::num;

const INTERVIEWS: u32 = 100_000;
const PAGE: u32 = 500;

fn interview(number: u32) -> Interview {
    let values = json!({
        "consent": "agree", "main/respondent/age_band": "30_44", "main/respondent/gender": "female",
        "main/respondent/household_size": number % 6 + 1, "main/awareness/aware": "yes",
        "main/awareness/channels": ["community", "handbook"], "main/awareness/values24": "5_9",
        "main/support_group/support": "strong", "main/support_group/activities": ["none"],
        "main/satisfaction_group/sat_traffic": "4", "main/satisfaction_group/sat_overall": "4",
        "main/worst_behaviours": ["littering", "spitting"]
    });
    Interview {
        about: About {
            interview: f64::from(number),
            wave: 1.0,
            version: "2026010101".to_owned(),
            street: "439802001000".to_owned(),
            stratum: Some("439802001000".to_owned()),
            probability: Some(0.05),
            weight: Some(20.0),
            ..About::default()
        },
        values: values.as_object().unwrap().clone(),
        repeats: serde_json::Map::new(),
    }
}

fn pages() -> impl Iterator<Item = Vec<Interview>> + Send {
    (0..INTERVIEWS / PAGE).map(|page| (page * PAGE..(page + 1) * PAGE).map(interview).collect())
}

fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    num::from_u64(kib.unwrap_or(0)) / 1_024.0
}

fn household() -> Vec<Table> {
    let bytes = include_bytes!("../../../demo/questionnaires/household_awareness_support.xlsx");
    let compiled = xlsform::compile(bytes, &xlsform::Files::new());
    tables(&compiled.form.unwrap(), &[])
}

/// Says to the test that it has a process for itself: the peak of a process belongs to all of its tests.
const ALONE: &str = "WENXUN_MEASURE_ALONE";
const NAME: &str =
    "surveys::export::memory::a_hundred_thousand_interviews_take_at_most_twenty_megabytes";

#[tokio::test]
async fn a_hundred_thousand_interviews_take_at_most_twenty_megabytes() {
    if std::env::var_os(ALONE).is_some() {
        measure().await;
        return;
    }
    let mut alone = Command::new(std::env::current_exe().unwrap());
    alone.args(["--exact", NAME, "--nocapture"]).env(ALONE, "1");
    let done = alone.output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    println!("{said}{}", String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success() && said.contains("MB over idle"));
}

async fn measure() {
    let tables = household();
    let warm: Vec<Interview> = pages().next().unwrap();
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let idle = peak_mb();
    let (mut bytes, mut piece) = (0, vec![]);
    for page in pages() {
        piece.clear();
        for interview in &page {
            for line in lines(tables.first().unwrap(), interview, Words::Chinese) {
                text::line(&line, &mut piece);
            }
        }
        bytes += piece.len();
    }
    let csv = peak_mb() - idle;
    let source = iter(pages().map(Ok::<_, ExportError>)).boxed();
    let mut file = stream_book(source, move |received, target| {
        book::write(tables, Words::Chinese, received, target)
    });
    let mut packed = 0;
    while let Some(piece) = file.next().await {
        packed += piece.unwrap().len();
    }
    let xlsx = peak_mb() - idle;
    println!(
        "{INTERVIEWS} interviews: csv {bytes} bytes, {csv:.1} MB over idle; xlsx {packed} bytes, {xlsx:.1} MB over idle"
    );
    assert!(csv <= 20.0 && xlsx <= 20.0 && warm.len() > 1);
}
