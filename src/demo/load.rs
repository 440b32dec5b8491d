//! Loads the demo city into an empty database, or finds it loaded.

use std::sync::Arc;

use anyhow::{Context as _, bail};
use chrono::{Datelike as _, NaiveDate};
use sea_orm::DbErr;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::accounts::{DEMO_PASSWORD, make_accounts};
use super::cases;
use super::duty::{Duty, Intervention};
use super::inspections;
use super::leagues;
use super::mark::{self, DemoMark};
use super::pack;
use super::pictures::{self, Gallery};
use super::surveys;
use super::units;
use crate::accounts::Passwords;
use crate::ads::{self, AdSiteImporter};
use crate::areas::{Importer, Upload};
use crate::cases::plant as plant_cases;
use crate::dissuasion;
use crate::exchange::{ImportLine, ImportSummary, Reading, RecordImporter, Shift};
use crate::indicators;
use crate::photos;
use crate::platform::audit;
use crate::platform::blobs::Blobs;
use crate::platform::days::Zone;
use crate::platform::problem::Language;
use crate::units::{Shelf, plant as plant_units};

/// So often the public-service ads of the demo city must be renewed or found in order, in days.
const AD_REFRESH_DAYS: i64 = 180;

/// What loading works with.
#[derive(Debug, Clone)]
pub struct DemoLoader {
    /// Database, clock, ids, areas and intake.
    pub records: RecordImporter,
    /// Where the pictures go.
    pub blobs: Blobs,
    /// Hashes the password.
    pub passwords: Passwords,
    /// Whose days count.
    pub zone: Zone,
}

/// Only what the loader needs of `truth.json`.
#[derive(Deserialize)]
struct Truth {
    first_day: NaiveDate,
    last_day: NaiveDate,
    interventions: Vec<Intervention>,
}

impl DemoLoader {
    /// Loads what is not loaded yet. A load that broke off goes on with the same shift.
    /// * `say`: gets a line for the person at each step.
    /// * Errors: the database holds something that is no demo; or the load fails and may be repeated.
    pub async fn load(&self, say: &dyn Fn(&str)) -> anyhow::Result<DemoMark> {
        let db = &self.records.db;
        let truth: Truth = serde_json::from_slice(&pack::file("city/truth.json")?)?;
        let mark = match mark::read(db.read()).await? {
            Some(mark) if mark.is_complete => return Ok(mark),
            Some(mark) => mark,
            None => self.begin(truth.last_day).await?,
        };
        say("演示城市：载入区划、点位和道路 / loading areas, sites and roads");
        self.load_places().await?;
        say("演示城市：建立账号，放好图片 / making accounts, storing pictures");
        let territory = self.records.territories.current();
        let hash = self.passwords.hash(&DEMO_PASSWORD.into()).await?;
        let makers = (&self.records.clock, &self.records.ids);
        db.write(async |tx| make_accounts(tx, makers, &territory, &hash).await)
            .await?;
        let gallery = pictures::store(&self.blobs).await?;
        self.load_ad_sites().await?;
        say("演示城市：载入一年的记录 / loading a year of records");
        let shift = Shift::ending_lately(truth.last_day, mark.last_day + chrono::Duration::days(1));
        let since = (shift.day(truth.first_day), self.records.clock.now());
        let units = units::prepare(db.read(), &territory, since).await?;
        db.write(async |tx| plant_units(tx, &units).await).await?;
        let since = (
            self.records.clock.now(),
            first_of_year(shift.day(truth.first_day)),
        );
        db.write(async |tx| indicators::plant(tx, since.0, since.1).await)
            .await?;
        let summary = self.load_records(&gallery, shift, &truth).await?;
        self.load_cases(&gallery).await?;
        let inspectors = self.load_inspections(&gallery).await?;
        self.confirm_hours(&mark).await?;
        leagues::plant(&self.records, self.zone).await?;
        self.finish(&gallery, (&summary, inspectors), mark).await
    }

    /// Marks an untouched database as a demo before anything else enters it.
    async fn begin(&self, last_day: NaiveDate) -> anyhow::Result<DemoMark> {
        let db = &self.records.db;
        if !mark::is_untouched(db.read()).await? {
            bail!(
                "这个数据目录里已有真实数据，不能载入演示城市；请用 WENXUN_DATA 另指一个空目录 / \
                 this data folder holds real data, so the demo is not loaded; point WENXUN_DATA at an empty folder"
            );
        }
        let today = self.zone.day_of(self.records.clock.now());
        let mark = DemoMark {
            last_day: Shift::ending_lately(last_day, today).day(last_day),
            is_complete: false,
        };
        db.write(async |tx| mark::write(tx, &mark).await).await?;
        Ok(mark)
    }

    /// Loads areas, sites and roads alone; what is there stays.
    pub async fn load_places(&self) -> anyhow::Result<()> {
        let records = &self.records;
        let importer = Importer {
            db: &records.db,
            clock: &records.clock,
            territories: &records.territories,
            actor: None,
        };
        let upload = |name: &str| -> anyhow::Result<Upload> {
            Ok(Upload {
                name: name.to_owned(),
                bytes: Arc::from(pack::file(&format!("city/{name}"))?),
                is_dry_run: false,
            })
        };
        records.territories.refresh(&records.db).await?;
        if records.territories.current().version() == 0 {
            let report = importer.import_areas(&upload("areas.geojson")?).await?;
            if !report.was_applied {
                bail!("the demo areas were refused");
            }
        }
        let sites = importer.import_sites(&upload("pois.geojson")?).await?;
        let roads = importer.import_roads(&upload("roads.geojson")?).await?;
        if !sites.was_applied || !roads.was_applied {
            bail!("the demo sites or roads were refused");
        }
        Ok(())
    }

