//! What ads add up to: the public-service share of the register, what inspections found, what walks counted.
//!
//! * The register knows every site, so its share is counted, not sampled.
//! * A walk counts everything along one road; several walks stand for all roads, so together they carry an interval.
//! * Inspections are a sample of what could have been found: Wilson.

use super::model::codes_of;
use super::queries::{self, DayCount, Key, Period, SiteSums};
use super::vocabulary::AdWords;
use super::wire::{
    AdCensusView, AdDefectView, AdFiguresQuery, AdGroupView, AdInspectionsView, AdMonthView,
    AdShareReport, AdShareView, AdSummaryView,
};
use crate::areas::{Area, Territory};
use crate::gauges::Span;
use crate::platform::auth::{AreaScope, Level};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::num;
use crate::platform::problem::{FieldCode, FieldProblem, Problem};
use crate::platform::query::days;
use crate::rates::{Comparator, Rate, RateView, Target, VerdictView};
use chrono::{Datelike as _, Days, NaiveDate};
use entity::ad_census;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Public-service faces among all. Source: `public_ad_share_road` and `public_ad_share_city` of the policy targets.
const TARGET_SHARE: f64 = 0.30;
/// What is due within so many days is due soon.
const SOON_DAYS: i64 = 14;
/// Months of the trend.
const MONTHS: usize = 24;
pub(super) const REGISTER: (&str, &str) = (
    "公益广告占比 = 公益广告面数 ÷ 全部广告面数（在用点位，实数，不是抽样）",
    "Public-service share = public-service faces ÷ all faces (sites in use; counted, not sampled)",
);
const WALKED: (&str, &str) = (
    "公益广告占比 = 走访数到的公益广告面数 ÷ 全部广告面数（每条路取最近一次）",
    "Public-service share = public-service faces ÷ all faces counted on walks (the latest of each road)",
);
const INTACT_NOW: (&str, &str) = (
    "完好率 = 最近一次检查为完好的点位 ÷ 查过的点位",
    "Intact rate = sites found in order by their last inspection ÷ inspected sites",
);
pub(super) const INTACT_SEEN: (&str, &str) = (
    "完好率 = 结果为完好的检查 ÷ 全部检查",
    "Intact rate = inspections that found everything in order ÷ all inspections",
);

/// What the parts of a report are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Level(Level),
    Placement,
    Road,
}

impl By {
    fn code(self) -> &'static str {
        match self {
            Self::Level(level) => level.code(),
            Self::Placement => "placement",
            Self::Road => "road",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        match word {
            "placement" => Some(Self::Placement),
            "road" => Some(Self::Road),
            word => Level::parse(word)
                .filter(|level| *level != Level::City)
                .map(Self::Level),
        }
    }

    /// The first of street, community and grid that lies below every area looked at.
    fn below(scope: &AreaScope, territory: &Territory) -> Self {
        Self::Level(territory.level_below(scope))
    }
}

/// A checked question for figures.
#[derive(Debug)]
pub(super) struct Asked {
    scope: AreaScope,
    area_code: Option<String>,
    by: By,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    period: Period,
    zone: Zone,
    now: UtcMillis,
}

impl Asked {
    /// Checks `query`; every wrong parameter is named at once. An area outside the caller's is not there.
    pub(super) fn new(
        query: &AdFiguresQuery,
        scope: &AreaScope,
        territory: &Territory,
        zone: Zone,
        now: UtcMillis,
    ) -> Result<Self, Problem> {
        let mut found = vec![];
        let (from, to) = days(query.from.as_deref(), query.to.as_deref(), &mut found);
        let scope = narrowed(query.area.as_deref(), scope, territory, &mut found);
        let by = match query.by.as_deref() {
            None => Some(By::below(&scope, territory)),
            Some(word) => By::parse(word),
        };
        let Some(by) = by else {
            found.push(FieldProblem::new("/by", FieldCode::UnknownValue));
            return Err(Problem::invalid_query(found));
        };
        if !found.is_empty() {
            return Err(Problem::invalid_query(found));
        }
        Ok(Self {
            scope,
            area_code: query.area.clone(),
            by,
            from,
            to,
            period: Period {
                from: from.map_or(i64::MIN / 2, |day| zone.start_of(day).0),
                until: to.map_or(i64::MAX / 2, |day| zone.end_of(day).0),
                offset_ms: zone.offset_ms_at(now),
            },
            zone,
            now,
        })
    }
}

