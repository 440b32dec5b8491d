//! Replies that get lost, and the same item sent many times at once.

use crate::ledger::Ledger;
use crate::process::city::{City, Engine};
use crate::process::http::Connection;
use crate::process::phone::{Taken, batch};
use std::sync::Barrier;
use std::time::{Duration, Instant};
use wenxun::platform::db::scalar_i64;

#[test]
fn an_item_sent_five_times_at_once_is_stored_once_and_answered_five_times() {
    const ITEMS: usize = 40;
    let city = City::make(Engine::of_this_run(), 1);
    let server = city.serve();
    let mut phone = city.phone(&server, 0);
    let items: Vec<_> = (0..ITEMS).map(|_| phone.incident()).collect();
    let together = Barrier::new(5);
    let answers: Vec<Vec<Taken>> = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..5)
            .map(|_| {
                let (mut phone, items, together) = (city.phone(&server, 0), &items, &together);
                scope.spawn(move || {
                    let mut answers = vec![];
                    for (_, record) in items {
                        together.wait();
                        answers.extend(phone.hand_over(std::slice::from_ref(record)).unwrap());
                    }
                    answers
                })
            })
            .collect();
        senders.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let mut ledger = Ledger::default();
    for (number, (id, record)) in items.iter().enumerate() {
        let five: Vec<&Taken> = answers.iter().map(|answers| &answers[number]).collect();
        let created = five.iter().filter(|one| one.outcome == "created").count();
        let repeated = five.iter().filter(|one| one.outcome == "duplicate").count();
        assert_eq!((created, repeated), (1, 4), "{five:?}");
        let is_same = |one: &&Taken| (&one.receipt, one.seq) == (&five[0].receipt, five[0].seq);
        assert!(five.iter().all(is_same), "{five:?}");
        ledger.note(0, *id, record);
    }
    server.kill();
    ledger.agrees_with(&city);
}

#[test]
fn a_reply_lost_after_the_commit_is_harmless_because_sending_again_answers_duplicate() {
    let city = City::make(Engine::of_this_run(), 1);
    let server = city.serve();
    let mut phone = city.phone(&server, 0);
    let mut ledger = Ledger::default();
    for stored in 1..=5 {
        let (id, record) = phone.incident();
        ledger.note(0, id, &record);
        let mut lost = Connection::open(&server.address).unwrap();
        let body = batch(std::slice::from_ref(&record));
        lost.send("POST", "/api/v1/records/batch", &phone.token, &body)
            .unwrap();
        wait_for_records(&city, stored);
        drop(lost);
        let again = phone.hand_over(&[record]).unwrap();
        assert_eq!(again[0].outcome, "duplicate");
        assert_eq!(again[0].seq, stored);
        ledger.confirm(&again);
    }
    server.kill();
    ledger.agrees_with(&city);
}

#[test]
fn a_client_that_hangs_up_right_after_sending_finds_its_records_stored_once() {
    let city = City::make(Engine::of_this_run(), 1);
    let server = city.serve();
    let mut phone = city.phone(&server, 0);
    let mut ledger = Ledger::default();
    for _ in 0..30 {
        let (id, record) = phone.incident();
        ledger.note(0, id, &record);
        let mut hasty = Connection::open(&server.address).unwrap();
        let body = batch(&[record]);
        hasty
            .send("POST", "/api/v1/records/batch", &phone.token, &body)
            .unwrap();
    }
    ledger.send_all_again(&city, &server);
    server.kill();
    ledger.agrees_with(&city);
}

/// Waits until the database has `number` records, by whichever way they came.
fn wait_for_records(city: &City, number: i64) {
    let started = Instant::now();
    let sql = "SELECT COUNT(*) FROM record";
    let there = || city.look(async |db, _| scalar_i64(db.read(), sql).await.unwrap());
    while there() != Some(number) {
        assert!(
            started.elapsed() < Duration::from_secs(10),
            "nothing arrives"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}
