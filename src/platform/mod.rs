//! What any web service needs; knows no capability.
pub mod num;
