//! A file that outgrows 500 lines, or a function that outgrows 60, is two things.

use crate::source::{Source, closing, files, service};

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 60;

/// The Rust of the service and of the questionnaire crate.
fn rust() -> Vec<Source> {
    let mut sources = service();
    sources.extend(files("xlsform/src", &[".rs"]));
    sources
}

#[test]
fn no_file_is_longer_than_500_lines_without_its_tests() {
    let rust = rust()
        .into_iter()
        .map(|source| (source.path.clone(), source.code()));
    // What is generated before every build is nobody's to shorten.
    let web = files("web/src", &[".ts", ".vue", ".css"])
        .into_iter()
        .filter(|source| !source.path.ends_with(".gen.ts"))
        .map(|source| (source.path, source.text));
    let long: Vec<String> = rust
        .chain(web)
        .map(|(path, text)| (path, text.trim_end().lines().count()))
        .filter(|(_, lines)| *lines > FILE_LINES)
        .map(|(path, lines)| format!("{path} has {lines} lines"))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn no_function_is_longer_than_60_lines() {
    let mut long = vec![];
    for source in rust() {
        let code = source.code();
        for (start, name) in functions(&code) {
            let lines = code[start..=body_end(&code, start)].lines().count();
            if lines > FUNCTION_LINES {
                let at = code[..start].lines().count();
                long.push(format!("{}:{at} {name} has {lines} lines", source.path));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

/// Where each `fn name` begins, with its name.
fn functions(code: &str) -> Vec<(usize, &str)> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices("fn ")
        .filter(|(at, _)| !code[..*at].ends_with(is_word))
        .map(|(at, _)| {
            (
                at,
                code[at + 3..]
                    .split(|letter| !is_word(letter))
                    .next()
                    .unwrap(),
            )
        })
        .filter(|(_, name)| !name.is_empty())
        .collect()
}

/// Where the body of the function that begins at `start` ends; a declaration ends at its `;`.
fn body_end(code: &str, start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, letter) in code[start..].char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '{' if depth == 0 => return closing(code, start + at),
            ';' if depth == 0 => return start + at,
            _ => {}
        }
    }
    code.len() - 1
}

#[test]
fn functions_and_their_ends_are_found() {
    let code = "fn one(a: [u8; 2]) -> u8 {\n if a { 1 }\n}\nfn two();\nlet often = 1;";
    let found: Vec<(usize, &str)> = functions(code);
    assert_eq!(
        found.iter().map(|(_, name)| *name).collect::<Vec<_>>(),
        ["one", "two"]
    );
    assert_eq!(code[..=body_end(code, found[0].0)].lines().count(), 3);
}
