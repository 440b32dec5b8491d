//! A real server process seen from outside: what the fault tests and the benches of the whole service share.

mod city;
mod http;
mod phone;
mod server;

pub use city::{City, Engine};
pub use http::{Connection, Reply};
pub use phone::{Phone, Taken, batch, taken};
pub use server::Server;
