//! Rings must be simple: no crossing, no touching themselves, no spike.

use super::{Ring, Vertex, cross, is_between};

/// How many pairs of edges a whole import may compare before it is refused as too complex.
/// Honest outlines need a few comparisons for each edge.
pub const COMPARISONS: u64 = 60_000_000;

/// What is wrong with the rings of one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Two edges meet where they must not.
    Meets(Vertex),
    /// The budget of comparisons is used up.
    TooComplex,
}

struct Edge {
    start: Vertex,
    end: Vertex,
    ring: usize,
    position: usize,
}

impl Edge {
    fn low_x(&self) -> i32 {
        self.start.x.min(self.end.x)
    }

    fn high_x(&self) -> i32 {
        self.start.x.max(self.end.x)
    }

    fn touches(&self, point: Vertex) -> bool {
        cross(self.start, self.end, point) == 0
            && is_between(point.x, self.start.x, self.end.x)
            && is_between(point.y, self.start.y, self.end.y)
    }
}

/// Looks for a place where rings cross each other or one touches itself. Different rings may touch.
/// `budget` is what is left of [`COMPARISONS`]; it shrinks.
pub fn find_flaw<'a>(rings: impl Iterator<Item = &'a Ring>, budget: &mut u64) -> Option<Flaw> {
    let mut lengths = Vec::new();
    let mut waiting = Vec::new();
    for (ring, vertices) in rings.enumerate() {
        lengths.push(vertices.len());
        waiting.extend(
            super::edges(vertices)
                .enumerate()
                .map(|(position, (start, end))| Edge {
                    start,
                    end,
                    ring,
                    position,
                }),
        );
    }
    waiting.sort_unstable_by_key(Edge::low_x);
    // A sweep from west to east: only edges that overlap in x are compared.
    let mut active: Vec<&Edge> = Vec::new();
    for edge in &waiting {
        active.retain(|other| other.high_x() >= edge.low_x());
        let cost = u64::try_from(active.len()).unwrap_or(u64::MAX);
        let Some(left) = budget.checked_sub(cost) else {
            return Some(Flaw::TooComplex);
        };
        *budget = left;
        for other in &active {
            let is_next = other.ring == edge.ring
                && are_consecutive(
                    other.position,
                    edge.position,
                    lengths.get(edge.ring).copied().unwrap_or(0),
                );
            if let Some(place) = forbidden_meeting(other, edge, is_next) {
                return Some(Flaw::Meets(place));
            }
        }
        active.push(edge);
    }
    None
}

fn are_consecutive(a: usize, b: usize, length: usize) -> bool {
    let distance = a.abs_diff(b);
    distance == 1 || distance + 1 == length
}

fn forbidden_meeting(a: &Edge, b: &Edge, is_next: bool) -> Option<Vertex> {
    let (low, high) = (b.start.y.min(b.end.y), b.start.y.max(b.end.y));
    if a.start.y.max(a.end.y) < low || a.start.y.min(a.end.y) > high {
        return None;
    }
    if is_next {
        // They share one vertex; any other contact is a spike.
        let far = |one: &Edge, two: &Edge| {
            [two.start, two.end]
                .into_iter()
                .find(|point| *point != one.start && *point != one.end && one.touches(*point))
        };
        return far(a, b).or_else(|| far(b, a));
    }
    if a.ring == b.ring {
        let touch = [b.start, b.end].into_iter().find(|point| a.touches(*point));
        let touch = touch.or_else(|| [a.start, a.end].into_iter().find(|point| b.touches(*point)));
        if touch.is_some() {
            return touch;
        }
    }
    let sides_of_a = (
        cross(a.start, a.end, b.start).signum(),
        cross(a.start, a.end, b.end).signum(),
    );
    let sides_of_b = (
        cross(b.start, b.end, a.start).signum(),
        cross(b.start, b.end, a.end).signum(),
    );
    let is_crossing = sides_of_a.0 * sides_of_a.1 < 0 && sides_of_b.0 * sides_of_b.1 < 0;
    is_crossing.then_some(b.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(i32, i32)]) -> Ring {
        points.iter().map(|&(x, y)| Vertex { x, y }).collect()
    }

    fn flaw(points: &[(i32, i32)]) -> Option<Flaw> {
        find_flaw([ring(points)].iter(), &mut COMPARISONS.clone())
    }

    #[test]
    fn a_plain_ring_is_simple() {
        assert_eq!(flaw(&[(0, 0), (10, 0), (10, 10), (5, 2), (0, 10)]), None);
        assert_eq!(flaw(&[(0, 0), (10, 0), (5, 5)]), None);
        assert_eq!(flaw(&[(0, 0), (5, 0), (10, 0), (10, 10), (0, 10)]), None);
    }

    #[test]
    fn a_bow_tie_crosses_itself() {
        assert!(flaw(&[(0, 0), (10, 10), (10, 0), (0, 10)]).is_some());
        assert!(flaw(&[(0, 0), (5, 5), (10, 10), (10, 0), (5, 5), (0, 10)]).is_some());
    }

    #[test]
    fn spikes_and_touches_are_found() {
        assert!(flaw(&[(0, 0), (10, 0), (15, 0), (10, 0), (10, 10)]).is_some());
        assert!(flaw(&[(0, 0), (10, 0), (10, 10), (5, 0), (0, 10)]).is_some());
    }

    #[test]
    fn two_rings_may_touch_but_not_cross() {
        let shell = ring(&[(0, 0), (10, 0), (10, 10), (0, 10)]);
        let touching = ring(&[(0, 5), (5, 3), (5, 7)]);
        let crossing = ring(&[(-1, 5), (5, 3), (5, 7)]);
        assert_eq!(find_flaw([shell.clone(), touching].iter(), &mut 1000), None);
        assert!(find_flaw([shell, crossing].iter(), &mut 1000).is_some());
    }

    #[test]
    fn the_budget_ends_a_hostile_ring() {
        let mut comb: Vec<(i32, i32)> = (0..20_000)
            .map(|n| (if n % 2 == 0 { 0 } else { 1_000_000 }, n))
            .collect();
        comb.extend([(2_000_000, 19_999), (2_000_000, -1), (0, -1)]);
        let mut budget = 1_000_000;
        assert_eq!(
            find_flaw([ring(&comb)].iter(), &mut budget),
            Some(Flaw::TooComplex)
        );
    }
}
