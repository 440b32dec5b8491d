//! What can measure requirements, and the words of indicators.

use super::model::{self, Cadence};
use super::wire::{ACCEPTED, DOCUMENTS, GaugeView, IndicatorWords, word_view};
use crate::gauges::{Gauges, Method};
use crate::photos::sniff::FileFormat as Format;
use sea_orm::{DatabaseConnection, DbErr};

/// Everything that can measure a requirement.
pub(super) async fn gauge_views(
    db: &DatabaseConnection,
    gauges: &Gauges,
) -> Result<Vec<GaugeView>, DbErr> {
    let mut views = vec![documents_view()];
    for gauge in gauges.all() {
        let (source_zh, source_en) = gauge.names();
        for offer in gauge.offers(db).await? {
            views.push(GaugeView {
                source: gauge.source(),
                source_zh,
                source_en,
                code: offer.code,
                name_zh: offer.name_zh,
                name_en: offer.name_en,
                method: gauge.method().code(),
                unit: model::Unit::Percent.code(),
            });
        }
    }
    Ok(views)
}

fn documents_view() -> GaugeView {
    GaugeView {
        source: DOCUMENTS,
        source_zh: "创建资料",
        source_en: "evidence",
        code: ACCEPTED.to_owned(),
        name_zh: "已认可的材料".to_owned(),
        name_en: "Accepted evidence".to_owned(),
        method: Method::DocumentReview.code(),
        unit: model::Unit::Count.code(),
    }
}

/// The closed lists of words.
pub(super) fn words() -> IndicatorWords {
    macro_rules! listed {
        ($list:ty) => {
            <$list>::ALL
                .iter()
                .map(|word| word_view(word.code(), word.names()))
                .collect()
        };
    }
    IndicatorWords {
        methods: listed!(Method),
        cell_sources: listed!(model::CellSource),
        cadences: listed!(Cadence),
        comparators: listed!(model::Side),
        units: listed!(model::Unit),
        evidence_states: listed!(model::State),
        evidence_actions: listed!(model::Action),
        evidence_formats: listed!(Format),
    }
}
