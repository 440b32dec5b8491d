//! The two kinds of record of a shift.

pub(super) mod ad_hoc;
mod check;
mod report;

pub use check::ShiftCheckKind;
pub use report::ShiftReportKind;
