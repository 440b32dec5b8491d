//! Surveys as people read them.

use crate::areas::Territory;
use crate::platform::clock::UtcMillis;
use crate::surveys::error::SurveyError;
use crate::surveys::queries::{forms, surveys as rows};
use crate::surveys::wire::Bilingual;
use crate::surveys::wire::surveys::{
    DrawnStratumView, DrawnView, NamedArea, QuotaView, SurveyForm, SurveyRow, SurveyView,
};
use entity::survey;
use sea_orm::ConnectionTrait;

/// A survey in a list.
pub fn row_of(survey: &survey::Model, territory: &Territory) -> SurveyRow {
    SurveyRow {
        id: survey.id,
        state: survey.state.clone(),
        version: survey.version,
        title: Bilingual {
            zh: survey.title_zh.clone(),
            en: survey.title_en.clone(),
        },
        kind: survey.kind.clone(),
        area: NamedArea::by_id(survey.area_id, territory),
        from: survey.starts_on.clone(),
        to: survey.ends_on.clone(),
        wave: survey.wave,
        previous_id: survey.previous_id,
        seed_sha256: survey.seed_sha256.as_ref().map(hex::encode),
        drawn_at: survey.drawn_at.map(UtcMillis),
        closed_at: survey.closed_at.map(UtcMillis),
    }
}

/// A survey in full.
pub async fn view(
    db: &impl ConnectionTrait,
    survey: survey::Model,
    territory: &Territory,
) -> Result<SurveyView, SurveyError> {
    let form = match survey.form_version_id {
        Some(id) => forms::names_of(db, &[id]).await?.remove(&id),
        None => None,
    };
    let quotas = rows::quotas(db, &[survey.id])
        .await?
        .into_iter()
        .map(|quota| QuotaView {
            id: quota.id,
            area: NamedArea::by_id(quota.area_id, territory),
            groups: serde_json::from_str(&quota.groups).unwrap_or_default(),
            target: quota.target,
        });
    let is_closed = survey.state == "closed";
    Ok(SurveyView {
        form: form.map(|(form, version)| SurveyForm {
            form_id: form.id,
            code: form.code,
            version: version.version,
            title: Bilingual {
                zh: version.title_zh,
                en: version.title_en,
            },
        }),
        quotas: quotas.collect(),
        drawn: drawn(db, &survey, territory).await?,
        frame_id: survey.frame_id,
        measures: serde_json::from_str(&survey.measures)?,
        design: serde_json::from_str(&survey.design)?,
        seed: survey.seed.as_ref().filter(|_| is_closed).map(hex::encode),
        visits_max: crate::surveys::model::VISITS_MAX,
        row: row_of(&survey, territory),
    })
}

async fn drawn(
    db: &impl ConnectionTrait,
    survey: &survey::Model,
    territory: &Territory,
) -> Result<Option<DrawnView>, SurveyError> {
    let mut strata = rows::strata(db, survey.id).await?;
    if strata.is_empty() {
        return Ok(None);
    }
    strata.sort_by_cached_key(|one| territory.by_code(&one.code).map(|area| area.path.clone()));
    let views: Vec<DrawnStratumView> = strata
        .into_iter()
        .map(|one| DrawnStratumView {
            area: NamedArea::by_code(&one.code, territory),
            dwellings: one.dwellings,
            clusters: one.clusters,
            drawn_clusters: one.drawn_clusters,
            drawn: one.drawn,
            reserve: one.reserve,
        })
        .collect();
    Ok(Some(DrawnView {
        doors: views.iter().map(|one| one.drawn).sum(),
        reserve: views.iter().map(|one| one.reserve).sum(),
        strata: views,
    }))
}
