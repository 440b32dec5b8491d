//! Teams, shifts and hours.

mod hours;
mod kinds;
mod pack;
mod plans;
mod roster;
mod teams;
