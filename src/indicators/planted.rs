//! The first edition of the demo city: the vocabulary's responsibility table, measured by what the demo's people count and ask.

use super::editions::content_sha256;
use super::import::by_documents;
use super::model;
use super::queries;
use crate::platform::clock::UtcMillis;
use crate::platform::keys::sha256;
use chrono::NaiveDate;
use entity::{framework_edition, framework_publication, requirement, requirement_measure};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Deserialize;

const TABLE: &[u8] = include_bytes!("../../demo/vocabulary/indicators.csv");
/// Assumption: what measures which requirement is ours; the shares for queues and seats, which no document names, too.
const MEASURES: &[u8] = include_bytes!("../../demo/vocabulary/indicator_measures.csv");

#[derive(Deserialize)]
struct MeasureLine {
    requirement_code: String,
    source: String,
    code: String,
    comparator: String,
    value: f64,
    unit: String,
}

/// Publishes the first edition from a day on, where there is none.
pub async fn plant(
    tx: &impl ConnectionTrait,
    now: UtcMillis,
    from: NaiveDate,
) -> Result<(), DbErr> {
    if !queries::editions(tx).await?.is_empty() {
        return Ok(());
    }
    let unreadable =
        |what: String| DbErr::Custom(format!("the demo's table of indicators: {what}"));
    let lines = model::SHAPE.read(TABLE);
    let lines = lines.map_err(|faults| unreadable(format!("{faults:?}")))?;
    let (rows, faults) = model::read(&lines, 1);
    if !faults.is_empty() {
        return Err(unreadable(format!("{faults:?}")));
    }
    let measures = measures(&rows).map_err(|error| unreadable(error.to_string()))?;
    let edition = framework_edition::Model {
        edition_id: 1,
        code: "demo".to_owned(),
        title_zh: "云澧市创建任务分解表".to_owned(),
        title_en: "Responsibility table of Yunli".to_owned(),
        source_file: "indicators.csv".to_owned(),
        source_sha256: sha256(TABLE).to_vec(),
        made_at: now.0,
        made_by: None,
    };
    queries::insert_edition(tx, edition, rows, measures).await?;
    let publication = framework_publication::Model {
        edition_id: 1,
        from_on: from.to_string(),
        content_sha256: content_sha256(tx, 1).await?.to_vec(),
        published_at: now.0,
        published_by: None,
    };
    queries::publish(tx, publication).await
}

/// Evidence for what is assessed by documents, and the demo's own measures.
fn measures(rows: &[requirement::Model]) -> Result<Vec<requirement_measure::Model>, csv::Error> {
    let mut measures: Vec<requirement_measure::Model> =
        rows.iter().filter_map(by_documents).collect();
    for (line, number) in csv::Reader::from_reader(MEASURES).deserialize().zip(2..) {
        let line: MeasureLine = line?;
        measures.push(requirement_measure::Model {
            edition_id: 1,
            requirement_code: line.requirement_code,
            number,
            source: line.source,
            code: line.code,
            comparator: line.comparator,
            wanted: line.value,
            unit: line.unit,
        });
    }
    Ok(measures)
}
