//! How many cases are open, due, overdue, and came or went lately.

use super::Reach;
use crate::cases::model::Stage;
use crate::platform::auth::AreaScope;
use crate::platform::num;
use entity::case_file::Column;
use sea_orm::sea_query::{Asterisk, Cond, Condition, Expr, ExprTrait as _, SimpleExpr};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QuerySelect as _};

/// Which cases to count: those within reach, in an area if one is named.
#[derive(Clone, Debug)]
pub(in crate::cases) struct Counted {
    pub reach: Reach,
    pub area: Option<AreaScope>,
}

/// Instants `[from, until)`.
type Span = (i64, i64);

impl Counted {
    /// The cases that meet `which`: how many there are, and how many of them meet each of `parts`. Rows are counted, not
    /// ids, so that an index with deadline, area and unit answers alone.
    async fn count_two(
        &self,
        db: &impl ConnectionTrait,
        which: Condition,
        parts: [SimpleExpr; 2],
    ) -> Result<(u64, u64, u64), DbErr> {
        let [one, two] = parts.map(|part| Expr::case(part, 1).finally(0).sum());
        let counted: Option<(i64, Option<i64>, Option<i64>)> = self
            .reach
            .select_in_order()
            .filter(which.add_option(self.area.as_ref().map(super::inside_in_order)))
            .select_only()
            .expr_as(Expr::col(Asterisk).count(), "cases")
            .expr_as(one, "one")
            .expr_as(two, "two")
            .into_tuple()
            .one(db)
            .await?;
        let (all, one, two) = counted.unwrap_or_default();
        let count = |sum: Option<i64>| num::to_count(sum.unwrap_or_default());
        Ok((num::to_count(all), count(one), count(two)))
    }

    /// Cases in which work is to be done: all, those whose time is up before `now`, and up to `soon` from then on.
    pub async fn open(
        &self,
        db: &impl ConnectionTrait,
        (now, soon): Span,
    ) -> Result<(u64, u64, u64), DbErr> {
        let open = Cond::all().add(Column::IsOpen.eq(true));
        let overdue = Column::DueKey.lt(now);
        self.count_two(db, open, [overdue, within(Column::DueKey, (now, soon))])
            .await
    }

    /// Cases opened in each of two spans.
    pub async fn opened(
        &self,
        db: &impl ConnectionTrait,
        spans: [Span; 2],
    ) -> Result<(u64, u64), DbErr> {
        let parts = spans.map(|span| within(Column::OpenedAt, span));
        self.count_spans(db, (Column::OpenedAt, spans), parts).await
    }

    /// Cases closed (结案) in each of two spans. The stage is asked of what the index over time gives: most cases of a
    /// city are closed.
    pub async fn closed(
        &self,
        db: &impl ConnectionTrait,
        spans: [Span; 2],
    ) -> Result<(u64, u64), DbErr> {
        let closed = || Column::Stage.eq(Stage::Closed.code());
        let parts = spans.map(|span| within(Column::ClosedAt, span).and(closed()));
        self.count_spans(db, (Column::ClosedAt, spans), parts).await
    }

    async fn count_spans(
        &self,
        db: &impl ConnectionTrait,
        (at, spans): (Column, [Span; 2]),
        parts: [SimpleExpr; 2],
    ) -> Result<(u64, u64), DbErr> {
        let first = spans.iter().map(|span| span.0).min().unwrap_or_default();
        let end = spans.iter().map(|span| span.1).max().unwrap_or_default();
        let which = Cond::all().add(within(at, (first, end)));
        let (_, one, two) = self.count_two(db, which, parts).await?;
        Ok((one, two))
    }
}

fn within(at: Column, (from, until): Span) -> SimpleExpr {
    at.gte(from).and(at.lt(until))
}
