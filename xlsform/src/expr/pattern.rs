//! Patterns of `regex()`: checked at import and rewritten into the part of the notation that the server's and the
//! phone's engines read alike.

/// Rewrites a pattern. Classes by letter become explicit sets of ASCII, needless escapes vanish, loose brackets are
/// escaped, `\p{Han}` names its property.
/// Errors: a sign we do not take: back-references, look-around, classes inside classes, an unfinished set.
pub fn portable(pattern: &str) -> Result<String, String> {
    let rewritten = Rewriter {
        letters: pattern.chars().collect(),
        at: 0,
        out: String::with_capacity(pattern.len() + 8),
    }
    .run()?;
    let is_fine = regex::RegexBuilder::new(&format!("^(?:{rewritten})$"))
        .size_limit(1 << 20)
        .build();
    match is_fine {
        Ok(_) => Ok(rewritten),
        Err(regex::Error::CompiledTooBig(_)) => Err("{n,m}".to_owned()),
        Err(_) => Err(pattern.to_owned()),
    }
}

struct Rewriter {
    letters: Vec<char>,
    at: usize,
    out: String,
}

impl Rewriter {
    fn next(&mut self) -> Option<char> {
        let letter = self.letters.get(self.at).copied();
        self.at += usize::from(letter.is_some());
        letter
    }

    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn run(mut self) -> Result<String, String> {
        while let Some(letter) = self.next() {
            match letter {
                '\\' => self.escape(false)?,
                '[' => self.set()?,
                '(' if self.peek() == Some('?') => self.group()?,
                '{' => self.quantity(),
                // The engines disagree on which line ends a dot leaves out.
                '.' => self.out.push_str("[^\\n]"),
                '}' | ']' => {
                    self.out.push('\\');
                    self.out.push(letter);
                }
                other => self.out.push(other),
            }
        }
        Ok(self.out)
    }

    /// `(?:…)` stays; every other `(?` is refused.
    fn group(&mut self) -> Result<(), String> {
        self.at += 1;
        match self.next() {
            Some(':') => {
                self.out.push_str("(?:");
                Ok(())
            }
            Some(other) => Err(format!("(?{other}")),
            None => Err("(?".to_owned()),
        }
    }

