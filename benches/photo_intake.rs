//! How many photos of 300 kB are durably taken a second from 32 clients, over HTTP. Goal: ≥ 700.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench talks to its reader and stops at the first fault"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use aws_lc_rs::digest;
use serde_json::json;
use wenxun::app::{Replaced, Service};
use wenxun::config::Config;

const CLIENTS: u32 = 32;
const PHOTOS: u32 = 3_000;
const PHOTO_BYTES: usize = 300_000;

/// A photo-like JPEG of 1,600 × 1,200 and at most [`PHOTO_BYTES`].
fn base_photo() -> Vec<u8> {
    let mut noise = 7_u32;
    let mut pixels = Vec::new();
    for y in 0..1_200_u32 {
        for x in 0..1_600_u32 {
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            let light = 60 + x / 16 + y / 20 + (noise >> 30);
            pixels.extend(
                [light, light / 2 + 40, 220 - light / 2]
                    .map(|value| u8::try_from(value.min(255)).unwrap()),
            );
        }
    }
    let mut file = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut file, 80);
    encoder
        .encode(&pixels, 1_600, 1_200, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    file
}

/// The photo with comment segments that number it and fill it up to size: other bytes each time, same picture.
fn photo(base: &[u8], number: u32) -> Vec<u8> {
    let mut file = Vec::with_capacity(PHOTO_BYTES);
    file.extend([0xFF, 0xD8]);
    let mut missing = PHOTO_BYTES.saturating_sub(base.len()).max(8);
    while missing > 8 {
        let filling = missing.min(60_000) - 4;
        let length = u16::try_from(filling + 2).unwrap();
        file.extend([0xFF, 0xFE]);
        file.extend(length.to_be_bytes());
        file.extend(number.to_be_bytes());
        file.resize(file.len() + filling - 4, 0x20);
        missing -= filling + 4;
    }
    file.extend(base.get(2..).unwrap());
    file
}

async fn sign_in(http: &reqwest::Client, address: &str) -> String {
    let body = json!({"account": "grid.demo", "password": "wenxun-demo", "client": "api",
        "device": {"id": "00000000-0000-4000-8000-000000000001", "name": "bench"}});
    let reply = http
        .post(format!("http://{address}/api/v1/sessions"))
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .unwrap();
    let reply: serde_json::Value = serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap();
    reply
        .get("access_token")
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

async fn run(address: String) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let token = sign_in(&http, &address).await;
    let base = Arc::new(base_photo());
    println!("base photo {} bytes", base.len());
    // Named beforehand: the clients run on the server's cores.
    let names: Arc<[String]> = (0..PHOTOS)
        .map(|number| digest::digest(&digest::SHA256, &photo(&base, number)))
        .map(hex::encode)
        .collect();
    let next = Arc::new(AtomicU32::new(0));
    let begin = Instant::now();
    let clients = (0..CLIENTS).map(|_| {
        let (http, names, token, base, next, address) = (
            http.clone(),
            Arc::clone(&names),
            token.clone(),
            Arc::clone(&base),
            Arc::clone(&next),
            address.clone(),
        );
        tokio::spawn(async move {
            let mut times_ms = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(name) = usize::try_from(number).ok().and_then(|at| names.get(at)) else {
                    return times_ms;
                };
                let bytes = photo(&base, number);
                let sent = Instant::now();
                let url = format!("http://{address}/api/v1/photos/{name}");
                let reply = http
                    .put(url)
                    .bearer_auth(&token)
                    .body(bytes)
                    .send()
                    .await
                    .unwrap();
                assert_eq!(reply.status(), 201);
                times_ms.push(sent.elapsed().as_secs_f64() * 1000.0);
            }
        })
    });
    let mut times_ms: Vec<f64> = Vec::new();
    for client in clients.collect::<Vec<_>>() {
        times_ms.extend(client.await.unwrap());
    }
    let seconds = begin.elapsed().as_secs_f64();
    times_ms.sort_by(f64::total_cmp);
    let at = |share: usize| {
        times_ms
            .get(times_ms.len() * share / 100)
            .copied()
            .unwrap_or_default()
    };
    println!(
        "{PHOTOS} photos of {PHOTO_BYTES} bytes, {CLIENTS} clients: {:.0}/s, p50 {:.0} ms, p99 {:.0} ms",
        f64::from(PHOTOS) / seconds,
        at(50),
        at(99)
    );
}

fn main() {
    let folder = std::env::temp_dir().join(format!("wenxun-bench-photos-{}", std::process::id()));
    let mut config = Config::load(std::path::Path::new("no-such-file.toml")).unwrap();
    config.listen = "127.0.0.1:0".parse().unwrap();
    config.data.clone_from(&folder);
    config.limits.requests_per_s = 1_000_000.try_into().unwrap();
    actix_web::rt::System::new().block_on(async move {
        let service = Service::open(config, Replaced::default()).await.unwrap();
        let loader = wenxun::demo::DemoLoader {
            records: service.record_importer(),
            blobs: service.blobs.clone(),
            passwords: service.passwords.clone(),
            zone: service.zone,
        };
        loader.load(&|_| {}).await.unwrap();
        let running = wenxun::app::serve(service).unwrap();
        let (address, handle) = (running.address.to_string(), running.handle());
        let clients = std::thread::spawn(move || {
            tokio::runtime::Runtime::new()
                .unwrap()
                .block_on(run(address));
        });
        actix_web::rt::spawn(async move {
            tokio::task::spawn_blocking(move || clients.join().unwrap())
                .await
                .unwrap();
            handle.stop(false).await;
        });
        running.until_stopped().await.unwrap();
    });
    std::fs::remove_dir_all(&folder).unwrap();
}
