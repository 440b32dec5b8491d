//! The operations, one file for each group.

pub(super) mod accounts;
pub(super) mod audit;
pub(super) mod import;
pub(super) mod me;
pub(super) mod sessions;
pub(super) mod setup;

use super::sessions::Opened;
use super::transport::{Connection, Cookie, DEVICE_COOKIE_S};
use super::wire::Client;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, SET_COOKIE};

/// The answer to a sign-in or refresh: tokens where this kind of client keeps them.
fn session_answer(
    status: StatusCode,
    mut opened: Opened,
    client: Client,
    connection: Connection,
) -> HttpResponse {
    let mut answer = HttpResponse::build(status);
    answer.insert_header((CACHE_CONTROL, "no-store"));
    if let Some(device) = &opened.device_cookie {
        answer.append_header((
            SET_COOKIE,
            Cookie::Device.set(device, connection, DEVICE_COOKIE_S),
        ));
    }
    match client {
        Client::Browser => {
            let cookie = Cookie::Refresh.set(&opened.refresh_token, connection, opened.refresh_s);
            answer.append_header((SET_COOKIE, cookie));
        }
        Client::Api => opened.view.refresh_token = Some(opened.refresh_token),
    }
    answer.json(opened.view)
}
