//! Changing units, contacts, duties and the set of rules.

use crate::areas::{Area, Territory, roads, sites};
use crate::incidents::Vocabulary;
use crate::platform::audit;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ManageUnits;
use crate::platform::days::Zone;
use crate::platform::db::{Lock, hold};
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::units::books::{Books, note_change, rule_of};
use crate::units::error::UnitError;
use crate::units::model::Rule;
use crate::units::queries;
use crate::units::wire::{ContactsChange, DutyBody, NewRule, NewRules, NewUnit, UnitPatch};
use entity::{place_duty, unit, unit_contact, unit_rule, unit_rule_set};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

type Who = Allowed<ManageUnits>;

/// Makes a unit.
pub(in crate::units) async fn create(
    who: &Who,
    territory: &Territory,
    new: NewUnit,
) -> Result<unit::Model, UnitError> {
    let area = territory
        .by_code(&new.area_code)
        .filter(|area| who.scope().contains_path(&area.path))
        .ok_or_else(|| UnitError::field("/area_code", FieldCode::UnknownArea))?;
    let row = unit::Model {
        id: who.new_id(),
        code: new.code,
        kind: new.kind,
        title_zh: new.name_zh,
        title_en: new.name_en,
        parent_id: new.parent_id,
        area_id: area.id,
        is_active: true,
        version: 1,
        changed_at: who.now().0,
    };
    who.write(async |tx| {
        let all = queries::all_units(tx).await?;
        if all.iter().any(|known| known.code == row.code) {
            return Err(UnitError::CodeTaken(row.code.clone()));
        }
        may_stand_below(&all, row.id, row.parent_id)?;
        queries::insert(tx, row.clone()).await?;
        note_change(tx).await?;
        let event = audit::Event::new(Some(who.actor()), "create_unit", format!("unit:{}", row.id));
        audit::record(
            tx,
            &who.state().clock,
            event.detail(json!({"code": row.code})),
        )
        .await?;
        Ok(row.clone())
    })
    .await
}

/// Changes a unit.
pub(in crate::units) async fn update(
    who: &Who,
    id: Uuid,
    patch: UnitPatch,
) -> Result<unit::Model, UnitError> {
    who.write(async |tx| {
        let found = queries::find(tx, who.scope(), id).await?;
        let mut row = found.ok_or(UnitError::NotFound(id))?;
        if row.version != patch.version {
            return Err(UnitError::Changed(row.version));
        }
        if let Some(name) = &patch.name_zh {
            row.title_zh.clone_from(name);
        }
        if let Some(name) = &patch.name_en {
            row.title_en.clone_from(name);
        }
        if let Some(kind) = &patch.kind {
            row.kind.clone_from(kind);
        }
        if let Some(parent_id) = patch.parent_id {
            may_stand_below(&queries::all_units(tx).await?, id, parent_id)?;
            row.parent_id = parent_id;
        }
        row.is_active = patch.is_active.unwrap_or(row.is_active);
        row.version += 1;
        row.changed_at = who.now().0;
        queries::save(tx, &row).await?;
        note_change(tx).await?;
        let event = audit::Event::new(Some(who.actor()), "update_unit", format!("unit:{id}"));
        let detail = json!({"version": row.version, "is_active": row.is_active, "kind": row.kind, "parent_id": row.parent_id});
        audit::record(tx, &who.state().clock, event.detail(detail)).await?;
        Ok(row)
    })
    .await
}

/// Whether the unit `id` may stand below `parent`: a unit that is there, and neither itself nor one below it.
fn may_stand_below(
    all: &[unit::Model],
    id: Uuid,
    parent_id: Option<Uuid>,
) -> Result<(), UnitError> {
    let above: HashMap<Uuid, Option<Uuid>> =
        all.iter().map(|row| (row.id, row.parent_id)).collect();
    let mut next = parent_id;
    for _ in 0..=all.len() {
        let Some(at) = next else {
            return Ok(());
        };
        if at == id || !above.contains_key(&at) {
            break;
        }
        next = above.get(&at).copied().flatten();
    }
    Err(UnitError::field("/parent_id", FieldCode::UnknownUnit))
}

