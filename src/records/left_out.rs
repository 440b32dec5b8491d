//! Records that figures leave out, with who decided and why.

use super::envelope::mask_personal_data;
use super::flags::{Flag, LEFT_OUT_OF_FIGURES};
use crate::accounts::names_of;
use crate::gauges::Span;
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::num;
use crate::sections::{Exclusion, bounds};
use entity::{record, record_flag};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, JoinType, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, RelationDef, Select,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Most corrections that are told one by one; the rest is told as a number.
const MOST_TOLD: u64 = 50;

/// Ids of records on which a flag stands that keeps them out of figures.
pub fn is_left_out() -> SelectStatement {
    flagged(&LEFT_OUT_OF_FIGURES)
}

/// Those of these records that lie in the areas of a scope and count in figures, by id: kind and when it happened.
pub async fn counted_within(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, (String, UtcMillis)>, DbErr> {
    let rows: Vec<(Uuid, String, i64)> = scope
        .clone()
        .areas_only()
        .find::<record::Entity>()
        .select_only()
        .columns([
            record::Column::Id,
            record::Column::Kind,
            record::Column::HappenedAt,
        ])
        .filter(record::Column::Id.is_in(ids))
        .filter(record::Column::Id.not_in_subquery(is_left_out()))
        .into_tuple()
        .all(db)
        .await?;
    let known = |(id, kind, at)| (id, (kind, UtcMillis(at)));
    Ok(rows.into_iter().map(known).collect())
}

fn flagged(flags: &[Flag]) -> SelectStatement {
    let mut of = Query::select();
    of.column(record_flag::Column::RecordId)
        .from(record_flag::Entity)
        .and_where(record_flag::Column::Flag.is_in(flags.iter().map(|flag| flag.code())))
        .and_where(record_flag::Column::ClearedAt.is_null());
    of
}

/// Records of a kind that figures of the span leave out: by rules, and by corrections of their authors. `path` is the list
/// of the kind.
pub async fn left_out_of(
    db: &impl ConnectionTrait,
    span: &Span,
    (kind, names): (&str, (&str, &str)),
    path: &str,
) -> Result<Vec<Exclusion>, DbErr> {
    let mut told = vec![];
    for (flag, count) in by_rule(db, span, kind).await? {
        let link = span.link(path, &format!("&flag={}", flag.code()));
        told.push(Exclusion::by_rule(names, count, flag.sentences()).linked(link));
    }
    let all =
        of_span(span, kind).filter(record::Column::Id.in_subquery(flagged(&[Flag::Superseded])));
    let replaced: Vec<record::Model> = all
        .order_by_desc(record::Column::HappenedAt)
        .order_by_desc(record::Column::Id)
        .limit(MOST_TOLD + 1)
        .all(db)
        .await?;
    let link = span.link(path, &format!("&flag={}", Flag::Superseded.code()));
    if num::u64_from_usize(replaced.len()) > MOST_TOLD {
        let count = count_superseded(db, span, kind).await?;
        told.push(Exclusion::by_rule(names, count, Flag::Superseded.sentences()).linked(link));
        return Ok(told);
    }
    told.extend(corrected(db, replaced, names, &link).await?);
    Ok(told)
}

fn of_span(span: &Span, kind: &str) -> Select<record::Entity> {
    let (from, until) = bounds(span);
    span.scope
        .find::<record::Entity>()
        .filter(record::Column::Kind.eq(kind))
        .filter(record::Column::HappenedAt.gte(from))
        .filter(record::Column::HappenedAt.lt(until))
}

/// Records by the flag that leaves them out, corrections apart.
async fn by_rule(
    db: &impl ConnectionTrait,
    span: &Span,
    kind: &str,
) -> Result<Vec<(Flag, u64)>, DbErr> {
    let rules: Vec<&str> = LEFT_OUT_OF_FIGURES
        .iter()
        .filter(|flag| **flag != Flag::Superseded)
        .map(|flag| flag.code())
        .collect();
    let rows: Vec<(String, i64)> = of_span(span, kind)
        .select_only()
        .column(record_flag::Column::Flag)
        .column_as(record::Column::Id.count(), "n")
        .join(JoinType::InnerJoin, flag_of())
        .filter(record_flag::Column::Flag.is_in(rules))
        .filter(record_flag::Column::ClearedAt.is_null())
        .group_by(record_flag::Column::Flag)
        .order_by_asc(record_flag::Column::Flag)
        .into_tuple()
        .all(db)
        .await?;
    let flag = |(code, count): (String, i64)| Some((Flag::parse(&code)?, num::to_count(count)));
    Ok(rows.into_iter().filter_map(flag).collect())
}

fn flag_of() -> RelationDef {
    record::Entity::belongs_to(record_flag::Entity)
        .from(record::Column::Id)
        .to(record_flag::Column::RecordId)
        .into()
}

async fn count_superseded(
    db: &impl ConnectionTrait,
    span: &Span,
    kind: &str,
) -> Result<u64, DbErr> {
    let count: Option<i64> = of_span(span, kind)
        .select_only()
        .column_as(record::Column::Id.count(), "n")
        .filter(record::Column::Id.in_subquery(flagged(&[Flag::Superseded])))
        .into_tuple()
        .one(db)
        .await?;
    Ok(num::to_count(count.unwrap_or_default()))
}

/// Each replaced record with its author, who alone can correct it, and the reason given.
async fn corrected(
    db: &impl ConnectionTrait,
    replaced: Vec<record::Model>,
    (zh, en): (&str, &str),
    link: &str,
) -> Result<Vec<Exclusion>, DbErr> {
    let mut reasons: HashMap<Uuid, record::Model> = HashMap::new();
    let authors: std::collections::HashSet<Uuid> =
        replaced.iter().map(|row| row.author_id).collect();
    for author in &authors {
        let ids = replaced
            .iter()
            .filter(|row| row.author_id == *author)
            .map(|row| row.id);
        let corrections = AreaScope::subtrees([])
            .and_own_rows_of(*author)
            .find::<record::Entity>()
            .filter(record::Column::Corrects.is_in(ids))
            .order_by_asc(record::Column::Seq)
            .all(db)
            .await?;
        reasons.extend(
            corrections
                .into_iter()
                .filter_map(|row| Some((row.corrects?, row))),
        );
    }
    let names = names_of(db, authors.into_iter().collect()).await?;
    let tell = |row: record::Model| {
        let what = (
            format!("{zh} {}", row.receipt),
            format!("{en} {}", row.receipt),
        );
        let by = names.get(&row.author_id).cloned();
        let correction = reasons.get(&row.id);
        let at = UtcMillis(correction.map_or(row.received_at, |one| one.received_at));
        let reason = correction.and_then(|one| one.correction_reason.clone());
        let reason = reason.map(|text| mask_personal_data(&text).unwrap_or(text));
        let told = Exclusion::by_rule((&what.0, &what.1), 1, Flag::Superseded.sentences());
        let told = match reason.filter(|text| !text.trim().is_empty()) {
            Some(reason) => Exclusion::by_person((&what.0, &what.1), &reason, (by, at)),
            None => Exclusion {
                by_name: by,
                at: Some(at),
                ..told
            },
        };
        told.linked(link)
    };
    Ok(replaced.into_iter().map(tell).collect())
}
