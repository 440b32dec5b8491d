//! Other names of units: what tables call a unit when they do not use its own name.

use crate::accounts::names_of;
use crate::platform::audit;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ManageUnits;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{Lock, hold};
use crate::units::books::note_change;
use crate::units::error::UnitError;
use crate::units::queries::{self, aliases as rows};
use crate::units::wire::{AliasView, AliasesChange};
use entity::{unit, unit_alias};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// Lets other names of a unit come and go. A name belongs to one unit, and none takes the name that a unit bears itself.
pub(in crate::units) async fn change_aliases(
    who: &Allowed<ManageUnits>,
    id: Uuid,
    change: AliasesChange,
) -> Result<unit::Model, UnitError> {
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let row = queries::find(tx, who.scope(), id).await?;
        let row = row.ok_or(UnitError::NotFound(id))?;
        rows::remove(tx, id, &change.end).await?;
        let taken = taken(tx).await?;
        for name in change.add.iter().map(|name| name.trim()) {
            match taken.get(name) {
                Some((unit_id, true)) if *unit_id == id => continue,
                Some((unit_id, _)) => return Err(UnitError::AliasTaken(name.to_owned(), *unit_id)),
                None => {}
            }
            let alias = unit_alias::Model {
                id: who.new_id(),
                unit_id: id,
                title: name.to_owned(),
                made_at: who.now().0,
                made_by: who.actor().account_id,
            };
            rows::insert(tx, alias).await?;
        }
        note_change(tx).await?;
        let subject = format!("unit:{id}");
        let event = audit::Event::new(Some(who.actor()), "change_unit_aliases", subject)
            .detail(json!({"added": change.add, "ended": change.end}));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(row)
    })
    .await
}

/// The unit that a name stands for, and whether as another name of it.
async fn taken(tx: &impl ConnectionTrait) -> Result<HashMap<String, (Uuid, bool)>, DbErr> {
    let aliases = rows::all(tx).await?.into_iter();
    let aliases = aliases.map(|one| (one.title, (one.unit_id, true)));
    let units = queries::all_units(tx).await?.into_iter();
    let own = units.map(|one| (one.title_zh, (one.id, false)));
    Ok(aliases.chain(own).collect())
}

/// Other names of a unit, each with who gave it.
pub(super) async fn views(
    db: &impl ConnectionTrait,
    unit_id: Uuid,
) -> Result<Vec<AliasView>, DbErr> {
    let found = rows::of_unit(db, unit_id).await?;
    let names = names_of(db, found.iter().map(|one| one.made_by).collect()).await?;
    let view = |one: unit_alias::Model| AliasView {
        id: one.id,
        name: one.title,
        since: UtcMillis(one.made_at),
        by_name: names.get(&one.made_by).cloned(),
    };
    Ok(found.into_iter().map(view).collect())
}
