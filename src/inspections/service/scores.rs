//! Scores of a round as a caller sees them: clipped to the own areas, compared with the round before.

use super::outcome::{LeftOut, Outcome, SiteOutcome};
use super::reach::Reach;
use super::setup::street_of;
use crate::accounts;
use crate::areas::{NamedArea, Territory};
use crate::inspections::error::InspectionError;
use crate::inspections::figures::{Estimate, Scored, difference, losses};
use crate::inspections::queries::{rounds, sites as site_rows};
use crate::inspections::rubrics::Rubrics;
use crate::inspections::wire::{
    DrawnSiteView, ExcludedView, LossList, LossView, PreviousScore, RoundRef, ScoreView,
    ScoredSites, ScoresView, StreetScore, TypeScore, UnitScore, points,
};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::num;
use crate::rates::{Change, change_code};
use crate::records::AuthorView;
use crate::units::{Books, Situation, unit_refs};
use chrono::NaiveDate;
use entity::{inspection_round, inspection_site};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// How scores come about, printed with every figure.
const FORMULA_ZH: &str = "点位得分 = 两名检查人得分的平均；一名检查人得分 = 各项得分之和 ÷ 适用各项权重之和 × 100，否决项失分为 0。多个点位按抽样权重（同类同层点位数 ÷ 查到的点位数）平均；区间按分层抽样计算（95%）。";
const FORMULA_EN: &str = "Score of a site = mean of its two inspections; score of an inspection = points earned ÷ weights that apply × 100, and 0 when a veto item lost points. Sites are averaged by sampling weight (sites of the kind in the stratum ÷ those inspected); the interval is that of a stratified sample (95 %).";

/// What scores are made with.
#[derive(Debug)]
pub struct Scoring<'a> {
    /// Who looks.
    pub reach: &'a Reach,
    /// The area tree in use.
    pub territory: &'a Territory,
    /// Rubrics.
    pub rubrics: &'a Rubrics,
    /// Units and rules of responsibility.
    pub books: &'a Books,
    /// Whose days count.
    pub zone: Zone,
}

