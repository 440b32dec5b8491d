//! Rules of responsibility and how they are applied. Pure.

use crate::platform::words::words;
use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

/// Duties at places stand in the order of rules here.
/// Assumption: rules below 100 are exceptions that the city makes, those above are its ordinary split of work.
pub const PLACE_PRIORITY: i64 = 100;
/// Priorities run from 1 to this.
pub const MAX_PRIORITY: i64 = 999;

words! {
    /// What a unit is.
    UnitKind {
        Office = "office", "街道办事处", "street office";
        Community = "community", "社区", "community";
        Department = "department", "部门", "department";
        Enterprise = "enterprise", "企业", "enterprise";
        VolunteerTeam = "volunteer_team", "志愿队伍", "volunteer team";
        ThirdParty = "third_party", "第三方", "third party";
    }
}

words! {
    /// One of the three duties before one's own door (门前三包).
    Duty {
        Sanitation = "sanitation", "包卫生", "cleanliness";
        Greening = "greening", "包绿化", "greenery";
        Order = "order", "包秩序", "order";
    }
}

impl Duty {
    /// Groups of behaviour that the duty covers. Assumption: greenery stands under public property in our vocabulary.
    fn subjects(self) -> &'static [&'static str] {
        match self {
            Self::Sanitation => &["sanitation"],
            Self::Greening => &["public_property"],
            Self::Order => &["street_order", "parking"],
        }
    }
}

/// Where a rule holds (块).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Territory {
    /// Everywhere.
    Anywhere,
    /// The area with this code and all below it.
    Area(String),
    /// The road with this code.
    Road(String),
    /// The site with this code.
    Site(String),
}

impl Territory {
    /// Reads kind and code; `None` when they do not go together.
    pub fn parse(kind: &str, code: &str) -> Option<Self> {
        match (kind, code.is_empty()) {
            ("any", true) => Some(Self::Anywhere),
            ("area", false) => Some(Self::Area(code.to_owned())),
            ("road", false) => Some(Self::Road(code.to_owned())),
            ("site", false) => Some(Self::Site(code.to_owned())),
            _ => None,
        }
    }

    /// Kind and code.
    pub fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Anywhere => ("any", ""),
            Self::Area(code) => ("area", code),
            Self::Road(code) => ("road", code),
            Self::Site(code) => ("site", code),
        }
    }
}

/// What a rule is about (条).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Everything.
    Anything,
    /// A behaviour.
    Category(String),
    /// A group of behaviours.
    Group(String),
    /// Whatever happens at this kind of site.
    SiteType(String),
    /// Behaviours that this service deals with when words do not help.
    HandledBy(String),
}

impl Subject {
    /// Reads kind and code; `None` when they do not go together.
    pub fn parse(kind: &str, code: &str) -> Option<Self> {
        match (kind, code.is_empty()) {
            ("any", true) => Some(Self::Anything),
            ("category", false) => Some(Self::Category(code.to_owned())),
            ("group", false) => Some(Self::Group(code.to_owned())),
            ("site_type", false) => Some(Self::SiteType(code.to_owned())),
            ("handled_by", false) => Some(Self::HandledBy(code.to_owned())),
            _ => None,
        }
    }

    /// Kind and code.
    pub fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Anything => ("any", ""),
            Self::Category(code) => ("category", code),
            Self::Group(code) => ("group", code),
            Self::SiteType(code) => ("site_type", code),
            Self::HandledBy(code) => ("handled_by", code),
        }
    }

    /// The more exact, the smaller; `None` when the matter is something else.
    fn rank(&self, matter: &Matter<'_>, site_type: Option<&str>) -> Option<u8> {
        let (fits, rank) = match self {
            Self::Category(code) => (matter.category == Some(code), 0),
            Self::Group(code) => (matter.group == Some(code), 1),
            Self::SiteType(code) => (site_type == Some(code), 2),
            Self::HandledBy(code) => (matter.handled_by == Some(code), 3),
            Self::Anything => (true, 4),
        };
        fits.then_some(rank)
    }
}

/// One rule: there and about that, from and to those days, this unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its line in the set, from 1; 0 for a duty at a place.
    pub ordinal: i64,
    /// Lower goes first, 1 to [`MAX_PRIORITY`].
    pub priority: i64,
    /// Where.
    pub territory: Territory,
    /// About what.
    pub subject: Subject,
    /// Who.
    pub unit: Uuid,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

impl Rule {
    /// The rules that a duty at a place stands for: one for each group of behaviour, or one for everything.
    pub fn of_place(
        territory: &Territory,
        unit: Uuid,
        duties: &[Duty],
        (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    ) -> Vec<Self> {
        let groups = duties.iter().flat_map(|duty| duty.subjects());
        let mut subjects: Vec<Subject> = groups
            .map(|group| Subject::Group((*group).to_owned()))
            .collect();
        if subjects.is_empty() {
            subjects.push(Subject::Anything);
        }
        let rule = |subject| Self {
            ordinal: 0,
            priority: PLACE_PRIORITY,
            territory: territory.clone(),
            subject,
            unit,
            from,
            to,
        };
        subjects.into_iter().map(rule).collect()
    }

    fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// A place as rules see it.
#[derive(Clone, Debug, Default)]
pub struct Place<'a> {
    /// Codes of the areas that hold it, the root first.
    pub areas: Vec<&'a str>,
    /// The same for each other area within a few metres.
    pub beside: Vec<Vec<&'a str>>,
    /// Codes of the roads on which it lies, the nearest first.
    pub roads: Vec<&'a str>,
    /// Code of the site.
    pub site: Option<&'a str>,
    /// Kind of the site.
    pub site_type: Option<&'a str>,
}

/// A matter as rules see it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Matter<'a> {
    /// Behaviour.
    pub category: Option<&'a str>,
    /// Its group.
    pub group: Option<&'a str>,
    /// Who deals with it.
    pub handled_by: Option<&'a str>,
}

