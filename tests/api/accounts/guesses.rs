//! Limits on guessing.

use super::{cookie, problem, try_sign_in};
use crate::support::{PASSWORD, TestCity, WORK_GRID};
use entity::sign_in_guess;
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set};

async fn guess(city: &TestCity, times: usize, headers: &[(&str, &str)]) {
    for _ in 0..times {
        let reply = try_sign_in(&city.stranger(), "li.grid", "wrong", "browser", headers).await;
        assert_eq!(problem(&reply), (401, "sign_in_failed".into()));
    }
}

async fn city_with_worker() -> TestCity {
    let city = TestCity::spawn().await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    city
}

#[tokio::test]
async fn after_ten_wrong_passwords_even_the_right_one_waits_a_quarter_of_an_hour() {
    let city = city_with_worker().await;
    guess(&city, 10, &[]).await;
    city.advance_s(60);
    let reply = try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &[]).await;
    assert_eq!(problem(&reply), (429, "too_many_attempts".into()));
    assert_eq!(reply.header("retry-after"), "840");
    city.advance_s(840);
    assert_eq!(
        try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &[])
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn an_account_that_does_not_exist_is_limited_alike() {
    let city = TestCity::spawn().await;
    let mut answers = vec![];
    for _ in 0..11 {
        answers.push(problem(
            &try_sign_in(&city.stranger(), "nobody.here", "wrong", "browser", &[]).await,
        ));
    }
    assert!(
        answers[..10]
            .iter()
            .all(|answer| *answer == (401, "sign_in_failed".into()))
    );
    assert_eq!(answers[10], (429, "too_many_attempts".into()));
}

#[tokio::test]
async fn a_known_device_is_not_locked_out_by_a_strangers_guesses() {
    let city = city_with_worker().await;
    let first = try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &[]).await;
    let device = cookie(&first, "wenxun_device");
    guess(&city, 10, &[]).await;
    assert_eq!(
        try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &[])
            .await
            .status,
        429
    );
    let known = try_sign_in(
        &city.stranger(),
        "li.grid",
        PASSWORD,
        "browser",
        &[("cookie", &device)],
    )
    .await;
    assert_eq!(known.status, 201, "{}", known.text());
}

#[tokio::test]
async fn guesses_on_a_known_device_lock_only_that_device() {
    let city = city_with_worker().await;
    let first = try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &[]).await;
    let device = cookie(&first, "wenxun_device");
    guess(&city, 10, &[("cookie", &device)]).await;
    let known = try_sign_in(
        &city.stranger(),
        "li.grid",
        PASSWORD,
        "browser",
        &[("cookie", &device)],
    )
    .await;
    assert_eq!(known.status, 429);
    assert_eq!(
        try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &[])
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn the_right_password_forgives_earlier_slips() {
    let city = city_with_worker().await;
    for _ in 0..3 {
        guess(&city, 9, &[]).await;
        assert_eq!(
            try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &[])
                .await
                .status,
            201
        );
    }
}

#[tokio::test]
async fn guesses_sent_all_at_once_do_not_slip_through() {
    let city = city_with_worker().await;
    let client = city.stranger();
    let attempts = (0..25).map(|_| try_sign_in(&client, "li.grid", "wrong", "browser", &[]));
    let answers = futures_util::future::join_all(attempts).await;
    let tried = answers.iter().filter(|reply| reply.status == 401).count();
    assert_eq!(
        (
            tried,
            answers.iter().filter(|reply| reply.status == 429).count()
        ),
        (10, 15)
    );
}

#[tokio::test]
async fn an_address_is_limited_loosely_over_all_accounts() {
    let city = city_with_worker().await;
    let spent = sign_in_guess::ActiveModel {
        bucket: Set("address:127.0.0.1".into()),
        failures: Set(199),
        since: Set(crate::support::NOW.0),
    };
    let written: Result<_, sea_orm::DbErr> = city
        .service
        .db
        .write(async |tx| spent.insert(tx).await)
        .await;
    written.unwrap();
    guess(&city, 1, &[]).await;
    let reply = try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &[]).await;
    assert_eq!(problem(&reply), (429, "too_many_attempts".into()));
}
