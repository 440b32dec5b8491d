//! Who or what may stand in a list of an area.

use super::model::SubjectKind;
use super::wire::{BoardSubject, BoardSubjectRef};
use crate::areas::{Area, Territory, roads, sites};
use crate::platform::auth::{AreaScope, Level};
use crate::platform::days::Zone;
use crate::units::unit_with_code;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};

/// The ground of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground<'a> {
    /// The area tree.
    pub territory: &'a Territory,
    /// The area that the list is about.
    pub area: &'a Area,
    /// First and last local day of its period.
    pub days: (NaiveDate, NaiveDate),
    /// Where the caller may draft or approve.
    pub caller: &'a AreaScope,
    /// The installation's zone.
    pub zone: Zone,
}

/// The unit or place that is meant; none where it is not known, lies outside the list's area, or is no place to be judged.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    ground: Ground<'_>,
    asked: &BoardSubjectRef,
) -> Result<Option<BoardSubject>, DbErr> {
    let code = asked.code.as_str();
    let named = match SubjectKind::parse(&asked.kind) {
        Some(SubjectKind::Unit) => unit_named(db, ground, code).await?,
        Some(SubjectKind::Area) => ground.area_named(code),
        Some(SubjectKind::Site) => {
            let site = sites::find(db, &ground.scope(), code).await?;
            site.map(|site| (site.name_zh, site.name_en))
        }
        Some(SubjectKind::Road) => {
            let road = roads::find(db, code).await?;
            let road = road.filter(|road| ground.touches(&roads::line_of(road)));
            road.map(|road| (road.name_zh, road.name_en))
        }
        None => None,
    };
    Ok(named.map(|(name_zh, name_en)| BoardSubject {
        kind: asked.kind.clone(),
        code: asked.code.clone(),
        name_zh,
        name_en,
    }))
}

/// A unit of the list's area, of a part of it, or of an area above: a department of the city answers for its work in a district.
async fn unit_named(
    db: &impl ConnectionTrait,
    ground: Ground<'_>,
    code: &str,
) -> Result<Option<(String, String)>, DbErr> {
    let shares_ground = |area_id| {
        let area = ground.territory.by_id(area_id);
        area.is_some_and(|area| ground.scope().overlaps(&area.path))
    };
    let found = unit_with_code(db, code).await?;
    let found = found.filter(|unit| shares_ground(unit.area_id));
    Ok(found.map(|unit| (unit.title_zh, unit.title_en)))
}

impl Ground<'_> {
    /// The area of the list with all below it.
    pub(super) fn scope(&self) -> AreaScope {
        AreaScope::subtrees([self.area.path.clone()])
    }

    /// A part of the list's area. A grid is one worker's, so that it would name a person.
    fn area_named(&self, code: &str) -> Option<(String, String)> {
        let area = self.territory.by_code(code)?;
        let is_part = area.path.starts_with(&self.area.path) && area.id != self.area.id;
        let is_place = (Level::District..=Level::Community).contains(&area.level);
        (is_part && is_place).then(|| (area.name_zh.clone(), area.name_en.clone()))
    }

    fn touches(&self, line: &[(f64, f64)]) -> bool {
        let inside = |(lng, lat): &(f64, f64)| {
            let area = self.territory.locate(*lng, *lat);
            area.is_some_and(|area| area.path.starts_with(&self.area.path))
        };
        line.iter().any(inside)
    }
}
