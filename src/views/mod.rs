//! Saved views (常用视图): filters of office lists and maps that a person keeps by name.
//!
//! * A view is a page and its query string; it holds no figures and no rows, so it shows whatever its owner may see now.
//! * Views belong to one account: nobody else sees, changes or deletes them; to others they do not exist.
//! * At most 30 views a page; one of them may be the default that the page opens with.

mod queries;
mod routes;
mod service;
mod wire;

pub use routes::configure;