impl Asked {
    /// What stands in the register now, and what inspections of a span found.
    pub(super) fn over(span: &Span, territory: &Territory) -> Self {
        Self {
            scope: span.scope.clone().areas_only(),
            area_code: span.area_code.clone(),
            by: By::below(&span.scope, territory),
            from: Some(span.from),
            to: Some(span.to),
            period: Period {
                from: span.zone.start_of(span.from).0,
                until: span.zone.end_of(span.to).0,
                offset_ms: span.zone.offset_ms_at(span.now),
            },
            zone: span.zone,
            now: span.now,
        }
    }
}

/// Inspections of a span that found everything in order, and all.
pub(super) async fn seen(db: &impl ConnectionTrait, span: &Span) -> Result<(u64, u64), DbErr> {
    let period = Period {
        from: span.zone.start_of(span.from).0,
        until: span.zone.end_of(span.to).0,
        offset_ms: span.zone.offset_ms_at(span.now),
    };
    Ok(good_of(
        &queries::count_inspections(db, &span.scope, period).await?,
    ))
}

/// The caller's areas, narrowed to the one asked for.
pub(super) fn narrowed(
    code: Option<&str>,
    scope: &AreaScope,
    territory: &Territory,
    found: &mut Vec<FieldProblem>,
) -> AreaScope {
    let scope = scope.clone().areas_only();
    let Some(code) = code else { return scope };
    let inside = territory
        .by_code(code)
        .map(|area| scope.narrowed_to(&area.path))
        .filter(|scope| !scope.has_no_area());
    inside.unwrap_or_else(|| {
        found.push(FieldProblem::new("/area", FieldCode::UnknownArea));
        scope
    })
}

/// The public-service share of an area and its parts.
pub(super) async fn share(
    db: &impl ConnectionTrait,
    territory: &Territory,
    asked: &Asked,
) -> Result<AdShareReport, DbErr> {
    let soon = asked.now.plus_days(SOON_DAYS);
    let by_area = queries::sum_sites(db, &asked.scope, Key::Area, asked.now, soon).await?;
    let mut all = SiteSums::default();
    for sums in &by_area {
        all.add(sums);
    }
    let groups = match asked.by {
        By::Level(level) => area_groups(by_area, level, territory),
        By::Placement => {
            let sums =
                queries::sum_sites(db, &asked.scope, Key::Placement, asked.now, soon).await?;
            placement_groups(sums)
        }
        By::Road => {
            let sums = queries::sum_sites(db, &asked.scope, Key::Road, asked.now, soon).await?;
            let walks = queries::list_censuses(db, &asked.scope, asked.period).await?;
            road_groups(db, sums, &latest(walks)).await?
        }
    };
    Ok(AdShareReport {
        as_of: asked.now,
        area_code: asked.area_code.clone(),
        sites: all.sites,
        faces: all.faces,
        public_faces: all.public_faces,
        share: register_share(&all),
        intact: intact_now(&all),
        overdue: all.overdue,
        due_soon: all.due_soon,
        never_inspected: all.sites - all.inspected,
        by: asked.by.code(),
        groups,
    })
}

