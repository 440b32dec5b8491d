//! `kill -9` in the middle of mixed writes.

use crate::ledger::Ledger;
use crate::process::{City, Engine, Server};
use std::time::Duration;

pub const PHONES: usize = 8;

pub fn rounds() -> u64 {
    std::env::var("WENXUN_TEST_FAULT_ROUNDS").map_or(3, |text| text.parse().expect("a number"))
}

/// Sends single records, batches, repetitions and photos until the server is gone.
pub fn send_until_cut_off(city: &City, server: &Server, person: usize) -> Ledger {
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
            Ok(taken) => ledger.confirm(&taken),
            Err(_cut_off) => break,
        }
        if turn % 4 == 3 {
            let (hash, bytes) = phone.photo();
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

fn write_until_killed(city: &City, server: Server, after: Duration) -> Ledger {
    let mut all = Ledger::default();
    std::thread::scope(|scope| {
        let phones: Vec<_> = (0..PHONES)
            .map(|person| {
                let server = &server;
                scope.spawn(move || send_until_cut_off(city, server, person))
            })
            .collect();
        std::thread::sleep(after);
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
        let after = Duration::from_millis(400 + round * 397 % 900);
        let mut made = write_until_killed(&city, city.serve(), after);
        assert!(
            made.confirmed() > 0,
            "the round was too short to mean something"
        );
        eprintln!(
            "round {round}: killed after {} ms, {} records sent, {} confirmed, {} photos confirmed",
            after.as_millis(),
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
