//! Editions of the responsibility table: what they hold, changing what measures, publishing.

use super::error::IndicatorError;
use super::model::{self, Cadence, Oddity, Period, split};
use super::named::Named;
use super::queries::{self, Edition};
use super::wire::{
    EditionDetail, EditionView, IndicatorWord, MeasuresChange, RequirementMeasure, RequirementView,
    Wanted, WrittenTarget, word_view,
};
use crate::accounts::names_of;
use crate::gauges::Gauges;
use crate::platform::audit;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ManageIndicators;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{Lock, hold};
use crate::platform::input::FieldProblems;
use crate::platform::keys::sha256;
use crate::platform::problem::FieldCode;
use crate::units::Books;
use chrono::NaiveDate;
use entity::{framework_publication, requirement, requirement_measure};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use std::collections::HashMap;

/// The number of the next edition.
pub(super) fn next_id(editions: &[Edition]) -> i64 {
    editions
        .first()
        .map_or(1, |newest| newest.row.edition_id + 1)
}

/// The edition that holds in a period: the latest that held on its first day, else the first that came into force in it.
pub(super) fn in_force(editions: Vec<Edition>, period: Period) -> Option<Edition> {
    let mut dated: Vec<(NaiveDate, Edition)> = editions
        .into_iter()
        .filter_map(|edition| Some((from_of(&edition)?, edition)))
        .filter(|(from, _)| *from <= period.to())
        .collect();
    dated.sort_by_key(|(from, _)| *from);
    let at = dated.iter().rposition(|(from, _)| *from <= period.from());
    let at = at.unwrap_or_default();
    (at < dated.len()).then(|| dated.swap_remove(at).1)
}

/// What the edition that holds in a period wants of a figure, if anything.
pub async fn wanted_in(
    db: &impl ConnectionTrait,
    period: Period,
    (source, code): (&str, &str),
) -> Result<Option<Wanted>, DbErr> {
    let Some(edition) = in_force(queries::editions(db).await?, period) else {
        return Ok(None);
    };
    let measures = queries::measures(db, edition.row.edition_id).await?;
    let named = measures
        .into_iter()
        .find(|one| one.source == source && one.code == code);
    Ok(named.map(|row| Wanted::from(&RequirementMeasure::from(row))))
}

/// The day from which a published edition holds.
pub(super) fn from_of(edition: &Edition) -> Option<NaiveDate> {
    edition.published.as_ref()?.from_on.parse().ok()
}

/// One edition by number.
pub(super) async fn find(db: &impl ConnectionTrait, id: i64) -> Result<Edition, IndicatorError> {
    let mut editions = queries::editions(db).await?.into_iter();
    let found = editions.find(|edition| edition.row.edition_id == id);
    found.ok_or(IndicatorError::EditionNotFound(id))
}

/// Editions as lists show them.
pub(super) async fn views(
    db: &impl ConnectionTrait,
    editions: Vec<Edition>,
) -> Result<Vec<EditionView>, DbErr> {
    let people = editions.iter().flat_map(|edition| {
        let publisher = edition.published.as_ref().and_then(|one| one.published_by);
        [edition.row.made_by, publisher]
    });
    let names = names_of(db, people.flatten().collect()).await?;
    let counts = queries::row_counts(db).await?;
    let view = |edition: Edition| {
        let own = || counts.iter().filter(|one| one.0 == edition.row.edition_id);
        let rows = own().map(|one| one.2).sum();
        let requirements = own()
            .filter(|one| one.1 == model::LEAF)
            .map(|one| one.2)
            .sum();
        view(edition, (rows, requirements), &names)
    };
    Ok(editions.into_iter().map(view).collect())
}

