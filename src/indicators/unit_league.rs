//! Units beside one another by one figure of their cases: in tiers, never in ranks.

use super::error::IndicatorError;
use super::league::sound;
use super::scoreboard::Asked;
use super::wire::{ScoreQuery, UnitLeague, UnitLeagueQuery, UnitLeagueRow};
use crate::areas::Territory;
use crate::cases::{UnitFigure, unit_rates};
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::problem::FieldCode;
use crate::rates::{Rate, RateView, tiers};
use crate::units::{Books, UnitRef};
use sea_orm::ConnectionTrait;

const TIE_RULE: (&str, &str) = (
    "区间相互重叠的单位并列在同一档，档内按代码排列，不分先后；样本不足的不入档",
    "Units whose intervals overlap share a tier and stand in it by code, in no order of merit; those with too small a sample stand in none",
);

/// The table.
pub(super) async fn unit_league(
    (db, books): (&impl ConnectionTrait, &Books),
    query: &UnitLeagueQuery,
    (scope, territory): (&AreaScope, &Territory),
    (zone, now): (Zone, UtcMillis),
) -> Result<UnitLeague, IndicatorError> {
    let figure = UnitFigure::parse(&query.figure)
        .ok_or_else(|| IndicatorError::query("/figure", FieldCode::UnknownMeasure))?;
    let of_period = ScoreQuery {
        period: query.period.clone(),
        area: query.area.clone(),
        trend: Some(0),
        live: true,
    };
    let asked = Asked::new(&of_period, (scope, territory), (zone, now))?;
    let (from, to) = (asked.period.from(), asked.period.to());
    let span = (zone.start_of(from).0, zone.end_of(to).0);
    let found = unit_rates(db, &asked.scope, figure, span).await?;
    let known = found
        .into_iter()
        .filter_map(|(unit, rate)| Some((books.units.get(&unit)?.clone(), rate)));
    let rows = rows(known.collect(), figure);
    let (name_zh, name_en) = figure.names();
    Ok(UnitLeague {
        figure: figure.code(),
        name_zh,
        name_en,
        period: asked.period.to_string(),
        from,
        to,
        as_of: now,
        tiers: rows
            .iter()
            .filter_map(|row| row.tier)
            .max()
            .unwrap_or_default(),
        tie_rule_zh: TIE_RULE.0,
        tie_rule_en: TIE_RULE.1,
        rows,
    })
}

fn rows(mut found: Vec<(UnitRef, Rate)>, figure: UnitFigure) -> Vec<UnitLeagueRow> {
    found.sort_by(|(a, _), (b, _)| a.code.cmp(&b.code));
    let rates: Vec<Option<Rate>> = found.iter().map(|(_, rate)| sound(*rate)).collect();
    let (formula_zh, formula_en) = figure.formula();
    let mut rows: Vec<UnitLeagueRow> = found
        .into_iter()
        .zip(tiers(&rates))
        .map(|((unit, rate), tier)| UnitLeagueRow {
            unit,
            tier,
            rate: RateView::of(rate, formula_zh, formula_en),
        })
        .collect();
    rows.sort_by_key(|row| row.tier.unwrap_or(u32::MAX));
    rows
}
