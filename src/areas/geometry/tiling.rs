//! Do the children of each area fill it, without gap and overlap?
//!
//! Exact and cheap in the normal case: neighbours share every vertex, so each edge of a child is met by the
//! same edge of its neighbour backwards or of its parent forwards. Where all edges cancel there can be neither
//! gap nor overlap. Only parents where something is left over are compared with boolean operations.

use std::collections::{HashMap, HashSet};

use rstar::{AABB, RTree, RTreeObject};

use super::features::too_complex;
use super::parse::AreaDraft;
use super::piece::{self, Piece};
use super::problem::{Problem, ProblemCode, Text, size_text, text};
use super::{Bounds, Shape, Vertex, edges};

/// Smaller gaps and overlaps are noise of digitising, in square metres.
const IGNORED_M2: f64 = 1.0;
/// A gap or overlap above this share of a grid is an error; below, a warning.
const TOLERATED_SHARE: f64 = 0.01;
/// Vertices that boolean operations on pairs may touch in one import.
const PAIR_VERTICES: usize = 20_000_000;
/// Problems after which looking further helps nobody.
pub const MAX_PROBLEMS: usize = 500;

/// Compares every area with its children, and roots with each other.
pub fn check(drafts: &[AreaDraft], problems: &mut Vec<Problem>) {
    let by_code: HashMap<&str, &AreaDraft> = drafts
        .iter()
        .map(|draft| (draft.code.as_str(), draft))
        .collect();
    let mut families: HashMap<Option<&str>, Vec<Member<'_>>> = HashMap::new();
    let mut incomplete: HashSet<&str> = HashSet::new();
    for draft in drafts {
        if let Some(shape) = &draft.shape {
            families
                .entry(draft.parent_code.as_deref())
                .or_default()
                .push(Member::new(draft, shape));
        } else {
            incomplete.extend(draft.parent_code.as_deref());
        }
    }
    let mut ordered: Vec<_> = families.into_iter().collect();
    ordered.sort_by_key(|(parent_code, _)| *parent_code);
    let mut check = Check {
        grid_m2: grid_size_m2(drafts),
        incomplete,
        vertices_left: PAIR_VERTICES,
        problems,
    };
    for (parent_code, mut members) in ordered {
        members.sort_by_key(|member| member.draft.code.as_str());
        let parent = parent_code.and_then(|code| by_code.get(code)).copied();
        // Children of a parent without outline, or of one that is absent, have nothing to fill.
        if parent_code.is_none() || parent.is_some_and(|parent| parent.shape.is_some()) {
            check.family(parent, &members);
        }
        if check.problems.len() >= MAX_PROBLEMS {
            return;
        }
    }
}

/// The usual size of the smallest kind of area in the file (a grid, normally): the median, in square metres.
fn grid_size_m2(drafts: &[AreaDraft]) -> f64 {
    let Some(deepest) = drafts.iter().map(|draft| draft.level).max() else {
        return 0.0;
    };
    let mut sizes: Vec<f64> = drafts
        .iter()
        .filter(|draft| draft.level == deepest)
        .filter_map(|draft| Some(draft.shape.as_ref()?.area_m2()))
        .collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or_default()
}

struct Member<'a> {
    draft: &'a AreaDraft,
    shape: &'a Shape,
    area_m2: f64,
}

impl<'a> Member<'a> {
    fn new(draft: &'a AreaDraft, shape: &'a Shape) -> Self {
        Self {
            draft,
            shape,
            area_m2: shape.area_m2(),
        }
    }
}

struct Check<'p> {
    grid_m2: f64,
    /// Parents with a child whose outline is faulty: the hole it leaves is no news.
    incomplete: HashSet<&'p str>,
    vertices_left: usize,
    problems: &'p mut Vec<Problem>,
}

