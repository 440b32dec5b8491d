//! Answers as files: CSV, workbook, SPSS syntax. Without doors, and made while they are sent.
//!
//! * One line an interview, by number: which interview lies behind it is nobody's to know. Each repeat of the form is a table
//!   of its own, keyed by that number and the instance.
//! * Where several answers may be chosen, each is a column of 1 and 0; blank where the question was not answered.
//! * Every line carries stratum, cluster, chance and weight, so that the figures can be reckoned elsewhere (`docs/RATES.md`).
//! * What binds to the visit (door, day, position) and files are left out.
mod book;
mod lines;
mod routes;
mod rows;
mod spss;
mod table;
mod text;

pub(super) use routes::configure;

#[cfg(test)]
mod memory;
