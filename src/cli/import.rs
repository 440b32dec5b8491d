//! `wenxun import areas|sites|roads|ad-sites|households|units|unit-rules|records FILE`.

mod households;

use crate::ads::{self, AdSiteImporter};
use crate::app::{Replaced, Service};
use crate::areas::{Importer, ProblemItem, Upload};
use crate::config::Config;
use crate::platform::console;
use crate::units::UnitImporter;
use anyhow::Context as _;
use clap::{Args, Subcommand};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Problems and moves printed one by one; the rest is counted or left out.
const SHOWN_PROBLEMS: usize = 40;

/// What to import.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// The area tree, a GeoJSON feature collection of polygons; makes the next version.
    Areas(Source),
    /// Sites, a GeoJSON feature collection of points; replaces those in use.
    Sites(Source),
    /// Roads, a GeoJSON feature collection of lines; replaces those in use.
    Roads(Source),
    /// Ad sites, a GeoJSON feature collection of points or JSON lines; known codes are changed, others stay.
    AdSites(Source),
    /// A frame of doors to draw from, CSV; never who lives there. See docs/IMPORT.md.
    Households {
        #[command(flatten)]
        source: Source,
        /// What the frame is called; the name of the file by default.
        #[arg(long)]
        title: Option<String>,
    },
    /// Responsible units, a CSV file; known codes are changed, others stay.
    Units(Source),
    /// Rules of responsibility, a CSV file; it is the whole set, in order.
    UnitRules(Source),
    /// History of another system, one JSON object a line; see docs/IMPORT.md. Importing it again changes nothing.
    Records {
        /// The file.
        file: PathBuf,
    },
}

/// Which file, and how.
#[derive(Debug, Args)]
pub(super) struct Source {
    file: PathBuf,
    /// Only report what is wrong; change nothing.
    #[arg(long)]
    dry_run: bool,
}

/// What one import did, in numbers for people.
struct Outcome {
    is_accepted: bool,
    was_applied: bool,
    found: String,
    became: String,
    problems: Vec<ProblemItem>,
}

/// Imports a file and prints the report; an error when the file was refused.
pub(super) async fn run(config: Config, what: What) -> anyhow::Result<()> {
    let service = Service::open(config, Replaced::default()).await?;
    let importer = Importer {
        db: &service.db,
        clock: &service.clock,
        territories: &service.territories,
        actor: None,
    };
    let outcome = match &what {
        What::Areas(source) => import_areas(&importer, &read(source)?).await?,
        What::Sites(source) => import_sites(&importer, &read(source)?).await?,
        What::Roads(source) => import_roads(&importer, &read(source)?).await?,
        What::Households { source, title } => {
            households::import(&service, source, title.as_deref()).await?
        }
        What::AdSites(source) => import_ad_sites(&service, &read(source)?).await?,
        What::Units(source) => import_units(&service, &read(source)?, true).await?,
        What::UnitRules(source) => import_units(&service, &read(source)?, false).await?,
        What::Records { file } if is_ad_sites(file)? => {
            let source = Source {
                file: file.clone(),
                dry_run: false,
            };
            import_ad_sites(&service, &read(&source)?).await?
        }
        What::Records { file } => {
            super::records::import(&service, file).await?;
            return service.finish().await;
        }
    };
    print(&outcome);
    service.finish().await?;
    anyhow::ensure!(
        outcome.is_accepted,
        "nothing was changed, because the file has errors 文件有错误，什么都没有改动"
    );
    Ok(())
}

fn read(source: &Source) -> anyhow::Result<Upload> {
    let bytes = std::fs::read(&source.file)
        .with_context(|| format!("cannot read {}", source.file.display()))?;
    let name = source
        .file
        .file_name()
        .unwrap_or(source.file.as_os_str())
        .to_string_lossy()
        .into_owned();
    Ok(Upload {
        name,
        bytes: Arc::from(bytes),
        is_dry_run: source.dry_run,
    })
}

async fn import_areas(importer: &Importer<'_>, upload: &Upload) -> anyhow::Result<Outcome> {
    let report = importer.import_areas(upload).await?;
    let levels = report.counts.iter().filter(|count| count.imported > 0);
    let levels: Vec<String> = levels
        .map(|count| {
            format!(
                "{} {} (in use 现有 {})",
                count.level, count.imported, count.in_use
            )
        })
        .collect();
    for moved in report.changes.moved.iter().take(SHOWN_PROBLEMS) {
        console::say(&format!(
            "{} → {}: {:.0} % of its ground 占原面积",
            moved.from,
            moved.to,
            moved.overlap_share * 100.0
        ));
    }
    Ok(Outcome {
        is_accepted: report.is_accepted,
        was_applied: report.was_applied,
        found: levels.join(", "),
        became: format!(
            "in use now as version {} 现已启用",
            report.version.unwrap_or_default()
        ),
        problems: report.problems,
    })
}

