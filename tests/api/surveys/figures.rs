//! Rates, cross tables, differences between waves; what is withheld.

use crate::support::{Client, Fieldwork, ROOT, STREET_EAST, STREET_WEST, TestCity, answers, with};
use serde_json::{Value, json};

/// A wave that draws every door of the street, with these answers at the first doors of each community.
async fn wave(city: &TestCity, work: &mut Fieldwork, changes: Value, told: &[Value]) {
    let design = with(
        work.body(json!({}))["design"].clone(),
        json!({"given": {"439801001001": 20, "439801001002": 20}}),
    );
    let body = work.body(with(json!({"design": design}), changes));
    let made = work.planner.post("/api/v1/surveys", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    work.survey = made.json();
    work.draw().await;
    work.assign().await;
    for community in ["439801001001", "439801001002"] {
        let doors = work
            .doors
            .iter()
            .filter(|door| door["community"]["code"] == community);
        let records: Vec<Value> = doors
            .zip(told)
            .map(|(door, told)| {
                let answers = json!({"answers": answers(told.clone())});
                work.interview(city, door["id"].as_str().unwrap(), answers)
            })
            .collect();
        assert_eq!(records.len(), told.len());
        let reply = work.surveyor.send_records(&records).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
}

/// Ten who know, of whom the first three are men, and five who do not.
fn fifteen() -> Vec<Value> {
    (0..15)
        .map(|at| {
            let gender = if at < 3 { "male" } else { "female" };
            if at < 10 {
                json!({"main/respondent/gender": gender})
            } else {
                json!({"main/awareness/aware": "no", "main/awareness/channels": null})
            }
        })
        .collect()
}

async fn first_wave(city: &TestCity) -> Fieldwork {
    let mut work = Fieldwork::draft(city, STREET_EAST, "a").await;
    wave(city, &mut work, json!({}), &fifteen()).await;
    work
}

fn close(value: &Value, wanted: f64) -> bool {
    value
        .as_f64()
        .is_some_and(|value| (value - wanted).abs() < 1e-9)
}

#[tokio::test]
async fn rates_are_weighted_judged_and_broken_down() {
    let city = TestCity::spawn().await;
    let work = first_wave(&city).await;
    let reply = work.planner.get(&work.path("/rates?by=community")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let found = reply.json();
    assert_eq!(
        (&found["n"], &found["sampling"]),
        (&json!(30), &json!("probability"))
    );
    let awareness = &found["measures"][0];
    assert_eq!(awareness["code"], "awareness");
    let all = &awareness["all"];
    assert_eq!(
        (&all["status"], &all["n"], &all["df"]),
        (&json!("shown"), &json!(30), &json!(28)),
        "{all}"
    );
    assert!(close(&all["estimate"], 2.0 / 3.0), "{all}");
    // Two strata of 15 of 20 doors: V = 2 · ¼ · (1 − 15/20) · p(1 − p)/14, so that n_eff = 112.
    assert!(close(&all["n_eff"], 112.0), "{all}");
    assert_eq!(all["verdict"], "not_reached");
    assert_eq!(awareness["target"]["judged_at"], json!(0.9));
    assert_eq!(awareness["by"].as_array().unwrap().len(), 2);
    assert_eq!(awareness["by"][0]["code"], "439801001001");
    assert_eq!(awareness["by"][0]["rate"]["n"], 15);
    assert_eq!(awareness["before"], Value::Null);
    assert!(
        found["groups"]
            .as_array()
            .unwrap()
            .iter()
            .any(|group| group["path"] == "main/respondent/age_band")
    );
    let unknown = work
        .planner
        .get(&work.path("/rates?by=main/awareness/channels"))
        .await;
    assert_eq!(unknown.status, 422, "{}", unknown.text());
}

#[tokio::test]
async fn small_groups_are_withheld_with_another_beside_them() {
    let city = TestCity::spawn().await;
    let mut told = fifteen();
    for one in told.iter_mut().skip(1) {
        one["main/respondent/gender"] = json!("female");
    }
    let mut work = Fieldwork::draft(&city, STREET_EAST, "a").await;
    wave(&city, &mut work, json!({}), &told).await;
    let path = work.path("/rates?by=main/respondent/gender");
    let found = work.planner.get(&path).await.json();
    let by = found["measures"][0]["by"].as_array().unwrap();
    for group in ["male", "female"] {
        let rate = &by.iter().find(|one| one["code"] == group).unwrap()["rate"];
        assert_eq!(
            (&rate["status"], &rate["n"], &rate["estimate"]),
            (&json!("withheld"), &Value::Null, &Value::Null),
            "{by:?}"
        );
    }
    assert_eq!(found["measures"][0]["all"]["status"], "shown");
}

#[tokio::test]
async fn the_wave_before_is_compared_in_words() {
    let city = TestCity::spawn().await;
    let mut work = first_wave(&city).await;
    let before = work.id().to_owned();
    let next = json!({"wave": 2, "previous_id": before});
    wave(&city, &mut work, next, &vec![json!({}); 16]).await;
    let found = work.planner.get(&work.path("/rates")).await.json();
    let change = &found["measures"][0]["before"];
    assert_eq!(
        (&change["change"], &change["wave"], &change["survey_id"]),
        (&json!("rose"), &json!(1), &json!(before)),
        "{found}"
    );
    assert!(close(&change["difference"], 1.0 / 3.0), "{change}");
    assert_eq!(change["text"]["zh"], "比第 1 轮上升");
    assert!(found["measures"][0]["all"]["lower"].as_f64().unwrap() < 1.0);
}

#[tokio::test]
async fn two_questions_are_crossed_by_the_same_rules() {
    let city = TestCity::spawn().await;
    let work = first_wave(&city).await;
    let path = work.path("/cross?row=main/respondent/gender&column=main/awareness/aware");
    let found = work.planner.get(&path).await.json();
    assert_eq!(found["n"], 30);
    let rows = found["rows"].as_array().unwrap();
    let everybody = rows.last().unwrap();
    assert_eq!(
        (&everybody["value"], &everybody["n"]),
        (&Value::Null, &json!(30))
    );
    let columns = found["columns"].as_array().unwrap();
    let yes = columns
        .iter()
        .position(|column| column["value"] == "yes")
        .unwrap();
    assert!(
        close(&everybody["cells"][yes]["share"], 2.0 / 3.0),
        "{found}"
    );
    assert_eq!(everybody["cells"][yes]["n"], 20);
    let wrong = work.path("/cross?row=main/awareness/channels&column=main/awareness/aware");
    assert_eq!(work.planner.get(&wrong).await.status, 422);
    let several = work.path("/cross?row=main/awareness/aware&column=main/awareness/channels");
    assert_eq!(work.planner.get(&several).await.status, 200);
}

#[tokio::test]
async fn results_stay_with_those_who_may_read_them() {
    let city = TestCity::spawn().await;
    let work = first_wave(&city).await;
    let west = city.street_supervisor(STREET_WEST).await;
    assert_eq!(west.get(&work.path("/rates")).await.status, 404);
    assert_eq!(work.surveyor.get(&work.path("/rates")).await.status, 403);
    let manager = city
        .person("manager", &[("community_manager", "439801001001")])
        .await;
    let found = manager.get(&work.path("/rates")).await.json();
    assert_eq!(found["n"], 15, "{found}");
    let analyst = city.person("analyst", &[("analyst", ROOT)]).await;
    assert_eq!(
        analyst.get(&work.path("/rates?by=street")).await.json()["n"],
        30
    );
}

#[tokio::test]
async fn answers_are_saved_without_doors_by_statisticians_only() {
    let city = TestCity::spawn().await;
    let work = first_wave(&city).await;
    let path = work.path("/answers/export?format=csv");
    assert_eq!(work.planner.get(&path).await.status, 403);
    let statistician = city.person("statistician", &[("statistician", ROOT)]).await;
    let csv = statistician.get(&path).await.text();
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let place = |name: &str| head.iter().position(|column| *column == name).unwrap();
    let (weight, aware, channel) = (place("weight"), place("aware"), place("channels_community"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 30);
    // Twenty doors of each community, fifteen answers.
    assert!(
        rows.iter()
            .all(|row| (row[weight].parse::<f64>().unwrap() - 20.0 / 15.0).abs() < 1e-9)
    );
    assert_eq!(rows.iter().filter(|row| row[aware] == "yes").count(), 20);
    assert_eq!(rows.iter().filter(|row| row[channel] == "1").count(), 20);
    assert_eq!(
        rows.iter().filter(|row| row[channel].is_empty()).count(),
        10
    );
    assert!(
        !csv.contains("-1-1-") && !head.contains(&"dwelling_code"),
        "{csv}"
    );
    let labelled = statistician
        .get(&work.path("/answers/export?labels=true&lang=zh"))
        .await
        .text();
    assert!(
        labelled.contains("访问序号") && !labelled.contains(",yes,"),
        "{labelled}"
    );
    let syntax = statistician
        .get(&work.path("/answers/export?format=sps&lang=en"))
        .await
        .text();
    assert!(syntax.contains("VARIABLE LABELS") && syntax.contains("WEIGHT BY weight."));
    let book = statistician
        .get(&work.path("/answers/export?format=xlsx"))
        .await;
    assert_eq!(&book.body[..2], b"PK");
    let unknown = statistician
        .get(&work.path("/answers/export?repeat=main"))
        .await;
    assert_eq!(unknown.status, 422);
}

/// Every rate of a wave of the demo holds the truth of the whole frame, as the history's truth file says it.
pub async fn hold_the_truth(boss: &Client, survey: &str, wave: &str) {
    let truth: Value = serde_json::from_str(include_str!("../../../demo/city/truth.json")).unwrap();
    let truth = &truth["households"]["waves"][wave]["all"];
    let found = boss.get(&format!("{survey}/rates?by=street")).await.json();
    let names = [
        ("awareness", "aware"),
        ("support", "support"),
        ("satisfaction", "satisfied"),
        ("participation", "joined"),
        ("handbook", "handbook"),
        ("food", "food_ok"),
    ];
    for (code, name) in names {
        let measures = found["measures"].as_array().unwrap();
        let measure = measures
            .iter()
            .find(|measure| measure["code"] == code)
            .unwrap();
        let ends = ["lower", "upper"].map(|end| measure["all"][end].as_f64().unwrap());
        let truth = truth[name].as_f64().unwrap();
        assert!(
            ends[0] <= truth && truth <= ends[1],
            "wave {wave}, {code}: {truth} outside {ends:?}"
        );
        assert_eq!(measure["by"].as_array().unwrap().len(), 12);
    }
}

#[tokio::test]
async fn weights_meet_the_known_distribution_and_the_figures_say_so() {
    let city = TestCity::spawn().await;
    let mut work = Fieldwork::draft(&city, STREET_EAST, "a").await;
    let known = |shares: Value| {
        let margin = json!({"question": "main/respondent/gender", "shares": shares, "source": "census 2020"});
        with(
            work.body(json!({}))["design"].clone(),
            json!({"margins": [margin],
            "given": {"439801001001": 20, "439801001002": 20}}),
        )
    };
    let odd = work.body(json!({"design": known(json!({"male": 1, "nobody": 1}))}));
    let refused = work.planner.post("/api/v1/surveys", &odd).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let place = &refused.json()["errors"][0]["pointer"];
    assert_eq!(place, "/design/margins/0/shares/nobody");
    let even = json!({"design": known(json!({"male": 0.5, "female": 0.5}))});
    wave(&city, &mut work, even, &fifteen()).await;
    let found = work.planner.get(&work.path("/rates")).await.json();
    let said = &found["weighted"];
    assert!(
        said["zh"].as_str().unwrap().contains("census 2020"),
        "{said}"
    );
    assert!(
        said["en"].as_str().unwrap().contains("known distribution"),
        "{said}"
    );
    // All three men of a community know, and seven of twelve women.
    let all = &found["measures"][0]["all"];
    assert!(close(&all["estimate"], 0.5 + 0.5 * 7.0 / 12.0), "{all}");
    // Whoever reckons with the file of answers gets the same rate.
    let reader = city.person("reader", &[("statistician", ROOT)]).await;
    let csv = reader.get(&work.path("/answers/export")).await.text();
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name: &str| head.iter().position(|known| *known == name).unwrap();
    let (weight, aware) = (at("weight"), at("aware"));
    let (mut aware_sum, mut total) = (0.0, 0.0);
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let weight: f64 = cells[weight].parse().unwrap();
        total += weight;
        aware_sum += if cells[aware] == "yes" { weight } else { 0.0 };
    }
    assert!(close(&all["estimate"], aware_sum / total), "{csv}");
}
