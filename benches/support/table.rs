//! What came of a measure as a row of the table: path, goal, figure, verdict.

use std::time::Duration;

/// Prints one row.
pub fn row(path: &str, goal: &str, figure: &str, is_met: bool) {
    let verdict = if is_met { "met" } else { "**missed**" };
    println!("| {path} | {goal} | {figure} | {verdict} |");
}

/// Prints the row of many times, with their middle and their 95th of 100, in milliseconds; without a goal none is judged.
pub fn times_row(path: &str, goal_ms: Option<f64>, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |percent: usize| times[times.len() * percent / 100].as_secs_f64() * 1e3;
    let goal = goal_ms.map_or("–".to_owned(), |goal| format!("p95 ≤ {goal:.0} ms"));
    let figure = format!("p50 {:.2}, p95 {:.2} ms", at(50), at(95));
    row(
        path,
        &goal,
        &figure,
        goal_ms.is_none_or(|goal| at(95) <= goal),
    );
}
