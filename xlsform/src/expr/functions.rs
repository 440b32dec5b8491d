//! The functions of the convention, with how many arguments they take.

/// A function we run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// Least number of arguments.
    pub least: usize,
    /// Greatest number of arguments.
    pub most: usize,
}

const fn f(name: &'static str, least: usize, most: usize) -> Function {
    Function { name, least, most }
}

const ANY: usize = usize::MAX;

const FUNCTIONS: [Function; 66] = [
    f("selected", 2, 2),
    f("if", 3, 3),
    f("not", 1, 1),
    f("true", 0, 0),
    f("false", 0, 0),
    f("concat", 0, ANY),
    f("count-selected", 1, 1),
    f("string-length", 0, 1),
    f("int", 1, 1),
    f("today", 0, 0),
    f("sum", 1, ANY),
    f("round", 1, 2),
    f("count", 1, 1),
    f("selected-at", 2, 2),
    f("position", 0, 1),
    f("coalesce", 1, ANY),
    f("jr:choice-name", 2, 2),
    f("regex", 2, 2),
    f("number", 0, 1),
    f("date", 1, 1),
    f("now", 0, 0),
    f("min", 1, ANY),
    f("max", 1, ANY),
    f("once", 1, 1),
    f("indexed-repeat", 3, 7),
    f("format-date", 2, 2),
    f("format-date-time", 2, 2),
    f("decimal-date-time", 1, 1),
    f("decimal-time", 1, 1),
    f("join", 1, ANY),
    f("contains", 2, 2),
    f("starts-with", 2, 2),
    f("ends-with", 2, 2),
    f("substr", 2, 3),
    f("substring-before", 2, 2),
    f("substring-after", 2, 2),
    f("translate", 3, 3),
    f("normalize-space", 0, 1),
    f("string", 0, 1),
    f("boolean", 0, 1),
    f("boolean-from-string", 1, 1),
    f("pow", 2, 2),
    f("abs", 1, 1),
    f("pulldata", 4, 4),
    f("count-non-empty", 1, 1),
    f("randomize", 1, 2),
    f("checklist", 3, ANY),
    f("weighted-checklist", 4, ANY),
    f("uuid", 0, 0),
    f("random", 0, 0),
    f("sqrt", 1, 1),
    f("exp", 1, 1),
    f("exp10", 1, 1),
    f("log", 1, 1),
    f("log10", 1, 1),
    f("pi", 0, 0),
    f("sin", 1, 1),
    f("cos", 1, 1),
    f("tan", 1, 1),
    f("asin", 1, 1),
    f("acos", 1, 1),
    f("atan", 1, 1),
    f("atan2", 2, 2),
    f("date-time", 1, 1),
    f("floor", 1, 1),
    f("ceiling", 1, 1),
];

/// Functions of the convention that we refuse by name.
pub const REFUSED: [&str; 13] = [
    "geofence",
    "area",
    "distance",
    "replace",
    "base64-decode",
    "base64-encode",
    "digest",
    "extract-signed",
    "last",
    "id",
    "version",
    "intersects",
    "property",
];

/// Functions whose arguments at these places name nodes, not values.
pub const NODE_ARGUMENTS: [&str; 4] = ["count", "count-non-empty", "indexed-repeat", "position"];

/// The function of that name.
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|known| known.name == name)
}

/// All names, for finding the nearest.
pub fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|known| known.name)
}
