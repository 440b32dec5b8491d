//! Is this a whole photo of a kind we take? Answered from headers and block lengths alone, nothing is decoded.
//!
//! The check is fed with the bytes as they arrive, keeps a few dozen of them at most and gives up at the first
//! byte that settles the matter, so a bomb that declares gigapixels costs neither memory nor time.
//! Bytes after the picture's own end are tolerated: only re-encoded copies are ever shown.

mod jpeg;
mod png;
mod webp;

use std::mem;

/// Largest upload in bytes (15 MiB). Source: `records-and-sync.md`, photos.
pub const MAX_PHOTO_BYTES: u64 = 15 * 1024 * 1024;
/// Largest picture in pixels. Source: `records-and-sync.md`, photos.
pub const MAX_PHOTO_PIXELS: u64 = 40_000_000;
/// How many bytes tell the file type.
const MAGIC_BYTES: usize = 12;

/// A kind of picture the service takes, told by content, never by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoFormat {
    /// Baseline, extended or progressive JPEG with 8 bits a sample.
    Jpeg,
    /// PNG of any colour type.
    Png,
    /// WebP, lossy or lossless.
    Webp,
}

impl PhotoFormat {
    /// The short name stored beside the photo: `jpeg`, `png` or `webp`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
        }
    }

    /// The format of a stored name; `None` for anything but what [`Self::name`] gives.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png, Self::Webp]
            .into_iter()
            .find(|format| format.name() == name)
    }

    /// The media type and the file ending of the bytes as sent.
    pub fn media_type(self) -> (&'static str, &'static str) {
        match self {
            Self::Jpeg => ("image/jpeg", "jpg"),
            Self::Png => ("image/png", "png"),
            Self::Webp => ("image/webp", "webp"),
        }
    }
}

/// What the headers say about a whole photo. Width and height in pixels as stored, before any EXIF turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoStructure {
    /// Kind of file.
    pub format: PhotoFormat,
    /// Stored width in pixels, at least 1.
    pub width: u32,
    /// Stored height in pixels, at least 1.
    pub height: u32,
}

/// Why bytes are not taken as a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// No bytes at all.
    #[error("the photo is empty")]
    Empty,
    /// Neither JPEG, PNG nor WebP, or a variant no camera makes.
    #[error("not a JPEG, PNG or WebP photo")]
    UnsupportedType,
    /// More than [`MAX_PHOTO_BYTES`].
    #[error("the photo has more than {MAX_PHOTO_BYTES} bytes")]
    TooManyBytes,
    /// The header declares more than [`MAX_PHOTO_PIXELS`].
    #[error("the photo has more than {MAX_PHOTO_PIXELS} pixels")]
    TooManyPixels,
    /// Cut off or contradicting itself.
    #[error("the photo is damaged or cut off")]
    Damaged,
}

/// What a format's walker wants to see next.
enum Next {
    /// Hand over exactly this many bytes together.
    Gather(usize),
    /// Pass this many bytes by.
    Skip(u64),
    /// Pass bytes by until a 0xFF, then hand over that and the one behind it.
    ScanForMarker,
    /// A 0xFF just seen was filling: it and one more byte, please.
    AfterFill,
    /// The picture is whole; whatever follows is ignored.
    Done,
}

/// Knows one format's blocks.
trait Walk {
    /// Looks at the bytes asked for.
    fn gathered(&mut self, bytes: &[u8]) -> Result<Next, Rejection>;
    /// Sees bytes passed by (for checksums).
    fn passed(&mut self, _bytes: &[u8]) {}
    /// All bytes to skip have passed.
    fn skipped(&mut self) -> Result<Next, Rejection>;
    /// Width and height once known.
    fn size(&self) -> Option<(u32, u32)>;
}

/// Judges a photo while its bytes stream by.
pub struct StructureCheck {
    walker: Option<(PhotoFormat, Box<dyn Walk + Send>)>,
    gathered: Vec<u8>,
    next: Next,
    seen_bytes: u64,
}

impl Default for StructureCheck {
    fn default() -> Self {
        Self {
            walker: None,
            gathered: Vec::with_capacity(MAGIC_BYTES),
            next: Next::Gather(MAGIC_BYTES),
            seen_bytes: 0,
        }
    }
}

