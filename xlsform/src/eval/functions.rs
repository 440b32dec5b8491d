//! The functions. Those that look at nodes or decide what to look at come first; the others get plain values.

use super::dates;
use super::random::{Chance, shuffle};
use super::{Candidate, Evaluator};
use crate::num;
use crate::tree::Tree;
use crate::value::Value;

impl Evaluator<'_> {
    /// Runs a function. Kept small: it stands once per nesting on the stack.
    pub(super) fn call(&self, name: &str, args: &[Tree]) -> Value {
        match (name, args) {
            ("if", [test, yes, no]) => {
                let chosen = if self.eval(test).to_truth() { yes } else { no };
                self.eval(chosen).single()
            }
            ("coalesce", _) => self.coalesce(args),
            ("once", [inner]) => {
                let kept = self.state.raw(self.node, &self.index);
                if kept.is_blank() {
                    self.eval(inner)
                } else {
                    kept
                }
            }
            (
                "count" | "count-non-empty" | "sum" | "min" | "max" | "concat" | "join"
                | "randomize" | "indexed-repeat" | "jr:choice-name" | "position",
                _,
            ) => self.over_nodes(name, args),
            _ => {
                let values: Vec<Value> = args.iter().map(|arg| self.eval(arg).single()).collect();
                self.plain(name, &values)
            }
        }
    }

    fn coalesce(&self, args: &[Tree]) -> Value {
        for arg in args {
            let value = self.eval(arg).single();
            if !value.is_blank() {
                return value;
            }
        }
        Value::Blank
    }

    fn over_nodes(&self, name: &str, args: &[Tree]) -> Value {
        let all = |from: usize| -> Vec<Value> {
            args.iter()
                .skip(from)
                .flat_map(|arg| self.nodes(arg))
                .collect()
        };
        match name {
            "count" => Value::Num(num::from_usize(all(0).len())),
            "count-non-empty" => {
                let answered = all(0).iter().filter(|value| !value.is_blank()).count();
                Value::Num(num::from_usize(answered))
            }
            "sum" => Value::Num(
                self.numbers(&all(0))
                    .iter()
                    .fold(0.0, |sum, number| sum + number),
            ),
            "min" | "max" => self.extreme(name == "min", &all(0)),
            "concat" => Value::text(&all(0).iter().map(Value::to_text).collect::<String>()),
            "join" => {
                let separator = args
                    .first()
                    .map(|arg| self.eval(arg).to_text())
                    .unwrap_or_default();
                let texts: Vec<String> = all(1).iter().map(Value::to_text).collect();
                Value::text(&texts.join(&separator))
            }
            "randomize" => self.randomize(args),
            "indexed-repeat" => self.indexed(args),
            "jr:choice-name" => self.choice_name(args),
            _ => Value::Num(match &self.candidate {
                Candidate::Row(_, _, place) | Candidate::Instance(_, _, place) => {
                    num::from_usize(*place)
                }
                Candidate::None => 1.0,
            }),
        }
    }

    /// Numbers of all that is not blank.
    fn numbers(&self, values: &[Value]) -> Vec<f64> {
        let answered = values.iter().filter(|value| !value.is_blank());
        answered.map(|value| value.to_num(self.zone())).collect()
    }

    fn extreme(&self, is_least: bool, values: &[Value]) -> Value {
        let numbers = self.numbers(values);
        if numbers.iter().any(|number| number.is_nan()) {
            return Value::Num(f64::NAN);
        }
        let better = |a: f64, b: f64| if is_least { a.min(b) } else { a.max(b) };
        numbers
            .into_iter()
            .reduce(better)
            .map_or(Value::Blank, Value::Num)
    }

    fn randomize(&self, args: &[Tree]) -> Value {
        let mut values = args.first().map(|arg| self.nodes(arg)).unwrap_or_default();
        let seed = match args.get(1) {
            Some(seed) => num::to_seed(self.eval(seed).to_num(self.zone())),
            None => num::to_seed(self.chance().number() * 2_147_483_646.0),
        };
        shuffle(&mut values, seed);
        Value::Nodes(values)
    }

    /// `indexed-repeat(node, repeat, number, …)`
    fn indexed(&self, args: &[Tree]) -> Value {
        let Some(Tree::Ref { node, .. }) = args.first() else {
            return Value::Blank;
        };
        let chain = self.plan.chain(*node);
        let mut index: Vec<u32> = vec![];
        for (place, repeat) in chain.iter().enumerate() {
            let stated = args
                .iter()
                .skip(1)
                .step_by(2)
                .position(|arg| matches!(arg, Tree::Ref { node, .. } if node == repeat))
                .and_then(|pair| args.get(2 + 2 * pair));
            let number = match stated {
                Some(number) => num::to_index(self.eval(number).to_num(self.zone())),
                None if self.plan.chain(self.node).get(place) == Some(repeat) => self
                    .index
                    .get(place)
                    .and_then(|number| usize::try_from(*number).ok()),
                None => Some(1),
            };
            let number = number
                .filter(|number| *number >= 1 && *number <= self.state.count(*repeat, &index));
            match number.and_then(|number| u32::try_from(number).ok()) {
                Some(number) => index.push(number),
                None => return Value::Blank,
            }
        }
        self.state.read(self.form, self.plan, *node, &index)
    }

    fn choice_name(&self, args: &[Tree]) -> Value {
        let (Some(value), Some(Tree::Ref { node, .. })) = (args.first(), args.get(1)) else {
            return Value::Blank;
        };
        let value = self.eval(value).to_text();
        let Some(node) = self.form.node(*node) else {
            return Value::Blank;
        };
        let list = node
            .list
            .as_ref()
            .and_then(|name| self.form.lists.get(name));
        let row = list.and_then(|list| {
            let place = list.rows.iter().position(|row| row.first() == Some(&value));
            place.map(|row| self.label_of(list, row))
        });
        match row {
            Some(label) => Value::text(&label),
            None if value == "other" && !node.or_other.is_empty() => {
                Value::text(&self.text(&node.or_other))
            }
            None if node.choices_of.is_some() => Value::text(&value),
            None => Value::Blank,
        }
    }

    fn chance(&self) -> Chance {
        let draw = self.draws.get();
        self.draws.set(draw + 1);
        let place = std::iter::once(self.node).chain(self.index.iter().copied());
        Chance::at(self.occasion.seed, place.chain([draw]))
    }

    fn plain(&self, name: &str, values: &[Value]) -> Value {
        let value = |at: usize| values.get(at).unwrap_or(&Value::Blank);
        let number = |at: usize| value(at).to_num(self.zone());
        match name {
            "selected" => {
                let wanted = value(1).to_text();
                let is_in = value(0).to_items().contains(&wanted);
                Value::Truth(is_in || (wanted.is_empty() && value(0).is_blank()))
            }
            "not" => Value::Truth(!value(0).to_truth()),
            "count-selected" => Value::Num(num::from_usize(value(0).to_items().len())),
            "selected-at" => {
                let items = value(0).to_items();
                let at = num::to_index(number(1));
                Value::text(at.and_then(|at| items.get(at)).map_or("", String::as_str))
            }
            "today" => Value::Date(self.occasion.now.day(self.zone())),
            "now" => Value::Instant(self.occasion.now),
            "number" => Value::Num(number(0)),
            "boolean" => Value::Truth(value(0).to_truth()),
            "boolean-from-string" => {
                Value::Truth(matches!(value(0).to_text().as_str(), "true" | "1"))
            }
            "random" => Value::Num(self.chance().number()),
            "uuid" => Value::Text(self.chance().uuid()),
            "regex" => {
                let pattern = value(1).to_text();
                Value::Truth(self.plan.matches(&pattern, &value(0).to_text()))
            }
            "checklist" => {
                let yes = values
                    .iter()
                    .skip(2)
                    .filter(|value| value.to_truth())
                    .count();
                Value::Truth(is_within(num::from_usize(yes), number(0), number(1)))
            }
            "weighted-checklist" => {
                let pairs = values.get(2..).unwrap_or(&[]).chunks(2);
                let weight = pairs
                    .filter(|pair| pair.first().is_some_and(Value::to_truth))
                    .map(|pair| pair.get(1).map_or(0.0, |weight| weight.to_num(self.zone())))
                    .fold(0.0, |sum, weight| sum + weight);
                Value::Truth(is_within(weight, number(0), number(1)))
            }
            "date" | "date-time" | "format-date" | "format-date-time" | "decimal-date-time"
            | "decimal-time" => dates::call(
                name,
                value(0),
                &value(1).to_text(),
                self.zone(),
                self.language,
            ),
            _ => arithmetic(name, number(0), number(1))
                .map_or_else(|| text(name, values, self.zone()), Value::Num),
        }
    }
}