    /// `{2}`, `{2,}`, `{2,5}` stay; any other `{` is a letter.
    fn quantity(&mut self) {
        let rest: String = self.letters.iter().skip(self.at).take(16).collect();
        let inner = rest.split('}').next().unwrap_or("");
        let is_count = rest.len() > inner.len()
            && inner.starts_with(|letter: char| letter.is_ascii_digit())
            && inner.bytes().filter(|byte| *byte == b',').count() <= 1
            && inner
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b',');
        if is_count {
            self.out.push('{');
            self.out.push_str(inner);
            self.out.push('}');
            self.at += inner.len() + 1;
        } else {
            self.out.push_str("\\{");
        }
    }

    fn escape(&mut self, is_in_set: bool) -> Result<(), String> {
        let Some(letter) = self.next() else {
            return Err("\\".to_owned());
        };
        let class = match letter {
            'd' | 'D' => "0-9",
            'w' | 'W' => "A-Za-z0-9_",
            's' | 'S' => " \\t\\n\\r\\f\\v",
            _ => "",
        };
        match letter {
            'd' | 'w' | 's' if is_in_set => self.out.push_str(class),
            'd' | 'w' | 's' => self.out.extend(["[", class, "]"]),
            'D' | 'W' | 'S' if !is_in_set => self.out.extend(["[^", class, "]"]),
            't' | 'n' | 'r' | 'f' | 'v' => {
                self.out.push('\\');
                self.out.push(letter);
            }
            'u' | 'x' => self.by_number(letter)?,
            'p' | 'P' => self.property(letter)?,
            other if other.is_alphanumeric() => return Err(format!("\\{other}")),
            other => self.literal(other, is_in_set),
        }
        Ok(())
    }

    /// `\u4e00` and `\x41`: the letter itself.
    fn by_number(&mut self, letter: char) -> Result<(), String> {
        let count = if letter == 'u' { 4 } else { 2 };
        let digits: String = self.letters.iter().skip(self.at).take(count).collect();
        let is_whole = digits.len() == count && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let code = u32::from_str_radix(&digits, 16)
            .ok()
            .and_then(char::from_u32);
        match code {
            Some(found) if is_whole => {
                self.at += count;
                self.literal(found, true);
                Ok(())
            }
            _ => Err(format!("\\{letter}")),
        }
    }

    fn property(&mut self, letter: char) -> Result<(), String> {
        let rest: String = self.letters.iter().skip(self.at).take(24).collect();
        let name = rest
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'))
            .map(|(name, _)| name.trim_start_matches("Is").to_owned());
        let known = match name.as_deref() {
            Some("Han" | "sc=Han" | "Script=Han") => "sc=Han",
            Some("L") => "L",
            Some("Lu") => "Lu",
            Some("Ll") => "Ll",
            Some("N") => "N",
            Some("Nd") => "Nd",
            Some("P") => "P",
            _ => return Err(format!("\\{letter}")),
        };
        let taken = rest.find('}').unwrap_or(0) + 1;
        self.at += taken;
        self.out.push('\\');
        self.out.push(letter);
        self.out.extend(["{", known, "}"]);
        Ok(())
    }

    /// One letter that means itself.
    fn literal(&mut self, letter: char, is_in_set: bool) {
        let needs = "^$\\.*+?()[]{}|/".contains(letter) || (is_in_set && letter == '-');
        if needs {
            self.out.push('\\');
        }
        self.out.push(letter);
    }

    fn set(&mut self) -> Result<(), String> {
        self.out.push('[');
        if self.peek() == Some('^') {
            self.at += 1;
            self.out.push('^');
        }
        let mut is_first = true;
        loop {
            let Some(letter) = self.next() else {
                return Err("[".to_owned());
            };
            match letter {
                ']' if !is_first => {
                    self.out.push(']');
                    return Ok(());
                }
                '[' if matches!(self.peek(), Some(':')) => return Err("[:".to_owned()),
                '&' if self.peek() == Some('&') => return Err("&&".to_owned()),
                '\\' => self.escape(true)?,
                '-' => self.dash(is_first),
                '[' | ']' | '^' | '~' | '&' => {
                    // A tilde and an ampersand mean themselves; written as a number nobody takes them for more.
                    self.out
                        .extend(["\\x", &format!("{:02x}", u32::from(letter))]);
                }
                other => self.out.push(other),
            }
            is_first = false;
        }
    }

    /// A dash joins two ends, or means itself at either end of the set.
    fn dash(&mut self, is_first: bool) {
        if is_first || self.peek() == Some(']') {
            self.out.push_str("\\-");
        } else {
            self.out.push('-');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn patterns_are_rewritten_for_both_engines() {
        let same = |pattern: &str| assert_eq!(portable(pattern).as_deref(), Ok(pattern));
        same("^[0-9]{15}-[0-9]{2}$");
        same("(?:a|b)+c?");
        assert_eq!(
            portable("\\d{3}\\-\\w").as_deref(),
            Ok("[0-9]{3}-[A-Za-z0-9_]")
        );
        assert_eq!(portable("[\\u4e00-\\u9fa5]+").as_deref(), Ok("[一-龥]+"));
        assert_eq!(portable("\\p{Han}").as_deref(), Ok("\\p{sc=Han}"));
        assert_eq!(portable("a{b}").as_deref(), Ok("a\\{b\\}"));
        assert_eq!(portable("[-a]").as_deref(), Ok("[\\-a]"));
    }

    #[test]
    fn what_the_engines_read_differently_is_refused() {
        for pattern in [
            "(?=a)",
            "\\1",
            "\\bword",
            "[a-z&&b]",
            "[[:alpha:]]",
            "(",
            "[a",
            "a{9999}{9999}",
        ] {
            assert!(portable(pattern).is_err(), "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn no_pattern_panics(pattern in "\\PC{0,40}") {
            let _outcome = portable(&pattern);
        }
    }
}
