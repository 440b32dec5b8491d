//! What one photo of 12 megapixels costs: header check, two copies and fingerprint. Goal: ≤ 100 ms, ≤ 70 MB.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench talks to its reader and stops at the first fault"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use wenxun::photos::derive::derive;
use wenxun::photos::structure::check_structure;

const WIDTH: u16 = 4000;
const HEIGHT: u16 = 3000;

/// A photo-like picture: slopes, edges and the noise of a sensor.
fn photo(is_progressive: bool) -> Vec<u8> {
    let mut noise = 12_345_u32;
    let mut pixels = Vec::new();
    for y in 0..u32::from(HEIGHT) {
        for x in 0..u32::from(WIDTH) {
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            let grain = noise >> 28;
            let is_edge = (x / 150 + y / 220).is_multiple_of(2);
            let edge = if is_edge { 30 } else { 0 };
            let slope = (x * 90 / u32::from(WIDTH)) + (y * 70 / u32::from(HEIGHT));
            for light in [
                40 + slope + edge + grain,
                60 + slope + grain,
                200 - slope + grain,
            ] {
                pixels.push(u8::try_from(light.min(255)).unwrap());
            }
        }
    }
    let mut file = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, 90);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::R_4_2_0);
    encoder.set_progressive(is_progressive);
    encoder
        .encode(&pixels, WIDTH, HEIGHT, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    file
}

/// Highest memory of this process since the last reset, in MB; `None` where the system does not tell.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}

fn bench(criterion: &mut Criterion) {
    for (name, is_progressive) in [("baseline", false), ("progressive", true)] {
        let file = photo(is_progressive);
        if let Ok(path) = std::env::var("WENXUN_BENCH_PHOTO") {
            // So that another program can be measured on the same photo.
            std::fs::write(path, &file).unwrap();
        }
        let structure = check_structure(&file).unwrap();
        if std::fs::write("/proc/self/clear_refs", "5").is_ok() {
            let before = peak_mb().unwrap_or(0);
            black_box(derive(&file, structure).unwrap());
            let above_idle = peak_mb().unwrap_or(0).saturating_sub(before);
            println!("{name}: {} bytes, {above_idle} MB above idle", file.len());
        }
        criterion.bench_function(&format!("structure of 12 MP, {name}"), |run| {
            run.iter(|| check_structure(black_box(&file)));
        });
        let mut group = criterion.benchmark_group("derivatives");
        group.sample_size(10);
        group.bench_function(
            format!("two copies and fingerprint of 12 MP, {name}"),
            |run| {
                run.iter(|| derive(black_box(&file), structure));
            },
        );
        group.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
