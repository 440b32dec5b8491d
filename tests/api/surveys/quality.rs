//! The quality of interviews: notes on visits, people against their peers, who sees it.

use crate::support::{Fieldwork, ROOT, STREET_WEST, TestCity};
use serde_json::{Value, json};

/// Ten interviews; the first one far from its door, the second one within the time of the first.
async fn visited(city: &TestCity) -> Fieldwork {
    let work = Fieldwork::make(city).await;
    let records: Vec<Value> = (0..10_i64)
        .map(|at| {
            let door = &work.doors[usize::try_from(at).unwrap()];
            let began = if at == 1 { 0 } else { at } * 3_000;
            let time = |s: i64| city.service.clock.now().plus_s(s - 40_000).to_rfc3339();
            let lng = door["lng"].as_f64().unwrap() + if at == 0 { 0.004 } else { 0.0 };
            let lat = door["lat"].as_f64().unwrap() + f64::from(u8::try_from(at).unwrap()) * 1e-5;
            let timings: Vec<Value> = (0..6)
                .map(|q| json!({"path": format!("main/q{q}"), "ms": if at == 5 { 9_000 } else { 60_000 }, "visits": 1}))
                .collect();
            let changes = json!({
                "started_at": time(began), "ended_at": time(began + 600),
                "started_position": {"lng": lng, "lat": lat, "accuracy_m": 9.0}, "timings": timings
            });
            work.interview(city, door["id"].as_str().unwrap(), changes)
        })
        .collect();
    let reply = work.surveyor.send_records(&records).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let stored = reply.json();
    let results = stored["results"].as_array().unwrap();
    assert!(
        results.iter().all(|one| one["outcome"] == "created"),
        "{stored}"
    );
    work
}

fn counts(notes: &Value) -> Vec<(String, u64)> {
    let notes = notes.as_array().unwrap().iter();
    let mut counts: Vec<(String, u64)> = notes
        .map(|note| {
            (
                note["code"].as_str().unwrap().to_owned(),
                note["count"].as_u64().unwrap(),
            )
        })
        .collect();
    counts.sort();
    counts
}

#[tokio::test]
async fn what_is_odd_about_visits_is_noted_in_plain_words() {
    let city = TestCity::spawn().await;
    let work = visited(&city).await;
    let reply = work.planner.get(&work.path("/quality")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let found = reply.json();
    assert_eq!(found["interviews"], 10);
    let counts = counts(&found["notes"]);
    for (code, visits) in [
        ("far_from_door", 1),
        ("overlap", 2),
        ("same_answers", 10),
        ("too_fast", 1),
        ("questions_too_fast", 1),
    ] {
        assert!(
            counts.contains(&(code.to_owned(), visits)),
            "{code} {visits} in {counts:?}"
        );
    }
    let person = &found["surveyors"][0];
    assert_eq!(
        (&person["account_id"], &person["interviews"]),
        (&json!(work.surveyor.id()), &json!(10))
    );
    assert_eq!(
        (&person["median_duration_s"], &person["peers"]["surveyors"]),
        (&json!(360), &json!(0))
    );
    let note = found["notes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|note| note["code"] == "too_fast")
        .unwrap();
    assert_eq!(note["text"]["zh"], "整场访问用时不到一般的一半");
    let first = &found["visits"][0];
    assert!(first["notes"].as_array().unwrap().len() >= 3, "{first}");
    // Reasons, never answers or doors.
    let whole = found.to_string();
    assert!(
        !whole.contains("main/awareness") && !whole.contains("-1-1-"),
        "{whole}"
    );
}

#[tokio::test]
async fn notes_change_no_figure_and_stay_with_the_supervisors() {
    let city = TestCity::spawn().await;
    let work = visited(&city).await;
    let rates = work.planner.get(&work.path("/rates")).await.json();
    assert_eq!(rates["n"], 10);
    assert_eq!(work.surveyor.get(&work.path("/quality")).await.status, 403);
    let statistician = city.person("statistician", &[("statistician", ROOT)]).await;
    assert_eq!(statistician.get(&work.path("/quality")).await.status, 403);
    let west = city.street_supervisor(STREET_WEST).await;
    assert_eq!(west.get(&work.path("/quality")).await.status, 404);
}
