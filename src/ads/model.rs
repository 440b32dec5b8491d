//! What an ad site is known to be after its inspections: pure rules.

use super::vocabulary::{AdWords, COMMERCIAL, Condition, MISSING, TURNED_COMMERCIAL};
use crate::platform::input::FieldProblems;
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::records::mask_personal_data;
use entity::ad_site;
use uuid::Uuid;

/// Most faces of one site. Assumption: more is a slip of the finger.
pub const MAX_FACES: i64 = 99;
/// Longest refresh interval in days: five years.
pub const MAX_REFRESH_DAYS: i64 = 1_825;
/// Longest name of an owner unit in characters.
pub const MAX_OWNER_UNIT: usize = 60;
/// The condition of a site that nobody has looked at.
pub const NEVER_INSPECTED: &str = "none";
const DAY_MS: i64 = 86_400_000;

/// What was found, checked: words of the vocabulary, each once; a good one stands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditions(Vec<&'static Condition>);

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Condition {}

impl Conditions {
    /// Reads codes as sent; faults go to `found` with pointers at and below `pointer`.
    pub fn check(codes: &[String], pointer: &str, found: &mut FieldProblems) -> Option<Self> {
        if codes.is_empty() {
            found.add(pointer, FieldCode::Empty);
        }
        let mut known: Vec<&'static Condition> = vec![];
        for (at, code) in codes.iter().enumerate() {
            let place = format!("{pointer}/{at}");
            match AdWords::get().condition(code) {
                None => found.0.push(
                    FieldProblem::new(place, FieldCode::UnknownValue).with("value", code.clone()),
                ),
                Some(word) if known.contains(&word) => found.add(place, FieldCode::Repeated),
                Some(word) => known.push(word),
            }
        }
        let is_mixed = known.len() > 1 && known.iter().any(|word| word.is_good());
        if is_mixed {
            found.add(pointer, FieldCode::StandsAlone);
        }
        let is_sound = !known.is_empty() && known.len() == codes.len() && !is_mixed;
        is_sound.then_some(Self(known))
    }

    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.0.iter().all(|word| word.is_good())
    }

    /// The codes between commas, `,faded,loose,`: so that one of them is found by its text.
    pub fn stored(&self) -> String {
        let codes: Vec<&str> = self.0.iter().map(|word| word.code.as_str()).collect();
        format!(",{},", codes.join(","))
    }
}

/// The codes of a stored text.
pub fn codes_of(stored: &str) -> Vec<String> {
    let codes = stored.split(',').filter(|code| !code.is_empty());
    codes.map(str::to_owned).collect()
}

/// The gravest of stored codes; of equals the first of the vocabulary.
fn worst_of(stored: &str) -> String {
    let is_there = |word: &&Condition| holds(stored, &word.code);
    let there = AdWords::get().conditions.iter().filter(is_there);
    // The last of the largest wins, so the list is read backwards.
    let worst = there.rev().max_by_key(|word| word.severity);
    worst.map_or(NEVER_INSPECTED, |word| &word.code).to_owned()
}

/// A theme must be one of the vocabulary.
pub fn check_theme(code: Option<&str>, pointer: &str, found: &mut FieldProblems) {
    if let Some(code) = code.filter(|code| AdWords::get().theme(code).is_none()) {
        found
            .0
            .push(FieldProblem::new(pointer, FieldCode::UnknownValue).with("value", code));
    }
}

/// Faces are 1 to 99.
pub fn check_faces(faces: i64, pointer: &str, found: &mut FieldProblems) {
    if !(1..=MAX_FACES).contains(&faces) {
        found.0.push(
            FieldProblem::new(pointer, FieldCode::OutOfRange)
                .with("min", 1)
                .with("max", MAX_FACES),
        );
    }
}

/// A refresh interval is 1 day to five years.
pub fn check_refresh_days(days: Option<i64>, pointer: &str, found: &mut FieldProblems) {
    if days.is_some_and(|days| !(1..=MAX_REFRESH_DAYS).contains(&days)) {
        found.0.push(
            FieldProblem::new(pointer, FieldCode::OutOfRange)
                .with("min", 1)
                .with("max", MAX_REFRESH_DAYS),
        );
    }
}

