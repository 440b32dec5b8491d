//! Cases of failed check items, made by whoever inspects: once for each item of a site and round, whoever failed it.

use super::error::CaseError;
use super::model::Source;
use super::queries;
use super::service::Ground;
use super::service::create::{Draft, Maker, make};
use super::service::masked;
use crate::areas::Territories;
use crate::platform::clock::Clock;
use crate::platform::days::Zone;
use crate::platform::ids::Ids;
use crate::units::{Shelf, Situation};
use entity::{case_file, record};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use std::collections::HashMap;
use uuid::Uuid;

/// A check item that lost points.
#[derive(Clone, Debug)]
pub struct FailedItem {
    /// What makes it one of its kind; a second case of the same is never made.
    pub reference: String,
    /// Behaviour.
    pub category: String,
    /// 1 to 3.
    pub severity: i64,
    /// What is to be done.
    pub note: String,
    /// Where it lies.
    pub area_id: i64,
    /// Degrees east and north.
    pub position: (f64, f64),
    /// Code and kind of the site.
    pub site: (String, String),
    /// The inspection.
    pub record: record::Model,
    /// Photos of the inspection that show it.
    pub photos: Vec<[u8; 32]>,
}

/// What cases are made with.
#[derive(Clone, Debug)]
pub struct CaseMaker {
    /// The area tree in use.
    pub territories: Territories,
    /// Units and rules of responsibility.
    pub shelf: Shelf,
    /// Time.
    pub clock: Clock,
    /// New identifiers.
    pub ids: Ids,
    /// Whose days count.
    pub zone: Zone,
}

/// The case of a failed item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedCase {
    /// Id.
    pub id: Uuid,
    /// What people call it.
    pub number: String,
    /// Stage.
    pub stage: String,
    /// Whether it was made just now.
    pub is_new: bool,
}

impl CheckedCase {
    fn of(row: case_file::Model, is_new: bool) -> Self {
        Self {
            id: row.id,
            number: row.number,
            stage: row.stage,
            is_new,
        }
    }
}

impl CaseMaker {
    /// The cases of failed items, made where there is none yet. The caller's transaction holds the change log.
    pub async fn make(
        &self,
        tx: &DatabaseTransaction,
        me: Option<Uuid>,
        items: Vec<FailedItem>,
    ) -> Result<Vec<CheckedCase>, DbErr> {
        let ground = Ground::of(tx, &self.territories, &self.shelf, self.zone).await?;
        let by = Maker {
            me,
            clock: &self.clock,
            ids: &self.ids,
        };
        let mut made = vec![];
        for item in items {
            let source = Source::CheckItem.code();
            if let Some(known) = queries::by_reference(tx, source, &item.reference).await? {
                made.push(CheckedCase::of(known, false));
                continue;
            }
            let row = make(tx, &by, &ground, draft(item)).await;
            made.push(CheckedCase::of(row.map_err(broken)?, true));
        }
        Ok(made)
    }
}

fn broken(error: CaseError) -> DbErr {
    match error {
        CaseError::Db(error) => error,
        other => DbErr::Custom(other.to_string()),
    }
}

fn draft(item: FailedItem) -> Draft {
    Draft {
        source: Source::CheckItem,
        reference: Some(item.reference),
        category: item.category.clone(),
        severity: item.severity,
        note: masked(Some(&item.note)),
        what: Situation {
            position: Some(item.position),
            area_id: Some(item.area_id),
            site: Some(item.site),
            category: item.category,
        },
        record: Some(item.record),
        photos: Some(item.photos),
    }
}

/// The cases of failed items by reference.
pub async fn cases_of_items(
    db: &impl ConnectionTrait,
    references: &[String],
) -> Result<HashMap<String, CheckedCase>, DbErr> {
    let source = Source::CheckItem.code();
    let rows = queries::by_references(db, source, references).await?;
    let named = rows.into_iter().filter_map(|row| {
        let reference = row.source_ref.clone()?;
        Some((reference, CheckedCase::of(row, false)))
    });
    Ok(named.collect())
}
