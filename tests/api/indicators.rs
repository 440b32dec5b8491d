//! Indicators: the responsibility table in editions, what measures a requirement, the scoreboard, frozen results, evidence.

mod evidence;
mod framework;
mod scoreboard;
