//! What a client asks for, and the filter it means.
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use super::index::{Bounds, Filter, Shape, ValueSet};
use super::standing::{Standing, day_number};
use crate::areas::Area;
use crate::incidents::Vocabulary;
use crate::platform::auth::{AreaScope, Level};
use crate::platform::days::Zone;
use crate::platform::problem::{FieldCode, FieldProblem, Problem};

/// The parameters all figures take, and those of one of them.
macro_rules! query {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize, IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub(super) struct $name {
            /// Kind of record, default `incident`; `category` and `outcome` go with that one alone.
            #[param(example = "incident")]
            kind: Option<String>,
            /// Code of an area in scope: only it and what lies below it.
            #[param(example = "439802001000")]
            area: Option<String>,
            /// Categories, separated by commas.
            #[param(example = "littering,spitting")]
            category: Option<String>,
            /// Outcomes, separated by commas.
            outcome: Option<String>,
            /// First local day, `YYYY-MM-DD`.
            #[param(example = "2026-10-01")]
            from: Option<String>,
            /// Last local day, included.
            #[param(example = "2026-10-31")]
            to: Option<String>,
            /// Weekdays, 1 = Monday … 7 = Sunday, separated by commas.
            #[param(example = "1,5")]
            weekday: Option<String>,
            /// Local hours 0–23, separated by commas.
            #[param(example = "7,8")]
            hour: Option<String>,
            $($(#[$field_doc])* pub(super) $field: $kind,)*
        }

        impl $name {
            /// The parameters all figures take.
            pub(super) fn common(&self) -> Common<'_> {
                Common {
                    kind: self.kind.as_deref(),
                    area: self.area.as_deref(),
                    category: self.category.as_deref(),
                    outcome: self.outcome.as_deref(),
                    from: self.from.as_deref(),
                    to: self.to.as_deref(),
                    weekday: self.weekday.as_deref(),
                    hour: self.hour.as_deref(),
                }
            }
        }
    };
}

query!(
    /// A filter and nothing else.
    FilterQuery {}
);
query!(
    /// Cells inside a box.
    CellsQuery {
        /// West, south, east, north in WGS-84 degrees, separated by commas.
        #[param(example = "110.40,26.80,110.55,26.95")]
        bbox: String,
        /// Zoom of the map, 9–18; cells are eight levels finer, at most level 22.
        #[param(minimum = 9, maximum = 18, example = 13)]
        zoom: u8,
        /// `square` (default) or `hex`.
        shape: Option<String>,
        /// Also records per patrol hour: then cells as large as squares of at least some 270 m.
        patrol: Option<bool>,
    }
);
query!(
    /// A map tile.
    TileQuery {
        /// `square` (points, default) or `hex` (polygons).
        shape: Option<String>,
    }
);
query!(
    /// Areas of one level.
    AreasQuery {
        /// `city`, `district`, `street`, `community` or `grid`.
        #[param(example = "grid")]
        level: String,
        /// Also records per patrol hour.
        patrol: Option<bool>,
    }
);
query!(
    /// Counts over time.
    TrendQuery {
        /// `day` (default), `week` (from Monday) or `month`.
        step: Option<String>,
    }
);

/// See [`query!`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Common<'a> {
    kind: Option<&'a str>,
    pub(super) area: Option<&'a str>,
    category: Option<&'a str>,
    outcome: Option<&'a str>,
    from: Option<&'a str>,
    to: Option<&'a str>,
    weekday: Option<&'a str>,
    hour: Option<&'a str>,
}

/// A filter that is clipped to the caller's areas.
#[derive(Debug)]
pub(super) struct Asked {
    /// Place of the kind in the list.
    pub(super) kind: usize,
    /// The filter.
    pub(super) filter: Filter,
    /// The caller's areas, narrowed to the one asked for.
    pub(super) scope: AreaScope,
    /// First and last day asked for.
    pub(super) days: (Option<NaiveDate>, Option<NaiveDate>),
}