async fn import_sites(importer: &Importer<'_>, upload: &Upload) -> anyhow::Result<Outcome> {
    anyhow::ensure!(
        importer.territories.current().version() > 0,
        "import the areas first 请先导入区划"
    );
    let report = importer.import_sites(upload).await?;
    Ok(Outcome {
        is_accepted: report.is_accepted,
        was_applied: report.was_applied,
        found: format!("{} sites 点位", report.counts.imported),
        became: became(report.counts.added, report.counts.retired),
        problems: report.problems,
    })
}

async fn import_roads(importer: &Importer<'_>, upload: &Upload) -> anyhow::Result<Outcome> {
    let report = importer.import_roads(upload).await?;
    Ok(Outcome {
        is_accepted: report.is_accepted,
        was_applied: report.was_applied,
        found: format!("{} roads 道路", report.counts.imported),
        became: became(report.counts.added, report.counts.retired),
        problems: report.problems,
    })
}

/// Whether the first line of a file is an ad site: it has a code and no author.
fn is_ad_sites(file: &Path) -> anyhow::Result<bool> {
    let opened = File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut first = String::new();
    // A longer line is no site; a file that is no text is refused later.
    let _ = BufReader::new(opened.take(4_096)).read_line(&mut first);
    let value: serde_json::Value = serde_json::from_str(&first).unwrap_or_default();
    Ok(value.get("site_code").is_some() && value.get("worker").is_none())
}

async fn import_ad_sites(service: &Service, upload: &Upload) -> anyhow::Result<Outcome> {
    anyhow::ensure!(
        service.territories.current().version() > 0,
        "import the areas first 请先导入区划"
    );
    let importer = AdSiteImporter {
        db: &service.db,
        clock: &service.clock,
        territories: &service.territories,
        actor: None,
        scope: None,
        refresh_days: None,
    };
    let report = importer.import(upload).await?;
    if report.was_applied {
        ads::place_sites(&service.db, &service.territories).await?;
    }
    for problem in report.problems.iter().take(SHOWN_PROBLEMS) {
        console::say(&format!(
            "line 第 {} 行 {} {}: {} {}",
            problem.number, problem.site_code, problem.pointer, problem.title_zh, problem.title_en
        ));
    }
    let counts = &report.counts;
    Ok(Outcome {
        is_accepted: report.is_accepted,
        was_applied: report.was_applied,
        found: format!("{} ad sites 公益广告点", counts.read),
        became: format!(
            "in use now 现已启用: {} new 新增, {} changed 更新, {} as before 不变",
            counts.added, counts.changed, counts.unchanged
        ),
        problems: vec![],
    })
}

async fn import_units(
    service: &Service,
    upload: &Upload,
    are_units: bool,
) -> anyhow::Result<Outcome> {
    anyhow::ensure!(
        service.territories.current().version() > 0,
        "import the areas first 请先导入区划"
    );
    let importer = UnitImporter {
        db: &service.db,
        clock: &service.clock,
        ids: &service.ids,
        territories: &service.territories,
        actor: None,
    };
    let report = if are_units {
        importer.import_units(upload).await?
    } else {
        importer.import_rules(upload).await?
    };
    for problem in report.problems.iter().take(SHOWN_PROBLEMS) {
        let value = problem.value.as_deref().unwrap_or_default();
        console::say(&format!(
            "line 第 {} 行 {} {value}: {} {}",
            problem.line, problem.column, problem.title_zh, problem.title_en
        ));
    }
    let what = if are_units {
        "units 单位"
    } else {
        "rules 规则"
    };
    Ok(Outcome {
        is_accepted: report.is_accepted,
        was_applied: report.was_applied,
        found: format!("{} {what}", report.read),
        became: format!(
            "in use now 现已启用: {} new 新增, {} changed 更新",
            report.added, report.changed
        ),
        problems: vec![],
    })
}

fn became(added: usize, retired: usize) -> String {
    format!("in use now 现已启用: {added} new 新增, {retired} retired 停用")
}

fn print(outcome: &Outcome) {
    console::say(&outcome.found);
    for problem in outcome.problems.iter().take(SHOWN_PROBLEMS) {
        console::say(&line_of(problem));
    }
    let hidden = outcome.problems.len().saturating_sub(SHOWN_PROBLEMS);
    if hidden > 0 {
        console::say(&format!("… {hidden} more 还有 {hidden} 条"));
    }
    if outcome.was_applied {
        console::say(&outcome.became);
    } else if outcome.is_accepted {
        console::say("looks good; nothing was changed 检查通过，什么都没有改动");
    }
}

fn line_of(problem: &ProblemItem) -> String {
    use crate::areas::geometry::problem::Severity;
    let severity = match problem.severity {
        Severity::Error => "error 错误",
        Severity::Warning => "warning 提醒",
    };
    let place = problem.place.map_or_else(String::new, |place| {
        format!(" @ {:.6},{:.6}", place.lng, place.lat)
    });
    format!(
        "{severity} {} {}: {}; {} {}{place}",
        problem.area_code, problem.title_en, problem.detail_en, problem.title_zh, problem.detail_zh
    )
}
