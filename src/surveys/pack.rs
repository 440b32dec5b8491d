//! Surveys for the offline pack: the doors given to the caller, with their visits, and the questionnaires to ask.

use super::checks::short_form;
use super::forms::Forms;
use super::forms::files::TABLE_TYPE;
use super::model::Measure;
use super::queries::form_files::FileRow;
use super::queries::{
    checks as checked, doors as rows, form_files, forms as form_rows, surveys, visits,
};
use super::service::reach::Reach;
use super::wire::Bilingual;
use super::wire::doors::CallBackView;
use super::wire::surveys::NamedArea;
use crate::areas::{Territories, Territory};
use crate::platform::auth::Permission;
use crate::platform::clock::UtcMillis;
use crate::records::{self, FieldPackPart, PackCaller};
use entity::{survey, survey_back_check, survey_door, survey_door_state, survey_visit};
use futures_util::future::LocalBoxFuture;
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;
use xlsform::Form;

/// Part `surveys`.
#[derive(Clone, Debug)]
pub struct SurveysPart {
    /// The area tree in use.
    pub territories: Territories,
    /// Published definitions.
    pub forms: Forms,
}

#[derive(Serialize)]
struct Part {
    surveys: Vec<PackedSurvey>,
    forms: Vec<PackedForm>,
}

#[derive(Serialize)]
struct PackedForm {
    form_id: Uuid,
    version: String,
    definition: Arc<Form>,
    /// Pictures and sounds, to be fetched once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<PackedFile>,
}

#[derive(Serialize)]
struct PackedFile {
    name: String,
    sha256: String,
    media_type: String,
    size_bytes: i64,
}

impl PackedFile {
    fn of(row: &FileRow) -> Self {
        Self {
            name: row.name.clone(),
            sha256: hex::encode(&row.sha256),
            media_type: row.media_type.clone(),
            size_bytes: row.size_bytes,
        }
    }
}

#[derive(Serialize)]
struct PackedSurvey {
    id: Uuid,
    title: Bilingual,
    kind: String,
    from: String,
    to: String,
    wave: i64,
    form_id: Uuid,
    form_version: String,
    visits_max: i64,
    doors: Vec<PackedDoor>,
    quotas: Vec<PackedQuota>,
}

#[derive(Serialize)]
struct PackedDoor {
    id: Uuid,
    code: String,
    building: String,
    unit: String,
    door: String,
    /// As a number, for the order of a stairwell; none when it is written otherwise.
    floor: Option<i64>,
    lat: f64,
    lng: f64,
    order: i64,
    community_code: String,
    community_zh: String,
    community_en: String,
    outcome: Option<String>,
    is_final: bool,
    handbook: bool,
    visits: Vec<PackedVisit>,
    /// The interview that the visit checks.
    #[serde(skip_serializing_if = "Option::is_none")]
    back_check_of: Option<Uuid>,
    /// Paths of the only questions that a check asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    ask: Option<Vec<String>>,
}

#[derive(Serialize)]
struct PackedVisit {
    record_id: Uuid,
    no: i64,
    disposition: String,
    at: UtcMillis,
    by_me: bool,
    call_back: Option<CallBackView>,
}

#[derive(Serialize)]
struct PackedQuota {
    id: Uuid,
    area_code: String,
    area_zh: String,
    area_en: String,
    groups: BTreeMap<String, String>,
    target: i64,
    done: u64,
}

impl FieldPackPart for SurveysPart {
    fn name(&self) -> &'static str {
        "surveys"
    }

    fn build<'a>(&'a self, caller: &'a PackCaller) -> LocalBoxFuture<'a, Result<Vec<u8>, DbErr>> {
        Box::pin(async {
            let part = self.make(caller).await?;
            serde_json::to_vec(&part).map_err(|error| DbErr::Json(error.to_string()))
        })
    }
}

