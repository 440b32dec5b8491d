//! Expressions as the author writes them: text → words → syntax tree. References are resolved by the compiler.

mod functions;
mod lexer;
mod parser;
mod pattern;

pub use functions::{Function, NODE_ARGUMENTS, REFUSED, function, names};
pub use pattern::portable;

use crate::fault::Bilingual;

/// An expression as written.
#[derive(Debug, Clone, PartialEq)]
pub enum Ast {
    /// A number.
    Num(f64),
    /// A text in quotes.
    Text(String),
    /// Unary minus.
    Neg(Box<Ast>),
    /// An operator with two sides.
    Op(&'static str, Box<Ast>, Box<Ast>),
    /// A function with its arguments, which need not exist.
    Call(String, Vec<Ast>),
    /// A path.
    Path(Box<Path>),
}

/// A path: where it begins and how it goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Where it begins.
    pub base: Base,
    /// Predicates of the beginning.
    pub predicates: Vec<Ast>,
    /// Steps after it.
    pub steps: Vec<Step>,
}

/// Where a path begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Base {
    /// `.`
    Own,
    /// `..`
    Parent,
    /// `${name}`
    Name(String),
    /// `${last-saved#name}`
    LastSaved(String),
    /// `current()`
    Current,
    /// `instance('name')`
    Instance(String),
    /// `/name`: the root of the form.
    Root,
    /// A bare name.
    Child(String),
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The name; `..` and `.` as written.
    pub name: String,
    /// Predicates after it.
    pub predicates: Vec<Ast>,
}

/// Why a text is no expression.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntaxFault {
    /// True when it is too long or too deep, not wrong.
    pub is_too_deep: bool,
    /// What is wrong and what to write instead.
    pub text: Bilingual,
}

impl SyntaxFault {
    fn new(zh: String, en: String) -> Self {
        Self {
            is_too_deep: false,
            text: Bilingual { zh, en },
        }
    }
}

/// Parses an expression.
/// Errors: what is wrong, with the place in characters from 1.
pub fn parse(text: &str) -> Result<Box<Ast>, Box<SyntaxFault>> {
    if text.len() > crate::limits::EXPRESSION_CHARS {
        return Err(Box::new(too_deep()));
    }
    let words = lexer::words(text).map_err(Box::new)?;
    parser::Parser::new(words).whole()
}

fn too_deep() -> SyntaxFault {
    SyntaxFault {
        is_too_deep: true,
        ..SyntaxFault::new(
            "表达式过长或嵌套过深，请拆成几个 calculate".to_owned(),
            "the expression is too long or too deep; split it into several calculations".to_owned(),
        )
    }
}

