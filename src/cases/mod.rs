//! Cases (案件): from a finding to a fix that somebody else has seen.
//!
//! ```text
//! accepted 受理 → filed 立案 → dispatched 派遣 → handling 处理 → reported 反馈 → verified 核查 → closed 结案
//!    ├ declined 不予立案   └──────── returned 退回 ────────┘        │           closed ─ reopened 重开 → filed
//!    ├ self_handled 自行处理            handling ← sent back 退回重办 ┘
//!    └ voided 作废 (from every open stage)
//! ```
//! * Every step stands in one table (`model::STEPS`): from which stage, to which, who may, whether a note or photo is
//!   needed. A skipped stage is refused with the steps that are open.
//! * Two steps at once: who names the version that stands wins, the other gets 409 with the present state.
//! * Supervisors and community managers see the cases of their areas, contacts those of their units, nobody else any.
//! * Nobody verifies the own fix, nor that of the own unit. "Fixed" needs a photo taken after the dispatch within
//!   100 m; another one is taken and flagged in words.
//! * A deadline counts hours or working days, pauses on hold, and is called out at 50, 80, 100 and 150 %.
//! * What happened is append-only; merging keeps all who reported. The reporter's record says what became of it.
//!
//! Source: the closed loop 发现→立案→派遣→处理→反馈→核查→结案 of city management; what no document says is marked `Assumption:`.

mod checked;
mod error;
mod export;
mod jobs;
mod model;
mod notices;
mod planted;
mod queries;
mod routes;
mod section;
mod service;
mod standing;
mod vocabulary;
mod wire;
mod works;

pub use checked::{CaseMaker, CheckedCase, FailedItem, cases_of_items};
pub use jobs::register_jobs;
pub use model::{Action, Outcome, Side, Source, Stage, Watch, WorkCalendar};
pub use planted::{PastCase, PlantedCase, plant};
pub use queries::{expire, numbers_within, visible_cases};
pub use routes::configure;
pub use section::CaseSection;
pub use standing::{CaseStanding, Weeks, standing};
pub use vocabulary::calendar;
pub use works::CaseGauge;
