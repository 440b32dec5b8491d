//! Making cases: from a record, a hotline number, media, a proposal or another system; one or many.

use super::{Ground, line, masked, note, set_watch, steps};
use crate::areas::sites;
use crate::cases::error::CaseError;
use crate::cases::model::{Action, Source, Stage, TRIAGE, Watch};
use crate::cases::queries::{self, Reach};
use crate::cases::wire::{MadeCases, MadeOfRecord, NewCase, NewCases};
use crate::incidents::Vocabulary;
use crate::platform::audit;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ManageCases;
use crate::platform::clock::{Clock, UtcMillis};
use crate::platform::db::{Lock, hold};
use crate::platform::ids::Ids;
use crate::platform::problem::FieldCode;
use crate::records;
use crate::units::{self, Situation};
use chrono::NaiveDate;
use entity::{case_file, case_photo, case_report, record};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use serde_json::json;
use uuid::Uuid;

type Who = Allowed<ManageCases>;

/// What a case is made of.
pub(in crate::cases) struct Draft {
    pub source: Source,
    pub reference: Option<String>,
    pub category: String,
    pub severity: i64,
    pub note: Option<String>,
    pub what: Situation,
    pub record: Option<record::Model>,
    /// The photos of the record that show it; all of them without a choice.
    pub photos: Option<Vec<[u8; 32]>>,
}

/// Who makes cases, and when.
pub(in crate::cases) struct Maker<'a> {
    /// Nobody for rules.
    pub me: Option<Uuid>,
    pub clock: &'a Clock,
    pub ids: &'a Ids,
}

impl<'a> Maker<'a> {
    fn of(who: &'a Who) -> Self {
        Self {
            me: Some(who.actor().account_id),
            clock: &who.state().clock,
            ids: &who.state().ids,
        }
    }

    fn new_id(&self) -> Uuid {
        self.ids.next(self.clock)
    }
}

/// Makes one case.
pub(in crate::cases) async fn create(
    who: &Who,
    ground: &Ground,
    new: NewCase,
) -> Result<case_file::Model, CaseError> {
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let draft = draft(tx, who, ground, &new).await?;
        let row = make(tx, &Maker::of(who), ground, draft).await?;
        let event = audit::Event::new(Some(who.actor()), "create_case", format!("case:{}", row.id));
        let detail = json!({"number": row.number, "source": row.source});
        audit::record(tx, &who.state().clock, event.detail(detail)).await?;
        Ok(row)
    })
    .await
}

async fn draft(
    tx: &DatabaseTransaction,
    who: &Who,
    ground: &Ground,
    new: &NewCase,
) -> Result<Draft, CaseError> {
    let unknown = || CaseError::field("/source", FieldCode::UnknownValue);
    let source = Source::parse(&new.source).ok_or_else(unknown)?;
    let mut draft = match new.record_id {
        Some(id) => of_record(tx, who, id)
            .await?
            .ok_or(CaseError::field("/record_id", FieldCode::UnknownValue))?,
        None => elsewhere(tx, who, ground, new, source).await?,
    };
    if let Some(category) = &new.category {
        category.clone_into(&mut draft.category);
        category.clone_into(&mut draft.what.category);
    }
    if draft.category.is_empty() {
        return Err(CaseError::field("/category", FieldCode::MissingField));
    }
    draft.severity = new.severity.unwrap_or(draft.severity);
    draft.reference.clone_from(&new.reference);
    draft.note = masked(new.note.as_ref()).or(draft.note);
    if let Some(record) = &draft.record
        && let Some(number) = case_of(tx, record.id).await?
    {
        return Err(CaseError::Exists(number));
    }
    if let Some(reference) = &draft.reference
        && let Some(known) = queries::by_reference(tx, source.code(), reference).await?
    {
        return Err(CaseError::Exists(known.number));
    }
    Ok(draft)
}

/// Number of the open case of a record.
async fn case_of(db: &impl ConnectionTrait, record_id: Uuid) -> Result<Option<String>, DbErr> {
    let cases = records::cases_of(db, [record_id]).await?;
    let known = cases.into_values().next();
    Ok(known.filter(|case| case.is_open).map(|case| case.number))
}

/// A draft of a record in the caller's areas; without behaviour when its kind has none.
async fn of_record(tx: &DatabaseTransaction, who: &Who, id: Uuid) -> Result<Option<Draft>, DbErr> {
    let areas = who.scope().clone().areas_only();
    let Some(record) = queries::parts::record(tx, &areas, id).await? else {
        return Ok(None);
    };
    let (category, severity) = queries::parts::matter_of(tx, &record)
        .await?
        .unwrap_or_else(|| (String::new(), 1));
    let place = records::positions_of(tx, [id]).await?.remove(&id);
    let site = match record.site_id {
        Some(id) => sites::find_by_id(tx, id).await?,
        None => None,
    };
    let text = records::notes_of(tx, [id]).await?.remove(&id);
    Ok(Some(Draft {
        source: Source::Record,
        reference: None,
        severity,
        note: masked(text.as_ref()),
        what: Situation {
            position: place.map(|place| (place.lng, place.lat)),
            area_id: Some(record.area_id),
            site: site.map(|site| (site.code, site.site_type)),
            category: category.clone(),
        },
        category,
        record: Some(record),
        photos: None,
    }))
}