/// Adds and ends contacts of a unit.
pub(in crate::units) async fn change_contacts(
    who: &Who,
    id: Uuid,
    change: ContactsChange,
) -> Result<unit::Model, UnitError> {
    who.write(async |tx| {
        let row = queries::find(tx, who.scope(), id)
            .await?
            .ok_or(UnitError::NotFound(id))?;
        let wanted: Vec<Uuid> = change.add.iter().filter_map(|one| one.account_id).collect();
        let known: HashSet<Uuid> = queries::accounts(tx, &wanted, &[])
            .await?
            .into_iter()
            .map(|account| account.id)
            .collect();
        let now = who.now().0;
        queries::end_contacts(tx, id, &change.end, now).await?;
        let standing: HashSet<Uuid> = queries::contacts_of(tx, vec![id])
            .await?
            .into_iter()
            .filter_map(|one| one.account_id)
            .collect();
        for (at, one) in change.add.iter().enumerate() {
            if one
                .account_id
                .is_some_and(|account| !known.contains(&account))
            {
                let pointer = format!("/add/{at}/account_id");
                return Err(UnitError::field(pointer, FieldCode::UnknownAccount));
            }
            if one
                .account_id
                .is_some_and(|account| standing.contains(&account))
            {
                continue;
            }
            let contact = unit_contact::Model {
                id: who.new_id(),
                unit_id: id,
                account_id: one.account_id,
                name: one.name.clone(),
                phone: one.phone.clone(),
                from_at: now,
                ended_at: None,
            };
            queries::insert_contact(tx, contact).await?;
        }
        let event = audit::Event::new(
            Some(who.actor()),
            "change_unit_contacts",
            format!("unit:{id}"),
        );
        let detail = json!({"added": change.add.len(), "ended": change.end.len()});
        audit::record(tx, &who.state().clock, event.detail(detail)).await?;
        Ok(row)
    })
    .await
}

/// The area in which a place lies; that of the middle vertex of a road.
async fn area_of_place<'a>(
    db: &impl ConnectionTrait,
    territory: &'a Territory,
    (kind, code): (&str, &str),
) -> Result<Option<&'a Area>, DbErr> {
    match kind {
        "site" => {
            let site = sites::find_anywhere(db, code)
                .await?
                .filter(|site| site.is_active);
            Ok(site.and_then(|site| territory.by_id(site.area_id)))
        }
        "road" => Ok(roads::find(db, code).await?.and_then(|road| {
            let line = roads::line_of(&road);
            let (lng, lat) = line.get(line.len() / 2).copied()?;
            territory
                .locate(lng, lat)
                .or_else(|| territory.roots().next())
        })),
        _ => Ok(None),
    }
}

/// Says who answers for a road or site from today on.
pub(in crate::units) async fn put_duty(
    who: &Who,
    territory: &Territory,
    zone: Zone,
    (kind, code): (&str, &str),
    body: DutyBody,
) -> Result<(), UnitError> {
    let place = area_of_place(who.read(), territory, (kind, code)).await?;
    let code_of = if kind == "road" {
        FieldCode::UnknownRoad
    } else {
        FieldCode::UnknownSite
    };
    let area = place.ok_or_else(|| UnitError::field("/place_code", code_of))?;
    let today = zone.day_of(who.now());
    let yesterday = today.pred_opt().unwrap_or(today).to_string();
    who.write(async |tx| {
        if let Some(unit) = body.unit_id {
            let known = queries::find(tx, who.scope(), unit).await?;
            known.ok_or_else(|| UnitError::field("/unit_id", FieldCode::UnknownUnit))?;
        }
        queries::duties::end(tx, (kind, code), &yesterday).await?;
        if let Some(unit_id) = body.unit_id {
            let row = place_duty::Model {
                id: who.new_id(),
                place_kind: kind.to_owned(),
                place_code: code.to_owned(),
                unit_id,
                area_id: area.id,
                duties: body.duties.join(" "),
                from_on: today.to_string(),
                to_on: None,
            };
            queries::duties::insert(tx, row).await?;
        }
        note_change(tx).await?;
        let event = audit::Event::new(
            Some(who.actor()),
            "change_place_duty",
            format!("{kind}:{code}"),
        );
        let detail = json!({"unit_id": body.unit_id, "duties": body.duties});
        audit::record(tx, &who.state().clock, event.detail(detail)).await?;
        Ok(())
    })
    .await
}

/// What rules may name.
pub(in crate::units) struct Known<'a> {
    pub territory: &'a Territory,
    pub roads: HashSet<String>,
    pub sites: HashSet<String>,
    /// Active units by code.
    pub units: HashMap<String, Uuid>,
}

