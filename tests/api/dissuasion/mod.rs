//! Teams, shifts and hours.

mod demo;
mod figures;
mod hours;
mod kinds;
mod pack;
mod plans;
mod roster;
mod teams;
mod term;
