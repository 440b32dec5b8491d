//! Insights: heat maps, hot spots and dashboards; read only, built on other capabilities' tables.
pub mod hotspots;
pub mod index;
pub mod mvt;
