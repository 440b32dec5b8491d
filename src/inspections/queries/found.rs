//! What was found, what does not count, and published results.

use crate::platform::auth::AreaScope;
use crate::platform::db::{find_global, insert_row, insert_rows};
use crate::records::{Flag, LEFT_OUT_OF_FIGURES, flags_of};
use entity::{inspection_exclusion, inspection_result, inspection_site, record, site_inspection};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Ids in one statement.
const IDS_AT_ONCE: usize = 1_000;
/// Flags of inspections that do not count, beside those that leave every record out.
const DOES_NOT_COUNT: [Flag; 3] = [
    Flag::NotInspector,
    Flag::InspectedBefore,
    Flag::RoundPublished,
];

/// Every inspection of a round, in the order they came.
pub async fn of_round(
    db: &impl ConnectionTrait,
    round_id: Uuid,
) -> Result<Vec<site_inspection::Model>, DbErr> {
    find_global::<site_inspection::Entity>()
        .filter(site_inspection::Column::RoundId.eq(round_id))
        .order_by_asc(site_inspection::Column::Seq)
        .all(db)
        .await
}

/// Inspections of some drawn sites, in the order they came.
pub async fn of_sites(
    db: &impl ConnectionTrait,
    sites: &[Uuid],
) -> Result<Vec<site_inspection::Model>, DbErr> {
    let mut found = vec![];
    for sites in sites.chunks(IDS_AT_ONCE) {
        found.extend(
            find_global::<site_inspection::Entity>()
                .filter(site_inspection::Column::RoundSiteId.is_in(sites.to_vec()))
                .order_by_asc(site_inspection::Column::Seq)
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

/// One inspection.
pub async fn find(
    db: &impl ConnectionTrait,
    record_id: Uuid,
) -> Result<Option<site_inspection::Model>, DbErr> {
    find_global::<site_inspection::Entity>()
        .filter(site_inspection::Column::RecordId.eq(record_id))
        .one(db)
        .await
}

/// The envelope of an inspection, as one of its author's own records.
pub async fn record(
    db: &impl ConnectionTrait,
    of: &site_inspection::Model,
) -> Result<Option<record::Model>, DbErr> {
    AreaScope::subtrees([])
        .and_own_rows_of(of.author_id)
        .find::<record::Entity>()
        .filter(record::Column::Id.eq(of.record_id))
        .one(db)
        .await
}

/// Adds inspections.
pub async fn insert(
    tx: &impl ConnectionTrait,
    rows: Vec<site_inspection::Model>,
) -> Result<(), DbErr> {
    insert_rows(tx, rows).await
}

/// Standing flags by which inspections do not count, the first of each.
pub async fn left_out(
    db: &impl ConnectionTrait,
    records: &[Uuid],
) -> Result<HashMap<Uuid, Flag>, DbErr> {
    let mut found = HashMap::new();
    for records in records.chunks(IDS_AT_ONCE) {
        for (id, flags) in flags_of(db, records.to_vec()).await? {
            let mut flags = flags.iter().filter_map(|flag| Flag::parse(flag));
            let reason = flags
                .find(|flag| DOES_NOT_COUNT.contains(flag) || LEFT_OUT_OF_FIGURES.contains(flag));
            found.extend(reason.map(|flag| (id, flag)));
        }
    }
    Ok(found)
}

/// Inspections of a round that somebody excluded, the oldest first.
pub async fn exclusions(
    db: &impl ConnectionTrait,
    round_id: Uuid,
) -> Result<Vec<inspection_exclusion::Model>, DbErr> {
    find_global::<inspection_exclusion::Entity>()
        .filter(inspection_exclusion::Column::RoundId.eq(round_id))
        .order_by_asc(inspection_exclusion::Column::MadeAt)
        .order_by_asc(inspection_exclusion::Column::RecordId)
        .all(db)
        .await
}

/// Which of these inspections somebody excluded.
pub async fn excluded(db: &impl ConnectionTrait, records: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
    let mut found = HashSet::new();
    for records in records.chunks(IDS_AT_ONCE) {
        let rows = find_global::<inspection_exclusion::Entity>()
            .filter(inspection_exclusion::Column::RecordId.is_in(records.to_vec()))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| row.record_id));
    }
    Ok(found)
}

/// Excludes an inspection.
pub async fn exclude(
    tx: &impl ConnectionTrait,
    row: inspection_exclusion::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Results of a published round.
pub async fn results(
    db: &impl ConnectionTrait,
    round_id: Uuid,
) -> Result<Vec<inspection_result::Model>, DbErr> {
    find_global::<inspection_result::Entity>()
        .filter(inspection_result::Column::RoundId.eq(round_id))
        .all(db)
        .await
}

/// Writes down what a round came to.
pub async fn insert_results(
    tx: &impl ConnectionTrait,
    rows: Vec<inspection_result::Model>,
) -> Result<(), DbErr> {
    insert_rows(tx, rows).await
}

/// Published results of drawn sites in the areas of a scope, by drawn site: round, and what the site is called in Chinese and
/// English.
pub async fn published_within(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, (Uuid, String, String)>, DbErr> {
    let sites = scope
        .find::<inspection_site::Entity>()
        .filter(inspection_site::Column::Id.is_in(ids.clone()))
        .all(db)
        .await?;
    let published: Vec<Uuid> = find_global::<inspection_result::Entity>()
        .select_only()
        .column(inspection_result::Column::RoundSiteId)
        .filter(inspection_result::Column::RoundSiteId.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    let published: HashSet<Uuid> = published.into_iter().collect();
    let known = |site: inspection_site::Model| {
        let names = (site.round_id, site.title_zh, site.title_en);
        published.contains(&site.id).then_some((site.id, names))
    };
    Ok(sites.into_iter().filter_map(known).collect())
}