    /// Loads the ad sites; what is there stays.
    async fn load_ad_sites(&self) -> anyhow::Result<()> {
        let records = &self.records;
        let importer = AdSiteImporter {
            db: &records.db,
            clock: &records.clock,
            territories: &records.territories,
            actor: None,
            scope: None,
            refresh_days: Some(AD_REFRESH_DAYS),
        };
        let upload = Upload {
            name: "ad_sites.jsonl".to_owned(),
            bytes: Arc::from(pack::history(pack::AD_SITES)?),
            is_dry_run: false,
        };
        let report = importer.import(&upload).await?;
        if !report.was_applied {
            bail!(
                "the demo ad sites were refused: {:?}",
                report.problems.first()
            );
        }
        ads::place_sites(&records.db, &records.territories).await?;
        Ok(())
    }

    async fn load_records(
        &self,
        gallery: &Gallery,
        shift: Shift,
        truth: &Truth,
    ) -> anyhow::Result<ImportSummary> {
        let mut whole = ImportSummary::default();
        let mut duty = Duty::default();
        let waves = surveys::plant(&self.records, self.zone, shift).await?;
        for name in pack::HISTORY {
            if name == pack::SESSIONS {
                duty = self.plant_duty(shift, truth).await?;
            }
            let adorn = |line: &mut ImportLine| {
                line.receive_at_once();
                gallery.adorn(line);
                duty.adorn(line);
                waves.adorn(line);
            };
            let reading = Reading {
                shift: Some(shift),
                is_demo: true,
                adorn: Some(&adorn),
            };
            let lines = pack::history(name)?;
            let summary = self
                .records
                .import(lines.as_slice(), &reading, Language::Chinese, |_| {})
                .await
                .with_context(|| format!("load {name}"))?;
            if summary.refused > 0 || summary.conflicts > 0 {
                bail!(
                    "{} lines of {name} were not taken: {:?}",
                    summary.refused + summary.conflicts,
                    summary.faults.first()
                );
            }
            whole.add(summary);
        }
        Ok(whole)
    }

    /// Makes cases of some of the latest incidents.
    async fn load_cases(&self, gallery: &Gallery) -> anyhow::Result<()> {
        let (db, territory) = (&self.records.db, self.records.territories.current());
        let books = Shelf::default().current(db.read()).await?;
        let pictures: Vec<Vec<u8>> = gallery
            .photos
            .iter()
            .map(|photo| photo.hash.0.to_vec())
            .collect();
        let when = (self.zone, self.records.clock.now());
        let made = cases::prepare(db.read(), (&territory, &books), &pictures, when).await?;
        db.write(async |tx| plant_cases(tx, made).await).await?;
        Ok(())
    }

    /// Makes rounds of inspections; answers who sent pictures.
    async fn load_inspections(&self, gallery: &Gallery) -> anyhow::Result<Vec<Uuid>> {
        let hashes = gallery.photos.iter().map(|photo| hex::encode(photo.hash.0));
        let pictures: Vec<String> = hashes.collect();
        inspections::plant(&self.records, self.zone, &pictures).await
    }

    /// Makes the teams with their plans, and notes what was done where.
    async fn plant_duty(&self, shift: Shift, truth: &Truth) -> anyhow::Result<Duty> {
        let (db, territory) = (&self.records.db, self.records.territories.current());
        let times = (shift.day(truth.first_day), self.records.clock.now());
        let duty = Duty::prepare(db.read(), &territory, &truth.interventions, shift, times).await?;
        db.write(async |tx| dissuasion::plant(tx, &duty.planted).await)
            .await?;
        Ok(duty)
    }

    /// Confirms the hours of the history but for its last two weeks, and makes the coming shifts.
    async fn confirm_hours(&self, mark: &DemoMark) -> anyhow::Result<()> {
        let (db, clock) = (&self.records.db, &self.records.clock);
        let waiting_since = mark.last_day - chrono::Duration::days(14);
        let until = self.zone.start_of(waiting_since);
        dissuasion::confirm_history(db, (clock, &self.records.ids), until.0).await?;
        dissuasion::make_shifts(db, clock, self.zone).await?;
        Ok(())
    }

    /// Gives the pictures to all who are said to have sent them, and closes the load.
    async fn finish(
        &self,
        gallery: &Gallery,
        (summary, inspectors): (&ImportSummary, Vec<Uuid>),
        mark: DemoMark,
    ) -> anyhow::Result<DemoMark> {
        let (db, clock) = (&self.records.db, &self.records.clock);
        let mark = DemoMark {
            is_complete: true,
            ..mark
        };
        let mut senders: Vec<Uuid> = summary.authors.clone();
        senders.extend(cases::handler(db.read()).await?);
        senders.extend(inspectors);
        senders.sort_unstable();
        senders.dedup();
        let now = clock.now();
        for photo in &gallery.photos {
            db.write(async |tx| photos::store_prepared(tx, photo, &senders, now).await)
                .await?;
        }
        db.write::<_, DbErr>(async |tx| {
            photos::begin_flagging_after(tx).await?;
            ads::begin_comparing_after(tx).await?;
            mark::write(tx, &mark).await?;
            let event = audit::Event::new(None, "command:load_demo", "demo")
                .detail(json!({ "records": summary.created + summary.duplicates, "last_day": mark.last_day }));
            audit::record(tx, clock, event).await
        })
        .await?;
        Ok(mark)
    }
}

/// The responsibility table holds for whole years.
fn first_of_year(day: NaiveDate) -> NaiveDate {
    day.with_ordinal(1).unwrap_or(day)
}
