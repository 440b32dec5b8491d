//! Words for people, and words that belong to somebody's own machine.

use crate::source::files;

#[test]
fn every_problem_code_has_words_in_chinese_and_english() {
    let codes = files("src/platform/problem", &["codes.rs"]);
    let mut rows = 0_usize;
    for line in codes[0]
        .text
        .lines()
        .filter(|line| line.contains(" = \"") && line.trim_end().ends_with(';'))
    {
        let texts: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        let [code, .., zh, en] = texts.as_slice() else {
            panic!("a code without two texts: {line}")
        };
        assert!(!zh.is_ascii(), "{code} has no Chinese words: {zh}");
        assert!(
            en.is_ascii() && en.contains(' '),
            "{code} has no English words: {en}"
        );
        assert!(
            code.chars().all(|letter| letter.is_ascii_lowercase()
                || letter == '_'
                || letter.is_ascii_digit())
        );
        rows += 1;
    }
    assert!(rows > 20, "the table of codes was not read");
}

#[test]
fn no_file_names_a_folder_of_somebodys_machine() {
    let folders = ["home", "Users", "root", "work", "tmp", "mnt", "workspace"]
        .map(|folder| format!("/{folder}/"));
    let kinds = [
        ".rs", ".toml", ".md", ".ts", ".vue", ".mjs", ".js", ".json", ".py", ".yml", ".yaml",
        ".html", ".css", ".csv", ".sh", "Makefile",
    ];
    let mut wrong = vec![];
    for source in files("", &kinds) {
        for (number, line) in source.text.lines().enumerate() {
            let is_named = |folder: &String| {
                line.match_indices(folder.as_str()).any(|(at, _)| {
                    !line[..at].ends_with(|letter: char| {
                        letter.is_alphanumeric() || "._-})*/".contains(letter)
                    })
                })
            };
            if folders.iter().any(is_named) {
                wrong.push(format!("{}:{} {}", source.path, number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
