//! XLSForm workbooks (field questionnaires in a spreadsheet): compiled to a form definition, played and checked.
//!
//! Pure: no database, clock, files or network; those come in as arguments.
//!
//! ```text
//! workbook bytes ─► cells ─► tables ─► nodes + expressions ─► names resolved, order fixed ─► Form (JSON)
//!                                                                                             │
//!                                                 answers, scripts ─► Session ─► outcome ◄────┘
//! ```
//!
//! * [`compile`] reads a workbook and gives a [`Form`] or every fault with sheet, row, column and words.
//! * [`Session`] plays answers against a form: relevance, constraints, calculations, choices, repeats.
//! * [`check`] looks at a finished set of answers and names every problem with its pointer.
//!
//! What is supported, and where we differ from other engines, stands in `docs/XLSFORM.md`. The phone plays the same
//! definition in TypeScript (`web/src/forms/engine`); `vectors/` holds what both must give.

mod compile;
mod eval;
mod export;
mod expr;
mod fault;
mod form;
mod json;
mod kind;
pub mod limits;
mod num;
mod session;
mod time;
mod tree;
mod value;
mod workbook;

/// Whether a text is an expression by its syntax; names are not looked up.
/// Errors: what is wrong, in both languages.
pub fn check_syntax(text: &str) -> Result<(), Bilingual> {
    match expr::parse(text) {
        Ok(_) => Ok(()),
        Err(fault) => Err(fault.text),
    }
}

pub use compile::{Files, Outcome as Compiled, compile, sound_part};
pub use export::{Sheet, to_sheets, to_xform};
pub use fault::{Bilingual, Code, Fault, Place};
pub use form::{Entity, FileUse, Form, List, Node, Part, Rule, Source, Span, Texts, Words};
pub use kind::Kind;
pub use session::{
    ErrorKind, Given, Occasion, OpenError, Outcome, Problem, ProblemCode, Script, Session, Step,
    StepResult, check,
};
pub use time::Instant;
pub use tree::{As, NodeId, Tree};
pub use workbook::{Cell as SheetCell, Row as SheetRow, Sheet as SheetCells, Workbook};
