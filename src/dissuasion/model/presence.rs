//! From checks to minutes.

/// What of the time beyond the plan counts without a leader's word, in minutes.
/// Source: hours are capped by the plan + 1 h unless a leader confirms.
const OVER_PLAN_MIN: i64 = 60;
const MINUTE_MS: i64 = 60_000;

/// Somebody came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dissuasion) struct Step {
    /// UTC epoch milliseconds.
    pub at: i64,
    pub is_in: bool,
}

/// When somebody was there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::dissuasion) struct Presence {
    /// From and until, UTC epoch milliseconds, in order.
    pub stints: Vec<(i64, i64)>,
    /// Came and did not say that they went.
    pub open_since: Option<i64>,
}

impl Presence {
    /// Reads steps in any order. A second coming without a going changes nothing; a going without a coming neither.
    pub(in crate::dissuasion) fn of(steps: &[Step]) -> Self {
        let mut sorted = steps.to_vec();
        sorted.sort_by_key(|step| (step.at, !step.is_in));
        let mut presence = Self::default();
        for step in sorted {
            match (step.is_in, presence.open_since) {
                (true, None) => presence.open_since = Some(step.at),
                (false, Some(since)) => {
                    presence.stints.push((since, step.at));
                    presence.open_since = None;
                }
                _ => {}
            }
        }
        presence
    }

    /// The same with an open end closed at `planned_end`: a dead phone loses no hours.
    pub(in crate::dissuasion) fn closed_at(&self, planned_end: i64) -> Vec<(i64, i64)> {
        let mut stints = self.stints.clone();
        if let Some(since) = self.open_since.filter(|since| *since < planned_end) {
            stints.push((since, planned_end));
        }
        stints
    }

    /// Whether anything was said at all.
    pub(in crate::dissuasion) fn is_any(&self) -> bool {
        self.open_since.is_some() || !self.stints.is_empty()
    }
}

/// Whole minutes of all stints together.
pub(in crate::dissuasion) fn minutes_of(stints: &[(i64, i64)]) -> i64 {
    stints.iter().map(|(from, until)| until - from).sum::<i64>() / MINUTE_MS
}

/// The most minutes that count without a leader's word, for a shift planned from `starts_at` to `ends_at`.
pub(in crate::dissuasion) fn cap_min(starts_at: i64, ends_at: i64) -> i64 {
    (ends_at - starts_at).max(0) / MINUTE_MS + OVER_PLAN_MIN
}

/// Whether two times share more than a moment.
pub(in crate::dissuasion) fn overlap(a: &[(i64, i64)], b: &[(i64, i64)]) -> bool {
    a.iter()
        .any(|(from, until)| b.iter().any(|(start, end)| from < end && start < until))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(minute: i64, is_in: bool) -> Step {
        Step {
            at: minute * MINUTE_MS,
            is_in,
        }
    }

    #[test]
    fn two_stints_add_up_whatever_the_order_of_arrival() {
        let presence = Presence::of(&[
            step(90, true),
            step(30, false),
            step(0, true),
            step(150, false),
        ]);
        assert_eq!(minutes_of(&presence.stints), 90);
        assert!(presence.is_any());
    }

    #[test]
    fn a_double_coming_or_a_going_alone_changes_nothing() {
        let presence = Presence::of(&[
            step(0, false),
            step(5, true),
            step(9, true),
            step(65, false),
        ]);
        assert_eq!(presence.stints, [(5 * MINUTE_MS, 65 * MINUTE_MS)]);
        assert!(!Presence::of(&[step(0, false)]).is_any());
    }

    #[test]
    fn a_dead_phone_keeps_the_time_until_the_planned_end() {
        let presence = Presence::of(&[step(10, true)]);
        assert_eq!(minutes_of(&presence.closed_at(130 * MINUTE_MS)), 120);
        assert_eq!(minutes_of(&presence.closed_at(5 * MINUTE_MS)), 0);
    }

    #[test]
    fn the_plan_and_one_hour_are_the_cap() {
        assert_eq!(cap_min(0, 120 * MINUTE_MS), 180);
    }

    #[test]
    fn shifts_that_touch_do_not_overlap() {
        assert!(!overlap(&[(0, 10)], &[(10, 20)]));
        assert!(overlap(&[(0, 11)], &[(10, 20)]));
    }
}
