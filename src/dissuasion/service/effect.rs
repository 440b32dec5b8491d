//! Did it help? The measures of an area and what changed after them. Method: `docs/adr/did-it-help.md`.

use super::plans::day_of;
use super::reach::Reach;
use super::teams::planned_area;
use crate::areas::{Area, Territory};
use crate::dissuasion::error::DutyError;
use crate::dissuasion::model::effect::{
    Counts, LEAST_RECORDS, SETTLE_DAYS, Times, difference, ratio,
};
use crate::dissuasion::queries::figures;
use crate::dissuasion::wire::figures::{EffectSide, EffectView, MeasureView, NewMeasure};
use crate::platform::audit;
use crate::platform::auth::{Allowed, AreaScope};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::num;
use crate::rates::change_code;
use chrono::NaiveDate;
use entity::measure;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;

/// Days before and after that are compared when nothing is asked.
pub(in crate::dissuasion) const DAYS: u64 = 180;
/// Most measures that a list shows.
const MOST: u64 = 200;

const METHOD_ZH: &str = "把这里班次以外的记录占全市（除其他有措施的地方）同期记录的份额，前后相比；开始后的 30 天不算。全市一起变的因素（季节、星期、记录积极性）不影响份额。区间为 Newcombe 95%。";
const METHOD_EN: &str = "The share of the city's records outside shifts that fall here, before and after; other places with a measure and the first 30 days are left out. What changes everywhere alike (season, weekday, eagerness to record) does not touch the share. Newcombe interval at 95 %.";

/// Before and after at an area, or `None` while there is too little time on either side.
pub(in crate::dissuasion) async fn effect(
    db: &impl ConnectionTrait,
    territory: &Territory,
    here: &Area,
    on: NaiveDate,
    days: u64,
    (zone, now): (Zone, UtcMillis),
) -> Result<Option<EffectView>, DbErr> {
    let yesterday = zone.day_of(now).pred_opt().unwrap_or(on);
    let Some(times) = Times::around(on, days, (NaiveDate::MIN, yesterday)) else {
        return Ok(None);
    };
    let others = other_measures(db, territory, here, times).await?;
    let mut sides = vec![];
    for (from, to) in [times.before, times.after] {
        let span = (zone.start_of(from).0, zone.end_of(to).0);
        let mut counts = Counts::default();
        for (area_id, count) in figures::outside_shifts(db, span).await? {
            let Some(area) = territory.by_id(area_id) else {
                continue;
            };
            let count = u64::try_from(count).unwrap_or_default();
            if area.path.starts_with(&here.path) {
                counts.here += count;
            } else if !others.iter().any(|path| area.path.starts_with(path)) {
                counts.elsewhere += count;
            }
        }
        sides.push(((from, to), counts));
    }
    let [before, after] = sides.as_slice() else {
        return Ok(None);
    };
    Ok(Some(view(on, *before, *after)))
}

type Side = ((NaiveDate, NaiveDate), Counts);

fn view(on: NaiveDate, before: Side, after: Side) -> EffectView {
    let shown = difference(before.1, after.1);
    let side = |((from, to), counts): Side| EffectSide {
        from: from.to_string(),
        to: to.to_string(),
        here: counts.here,
        elsewhere: counts.elsewhere,
        share: counts.share(),
    };
    EffectView {
        on: on.to_string(),
        settle_days: num::to_i64(num::from_u64(SETTLE_DAYS)),
        difference: shown.estimate,
        low: shown.low,
        high: shown.high,
        ratio: ratio(before.1, after.1),
        change: change_code(shown.change()),
        is_enough: before.1.here + after.1.here >= LEAST_RECORDS,
        before: side(before),
        after: side(after),
        method_zh: METHOD_ZH,
        method_en: METHOD_EN,
    }
}

/// Paths of areas with a measure of their own that began within the times compared; what is compared must not move itself.
async fn other_measures(
    db: &impl ConnectionTrait,
    territory: &Territory,
    here: &Area,
    times: Times,
) -> Result<Vec<String>, DbErr> {
    let is_within = |day: &str| {
        let day: Option<NaiveDate> = day.parse().ok();
        day.is_some_and(|day| (times.before.0..=times.after.1).contains(&day))
    };
    let all = figures::all_measures(db).await?;
    let paths = all
        .into_iter()
        .filter(|(_, starts_on)| is_within(starts_on))
        .filter_map(|(area_id, _)| Some(territory.by_id(area_id)?.path.clone()))
        .filter(|path| !path.starts_with(&here.path) && !here.path.starts_with(path));
    Ok(paths.collect())
}

/// Measures inside a scope with what changed after them, newest first.
pub(in crate::dissuasion) async fn list(
    db: &impl ConnectionTrait,
    territory: &Territory,
    scope: &AreaScope,
    at: (Zone, UtcMillis),
) -> Result<Vec<MeasureView>, DbErr> {
    let mut views = vec![];
    for row in figures::measures(db, scope, MOST).await? {
        if let Some(view) = measure_view(db, territory, row, at).await? {
            views.push(view);
        }
    }
    Ok(views)
}

async fn measure_view(
    db: &impl ConnectionTrait,
    territory: &Territory,
    row: measure::Model,
    at: (Zone, UtcMillis),
) -> Result<Option<MeasureView>, DbErr> {
    let Some(area) = territory.by_id(row.area_id) else {
        return Ok(None);
    };
    let effect = match row.starts_on.parse() {
        Ok(on) => effect(db, territory, area, on, DAYS, at).await?,
        Err(_unreadable) => None,
    };
    Ok(Some(MeasureView {
        id: row.id,
        area_code: area.code.clone(),
        name_zh: area.name_zh.clone(),
        name_en: area.name_en.clone(),
        what: row.title,
        starts_on: row.starts_on,
        effect,
    }))
}

/// Writes down what is done where since when.
pub(in crate::dissuasion) async fn create<P>(
    who: &Allowed<P>,
    territory: &Territory,
    zone: Zone,
    new: NewMeasure,
) -> Result<MeasureView, DutyError> {
    let reach = Reach::of(who.read(), who.actor()).await?;
    let area_id = planned_area(&reach, territory, &new.area_code, "/area_code")?;
    day_of("/starts_on", &new.starts_on)?;
    let row = measure::Model {
        id: who.new_id(),
        area_id,
        title: new.what.trim().to_owned(),
        starts_on: new.starts_on,
        made_by: Some(reach.me),
        made_at: who.now().0,
    };
    who.write(async |tx| {
        figures::insert_measure(tx, row.clone()).await?;
        let event = audit::Event::new(
            Some(who.actor()),
            "create_measure",
            format!("measure:{}", row.id),
        )
        .detail(json!({ "area": new.area_code, "what": row.title, "starts_on": row.starts_on }));
        audit::record(tx, &who.state().clock, event).await
    })
    .await?;
    let id = row.id;
    let made = measure_view(who.read(), territory, row, (zone, who.now())).await?;
    made.ok_or_else(|| DutyError::Db(DbErr::RecordNotFound(format!("measure {id}"))))
}
