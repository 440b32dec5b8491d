//! Answers that are too much alike: whole groups of questions answered alike, copies, and interviews of one person that are
//! more alike than chance explains. Pure.
use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;
use xlsform::{Form, Kind};

use super::notes::{Found, Note, Visit};
use crate::platform::num;
use crate::rates::holm;
use crate::surveys::figures::questions::{Values, chosen};

/// Questions of a group below which one answer to all of them says nothing.
const LEAST_GROUP: usize = 4;
/// Answers below which two interviews may well be the same.
const LEAST_ANSWERS: usize = 10;
/// Interviews of a surveyor below which likeness says nothing.
const LEAST_INTERVIEWS: usize = 8;
/// Interviews that are compared pair by pair, at most; further ones of everybody are left out in the same proportion.
const MOST: usize = 1_000;
/// Rounds of dealing interviews out anew.
const ROUNDS: u32 = 499;
/// Chance, over all surveyors, of noting anybody whose interviews are like the others'.
const ERROR: f64 = 0.05;

/// Notes everything about likeness.
pub fn look(form: &Form, visits: &[Visit], found: &mut Found) {
    let groups = groups(form);
    for visit in visits {
        if let Some(values) = &visit.answers
            && groups.iter().any(|group| is_straight(group, values))
        {
            found.visit(visit, Note::StraightLine);
        }
    }
    copies(visits, found);
    near(visits, found);
}

/// Neighbouring questions with the same list of answers, outside repeats.
fn groups(form: &Form) -> Vec<Vec<&str>> {
    let mut groups: Vec<Vec<&str>> = vec![];
    let mut last = None;
    for node in &form.nodes {
        let is_choice = node.kind == Kind::SelectOne && node.scope.is_none();
        let key = is_choice.then_some((node.parent, node.list.as_ref()));
        match (key, groups.last_mut()) {
            (Some(_), Some(group)) if key == last => group.push(&node.path),
            (Some(_), _) => groups.push(vec![&node.path]),
            _ => {}
        }
        last = key;
    }
    groups.retain(|group| group.len() >= LEAST_GROUP);
    groups
}

fn is_straight(group: &[&str], values: &Values) -> bool {
    let answers: Vec<&str> = group.iter().flat_map(|path| chosen(values, path)).collect();
    let first = answers.first();
    answers.len() >= LEAST_GROUP && answers.iter().all(|answer| Some(answer) == first)
}

fn copies(visits: &[Visit], found: &mut Found) {
    let mut same: HashMap<String, Vec<&Visit>> = HashMap::new();
    for visit in visits {
        if let Some(values) = visit.answers.as_ref().filter(|v| v.len() >= LEAST_ANSWERS) {
            let sorted: BTreeMap<_, _> = values.iter().collect();
            let key = serde_json::to_string(&sorted).unwrap_or_default();
            same.entry(key).or_default().push(visit);
        }
    }
    for visit in same.values().filter(|same| same.len() > 1).flatten() {
        found.visit(visit, Note::SameAnswers);
    }
}

/// An interview with its answers as numbers; 0 for none.
struct Coded {
    surveyor: usize,
    street: usize,
    answers: Vec<u16>,
}