impl<'a> Known<'a> {
    /// Reads what is there.
    pub(in crate::units) async fn load(
        db: &impl ConnectionTrait,
        territory: &'a Territory,
    ) -> Result<Self, DbErr> {
        let units = queries::all_units(db).await?.into_iter();
        Ok(Self {
            territory,
            roads: queries::road_codes(db).await?.into_iter().collect(),
            sites: queries::site_codes(db).await?.into_iter().collect(),
            units: units
                .filter(|unit| unit.is_active)
                .map(|unit| (unit.code, unit.id))
                .collect(),
        })
    }

    /// The rows of a set, and every code that nobody knows.
    pub(in crate::units) fn rows(
        &self,
        set_id: i64,
        rules: &[NewRule],
    ) -> (Vec<unit_rule::Model>, Vec<(usize, FieldProblem)>) {
        let (mut rows, mut faults) = (vec![], vec![]);
        for ((at, rule), ordinal) in rules.iter().enumerate().zip(1_i64..) {
            let mut fault = |name: &str, code: FieldCode, value: &str| {
                faults.push((
                    at,
                    FieldProblem::new(format!("/{name}"), code).with("value", value),
                ));
            };
            let place = rule.territory_code.as_str();
            let unknown = match rule.territory.as_str() {
                "area" if self.territory.by_code(place).is_none() => Some(FieldCode::UnknownArea),
                "road" if !self.roads.contains(place) => Some(FieldCode::UnknownRoad),
                "site" if !self.sites.contains(place) => Some(FieldCode::UnknownSite),
                _ => None,
            };
            if let Some(code) = unknown {
                fault("territory_code", code, place);
            }
            if !is_subject(rule) {
                fault("subject_code", FieldCode::UnknownValue, &rule.subject_code);
            }
            let Some(unit_id) = self.units.get(&rule.unit_code) else {
                fault("unit_code", FieldCode::UnknownUnit, &rule.unit_code);
                continue;
            };
            rows.push(unit_rule::Model {
                set_id,
                ordinal,
                priority: rule.priority,
                territory: rule.territory.clone(),
                territory_code: rule.territory_code.clone(),
                subject: rule.subject.clone(),
                subject_code: rule.subject_code.clone(),
                unit_id: *unit_id,
                from_on: rule.from.clone(),
                to_on: rule.to.clone(),
            });
        }
        (rows, faults)
    }
}

fn is_subject(rule: &NewRule) -> bool {
    let words = Vocabulary::get();
    let code = rule.subject_code.as_str();
    match rule.subject.as_str() {
        "category" => words.category(code).is_some(),
        "group" => words.groups.iter().any(|group| group.code == code),
        "site_type" => words.site_types.iter().any(|site| site.code == code),
        "handled_by" => words
            .categories
            .iter()
            .any(|category| category.handled_by == code),
        _ => true,
    }
}

/// The rules of a request, all codes known.
pub(in crate::units) async fn rules_of(
    db: &impl ConnectionTrait,
    territory: &Territory,
    rules: &[NewRule],
) -> Result<Vec<Rule>, UnitError> {
    let (rows, faults) = Known::load(db, territory).await?.rows(0, rules);
    if faults.is_empty() {
        return Ok(rows.iter().filter_map(rule_of).collect());
    }
    let faults = faults.into_iter().map(|(at, mut fault)| {
        fault.pointer = format!("/rules/{at}{}", fault.pointer);
        fault
    });
    Err(UnitError::Fields(faults.collect()))
}

/// Makes the next version of the rules.
pub(in crate::units) async fn save_rules(
    who: &Who,
    (books, territory): (&Books, &Territory),
    new: NewRules,
) -> Result<(), UnitError> {
    rules_of(who.read(), territory, &new.rules).await?;
    if new.version != books.set_id {
        return Err(UnitError::RulesChanged(books.set_id));
    }
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let newest = queries::rules::newest_set(tx).await?;
        if newest != new.version {
            return Err(UnitError::RulesChanged(newest));
        }
        let (rows, _checked) = Known::load(tx, territory)
            .await?
            .rows(newest + 1, &new.rules);
        let set = unit_rule_set::Model {
            id: newest + 1,
            made_at: who.now().0,
            made_by: Some(who.actor().account_id),
            note: new.note.clone(),
        };
        queries::rules::insert_set(tx, set, rows).await?;
        note_change(tx).await?;
        let event = audit::Event::new(Some(who.actor()), "update_unit_rules", "unit_rules");
        let detail = json!({"version": newest + 1, "rules": new.rules.len()});
        audit::record(tx, &who.state().clock, event.detail(detail)).await?;
        Ok(())
    })
    .await
}
