//! What areas add to the five levels: their names for people and the length of their codes.

pub use crate::platform::auth::Level;

/// Names for people: Chinese, English.
pub fn names_of(level: Level) -> (&'static str, &'static str) {
    match level {
        Level::City => ("市", "city"),
        Level::District => ("区", "district"),
        Level::Street => ("街道", "street"),
        Level::Community => ("社区", "community"),
        Level::Grid => ("网格", "grid"),
    }
}

/// Digits of a code at a level: region codes in the manner of GB/T 10114 have 12, a grid adds 3.
pub fn code_digits(level: Level) -> usize {
    if level == Level::Grid { 15 } else { 12 }
}
