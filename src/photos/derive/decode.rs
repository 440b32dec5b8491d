//! Bytes to RGB, at the smallest scale that still serves the screen copy, always under limits.

use std::io::Cursor;

use image::{ImageDecoder, ImageReader};

use super::{DeriveError, Rgb, SCREEN_EDGE_PX};
use crate::photos::structure::{PhotoFormat, PhotoStructure};

/// Decodes what the header check let pass.
pub(super) fn decode(bytes: &[u8], structure: PhotoStructure) -> Result<Rgb, DeriveError> {
    match structure.format {
        PhotoFormat::Jpeg => jpeg(bytes, structure),
        PhotoFormat::Png => other(bytes, image::ImageFormat::Png),
        PhotoFormat::Webp => other(bytes, image::ImageFormat::WebP),
    }
}

/// JPEG by scaled inverse transform: a photo of 4,000 pixels is decoded at half its size at once.
fn jpeg(bytes: &[u8], structure: PhotoStructure) -> Result<Rgb, DeriveError> {
    let failed = |cause: jpeg_decoder::Error| DeriveError::Decode(cause.to_string());
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    decoder.read_info().map_err(failed)?;
    let (wanted_width, wanted_height) = wanted_size(structure);
    let (width, height) = decoder.scale(wanted_width, wanted_height).map_err(failed)?;
    let samples = decoder.decode().map_err(failed)?;
    let format = decoder.info().map(|info| info.pixel_format);
    let pixels = match format {
        Some(jpeg_decoder::PixelFormat::RGB24) => samples,
        Some(jpeg_decoder::PixelFormat::L8) => samples.iter().flat_map(|grey| [*grey; 3]).collect(),
        Some(jpeg_decoder::PixelFormat::CMYK32) => {
            let (inks, _) = samples.as_chunks::<4>();
            inks.iter().flat_map(|ink| rgb_of_cmyk(*ink)).collect()
        }
        _ => return Err(DeriveError::Decode("unknown samples".to_owned())),
    };
    Ok(Rgb {
        width: u32::from(width),
        height: u32::from(height),
        pixels,
    })
}

/// The size a picture must at least have so that the screen copy is sharp.
fn wanted_size(structure: PhotoStructure) -> (u16, u16) {
    let longer = structure.width.max(structure.height);
    let edge = longer.min(SCREEN_EDGE_PX);
    let scaled = |length: u32| {
        let up = (u64::from(length) * u64::from(edge)).div_ceil(u64::from(longer.max(1)));
        u16::try_from(up).unwrap_or(u16::MAX).max(1)
    };
    (scaled(structure.width), scaled(structure.height))
}

/// Ink to light without a colour profile: each light is what cyan, magenta, yellow and black leave over.
fn rgb_of_cmyk([cyan, magenta, yellow, black]: [u8; 4]) -> [u8; 3] {
    let left_over = |ink: u8| {
        let light = u32::from(255 - ink) * u32::from(255 - black) / 255;
        u8::try_from(light).unwrap_or(u8::MAX)
    };
    [left_over(cyan), left_over(magenta), left_over(yellow)]
}

/// PNG and WebP, under the library's own limits.
fn other(bytes: &[u8], format: image::ImageFormat) -> Result<Rgb, DeriveError> {
    let failed = |cause: image::ImageError| DeriveError::Decode(cause.to_string());
    let reader = ImageReader::with_format(Cursor::new(bytes), format);
    let decoder = reader.into_decoder().map_err(failed)?;
    let has_alpha = decoder.color_type().has_alpha();
    let picture = image::DynamicImage::from_decoder(decoder).map_err(failed)?;
    let flat = if has_alpha {
        on_white(picture)
    } else {
        picture.into_rgb8()
    };
    Ok(Rgb {
        width: flat.width(),
        height: flat.height(),
        pixels: flat.into_raw(),
    })
}

/// Lays see-through pixels on white paper.
fn on_white(picture: image::DynamicImage) -> image::RgbImage {
    let layered = picture.into_rgba8();
    let (width, height) = layered.dimensions();
    let (pixels, _) = layered.as_raw().as_chunks::<4>();
    let flat = pixels
        .iter()
        .flat_map(|[red, green, blue, alpha]| {
            [red, green, blue].map(|light| {
                let mixed = u32::from(*light) * u32::from(*alpha) + 255 * u32::from(255 - alpha);
                u8::try_from(mixed / 255).unwrap_or(u8::MAX)
            })
        })
        .collect();
    image::RgbImage::from_raw(width, height, flat).unwrap_or_default()
}
