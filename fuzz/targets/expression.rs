//! Any text as an expression.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _outcome = xlsform::check_syntax(text);
});
