//! Turning a picture upright as its EXIF tag says.

use std::io::Cursor;

use super::Rgb;

/// One of the eight EXIF orientations (TIFF 6.0, tag 0x0112): how the stored rows lie against the upright picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Orientation {
    /// Mirror left to right, after the turn.
    is_mirrored: bool,
    /// Mirror top to bottom, after the turn.
    is_upside_down: bool,
    /// Swap rows and columns first.
    is_transposed: bool,
}

impl Orientation {
    /// Reads the tag; upright when there is none or it makes no sense.
    pub(super) fn of(bytes: &[u8]) -> Self {
        // Many phones write EXIF with small faults; the tag is read all the same.
        let tag = exif::Reader::new()
            .continue_on_error(true)
            .read_from_container(&mut Cursor::new(bytes))
            .or_else(|error| error.distill_partial_result(|_| {}))
            .ok()
            .and_then(|found| {
                found
                    .get_field(exif::Tag::Orientation, exif::In::PRIMARY)?
                    .value
                    .get_uint(0)
            });
        Self::from_tag(tag.unwrap_or(1))
    }

    fn from_tag(tag: u32) -> Self {
        Self {
            is_mirrored: matches!(tag, 2 | 3 | 6 | 7),
            is_upside_down: matches!(tag, 3 | 4 | 7 | 8),
            is_transposed: matches!(tag, 5..=8),
        }
    }

    /// The picture, upright.
    pub(super) fn apply(self, picture: Rgb) -> Rgb {
        let mut upright = if self.is_transposed {
            transpose(&picture)
        } else {
            picture
        };
        let row_bytes = usize::try_from(upright.width).unwrap_or(0) * 3;
        if self.is_mirrored && row_bytes > 0 {
            for row in upright.pixels.chunks_exact_mut(row_bytes) {
                mirror(row);
            }
        }
        if self.is_upside_down && row_bytes > 0 {
            let rows = upright.pixels.len() / row_bytes;
            let (top, bottom) = upright.pixels.split_at_mut(rows / 2 * row_bytes);
            for (above, below) in top
                .chunks_exact_mut(row_bytes)
                .zip(bottom.rchunks_exact_mut(row_bytes))
            {
                above.swap_with_slice(below);
            }
        }
        upright
    }
}

fn mirror(row: &mut [u8]) {
    let half = row.len() / 3 / 2 * 3;
    let (left, right) = row.split_at_mut(half);
    for (a, b) in left.chunks_exact_mut(3).zip(right.rchunks_exact_mut(3)) {
        a.swap_with_slice(b);
    }
}

fn transpose(picture: &Rgb) -> Rgb {
    let row_bytes = usize::try_from(picture.width).unwrap_or(0) * 3;
    let mut pixels = Vec::with_capacity(picture.pixels.len());
    for column in 0..usize::try_from(picture.width).unwrap_or(0) {
        let below = picture.pixels.get(column * 3..).unwrap_or_default();
        for pixel in below.chunks(row_bytes.max(1)) {
            pixels.extend_from_slice(pixel.get(..3).unwrap_or_default());
        }
    }
    Rgb {
        width: picture.height,
        height: picture.width,
        pixels,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two columns, three rows: 1 2 / 3 4 / 5 6.
    fn turned(tag: u32) -> (u32, Vec<u8>) {
        let pixels = (1..=6u8).flat_map(|value| [value; 3]).collect();
        let upright = Orientation::from_tag(tag).apply(Rgb {
            width: 2,
            height: 3,
            pixels,
        });
        (
            upright.width,
            upright.pixels.into_iter().step_by(3).collect(),
        )
    }

    #[test]
    fn each_of_the_eight_tags_turns_as_the_standard_says() {
        assert_eq!(turned(1), (2, vec![1, 2, 3, 4, 5, 6]));
        assert_eq!(turned(2), (2, vec![2, 1, 4, 3, 6, 5]));
        assert_eq!(turned(3), (2, vec![6, 5, 4, 3, 2, 1]));
        assert_eq!(turned(4), (2, vec![5, 6, 3, 4, 1, 2]));
        assert_eq!(turned(5), (3, vec![1, 3, 5, 2, 4, 6]));
        assert_eq!(turned(6), (3, vec![5, 3, 1, 6, 4, 2]));
        assert_eq!(turned(7), (3, vec![6, 4, 2, 5, 3, 1]));
        assert_eq!(turned(8), (3, vec![2, 4, 6, 1, 3, 5]));
        assert_eq!(turned(99), turned(1));
    }
}