/// Everything that ads of an area add up to.
pub(super) async fn summary(
    db: &impl ConnectionTrait,
    territory: &Territory,
    asked: &Asked,
) -> Result<AdSummaryView, DbErr> {
    let report = share(db, territory, asked).await?;
    let counts = queries::count_inspections(db, &asked.scope, asked.period).await?;
    let now = queries::count_conditions(db, &asked.scope).await?;
    let walks = queries::list_censuses(db, &asked.scope, asked.period).await?;
    Ok(AdSummaryView {
        report,
        from: asked.from,
        to: asked.to,
        inspections: inspected(&counts),
        trend: trend(&counts, asked),
        defects: defects(&now, &counts),
        twins: queries::count_twins(db, &asked.scope, asked.period).await?,
        census: census(walks),
    })
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// A rate against the wanted share of public-service faces.
fn against_target(rate: Option<Rate>, formula: (&'static str, &'static str)) -> AdShareView {
    let target = Target {
        comparator: Comparator::AtLeast,
        share: TARGET_SHARE,
    };
    let verdict = rate.as_ref().map(|rate| VerdictView::of(rate, target));
    AdShareView {
        rate: rate.map(|rate| RateView::of(rate, formula.0, formula.1)),
        target: TARGET_SHARE,
        verdict: verdict.map(|verdict| verdict.verdict),
        more_needed: verdict.and_then(|verdict| verdict.more_needed),
    }
}

fn share_of(sums: &SiteSums) -> Option<Rate> {
    Rate::of_census(count(sums.public_faces), count(sums.faces))
}

fn register_share(sums: &SiteSums) -> AdShareView {
    against_target(share_of(sums), REGISTER)
}

/// The public-service share of the sites in use, counted.
pub(super) async fn register_rate(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    now: UtcMillis,
) -> Result<Option<Rate>, DbErr> {
    let mut all = SiteSums::default();
    for sums in queries::sum_sites(db, scope, Key::Area, now, now).await? {
        all.add(&sums);
    }
    Ok(share_of(&all))
}

fn intact_now(sums: &SiteSums) -> Option<RateView> {
    let (good, inspected) = (count(sums.good), count(sums.inspected));
    let rate = if sums.inspected == sums.sites {
        Rate::of_census(good, inspected)
    } else {
        Rate::of_counts(good, inspected)
    };
    rate.map(|rate| RateView::of(rate, INTACT_NOW.0, INTACT_NOW.1))
}

fn group(key: String, names: (&str, &str), sums: &SiteSums) -> AdGroupView {
    AdGroupView {
        key,
        name_zh: names.0.to_owned(),
        name_en: names.1.to_owned(),
        sites: sums.sites,
        faces: sums.faces,
        public_faces: sums.public_faces,
        share: register_share(sums),
        inspected: sums.inspected,
        intact: intact_now(sums),
        overdue: sums.overdue,
        census: None,
    }
}

/// Areas of a level; a site that lies in none stands with the area it lies in.
fn area_groups(by_area: Vec<SiteSums>, level: Level, territory: &Territory) -> Vec<AdGroupView> {
    let mut groups: BTreeMap<&str, (&Area, SiteSums)> = BTreeMap::new();
    for sums in by_area {
        let row = sums.key.parse().ok().and_then(|id| territory.by_id(id));
        let Some(area) = row else { continue };
        let area = territory.at_level(area, level).unwrap_or(area);
        let group = groups.entry(&area.path);
        group
            .or_insert_with(|| (area, SiteSums::default()))
            .1
            .add(&sums);
    }
    let view = |(area, sums): &(&Area, SiteSums)| {
        group(area.code.clone(), (&area.name_zh, &area.name_en), sums)
    };
    groups.values().map(view).collect()
}

/// Kinds of places in the order of the vocabulary.
fn placement_groups(sums: Vec<SiteSums>) -> Vec<AdGroupView> {
    let mut sums: HashMap<String, SiteSums> = sums
        .into_iter()
        .map(|sums| (sums.key.clone(), sums))
        .collect();
    let view = |word: &super::Placement| {
        let sums = sums.remove(&word.code)?;
        Some(group(
            sums.key.clone(),
            (&word.name_zh, &word.name_en),
            &sums,
        ))
    };
    AdWords::get().placements.iter().filter_map(view).collect()
}

/// Main roads with sites, and roads that were walked, by code.
async fn road_groups(
    db: &impl ConnectionTrait,
    sums: Vec<SiteSums>,
    walks: &[ad_census::Model],
) -> Result<Vec<AdGroupView>, DbErr> {
    let mut roads: BTreeMap<String, SiteSums> = sums
        .into_iter()
        .filter(|sums| !sums.key.is_empty())
        .map(|sums| (sums.key.clone(), sums))
        .collect();
    for code in walks.iter().filter_map(|walk| walk.road_code.clone()) {
        roads.entry(code).or_default();
    }
    let names = queries::road_names(db, roads.keys().cloned()).await?;
    let view = |(code, sums): (String, SiteSums)| {
        let (zh, en) = names.get(&code)?;
        let walk = walks
            .iter()
            .find(|walk| walk.road_code.as_ref() == Some(&code));
        let counted =
            walk.and_then(|walk| Rate::of_census(count(walk.public_faces), count(walk.faces)));
        Some(AdGroupView {
            census: walk.map(|_| against_target(counted, WALKED)),
            ..group(code, (zh, en), &sums)
        })
    };
    Ok(roads.into_iter().filter_map(view).collect())
}

/// The latest walk of each road or site with any face; `walks` come newest first.
fn latest(walks: Vec<ad_census::Model>) -> Vec<ad_census::Model> {
    let mut seen = HashSet::new();
    let is_first = |walk: &ad_census::Model| seen.insert((walk.road_code.clone(), walk.site_id));
    walks.into_iter().filter(is_first).collect()
}

fn census(walks: Vec<ad_census::Model>) -> AdCensusView {
    let number = num::i64_from_usize(walks.len());
    let latest = latest(walks);
    let sum = |part: fn(&ad_census::Model) -> i64| latest.iter().map(part).sum::<i64>();
    let (faces, public_faces) = (sum(|walk| walk.faces), sum(|walk| walk.public_faces));
    AdCensusView {
        walks: number,
        faces,
        public_faces,
        walked_m: sum(|walk| walk.walked_m),
        share: against_target(Rate::of_counts(count(public_faces), count(faces)), WALKED),
    }
}

/// Inspections that found everything in order, and all.
fn good_of<'a>(counts: impl IntoIterator<Item = &'a DayCount>) -> (u64, u64) {
    let (mut good, mut all) = (0, 0);
    for one in counts {
        all += count(one.count);
        good += if one.is_good { count(one.count) } else { 0 };
    }
    (good, all)
}

