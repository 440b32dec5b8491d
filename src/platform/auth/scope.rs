//! Which rows a caller reaches. Selects of scoped tables arrive already narrowed.

use entity::area;
use sea_orm::sea_query::{Cond, Condition, Expr, ExprTrait as _, SelectStatement};
use sea_orm::{
    ColumnTrait as _, EntityTrait, QueryFilter as _, QuerySelect as _, QueryTrait as _, Select,
    Value,
};
use uuid::Uuid;

/// A table whose rows lie in an area.
pub trait InArea: EntityTrait {
    /// The column that holds the area's row id.
    fn area_column() -> Self::Column;

    /// The column that holds the author, when authors always see their own rows.
    fn author_column() -> Option<Self::Column> {
        None
    }
}

impl InArea for area::Entity {
    fn area_column() -> area::Column {
        area::Column::Id
    }
}

/// Subtrees, or the caller's own rows, or the whole city for a stated reason.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AreaScope {
    subtrees: Vec<String>,
    own: Option<Uuid>,
    whole_city: Option<&'static str>,
}

impl AreaScope {
    /// The given subtrees (paths of areas in use); a subtree inside another is dropped.
    pub fn subtrees(paths: impl IntoIterator<Item = String>) -> Self {
        let mut sorted: Vec<String> = paths.into_iter().collect();
        sorted.sort();
        let mut kept: Vec<String> = Vec::with_capacity(sorted.len());
        for path in sorted {
            if !kept
                .last()
                .is_some_and(|wider| path.starts_with(wider.as_str()))
            {
                kept.push(path);
            }
        }
        Self {
            subtrees: kept,
            own: None,
            whole_city: None,
        }
    }

    /// Everything, for jobs and the command line. A test counts the call sites.
    pub fn whole_city(reason: &'static str) -> Self {
        Self {
            subtrees: vec![],
            own: None,
            whole_city: Some(reason),
        }
    }

    /// Adds the rows that `account_id` wrote.
    #[must_use]
    pub fn and_own_rows_of(mut self, account_id: Uuid) -> Self {
        self.own = Some(account_id);
        self
    }

    /// The same areas without anybody's own rows: for totals, which are about areas.
    #[must_use]
    pub fn areas_only(mut self) -> Self {
        self.own = None;
        self
    }

    /// The part of this scope inside the subtree `path`; empty when they do not meet. Own rows stay only with the areas.
    #[must_use]
    pub fn narrowed_to(&self, path: &str) -> Self {
        let subtrees = if self.contains_path(path) {
            vec![path.to_owned()]
        } else {
            self.subtrees
                .iter()
                .filter(|subtree| subtree.starts_with(path))
                .cloned()
                .collect()
        };
        Self {
            subtrees,
            own: None,
            whole_city: None,
        }
    }

    /// Whether the area at `path` lies inside.
    pub fn contains_path(&self, path: &str) -> bool {
        self.whole_city.is_some()
            || self
                .subtrees
                .iter()
                .any(|subtree| path.starts_with(subtree.as_str()))
    }

    /// Whether the area at `path` shares ground with the scope: one lies inside the other.
    pub fn overlaps(&self, path: &str) -> bool {
        self.contains_path(path)
            || self
                .subtrees
                .iter()
                .any(|subtree| subtree.starts_with(path))
    }

    /// The subtrees' paths, sorted; empty for own rows only. The whole city answers with the root of all paths.
    pub fn paths(&self) -> Vec<String> {
        if self.whole_city.is_some() {
            vec!["/".to_owned()]
        } else {
            self.subtrees.clone()
        }
    }

    /// Whether no area at all is inside (own rows may be).
    pub fn has_no_area(&self) -> bool {
        self.whole_city.is_none() && self.subtrees.is_empty()
    }

    /// The account whose own rows are inside.
    pub fn own_rows_of(&self) -> Option<Uuid> {
        self.own
    }

