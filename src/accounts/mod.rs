//! Accounts: who may sign in, on which devices, with which roles in which areas.
//!
//! * A password is worth 19 MiB of Argon2id; guesses are limited per account and per device first, per address loosely.
//!   An unknown account gets the same answer at the same cost; a known device is never locked out by a stranger's guesses.
//! * A session is a family of refresh tokens on one device. A token is used once; a reply that was lost may be asked for
//!   again; an old token that comes back ends the whole session.
//! * A role is granted in an area and holds for its subtree. Supervisors grant below their own level and inside their
//!   areas; administrators grant any role anywhere. Nobody disables oneself.
//! * Source of each rule: the access section of the privacy charter.
//!
//! ```text
//! refresh token:  unused ── presented ──▶ used ── presented again, no used child ──▶ another unused child
//!                   │                       └──── presented again, has a used child ──▶ session ended
//!                   └── a sibling was presented ──▶ void ── presented ──▶ session ended
//! ```

mod administration;
mod command;
mod demo;
mod error;
mod expire;
mod model;
mod passwords;
mod queries;
mod routes;
mod sessions;
mod setup;
mod tokens;
mod transport;
mod wire;

pub use command::{UserCommand, run as run_user_command};
pub use demo::list_demo_accounts;
pub use error::AccountError;
pub use expire::expire;
pub use model::{AccountName, normalise_account};
use passwords::check_password_for;
pub use passwords::{Passwords, check_new_password};
pub use queries::accounts::{NewAccount, create_account_row};
pub(crate) use queries::accounts::{holders, names_of};
pub use queries::roles::{NewGrant, grant_role_row, has_administrator};
pub use setup::prepare_setup;
pub use transport::Transport;
pub use wire::{DemoAccountView, MeView, RoleInAreaView, SessionView};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations below `/api/v1`. The app must share [`Passwords`] and [`Transport`] as `web::Data`.
pub fn configure(service: &mut ServiceConfig) {
    routes::sessions::configure(service);
    routes::me::configure(service);
    routes::setup::configure(service);
    routes::import::configure(service);
    routes::accounts::configure(service);
    routes::audit::configure(service);
}
