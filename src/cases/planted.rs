//! Cases that come from outside: the demo city, a move from another system. They walk the same table of steps.

use super::model::{Action, Outcome, TRIAGE, Target, VERIFY, Watch, WorkCalendar, step_of};
use super::queries;
use super::queries::parts;
use super::service::create::blank;
use super::service::steps::proof_of;
use super::service::{line, set_watch, stop_watch, watch_of};
use super::vocabulary::allowance_of;
use crate::areas::geometry::distance_m;
use crate::platform::clock::UtcMillis;
use crate::platform::db::insert_rows;
use entity::{case_event, case_file, case_photo, case_report};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use uuid::Uuid;

/// What is known of a case of the past. Instants are UTC epoch milliseconds.
#[derive(Clone, Debug)]
pub struct PastCase {
    /// Id.
    pub id: Uuid,
    /// What people call it.
    pub number: String,
    /// Behaviour.
    pub category: String,
    /// 1 to 3.
    pub severity: i64,
    /// Row of the area.
    pub area_id: i64,
    /// Degrees east and north.
    pub position: Option<(f64, f64)>,
    /// The unit that the rules name, and whether others have equal right.
    pub unit: (Option<Uuid>, bool),
    /// Record, its author, and when it happened.
    pub record: (Uuid, Uuid, i64),
    /// Photo of the finding, and who sent it.
    pub before: Option<(Vec<u8>, Uuid)>,
    /// Photo of the fix, who sent it, and where it was taken.
    pub after: Option<(Vec<u8>, Uuid, (f64, f64))>,
    /// When it was opened.
    pub opened_at: i64,
    /// Steps in order, each with its instant and note.
    pub steps: Vec<(Action, i64, Option<String>)>,
    /// Who decides, who handles.
    pub people: (Option<Uuid>, Option<Uuid>),
    /// Who verifies.
    pub verifier: Option<Uuid>,
    /// What came of it, given with the report or the end.
    pub outcome: Outcome,
}

/// A case with all that belongs to it.
#[derive(Clone, Debug)]
pub struct PlantedCase {
    file: case_file::Model,
    events: Vec<case_event::Model>,
    photos: Vec<case_photo::Model>,
    report: case_report::Model,
}

impl PlantedCase {
    /// Walks the steps; one that does not lead from where the case stands is left out.
    pub fn of(past: &PastCase, calendar: &WorkCalendar) -> Self {
        let opened = UtcMillis(past.opened_at);
        let mut file = case_file::Model {
            number: past.number.clone(),
            severity: past.severity,
            area_id: past.area_id,
            lng: past.position.map(|at| at.0),
            lat: past.position.map(|at| at.1),
            unit_id: past.unit.0,
            is_coordination: past.unit.1,
            made_by: past.people.0,
            before_sha256: past.before.as_ref().map(|before| before.0.clone()),
            ..blank(past.id, past.category.clone(), opened)
        };
        set_watch(&mut file, Watch::started(TRIAGE, opened), 0, calendar);
        let accepted = line(
            &file,
            1,
            "accept",
            (None, past.people.0, opened),
            &json!({}),
        );
        let mut planted = Self {
            photos: vec![],
            report: case_report::Model {
                id: past.id,
                case_id: past.id,
                record_id: Some(past.record.0),
                account_id: Some(past.record.1),
                source: file.source.clone(),
                source_ref: None,
                at: past.record.2,
            },
            events: vec![accepted],
            file,
        };
        if let Some((sha256, sent_by)) = &past.before {
            planted.photo(sha256, ("before", 1), Some(*sent_by), (past.record.2, None));
        }
        for (action, at, note) in &past.steps {
            planted.walk(past, (*action, UtcMillis(*at), note.clone()), calendar);
        }
        planted
    }

