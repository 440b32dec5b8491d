//! Ads (公益广告): places that carry advertisements, what inspectors find there, and how large the public-service share is.
//!
//! * A site is made in the field (its id is made on the phone, so that it is usable without network) or imported. It is
//!   never deleted, only ended. Its present state is what its inspections say, kept up to date by the writer of records.
//! * An inspection (`ad_inspection`) has at least one photo and at least one condition; intact stands alone.
//! * A census (`ad_census`) counts the faces along a road or at a site.
//! * Owner units are offices and enterprises, never persons.
//!
//! Sources: the share of 30 % is `public_ad_share_road` and `public_ad_share_city` of the policy targets; conditions,
//! placements and themes are `demo/vocabulary/ad_*.csv`.

mod census;
mod coverage;
mod export;
mod figures;
mod gauge;
mod import;
mod jobs;
mod kind;
mod model;
mod pack;
mod projection;
mod queries;
mod routes;
mod section;
mod service;
mod twins;
mod vocabulary;
mod wire;

pub use census::AdCensusKind;
pub use gauge::AdGauge;
pub use import::{AdSiteImporter, ad_site_id};
pub use jobs::{place_sites, register_jobs};
pub use kind::AdInspectionKind;
pub use pack::{AdSitesPart, AdWordsPart};
pub use routes::configure;
pub use section::AdSection;
pub use twins::begin_comparing_after;
pub use vocabulary::{AdWords, Condition, Placement, Theme};
pub use wire::{AdSitesCount, AdSitesProblem, AdSitesReport};
