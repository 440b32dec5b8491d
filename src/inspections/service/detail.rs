//! Sites of a round one by one: lists, one result in full, and the case of a failed item.

use super::outcome::{Outcome, SiteOutcome, marks_of};
use super::scores::Scoring;
use crate::accounts;
use crate::areas::NamedArea;
use crate::cases::{CaseMaker, CheckedCase, cases_of_items};
use crate::incidents::Vocabulary;
use crate::inspections::cases::{failed, read, reference};
use crate::inspections::error::InspectionError;
use crate::inspections::kind::Found;
use crate::inspections::model::{Finding, Item, Marks};
use crate::inspections::queries::{found, sites};
use crate::inspections::wire::{
    AnswerView, DrawnSiteView, InspectionView, ItemCase, ItemResult, ItemView, ResultRow,
    ResultView, RoundSiteView, points,
};
use crate::platform::audit::{self, Event};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ManageCases;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{Lock, hold};
use crate::platform::problem::{Code, FieldCode};
use crate::records::{self, AuthorView, mask_personal_data};
use crate::units::unit_refs;
use entity::{inspection_round, site_inspection};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// One inspection with its marks.
struct Visit {
    row: site_inspection::Model,
    found: Vec<Found>,
    marks: Marks,
}

impl From<CheckedCase> for ItemCase {
    fn from(case: CheckedCase) -> Self {
        Self {
            case_id: case.id,
            number: case.number,
            stage: case.stage,
            is_new: case.is_new,
        }
    }
}

