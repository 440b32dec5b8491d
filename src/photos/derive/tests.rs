#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::photos::structure::check_structure;

fn sample(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/photos/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

fn derived(name: &str) -> Derivatives {
    let bytes = sample(name);
    derive(&bytes, check_structure(&bytes).unwrap()).unwrap()
}

fn pixels(jpeg: &[u8]) -> image::RgbImage {
    image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg)
        .unwrap()
        .into_rgb8()
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// Mean of the pixels of a part (in hundredths of width and height) of a picture.
fn mean(picture: &image::RgbImage, x: (u32, u32), y: (u32, u32)) -> [u32; 3] {
    let (width, height) = picture.dimensions();
    let mut sum = [0_u32; 3];
    let mut count = 0;
    for column in width * x.0 / 100..width * x.1 / 100 {
        for row in height * y.0 / 100..height * y.1 / 100 {
            for (total, light) in sum.iter_mut().zip(picture.get_pixel(column, row).0) {
                *total += u32::from(light);
            }
            count += 1;
        }
    }
    sum.map(|total| total / count)
}

#[test]
fn every_accepted_row_of_the_manifest_gives_two_clean_copies() {
    let manifest = sample("manifest.csv");
    let mut rows = 0;
    for row in csv::Reader::from_reader(manifest.as_slice()).records() {
        let row = row.unwrap();
        if &row[11] == "reject" {
            continue;
        }
        let made = derived(&row[0]);
        for (copy, edge) in [(&made.screen, SCREEN_EDGE_PX), (&made.thumb, THUMB_EDGE_PX)] {
            let (width, height) = pixels(copy).dimensions();
            assert!(width.max(height) <= edge, "{}", &row[0]);
            assert!(
                copy.starts_with(&[0xFF, 0xD8]) && copy.ends_with(&[0xFF, 0xD9]),
                "{}",
                &row[0]
            );
            for trace in [
                b"Exif".as_slice(),
                b"http://ns.adobe",
                b"Photoshop",
                b"<script",
                b"ICC_PROFILE",
            ] {
                assert!(!contains(copy, trace), "{}", &row[0]);
            }
        }
        rows += 1;
    }
    assert_eq!(rows, 14);
}

#[test]
fn photos_of_all_eight_orientations_come_out_landscape_with_the_sky_on_top() {
    for name in [
        "p01_crossing_o1",
        "p02_board_o2",
        "p03_bus_o3",
        "p04_fence_o4",
        "p05_market_o5",
        "p06_litter_o6",
        "p07_parking_o7",
        "p08_board_o8",
    ] {
        let made = derived(&format!("{name}.jpg"));
        assert_eq!((made.width, made.height), (1280, 960), "{name}");
        let upright = pixels(&made.screen);
        let (sky, road) = (
            mean(&upright, (2, 98), (1, 6)),
            mean(&upright, (2, 98), (94, 99)),
        );
        assert!(sky[2] > sky[0] + 15, "{name}: the top is blue, {sky:?}");
        assert!(
            road.iter().sum::<u32>() + 90 < sky.iter().sum(),
            "{name}: the bottom is dark, {road:?}"
        );
    }
}

#[test]
fn nothing_of_the_metadata_with_a_name_survives() {
    let bytes = sample("p10_metadata_name.jpg");
    let made = derived("p10_metadata_name.jpg");
    let fields = exif::Reader::new()
        .continue_on_error(true)
        .read_from_container(&mut Cursor::new(&bytes))
        .or_else(|error| error.distill_partial_result(|_| {}))
        .unwrap();
    let mut checked = 0;
    for field in fields.fields() {
        if let exif::Value::Ascii(lines) = &field.value {
            for line in lines.iter().filter(|line| line.len() >= 6) {
                assert!(
                    contains(&bytes, line)
                        && !contains(&made.screen, line)
                        && !contains(&made.thumb, line)
                );
                checked += 1;
            }
        }
    }
    assert!(checked >= 3, "the sample holds names to look for");
}

#[test]
fn the_tail_behind_a_polyglot_is_dropped() {
    let bytes = sample("p16_polyglot.jpg");
    assert!(contains(&bytes, b"<script"));
    assert!(!contains(&derived("p16_polyglot.jpg").screen, b"<script"));
}

#[test]
fn a_cmyk_photo_gets_sane_colours() {
    let picture = pixels(&derived("p17_cmyk_progressive.jpg").screen);
    let sky = mean(&picture, (2, 98), (1, 6));
    assert!(sky[2] > sky[0] && sky[2] > 120, "blue above, {sky:?}");
}

#[test]
fn the_same_pixels_in_other_bytes_have_the_same_fingerprint_and_others_do_not() {
    let first = derived("p09_no_exif.jpg").dhash;
    assert_eq!(
        first.distance(derived("p19_same_pixels_as_p09.jpg").dhash),
        0
    );
    for other in [
        "p01_crossing_o1.jpg",
        "p05_market_o5.jpg",
        "p08_board_o8.jpg",
        "p17_cmyk_progressive.jpg",
    ] {
        assert!(first.distance(derived(other).dhash) > 8, "{other}");
    }
}

#[test]
fn a_large_photo_is_shrunk_and_a_narrow_one_keeps_at_least_one_pixel() {
    let mut tall = Vec::new();
    image::RgbImage::from_pixel(2, 5000, image::Rgb([200, 30, 30]))
        .write_to(&mut Cursor::new(&mut tall), image::ImageFormat::Png)
        .unwrap();
    let made = derive(&tall, check_structure(&tall).unwrap()).unwrap();
    assert_eq!((made.width, made.height), (1, 1600));
    assert_eq!(pixels(&made.thumb).dimensions(), (1, 320));
}

#[test]
fn transparent_pixels_become_paper_white() {
    let mut clear = Vec::new();
    image::RgbaImage::from_pixel(40, 40, image::Rgba([0, 0, 0, 0]))
        .write_to(&mut Cursor::new(&mut clear), image::ImageFormat::Png)
        .unwrap();
    let made = derive(&clear, check_structure(&clear).unwrap()).unwrap();
    assert!(
        mean(&pixels(&made.screen), (0, 100), (0, 100))
            .iter()
            .all(|light| *light > 250)
    );
}

#[test]
fn noise_with_a_good_structure_is_an_error_and_no_panic() {
    let mut bytes = sample("p09_no_exif.jpg");
    let from = bytes.len() / 3;
    let end = bytes.len() - 2;
    for (at, byte) in bytes[from..end].iter_mut().enumerate() {
        *byte = [0x13, 0x7E, 0x00, 0xA1, 0x5C][at % 5];
    }
    if let Ok(structure) = check_structure(&bytes) {
        let _ = derive(&bytes, structure);
    }
}
