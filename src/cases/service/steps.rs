//! Taking a step: who may, from where, with what; and what follows from it.

use super::{Ground, line, masked, note, set_watch, stage_of, stop_watch, watch_of};
use crate::areas::geometry::distance_m;
use crate::cases::error::{CaseError, Standing, refused};
use crate::cases::model::{
    Action, LEVELS, Outcome, PhotoRule, Proof, STEPS, Side, Stage, Step, TRIAGE, Target, VERIFY,
    Watch, is_drawn, step_of,
};
use crate::cases::notices;
use crate::cases::queries::{self, Reach, parts};
use crate::cases::vocabulary::allowance_of;
use crate::cases::wire::{NewPhoto, StepBody};
use crate::platform::audit;
use crate::platform::auth::markers::ReadCases;
use crate::platform::auth::{Actor, Allowed, Permission};
use crate::platform::clock::UtcMillis;
use crate::platform::db::{Lock, hold};
use crate::platform::problem::FieldCode;
use entity::{case_file, case_photo};
use sea_orm::{DatabaseTransaction, DbErr};
use serde_json::{Map, Value, json};
use uuid::Uuid;

const HOUR_MS: i64 = 3_600_000;

/// A step as asked for.
#[derive(Clone, Debug)]
pub(in crate::cases) struct Taken {
    action: Action,
    note: Option<String>,
    outcome: Option<Outcome>,
    unit_id: Option<Uuid>,
    hours: Option<i64>,
    photos: Vec<NewPhoto>,
}

impl Taken {
    /// A step with nothing beside it.
    pub(in crate::cases) fn of(action: Action) -> Self {
        Self {
            action,
            note: None,
            outcome: None,
            unit_id: None,
            hours: None,
            photos: vec![],
        }
    }

    fn read(body: &StepBody) -> Option<Self> {
        Some(Self {
            note: masked(body.note.as_ref()),
            outcome: body.outcome.as_deref().and_then(Outcome::parse),
            unit_id: body.unit_id,
            hours: body.hours,
            photos: body.photos.clone(),
            ..Self::of(Action::parse(&body.action)?)
        })
    }
}

/// Takes the step of a request.
pub(in crate::cases) async fn change(
    who: &Allowed<ReadCases>,
    ground: &Ground,
    id: Uuid,
    body: &StepBody,
) -> Result<case_file::Model, CaseError> {
    let unknown = || CaseError::field("/action", FieldCode::UnknownValue);
    let taken = Taken::read(body).ok_or_else(unknown)?;
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let reach = ground.reach(tx, who.actor(), who.scope()).await?;
        let found = queries::find(tx, &reach, id).await?;
        let mut row = found.ok_or(CaseError::NotFound(id))?;
        if row.version != body.version {
            may_take(who.actor(), ground, &reach, &row, taken.action)?;
            return Err(CaseError::Changed(Standing::from(&row)));
        }
        take(tx, who, (ground, &reach), &mut row, &taken).await?;
        let event = audit::Event::new(Some(who.actor()), "change_case_stage", format!("case:{id}"));
        let detail = json!({"action": body.action, "stage": row.stage, "version": row.version});
        audit::record(tx, &who.state().clock, event.detail(detail)).await?;
        Ok(row)
    })
    .await
}

/// Whether the caller's roles and units allow the step on this case.
fn may_take(
    actor: &Actor,
    ground: &Ground,
    reach: &Reach,
    row: &case_file::Model,
    action: Action,
) -> Result<&'static Step, CaseError> {
    let step = step_of(action).ok_or(CaseError::NotYourStep(action))?;
    let scope = actor
        .scope(step.permission)
        .ok_or(CaseError::NotYourStep(action))?;
    if step.permission == Permission::HandleCases {
        let is_own = row.dispatched_at.is_some()
            && row.unit_id.is_some_and(|unit| reach.units.contains(&unit));
        return if is_own {
            Ok(step)
        } else {
            Err(CaseError::ForeignUnit)
        };
    }
    let area = ground.territory.by_id(row.area_id);
    let is_inside = area.is_some_and(|area| scope.contains_path(&area.path));
    if is_inside {
        Ok(step)
    } else {
        Err(CaseError::NotYourStep(action))
    }
}

