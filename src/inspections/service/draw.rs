//! The draw, and the proof that the told seed gives the same sites again.
//!
//! The hash of the seed is told in the transaction that stores the sites, before anybody goes out; the seed itself when the
//! round is published. Then anybody may draw again.

use super::reach::planned;
use super::setup::{Planning, RoundDesign};
use crate::areas::{Area, Territory};
use crate::inspections::error::InspectionError;
use crate::inspections::lot::{self, Cell, Cells, DrawnSite};
use crate::inspections::model::StrataBy;
use crate::inspections::queries::{rounds, sites as rows};
use crate::platform::audit::{self, Event};
use crate::platform::auth::{AreaScope, Level};
use crate::platform::keys::{random_bytes, sha256};
use crate::platform::num;
use crate::platform::problem::{Code, FieldCode};
use entity::{inspection_frame, inspection_round, inspection_site, site};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

impl Planning<'_> {
    /// Draws the sites, once for ever.
    pub async fn draw(
        &self,
        id: Uuid,
        version: i64,
    ) -> Result<inspection_round::Model, InspectionError> {
        let (who, whose) = (self.who, (self.who, self.territory));
        let round = planned(who.read(), whose, id, Some(version)).await?;
        if round.drawn_at.is_some() {
            return Err(InspectionError::Plain(Code::RoundDrawn));
        }
        let seed = random_bytes().map_err(|error| InspectionError::Broken(error.into()))?;
        let design: RoundDesign = serde_json::from_str(&round.design)?;
        let (all, cells) = frame(who.read(), &round, &design, self.territory).await?;
        let drawn = rows_of(&all, &design.draw(&cells, &seed), id, |_| who.new_id());
        if drawn.is_empty() {
            return Err(InspectionError::field("/types", FieldCode::NotADesign));
        }
        let frame = inspection_frame::Model {
            round_id: id,
            cells: serde_json::to_string(&cells)?,
        };
        who.write(async |tx| {
            let mut round = planned(tx, whose, id, Some(version)).await?;
            if round.drawn_at.is_some() {
                return Err(InspectionError::Plain(Code::RoundDrawn));
            }
            "field".clone_into(&mut round.state);
            round.version += 1;
            round.drawn_at = Some(who.now().0);
            round.seed = Some(seed.to_vec());
            rounds::save(tx, &round).await?;
            let subject = format!("inspection_round:{id}");
            let detail = json!({"seed_sha256": hex::encode(sha256(&seed)), "sites": drawn.len(),
                "design": round.design, "frame_sha256": hex::encode(sha256(frame.cells.as_bytes()))});
            rows::insert_frame(tx, frame).await?;
            rows::insert(tx, drawn).await?;
            let event = Event::new(Some(who.actor()), "draw_inspection_round", subject);
            audit::record(tx, &who.state().clock, event.detail(detail)).await?;
            Ok(round)
        })
        .await
    }
}

impl RoundDesign {
    /// The sites that a seed draws.
    pub fn draw(&self, cells: &Cells, seed: &[u8; 32]) -> Vec<DrawnSite> {
        let wanted = self.types.iter();
        let wanted: Vec<(String, Option<u32>)> = wanted
            .map(|one| (one.site_type.clone(), one.draw))
            .collect();
        lot::draw(cells, &wanted, (seed, self.whole.as_deref()))
    }
}

/// Draws again from the told seed and the frame of then. Answers whether all is the same, and how many sites.
pub async fn redraw(
    db: &impl ConnectionTrait,
    round: &inspection_round::Model,
) -> Result<(bool, usize), InspectionError> {
    let seed = round.seed.as_deref();
    let seed = seed.and_then(|seed| <[u8; 32]>::try_from(seed).ok());
    let frame = rows::frame(db, round.id).await?;
    let Some((seed, frame)) = seed.zip(frame).filter(|_| round.published_at.is_some()) else {
        return Err(InspectionError::Plain(Code::RoundNotPublished));
    };
    let design: RoundDesign = serde_json::from_str(&round.design)?;
    let cells: Cells = serde_json::from_str(&frame.cells)?;
    let again = design.draw(&cells, &seed);
    let before = rows::of_round(db, round.id).await?;
    let then = before.iter().map(|row| DrawnSite {
        code: row.code.clone(),
        stratum: row.stratum.clone(),
        in_frame: num::usize_from_i64(row.in_frame),
        drawn: u32::try_from(row.drawn).unwrap_or_default(),
    });
    Ok((then.eq(again.iter().cloned()), again.len()))
}

