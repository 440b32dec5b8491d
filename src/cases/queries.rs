//! Every SQL of cases.

pub(super) mod lists;
pub(super) mod news;
pub(super) mod parts;
pub(super) mod standing;
pub(super) mod sums;
pub(super) mod works;

pub use lists::numbers_within;
pub use news::expire;

use crate::platform::auth::{Actor, AreaScope, Permission};
use crate::platform::db::{find_global, global_tables, insert_row};
use crate::units::units_of_account;
use entity::{case_event, case_file, case_photo, case_report, notice, outbox};
use sea_orm::sea_query::{Cond, Condition, ExprTrait as _, SimpleExpr};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
};
use std::collections::HashSet;
use uuid::Uuid;

global_tables! {
    case_file: "narrowed by `Reach`: areas, or units that the caller answers for";
    case_event: "read by ids of cases that a reach gave";
    case_photo: "read by ids of cases that a reach gave";
    case_report: "read by ids of cases that a reach gave, or of the caller's own records";
    notice: "belongs to its account";
    outbox: "read by the sender only";
}

/// Which cases a caller sees: those of the areas of the role, and those of units for which the caller answers.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    /// The caller.
    pub me: Uuid,
    /// Areas; empty for contacts of units.
    pub areas: AreaScope,
    /// Units for which the caller answers.
    pub units: Vec<Uuid>,
    /// Whether the areas are the whole city, so that nothing needs clipping.
    pub is_whole: bool,
}

impl Reach {
    /// The reach of `actor` with the areas of `scope`.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        actor: &Actor,
        scope: &AreaScope,
        roots: impl Iterator<Item = &str>,
    ) -> Result<Self, DbErr> {
        let mut roots = roots.peekable();
        let is_whole = roots.peek().is_some() && roots.all(|path| scope.contains_path(path));
        Ok(Self {
            me: actor.account_id,
            areas: scope.clone().areas_only(),
            units: units_of_account(db, actor.account_id).await?,
            is_whole,
        })
    }

    /// The condition on cases.
    pub(super) fn condition(&self) -> Condition {
        self.condition_with(|areas| case_file::Column::AreaId.in_subquery(areas.areas()))
    }

    fn condition_with(&self, inside: impl Fn(&AreaScope) -> SimpleExpr) -> Condition {
        if self.is_whole {
            return Cond::all();
        }
        let mut any = Cond::any();
        if !self.areas.has_no_area() {
            any = any.add(inside(&self.areas));
        }
        if self.areas.has_no_area() || !self.units.is_empty() {
            any = any.add(self.of_own_units());
        }
        any
    }

    /// Cases dispatched to units for which the caller answers.
    pub(super) fn of_own_units(&self) -> Condition {
        Cond::all()
            .add(case_file::Column::UnitId.is_in(self.units.clone()))
            .add(case_file::Column::DispatchedAt.is_not_null())
    }

    /// Cases within reach.
    pub(super) fn select(&self) -> Select<case_file::Entity> {
        find_global::<case_file::Entity>().filter(self.condition())
    }

    /// The same cases, for what an index over time or deadlines gives.
    fn select_in_order(&self) -> Select<case_file::Entity> {
        find_global::<case_file::Entity>().filter(self.condition_with(inside_in_order))
    }
}

/// Cases in the areas of a scope, compared so that no engine gathers the cases of every area first
/// (see [`AreaScope::find_in_order`]).
fn inside_in_order(areas: &AreaScope) -> SimpleExpr {
    let area = case_file::Column::AreaId.into_expr().add(0);
    area.in_subquery(areas.areas())
}

/// One case within reach.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    reach: &Reach,
    id: Uuid,
) -> Result<Option<case_file::Model>, DbErr> {
    reach
        .select()
        .filter(case_file::Column::Id.eq(id))
        .one(db)
        .await
}

/// Which of these cases `actor` may see.
pub async fn visible_cases(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: &[Uuid],
) -> Result<HashSet<Uuid>, DbErr> {
    let Some(scope) = actor.scope(Permission::ReadCases) else {
        return Ok(HashSet::new());
    };
    let reach = Reach::of(db, actor, &scope, std::iter::empty()).await?;
    let found: Vec<Uuid> = reach
        .select()
        .select_only()
        .column(case_file::Column::Id)
        .filter(case_file::Column::Id.is_in(ids.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// Adds a case.
pub(super) async fn insert(tx: &impl ConnectionTrait, row: case_file::Model) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Writes a case anew if it still stands at version `seen`; says whether it did.
pub(super) async fn save(
    tx: &impl ConnectionTrait,
    row: &case_file::Model,
    seen: i64,
) -> Result<bool, DbErr> {
    let mut change = row.clone().into_active_model().reset_all();
    change.id = sea_orm::ActiveValue::Unchanged(row.id);
    let written = crate::platform::db::update_global::<case_file::Entity>()
        .set(change)
        .filter(case_file::Column::Id.eq(row.id))
        .filter(case_file::Column::Version.eq(seen))
        .exec(tx)
        .await?;
    Ok(written.rows_affected == 1)
}

/// The last number given on a day, by the beginning of its numbers.
pub(super) async fn last_number(
    db: &impl ConnectionTrait,
    prefix: &str,
) -> Result<Option<String>, DbErr> {
    find_global::<case_file::Entity>()
        .select_only()
        .column(case_file::Column::Number)
        .filter(case_file::Column::Number.gte(prefix))
        .filter(case_file::Column::Number.lt(format!("{prefix}~")))
        .order_by_desc(case_file::Column::Number)
        .limit(1)
        .into_tuple()
        .one(db)
        .await
}

/// The case of a hotline ticket or of what another source calls it.
pub(super) async fn by_references(
    db: &impl ConnectionTrait,
    source: &str,
    references: &[String],
) -> Result<Vec<case_file::Model>, DbErr> {
    if references.is_empty() {
        return Ok(vec![]);
    }
    find_global::<case_file::Entity>()
        .filter(case_file::Column::Source.eq(source))
        .filter(case_file::Column::SourceRef.is_in(references))
        .all(db)
        .await
}

/// The case of a ticket.
pub(super) async fn by_reference(
    db: &impl ConnectionTrait,
    source: &str,
    reference: &str,
) -> Result<Option<case_file::Model>, DbErr> {
    find_global::<case_file::Entity>()
        .filter(case_file::Column::Source.eq(source))
        .filter(case_file::Column::SourceRef.eq(reference))
        .one(db)
        .await
}
