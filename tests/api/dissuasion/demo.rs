//! The demo's year of sessions, and the same file by the command.

use crate::support::{Client, TestCity, demo_loader};
use serde_json::{Value, json};
use wenxun::demo::pack;
use wenxun::dissuasion::count_shifts;

async fn demo_person(city: &TestCity, account: &str) -> Client {
    city.sign_in(account).await
}

fn sessions() -> Vec<Value> {
    let lines = pack::history(pack::SESSIONS).unwrap();
    let text = String::from_utf8(lines).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn the_demos_sessions_are_shifts_whose_figures_are_those_of_the_file() {
    let city = TestCity::spawn_demo().await;
    let supervisor = demo_person(&city, "city.demo").await;
    let told = sessions();
    let sum = |name: &str| {
        told.iter()
            .map(|one| one[name].as_i64().unwrap())
            .sum::<i64>()
    };
    let seen = supervisor
        .get("/api/v1/dissuasion/summary?from=2025-10-01&to=2026-10-29")
        .await
        .json();
    assert_eq!((&seen["shifts"]["held"], told.len()), (&json!(900), 900));
    assert_eq!(seen["contacts"], sum("contacts"));
    assert_eq!(seen["handbooks"], sum("handbooks_given"));
    let corrected = seen["by_outcome"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["outcome"] == "corrected")
        .unwrap();
    assert_eq!(corrected["count"], sum("corrected"));
    assert_eq!(seen["success_rate"]["reliability"], "ok");
    let held: i64 = seen["areas"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["held"].as_i64().unwrap())
        .sum();
    assert_eq!((held, seen["months"].as_array().unwrap().len()), (900, 13));
    // Kept beside the shifts, the sums are the same.
    let counted = count_shifts(&city.service.db, &city.service.clock).await;
    assert!(counted.is_ok(), "{counted:?}");
    let again = supervisor
        .get("/api/v1/dissuasion/summary?from=2025-10-01&to=2026-10-29")
        .await
        .json();
    assert_eq!(again, seen);
    // What was done in eight communities helped in all of them.
    let measures = supervisor.get("/api/v1/dissuasion/measures").await.json();
    let measures = measures["items"].as_array().unwrap().clone();
    assert_eq!(measures.len(), 8);
    for measure in &measures {
        assert_eq!(
            (
                &measure["effect"]["change"],
                &measure["effect"]["is_enough"]
            ),
            (&json!("fell"), &json!(true)),
            "{measure}"
        );
    }
    // The people of the demo have a team, shifts ahead and hours behind them.
    let volunteer = demo_person(&city, "volunteer.demo").await;
    let teams = volunteer.get("/api/v1/dissuasion/teams").await.json();
    assert_eq!(
        (
            &teams["items"][0]["leader"]["name"],
            teams["items"].as_array().unwrap().len()
        ),
        (&json!("林述之"), 1)
    );
    let ahead = volunteer
        .get("/api/v1/dissuasion/shifts?from=2026-10-31&to=2026-11-30")
        .await
        .json();
    assert!(ahead["items"].as_array().unwrap().len() >= 4);
    let hours = volunteer.get("/api/v1/dissuasion/hours/mine").await.json();
    assert!(hours["total_min"].as_i64().unwrap() > 300, "{hours}");
    let leader = demo_person(&city, "leader.demo").await;
    let shifts = leader
        .get("/api/v1/dissuasion/shifts?from=2025-10-01&to=2026-10-29&limit=100")
        .await
        .json();
    assert!(
        shifts["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["progress"] == "held" && one["can_lead"] == true)
    );
    let other = demo_person(&city, "grid2.demo").await;
    assert_eq!(
        other.get("/api/v1/dissuasion/teams").await.json()["items"],
        json!([])
    );
}

#[tokio::test]
async fn sessions_are_imported_by_the_command_twice_without_doubling_anything() {
    use wenxun::exchange::Reading;
    use wenxun::platform::problem::Language;
    let city = TestCity::spawn_on_demo_areas().await;
    let lines: Vec<u8> = pack::history(pack::SESSIONS)
        .unwrap()
        .split_inclusive(|byte| *byte == b'\n')
        .take(30)
        .flatten()
        .copied()
        .collect();
    for (created, duplicates) in [(90, 0), (0, 90)] {
        let text = lines.clone();
        let summary = crate::support::beside(&city, async move |service| {
            let importer = demo_loader(&service).records;
            importer
                .import(
                    text.as_slice(),
                    &Reading::default(),
                    Language::Chinese,
                    |_| {},
                )
                .await
                .unwrap()
        })
        .await;
        assert_eq!(
            (
                summary.lines,
                summary.created,
                summary.duplicates,
                summary.refused
            ),
            (30, created, duplicates, 0),
            "{:?}",
            summary.faults
        );
        assert_eq!(summary.flags.get("late"), None);
    }
    let supervisor = city.person("sup", &[]).await;
    assert_eq!(
        supervisor.get("/api/v1/dissuasion/shifts").await.status,
        403
    );
}