/// −1 means no bound.
fn is_within(count: f64, least: f64, most: f64) -> bool {
    let open = |bound: f64| (bound + 1.0).abs() < f64::EPSILON;
    (open(least) || count >= least) && (open(most) || count <= most)
}

/// Functions of numbers; none when `name` is no such function.
fn arithmetic(name: &str, x: f64, y: f64) -> Option<f64> {
    Some(match name {
        "int" => x.trunc(),
        "round" if y.is_nan() => round(x),
        "round" => num::round_to(x, y),
        "floor" => x.floor(),
        "ceiling" => x.ceil(),
        "abs" => x.abs(),
        "pow" => x.powf(y),
        "sqrt" => x.sqrt(),
        "exp" => x.exp(),
        "exp10" => 10_f64.powf(x),
        "log" => x.ln(),
        "log10" => x.log10(),
        "pi" => std::f64::consts::PI,
        "sin" => x.sin(),
        "cos" => x.cos(),
        "tan" => x.tan(),
        "asin" => x.asin(),
        "acos" => x.acos(),
        "atan" => x.atan(),
        "atan2" => x.atan2(y),
        _ => return None,
    })
}

fn round(x: f64) -> f64 {
    if x.is_finite() { num::round(x) } else { x }
}

/// Functions of texts, counted in characters.
fn text(name: &str, values: &[Value], zone_min: i64) -> Value {
    let given = |at: usize| values.get(at).map(Value::to_text).unwrap_or_default();
    let (first, second) = (given(0), given(1));
    match name {
        "string" => Value::text(&first),
        "string-length" => Value::Num(num::from_usize(first.chars().count())),
        "contains" => Value::Truth(first.contains(&second)),
        "starts-with" => Value::Truth(first.starts_with(&second)),
        "ends-with" => Value::Truth(first.ends_with(&second)),
        "substring-before" => {
            Value::text(first.split_once(&second).map_or("", |(before, _)| before))
        }
        "substring-after" => Value::text(first.split_once(&second).map_or("", |(_, after)| after)),
        "normalize-space" => {
            let words: Vec<&str> = first
                .split([' ', '\t', '\n', '\r'])
                .filter(|word| !word.is_empty())
                .collect();
            Value::text(&words.join(" "))
        }
        "translate" => {
            let (from, to): (Vec<char>, Vec<char>) =
                (second.chars().collect(), given(2).chars().collect());
            let moved = first.chars().filter_map(|letter| {
                match from.iter().position(|known| *known == letter) {
                    Some(at) => to.get(at).copied(),
                    None => Some(letter),
                }
            });
            Value::text(&moved.collect::<String>())
        }
        "substr" => {
            let letters: Vec<char> = first.chars().collect();
            let count = num::from_usize(letters.len());
            let place = |at: usize, default: f64| {
                let stated = values
                    .get(at)
                    .map_or(default, |value| value.to_num(zone_min).trunc());
                let from_end = if stated < 0.0 { stated + count } else { stated };
                num::to_index(from_end.max(0.0).min(count)).unwrap_or(0)
            };
            let (from, to) = (place(1, 0.0), place(2, count));
            Value::text(
                &letters
                    .get(from..to)
                    .unwrap_or(&[])
                    .iter()
                    .collect::<String>(),
            )
        }
        _ => Value::Blank,
    }
}
