//! Tally rates as figures for requirements.

use super::queries::{self, Span as Counted};
use super::words::Words;
use crate::gauges::{Gauge, Method, Offer, Reading, Span};
use crate::rates::Rate;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sea_orm::{DatabaseConnection, DbErr};

/// Rates of counts: one figure for each thing that is observed.
#[derive(Clone, Copy, Debug)]
pub struct TallyGauge;

impl Gauge for TallyGauge {
    fn source(&self) -> &'static str {
        "tally_rate"
    }

    fn names(&self) -> (&'static str, &'static str) {
        ("路口计数", "tally")
    }

    fn method(&self) -> Method {
        Method::FieldInspection
    }

    fn knows(&self, code: &str) -> bool {
        Words::get().observation(code).is_some()
    }

    fn offers<'a>(
        &'a self,
        _db: &'a DatabaseConnection,
    ) -> BoxFuture<'a, Result<Vec<Offer>, DbErr>> {
        let offers = Words::get().observations.iter().map(|word| Offer {
            code: word.code.clone(),
            name_zh: word.rate_zh.clone(),
            name_en: word.rate_en.clone(),
        });
        std::future::ready(Ok(offers.collect())).boxed()
    }

    fn read<'a>(
        &'a self,
        db: &'a DatabaseConnection,
        span: &'a Span,
    ) -> BoxFuture<'a, Result<Vec<Reading>, DbErr>> {
        async move {
            let until = span.zone.end_of(span.to);
            let counted = Counted {
                scope: span.scope.clone(),
                from: span.zone.start_of(span.from),
                until,
            };
            let sums = queries::sums(db, &counted, until).await?;
            let reading = |sums: queries::Sums| {
                let word = Words::get().observation(&sums.observation)?;
                Some(Reading {
                    code: sums.observation,
                    rate: Some(Rate::of_counts(sums.numerator, sums.denominator)?),
                    formula_zh: word.formula_zh.clone(),
                    formula_en: word.formula_en.clone(),
                    link: span.link("/tallies", &format!("&type={}", word.code)),
                })
            };
            Ok(sums.into_iter().filter_map(reading).collect())
        }
        .boxed()
    }
}