fn view(
    edition: Edition,
    (rows, requirements): (i64, i64),
    names: &HashMap<uuid::Uuid, String>,
) -> EditionView {
    let from = from_of(&edition);
    let Edition { row, published } = edition;
    let name = |id: Option<uuid::Uuid>| names.get(&id?).cloned();
    EditionView {
        id: row.edition_id,
        code: row.code,
        title_zh: row.title_zh,
        title_en: row.title_en,
        source_file: row.source_file,
        source_sha256: hex::encode(row.source_sha256),
        rows,
        requirements,
        made_at: UtcMillis(row.made_at),
        made_by_name: name(row.made_by),
        is_published: published.is_some(),
        from,
        published_at: published.as_ref().map(|one| UtcMillis(one.published_at)),
        published_by_name: published.as_ref().and_then(|one| name(one.published_by)),
        content_sha256: published.map(|one| hex::encode(one.content_sha256)),
    }
}

/// An edition with its rows.
pub(super) async fn detail(
    db: &impl ConnectionTrait,
    books: &Books,
    edition: Edition,
) -> Result<EditionDetail, DbErr> {
    let id = edition.row.edition_id;
    let mut measures = by_requirement(queries::measures(db, id).await?);
    let named = Named::new(books);
    let rows = queries::rows(db, id).await?.into_iter().map(|row| {
        let measures = measures.remove(&row.code).unwrap_or_default();
        requirement_view(row, &named, measures)
    });
    let rows = rows.collect();
    let edition = views(db, vec![edition]).await?.pop();
    let edition = edition.ok_or_else(|| DbErr::RecordNotFound("edition".to_owned()))?;
    Ok(EditionDetail { edition, rows })
}

/// Measures by the requirement they belong to.
pub(super) fn by_requirement(
    rows: Vec<requirement_measure::Model>,
) -> HashMap<String, Vec<RequirementMeasure>> {
    let mut of: HashMap<String, Vec<RequirementMeasure>> = HashMap::new();
    for row in rows {
        let code = row.requirement_code.clone();
        of.entry(code).or_default().push(row.into());
    }
    of
}

fn requirement_view(
    row: requirement::Model,
    named: &Named<'_>,
    measures: Vec<RequirementMeasure>,
) -> RequirementView {
    RequirementView {
        methods: split(&row.methods).map(str::to_owned).collect(),
        units: named.of(&row.units),
        targets: targets(&row),
        oddities: oddity_views(&row),
        ordinal: row.ordinal,
        code: row.code,
        written_code: row.written_code,
        parent_code: row.parent_code,
        level: row.level,
        title_zh: row.title_zh,
        title_en: row.title_en,
        text_zh: row.text_zh,
        text_en: row.text_en,
        method_source: row.method_source,
        units_source: row.units_source,
        frequency: row.frequency,
        cadence: row.cadence,
        note: row.note,
        measures,
    }
}

fn targets(row: &requirement::Model) -> Vec<WrittenTarget> {
    let numbers = split(&row.target_values).zip(split(&row.target_units));
    let target = |(value, unit): (&str, &str)| {
        Some(WrittenTarget {
            comparator: row.target_comparator.clone(),
            value: value.parse().ok()?,
            unit: unit.to_owned(),
        })
    };
    numbers.filter_map(target).collect()
}

/// What is odd about a row, in words.
pub(super) fn oddity_views(row: &requirement::Model) -> Vec<IndicatorWord> {
    let oddities = split(&row.oddities).filter_map(Oddity::parse);
    oddities
        .map(|oddity| word_view(oddity.code(), oddity.names()))
        .collect()
}

