//! The household surveys of the demo city: frame, questionnaires, two closed waves, one in the field.

use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;

use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use uuid::Uuid;
use xlsform::{Form, Occasion, Session};

use super::accounts::find;
use super::pack;
use crate::exchange::{ImportLine, RecordImporter, Shift};
use crate::platform::auth::{AreaScope, Level};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::surveys::{FrameImporter, PlantedSurvey, Planter, Wave, plant_form};

/// Questionnaires of the pack; the first is that of the household surveys.
const FORMS: [&str; 3] = [
    "questionnaires/household_awareness_support.xlsx",
    "questionnaires/street_intercept_short.xlsx",
    "questionnaires/site_inspection_market.xlsx",
];
/// The frame of doors.
const FRAME: &str = "city/households.csv.br";
/// Visits of both waves, one a line.
pub(super) const ANSWERS: &str = "city/answers.jsonl.br";
/// The street whose doors of the running survey are given to the demo's surveyor, and how many.
const RUNNING: (&str, u64) = ("439802002000", 200);
/// Doors of the running survey in each other street.
const ELSEWHERE: u64 = 40;

/// What turns a line of the history into a visit.
#[derive(Debug)]
pub(super) struct Waves {
    form_id: Uuid,
    form: Form,
    paths: HashMap<String, String>,
    by_number: HashMap<i64, PlantedSurvey>,
}

/// Makes questionnaires, frame and surveys; what is there stays.
pub(super) async fn plant(
    records: &RecordImporter,
    zone: Zone,
    shift: Shift,
) -> anyhow::Result<Waves> {
    let (db, clock) = (&records.db, &records.clock);
    let mut versions = vec![];
    for name in FORMS {
        versions.push(plant_form(db, clock, pack::file(name)?).await?);
    }
    let (form_id, version_id) = versions.first().copied().context("no questionnaire")?;
    let territory = records.territories.current();
    let ids = (frame(records).await?, version_id);
    let planter = Planter::new(db, (clock, &records.ids), &territory, ids).await?;
    let visits = visits(shift)?;
    let mut waves = HashMap::new();
    for wave in &visits {
        let closed_at = zone.end_of(wave.to).0;
        waves.insert(wave.number, planter.plant_wave(wave, closed_at).await?);
    }
    let number = i64::try_from(visits.len())? + 1;
    plant_running(&planter, zone, number).await?;
    let form = xlsform::compile(&pack::file(FORMS[0])?, &xlsform::Files::new()).form;
    let form = form.context("the demo questionnaire does not compile")?;
    let paths = form
        .nodes
        .iter()
        .filter(|node| !node.kind.is_silent())
        .map(|node| (node.name().to_owned(), node.path.clone()));
    Ok(Waves {
        form_id,
        paths: paths.collect(),
        form,
        by_number: waves,
    })
}

/// The wave in the field: more doors where the demo's surveyor works, who gets all of that street.
async fn plant_running(planter: &Planter<'_>, zone: Zone, number: i64) -> anyhow::Result<()> {
    let today = zone.day_of(planter.clock.now());
    let running = Wave {
        number,
        from: today - chrono::Duration::days(5),
        to: today + chrono::Duration::days(25),
        visited: vec![],
    };
    let streets = planter
        .territory
        .areas()
        .iter()
        .filter(|area| area.level == Level::Street);
    let doors = |code: &str| {
        if code == RUNNING.0 {
            RUNNING.1
        } else {
            ELSEWHERE
        }
    };
    let by_street: BTreeMap<String, u64> = streets
        .map(|street| (street.code.clone(), doors(&street.code)))
        .collect();
    let surveyor = find(planter.db.read(), "surveyor.demo")
        .await?
        .context("the demo has no surveyor")?;
    planter
        .plant_running(&running, &by_street, (RUNNING.0, surveyor.id))
        .await?;
    Ok(())
}

async fn frame(records: &RecordImporter) -> anyhow::Result<Uuid> {
    const TITLE: &str = "云澧市住户框 2026";
    let territory = records.territories.current();
    let paths = territory.roots().map(|area| area.path.clone());
    let scope = AreaScope::subtrees(paths);
    if let Some(id) = crate::surveys::frame_titled(records.db.read(), &scope, TITLE).await? {
        return Ok(id);
    }
    let importer = FrameImporter {
        db: &records.db,
        clock: &records.clock,
        ids: &records.ids,
        territories: &records.territories,
        actor: None,
        scope: None,
        is_dry_run: false,
    };
    let report = importer
        .import(TITLE, Cursor::new(pack::history(FRAME)?))
        .await?;
    match report.frame_id {
        Some(id) => Ok(id),
        None => bail!("the demo frame was refused: {report:?}"),
    }
}