/// The sites that a round may draw, as they stand now.
async fn frame(
    db: &impl ConnectionTrait,
    round: &inspection_round::Model,
    design: &RoundDesign,
    territory: &Territory,
) -> Result<(Vec<site::Model>, Cells), InspectionError> {
    let area = territory.by_id(round.area_id);
    let area = area.ok_or(InspectionError::Plain(Code::RoundNotFound))?;
    let types = design.types.iter().map(|one| one.site_type.clone());
    let found = cells_in(db, types.collect(), (area, design.by()), territory).await?;
    Ok(found)
}

/// Sites of some kinds in an area, also sorted into kinds and strata.
pub async fn cells_in(
    db: &impl ConnectionTrait,
    types: Vec<String>,
    (area, by): (&Area, StrataBy),
    territory: &Territory,
) -> Result<(Vec<site::Model>, Cells), DbErr> {
    let inside = AreaScope::subtrees([area.path.clone()]);
    let all = rows::in_frame(db, &inside, types).await?;
    let cells = cells_of(&all, by, area, territory);
    Ok((all, cells))
}

/// Drawn sites as they are stored; `new_id` gives each its id, by its code.
pub fn rows_of(
    all: &[site::Model],
    drawn: &[DrawnSite],
    round_id: Uuid,
    new_id: impl Fn(&str) -> Uuid,
) -> Vec<inspection_site::Model> {
    let by_code: HashMap<&str, &site::Model> =
        all.iter().map(|site| (site.code.as_str(), site)).collect();
    let row = |(one, draw_order): (&DrawnSite, i64)| {
        let site = by_code.get(one.code.as_str())?;
        Some(inspection_site::Model {
            id: new_id(&site.code),
            round_id,
            site_id: site.id,
            code: site.code.clone(),
            site_type: site.site_type.clone(),
            title_zh: site.name_zh.clone(),
            title_en: site.name_en.clone(),
            area_id: site.area_id,
            lng: site.lng,
            lat: site.lat,
            stratum: one.stratum.clone(),
            in_frame: num::i64_from_usize(one.in_frame),
            drawn: i64::from(one.drawn),
            draw_order,
        })
    };
    drawn.iter().zip(1..).filter_map(row).collect()
}

/// Sites (by code) sorted into kinds and strata, the strata in the order of the tree.
pub fn cells_of(sites: &[site::Model], by: StrataBy, whole: &Area, territory: &Territory) -> Cells {
    let mut sorted: BTreeMap<(&str, &str), Cell> = BTreeMap::new();
    for site in sites {
        let area = territory.by_id(site.area_id).unwrap_or(whole);
        let stratum = stratum_of(area, by, whole, territory);
        let cell = sorted.entry((site.site_type.as_str(), stratum.path.as_str()));
        let cell = cell.or_insert_with(|| Cell {
            stratum: stratum.code.clone(),
            sites: vec![],
        });
        cell.sites.push(site.code.clone());
    }
    let mut cells = Cells::new();
    for ((site_type, _), cell) in sorted {
        cells.entry(site_type.to_owned()).or_default().push(cell);
    }
    cells
}

/// The area that makes the stratum of a place.
pub fn stratum_of<'a>(
    area: &'a Area,
    by: StrataBy,
    whole: &'a Area,
    territory: &'a Territory,
) -> &'a Area {
    let level = match by {
        StrataBy::Whole => return whole,
        StrataBy::District => Level::District,
        StrataBy::Street => Level::Street,
        StrataBy::Community => Level::Community,
    };
    territory.at_level(area, level).unwrap_or(area)
}
