//! Every SQL of inspections.

pub mod found;
pub mod rounds;
pub mod rubrics;
pub mod sites;

use crate::platform::auth::InArea;
use crate::platform::db::Global;
use entity::{
    inspection_exclusion, inspection_frame, inspection_result, inspection_round, inspection_rubric,
    inspection_site, inspection_task, site_inspection,
};

impl InArea for inspection_site::Entity {
    fn area_column() -> inspection_site::Column {
        inspection_site::Column::AreaId
    }
}

macro_rules! global {
    ($($table:ident = $reason:literal;)*) => {
        $(impl Global for $table::Entity {
            const REASON: &'static str = $reason;
        })*
    };
}

global! {
    inspection_rubric = "one rubric for everybody";
    inspection_round = "who sees a round is decided by how areas overlap";
    inspection_frame = "read by rounds that the caller reaches";
    inspection_site = "a round is scored as a whole; what is shown of it is clipped";
    inspection_task = "read by rounds that the caller reaches, or by the own account";
    site_inspection = "read by rounds that the caller reaches";
    inspection_exclusion = "read by rounds that the caller reaches";
    inspection_result = "read by rounds that the caller reaches";
}
