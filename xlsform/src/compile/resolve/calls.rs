//! Functions: names, numbers of arguments, and those whose arguments name nodes.

use super::super::Compiler;
use super::{Candidate, Site};
use crate::expr::{self, Ast, Base, NODE_ARGUMENTS, Path, REFUSED};
use crate::fault::{Code, Fault, nearest};
use crate::kind::Kind;
use crate::tree::{NodeId, Tree};

impl Compiler<'_> {
    pub(super) fn call(&mut self, name: &str, args: &[Ast], site: &Site<'_>) -> Option<Tree> {
        let Some(known) = expr::function(name) else {
            self.unknown(name, site);
            // Faults in the arguments are still found.
            for arg in args {
                self.resolve(arg, site);
            }
            return None;
        };
        if args.len() < known.least || args.len() > known.most {
            self.wrong_arity(name, args.len(), known, site);
            return None;
        }
        if NODE_ARGUMENTS.contains(&name) && !self.names_nodes(name, args, site) {
            return None;
        }
        self.known(known.name, args, site)
    }

    /// A function that exists, with as many arguments as it takes.
    fn known(&mut self, name: &'static str, args: &[Ast], site: &Site<'_>) -> Option<Tree> {
        match (name, args) {
            ("true", []) => Some(Tree::Truth(true)),
            ("false", []) => Some(Tree::Truth(false)),
            ("position", [Ast::Path(path)]) => self.position(path, site),
            ("jr:choice-name", [value, question]) => self.choice_name(value, question, site),
            ("regex", [value, Ast::Text(pattern)]) => {
                let value = self.resolve(value, site)?;
                let pattern = self.pattern(pattern, site)?;
                Some(Tree::Call("regex", vec![value, Tree::Text(pattern)]))
            }
            ("regex", _) => {
                let zh = "regex 的第二个参数须是引号里的文字";
                self.note(
                    site,
                    Code::ExpressionSyntax,
                    zh,
                    "the second argument of regex is a text in quotes",
                );
                None
            }
            ("pulldata", [Ast::Text(file), Ast::Text(column), Ast::Text(key), value]) => {
                self.pulldata(file, column, key, value, site)
            }
            ("pulldata", _) => {
                let zh = "pulldata 的前三个参数须是引号里的文字";
                self.note(
                    site,
                    Code::ExpressionSyntax,
                    zh,
                    "the first three arguments of pulldata are texts in quotes",
                );
                None
            }
            ("string-length" | "number" | "string" | "boolean" | "normalize-space", []) => {
                let own = self.resolve(&bare(Base::Own), site)?;
                Some(Tree::Call(name, vec![own]))
            }
            _ => {
                let trees: Vec<Option<Tree>> =
                    args.iter().map(|arg| self.resolve(arg, site)).collect();
                Some(Tree::Call(name, trees.into_iter().collect::<Option<_>>()?))
            }
        }
    }

    fn unknown(&mut self, name: &str, site: &Site<'_>) {
        let is_refused = expr::function(name).is_none() && REFUSED.contains(&name);
        let (zh, en) = if is_refused {
            (
                format!("暂不支持函数 {name}"),
                format!("the function {name} is not supported"),
            )
        } else {
            (
                format!("没有函数 {name}"),
                format!("there is no function {name}"),
            )
        };
        let near = if is_refused {
            None
        } else {
            nearest(name, expr::names())
        };
        let fault = Fault::new(
            Code::UnknownFunction,
            site.place.clone(),
            site.text,
            &zh,
            &en,
        );
        self.faults.error(fault.with_hint(near));
    }

    fn wrong_arity(&mut self, name: &str, got: usize, known: &expr::Function, site: &Site<'_>) {
        let wanted = match (known.least, known.most) {
            (least, most) if least == most => least.to_string(),
            (least, usize::MAX) => format!("{least}+"),
            (least, most) => format!("{least}–{most}"),
        };
        let zh = format!("函数 {name} 要 {wanted} 个参数，写了 {got} 个");
        let en = format!("{name} takes {wanted} arguments, not {got}");
        self.note(site, Code::WrongArity, &zh, &en);
    }

    /// Checks that the arguments of a function about nodes are paths.
    fn names_nodes(&mut self, name: &str, args: &[Ast], site: &Site<'_>) -> bool {
        let is_fine = args.iter().enumerate().all(|(at, arg)| {
            let is_number = name == "indexed-repeat" && at > 0 && at % 2 == 0;
            is_number
                || matches!(arg, Ast::Path(_))
                || (name.starts_with("count") && matches!(arg, Ast::Call(..)))
        });
        let is_paired = name != "indexed-repeat" || args.len() % 2 == 1;
        if !is_fine || !is_paired {
            let zh = format!("函数 {name} 的参数须是题目或重复组，如 ${{名称}}");
            let en = format!("{name} takes a question or a repeat such as ${{name}}");
            self.note(site, Code::ExpressionSyntax, &zh, &en);
        }
        is_fine && is_paired
    }

    /// `position(..)`: the number of the instance; of anything that is not repeated it is 1.
    fn position(&mut self, path: &Path, site: &Site<'_>) -> Option<Tree> {
        if path.base == Base::Own
            && path.steps.is_empty()
            && matches!(site.candidate, Some(Candidate::Instance(..)))
        {
            return Some(Tree::Call("position", vec![]));
        }
        let tree = self.path(path, site)?;
        let target: Option<NodeId> = match tree {
            Tree::Ref { node, .. } => Some(node),
            _ => None,
        };
        let target =
            target.filter(|id| self.node(*id).is_some_and(|node| node.kind == Kind::Repeat));
        match target {
            Some(repeat) if self.chain(site.node).contains(&repeat) || site.node == repeat => {
                Some(Tree::Position(repeat))
            }
            _ => Some(Tree::Num(1.0)),
        }
    }

    /// The question of `jr:choice-name` may stand in quotes.
    fn choice_name(&mut self, value: &Ast, question: &Ast, site: &Site<'_>) -> Option<Tree> {
        let value = self.resolve(value, site);
        let quoted = match question {
            Ast::Text(text) => text
                .trim()
                .strip_prefix("${")
                .and_then(|rest| rest.strip_suffix('}'))
                .map(|name| bare(Base::Name(name.trim().to_owned()))),
            Ast::Path(_) => Some(question.clone()),
            _ => None,
        };
        let target = if let Some(path) = quoted {
            self.resolve(&path, site)?
        } else {
            let zh = "jr:choice-name 的第二个参数须是选择题，如 '${名称}'";
            let en = "the second argument of jr:choice-name is a select question such as '${name}'";
            self.note(site, Code::ExpressionSyntax, zh, en);
            return None;
        };
        Some(Tree::Call("jr:choice-name", vec![value?, target]))
    }

    fn pattern(&mut self, pattern: &str, site: &Site<'_>) -> Option<String> {
        match expr::portable(pattern) {
            Ok(pattern) => Some(pattern),
            Err(sign) => {
                let zh = format!("regex 的式样里不支持 {sign}");
                let en =
                    format!("the pattern of regex holds {sign}, which is wrong or not supported");
                self.note(site, Code::ExpressionSyntax, &zh, &en);
                None
            }
        }
    }

    /// A look-up in a data file is a row of a list.
    fn pulldata(
        &mut self,
        file: &str,
        column: &str,
        key: &str,
        value: &Ast,
        site: &Site<'_>,
    ) -> Option<Tree> {
        let stem = file.strip_suffix(".csv").unwrap_or(file);
        self.load(stem, &format!("{stem}.csv"));
        let value = self.resolve(value, site)?;
        let same = Tree::Op("=", Box::new(Tree::Col(key.to_owned())), Box::new(value));
        Some(Tree::Item {
            list: stem.to_owned(),
            predicates: vec![same],
            column: Some(column.to_owned()),
        })
    }
}

fn bare(base: Base) -> Ast {
    Ast::Path(Box::new(Path {
        base,
        predicates: vec![],
        steps: vec![],
    }))
}
