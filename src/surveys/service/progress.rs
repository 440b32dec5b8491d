//! How far a survey is.

use super::assign::active_doors;
use super::reach::Reach;
use crate::accounts;
use crate::areas::Territory;
use crate::platform::auth::{Actor, AreaScope, Level, Permission};
use crate::platform::problem::Code;
use crate::surveys::error::SurveyError;
use crate::surveys::model::SurveyKind;
use crate::surveys::model::response::response_rates;
use crate::surveys::queries::{doors as rows, surveys, visits};
use crate::surveys::wire::progress::{
    ProgressBy, ProgressCounts, ProgressRow, ProgressView, QuotaProgress,
};
use crate::surveys::wire::surveys::{NamedArea, QuotaView};
use entity::{survey, survey_door};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// A door, or a person asked in the street, as it is counted.
struct Unit {
    area_id: i64,
    building: String,
    surveyor: Option<Uuid>,
    outcome: Option<String>,
    is_final: bool,
    has_handbook: bool,
}

/// Progress inside the caller's reach, narrowed to an area where one is asked.
pub async fn progress(
    db: &impl ConnectionTrait,
    actor: &Actor,
    (reach, survey): (&Reach, &survey::Model),
    territory: &Territory,
    (by, area): (ProgressBy, Option<&str>),
) -> Result<ProgressView, SurveyError> {
    let is_own = reach.scope.has_no_area();
    let needs_supervision = matches!(by, ProgressBy::Surveyor | ProgressBy::Building);
    if needs_supervision && !is_own && !actor.holds(Permission::SuperviseSurveys) {
        return Err(SurveyError::Plain(Code::PermissionDenied));
    }
    let scope = match area.map(|code| territory.by_code(code)) {
        None => reach.scope.clone(),
        Some(Some(area)) => reach.scope.narrowed_to(&area.path),
        Some(None) => AreaScope::subtrees([]),
    };
    let own = is_own.then_some(actor.account_id);
    let (units, replaced) = if survey.kind == SurveyKind::Household.code() {
        doors(db, survey.id, &scope, own, territory).await?
    } else {
        (asked(db, survey.id, &scope, own).await?, vec![])
    };
    let mut total = ProgressCounts::default();
    for unit in &units {
        total.add(unit.outcome.as_deref(), unit.is_final, unit.has_handbook);
    }
    let mut for_rates = total;
    for outcome in replaced.iter().filter_map(Option::as_deref) {
        for_rates.add(Some(outcome), true, false);
    }
    Ok(ProgressView {
        total,
        response: response_rates(&for_rates.dispositions(survey.state == "closed")),
        replaced: crate::platform::num::u64_from_usize(replaced.len()),
        rows: broken_down(db, units, by, territory).await?,
        quotas: quotas(db, survey, &scope, territory).await?,
    })
}

/// Doors to be visited, and what became of those that gave way.
async fn doors(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
    scope: &AreaScope,
    own: Option<Uuid>,
    territory: &Territory,
) -> Result<(Vec<Unit>, Vec<Option<String>>), DbErr> {
    let scope = own.is_none().then_some(scope);
    let tasks: HashMap<Uuid, Uuid> = rows::tasks(db, survey_id)
        .await?
        .into_iter()
        .map(|task| (task.door_id, task.account_id))
        .collect();
    let is_theirs = |door: &Uuid| own.is_none_or(|own| tasks.get(door) == Some(&own));
    let mut states = rows::states(db, survey_id).await?;
    let active = active_doors(db, scope, survey_id, territory).await?;
    let units = active
        .into_iter()
        .filter(|door| is_theirs(&door.id))
        .map(|door| {
            let state = states.remove(&door.id);
            Unit {
                area_id: door.area_id,
                surveyor: tasks.get(&door.id).copied(),
                building: door.building,
                is_final: state.as_ref().is_some_and(|state| state.is_final),
                has_handbook: state.as_ref().is_some_and(|state| state.has_handbook),
                outcome: state.map(|state| state.outcome),
            }
        });
    let units = units.collect();
    let gone: HashSet<Uuid> = rows::replacements(db, &[survey_id])
        .await?
        .into_iter()
        .map(|row| row.door_id)
        .filter(is_theirs)
        .collect();
    let inside: Vec<survey_door::Model> = match scope {
        Some(scope) if !gone.is_empty() => rows::of_survey(db, scope, survey_id).await?,
        Some(_) => vec![],
        None => rows::everywhere(db, survey_id).await?,
    };
    let replaced = inside
        .into_iter()
        .filter(|door| gone.contains(&door.id))
        .map(|door| states.get(&door.id).map(|state| state.outcome.clone()));
    Ok((units, replaced.collect()))
}

