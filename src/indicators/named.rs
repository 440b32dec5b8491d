//! Which unit a table means by a name.
//!
//! The name as it stands first; where no unit bears it, the unit that a person said it stands for; else the one unit whose
//! name is alike: full and half width, spaces and dashes, and whether 市, 区 or 县 stands before it make no difference. Two
//! units that are alike stay for a person to tell.

use super::model::split;
use super::wire::NamedUnit;
use crate::units::{Books, UnitRef};
use std::collections::HashMap;

/// Levels of government that may stand before the name of an office or not.
const LEVELS: [char; 3] = ['市', '区', '县'];

/// Units by the names that tables call them.
pub(super) struct Named<'a> {
    /// Own names, and other names where no unit bears them.
    exact: HashMap<&'a str, &'a UnitRef>,
    /// None where several are alike.
    alike: HashMap<String, Option<&'a UnitRef>>,
}

impl<'a> Named<'a> {
    /// All units.
    pub(super) fn new(books: &'a Books) -> Self {
        let mut units: Vec<&UnitRef> = books.units.values().collect();
        units.sort_by(|a, b| b.code.cmp(&a.code));
        let aliases = books.aliases.iter();
        let aliases = aliases.filter_map(|(name, id)| Some((name.as_str(), books.units.get(id)?)));
        Self::of_units(&units, aliases)
    }

    fn of_units(
        units: &[&'a UnitRef],
        aliases: impl Iterator<Item = (&'a str, &'a UnitRef)>,
    ) -> Self {
        let mut alike: HashMap<String, Option<&UnitRef>> = HashMap::new();
        for unit in units {
            let known = alike.entry(key_of(&unit.name_zh));
            known.and_modify(|one| *one = None).or_insert(Some(unit));
        }
        let own = units.iter().map(|unit| (unit.name_zh.as_str(), *unit));
        Self {
            exact: aliases.chain(own).collect(),
            alike,
        }
    }

    /// The units of a cell.
    pub(super) fn of(&self, cell: &str) -> Vec<NamedUnit> {
        let named = |name: &str| NamedUnit {
            name: name.to_owned(),
            unit: self.unit(name).cloned(),
        };
        split(cell).map(named).collect()
    }

    fn unit(&self, name: &str) -> Option<&'a UnitRef> {
        let exact = self.exact.get(name).copied();
        exact.or_else(|| self.alike.get(&key_of(name)).copied().flatten())
    }
}

/// What names that are alike have in common.
fn key_of(name: &str) -> String {
    let half = |letter: char| match u32::from(letter) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(letter),
        _ => letter,
    };
    let letters = name.chars().map(half);
    let plain: String = letters
        .filter(|letter| !letter.is_whitespace() && !"-·—".contains(*letter))
        .flat_map(char::to_lowercase)
        .collect();
    match plain.strip_prefix(LEVELS) {
        // A name of one sign says nothing without what stands before it.
        Some(rest) if rest.chars().count() > 1 => rest.to_owned(),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use uuid::Uuid;

    fn unit(code: &str, name: &str) -> UnitRef {
        UnitRef {
            id: Uuid::nil(),
            code: code.to_owned(),
            name_zh: name.to_owned(),
            name_en: name.to_owned(),
        }
    }

    fn found(units: &[UnitRef], cell: &str) -> Vec<Option<String>> {
        found_with(units, &[], cell)
    }

    fn found_with(
        units: &[UnitRef],
        aliases: &[(&'static str, usize)],
        cell: &str,
    ) -> Vec<Option<String>> {
        let listed: Vec<&UnitRef> = units.iter().collect();
        let aliases = aliases.iter().map(|(name, at)| (*name, &units[*at]));
        let named = Named::of_units(&listed, aliases).of(cell);
        let code = |one: NamedUnit| one.unit.map(|unit| unit.code);
        named.into_iter().map(code).collect()
    }

    #[test]
    fn a_unit_is_found_by_a_name_that_is_alike() {
        let units = [
            unit("jg", "市交通管理局"),
            unit("a1", "A1 社区服务中心"),
            unit("zf", "住房·建设局"),
        ];
        for (cell, wanted) in [
            ("市交通管理局", Some("jg")),
            ("交通管理局", Some("jg")),
            ("区 交通管理局", Some("jg")),
            ("Ａ１社区服务中心", Some("a1")),
            ("住房建设局", Some("zf")),
            ("交通局", None),
        ] {
            assert_eq!(found(&units, cell), [wanted.map(str::to_owned)], "{cell}");
        }
    }

    #[test]
    fn two_that_are_alike_are_told_apart_only_by_their_whole_names() {
        let units = [unit("s", "市城管局"), unit("q", "区城管局")];
        let of = |code: &str| Some(code.to_owned());
        assert_eq!(
            found(&units, "市城管局;区城管局;城管局"),
            [of("s"), of("q"), None]
        );
    }

    #[test]
    fn what_a_person_said_goes_before_what_is_alike_and_after_the_own_name() {
        let units = [
            unit("s", "市城管局"),
            unit("q", "区城管局"),
            unit("jt", "交通局"),
        ];
        let said = [("城管局", 1), ("市交通局", 0), ("交通局", 0)];
        let of = |code: &str| Some(code.to_owned());
        assert_eq!(
            found_with(&units, &said, "城管局;市交通局;交通局;县交通局"),
            [of("q"), of("s"), of("jt"), of("jt")]
        );
    }
}
