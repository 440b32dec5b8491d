//! Heat cells as a Mapbox Vector Tile: one layer `heat`, one attribute `count`; points for squares, polygons for hexagons.
//!
//! Written by hand because it is small: a tile is three nested messages of Protocol Buffers.
//! Source: Mapbox Vector Tile specification 2.1.
use std::collections::HashMap;

use super::index::{CellAnswer, Hexagon, Shape};
use crate::areas::morton;
use crate::platform::num;

/// Tile coordinates run from 0 to this.
const EXTENT: u32 = 4096;
/// The media type of a tile.
pub const MEDIA_TYPE: &str = "application/vnd.mapbox-vector-tile";

/// Encodes the cells of tile (zoom, x, y); hexagons reach over its edge where they do. Coordinates are tile units,
/// y downwards; one feature a cell.
pub fn encode(answer: &CellAnswer, shape: Shape, (zoom, x, y): (u8, u32, u32)) -> Vec<u8> {
    let side = num::from_u64(1 << (morton::LEVEL - zoom.min(morton::LEVEL)));
    let unit = side / f64::from(EXTENT);
    let (left, top) = (f64::from(x) * side, f64::from(y) * side);
    let place = |place_x: f64, place_y: f64| {
        (
            num::to_i32(((place_x - left) / unit).round()),
            num::to_i32(((place_y - top) / unit).round()),
        )
    };
    let corners = Hexagon::at(answer.level).corners();
    let mut values = Values::default();
    let mut layer = Vec::new();
    field(&mut layer, 15, 2);
    bytes(&mut layer, 1, b"heat");
    for cell in &answer.cells {
        let (kind, geometry) = match shape {
            Shape::Square => (1, point(place(cell.x, cell.y))),
            Shape::Hex => (
                3,
                ring(&corners.map(|(dx, dy)| place(cell.x + dx, cell.y + dy))),
            ),
        };
        let mut feature = Vec::new();
        packed(&mut feature, 2, &[0, values.number_of(cell.count)]);
        field(&mut feature, 3, kind);
        packed(&mut feature, 4, &geometry);
        bytes(&mut layer, 2, &feature);
    }
    bytes(&mut layer, 3, b"count");
    for value in values.in_order {
        let mut message = Vec::new();
        field(&mut message, 5, value.into());
        bytes(&mut layer, 4, &message);
    }
    field(&mut layer, 5, EXTENT.into());
    let mut tile = Vec::new();
    bytes(&mut tile, 3, &layer);
    tile
}

/// Counts that occur, each once.
#[derive(Default)]
struct Values {
    numbers: HashMap<u32, u32>,
    in_order: Vec<u32>,
}

impl Values {
    fn number_of(&mut self, value: u32) -> u32 {
        *self.numbers.entry(value).or_insert_with(|| {
            self.in_order.push(value);
            u32::try_from(self.in_order.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

fn point((x, y): (i32, i32)) -> Vec<u32> {
    vec![command(1, 1), zigzag(x), zigzag(y)]
}

/// A closed ring: move to the first corner, lines to the others, close.
fn ring(corners: &[(i32, i32)]) -> Vec<u32> {
    let mut geometry = Vec::new();
    let mut pen = (0, 0);
    for (number, (x, y)) in corners.iter().enumerate() {
        match number {
            0 => geometry.push(command(1, 1)),
            1 => geometry.push(command(2, u32::try_from(corners.len() - 1).unwrap_or(0))),
            _ => {}
        }
        geometry.extend([zigzag(x - pen.0), zigzag(y - pen.1)]);
        pen = (*x, *y);
    }
    geometry.push(command(7, 1));
    geometry
}

fn command(id: u32, times: u32) -> u32 {
    id | (times << 3)
}

fn zigzag(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)).cast_unsigned()
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7F).unwrap_or(0) | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap_or(0));
}

fn field(out: &mut Vec<u8>, number: u32, value: u64) {
    varint(out, u64::from(number << 3));
    varint(out, value);
}

fn bytes(out: &mut Vec<u8>, number: u32, content: &[u8]) {
    varint(out, u64::from((number << 3) | 2));
    varint(out, u64::try_from(content.len()).unwrap_or(0));
    out.extend_from_slice(content);
}

fn packed(out: &mut Vec<u8>, number: u32, values: &[u32]) {
    let mut content = Vec::new();
    for value in values {
        varint(&mut content, u64::from(*value));
    }
    bytes(out, number, &content);
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use crate::insights::index::Cell;

    /// A field of a message: number, and its value or content.
    enum Part<'a> {
        Number(u64),
        Content(&'a [u8]),
    }

    fn read_varint(input: &mut &[u8]) -> u64 {
        let mut value = 0;
        for shift in (0..).step_by(7) {
            let byte = input[0];
            *input = &input[1..];
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                break;
            }
        }
        value
    }

