//! Which area holds a point? An R-tree of boxes and exact outlines, with a raster in front that answers at once
//! for the many points that lie nowhere near a border.
//!
//! Every point has exactly one answer, the same each time: the deepest area that holds it, borders included;
//! among equals the one with the smaller code.

use std::sync::Arc;

use rstar::{AABB, PointDistance, RTree, RTreeObject};

use super::geometry::{Bounds, Shape, Vertex, edges};
use super::level::Level;

/// Cells of the raster in each direction.
const CELLS: u32 = 800;

/// What a raster cell knows about all of its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// A border passes through: ask the outlines.
    Border,
    /// No area at all.
    Outside,
    /// All in the place with this rank.
    Within(u32),
}

struct Place {
    /// Position in the list the locator was built from.
    index: usize,
    shape: Arc<Shape>,
}

struct Boxed {
    rank: u32,
    envelope: AABB<[f64; 2]>,
}

impl RTreeObject for Boxed {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

impl PointDistance for Boxed {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        self.envelope.distance_2(point)
    }
}

/// Answers where points lie among a fixed set of areas.
pub struct Locator {
    /// In the order of preference: deepest first, then by code.
    places: Vec<Place>,
    tree: RTree<Boxed>,
    raster: Option<Raster>,
}

struct Raster {
    bounds: Bounds,
    /// Lattice steps across a cell, east and north; at least 1.
    step: [i64; 2],
    cells: Vec<Cell>,
}

impl Locator {
    /// Builds the index of areas given as level, code and outline. Takes about 0.2 s for 10,000 areas.
    pub fn new<'a>(areas: impl IntoIterator<Item = (Level, &'a str, Arc<Shape>)>) -> Self {
        let mut listed: Vec<_> = areas.into_iter().enumerate().collect();
        listed.sort_by(|(_, a), (_, b)| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let places: Vec<Place> = listed
            .into_iter()
            .map(|(index, (_, _, shape))| Place { index, shape })
            .collect();
        let boxes = places.iter().zip(0..).map(|(place, rank)| Boxed {
            rank,
            envelope: envelope(place.shape.bounds()),
        });
        let mut locator = Self {
            tree: RTree::bulk_load(boxes.collect()),
            places,
            raster: None,
        };
        locator.raster = Raster::new(&locator);
        locator
    }

    /// Position (in the list given to [`Locator::new`]) of the deepest area that holds a WGS-84 point, borders
    /// included; `None` outside all of them and for anything that is no point on the globe.
    pub fn locate(&self, lng: f64, lat: f64) -> Option<usize> {
        if !(lng.abs() <= 180.0 && lat.abs() <= 90.0) {
            return None;
        }
        let point = Vertex::nearest(lng, lat);
        let rank = match self.raster.as_ref()?.cell(point) {
            Cell::Outside => return None,
            Cell::Within(rank) => rank,
            Cell::Border => self.search(point)?,
        };
        self.places.get(index(rank)).map(|place| place.index)
    }

    /// The rank of the best place that holds a point, by the outlines alone.
    fn search(&self, point: Vertex) -> Option<u32> {
        let mut best: Option<u32> = None;
        for boxed in self.tree.locate_all_at_point(&corner(point)) {
            let is_better = best.is_none_or(|rank| boxed.rank < rank);
            if is_better
                && self
                    .places
                    .get(index(boxed.rank))
                    .is_some_and(|place| place.shape.contains(point))
            {
                best = Some(boxed.rank);
            }
        }
        best
    }
}

impl Raster {
    fn new(locator: &Locator) -> Option<Self> {
        let bounds = locator
            .places
            .iter()
            .map(|place| place.shape.bounds())
            .reduce(Bounds::union)?;
        let step = |low: i32, high: i32| (i64::from(high) - i64::from(low)) / i64::from(CELLS) + 1;
        let step = [
            step(bounds.low.x, bounds.high.x),
            step(bounds.low.y, bounds.high.y),
        ];
        let mut raster = Self {
            bounds,
            step,
            cells: vec![Cell::Outside; index(CELLS * CELLS)],
        };
        for (a, b) in locator
            .places
            .iter()
            .flat_map(|place| place.shape.rings())
            .flat_map(|ring| edges(ring))
        {
            raster.mark_border(a, b);
        }
        raster.fill(locator);
        Some(raster)
    }

