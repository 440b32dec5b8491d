//! Every statement over the accounts' tables. Each takes a connection; none begins a transaction.

pub mod accounts;
pub(super) mod audit;
pub(super) mod guesses;
pub(super) mod listing;
pub mod roles;
pub(super) mod sessions;

use crate::platform::db::Global;
use entity::{refresh_token, sign_in_guess};

impl Global for refresh_token::Entity {
    const REASON: &'static str = "belongs to its session";
}

impl Global for sign_in_guess::Entity {
    const REASON: &'static str = "counts guesses before anybody is known";
}
