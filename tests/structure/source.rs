//! Reads the project's files; blanks comments, texts and test modules out of Rust, so that a search finds code only.

use std::path::{Path, PathBuf};

/// One file of the project.
pub struct Source {
    /// Path from the root of the project, with `/`.
    pub path: String,
    /// The text as it stands.
    pub text: String,
}

impl Source {
    /// The code with comments, literals and `#[cfg(test)]` modules blanked; line numbers stay.
    pub fn code(&self) -> String {
        without_tests(&blank(&self.text))
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files below `folder` whose names end with one of `endings`, sorted; what is built or fetched is left out.
pub fn files(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = vec![];
    walk(&root().join(folder), &mut found);
    found.sort();
    found
        .into_iter()
        .filter(|file| {
            endings
                .iter()
                .any(|end| file.to_string_lossy().ends_with(end))
        })
        .filter_map(|file| {
            let text = std::fs::read_to_string(&file).ok()?;
            let path = file
                .strip_prefix(root())
                .unwrap()
                .to_string_lossy()
                .into_owned();
            Some(Source { path, text })
        })
        .collect()
}

/// The Rust of the service, without files that hold tests only.
pub fn service() -> Vec<Source> {
    let mut sources = files("src", &[".rs"]);
    sources
        .retain(|source| !source.path.ends_with("/tests.rs") && !source.path.contains("/tests/"));
    assert!(sources.len() > 100, "the source was not found");
    sources
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    const LEFT_OUT: [&str; 6] = [
        "target",
        "node_modules",
        ".git",
        "dist",
        "data",
        "playwright-report",
    ];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !LEFT_OUT.contains(&name.as_str()) {
                walk(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

/// Spaces instead of comments and literals.
fn blank(text: &str) -> String {
    let given: Vec<char> = text.chars().collect();
    let mut left = given.clone();
    let mut at = 0;
    while at < given.len() {
        let end = skipped_from(&given, at);
        for letter in &mut left[at..end] {
            if *letter != '\n' {
                *letter = ' ';
            }
        }
        at = end.max(at + 1);
    }
    left.into_iter().collect()
}

/// The end of the comment or literal that begins at `at`; `at` itself when none does.
fn skipped_from(given: &[char], at: usize) -> usize {
    let next = |ahead: usize| given.get(at + ahead).copied().unwrap_or(' ');
    let is_word_before = at > 0 && (given[at - 1].is_alphanumeric() || given[at - 1] == '_');
    match given[at] {
        '/' if next(1) == '/' => (at..given.len())
            .find(|place| given[*place] == '\n')
            .unwrap_or(given.len()),
        '/' if next(1) == '*' => after(given, at + 2, "*/"),
        '"' => after_quote(given, at + 1, '"'),
        'r' if !is_word_before && matches!(next(1), '"' | '#') => {
            let hashes = given[at + 1..]
                .iter()
                .take_while(|letter| **letter == '#')
                .count();
            if next(1 + hashes) == '"' {
                after(given, at + 2 + hashes, &format!("\"{}", "#".repeat(hashes)))
            } else {
                at
            }
        }
        '\'' if next(1) == '\\' || next(2) == '\'' => after_quote(given, at + 1, '\''),
        _ => at,
    }
}

fn after(given: &[char], from: usize, end: &str) -> usize {
    let end: Vec<char> = end.chars().collect();
    (from..given.len())
        .find(|place| given[*place..].starts_with(&end))
        .map_or(given.len(), |place| place + end.len())
}

fn after_quote(given: &[char], from: usize, quote: char) -> usize {
    let mut at = from;
    while at < given.len() && given[at] != quote {
        at += if given[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(given.len())
}

/// Blanks `#[cfg(test)] mod … { … }`.
fn without_tests(code: &str) -> String {
    let mut kept = code.to_owned();
    while let Some(start) = kept.find("#[cfg(test)]") {
        let end = kept[start..].find(['{', ';']).map(|at| start + at).unwrap();
        let end = if kept[end..].starts_with('{') {
            closing(&kept, end)
        } else {
            end
        };
        let blanked: String = kept[start..=end]
            .chars()
            .map(|letter| if letter == '\n' { '\n' } else { ' ' })
            .collect();
        kept.replace_range(start..=end, &blanked);
    }
    kept
}

/// Byte position of the brace that closes the one at `open`.
pub fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, letter) in code[open..].char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 1 => return open + at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    code.len() - 1
}

#[test]
fn comments_and_texts_are_blanked_and_code_stays() {
    let text = "let a = \"fn \\\" {\"; // fn\nlet b: &'static str = r#\"{\"#; let c = '{'; /* { */ fn f() {}";
    let code = blank(text);
    assert_eq!(code.matches("fn ").count(), 1, "{code}");
    assert_eq!(code.matches('{').count(), 1, "{code}");
    assert!(code.contains("&'static str"), "{code}");
    assert_eq!(code.lines().count(), text.lines().count());
}

#[test]
fn test_modules_are_blanked() {
    let code = without_tests("fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() {}\n}\nfn c() {}");
    assert!(
        code.contains("fn a") && code.contains("fn c") && !code.contains("fn b"),
        "{code}"
    );
}
