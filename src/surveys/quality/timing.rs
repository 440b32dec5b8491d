//! Too fast, at two doors at once, or faster than anybody gets about. Pure.
use std::collections::BTreeMap;

use super::notes::{Found, Note, Visit, by_surveyor, median};
use crate::areas::geometry::distance_m;
use crate::platform::num;

/// Interviews, and answers to a question, below which nothing is usual yet.
const LEAST: usize = 10;
/// Questions with times below which an interview says nothing about its questions.
const LEAST_QUESTIONS: usize = 5;
/// Fastest way between two doors, metres a second: what an electric bicycle may go, 25 km/h. Source: GB 17761.
const FASTEST_M_PER_S: f64 = 25.0 / 3.6;

/// Notes everything about time.
pub fn look(visits: &[Visit], found: &mut Found) {
    whole(visits, found);
    questions(visits, found);
    between(visits, found);
}

fn whole(visits: &[Visit], found: &mut Found) {
    let interviews = || visits.iter().filter(|visit| visit.is_interview());
    let durations: Vec<i64> = interviews().map(Visit::duration_ms).collect();
    if durations.len() < LEAST {
        return;
    }
    let usual = median(durations).unwrap_or(0);
    for visit in interviews().filter(|visit| visit.duration_ms() * 2 < usual) {
        found.visit(visit, Note::TooFast);
    }
}

/// More than half of the questions below half of their usual time.
fn questions(visits: &[Visit], found: &mut Found) {
    let interviews = || visits.iter().filter(|visit| visit.is_interview());
    let mut times: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for (path, ms) in interviews().flat_map(|visit| &visit.timings) {
        times.entry(path).or_default().push(*ms);
    }
    let usual: BTreeMap<&str, i64> = times
        .into_iter()
        .filter(|(_, times)| times.len() >= LEAST)
        .filter_map(|(path, times)| Some((path, median(times)?)))
        .collect();
    for visit in interviews() {
        let known: Vec<bool> = visit
            .timings
            .iter()
            .filter_map(|(path, ms)| usual.get(path.as_str()).map(|usual| ms * 2 < *usual))
            .collect();
        let fast = known.iter().filter(|is_fast| **is_fast).count();
        if known.len() >= LEAST_QUESTIONS && fast * 2 > known.len() {
            found.visit(visit, Note::QuestionsTooFast);
        }
    }
}

fn between(visits: &[Visit], found: &mut Found) {
    for own in by_surveyor(visits).values() {
        let mut last: Option<&Visit> = None;
        for visit in own {
            if let Some(before) = last {
                if visit.started_at < before.ended_at {
                    found.visit(visit, Note::Overlap);
                    found.visit(before, Note::Overlap);
                } else if is_too_far(before, visit) {
                    found.visit(visit, Note::TooFarApart);
                }
            }
            // The one that ended last is the one that the next may overlap.
            if last.is_none_or(|before| visit.ended_at >= before.ended_at) {
                last = Some(visit);
            }
        }
    }
}

fn is_too_far(before: &Visit, visit: &Visit) -> bool {
    let (Some(from), Some(to)) = (before.end.or(before.start), visit.start) else {
        return false;
    };
    let distance = distance_m((from.lng, from.lat), (to.lng, to.lat));
    let certain = distance - from.accuracy_m - to.accuracy_m;
    let seconds = num::from_i64(visit.started_at - before.ended_at) / 1_000.0;
    certain > FASTEST_M_PER_S * seconds.max(1.0)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::super::notes::samples::interview;
    use super::*;

    fn notes(visits: &[Visit], of: &Visit) -> Vec<Note> {
        let mut found = Found::default();
        look(visits, &mut found);
        found
            .visits
            .remove(&of.id)
            .unwrap_or_default()
            .into_iter()
            .collect()
    }

    #[test]
    fn less_than_half_the_usual_time_is_noted_once_there_is_something_usual() {
        let mut visits: Vec<Visit> = (0..12).map(|number| interview(1, number)).collect();
        visits[3].ended_at = visits[3].started_at + 240_000;
        assert_eq!(notes(&visits, &visits[3]), [Note::TooFast]);
        assert_eq!(notes(&visits, &visits[4]), []);
        assert_eq!(notes(&visits[..6], &visits[3]), []);
    }

    #[test]
    fn most_questions_below_half_their_usual_time_are_noted() {
        let mut visits: Vec<Visit> = (0..12).map(|number| interview(1, number)).collect();
        for (number, visit) in visits.iter_mut().enumerate() {
            let ms = if number == 5 { 1_000 } else { 9_000 };
            visit.timings = (0..6)
                .map(|at| (format!("q{at}"), if at == 0 { 30_000 } else { ms }))
                .collect();
        }
        assert_eq!(
            notes(&visits, &visits[5]),
            [Note::TooFast, Note::QuestionsTooFast]
        );
        visits[5].timings.push(("q6".to_owned(), 60_000));
        assert_eq!(notes(&visits, &visits[5]), [Note::QuestionsTooFast]);
    }

    #[test]
    fn two_doors_at_once_and_impossible_ways_are_noted() {
        let mut visits: Vec<Visit> = (0..3).map(|number| interview(1, number)).collect();
        visits[1].started_at = visits[0].ended_at - 1;
        assert_eq!(notes(&visits, &visits[0]), [Note::Overlap]);
        assert_eq!(notes(&visits, &visits[1]), [Note::Overlap]);
        let mut visits: Vec<Visit> = (0..2).map(|number| interview(1, number)).collect();
        visits[1].started_at = visits[0].ended_at + 10_000;
        // About 1 km in ten seconds.
        visits[1].start = visits[1]
            .start
            .map(|fix| super::super::notes::Fix { lng: 110.01, ..fix });
        assert_eq!(notes(&visits, &visits[1]), [Note::TooFarApart]);
    }
}
