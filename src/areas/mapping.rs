//! From the areas of earlier versions to the current ones: same code first, else the largest overlap.

use std::collections::HashMap;

use rstar::{AABB, RTree, RTreeObject};

use super::geometry::{Bounds, Shape, intersection_area_m2};
use super::level::Level;

/// Vertices that may be compared in one mapping; an area that comes after goes to the successor of its parent.
/// Honest trees need about a hundred vertices for each area that ends.
const VERTICES: usize = 50_000_000;

/// What the mapping needs to know of an area.
pub struct Known<'a> {
    /// Its code.
    pub code: &'a str,
    /// The code of the area above.
    pub parent_code: Option<&'a str>,
    /// Where it stands.
    pub level: Level,
    /// Its outline.
    pub shape: &'a Shape,
}

/// How a successor was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reason {
    /// The code lives on.
    SameCode,
    /// Another area of the same level covers the largest share of it, 0 to 1.
    Overlap(f64),
    /// None covers any of it; the successor of the area above stands in.
    Parent,
}

/// The successor of one earlier area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Successor {
    /// Position among the current areas.
    pub to: usize,
    /// Why this one.
    pub reason: Reason,
}

/// Finds the successor of every earlier area, in their order. `None` only when there is no current area, or
/// none above it has a successor either.
pub fn find_successors(earlier: &[Known<'_>], current: &[Known<'_>]) -> Vec<Option<Successor>> {
    let by_code: HashMap<&str, usize> = current
        .iter()
        .zip(0..)
        .map(|(area, index)| (area.code, index))
        .collect();
    let parents: HashMap<&str, Option<&str>> = earlier
        .iter()
        .map(|area| (area.code, area.parent_code))
        .collect();
    let boxes = current.iter().zip(0..).map(|(area, index)| Boxed {
        index,
        bounds: area.shape.bounds(),
    });
    let tree = RTree::bulk_load(boxes.collect());
    let mut vertices_left = VERTICES;
    earlier
        .iter()
        .map(|area| {
            if let Some(&to) = by_code.get(area.code) {
                return Some(Successor {
                    to,
                    reason: Reason::SameCode,
                });
            }
            largest_overlap(area, current, &tree, &mut vertices_left).or_else(|| {
                let to = surviving_ancestor(area, &parents, &by_code)?;
                Some(Successor {
                    to,
                    reason: Reason::Parent,
                })
            })
        })
        .collect()
}

fn largest_overlap(
    area: &Known<'_>,
    current: &[Known<'_>],
    tree: &RTree<Boxed>,
    vertices_left: &mut usize,
) -> Option<Successor> {
    let whole_m2 = area.shape.area_m2();
    let around = Boxed {
        index: 0,
        bounds: area.shape.bounds(),
    }
    .envelope();
    let mut best: Option<(f64, usize)> = None;
    for candidate in tree.locate_in_envelope_intersecting(&around) {
        let Some(other) = current
            .get(candidate.index)
            .filter(|other| other.level == area.level)
        else {
            continue;
        };
        *vertices_left =
            vertices_left.checked_sub(area.shape.vertex_count() + other.shape.vertex_count())?;
        let common_m2 = intersection_area_m2(area.shape, other.shape);
        // Ties go to the earlier position, so that the answer does not depend on the tree's order.
        let is_better = best.is_none_or(|(most_m2, index)| {
            common_m2 > most_m2 || (common_m2 >= most_m2 && candidate.index < index)
        });
        if common_m2 > 1.0 && is_better {
            best = Some((common_m2, candidate.index));
        }
    }
    best.map(|(common_m2, to)| Successor {
        to,
        reason: Reason::Overlap((common_m2 / whole_m2).min(1.0)),
    })
}

fn surviving_ancestor(
    area: &Known<'_>,
    parents: &HashMap<&str, Option<&str>>,
    by_code: &HashMap<&str, usize>,
) -> Option<usize> {
    let mut above = area.parent_code;
    // The tree has five levels.
    for _ in 0..Level::ALL.len() {
        let code = above?;
        if let Some(&index) = by_code.get(code) {
            return Some(index);
        }
        above = parents.get(code).copied().flatten();
    }
    None
}

struct Boxed {
    index: usize,
    bounds: Bounds,
}

impl RTreeObject for Boxed {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        let [west, south, east, north] = self.bounds.degrees();
        AABB::from_corners([west, south], [east, north])
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::super::geometry::Vertex;
    use super::*;

    fn block(west: i32, east: i32) -> Shape {
        let at = |x: i32, y: i32| Vertex {
            x: 1_100_000_000 + x * 10_000,
            y: 270_000_000 + y * 10_000,
        };
        Shape::new(vec![vec![vec![
            at(west, 0),
            at(east, 0),
            at(east, 10),
            at(west, 10),
        ]]])
        .unwrap()
    }

    fn grid<'a>(code: &'a str, parent: Option<&'a str>, shape: &'a Shape) -> Known<'a> {
        Known {
            code,
            parent_code: parent,
            level: Level::Grid,
            shape,
        }
    }

    #[test]
    fn the_same_code_goes_before_overlap() {
        let (left, right) = (block(0, 10), block(10, 20));
        let found = find_successors(
            &[grid("a", None, &left)],
            &[grid("b", None, &left), grid("a", None, &right)],
        );
        assert_eq!(
            found,
            [Some(Successor {
                to: 1,
                reason: Reason::SameCode
            })]
        );
    }

    #[test]
    fn a_code_that_ended_goes_to_the_largest_overlap_with_its_share() {
        let (whole, third, rest) = (block(0, 10), block(0, 3), block(3, 10));
        let found = find_successors(
            &[grid("old", None, &whole)],
            &[grid("a", None, &third), grid("b", None, &rest)],
        );
        let successor = found.first().copied().flatten().unwrap();
        assert_eq!(successor.to, 1);
        assert!(matches!(successor.reason, Reason::Overlap(share) if (share - 0.7).abs() < 1e-6));
    }

    #[test]
    fn an_area_that_nothing_covers_goes_to_its_parents_successor() {
        let (here, elsewhere) = (block(0, 10), block(500, 510));
        let street = Known {
            code: "street",
            parent_code: None,
            level: Level::Street,
            shape: &elsewhere,
        };
        let found = find_successors(&[grid("old", Some("street"), &here)], &[street]);
        assert_eq!(
            found,
            [Some(Successor {
                to: 0,
                reason: Reason::Parent
            })]
        );
        assert_eq!(find_successors(&[grid("old", None, &here)], &[]), [None]);
    }
}