/// For each surveyor: the mean, over the own interviews, of the likeness to the own interview that is most alike. Interviews are
/// dealt out anew among the surveyors of a street; how often that comes to as much is the chance, adjusted for the number of
/// surveyors (Holm).
fn near(visits: &[Visit], found: &mut Found) {
    let (people, coded) = code(visits);
    let alike = likeness(&coded);
    let mut who: Vec<usize> = coded.iter().map(|one| one.surveyor).collect();
    let own = means(&who, people.len(), &alike);
    let enough: BTreeSet<usize> = (0..people.len())
        .filter(|person| who.iter().filter(|of| *of == person).count() >= LEAST_INTERVIEWS)
        .collect();
    if enough.is_empty() || people.len() < 2 {
        return;
    }
    let streets = places_by_street(&coded);
    let mut reached = vec![1_u32; people.len()];
    let mut lot = Lot(0x5EED);
    for _ in 0..ROUNDS {
        for places in &streets {
            for last in (1..places.len()).rev() {
                let other = lot.below(last + 1);
                if let (Some(a), Some(b)) = (places.get(last), places.get(other)) {
                    who.swap(*a, *b);
                }
            }
        }
        for ((reached, dealt), own) in reached
            .iter_mut()
            .zip(means(&who, people.len(), &alike))
            .zip(&own)
        {
            *reached += u32::from(dealt >= *own - 1e-12);
        }
    }
    let judged: Vec<usize> = enough.into_iter().collect();
    let chances: Vec<f64> = judged
        .iter()
        .map(|person| {
            let reached = reached.get(*person).copied().unwrap_or(ROUNDS + 1);
            f64::from(reached) / f64::from(ROUNDS + 1)
        })
        .collect();
    for (person, adjusted) in judged.iter().zip(holm(&chances)) {
        if let Some(id) = people.get(*person).filter(|_| adjusted < ERROR) {
            found.person(*id, Note::NearSameAnswers);
        }
    }
}

fn code(visits: &[Visit]) -> (Vec<Uuid>, Vec<Coded>) {
    let with: Vec<(&Visit, &Values)> = visits
        .iter()
        .filter_map(|visit| Some((visit, visit.answers.as_ref()?)))
        .filter(|(_, values)| values.len() >= LEAST_ANSWERS)
        .collect();
    let step = with.len().div_ceil(MOST).max(1);
    let kept: Vec<_> = with.into_iter().step_by(step).collect();
    let people: BTreeSet<Uuid> = kept.iter().map(|(visit, _)| visit.surveyor).collect();
    let people: Vec<Uuid> = people.into_iter().collect();
    let streets: BTreeSet<&str> = kept
        .iter()
        .map(|(visit, _)| visit.street.as_str())
        .collect();
    let streets: Vec<&str> = streets.into_iter().collect();
    let paths: BTreeSet<&String> = kept.iter().flat_map(|(_, values)| values.keys()).collect();
    let mut words: HashMap<String, u16> = HashMap::new();
    let coded = kept
        .iter()
        .map(|(visit, values)| Coded {
            surveyor: people.binary_search(&visit.surveyor).unwrap_or_default(),
            street: streets
                .binary_search(&visit.street.as_str())
                .unwrap_or_default(),
            answers: paths
                .iter()
                .map(|path| {
                    let word = values.get(path.as_str()).map(ToString::to_string);
                    let next = u16::try_from(words.len() + 1).unwrap_or(u16::MAX);
                    word.map_or(0, |word| *words.entry(word).or_insert(next))
                })
                .collect(),
        })
        .collect();
    (people, coded)
}

fn places_by_street(coded: &[Coded]) -> Vec<Vec<usize>> {
    let mut streets: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, one) in coded.iter().enumerate() {
        streets.entry(one.street).or_default().push(at);
    }
    streets.into_values().collect()
}

/// Share of the questions answered alike, for each pair; questions that neither was asked are left out.
fn likeness(coded: &[Coded]) -> Vec<Vec<f64>> {
    let alike = |a: &Coded, b: &Coded| {
        let (mut same, mut asked) = (0_u32, 0_u32);
        for (x, y) in a.answers.iter().zip(&b.answers) {
            if *x != 0 || *y != 0 {
                asked += 1;
                same += u32::from(x == y);
            }
        }
        f64::from(same) / f64::from(asked.max(1))
    };
    let row = |a: &Coded| coded.iter().map(|b| alike(a, b)).collect();
    coded.iter().map(row).collect()
}

