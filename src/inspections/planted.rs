//! Rounds that come from outside: the demo city. They are drawn, found and scored by the same code as all others.

use super::model::Item;
use super::queries::{found, rounds, rubrics as rubric_rows, sites};
use super::rubrics::Rubrics;
use super::service::assign::tasks;
use super::service::draw::{cells_in, rows_of};
use super::service::outcome::{Outcome, SiteOutcome};
use super::service::scores::answerable;
use super::service::setup::RoundDesign;
use super::wire::NewRoundType;
use crate::areas::{Area, Territory};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::db::Db;
use crate::platform::keys::sha256;
use crate::units::Books;
use entity::{inspection_frame, inspection_round, inspection_site};
use sea_orm::DbErr;
use std::collections::HashMap;
use uuid::Uuid;

/// A round of the past, or one that goes on. Instants are UTC epoch milliseconds, days local.
#[derive(Clone, Debug)]
pub struct PastRound {
    /// What its id, its seed and its sites are made of.
    pub name: String,
    /// What it is called, in Chinese and English.
    pub titles: (String, String),
    /// First and last day.
    pub days: (String, String),
    /// Which part of the sites of each kind is drawn: one in so many, at least three.
    pub one_in: usize,
    /// When it was drawn.
    pub drawn_at: i64,
    /// Who plans it.
    pub planner: Uuid,
}

/// A drawn site of a planted round with what is to be checked there.
#[derive(Clone, Debug)]
pub struct PlantedSite {
    /// The site.
    pub site: inspection_site::Model,
    /// Its items.
    pub items: Vec<Item>,
}

/// A planted round.
#[derive(Clone, Debug)]
pub struct PlantedRound {
    /// Id.
    pub id: Uuid,
    /// Rubric.
    pub rubric_id: Uuid,
    /// In the order of the draw.
    pub sites: Vec<PlantedSite>,
}

/// What planting works with.
#[derive(Debug)]
pub struct RoundPlanter<'a> {
    /// The database.
    pub db: &'a Db,
    /// The area tree.
    pub territory: &'a Territory,
    /// Units and rules of responsibility.
    pub books: &'a Books,
    /// Whose days count.
    pub zone: Zone,
    /// Rubrics.
    pub rubrics: Rubrics,
}

