//! Every SQL of duty.

pub(super) mod field;
pub(super) mod figures;
pub(super) mod hours;
pub(super) mod people;
pub(super) mod plans;
pub(super) mod shifts;
pub(super) mod sums;
pub(super) mod swaps;
pub(super) mod teams;
pub(super) mod term;

use crate::platform::auth::InArea;
use crate::platform::db::global_tables;
use entity::{
    duty_plan, hours_entry, hours_kept, measure, roster_entry, shift, shift_check, shift_counter,
    shift_handout, shift_presence, shift_report, shift_sum, shift_sum_mark, shift_swap, team,
    team_stint, volunteer,
};

macro_rules! in_area {
    ($($table:ident)*) => {$(
        impl InArea for $table::Entity {
            fn area_column() -> $table::Column {
                $table::Column::AreaId
            }
        }
    )*};
}
in_area! { team duty_plan shift hours_entry measure }

global_tables! {
    team: "a person's own teams are found by membership, wherever they stand";
    team_stint: "read by ids of teams that the caller reaches, or of the caller";
    volunteer: "read by accounts of teams that the caller leads or plans";
    duty_plan: "read by ids of teams that the caller reaches";
    roster_entry: "read by ids of shifts that the caller reaches";
    shift_swap: "read by ids of shifts that the caller reaches";
    shift_check: "read by ids of shifts that the caller reaches, or of the caller";
    shift_report: "read by ids of shifts that the caller reaches";
    shift_counter: "read by ids of reports of such shifts";
    shift_handout: "read by ids of reports of such shifts";
    shift_presence: "read by ids of reports of such shifts";
    hours_entry: "read by account of the caller, or by teams and areas that the caller leads or plans";
    hours_kept: "read by account of the caller, or by accounts whose hours the caller leads or plans";
    shift_sum: "read by shifts that the caller reaches, without persons";
    shift_sum_mark: "how far the change log is counted";
    measure: "left out of comparisons wherever it stands";
}
