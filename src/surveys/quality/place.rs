//! Not at the door. Pure.
use std::collections::BTreeMap;

use super::notes::{Found, Note, Visit, by_surveyor};
use crate::areas::geometry::distance_m;

/// Metres from the door that say nothing. Source: the plan of surveys, max(50 m, 2 × accuracy).
const NEAR_M: f64 = 50.0;
/// Doors with exactly the same coordinates before it is noted: two neighbours on a landing may share a fix.
const SAME: usize = 3;

/// Notes everything about places.
pub fn look(visits: &[Visit], found: &mut Found) {
    for visit in visits {
        if let (Some(fix), Some(door)) = (visit.start, visit.door)
            && distance_m((fix.lng, fix.lat), door) > (2.0 * fix.accuracy_m).max(NEAR_M)
        {
            found.visit(visit, Note::FarFromDoor);
        }
    }
    for own in by_surveyor(visits).values() {
        let mut places: BTreeMap<(u64, u64), Vec<&Visit>> = BTreeMap::new();
        for visit in own {
            if let Some(fix) = visit.start {
                let place = (fix.lng.to_bits(), fix.lat.to_bits());
                places.entry(place).or_default().push(visit);
            }
        }
        for same in places.values().filter(|same| same.len() >= SAME) {
            for visit in same {
                found.visit(visit, Note::SamePosition);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::super::notes::samples::interview;
    use super::*;

    fn codes(visits: &[Visit], of: usize) -> Vec<&'static str> {
        let mut found = Found::default();
        look(visits, &mut found);
        let notes = found.visits.remove(&visits[of].id).unwrap_or_default();
        notes.into_iter().map(Note::code).collect()
    }

    #[test]
    fn a_poor_fix_may_lie_further_from_the_door() {
        let mut visits = vec![interview(1, 0), interview(1, 1)];
        for visit in &mut visits {
            visit.door = visit.door.map(|(lng, lat)| (lng + 0.001, lat));
        }
        // Both stand about 99 m away; one of them may be 60 m off.
        if let Some(fix) = &mut visits[1].start {
            fix.accuracy_m = 60.0;
        }
        assert_eq!(codes(&visits, 0), ["far_from_door"]);
        assert!(codes(&visits, 1).is_empty());
    }

    #[test]
    fn three_doors_with_the_same_coordinates_are_noted() {
        let mut visits: Vec<Visit> = (0..4).map(|number| interview(1, number)).collect();
        let fix = visits[0].start;
        for visit in visits.iter_mut().take(3) {
            visit.start = fix;
            visit.door = None;
        }
        assert_eq!(codes(&visits, 2), ["same_position"]);
        assert!(codes(&visits[1..], 2).is_empty());
    }
}
