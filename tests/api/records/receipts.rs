//! Receipts prove to their holder what the server has.

use crate::support::{NEIGHBOUR_GRID, STREET_EAST, STREET_WEST, TestCity, WORK_GRID, incident};

#[tokio::test]
async fn a_receipt_speaks_to_its_holder_and_the_areas_supervisor_only() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let receipt = worker.capture(&incident(&city)).await["receipt"]
        .as_str()
        .unwrap()
        .to_owned();
    let typed = receipt.to_lowercase().replace('0', "o");
    let seen = worker.get(&format!("/api/v1/receipts/{typed}")).await;
    assert_eq!(
        (seen.status, seen.json()["captured_date"].as_str()),
        (200, Some("2026-10-30"))
    );
    let supervisor = city.street_supervisor(STREET_EAST).await;
    assert_eq!(
        supervisor
            .get(&format!("/api/v1/receipts/{receipt}"))
            .await
            .status,
        200
    );
    for client in [
        city.grid_worker(NEIGHBOUR_GRID).await,
        city.street_supervisor(STREET_WEST).await,
    ] {
        let denied = client.get(&format!("/api/v1/receipts/{receipt}")).await;
        assert_eq!(
            (denied.status, denied.code().as_str()),
            (404, "receipt_not_found")
        );
    }
}
