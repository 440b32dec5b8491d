//! What a report tells of places: where incidents were, as a drawing of squares, and where they crowded more than chance
//! puts them ([`super::hotspots`]).

use super::Insights;
use super::asked::Asked;
use super::crowds::Crowds;
use super::follower::off_thread;
use super::hotspots::{CELL_M, FALSE_DISCOVERY_RATE, Field};
use super::queries::{Site, list_sites};
use super::standing::Standing;
use super::wire::HotSpotView;
use crate::areas::drawing::drawn;
use crate::areas::roads;
use crate::incidents::Vocabulary;
use crate::platform::num;
use crate::rates::poisson_limits;
use crate::sections::{
    Ask, Figure, MapCell, MapLine, MapMark, MapView, Row, Section, SectionView, Table, Written,
};
use entity::road;
use futures_util::future::try_join;
use sea_orm::DatabaseConnection;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A square with fewer records is not drawn: one alone could point at a door. Assumption: nobody wrote this down.
const LEAST: u32 = 2;
/// Squares of a drawing; with more they become larger.
const MOST_CELLS: usize = 4_096;
/// Places that are named.
const NAMED: usize = 10;
const INCIDENTS: &str = "/incidents";

/// Places of a period.
#[derive(Clone, Debug)]
pub struct PlaceSection {
    /// Where records are counted by place.
    pub insights: Insights,
}

impl Section for PlaceSection {
    async fn write(&self, db: &DatabaseConnection, ask: &Ask) -> Written {
        let standing = self.insights.caught_up(db).await?;
        let span = &ask.span;
        let scope = span.scope.clone().areas_only();
        let (sites, roads) = try_join(list_sites(db, &scope), roads::list(db)).await?;
        let days = (Some(span.from), Some(span.to));
        let asked = Asked::all(0, &standing, scope, days);
        let ask = ask.clone();
        let ground = Ground {
            standing,
            asked,
            sites,
            roads,
        };
        off_thread(move || ground.section(&ask)).await
    }
}

/// What a section of places is made of.
struct Ground {
    standing: Arc<Standing>,
    asked: Asked,
    sites: Vec<Site>,
    roads: Vec<road::Model>,
}

impl Ground {
    fn section(&self, ask: &Ask) -> Option<SectionView> {
        let crowds = Crowds::of(&self.standing, &self.asked)?;
        let (map, total) = self.map(ask, &crowds);
        if total == 0 {
            return None;
        }
        let views: Vec<HotSpotView> = crowds
            .views(&self.standing, &self.asked, &self.sites)
            .take(NAMED)
            .collect();
        let marks = views.iter().map(|view| MapMark {
            number: u32::try_from(view.rank).unwrap_or(u32::MAX),
            lng: view.lng,
            lat: view.lat,
            radius_m: view.radius_m,
        });
        let map = MapView {
            marks: marks.collect(),
            ..map
        };
        let names = ("最集中的地方", "Where most crowd");
        let mut table = Table::new("hot_spots", names, &HEADS);
        for (view, spot) in views.iter().zip(&crowds.spots) {
            let link = link(ask, &crowds.boxes(spot));
            table.rows.push(row(view, link));
        }
        let section = SectionView::new("places", ("在哪里", "Where")).table(table);
        Some(SectionView {
            map: Some(map),
            ..section
        })
    }

    /// The drawing without its marks, and how many records there are, placed or not.
    fn map(&self, ask: &Ask, crowds: &Crowds) -> (MapView, u64) {
        let (size, counts) = squares(&crowds.field);
        let placed: u64 = counts.values().map(|count| u64::from(*count)).sum();
        let cells: Vec<MapCell> = counts
            .into_iter()
            .filter(|(_, count)| *count >= LEAST)
            .map(|((row, column), count)| (column, row, count))
            .collect();
        let shown: u64 = cells.iter().map(|(_, _, count)| u64::from(*count)).sum();
        let records = self.standing.of_kind(self.asked.kind);
        let unplaced = records.count_unplaced(&self.asked.filter);
        let edge = num::to_usize(f64::from(size));
        let [west, south, east, north] = crowds.field.frame.degrees_of_run(0, 0..edge);
        let height = (north - south) * f64::from(size);
        let lines = drawn(
            &self.standing.territory,
            (&self.asked.scope, ask.level()),
            &self.roads,
        );
        let map = MapView {
            cell_m: CELL_M * f64::from(size),
            corner: (west, south),
            step: (east - west, height),
            cells,
            least: LEAST,
            scattered: placed - shown,
            unplaced,
            lines: lines.into_iter().map(MapLine::from).collect(),
            marks: vec![],
            found: num::u64_from_usize(crowds.spots.len()),
            false_discovery_rate: FALSE_DISCOVERY_RATE,
        };
        (map, placed + unplaced)
    }
}

const HEADS: [(&str, &str, &str); 4] = [
    ("place", "地点和行为", "place and behaviour"),
    ("count", "本期", "this period"),
    ("expected", "均匀时应有", "if spread evenly"),
    ("z", "集中程度 Gi*", "Gi* score"),
];

/// Counts by (row, column) of squares, and how many cells their edge has: as few as give no more squares than a drawing takes.
fn squares(field: &Field) -> (u32, BTreeMap<(u32, u32), u32>) {
    let mut size = 1;
    loop {
        let mut counts = BTreeMap::new();
        for (column, row, count) in field.counts() {
            let place = |number: usize| u32::try_from(number).unwrap_or(u32::MAX) / size;
            *counts.entry((place(row), place(column))).or_default() += count;
        }
        if counts.len() <= MOST_CELLS {
            return (size, counts);
        }
        size *= 2;
    }
}

fn link(ask: &Ask, boxes: &[[f64; 4]]) -> String {
    let text = |[west, south, east, north]: &[f64; 4]| {
        format!("{west:.7},{south:.7},{east:.7},{north:.7}")
    };
    let boxes: Vec<String> = boxes.iter().map(text).collect();
    let more = format!("&is_counted=true&bbox={}", boxes.join(";"));
    ask.span.link(INCIDENTS, &more)
}

fn row(view: &HotSpotView, link: String) -> Row {
    let (what_zh, what_en) = Vocabulary::get().names_of(&view.top_category);
    let (zh, en) = match &view.site {
        Some(site) => (site.name_zh.clone(), site.name_en.clone()),
        None => (
            format!("{}{}", view.street_name_zh, view.name_zh),
            format!("{}, {}", view.name_en, view.street_name_en),
        ),
    };
    let count = u64::from(view.count);
    let tenth = |number: f64| (number * 10.0).round() / 10.0;
    let cells = vec![
        Figure::count(count)
            .within(Some(poisson_limits(count)))
            .linked(link),
        Figure::amount(tenth(view.expected)),
        Figure::amount(tenth(view.z)),
    ];
    let names = (format!("{zh} · {what_zh}"), format!("{en} · {what_en}"));
    Row::new(&view.rank.to_string(), (&names.0, &names.1), cells)
}
