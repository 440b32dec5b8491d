#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn sample(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/photos/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 7])
    })
    .write_to(
        &mut std::io::Cursor::new(&mut file),
        image::ImageFormat::Png,
    )
    .unwrap();
    file
}

fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    image::RgbImage::from_pixel(width, height, image::Rgb([9, 99, 199]))
        .write_to(
            &mut std::io::Cursor::new(&mut file),
            image::ImageFormat::WebP,
        )
        .unwrap();
    file
}

#[test]
fn every_row_of_the_manifest_gets_the_expected_verdict() {
    let manifest = sample("manifest.csv");
    let mut rows = 0;
    for row in csv::Reader::from_reader(manifest.as_slice()).records() {
        let row = row.unwrap();
        let bytes = sample(&row[0]);
        let begin = Instant::now();
        let verdict = check_structure(&bytes);
        assert!(
            begin.elapsed() < Duration::from_millis(100),
            "{} took too long",
            &row[0]
        );
        let expected = match &row[0] {
            "p11_truncated.jpg" => Err(Rejection::Damaged),
            "p13_heic_like.heic" | "p20_svg_named.jpg" => Err(Rejection::UnsupportedType),
            "p14_header_bomb.jpg" | "p15_png_bomb.png" => Err(Rejection::TooManyPixels),
            "p18_empty.jpg" => Err(Rejection::Empty),
            _ => Ok(PhotoStructure {
                format: PhotoFormat::from_name(&row[1]).unwrap(),
                width: row[2].parse().unwrap(),
                height: row[3].parse().unwrap(),
            }),
        };
        assert_eq!(verdict, expected, "{}", &row[0]);
        assert_eq!(expected.is_err(), &row[11] == "reject", "{}", &row[0]);
        rows += 1;
    }
    assert_eq!(rows, 20);
}

#[test]
fn a_bomb_is_refused_by_its_first_kilobyte() {
    let bomb = sample("p15_png_bomb.png");
    let mut check = StructureCheck::default();
    assert_eq!(check.push(&bomb[..1024]), Err(Rejection::TooManyPixels));
}

#[test]
fn a_webp_is_measured_and_a_cut_one_is_damaged() {
    let file = webp(321, 123);
    let found = check_structure(&file).unwrap();
    assert_eq!(
        (found.format, found.width, found.height),
        (PhotoFormat::Webp, 321, 123)
    );
    for length in 12..file.len() {
        assert_eq!(check_structure(&file[..length]), Err(Rejection::Damaged));
    }
}

#[test]
fn a_lossy_webp_frame_is_measured() {
    let mut file = b"RIFF\x1a\x00\x00\x00WEBPVP8 \x0d\x00\x00\x00".to_vec();
    file.extend([
        0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x40, 0x01, 0xF0, 0x00, 1, 2, 3, 0,
    ]);
    let found = check_structure(&file).unwrap();
    assert_eq!((found.width, found.height), (320, 240));
}

#[test]
fn a_webp_whose_picture_outgrows_its_canvas_is_damaged() {
    let inner = webp(64, 64);
    let mut file = b"RIFF".to_vec();
    file.extend((u32::try_from(inner.len()).unwrap() - 8 + 18).to_le_bytes());
    file.extend(b"WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x09\x00\x00\x09\x00\x00");
    file.extend(&inner[12..]);
    assert_eq!(check_structure(&file), Err(Rejection::Damaged));
}

#[test]
fn a_flipped_bit_in_a_png_is_found_by_its_checksum() {
    let mut file = png(40, 30);
    let middle = file.len() / 2;
    file[middle] ^= 0x10;
    assert_eq!(check_structure(&file), Err(Rejection::Damaged));
}

#[test]
fn more_than_fifteen_mebibytes_are_refused() {
    let mut file = png(4, 4);
    file.resize(usize::try_from(MAX_PHOTO_BYTES).unwrap() + 1, 0);
    assert_eq!(check_structure(&file), Err(Rejection::TooManyBytes));
}

#[test]
fn a_jpeg_with_endless_scans_is_damaged() {
    let file = sample("p17_cmyk_progressive.jpg");
    let body = &file[..file.len() - 2];
    let mut bomb = body.to_vec();
    for _ in 0..100 {
        bomb.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 63, 0, 0x55]);
    }
    bomb.extend([0xFF, 0xD9]);
    assert_eq!(check_structure(&bomb), Err(Rejection::Damaged));
}

#[test]
fn fill_bytes_before_a_marker_are_allowed() {
    let file = sample("p09_no_exif.jpg");
    let mut filled = vec![0xFF, 0xD8, 0xFF, 0xFF, 0xFF];
    filled.extend(&file[3..]);
    assert!(check_structure(&filled).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_cut_into_pieces_never_changes_the_verdict(which in 0..4usize, size in 1..700usize) {
        let file = match which {
            0 => sample("p17_cmyk_progressive.jpg"),
            1 => sample("p16_polyglot.jpg"),
            2 => png(33, 21),
            _ => webp(70, 20),
        };
        let mut check = StructureCheck::default();
        for piece in file.chunks(size) {
            check.push(piece).unwrap();
        }
        prop_assert_eq!(check.finish(), check_structure(&file));
    }

    #[test]
    fn no_bytes_make_it_panic(head in 0..4usize, noise in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut file: Vec<u8> = match head {
            0 => vec![0xFF, 0xD8, 0xFF],
            1 => vec![0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R'],
            2 => b"RIFF\xff\x00\x00\x00WEBPVP8X".to_vec(),
            _ => Vec::new(),
        };
        file.extend(noise);
        let _ = check_structure(&file);
    }

    #[test]
    fn every_cut_of_a_photo_is_damaged(at in 12..30_000usize) {
        let file = sample("p12_png_named.jpg");
        prop_assume!(at < file.len());
        prop_assert_eq!(check_structure(&file[..at]), Err(Rejection::Damaged));
    }
}
