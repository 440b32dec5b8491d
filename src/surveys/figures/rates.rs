//! The rates of a survey: everybody, groups, and what changed since the wave before.
use super::input::Input;
use super::margins::in_words as known_in_words;
use super::questions::{Question, chosen, counts_for};
use super::shown::{Raw, may_tell, rate, tell_groups};
use super::wire::{
    GroupRate, GroupedBy, MeasureRates, QuestionView, RateStatus, RateTarget, SinceBefore,
    SurveyRatesView,
};
use crate::areas::Territory;
use crate::platform::auth::Level;
use crate::platform::num;
use crate::rates::{Comparator, Target, change_code, newcombe_difference};
use crate::surveys::model::{Measure, WantedSide};
use crate::surveys::wire::Bilingual;

/// Groups of interviews: code, name, and the group of each interview (`None` outside all).
pub struct Groups {
    of: GroupedBy,
    /// Code and name of each.
    pub names: Vec<(String, Bilingual)>,
    of_unit: Vec<Option<usize>>,
}

impl Groups {
    /// By street or community, in the order of the tree.
    pub fn by_area(input: &Input, territory: &Territory, level: Level) -> Self {
        let (code, zh, en) = if level == Level::Street {
            ("street", "街道", "Street")
        } else {
            ("community", "社区", "Community")
        };
        let area = |id: i64| {
            let area = territory.by_id(id)?;
            territory.at_level(area, level)
        };
        let mut areas: Vec<_> = input
            .sets
            .iter()
            .filter_map(|set| area(set.area_id))
            .collect();
        areas.sort_by(|a, b| a.path.cmp(&b.path));
        areas.dedup_by(|a, b| a.code == b.code);
        let place = |id: i64| {
            let code = &area(id)?.code;
            areas.iter().position(|area| area.code == *code)
        };
        Self {
            of: GroupedBy {
                code: code.to_owned(),
                name: texts(zh, en),
            },
            of_unit: input.sets.iter().map(|set| place(set.area_id)).collect(),
            names: areas
                .iter()
                .map(|area| (area.code.clone(), texts(&area.name_zh, &area.name_en)))
                .collect(),
        }
    }

    /// By the answer to a question.
    pub fn by_question(input: &Input, question: &Question<'_>) -> Self {
        let choices = question.choices();
        let place = |values| {
            let answer = chosen(values, question.path()).first().copied();
            choices
                .iter()
                .position(|choice| Some(choice.value.as_str()) == answer)
        };
        Self {
            of: GroupedBy {
                code: question.path().to_owned(),
                name: question.label(),
            },
            of_unit: input.sets.iter().map(|set| place(&set.values)).collect(),
            names: choices
                .iter()
                .map(|choice| (choice.value.clone(), choice.label.clone()))
                .collect(),
        }
    }
}

