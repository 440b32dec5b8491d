//! Frozen results: what a period came to in an area, once it is over. Later editions and later records do not move it.

use super::error::IndicatorError;
use super::model::Period;
use super::queries;
use super::scoreboard::{self, Asked, Sources};
use super::wire::{ReportRow, Scoreboard};
use crate::accounts::names_of;
use crate::areas::Territory;
use crate::platform::audit;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ManageIndicators;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{Lock, hold};
use crate::platform::keys::sha256;
use crate::platform::problem::FieldCode;
use entity::period_report;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;

/// Freezes the results of a period that is over.
pub(super) async fn freeze(
    who: &Allowed<ManageIndicators>,
    sources: Sources<'_>,
    asked: &Asked,
) -> Result<Scoreboard, IndicatorError> {
    let period = asked.period.to_string();
    if !asked.is_over() {
        return Err(IndicatorError::PeriodNotOver(period));
    }
    let area = asked.area.clone();
    let area = area.ok_or_else(|| IndicatorError::field("/area_code", FieldCode::MissingField))?;
    let board = scoreboard::reckon(sources, asked).await?;
    let content = serde_json_canonicalizer::to_string(&board)?;
    let row = period_report::Model {
        id: who.new_id(),
        period: period.clone(),
        area_id: area.id,
        edition_id: board.edition_id,
        sha256: sha256(content.as_bytes()).to_vec(),
        content,
        made_at: who.now().0,
        made_by: who.actor().account_id,
    };
    let frozen = scoreboard::thawed(&row)?;
    who.write::<_, IndicatorError>(async |tx| {
        hold(tx, Lock::Changes).await?;
        if queries::report_of(tx, who.scope(), &period, area.id)
            .await?
            .is_some()
        {
            return Err(IndicatorError::ReportFrozen(period.clone()));
        }
        let event = audit::Event::new(
            Some(who.actor()),
            "publish_report",
            format!("report:{}", row.id),
        )
        .detail(json!({"period": period, "area": area.code, "sha256": hex::encode(&row.sha256)}));
        queries::insert_report(tx, row).await?;
        Ok(audit::record(tx, &who.state().clock, event).await?)
    })
    .await?;
    Ok(frozen)
}

/// Reports as lists show them.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    territory: &Territory,
    reports: Vec<period_report::Model>,
) -> Result<Vec<ReportRow>, DbErr> {
    let people = reports.iter().map(|row| row.made_by).collect();
    let names = names_of(db, people).await?;
    let row = |row: period_report::Model| {
        let area = territory.by_id(row.area_id);
        ReportRow {
            id: row.id,
            kind: kind_of(&row.period),
            area_code: area.map_or(String::new(), |area| area.code.clone()),
            area_name_zh: area.map_or(String::new(), |area| area.name_zh.clone()),
            area_name_en: area.map_or(String::new(), |area| area.name_en.clone()),
            period: row.period,
            edition_id: row.edition_id,
            sha256: hex::encode(row.sha256),
            made_at: UtcMillis(row.made_at),
            made_by_name: names.get(&row.made_by).cloned(),
        }
    };
    Ok(reports.into_iter().map(row).collect())
}

/// 周观察, 月分析, 季通报 or 年考核.
fn kind_of(period: &str) -> &'static str {
    match Period::parse(period) {
        Some(Period::Week(..)) => "weekly",
        Some(Period::Month(..)) => "monthly",
        Some(Period::Quarter(..)) => "quarterly",
        Some(Period::Year(_)) | None => "yearly",
    }
}
