//! Versions of the rubric: that of the vocabulary, and those in memory.

use super::model::Rubric;
use super::queries::rubrics;
use super::read::read;
use crate::platform::clock::Clock;
use crate::platform::db::{Db, Lock, hold};
use crate::platform::keys::sha256;
use crate::platform::num;
use entity::inspection_rubric;
use sea_orm::{ConnectionTrait, DbErr};
use std::sync::Arc;
use uuid::Uuid;

/// The check items of the vocabulary.
const CHECK_ITEMS: &str = include_str!("../../demo/vocabulary/check_items.csv");
/// Versions kept in memory on a node.
const CACHED: u64 = 32;

/// Rubrics ready to be scored by. A version never changes, so every node may keep it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Rubrics(moka::future::Cache<Uuid, Arc<Rubric>>);

impl Default for Rubrics {
    fn default() -> Self {
        Self(moka::future::Cache::new(CACHED))
    }
}

impl Rubrics {
    /// A version; none when there is no such one.
    pub(super) async fn get(
        &self,
        db: &impl ConnectionTrait,
        id: Uuid,
    ) -> Result<Option<Arc<Rubric>>, DbErr> {
        if let Some(rubric) = self.0.get(&id).await {
            return Ok(Some(rubric));
        }
        let Some(row) = rubrics::find(db, id).await? else {
            return Ok(None);
        };
        let rubric: Rubric = serde_json::from_str(&row.definition)
            .map_err(|error| DbErr::Json(error.to_string()))?;
        let rubric = Arc::new(rubric);
        self.0.insert(id, Arc::clone(&rubric)).await;
        Ok(Some(rubric))
    }
}

/// A version as it is stored.
pub(super) fn row_of(
    id: Uuid,
    rubric: &Rubric,
    titles: (String, String),
    source: &[u8],
) -> Result<inspection_rubric::Model, serde_json::Error> {
    Ok(inspection_rubric::Model {
        id,
        number: 1,
        title_zh: titles.0,
        title_en: titles.1,
        site_types: num::i64_from_usize(rubric.types.len()),
        items: num::i64_from_usize(rubric.items().count()),
        definition: serde_json::to_string(rubric)?,
        source_sha256: sha256(source).to_vec(),
        published_at: 0,
        made_by: None,
    })
}

/// Makes the vocabulary's check items the first version where there is none yet.
pub async fn plant_vocabulary(db: &Db, clock: &Clock) -> Result<(), DbErr> {
    if rubrics::newest(db.read()).await?.is_some() {
        return Ok(());
    }
    let json = |error: serde_json::Error| DbErr::Json(error.to_string());
    let mut id = [0_u8; 16];
    id.copy_from_slice(
        sha256(CHECK_ITEMS.as_bytes())
            .first_chunk()
            .unwrap_or(&[0; 16]),
    );
    let id = uuid::Builder::from_custom_bytes(id).into_uuid();
    let titles = ("通用检查标准".to_owned(), "Common rubric".to_owned());
    let rubric = read(CHECK_ITEMS.as_bytes()).rubric;
    let mut row = row_of(id, &rubric, titles, CHECK_ITEMS.as_bytes()).map_err(json)?;
    row.published_at = clock.now().0;
    db.write(async |tx| {
        // Another node may have been faster.
        hold(tx, Lock::Changes).await?;
        match rubrics::newest(tx).await? {
            Some(_) => Ok(()),
            None => rubrics::insert(tx, row).await,
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_is_a_sound_rubric_of_98_items_for_21_kinds_of_sites() {
        let reading = read(CHECK_ITEMS.as_bytes());
        assert_eq!(reading.faults, []);
        assert_eq!((reading.rubric.types.len(), reading.lines), (21, 98));
    }
}
