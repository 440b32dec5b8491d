//! A form written out again: as a clean workbook, or as an XForm for other engines.

mod print;
mod sheets;
mod xform;
mod xml;

pub use sheets::{Sheet, to_sheets};
pub use xform::to_xform;
