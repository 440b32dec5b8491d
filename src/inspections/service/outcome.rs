//! What a round came to: reckoned from its inspections until it is published, read as it was frozen from then on.

use crate::inspections::cases::read;
use crate::inspections::error::InspectionError;
use crate::inspections::import::unknown;
use crate::inspections::model::{Finding, Marks, Rubric, SiteMarks, mark, site_marks};
use crate::inspections::queries::{found, sites};
use crate::inspections::rubrics::Rubrics;
use crate::platform::num;
use crate::records::Flag;
use entity::{
    inspection_exclusion, inspection_result, inspection_round, inspection_site, site_inspection,
};
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// A drawn site with what it came to.
#[derive(Clone, Debug)]
pub struct SiteOutcome {
    /// The site.
    pub site: inspection_site::Model,
    /// Its marks; of a site that nobody inspected they are empty.
    pub marks: SiteMarks,
    /// Records of the inspections that count.
    pub records: Vec<Uuid>,
    /// Who answered for it at the publication.
    pub unit_id: Option<Uuid>,
}

/// Why an inspection does not count.
#[derive(Clone, Debug)]
pub enum LeftOut {
    /// By a rule.
    Rule(Flag),
    /// By somebody.
    Person(inspection_exclusion::Model),
}

/// A round with every site.
#[derive(Debug)]
pub struct Outcome {
    /// Rubric of the round.
    pub rubric: Arc<Rubric>,
    /// In the order of the draw.
    pub sites: Vec<SiteOutcome>,
    /// Inspections that do not count, in the order they came.
    pub left_out: Vec<(site_inspection::Model, LeftOut)>,
}

/// Marks as they are frozen.
#[derive(Debug, Serialize, Deserialize)]
struct Frozen {
    inspections: usize,
    is_vetoed: bool,
    lost: Vec<i64>,
    disputed: Vec<usize>,
    not_applicable: Vec<usize>,
    records: Vec<Uuid>,
}

impl Outcome {
    /// Reckons a round, or reads what was frozen.
    pub async fn of(
        db: &impl ConnectionTrait,
        rubrics: &Rubrics,
        round: &inspection_round::Model,
    ) -> Result<Self, InspectionError> {
        let rubric = rubrics
            .get(db, round.rubric_id)
            .await?
            .ok_or_else(unknown)?;
        let sites = sites::of_round(db, round.id).await?;
        let inspections = found::of_round(db, round.id).await?;
        let (counting, left_out) = sort_out(db, round.id, inspections).await?;
        let sites = if round.published_at.is_some() {
            frozen(db, round.id, sites).await?
        } else {
            reckoned(&rubric, sites, &counting)?
        };
        Ok(Self {
            rubric,
            sites,
            left_out,
        })
    }
}

/// Inspections that count, and the others with their reasons.
async fn sort_out(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    inspections: Vec<site_inspection::Model>,
) -> Result<
    (
        Vec<site_inspection::Model>,
        Vec<(site_inspection::Model, LeftOut)>,
    ),
    DbErr,
> {
    let ids: Vec<Uuid> = inspections.iter().map(|one| one.record_id).collect();
    let by_rule = found::left_out(db, &ids).await?;
    let excluded = found::exclusions(db, round_id).await?;
    let excluded: HashMap<Uuid, inspection_exclusion::Model> = excluded
        .into_iter()
        .map(|one| (one.record_id, one))
        .collect();
    let (mut counting, mut left_out) = (vec![], vec![]);
    for one in inspections {
        let person = excluded.get(&one.record_id).cloned().map(LeftOut::Person);
        let rule = by_rule.get(&one.record_id).copied().map(LeftOut::Rule);
        match person.or(rule) {
            Some(reason) => left_out.push((one, reason)),
            None => counting.push(one),
        }
    }
    Ok((counting, left_out))
}

