//! Gauges: where figures for requirements come from. Each capability that measures something offers its figures here and is
//! registered by `app.rs`; whoever needs a figure asks by source and code and knows no capability.

use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::words::words;
use crate::rates::Rate;
use chrono::NaiveDate;
use futures_util::future::BoxFuture;
use sea_orm::{DatabaseConnection, DbErr};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

words! {
    /// How a requirement is assessed. Source: the column of the responsibility table.
    Method {
        DocumentReview = "document_review", "材料审核", "document review";
        FieldInspection = "field_inspection", "实地考察", "field inspection";
        Questionnaire = "questionnaire", "问卷调查", "questionnaire";
    }
}

/// Of which areas and days a figure is wanted.
#[derive(Clone, Debug)]
pub struct Span {
    /// Areas.
    pub scope: AreaScope,
    /// Code of the area if it is one; narrows the links.
    pub area_code: Option<String>,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// Whose days they are.
    pub zone: Zone,
    /// The present.
    pub now: UtcMillis,
}

impl Span {
    /// Whether today is one of the days.
    pub fn holds_today(&self) -> bool {
        (self.from..=self.to).contains(&self.zone.day_of(self.now))
    }

    /// The same days for links into one area.
    #[must_use]
    pub fn linking_to(&self, area_code: &str) -> Self {
        Self {
            area_code: Some(area_code.to_owned()),
            ..self.clone()
        }
    }

    /// Whether field work from one local day to another, as they are stored, met a day of the span.
    pub fn meets(&self, starts_on: &str, ends_on: &str) -> bool {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let days = day(starts_on).zip(day(ends_on));
        days.is_some_and(|(first, last)| first <= self.to && last >= self.from)
    }

    /// `path` with the span's days and area, and `more`, as query parameters.
    pub fn link(&self, path: &str, more: &str) -> String {
        let area = self.area_code.as_ref();
        let area = area.map_or(String::new(), |code| format!("&area={code}"));
        format!("{path}?from={}&to={}{area}{more}", self.from, self.to)
    }
}

/// A figure that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its code, unique in the source.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
}

/// What a figure came to.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Which figure.
    pub code: String,
    /// The share; none where it could point at persons.
    pub rate: Option<Rate>,
    /// How it is reckoned, in Chinese.
    pub formula_zh: String,
    /// How it is reckoned, in English.
    pub formula_en: String,
    /// Path of the API that leads to the records behind it.
    pub link: String,
}

/// What a capability measures.
pub trait Gauge: std::fmt::Debug + Send + Sync {
    /// The word for it on the wire.
    fn source(&self) -> &'static str;

    /// Its name in Chinese and English.
    fn names(&self) -> (&'static str, &'static str);

    /// The way of assessment that it serves.
    fn method(&self) -> Method;

    /// Whether a requirement may name the figure `code`; it need not have come to anything yet.
    fn knows(&self, code: &str) -> bool;

    /// The figures there are.
    fn offers<'a>(&'a self, db: &'a DatabaseConnection)
    -> BoxFuture<'a, Result<Vec<Offer>, DbErr>>;

    /// What they came to; a figure of which nothing was observed is left out.
    fn read<'a>(
        &'a self,
        db: &'a DatabaseConnection,
        span: &'a Span,
    ) -> BoxFuture<'a, Result<Vec<Reading>, DbErr>>;
}

/// What a capability measures of responsible units.
pub trait UnitGauge: std::fmt::Debug + Send + Sync {
    /// The word for it on the wire.
    fn source(&self) -> &'static str;

    /// The figures there are.
    fn unit_offers(&self) -> Vec<Offer>;

    /// What the figure `code` came to for each unit; one of which nothing was observed is left out.
    fn read_units<'a>(
        &'a self,
        db: &'a DatabaseConnection,
        span: &'a Span,
        code: &'a str,
    ) -> BoxFuture<'a, Result<Vec<(Uuid, Reading)>, DbErr>>;
}

/// All gauges of the service. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Gauges {
    of_areas: BTreeMap<&'static str, Arc<dyn Gauge>>,
    of_units: BTreeMap<&'static str, Arc<dyn UnitGauge>>,
}

impl Gauges {
    /// Adds a gauge.
    #[must_use]
    pub fn with(mut self, gauge: impl Gauge + 'static) -> Self {
        self.of_areas.insert(gauge.source(), Arc::new(gauge));
        self
    }

    /// Adds a gauge of units.
    #[must_use]
    pub fn with_units(mut self, gauge: impl UnitGauge + 'static) -> Self {
        self.of_units.insert(gauge.source(), Arc::new(gauge));
        self
    }

    /// The gauge of a source.
    pub fn of(&self, source: &str) -> Option<&dyn Gauge> {
        self.of_areas.get(source).map(AsRef::as_ref)
    }

    /// Every gauge, by source.
    pub fn all(&self) -> impl Iterator<Item = &dyn Gauge> {
        self.of_areas.values().map(AsRef::as_ref)
    }

    /// The gauge of units of a source.
    pub fn of_units(&self, source: &str) -> Option<&dyn UnitGauge> {
        self.of_units.get(source).map(AsRef::as_ref)
    }

    /// Every gauge of units, by source.
    pub fn all_of_units(&self) -> impl Iterator<Item = &dyn UnitGauge> {
        self.of_units.values().map(AsRef::as_ref)
    }
}
