//! The guards that stand in handlers' signatures. There is no other way from a handler to the database.

use super::permissions::Requires;
use super::{Actor, AreaScope, State};
use crate::platform::clock::UtcMillis;
use crate::platform::db::Db;
use crate::platform::problem::{Code, Problem};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};
use std::marker::PhantomData;
use std::sync::Arc;
use uuid::Uuid;

/// Proof that somebody is signed in, active, and holds permission `P` somewhere.
#[derive(Clone, Debug)]
pub struct Allowed<P> {
    state: State,
    actor: Arc<Actor>,
    scope: AreaScope,
    permission: PhantomData<P>,
}

impl<P> Allowed<P> {
    /// The caller.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The subtrees (and own rows) in which `P` holds.
    pub fn scope(&self) -> &AreaScope {
        &self.scope
    }

    /// For reading.
    pub fn read(&self) -> &DatabaseConnection {
        self.state.db().read()
    }

    /// One write transaction: commits on `Ok`, rolls back on `Err`.
    pub async fn write<T, E: From<DbErr>>(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>,
    ) -> Result<T, E> {
        self.state.db().write(work).await
    }

    /// The database, for use cases that own their transactions.
    pub fn db(&self) -> &Db {
        self.state.db()
    }

    /// Time, ids and keys.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The present instant.
    pub fn now(&self) -> UtcMillis {
        self.state.clock.now()
    }

    /// A new identifier.
    pub fn new_id(&self) -> Uuid {
        self.state.ids.next(&self.state.clock)
    }
}

impl<P: Requires> FromRequest for Allowed<P> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_parts(request);
        Box::pin(async move {
            let SignedIn { state, actor } = signed_in.await?;
            if actor.must_change_password {
                return Err(Problem::new(Code::PasswordChangeRequired));
            }
            let scope = actor
                .scope(P::PERMISSION)
                .ok_or_else(|| Problem::new(Code::PermissionDenied))?;
            Ok(Self {
                state,
                actor,
                scope,
                permission: PhantomData,
            })
        })
    }
}

/// Proof that somebody is signed in, whatever the role; reaches only what belongs to the caller.
#[derive(Clone, Debug)]
pub struct SignedIn {
    state: State,
    actor: Arc<Actor>,
}

impl SignedIn {
    fn from_parts(request: &HttpRequest) -> LocalBoxFuture<'static, Result<Self, Problem>> {
        let state = request.app_data::<web::Data<State>>().cloned();
        let token = bearer(request).map(str::to_owned);
        let span = tracing::Span::current();
        Box::pin(async move {
            let state = state.ok_or_else(|| Problem::internal("find the state", "not mounted"))?;
            let token = token.ok_or_else(|| Problem::new(Code::SignInRequired))?;
            let actor = state.actor_of(&token).await?;
            span.record("actor.id", tracing::field::display(actor.account_id));
            Ok(Self {
                state: State::clone(&state),
                actor,
            })
        })
    }

    /// The caller.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// For reading the caller's own rows.
    pub fn read(&self) -> &DatabaseConnection {
        self.state.db().read()
    }

    /// The database, for use cases over the caller's own rows.
    pub fn db(&self) -> &Db {
        self.state.db()
    }

    /// Time, ids and keys.
    pub fn state(&self) -> &State {
        &self.state
    }
}

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        Self::from_parts(request)
    }
}

/// An endpoint without sign-in says so with this guard; only `accounts` and health use its database.
#[derive(Clone, Debug)]
pub struct Public {
    state: State,
}

impl Public {
    /// The database; for sign-in and health only (a structure test checks the callers).
    pub fn db(&self) -> &Db {
        self.state.db()
    }

    /// Time, ids and keys.
    pub fn state(&self) -> &State {
        &self.state
    }
}

impl FromRequest for Public {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let state = request.app_data::<web::Data<State>>();
        std::future::ready(
            state
                .map(|state| Self {
                    state: State::clone(state),
                })
                .ok_or_else(|| Problem::internal("find the state", "not mounted")),
        )
    }
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get("authorization")?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}