/// The marks of one inspection.
pub fn marks_of(
    rubric: &Rubric,
    site_type: &str,
    inspection: &site_inspection::Model,
) -> Result<Marks, DbErr> {
    let of_type = rubric.site_type(site_type);
    let items = of_type.map(|of| of.items.as_slice()).unwrap_or_default();
    let findings = read(&inspection.findings)?;
    let findings: Vec<Finding> = findings.iter().map(|one| one.finding).collect();
    Ok(mark(items, &findings))
}

fn reckoned(
    rubric: &Rubric,
    sites: Vec<inspection_site::Model>,
    counting: &[site_inspection::Model],
) -> Result<Vec<SiteOutcome>, DbErr> {
    let mut by_site: HashMap<Uuid, Vec<&site_inspection::Model>> = HashMap::new();
    for one in counting {
        by_site.entry(one.round_site_id).or_default().push(one);
    }
    let outcome = |site: inspection_site::Model| {
        let own = by_site.remove(&site.id).unwrap_or_default();
        let marks = own.iter().map(|one| marks_of(rubric, &site.site_type, one));
        let marks: Vec<Marks> = marks.collect::<Result<_, DbErr>>()?;
        let items = rubric
            .site_type(&site.site_type)
            .map_or(0, |of| of.items.len());
        Ok(SiteOutcome {
            marks: site_marks(items, &marks),
            records: own.iter().map(|one| one.record_id).collect(),
            unit_id: None,
            site,
        })
    };
    sites.into_iter().map(outcome).collect()
}

async fn frozen(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    sites: Vec<inspection_site::Model>,
) -> Result<Vec<SiteOutcome>, InspectionError> {
    let results = found::results(db, round_id).await?;
    let mut results: HashMap<Uuid, inspection_result::Model> = results
        .into_iter()
        .map(|row| (row.round_site_id, row))
        .collect();
    let mut outcomes = Vec::with_capacity(sites.len());
    for site in sites {
        let Some(result) = results.remove(&site.id) else {
            continue;
        };
        let frozen: Frozen = serde_json::from_str(&result.marks)?;
        outcomes.push(SiteOutcome {
            site,
            unit_id: result.unit_id,
            marks: frozen.marks(result.score),
            records: frozen.records,
        });
    }
    Ok(outcomes)
}

impl Frozen {
    fn marks(&self, score: Option<i64>) -> SiteMarks {
        let is_in = |places: &[usize]| -> Vec<bool> {
            (0..self.lost.len())
                .map(|at| places.contains(&at))
                .collect()
        };
        SiteMarks {
            score,
            inspections: self.inspections,
            is_vetoed: self.is_vetoed,
            lost: self.lost.clone(),
            disputed: is_in(&self.disputed),
            not_applicable: is_in(&self.not_applicable),
        }
    }
}

impl SiteOutcome {
    /// The row to freeze.
    pub fn freeze(&self) -> Result<inspection_result::Model, serde_json::Error> {
        let places = |marks: &[bool]| -> Vec<usize> {
            let marked = marks.iter().enumerate().filter(|(_, is_it)| **is_it);
            marked.map(|(at, _)| at).collect()
        };
        let frozen = Frozen {
            inspections: self.marks.inspections,
            is_vetoed: self.marks.is_vetoed,
            lost: self.marks.lost.clone(),
            disputed: places(&self.marks.disputed),
            not_applicable: places(&self.marks.not_applicable),
            records: self.records.clone(),
        };
        Ok(inspection_result::Model {
            round_site_id: self.site.id,
            round_id: self.site.round_id,
            area_id: self.site.area_id,
            unit_id: self.unit_id,
            score: self.marks.score,
            marks: serde_json::to_string(&frozen)?,
        })
    }

    /// Whether its inspectors differ on some item.
    pub fn is_disputed(&self) -> bool {
        self.marks.disputed.contains(&true)
    }

    /// How many items lost points.
    pub fn failed_items(&self) -> usize {
        self.marks.lost.iter().filter(|lost| **lost > 0).count()
    }

    /// The score in points.
    pub fn points(&self) -> Option<f64> {
        self.marks.score.map(|score| num::from_i64(score) / 100.0)
    }
}