impl Scoring<'_> {
    /// The row of a site; `before` are the scores of the round before, by code of the site.
    pub fn row(&self, one: &SiteOutcome, before: &HashMap<String, f64>) -> ResultRow {
        ResultRow {
            round_site_id: one.site.id,
            site: DrawnSiteView::from(&one.site),
            area: NamedArea::by_id(one.site.area_id, self.territory),
            unit: unit_refs(self.books, one.unit_id),
            score: one.points(),
            previous_score: before.get(&one.site.code).copied(),
            is_vetoed: one.marks.is_vetoed,
            inspections: one.marks.inspections,
            is_disputed: one.is_disputed(),
            failed_items: one.failed_items(),
        }
    }

    /// Scores of the round before, by code of the site.
    pub async fn before(
        &self,
        db: &impl ConnectionTrait,
        round: &inspection_round::Model,
    ) -> Result<HashMap<String, f64>, InspectionError> {
        let previous = self.previous(db, round).await?;
        let sites = previous
            .map(|(_, outcome)| outcome.sites)
            .unwrap_or_default();
        let scored = sites
            .iter()
            .filter_map(|one| Some((one.site.code.clone(), one.points()?)));
        Ok(scored.collect())
    }

    /// The drawn sites with how far they are, in the order of the routes.
    pub async fn drawn_sites(
        &self,
        db: &impl ConnectionTrait,
        round: &inspection_round::Model,
    ) -> Result<Vec<RoundSiteView>, InspectionError> {
        let outcome = self.outcome(db, round).await?;
        let tasks = sites::tasks(db, round.id).await?;
        let people = tasks.iter().map(|task| task.account_id).collect();
        let names = accounts::names_of(db, people).await?;
        let mut by_site: HashMap<Uuid, (i64, Vec<AuthorView>)> = HashMap::new();
        for task in tasks {
            let of = by_site.entry(task.round_site_id).or_default();
            of.0 = task.route_order;
            of.1.push(AuthorView {
                id: task.account_id,
                name: names.get(&task.account_id).cloned().unwrap_or_default(),
            });
        }
        let view = |one: &SiteOutcome| {
            let given = by_site.remove(&one.site.id);
            RoundSiteView {
                id: one.site.id,
                site: DrawnSiteView::from(&one.site),
                area: NamedArea::by_id(one.site.area_id, self.territory),
                stratum: one.site.stratum.clone(),
                route_order: given.as_ref().map(|(order, _)| *order),
                inspectors: given.map(|(_, people)| people).unwrap_or_default(),
                inspections: one.marks.inspections,
                state: match one.marks.inspections {
                    0 => "not_inspected",
                    1 => "once",
                    _ => "twice",
                },
                is_disputed: one.is_disputed(),
            }
        };
        Ok(outcome.sites.iter().map(view).collect())
    }

    /// The result of a site in full.
    /// Errors: `inspection_not_found` beside those of [`Scoring::outcome`].
    pub async fn detail(
        &self,
        db: &impl ConnectionTrait,
        round: &inspection_round::Model,
        site_id: Uuid,
    ) -> Result<ResultView, InspectionError> {
        let outcome = self.outcome(db, round).await?;
        let one = site_of(&outcome, site_id)?;
        let items = items_of(&outcome, one);
        let visits = visits(db, &outcome, one).await?;
        let references: Vec<String> = items
            .iter()
            .map(|item| reference(site_id, &item.code))
            .collect();
        let mut cases = cases_of_items(db, &references).await?;
        let result = |(at, item): (usize, &Item)| ItemResult {
            item: ItemView::from(item),
            lost: points(one.marks.lost.get(at).copied().unwrap_or_default()),
            is_disputed: one.marks.disputed.get(at) == Some(&true),
            answers: visits
                .iter()
                .filter_map(|visit| answer(visit, at))
                .collect(),
            case: cases
                .remove(&reference(site_id, &item.code))
                .map(ItemCase::from),
        };
        let items = items.iter().enumerate().map(result).collect();
        let before = self.before(db, round).await?;
        Ok(ResultView {
            row: self.row(one, &before),
            visits: visit_views(db, &visits).await?,
            items,
        })
    }

    /// Makes the case of a failed item, or tells the one that stands. `category` is the behaviour of an item for which the
    /// rubric names none.
    /// Errors: `item_not_failed`, `item_without_category`, `unknown_category` beside those of [`Scoring::detail`].
    pub async fn make_case(
        &self,
        who: &Allowed<ManageCases>,
        maker: &CaseMaker,
        round: &inspection_round::Model,
        (site_id, code, category): (Uuid, &str, Option<&str>),
    ) -> Result<ItemCase, InspectionError> {
        let plain = InspectionError::Plain;
        let outcome = self.outcome(who.read(), round).await?;
        let one = site_of(&outcome, site_id)?;
        let items = items_of(&outcome, one);
        let place = items.iter().enumerate().find(|(_, item)| item.code == code);
        let (at, item) = place.ok_or(plain(Code::InspectionNotFound))?;
        let visits = visits(who.read(), &outcome, one).await?;
        let is_failed = |found: &&Found| item.is_failed(found.finding);
        let bad = visits
            .iter()
            .find_map(|visit| Some((visit, visit.found.get(at).filter(is_failed)?)));
        let (visit, bad) = bad.ok_or(plain(Code::ItemNotFailed))?;
        let record = found::record(who.read(), &visit.row).await?;
        let record = record.ok_or(plain(Code::InspectionNotFound))?;
        let item = with_category(item, category)?;
        let failed = failed(&one.site, &record, &item, bad);
        let failed = failed.ok_or(plain(Code::ItemWithoutCategory))?;
        who.write(async |tx| {
            hold(tx, Lock::Changes).await?;
            let me = who.actor().account_id;
            let made = maker.make(tx, Some(me), vec![failed]).await?.pop();
            let made = made.ok_or(plain(Code::InspectionNotFound))?;
            if made.is_new {
                let subject = format!("case:{}", made.id);
                let event = Event::new(Some(who.actor()), "create_inspection_case", subject);
                let detail = json!({"item": code, "round_site": site_id});
                audit::record(tx, &who.state().clock, event.detail(detail)).await?;
            }
            Ok(made.into())
        })
        .await
    }
}

