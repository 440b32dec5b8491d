//! Rounds as callers see them.

use super::outcome::Outcome;
use super::reach::Reach;
use super::setup::RoundDesign;
use crate::accounts;
use crate::areas::{NamedArea, Territory};
use crate::inspections::error::InspectionError;
use crate::inspections::import::unknown;
use crate::inspections::model::{MakesCases, RoundKind};
use crate::inspections::queries::{rubrics, sites};
use crate::inspections::rubrics::Rubrics;
use crate::inspections::wire::{RoundProgress, RoundRubric, RoundTypeView, RoundView};
use crate::platform::clock::UtcMillis;
use crate::platform::keys::sha256;
use crate::records::AuthorView;
use entity::inspection_round;
use sea_orm::ConnectionTrait;
use std::collections::HashSet;

/// What a view is made with.
#[derive(Debug)]
pub struct Viewing<'a> {
    /// Who looks.
    pub reach: &'a Reach,
    /// The area tree in use.
    pub territory: &'a Territory,
    /// Rubrics.
    pub rubrics: &'a Rubrics,
}

impl Viewing<'_> {
    /// A round in full.
    pub async fn round(
        &self,
        db: &impl ConnectionTrait,
        row: inspection_round::Model,
    ) -> Result<RoundView, InspectionError> {
        let is_open = self.reach.plans(&row) || row.published_at.is_some();
        let progress = if is_open && row.drawn_at.is_some() {
            Some(self.progress(db, &row).await?)
        } else {
            None
        };
        let bare = self.bare(db, row).await?;
        Ok(RoundView { progress, ..bare })
    }

    /// A round of a list: without what takes a look at every inspection, but for those that its planner has in the field.
    pub async fn listed(
        &self,
        db: &impl ConnectionTrait,
        row: inspection_round::Model,
    ) -> Result<RoundView, InspectionError> {
        if row.published_at.is_some() {
            self.bare(db, row).await
        } else {
            self.round(db, row).await
        }
    }

    async fn bare(
        &self,
        db: &impl ConnectionTrait,
        row: inspection_round::Model,
    ) -> Result<RoundView, InspectionError> {
        let is_planner = self.reach.plans(&row);
        let rubric = rubrics::find(db, row.rubric_id)
            .await?
            .ok_or_else(unknown)?;
        let names = accounts::names_of(db, row.planner_id.into_iter().collect()).await?;
        let (kind_zh, kind_en) = RoundKind::parse(&row.kind).map_or(("", ""), RoundKind::names);
        let seed = row.seed.as_deref();
        let design: RoundDesign = serde_json::from_str(&row.design)?;
        let (strata_zh, strata_en) = design.by().names();
        let makes = MakesCases::parse(&row.makes_cases).map_or(("", ""), MakesCases::names);
        Ok(RoundView {
            id: row.id,
            strata_zh,
            strata_en,
            makes_cases_zh: makes.0,
            makes_cases_en: makes.1,
            kind_zh,
            kind_en,
            area: NamedArea::by_id(row.area_id, self.territory),
            rubric: RoundRubric {
                id: rubric.id,
                number: rubric.number,
                title_zh: rubric.title_zh,
                title_en: rubric.title_en,
            },
            types: self.types(db, &row, &design).await?,
            strata: design.strata,
            planner: row.planner_id.map(|id| AuthorView {
                id,
                name: names.get(&id).cloned().unwrap_or_default(),
            }),
            is_planner,
            seed_sha256: seed.map(|seed| hex::encode(sha256(seed))),
            seed: seed.filter(|_| row.published_at.is_some()).map(hex::encode),
            made_at: UtcMillis(row.made_at),
            drawn_at: row.drawn_at.map(UtcMillis),
            published_at: row.published_at.map(UtcMillis),
            progress: None,
            kind: row.kind,
            state: row.state,
            version: row.version,
            title_zh: row.title_zh,
            title_en: row.title_en,
            from: row.starts_on,
            to: row.ends_on,
            makes_cases: row.makes_cases,
            case_severity: row.case_severity,
        })
    }

    async fn types(
        &self,
        db: &impl ConnectionTrait,
        row: &inspection_round::Model,
        design: &RoundDesign,
    ) -> Result<Vec<RoundTypeView>, InspectionError> {
        let rubric = self.rubrics.get(db, row.rubric_id).await?;
        let rubric = rubric.ok_or_else(unknown)?;
        let view = |one: &crate::inspections::wire::NewRoundType| {
            let of = rubric.site_type(&one.site_type);
            RoundTypeView {
                site_type: one.site_type.clone(),
                name_zh: of.map(|of| of.name_zh.clone()).unwrap_or_default(),
                name_en: of.map(|of| of.name_en.clone()).unwrap_or_default(),
                draw: one.draw,
            }
        };
        Ok(design.types.iter().map(view).collect())
    }

    async fn progress(
        &self,
        db: &impl ConnectionTrait,
        row: &inspection_round::Model,
    ) -> Result<RoundProgress, InspectionError> {
        let outcome = Outcome::of(db, self.rubrics, row).await?;
        let tasks = sites::tasks(db, row.id).await?;
        let assigned: HashSet<_> = tasks.iter().map(|task| task.round_site_id).collect();
        let with = |is_it: fn(usize) -> bool| {
            let sites = outcome.sites.iter();
            sites.filter(|one| is_it(one.marks.inspections)).count()
        };
        Ok(RoundProgress {
            sites: outcome.sites.len(),
            assigned: assigned.len(),
            inspected_twice: with(|count| count > 1),
            inspected_once: with(|count| count == 1),
            not_inspected: with(|count| count == 0),
            excluded: outcome.left_out.len(),
        })
    }
}
