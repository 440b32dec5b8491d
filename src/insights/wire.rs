//! Answers on the wire.
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::areas::Area;
use crate::indicators::IndicatorsNow;
use crate::platform::clock::UtcMillis;
use crate::platform::num;
use crate::rates::RateView;
use crate::units::UnitCoverageView;

/// Longitude, latitude, records, hours and records per hour of a cell.
pub(super) type PatrolCell = (f64, f64, u32, f64, f64);

/// Counts by cell.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CellsView {
    /// `[lng, lat, count]` of the middle of each cell; at most 4,096.
    #[schema(value_type = Vec<[f64; 3]>)]
    pub(super) cells: Vec<(f64, f64, u32)>,
    /// Records in these cells.
    pub(super) total: u64,
    /// Matching records without position: in no cell.
    pub(super) unplaced: u64,
    /// Largest count of a cell.
    pub(super) max: u32,
    /// Edge of a square in metres on the ground (of the square as large as a hexagon).
    pub(super) cell_m: f64,
    /// Level of the Web-Mercator grid.
    pub(super) level: u8,
    /// When asked for: `[lng, lat, count, hours, records per hour]` of each cell with at least one patrol hour.
    #[schema(value_type = Option<Vec<[f64; 5]>>)]
    pub(super) patrol: Option<Vec<PatrolCell>>,
}

/// Count and rate of one area.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AreaCountView {
    /// Code.
    pub(super) area_code: String,
    /// Chinese name.
    pub(super) name_zh: String,
    /// English name.
    pub(super) name_en: String,
    /// Matching records in it and below.
    pub(super) count: u64,
    /// Households there: the denominator of the rate.
    pub(super) households: Option<i64>,
    /// Records per 1,000 households; absent where nobody knows the households or there are none.
    pub(super) per_1000_households: Option<f64>,
    /// Hours that shifts were held there, when asked for.
    pub(super) patrol_hours: Option<f64>,
    /// Records per patrol hour, when asked for; absent under one hour.
    pub(super) per_patrol_hour: Option<f64>,
}

/// Counts by area.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AreaCountsView {
    /// Areas of the level in scope, by path.
    pub(super) items: Vec<AreaCountView>,
    /// All matching records in scope, those of no area at this level too.
    pub(super) total: u64,
}

/// Counts by weekday and hour.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MatrixView {
    /// `[weekday, hour, count]`, 168 of them; weekday 1 = Monday.
    #[schema(value_type = Vec<[u64; 3]>)]
    pub(super) cells: Vec<(u64, u64, u64)>,
    /// All matching records.
    pub(super) total: u64,
    /// Largest count.
    pub(super) max: u64,
}

/// Records of one step of time.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StepView {
    /// First local day.
    pub(super) from: NaiveDate,
    /// Last local day, included.
    pub(super) to: NaiveDate,
    /// Matching records.
    pub(super) count: u64,
}

/// Counts over time.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TrendView {
    /// Steps without gaps, oldest first; the first and last are cut where the period asked for begins and ends.
    pub(super) items: Vec<StepView>,
    /// All matching records.
    pub(super) total: u64,
}

/// Records of one category.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CategoryCountView {
    /// Code.
    pub(super) category: String,
    /// Matching records.
    pub(super) count: u64,
}

/// Counts by category.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CategoryCountsView {
    /// Categories that occur, most first.
    pub(super) items: Vec<CategoryCountView>,
    /// All matching records.
    pub(super) total: u64,
}

/// The site a hot spot lies at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SpotSiteView {
    /// Code.
    pub(super) code: String,
    /// Chinese name.
    pub(super) name_zh: String,
    /// English name.
    pub(super) name_en: String,
}