/// Steps of the table that the caller may take now.
pub(in crate::cases) fn open_steps(
    actor: &Actor,
    ground: &Ground,
    reach: &Reach,
    row: &case_file::Model,
) -> Vec<&'static Step> {
    STEPS
        .iter()
        .filter(|step| is_open(step, row))
        .filter(|step| may_take(actor, ground, reach, row, step.action).is_ok())
        .filter(|step| !is_own_fix(step, row, reach))
        .collect()
}

fn is_open(step: &Step, row: &case_file::Model) -> bool {
    let side = row.side.as_deref().and_then(Side::parse);
    step.is_open(stage_of(row), side, row.recheck.as_deref() == Some("drawn"))
}

/// Whether the caller would judge the own work, or that of the own unit, or a second time.
fn is_own_fix(step: &Step, row: &case_file::Model, reach: &Reach) -> bool {
    let of_unit = row.unit_id.is_some_and(|unit| reach.units.contains(&unit));
    let is_again = step.action == Action::PassRecheck && row.verified_by == Some(reach.me);
    step.permission == Permission::VerifyCases
        && (row.handled_by == Some(reach.me) || of_unit || is_again)
}

/// Takes a step on a row that was read in this transaction under [`Lock::Changes`].
pub(in crate::cases) async fn take<P>(
    tx: &DatabaseTransaction,
    who: &Allowed<P>,
    (ground, reach): (&Ground, &Reach),
    row: &mut case_file::Model,
    taken: &Taken,
) -> Result<(), CaseError> {
    let step = may_take(who.actor(), ground, reach, row, taken.action)?;
    let from = stage_of(row);
    if !is_open(step, row) {
        let open = STEPS.iter().filter(|step| is_open(step, row));
        let open = open.map(|step| step.action.code()).collect();
        return Err(refused(row, taken.action, from, open));
    }
    if is_own_fix(step, row, reach) {
        return Err(CaseError::OwnFix);
    }
    if step.needs_note && taken.note.is_none() {
        return Err(CaseError::NeedsNote(taken.action));
    }
    let (now, seen) = (who.now(), row.version);
    let mut detail = Map::new();
    let number = parts::last_event(tx, row.id).await? + 1;
    let photos = photos(tx, reach.me, row, (step, taken), number).await?;
    if let Target::To(stage) = step.target {
        stage.code().clone_into(&mut row.stage);
        row.is_open = stage.is_open();
    }
    row.side = step.side.map(|side| side.code().to_owned());
    row.version += 1;
    apply(tx, who, (ground, reach), row, (taken, &photos), &mut detail).await?;
    if !row.is_open {
        row.closed_at = row.closed_at.or(Some(now.0));
        stop_watch(row, &ground.calendar, now);
    }
    if !queries::save(tx, row, seen).await? {
        return Err(CaseError::Changed(Standing::from(&*row)));
    }
    parts::insert_photos(tx, photos).await?;
    let who_when = (Some(from.code()), Some(reach.me), now);
    let mut event = line(
        row,
        number,
        taken.action.code(),
        who_when,
        &Value::Object(detail),
    );
    event.note.clone_from(&taken.note);
    event.outcome = taken.outcome.map(|outcome| outcome.code().to_owned());
    event.unit_id = row.unit_id;
    note(tx, (who.new_id(), now), row, event).await?;
    notices::of_step(tx, who, row, taken.action).await?;
    Ok(())
}

/// The photos of a step as rows, each sent by the caller; refuses a step that lacks its proof.
async fn photos(
    tx: &DatabaseTransaction,
    me: Uuid,
    row: &case_file::Model,
    (step, taken): (&Step, &Taken),
    number: i64,
) -> Result<Vec<case_photo::Model>, CaseError> {
    let outcome = taken.outcome.unwrap_or(Outcome::Fixed);
    let must_show = matches!(outcome, Outcome::Fixed | Outcome::Gone);
    if step.photo == PhotoRule::AfterWork && must_show && taken.photos.is_empty() {
        return Err(CaseError::NeedsPhoto(taken.action));
    }
    let hashes: Vec<Vec<u8>> = taken.photos.iter().filter_map(NewPhoto::hash).collect();
    let sent = parts::sent_by(tx, me, &hashes).await?;
    if let Some(at) = hashes.iter().position(|hash| !sent.contains(hash)) {
        return Err(CaseError::PhotoNotSent(at));
    }
    let place = row.lng.zip(row.lat);
    let of = |(photo, sha256): (&NewPhoto, Vec<u8>)| {
        let at = photo.position.map(|at| (at.lng, at.lat));
        case_photo::Model {
            case_id: row.id,
            event_number: number,
            sha256,
            role: "after".to_owned(),
            sent_by: Some(me),
            taken_at: photo.taken_at.map(|at| at.0),
            lng: at.map(|at| at.0),
            lat: at.map(|at| at.1),
            accuracy_m: photo.position.and_then(|at| at.accuracy_m),
            distance_m: place.zip(at).map(|(place, at)| distance_m(place, at)),
        }
    };
    Ok(taken.photos.iter().zip(hashes).map(of).collect())
}

