//! From the bytes as sent to the two copies people see: upright, without metadata, re-encoded.

mod decode;
mod fingerprint;
mod orient;

use std::io::Cursor;

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images::Image, images::ImageRef,
};

pub use fingerprint::DHash;
use orient::Orientation;

use super::structure::PhotoStructure;

/// Longer edge of the `screen` copy in pixels. Source: `records-and-sync.md`, photos.
pub const SCREEN_EDGE_PX: u32 = 1_600;
/// Longer edge of the `thumb` copy in pixels. Source: as above.
pub const THUMB_EDGE_PX: u32 = 320;
/// JPEG quality (1–100) of the screen copy. Assumption: artefacts invisible on a phone, about 300 kB.
const SCREEN_QUALITY: u8 = 82;
/// JPEG quality (1–100) of the thumb.
const THUMB_QUALITY: u8 = 78;

/// What is made of one photo. Both copies are JPEG without any metadata.
#[derive(Debug)]
pub struct Derivatives {
    /// JPEG whose longer edge has at most [`SCREEN_EDGE_PX`]; smaller photos keep their size.
    pub screen: Vec<u8>,
    /// JPEG whose longer edge has at most [`THUMB_EDGE_PX`].
    pub thumb: Vec<u8>,
    /// Width of the screen copy in pixels, upright.
    pub width: u32,
    /// Height of the screen copy in pixels, upright.
    pub height: u32,
    /// Fingerprint of what the picture shows; equal for the same pixels in other bytes.
    pub dhash: DHash,
}

/// Why no copies can be made although the structure was whole.
#[derive(Debug, thiserror::Error)]
pub enum DeriveError {
    /// The decoder gave up.
    #[error("decode the photo: {0}")]
    Decode(String),
    /// The picture could not be resized.
    #[error("resize the photo: {0}")]
    Resize(String),
    /// The copy could not be written.
    #[error("encode the copy: {0}")]
    Encode(String),
}

/// Pixels, three bytes each: red, green, blue; rows from the top, no padding.
struct Rgb {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

/// Makes both copies and the fingerprint. Takes about 85 ms of one core and 35 MB for a photo of 12 megapixels:
/// call it on a blocking thread, and above 16 megapixels one at a time.
/// * `structure`: what the header check said about these very bytes.
/// * Errors: [`DeriveError`] when the content cannot be decoded; the record is then flagged `photo_unreadable`.
pub fn derive(bytes: &[u8], structure: PhotoStructure) -> Result<Derivatives, DeriveError> {
    let orientation = Orientation::of(bytes);
    let decoded = decode::decode(bytes, structure)?;
    let screen = orientation.apply(shrink(decoded, SCREEN_EDGE_PX)?);
    let encoded = encode(&screen, SCREEN_QUALITY)?;
    let (width, height) = (screen.width, screen.height);
    let small = shrink(screen, THUMB_EDGE_PX)?;
    Ok(Derivatives {
        screen: encoded,
        thumb: encode(&small, THUMB_QUALITY)?,
        width,
        height,
        dhash: fingerprint::of(&small)?,
    })
}

/// Shrinks so that the longer edge has at most `edge` pixels; never enlarges.
fn shrink(picture: Rgb, edge: u32) -> Result<Rgb, DeriveError> {
    let longer = picture.width.max(picture.height);
    if longer <= edge {
        return Ok(picture);
    }
    let scaled = |length: u32| {
        let rounded =
            (u64::from(length) * u64::from(edge) * 2 + u64::from(longer)) / (u64::from(longer) * 2);
        u32::try_from(rounded).unwrap_or(edge).max(1)
    };
    resize(&picture, scaled(picture.width), scaled(picture.height))
}

fn resize(picture: &Rgb, width: u32, height: u32) -> Result<Rgb, DeriveError> {
    let failed = |cause: &dyn std::fmt::Display| DeriveError::Resize(cause.to_string());
    let source = ImageRef::new(
        picture.width,
        picture.height,
        &picture.pixels,
        PixelType::U8x3,
    )
    .map_err(|cause| failed(&cause))?;
    let mut target = Image::new(width, height, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    Resizer::new()
        .resize(&source, &mut target, &options)
        .map_err(|cause| failed(&cause))?;
    Ok(Rgb {
        width,
        height,
        pixels: target.into_vec(),
    })
}

fn encode(picture: &Rgb, quality: u8) -> Result<Vec<u8>, DeriveError> {
    let failed = |cause: &dyn std::fmt::Display| DeriveError::Encode(cause.to_string());
    let width = u16::try_from(picture.width).map_err(|cause| failed(&cause))?;
    let height = u16::try_from(picture.height).map_err(|cause| failed(&cause))?;
    let mut file = Cursor::new(Vec::with_capacity(picture.pixels.len() / 16));
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, quality);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::R_4_2_0);
    encoder.set_chroma_subsampling_method(jpeg_encoder::ChromaSubsamplingMethod::Average);
    encoder
        .encode(&picture.pixels, width, height, jpeg_encoder::ColorType::Rgb)
        .map_err(|cause| failed(&cause))?;
    Ok(file.into_inner())
}

#[cfg(test)]
mod tests;
