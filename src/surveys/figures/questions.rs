//! Questions of a form that figures can be made of, and what an interview answered to them.
use serde_json::{Map, Value};
use xlsform::{Form, Kind, Node, Texts, Words};

use crate::surveys::model::Measure;
use crate::surveys::wire::Bilingual;

/// What one interview answered, by path.
pub type Values = Map<String, Value>;

/// A choice question outside every repeat.
pub struct Question<'a> {
    form: &'a Form,
    node: &'a Node,
}

/// One answer that may be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// As it is stored.
    pub value: String,
    /// As it is read.
    pub label: Bilingual,
}

impl<'a> Question<'a> {
    /// The choice question of this path.
    pub fn of(form: &'a Form, path: &str) -> Option<Self> {
        let node = form.nodes.iter().find(|node| node.path == path)?;
        is_choice(node).then_some(Self { form, node })
    }

    /// Every question with a list, in the order of the form.
    pub fn all(form: &'a Form) -> impl Iterator<Item = Self> {
        let nodes = form.nodes.iter();
        nodes
            .filter(|node| is_choice(node))
            .map(move |node| Self { form, node })
    }

    /// Every question with exactly one answer, in the order of the form.
    pub fn groups(form: &'a Form) -> impl Iterator<Item = Self> {
        Self::all(form).filter(Self::is_single)
    }

    /// Names from the root.
    pub fn path(&self) -> &'a str {
        &self.node.path
    }

    /// Whether exactly one answer may be chosen.
    pub fn is_single(&self) -> bool {
        self.node.kind == Kind::SelectOne
    }

    /// What is asked.
    pub fn label(&self) -> Bilingual {
        bilingual(self.form, &self.node.label, &self.node.path)
    }

    /// What may be answered, in the order of the list; a value that stands twice counts once.
    pub fn choices(&self) -> Vec<Choice> {
        choices_of(self.form, self.node)
    }
}

/// What may be answered to a question with a list, in the order of the list; a value that stands twice counts once.
pub fn choices_of(form: &Form, node: &Node) -> Vec<Choice> {
    let list = node.list.as_ref();
    let list = list.and_then(|name| form.lists.get(name));
    let mut choices: Vec<Choice> = vec![];
    for (at, row) in list
        .into_iter()
        .flat_map(|list| list.rows.iter().enumerate())
    {
        let Some(value) = row.first() else { continue };
        let label = |language: &str| {
            let labels = list?.labels.get(language)?;
            labels.get(at).and_then(plain)
        };
        if choices.iter().any(|known| known.value == *value) {
            continue;
        }
        let either = label(&form.default_language).unwrap_or_else(|| value.clone());
        choices.push(Choice {
            value: value.clone(),
            label: Bilingual {
                zh: label("zh").unwrap_or_else(|| either.clone()),
                en: label("en").unwrap_or(either),
            },
        });
    }
    if !node.or_other.is_empty() && choices.iter().all(|known| known.value != "other") {
        choices.push(Choice {
            value: "other".to_owned(),
            label: Bilingual {
                zh: "其他".to_owned(),
                en: "Other".to_owned(),
            },
        });
    }
    choices
}

fn is_choice(node: &Node) -> bool {
    let is_select = matches!(node.kind, Kind::SelectOne | Kind::SelectMultiple);
    is_select && node.scope.is_none()
}

fn plain(words: &Words) -> Option<String> {
    match words {
        Words::Plain(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}

/// A text of a form in both languages; what a language lacks comes from the default one, then from `fallback`.
pub fn bilingual(form: &Form, texts: &Texts, fallback: &str) -> Bilingual {
    let of = |language: &str| texts.get(language).and_then(plain);
    let either = of(&form.default_language).unwrap_or_else(|| fallback.to_owned());
    Bilingual {
        zh: of("zh").unwrap_or_else(|| either.clone()),
        en: of("en").unwrap_or(either),
    }
}

/// What was chosen; several where several may be.
pub fn chosen<'v>(values: &'v Values, path: &str) -> Vec<&'v str> {
    match values.get(path) {
        Some(Value::String(one)) if !one.is_empty() => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    }
}

/// Whether an interview counts for a measure; `None` without a valid answer.
pub fn counts_for(measure: &Measure, values: &Values) -> Option<bool> {
    let chosen = chosen(values, &measure.question);
    let is_valid = |value: &&str| match &measure.valid {
        Some(valid) => valid.iter().any(|known| known == value),
        None => true,
    };
    let valid: Vec<&str> = chosen.into_iter().filter(is_valid).collect();
    if valid.is_empty() {
        return None;
    }
    let counts = |value: &&str| measure.counts.iter().any(|known| known == value);
    Some(valid.iter().any(counts))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn measure(valid: Option<&[&str]>) -> Measure {
        let texts = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Measure {
            code: "awareness".to_owned(),
            name: Bilingual::default(),
            question: "main/aware".to_owned(),
            counts: texts(&["yes"]),
            valid: valid.map(texts),
            target: None,
            formula: Bilingual::default(),
        }
    }

    fn answer(value: &Value) -> Values {
        Map::from_iter([("main/aware".to_owned(), value.clone())])
    }

    #[test]
    fn only_valid_answers_count() {
        let strict = measure(Some(&["yes", "no"]));
        assert_eq!(counts_for(&strict, &answer(&json!("yes"))), Some(true));
        assert_eq!(counts_for(&strict, &answer(&json!("no"))), Some(false));
        assert_eq!(counts_for(&strict, &answer(&json!("dont_know"))), None);
        let open = measure(None);
        assert_eq!(counts_for(&open, &answer(&json!("dont_know"))), Some(false));
        assert_eq!(counts_for(&open, &Map::new()), None);
        assert_eq!(
            counts_for(&open, &answer(&json!(["no", "yes"]))),
            Some(true)
        );
    }
}
