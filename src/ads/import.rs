//! Bringing in ad sites from a file: all or nothing, with a report.
//!
//! The file is a GeoJSON feature collection of points, or JSON lines. A code that is known is changed, not its
//! inspections; sites that are not in the file stay, for sites are also made in the field.

mod read;

use super::jobs::road_at;
use super::model;
use super::projection;
use super::queries;
use super::wire::{AdSitesCount, AdSitesProblem, AdSitesReport};
use crate::areas::course::Course;
use crate::areas::{Territories, Territory, Upload};
use crate::platform::audit;
use crate::platform::auth::{Actor, AreaScope};
use crate::platform::clock::Clock;
use crate::platform::db::{Db, Lock, hold};
use crate::platform::keys::sha256;
use entity::ad_site;
pub(super) use read::Fault;
use read::Line;
use sea_orm::DbErr;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Problems named in a report; the rest is left out.
const MAX_PROBLEMS: usize = 1_000;

/// The id of the imported ad site with `code`: the same on every node and over every import.
pub fn ad_site_id(code: &str) -> Uuid {
    let digest = sha256(&[b"wenxun ad site", code.as_bytes()].concat());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(digest.first_chunk::<16>().unwrap_or(&[0; 16]));
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// What an import of ad sites works with.
#[derive(Debug)]
pub struct AdSiteImporter<'a> {
    /// The database.
    pub db: &'a Db,
    /// Time.
    pub clock: &'a Clock,
    /// The area tree in use.
    pub territories: &'a Territories,
    /// Who imports; nobody for commands.
    pub actor: Option<&'a Actor>,
    /// Where sites may lie; anywhere for commands.
    pub scope: Option<AreaScope>,
    /// Refresh interval in days for public-service sites of which the file names none.
    pub refresh_days: Option<i64>,
}

/// The sites of a file, by what becomes of them.
#[derive(Default)]
struct Sorted {
    added: Vec<ad_site::Model>,
    changed: Vec<ad_site::Model>,
    unchanged: usize,
}

impl Sorted {
    fn counts(&self) -> AdSitesCount {
        AdSitesCount {
            read: self.added.len() + self.changed.len() + self.unchanged,
            added: self.added.len(),
            changed: self.changed.len(),
            unchanged: self.unchanged,
        }
    }
}

impl AdSiteImporter<'_> {
    /// Examines a file and, unless it has errors or only a report is wanted, takes its sites in.
    pub async fn import(&self, upload: &Upload) -> Result<AdSitesReport, DbErr> {
        self.territories.refresh(self.db).await?;
        let (bytes, territory) = (Arc::clone(&upload.bytes), self.territories.current());
        let (scope, tree) = (self.scope.clone(), Arc::clone(&territory));
        let (lines, mut problems) =
            tokio::task::spawn_blocking(move || read::read(&bytes, &tree, scope.as_ref()))
                .await
                .map_err(|error| DbErr::Custom(format!("examining the sites failed: {error}")))?;
        problems.truncate(MAX_PROBLEMS);
        let mut report = AdSitesReport {
            is_accepted: problems.is_empty(),
            problems: problems.into_iter().map(AdSitesProblem::from).collect(),
            ..AdSitesReport::default()
        };
        report.counts.read = lines.len();
        if !report.is_accepted {
            return Ok(report);
        }
        let ids: Vec<Uuid> = lines
            .iter()
            .map(|line| ad_site_id(&line.site_code))
            .collect();
        let roads = queries::main_roads(self.db.read()).await?;
        let ground = (territory.as_ref(), roads.as_slice());
        if upload.is_dry_run {
            let known = queries::sites_by_id(self.db.read(), &ids).await?;
            report.counts = self.sort(&lines, &ids, &known, ground).counts();
            return Ok(report);
        }
        self.db
            .write::<_, DbErr>(async |tx| {
                // The writer of records changes sites too; both take turns.
                hold(tx, Lock::Changes).await?;
                let known = queries::sites_by_id(tx, &ids).await?;
                let sorted = self.sort(&lines, &ids, &known, ground);
                report.counts = sorted.counts();
                for site in &sorted.changed {
                    queries::save_site(tx, site).await?;
                }
                projection::arrive(tx, self.clock.now(), sorted.added).await?;
                let counts = &report.counts;
                let event = audit::Event::new(self.actor, "import_ad_sites", "ad_sites").detail(
                    json!({"read": counts.read, "added": counts.added, "changed": counts.changed,
                        "source_name": upload.name}),
                );
                audit::record(tx, self.clock, event).await
            })
            .await?;
        report.was_applied = true;
        Ok(report)
    }

    /// What each line does to the sites that are known.
    fn sort(
        &self,
        lines: &[Line],
        ids: &[Uuid],
        known: &HashMap<Uuid, ad_site::Model>,
        ground: (&Territory, &[Course]),
    ) -> Sorted {
        let mut sorted = Sorted::default();
        for (line, id) in lines.iter().zip(ids) {
            let Some(site) = known.get(id) else {
                sorted.added.push(self.new_site(line, *id, ground));
                continue;
            };
            let mut changed = site.clone();
            change(&mut changed, line, ground);
            if changed == *site || !site.is_active {
                sorted.unchanged += 1;
                continue;
            }
            model::settle(&mut changed);
            sorted.changed.push(changed);
        }
        sorted
    }

    fn new_site(&self, line: &Line, id: Uuid, ground: (&Territory, &[Course])) -> ad_site::Model {
        let mut site = model::new_site(id, "import", self.clock.now().0);
        site.code.clone_from(&line.site_code);
        change(&mut site, line, ground);
        let is_public = line.is_public_service();
        if site.refresh_days.is_none() && is_public {
            site.refresh_days = self.refresh_days;
        }
        model::forget(&mut site);
        model::settle(&mut site);
        site
    }
}

/// What a line says of its site. The theme last seen stays until somebody looks again, unless nobody has.
fn change(site: &mut ad_site::Model, line: &Line, (territory, roads): (&Territory, &[Course])) {
    site.placement.clone_from(&line.placement);
    if site.theme != line.theme {
        site.theme.clone_from(&line.theme);
        site.theme_now.clone_from(&line.theme);
    }
    site.is_public_service = line.is_public_service();
    site.faces = line.faces;
    if line.owner_unit.is_some() {
        site.owner_unit.clone_from(&line.owner_unit);
    }
    if line.refresh_days.is_some() {
        site.refresh_days = line.refresh_days;
    }
    (site.lng, site.lat) = (Some(line.lng), Some(line.lat));
    site.road_code = road_at(roads, (line.lng, line.lat));
    if let Some(area) = territory.locate(line.lng, line.lat) {
        let stands = territory.by_id(site.area_id).map(|now| now.id);
        if stands != Some(area.id) {
            site.area_id = area.id;
        }
    }
}