/// An owner unit is the name of an office or enterprise: what holds a person's number is refused.
pub fn check_owner_unit(text: Option<&str>, pointer: &str, found: &mut FieldProblems) {
    let Some(text) = text else { return };
    found.text_length(pointer, text, 1, MAX_OWNER_UNIT);
    if text.contains('\0') || mask_personal_data(text).is_some() {
        found.add(pointer, FieldCode::InvalidValue);
    }
}

/// A site that nobody has looked at; the caller says what it is and settles it.
pub fn new_site(id: Uuid, source: &str, made_at: i64) -> ad_site::Model {
    ad_site::Model {
        id,
        code: String::new(),
        placement: String::new(),
        theme: String::new(),
        is_public_service: false,
        faces: 1,
        owner_unit: None,
        refresh_days: None,
        lng: None,
        lat: None,
        area_id: 0,
        road_code: None,
        is_active: true,
        source: source.to_owned(),
        made_at,
        ended_at: None,
        end_reason: None,
        theme_now: String::new(),
        faces_now: 0,
        public_faces_now: 0,
        condition: NEVER_INSPECTED.to_owned(),
        conditions_now: String::new(),
        last_record_id: None,
        last_at: None,
        last_seq: None,
        last_photo: None,
        last_good_at: None,
        due_at: None,
    }
}

/// What one inspection says of its site.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The inspection.
    pub record_id: Uuid,
    /// Epoch milliseconds.
    pub happened_at: i64,
    /// Number in the change log.
    pub seq: i64,
    /// Codes between commas.
    pub conditions: String,
    /// Whether nothing was wrong.
    pub is_good: bool,
    /// The theme, if it was told.
    pub theme: Option<String>,
}

/// Whether `seen` comes after what the site knows; of two of one instant the one that arrived later does.
pub fn is_later(site: &ad_site::Model, seen: &Seen) -> bool {
    (Some(seen.happened_at), Some(seen.seq)) > (site.last_at, site.last_seq)
}

/// Forgets every inspection.
pub fn forget(site: &mut ad_site::Model) {
    site.theme_now.clone_from(&site.theme);
    NEVER_INSPECTED.clone_into(&mut site.condition);
    site.conditions_now.clear();
    site.last_record_id = None;
    site.last_at = None;
    site.last_seq = None;
    site.last_photo = None;
    site.last_good_at = None;
}

/// Adds an inspection that is later than all before.
pub fn see(site: &mut ad_site::Model, seen: &Seen) {
    site.last_record_id = Some(seen.record_id);
    site.last_at = Some(seen.happened_at);
    site.last_seq = Some(seen.seq);
    site.conditions_now.clone_from(&seen.conditions);
    site.condition = worst_of(&seen.conditions);
    if let Some(theme) = &seen.theme {
        site.theme_now.clone_from(theme);
    }
    if seen.is_good {
        site.last_good_at = Some(seen.happened_at);
    }
}

/// Whether the ad is a public service now: by the theme last seen, and nothing commercial has replaced it.
pub fn is_public_now(site: &ad_site::Model) -> bool {
    is_public(&site.theme_now, &site.conditions_now)
}

/// The same by the theme and the stored conditions alone.
pub fn is_public(theme_now: &str, conditions_now: &str) -> bool {
    theme_now != COMMERCIAL && !holds(conditions_now, TURNED_COMMERCIAL)
}

fn holds(stored: &str, code: &str) -> bool {
    stored.contains(&format!(",{code},"))
}