impl Common<'_> {
    /// Reads the parameters against the index and the caller's scope. An area outside the scope does not exist.
    pub(super) fn resolve(&self, standing: &Standing, scope: &AreaScope) -> Result<Asked, Problem> {
        let mut faults = Vec::new();
        let kind = self.kind.filter(|kind| !kind.is_empty());
        let kind = kind.map_or(Some(0), |kind| standing.kinds.place(kind));
        if kind.is_none() {
            faults.push(FieldProblem::new("/kind", FieldCode::UnknownKind));
        }
        let weekdays = numbers("/weekday", self.weekday, 1..=7, &mut faults);
        let hours = numbers("/hour", self.hour, 0..=23, &mut faults);
        let days = (
            day("/from", self.from, &mut faults),
            day("/to", self.to, &mut faults),
        );
        if days.0.zip(days.1).is_some_and(|(from, to)| from > to) {
            faults.push(FieldProblem::new("/from", FieldCode::OrderedWrong));
        }
        let (codes, words) = (&standing.codes, Vocabulary::get());
        known_words(
            "/category",
            self.category,
            FieldCode::UnknownCategory,
            |code| kind == Some(0) && words.category(code).is_some(),
            &mut faults,
        );
        known_words(
            "/outcome",
            self.outcome,
            FieldCode::UnknownOutcome,
            |code| kind == Some(0) && words.outcome(code).is_some(),
            &mut faults,
        );
        if !faults.is_empty() {
            return Err(Problem::invalid_query(faults));
        }
        let scope = self.scope(standing, scope)?;
        let whole = Asked::all(kind.unwrap_or_default(), standing, scope, days);
        let filter = Filter {
            categories: ordinals(self.category, |code| codes.category_of(code)),
            outcomes: ordinals(self.outcome, |code| codes.outcome_of(code)),
            weekdays,
            hours,
            ..whole.filter
        };
        Ok(Asked { filter, ..whole })
    }

    fn scope(&self, standing: &Standing, scope: &AreaScope) -> Result<AreaScope, Problem> {
        let scope = scope.clone().areas_only();
        let Some(code) = self.area else {
            return Ok(scope);
        };
        let area = standing.territory.by_code(code);
        let narrowed = area
            .map(|area| scope.narrowed_to(&area.path))
            .filter(|scope| !scope.has_no_area());
        narrowed.ok_or_else(|| fault("/area", FieldCode::UnknownArea))
    }
}

fn known_words(
    pointer: &str,
    text: Option<&str>,
    unknown: FieldCode,
    is_known: impl Fn(&str) -> bool,
    faults: &mut Vec<FieldProblem>,
) {
    let mut words = text
        .unwrap_or_default()
        .split(',')
        .filter(|word| !word.is_empty());
    if words.any(|word| !is_known(word)) {
        faults.push(FieldProblem::new(pointer, unknown));
    }
}

/// The ordinals of codes; one that no record bears yet matches nothing.
fn ordinals(text: Option<&str>, ordinal_of: impl Fn(&str) -> Option<u8>) -> Option<ValueSet> {
    let text = text.filter(|text| !text.is_empty())?;
    Some(text.split(',').filter_map(ordinal_of).collect())
}

fn numbers(
    pointer: &str,
    text: Option<&str>,
    range: RangeInclusive<u8>,
    faults: &mut Vec<FieldProblem>,
) -> Option<ValueSet> {
    let text = text.filter(|text| !text.is_empty())?;
    let read = |word: &str| {
        word.parse::<u8>()
            .ok()
            .filter(|number| range.contains(number))
    };
    if text.split(',').any(|word| read(word).is_none()) {
        faults.push(
            FieldProblem::new(pointer, FieldCode::OutOfRange)
                .with("min", *range.start())
                .with("max", *range.end()),
        );
    }
    Some(text.split(',').filter_map(read).collect())
}

