//! Migration of the database.
