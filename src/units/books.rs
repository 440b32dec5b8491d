//! The rules in use, held in memory and read again when the database says that they changed.

use super::model::{Duty, Matter, Place, Resolution, Rule, RuleBook, Subject, Territory as Where};
use super::queries;
use super::wire::UnitRef;
use crate::areas::course::Course;
use crate::areas::{Area, Territory};
use crate::incidents::Vocabulary;
use crate::platform::settings;
use chrono::NaiveDate;
use entity::{place_duty, unit_rule};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};
use uuid::Uuid;

/// Setting that counts every change of units, rules and duties.
const REVISION: &str = "units:revision";
/// What lies this near to a border counts as lying at it, in metres. Assumption: the width of a back lane.
const BORDER_M: f64 = 15.0;
/// What lies this near to the middle of a road counts as lying on it, in metres. Assumption: half a wide road and its pavement.
const ON_ROAD_M: f64 = 40.0;
/// Metres in a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// One state of units, rules and duties, ready to be asked.
#[derive(Debug, Default)]
pub struct Books {
    /// Version of the set of rules; 0 before the first.
    pub set_id: i64,
    /// The rules.
    pub rules: RuleBook,
    /// Names of all units.
    pub units: HashMap<Uuid, UnitRef>,
    /// Units by the other names that tables call them.
    pub aliases: HashMap<String, Uuid>,
    courses: Vec<Course>,
}

/// Where something happened and what it is.
#[derive(Clone, Debug, Default)]
pub struct Situation {
    /// Degrees east and north, if known.
    pub position: Option<(f64, f64)>,
    /// Row of the area; asked when there is no position.
    pub area_id: Option<i64>,
    /// Code and kind of the site.
    pub site: Option<(String, String)>,
    /// Code of the behaviour.
    pub category: String,
}

/// The handle to the state in use. Cheap to clone; what it holds is checked against the database at every use.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    held: Arc<RwLock<Option<Held>>>,
}

/// A state and the revision it was read at.
type Held = (String, Arc<Books>);

impl Shelf {
    /// The state as the database has it now. One small query while nothing changed.
    pub async fn current(&self, db: &impl ConnectionTrait) -> Result<Arc<Books>, DbErr> {
        let revision = settings::read(db, REVISION).await?.unwrap_or_default();
        if let Some(books) = self.held_at(&revision) {
            return Ok(books);
        }
        let books = Arc::new(Books::read(db).await?);
        *self.held.write().unwrap_or_else(PoisonError::into_inner) =
            Some((revision, Arc::clone(&books)));
        Ok(books)
    }

    fn held_at(&self, revision: &str) -> Option<Arc<Books>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let (known, books) = held.as_ref()?;
        (known == revision).then(|| Arc::clone(books))
    }
}

/// Says in the caller's transaction that units, rules or duties changed.
pub(super) async fn note_change(tx: &impl ConnectionTrait) -> Result<(), DbErr> {
    let last = settings::read(tx, REVISION).await?;
    let next = last
        .and_then(|text| text.parse::<i64>().ok())
        .unwrap_or_default()
        + 1;
    settings::write(tx, REVISION, &next.to_string()).await
}

impl Books {
    async fn read(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let set_id = queries::rules::newest_set(db).await?;
        let rows = queries::rules::of_set(db, set_id).await?;
        let duties = queries::duties::standing(db).await?;
        let units = queries::all_units(db).await?;
        let road_codes: HashSet<&str> = rows
            .iter()
            .filter(|row| row.territory == "road")
            .map(|row| row.territory_code.as_str())
            .chain(
                duties
                    .iter()
                    .filter(|row| row.place_kind == "road")
                    .map(|row| row.place_code.as_str()),
            )
            .collect();
        let roads = queries::roads_named(db, &road_codes).await?;
        let aliases = queries::aliases::all(db).await?.into_iter();
        let books = Self::of(
            set_id,
            rows.iter()
                .filter_map(rule_of)
                .chain(duties.iter().flat_map(rules_of))
                .collect(),
            units
                .into_iter()
                .map(|unit| (unit.id, UnitRef::from(unit)))
                .collect(),
            roads.iter().map(Course::of).collect(),
        );
        Ok(Self {
            aliases: aliases.map(|one| (one.title, one.unit_id)).collect(),
            ..books
        })
    }

    /// A state put together from its parts.
    pub fn of(
        set_id: i64,
        rules: Vec<Rule>,
        units: HashMap<Uuid, UnitRef>,
        courses: Vec<Course>,
    ) -> Self {
        Self {
            set_id,
            rules: RuleBook::new(rules),
            units,
            aliases: HashMap::new(),
            courses,
        }
    }