/// A place where records crowd more than chance puts them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct HotSpotView {
    /// 1 = hottest.
    pub(super) rank: usize,
    /// Middle of the crowd, WGS-84 degrees.
    pub(super) lng: f64,
    /// Middle of the crowd, WGS-84 degrees.
    pub(super) lat: f64,
    /// Radius of the circle as large as its cells, in metres.
    pub(super) radius_m: f64,
    /// Records in it.
    pub(super) count: u32,
    /// What it would hold if records knew no place.
    pub(super) expected: f64,
    /// Gi* of its hottest cell as a standard score.
    pub(super) z: f64,
    /// Chance of such a cell.
    pub(super) p: f64,
    /// The smallest false discovery rate at which it is reported.
    pub(super) q: f64,
    /// `99.9`, `99` or `95`: per cent certain, by `q`.
    #[schema(example = "99.9")]
    pub(super) significance: &'static str,
    /// The grid it lies in.
    pub(super) area_code: String,
    /// Chinese name of the grid.
    pub(super) name_zh: String,
    /// English name of the grid.
    pub(super) name_en: String,
    /// Chinese name of the street; empty where the tree has none.
    pub(super) street_name_zh: String,
    /// English name of the street.
    pub(super) street_name_en: String,
    /// The nearest site within 100 m.
    pub(super) site: Option<SpotSiteView>,
    /// The commonest category in it.
    pub(super) top_category: String,
}

/// Hot spots of the areas in scope.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct HotSpotsView {
    /// Hottest first.
    pub(super) items: Vec<HotSpotView>,
    /// Cells tested at once.
    pub(super) cells_tested: usize,
    /// Of those reported, the share that may be chance.
    pub(super) false_discovery_rate: f64,
    /// Edge of a cell in metres.
    pub(super) cell_m: f64,
}

/// Seven days of one kind of record.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct KindWeekView {
    /// The kind.
    pub(super) kind: &'static str,
    /// Its seven days against the seven before.
    pub(super) last_7_days: WeekView,
}

/// Seven days against the seven before.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WeekView {
    /// Records of the last six days and of today so far.
    pub(super) count: u64,
    /// Records of the seven days before, their last day up to the same hour.
    pub(super) previous: u64,
    /// `rose`, `fell` or `no_change_shown`.
    pub(super) change: &'static str,
    /// Lower end of the difference's interval at 95 %, for counts that come independently (Poisson).
    pub(super) difference_low: f64,
    /// Upper end.
    pub(super) difference_high: f64,
}

/// Records of a week.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WeekCountView {
    /// Its Monday.
    pub(super) from: NaiveDate,
    /// Records.
    pub(super) count: u64,
}

/// A category of the last seven days.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TopCategoryView {
    /// Code.
    pub(super) category: String,
    /// Records of the last seven days.
    pub(super) count: u64,
    /// Records of the seven days before.
    pub(super) previous: u64,
}

/// An outcome of the last 28 days.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OutcomeCountView {
    /// Code.
    pub(super) outcome: String,
    /// Records.
    pub(super) count: u64,
}

/// A grid without a record this week.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SilentGridView {
    /// Code.
    pub(super) area_code: String,
    /// Chinese name.
    pub(super) name_zh: String,
    /// English name.
    pub(super) name_en: String,
    /// The hour in which its last record happened.
    pub(super) last_record_at: Option<UtcMillis>,
}

/// Which grids had records since Monday.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CoverageView {
    /// Grids in scope.
    pub(super) grids: usize,
    /// Those with a record since Monday.
    pub(super) grids_with_records_this_week: usize,
    /// At most 20 without, longest silent first.
    pub(super) silent: Vec<SilentGridView>,
}

/// A flag of the last seven days.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct FlagCountView {
    /// Code.
    pub(super) flag: String,
    /// Records that bear it.
    pub(super) count: i64,
}

/// One area of the overview.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OverviewAreaView {
    /// Code.
    pub(super) area_code: String,
    /// Chinese name.
    pub(super) name_zh: String,
    /// English name.
    pub(super) name_en: String,
    /// Level.
    pub(super) level: &'static str,
    /// Records of the last seven days.
    pub(super) count: u64,
    /// Records of the seven days before.
    pub(super) previous: u64,
    /// Records of the last seven days per 1,000 households.
    pub(super) per_1000_households: Option<f64>,
}

