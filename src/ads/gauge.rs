//! What ads come to, as figures for requirements.

use super::figures::{self, INTACT_SEEN, REGISTER};
use crate::gauges::{Gauge, Method, Offer, Reading, Span};
use crate::rates::Rate;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sea_orm::{DatabaseConnection, DbErr};

/// Code, name in Chinese and English.
const OFFERS: [(&str, &str, &str); 2] = [
    ("public_share", "公益广告占比", "Public-service share"),
    ("intact_rate", "公益广告完好率", "Ads found in order"),
];

/// The public-service share of the register, which is known for the present only, and what inspections of the days found.
#[derive(Clone, Copy, Debug)]
pub struct AdGauge;

impl Gauge for AdGauge {
    fn source(&self) -> &'static str {
        "ad_share"
    }

    fn names(&self) -> (&'static str, &'static str) {
        ("公益广告", "public-service ads")
    }

    fn method(&self) -> Method {
        Method::FieldInspection
    }

    fn knows(&self, code: &str) -> bool {
        OFFERS.iter().any(|(known, _, _)| *known == code)
    }

    fn offers<'a>(
        &'a self,
        _db: &'a DatabaseConnection,
    ) -> BoxFuture<'a, Result<Vec<Offer>, DbErr>> {
        let offers = OFFERS.iter().map(|(code, zh, en)| Offer {
            code: (*code).to_owned(),
            name_zh: (*zh).to_owned(),
            name_en: (*en).to_owned(),
        });
        std::future::ready(Ok(offers.collect())).boxed()
    }

    fn read<'a>(
        &'a self,
        db: &'a DatabaseConnection,
        span: &'a Span,
    ) -> BoxFuture<'a, Result<Vec<Reading>, DbErr>> {
        async move {
            let seen = figures::seen(db, span).await?;
            let intact = Rate::of_counts(seen.0, seen.1).map(|rate| {
                reading(
                    "intact_rate",
                    rate,
                    INTACT_SEEN,
                    span.link("/ads/inspections", ""),
                )
            });
            let share = if span.holds_today() {
                figures::register_rate(db, &span.scope, span.now).await?
            } else {
                None
            };
            let area = span.area_code.as_ref();
            let sites = area.map_or("/ads/sites".to_owned(), |code| {
                format!("/ads/sites?area={code}")
            });
            let share = share.map(|rate| reading("public_share", rate, REGISTER, sites));
            Ok(share.into_iter().chain(intact).collect())
        }
        .boxed()
    }
}

fn reading(code: &str, rate: Rate, formula: (&str, &str), link: String) -> Reading {
    Reading {
        code: code.to_owned(),
        rate: Some(rate),
        formula_zh: formula.0.to_owned(),
        formula_en: formula.1.to_owned(),
        link,
    }
}
