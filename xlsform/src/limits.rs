//! Caps set before any work is done, so that a hostile workbook costs little.

/// Largest workbook taken, in bytes; uploads are capped lower by the service.
pub const FILE_BYTES: usize = 20 * 1024 * 1024;
/// Largest unpacked part of a workbook, in bytes.
pub const PART_BYTES: u64 = 64 * 1024 * 1024;
/// All unpacked parts together, in bytes.
pub const UNPACKED_BYTES: u64 = 200 * 1024 * 1024;
/// Parts in the package.
pub const PARTS: u64 = 4_000;
/// Shared texts.
pub const SHARED_TEXTS: usize = 1_000_000;
/// Text of all cells together, in bytes; a shared text counts at each use.
pub const TEXT_BYTES: usize = 64 * 1024 * 1024;
/// Rows with content on one sheet.
pub const ROWS: usize = 100_000;
/// Columns of a sheet.
pub const COLUMNS: u32 = 16_384;
/// Cells with content on one sheet.
pub const CELLS: usize = 2_000_000;
/// Text of one cell, in bytes.
pub const CELL_BYTES: usize = 1024 * 1024;
/// Questions, groups and repeats of a form.
pub const QUESTIONS: usize = 5_000;
/// Choices of a form.
pub const CHOICES: usize = 50_000;
/// Groups and repeats inside each other.
pub const GROUP_DEPTH: usize = 64;
/// Brackets and operators inside each other in an expression.
pub const EXPRESSION_DEPTH: usize = 500;
/// Characters of one expression.
pub const EXPRESSION_CHARS: usize = 32_768;
/// All expressions of a form together, in bytes.
pub const EXPRESSIONS_BYTES: usize = 4 * 1024 * 1024;
/// Languages of a form.
pub const LANGUAGES: usize = 100;
/// Columns of a list besides value and label.
pub const LIST_COLUMNS: usize = 100;
/// Likely spellings looked for; each costs a look at every name.
pub const HINTS: usize = 50;
/// Rings of dependency reported.
pub const RINGS: usize = 50;
/// Faults reported of one workbook; more would not be read.
pub const FAULTS: usize = 1_000;
/// Instances of one repeat.
pub const INSTANCES: usize = 1_000;
/// Answer slots of one record over all repeats.
pub const SLOTS: usize = 200_000;