    /// Rows of `E` inside the scope, on SQLite and PostgreSQL alike.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one door to an unscoped select"
    )]
    pub fn find<E: InArea>(&self) -> Select<E> {
        if self.whole_city.is_some() {
            return E::find();
        }
        if self.subtrees.is_empty()
            && let (Some(own), Some(author)) = (self.own, E::author_column())
        {
            // Own rows only: without an OR the author's index gives them in order.
            return E::find().filter(author.eq(own));
        }
        let mut inside = Cond::any().add(E::area_column().in_subquery(self.areas()));
        if let (Some(own), Some(author)) = (self.own, E::author_column()) {
            inside = inside.add(author.eq(own));
        }
        E::find().filter(inside)
    }

    /// The same rows as [`Self::find`], for lists that an index of their own gives in order. The area is compared as a
    /// sum, so that no engine gathers the rows of all areas and of the author and sorts them before it takes a page.
    #[expect(
        clippy::disallowed_methods,
        reason = "a second door beside `find`, with the same condition"
    )]
    pub fn find_in_order<E: InArea>(&self) -> Select<E> {
        if self.whole_city.is_some() || self.subtrees.is_empty() {
            return self.find();
        }
        let area = E::area_column().into_expr().add(0);
        let mut inside = Cond::any().add(area.in_subquery(self.areas()));
        if let (Some(own), Some(author)) = (self.own, E::author_column()) {
            inside = inside.add(author.eq(own));
        }
        E::find().filter(inside)
    }

    /// Row ids of the areas inside, for conditions that join the scope with something else. Own rows are not included.
    #[expect(
        clippy::disallowed_methods,
        reason = "the areas inside a scope, whose names are no secret"
    )]
    pub fn areas(&self) -> SelectStatement {
        let areas = area::Entity::find().select_only().column(area::Column::Id);
        if self.whole_city.is_some() {
            return areas.into_query();
        }
        areas.filter(self.path_ranges()).into_query()
    }

    /// `path >= '/11/03/' AND path < '/11/030'` for each subtree: index ranges, as paths compare byte by byte.
    fn path_ranges(&self) -> Condition {
        let mut any = Cond::any();
        for path in &self.subtrees {
            let range = area::Column::Path
                .gte(path.as_str())
                .and(area::Column::Path.lt(path_upper_bound(path)));
            any = any.add(range);
        }
        if self.subtrees.is_empty() {
            any.add(Expr::val(1).eq(2))
        } else {
            any
        }
    }

    /// The same condition for raw SQL: a clause over `area_column` with `$n` parameters numbered after `first_parameter`.
    /// Own rows are not included.
    pub fn sql(&self, area_column: &str, first_parameter: usize) -> (String, Vec<Value>) {
        if self.whole_city.is_some() {
            return ("1 = 1".to_owned(), vec![]);
        }
        if self.subtrees.is_empty() {
            return ("1 = 2".to_owned(), vec![]);
        }
        let mut values: Vec<Value> = vec![];
        let mut ranges = vec![];
        for path in &self.subtrees {
            let at = first_parameter + values.len();
            ranges.push(format!("(path >= ${at} AND path < ${})", at + 1));
            values.push(path.clone().into());
            values.push(path_upper_bound(path).into());
        }
        (
            format!(
                "{area_column} IN (SELECT id FROM area WHERE {})",
                ranges.join(" OR ")
            ),
            values,
        )
    }
}

/// The first text after every path below `path`: the closing `/` becomes the character after it.
pub fn path_upper_bound(path: &str) -> String {
    format!("{}0", path.strip_suffix('/').unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subtree_inside_another_is_dropped_and_siblings_with_a_common_beginning_stay() {
        let scope = AreaScope::subtrees([
            "/1/12/".to_owned(),
            "/1/1/3/".to_owned(),
            "/1/1/".to_owned(),
        ]);
        assert_eq!(scope.paths(), ["/1/1/", "/1/12/"]);
        assert!(scope.contains_path("/1/1/3/"));
        assert!(!scope.contains_path("/1/13/"));
    }

    #[test]
    fn the_upper_bound_lies_after_every_descendant_and_before_the_next_sibling() {
        assert!("/1/1/99/" < path_upper_bound("/1/1/").as_str());
        assert!(
            "/1/10/" < path_upper_bound("/1/1/").as_str()
                || "/1/10/" >= path_upper_bound("/1/1/").as_str()
        );
        assert!(path_upper_bound("/1/1/").as_str() <= "/1/10/");
    }

    #[test]
    fn narrowing_never_widens() {
        let street = AreaScope::subtrees(["/1/2/3/".to_owned()]);
        assert_eq!(street.narrowed_to("/1/").paths(), ["/1/2/3/"]);
        assert_eq!(street.narrowed_to("/1/2/3/4/").paths(), ["/1/2/3/4/"]);
        assert!(street.narrowed_to("/1/9/").has_no_area());
    }
}
