//! Records per patrol hour: what the demo's shifts make of its incidents.

use crate::support::{Client, TestCity};
use serde_json::Value;

async fn get(client: &Client, path: &str) -> Value {
    for _ in 0..500 {
        let reply = client.get(&format!("/api/v1/insights/heat/{path}")).await;
        if reply.status == 200 {
            return reply.json();
        }
        assert_eq!(reply.status, 503, "{}", reply.text());
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the index never stood");
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

fn hours_of(areas: &Value) -> f64 {
    let items = areas["items"].as_array().unwrap();
    items.iter().map(|item| number(&item["patrol_hours"])).sum()
}

#[tokio::test]
async fn records_are_divided_by_the_hours_that_shifts_were_held_and_hidden_under_one_hour() {
    let city = TestCity::spawn_demo().await;
    let chief = city.sign_in("city.demo").await;
    let grids = get(&chief, "areas?level=grid&patrol=true").await;
    let items = grids["items"].as_array().unwrap();
    let mut rated = 0;
    for item in items {
        let (count, hours) = (number(&item["count"]), number(&item["patrol_hours"]));
        match item["per_patrol_hour"].as_f64() {
            Some(rate) => {
                assert!((rate - count / hours).abs() < 0.02 * rate + 0.001, "{item}");
                rated += 1;
            }
            None => assert!(hours < 1.01, "{item}"),
        }
    }
    assert!(rated > 20, "{rated} grids with at least an hour");
    let whole = hours_of(&grids);
    assert!(whole > 500.0, "{whole} h of 900 sessions");
    let plain = get(&chief, "areas?level=grid").await;
    assert!(
        plain["items"][0]["patrol_hours"].is_null(),
        "only when asked for"
    );

    let evening = hours_of(&get(&chief, "areas?level=grid&patrol=true&hour=17,18").await);
    assert!(evening > 0.0 && evening < whole, "{evening} of {whole} h");
    let friday = hours_of(&get(&chief, "areas?level=grid&patrol=true&weekday=5").await);
    assert!(friday > 0.0 && friday < whole, "{friday} of {whole} h");
    let street = city.sign_in("street.demo").await;
    let own = hours_of(&get(&street, "areas?level=grid&patrol=true").await);
    assert!(own > 0.0 && own < whole, "{own} of {whole} h in one street");

    for shape in ["square", "hex"] {
        check_cells(&chief, shape).await;
    }
}

/// Each cell of a honeycomb or of squares carries its count over its hours, and both together all hours in the box.
async fn check_cells(chief: &Client, shape: &str) {
    let path = format!("cells?bbox=110.3,26.7,110.6,27.0&zoom=15&patrol=true&shape={shape}");
    let cells = get(chief, &path).await;
    let patrol = cells["patrol"].as_array().unwrap();
    assert!(!patrol.is_empty() && number(&cells["cell_m"]) > 200.0);
    let counts: Vec<[f64; 3]> = serde_json::from_value(cells["cells"].clone()).unwrap();
    let mut recorded = 0;
    for cell in patrol {
        let (count, hours, rate) = (number(&cell[2]), number(&cell[3]), number(&cell[4]));
        assert!(hours >= 0.99, "{cell} is hidden under an hour");
        assert!((rate - count / hours).abs() < 0.02 * rate + 0.001, "{cell}");
        let same = |other: &&[f64; 3]| (other[0], other[1]) == (number(&cell[0]), number(&cell[1]));
        let counted = counts.iter().find(same).map_or(0.0, |other| other[2]);
        assert!((counted - count).abs() < 0.5, "{shape} {cell}: {counted}");
        recorded += usize::from(count > 0.0);
    }
    assert!(recorded > 20, "{recorded} cells with records in {shape}");
    let hours: f64 = patrol.iter().map(|cell| number(&cell[3])).sum();
    assert!(hours > 400.0, "{hours} h in {shape}");
}
