//! Words of an expression. As in XPath, `*`, `and`, `or`, `div` and `mod` are operators only after something to
//! operate on, and `-` belongs to a name when it touches one.

use super::SyntaxFault;

/// One word.
#[derive(Debug, Clone, PartialEq)]
pub enum Word {
    Num(f64),
    Text(String),
    /// `${…}`
    Ref(String),
    Name(String),
    /// An operator or a sign.
    Sign(&'static str),
}

/// A word and where it begins, in characters from 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    pub word: Word,
    pub at: usize,
}

/// Signs longest first.
const SIGNS: [&str; 21] = [
    "!=", "<=", ">=", "//", "..", "::", "(", ")", "[", "]", ",", "/", "=", "<", ">", "+", "-", "*",
    "@", "|", ".",
];
/// What people write instead, and what to write.
const SLIPS: [(&str, &str); 5] = [
    ("==", "="),
    ("&&", "and"),
    ("||", "or"),
    ("<>", "!="),
    ("=>", ">="),
];
/// Signs of other keyboards and word processors: full-width, typographic, mathematical.
const FOREIGN: [(char, &str); 29] = [
    ('\u{ff08}', "("),
    ('\u{ff09}', ")"),
    ('\u{ff0c}', ","),
    ('\u{3001}', ","),
    ('\u{ff1d}', "="),
    ('\u{ff1e}', ">"),
    ('\u{ff1c}', "<"),
    ('\u{ff0b}', "+"),
    ('\u{ff0d}', "-"),
    ('\u{ff0a}', "*"),
    ('\u{ff0f}', "/"),
    ('\u{ff0e}', "."),
    ('\u{3002}', "."),
    ('\u{ff5b}', "{"),
    ('\u{ff5d}', "}"),
    ('\u{ff3b}', "["),
    ('\u{ff3d}', "]"),
    ('\u{ff04}', "$"),
    ('\u{ff01}', "!"),
    ('\u{2018}', "'"),
    ('\u{2019}', "'"),
    ('\u{201c}', "\""),
    ('\u{201d}', "\""),
    ('\u{2264}', "<="),
    ('\u{2265}', ">="),
    ('\u{2260}', "!="),
    ('\u{2212}', "-"),
    ('\u{00d7}', "*"),
    ('\u{00f7}', "div"),
];

/// Splits `text` into words.
pub fn words(text: &str) -> Result<Vec<Placed>, SyntaxFault> {
    let mut found: Vec<Placed> = vec![];
    let mut rest = text;
    let mut at = 1;
    while let Some(letter) = rest.chars().next() {
        if letter.is_whitespace() {
            rest = rest.get(letter.len_utf8()..).unwrap_or("");
            at += 1;
            continue;
        }
        let after_operand = found
            .last()
            .is_some_and(|placed| ends_operand(&placed.word));
        let (word, length) = next(rest, letter, at, after_operand)?;
        let (taken, left) = rest.split_at_checked(length).unwrap_or((rest, ""));
        found.push(Placed { word, at });
        at += taken.chars().count();
        rest = left;
    }
    Ok(found)
}

/// True when the word can be the left side of an operator.
fn ends_operand(word: &Word) -> bool {
    match word {
        Word::Sign(sign) => matches!(*sign, ")" | "]" | "." | ".."),
        _ => true,
    }
}

fn next(
    rest: &str,
    first: char,
    at: usize,
    after_operand: bool,
) -> Result<(Word, usize), SyntaxFault> {
    if let Some((slip, right)) = SLIPS.iter().find(|(slip, _)| rest.starts_with(slip)) {
        return Err(SyntaxFault::new(
            format!("第 {at} 个字符处的 {slip} 不是运算符,请写 {right}"),
            format!("{slip} at character {at} is no operator; write {right}"),
        ));
    }
    if let Some((_, right)) = FOREIGN.iter().find(|(sign, _)| *sign == first) {
        return Err(SyntaxFault::new(
            format!("第 {at} 个字符是全角或排版符号 {first},请改成半角 {right}"),
            format!("character {at} is {first}, a full-width or typographic sign; write {right}"),
        ));
    }
    if first == '\'' || first == '"' {
        return quoted(rest, first, at);
    }
    if rest.starts_with("${") {
        return reference(rest, at);
    }
    let second = rest.chars().nth(1);
    if first.is_ascii_digit() || (first == '.' && second.is_some_and(|c| c.is_ascii_digit())) {
        return number(rest, at);
    }
    if after_operand {
        for operator in ["and", "or", "div", "mod"] {
            let is_word = rest
                .strip_prefix(operator)
                .is_some_and(|tail| !tail.chars().next().is_some_and(is_name_letter));
            if is_word {
                return Ok((Word::Sign(operator), operator.len()));
            }
        }
    }
    if is_name_start(first) {
        let length = name_length(rest);
        let name = rest.get(..length).unwrap_or("");
        return Ok((Word::Name(name.to_owned()), length));
    }
    match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        Some(sign) => Ok((Word::Sign(sign), sign.len())),
        None => Err(SyntaxFault::new(
            format!("第 {at} 个字符 {first} 不能出现在表达式里"),
            format!("character {at}, {first}, cannot stand in an expression"),
        )),
    }
}

pub fn is_name_start(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

fn is_name_letter(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.')
}

/// Bytes of the name at the start; one `:` may join a prefix such as `jr:`.
fn name_length(rest: &str) -> usize {
    let plain = |text: &str| {
        text.char_indices()
            .find(|(_, letter)| !is_name_letter(*letter))
            .map_or(text.len(), |(place, _)| place)
    };
    let first = plain(rest);
    let tail = rest.get(first..).unwrap_or("");
    match tail.strip_prefix(':') {
        Some(after) if after.chars().next().is_some_and(is_name_start) => first + 1 + plain(after),
        _ => first,
    }
}

fn quoted(rest: &str, quote: char, at: usize) -> Result<(Word, usize), SyntaxFault> {
    let inner = rest.get(1..).unwrap_or("");
    match inner.find(quote) {
        Some(end) => {
            let text = inner.get(..end).unwrap_or("");
            Ok((Word::Text(text.to_owned()), end + 2))
        }
        None => Err(SyntaxFault::new(
            format!("第 {at} 个字符开始的引号没有结束"),
            format!("the quote at character {at} is not closed"),
        )),
    }
}

fn reference(rest: &str, at: usize) -> Result<(Word, usize), SyntaxFault> {
    let inner = rest.get(2..).unwrap_or("");
    match inner.find('}') {
        Some(end) => {
            let name = inner.get(..end).unwrap_or("").trim();
            Ok((Word::Ref(name.to_owned()), end + 3))
        }
        None => Err(SyntaxFault::new(
            format!("第 {at} 个字符开始的 ${{ 缺少 }}"),
            format!("the ${{ at character {at} lacks its }}"),
        )),
    }
}

fn number(rest: &str, at: usize) -> Result<(Word, usize), SyntaxFault> {
    let mut has_point = false;
    let length = rest
        .bytes()
        .take_while(|byte| {
            let is_point = *byte == b'.' && !has_point;
            has_point |= is_point;
            byte.is_ascii_digit() || is_point
        })
        .count();
    let text = rest.get(..length).unwrap_or("");
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((Word::Num(number), length)),
        _ => Err(SyntaxFault::new(
            format!("第 {at} 个字符处的数字过大"),
            format!("the number at character {at} is too large"),
        )),
    }
}
