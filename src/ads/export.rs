//! The lists as files, made while they are sent: short reads one after another, nothing held open in between.

mod inspections;
mod sites;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(sites::export_ad_sites)
        .service(inspections::export_ad_inspections);
}

/// Where the small copy of a photo is served.
fn thumb_path(sha256: &str) -> String {
    format!("/api/v1/photos/{sha256}/thumb")
}

/// The names of conditions, in one language.
fn condition_names(codes: &[String], is_chinese: bool) -> String {
    let words = super::AdWords::get();
    let name = |code: &String| {
        let word = words.condition(code)?;
        Some(
            if is_chinese {
                &word.name_zh
            } else {
                &word.name_en
            }
            .as_str(),
        )
    };
    let names: Vec<&str> = codes.iter().filter_map(name).collect();
    names.join(if is_chinese { "、" } else { ", " })
}

fn placement_name(code: &str, is_chinese: bool) -> String {
    let word = super::AdWords::get().placement(code);
    word.map(|word| {
        if is_chinese {
            &word.name_zh
        } else {
            &word.name_en
        }
    })
    .cloned()
    .unwrap_or_default()
}

fn theme_name(code: &str, is_chinese: bool) -> String {
    let word = super::AdWords::get().theme(code);
    word.map(|word| {
        if is_chinese {
            &word.name_zh
        } else {
            &word.name_en
        }
    })
    .cloned()
    .unwrap_or_default()
}
