//! `wenxun import households FILE`: a frame of doors.

use super::{Outcome, SHOWN_PROBLEMS, Source};
use crate::app::Service;
use crate::platform::console;
use crate::surveys::FrameImporter;
use anyhow::Context as _;
use std::fs::File;
use std::io::BufReader;

/// Imports a frame, reading the file as it goes.
pub(super) async fn import(
    service: &Service,
    source: &Source,
    title: Option<&str>,
) -> anyhow::Result<Outcome> {
    anyhow::ensure!(
        service.territories.current().version() > 0,
        "import the areas first 请先导入区划"
    );
    let file = File::open(&source.file)
        .with_context(|| format!("cannot read {}", source.file.display()))?;
    let stem = source.file.file_stem().unwrap_or_default();
    let stem: String = stem.to_string_lossy().chars().take(100).collect();
    let importer = FrameImporter {
        db: &service.db,
        clock: &service.clock,
        ids: &service.ids,
        territories: &service.territories,
        actor: None,
        scope: None,
        is_dry_run: source.dry_run,
    };
    let report = importer
        .import(title.unwrap_or(&stem), BufReader::new(file))
        .await?;
    for (what, faults) in [
        ("stands twice 重复", &report.duplicates),
        ("lies in no grid 不在任何网格", &report.outside),
        ("cannot be read 看不懂", &report.invalid),
        (
            "lies in another grid than named 位置和网格不符",
            &report.other_grid,
        ),
    ] {
        for fault in faults.first.iter().take(SHOWN_PROBLEMS) {
            console::say(&format!(
                "line 第 {} 行 {} {}: {what}",
                fault.row, fault.code, fault.column
            ));
        }
        let shown = u64::try_from(faults.first.len().min(SHOWN_PROBLEMS)).unwrap_or_default();
        if faults.count > shown {
            console::say(&format!(
                "… {} more 还有 {} 条: {what}",
                faults.count - shown,
                faults.count - shown
            ));
        }
    }
    Ok(Outcome {
        is_accepted: report.is_accepted,
        was_applied: report.was_applied,
        found: format!("{} doors 户", report.dwellings),
        became: format!("frame 住户框 {}", report.frame_id.unwrap_or_default()),
        problems: vec![],
    })
}
