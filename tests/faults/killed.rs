//! `kill -9` in the middle of mixed writes.

use crate::ledger::Ledger;
use crate::process::city::{City, Engine};
use crate::process::server::Server;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

pub const PHONES: usize = 8;
/// Longest wait for a round's confirmations.
const PATIENCE: Duration = Duration::from_mins(1);

pub fn rounds() -> u64 {
    std::env::var("WENXUN_TEST_FAULT_ROUNDS").map_or(3, |text| text.parse().expect("a number"))
}

/// Sends single records, batches, repetitions and photos until the server is gone.
///
/// Counts what is confirmed in `confirmed`.
pub fn send_until_cut_off(
    city: &City,
    server: &Server,
    person: usize,
    confirmed: &AtomicUsize,
) -> Ledger {
    let mut ledger = Ledger::default();
    let mut phone = city.phone(server, person);
    for turn in 0_usize.. {
        let size = [1, 1, 7, 1, 30][turn % 5];
        let mut records = vec![];
        for _ in 0..size {
            let (id, record) = phone.incident();
            ledger.note(person, id, &record);
            records.push(record);
        }
        if turn % 3 == 2 {
            records.extend(ledger.any_confirmed());
        }
        match phone.hand_over(&records) {
            Ok(taken) => {
                ledger.confirm(&taken);
                confirmed.fetch_add(1, Ordering::SeqCst);
            }
            Err(_cut_off) => break,
        }
        if turn % 4 == 3 {
            let (hash, bytes) = crate::process::phone::Phone::photo();
            match phone.send_photo(&hash, &bytes) {
                Ok(reply) => {
                    assert_eq!(reply.status, 201);
                    ledger.confirm_photo(person, hash);
                }
                Err(_cut_off) => break,
            }
        }
    }
    ledger
}

/// Waits until so many requests are confirmed.
pub fn wait_for(confirmed: &AtomicUsize, number: usize) {
    let began = Instant::now();
    while confirmed.load(Ordering::SeqCst) < number {
        assert!(began.elapsed() < PATIENCE, "the server does not answer");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn write_until_killed(city: &City, server: Server, after: usize) -> Ledger {
    let mut all = Ledger::default();
    let confirmed = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let phones: Vec<_> = (0..PHONES)
            .map(|person| {
                let (server, confirmed) = (&server, &confirmed);
                scope.spawn(move || send_until_cut_off(city, server, person, confirmed))
            })
            .collect();
        wait_for(&confirmed, after);
        server.signal("-KILL");
        for phone in phones {
            all.absorb(phone.join().unwrap());
        }
    });
    server.kill();
    all
}

#[test]
fn what_was_confirmed_before_a_kill_is_there_after_it_and_nothing_is_doubled() {
    let city = City::make(Engine::of_this_run(), PHONES);
    let mut all = Ledger::default();
    for round in 1..=rounds() {
        let after = 40 + usize::try_from(round).unwrap() * 97 % 200;
        let mut made = write_until_killed(&city, city.serve(), after);
        eprintln!(
            "round {round}: {} records sent, {} confirmed, {} photos confirmed, then killed",
            made.len(),
            made.confirmed(),
            made.photos()
        );
        let server = city.serve();
        made.send_all_again(&city, &server);
        server.kill();
        all.absorb(made);
    }
    let server = city.serve();
    all.send_all_again(&city, &server);
    server.kill();
    all.agrees_with(&city);
}