    /// The same units and places under other rules; duties at places stay.
    #[must_use]
    pub fn under(&self, set: Vec<Rule>, courses: Vec<Course>) -> Self {
        let duties = self.rules.rules().iter().filter(|rule| rule.ordinal == 0);
        let rules = set.into_iter().chain(duties.cloned()).collect();
        let known: HashSet<String> = self
            .courses
            .iter()
            .map(|course| course.code.clone())
            .collect();
        let more = courses
            .into_iter()
            .filter(|course| !known.contains(&course.code));
        Self::of(
            self.set_id,
            rules,
            self.units.clone(),
            self.courses.iter().cloned().chain(more).collect(),
        )
    }

    /// Which unit the matter belongs to on `day`.
    pub fn resolve(
        &self,
        territory: &Territory,
        what: &Situation,
        day: NaiveDate,
    ) -> Resolution<'_> {
        let ground = self.ground(territory, what);
        let word = Vocabulary::get().category(&what.category);
        let matter = Matter {
            category: Some(&what.category),
            group: word.map(|word| word.group.as_str()),
            handled_by: word.map(|word| word.handled_by.as_str()),
        };
        self.rules.resolve(&ground, &matter, day)
    }

    /// The place as the rules see it.
    pub fn ground<'a>(&'a self, territory: &'a Territory, what: &'a Situation) -> Place<'a> {
        let located = what
            .position
            .and_then(|(lng, lat)| territory.locate(lng, lat));
        let area = located.or_else(|| territory.by_id(what.area_id?));
        Place {
            areas: area.map(codes_to).unwrap_or_default(),
            beside: match (what.position, area) {
                (Some(at), Some(area)) => beside(territory, at, area),
                _ => vec![],
            },
            roads: what
                .position
                .map(|at| self.roads_at(at))
                .unwrap_or_default(),
            site: what.site.as_ref().map(|(code, _)| code.as_str()),
            site_type: what.site.as_ref().map(|(_, kind)| kind.as_str()),
        }
    }

    fn roads_at(&self, at: (f64, f64)) -> Vec<&str> {
        let near = self.courses.iter().filter_map(|course| {
            let metres = course.distance_m(at, ON_ROAD_M)?;
            Some((metres, course.code.as_str()))
        });
        let mut near: Vec<(f64, &str)> = near.collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
        near.into_iter().map(|(_, code)| code).collect()
    }
}

/// Codes from the root to an area: its path, cut.
fn codes_to(area: &Area) -> Vec<&str> {
    area.path
        .split('/')
        .filter(|code| !code.is_empty())
        .collect()
}

/// Other areas within [`BORDER_M`], looked for in eight directions.
fn beside<'a>(territory: &'a Territory, (lng, lat): (f64, f64), own: &Area) -> Vec<Vec<&'a str>> {
    let tall = BORDER_M / DEGREE_M;
    let wide = tall / lat.to_radians().cos().max(0.01);
    let slant = std::f64::consts::FRAC_1_SQRT_2;
    let ways = [
        (1.0, 0.0),
        (-1.0, 0.0),
        (0.0, 1.0),
        (0.0, -1.0),
        (slant, slant),
        (slant, -slant),
        (-slant, slant),
        (-slant, -slant),
    ];
    let mut found: Vec<&Area> = vec![];
    for (east, north) in ways {
        if let Some(area) = territory.locate(lng + east * wide, lat + north * tall)
            && area.id != own.id
            && !found.iter().any(|known| known.id == area.id)
        {
            found.push(area);
        }
    }
    found.into_iter().map(codes_to).collect()
}

fn day(text: Option<&str>) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text?, "%Y-%m-%d").ok()
}

/// A row as a rule; rows were checked when they were written.
pub(super) fn rule_of(row: &unit_rule::Model) -> Option<Rule> {
    Some(Rule {
        ordinal: row.ordinal,
        priority: row.priority,
        territory: Where::parse(&row.territory, &row.territory_code)?,
        subject: Subject::parse(&row.subject, &row.subject_code)?,
        unit: row.unit_id,
        from: day(row.from_on.as_deref()),
        to: day(row.to_on.as_deref()),
    })
}

fn rules_of(row: &place_duty::Model) -> Vec<Rule> {
    let Some(place) = Where::parse(&row.place_kind, &row.place_code) else {
        return vec![];
    };
    let duties: Vec<Duty> = row.duties.split(' ').filter_map(Duty::parse).collect();
    let span = (day(Some(&row.from_on)), day(row.to_on.as_deref()));
    Rule::of_place(&place, row.unit_id, &duties, span)
}