impl Check<'_> {
    fn family(&mut self, parent: Option<&AreaDraft>, members: &[Member<'_>]) {
        let parent_shape = parent.and_then(|parent| parent.shape.as_ref());
        let is_single_root = parent.is_none() && members.len() < 2;
        if is_single_root || is_exact(parent_shape, members) {
            return;
        }
        let shapes: Vec<&Shape> = members.iter().map(|member| member.shape).collect();
        let all: Vec<&Shape> = shapes.iter().copied().chain(parent_shape).collect();
        if !piece::is_affordable(&all) {
            self.problems.push(too_complex(
                "边界过于曲折",
                "The outlines are too intricate",
            ));
            return;
        }
        let found = piece::compare(parent_shape, &shapes);
        if let Some(parent) = parent {
            if !self.incomplete.contains(parent.code.as_str()) {
                self.gaps(parent, members, found.gaps);
            }
            self.beyond(parent, members, found.beyond);
        }
        let sum_m2: f64 = members.iter().map(|member| member.area_m2).sum();
        if sum_m2 - found.covered_m2 > IGNORED_M2 / 2.0 {
            self.overlaps(members);
        }
    }

    fn gaps(&mut self, parent: &AreaDraft, members: &[Member<'_>], gaps: Vec<Piece>) {
        let smallest_m2 = members
            .iter()
            .map(|member| member.area_m2)
            .fold(f64::INFINITY, f64::min);
        for gap in gaps {
            let size = size_text(gap.area_m2());
            let detail = text(
                format!("{} 里有 {} 不属于任何下级", parent.code, size.zh),
                format!("{} of {} belong to no area below it", size.en, parent.code),
            );
            self.report(
                ProblemCode::Gap,
                &parent.code,
                None,
                smallest_m2,
                gap,
                detail,
            );
        }
    }

    fn beyond(&mut self, parent: &AreaDraft, members: &[Member<'_>], beyond: Vec<Piece>) {
        for piece in beyond
            .into_iter()
            .filter(|piece| piece.area_m2() > IGNORED_M2)
        {
            for member in members {
                if self.problems.len() >= MAX_PROBLEMS {
                    return;
                }
                let Some(part) = piece.within(member.shape).into_iter().next() else {
                    continue;
                };
                let size = size_text(part.area_m2());
                let detail = text(
                    format!("有 {} 在上级 {} 之外", size.zh, parent.code),
                    format!("{} lie outside the parent {}", size.en, parent.code),
                );
                let code = &member.draft.code;
                self.report(
                    ProblemCode::OutsideParent,
                    code,
                    Some(&parent.code),
                    member.area_m2,
                    part,
                    detail,
                );
            }
        }
    }

    fn overlaps(&mut self, members: &[Member<'_>]) {
        let boxes = members
            .iter()
            .enumerate()
            .map(|(index, member)| Boxed::new(index, member.shape.bounds()));
        let tree = RTree::bulk_load(boxes.collect());
        for (index, member) in members.iter().enumerate() {
            let around = Boxed::new(index, member.shape.bounds()).envelope();
            let mut others: Vec<usize> = tree
                .locate_in_envelope_intersecting(&around)
                .map(|boxed| boxed.index)
                .collect();
            others.retain(|other| *other > index);
            others.sort_unstable();
            for other in others.into_iter().filter_map(|other| members.get(other)) {
                let cost = member.shape.vertex_count() + other.shape.vertex_count();
                let Some(left) = self.vertices_left.checked_sub(cost) else {
                    self.problems
                        .push(too_complex("重叠的区划太多", "Too many areas overlap"));
                    return;
                };
                self.vertices_left = left;
                self.overlap(member, other);
                if self.problems.len() >= MAX_PROBLEMS {
                    return;
                }
            }
        }
    }

    fn overlap(&mut self, a: &Member<'_>, b: &Member<'_>) {
        for part in piece::intersection(a.shape, b.shape) {
            let size = size_text(part.area_m2());
            let detail = text(
                format!("与 {} 重叠 {}", b.draft.code, size.zh),
                format!("Overlaps {} by {}", b.draft.code, size.en),
            );
            let smaller_m2 = a.area_m2.min(b.area_m2);
            self.report(
                ProblemCode::Overlap,
                &a.draft.code,
                Some(&b.draft.code),
                smaller_m2,
                part,
                detail,
            );
        }
    }

    fn report(
        &mut self,
        code: ProblemCode,
        area: &str,
        other: Option<&str>,
        smaller_m2: f64,
        piece: Piece,
        detail: Text,
    ) {
        let size_m2 = piece.area_m2();
        if size_m2 <= IGNORED_M2 || self.problems.len() >= MAX_PROBLEMS {
            return;
        }
        let mut problem = Problem::error(code, area, detail).about(piece);
        problem.other_code = other.map(str::to_owned);
        if size_m2 <= smaller_m2.min(self.grid_m2) * TOLERATED_SHARE {
            problem = problem.as_warning();
        }
        self.problems.push(problem);
    }
}

struct Boxed {
    index: usize,
    bounds: Bounds,
}

impl Boxed {
    fn new(index: usize, bounds: Bounds) -> Self {
        Self { index, bounds }
    }
}

impl RTreeObject for Boxed {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        let [west, south, east, north] = self.bounds.degrees();
        AABB::from_corners([west, south], [east, north])
    }
}

/// Whether the children tile their parent exactly: every edge is cancelled by another one.
fn is_exact(parent: Option<&Shape>, members: &[Member<'_>]) -> bool {
    let Some(parent) = parent else { return false };
    let mut balance: HashMap<(Vertex, Vertex), i32> = HashMap::new();
    let mut add = |shape: &Shape, weight: i32| {
        for (a, b) in shape.rings().flat_map(|ring| edges(ring)) {
            let (key, sign) = if a < b {
                ((a, b), weight)
            } else {
                ((b, a), -weight)
            };
            *balance.entry(key).or_default() += sign;
        }
    };
    add(parent, -1);
    for member in members {
        add(member.shape, 1);
    }
    balance.values().all(|count| *count == 0)
}
