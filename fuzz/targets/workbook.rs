//! Any bytes as a workbook: compiled, and what compiles is filled and checked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xlsform::{Files, Occasion, Script, Session, Step, check, compile};

fuzz_target!(|bytes: &[u8]| {
    let Some(form) = compile(bytes, &Files::new()).form else {
        return;
    };
    let Some(occasion) = Occasion::at("2026-11-20T09:30:00+08:00", 7) else {
        return;
    };
    let steps = form.nodes.iter().skip(1).flat_map(|node| {
        let path = node.path.clone();
        [
            Step::Set { path: path.clone(), value: "1".to_owned() },
            Step::Add { path: path.clone() },
            Step::Choices { path },
        ]
    });
    let script = Script { steps: steps.collect() };
    let mut session = Session::start(&form, occasion.clone());
    session.play(&script);
    check(&form, &session.answers(), occasion);
});