    fn parts(mut input: &[u8]) -> Vec<(u64, Part<'_>)> {
        let mut parts = Vec::new();
        while !input.is_empty() {
            let key = read_varint(&mut input);
            if key.trailing_zeros() >= 3 {
                parts.push((key >> 3, Part::Number(read_varint(&mut input))));
            } else {
                assert_eq!(key & 7, 2, "wire type");
                let length = usize::try_from(read_varint(&mut input)).unwrap();
                let (content, rest) = input.split_at(length);
                input = rest;
                parts.push((key >> 3, Part::Content(content)));
            }
        }
        parts
    }

    fn contents<'a>(message: &'a [u8], number: u64) -> Vec<&'a [u8]> {
        let of_number = |(found, part): (u64, Part<'a>)| match part {
            Part::Content(content) if found == number => Some(content),
            _ => None,
        };
        parts(message).into_iter().filter_map(of_number).collect()
    }

    fn number(message: &[u8], number: u64) -> u64 {
        let found = parts(message)
            .into_iter()
            .find(|(found, _)| *found == number);
        match found.unwrap().1 {
            Part::Number(value) => value,
            Part::Content(_) => u64::MAX,
        }
    }

    fn unpacked(mut content: &[u8]) -> Vec<u64> {
        let mut values = Vec::new();
        while !content.is_empty() {
            values.push(read_varint(&mut content));
        }
        values
    }

    fn unzigzag(value: u64) -> i64 {
        i64::try_from(value >> 1).unwrap() ^ -i64::try_from(value & 1).unwrap()
    }

    /// Geometry type, corners, count.
    type Feature = (u64, Vec<(i64, i64)>, u64);

    fn decode(tile: &[u8]) -> Vec<Feature> {
        let layer = contents(tile, 3)[0];
        assert_eq!((number(layer, 15), number(layer, 5)), (2, 4096));
        assert_eq!(
            (contents(layer, 1)[0], contents(layer, 3)[0]),
            (&b"heat"[..], &b"count"[..])
        );
        let values: Vec<u64> = contents(layer, 4)
            .iter()
            .map(|value| number(value, 5))
            .collect();
        let features = contents(layer, 2).into_iter().map(|feature| {
            let tags = unpacked(contents(feature, 2)[0]);
            assert_eq!(tags[0], 0);
            let mut corners = Vec::new();
            let (mut pen, geometry) = ((0, 0), unpacked(contents(feature, 4)[0]));
            let mut rest = geometry.as_slice();
            while let [head, after @ ..] = rest {
                let times = if head & 7 == 7 {
                    0
                } else {
                    usize::try_from(head >> 3).unwrap()
                };
                for pair in after[..2 * times].chunks(2) {
                    pen = (pen.0 + unzigzag(pair[0]), pen.1 + unzigzag(pair[1]));
                    corners.push(pen);
                }
                rest = &after[2 * times..];
            }
            (
                number(feature, 3),
                corners,
                values[usize::try_from(tags[1]).unwrap()],
            )
        });
        features.collect()
    }

    fn answer(cells: Vec<Cell>, level: u8) -> CellAnswer {
        CellAnswer {
            cells,
            level,
            total: 0,
            max: 0,
            unplaced: 0,
        }
    }

    #[test]
    fn squares_come_back_as_points_with_their_counts() {
        let side = f64::from(1 << 12);
        let cell = |x: f64, y: f64, count| Cell {
            x: (3.0 + x) * side,
            y: (5.0 + y) * side,
            count,
        };
        let cells = vec![
            cell(0.25, 0.5, 7),
            cell(0.75, 0.125, 300),
            cell(0.0, 1.0, 7),
        ];
        let tile = encode(&answer(cells, 20), Shape::Square, (14, 3, 5));
        let expected = [
            (1, vec![(1024, 2048)], 7),
            (1, vec![(3072, 512)], 300),
            (1, vec![(0, 4096)], 7),
        ];
        assert_eq!(decode(&tile), expected);
    }

    #[test]
    fn hexagons_come_back_as_six_corners_clockwise_around_their_middle() {
        let side = f64::from(1 << 12);
        let cells = vec![Cell {
            x: 3.5 * side,
            y: 5.5 * side,
            count: 12,
        }];
        let decoded = decode(&encode(&answer(cells, 17), Shape::Hex, (14, 3, 5)));
        let (kind, corners, count) = &decoded[0];
        assert_eq!((*kind, corners.len(), *count), (3, 6, 12));
        let next = corners.iter().cycle().skip(1);
        let doubled: i64 = corners
            .iter()
            .zip(next)
            .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
            .sum();
        assert!(
            (doubled - 2 * 512 * 512).abs() < 4_000,
            "an outer ring has a positive area: {doubled}"
        );
    }

    #[test]
    fn nothing_is_a_layer_without_features() {
        assert_eq!(
            decode(&encode(&answer(Vec::new(), 20), Shape::Square, (14, 3, 5))),
            []
        );
    }
}