/// An id that the same name always gives.
pub fn named_id(name: &str) -> Uuid {
    let digest = sha256(format!("wenxun demo inspection {name}").as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(digest.first_chunk().unwrap_or(&[0; 16]));
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

impl RoundPlanter<'_> {
    /// Draws a round in an area by the newest rubric; what is there stays.
    pub async fn draw(&self, past: &PastRound, area: &Area) -> anyhow::Result<PlantedRound> {
        let id = named_id(&past.name);
        let rubric = rubric_rows::newest(self.db.read()).await?;
        let rubric_id = rubric.map(|rubric| rubric.id).unwrap_or_default();
        if rounds::find(self.db.read(), id).await?.is_none() {
            self.insert(id, rubric_id, past, area).await?;
        }
        let rubric = self
            .rubrics
            .get(self.db.read(), rubric_id)
            .await?
            .unwrap_or_default();
        let items = |site: &inspection_site::Model| {
            let of = rubric.site_type(&site.site_type);
            of.map(|of| of.items.clone()).unwrap_or_default()
        };
        let drawn = sites::of_round(self.db.read(), id).await?;
        let sites = drawn.into_iter().map(|site| PlantedSite {
            items: items(&site),
            site,
        });
        Ok(PlantedRound {
            id,
            rubric_id,
            sites: sites.collect(),
        })
    }

    async fn insert(
        &self,
        id: Uuid,
        rubric_id: Uuid,
        past: &PastRound,
        area: &Area,
    ) -> anyhow::Result<()> {
        let seed = sha256(format!("wenxun demo seed {}", past.name).as_bytes());
        let rubric = self
            .rubrics
            .get(self.db.read(), rubric_id)
            .await?
            .unwrap_or_default();
        let all_types = rubric.types.iter().map(|one| one.code.clone()).collect();
        let strata = super::model::StrataBy::Street;
        let whole = (area, strata);
        let (all, cells) = cells_in(self.db.read(), all_types, whole, self.territory).await?;
        let types = cells.iter().map(|(code, cells)| {
            let sites: usize = cells.iter().map(|cell| cell.sites.len()).sum();
            NewRoundType {
                site_type: code.clone(),
                draw: u32::try_from((sites / past.one_in.max(1)).max(3)).ok(),
            }
        });
        let design = RoundDesign {
            strata: strata.code().to_owned(),
            types: types.collect(),
            whole: None,
        };
        let new_id = |code: &str| named_id(&format!("{} {code}", past.name));
        let drawn = rows_of(&all, &design.draw(&cells, &seed), id, new_id);
        let row = round_row(
            id,
            rubric_id,
            past,
            (area.id, serde_json::to_string(&design)?),
            seed,
        );
        let frame = inspection_frame::Model {
            round_id: id,
            cells: serde_json::to_string(&cells)?,
        };
        self.db
            .write::<_, DbErr>(async |tx| {
                rounds::insert(tx, row).await?;
                sites::insert_frame(tx, frame).await?;
                sites::insert(tx, drawn).await
            })
            .await?;
        Ok(())
    }

    /// Gives the sites to pairs of people, each pair with its route.
    pub async fn assign(
        &self,
        round: &PlantedRound,
        pair_of: impl Fn(&inspection_site::Model) -> [Uuid; 2],
        at: i64,
    ) -> Result<(), DbErr> {
        let drawn: Vec<inspection_site::Model> =
            round.sites.iter().map(|one| one.site.clone()).collect();
        let pairs: HashMap<Uuid, [Uuid; 2]> =
            drawn.iter().map(|site| (site.id, pair_of(site))).collect();
        let pairs: HashMap<Uuid, &[Uuid]> = pairs
            .iter()
            .map(|(id, pair)| (*id, pair.as_slice()))
            .collect();
        let ids: Vec<Uuid> = drawn.iter().map(|site| site.id).collect();
        let tasks = tasks(round.id, &drawn, &pairs, at);
        self.db
            .write(async |tx| sites::assign(tx, &ids, tasks).await)
            .await
    }

    /// Freezes what a round came to; one that is published stays.
    pub async fn publish(&self, id: Uuid, at: i64) -> anyhow::Result<()> {
        let row = rounds::find(self.db.read(), id).await?;
        let Some(mut row) = row.filter(|row| row.published_at.is_none()) else {
            return Ok(());
        };
        let mut outcome = Outcome::of(self.db.read(), &self.rubrics, &row)
            .await
            .map_err(anyhow::Error::from)?;
        let day = self.zone.day_of(UtcMillis(at));
        answerable(&mut outcome.sites, (self.books, self.territory), day);
        let results: Result<Vec<_>, _> = outcome.sites.iter().map(SiteOutcome::freeze).collect();
        let results = results?;
        "published".clone_into(&mut row.state);
        row.version += 1;
        row.published_at = Some(at);
        self.db
            .write::<_, DbErr>(async |tx| {
                found::insert_results(tx, results).await?;
                rounds::save(tx, &row).await
            })
            .await?;
        Ok(())
    }
}

fn round_row(
    id: Uuid,
    rubric_id: Uuid,
    past: &PastRound,
    (area_id, design): (i64, String),
    seed: [u8; 32],
) -> inspection_round::Model {
    inspection_round::Model {
        id,
        area_id,
        kind: "monthly".to_owned(),
        state: "field".to_owned(),
        version: 2,
        title_zh: past.titles.0.clone(),
        title_en: past.titles.1.clone(),
        rubric_id,
        starts_on: past.days.0.clone(),
        ends_on: past.days.1.clone(),
        design,
        makes_cases: "by_tap".to_owned(),
        case_severity: 2,
        planner_id: Some(past.planner),
        seed: Some(seed.to_vec()),
        made_at: past.drawn_at,
        drawn_at: Some(past.drawn_at),
        published_at: None,
    }
}
