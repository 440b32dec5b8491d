//! Boolean operations on outlines, by the `geo` crate, and the pieces of ground they leave.

use std::fmt::Write as _;

use geo::{BooleanOps, Contains, InteriorPoint, MultiPolygon, Polygon, unary_union};
use rstar::{AABB, RTree, RTreeObject};

use super::{Bounds, Ring, Shape, Vertex, area_of_ring_m2, edges};

/// Pairs of edges whose boxes may meet in one operation; beyond, the file is refused as too complex.
const MAX_MEETINGS: usize = 4_000_000;

/// One connected piece of ground, such as a gap between areas.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    polygon: Polygon<f64>,
    area_m2: f64,
}

impl Piece {
    fn new(polygon: Polygon<f64>) -> Self {
        let size = |ring: &geo::LineString<f64>| {
            let points: Vec<(f64, f64)> = ring.coords().map(|c| (c.x, c.y)).collect();
            area_of_ring_m2(&points).abs()
        };
        let holes: f64 = polygon.interiors().iter().map(size).sum();
        let area_m2 = size(polygon.exterior()) - holes;
        Self { polygon, area_m2 }
    }

    /// Its size in square metres.
    pub fn area_m2(&self) -> f64 {
        self.area_m2
    }

    /// A point inside it, longitude and latitude in degrees, on the lattice.
    pub fn place(&self) -> (f64, f64) {
        let inside = self
            .polygon
            .interior_point()
            .map(|point| (point.x(), point.y()));
        let corner = || self.polygon.exterior().coords().next().map(|c| (c.x, c.y));
        let (lng, lat) = inside.or_else(corner).unwrap_or_default();
        Vertex::nearest(lng, lat).degrees()
    }

    /// The part of it that lies in a shape, largest piece first.
    pub fn within(&self, shape: &Shape) -> Vec<Self> {
        let corners: Vec<Vertex> = self
            .polygon
            .exterior()
            .coords()
            .map(|c| Vertex::nearest(c.x, c.y))
            .collect();
        let is_near = Bounds::of(&corners).is_some_and(|bounds| bounds.meets(&shape.bounds()));
        if is_near {
            pieces_of(MultiPolygon(vec![self.polygon.clone()]).intersection(&to_geo(shape)))
        } else {
            Vec::new()
        }
    }

    /// Whether a point of degrees lies inside.
    pub fn holds(&self, lng: f64, lat: f64) -> bool {
        self.polygon.contains(&geo::Point::new(lng, lat))
    }

    /// A GeoJSON `Polygon`, 7 decimals.
    pub fn to_geojson(&self) -> String {
        let mut out = String::from(r#"{"type":"Polygon","coordinates":["#);
        let rings = std::iter::once(self.polygon.exterior()).chain(self.polygon.interiors());
        for (index, ring) in rings.enumerate() {
            out.push_str(if index > 0 { ",[" } else { "[" });
            for (position, c) in ring.coords().enumerate() {
                let comma = if position > 0 { "," } else { "" };
                // Writing to a String cannot fail.
                let _ = write!(out, "{comma}[{:.7},{:.7}]", c.x, c.y);
            }
            out.push(']');
        }
        out.push_str("]}");
        out
    }
}

/// A point of degrees inside a shape, for labels and map pins: of its largest part.
pub fn point_inside(shape: &Shape) -> (f64, f64) {
    let pieces = to_geo(shape).into_iter().map(Piece::new);
    let largest = pieces.max_by(|a, b| a.area_m2.total_cmp(&b.area_m2));
    largest.map_or_else(|| shape.bounds().low.degrees(), |piece| piece.place())
}

/// What two shapes have in common, largest piece first.
pub fn intersection(a: &Shape, b: &Shape) -> Vec<Piece> {
    pieces_of(to_geo(a).intersection(&to_geo(b)))
}

/// How much ground two shapes have in common, in square metres.
pub fn intersection_area_m2(a: &Shape, b: &Shape) -> f64 {
    intersection(a, b).iter().map(Piece::area_m2).sum()
}

/// Area of the ground a shape covers when its rings are read by the even-odd rule, in square metres.
pub fn covered_area_m2(shape: &Shape) -> f64 {
    let empty: MultiPolygon<f64> = MultiPolygon(Vec::new());
    pieces_of(to_geo(shape).union(&empty))
        .iter()
        .map(Piece::area_m2)
        .sum()
}

/// What parents lack and what children have too much.
pub struct Comparison {
    /// Ground of the parent outside every child.
    pub gaps: Vec<Piece>,
    /// Ground of children outside the parent.
    pub beyond: Vec<Piece>,
    /// Ground covered by the children together, in square metres.
    pub covered_m2: f64,
}

/// Compares a parent with the union of its children.
pub fn compare(parent: Option<&Shape>, children: &[&Shape]) -> Comparison {
    let polygons: Vec<Polygon<f64>> = children.iter().flat_map(|shape| to_geo(shape).0).collect();
    let union = unary_union(polygons.iter());
    let (gaps, beyond) = parent.map_or_else(Default::default, |shape| {
        let parent = to_geo(shape);
        (
            pieces_of(parent.difference(&union)),
            pieces_of(union.difference(&parent)),
        )
    });
    Comparison {
        gaps,
        beyond,
        covered_m2: pieces_of(union).iter().map(Piece::area_m2).sum(),
    }
}

/// Whether the edges of these shapes meet seldom enough for boolean operations to be cheap.
pub fn is_affordable(shapes: &[&Shape]) -> bool {
    let boxes: Vec<EdgeBox> = shapes
        .iter()
        .flat_map(|shape| shape.rings())
        .flat_map(|ring| edges(ring))
        .map(|(a, b)| EdgeBox::new(a, b))
        .collect();
    // Every edge meets itself and its neighbours, seen from both sides.
    let expected = boxes.len() * 8;
    let tree = RTree::bulk_load(boxes);
    tree.intersection_candidates_with_other_tree(&tree)
        .take(MAX_MEETINGS + expected)
        .count()
        < MAX_MEETINGS + expected
}

struct EdgeBox(AABB<[f64; 2]>);

impl EdgeBox {
    fn new(a: Vertex, b: Vertex) -> Self {
        let corner = |vertex: Vertex| [f64::from(vertex.x), f64::from(vertex.y)];
        Self(AABB::from_corners(corner(a), corner(b)))
    }
}

impl RTreeObject for EdgeBox {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.0
    }
}

fn pieces_of(ground: MultiPolygon<f64>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = ground.into_iter().map(Piece::new).collect();
    pieces.sort_by(|a, b| b.area_m2.total_cmp(&a.area_m2));
    pieces
}

fn to_geo(shape: &Shape) -> MultiPolygon<f64> {
    let line = |ring: &Ring| {
        ring.iter()
            .chain(ring.first())
            .map(|v| v.degrees())
            .collect::<geo::LineString>()
    };
    let polygon = |rings: &Vec<Ring>| {
        let mut lines = rings.iter().map(line);
        let shell = lines
            .next()
            .unwrap_or_else(|| geo::LineString::new(Vec::new()));
        Polygon::new(shell, lines.collect())
    };
    MultiPolygon(shape.polygons().iter().map(polygon).collect())
}
