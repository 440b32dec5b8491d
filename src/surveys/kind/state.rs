//! What the visits to a door come to. Pure.

use crate::platform::num;
use crate::surveys::model::VISITS_MAX;
use chrono::NaiveDate;
use entity::{survey_door_state, survey_visit};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// Outcomes by what they are worth: the best one of several visits counts; among the others the latest.
const WORTH: [&str; 3] = ["interview", "partial", "refused"];
/// Outcomes after which nobody comes again.
const FINAL: [&str; 6] = [
    "interview",
    "refused",
    "no_such_dwelling",
    "vacant",
    "language",
    "unsafe",
];

/// What the visits to one door come to.
#[derive(Debug)]
pub(super) struct Sum {
    /// The row; none when no visit counts.
    pub state: Option<survey_door_state::Model>,
    /// The interview that counts.
    pub counting: Option<Uuid>,
    /// Interviews that do not count because another one does.
    pub others: Vec<Uuid>,
}

/// A day of the installation's zone and a part of it: 0 until noon, 1 until six, 2 in the evening.
pub(super) type Slot = (NaiveDate, u8);

/// The part of the day in which an hour lies.
pub(super) fn part_of(hour: u8) -> u8 {
    match hour {
        0..12 => 0,
        12..18 => 1,
        _ => 2,
    }
}

/// Adds up visits, the earliest first; those in `replaced` and checks of interviews do not count. Three visits at
/// different times (`slot_of`) end the work at a door where nobody was met; two on one morning are one try.
pub(super) fn sum(
    survey_id: Uuid,
    door_id: Uuid,
    visits: &[survey_visit::Model],
    replaced: &HashSet<Uuid>,
    slot_of: impl Fn(&survey_visit::Model) -> Slot,
) -> Sum {
    let counting: Vec<&survey_visit::Model> = visits
        .iter()
        .filter(|visit| visit.back_check_of.is_none() && !replaced.contains(&visit.record_id))
        .collect();
    let with = |outcome: &str| counting.iter().find(|visit| visit.disposition == outcome);
    // The first whole interview counts, else the last one that broke off.
    let interview = with("interview").or_else(|| {
        counting
            .iter()
            .rev()
            .find(|visit| visit.disposition == "partial")
    });
    let others = counting
        .iter()
        .filter(|visit| ["interview", "partial"].contains(&visit.disposition.as_str()))
        .map(|visit| visit.record_id)
        .filter(|id| Some(*id) != interview.map(|visit| visit.record_id));
    let Some(last) = counting.last() else {
        return Sum {
            state: None,
            counting: None,
            others: vec![],
        };
    };
    let best = WORTH
        .iter()
        .find_map(|outcome| with(outcome))
        .unwrap_or(last);
    let (visits, tries) = tries(&counting, slot_of);
    let is_final = FINAL.contains(&best.disposition.as_str()) || tries >= VISITS_MAX;
    Sum {
        state: Some(survey_door_state::Model {
            door_id,
            survey_id,
            visits,
            outcome: best.disposition.clone(),
            is_final,
            has_handbook: counting.iter().any(|visit| visit.has_handbook),
            last_at: last.happened_at,
            last_record_id: last.record_id,
            call_back_on: last.call_back_on.clone().filter(|_| !is_final),
            call_back_part: last.call_back_part.clone().filter(|_| !is_final),
        }),
        counting: interview.map(|visit| visit.record_id),
        others: others.collect(),
    }
}