impl StructureCheck {
    /// Takes the next piece of the file.
    /// * Errors: a [`Rejection`] as soon as it is certain; the rest of the file need not be read.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), Rejection> {
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        self.seen_bytes = self.seen_bytes.saturating_add(length);
        if self.seen_bytes > MAX_PHOTO_BYTES {
            return Err(Rejection::TooManyBytes);
        }
        self.walk(piece)
    }

    /// The verdict once every byte was pushed.
    /// * Errors: [`Rejection::Damaged`] when the picture's end never came, and as [`Self::push`].
    pub fn finish(self) -> Result<PhotoStructure, Rejection> {
        if self.seen_bytes == 0 {
            return Err(Rejection::Empty);
        }
        let Some((format, walker)) = self.walker else {
            return Err(match detect(&self.gathered) {
                Some(_) => Rejection::Damaged,
                None => Rejection::UnsupportedType,
            });
        };
        match (self.next, walker.size()) {
            (Next::Done, Some((width, height))) => Ok(PhotoStructure {
                format,
                width,
                height,
            }),
            _ => Err(Rejection::Damaged),
        }
    }

    fn walk(&mut self, mut rest: &[u8]) -> Result<(), Rejection> {
        while !rest.is_empty() {
            match self.next {
                Next::Done => return Ok(()),
                Next::Gather(wanted) => {
                    let missing = wanted.saturating_sub(self.gathered.len());
                    let (now, later) = rest.split_at(missing.min(rest.len()));
                    self.gathered.extend_from_slice(now);
                    rest = later;
                    if self.gathered.len() == wanted {
                        self.hand_over()?;
                    }
                }
                Next::Skip(wanted) => rest = self.pass_by(wanted, rest)?,
                Next::ScanForMarker => match rest.iter().position(|byte| *byte == 0xFF) {
                    Some(at) => {
                        rest = rest.get(at..).unwrap_or_default();
                        self.next = Next::Gather(2);
                    }
                    None => return Ok(()),
                },
                Next::AfterFill => {
                    self.gathered.push(0xFF);
                    self.next = Next::Gather(2);
                }
            }
        }
        Ok(())
    }

    /// Skips up to `wanted` bytes of `rest`; returns what is left of it.
    fn pass_by<'a>(&mut self, wanted: u64, rest: &'a [u8]) -> Result<&'a [u8], Rejection> {
        let take = usize::try_from(wanted)
            .unwrap_or(usize::MAX)
            .min(rest.len());
        let (now, later) = rest.split_at(take);
        let left = wanted.saturating_sub(u64::try_from(take).unwrap_or(u64::MAX));
        self.next = Next::Skip(left);
        if let Some((_, walker)) = &mut self.walker {
            walker.passed(now);
            if left == 0 {
                self.next = walker.skipped()?;
            }
        }
        self.settle()?;
        Ok(later)
    }

    fn hand_over(&mut self) -> Result<(), Rejection> {
        let bytes = mem::take(&mut self.gathered);
        if let Some((_, walker)) = &mut self.walker {
            self.next = walker.gathered(&bytes)?;
            return self.settle();
        }
        let format = detect(&bytes).ok_or(Rejection::UnsupportedType)?;
        let (walker, first): (Box<dyn Walk + Send>, usize) = match format {
            PhotoFormat::Jpeg => (Box::new(jpeg::JpegWalk::default()), 2),
            PhotoFormat::Png => (Box::new(png::PngWalk::default()), 8),
            PhotoFormat::Webp => (Box::new(webp::WebpWalk::default()), 12),
        };
        self.walker = Some((format, walker));
        self.next = Next::Gather(first);
        self.walk(&bytes)
    }

    /// A skip of nothing is over at once.
    fn settle(&mut self) -> Result<(), Rejection> {
        while let Next::Skip(0) = self.next {
            match &mut self.walker {
                Some((_, walker)) => self.next = walker.skipped()?,
                None => return Err(Rejection::Damaged),
            }
        }
        Ok(())
    }
}

/// Judges a photo that lies in memory as a whole.
/// * Errors: as [`StructureCheck`].
pub fn check_structure(bytes: &[u8]) -> Result<PhotoStructure, Rejection> {
    let mut check = StructureCheck::default();
    check.push(bytes)?;
    check.finish()
}

/// The format that these first bytes announce, as far as they reach.
fn detect(head: &[u8]) -> Option<PhotoFormat> {
    const PNG: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A];
    if head.starts_with(&[0xFF, 0xD8]) {
        Some(PhotoFormat::Jpeg)
    } else if head.starts_with(&PNG) {
        Some(PhotoFormat::Png)
    } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP".as_slice()) {
        Some(PhotoFormat::Webp)
    } else {
        None
    }
}

/// Takes a picture's size if it has pixels, and not too many.
fn sane_size(width: u32, height: u32) -> Result<(u32, u32), Rejection> {
    match u64::from(width) * u64::from(height) {
        0 => Err(Rejection::Damaged),
        pixels if pixels > MAX_PHOTO_PIXELS => Err(Rejection::TooManyPixels),
        _ => Ok((width, height)),
    }
}

#[cfg(test)]
mod tests;
