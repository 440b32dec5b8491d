//! Hot spots of the areas in scope, with the words for where they lie.
use std::collections::HashSet;

use super::asked::Asked;
use super::hotspots::{CELL_M, FALSE_DISCOVERY_RATE, Field, Frame, HotSpot, find};
use super::index::{Bounds, Filter};
use super::queries::Site;
use super::standing::Standing;
use super::wire::{HotSpotView, HotSpotsView, SpotSiteView, round_degrees};
use crate::areas::{Area, Territory, morton};
use crate::platform::auth::{AreaScope, Level};

/// Positions are counted at this level before they go onto the grid of metres: 2 m.
const POSITION_LEVEL: u8 = 24;
/// A site nearer than this gives a hot spot its name.
const SITE_WITHIN_M: f64 = 100.0;

/// The cells of what was asked for, and its hot spots.
#[derive(Debug)]
pub(super) struct Crowds {
    /// The cells.
    pub(super) field: Field,
    /// Hottest first.
    pub(super) spots: Vec<HotSpot>,
    cells_tested: usize,
}

impl Crowds {
    /// Counts and tests; takes some tens of milliseconds for a city. `None` without areas.
    pub(super) fn of(standing: &Standing, asked: &Asked) -> Option<Self> {
        let field = field_of(standing, asked)?;
        let (spots, cells_tested) = find(&field, FALSE_DISCOVERY_RATE);
        Some(Self {
            field,
            spots,
            cells_tested,
        })
    }

    /// The hot spots with the words for where they lie, in their order.
    pub(super) fn views<'a>(
        &'a self,
        standing: &'a Standing,
        asked: &'a Asked,
        sites: &'a [Site],
    ) -> impl Iterator<Item = HotSpotView> {
        let frame = &self.field.frame;
        let spots = self.spots.iter().zip(1..);
        spots.filter_map(move |(spot, rank)| view_of(standing, asked, frame, sites, spot, rank))
    }

    /// The level-24 boxes that hold just the records of a hot spot: one for each run of cells in a row.
    pub(super) fn boxes(&self, spot: &HotSpot) -> Vec<[f64; 4]> {
        let columns = self.field.frame.columns;
        let runs = spot
            .cells
            .chunk_by(|a, b| a + 1 == *b && a / columns == b / columns);
        let box_of = |run: &[usize]| {
            let (first, last) = (*run.first()?, *run.last()?);
            let frame = &self.field.frame;
            let degrees =
                frame.degrees_of_run(first / columns, first % columns..last % columns + 1);
            Some(snapped(degrees))
        };
        runs.filter_map(box_of).collect()
    }
}

/// The hot spots of what was asked for.
pub(super) fn hot_spots(standing: &Standing, asked: &Asked, sites: &[Site]) -> HotSpotsView {
    let crowds = Crowds::of(standing, asked);
    HotSpotsView {
        items: crowds.as_ref().map_or_else(Vec::new, |crowds| {
            crowds.views(standing, asked, sites).collect()
        }),
        cells_tested: crowds.map_or(0, |crowds| crowds.cells_tested),
        false_discovery_rate: FALSE_DISCOVERY_RATE,
        cell_m: CELL_M,
    }
}

/// A box moved to the lines between positions: records are counted by the middle of their cell at [`POSITION_LEVEL`].
fn snapped([west, south, east, north]: [f64; 4]) -> [f64; 4] {
    let across = f64::from(1_u32 << POSITION_LEVEL);
    let lng = |degrees: f64| {
        let column = ((degrees + 180.0) / 360.0 * across - 0.5).ceil();
        morton::lng_of(column, POSITION_LEVEL)
    };
    let lat = |degrees: f64| {
        let row = (morton::row_of(degrees, POSITION_LEVEL) - 0.5).floor() + 1.0;
        morton::lat_of(row, POSITION_LEVEL)
    };
    [lng(west), lat(south), lng(east), lat(north)]
}

