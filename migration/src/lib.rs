//! Schema changes, one file each. A migration is never edited once merged and imports no entity.

mod dialect;
mod m20261120_000001_platform;
mod m20261120_000002_areas;
mod m20261120_000003_accounts;
mod m20261120_000004_records;
mod m20261120_000005_incidents;
mod m20261121_000006_ads;
mod m20261121_000007_dissuasion;
mod m20261121_000008_tallies;
mod m20261122_000009_surveys;
mod m20261122_000010_duty_sums;
mod m20261122_000011_back_checks;
mod m20261122_000012_units;
mod m20261122_000013_cases;
mod m20261122_000014_inspections;
mod m20261122_000015_indicators;
mod m20261122_000017_form_files;
mod m20261122_000018_desk;
mod m20261122_000020_reports;
mod m20261122_000022_attachments;
mod m20261122_000023_leagues;
mod m20261122_000024_boards;
mod m20261122_000025_unit_aliases;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait};

/// All schema changes, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261120_000001_platform::Migration),
            Box::new(m20261120_000002_areas::Migration),
            Box::new(m20261120_000003_accounts::Migration),
            Box::new(m20261120_000004_records::Migration),
            Box::new(m20261120_000005_incidents::Migration),
            Box::new(m20261121_000006_ads::Migration),
            Box::new(m20261121_000007_dissuasion::Migration),
            Box::new(m20261121_000008_tallies::Migration),
            Box::new(m20261122_000009_surveys::Migration),
            Box::new(m20261122_000010_duty_sums::Migration),
            Box::new(m20261122_000011_back_checks::Migration),
            Box::new(m20261122_000012_units::Migration),
            Box::new(m20261122_000013_cases::Migration),
            Box::new(m20261122_000014_inspections::Migration),
            Box::new(m20261122_000015_indicators::Migration),
            Box::new(m20261122_000017_form_files::Migration),
            Box::new(m20261122_000018_desk::Migration),
            Box::new(m20261122_000020_reports::Migration),
            Box::new(m20261122_000022_attachments::Migration),
            Box::new(m20261122_000023_leagues::Migration),
            Box::new(m20261122_000024_boards::Migration),
            Box::new(m20261122_000025_unit_aliases::Migration),
        ]
    }
}
