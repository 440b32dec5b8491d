//! Rows that are all there already, as pages.

use super::{Cell, ExportRow, Pages};
use sea_orm::DbErr;

/// A row with its place in the order.
type Placed<R> = (usize, R);

/// Rows that need no reading.
#[derive(Debug)]
pub struct Listed<R>(Vec<Placed<R>>);

impl<R> Listed<R> {
    /// All of them, in this order.
    pub fn of(rows: impl IntoIterator<Item = R>) -> Self {
        Self(rows.into_iter().enumerate().collect())
    }
}

impl<R: ExportRow> ExportRow for Placed<R> {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        self.1.cells(cells);
    }

    fn place(&self) -> Option<(f64, f64)> {
        self.1.place()
    }
}

impl<R: ExportRow + Clone + Sync> Pages for Listed<R> {
    type Row = Placed<R>;
    type Place = usize;

    async fn read(&self, after: Option<usize>, limit: u64) -> Result<Vec<Placed<R>>, DbErr> {
        let rows = self.0.iter().skip(after.map_or(0, |at| at + 1));
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(rows.take(limit).cloned().collect())
    }

    fn place_of(&self, row: &Placed<R>) -> usize {
        row.0
    }
}
