//! Every SQL of surveys. Answers and doors are never asked for in one statement.

pub mod answers;
pub mod attachments;
pub mod checks;
pub mod doors;
pub mod form_files;
pub mod forms;
pub mod frames;
pub mod quality;
pub mod surveys;
pub mod visits;

use crate::platform::auth::InArea;
use crate::platform::db::{Global, global_tables};
use entity::{
    attachment, attachment_upload, dwelling, survey, survey_answer_set, survey_attachment,
    survey_back_check, survey_cluster, survey_door, survey_door_state, survey_form,
    survey_form_draft, survey_form_file, survey_form_version, survey_form_workbook, survey_frame,
    survey_quota, survey_replacement, survey_stratum, survey_task, survey_visit, survey_visit_door,
    survey_visit_position, survey_visit_quality,
};

impl InArea for survey::Entity {
    fn area_column() -> survey::Column {
        survey::Column::AreaId
    }
}

impl InArea for survey_door::Entity {
    fn area_column() -> survey_door::Column {
        survey_door::Column::AreaId
    }
}

impl InArea for dwelling::Entity {
    fn area_column() -> dwelling::Column {
        dwelling::Column::AreaId
    }
}

impl InArea for survey_visit::Entity {
    fn area_column() -> survey_visit::Column {
        survey_visit::Column::AreaId
    }

    fn author_column() -> Option<survey_visit::Column> {
        Some(survey_visit::Column::AuthorId)
    }
}

impl InArea for survey_answer_set::Entity {
    fn area_column() -> survey_answer_set::Column {
        survey_answer_set::Column::AreaId
    }
}

impl InArea for survey_attachment::Entity {
    fn area_column() -> survey_attachment::Column {
        survey_attachment::Column::AreaId
    }
}

impl InArea for survey_back_check::Entity {
    fn area_column() -> survey_back_check::Column {
        survey_back_check::Column::AreaId
    }
}

impl InArea for survey_quota::Entity {
    fn area_column() -> survey_quota::Column {
        survey_quota::Column::AreaId
    }
}

/// Doors and visits are also asked by the survey or the record that names them, for its own sums.
impl Global for survey_door::Entity {
    const REASON: &'static str =
        "named by visits, whose authors may stand anywhere, or summed for the survey itself";
}

impl Global for dwelling::Entity {
    const REASON: &'static str =
        "staged doors of a frame that nobody sees yet; all others go through the scope";
}

global_tables! {
    attachment: "read by content addresses that a scope gave";
    attachment_upload: "asked by account";
    survey: "few; who sees which is decided by how its area and the caller's overlap";
    survey_quota: "asked by surveys that were found";
    survey_visit: "asked by doors and surveys that were found";
    survey_form: "questionnaires hold nothing of any area";
    survey_form_draft: "questionnaires hold nothing of any area";
    survey_form_file: "questionnaires hold nothing of any area";
    survey_form_version: "questionnaires hold nothing of any area";
    survey_form_workbook: "questionnaires hold nothing of any area";
    survey_frame: "a title and a count; the doors go through the scope";
    survey_stratum: "asked by surveys that a scope gave";
    survey_cluster: "asked by surveys that a scope gave";
    survey_replacement: "asked by doors that a scope gave";
    survey_task: "asked by account, or by doors that a scope gave";
    survey_door_state: "asked by doors that a scope gave, or summed";
    survey_back_check: "asked by the person who checks";
    survey_visit_door: "asked by doors that a scope gave, or by visits for what they come to at their doors";
    survey_visit_position: "asked by visits that a scope gave";
    survey_visit_quality: "asked by visits that a scope gave";
}
