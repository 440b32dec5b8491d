//! A survey in the field: questionnaire, frame, draw, doors given to a surveyor; and what phones send of visits.

use super::{Client, Reply, STREET_EAST, TestCity, with};
use reqwest::Method;
use serde_json::{Value, json};

/// Media type of a workbook.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The bytes of a questionnaire of the demo.
pub fn workbook(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/demo/questionnaires/");
    std::fs::read(format!("{folder}{name}.xlsx")).unwrap()
}

/// A small questionnaire with these rows of the sheet `survey` (type, name, label) and a version.
pub fn small_form(id: &str, version: &str, rows: &[[&str; 3]]) -> Vec<u8> {
    form_of(id, version, ["type", "name", "label"], rows)
}

/// A questionnaire that shows the picture `flags.png` and takes its choices from `shops.csv`.
pub fn form_with_files(id: &str, version: &str) -> Vec<u8> {
    form_of(
        id,
        version,
        ["type", "name", "label", "image"],
        &[
            ["note", "look", "看图", "flags.png"],
            ["select_one_from_file shops.csv", "shop", "哪家店", ""],
        ],
    )
}

fn form_of<const N: usize>(
    id: &str,
    version: &str,
    header: [&str; N],
    rows: &[[&str; N]],
) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("survey").unwrap();
    for (row, cells) in (0..).zip(std::iter::once(&header).chain(rows)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    let sheet = book.add_worksheet().set_name("settings").unwrap();
    for (column, (name, value)) in
        (0..).zip([("form_id", id), ("form_title", id), ("version", version)])
    {
        sheet.write_string(0, column, name).unwrap();
        sheet.write_string(1, column, value).unwrap();
    }
    book.save_to_buffer().unwrap()
}

impl Client {
    /// Uploads bytes of a type.
    pub async fn upload(&self, path: &str, body: Vec<u8>, content_type: &str) -> Reply {
        self.send(Method::POST, path, Some(body), content_type, &[])
            .await
    }

    /// Uploads a workbook.
    pub async fn upload_form(&self, bytes: Vec<u8>) -> Reply {
        self.upload("/api/v1/forms", bytes, WORKBOOK).await
    }

    /// Gives a draft one of its files.
    pub async fn upload_form_file(&self, path: &str, name: &str, bytes: &[u8]) -> Reply {
        let path = format!("{path}/files/{name}");
        let body = Some(bytes.to_vec());
        self.send(Method::PUT, &path, body, "application/octet-stream", &[])
            .await
    }

    /// Checks a workbook.
    pub async fn check_form(&self, bytes: Vec<u8>) -> Reply {
        self.upload("/api/v1/forms/check", bytes, WORKBOOK).await
    }

    /// Imports a frame.
    pub async fn import_frame(&self, query: &str, csv: &str) -> Reply {
        let path = format!("/api/v1/frames/import?{query}");
        self.upload(&path, csv.as_bytes().to_vec(), "text/csv")
            .await
    }

