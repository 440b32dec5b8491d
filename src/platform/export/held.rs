//! Rows that are in memory already, as one page.

use super::{ExportRow, Pages};
use sea_orm::DbErr;

/// All rows of a small file.
#[derive(Debug)]
pub struct Held<R>(pub Vec<R>);

impl<R: ExportRow + Clone + Sync> Pages for Held<R> {
    type Row = R;
    type Place = ();

    /// There is no second page.
    const PAGE: usize = usize::MAX;

    async fn read(&self, _after: Option<()>, _limit: u64) -> Result<Vec<R>, DbErr> {
        Ok(self.0.clone())
    }

    fn place_of(&self, _row: &R) {}
}
