//! Checks of the tree: codes, levels, parents.

use std::collections::HashMap;

use super::parse::AreaDraft;
use super::problem::{Problem, ProblemCode, text};
use crate::areas::level;

/// Checks codes and parents of all drafts against each other.
pub fn check(drafts: &[AreaDraft], problems: &mut Vec<Problem>) {
    let mut by_code: HashMap<&str, &AreaDraft> = HashMap::with_capacity(drafts.len());
    for draft in drafts {
        if by_code.insert(&draft.code, draft).is_some() {
            let detail = text(
                format!("{} 出现了不止一次", draft.code),
                format!("{} stands more than once", draft.code),
            );
            problems.push(located(
                Problem::error(ProblemCode::DuplicateCode, &draft.code, detail).and(&draft.code),
                draft,
            ));
        }
    }
    for draft in drafts {
        check_code(draft, problems);
        check_parent(draft, &by_code, problems);
    }
}

fn check_code(draft: &AreaDraft, problems: &mut Vec<Problem>) {
    let (wanted, got) = (level::code_digits(draft.level), draft.code.chars().count());
    if got != wanted || !draft.code.bytes().all(|byte| byte.is_ascii_digit()) {
        let (level_zh, level_en) = level::names_of(draft.level);
        let detail = text(
            format!("{level_zh}代码应为 {wanted} 位数字，这里有 {got} 位"),
            format!("The code of a {level_en} has {wanted} digits; here are {got} characters"),
        );
        problems.push(located(
            Problem::error(ProblemCode::WrongCodeLength, &draft.code, detail),
            draft,
        ));
    }
}

fn check_parent(
    draft: &AreaDraft,
    by_code: &HashMap<&str, &AreaDraft>,
    problems: &mut Vec<Problem>,
) {
    let Some(parent_code) = draft.parent_code.as_deref() else {
        return;
    };
    let Some(parent) = by_code.get(parent_code) else {
        let detail = text(
            format!("没有 {parent_code}"),
            format!("There is no {parent_code}"),
        );
        let problem = Problem::error(ProblemCode::Orphan, &draft.code, detail).and(parent_code);
        problems.push(located(problem, draft));
        return;
    };
    // A parent stands strictly higher, so the tree can have no circle.
    if parent.level >= draft.level {
        let (child, above) = (level::names_of(draft.level), level::names_of(parent.level));
        let detail = text(
            format!("{}不能归在{}下面", child.0, above.0),
            format!("A {} cannot belong to a {}", child.1, above.1),
        );
        let problem =
            Problem::error(ProblemCode::WrongParentLevel, &draft.code, detail).and(parent_code);
        problems.push(located(problem, draft));
    }
}

fn located(problem: Problem, draft: &AreaDraft) -> Problem {
    let place = draft
        .shape
        .as_ref()
        .map(super::Shape::bounds)
        .map(|bounds| {
            let [west, south, east, north] = bounds.degrees();
            (f64::midpoint(west, east), f64::midpoint(south, north))
        });
    match place {
        Some(place) => problem.at(place),
        None => problem,
    }
}
