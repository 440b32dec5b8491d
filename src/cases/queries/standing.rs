//! How many cases are open, due, overdue, and came or went lately.

use super::Reach;
use crate::cases::model::Stage;
use crate::platform::auth::AreaScope;
use crate::platform::num;
use entity::case_file::Column;
use sea_orm::sea_query::{Cond, Condition};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QuerySelect as _};

/// Which cases to count: those within reach, in an area if one is named.
#[derive(Clone, Debug)]
pub(in crate::cases) struct Counted {
    pub reach: Reach,
    pub area: Option<AreaScope>,
}

impl Counted {
    async fn count(&self, db: &impl ConnectionTrait, which: Condition) -> Result<u64, DbErr> {
        let area = self.area.as_ref();
        let inside = area.map(|area| Column::AreaId.in_subquery(area.areas()));
        let counted: Option<i64> = self
            .reach
            .select()
            .filter(which.add_option(inside))
            .select_only()
            .column_as(Column::Id.count(), "cases")
            .into_tuple()
            .one(db)
            .await?;
        Ok(num::to_count(counted.unwrap_or_default()))
    }

    /// Open cases; with an instant those whose time is up before it.
    pub async fn open(
        &self,
        db: &impl ConnectionTrait,
        due_before: Option<i64>,
    ) -> Result<u64, DbErr> {
        let due = due_before.map(|instant| Column::DueKey.lt(instant));
        let open = Cond::all().add(Column::IsOpen.eq(true)).add_option(due);
        self.count(db, open).await
    }

    /// Cases opened in `[from, until)`.
    pub async fn opened(
        &self,
        db: &impl ConnectionTrait,
        (from, until): (i64, i64),
    ) -> Result<u64, DbErr> {
        let opened = Cond::all()
            .add(Column::OpenedAt.gte(from))
            .add(Column::OpenedAt.lt(until));
        self.count(db, opened).await
    }

    /// Cases closed (结案) in `[from, until)`.
    pub async fn closed(
        &self,
        db: &impl ConnectionTrait,
        (from, until): (i64, i64),
    ) -> Result<u64, DbErr> {
        let closed = Cond::all()
            .add(Column::ClosedAt.gte(from))
            .add(Column::ClosedAt.lt(until))
            .add(Column::Stage.eq(Stage::Closed.code()));
        self.count(db, closed).await
    }
}
