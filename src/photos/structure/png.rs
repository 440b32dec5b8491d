//! PNG: chunks from IHDR to IEND, each with its checksum.

use super::{Next, Rejection, Walk, sane_size};

#[derive(Clone, Copy, Default)]
enum At {
    #[default]
    Signature,
    Chunk,
    Header,
    Body,
    Checksum,
}

/// Walks the chunks.
#[derive(Default)]
pub(super) struct PngWalk {
    at: At,
    kind: [u8; 4],
    sum: crc32fast::Hasher,
    size: Option<(u32, u32)>,
    has_pixels: bool,
}

impl PngWalk {
    fn chunk(&mut self, length: u32, kind: [u8; 4]) -> Result<Next, Rejection> {
        let is_sane = length <= 0x7FFF_FFFF && kind.iter().all(u8::is_ascii_alphabetic);
        let is_first = self.size.is_none();
        if !is_sane || is_first != (&kind == b"IHDR") {
            return Err(Rejection::Damaged);
        }
        self.kind = kind;
        self.sum = crc32fast::Hasher::new();
        self.sum.update(&kind);
        match &kind {
            b"IHDR" if length == 13 => {
                self.at = At::Header;
                return Ok(Next::Gather(13));
            }
            b"IHDR" => return Err(Rejection::Damaged),
            b"IEND" if length != 0 || !self.has_pixels => return Err(Rejection::Damaged),
            b"IDAT" => self.has_pixels |= length > 0,
            _ => {}
        }
        self.at = At::Body;
        Ok(Next::Skip(u64::from(length)))
    }

    fn header(&mut self, bytes: &[u8]) -> Result<Next, Rejection> {
        let [
            w3,
            w2,
            w1,
            w0,
            h3,
            h2,
            h1,
            h0,
            bits,
            colour,
            compression,
            filter,
            interlace,
        ] = *bytes
        else {
            return Err(Rejection::Damaged);
        };
        let is_known_depth = match colour {
            0 => matches!(bits, 1 | 2 | 4 | 8 | 16),
            3 => matches!(bits, 1 | 2 | 4 | 8),
            2 | 4 | 6 => matches!(bits, 8 | 16),
            _ => false,
        };
        if !is_known_depth || compression != 0 || filter != 0 || interlace > 1 {
            return Err(Rejection::Damaged);
        }
        let width = u32::from_be_bytes([w3, w2, w1, w0]);
        let height = u32::from_be_bytes([h3, h2, h1, h0]);
        self.size = Some(sane_size(width, height)?);
        self.sum.update(bytes);
        self.at = At::Checksum;
        Ok(Next::Gather(4))
    }
}

impl Walk for PngWalk {
    fn gathered(&mut self, bytes: &[u8]) -> Result<Next, Rejection> {
        match (self.at, bytes) {
            (At::Signature, _) => {
                self.at = At::Chunk;
                Ok(Next::Gather(8))
            }
            (At::Chunk, &[l3, l2, l1, l0, a, b, c, d]) => {
                self.chunk(u32::from_be_bytes([l3, l2, l1, l0]), [a, b, c, d])
            }
            (At::Header, header) => self.header(header),
            (At::Checksum, sum) => {
                if sum != self.sum.clone().finalize().to_be_bytes() {
                    return Err(Rejection::Damaged);
                }
                if &self.kind == b"IEND" {
                    return Ok(Next::Done);
                }
                self.at = At::Chunk;
                Ok(Next::Gather(8))
            }
            _ => Err(Rejection::Damaged),
        }
    }

    fn passed(&mut self, bytes: &[u8]) {
        self.sum.update(bytes);
    }

    fn skipped(&mut self) -> Result<Next, Rejection> {
        self.at = At::Checksum;
        Ok(Next::Gather(4))
    }

    fn size(&self) -> Option<(u32, u32)> {
        self.size
    }
}