    fn walk(
        &mut self,
        past: &PastCase,
        (action, at, note): (Action, UtcMillis, Option<String>),
        calendar: &WorkCalendar,
    ) {
        let Some(step) = step_of(action) else { return };
        let from = self.file.stage.clone();
        if !step.from.iter().any(|stage| stage.code() == from) {
            return;
        }
        if let Target::To(stage) = step.target {
            stage.code().clone_into(&mut self.file.stage);
            self.file.is_open = stage.is_open();
        }
        self.file.side = step.side.map(|side| side.code().to_owned());
        self.file.version += 1;
        let number = self.file.version;
        let actor = match action {
            Action::Start | Action::Report | Action::GiveBack | Action::AskExtension => {
                past.people.1
            }
            Action::Verify | Action::SendBack => past.verifier,
            _ => past.people.0,
        };
        let used = watch_of(&self.file).percent_at(calendar, at);
        self.apply(past, (action, at, number), calendar);
        if !self.file.is_open {
            self.file.closed_at = Some(at.0);
            stop_watch(&mut self.file, calendar, at);
        }
        let mut event = line(
            &self.file,
            number,
            action.code(),
            (Some(&from), actor, at),
            &json!({"used_percent": used}),
        );
        event.note = note;
        event.unit_id = self
            .file
            .unit_id
            .filter(|_| self.file.dispatched_at.is_some());
        event.outcome = matches!(action, Action::Report | Action::Close | Action::HandleSelf)
            .then(|| past.outcome.code().to_owned());
        self.events.push(event);
    }

    fn apply(
        &mut self,
        past: &PastCase,
        (action, at, number): (Action, UtcMillis, i64),
        calendar: &WorkCalendar,
    ) {
        match action {
            Action::Dispatch => {
                self.file.dispatched_at = Some(at.0);
                self.file.dispatched_by = past.people.0;
                self.file.is_coordination = false;
                let watch = Watch::started(allowance_of(&past.category), at);
                set_watch(&mut self.file, watch, 0, calendar);
            }
            Action::Report | Action::HandleSelf => {
                self.file.outcome = Some(past.outcome.code().to_owned());
                self.file.handled_by = past.people.1;
                self.file.reported_at = Some(at.0);
                if let Some((sha256, sent_by, place)) = &past.after {
                    self.photo(
                        sha256,
                        ("after", number),
                        Some(*sent_by),
                        (at.0 - 300_000, Some(*place)),
                    );
                    self.file.after_sha256 = Some(sha256.clone());
                    let proof = self.photos.last().map(|photo| proof_of(&self.file, photo));
                    self.file.is_flagged = proof.is_some_and(|proof| proof.is_flagged());
                }
                set_watch(&mut self.file, Watch::started(VERIFY, at), 0, calendar);
            }
            Action::Verify => self.file.verified_by = past.verifier,
            Action::Hold => {
                let held = watch_of(&self.file).paused(calendar, at);
                set_watch(&mut self.file, held, 0, calendar);
            }
            Action::AskExtension => self.file.asked_hours = Some(24),
            _ => {}
        }
    }

    fn photo(
        &mut self,
        sha256: &[u8],
        (role, event_number): (&str, i64),
        sent_by: Option<Uuid>,
        (taken_at, at): (i64, Option<(f64, f64)>),
    ) {
        let place = self.file.lng.zip(self.file.lat);
        self.photos.push(case_photo::Model {
            case_id: self.file.id,
            event_number,
            sha256: sha256.to_vec(),
            role: role.to_owned(),
            sent_by,
            taken_at: Some(taken_at),
            lng: at.map(|at| at.0),
            lat: at.map(|at| at.1),
            accuracy_m: at.map(|_| 8.0),
            distance_m: place.zip(at).map(|(place, at)| distance_m(place, at)),
        });
    }
}

/// Writes the cases, unless there are some already.
pub async fn plant(tx: &impl ConnectionTrait, cases: Vec<PlantedCase>) -> Result<(), DbErr> {
    if queries::last_number(tx, "2").await?.is_some() {
        return Ok(());
    }
    let (mut files, mut events, mut photos, mut reports) = (vec![], vec![], vec![], vec![]);
    for case in cases {
        files.push(case.file);
        events.extend(case.events);
        photos.extend(case.photos);
        reports.push(case.report);
    }
    insert_rows(tx, files).await?;
    insert_rows(tx, events).await?;
    parts::insert_photos(tx, photos).await?;
    parts::insert_reports(tx, reports).await
}
