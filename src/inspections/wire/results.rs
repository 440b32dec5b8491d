//! Results over the wire.

use super::ItemView;
use crate::areas::NamedArea;
use crate::inspections::figures::Estimate;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::records::AuthorView;
use crate::units::UnitRef;
use entity::inspection_site;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A site as it was drawn.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DrawnSiteView {
    /// Id of the site.
    pub id: Uuid,
    /// Code of the site.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Kind of site.
    pub site_type: String,
    /// Degrees east.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
}

impl From<&inspection_site::Model> for DrawnSiteView {
    fn from(site: &inspection_site::Model) -> Self {
        Self {
            id: site.site_id,
            code: site.code.clone(),
            name_zh: site.title_zh.clone(),
            name_en: site.title_en.clone(),
            site_type: site.site_type.clone(),
            lng: site.lng,
            lat: site.lat,
        }
    }
}

/// A drawn site and how far its inspection is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoundSiteView {
    /// Id of the site in the round.
    pub id: Uuid,
    /// The site.
    pub site: DrawnSiteView,
    /// Where it lies.
    pub area: NamedArea,
    /// Code of the area that makes its stratum.
    pub stratum: String,
    /// Place on the route.
    pub route_order: Option<i64>,
    /// Who inspects it.
    pub inspectors: Vec<AuthorView>,
    /// Inspections that count.
    pub inspections: usize,
    /// `not_inspected`, `once` or `twice`.
    pub state: &'static str,
    /// Whether its inspectors differ on some item.
    pub is_disputed: bool,
}

/// Which drawn sites to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RoundSiteQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// `not_inspected`, `once` or `twice`, comma-separated.
    pub state: Option<String>,
}

/// The score of a group of sites.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScoreView {
    /// Points, 0–100; none when nobody inspected anything.
    #[schema(example = 86.5)]
    pub score: Option<f64>,
    /// Lower end of the interval at 95 %; only of samples.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
    /// Inspected sites.
    pub n: u64,
    /// Of them, vetoed ones.
    pub vetoed: usize,
    /// `counted` (every site, no interval), `sampled`, `too_few` (no interval can be given) or `none`.
    pub status: &'static str,
}

impl From<Estimate> for ScoreView {
    fn from(found: Estimate) -> Self {
        Self {
            score: found.score,
            lower: found.interval.map(|(low, _)| low),
            upper: found.interval.map(|(_, high)| high),
            n: found.n,
            vetoed: found.vetoed,
            status: found.standing.code(),
        }
    }
}

/// The score of a kind of site.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TypeScore {
    /// Kind of site.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Sites of the kind that could be drawn.
    pub in_frame: u64,
    /// Score.
    pub score: ScoreView,
}

/// The score of a street.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StreetScore {
    /// Street.
    pub area: NamedArea,
    /// Score.
    pub score: ScoreView,
}

/// The score of a responsible unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitScore {
    /// Unit.
    pub unit: UnitRef,
    /// Score of its sites.
    pub score: ScoreView,
}

/// How many sites there are.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ScoredSites {
    /// That could be drawn.
    pub in_frame: u64,
    /// Drawn.
    pub drawn: usize,
    /// Inspected.
    pub inspected: usize,
}

/// A round by name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoundRef {
    /// Id.
    pub id: Uuid,
    /// What it is called, in Chinese.
    pub title_zh: String,
    /// What it is called, in English.
    pub title_en: String,
    /// When it was published.
    pub published_at: Option<UtcMillis>,
}

/// Against the round of the same kind and area before.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PreviousScore {
    /// That round.
    pub round: RoundRef,
    /// Whether the rubric was the same; else the scores compare what is asked as well as what was found.
    pub is_same_rubric: bool,
    /// Its score.
    pub score: ScoreView,
    /// Points now minus points then.
    pub difference: f64,
    /// Lower end of its interval at 95 %; none where one of both says too little.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
    /// `rose`, `fell` or `no_change_shown`.
    pub change: &'static str,
}

/// An inspection that does not count.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExcludedView {
    /// Record of the inspection.
    pub record_id: Uuid,
    /// Where it was made.
    pub site: DrawnSiteView,
    /// Who made it.
    pub inspector: AuthorView,
    /// Why it does not count, in Chinese; a person's reason as it was written.
    pub reason_zh: String,
    /// Why it does not count, in English; a person's reason as it was written.
    pub reason_en: String,
    /// Who left it out; nobody when a rule did.
    pub by: Option<AuthorView>,
    /// When it was left out, or for rules when the inspection was made.
    pub at: UtcMillis,
}

/// What a round came to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScoresView {
    /// All sites that the caller sees.
    pub round: ScoreView,
    /// Whether sites were drawn by lot; else all of them were inspected.
    pub is_sample: bool,
    /// How many sites.
    pub sites: ScoredSites,
    /// How scores come about, in Chinese.
    pub formula_zh: &'static str,
    /// How scores come about, in English.
    pub formula_en: &'static str,
    /// By kind of site.
    pub types: Vec<TypeScore>,
    /// By street.
    pub streets: Vec<StreetScore>,
    /// By responsible unit.
    pub units: Vec<UnitScore>,
    /// Inspected sites for which nobody answers.
    pub without_unit: usize,
    /// The round before.
    pub previous: Option<PreviousScore>,
    /// Inspections that do not count, with who left them out and why.
    pub excluded: Vec<ExcludedView>,
    /// Sites on which inspectors differ.
    pub disputed_sites: usize,
    /// Items on which they differ.
    pub disputed_items: usize,
}