/// What was found out about the best of several after-photos.
pub(in crate::cases) fn proof_of(row: &case_file::Model, photo: &case_photo::Model) -> Proof {
    Proof {
        taken_at: photo.taken_at.map(UtcMillis),
        dispatched_at: row.dispatched_at.map(UtcMillis),
        distance_m: photo.distance_m,
        differs_in: None,
    }
}

/// What each action does to the row beside stage, side and version.
async fn apply<P>(
    tx: &DatabaseTransaction,
    who: &Allowed<P>,
    (ground, reach): (&Ground, &Reach),
    row: &mut case_file::Model,
    (taken, photos): (&Taken, &[case_photo::Model]),
    detail: &mut Map<String, Value>,
) -> Result<(), CaseError> {
    let (now, me, calendar) = (who.now(), reach.me, &ground.calendar);
    let used = watch_of(row).percent_at(calendar, now);
    detail.insert("used_percent".to_owned(), json!(used));
    match taken.action {
        Action::File | Action::Start | Action::Decline | Action::Void => {
            row.outcome = taken
                .outcome
                .map(|outcome| outcome.code().to_owned())
                .or(row.outcome.take());
        }
        Action::Dispatch => dispatch(tx, who.actor(), ground, row, (taken, now)).await?,
        Action::Report | Action::HandleSelf => report(row, (taken, photos), (me, now), ground),
        Action::GiveBack => {
            row.outcome = None;
            (row.dispatched_at, row.dispatched_by) = (None, None);
            set_watch(row, Watch::started(TRIAGE, now), 0, calendar);
            detail.insert("outcome".to_owned(), json!(Outcome::NotOurs.code()));
        }
        Action::AskExtension => row.asked_hours = taken.hours,
        Action::Extend => extend(row, taken, (ground, now))?,
        Action::Hold => {
            let (held, called) = (watch_of(row).paused(calendar, now), row.called_percent);
            set_watch(row, held, called, calendar);
        }
        Action::Resume => {
            let (again, called) = (watch_of(row).resumed(now), row.called_percent);
            set_watch(row, again, called, calendar);
        }
        Action::Verify => row.verified_by = Some(me),
        Action::SendBack => {
            row.outcome = None;
            (row.reported_at, row.after_sha256, row.is_flagged) = (None, None, false);
            set_watch(
                row,
                Watch::started(allowance_of(&row.category).halved(), now),
                0,
                calendar,
            );
        }
        Action::Close => close(who, ground, row, (taken, now), detail)?,
        Action::Reopen => {
            (row.outcome, row.closed_at, row.recheck) = (None, None, None);
            (row.dispatched_at, row.reported_at, row.dispatched_by) = (None, None, None);
            (row.handled_by, row.verified_by, row.after_sha256) = (None, None, None);
            row.is_flagged = false;
            set_watch(row, Watch::started(TRIAGE, now), 0, calendar);
        }
        Action::PassRecheck => row.recheck = Some("passed".to_owned()),
    }
    Ok(())
}

/// To the unit named, else to the one proposed. A unit has to do with the case when its area holds the place or lies in
/// the dispatcher's own areas.
async fn dispatch(
    tx: &DatabaseTransaction,
    actor: &Actor,
    ground: &Ground,
    row: &mut case_file::Model,
    (taken, now): (&Taken, UtcMillis),
) -> Result<(), CaseError> {
    let unknown = || CaseError::field("/unit_id", FieldCode::UnknownUnit);
    let id = taken.unit_id.or(row.unit_id);
    let id = id.ok_or_else(|| CaseError::field("/unit_id", FieldCode::MissingField))?;
    let unit = parts::active_unit(tx, id).await?.ok_or_else(unknown)?;
    let home = ground.territory.by_id(unit.area_id).ok_or_else(unknown)?;
    let place = ground.territory.by_id(row.area_id);
    let holds_place = place.is_some_and(|place| place.path.starts_with(&home.path));
    let is_own = actor
        .scope(Permission::ManageCases)
        .is_some_and(|scope| scope.contains_path(&home.path));
    if !holds_place && !is_own {
        return Err(CaseError::ForeignUnit);
    }
    row.unit_id = Some(id);
    row.is_coordination = false;
    row.dispatched_at = Some(now.0);
    row.dispatched_by = Some(actor.account_id);
    row.asked_hours = None;
    let watch = Watch::started(allowance_of(&row.category), now);
    set_watch(row, watch, 0, &ground.calendar);
    Ok(())
}