/// The waves of the history with the dwellings they visited.
fn visits(shift: Shift) -> anyhow::Result<Vec<Wave>> {
    let mut waves: BTreeMap<i64, Wave> = BTreeMap::new();
    let lines = pack::history(ANSWERS)?;
    for line in lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
    {
        let line: Value = serde_json::from_slice(line)?;
        let number = line
            .get("wave")
            .and_then(Value::as_i64)
            .context("no wave")?;
        let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default();
        let day = text("captured_at").get(..10).unwrap_or_default();
        let day = shift.day(NaiveDate::parse_from_str(day, "%Y-%m-%d")?);
        let wave = waves.entry(number).or_insert_with(|| Wave {
            number,
            from: day,
            to: day,
            visited: vec![],
        });
        wave.from = wave.from.min(day);
        wave.to = wave.to.max(day);
        wave.visited.push(text("dwelling_code").to_owned());
    }
    Ok(waves.into_values().collect())
}

impl Waves {
    /// Writes the payload of a visit as a phone would have sent it; other lines stay as they are.
    pub(super) fn adorn(&self, line: &mut ImportLine) {
        if line.envelope.get("kind") != Some(&json!("survey_visit")) {
            return;
        }
        let told = line.envelope.get("payload").cloned().unwrap_or_default();
        let payload = self.payload(&told, line);
        if let Some(payload) = payload {
            line.envelope.insert("payload".to_owned(), payload);
        }
        line.envelope.insert("area_code".to_owned(), Value::Null);
    }

    fn payload(&self, told: &Value, line: &ImportLine) -> Option<Value> {
        let text = |name: &str| told.get(name).and_then(Value::as_str);
        let wave = self.by_number.get(&told.get("wave")?.as_i64()?)?;
        let door_id = wave.doors.get(text("dwelling_code")?)?;
        let disposition = match text("outcome")? {
            "agree" => "interview",
            "refuse" => "refused",
            other => other,
        };
        let (ended_at, _) =
            UtcMillis::parse_with_offset(line.envelope.get("captured_at")?.as_str()?)?;
        let started_at = ended_at.plus_s(-told.get("duration_s")?.as_i64()?);
        let answers = told.get("answers")?;
        let mut payload = json!({
            "survey_id": wave.survey_id, "door_id": door_id, "visit_no": answers.get("attempt_no")?,
            "disposition": disposition, "has_handbook": false,
            "started_at": started_at.to_rfc3339(), "ended_at": ended_at.to_rfc3339(),
        });
        if ["interview", "refused"].contains(&disposition) {
            let members = payload.as_object_mut()?;
            members.insert("form_id".to_owned(), json!(self.form_id));
            members.insert("form_version".to_owned(), json!(self.form.version));
            members.insert("language".to_owned(), json!("zh"));
            members.insert(
                "answers".to_owned(),
                Value::Object(self.answers(answers, ended_at)?),
            );
            let position = line
                .envelope
                .get("position")
                .filter(|position| !position.is_null());
            if let Some(position) = position {
                members.insert("ended_position".to_owned(), position.clone());
            }
            // Who had none yet was given one at the door.
            let lacks = answers.get("handbook_received") == Some(&json!("no"));
            members.insert(
                "has_handbook".to_owned(),
                json!(lacks && wave_of(told) == Some(2)),
            );
        }
        Some(payload)
    }

    /// Answers by path, with what the questionnaire computes of them.
    fn answers(&self, told: &Value, ended_at: UtcMillis) -> Option<Map<String, Value>> {
        let values: Map<String, Value> = told
            .as_object()?
            .iter()
            .filter_map(|(name, value)| Some((self.paths.get(name)?.clone(), value.clone())))
            .collect();
        let occasion = Occasion::at(&ended_at.to_rfc3339(), 1)?;
        let session = Session::resume(&self.form, &json!({ "values": values }), occasion);
        session.answers().get("values")?.as_object().cloned()
    }
}

fn wave_of(told: &Value) -> Option<i64> {
    told.get("wave")?.as_i64()
}
