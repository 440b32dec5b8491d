//! Storing inspections, and saying which of them do not count.

use super::SiteInspectionKind;
use super::payload::{Examination, SiteInspection};
use crate::areas::geometry::distance_m;
use crate::inspections::jobs::ask_for_cases;
use crate::inspections::model::MakesCases;
use crate::inspections::queries::{found as rows, rounds, sites};
use crate::records::{Flag, FoundFlags, NewRecord, mask_personal_data};
use entity::site_inspection;
use sea_orm::{DatabaseTransaction, DbErr};
use std::collections::HashSet;
use uuid::Uuid;

/// Inspectors further away than this, beyond the uncertainty of the position, were not at the site, in metres.
const FAR_M: f64 = 200.0;

type Row<'a> = NewRecord<'a, SiteInspection>;

pub(super) async fn insert(
    kind: &SiteInspectionKind,
    tx: &DatabaseTransaction,
    rows: &[Row<'_>],
) -> Result<FoundFlags, DbErr> {
    let mut examined = Vec::with_capacity(rows.len());
    for row in rows {
        let examination = row.payload.examined.get();
        let examination = examination
            .ok_or_else(|| DbErr::Custom("an inspection was not examined".to_owned()))?;
        examined.push((row, examination));
    }
    // What stands there before these are added.
    let mut standing = Standing::load(tx, &examined).await?;
    let stored: Result<Vec<site_inspection::Model>, DbErr> =
        examined.iter().map(|(row, of)| model(row, of)).collect();
    rows::insert(tx, stored?).await?;
    let mut flags = vec![];
    for (row, of) in &examined {
        flags.extend(standing.judge(row, of).map(|flag| (row.id, flag)));
        flags.extend(odd(kind, row, of).map(|flag| (row.id, flag)));
    }
    ask_for_cases(tx, &kind.clock, &examined_ids(&examined)).await?;
    Ok(flags)
}

/// Records whose round makes cases.
fn examined_ids(examined: &[(&Row<'_>, &Examination)]) -> Vec<Uuid> {
    let makes = |of: &Examination| match MakesCases::parse(&of.round.makes_cases) {
        Some(MakesCases::ByRule) => true,
        Some(MakesCases::ByTap) => of.found.iter().any(|one| one.make_case),
        Some(MakesCases::Never) | None => false,
    };
    let asking = examined.iter().filter(|(_, of)| makes(of));
    asking.map(|(row, _)| row.id).collect()
}

fn model(row: &Row<'_>, of: &Examination) -> Result<site_inspection::Model, DbErr> {
    // Numbers of persons in notes are masked for good: notes of items have no term of their own.
    let mut found = of.found.clone();
    for note in found.iter_mut().filter_map(|one| one.note.as_mut()) {
        if let Some(masked) = mask_personal_data(note) {
            *note = masked;
        }
    }
    Ok(site_inspection::Model {
        record_id: row.id,
        round_id: of.round.id,
        round_site_id: of.site.id,
        author_id: row.author_id,
        area_id: of.site.area_id,
        seq: row.seq,
        happened_at: row.happened_at.0,
        started_at: row.payload.started_at.0,
        findings: serde_json::to_string(&found).map_err(|error| DbErr::Json(error.to_string()))?,
    })
}

/// What is odd about an inspection that counts all the same.
fn odd(
    kind: &SiteInspectionKind,
    row: &Row<'_>,
    of: &Examination,
) -> impl Iterator<Item = Flag> + use<> {
    let day = kind.zone.day_of(row.happened_at).to_string();
    let is_outside = day < of.round.starts_on || day > of.round.ends_on;
    let is_far = row.fix.is_some_and(|(lng, lat, accuracy_m)| {
        distance_m((lng, lat), (of.site.lng, of.site.lat)) - accuracy_m > FAR_M
    });
    let far = is_far.then_some(Flag::FarFromSite);
    is_outside
        .then_some(Flag::OutsideRound)
        .into_iter()
        .chain(far)
}

/// What decides whether inspections count.
struct Standing {
    published: HashSet<Uuid>,
    /// Who inspects which site.
    tasks: HashSet<(Uuid, Uuid)>,
    /// Who inspected which site already so that it counts.
    done: HashSet<(Uuid, Uuid)>,
}

impl Standing {
    async fn load(
        tx: &DatabaseTransaction,
        examined: &[(&Row<'_>, &Examination)],
    ) -> Result<Self, DbErr> {
        let rounds_at_hand: HashSet<Uuid> = examined.iter().map(|(_, of)| of.round.id).collect();
        let mut sites_at_hand: Vec<Uuid> = examined.iter().map(|(_, of)| of.site.id).collect();
        sites_at_hand.sort_unstable();
        sites_at_hand.dedup();
        let mut published = HashSet::new();
        for id in rounds_at_hand {
            let round = rounds::find(tx, id).await?;
            if round.is_some_and(|round| round.published_at.is_some()) {
                published.insert(id);
            }
        }
        let tasks = sites::tasks_at(tx, &sites_at_hand).await?;
        let earlier = rows::of_sites(tx, &sites_at_hand).await?;
        let ids: Vec<Uuid> = earlier.iter().map(|one| one.record_id).collect();
        let left_out = rows::left_out(tx, &ids).await?;
        let excluded = rows::excluded(tx, &ids).await?;
        let counting = earlier.iter().filter(|one| {
            !excluded.contains(&one.record_id) && !left_out.contains_key(&one.record_id)
        });
        Ok(Self {
            published,
            tasks: tasks
                .into_iter()
                .map(|task| (task.round_site_id, task.account_id))
                .collect(),
            done: counting
                .map(|one| (one.round_site_id, one.author_id))
                .collect(),
        })
    }

    /// Why the inspection does not count, if it does not; else it counts from now on.
    fn judge(&mut self, row: &Row<'_>, of: &Examination) -> Option<Flag> {
        let key = (of.site.id, row.author_id);
        if self.published.contains(&of.round.id) {
            return Some(Flag::RoundPublished);
        }
        if !self.tasks.contains(&key) {
            return Some(Flag::NotInspector);
        }
        if row.flags.contains(&Flag::Future) || row.flags.contains(&Flag::NullIsland) {
            return None;
        }
        (!self.done.insert(key)).then_some(Flag::InspectedBefore)
    }
}