    /// The id of a published questionnaire of the demo, uploaded if it is not there.
    pub async fn publish(&self, name: &str) -> String {
        let listed = self.get("/api/v1/forms").await.json();
        let known = listed["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|form| form["code"] == name);
        if let Some(form) = known {
            return form["id"].as_str().unwrap().to_owned();
        }
        let made = self.upload_form(workbook(name)).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let (id, version) = (
            made.json()["form_id"].clone(),
            made.json()["version"].clone(),
        );
        let (id, version) = (id.as_str().unwrap(), version.as_str().unwrap());
        let path = format!("/api/v1/forms/{id}/versions/{version}/publish");
        let reply = self.post(&path, &json!({})).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        id.to_owned()
    }
}

/// A frame of ten doors in each of the four grids of a street, 40 in all.
pub fn frame_csv(street: &str) -> String {
    let mut csv = String::from(
        "dwelling_code,grid_code,community_code,building,unit,door,floor,dwelling_type,lat,lng\n",
    );
    let first = if street == STREET_EAST {
        110.501
    } else {
        110.509
    };
    let base = &street[..9];
    for grid in 0..4_u32 {
        let community = format!("{base}00{}", grid / 2 + 1);
        let code = format!("{community}00{}", grid % 2 + 1);
        let lng = first + 0.002 * f64::from(grid);
        for door in 1..=10 {
            let line = format!(
                "{code}-1-1-{door},{code},{community},1,1,{door}01,{door},old_estate,26.901,{lng}\n"
            );
            csv.push_str(&line);
        }
    }
    csv
}

/// A survey of one street in the field.
pub struct Fieldwork {
    pub planner: Client,
    pub surveyor: Client,
    pub form_id: String,
    pub frame_id: String,
    pub survey: Value,
    /// Doors in walking order, as the planner sees them.
    pub doors: Vec<Value>,
}

impl Fieldwork {
    /// In the street of the work grid, drawn and assigned.
    pub async fn make(city: &TestCity) -> Self {
        Self::make_in(city, STREET_EAST, "a").await
    }

    /// In a street; `tag` keeps the names of its people apart.
    pub async fn make_in(city: &TestCity, street: &str, tag: &str) -> Self {
        let mut work = Self::draft(city, street, tag).await;
        work.draw().await;
        work.assign().await;
        work
    }

    /// Set up, not drawn.
    pub async fn draft(city: &TestCity, street: &str, tag: &str) -> Self {
        let planner = city
            .person(
                &format!("survey.planner.{tag}"),
                &[("street_supervisor", street)],
            )
            .await;
        let community = format!("{}001", &street[..9]);
        let surveyor = city
            .person(&format!("surveyor.{tag}"), &[("surveyor", &community)])
            .await;
        let form_id = planner.publish("household_awareness_support").await;
        let frame = planner
            .import_frame("title=frame", &frame_csv(street))
            .await;
        assert_eq!(frame.status, 201, "{}", frame.text());
        let mut work = Self {
            planner,
            surveyor,
            form_id,
            frame_id: frame.json()["frame_id"].as_str().unwrap().to_owned(),
            survey: json!({"area": {"code": street}}),
            doors: vec![],
        };
        let body = work.body(json!({"area_code": street}));
        let reply = work.planner.post("/api/v1/surveys", &body).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        work.survey = reply.json();
        work
    }

    /// What sets up the survey, with changes laid over it.
    pub fn body(&self, changes: Value) -> Value {
        let base = json!({
            "title": {"zh": "第一轮入户调查", "en": "First wave"}, "kind": "household",
            "form_id": self.form_id, "form_version": "2026010101", "area_code": self.survey["area"]["code"],
            "from": "2026-10-01", "to": "2026-11-30", "wave": 1, "frame_id": self.frame_id,
            "measures": [
                {"code": "awareness", "name": {"zh": "知晓率", "en": "Awareness"}, "question": "main/awareness/aware",
                 "counts": ["yes"], "target": {"comparator": ">=", "value": 0.9}},
                {"code": "support", "name": {"zh": "支持率", "en": "Support"}, "question": "main/support_group/support",
                 "counts": ["strong", "support"], "valid": ["strong", "support", "neutral", "against"]}],
            "design": {"strata": "community", "allocation": "given", "given": self.given(), "stages": 1, "margin": 0.1,
                "expected_rate": 0.5, "deff": 1.0, "response_rate": 0.6, "reserve_share": 0.5}
        });
        with(base, changes)
    }

    fn given(&self) -> Value {
        let base = self.survey["area"]["code"].as_str().unwrap()[..9].to_owned();
        let mut given = json!({});
        given[format!("{base}001")] = json!(6);
        given[format!("{base}002")] = json!(4);
        given
    }

    pub fn id(&self) -> &str {
        self.survey["id"].as_str().unwrap()
    }

