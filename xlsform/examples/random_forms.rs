//! Writes random forms, scripts and their outcomes, one JSON document per line, for the phone's engine to play:
//! `cargo run -p xlsform --example random_forms -- SEED COUNT [xform NOW] > FILE`. With `xform` each holds its XForm too and
//! is played at NOW, such as 2026-11-20T09:30:00+08:00: other engines know no moment but the present.
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
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, usual: u32| {
        arguments
            .get(at)
            .map_or(usual, |text| text.parse().unwrap())
    };
    let (seed, count) = (number(0, 1), number(1, 100));
    let with_xform = arguments.get(2).is_some_and(|word| word == "xform");
    let now = arguments.get(3).map_or(random::NOW, String::as_str);
    for mut vector in random::vectors(u64::from(seed), usize::try_from(count).unwrap(), now) {
        if with_xform {
            let form = xlsform::Form::from_json(&vector["form"].to_string()).unwrap();
            vector["xform"] = xlsform::to_xform(&form).into();
        }
        println!("{vector}");
    }
}