/// Puts other measures in the place of those of a requirement, while its edition is not published.
pub(super) async fn change_measures(
    who: &Allowed<ManageIndicators>,
    gauges: &Gauges,
    edition_id: i64,
    change: &MeasuresChange,
) -> Result<(), IndicatorError> {
    let mut found = FieldProblems::default();
    for (at, measure) in change.measures.iter().enumerate() {
        measure.check_at(&format!("/measures/{at}"), gauges, &mut found);
        let mut twins = change.measures.iter().take(at);
        if twins.any(|one| one.source == measure.source && one.code == measure.code) {
            found.add(format!("/measures/{at}/code"), FieldCode::Repeated);
        }
    }
    if !found.0.is_empty() {
        return Err(IndicatorError::Fields(found.0));
    }
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        must_be_draft(&find(tx, edition_id).await?)?;
        let rows = queries::rows(tx, edition_id).await?.into_iter();
        let mut leaves = rows.filter(|row| row.level == model::LEAF);
        let row = leaves.find(|row| row.code == change.requirement_code);
        let mut row = row.ok_or_else(|| {
            IndicatorError::field("/requirement_code", FieldCode::UnknownRequirement)
        })?;
        if let Some(cadence) = change.cadence.as_deref().and_then(Cadence::parse) {
            cadence.code().clone_into(&mut row.cadence);
        }
        let before = by_requirement(queries::measures(tx, edition_id).await?).remove(&row.code);
        let numbered = (1..)
            .zip(&change.measures)
            .map(|(number, measure)| stored(&row, number, measure));
        queries::replace_measures(tx, &row, numbered.collect()).await?;
        let subject = format!("framework:{edition_id}");
        let event = audit::Event::new(Some(who.actor()), "change_requirement_measures", subject)
            .change(before.as_ref(), Some(&change.measures))
            .detail(json!({"requirement": row.code}));
        Ok(audit::record(tx, &who.state().clock, event).await?)
    })
    .await
}

fn must_be_draft(edition: &Edition) -> Result<(), IndicatorError> {
    match edition.published {
        Some(_) => Err(IndicatorError::EditionPublished(edition.row.edition_id)),
        None => Ok(()),
    }
}

fn stored(
    row: &requirement::Model,
    number: i64,
    measure: &RequirementMeasure,
) -> requirement_measure::Model {
    requirement_measure::Model {
        edition_id: row.edition_id,
        requirement_code: row.code.clone(),
        number,
        source: measure.source.clone(),
        code: measure.code.clone(),
        comparator: measure.comparator.clone(),
        wanted: measure.value,
        unit: measure.unit.clone(),
    }
}

/// Publishes an edition from a day on. From then it never changes; those before hold for the periods before.
pub(super) async fn publish(
    who: &Allowed<ManageIndicators>,
    edition_id: i64,
    from: NaiveDate,
) -> Result<(), IndicatorError> {
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        must_be_draft(&find(tx, edition_id).await?)?;
        let editions = queries::editions(tx).await?;
        let latest = editions.iter().filter_map(from_of).max();
        if let Some(latest) = latest.filter(|latest| *latest >= from) {
            return Err(IndicatorError::EditionTooEarly(latest.to_string()));
        }
        let row = framework_publication::Model {
            edition_id,
            from_on: from.to_string(),
            content_sha256: content_sha256(tx, edition_id).await?.to_vec(),
            published_at: who.now().0,
            published_by: Some(who.actor().account_id),
        };
        let digest = hex::encode(&row.content_sha256);
        queries::publish(tx, row).await?;
        let subject = format!("framework:{edition_id}");
        let event = audit::Event::new(Some(who.actor()), "publish_framework_edition", subject)
            .detail(json!({"from": from, "content_sha256": digest}));
        Ok(audit::record(tx, &who.state().clock, event).await?)
    })
    .await
}

/// Digest of what an edition requires and what measures it.
pub(super) async fn content_sha256(
    db: &impl ConnectionTrait,
    edition_id: i64,
) -> Result<[u8; 32], DbErr> {
    let rows = queries::rows(db, edition_id).await?;
    let measures = queries::measures(db, edition_id).await?;
    let rows = rows.iter().map(|row| {
        json!([
            row.code,
            row.parent_code,
            row.level,
            row.title_zh,
            row.title_en,
            row.text_zh,
            row.text_en,
            row.methods,
            row.units,
            row.target_comparator,
            row.target_values,
            row.target_units,
            row.cadence
        ])
    });
    let measures = measures.iter().map(|row| {
        json!([
            row.requirement_code,
            row.source,
            row.code,
            row.comparator,
            row.wanted,
            row.unit
        ])
    });
    let content =
        json!({"rows": rows.collect::<Vec<_>>(), "measures": measures.collect::<Vec<_>>()});
    Ok(sha256(content.to_string().as_bytes()))
}
