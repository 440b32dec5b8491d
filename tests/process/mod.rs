//! A real server process seen from outside: what the fault tests and the benches of the whole service share.

pub mod city;
pub mod http;
pub mod phone;
pub mod server;
