//! Rules and reasons as sentences.

use crate::areas::Territory;
use crate::incidents::Vocabulary;
use crate::units::books::Books;
use crate::units::model::{Duty, Resolution, Rule};
use crate::units::queries;
use crate::units::wire::{ExplainedRule, RuleView};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

/// Names that sentences need.
pub(in crate::units) struct Names {
    places: HashMap<(&'static str, String), (String, String)>,
}

impl Names {
    /// Names of every place that a rule or duty names.
    pub(in crate::units) async fn load(
        db: &impl ConnectionTrait,
        books: &Books,
        territory: &Territory,
    ) -> Result<Self, DbErr> {
        let mut places = HashMap::new();
        let mut codes: HashMap<&'static str, HashSet<&str>> = HashMap::new();
        for rule in books.rules.rules() {
            let (kind, code) = rule.territory.parts();
            codes.entry(kind).or_default().insert(code);
        }
        for code in codes.remove("area").unwrap_or_default() {
            if let Some(area) = territory.by_code(code) {
                let names = (area.name_zh.clone(), area.name_en.clone());
                places.insert(("area", code.to_owned()), names);
            }
        }
        for road in queries::roads_named(db, &codes.remove("road").unwrap_or_default()).await? {
            places.insert(("road", road.code), (road.name_zh, road.name_en));
        }
        for site in queries::sites_named(db, &codes.remove("site").unwrap_or_default()).await? {
            places.insert(("site", site.code), (site.name_zh, site.name_en));
        }
        Ok(Self { places })
    }

    fn place(&self, kind: &'static str, code: &str) -> (String, String) {
        if kind == "any" {
            return ("全市".to_owned(), "the whole city".to_owned());
        }
        let known = self.places.get(&(kind, code.to_owned())).cloned();
        known.unwrap_or_else(|| (code.to_owned(), code.to_owned()))
    }
}

/// Who deals with a behaviour when words do not help.
fn service_names(code: &str) -> (&str, &str) {
    match code {
        "dissuade_on_spot" => ("当场劝导的行为", "behaviour settled on the spot"),
        "urban_management" => ("归城市管理的行为", "behaviour for urban management"),
        "traffic_police" => ("归交通管理的行为", "behaviour for the traffic police"),
        "police" => ("归公安的行为", "behaviour for the police"),
        "community" => ("归社区的行为", "behaviour for the community"),
        other => (other, other),
    }
}

fn subject_names(kind: &str, code: &str) -> (String, String) {
    let words = Vocabulary::get();
    let owned = |names: (&str, &str)| (names.0.to_owned(), names.1.to_owned());
    match kind {
        "category" => words
            .category(code)
            .map(|word| (word.name_zh.clone(), word.name_en.clone())),
        "group" => words
            .groups
            .iter()
            .find(|group| group.code == code)
            .map(|group| (group.name_zh.clone(), group.name_en.clone())),
        "site_type" => words
            .site_types
            .iter()
            .find(|site| site.code == code)
            .map(|site| (site.name_zh.clone(), site.name_en.clone())),
        "handled_by" => Some(owned(service_names(code))),
        _ => Some(owned(("所有事项", "every matter"))),
    }
    .unwrap_or_else(|| (code.to_owned(), code.to_owned()))
}

/// The duties before one's door in words; none of them means everything.
pub(in crate::units) fn duty_words(duties: &[Duty]) -> (String, String) {
    if duties.is_empty() {
        return ("全部责任".to_owned(), "answers for everything".to_owned());
    }
    let zh: Vec<&str> = duties.iter().map(|duty| duty.names().0).collect();
    let en: Vec<&str> = duties.iter().map(|duty| duty.names().1).collect();
    (
        format!("门前三包：{}", zh.join("、")),
        format!("before the door: {}", en.join(", ")),
    )
}

/// A rule with its sentence.
pub(in crate::units) fn rule_view(rule: &Rule, books: &Books, names: &Names) -> RuleView {
    let ((territory, territory_code), (subject, subject_code)) =
        (rule.territory.parts(), rule.subject.parts());
    let place = names.place(territory, territory_code);
    let about = subject_names(subject, subject_code);
    let unit = books.units.get(&rule.unit).cloned();
    let (unit_zh, unit_en) = unit.as_ref().map_or(("", ""), |unit| {
        (unit.name_zh.as_str(), unit.name_en.as_str())
    });
    RuleView {
        ordinal: rule.ordinal,
        priority: rule.priority,
        territory,
        territory_code: territory_code.to_owned(),
        subject,
        subject_code: subject_code.to_owned(),
        from: rule.from.map(|day| day.to_string()),
        to: rule.to.map(|day| day.to_string()),
        words_zh: format!("{}的{}由{unit_zh}负责", place.0, about.0),
        words_en: format!("{}: {} belongs to {unit_en}", place.1, about.1),
        unit,
    }
}

/// The reason in Chinese and English.
pub(super) fn why(found: &Resolution<'_>, candidates: &[ExplainedRule]) -> (String, String) {
    let Some(first) = candidates.first() else {
        return (
            "没有一条规则适用，请补充责任规则或直接指定单位".to_owned(),
            "No rule fits; add one, or name the unit yourself".to_owned(),
        );
    };
    let rule = &first.rule;
    let (line_zh, line_en) = if rule.ordinal == 0 {
        (
            "按点位或路段的责任".to_owned(),
            "By the duty at this place".to_owned(),
        )
    } else {
        (
            format!("按第 {} 条规则（优先级 {}）", rule.ordinal, rule.priority),
            format!("By rule {} (priority {})", rule.ordinal, rule.priority),
        )
    };
    let mut zh = format!("{line_zh}：{}", rule.words_zh);
    let mut en = format!("{line_en}: {}", rule.words_en);
    if found.is_coordination() {
        let others = || candidates.iter().skip(1).filter(|one| one.is_equal);
        let names_zh: Vec<&str> = others().map(|one| one.unit.name_zh.as_str()).collect();
        let names_en: Vec<&str> = others().map(|one| one.unit.name_en.as_str()).collect();
        let _ = write!(zh, "；{}同样有理由，要协调", names_zh.join("、"));
        let _ = write!(
            en,
            "; {} could be meant just as well, so they must agree",
            names_en.join(", ")
        );
    }
    (zh, en)
}