impl SurveysPart {
    async fn make(&self, caller: &PackCaller) -> Result<Part, DbErr> {
        let (db, actor) = (caller.db.read(), caller.actor.as_ref());
        let mut part = Part {
            surveys: vec![],
            forms: vec![],
        };
        if !actor.holds(Permission::CaptureRecords) {
            return Ok(part);
        }
        let territory = self.territories.current();
        let mut walks = walks(db, actor.account_id).await?;
        let mut checks = checks(db, actor.account_id).await?;
        let given: HashSet<Uuid> = walks.keys().chain(checks.keys()).copied().collect();
        let mut versions = BTreeSet::new();
        let in_field = self.in_field(caller, &given, &territory).await?;
        let version_ids: Vec<Uuid> = in_field
            .iter()
            .filter_map(|survey| survey.form_version_id)
            .collect();
        let names = form_rows::names_of(db, &version_ids).await?;
        for survey in in_field {
            let Some((version_id, (form, version))) = survey
                .form_version_id
                .and_then(|id| Some((id, names.get(&id)?)))
            else {
                continue;
            };
            versions.insert((form.id, version.version.clone(), version_id));
            let walk = walks.remove(&survey.id).unwrap_or_default();
            let mut doors = packed_doors(db, actor.account_id, survey.id, walk, &territory).await?;
            if let Some(own) = checks.remove(&survey.id) {
                let own = (own, self.short_form(db, &survey, version_id).await?);
                doors.extend(packed_checks(db, actor.account_id, own, &territory).await?);
            }
            part.surveys.push(PackedSurvey {
                doors,
                quotas: packed_quotas(db, survey.id, &territory).await?,
                id: survey.id,
                title: Bilingual {
                    zh: survey.title_zh,
                    en: survey.title_en,
                },
                kind: survey.kind,
                from: survey.starts_on,
                to: survey.ends_on,
                wave: survey.wave,
                form_id: form.id,
                form_version: version.version.clone(),
                visits_max: super::model::VISITS_MAX,
            });
        }
        part.forms = self.packed_forms(db, versions).await?;
        Ok(part)
    }

    /// What a check of the survey asks.
    async fn short_form(
        &self,
        db: &impl ConnectionTrait,
        survey: &survey::Model,
        version_id: Uuid,
    ) -> Result<Option<Vec<String>>, DbErr> {
        let measures: Vec<Measure> = serde_json::from_str(&survey.measures)
            .map_err(|error| DbErr::Json(error.to_string()))?;
        let form = self.forms.get(db, version_id).await?;
        Ok(form.and_then(|form| short_form(&form, &measures)))
    }

    /// Questionnaires with the files that they show.
    async fn packed_forms(
        &self,
        db: &impl ConnectionTrait,
        versions: BTreeSet<(Uuid, String, Uuid)>,
    ) -> Result<Vec<PackedForm>, DbErr> {
        let ids: Vec<Uuid> = versions.iter().map(|(_, _, id)| *id).collect();
        let files = form_files::of_versions(db, &ids).await?;
        let mut packed = vec![];
        for (form_id, version, version_id) in versions {
            let own = files.iter().filter(|file| file.version_id == version_id);
            let shown = own.filter(|file| file.media_type != TABLE_TYPE);
            if let Some(definition) = self.forms.get(db, version_id).await? {
                packed.push(PackedForm {
                    form_id,
                    version,
                    definition,
                    files: shown.map(PackedFile::of).collect(),
                });
            }
        }
        Ok(packed)
    }

    /// Surveys in the field that the caller works in: with doors, or in the street where surveyors may ask anybody.
    async fn in_field(
        &self,
        caller: &PackCaller,
        given: &HashSet<Uuid>,
        territory: &Territory,
    ) -> Result<Vec<survey::Model>, DbErr> {
        let actor = caller.actor.as_ref();
        let is_surveyor = actor.holds(Permission::ReadSurveys);
        let home = Reach::over(actor.home_scope().areas_only());
        let mut found = surveys::all(caller.db.read()).await?;
        found.retain(|survey| {
            survey.state == "field"
                && (given.contains(&survey.id)
                    || (is_surveyor && survey.kind == "intercept" && home.sees(survey, territory)))
        });
        found.sort_by_key(|survey| (survey.starts_on.clone(), survey.id));
        Ok(found)
    }
}

