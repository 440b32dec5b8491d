//! Scripts: steps as a tester writes them, and the outcome both engines must agree on.

use super::{Given, OpenError, Session};
use crate::kind::Kind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A list of steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// The steps in turn.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Step {
    /// Gives an answer as text; an empty one clears.
    Set {
        /// Where.
        path: String,
        /// What; several choices with spaces between.
        value: String,
    },
    /// Adds an instance.
    Add {
        /// The repeat.
        path: String,
    },
    /// Removes an instance.
    Remove {
        /// The instance.
        path: String,
    },
    /// Asks which choices are offered.
    Choices {
        /// The question.
        path: String,
    },
    /// Asks for label and hint.
    Label {
        /// The question.
        path: String,
    },
    /// Changes the language.
    Language {
        /// Code or name.
        value: String,
    },
}

/// What a step gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResult {
    /// A word for it: one of [`Given`], `choices` or `label`.
    pub result: String,
    /// What is said about a refused answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Values and labels offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<(String, String)>>,
    /// The label shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The hint shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// What a script gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// One result per step.
    pub steps: Vec<StepResult>,
    /// Texts of all relevant answers by path.
    pub values: BTreeMap<String, String>,
    /// Topmost nodes that are not relevant.
    pub irrelevant: Vec<String>,
    /// Instances of the relevant repeats.
    pub repeats: BTreeMap<String, usize>,
    /// What is open.
    pub errors: Vec<OpenError>,
}

impl StepResult {
    fn plain(result: &str) -> Self {
        Self {
            result: result.to_owned(),
            message: None,
            choices: None,
            label: None,
            hint: None,
        }
    }
}

impl Given {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Constraint => "constraint",
            Self::Required => "required",
            Self::NotRelevant => "not_relevant",
            Self::NoSuchQuestion => "no_such_question",
            Self::ReadOnly => "read_only",
            Self::NoSuchChoice => "no_such_choice",
            Self::BadValue => "bad_value",
            Self::NoSuchRepeat => "no_such_repeat",
        }
    }
}

impl Session<'_> {
    /// Plays steps and ends the record.
    pub fn play(&mut self, script: &Script) -> Outcome {
        let steps = script.steps.iter().map(|step| self.step(step)).collect();
        self.finish();
        self.outcome(steps)
    }

    fn step(&mut self, step: &Step) -> StepResult {
        match step {
            Step::Set { path, value } => {
                let given = self.set(path, value);
                let mut result = StepResult::plain(given.word());
                result.message = self.message(path, given);
                result
            }
            Step::Add { path } => StepResult::plain(self.add(path).word()),
            Step::Remove { path } => StepResult::plain(self.remove(path).word()),
            Step::Language { value } => {
                let is_known = self.set_language(value);
                StepResult::plain(if is_known { "ok" } else { "bad_value" })
            }
            Step::Choices { path } | Step::Label { path } => {
                self.ask(path, matches!(step, Step::Choices { .. }))
            }
        }
    }

    fn message(&self, path: &str, given: Given) -> Option<String> {
        let (id, index) = self.find(path)?;
        let node = self.form.node(id)?;
        let texts = match given {
            Given::Constraint => &node.constraint_message,
            Given::Required => &node.required_message,
            _ => return None,
        };
        let text = self.evaluator(id, &index).text(texts);
        (!text.is_empty()).then_some(text)
    }

    fn ask(&self, path: &str, for_choices: bool) -> StepResult {
        let found = self.find(path);
        let Some((node, index)) = found.and_then(|(id, index)| Some((self.form.node(id)?, index)))
        else {
            return StepResult::plain(Given::NoSuchQuestion.word());
        };
        if !self.is_relevant(node.id, &index) {
            return StepResult::plain(Given::NotRelevant.word());
        }
        if for_choices {
            let mut result = StepResult::plain("choices");
            result.choices = Some(self.choices(node, &index));
            return result;
        }
        let mut result = StepResult::plain("label");
        let evaluator = self.evaluator(node.id, &index);
        result.label = Some(evaluator.text(&node.label));
        let hint = evaluator.text(&node.hint);
        result.hint = (!hint.is_empty()).then_some(hint);
        result
    }

    /// The record as it stands.
    pub fn outcome(&self, steps: Vec<StepResult>) -> Outcome {
        let mut outcome = Outcome {
            steps,
            values: BTreeMap::new(),
            irrelevant: vec![],
            repeats: BTreeMap::new(),
            errors: self.errors(),
        };
        self.walk(&mut |node, index| {
            let value = self.state.raw(node.id, index);
            if !value.is_blank() {
                outcome
                    .values
                    .insert(self.path_of(node.id, index), value.to_text());
            }
            for child in &node.children {
                if self.state.is_hidden(*child, index) {
                    outcome.irrelevant.push(self.path_of(*child, index));
                } else if self
                    .form
                    .node(*child)
                    .is_some_and(|child| child.kind == Kind::Repeat)
                {
                    let count = self.state.count(*child, index);
                    outcome.repeats.insert(self.path_of(*child, index), count);
                }
            }
        });
        outcome.irrelevant.sort();
        outcome
    }
}
