//! Asking a service in a process of its own again and again.

use crate::process::http::Connection;
use crate::table::times_row;
use std::time::Instant;

/// Requests of one measure, after the first few.
const ASKED: usize = 200;
const FIRST: usize = 5;

/// Asks over one kept connection and prints the row.
pub fn measure(connection: &mut Connection, token: &str, what: &str, path: &str, goal_ms: f64) {
    let once = |_| {
        let began = Instant::now();
        let reply = connection.call("GET", path, token, b"").unwrap();
        let text = String::from_utf8_lossy(&reply.body);
        assert_eq!(reply.status, 200, "{text}");
        began.elapsed()
    };
    let times = (0..ASKED + FIRST).map(once).skip(FIRST).collect();
    times_row(what, Some(goal_ms), times);
}
