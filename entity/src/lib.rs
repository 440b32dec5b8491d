//! Entity of the database.
