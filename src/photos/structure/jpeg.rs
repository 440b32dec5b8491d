//! JPEG: markers from SOI to EOI.

use super::{Next, Rejection, Walk, sane_size};

/// More scans than any camera writes; each costs the decoder a pass over the whole picture, so a few bytes
/// could otherwise keep it busy for hours.
const MAX_SCANS: u32 = 64;

#[derive(Clone, Copy, Default)]
enum At {
    #[default]
    Start,
    Marker,
    Length(u8),
    Frame(u64),
    Segment,
    ScanHeader,
    Scan,
}

/// Walks the markers.
#[derive(Default)]
pub(super) struct JpegWalk {
    at: At,
    size: Option<(u32, u32)>,
    scans: u32,
}

impl JpegWalk {
    fn marker(&mut self, code: u8) -> Result<Next, Rejection> {
        match code {
            0xFF => Ok(Next::AfterFill),
            0xD9 if self.scans > 0 => Ok(Next::Done),
            0x01 => {
                self.at = At::Marker;
                Ok(Next::Gather(2))
            }
            0x00 | 0xD0..=0xD9 => Err(Rejection::Damaged),
            _ => {
                self.at = At::Length(code);
                Ok(Next::Gather(2))
            }
        }
    }

    fn segment(&mut self, code: u8, length: u64) -> Result<Next, Rejection> {
        match code {
            // Baseline, extended, progressive Huffman.
            0xC0..=0xC2 => {
                if self.size.is_some() || length < 6 {
                    return Err(Rejection::Damaged);
                }
                self.at = At::Frame(length - 6);
                Ok(Next::Gather(6))
            }
            // Lossless, hierarchical and arithmetic coding: no camera, no decoder of ours.
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => Err(Rejection::UnsupportedType),
            0xDA => {
                self.scans += 1;
                if self.size.is_none() || self.scans > MAX_SCANS {
                    return Err(Rejection::Damaged);
                }
                self.at = At::ScanHeader;
                Ok(Next::Skip(length))
            }
            _ => {
                self.at = At::Segment;
                Ok(Next::Skip(length))
            }
        }
    }
}

impl Walk for JpegWalk {
    fn gathered(&mut self, bytes: &[u8]) -> Result<Next, Rejection> {
        match (self.at, bytes) {
            (At::Start, [0xFF, 0xD8]) => {
                self.at = At::Marker;
                Ok(Next::Gather(2))
            }
            (At::Scan, [0xFF, 0x00 | 0xD0..=0xD7]) => Ok(Next::ScanForMarker),
            (At::Marker | At::Scan, [0xFF, code]) => self.marker(*code),
            (At::Length(code), [high, low]) => {
                let length = u64::from(u16::from_be_bytes([*high, *low]));
                let inside = length.checked_sub(2).ok_or(Rejection::Damaged)?;
                self.segment(code, inside)
            }
            (At::Frame(rest), [bits, h1, h0, w1, w0, components]) => {
                if *bits != 8 || !matches!(components, 1 | 3 | 4) {
                    return Err(Rejection::UnsupportedType);
                }
                if rest != 3 * u64::from(*components) {
                    return Err(Rejection::Damaged);
                }
                let width = u16::from_be_bytes([*w1, *w0]);
                let height = u16::from_be_bytes([*h1, *h0]);
                self.size = Some(sane_size(u32::from(width), u32::from(height))?);
                self.at = At::Segment;
                Ok(Next::Skip(rest))
            }
            _ => Err(Rejection::Damaged),
        }
    }

    fn skipped(&mut self) -> Result<Next, Rejection> {
        if let At::ScanHeader = self.at {
            self.at = At::Scan;
            return Ok(Next::ScanForMarker);
        }
        self.at = At::Marker;
        Ok(Next::Gather(2))
    }

    fn size(&self) -> Option<(u32, u32)> {
        self.size
    }
}
