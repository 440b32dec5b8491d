//! Syntax tree by binding strength; depth is counted, so that no input overflows the stack.

use super::lexer::{Placed, Word};
use super::{Ast, Base, Path, Step, SyntaxFault, too_deep};
use crate::limits::EXPRESSION_DEPTH;

/// Operators and how strongly they bind.
const BINDING: [(&str, u8); 13] = [
    ("or", 1),
    ("and", 2),
    ("=", 3),
    ("!=", 3),
    ("<", 4),
    ("<=", 4),
    (">", 4),
    (">=", 4),
    ("+", 5),
    ("-", 5),
    ("*", 6),
    ("div", 6),
    ("mod", 6),
];

type Parsed = Result<Box<Ast>, Box<SyntaxFault>>;

/// Walks over the words of one expression.
pub struct Parser {
    words: Vec<Placed>,
    at: usize,
    depth: usize,
}

impl Parser {
    pub fn new(words: Vec<Placed>) -> Self {
        Self {
            words,
            at: 0,
            depth: 0,
        }
    }

    /// The whole text as one expression.
    pub fn whole(mut self) -> Parsed {
        if self.words.is_empty() {
            return Err(Box::new(SyntaxFault::new(
                "表达式是空的".to_owned(),
                "the expression is empty".to_owned(),
            )));
        }
        let ast = self.expression(0)?;
        match self.words.get(self.at) {
            None => Ok(ast),
            Some(_) => Err(Box::new(self.unexpected())),
        }
    }

    fn peek(&self) -> Option<&Word> {
        self.words.get(self.at).map(|placed| &placed.word)
    }

