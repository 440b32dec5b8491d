//! Random forms and random scripts over them. Both engines play them; `scripts/forms-compare` compares.

use crate::support::{book, played};
use serde_json::{Value, json};
use xlsform::{Files, Form, Kind, Occasion, Script, Step, compile};

/// A small generator of numbers; its whole state is one word.
pub struct Dice(u64);

impl Dice {
    /// Dice of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `sides`.
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % sides
    }

    /// True once in `times`.
    fn once_in(&mut self, times: usize) -> bool {
        self.roll(times) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

/// A question that expressions may refer to.
#[derive(Clone)]
struct Known {
    name: String,
    kind: &'static str,
    repeat: Option<usize>,
}

/// A form that grows row by row.
struct Sheet {
    dice: Dice,
    rows: Vec<String>,
    known: Vec<Known>,
    repeats: Vec<String>,
    inside: Option<usize>,
    names: usize,
}

const KINDS: [&str; 14] = [
    "integer",
    "integer",
    "decimal",
    "text",
    "select_one kinds",
    "select_one parts or_other",
    "select_multiple parts",
    "date",
    "calculate",
    "calculate",
    "calculate",
    "note",
    "range",
    "rank kinds",
];

impl Sheet {
    fn name(&mut self) -> String {
        self.names += 1;
        format!("q{}", self.names)
    }

    fn of_kind(&mut self, kind: &str) -> Option<String> {
        let fitting: Vec<Known> = self
            .known
            .iter()
            .filter(|known| known.kind == kind)
            .cloned()
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let at = self.dice.roll(fitting.len());
        Some(format!("${{{}}}", fitting[at].name))
    }

    fn any(&mut self) -> String {
        let kinds = ["number", "text", "one", "many", "day", "any"];
        let kind = self.dice.pick(&kinds);
        self.of_kind(kind).unwrap_or_else(|| "''".to_owned())
    }

    fn number(&mut self, depth: usize) -> String {
        if depth == 0 {
            let literal = self
                .dice
                .pick(&["0", "1", "2", "3.5", "-1", "10"])
                .to_owned();
            return if self.dice.once_in(3) {
                literal
            } else {
                self.of_kind("number").unwrap_or(literal)
            };
        }
        let inner = depth - 1;
        match self.dice.roll(16) {
            0..=3 => {
                let operator = self.dice.pick(&["+", "-", "*", "div", "mod"]);
                format!("({} {operator} {})", self.number(inner), self.number(inner))
            }
            4 => format!(
                "round({}, {})",
                self.number(inner),
                self.dice.pick(&["0", "1", "2"])
            ),
            5 => format!("int({})", self.number(inner)),
            6 => format!(
                "if({}, {}, {})",
                self.truth(inner),
                self.number(inner),
                self.number(inner)
            ),
            7 => format!("string-length({})", self.text(inner)),
            8 => format!(
                "count-selected({})",
                self.of_kind("many").unwrap_or_else(|| "'a b'".to_owned())
            ),
            9 => format!(
                "{}({}, {})",
                self.dice.pick(&["min", "max", "sum"]),
                self.number(inner),
                self.any()
            ),
            10 => format!("coalesce({}, {})", self.any(), self.number(inner)),
            11 => format!("-{}", self.number(inner)),
            12 => format!("({} - {})", self.day(), self.day()),
            13 => format!("number({})", self.any()),
            _ => self
                .over_instances()
                .unwrap_or_else(|| "pow(2, 3)".to_owned()),
        }
    }

    /// Something about a repeat.
    fn over_instances(&mut self) -> Option<String> {
        let repeat = self.repeats.len().checked_sub(1)?;
        let name = self.repeats[repeat].clone();
        if self.inside == Some(repeat) {
            return Some("position(..)".to_owned());
        }
        let inside: Vec<Known> = self
            .known
            .iter()
            .filter(|known| known.repeat == Some(repeat))
            .cloned()
            .collect();
        let Some(target) = inside.first().map(|known| known.name.clone()) else {
            return Some(format!("count(${{{name}}})"));
        };
        Some(match self.dice.roll(6) {
            0 => format!("count(${{{name}}})"),
            1 => format!("sum(${{{target}}})"),
            2 => format!(
                "indexed-repeat(${{{target}}}, ${{{name}}}, {})",
                self.number(0)
            ),
            3 => format!("count-non-empty(${{{target}}})"),
            4 => format!("count(${{{name}}}[position() < 3])"),
            _ => format!("sum(${{{name}}}[{target} != 1]/{target})"),
        })
    }

    fn text(&mut self, depth: usize) -> String {
        if depth == 0 {
            let literal = self
                .dice
                .pick(&["'a'", "'seat'", "''", "'x y'", "'公园'", "'12'"])
                .to_owned();
            return if self.dice.once_in(3) {
                literal
            } else {
                self.any()
            };
        }
        let inner = depth - 1;
        match self.dice.roll(10) {
            0 | 1 => format!("concat({}, '-', {})", self.text(inner), self.any()),
            2 => format!(
                "substr({}, {}, {})",
                self.text(inner),
                self.number(0),
                self.number(0)
            ),
            3 => format!(
                "if({}, {}, {})",
                self.truth(inner),
                self.text(inner),
                self.text(inner)
            ),
            4 => format!("format-date({}, '%Y/%n/%e %a %b')", self.day()),
            5 => format!("translate({}, 'ax', 'b')", self.text(inner)),
            6 => format!("join(';', {}, {})", self.any(), self.text(inner)),
            7 => format!(
                "selected-at({}, {})",
                self.of_kind("many").unwrap_or_else(|| "'a b'".to_owned()),
                self.number(0)
            ),
            8 => format!(
                "substring-{}({}, 'a')",
                self.dice.pick(&["before", "after"]),
                self.text(inner)
            ),
            _ => {
                let one = self
                    .known
                    .iter()
                    .find(|known| known.kind == "one")
                    .map(|known| known.name.clone());
                one.map_or("normalize-space(' a  b ')".to_owned(), |name| {
                    format!("jr:choice-name(${{{name}}}, '${{{name}}}')")
                })
            }
        }
    }

    fn day(&mut self) -> String {
        match self.dice.roll(4) {
            0 => "today()".to_owned(),
            1 => format!("date({} + 20000)", self.number(0)),
            _ => self
                .of_kind("day")
                .unwrap_or_else(|| "date('2026-03-01')".to_owned()),
        }
    }

    fn truth(&mut self, depth: usize) -> String {
        let inner = depth.saturating_sub(1);
        let sign = self.dice.pick(&["=", "!=", "<", "<=", ">", ">="]);
        match self.dice.roll(if depth == 0 { 4 } else { 10 }) {
            0 => format!("{} {sign} {}", self.number(inner), self.number(inner)),
            1 => format!("{} = {}", self.any(), self.text(inner)),
            2 => format!(
                "selected({}, '{}')",
                self.any(),
                self.dice.pick(&["a", "b", "seat", "other", ""])
            ),
            3 => format!("{} {sign} {}", self.day(), self.day()),
            4 | 5 => format!(
                "({} {} {})",
                self.truth(inner),
                self.dice.pick(&["and", "or"]),
                self.truth(inner)
            ),
            6 => format!("not({})", self.truth(inner)),
            7 => format!("regex({}, '[a-z]*\\d{{0,3}}')", self.text(inner)),
            8 => format!("contains({}, {})", self.text(inner), self.text(0)),
            _ => format!("boolean({})", self.any()),
        }
    }

    /// One question with random properties.
    fn question(&mut self) {
        let kind = self.dice.pick(&KINDS);
        let name = self.name();
        let number_of = |yes: bool, text: String| if yes { text } else { String::new() };
        let is_relevant = self.dice.once_in(4);
        let relevant = number_of(is_relevant, self.truth(1));
        let has_constraint = self.dice.once_in(5) && kind != "calculate";
        let own = if self.dice.once_in(2) {
            ". != 3"
        } else {
            "string-length(.) < 9"
        };
        let constraint = number_of(has_constraint, format!("{own} or {}", self.truth(0)));
        let required = if self.dice.once_in(5) { "yes" } else { "" };
        let filter = if kind.contains("parts") && self.dice.once_in(2) {
            format!(
                "kind = {} or name = 'a'",
                self.of_kind("one").unwrap_or_else(|| "'seat'".to_owned())
            )
        } else {
            String::new()
        };
        let calculation = match kind {
            "calculate" if self.dice.once_in(3) => self.text(2),
            "calculate" if self.dice.once_in(3) => self.truth(2),
            "calculate" => self.number(2),
            "integer" | "text" if self.dice.once_in(6) => self.number(1),
            _ => String::new(),
        };
        let trigger = if kind != "calculate" && !calculation.is_empty() && self.dice.once_in(2) {
            self.of_kind("number").unwrap_or_default()
        } else {
            String::new()
        };
        let default = match kind {
            "integer" if self.dice.once_in(4) => self.number(1),
            "text" if self.dice.once_in(4) => "dear".to_owned(),
            "date" if self.dice.once_in(4) => "today()".to_owned(),
            _ => String::new(),
        };
        let label = if self.dice.once_in(4) {
            format!("L {} end", self.any())
        } else {
            format!("Label {name}")
        };
        let parameters = if kind == "range" {
            "start=0 end=5 step=0.5"
        } else {
            ""
        };
        self.rows.push(format!(
            "{kind}|{name}|{label}|{required}|{relevant}|{constraint}|{calculation}|{filter}||{default}|{trigger}|{parameters}"
        ));
        let reads_as = match kind {
            "integer" | "decimal" | "range" => "number",
            "text" => "text",
            "date" => "day",
            "calculate" => "any",
            "note" | "rank kinds" => return,
            kind if kind.starts_with("select_one") => "one",
            _ => "many",
        };
        self.known.push(Known {
            name,
            kind: reads_as,
            repeat: self.inside,
        });
    }

    fn block(&mut self, is_repeat: bool) {
        let name = self.name();
        let kind = if is_repeat { "repeat" } else { "group" };
        let relevant = if self.dice.once_in(3) {
            self.truth(1)
        } else {
            String::new()
        };
        let count = if is_repeat && self.dice.once_in(2) {
            self.number(0)
        } else {
            String::new()
        };
        self.rows
            .push(format!("begin_{kind}|{name}|Block||{relevant}||||{count}"));
        let before = self.inside;
        if is_repeat {
            self.inside = Some(self.repeats.len());
            self.repeats.push(name);
        }
        for _ in 0..2 + self.dice.roll(4) {
            self.question();
        }
        self.inside = before;
        self.rows.push(format!("end_{kind}"));
    }
}

const CHOICES: &str = "list_name|name|label|kind\nkinds|seat|Seat\nkinds|frame|Frame\nkinds|a|Letter a\n\
    parts|a|A|seat\nparts|b|B|frame\nparts|slat|Slat|seat\nparts|leg|Leg|frame";

/// The survey sheet of a seed.
fn survey(seed: u64) -> String {
    let header = "type|name|label|required|relevant|constraint|calculation|choice_filter|repeat_count|default|trigger|parameters";
    let mut sheet = Sheet {
        dice: Dice::new(seed),
        rows: vec![header.to_owned()],
        known: vec![],
        repeats: vec![],
        inside: None,
        names: 0,
    };
    sheet.question();
    for _ in 0..4 + sheet.dice.roll(8) {
        match sheet.dice.roll(6) {
            0 => sheet.block(false),
            1 => sheet.block(true),
            _ => sheet.question(),
        }
    }
    sheet.rows.join("\n")
}

/// A text somebody might give as an answer.
fn answer(dice: &mut Dice, kind: Kind) -> String {
    let usual: &[&str] = match kind {
        Kind::Integer => &["1", "2", "3", "0", "-4", "12", "1.5", ""],
        Kind::Decimal => &["0.5", "3", "-2.25", "x", ""],
        Kind::Range => &["0", "2.5", "5", "0.3", "9"],
        Kind::Date => &["2026-11-20", "2024-02-29", "2023-02-29", ""],
        Kind::SelectOne => &["seat", "a", "b", "other", "leg", "nobody", ""],
        Kind::SelectMultiple => &["a", "b a", "leg slat", "other a", "nobody", ""],
        Kind::Rank => &["a seat frame", "seat frame a", "a", ""],
        _ => &["a", "seat", "12", "公园 x", "long enough text", ""],
    };
    dice.pick(usual).to_owned()
}

/// A path of a node; repeats on the way get small numbers.
fn path(dice: &mut Dice, form: &Form, at: usize, whole: bool) -> String {
    let mut parts = vec![];
    let mut id = Some(u32::try_from(at).unwrap());
    while let Some(node) = id.filter(|id| *id != 0).and_then(|id| form.node(id)) {
        let is_end = parts.is_empty() && !whole;
        parts.push(if node.kind == Kind::Repeat && !is_end {
            format!("{}[{}]", node.name(), 1 + dice.roll(3))
        } else {
            node.name().to_owned()
        });
        id = node.parent;
    }
    parts.reverse();
    parts.join("/")
}

/// A script over a form.
fn script(dice: &mut Dice, form: &Form) -> Script {
    let mut steps = vec![];
    for _ in 0..12 + dice.roll(25) {
        let at = 1 + dice.roll(form.nodes.len() - 1);
        let kind = form.nodes[at].kind;
        let step = match (kind, dice.roll(10)) {
            (Kind::Repeat, 0..=4) => Step::Add {
                path: path(dice, form, at, false),
            },
            (Kind::Repeat, _) => Step::Remove {
                path: path(dice, form, at, true),
            },
            (_, 0) => Step::Label {
                path: path(dice, form, at, true),
            },
            (Kind::SelectOne | Kind::SelectMultiple | Kind::Rank, 1 | 2) => Step::Choices {
                path: path(dice, form, at, true),
            },
            (kind, _) => Step::Set {
                path: path(dice, form, at, true),
                value: answer(dice, kind),
            },
        };
        steps.push(step);
    }
    Script { steps }
}

/// The usual moment of playing.
pub const NOW: &str = "2026-11-20T09:30:00+08:00";

/// Vectors of a seed: forms that compile, each with three scripts and their outcomes when played at `now`.
pub fn vectors(seed: u64, count: usize, now: &str) -> Vec<Value> {
    let occasion = Occasion::at(now, 7).unwrap();
    let mut found = vec![];
    let mut tried = 0;
    while found.len() < count {
        tried += 1;
        assert!(
            tried < 50 * u64::try_from(count).unwrap() + 50,
            "too few random forms compile"
        );
        let own = seed.wrapping_mul(1_000_003).wrapping_add(tried);
        let survey = survey(own);
        let done = compile(
            &book(&[("survey", &survey), ("choices", CHOICES)]),
            &Files::new(),
        );
        let Some(form) = done.form else {
            let is_ring = done
                .errors
                .iter()
                .all(|fault| fault.code == xlsform::Code::DependencyCycle);
            assert!(is_ring, "{survey}\n{:#?}", done.errors);
            continue;
        };
        let mut dice = Dice::new(own ^ 0x5555);
        let cases: Vec<Value> = (0..3)
            .map(|_| {
                let script = script(&mut dice, &form);
                played(&form, &occasion, &script)
            })
            .collect();
        found.push(json!({
            "about": format!("random form {own}"),
            "occasion": {"now": now, "seed": 7},
            "form": form,
            "cases": cases,
        }));
    }
    found
}