/// A draft of what somebody told at a place in the caller's areas.
async fn elsewhere(
    tx: &DatabaseTransaction,
    who: &Who,
    ground: &Ground,
    new: &NewCase,
    source: Source,
) -> Result<Draft, CaseError> {
    let category = new.category.clone().unwrap_or_default();
    let mut what = Situation {
        category: category.clone(),
        ..Situation::default()
    };
    let mut pointer = "/area_code";
    let area = if let Some(place) = new.position {
        pointer = "/position";
        what.position = Some((place.lng, place.lat));
        ground.territory.locate(place.lng, place.lat)
    } else if let Some(code) = &new.site_code {
        let site = sites::find(tx, &who.scope().clone().areas_only(), code).await?;
        let site = site.ok_or_else(|| CaseError::field("/site_code", FieldCode::UnknownSite))?;
        what.position = Some((site.lng, site.lat));
        what.site = Some((site.code, site.site_type));
        ground.territory.by_id(site.area_id)
    } else {
        new.area_code
            .as_deref()
            .and_then(|code| ground.territory.by_code(code))
    };
    let area = area.filter(|area| who.scope().contains_path(&area.path));
    let area = area.ok_or_else(|| CaseError::field(pointer, FieldCode::UnknownArea))?;
    what.area_id = Some(area.id);
    Ok(Draft {
        source,
        reference: None,
        severity: Vocabulary::get()
            .category(&category)
            .map_or(1, |word| word.severity),
        category,
        note: None,
        what,
        record: None,
        photos: None,
    })
}

/// The next number of a day.
async fn next_number(tx: &DatabaseTransaction, day: NaiveDate) -> Result<String, DbErr> {
    let prefix = format!("{}-", day.format("%Y%m%d"));
    let last = queries::last_number(tx, &prefix).await?;
    let last = last.and_then(|number| number.strip_prefix(&prefix)?.parse::<i64>().ok());
    Ok(format!("{prefix}{:05}", last.unwrap_or_default() + 1))
}

/// Writes the case with its first line, its reporter and its photos.
pub(in crate::cases) async fn make(
    tx: &DatabaseTransaction,
    by: &Maker<'_>,
    ground: &Ground,
    draft: Draft,
) -> Result<case_file::Model, CaseError> {
    let now = by.clock.now();
    let today = ground.zone.day_of(now);
    let found = ground.books.resolve(&ground.territory, &draft.what, today);
    let (unit_id, is_coordination) = (
        found.winner().map(|rule| rule.unit),
        found.is_coordination(),
    );
    let why = units::explain(tx, &ground.books, &ground.territory, &draft.what, today).await?;
    let photos = match &draft.record {
        Some(record) => before_photos(tx, record, draft.photos.as_deref()).await?,
        None => vec![],
    };
    let mut row = case_file::Model {
        number: next_number(tx, today).await?,
        source: draft.source.code().to_owned(),
        source_ref: draft.reference.clone(),
        severity: draft.severity,
        note: draft.note.clone(),
        area_id: draft.what.area_id.unwrap_or_default(),
        lng: draft.what.position.map(|at| at.0),
        lat: draft.what.position.map(|at| at.1),
        site_code: draft.what.site.as_ref().map(|(code, _)| code.clone()),
        unit_id,
        is_coordination,
        made_by: by.me,
        before_sha256: photos.first().map(|photo| photo.sha256.clone()),
        ..blank(by.new_id(), draft.category, now)
    };
    set_watch(&mut row, Watch::started(TRIAGE, now), 0, &ground.calendar);
    queries::insert(tx, row.clone()).await?;
    let report = first_report(by, &row, draft.record.as_ref());
    queries::parts::insert_reports(tx, vec![report]).await?;
    let photos = photos.into_iter().map(|photo| case_photo::Model {
        case_id: row.id,
        ..photo
    });
    queries::parts::insert_photos(tx, photos.collect()).await?;
    let detail = json!({"why_zh": why.why_zh, "why_en": why.why_en, "rules": why.version,
        "candidates": why.candidates.iter().map(|one| one.unit.code.clone()).collect::<Vec<_>>()});
    let mut event = line(&row, 1, "accept", (None, by.me, now), &detail);
    event.unit_id = unit_id;
    note(tx, (by.new_id(), now), &row, event).await?;
    Ok(row)
}