    fn is_next(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Word::Sign(found)) if *found == sign)
    }

    fn accept(&mut self, sign: &str) -> bool {
        let is_next = self.is_next(sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, sign: &str) -> Result<(), Box<SyntaxFault>> {
        if self.accept(sign) {
            Ok(())
        } else {
            Err(Box::new(self.unexpected()))
        }
    }

    fn unexpected(&self) -> SyntaxFault {
        match self.words.get(self.at) {
            None => SyntaxFault::new(
                "表达式没有写完：缺少一个值或括号".to_owned(),
                "the expression ends too early: a value or a bracket is missing".to_owned(),
            ),
            Some(placed) => {
                let at = placed.at;
                let shown = match &placed.word {
                    Word::Num(number) => crate::num::to_text(*number),
                    Word::Text(text) => format!("'{text}'"),
                    Word::Ref(name) => format!("${{{name}}}"),
                    Word::Name(name) => name.clone(),
                    Word::Sign(sign) => (*sign).to_owned(),
                };
                SyntaxFault::new(
                    format!("第 {at} 个字符处不该有 {shown}"),
                    format!("{shown} at character {at} does not belong there"),
                )
            }
        }
    }

    /// The recursive heart: kept small, because it stands once per bracket on the stack.
    fn expression(&mut self, least: u8) -> Parsed {
        self.deeper()?;
        let started = self.depth;
        let mut left = self.unary()?;
        while let Some((operator, strength)) = self.operator(least) {
            self.at += 1;
            // A chain of equal operators nests to the left: each one makes the tree deeper.
            self.deeper()?;
            let right = self.expression(strength)?;
            left = Box::new(Ast::Op(operator, left, right));
        }
        self.depth = started - 1;
        Ok(left)
    }

    /// The operator that comes next, if it binds more strongly than `least`.
    fn operator(&self, least: u8) -> Option<(&'static str, u8)> {
        let Some(Word::Sign(sign)) = self.peek() else {
            return None;
        };
        BINDING
            .iter()
            .find(|(known, strength)| known == sign && *strength > least)
            .copied()
    }

    fn deeper(&mut self) -> Result<(), Box<SyntaxFault>> {
        self.depth += 1;
        if self.depth > EXPRESSION_DEPTH {
            return Err(Box::new(too_deep()));
        }
        Ok(())
    }

    fn unary(&mut self) -> Parsed {
        let mut signs = 0_usize;
        while self.accept("-") {
            signs += 1;
            self.deeper()?;
        }
        let mut inner = if self.accept("(") {
            let inner = self.expression(0)?;
            self.expect(")")?;
            inner
        } else if self.is_call() {
            self.call()?
        } else {
            Box::new(self.primary()?)
        };
        for _ in 0..signs {
            inner = Box::new(Ast::Neg(inner));
        }
        self.depth -= signs;
        Ok(inner)
    }

    fn is_call(&self) -> bool {
        let next = self.words.get(self.at + 1).map(|placed| &placed.word);
        matches!(self.peek(), Some(Word::Name(_))) && next == Some(&Word::Sign("("))
    }

    fn primary(&mut self) -> Result<Ast, Box<SyntaxFault>> {
        let Some(word) = self.peek().cloned() else {
            return Err(Box::new(self.unexpected()));
        };
        self.at += 1;
        match word {
            Word::Num(number) => Ok(Ast::Num(number)),
            Word::Text(text) => Ok(Ast::Text(text)),
            Word::Ref(name) => {
                let base = match name.strip_prefix("last-saved#") {
                    Some(name) => Base::LastSaved(name.trim().to_owned()),
                    None => Base::Name(name),
                };
                self.path(base)
            }
            Word::Name(name) => self.path(Base::Child(name)),
            Word::Sign(".") => self.path(Base::Own),
            Word::Sign("..") => self.path(Base::Parent),
            Word::Sign("/") => {
                let first = self.step()?;
                let mut path = self.rest_of(Base::Root)?;
                path.steps.insert(0, first);
                Ok(Ast::Path(Box::new(path)))
            }
            Word::Sign(_) => {
                self.at -= 1;
                Err(Box::new(self.unexpected()))
            }
        }
    }

    fn call(&mut self) -> Parsed {
        let name = match self.peek() {
            Some(Word::Name(name)) => name.clone(),
            _ => return Err(Box::new(self.unexpected())),
        };
        self.at += 2;
        let mut args = vec![];
        if !self.accept(")") {
            loop {
                args.push(*self.expression(0)?);
                if self.accept(")") {
                    break;
                }
                self.expect(",")?;
            }
        }
        self.called(name, args)
    }

    /// `current()` and `instance('…')` begin paths.
    fn called(&mut self, name: String, args: Vec<Ast>) -> Parsed {
        match (name.as_str(), args.as_slice()) {
            ("current", []) => Ok(Box::new(self.path(Base::Current)?)),
            ("instance", [Ast::Text(list)]) => {
                let base = Base::Instance(list.clone());
                Ok(Box::new(self.path(base)?))
            }
            _ => Ok(Box::new(Ast::Call(name, args))),
        }
    }

    fn path(&mut self, base: Base) -> Result<Ast, Box<SyntaxFault>> {
        Ok(Ast::Path(Box::new(self.rest_of(base)?)))
    }

    fn rest_of(&mut self, base: Base) -> Result<Path, Box<SyntaxFault>> {
        let predicates = self.predicates()?;
        let mut steps = vec![];
        while self.accept("/") {
            steps.push(self.step()?);
        }
        Ok(Path {
            base,
            predicates,
            steps,
        })
    }

    fn step(&mut self) -> Result<Step, Box<SyntaxFault>> {
        let name = match self.peek() {
            Some(Word::Name(name)) => name.clone(),
            Some(Word::Sign("..")) => "..".to_owned(),
            Some(Word::Sign(".")) => ".".to_owned(),
            _ => return Err(Box::new(self.unexpected())),
        };
        self.at += 1;
        let predicates = self.predicates()?;
        Ok(Step { name, predicates })
    }

    fn predicates(&mut self) -> Result<Vec<Ast>, Box<SyntaxFault>> {
        let mut found = vec![];
        while self.accept("[") {
            found.push(*self.expression(0)?);
            self.expect("]")?;
        }
        Ok(found)
    }
}
