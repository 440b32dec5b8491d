//! The first administrator.

use super::session_answer;
use crate::accounts::Passwords;
use crate::accounts::sessions::SignIn;
use crate::accounts::setup::create_first_administrator as create;
use crate::accounts::transport::Transport;
use crate::accounts::wire::{Client, NewAdministrator, SessionView};
use crate::platform::auth::Public;
use crate::platform::input::Valid;
use crate::platform::problem::{Problem, ProblemResponses};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, post, web};
use secrecy::ExposeSecret as _;
use utoipa_actix_web::service_config::ServiceConfig;

pub(in crate::accounts) fn configure(service: &mut ServiceConfig) {
    service.service(create_first_administrator);
}

/// Create the first administrator with the printed one-time link, and sign in.
#[utoipa::path(operation_id = "create_first_administrator", tag = "accounts", request_body = NewAdministrator,
    responses((status = 201, body = SessionView), ProblemResponses))]
#[post("/setup")]
async fn create_first_administrator(
    public: Public,
    request: HttpRequest,
    transport: web::Data<Transport>,
    passwords: web::Data<Passwords>,
    Valid(body): Valid<NewAdministrator>,
) -> Result<HttpResponse, Problem> {
    let connection = transport.connection(&request);
    let (db, state, token) = (public.db(), public.state(), body.token.expose_secret());
    let (device, client) = (body.device, Client::Browser);
    let sign_in = SignIn {
        account: body.account,
        password: body.password,
        device,
        client,
        connection,
        proofs: vec![],
    };
    let opened = create(db, state, &passwords, token, body.name.trim(), sign_in).await?;
    Ok(session_answer(
        StatusCode::CREATED,
        opened,
        client,
        connection,
    ))
}
