//! Stages, steps, deadlines and proof. Pure.

mod deadline;
mod proof;
mod step;

pub use deadline::{Allowance, LEVELS, Watch, WorkCalendar};
pub use proof::{Proof, ProofCheck, is_drawn};
pub use step::{Action, Outcome, PhotoRule, STEPS, Side, Source, Stage, Step, Target, step_of};

/// Time to decide about a new case. Assumption: one day.
pub const TRIAGE: Allowance = Allowance::hours(24);
/// Time to look at a fix that was reported. Assumption: one day.
pub const VERIFY: Allowance = Allowance::hours(24);