impl Scoring<'_> {
    /// The outcome of a round, clipped to what the caller sees.
    /// Errors: `round_sealed`.
    pub async fn outcome(
        &self,
        db: &impl ConnectionTrait,
        round: &inspection_round::Model,
    ) -> Result<Outcome, InspectionError> {
        let visible = self.reach.sites_of(db, round).await?;
        let mut outcome = Outcome::of(db, self.rubrics, round).await?;
        outcome.sites.retain(|one| visible.contains(&one.site.id));
        outcome
            .left_out
            .retain(|(one, _)| visible.contains(&one.round_site_id));
        if round.published_at.is_none() {
            let today = self.zone.day_of(UtcMillis(round.made_at));
            answerable(&mut outcome.sites, (self.books, self.territory), today);
        }
        Ok(outcome)
    }

    /// The round of the same kind and area that was published last before, with its outcome.
    pub async fn previous(
        &self,
        db: &impl ConnectionTrait,
        round: &inspection_round::Model,
    ) -> Result<Option<(inspection_round::Model, Outcome)>, InspectionError> {
        let area_of = |one: &inspection_round::Model| {
            let area = self.territory.by_id(one.area_id);
            area.map(|area| area.id)
        };
        let before = round.published_at.unwrap_or(i64::MAX);
        let earlier = rounds::all(db).await?.into_iter().filter(|one| {
            one.id != round.id
                && one.kind == round.kind
                && one.published_at.is_some_and(|at| at < before)
                && area_of(one) == area_of(round)
        });
        let Some(last) = earlier.max_by_key(|one| (one.published_at, one.id)) else {
            return Ok(None);
        };
        let outcome = self.outcome(db, &last).await?;
        Ok(Some((last, outcome)))
    }

    /// Every score of a round.
    pub async fn scores(
        &self,
        db: &impl ConnectionTrait,
        round: &inspection_round::Model,
    ) -> Result<ScoresView, InspectionError> {
        let outcome = self.outcome(db, round).await?;
        let scored = Scored::of(&outcome.sites);
        let whole = scored.estimate(|_| true);
        let units = self.units(&outcome, &scored);
        let inspected = outcome.sites.iter().filter(|one| one.marks.score.is_some());
        Ok(ScoresView {
            is_sample: !scored.is_census(),
            sites: ScoredSites {
                in_frame: in_frame(outcome.sites.iter()),
                drawn: outcome.sites.len(),
                inspected: inspected.clone().count(),
            },
            formula_zh: FORMULA_ZH,
            formula_en: FORMULA_EN,
            types: types(&outcome, &scored),
            streets: self.streets(&outcome, &scored),
            units,
            without_unit: inspected.filter(|one| one.unit_id.is_none()).count(),
            previous: self.compared(db, round, &whole).await?,
            excluded: excluded(db, &outcome).await?,
            disputed_sites: outcome.sites.iter().filter(|one| one.is_disputed()).count(),
            disputed_items: disputed_items(&outcome),
            round: whole.into(),
        })
    }

    fn streets(&self, outcome: &Outcome, scored: &Scored<'_>) -> Vec<StreetScore> {
        let street = |one: &SiteOutcome| {
            street_of(one.site.area_id, self.territory).map(|street| street.code.clone())
        };
        let codes: BTreeSet<String> = outcome.sites.iter().filter_map(street).collect();
        let of = |code: String| StreetScore {
            score: scored
                .estimate(|one| street(one).as_ref() == Some(&code))
                .into(),
            area: NamedArea::by_code(&code, self.territory),
        };
        codes.into_iter().map(of).collect()
    }

    fn units(&self, outcome: &Outcome, scored: &Scored<'_>) -> Vec<UnitScore> {
        let ids: BTreeSet<Uuid> = outcome.sites.iter().filter_map(|one| one.unit_id).collect();
        let of = |id: Uuid| {
            Some(UnitScore {
                unit: unit_refs(self.books, Some(id))?,
                score: scored.estimate(|one| one.unit_id == Some(id)).into(),
            })
        };
        let mut units: Vec<UnitScore> = ids.into_iter().filter_map(of).collect();
        units.sort_by(|a, b| a.unit.code.cmp(&b.unit.code));
        units
    }

    async fn compared(
        &self,
        db: &impl ConnectionTrait,
        round: &inspection_round::Model,
        now: &Estimate,
    ) -> Result<Option<PreviousScore>, InspectionError> {
        let Some((last, outcome)) = self.previous(db, round).await? else {
            return Ok(None);
        };
        let before = Scored::of(&outcome.sites).estimate(|_| true);
        let Some((points, interval)) = difference(now, &before) else {
            return Ok(None);
        };
        let change = match interval {
            Some((low, _)) if low > 0.0 => Change::Rose,
            Some((_, high)) if high < 0.0 => Change::Fell,
            _ => Change::NoChangeShown,
        };
        Ok(Some(PreviousScore {
            is_same_rubric: last.rubric_id == round.rubric_id,
            round: RoundRef {
                id: last.id,
                title_zh: last.title_zh,
                title_en: last.title_en,
                published_at: last.published_at.map(UtcMillis),
            },
            score: before.into(),
            difference: points,
            lower: interval.map(|(low, _)| low),
            upper: interval.map(|(_, high)| high),
            change: change_code(change),
        }))
    }
}

/// Says who answers for the sites on a day.
pub fn answerable(
    sites: &mut [SiteOutcome],
    (books, territory): (&Books, &Territory),
    day: NaiveDate,
) {
    for one in sites {
        let what = Situation {
            position: Some((one.site.lng, one.site.lat)),
            area_id: Some(one.site.area_id),
            site: Some((one.site.code.clone(), one.site.site_type.clone())),
            category: String::new(),
        };
        let found = books.resolve(territory, &what, day);
        one.unit_id = found.winner().map(|rule| rule.unit);
    }
}

/// Sites that stood in the frame, by the cells in which some were drawn.
fn in_frame<'a>(sites: impl Iterator<Item = &'a SiteOutcome>) -> u64 {
    let cell = |one: &'a SiteOutcome| {
        let site = &one.site;
        let key = (site.site_type.as_str(), site.stratum.as_str());
        (key, u64::try_from(site.in_frame).unwrap_or_default())
    };
    let cells: HashMap<(&str, &str), u64> = sites.map(cell).collect();
    cells.values().sum()
}