/// The cells inside the areas in scope with their records; empty ones too. `None` without areas.
fn field_of(standing: &Standing, asked: &Asked) -> Option<Field> {
    let territory = &standing.territory;
    let inside: HashSet<&str> = territory
        .within(&asked.scope)
        .map(|area| area.code.as_str())
        .collect();
    let frame = Frame::over(bounds_of(territory, &asked.scope)?)?;
    let is_inside = |lng, lat| {
        territory
            .locate(lng, lat)
            .is_some_and(|area| inside.contains(area.code.as_str()))
    };
    let mut field = Field::of(frame, is_inside);
    for (code, count) in standing
        .of_kind(asked.kind)
        .all_cells(&asked.filter, POSITION_LEVEL)
    {
        let (lng, lat) = morton::centre_of(code, POSITION_LEVEL);
        field.add(lng, lat, count);
    }
    Some(field)
}

fn bounds_of(territory: &Territory, scope: &AreaScope) -> Option<[f64; 4]> {
    let boxes = territory
        .within(scope)
        .map(|area| area.shape.bounds().degrees());
    boxes.reduce(|a, b| {
        [
            a[0].min(b[0]),
            a[1].min(b[1]),
            a[2].max(b[2]),
            a[3].max(b[3]),
        ]
    })
}

fn view_of(
    standing: &Standing,
    asked: &Asked,
    frame: &Frame,
    sites: &[Site],
    spot: &HotSpot,
    rank: usize,
) -> Option<HotSpotView> {
    let territory = &standing.territory;
    let in_scope = |area: &&Area| asked.scope.contains_path(&area.path);
    let area = territory
        .locate(spot.lng, spot.lat)
        .filter(in_scope)
        .or_else(|| territory.within(&asked.scope).next())?;
    let street = territory.at_level(area, Level::Street);
    let street_name = |name: fn(&Area) -> &str| street.map_or("", name).to_owned();
    Some(HotSpotView {
        rank,
        lng: round_degrees(spot.lng),
        lat: round_degrees(spot.lat),
        radius_m: spot.radius_m.round(),
        count: spot.count,
        expected: spot.expected,
        z: spot.z,
        p: spot.p,
        q: spot.q,
        significance: match spot.q {
            q if q <= 0.001 => "99.9",
            q if q <= 0.01 => "99",
            _ => "95",
        },
        area_code: area.code.clone(),
        name_zh: area.name_zh.clone(),
        name_en: area.name_en.clone(),
        street_name_zh: street_name(|street| &street.name_zh),
        street_name_en: street_name(|street| &street.name_en),
        site: nearest_site(frame, sites, spot),
        top_category: if asked.kind == 0 {
            top_category(standing, &asked.filter, frame, spot)
        } else {
            String::new()
        },
    })
}

fn nearest_site(frame: &Frame, sites: &[Site], spot: &HotSpot) -> Option<SpotSiteView> {
    let (x, y) = frame.metres_of(spot.lng, spot.lat);
    let distance_m = |site: &Site| {
        let (site_x, site_y) = frame.metres_of(site.lng, site.lat);
        (x - site_x).hypot(y - site_y)
    };
    let nearest = sites
        .iter()
        .min_by(|a, b| distance_m(a).total_cmp(&distance_m(b)))?;
    (distance_m(nearest) <= SITE_WITHIN_M).then(|| SpotSiteView {
        code: nearest.code.clone(),
        name_zh: nearest.name_zh.clone(),
        name_en: nearest.name_en.clone(),
    })
}

fn top_category(standing: &Standing, filter: &Filter, frame: &Frame, spot: &HotSpot) -> String {
    let (x, y) = frame.metres_of(spot.lng, spot.lat);
    let (west, south) = frame.degrees_of(x - spot.radius_m, y - spot.radius_m);
    let (east, north) = frame.degrees_of(x + spot.radius_m, y + spot.radius_m);
    let counts = standing
        .of_kind(0)
        .groups_in(filter, &Bounds::of_degrees(west, south, east, north))
        .categories();
    let top = counts
        .iter()
        .enumerate()
        .max_by_key(|(ordinal, count)| (**count, std::cmp::Reverse(*ordinal)));
    top.map_or_else(String::new, |(ordinal, _)| {
        standing.codes.category(ordinal).to_owned()
    })
}
