//! `wenxun import records FILE`.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::Context as _;
use serde_json::json;

use crate::app::Service;
use crate::exchange::{ImportSummary, Reading};
use crate::platform::problem::Language;
use crate::platform::{audit, console};

/// Imports the file, prints what became of its lines; an error when some were not taken.
pub(super) async fn import(service: &Service, path: &Path) -> anyhow::Result<()> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let show = |so_far: &ImportSummary| {
        console::progress(&format!(
            "{} lines read 已读, {} stored 已存, {} known 早已有",
            so_far.lines, so_far.created, so_far.duplicates
        ));
    };
    let importer = service.record_importer();
    let summary = importer
        .import(
            BufReader::new(file),
            &Reading::default(),
            Language::Chinese,
            show,
        )
        .await?;
    console::progress_done();
    if summary.created > 0 {
        let name = path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy();
        let event = audit::Event::new(None, "command:import_records", format!("file:{name}"))
            .detail(json!({ "created": summary.created, "lines": summary.lines }));
        service
            .db
            .write(async |tx| audit::record(tx, &service.clock, event).await)
            .await?;
    }
    print(&summary);
    let not_taken = summary.refused + summary.conflicts;
    anyhow::ensure!(
        not_taken == 0,
        "{not_taken} lines were not taken 有 {not_taken} 行没有收下"
    );
    Ok(())
}

fn print(summary: &ImportSummary) {
    for fault in &summary.faults {
        console::say(&format!(
            "line 第 {} 行: {} {} {}",
            fault.line, fault.code, fault.pointer, fault.title
        ));
    }
    for (flag, count) in &summary.flags {
        console::say(&format!("flagged 标记 {flag}: {count}"));
    }
    console::say(&format!(
        "{} lines 行: {} stored 已存, {} known 早已有, {} in conflict 编号冲突, {} refused 未收下",
        summary.lines, summary.created, summary.duplicates, summary.conflicts, summary.refused
    ));
}