/// The item with the behaviour that was chosen for it, where the rubric names none.
fn with_category(item: &Item, chosen: Option<&str>) -> Result<Item, InspectionError> {
    if chosen.is_some_and(|code| Vocabulary::get().category(code).is_none()) {
        return Err(InspectionError::query(
            "/category",
            FieldCode::UnknownCategory,
        ));
    }
    let category = item.category.clone().or_else(|| chosen.map(str::to_owned));
    Ok(Item {
        category,
        ..item.clone()
    })
}

fn site_of(outcome: &Outcome, id: Uuid) -> Result<&SiteOutcome, InspectionError> {
    let one = outcome.sites.iter().find(|one| one.site.id == id);
    one.ok_or(InspectionError::Plain(Code::InspectionNotFound))
}

fn items_of<'a>(outcome: &'a Outcome, one: &SiteOutcome) -> &'a [Item] {
    let of_type = outcome.rubric.site_type(&one.site.site_type);
    of_type.map(|of| of.items.as_slice()).unwrap_or_default()
}

/// The inspections that count, in the order they came.
async fn visits(
    db: &impl ConnectionTrait,
    outcome: &Outcome,
    one: &SiteOutcome,
) -> Result<Vec<Visit>, DbErr> {
    let mut rows = found::of_sites(db, &[one.site.id]).await?;
    rows.retain(|row| one.records.contains(&row.record_id));
    let visit = |row: site_inspection::Model| {
        Ok(Visit {
            found: read(&row.findings)?,
            marks: marks_of(&outcome.rubric, &one.site.site_type, &row)?,
            row,
        })
    };
    rows.into_iter().map(visit).collect()
}

async fn visit_views(
    db: &impl ConnectionTrait,
    visits: &[Visit],
) -> Result<Vec<InspectionView>, DbErr> {
    let ids = || visits.iter().map(|visit| visit.row.record_id);
    let people = visits.iter().map(|visit| visit.row.author_id).collect();
    let names = accounts::names_of(db, people).await?;
    let mut flags = records::flags_of(db, ids()).await?;
    let notes = records::notes_of(db, ids()).await?;
    let view = |visit: &Visit| {
        let row = &visit.row;
        let note = notes.get(&row.record_id);
        InspectionView {
            record_id: row.record_id,
            inspector: AuthorView {
                id: row.author_id,
                name: names.get(&row.author_id).cloned().unwrap_or_default(),
            },
            happened_at: UtcMillis(row.happened_at),
            started_at: UtcMillis(row.started_at),
            score: visit.marks.score.map(points),
            is_vetoed: visit.marks.is_vetoed,
            flags: flags.remove(&row.record_id).unwrap_or_default(),
            note: note.map(|note| mask_personal_data(note).unwrap_or_else(|| note.clone())),
        }
    };
    Ok(visits.iter().map(view).collect())
}

/// A finding as words and numbers: answer, count, good, seen.
pub fn parts_of(finding: Finding) -> (&'static str, Option<i64>, Option<i64>, Option<i64>) {
    match finding {
        Finding::Pass => ("pass", None, None, None),
        Finding::Fail => ("fail", None, None, None),
        Finding::NotApplicable => ("not_applicable", None, None, None),
        Finding::Count(count) => ("counted", Some(count), None, None),
        Finding::Sample { good, seen } => ("counted", None, Some(good), Some(seen)),
    }
}

fn answer(visit: &Visit, at: usize) -> Option<AnswerView> {
    let found = visit.found.get(at)?;
    let (answer, count, good, seen) = parts_of(found.finding);
    Some(AnswerView {
        record_id: visit.row.record_id,
        answer,
        count,
        good,
        seen,
        earned: visit.marks.earned.get(at).copied().flatten().map(points),
        note: found.note.clone(),
        photos: found.photos.clone(),
    })
}
