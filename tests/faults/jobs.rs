//! Background work survives the death of the process that began it.

use crate::process::city::{City, Engine};
use sea_orm::{ConnectionTrait as _, DbErr};
use std::time::{Duration, Instant};
use wenxun::platform::db::scalar_i64;

const PHOTOS: i64 = 6;

fn count(city: &City, sql: &str) -> i64 {
    city.look(async |db, _| scalar_i64(db.read(), sql).await.unwrap().unwrap())
}

#[test]
fn the_copies_of_photos_are_made_after_a_restart_when_the_server_died_before() {
    let city = City::make(Engine::of_this_run(), 1);
    let server = city.serve();
    let mut phone = city.phone(&server, 0);
    for _ in 0..PHOTOS {
        let (hash, bytes) = crate::process::phone::Phone::photo();
        assert_eq!(phone.send_photo(&hash, &bytes).unwrap().status, 201);
    }
    server.kill();
    let derived = "SELECT COUNT(*) FROM photo WHERE state = 'derived'";
    assert!(
        count(&city, derived) < PHOTOS,
        "the kill came before the work was done"
    );
    // What was begun belongs to the dead process for five minutes; let them be over.
    city.look(async |db, _| {
        let over = "UPDATE job SET lease_until = 1 WHERE state = 'running'";
        let done: Result<(), DbErr> = db
            .write(async |tx| tx.execute_unprepared(over).await.map(|_| ()))
            .await;
        done.unwrap();
    });
    let server = city.serve();
    let began = Instant::now();
    while count(&city, derived) < PHOTOS {
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "the work is not taken up"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    server.kill();
}