/// Doors given to a person with their place on the walk, by survey.
async fn walks(
    db: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<HashMap<Uuid, Vec<(i64, Uuid)>>, DbErr> {
    let mut walks: HashMap<Uuid, Vec<(i64, Uuid)>> = HashMap::new();
    for task in rows::tasks_of(db, account_id).await? {
        let walk = walks.entry(task.survey_id).or_default();
        walk.push((task.walk_order, task.door_id));
    }
    Ok(walks)
}

async fn packed_doors(
    db: &impl ConnectionTrait,
    account_id: Uuid,
    survey_id: Uuid,
    mut walk: Vec<(i64, Uuid)>,
    territory: &Territory,
) -> Result<Vec<PackedDoor>, DbErr> {
    if walk.is_empty() {
        return Ok(vec![]);
    }
    walk.sort_unstable();
    let gone: HashSet<Uuid> = rows::replacements(db, &[survey_id])
        .await?
        .into_iter()
        .map(|row| row.door_id)
        .collect();
    walk.retain(|(_, id)| !gone.contains(id));
    let ids: Vec<Uuid> = walk.iter().map(|(_, id)| *id).collect();
    let mut doors = rows::by_id(db, &ids).await?;
    let mut states = rows::states(db, survey_id).await?;
    let mut visits = rows::visits_at(db, &ids).await?;
    let records: Vec<Uuid> = visits
        .values()
        .flatten()
        .map(|visit| visit.record_id)
        .collect();
    let replaced = records::replaced(db, &records).await?;
    let pack = |(order, id): (i64, Uuid)| {
        let visits = visits.remove(&id).unwrap_or_default();
        let visits = visits
            .into_iter()
            .filter(|visit| !replaced.contains(&visit.record_id) && visit.back_check_of.is_none());
        Some(packed_door(
            order,
            doors.remove(&id)?,
            states.remove(&id),
            visits
                .map(|visit| packed_visit(visit, account_id))
                .collect(),
            territory,
        ))
    };
    Ok(walk.into_iter().filter_map(pack).collect())
}

/// Interviews that a person checks, by survey.
async fn checks(
    db: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<HashMap<Uuid, Vec<survey_back_check::Model>>, DbErr> {
    let mut found: HashMap<Uuid, Vec<survey_back_check::Model>> = HashMap::new();
    for check in checked::of_checker(db, account_id).await? {
        found.entry(check.survey_id).or_default().push(check);
    }
    Ok(found)
}

/// Doors where an interview is checked, after the own walk. Only the checker's own visits stand there.
async fn packed_checks(
    db: &impl ConnectionTrait,
    account_id: Uuid,
    (checks, ask): (Vec<survey_back_check::Model>, Option<Vec<String>>),
    territory: &Territory,
) -> Result<Vec<PackedDoor>, DbErr> {
    let ids: Vec<Uuid> = checks.iter().map(|check| check.door_id).collect();
    let mut doors = rows::by_id(db, &ids).await?;
    let mut visits = rows::visits_at(db, &ids).await?;
    let mut packed = vec![];
    for (order, check) in (10_000_i64..).zip(checks) {
        let Some(door) = doors.remove(&check.door_id) else {
            continue;
        };
        let own = visits.remove(&check.door_id).unwrap_or_default();
        let own: Vec<survey_visit::Model> = own
            .into_iter()
            .filter(|visit| visit.back_check_of == Some(check.record_id))
            .filter(|visit| visit.author_id == account_id)
            .collect();
        let is_final = own
            .iter()
            .any(|visit| ["interview", "partial", "refused"].contains(&visit.disposition.as_str()));
        let outcome = own.last().map(|visit| visit.disposition.clone());
        let visits = own.into_iter().map(|visit| packed_visit(visit, account_id));
        packed.push(PackedDoor {
            outcome,
            is_final,
            back_check_of: Some(check.record_id),
            ask: ask.clone(),
            ..packed_door(order, door, None, visits.collect(), territory)
        });
    }
    Ok(packed)
}

fn packed_visit(visit: survey_visit::Model, account_id: Uuid) -> PackedVisit {
    PackedVisit {
        record_id: visit.record_id,
        no: visit.visit_number,
        at: UtcMillis(visit.happened_at),
        by_me: visit.author_id == account_id,
        call_back: CallBackView::of(visit.call_back_on.as_ref(), visit.call_back_part.as_ref()),
        disposition: visit.disposition,
    }
}

fn packed_door(
    order: i64,
    door: survey_door::Model,
    state: Option<survey_door_state::Model>,
    visits: Vec<PackedVisit>,
    territory: &Territory,
) -> PackedDoor {
    let community = NamedArea::by_code(&door.community_code, territory);
    PackedDoor {
        id: door.id,
        code: door.dwelling_code,
        building: door.building,
        unit: door.unit,
        door: door.door,
        floor: door.floor.trim().parse().ok(),
        lat: door.lat,
        lng: door.lng,
        order,
        community_code: community.code,
        community_zh: community.name_zh,
        community_en: community.name_en,
        is_final: state.as_ref().is_some_and(|state| state.is_final),
        handbook: state.as_ref().is_some_and(|state| state.has_handbook),
        outcome: state.map(|state| state.outcome),
        visits,
        back_check_of: None,
        ask: None,
    }
}

async fn packed_quotas(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
    territory: &Territory,
) -> Result<Vec<PackedQuota>, DbErr> {
    let cells = surveys::quotas(db, &[survey_id]).await?;
    if cells.is_empty() {
        return Ok(vec![]);
    }
    let done = visits::quota_counts(db, survey_id).await?;
    let pack = |cell: &entity::survey_quota::Model| {
        let area = NamedArea::by_id(cell.area_id, territory);
        packed_quota(cell, area, &done)
    };
    Ok(cells.iter().map(pack).collect())
}

fn packed_quota(
    cell: &entity::survey_quota::Model,
    area: NamedArea,
    done: &HashMap<Uuid, u64>,
) -> PackedQuota {
    PackedQuota {
        id: cell.id,
        area_code: area.code,
        area_zh: area.name_zh,
        area_en: area.name_en,
        groups: serde_json::from_str(&cell.groups).unwrap_or_default(),
        target: cell.target,
        done: done.get(&cell.id).copied().unwrap_or_default(),
    }
}
