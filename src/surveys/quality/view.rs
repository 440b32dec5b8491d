//! Notes gathered for people to read. Pure.
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;
use xlsform::Form;

use super::notes::{Found, Note, Visit, by_surveyor, median};
use super::wire::{NoteCount, NotedVisit, Peers, QualityView, SurveyorQuality};
use super::{alike, place, refusals, timing};
use crate::areas::Territory;
use crate::platform::clock::UtcMillis;
use crate::platform::num;
use crate::surveys::wire::surveys::NamedArea;

/// Visits of the list.
const MOST_VISITS: usize = 200;

/// Looks at everything.
pub fn look(form: &Form, visits: &[Visit]) -> Found {
    let mut found = Found::default();
    timing::look(visits, &mut found);
    place::look(visits, &mut found);
    alike::look(form, visits, &mut found);
    refusals::look(visits, &mut found);
    found
}

/// The page.
pub fn view(
    visits: &[Visit],
    found: &Found,
    names: &HashMap<Uuid, String>,
    territory: &Territory,
) -> QualityView {
    let name = |id: &Uuid| names.get(id).cloned().unwrap_or_default();
    let people = by_surveyor(visits);
    let mut surveyors: Vec<SurveyorQuality> = people
        .iter()
        .map(|(id, own)| surveyor(*id, name(id), own, visits, found))
        .collect();
    surveyors.sort_by_key(|of| {
        let notes: u64 = of.notes.iter().map(|note| note.count).sum();
        (Reverse(notes), of.name.clone(), of.account_id)
    });
    let mut noted: Vec<(&Visit, &BTreeSet<Note>)> = visits
        .iter()
        .filter_map(|visit| Some((visit, found.visits.get(&visit.id)?)))
        .collect();
    noted.sort_by_key(|(visit, notes)| (Reverse(notes.len()), Reverse(visit.started_at), visit.id));
    let noted = noted.into_iter().take(MOST_VISITS);
    QualityView {
        interviews: count(visits.iter().filter(|visit| visit.is_interview())),
        notes: counted(found.visits.values().chain(found.people.values())),
        surveyors,
        visits: noted
            .map(|(visit, notes)| NotedVisit {
                record_id: visit.id,
                account_id: visit.surveyor,
                name: name(&visit.surveyor),
                community: NamedArea::by_id(visit.area_id, territory),
                happened_at: UtcMillis(visit.started_at),
                notes: notes.iter().map(|note| note.code()).collect(),
            })
            .collect(),
    }
}

fn count<T>(of: impl Iterator<Item = T>) -> u64 {
    num::u64_from_usize(of.count())
}

fn counted<'a>(sets: impl Iterator<Item = &'a BTreeSet<Note>>) -> Vec<NoteCount> {
    let mut counts: BTreeMap<Note, u64> = BTreeMap::new();
    for note in sets.flatten() {
        *counts.entry(*note).or_default() += 1;
    }
    let mut counts: Vec<NoteCount> = counts
        .into_iter()
        .map(|(note, count)| NoteCount {
            code: note.code(),
            text: note.text(),
            count,
        })
        .collect();
    counts.sort_by_key(|note| Reverse(note.count));
    counts
}

fn surveyor(
    id: Uuid,
    name: String,
    own: &[&Visit],
    visits: &[Visit],
    found: &Found,
) -> SurveyorQuality {
    let streets: BTreeSet<&str> = own.iter().map(|visit| visit.street.as_str()).collect();
    let is_peer = |visit: &&Visit| visit.surveyor != id && streets.contains(visit.street.as_str());
    let peers: Vec<&Visit> = visits.iter().filter(is_peer).collect();
    let others: BTreeSet<Uuid> = peers.iter().map(|visit| visit.surveyor).collect();
    let sets = own.iter().filter_map(|visit| found.visits.get(&visit.id));
    SurveyorQuality {
        account_id: id,
        name,
        interviews: count(own.iter().filter(|visit| visit.is_interview())),
        visits: count(own.iter()),
        median_duration_s: median_duration_s(own),
        refusal_share: refusal_share(own),
        peers: Peers {
            surveyors: count(others.iter()),
            median_duration_s: median_duration_s(&peers),
            refusal_share: refusal_share(&peers),
        },
        notes: counted(sets.chain(found.people.get(&id))),
    }
}

fn median_duration_s(visits: &[&Visit]) -> Option<i64> {
    let interviews = visits.iter().filter(|visit| visit.is_interview());
    median(
        interviews
            .map(|visit| visit.duration_ms() / 1_000)
            .collect(),
    )
}

fn refusal_share(visits: &[&Visit]) -> Option<f64> {
    let with = |outcomes: &[&str]| {
        let is_one = |visit: &&&Visit| outcomes.contains(&visit.disposition.as_str());
        num::from_usize(visits.iter().filter(is_one).count())
    };
    let (refused, met) = (
        with(&["refused"]),
        with(&["refused", "interview", "partial"]),
    );
    (met > 0.0).then(|| refused / met)
}
