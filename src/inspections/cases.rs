//! Which failed items become cases, and what a case is told of them.

use super::kind::Found;
use super::model::{Item, MakesCases};
use super::queries::{found, rounds, sites};
use super::rubrics::Rubrics;
use crate::cases::FailedItem;
use entity::{inspection_round, inspection_site, record, site_inspection};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

/// What makes the case of an item one of its kind: the same item at the same site in the same round, whoever failed it.
pub(super) fn reference(round_site_id: Uuid, item: &str) -> String {
    let item: String = item.chars().take(31).collect();
    format!("{}/{item}", round_site_id.simple())
}

/// Items of an inspection that its round makes into cases; none of inspections that do not count.
pub(super) async fn wanted(
    db: &impl ConnectionTrait,
    rubrics: &Rubrics,
    inspection: &site_inspection::Model,
) -> Result<Vec<FailedItem>, DbErr> {
    let id = inspection.record_id;
    let round = rounds::find(db, inspection.round_id).await?;
    let sites = sites::by_ids(db, &[inspection.round_site_id]).await?;
    let record = found::record(db, inspection).await?;
    let (Some(round), Some(site), Some(record)) = (round, sites.into_values().next(), record)
    else {
        return Ok(vec![]);
    };
    let rubric = rubrics.get(db, round.rubric_id).await?;
    let items = rubric
        .as_ref()
        .and_then(|rubric| rubric.site_type(&site.site_type));
    let items = items.map(|of| of.items.as_slice()).unwrap_or_default();
    if !found::left_out(db, &[id]).await?.is_empty() {
        return Ok(vec![]);
    }
    let found: Vec<Found> = read(&inspection.findings)?;
    let asked = items
        .iter()
        .zip(&found)
        .filter(|(item, one)| asks(&round, item, one));
    Ok(asked
        .filter_map(|(item, one)| failed(&site, &record, item, one))
        .collect())
}

/// Findings as they were stored.
pub(super) fn read(findings: &str) -> Result<Vec<Found>, DbErr> {
    serde_json::from_str(findings).map_err(|error| DbErr::Json(error.to_string()))
}

/// Whether the round makes a case of what was found.
fn asks(round: &inspection_round::Model, item: &Item, one: &Found) -> bool {
    let is_severe = item.fail_severity >= round.case_severity;
    item.is_failed(one.finding)
        && match MakesCases::parse(&round.makes_cases) {
            Some(MakesCases::ByRule) => is_severe || one.make_case,
            Some(MakesCases::ByTap) => one.make_case,
            Some(MakesCases::Never) | None => false,
        }
}

/// A failed item as cases take it; none when the rubric names no behaviour for it.
pub(super) fn failed(
    site: &inspection_site::Model,
    record: &record::Model,
    item: &Item,
    one: &Found,
) -> Option<FailedItem> {
    let said = one
        .note
        .as_deref()
        .map(|note| format!("：{note}"))
        .unwrap_or_default();
    let hash = |photo: &String| <[u8; 32]>::try_from(hex::decode(photo).ok()?).ok();
    Some(FailedItem {
        reference: reference(site.id, &item.code),
        category: item.category.clone()?,
        severity: item.fail_severity,
        note: format!("{} · {}{said}", site.title_zh, item.text_zh),
        area_id: site.area_id,
        position: (site.lng, site.lat),
        site: (site.code.clone(), site.site_type.clone()),
        record: record.clone(),
        photos: one.photos.iter().filter_map(hash).collect(),
    })
}
