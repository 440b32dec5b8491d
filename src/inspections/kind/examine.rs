//! Inspections held against the drawn site, its round and the rubric, before anything is stored.

use super::SiteInspectionKind;
use super::payload::{Answered, Examination, Found, SiteInspection};
use crate::inspections::model::{Item, Rubric};
use crate::inspections::queries::{found as rows, rounds, sites};
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::records::Examined;
use entity::{inspection_round, inspection_site};
use sea_orm::{DatabaseConnection, DbErr};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

type Faults = Vec<FieldProblem>;

/// What the inspections at hand refer to.
struct Known {
    sites: HashMap<Uuid, inspection_site::Model>,
    rounds: HashMap<Uuid, (Arc<inspection_round::Model>, Arc<Rubric>)>,
}

pub(super) async fn examine(
    kind: &SiteInspectionKind,
    db: &DatabaseConnection,
    records: &[Examined<'_, SiteInspection>],
) -> Result<Vec<(Uuid, FieldProblem)>, DbErr> {
    let known = known(kind, db, records).await?;
    let mut faults = vec![];
    for record in records {
        match one(&known, record) {
            Ok(examination) => {
                let _set_before = record.payload.examined.set(examination);
            }
            Err(found) => faults.extend(found.into_iter().map(|fault| (record.id, fault))),
        }
    }
    // What is stored already stays stored, whatever came after it.
    let mut refused = vec![];
    for (id, fault) in faults {
        if rows::find(db, id).await?.is_none() {
            refused.push((id, fault));
        }
    }
    Ok(refused)
}

async fn known(
    kind: &SiteInspectionKind,
    db: &DatabaseConnection,
    records: &[Examined<'_, SiteInspection>],
) -> Result<Known, DbErr> {
    let mut ids: Vec<Uuid> = records
        .iter()
        .map(|record| record.payload.round_site_id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let sites = sites::by_ids(db, &ids).await?;
    let mut found = HashMap::new();
    for site in sites.values() {
        if found.contains_key(&site.round_id) {
            continue;
        }
        if let Some(round) = rounds::find(db, site.round_id).await?
            && let Some(rubric) = kind.rubrics.get(db, round.rubric_id).await?
        {
            found.insert(site.round_id, (Arc::new(round), rubric));
        }
    }
    Ok(Known {
        sites,
        rounds: found,
    })
}

fn fault(pointer: impl Into<String>, code: FieldCode) -> FieldProblem {
    FieldProblem::new(pointer, code)
}

fn one(known: &Known, record: &Examined<'_, SiteInspection>) -> Result<Examination, Faults> {
    if record.corrects.is_some() {
        return Err(vec![fault("/corrects", FieldCode::SealedResult)]);
    }
    let inspection = record.payload;
    let drawn = known.sites.get(&inspection.round_site_id);
    let (site, (round, rubric)) = drawn
        .and_then(|site| Some((site, known.rounds.get(&site.round_id)?)))
        .ok_or_else(|| vec![fault("/payload/round_site_id", FieldCode::UnknownRoundSite)])?;
    if inspection.rubric_id != round.rubric_id {
        return Err(vec![fault("/payload/rubric_id", FieldCode::UnknownVersion)]);
    }
    let of_type = rubric.site_type(&site.site_type);
    let items = of_type.map(|of| of.items.as_slice()).unwrap_or_default();
    Ok(Examination {
        site: site.clone(),
        round: Arc::clone(round),
        found: in_order(items, &inspection.items, &record.photos)?,
    })
}

/// The answers in the order of the rubric, every item once.
fn in_order(
    items: &[Item],
    answers: &[Answered],
    photos: &[[u8; 32]],
) -> Result<Vec<Found>, Faults> {
    let mut faults = vec![];
    let mut by_code: HashMap<&str, &Found> = HashMap::new();
    let photos: Vec<String> = photos.iter().map(hex::encode).collect();
    for (at, answer) in answers.iter().enumerate() {
        let base = format!("/payload/items/{at}");
        match items.iter().find(|item| item.code == answer.code) {
            None => faults.push(fault(format!("{base}/code"), FieldCode::UnknownItem)),
            Some(item) => check(&base, item, &answer.found, &photos, &mut faults),
        }
        by_code.insert(&answer.code, &answer.found);
    }
    let mut found = vec![];
    for item in items {
        match by_code.get(item.code.as_str()) {
            Some(answer) => found.push((*answer).clone()),
            None => faults.push(
                fault("/payload/items", FieldCode::MissingItem).with("item", item.code.clone()),
            ),
        }
    }
    if faults.is_empty() {
        Ok(found)
    } else {
        Err(faults)
    }
}

fn check(base: &str, item: &Item, found: &Found, photos: &[String], faults: &mut Faults) {
    if !item.takes(found.finding) {
        faults.push(fault(format!("{base}/answer"), FieldCode::NotAllowedHere));
        return;
    }
    for (at, photo) in found.photos.iter().enumerate() {
        if !photos.contains(photo) {
            faults.push(fault(
                format!("{base}/photos/{at}"),
                FieldCode::UnknownValue,
            ));
        }
    }
    if item.needs_photo && item.is_failed(found.finding) && found.photos.is_empty() {
        faults.push(fault(format!("{base}/photos"), FieldCode::Empty));
    }
}
