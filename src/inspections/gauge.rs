//! Published rounds of inspections as figures for requirements.

use super::figures::Scored;
use super::model::Rubric;
use super::queries::{rounds, rubrics as rubric_rows};
use super::rubrics::Rubrics;
use super::service::outcome::{Outcome, SiteOutcome};
use crate::areas::{Territories, Territory};
use crate::gauges::{Gauge, Method, Offer, Reading, Span, UnitGauge};
use crate::inspections::error::InspectionError;
use crate::platform::auth::AreaScope;
use crate::rates::Rate;
use entity::inspection_round;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sea_orm::{DatabaseConnection, DbErr};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use uuid::Uuid;

/// Longest code of a kind of site or an item.
const MAX_CODE: usize = 60;
const SOURCE: &str = "inspection_items";
const SCORE_NAMES: (&str, &str) = ("实地督查总分", "Score of inspections");
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
        SCORE_NAMES.0.to_owned(),
        SCORE_NAMES.1.to_owned(),
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
    /// What the published rounds of a span came to, the latest published first.
    async fn published(
        &self,
        db: &DatabaseConnection,
        span: &Span,
    ) -> Result<Vec<(inspection_round::Model, Outcome)>, DbErr> {
        let mut published = rounds::all(db).await?;
        published.retain(|round| {
            round.published_at.is_some() && span.meets(&round.starts_on, &round.ends_on)
        });
        published.sort_by_key(|round| std::cmp::Reverse((round.published_at, round.id)));
        let mut found = vec![];
        for round in published {
            match Outcome::of(db, &self.rubrics, &round).await {
                Ok(outcome) => found.push((round, outcome)),
                Err(InspectionError::Db(error)) => return Err(error),
                // A round without a readable rubric has no figures.
                Err(_) => {}
            }
        }
        Ok(found)
    }

    async fn read_span(&self, db: &DatabaseConnection, span: &Span) -> Result<Vec<Reading>, DbErr> {
        let territory = self.territories.current();
        let mut found: BTreeMap<String, Reading> = BTreeMap::new();
        for (round, outcome) in self.published(db, span).await? {
            let link = link(span, round.id, None);
            for reading in readings(&outcome, (&span.scope, &territory), &link) {
                found.entry(reading.code.clone()).or_insert(reading);
            }
        }
        Ok(found.into_values().collect())
    }

    /// The score of each unit's sites, of the latest published round in which it has any.
    async fn read_scores(
        &self,
        db: &DatabaseConnection,
        span: &Span,
    ) -> Result<Vec<(Uuid, Reading)>, DbErr> {
        let territory = self.territories.current();
        let mut found: BTreeMap<Uuid, Reading> = BTreeMap::new();
        for (round, outcome) in self.published(db, span).await? {
            let inside = inside(&outcome, (&span.scope, &territory));
            let scored = Scored::of(&outcome.sites);
            let units: BTreeSet<Uuid> =
                outcome.sites.iter().filter_map(|one| one.unit_id).collect();
            for unit in units {
                let is_own =
                    |one: &SiteOutcome| one.unit_id == Some(unit) && inside.contains(&one.site.id);
                let Some(rate) = scored.points(is_own) else {
                    continue;
                };
                let link = link(span, round.id, Some(unit));
                let reading = || reading(&Figure::Score, rate, &link);
                found.entry(unit).or_insert_with(reading);
            }
        }
        Ok(found.into_iter().collect())
    }
}

/// The results of a round in the span's area, of a unit's sites if one is named.
fn link(span: &Span, round_id: Uuid, unit: Option<Uuid>) -> String {
    let area = span.area_code.as_ref().map(|code| format!("area={code}"));
    let unit = unit.map(|unit| format!("unit={unit}"));
    let asked: Vec<String> = [area, unit].into_iter().flatten().collect();
    format!("/inspections/rounds/{round_id}/results?{}", asked.join("&"))
}

fn reading(figure: &Figure<'_>, rate: Rate, link: &str) -> Reading {
    let (formula_zh, formula_en) = figure.formula();
    Reading {
        code: figure.code(),
        rate: Some(rate),
        formula_zh: formula_zh.to_owned(),
        formula_en: formula_en.to_owned(),
        link: link.to_owned(),
    }
}

/// The sites that lie in some areas.
fn inside(outcome: &Outcome, (scope, territory): (&AreaScope, &Territory)) -> HashSet<Uuid> {
    let is_inside = |one: &&SiteOutcome| {
        let area = territory.by_id(one.site.area_id);
        area.is_some_and(|area| scope.contains_path(&area.path))
    };
    let inside = outcome.sites.iter().filter(is_inside);
    inside.map(|one| one.site.id).collect()
}

/// What a round says of the sites in some areas: the lot was drawn over the whole round, so its sample stays whole.
fn readings(
    outcome: &Outcome,
    (scope, territory): (&AreaScope, &Territory),
    link: &str,
) -> Vec<Reading> {
    let inside = inside(outcome, (scope, territory));
    let scored = Scored::of(&outcome.sites);
    let told = |(figure, _, _): (Figure<'_>, String, String)| {
        let rate = rate_of((&scored, &inside), &outcome.rubric, &figure)?;
        Some(reading(&figure, rate, link))
    };
    figures(&outcome.rubric).filter_map(told).collect()
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

impl UnitGauge for InspectionGauge {
    fn source(&self) -> &'static str {
        SOURCE
    }

    fn unit_offers(&self) -> Vec<Offer> {
        vec![Offer {
            code: Figure::Score.code(),
            name_zh: SCORE_NAMES.0.to_owned(),
            name_en: SCORE_NAMES.1.to_owned(),
        }]
    }

    fn read_units<'a>(
        &'a self,
        db: &'a DatabaseConnection,
        span: &'a Span,
        _code: &'a str,
    ) -> BoxFuture<'a, Result<Vec<(Uuid, Reading)>, DbErr>> {
        self.read_scores(db, span).boxed()
    }
}

impl Gauge for InspectionGauge {
    fn source(&self) -> &'static str {
        SOURCE
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