fn means(who: &[usize], people: usize, alike: &[Vec<f64>]) -> Vec<f64> {
    let mut own: Vec<Vec<usize>> = vec![vec![]; people];
    for (at, person) in who.iter().enumerate() {
        if let Some(own) = own.get_mut(*person) {
            own.push(at);
        }
    }
    let mean = |own: &Vec<usize>| {
        let best = |at: &usize| {
            let row = alike.get(*at);
            own.iter()
                .filter(|other| *other != at)
                .filter_map(|other| row?.get(*other).copied())
                .fold(0.0, f64::max)
        };
        own.iter().map(best).sum::<f64>() / num::from_usize(own.len().max(1))
    };
    own.iter().map(mean).collect()
}

/// A fixed sequence, so that the same interviews get the same notes. G. Steele, D. Lea, C. Flood, OOPSLA (2014): splitmix64.
struct Lot(u64);

impl Lot {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let number = (z ^ (z >> 31)) % num::u64_from_usize(n).max(1);
        usize::try_from(number).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use serde_json::{Value, json};

    use super::super::notes::samples::interview;
    use super::*;

    fn household() -> Form {
        let bytes = include_bytes!("../../../demo/questionnaires/household_awareness_support.xlsx");
        xlsform::compile(bytes, &xlsform::Files::new())
            .form
            .unwrap()
    }

    fn answered(surveyor: u128, number: u32, answers: impl Fn(u32) -> u32) -> Visit {
        let values = (0..20).map(|question| {
            let answer = json!(format!("a{}", answers(question)));
            (format!("q{question}"), answer)
        });
        Visit {
            answers: Some(values.collect()),
            ..interview(surveyor, number)
        }
    }

    /// Answers without rhyme or reason.
    fn any(seed: u128, number: u32) -> impl Fn(u32) -> u32 {
        move |question| {
            let seed = u64::try_from(seed).unwrap() * 7_919 + u64::from(number) * 104_729;
            u32::try_from(Lot(seed + u64::from(question) * 31).below(4)).unwrap()
        }
    }

    #[test]
    fn one_answer_to_a_whole_group_is_noted() {
        let form = household();
        let group = &groups(&form)[0];
        assert!(group.len() >= LEAST_GROUP, "{group:?}");
        let values = |last: &str| -> Values {
            let answers = group.iter().enumerate();
            answers
                .map(|(at, path)| {
                    let answer = if at == 0 { last } else { "4" };
                    ((*path).to_owned(), Value::String(answer.to_owned()))
                })
                .collect()
        };
        assert!(is_straight(group, &values("4")));
        assert!(!is_straight(group, &values("2")));
    }

    #[test]
    fn exact_copies_are_noted_on_both_sides() {
        let visits = [
            answered(1, 0, any(1, 0)),
            answered(2, 0, any(1, 0)),
            answered(2, 1, any(2, 1)),
        ];
        let mut found = Found::default();
        copies(&visits, &mut found);
        let noted: Vec<&Uuid> = found.visits.keys().collect();
        assert_eq!(noted, [&visits[0].id, &visits[1].id]);
    }

    #[test]
    fn near_copies_of_one_person_stand_out_and_honest_people_do_not() {
        let mut visits: Vec<Visit> = vec![];
        for surveyor in 1..=5_u128 {
            for number in 0..12 {
                visits.push(answered(surveyor, number, any(surveyor, number)));
            }
        }
        let mut found = Found::default();
        near(&visits, &mut found);
        assert!(found.people.is_empty(), "{found:?}");
        // The sixth fills in the same questionnaire with three answers changed.
        for number in 0..12 {
            let (base, own) = (any(99, 0), any(6, number));
            visits.push(answered(6, number, move |q| {
                if q % 7 == 0 { own(q) } else { base(q) }
            }));
        }
        near(&visits, &mut found);
        let noted: Vec<&Uuid> = found.people.keys().collect();
        assert_eq!(noted, [&Uuid::from_u128(6)]);
    }
}
