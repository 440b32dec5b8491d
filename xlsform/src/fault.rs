//! What is wrong with a workbook: where, what, and what to write instead, in Chinese and English.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The kinds of fault and warning. A code is never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the texts of each fault explain its code")]
pub enum Code {
    MissingSheet,
    MissingColumn,
    DuplicateColumn,
    EmptySurvey,
    NotAWorkbook,
    EncryptedOrLegacy,
    TooLarge,
    FormulaCell,
    MissingType,
    UnknownType,
    MissingListName,
    UnknownList,
    BadFileName,
    MissingName,
    IllegalName,
    DuplicateName,
    ReservedName,
    MissingLabel,
    MissingChoiceName,
    DuplicateChoice,
    UnclosedBlock,
    UnopenedBlock,
    CrossedBlocks,
    ExpressionSyntax,
    UnknownReference,
    AmbiguousReference,
    UnknownFunction,
    WrongArity,
    DependencyCycle,
    UnknownColumn,
    BadParameter,
    MissingCalculation,
    OrOtherWithFilter,
    BadSetting,
    ReservedProperty,
    UnsupportedType,
    TooDeep,
    MissingTranslation,
    NameNotPortable,
    UnknownHeader,
    UnknownLanguage,
    UnusedList,
}

/// A text in the two languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// The cell a fault points at.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Name of the sheet; empty when the file as a whole is meant.
    pub sheet: String,
    /// Row as the spreadsheet shows it, from 1; 0 when no row is meant.
    pub row: u32,
    /// Header of the column without its language; empty when no column is meant.
    pub column: String,
}

/// One fault or warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What kind it is.
    pub code: Code,
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// What the cell holds, cut to 200 characters.
    pub value: String,
    /// What is wrong and what to write instead.
    pub text: Bilingual,
    /// A likely spelling, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Fault {
    /// A fault at `place` whose cell holds `value`; `zh` and `en` say what is wrong, without the place.
    pub fn new(code: Code, place: Place, value: &str, zh: &str, en: &str) -> Self {
        let text = Bilingual {
            zh: format!("{}{zh}", place.zh()),
            en: format!("{}{en}", place.en()),
        };
        let value = value.chars().take(200).collect();
        Self {
            code,
            place,
            value,
            text,
            hint: None,
        }
    }

    /// Adds the likely spelling to the texts.
    #[must_use]
    pub fn with_hint(mut self, hint: Option<String>) -> Self {
        if let Some(hint) = &hint {
            self.text.zh.extend(["，是否指 ", hint, "？"]);
            self.text.en.extend([". Did you mean ", hint, "?"]);
        }
        self.hint = hint;
        self
    }
}

impl Place {
    /// A place on `sheet`.
    pub fn new(sheet: &str, row: u32, column: &str) -> Self {
        Self {
            sheet: sheet.to_owned(),
            row,
            column: column.to_owned(),
        }
    }

    fn zh(&self) -> String {
        let mut text = String::new();
        if !self.sheet.is_empty() {
            text.extend([&self.sheet, " 表"]);
        }
        if self.row > 0 {
            text.extend(["第 ", &self.row.to_string(), " 行"]);
        }
        if !self.column.is_empty() {
            text.extend(["“", &self.column, "”"]);
        }
        if text.is_empty() {
            text
        } else {
            format!("{text}：")
        }
    }

    fn en(&self) -> String {
        let mut parts = vec![];
        if !self.sheet.is_empty() {
            parts.push(format!("Sheet {}", self.sheet));
        }
        if self.row > 0 {
            parts.push(format!("row {}", self.row));
        }
        if !self.column.is_empty() {
            parts.push(self.column.clone());
        }
        if parts.is_empty() {
            String::new()
        } else {
            format!("{}: ", parts.join(", "))
        }
    }
}

/// Collects what is wrong; nothing stops at the first fault.
#[derive(Debug, Default)]
pub struct Faults {
    errors: Vec<Fault>,
    warnings: Vec<Fault>,
    warned: BTreeSet<(Code, String, String)>,
    hints: usize,
}

impl Faults {
    /// Notes an error.
    pub fn error(&mut self, fault: Fault) {
        if self.errors.len() < crate::limits::FAULTS {
            self.errors.push(fault);
        }
    }

    /// Notes a warning; one per code, column and value.
    pub fn warn(&mut self, fault: Fault) {
        let key = (fault.code, fault.place.column.clone(), fault.value.clone());
        if self.warnings.len() < crate::limits::FAULTS && self.warned.insert(key) {
            self.warnings.push(fault);
        }
    }

    /// True when no more faults are taken; looking for others is a waste.
    pub fn is_full(&self) -> bool {
        self.errors.len() >= crate::limits::FAULTS
    }

    /// Whether a likely spelling may still be looked for.
    pub fn may_hint(&mut self) -> bool {
        self.hints += 1;
        self.hints <= crate::limits::HINTS
    }

    /// True when no error was noted.
    pub fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    /// Errors and warnings, each in the order of their places.
    pub fn finish(mut self) -> (Vec<Fault>, Vec<Fault>) {
        let rank = |fault: &Fault| {
            let sheet = ["survey", "choices", "settings", "entities"]
                .iter()
                .position(|known| fault.place.sheet.eq_ignore_ascii_case(known));
            (sheet, fault.place.row, fault.place.column.clone())
        };
        self.errors.sort_by_key(rank);
        self.errors.dedup();
        self.warnings.sort_by_key(rank);
        (self.errors, self.warnings)
    }
}

/// The nearest of `known` to `given` by edit distance; none when nothing is near.
pub fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let given: Vec<char> = given.to_lowercase().chars().take(64).collect();
    let allowed = (given.len() / 3).max(1);
    known
        .filter(|name| name.len() <= 256)
        .map(|name| {
            let letters: Vec<char> = name.to_lowercase().chars().collect();
            (distance(&given, &letters, allowed), name)
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name.to_owned())
}

/// Edit distance, with two swapped neighbours as one step; anything beyond `allowed` may be reported as more.
fn distance(a: &[char], b: &[char], allowed: usize) -> usize {
    if a.len().abs_diff(b.len()) > allowed {
        return usize::MAX;
    }
    let mut before: Vec<usize> = vec![];
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let at =
                |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let cost = usize::from(left != right);
            let mut best = (at(&row, j) + cost)
                .min(at(&row, j + 1) + 1)
                .min(at(&next, j) + 1);
            let swapped =
                i > 0 && j > 0 && a.get(i - 1) == Some(right) && b.get(j - 1) == Some(left);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_its_name() {
        let names = ["age", "aware", "support"];
        let near = |given| nearest(given, names.iter().copied());
        assert_eq!(near("agee"), Some("age".to_owned()));
        assert_eq!(near("supprot"), Some("support".to_owned()));
        assert_eq!(near("household"), None);
    }

    #[test]
    fn faults_come_in_the_order_of_their_places() {
        let mut faults = Faults::default();
        for (sheet, row) in [("choices", 3), ("survey", 9), ("survey", 2)] {
            let place = Place::new(sheet, row, "name");
            faults.error(Fault::new(Code::MissingName, place, "", "缺", "is missing"));
        }
        let (errors, _) = faults.finish();
        let order: Vec<u32> = errors.iter().map(|fault| fault.place.row).collect();
        assert_eq!(order, [2, 9, 3]);
        assert_eq!(
            errors.first().map(|fault| fault.text.en.as_str()),
            Some("Sheet survey, row 2, name: is missing")
        );
    }
}
