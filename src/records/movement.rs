//! How an author moved: a record is compared with the fixes before it. Pure.

use super::flags::Flag;
use crate::platform::clock::UtcMillis;
use crate::platform::num;

/// Nobody moves faster in a city, in metres a second. Assumption: 200 km/h.
const FASTEST_MPS: f64 = 55.0;
/// Jumps shorter than this are noise of the fix, in metres.
const SHORTEST_JUMP_M: f64 = 500.0;
/// So many earlier fixes with exactly the same coordinates are odd.
const REPEATED: usize = 3;
/// Among so many of an author's last records the earlier fixes are looked for; those placed by hand stand between them.
pub(super) const RECORDS_LOOKED_AT: u64 = 12;

/// A position of the receiver itself; only such positions tell how somebody moved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fix {
    pub happened_at: UtcMillis,
    /// Degrees east.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
    /// Radius of the circle, in metres; 0 where it no longer matters.
    pub accuracy_m: f64,
}

/// Where an author was lately.
#[derive(Debug, Default)]
pub(super) struct Track {
    /// Latest first, at most [`REPEATED`].
    earlier: Vec<Fix>,
}

impl Track {
    /// A track of fixes in any order.
    pub fn of(mut fixes: Vec<Fix>) -> Self {
        fixes.sort_by_key(|fix| std::cmp::Reverse(fix.happened_at));
        fixes.truncate(REPEATED);
        Self { earlier: fixes }
    }

    /// What is odd about `fix` after the earlier ones; it becomes the next one's past.
    pub fn judge(&mut self, fix: Fix) -> Vec<Flag> {
        let mut flags = vec![];
        if let Some(last) = self.earlier.first() {
            let metres = distance_m((last.lng, last.lat), (fix.lng, fix.lat)) - fix.accuracy_m;
            let seconds = num::from_i64((fix.happened_at.0 - last.happened_at.0).abs()) / 1000.0;
            if metres > SHORTEST_JUMP_M && metres / seconds.max(1.0) > FASTEST_MPS {
                flags.push(Flag::SpeedJump);
            }
        }
        let same = |earlier: &&Fix| {
            earlier.lng.to_bits() == fix.lng.to_bits() && earlier.lat.to_bits() == fix.lat.to_bits()
        };
        if self.earlier.iter().filter(same).count() == REPEATED {
            flags.push(Flag::PositionRepeated);
        }
        let later = |other: &Fix| other.happened_at > fix.happened_at;
        let place = self.earlier.partition_point(later);
        self.earlier.insert(place, fix);
        self.earlier.truncate(REPEATED);
        flags
    }
}

/// Great-circle distance of two positions (degrees east, degrees north) in metres; mean Earth radius 6,371,008.8 m.
fn distance_m(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (from_lat, to_lat) = (from.1.to_radians(), to.1.to_radians());
    let half_lat = ((to_lat - from_lat) / 2.0).sin();
    let half_lng = ((to.0 - from.0).to_radians() / 2.0).sin();
    let h = half_lat * half_lat + from_lat.cos() * to_lat.cos() * half_lng * half_lng;
    2.0 * 6_371_008.8 * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(minute: i64, lng: f64) -> Fix {
        Fix {
            happened_at: UtcMillis(minute * 60_000),
            lng,
            lat: 31.0,
            accuracy_m: 10.0,
        }
    }

    #[test]
    fn a_walk_is_nothing_and_ten_kilometres_in_a_minute_are_a_jump() {
        let mut track = Track::of(vec![fix(0, 120.0)]);
        assert_eq!(track.judge(fix(1, 120.001)), []);
        assert_eq!(track.judge(fix(2, 120.1)), [Flag::SpeedJump]);
    }

    #[test]
    fn the_fourth_fix_at_exactly_the_same_place_is_odd() {
        let mut track = Track::of(vec![fix(2, 120.0), fix(0, 120.0), fix(1, 120.0)]);
        assert_eq!(track.judge(fix(3, 120.0)), [Flag::PositionRepeated]);
        let mut track = Track::of(vec![fix(0, 120.0), fix(1, 120.0)]);
        assert_eq!(track.judge(fix(2, 120.0)), []);
    }

    #[test]
    fn the_latest_fix_is_the_one_that_counts_whatever_the_order() {
        let mut track = Track::of(vec![fix(0, 120.0), fix(9, 120.1)]);
        assert_eq!(track.judge(fix(10, 120.1)), []);
        let mut track = Track::of(vec![fix(9, 120.1)]);
        assert_eq!(track.judge(fix(1, 121.0)), [Flag::SpeedJump], "sent late");
        assert_eq!(track.judge(fix(10, 120.1)), []);
    }
}