/// Splits a text with `${…}` in it into plain pieces (even places) and names (odd places).
pub fn pieces(text: &str) -> Vec<&str> {
    let mut found = vec![];
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, after) = rest.split_at(at);
        let Some(end) = after.find('}') else {
            break;
        };
        found.push(before);
        found.push(after.get(2..end).unwrap_or("").trim());
        rest = after.get(end + 1..).unwrap_or("");
    }
    found.push(rest);
    found
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
    use super::*;
    use proptest::prelude::*;

    fn fault(text: &str) -> String {
        parse(text).unwrap_err().text.en
    }

    #[test]
    fn operators_bind_as_in_xpath() {
        let shape = |text: &str| show(&parse(text).unwrap());
        assert_eq!(shape("1 + 2 * 3"), "(1 + (2 * 3))");
        assert_eq!(shape("1 - 2 - 3"), "((1 - 2) - 3)");
        assert_eq!(shape("-1 + 2"), "(-1 + 2)");
        assert_eq!(
            shape(". = 1 or . = 2 and 3 < 4"),
            "((. = 1) or ((. = 2) and (3 < 4)))"
        );
        assert_eq!(shape("6 div 2 mod 2"), "((6 div 2) mod 2)");
        assert_eq!(shape("${a}*2"), "(${a} * 2)");
        assert_eq!(shape("a-b - c"), "(a-b - c)");
        assert_eq!(shape("(1 + 2) * 3"), "((1 + 2) * 3)");
    }

    fn show(ast: &Ast) -> String {
        match ast {
            Ast::Num(number) => crate::num::to_text(*number),
            Ast::Text(text) => format!("'{text}'"),
            Ast::Neg(inner) => format!("-{}", show(inner)),
            Ast::Op(op, a, b) => format!("({} {op} {})", show(a), show(b)),
            Ast::Call(name, args) => {
                let args: Vec<String> = args.iter().map(show).collect();
                format!("{name}({})", args.join(", "))
            }
            Ast::Path(path) => match &path.base {
                Base::Own => ".".to_owned(),
                Base::Name(name) => format!("${{{name}}}"),
                Base::Child(name) => name.clone(),
                other => format!("{other:?}"),
            },
        }
    }

    #[test]
    fn paths_and_predicates_are_read() {
        for text in [
            "instance('list')/root/item[name = current()/../x and kind != 'a']/label",
            "${repeat}[name = current()/../x]/age",
            "position(..)",
            "../a/b",
            "jr:choice-name(${q}, '${q}')",
            "count(${r}[position() < 3])",
            "/data/group/q",
            ".5 + 5. - -3",
            "selected(., \"it's\")",
        ] {
            assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
        }
    }

    #[test]
    fn wrong_signs_are_named_with_the_right_ones() {
        assert!(fault("${a} == 1").contains("write ="));
        assert!(fault("${a} && ${b}").contains("write and"));
        assert!(fault("${a} || ${b}").contains("write or"));
        assert!(fault("selected(${a}, \u{2018}x\u{2019})").contains("write '"));
        assert!(fault("\u{ff08}${a} > 1\u{ff09}").contains("write ("));
        assert!(fault("if(${a} > 1\u{ff0c}2, 3)").contains("write ,"));
        assert!(fault("${a} \u{ff1e} 1").contains("character 6"));
        assert!(
            parse("${a} = '\u{ff08}'").is_ok(),
            "inside quotes all is text"
        );
    }

    #[test]
    fn unfinished_expressions_say_what_is_missing() {
        assert!(fault(". > ").contains("ends"));
        assert!(fault(". > 0 and (").contains("ends"));
        assert!(fault("'abc").contains("quote"));
        assert!(fault("${a").contains('}'));
        assert!(fault("1 2").contains('2'));
        assert!(fault("").contains("empty"));
    }

    #[test]
    fn depth_is_refused_and_not_a_crash() {
        let deep = format!("{}1{}", "(".repeat(20_000), ")".repeat(10_000));
        assert!(parse(&deep).unwrap_err().is_too_deep);
        let minus = format!("{}1", "-".repeat(20_000));
        assert!(parse(&minus).unwrap_err().is_too_deep);
        let long = vec!["1"; 5_000].join(" + ");
        assert!(parse(&long).unwrap_err().is_too_deep);
        let fine = vec!["1"; 400].join(" + ");
        assert!(parse(&fine).is_ok());
        let brackets = format!("{}1{}", "(".repeat(450), ")".repeat(450));
        assert!(parse(&brackets).is_ok());
    }

    #[test]
    fn answers_in_texts_are_split_out() {
        assert_eq!(pieces("a ${x} b ${ y }"), ["a ", "x", " b ", "y", ""]);
        assert_eq!(pieces("no ${end"), ["no ${end"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,80}") {
            let _outcome = parse(&text);
        }

        #[test]
        fn no_mix_of_signs_makes_the_parser_panic(
            words in proptest::collection::vec(
                prop_oneof![
                    Just("("), Just(")"), Just("["), Just("]"), Just("${a}"), Just("."), Just(".."),
                    Just("/"), Just("-"), Just("div"), Just("and"), Just("'x'"), Just("1"), Just(","),
                    Just("if("), Just("instance('l')"), Just("*"), Just("="), Just("name"), Just("公"),
                ], 0..40)
        ) {
            let _outcome = parse(&words.join(" "));
            let _outcome = parse(&words.concat());
        }
    }
}
