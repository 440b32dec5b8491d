//! What goes over the wire. Points are numbers with at most two decimals.

mod results;
mod rounds;
mod rubrics;

pub use results::{
    AnswerView, DrawnSiteView, ExcludedView, InspectionView, ItemCase, ItemCaseQuery, ItemResult,
    LossList, LossQuery, LossView, NewExclusion, PreviousScore, ResultQuery, ResultRow, ResultView,
    RoundRef, RoundSiteQuery, RoundSiteView, ScoreView, ScoredSites, ScoresView, StreetScore,
    TypeScore, UnitScore,
};
pub use rounds::{
    FrameQuery, FrameStratumView, FrameTypeView, FrameView, InspectorList, InspectorView,
    InspectorsByStreet, InspectorsOfArea, NewInspectors, NewPlanner, NewRound, NewRoundType,
    RedrawnView, RoundProgress, RoundQuery, RoundRubric, RoundTypeView, RoundView, SeenVersion,
    StreetInspectors,
};
pub use rubrics::{ItemView, RubricImportQuery, RubricList, RubricRow, RubricTypeView, RubricView};

use crate::platform::num;

/// Hundredths as points.
pub fn points(hundredths: i64) -> f64 {
    num::from_i64(hundredths) / 100.0
}