/// A rule that fits, and how well.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Whether only the land beside the place lies under it.
    pub is_beside: bool,
    /// Priority, exactness of place, exactness of subject: smaller goes first.
    weight: (i64, u8, u8),
}

/// What the rules say of a matter at a place on a day.
#[derive(Clone, Debug, Default)]
pub struct Resolution<'a> {
    /// Rules that fit, the deciding one first; each unit stands once.
    pub candidates: Vec<Candidate<'a>>,
    /// How many of the first candidates have equal right; from two on, the matter is to be agreed.
    pub equals: usize,
}

impl<'a> Resolution<'a> {
    /// The deciding rule.
    pub fn winner(&self) -> Option<&'a Rule> {
        self.candidates.first().map(|first| first.rule)
    }

    /// Whether several units have equal right (协调件).
    pub fn is_coordination(&self) -> bool {
        self.equals > 1
    }
}

/// A set of rules, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct RuleBook {
    rules: Vec<Rule>,
    anywhere: Vec<usize>,
    areas: HashMap<String, Vec<usize>>,
    roads: HashMap<String, Vec<usize>>,
    sites: HashMap<String, Vec<usize>>,
}

/// How exact an area is: 2 for the tenth below the root and deeper, 11 for the root; sites are 0, roads 1.
fn area_rank(depth: usize) -> u8 {
    11 - u8::try_from(depth.min(9)).unwrap_or(9)
}

const SITE_RANK: u8 = 0;
const ROAD_RANK: u8 = 1;
const ANYWHERE_RANK: u8 = 12;

impl RuleBook {
    /// A book of these rules.
    pub fn new(rules: Vec<Rule>) -> Self {
        let mut book = Self::default();
        for (at, rule) in rules.iter().enumerate() {
            let list = match &rule.territory {
                Territory::Anywhere => &mut book.anywhere,
                Territory::Area(code) => book.areas.entry(code.clone()).or_default(),
                Territory::Road(code) => book.roads.entry(code.clone()).or_default(),
                Territory::Site(code) => book.sites.entry(code.clone()).or_default(),
            };
            list.push(at);
        }
        book.rules = rules;
        book
    }

    /// Every rule, in order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Which unit `matter` at `place` belongs to on `day`, and who else could be meant.
    pub fn resolve(
        &self,
        place: &Place<'_>,
        matter: &Matter<'_>,
        day: NaiveDate,
    ) -> Resolution<'_> {
        let mut found: Vec<Candidate<'_>> = vec![];
        self.collect(
            &self.anywhere,
            ANYWHERE_RANK,
            (place, matter, day),
            &mut found,
        );
        for road in &place.roads {
            let list = self.roads.get(*road).map_or(&[][..], Vec::as_slice);
            self.collect(list, ROAD_RANK, (place, matter, day), &mut found);
        }
        if let Some(list) = place.site.and_then(|site| self.sites.get(site)) {
            self.collect(list, SITE_RANK, (place, matter, day), &mut found);
        }
        self.collect_areas(&place.areas, (place, matter, day), &mut found);
        let own = found.len();
        for side in &place.beside {
            self.collect_areas(side, (place, matter, day), &mut found);
        }
        for (at, candidate) in found.iter_mut().enumerate() {
            candidate.is_beside = at >= own;
        }
        found.sort_by_key(|one| (one.weight, one.is_beside, one.rule.ordinal));
        rank(found)
    }

    fn collect_areas<'a>(
        &'a self,
        areas: &[&str],
        asked: (&Place<'_>, &Matter<'_>, NaiveDate),
        found: &mut Vec<Candidate<'a>>,
    ) {
        for (depth, area) in areas.iter().enumerate() {
            if let Some(list) = self.areas.get(*area) {
                self.collect(list, area_rank(depth), asked, found);
            }
        }
    }

    fn collect<'a>(
        &'a self,
        list: &[usize],
        exactness: u8,
        (place, matter, day): (&Place<'_>, &Matter<'_>, NaiveDate),
        found: &mut Vec<Candidate<'a>>,
    ) {
        let rules = list.iter().filter_map(|at| self.rules.get(*at));
        for rule in rules.filter(|rule| rule.holds_on(day)) {
            if let Some(rank) = rule.subject.rank(matter, place.site_type) {
                found.push(Candidate {
                    rule,
                    is_beside: false,
                    weight: (rule.priority, exactness, rank),
                });
            }
        }
    }
}

/// Keeps each unit once and counts those of equal right. What only touches the place never goes before what holds it,
/// and raises a doubt only where its rule is as strong as the deciding one.
fn rank(sorted: Vec<Candidate<'_>>) -> Resolution<'_> {
    let (own, beside): (Vec<_>, Vec<_>) = sorted.into_iter().partition(|one| !one.is_beside);
    let Some(decisive) = own.first().map(|first| first.weight) else {
        return Resolution::default();
    };
    let mut candidates: Vec<Candidate<'_>> = Vec::with_capacity(own.len().min(8));
    let as_strong = beside.into_iter().filter(|one| one.weight == decisive);
    for one in own.into_iter().chain(as_strong) {
        if !candidates
            .iter()
            .any(|known| known.rule.unit == one.rule.unit)
        {
            candidates.push(one);
        }
    }
    candidates.sort_by_key(|one| (one.weight, one.is_beside, one.rule.ordinal));
    let equals = candidates
        .iter()
        .filter(|one| one.weight == decisive)
        .count();
    Resolution { candidates, equals }
}

#[cfg(test)]
mod tests;
