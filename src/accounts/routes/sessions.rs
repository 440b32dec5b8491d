//! Sign-in, refresh, sign-out.

use super::session_answer;
use crate::accounts::sessions::{self, SignIn};
use crate::accounts::tokens::DeviceProof;
use crate::accounts::transport::{Cookie, Transport};
use crate::accounts::wire::{Client, NewSession, SessionRefresh, SessionView};
use crate::accounts::{AccountError, Passwords};
use crate::platform::auth::{Public, SignedIn};
use crate::platform::input::Valid;
use crate::platform::problem::{Problem, ProblemResponses};
use actix_web::http::StatusCode;
use actix_web::http::header::SET_COOKIE;
use actix_web::{HttpRequest, HttpResponse, delete, post, web};
use secrecy::ExposeSecret as _;
use utoipa_actix_web::service_config::ServiceConfig;

pub(in crate::accounts) fn configure(service: &mut ServiceConfig) {
    service
        .service(create_session)
        .service(refresh_session)
        .service(end_session);
}

/// Sign in.
///
/// A browser gets the refresh token as a cookie, an API client (`"client": "api"`) in the body. Both get a cookie that
/// makes this device known. Unknown account, disabled account and wrong password have one answer.
#[utoipa::path(operation_id = "create_session", tag = "accounts", request_body = NewSession,
    responses((status = 201, body = SessionView), ProblemResponses))]
#[post("/sessions")]
async fn create_session(
    public: Public,
    request: HttpRequest,
    transport: web::Data<Transport>,
    passwords: web::Data<Passwords>,
    Valid(body): Valid<NewSession>,
) -> Result<HttpResponse, Problem> {
    let (connection, client) = (transport.connection(&request), body.client);
    let device_cookie = Cookie::Device
        .read(&request, connection)
        .unwrap_or_default();
    let sign_in = SignIn {
        account: body.account,
        password: body.password,
        device: body.device,
        client,
        connection,
        proofs: DeviceProof::parse_all(&device_cookie),
    };
    let opened = sessions::sign_in(public.db(), public.state(), &passwords, sign_in).await?;
    Ok(session_answer(
        StatusCode::CREATED,
        opened,
        client,
        connection,
    ))
}

/// Get the next access token.
///
/// The refresh token is used up and replaced. If the answer is lost, the same token may be sent again until its successor
/// was used. An older one that comes back ends the session.
#[utoipa::path(operation_id = "refresh_session", tag = "accounts", request_body = SessionRefresh,
    responses((status = 200, body = SessionView), ProblemResponses))]
#[post("/sessions/refresh")]
async fn refresh_session(
    public: Public,
    request: HttpRequest,
    transport: web::Data<Transport>,
    Valid(body): Valid<SessionRefresh>,
) -> Result<HttpResponse, Problem> {
    let connection = transport.connection(&request);
    let token = match body.client {
        Client::Browser => Cookie::Refresh.read(&request, connection),
        Client::Api => body
            .refresh_token
            .map(|token| token.expose_secret().to_owned()),
    };
    let token = token.ok_or(AccountError::SessionEnded)?;
    let opened = sessions::refresh(public.db(), public.state(), &token).await?;
    Ok(session_answer(
        StatusCode::OK,
        opened,
        body.client,
        connection,
    ))
}

/// Sign out of this session. The device stays known.
#[utoipa::path(operation_id = "end_session", tag = "accounts", security(("bearer" = [])),
    responses((status = 204, description = "Signed out."), ProblemResponses))]
#[delete("/sessions/current")]
async fn end_session(
    who: SignedIn,
    request: HttpRequest,
    transport: web::Data<Transport>,
) -> Result<HttpResponse, Problem> {
    sessions::sign_out(&who).await?;
    let forget = Cookie::Refresh.forget(transport.connection(&request));
    Ok(HttpResponse::NoContent()
        .insert_header((SET_COOKIE, forget))
        .finish())
}