    /// A path below the survey.
    pub fn path(&self, rest: &str) -> String {
        format!("/api/v1/surveys/{}{rest}", self.id())
    }

    pub async fn draw(&mut self) {
        let reply = self.planner.post(&self.path("/draw"), &json!({})).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        self.survey = reply.json();
        self.doors = self.listed("").await;
    }

    /// Gives all doors to the surveyor.
    pub async fn assign(&mut self) {
        let base = self.survey["area"]["code"].as_str().unwrap()[..9].to_owned();
        let items = [1, 2].map(|number| {
            json!({"community_code": format!("{base}00{number}"), "account_ids": [self.surveyor.id()]})
        });
        let reply = self
            .planner
            .put(&self.path("/assignments"), &json!({"items": items}))
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        self.doors = self.listed("").await;
    }

    /// Doors as the planner sees them.
    pub async fn listed(&self, query: &str) -> Vec<Value> {
        let reply = self
            .planner
            .get(&self.path(&format!("/doors?limit=100&{query}")))
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["items"].as_array().unwrap().clone()
    }

    pub fn door(&self, at: usize) -> &str {
        self.doors[at]["id"].as_str().unwrap()
    }

    /// A visit to a door that nothing is odd about, ended a minute ago, with changes laid over its payload.
    pub fn visit(&self, city: &TestCity, door: &str, outcome: &str, changes: Value) -> Value {
        let now = city.service.clock.now();
        let payload = json!({
            "survey_id": self.id(), "door_id": door, "visit_no": 1, "disposition": outcome, "has_handbook": false,
            "started_at": now.plus_s(-600).to_rfc3339(), "ended_at": now.plus_s(-60).to_rfc3339()
        });
        with(
            super::incident(city),
            json!({"kind": "survey_visit", "payload": with(payload, changes), "area_code": null}),
        )
    }

    /// A whole interview.
    pub fn interview(&self, city: &TestCity, door: &str, changes: Value) -> Value {
        let answered = json!({
            "form_id": self.form_id, "form_version": "2026010101", "language": "zh", "answers": answers(json!({})),
            "timings": [{"path": "consent", "ms": 4000, "visits": 1}],
            "started_position": {"lng": 110.501, "lat": 26.901, "accuracy_m": 9.0}
        });
        self.visit(city, door, "interview", with(answered, changes))
    }
}

/// Consistent answers of somebody who takes part, with changes laid over them.
pub fn answers(changes: Value) -> Value {
    let base = json!({
        "consent": "agree",
        "main/respondent/age_band": "30_44", "main/respondent/gender": "female", "main/respondent/stay_length": "over_5",
        "main/respondent/household_size": 3,
        "main/awareness/aware": "yes", "main/awareness/channels": ["community", "handbook"],
        "main/awareness/values24": "5_9", "main/awareness/handbook_received": "yes",
        "main/awareness/handbook_read": "yes", "main/awareness/knows_hotline": "yes",
        "main/support_group/support": "strong", "main/support_group/activities": ["none"],
        "main/satisfaction_group/sat_cleanliness": "4", "main/satisfaction_group/sat_traffic": "4",
        "main/satisfaction_group/sat_market": "3", "main/satisfaction_group/sat_food": "4",
        "main/satisfaction_group/sat_service": "5", "main/satisfaction_group/sat_overall": "4",
        "main/worst_behaviours": ["littering"]
    });
    computed(&with(base, changes))
}

/// The answers with everything that the questionnaire computes.
pub fn computed(values: &Value) -> Value {
    let form = xlsform::compile(
        &workbook("household_awareness_support"),
        &xlsform::Files::new(),
    );
    let form = form.form.unwrap();
    let occasion = xlsform::Occasion::at("2026-10-30T01:00:00Z", 1).unwrap();
    let session = xlsform::Session::resume(&form, &json!({"values": values}), occasion);
    session.answers()["values"].clone()
}
