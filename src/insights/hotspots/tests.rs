//! Hot spots against the planted ones of the demo year, and against years in which records know no place.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use super::*;
use crate::demo::pack;
use crate::platform::num;

/// Places nearer than this to a planted hot spot are that hot spot.
const NEAR_M: f64 = 120.0;
const SEEDS: u64 = 200;

fn json(path: &str) -> serde_json::Value {
    serde_json::from_slice(&pack::file(path).unwrap()).unwrap()
}

fn degrees_of(value: &serde_json::Value) -> (f64, f64) {
    (
        value["lng"].as_f64().unwrap(),
        value["lat"].as_f64().unwrap(),
    )
}

/// Places of the demo year inside the city.
fn demo_year() -> Vec<(f64, f64)> {
    let lines = pack::history("city/incidents.jsonl.br").unwrap();
    let rows = lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    rows.map(|line| serde_json::from_slice::<serde_json::Value>(line).unwrap())
        .filter(|row| row["grid_code"].is_string())
        .map(|row| degrees_of(&row))
        .collect()
}

/// An empty field over the outline of the demo city.
fn empty_city() -> Field {
    let areas = json("city/areas.geojson");
    let features = areas["features"].as_array().unwrap();
    let city = features
        .iter()
        .find(|feature| feature["properties"]["level"] == "city")
        .unwrap();
    let corners = city["geometry"]["coordinates"][0]
        .as_array()
        .unwrap()
        .iter();
    let ring: Vec<(f64, f64)> = corners
        .map(|c| (c[0].as_f64().unwrap(), c[1].as_f64().unwrap()))
        .collect();
    let everywhere = [180.0, 90.0, -180.0, -90.0];
    let bounds = ring.iter().fold(everywhere, |b: [f64; 4], (x, y)| {
        [b[0].min(*x), b[1].min(*y), b[2].max(*x), b[3].max(*y)]
    });
    let is_inside = |lng: f64, lat: f64| {
        let edges = ring.iter().zip(ring.iter().cycle().skip(1));
        let is_crossed = |((ax, ay), (bx, by)): &(&(f64, f64), &(f64, f64))| {
            (*ay > lat) != (*by > lat) && lng < (bx - ax) * (lat - ay) / (by - ay) + ax
        };
        edges.filter(is_crossed).count() % 2 == 1
    };
    Field::of(Frame::over(bounds).unwrap(), is_inside)
}

fn demo_city() -> Field {
    let mut field = empty_city();
    for (lng, lat) in demo_year() {
        field.add(lng, lat, 1);
    }
    field
}

/// The spots within reach of a place.
fn near<'a>(field: &Field, spots: &'a [HotSpot], (lng, lat): (f64, f64)) -> Vec<&'a HotSpot> {
    let (x, y) = field.frame.metres_of(lng, lat);
    let is_near = |spot: &&HotSpot| {
        let (spot_x, spot_y) = field.frame.metres_of(spot.lng, spot.lat);
        (x - spot_x).hypot(y - spot_y) < NEAR_M
    };
    spots.iter().filter(is_near).collect()
}

#[test]
fn all_twelve_planted_hot_spots_are_found_and_few_others() {
    let field = demo_city();
    let (spots, cells_tested) = find(&field, FALSE_DISCOVERY_RATE);
    let truth = json("city/truth.json");
    for planted in truth["hot_spots"].as_array().unwrap() {
        assert_eq!(
            near(&field, &spots, degrees_of(planted)).len(),
            1,
            "{}",
            planted["name_zh"]
        );
    }
    assert!(spots.len() <= 20, "{} hot spots", spots.len());
    assert!(
        (7_000..8_500).contains(&cells_tested),
        "{cells_tested} cells"
    );
    assert!(
        spots
            .iter()
            .all(|spot| spot.q <= FALSE_DISCOVERY_RATE && f64::from(spot.count) > spot.expected)
    );
    assert!(spots.is_sorted_by(|a, b| a.z >= b.z));
}

/// Repeatable numbers: xorshift.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        (usize::try_from(high).unwrap() * limit) >> 32
    }
}

/// In how many of the seeds anything is reported at 5 % and at the stated rate.
fn false_alarms(mut shuffled: impl FnMut(&mut Numbers) -> Field) -> (u64, u64) {
    let (mut at_five, mut at_stated) = (0, 0);
    for seed in 1..=SEEDS {
        let (spots, _) = find(&shuffled(&mut Numbers(seed * 0x9E37_79B9)), 0.05);
        at_five += u64::from(!spots.is_empty());
        at_stated += u64::from(spots.iter().any(|spot| spot.q <= FALSE_DISCOVERY_RATE));
    }
    (at_five, at_stated)
}

fn assert_within_rates((at_five, at_stated): (u64, u64)) {
    assert!(
        num::from_u64(at_five) <= 0.05 * num::from_u64(SEEDS),
        "{at_five} of {SEEDS} at 5 %"
    );
    assert!(
        num::from_u64(at_stated) <= FALSE_DISCOVERY_RATE * num::from_u64(SEEDS),
        "{at_stated} of {SEEDS} at the stated rate"
    );
}

#[test]
fn records_spread_evenly_give_no_hot_spots_beyond_the_stated_rate() {
    let city = empty_city();
    let middles: Vec<(f64, f64)> = city
        .inside()
        .map(|(cell, _)| {
            let (x_m, y_m) = city.frame.middle_of(cell);
            city.frame.degrees_of(x_m, y_m)
        })
        .collect();
    assert_within_rates(false_alarms(|numbers| {
        let mut field = city.clone();
        for _ in 0..20_000 {
            let (lng, lat) = middles[numbers.below(middles.len())];
            field.add(lng, lat, 1);
        }
        field
    }));
}

#[test]
fn the_cells_of_the_demo_year_dealt_out_anew_give_no_hot_spots_beyond_the_stated_rate() {
    let city = demo_city();
    let counts: Vec<u32> = city.inside().map(|(_, held)| held.count).collect();
    let middles: Vec<usize> = city.inside().map(|(cell, _)| cell).collect();
    let empty = empty_city();
    assert_within_rates(false_alarms(|numbers| {
        let mut dealt = counts.clone();
        for last in (1..dealt.len()).rev() {
            dealt.swap(last, numbers.below(last + 1));
        }
        let mut field = empty.clone();
        for (cell, count) in middles.iter().zip(dealt).filter(|(_, count)| *count > 0) {
            let (x_m, y_m) = city.frame.middle_of(*cell);
            let (lng, lat) = city.frame.degrees_of(x_m, y_m);
            field.add(lng, lat, count);
        }
        field
    }));
}

#[test]
fn an_empty_city_and_an_empty_box_have_no_hot_spots() {
    assert_eq!(find(&empty_city(), FALSE_DISCOVERY_RATE).0, []);
    assert_eq!(Frame::over([110.0, 27.0, 110.0, 27.0]), None);
    assert_eq!(Frame::over([-180.0, -80.0, 180.0, 80.0]), None);
}
