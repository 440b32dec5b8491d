//! Units, rules and duties that come from outside: the demo city, a move from another system.

use super::books::note_change;
use super::queries;
use entity::{place_duty, unit, unit_contact, unit_rule, unit_rule_set};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashSet;
use uuid::Uuid;

/// What is planted. The rules become the first set, and only where there is none.
#[derive(Clone, Debug, Default)]
pub struct PlantedUnits {
    /// Units, those above others first.
    pub units: Vec<unit::Model>,
    /// Who answers for them.
    pub contacts: Vec<unit_contact::Model>,
    /// Rules of set 1, in order.
    pub rules: Vec<unit_rule::Model>,
    /// Duties at places.
    pub duties: Vec<place_duty::Model>,
    /// UTC epoch milliseconds.
    pub made_at: i64,
}

/// Writes what is not there yet; where units are known already, nothing.
pub async fn plant(tx: &impl ConnectionTrait, planted: &PlantedUnits) -> Result<(), DbErr> {
    let known: HashSet<Uuid> = queries::all_units(tx)
        .await?
        .into_iter()
        .map(|unit| unit.id)
        .collect();
    if !known.is_empty() || queries::rules::newest_set(tx).await? > 0 {
        return Ok(());
    }
    queries::insert_all(
        tx,
        planted.units.clone(),
        planted.contacts.clone(),
        planted.duties.clone(),
    )
    .await?;
    let set = unit_rule_set::Model {
        id: 1,
        made_at: planted.made_at,
        made_by: None,
        note: None,
    };
    queries::rules::insert_set(tx, set, planted.rules.clone()).await?;
    note_change(tx).await
}