/// An item with what it cost.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LossView {
    /// Code.
    pub code: String,
    /// Kind of site.
    pub site_type: String,
    /// What is asked, in Chinese.
    pub text_zh: String,
    /// What is asked, in English.
    pub text_en: String,
    /// Points it is worth.
    pub weight: f64,
    /// Whether it vetoes.
    pub is_veto: bool,
    /// Points of site scores it took, added up.
    pub points_lost: f64,
    /// Its part of all points lost, 0–1.
    pub share: f64,
    /// Sites that lost points by it.
    pub sites_failed: usize,
    /// Inspected sites to which it applies.
    pub sites_checked: usize,
    /// Inspected sites to which it does not.
    pub sites_not_applicable: usize,
}

/// What cost most.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LossList {
    /// Items that cost anything, the most costly first.
    pub items: Vec<LossView>,
    /// Points of site scores lost in all.
    pub points_lost: f64,
}

/// Of which sites losses are listed.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LossQuery {
    /// Kind of site.
    pub site_type: Option<String>,
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// Items at most; all of them without a number.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u16>,
}

/// Which results to list.
#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ResultQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// Kind of site.
    pub site_type: Option<String>,
    /// Id of the unit that answered for the site when the round was published.
    pub unit: Option<Uuid>,
    /// `worst` (default), `best` or `draw` (as they were drawn).
    pub order: Option<String>,
}

/// The result of a site.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ResultRow {
    /// Id of the site in the round.
    pub round_site_id: Uuid,
    /// The site.
    pub site: DrawnSiteView,
    /// Where it lies.
    pub area: NamedArea,
    /// Who answers for it.
    pub unit: Option<UnitRef>,
    /// Points, 0–100; none when nobody inspected it.
    pub score: Option<f64>,
    /// Points in the round of the same kind and area before.
    pub previous_score: Option<f64>,
    /// Whether an inspection was vetoed.
    pub is_vetoed: bool,
    /// Inspections that count.
    pub inspections: usize,
    /// Whether its inspectors differ on some item.
    pub is_disputed: bool,
    /// Items that lost points.
    pub failed_items: usize,
}

/// One inspection of a site.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InspectionView {
    /// Record.
    pub record_id: Uuid,
    /// Who made it.
    pub inspector: AuthorView,
    /// When it ended.
    pub happened_at: UtcMillis,
    /// When it began.
    pub started_at: UtcMillis,
    /// Points, 0–100.
    pub score: Option<f64>,
    /// Whether it was vetoed.
    pub is_vetoed: bool,
    /// What is odd about it.
    pub flags: Vec<String>,
    /// What was noted of the site as a whole, with numbers of persons masked.
    pub note: Option<String>,
}

/// What one inspector found of an item.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AnswerView {
    /// Record.
    pub record_id: Uuid,
    /// `pass`, `fail`, `not_applicable` or `counted`.
    pub answer: &'static str,
    /// How many.
    pub count: Option<i64>,
    /// How many in order.
    pub good: Option<i64>,
    /// Of so many seen.
    pub seen: Option<i64>,
    /// Points earned, of the weight; none when it does not apply.
    pub earned: Option<f64>,
    /// What is wrong.
    pub note: Option<String>,
    /// Photos, SHA-256 in hexadecimal.
    pub photos: Vec<String>,
}

/// What a case of a failed item is made with.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ItemCaseQuery {
    /// Behaviour of an item for which the rubric names none.
    #[param(example = "littering")]
    pub category: Option<String>,
}

/// The case of a failed item.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ItemCase {
    /// Case.
    pub case_id: Uuid,
    /// What people call it.
    pub number: String,
    /// Stage.
    pub stage: String,
    /// Whether it was made just now.
    pub is_new: bool,
}

/// An item of a result.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ItemResult {
    /// The item.
    pub item: ItemView,
    /// Points of the site's score it took.
    pub lost: f64,
    /// Whether the inspectors differ on it.
    pub is_disputed: bool,
    /// What each of them found.
    pub answers: Vec<AnswerView>,
    /// Its case.
    pub case: Option<ItemCase>,
}

/// The result of a site in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ResultView {
    /// The result.
    #[serde(flatten)]
    pub row: ResultRow,
    /// Inspections that count.
    pub visits: Vec<InspectionView>,
    /// Every item, in the order of the rubric.
    pub items: Vec<ItemResult>,
}

/// An inspection to be left out.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExclusion {
    /// Record of the inspection.
    pub record_id: Uuid,
    /// Why, 5–300 characters; it stands in every report.
    #[schema(example = "查错了点位，照片是隔壁的站台")]
    pub reason: String,
}

impl Check for NewExclusion {
    fn check(&self, found: &mut FieldProblems) {
        found.text_length("/reason", self.reason.trim(), 5, 300);
    }
}
