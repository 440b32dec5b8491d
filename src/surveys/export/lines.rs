//! Interviews page after page.
use std::collections::HashMap;
use std::sync::Arc;

use entity::survey_answer_set;
use futures_util::stream::{BoxStream, StreamExt as _, unfold};
use sea_orm::DatabaseConnection;
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::rows::{About, Interview};
use crate::areas::Territory;
use crate::platform::auth::{AreaScope, Level};
use crate::platform::export::ExportError;
use crate::platform::num;
use crate::surveys::figures::Weights;
use crate::surveys::queries::answers;

/// Interviews of a page.
const PAGE: u64 = 500;

/// What interviews are read with.
pub struct Context {
    /// Where from.
    pub db: DatabaseConnection,
    /// Inside which areas.
    pub scope: AreaScope,
    /// Of which survey.
    pub survey_id: Uuid,
    /// Areas in use.
    pub territory: Arc<Territory>,
    /// Names of the form's versions.
    pub versions: HashMap<Uuid, String>,
    /// Weights as in figures.
    pub weights: Weights,
}

#[derive(Deserialize)]
struct Stored {
    values: Map<String, Value>,
    #[serde(default)]
    repeats: Map<String, Value>,
}

/// Every interview that counts, in the order they came, numbered from 1.
pub fn interviews(context: Context) -> BoxStream<'static, Result<Vec<Interview>, ExportError>> {
    unfold(Some((context, 0_i64, 0_u64)), async |state| {
        let (context, after, number) = state?;
        let (db, scope) = (&context.db, &context.scope);
        let page = answers::counting(db, scope, context.survey_id, (after, PAGE)).await;
        let made = page
            .map_err(|error| ExportError::Rows(Box::new(error)))
            .and_then(|rows| {
                let numbered = (number + 1..).zip(&rows);
                let made = numbered.map(|(number, row)| interview(&context, number, row));
                let made = made.collect::<Result<Vec<_>, _>>()?;
                Ok((made, rows.last().map(|row| row.seq)))
            });
        match made {
            Ok((page, last)) => {
                let count = num::u64_from_usize(page.len());
                let is_last = count < PAGE;
                let next = (!is_last).then(|| (context, last.unwrap_or(after), number + count));
                Some((Ok(page), next))
            }
            Err(error) => {
                tracing::error!(error = %error, "an export broke off: {error}");
                Some((Err(error), None))
            }
        }
    })
    .boxed()
}

fn interview(
    context: &Context,
    number: u64,
    row: &survey_answer_set::Model,
) -> Result<Interview, ExportError> {
    let stored: Stored =
        serde_json::from_str(&row.answers).map_err(|error| ExportError::Rows(Box::new(error)))?;
    let area = context.territory.by_id(row.area_id);
    let street = area.and_then(|area| context.territory.at_level(area, Level::Street));
    let cell = (row.stratum.clone().unwrap_or_default(), row.cluster);
    Ok(Interview {
        about: About {
            interview: num::from_u64(number),
            wave: num::from_i64(row.wave),
            version: context
                .versions
                .get(&row.form_version_id)
                .cloned()
                .unwrap_or_default(),
            street: street.map(|area| area.code.clone()).unwrap_or_default(),
            weight: context.weights.of(&cell, &stored.values),
            stratum: row.stratum.clone(),
            cluster: row.cluster.map(num::from_i64),
            probability: row.probability,
            is_partial: row.is_partial,
        },
        values: stored.values,
        repeats: stored.repeats,
    })
}
