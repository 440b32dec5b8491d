//! A server that is asked to end finishes what is in flight.

use crate::ledger::Ledger;
use crate::process::city::{City, Engine};
use crate::process::phone::{batch, taken};
use crate::process::server::Server;
use std::time::Duration;

const PHONES: usize = 8;
/// What the service promises, and a little for the process to be gone.
const END: Duration = Duration::from_secs(11);

fn ends_well(mut server: Server) {
    let status = server.ended_within(END).expect("the server ends in time");
    assert!(status.success(), "{status}");
}

#[test]
fn a_server_asked_to_stop_answers_everything_in_flight_and_ends_within_ten_seconds() {
    let city = City::make(Engine::of_this_run(), PHONES);
    let server = city.serve();
    let mut ledger = Ledger::default();
    let mut in_flight = vec![];
    for person in 0..PHONES {
        let mut phone = city.phone(&server, person);
        let (id, record) = phone.incident();
        ledger.note(person, id, &record);
        ledger.confirm(&phone.hand_over(&[record]).unwrap());
        let records: Vec<_> = (0..100).map(|_| phone.incident()).collect();
        for (id, record) in &records {
            ledger.note(person, *id, record);
        }
        let records: Vec<_> = records.into_iter().map(|(_, record)| record).collect();
        let (token, body) = (phone.token.clone(), batch(&records));
        phone
            .connection
            .send("POST", "/api/v1/records/batch", &token, &body)
            .unwrap();
        in_flight.push(phone);
    }
    std::thread::sleep(Duration::from_millis(50));
    server.ask_to_stop();
    for mut phone in in_flight {
        let reply = phone.connection.receive().expect("a whole answer");
        assert_eq!(reply.status, 200);
        ledger.confirm(&taken(&reply));
    }
    ends_well(server);
    assert_eq!(ledger.confirmed(), ledger.len());
    ledger.agrees_with(&city);
}

#[test]
fn a_batch_half_sent_when_the_server_is_asked_to_stop_is_still_taken() {
    let city = City::make(Engine::of_this_run(), 1);
    let server = city.serve();
    let mut phone = city.phone(&server, 0);
    let (id, record) = phone.incident();
    let mut ledger = Ledger::default();
    ledger.note(0, id, &record);
    // Used once, so that the server has surely accepted the connection.
    let (token, mut slow) = (phone.token, phone.connection);
    let known = slow.call("GET", "/api/v1/me", &token, b"").unwrap();
    assert_eq!(known.status, 200);
    let body = batch(&[record]);
    let (first, rest) = body.split_at(body.len() / 2);
    slow.send_begin("POST", "/api/v1/records/batch", &token, first, body.len())
        .unwrap();
    std::thread::sleep(Duration::from_millis(100));
    server.ask_to_stop();
    std::thread::sleep(Duration::from_millis(500));
    slow.send_rest(rest).unwrap();
    let reply = slow.receive().expect("a whole answer");
    assert_eq!(reply.status, 200);
    ledger.confirm(&taken(&reply));
    ends_well(server);
    ledger.agrees_with(&city);
}
