//! WebP: a RIFF container whose chunks fill exactly the length it declares.

use super::{Next, Rejection, Walk, sane_size};

#[derive(Clone, Copy, Default)]
enum At {
    #[default]
    Riff,
    Chunk,
    Canvas(u64),
    Lossy(u64),
    Lossless(u64),
    Body,
}

/// Walks the chunks.
#[derive(Default)]
pub(super) struct WebpWalk {
    at: At,
    left: u64,
    canvas: Option<(u32, u32)>,
    has_pixels: bool,
}

impl WebpWalk {
    fn next_chunk(&mut self) -> Result<Next, Rejection> {
        match self.left {
            0 if self.has_pixels => Ok(Next::Done),
            0..8 => Err(Rejection::Damaged),
            _ => {
                self.at = At::Chunk;
                Ok(Next::Gather(8))
            }
        }
    }

    fn chunk(&mut self, kind: [u8; 4], length: u32) -> Result<Next, Rejection> {
        let padded = u64::from(length) + u64::from(length % 2);
        self.left = self
            .left
            .checked_sub(8 + padded)
            .ok_or(Rejection::Damaged)?;
        let (at, head) = match &kind {
            b"VP8X" if self.canvas.is_none() => (At::Canvas(padded.saturating_sub(10)), 10),
            b"VP8 " if !self.has_pixels => (At::Lossy(padded.saturating_sub(10)), 10),
            b"VP8L" if !self.has_pixels => (At::Lossless(padded.saturating_sub(5)), 5),
            b"VP8X" | b"VP8 " | b"VP8L" => return Err(Rejection::Damaged),
            // Moving pictures are no photos.
            b"ANMF" => return Err(Rejection::UnsupportedType),
            _ => {
                self.at = At::Body;
                return Ok(Next::Skip(padded));
            }
        };
        self.at = at;
        if usize::try_from(padded).is_ok_and(|body| body < head) {
            return Err(Rejection::Damaged);
        }
        Ok(Next::Gather(head))
    }

    /// Notes the size of the picture itself; it must be the canvas if one was declared.
    fn picture(&mut self, width: u32, height: u32, rest: u64) -> Result<Next, Rejection> {
        let size = sane_size(width, height)?;
        if self.canvas.is_some_and(|canvas| canvas != size) {
            return Err(Rejection::Damaged);
        }
        self.canvas = Some(size);
        self.has_pixels = true;
        self.at = At::Body;
        Ok(Next::Skip(rest))
    }
}

impl Walk for WebpWalk {
    fn gathered(&mut self, bytes: &[u8]) -> Result<Next, Rejection> {
        match (self.at, bytes) {
            (At::Riff, &[_, _, _, _, l0, l1, l2, l3, ..]) => {
                let length = u64::from(u32::from_le_bytes([l0, l1, l2, l3]));
                self.left = length.checked_sub(4).ok_or(Rejection::Damaged)?;
                self.next_chunk()
            }
            (At::Chunk, &[a, b, c, d, l0, l1, l2, l3]) => {
                self.chunk([a, b, c, d], u32::from_le_bytes([l0, l1, l2, l3]))
            }
            (At::Canvas(rest), &[_, _, _, _, w0, w1, w2, h0, h1, h2]) => {
                let width = u32::from_le_bytes([w0, w1, w2, 0]) + 1;
                let height = u32::from_le_bytes([h0, h1, h2, 0]) + 1;
                self.canvas = Some(sane_size(width, height)?);
                self.at = At::Body;
                Ok(Next::Skip(rest))
            }
            (At::Lossy(rest), &[tag, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1]) if tag & 1 == 0 => {
                let width = u32::from(u16::from_le_bytes([w0, w1]) & 0x3FFF);
                let height = u32::from(u16::from_le_bytes([h0, h1]) & 0x3FFF);
                self.picture(width, height, rest)
            }
            (At::Lossless(rest), &[0x2F, b0, b1, b2, b3]) => {
                let bits = u32::from_le_bytes([b0, b1, b2, b3]);
                self.picture((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, rest)
            }
            _ => Err(Rejection::Damaged),
        }
    }

    fn skipped(&mut self) -> Result<Next, Rejection> {
        self.next_chunk()
    }

    fn size(&self) -> Option<(u32, u32)> {
        self.canvas
    }
}
