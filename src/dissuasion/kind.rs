//! The two kinds of record of a shift.

mod ad_hoc;
mod arrival;
mod check;
mod report;

pub(super) use ad_hoc::SHIFT_MINUTES;
pub(super) use arrival::step_of;
pub use check::ShiftCheckKind;
pub use report::ShiftReportKind;
