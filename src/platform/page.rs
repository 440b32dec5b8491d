//! Lists: `{items, next_cursor}`, at most 100 a page, stable order.

use crate::platform::num;
use crate::platform::problem::{FieldCode, FieldProblem, Problem};
use crate::platform::query::{Beside, QueryParts};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::sea_query::{Cond, ExprTrait as _};
use sea_orm::{ColumnTrait as _, EntityTrait, QueryFilter as _, QueryOrder as _, Select, Value};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which page of a list is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Where to go on: `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Rows of a page, at most 100; default 50.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u16>,
}

impl Beside for PageQuery {
    const NAMES: &'static [&'static str] = &["cursor", "limit"];
}

/// The filters of a list and the page asked for.
pub type Listing<Q> = QueryParts<Q, PageQuery>;

/// A page asked for.
#[derive(Clone, Debug)]
pub struct PageAsked<K> {
    /// The place after which it begins.
    pub after: Option<K>,
    /// Rows of the page.
    pub limit: usize,
}

impl PageQuery {
    /// Reads the cursor; a problem when it was not made here.
    pub fn read<K: DeserializeOwned>(&self) -> Result<PageAsked<K>, Problem> {
        let bad = || {
            let fault = FieldProblem::new("/cursor", FieldCode::BadCursor);
            Problem::invalid_query(vec![fault])
        };
        let cursor = self.cursor.as_deref();
        let after = cursor.map(|cursor| decode_cursor(cursor).ok_or_else(bad));
        Ok(PageAsked {
            after: after.transpose()?,
            limit: clamp_limit(self.limit),
        })
    }
}

impl<K: Serialize> PageAsked<K> {
    /// Rows to read: one more than the page holds, to see whether another follows.
    pub fn probe(&self) -> u64 {
        num::u64_from_usize(self.limit + 1)
    }

    /// The page out of the rows read; `place` says where a row stands in the order.
    pub fn cut<T>(&self, rows: Vec<T>, place: impl Fn(&T) -> K) -> Page<T> {
        Page::from_probe(rows, self.limit, place)
    }
}

/// One page of a list and the way to the next.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// Rows of this page.
    pub items: Vec<T>,
    /// Pass as `cursor` to go on; absent on the last page.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page of at most `limit` rows out of a query that asked for one row more.
    /// `key` gives the place in the order after which the next page starts.
    pub fn from_probe<K: Serialize>(mut rows: Vec<T>, limit: usize, key: impl Fn(&T) -> K) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = if more {
            rows.last().map(|row| encode_cursor(&key(row)))
        } else {
            None
        };
        Self {
            items: rows,
            next_cursor,
        }
    }

    /// The same page with every row made into something else.
    pub fn map<U>(self, view: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(view).collect(),
            next_cursor: self.next_cursor,
        }
    }
}

/// Rows upwards in the order of two columns, from after a place.
pub fn upwards<E: EntityTrait, V: Into<Value> + Clone>(
    select: Select<E>,
    (first, id): (E::Column, E::Column),
    after: Option<(V, Uuid)>,
) -> Select<E> {
    let beyond = after.map(|(value, row)| {
        let same = first.eq(value.clone()).and(id.gt(row));
        first.gt(value).or(same)
    });
    select
        .filter(Cond::all().add_option(beyond))
        .order_by_asc(first)
        .order_by_asc(id)
}

/// Rows downwards in the order of two columns, from after a place: the newest first.
pub fn downwards<E: EntityTrait, V: Into<Value> + Clone>(
    select: Select<E>,
    (first, id): (E::Column, E::Column),
    after: Option<(V, Uuid)>,
) -> Select<E> {
    let beyond = after.map(|(value, row)| {
        let same = first.eq(value.clone()).and(id.lt(row));
        first.lt(value).or(same)
    });
    select
        .filter(Cond::all().add_option(beyond))
        .order_by_desc(first)
        .order_by_desc(id)
}

/// Default and largest page size.
pub const DEFAULT_LIMIT: u16 = 50;
/// Largest page size.
pub const MAX_LIMIT: u16 = 100;

/// The page size to use for a requested one.
pub fn clamp_limit(requested: Option<u16>) -> usize {
    usize::from(requested.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT))
}

/// An opaque cursor holding `key`.
pub fn encode_cursor<K: Serialize>(key: &K) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

/// The key inside a cursor, or `None` when it was not made here.
pub fn decode_cursor<K: DeserializeOwned>(cursor: &str) -> Option<K> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()
}