/// Reckons what follows from the rest: faces that count, and until when it must be renewed or found in order again.
pub fn settle(site: &mut ad_site::Model) {
    let is_there = site.is_active && !holds(&site.conditions_now, MISSING);
    site.faces_now = if is_there { site.faces } else { 0 };
    site.public_faces_now = if is_public_now(site) {
        site.faces_now
    } else {
        0
    };
    let since = site.last_good_at.unwrap_or(site.made_at);
    site.due_at = site
        .refresh_days
        .filter(|_| site.is_active)
        .map(|days| since.saturating_add(days.saturating_mul(DAY_MS)));
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn site() -> ad_site::Model {
        ad_site::Model {
            theme: "civil_traffic".into(),
            theme_now: "civil_traffic".into(),
            is_public_service: true,
            faces: 2,
            refresh_days: Some(30),
            ..new_site(Uuid::from_u128(7), "import", 1_000)
        }
    }

    fn seen(at: i64, codes: &str, theme: Option<&str>) -> Seen {
        Seen {
            record_id: Uuid::from_u128(at.unsigned_abs().into()),
            happened_at: at,
            seq: at,
            conditions: format!(",{codes},"),
            is_good: codes == "intact",
            theme: theme.map(str::to_owned),
        }
    }

    fn checked(codes: &[&str]) -> Result<Conditions, Vec<(String, FieldCode)>> {
        let mut found = FieldProblems::default();
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        let conditions = Conditions::check(&codes, "/c", &mut found);
        let faults = found.0.into_iter().map(|fault| (fault.pointer, fault.code));
        conditions.ok_or_else(|| faults.collect())
    }

    #[test]
    fn intact_stands_alone_and_every_code_is_known_and_named_once() {
        assert!(checked(&["intact"]).unwrap().is_good());
        let two = checked(&["faded", "loose"]).unwrap();
        assert_eq!(
            (two.stored().as_str(), two.is_good()),
            (",faded,loose,", false)
        );
        let fault = |codes: &[&str]| checked(codes).unwrap_err();
        let at = |pointer: &str, code| [(pointer.to_owned(), code)];
        assert_eq!(
            fault(&["intact", "faded"]),
            at("/c", FieldCode::StandsAlone)
        );
        assert_eq!(fault(&[]), at("/c", FieldCode::Empty));
        assert_eq!(
            fault(&["faded", "lost"]),
            at("/c/1", FieldCode::UnknownValue)
        );
        assert_eq!(fault(&["faded", "faded"]), at("/c/1", FieldCode::Repeated));
    }

    #[test]
    fn the_gravest_condition_names_the_site() {
        assert_eq!(worst_of(",faded,loose,"), "loose");
        assert_eq!(worst_of(",soiled,damaged,"), "damaged");
        assert_eq!(worst_of(",intact,"), "intact");
        assert_eq!(worst_of(""), NEVER_INSPECTED);
    }

    #[test]
    fn a_missing_or_replaced_ad_counts_no_public_face() {
        let mut site = site();
        for (codes, theme, faces, public) in [
            ("intact", None, 2, 2),
            ("missing", None, 0, 0),
            ("turned_commercial", None, 2, 0),
            ("intact", Some("commercial"), 2, 0),
            ("faded", Some("thrift"), 2, 2),
        ] {
            let at = site.last_at.unwrap_or(0) + 5;
            see(&mut site, &seen(at, codes, theme));
            settle(&mut site);
            assert_eq!(
                (site.faces_now, site.public_faces_now),
                (faces, public),
                "{codes}"
            );
        }
    }

    #[test]
    fn an_ad_found_in_order_is_due_one_interval_later() {
        let mut site = site();
        settle(&mut site);
        assert_eq!(site.due_at, Some(1_000 + 30 * DAY_MS));
        see(&mut site, &seen(5_000, "intact", None));
        see(&mut site, &seen(9_000, "faded", None));
        settle(&mut site);
        assert_eq!(site.due_at, Some(5_000 + 30 * DAY_MS));
        site.is_active = false;
        settle(&mut site);
        assert_eq!(site.due_at, None);
    }

    proptest! {
        #[test]
        fn a_site_seen_again_from_nothing_knows_the_same(times in prop::collection::vec((1_i64..1_000, 0_usize..4), 1..20)) {
            let words = ["intact", "faded", "missing", "turned_commercial"];
            let of = |(at, word): &(i64, usize)| seen(*at, words.get(*word).unwrap(), None);
            let mut all: Vec<Seen> = times.iter().map(of).collect();
            all.sort_by_key(|seen| (seen.happened_at, seen.seq));
            let mut first = site();
            for one in &all {
                see(&mut first, one);
            }
            let mut again = first.clone();
            forget(&mut again);
            for one in &all {
                see(&mut again, one);
            }
            settle(&mut first);
            settle(&mut again);
            prop_assert!(first.public_faces_now <= first.faces_now && first.faces_now <= first.faces);
            prop_assert_eq!(first, again);
        }
    }
}
