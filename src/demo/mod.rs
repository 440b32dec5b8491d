//! The demo city: a folder of invented data to try the service with.

pub mod pack;
pub mod shift;
