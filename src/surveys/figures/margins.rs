//! Weights that meet what is known of the people (已知分布): sexes or age bands of the last census, say. Pure.
//!
//! * Raked where every margin is met by somebody; who gave no answer of a margin keeps the weight there was. Otherwise nothing
//!   is raked and it is said why.
//! * What is known is known of the survey's whole area: for a part of it nothing is raked, and that is said too.
use std::collections::BTreeSet;

use super::questions::{Question, Values, chosen};
use crate::rates::design::{Margin, RakingError, Sample};
use crate::surveys::model::KnownMargin;
use crate::surveys::wire::Bilingual;
use xlsform::Form;

/// What became of the known margins; said beside every figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Raking {
    /// None are known.
    None,
    /// The weights meet them.
    Done,
    /// The figures are of a part of the survey's area.
    Partly,
    /// They cannot be met: nobody gave this answer, or they contradict each other.
    Failed(Bilingual),
}

/// Rakes a sample whose units answered `values`.
pub fn rake_to(
    sample: Sample,
    known: &[KnownMargin],
    values: &[&Values],
    form: &Form,
) -> (Sample, Raking) {
    if known.is_empty() {
        return (sample, Raking::None);
    }
    let margins: Vec<Margin> = known
        .iter()
        .map(|one| margin(one, &sample, values))
        .collect();
    match sample.clone().raked(margins, true) {
        Ok((raked, _)) => (raked, Raking::Done),
        Err(error) => (sample, Raking::Failed(reason(error, known, form))),
    }
}

/// A margin as the raking takes it. Who gave none of its answers is a category of its own, as large as it is.
fn margin(known: &KnownMargin, sample: &Sample, values: &[&Values]) -> Margin {
    let place = |values: &Values| {
        let answer = chosen(values, &known.question).first().copied();
        let mut codes = known.shares.keys();
        codes
            .position(|code| Some(code.as_str()) == answer)
            .unwrap_or(known.shares.len())
    };
    let of_unit: Vec<usize> = values.iter().map(|values| place(values)).collect();
    let silent: f64 = of_unit
        .iter()
        .zip(sample.weights())
        .filter(|(category, _)| **category == known.shares.len())
        .map(|(_, weight)| weight)
        .sum();
    let silent = silent / sample.weight_sum().max(f64::MIN_POSITIVE);
    let all: f64 = known.shares.values().sum();
    let mut wanted: Vec<f64> = known
        .shares
        .values()
        .map(|share| share / all * (1.0 - silent))
        .collect();
    if silent > 0.0 {
        wanted.push(silent);
    }
    Margin {
        of_unit: of_unit.into_iter().map(Some).collect(),
        wanted,
    }
}

fn reason(error: RakingError, known: &[KnownMargin], form: &Form) -> Bilingual {
    let RakingError::EmptyCategory { margin, category } = error else {
        return Bilingual {
            zh: "几个分布在这个样本里互相矛盾".to_owned(),
            en: "the distributions contradict each other in this sample".to_owned(),
        };
    };
    let one = known.get(margin);
    let code = one.and_then(|one| one.shares.keys().nth(category));
    let question = one.and_then(|one| Question::of(form, &one.question));
    let choices = question.map(|question| question.choices());
    let choice = choices.and_then(|choices| {
        let mut choices = choices.into_iter();
        choices.find(|choice| Some(&choice.value) == code)
    });
    let label = choice.map(|choice| choice.label).unwrap_or_default();
    Bilingual {
        zh: format!("没有人回答“{}”", label.zh),
        en: format!("nobody answered “{}”", label.en),
    }
}

/// What is said beside the figures; empty where nothing is known.
pub fn in_words(raking: &Raking, known: &[KnownMargin], form: &Form) -> Bilingual {
    let label = |one: &KnownMargin| {
        let question = Question::of(form, &one.question);
        question
            .map(|question| question.label())
            .unwrap_or_default()
    };
    let labels: Vec<Bilingual> = known.iter().map(label).collect();
    let zh: Vec<&str> = labels.iter().map(|label| label.zh.as_str()).collect();
    let en: Vec<&str> = labels.iter().map(|label| label.en.as_str()).collect();
    let sources: BTreeSet<&str> = known.iter().map(|one| one.source.as_str()).collect();
    let sources: Vec<&str> = sources.into_iter().collect();
    let (zh, en, sources) = (zh.join("、"), en.join(", "), sources.join("; "));
    match raking {
        Raking::None => Bilingual::default(),
        Raking::Done => Bilingual {
            zh: format!("权数再按“{zh}”的已知分布校正（来源：{sources}）。"),
            en: format!(" Weights then meet the known distribution of {en} (source: {sources})."),
        },
        Raking::Partly => Bilingual {
            zh: format!("这里只看一部分辖区，没有按“{zh}”的已知分布校正。"),
            en: format!(
                " This is a part of the area: not adjusted to the known distribution of {en}."
            ),
        },
        Raking::Failed(why) => Bilingual {
            zh: format!("没有按“{zh}”的已知分布校正：{}。", why.zh),
            en: format!(
                " Not adjusted to the known distribution of {en}: {}.",
                why.en
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::platform::num;
    use crate::rates::design::{Draw, Fpc};
    use serde_json::json;

    fn form() -> Form {
        let bytes = include_bytes!("../../../demo/questionnaires/household_awareness_support.xlsx");
        xlsform::compile(bytes, &xlsform::Files::new())
            .form
            .unwrap()
    }

    fn sample(people: usize) -> Sample {
        let mut draw = Draw::default();
        let stratum = draw.stratum(Some(1_000));
        for _ in 0..people {
            let cluster = draw.cluster(stratum, Some(1));
            draw.unit(cluster, Some(1.0));
        }
        draw.finish(Fpc::First)
    }

    fn sexes() -> KnownMargin {
        serde_json::from_value(json!({"question": "main/respondent/gender",
            "shares": {"female": 0.5, "male": 0.5}, "source": "census 2020"}))
        .unwrap()
    }

    fn people(sexes: &[&str]) -> Vec<Values> {
        let one = |sex: &&str| {
            let values = json!({"main/respondent/gender": sex});
            values.as_object().unwrap().clone()
        };
        sexes.iter().map(one).collect()
    }

    #[test]
    fn weights_meet_what_is_known_and_the_silent_keep_theirs() {
        let people = people(&["male", "female", "female", "female", ""]);
        let values: Vec<&Values> = people.iter().collect();
        let before = sample(5);
        let total = before.weight_sum();
        let (raked, how) = rake_to(before, &[sexes()], &values, &form());
        assert_eq!(how, Raking::Done);
        let share = |at: usize| raked.weights().get(at).unwrap() / total;
        assert!((share(0) - 0.4).abs() < 1e-9 && (share(4) - 0.2).abs() < 1e-9);
        assert!((num::from_usize(3) * share(1) - 0.4).abs() < 1e-9);
        assert!((raked.weight_sum() - total).abs() < 1e-6);
    }

    #[test]
    fn what_nobody_answered_is_named_and_nothing_is_raked() {
        let people = people(&["female", "female"]);
        let values: Vec<&Values> = people.iter().collect();
        let before = sample(2);
        let weights = before.weights().to_vec();
        let (after, how) = rake_to(before, &[sexes()], &values, &form());
        assert_eq!(after.weights(), weights);
        let said = in_words(&how, &[sexes()], &form());
        assert!(said.zh.contains("没有人回答“男”"), "{}", said.zh);
    }
}