fn inspected<'a>(counts: impl IntoIterator<Item = &'a DayCount>) -> AdInspectionsView {
    let (good, all) = good_of(counts);
    let rate = Rate::of_counts(good, all);
    AdInspectionsView {
        count: i64::try_from(all).unwrap_or(i64::MAX),
        intact: rate.map(|rate| RateView::of(rate, INTACT_SEEN.0, INTACT_SEEN.1)),
    }
}

fn trend(counts: &[DayCount], asked: &Asked) -> Vec<AdMonthView> {
    let mut months: BTreeMap<String, Vec<&DayCount>> = BTreeMap::new();
    let epoch = asked.zone.day_of(UtcMillis(-asked.period.offset_ms));
    for one in counts {
        let day = epoch.checked_add_days(Days::new(count(one.day)));
        if let Some(day) = day {
            let month = format!("{:04}-{:02}", day.year(), day.month());
            months.entry(month).or_default().push(one);
        }
    }
    let view = |(month, counts): (String, Vec<&DayCount>)| {
        let AdInspectionsView { count, intact } = inspected(counts);
        AdMonthView {
            month,
            count,
            intact,
        }
    };
    let skipped = months.len().saturating_sub(MONTHS);
    months.into_iter().skip(skipped).map(view).collect()
}

fn defects(now: &[(String, i64)], counts: &[DayCount]) -> Vec<AdDefectView> {
    let mut found: HashMap<String, (i64, i64)> = HashMap::new();
    for (stored, sites) in now {
        for code in codes_of(stored) {
            found.entry(code).or_default().0 += sites;
        }
    }
    for one in counts {
        for code in codes_of(&one.conditions) {
            found.entry(code).or_default().1 += one.count;
        }
    }
    let words = AdWords::get().conditions.iter();
    let mut defects: Vec<AdDefectView> = words
        .filter(|word| !word.is_good())
        .filter_map(|word| {
            let (sites, inspections) = found.remove(&word.code)?;
            Some(AdDefectView {
                condition: word.code.clone(),
                sites,
                inspections,
            })
        })
        .collect();
    defects.sort_by_key(|defect| std::cmp::Reverse((defect.sites, defect.inspections)));
    defects
}