/// Who reported a new case: the author of its record, or whoever entered it.
fn first_report(
    by: &Maker<'_>,
    row: &case_file::Model,
    record: Option<&record::Model>,
) -> case_report::Model {
    case_report::Model {
        id: by.new_id(),
        case_id: row.id,
        record_id: record.map(|record| record.id),
        account_id: record.map(|record| record.author_id).or(by.me),
        source: row.source.clone(),
        source_ref: row.source_ref.clone(),
        at: record.map_or(row.opened_at, |record| record.happened_at),
    }
}

/// A case without anything but its beginning.
pub(in crate::cases) fn blank(id: Uuid, category: String, now: UtcMillis) -> case_file::Model {
    case_file::Model {
        id,
        number: String::new(),
        source: Source::Record.code().to_owned(),
        source_ref: None,
        category,
        severity: 1,
        note: None,
        area_id: 0,
        lng: None,
        lat: None,
        site_code: None,
        unit_id: None,
        is_coordination: false,
        stage: Stage::Accepted.code().to_owned(),
        side: None,
        outcome: None,
        is_open: true,
        version: 1,
        opened_at: now.0,
        dispatched_at: None,
        reported_at: None,
        closed_at: None,
        allowance_ms: 0,
        is_working: false,
        used_ms: 0,
        running_since: None,
        due_at: None,
        due_key: i64::MAX,
        called_percent: 0,
        call_at: None,
        asked_hours: None,
        made_by: None,
        dispatched_by: None,
        handled_by: None,
        verified_by: None,
        before_sha256: None,
        after_sha256: None,
        is_flagged: false,
        merged_into: None,
        recheck: None,
    }
}

/// Photos of the finding, as the record names them.
async fn before_photos(
    tx: &DatabaseTransaction,
    record: &record::Model,
    chosen: Option<&[[u8; 32]]>,
) -> Result<Vec<case_photo::Model>, DbErr> {
    let photos = records::photos_of(tx, [record.id])
        .await?
        .remove(&record.id)
        .unwrap_or_default();
    let before = photos
        .into_iter()
        .filter(|photo| photo.role != "after" && photo.role != "document")
        .filter(|photo| chosen.is_none_or(|chosen| chosen.contains(&photo.sha256)));
    let row = |photo: records::PhotoOfRecord| case_photo::Model {
        case_id: record.id,
        event_number: 1,
        sha256: photo.sha256.to_vec(),
        role: "before".to_owned(),
        sent_by: Some(record.author_id),
        taken_at: photo.taken_at.map(|at| at.0),
        lng: None,
        lat: None,
        accuracy_m: None,
        distance_m: None,
    };
    Ok(before.map(row).collect())
}

/// Makes a case of each record of a selection that has none; all in one transaction.
pub(in crate::cases) async fn create_many(
    who: &Who,
    ground: &Ground,
    new: &NewCases,
) -> Result<MadeCases, CaseError> {
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let reach = ground.reach(tx, who.actor(), who.scope()).await?;
        let mut items = Vec::with_capacity(new.record_ids.len());
        for id in &new.record_ids {
            items.push(of_selection(tx, who, (ground, &reach), *id, new).await?);
        }
        let made = MadeCases {
            created: items
                .iter()
                .filter(|item| item.outcome == "created")
                .count(),
            items,
        };
        let event = audit::Event::new(Some(who.actor()), "create_cases", "cases");
        let detail = json!({"created": made.created, "asked": new.record_ids.len()});
        audit::record(tx, &who.state().clock, event.detail(detail)).await?;
        Ok(made)
    })
    .await
}

async fn of_selection(
    tx: &DatabaseTransaction,
    who: &Who,
    (ground, reach): (&Ground, &Reach),
    id: Uuid,
    new: &NewCases,
) -> Result<MadeOfRecord, CaseError> {
    let answer = |outcome, case: Option<&case_file::Model>| MadeOfRecord {
        record_id: id,
        outcome,
        case_id: case.map(|row| row.id),
        number: case.map(|row| row.number.clone()),
    };
    let Some(mut draft) = of_record(tx, who, id).await? else {
        return Ok(answer("not_found", None));
    };
    if let Some(number) = case_of(tx, id).await? {
        return Ok(MadeOfRecord {
            number: Some(number),
            ..answer("has_case", None)
        });
    }
    if draft.category.is_empty() {
        return Ok(answer("no_category", None));
    }
    draft.note = masked(new.note.as_ref()).or(draft.note);
    let mut row = make(tx, &Maker::of(who), ground, draft).await?;
    if new.dispatch {
        steps::take(
            tx,
            who,
            (ground, reach),
            &mut row,
            &steps::Taken::of(Action::File),
        )
        .await?;
        if row.unit_id.is_some() && !row.is_coordination {
            steps::take(
                tx,
                who,
                (ground, reach),
                &mut row,
                &steps::Taken::of(Action::Dispatch),
            )
            .await?;
        }
    }
    Ok(answer("created", Some(&row)))
}
