//! History from other systems (历史数据导入): lines of a file become records through the same intake as a phone's.
//!
//! Pseudonyms become disabled accounts with a role in their community. Importing a file twice changes nothing.
//! Source: `docs/IMPORT.md`.

mod import;
mod line;
mod payload;
mod people;
mod session;
mod shift;

pub use import::{ImportSummary, LineFault, Reading, RecordImporter};
pub use line::{ImportLine, community_digits};
pub use shift::Shift;