fn types(outcome: &Outcome, scored: &Scored<'_>) -> Vec<TypeScore> {
    let of = |one: &crate::inspections::model::RubricType| {
        let is_of = |site: &SiteOutcome| site.site.site_type == one.code;
        let own = || outcome.sites.iter().filter(|site| is_of(site));
        own().next()?;
        Some(TypeScore {
            code: one.code.clone(),
            name_zh: one.name_zh.clone(),
            name_en: one.name_en.clone(),
            in_frame: in_frame(own()),
            score: ScoreView::from(scored.estimate(is_of)),
        })
    };
    outcome.rubric.types.iter().filter_map(of).collect()
}

fn disputed_items(outcome: &Outcome) -> usize {
    let of_site = |one: &SiteOutcome| one.marks.disputed.iter().filter(|is_it| **is_it).count();
    outcome.sites.iter().map(of_site).sum()
}

/// Inspections that do not count, with who left them out and why.
async fn excluded(
    db: &impl ConnectionTrait,
    outcome: &Outcome,
) -> Result<Vec<ExcludedView>, DbErr> {
    let mut people: HashSet<Uuid> = HashSet::new();
    for (one, reason) in &outcome.left_out {
        people.insert(one.author_id);
        if let LeftOut::Person(exclusion) = reason {
            people.extend(exclusion.made_by);
        }
    }
    let names = accounts::names_of(db, people.into_iter().collect()).await?;
    let person = |id: Uuid| AuthorView {
        id,
        name: names.get(&id).cloned().unwrap_or_default(),
    };
    let ids: Vec<Uuid> = outcome
        .left_out
        .iter()
        .map(|(one, _)| one.round_site_id)
        .collect();
    let drawn: HashMap<Uuid, inspection_site::Model> = site_rows::by_ids(db, &ids).await?;
    let view = |(one, reason): &(entity::site_inspection::Model, LeftOut)| {
        let (reason_zh, reason_en, by, at) = match reason {
            LeftOut::Rule(flag) => {
                let (zh, en) = flag.sentences();
                (zh.to_owned(), en.to_owned(), None, one.happened_at)
            }
            LeftOut::Person(row) => {
                let said = row.reason.clone();
                (said.clone(), said, row.made_by.map(person), row.made_at)
            }
        };
        Some(ExcludedView {
            record_id: one.record_id,
            site: DrawnSiteView::from(drawn.get(&one.round_site_id)?),
            inspector: person(one.author_id),
            reason_zh,
            reason_en,
            by,
            at: UtcMillis(at),
        })
    };
    Ok(outcome.left_out.iter().filter_map(view).collect())
}

/// What cost most, over the sites that `keep` takes.
pub fn loss_list(
    outcome: &Outcome,
    keep: impl Fn(&SiteOutcome) -> bool,
    limit: Option<u16>,
) -> LossList {
    let found = losses(
        &outcome.rubric,
        outcome.sites.iter().filter(|one| keep(one)),
    );
    let all: i64 = found.iter().map(|loss| loss.lost).sum();
    let items: BTreeMap<&str, _> = outcome
        .rubric
        .items()
        .map(|(of, item)| (item.code.as_str(), (of, item)))
        .collect();
    let view = |loss: &crate::inspections::figures::Loss| {
        let (of, item) = items.get(loss.item.as_str())?;
        Some(LossView {
            code: item.code.clone(),
            site_type: of.code.clone(),
            text_zh: item.text_zh.clone(),
            text_en: item.text_en.clone(),
            weight: points(item.weight),
            is_veto: item.is_veto,
            points_lost: points(loss.lost),
            share: num::from_i64(loss.lost) / num::from_i64(all.max(1)),
            sites_failed: loss.failed,
            sites_checked: loss.checked,
            sites_not_applicable: loss.not_applicable,
        })
    };
    let limit = limit.map_or(usize::MAX, usize::from);
    let costly = found.iter().filter(|loss| loss.lost > 0);
    LossList {
        items: costly.filter_map(view).take(limit).collect(),
        points_lost: points(all),
    }
}