fn report(
    row: &mut case_file::Model,
    (taken, photos): (&Taken, &[case_photo::Model]),
    (me, now): (Uuid, UtcMillis),
    ground: &Ground,
) {
    let outcome = taken.outcome.unwrap_or(Outcome::Fixed);
    row.outcome = Some(outcome.code().to_owned());
    row.handled_by = Some(me);
    row.reported_at = Some(now.0);
    // One good photo proves the fix; of several doubtful ones the first stands for them.
    let best = photos
        .iter()
        .find(|photo| !proof_of(row, photo).is_flagged())
        .or(photos.first());
    row.is_flagged = best.is_some_and(|photo| proof_of(row, photo).is_flagged());
    row.after_sha256 = best.map(|photo| photo.sha256.clone());
    set_watch(row, Watch::started(VERIFY, now), 0, &ground.calendar);
}

fn extend(
    row: &mut case_file::Model,
    taken: &Taken,
    (ground, now): (&Ground, UtcMillis),
) -> Result<(), CaseError> {
    let missing = || CaseError::field("/hours", FieldCode::MissingField);
    let hours = taken.hours.or(row.asked_hours).ok_or_else(missing)?;
    row.asked_hours = None;
    let longer = watch_of(row).extended(hours.saturating_mul(HOUR_MS));
    let used = longer.percent_at(&ground.calendar, now);
    let called = LEVELS
        .into_iter()
        .rfind(|level| *level <= used && *level <= row.called_percent);
    set_watch(row, longer, called.unwrap_or_default(), &ground.calendar);
    Ok(())
}

/// Closing needs an outcome, and "fixed" a photo of the fix; a tenth is drawn to be looked at again.
fn close<P>(
    who: &Allowed<P>,
    ground: &Ground,
    row: &mut case_file::Model,
    (taken, now): (&Taken, UtcMillis),
    detail: &mut Map<String, Value>,
) -> Result<(), CaseError> {
    let reported = row.outcome.as_deref().and_then(Outcome::parse);
    let missing = || CaseError::field("/outcome", FieldCode::MissingField);
    let outcome = taken.outcome.or(reported).ok_or_else(missing)?;
    if outcome == Outcome::Fixed && row.after_sha256.is_none() {
        return Err(CaseError::WithoutProof(outcome));
    }
    row.outcome = Some(outcome.code().to_owned());
    let month = ground.zone.day_of(now).format("%Y-%m").to_string();
    let mac = who
        .state()
        .keys
        .audit
        .mac(&[b"case recheck", month.as_bytes()]);
    let seed: String = hex::encode(mac).chars().take(16).collect();
    if is_drawn(&seed, row.id, now) {
        row.recheck = Some("drawn".to_owned());
    }
    detail.insert(
        "draw".to_owned(),
        json!({"month": month, "seed": seed, "is_drawn": row.recheck.is_some()}),
    );
    Ok(())
}

/// The stage that a view shows as reached by an event.
pub(in crate::cases) fn reached(event: &entity::case_event::Model) -> Option<Stage> {
    let moved = event.from_stage.as_ref() != Some(&event.to_stage);
    moved.then(|| Stage::parse(&event.to_stage)).flatten()
}

/// Row after a step by nobody but the service itself.
pub(in crate::cases) async fn append(
    tx: &DatabaseTransaction,
    row: &case_file::Model,
    action: &str,
    (actor, now): (Option<Uuid>, UtcMillis),
    detail: &Value,
) -> Result<(), DbErr> {
    let number = parts::last_event(tx, row.id).await? + 1;
    let event = line(row, number, action, (Some(&row.stage), actor, now), detail);
    parts::insert_event(tx, event).await
}