fn texts(zh: &str, en: &str) -> Bilingual {
    Bilingual {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}

/// Everything about the rates of a survey.
pub fn view(input: &Input, groups: Option<Groups>, before: Option<&Input>) -> SurveyRatesView {
    let measures = input.measures.iter();
    SurveyRatesView {
        survey_id: input.survey.id,
        wave: input.survey.wave,
        sampling: if input.is_sampled {
            "probability"
        } else {
            "quota"
        },
        n: num::u64_from_usize(input.sets.len()),
        weighted: weighted(input),
        measures: measures
            .map(|measure| measured(input, measure, groups.as_ref(), before))
            .collect(),
        by: groups.map(|groups| groups.of),
        groups: Question::groups(&input.form)
            .map(|question| QuestionView {
                path: question.path().to_owned(),
                label: question.label(),
            })
            .collect(),
    }
}

/// How the figures were weighted, in words.
pub fn weighted(input: &Input) -> Bilingual {
    if !input.is_sampled {
        return texts(
            "街头拦访按配额选人，不是概率样本：只有未加权的比例，没有区间，不能推论全体。",
            "People were chosen in the street by quota; this is no probability sample: plain shares without intervals, which speak for nobody else.",
        );
    }
    let drawn = if input.is_two_stage {
        texts(
            "按抽中概率的倒数加权，社区内按应答调整，权数不超过中位数的 5 倍；区间为 95 %，按街道分层、社区两阶段抽样计算。",
            "Weighted by 1 ÷ the chance to be drawn, adjusted for non-response within communities, no weight above 5 medians; 95 % intervals for strata and communities drawn in two stages.",
        )
    } else {
        texts(
            "按抽中概率的倒数加权，层内按应答调整，权数不超过中位数的 5 倍；区间为 95 %，按分层抽样计算，计入有限总体修正。",
            "Weighted by 1 ÷ the chance to be drawn, adjusted for non-response within strata, no weight above 5 medians; 95 % intervals for the stratified draw from a known frame.",
        )
    };
    let known = known_in_words(&input.raking, &input.margins, &input.form);
    Bilingual {
        zh: drawn.zh + &known.zh,
        en: drawn.en + &known.en,
    }
}

/// The wanted share of a measure.
pub fn target_of(measure: &Measure) -> Option<Target> {
    measure.target.map(|wanted| Target {
        comparator: match wanted.comparator {
            WantedSide::AtLeast => Comparator::AtLeast,
            WantedSide::AtMost => Comparator::AtMost,
        },
        share: wanted.value,
    })
}

/// The share of a measure among all, or in one group.
pub fn share_of(input: &Input, measure: &Measure, group: Option<(&Groups, usize)>) -> Raw {
    input.sample.share(|unit| {
        let is_in = group.is_none_or(|(groups, at)| groups.of_unit.get(unit) == Some(&Some(at)));
        let set = input.sets.get(unit).filter(|_| is_in)?;
        counts_for(measure, &set.values)
    })
}

fn measured(
    input: &Input,
    measure: &Measure,
    groups: Option<&Groups>,
    before: Option<&Input>,
) -> MeasureRates {
    let target = target_of(measure);
    let all = share_of(input, measure, None);
    let mut by = vec![];
    if let Some(groups) = groups {
        let shares: Vec<Raw> = (0..groups.names.len())
            .map(|at| share_of(input, measure, Some((groups, at))))
            .collect();
        let told = tell_groups(&shares);
        for (((code, name), share), told) in groups.names.iter().zip(&shares).zip(told) {
            by.push(GroupRate {
                code: code.clone(),
                name: name.clone(),
                rate: rate(share, told, input.is_sampled, target),
            });
        }
    }
    MeasureRates {
        code: measure.code.clone(),
        name: measure.name.clone(),
        formula: measure.formula.clone(),
        target: measure
            .target
            .zip(target)
            .map(|(wanted, target)| RateTarget {
                comparator: wanted.comparator,
                value: wanted.value,
                judged_at: target.judged_at(),
            }),
        all: rate(&all, may_tell(&all), input.is_sampled, target),
        by,
        before: before.and_then(|before| since(input, measure, &all, before)),
    }
}

/// Newcombe's interval of the difference on effective n; only where both figures are told.
fn since(input: &Input, measure: &Measure, now: &Raw, before: &Input) -> Option<SinceBefore> {
    let earlier = before.measures.iter().find(|of| of.code == measure.code)?;
    let then = share_of(before, earlier, None);
    let is_told = |share: &Raw, of: &Input| {
        of.is_sampled && rate(share, may_tell(share), true, None).status == RateStatus::Shown
    };
    if !is_told(now, input) || !is_told(&then, before) {
        return None;
    }
    let (now, then) = (now.as_ref()?, then.as_ref()?);
    let difference = newcombe_difference(
        then.estimate,
        then.n_effective,
        now.estimate,
        now.n_effective,
    );
    let change = change_code(difference.change());
    let wave = before.survey.wave;
    Some(SinceBefore {
        survey_id: before.survey.id,
        wave,
        change,
        difference: difference.estimate,
        lower: difference.low,
        upper: difference.high,
        text: in_words(change, wave),
    })
}

fn in_words(change: &str, wave: i64) -> Bilingual {
    let (zh, en) = match change {
        "rose" => (
            format!("比第 {wave} 轮上升"),
            format!("rose since wave {wave}"),
        ),
        "fell" => (
            format!("比第 {wave} 轮下降"),
            format!("fell since wave {wave}"),
        ),
        _ => (
            format!("和第 {wave} 轮比没有显出变化"),
            format!("no change shown since wave {wave}"),
        ),
    };
    Bilingual { zh, en }
}
