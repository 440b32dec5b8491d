//! The command line speaks to people through here and nowhere else.

use std::io::{IsTerminal as _, Write as _};

/// One line on standard output.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe (`| head`) is the reader's wish, not an error of ours.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// One line on standard error.
pub fn complain(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Progress that overwrites itself on a terminal and stays silent elsewhere.
pub fn progress(line: &str) {
    let mut err = std::io::stderr().lock();
    if err.is_terminal() {
        let _ = write!(err, "\r\x1b[K{line}").and_then(|()| err.flush());
    }
}

/// Ends a progress line.
pub fn progress_done() {
    if std::io::stderr().is_terminal() {
        let _ = writeln!(std::io::stderr().lock());
    }
}
