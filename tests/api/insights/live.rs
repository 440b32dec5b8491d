//! News of new records.

use super::feed::{incidents, put_in, until_followed};
use crate::support::{Client, STREET_EAST, STREET_WEST, TestCity, WORK_GRID};
use futures_util::StreamExt as _;
use std::time::Duration;

/// Reads the stream until an event has come.
pub async fn next_event(response: reqwest::Response) -> String {
    let mut text = String::new();
    let mut pieces = response.bytes_stream();
    let read = async {
        while !text.contains("event: change") || !text.ends_with("\n\n") {
            let piece = pieces.next().await.unwrap().unwrap();
            text.push_str(std::str::from_utf8(&piece).unwrap());
        }
    };
    tokio::time::timeout(Duration::from_secs(5), read)
        .await
        .expect("an event within a second");
    text
}

/// Opens somebody's stream.
pub async fn listen(city: &TestCity, by: &Client) -> reqwest::Response {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client
        .get(format!("http://{}/api/v1/insights/live", city.address))
        .bearer_auth(by.token.as_deref().unwrap());
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response
}

#[actix_web::test]
async fn a_new_record_is_told_to_its_street_and_not_to_the_neighbour() {
    let city = TestCity::spawn().await;
    let author = city
        .add_account("author", &[("grid_worker", WORK_GRID)])
        .await;
    until_followed(&city, 0).await;
    let mut listeners = Vec::new();
    for street in [STREET_EAST, STREET_WEST] {
        let supervisor = city.street_supervisor(street).await;
        listeners.push(listen(&city, &supervisor).await);
    }
    let mut planted: Vec<_> = incidents(200)
        .into_iter()
        .filter(|row| row.flag.is_none())
        .collect();
    let (mut east, mut west) = (planted.remove(0), planted.remove(0));
    (east.seq, east.grid) = (1, WORK_GRID);
    (west.seq, west.grid) = (2, "439801002002001");
    put_in(&city, author, &[east]).await;
    until_followed(&city, 1).await;
    put_in(&city, author, &[west]).await;
    let of_west = next_event(listeners.pop().unwrap()).await;
    let of_east = next_event(listeners.pop().unwrap()).await;
    assert!(
        of_east.contains(
            r#"data: {"areas":["439801001001001"],"kinds":{"incident":1},"seq":1,"total_new":1}"#
        ),
        "{of_east}"
    );
    assert!(
        of_west.contains(
            r#"data: {"areas":["439801002002001"],"kinds":{"incident":1},"seq":2,"total_new":1}"#
        ),
        "{of_west}"
    );
    assert!(!of_west.contains("439801001001001"));
    city.service.insights.end_streams();
}
