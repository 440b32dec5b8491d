//! Sections: what a report of a period is made of. Each capability that has something to tell writes a section and is
//! registered by `app.rs`; whoever makes a report asks all of them and knows no capability.
//!
//! * A number leads to its records: [`Figure::linked`] takes the path and query of the list that holds just these.
//! * A share carries its interval; what could point at persons is withheld and named among what was left out.
//! * What figures leave out is told with who decided and why: [`Exclusion`].

mod map;
mod view;

pub use map::{MapCell, MapLine, MapMark, MapView};
pub use view::{Exclusion, Figure, Head, Headline, Row, SectionView, State, Table, Wanted};

use crate::areas::{Area, Territory};
use crate::gauges::Span;
use crate::platform::auth::Level;
use crate::platform::num;
use crate::rates::{Counted, changes_of};
use futures_util::future::BoxFuture;
use sea_orm::{DatabaseConnection, DbErr};
use std::collections::BTreeMap;
use std::sync::Arc;

const DAY_MS: f64 = 86_400_000.0;

/// Of which areas and days a section is wanted, and which days came before.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The days.
    pub span: Span,
    /// The days of the period before.
    pub before: Span,
    /// The area tree in use.
    pub territory: Arc<Territory>,
}

impl Ask {
    /// The level of the areas that a table stands by.
    pub fn level(&self) -> Level {
        self.territory.level_below(&self.span.scope)
    }

    /// The areas that a table stands by, by code.
    pub fn parts(&self) -> Vec<&Area> {
        let level = self.level();
        let parts = self.territory.within(&self.span.scope);
        let mut parts: Vec<&Area> = parts.filter(|area| area.level == level).collect();
        parts.sort_by(|a, b| a.code.cmp(&b.code));
        parts
    }

    /// The part that holds an area row; the area itself where it lies above the parts.
    pub fn part_of(&self, area_id: i64) -> Option<&Area> {
        let area = self.territory.by_id(area_id)?;
        Some(self.territory.at_level(area, self.level()).unwrap_or(area))
    }

    /// A count of the period beside that of the one before.
    pub fn compared_one(&self, now: u64, before: u64) -> Figure {
        let compared = self.compared(&[(now, before)]).pop();
        compared.unwrap_or_else(Figure::nothing)
    }

    /// Counts of the period beside those of the one before, with the words that hold for all of them at once.
    pub fn compared(&self, counts: &[(u64, u64)]) -> Vec<Figure> {
        let (earlier, later) = (days_of(&self.before), days_of(&self.span));
        let pair = |(now, before): &(u64, u64)| {
            let earlier = Counted {
                count: *before,
                days: earlier,
            };
            let later = Counted {
                count: *now,
                days: later,
            };
            (earlier, later)
        };
        let pairs: Vec<(Counted, Counted)> = counts.iter().map(pair).collect();
        counts
            .iter()
            .zip(changes_of(&pairs))
            .map(|((now, before), change)| Figure::count(*now).after(*before, change))
            .collect()
    }
}

/// Days of a span that have passed.
fn days_of(span: &Span) -> f64 {
    let (from, until) = bounds(span);
    let until = until.min(span.now.0).max(from);
    num::from_i64(until - from) / DAY_MS
}

/// First instant of a span, and the one after its last, in epoch milliseconds.
pub fn bounds(span: &Span) -> (i64, i64) {
    (span.zone.start_of(span.from).0, span.zone.end_of(span.to).0)
}

/// What a capability has to tell.
pub trait Section: std::fmt::Debug + Send + Sync {
    /// What it comes to; nothing where nothing happened.
    fn write(&self, db: &DatabaseConnection, ask: &Ask) -> impl Future<Output = Written> + Send;
}

/// A section, or that there is none.
pub type Written = Result<Option<SectionView>, DbErr>;

/// A section among others of other kinds.
trait AnySection: std::fmt::Debug + Send + Sync {
    fn write_any<'a>(&'a self, db: &'a DatabaseConnection, ask: &'a Ask) -> BoxFuture<'a, Written>;
}

impl<S: Section> AnySection for S {
    fn write_any<'a>(&'a self, db: &'a DatabaseConnection, ask: &'a Ask) -> BoxFuture<'a, Written> {
        Box::pin(self.write(db, ask))
    }
}

/// A section that needs nothing but the database: its name, and the function that writes it.
macro_rules! section {
    ($(#[$doc:meta])* $name:ident = $write:path) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl $crate::sections::Section for $name {
            async fn write(
                &self,
                db: &sea_orm::DatabaseConnection,
                ask: &$crate::sections::Ask,
            ) -> $crate::sections::Written {
                $write(db, ask).await
            }
        }
    };
}
pub(crate) use section;

/// All sections of the service, in the order of a report. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Sections(Vec<Arc<dyn AnySection>>);

impl Sections {
    /// Adds a section behind the others.
    #[must_use]
    pub fn with(mut self, section: impl Section + 'static) -> Self {
        self.0.push(Arc::new(section));
        self
    }

    /// Everything there is to tell, all sections at once.
    pub async fn write(
        &self,
        db: &DatabaseConnection,
        ask: &Ask,
    ) -> Result<Vec<SectionView>, DbErr> {
        let written = self.0.iter().map(|section| section.write_any(db, ask));
        let written = futures_util::future::try_join_all(written).await?;
        Ok(written.into_iter().flatten().collect())
    }
}

/// Counts of two periods by a key, side by side: (now, before).
pub fn side_by_side<K: Ord + Clone>(
    now: &BTreeMap<K, u64>,
    before: &BTreeMap<K, u64>,
) -> BTreeMap<K, (u64, u64)> {
    let mut all: BTreeMap<K, (u64, u64)> = BTreeMap::new();
    for (key, count) in now {
        all.entry(key.clone()).or_default().0 = *count;
    }
    for (key, count) in before {
        all.entry(key.clone()).or_default().1 = *count;
    }
    all
}