fn day(pointer: &str, text: Option<&str>, faults: &mut Vec<FieldProblem>) -> Option<NaiveDate> {
    let text = text.filter(|text| !text.is_empty())?;
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| text.len() == 10);
    if day.is_none() {
        faults.push(FieldProblem::new(pointer, FieldCode::BadDate));
    }
    day
}

fn fault(pointer: &str, code: FieldCode) -> Problem {
    Problem::invalid_query(vec![FieldProblem::new(pointer, code)])
}

/// `square` or `hex`.
pub(super) fn shape_of(text: Option<&str>) -> Result<Shape, Problem> {
    match text {
        None | Some("square") => Ok(Shape::Square),
        Some("hex") => Ok(Shape::Hex),
        Some(_) => Err(fault("/shape", FieldCode::UnknownValue)),
    }
}

/// A level of areas.
pub(super) fn level_of(text: &str) -> Result<Level, Problem> {
    Level::parse(text).ok_or_else(|| fault("/level", FieldCode::UnknownValue))
}

/// How long the steps of a trend are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Day,
    Week,
    Month,
}

/// `day`, `week` or `month`.
pub(super) fn step_of(text: Option<&str>) -> Result<Step, Problem> {
    match text {
        None | Some("day") => Ok(Step::Day),
        Some("week") => Ok(Step::Week),
        Some("month") => Ok(Step::Month),
        Some(_) => Err(fault("/step", FieldCode::UnknownValue)),
    }
}

impl Asked {
    /// Everything of a kind (by its place in the list) in some areas on some days.
    pub(super) fn all(
        kind: usize,
        standing: &Standing,
        scope: AreaScope,
        days: (Option<NaiveDate>, Option<NaiveDate>),
    ) -> Self {
        let span = (
            days.0.map_or(0, day_number),
            days.1.map_or(u16::MAX, day_number),
        );
        let is_open = days.0.is_none() && days.1.is_none();
        let filter = Filter {
            days: (!is_open).then_some(span),
            ..Filter::within(standing.areas_of(&scope))
        };
        Self {
            kind,
            filter,
            scope,
            days,
        }
    }

    /// First instant of the period and the first after it, epoch milliseconds.
    pub(super) fn instants(&self, zone: Zone) -> (i64, i64) {
        let from = self.days.0.map_or(0, |day| zone.start_of(day).0);
        (from, self.days.1.map_or(i64::MAX, |day| zone.end_of(day).0))
    }
}

impl CellsQuery {
    /// The box, and the latitude of its middle in degrees.
    pub(super) fn bounds(&self) -> Result<(Bounds, f64), Problem> {
        let read: Option<Vec<f64>> = self
            .bbox
            .split(',')
            .map(|word| word.trim().parse().ok())
            .collect();
        let Some([west, south, east, north]) = read.as_deref() else {
            return Err(fault("/bbox", FieldCode::InvalidValue));
        };
        let is_on_globe = west.abs() <= 180.0
            && east.abs() <= 180.0
            && south.abs() <= 90.0
            && north.abs() <= 90.0;
        if !is_on_globe {
            return Err(fault("/bbox", FieldCode::OutOfRange));
        }
        if !(west < east && south < north) {
            return Err(fault("/bbox", FieldCode::OrderedWrong));
        }
        Ok((
            Bounds::of_degrees(*west, *south, *east, *north),
            f64::midpoint(*south, *north),
        ))
    }

    /// The zoom, 9–18.
    pub(super) fn zoom(&self) -> Result<u8, Problem> {
        let out_of_range = || {
            let problem = FieldProblem::new("/zoom", FieldCode::OutOfRange);
            Problem::invalid_query(vec![problem.with("min", 9).with("max", 18)])
        };
        Some(self.zoom)
            .filter(|zoom| (9..=18).contains(zoom))
            .ok_or_else(out_of_range)
    }
}

/// The areas of a level inside a scope.
pub(super) fn areas_at<'a>(
    standing: &'a Standing,
    scope: &'a AreaScope,
    level: Level,
) -> impl Iterator<Item = &'a Area> {
    standing
        .territory
        .within(scope)
        .filter(move |area| area.level == level)
}