/// People asked in the street.
async fn asked(
    db: &impl ConnectionTrait,
    survey_id: Uuid,
    scope: &AreaScope,
    own: Option<Uuid>,
) -> Result<Vec<Unit>, DbErr> {
    let scope = match own {
        Some(own) => AreaScope::subtrees([]).and_own_rows_of(own),
        None => scope.clone(),
    };
    let found = visits::counting(db, &scope, survey_id).await?;
    let unit = |visit: entity::survey_visit::Model| Unit {
        area_id: visit.area_id,
        building: String::new(),
        surveyor: Some(visit.author_id),
        outcome: Some(visit.disposition),
        is_final: true,
        has_handbook: visit.has_handbook,
    };
    Ok(found.into_iter().map(unit).collect())
}

async fn broken_down(
    db: &impl ConnectionTrait,
    units: Vec<Unit>,
    by: ProgressBy,
    territory: &Territory,
) -> Result<Vec<ProgressRow>, DbErr> {
    let level = match by {
        ProgressBy::Street => Level::Street,
        ProgressBy::Community => Level::Community,
        _ => Level::Grid,
    };
    let people: HashSet<Uuid> = units.iter().filter_map(|unit| unit.surveyor).collect();
    let names = if by == ProgressBy::Surveyor {
        accounts::names_of(db, people.into_iter().collect()).await?
    } else {
        HashMap::new()
    };
    let mut found: BTreeMap<(String, String, Option<Uuid>), ProgressRow> = BTreeMap::new();
    for unit in units {
        let area = territory
            .by_id(unit.area_id)
            .and_then(|area| territory.at_level(area, level).or(Some(area)));
        let code = area.map(|area| area.code.clone()).unwrap_or_default();
        let path = area.map(|area| area.path.clone()).unwrap_or_default();
        let (key, area, surveyor_id) = match by {
            ProgressBy::Surveyor => {
                let name = unit.surveyor.and_then(|id| names.get(&id)).cloned();
                let name = name.unwrap_or_default();
                let key = (name.clone(), String::new(), unit.surveyor);
                (key, person(name), unit.surveyor)
            }
            ProgressBy::Building => {
                let key = (path, unit.building.clone(), None);
                (key, building(&code, &unit.building), None)
            }
            _ => (
                (path, String::new(), None),
                NamedArea::by_code(&code, territory),
                None,
            ),
        };
        let row = found.entry(key).or_insert_with(|| ProgressRow {
            area,
            surveyor_id,
            counts: ProgressCounts::default(),
        });
        row.counts
            .add(unit.outcome.as_deref(), unit.is_final, unit.has_handbook);
    }
    Ok(found.into_values().collect())
}

/// Who stands in the place of an area.
fn person(name: String) -> NamedArea {
    NamedArea {
        code: String::new(),
        name_zh: name.clone(),
        name_en: name,
    }
}

fn building(grid: &str, building: &str) -> NamedArea {
    NamedArea {
        code: format!("{grid}/{building}"),
        name_zh: format!("{building} 栋"),
        name_en: format!("Building {building}"),
    }
}

async fn quotas(
    db: &impl ConnectionTrait,
    survey: &survey::Model,
    scope: &AreaScope,
    territory: &Territory,
) -> Result<Vec<QuotaProgress>, DbErr> {
    let cells = surveys::quotas(db, &[survey.id]).await?;
    if cells.is_empty() {
        return Ok(vec![]);
    }
    let done = visits::quota_counts(db, survey.id).await?;
    let overlaps = |area_id: i64| {
        territory.by_id(area_id).is_some_and(|area| {
            scope.has_no_area()
                || scope.contains_path(&area.path)
                || scope
                    .paths()
                    .iter()
                    .any(|path| path.starts_with(&area.path))
        })
    };
    let views = cells
        .into_iter()
        .filter(|cell| overlaps(cell.area_id))
        .map(|cell| QuotaProgress {
            done: done.get(&cell.id).copied().unwrap_or_default(),
            quota: QuotaView {
                id: cell.id,
                area: NamedArea::by_id(cell.area_id, territory),
                groups: serde_json::from_str(&cell.groups).unwrap_or_default(),
                target: cell.target,
            },
        });
    Ok(views.collect())
}
