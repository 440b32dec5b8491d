//! Writes random forms, scripts and their outcomes, one JSON document per line, for the phone's engine to play:
//! `cargo run -p xlsform --example random_forms -- SEED COUNT > FILE`.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    dead_code,
    reason = "a tool of the tests, built from their modules"
)]

#[path = "../tests/forms/random.rs"]
mod random;
#[path = "../tests/forms/support.rs"]
mod support;

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .map(|argument| argument.parse::<u32>().unwrap());
    let (seed, count) = (
        arguments.next().unwrap_or(1),
        arguments.next().unwrap_or(100),
    );
    for vector in random::vectors(u64::from(seed), usize::try_from(count).unwrap()) {
        println!("{vector}");
    }
}
