//! The write path as phones use it.

mod corrections;
mod flags;
mod intake;
mod pack;
mod receipts;
mod rescue;