    fn cell(&self, point: Vertex) -> Cell {
        if !self.bounds.contains(point) {
            return Cell::Outside;
        }
        let (column, row) = (self.column(point.x), self.row(point.y));
        self.cells
            .get(index(row * CELLS + column))
            .copied()
            .unwrap_or(Cell::Border)
    }

    fn column(&self, x: i32) -> u32 {
        let [step, _] = self.step;
        u32::try_from((i64::from(x) - i64::from(self.bounds.low.x)) / step)
            .unwrap_or(0)
            .min(CELLS - 1)
    }

    fn row(&self, y: i32) -> u32 {
        let [_, step] = self.step;
        u32::try_from((i64::from(y) - i64::from(self.bounds.low.y)) / step)
            .unwrap_or(0)
            .min(CELLS - 1)
    }

    /// Marks every cell an edge passes: row by row the columns it covers there, and one to each side.
    fn mark_border(&mut self, a: Vertex, b: Vertex) {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let [_, step] = self.step;
        for row in self.row(low.y)..=self.row(high.y) {
            let bottom = i64::from(self.bounds.low.y) + i64::from(row) * step;
            let (from, to) = (x_at(low, high, bottom), x_at(low, high, bottom + step));
            let first = self.column(from.min(to)).saturating_sub(1);
            let last = (self.column(from.max(to)) + 1).min(CELLS - 1);
            for column in first..=last {
                if let Some(cell) = self.cells.get_mut(index(row * CELLS + column)) {
                    *cell = Cell::Border;
                }
            }
        }
    }

    /// Decides the cells without border: neighbours in a row with no border between them agree.
    fn fill(&mut self, locator: &Locator) {
        let [step_x, step_y] = self.step;
        for row in 0..CELLS {
            let mut known: Option<Cell> = None;
            for column in 0..CELLS {
                let Some(cell) = self.cells.get_mut(index(row * CELLS + column)) else {
                    continue;
                };
                if *cell == Cell::Border {
                    known = None;
                    continue;
                }
                let middle = |low: i32, at: u32, step: i64| {
                    i32::try_from(i64::from(low) + i64::from(at) * step + step / 2)
                        .unwrap_or(i32::MAX)
                };
                let point = Vertex {
                    x: middle(self.bounds.low.x, column, step_x),
                    y: middle(self.bounds.low.y, row, step_y),
                };
                let decided = known
                    .unwrap_or_else(|| locator.search(point).map_or(Cell::Outside, Cell::Within));
                *cell = decided;
                known = Some(decided);
            }
        }
    }
}

/// Longitude of the edge at a latitude, clamped to the edge; `low` is its southern end.
fn x_at(low: Vertex, high: Vertex, y: i64) -> i32 {
    let (rise, run) = (
        i64::from(high.y) - i64::from(low.y),
        i64::from(high.x) - i64::from(low.x),
    );
    let climbed = (y - i64::from(low.y)).clamp(0, rise);
    if rise == 0 {
        // A level edge covers its whole length: the two ends are asked for, below and above.
        return if y <= i64::from(low.y) { low.x } else { high.x };
    }
    let x = i128::from(low.x) + i128::from(run) * i128::from(climbed) / i128::from(rise);
    i32::try_from(x).unwrap_or(low.x)
}

/// Coordinates as the R-tree has them; whole numbers, exact as floats.
fn corner(point: Vertex) -> [f64; 2] {
    [f64::from(point.x), f64::from(point.y)]
}

fn envelope(bounds: Bounds) -> AABB<[f64; 2]> {
    AABB::from_corners(corner(bounds.low), corner(bounds.high))
}

