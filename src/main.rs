//! The `wenxun` command.
fn main() {}