/// How many visits there were, and how many of them at different times.
fn tries(
    counting: &[&survey_visit::Model],
    slot_of: impl Fn(&survey_visit::Model) -> Slot,
) -> (i64, i64) {
    let highest = counting.iter().map(|visit| visit.visit_number).max();
    let stored = num::i64_from_usize(counting.len());
    let slots: BTreeSet<Slot> = counting.iter().map(|visit| slot_of(visit)).collect();
    // Earlier visits that this service never saw, by the number that the visit bears.
    let unseen = (highest.unwrap_or_default() - stored).max(0);
    (stored + unseen, num::i64_from_usize(slots.len()) + unseen)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn visit(number: u128, outcome: &str) -> survey_visit::Model {
        survey_visit::Model {
            record_id: Uuid::from_u128(number),
            survey_id: Uuid::nil(),
            author_id: Uuid::nil(),
            area_id: 1,
            happened_at: i64::try_from(number).unwrap(),
            seq: 1,
            visit_number: 1,
            disposition: outcome.to_owned(),
            form_version_id: None,
            language: None,
            call_back_on: (outcome == "later").then(|| "2026-01-02".to_owned()),
            call_back_part: (outcome == "later").then(|| "evening".to_owned()),
            started_at: 0,
            ended_at: 0,
            has_handbook: outcome == "refused",
            quota_id: None,
            back_check_of: None,
        }
    }

    fn sum_of(visits: &[survey_visit::Model], replaced: &[u128]) -> Sum {
        let replaced = replaced
            .iter()
            .map(|number| Uuid::from_u128(*number))
            .collect();
        let slot_of = |visit: &survey_visit::Model| {
            (
                NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
                u8::try_from(visit.happened_at).unwrap(),
            )
        };
        sum(Uuid::nil(), Uuid::nil(), visits, &replaced, slot_of)
    }

    #[test]
    fn an_interview_is_worth_more_than_what_came_after_it() {
        let sum = sum_of(
            &[
                visit(1, "later"),
                visit(2, "interview"),
                visit(3, "refused"),
            ],
            &[],
        );
        let state = sum.state.unwrap();
        assert_eq!(
            (state.outcome.as_str(), state.visits, state.is_final),
            ("interview", 3, true)
        );
        assert!(state.has_handbook && state.call_back_on.is_none());
        assert_eq!(sum.counting, Some(Uuid::from_u128(2)));
    }

    #[test]
    fn a_door_is_visited_again_until_three_visits_are_done() {
        let twice = sum_of(&[visit(1, "not_home"), visit(2, "later")], &[])
            .state
            .unwrap();
        assert!(!twice.is_final && twice.call_back_part.as_deref() == Some("evening"));
        let thrice = sum_of(
            &[
                visit(1, "not_home"),
                visit(2, "later"),
                visit(3, "not_home"),
            ],
            &[],
        );
        assert!(thrice.state.unwrap().is_final);
    }

    #[test]
    fn three_visits_on_one_morning_are_one_try() {
        let mut visits = [
            visit(1, "not_home"),
            visit(2, "not_home"),
            visit(3, "not_home"),
        ];
        for visit in &mut visits {
            visit.happened_at = 7;
        }
        let state = sum_of(&visits, &[]).state.unwrap();
        assert_eq!((state.visits, state.is_final), (3, false));
        visits[2].visit_number = 5;
        assert!(
            sum_of(&visits, &[]).state.unwrap().is_final,
            "two visits before that nobody sent"
        );
    }

    #[test]
    fn the_parts_of_a_day_begin_at_noon_and_at_six() {
        assert_eq!([9, 12, 17, 18].map(part_of), [0, 1, 1, 2]);
    }

    #[test]
    fn one_interview_counts_and_a_replaced_one_never() {
        let all = [
            visit(1, "partial"),
            visit(2, "interview"),
            visit(3, "interview"),
        ];
        let sum = sum_of(&all, &[]);
        assert_eq!(sum.counting, Some(Uuid::from_u128(2)));
        assert_eq!(sum.others, [Uuid::from_u128(1), Uuid::from_u128(3)]);
        let corrected = sum_of(&all, &[2]);
        assert_eq!(corrected.counting, Some(Uuid::from_u128(3)));
        assert!(sum_of(&all, &[1, 2, 3]).state.is_none());
    }
}