/// A rank or cell number as a place in a list.
fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::areas::geometry::examine::examine;
    use crate::areas::geometry::parse::AreaDraft;

    const CITY: &[u8] = include_bytes!("../../demo/city/areas.geojson");
    const SMALL: &[u8] = include_bytes!("../../tests/data/areas_small.geojson");

    static LOADED_CITY: LazyLock<(Vec<AreaDraft>, Locator)> = LazyLock::new(|| load(CITY));

    fn load(bytes: &[u8]) -> (Vec<AreaDraft>, Locator) {
        let drafts = examine(bytes).drafts;
        let locator = Locator::new(drafts.iter().map(|draft| {
            (
                draft.level,
                draft.code.as_str(),
                Arc::new(draft.shape.clone().unwrap()),
            )
        }));
        (drafts, locator)
    }

    /// Compares with a table of `lat,lng,grid_code,kind,note`; an empty code with the kind `on_vertex` or `on_edge`
    /// stands for any one grid.
    fn compare((drafts, locator): &(Vec<AreaDraft>, Locator), expected: &str) -> usize {
        let mut rows = csv::Reader::from_reader(expected.as_bytes());
        let mut compared = 0;
        for row in rows.records().map(Result::unwrap) {
            let (lat, lng) = (row[0].parse().unwrap(), row[1].parse().unwrap());
            let found = locator
                .locate(lng, lat)
                .map(|index| drafts[index].code.as_str());
            if row[3].starts_with("on_") {
                let code = found.unwrap();
                assert_eq!(code.len(), 15, "{row:?}");
                assert!(
                    !row[4].contains("any one of 4") || row[4].contains(code),
                    "{row:?} gave {code}"
                );
                assert_eq!(
                    locator
                        .locate(lng, lat)
                        .map(|index| drafts[index].code.as_str()),
                    found
                );
            } else {
                assert_eq!(found.unwrap_or_default(), &row[2], "{row:?}");
            }
            compared += 1;
        }
        compared
    }

    #[test]
    fn lookups_in_the_demo_city_agree_in_every_row() {
        assert_eq!(
            compare(
                &LOADED_CITY,
                include_str!("../../tests/data/points_expected.csv")
            ),
            114
        );
    }

    #[test]
    fn lookups_in_the_small_street_agree_in_every_row() {
        assert_eq!(
            compare(
                &load(SMALL),
                include_str!("../../tests/data/points_expected_small.csv")
            ),
            12
        );
    }

    #[test]
    fn on_a_border_the_smaller_code_wins() {
        let (drafts, locator) = load(SMALL);
        let code = |lng, lat| {
            locator
                .locate(lng, lat)
                .map(|index| drafts[index].code.clone())
        };
        assert_eq!(code(110.522, 26.951).as_deref(), Some("439805001001001"));
        assert_eq!(code(110.522, 26.952).as_deref(), Some("439805001001001"));
        assert_eq!(code(110.52, 26.95).as_deref(), Some("439805001001001"));
    }

    #[test]
    fn where_no_grid_lies_the_next_higher_area_answers() {
        let (drafts, _) = load(SMALL);
        let without: Vec<&AreaDraft> = drafts
            .iter()
            .filter(|draft| draft.code != "439805001001001")
            .collect();
        let locator = Locator::new(without.iter().map(|draft| {
            (
                draft.level,
                draft.code.as_str(),
                Arc::new(draft.shape.clone().unwrap()),
            )
        }));
        let found = locator
            .locate(110.521, 26.951)
            .map(|index| without[index].code.as_str());
        assert_eq!(found, Some("439805001001"));
    }

    #[test]
    fn nothing_holds_a_point_without_areas_or_off_the_globe() {
        let nowhere = Locator::new(std::iter::empty());
        assert_eq!(nowhere.locate(110.0, 26.0), None);
        let city = &LOADED_CITY.1;
        for (lng, lat) in [
            (f64::NAN, 26.87),
            (110.47, f64::INFINITY),
            (26.87, 110.47),
            (1e300, -1e300),
        ] {
            assert_eq!(city.locate(lng, lat), None);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn the_raster_never_changes_the_answer(points in proptest::collection::vec((110.41..110.54_f64, 26.82..26.92_f64), 500)) {
            let locator = &LOADED_CITY.1;
            for (lng, lat) in points {
                let by_outline = locator.search(Vertex::nearest(lng, lat)).map(|rank| locator.places[index(rank)].index);
                prop_assert_eq!(locator.locate(lng, lat), by_outline);
            }
        }
    }
}