/// Cases of the caller's areas and units.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CasesView {
    /// In which work is to be done.
    pub(super) open: u64,
    /// Of these: whose time is up within a day.
    pub(super) due_soon: u64,
    /// Of these: whose time is up already.
    pub(super) overdue: u64,
    /// Opened in seven days.
    pub(super) opened: WeekView,
    /// Closed (结案) in seven days.
    pub(super) closed: WeekView,
}

/// Where responsibility has gaps (网上有格、格中有点、点上有事、事上有人、人上有责).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct GapsView {
    /// Grids looked at.
    pub(super) grids: usize,
    /// Of these: without a grid worker.
    pub(super) grids_without_staff: usize,
    /// Of these: without any site.
    pub(super) grids_without_site: usize,
    /// Sites looked at.
    pub(super) sites: usize,
    /// Of these: for which no unit answers.
    pub(super) sites_without_unit: usize,
    /// Of these: outside every grid; 200 stands for 200 or more.
    pub(super) sites_without_grid: usize,
    /// Behaviours that belong to nobody in some street.
    pub(super) categories_without_unit: usize,
    /// Units that take work and have nobody with an account.
    pub(super) units_without_people: usize,
}

impl GapsView {
    /// The numbers of a report.
    pub(super) fn of(report: &UnitCoverageView) -> Self {
        Self {
            grids: report.grids,
            grids_without_staff: report.grids_without_staff_count,
            grids_without_site: report.grids_without_site_count,
            sites: report.sites,
            sites_without_unit: report.sites_without_unit_count,
            sites_without_grid: report.sites_without_grid_count,
            categories_without_unit: report.categories_without_unit.len(),
            units_without_people: report.units_without_people.len(),
        }
    }
}

/// Parts that are reckoned every minute or so and told until then.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct KeptView {
    /// Requirements of the running quarter with their figures; absent for those who may not see indicators.
    pub(super) indicators: Option<IndicatorsNow>,
    /// Gaps of responsibility; absent for those who may not see units.
    pub(super) gaps: Option<GapsView>,
    /// Flags of the last seven days, most first.
    pub(super) flags: Vec<FlagCountView>,
}

/// The state of things in the caller's areas.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OverviewView {
    /// The instant of the answer.
    pub(super) as_of: UtcMillis,
    /// The local day the periods end on; in a demo the last day of its history.
    pub(super) today: NaiveDate,
    /// Seven days against the seven before.
    pub(super) last_7_days: WeekView,
    /// The last 26 weeks from Monday, the running one last.
    pub(super) trend: Vec<WeekCountView>,
    /// At most ten categories of the last seven days, most first.
    pub(super) top_categories: Vec<TopCategoryView>,
    /// First day of the 28 days of `outcomes` and `success_rate`.
    pub(super) outcomes_from: NaiveDate,
    /// Outcomes of the last 28 days, most first.
    pub(super) outcomes: Vec<OutcomeCountView>,
    /// Share of successful dissuasions (劝导成功率) of the last 28 days; absent when nobody was spoken to.
    pub(super) success_rate: Option<RateView>,
    /// Every kind of record with its seven days.
    pub(super) kinds: Vec<KindWeekView>,
    /// Which grids had records since Monday.
    pub(super) coverage: CoverageView,
    /// The areas below the one looked at.
    pub(super) areas: Vec<OverviewAreaView>,
    /// Records of the last seven days without position.
    pub(super) unplaced: u64,
    /// Cases; absent for those who may not see cases.
    pub(super) cases: Option<CasesView>,
    /// When `kept` was reckoned, at most a quarter of an hour ago.
    pub(super) kept_as_of: UtcMillis,
    /// Indicators, gaps of responsibility, flags.
    pub(super) kept: KeptView,
}

/// Records per 1,000 households, where there are any.
pub(super) fn per_1000_households(count: u64, area: &Area) -> Option<f64> {
    let households = area.households.filter(|households| *households > 0)?;
    Some(num::from_u64(count) * 1000.0 / num::from_i64(households))
}

/// Rounded to six decimals: 0.1 m.
pub(super) fn round_degrees(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}
