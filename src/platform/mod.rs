//! What any web service needs. Knows no capability.

pub mod audit;
pub mod auth;
pub mod blobs;
pub mod clock;
pub mod console;
pub mod days;
pub mod db;
pub mod export;
pub mod frozen;
pub mod http;
pub mod ids;
pub mod input;
pub mod jobs;
pub mod keys;
pub mod num;
pub mod page;
pub mod problem;
pub mod query;
pub mod settings;
pub mod table;
pub mod telemetry;
pub mod web_app;
pub(crate) mod words;
