//! Where authors were lately, remembered from one transaction to the next as long as nobody else wrote: the change log
//! has no gaps, so its last number tells whether what is remembered is whole.

use crate::records::movement::Track;
use crate::records::queries::last_fixes;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Most authors remembered, about 250 bytes each.
const AUTHORS: usize = 4_096;

/// The tracks of a writer.
#[derive(Debug, Default)]
pub(super) struct Tracks {
    /// The last change when [`Self::of`] was whole; `None` while a transaction is open or after it failed.
    as_of: Option<i64>,
    of: HashMap<Uuid, Track>,
}

impl Tracks {
    /// The tracks of at least `authors` at `last_seq`. Until [`Self::keep`] is called they are not trusted again.
    pub async fn at(
        &mut self,
        tx: &impl ConnectionTrait,
        last_seq: i64,
        authors: HashSet<Uuid>,
    ) -> Result<&mut HashMap<Uuid, Track>, DbErr> {
        if self.as_of.take() != Some(last_seq) || self.of.len() + authors.len() > AUTHORS {
            self.of.clear();
        }
        let unknown: HashSet<Uuid> = authors
            .into_iter()
            .filter(|author| !self.of.contains_key(author))
            .collect();
        let mut fixes = last_fixes(tx, &unknown).await?;
        for author in unknown {
            let track = Track::of(fixes.remove(&author).unwrap_or_default());
            self.of.insert(author, track);
        }
        Ok(&mut self.of)
    }

    /// The transaction that judged by these tracks is on disk and ended with `last_seq`.
    pub fn keep(&mut self, last_seq: i64) {
        self.as_of = Some(last_seq);
    }
}
