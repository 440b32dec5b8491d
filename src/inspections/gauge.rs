//! Published rounds of inspections as figures for requirements.

use super::figures::Scored;
use super::model::Rubric;
use super::queries::{rounds, rubrics as rubric_rows};
use super::rubrics::Rubrics;
use super::service::outcome::{Outcome, SiteOutcome};
use crate::areas::{Territories, Territory};
use crate::gauges::{Gauge, Method, Offer, Reading, Span};
use crate::inspections::error::InspectionError;
use crate::platform::auth::AreaScope;
use crate::rates::Rate;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sea_orm::{DatabaseConnection, DbErr};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// Longest code of a kind of site or an item.
const MAX_CODE: usize = 60;
const SCORE_ZH: &str = "得分 ÷ 100 分，按抽签的层加权；一票否决的点位为 0 分";
const SCORE_EN: &str =
    "points earned ÷ 100, weighted by the strata of the draw; a vetoed site has 0 points";
const PASSED_ZH: &str = "这一项没有失分的点位 ÷ 查过这一项的点位，按抽签的层加权";
const PASSED_EN: &str = "sites that lost no point by the item ÷ sites to which it applies, weighted by the strata of the draw";

/// What a figure tells: the score of all sites or of one kind, or how many sites are in order on one item.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Figure<'a> {
    /// Of every site.
    Score,
    /// Of the sites of a kind.
    TypeScore(&'a str),
    /// Of an item.
    Item(&'a str),
}

impl<'a> Figure<'a> {
    /// Reads a code: `score`, `score:wet_market`, `item:wet_market_01`.
    fn parse(code: &'a str) -> Option<Self> {
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
        let is_word =
            |word: &str| (1..=MAX_CODE).contains(&word.len()) && word.chars().all(is_letter);
        match code.split_once(':') {
            None => (code == "score").then_some(Self::Score),
            Some(("score", word)) => is_word(word).then_some(Self::TypeScore(word)),
            Some(("item", word)) => is_word(word).then_some(Self::Item(word)),
            Some(_) => None,
        }
    }

    fn code(&self) -> String {
        match self {
            Self::Score => "score".to_owned(),
            Self::TypeScore(word) => format!("score:{word}"),
            Self::Item(word) => format!("item:{word}"),
        }
    }

    fn formula(&self) -> (&'static str, &'static str) {
        match self {
            Self::Score | Self::TypeScore(_) => (SCORE_ZH, SCORE_EN),
            Self::Item(_) => (PASSED_ZH, PASSED_EN),
        }
    }
}

/// Every figure of a rubric with its names.
fn figures(rubric: &Rubric) -> impl Iterator<Item = (Figure<'_>, String, String)> {
    let whole = (
        Figure::Score,
        "实地督查总分".to_owned(),
        "Score of inspections".to_owned(),
    );
    let types = rubric.types.iter().map(|of| {
        let names = (
            format!("{}得分", of.name_zh),
            format!("Score: {}", of.name_en),
        );
        (Figure::TypeScore(&of.code), names.0, names.1)
    });
    let items = rubric.items().map(|(of, item)| {
        let names = (
            format!("{}·{}", of.name_zh, item.text_zh),
            format!("{}: {}", of.name_en, item.text_en),
        );
        (Figure::Item(&item.code), names.0, names.1)
    });
    std::iter::once(whole).chain(types).chain(items)
}

/// Scores and items of inspections: in a period, of the latest published round that was in the field then and tells of the
/// span's areas. Assumption: an older round does not add to a later one, as the lot is drawn anew.
#[derive(Clone, Debug)]
pub struct InspectionGauge {
    /// Versions of the rubric.
    pub rubrics: Rubrics,
    /// The area tree in use.
    pub territories: Territories,
}

impl InspectionGauge {
    async fn read_span(&self, db: &DatabaseConnection, span: &Span) -> Result<Vec<Reading>, DbErr> {
        let territory = self.territories.current();
        let mut found: BTreeMap<String, Reading> = BTreeMap::new();
        let mut published = rounds::all(db).await?;
        published.retain(|round| {
            round.published_at.is_some() && span.meets(&round.starts_on, &round.ends_on)
        });
        // The latest published stands first.
        published.sort_by_key(|round| std::cmp::Reverse((round.published_at, round.id)));
        for round in published {
            let outcome = match Outcome::of(db, &self.rubrics, &round).await {
                Ok(outcome) => outcome,
                Err(InspectionError::Db(error)) => return Err(error),
                // A round without a readable rubric has no figures.
                Err(_) => continue,
            };
            let link = span.link(&format!("/inspections/rounds/{}/results", round.id), "");
            for reading in readings(&outcome, (&span.scope, &territory), &link) {
                found.entry(reading.code.clone()).or_insert(reading);
            }
        }
        Ok(found.into_values().collect())
    }
}

/// What a round says of the sites in some areas: the lot was drawn over the whole round, so its sample stays whole.
fn readings(
    outcome: &Outcome,
    (scope, territory): (&AreaScope, &Territory),
    link: &str,
) -> Vec<Reading> {
    let is_inside = |one: &&SiteOutcome| {
        let area = territory.by_id(one.site.area_id);
        area.is_some_and(|area| scope.contains_path(&area.path))
    };
    let inside = outcome.sites.iter().filter(is_inside);
    let inside: HashSet<Uuid> = inside.map(|one| one.site.id).collect();
    let scored = Scored::of(&outcome.sites);
    let reading = |(figure, _, _): (Figure<'_>, String, String)| {
        let rate = rate_of((&scored, &inside), &outcome.rubric, &figure)?;
        let (formula_zh, formula_en) = figure.formula();
        Some(Reading {
            code: figure.code(),
            rate: Some(rate),
            formula_zh: formula_zh.to_owned(),
            formula_en: formula_en.to_owned(),
            link: link.to_owned(),
        })
    };
    figures(&outcome.rubric).filter_map(reading).collect()
}

fn rate_of(
    (scored, inside): (&Scored<'_>, &HashSet<Uuid>),
    rubric: &Rubric,
    figure: &Figure<'_>,
) -> Option<Rate> {
    let is_inside = |one: &SiteOutcome| inside.contains(&one.site.id);
    match figure {
        Figure::Score => scored.points(is_inside),
        Figure::TypeScore(code) => {
            scored.points(|one| one.site.site_type == *code && is_inside(one))
        }
        Figure::Item(code) => {
            let of = rubric.items().find(|(_, item)| item.code == *code)?.0;
            let at = of.items.iter().position(|item| item.code == *code)?;
            scored.passed(|one| is_in_order(one, &of.code, at).filter(|_| is_inside(one)))
        }
    }
}

/// Whether a site lost no point by an item of its kind; none where the item does not apply.
fn is_in_order(one: &SiteOutcome, site_type: &str, at: usize) -> Option<bool> {
    let applies =
        one.site.site_type == site_type && one.marks.not_applicable.get(at) == Some(&false);
    applies.then(|| one.marks.lost.get(at) == Some(&0))
}

impl Gauge for InspectionGauge {
    fn source(&self) -> &'static str {
        "inspection_items"
    }

    fn names(&self) -> (&'static str, &'static str) {
        ("实地督查", "inspections")
    }

    fn method(&self) -> Method {
        Method::FieldInspection
    }

    fn knows(&self, code: &str) -> bool {
        Figure::parse(code).is_some()
    }

    fn offers<'a>(
        &'a self,
        db: &'a DatabaseConnection,
    ) -> BoxFuture<'a, Result<Vec<Offer>, DbErr>> {
        async move {
            let Some(newest) = rubric_rows::newest(db).await? else {
                return Ok(vec![]);
            };
            let rubric = self.rubrics.get(db, newest.id).await?;
            let offer = |(figure, name_zh, name_en): (Figure<'_>, String, String)| Offer {
                code: figure.code(),
                name_zh,
                name_en,
            };
            Ok(rubric.map_or(vec![], |rubric| figures(&rubric).map(offer).collect()))
        }
        .boxed()
    }

    fn read<'a>(
        &'a self,
        db: &'a DatabaseConnection,
        span: &'a Span,
    ) -> BoxFuture<'a, Result<Vec<Reading>, DbErr>> {
        self.read_span(db, span).boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_written() {
        for code in ["score", "score:wet_market", "item:wet_market_01"] {
            assert_eq!(
                Figure::parse(code).map(|figure| figure.code()),
                Some(code.to_owned())
            );
        }
        for wrong in ["", "scores", "score:", "item:a b", "item", "other:x"] {
            assert_eq!(Figure::parse(wrong), None, "{wrong}");
        }
    }
}
