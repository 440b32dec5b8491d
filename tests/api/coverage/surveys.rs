//! Sample calls about questionnaires, frames, surveys and doors.

use super::samples::{Call, Sign, get, json_call, text};
use super::world::{Side, World};
use crate::support::{
    Fieldwork, STREET_EAST, STREET_WEST, form_with_files, frame_csv, small_form, with,
};
use serde_json::json;
use wenxun::platform::auth::Permission;

/// What an operation of surveys needs.
pub fn permission(id: &str) -> Option<Permission> {
    Some(match id {
        "list_forms" | "show_form_version" | "show_form_workbook" | "show_form_diff"
        | "list_form_files" => Permission::ReadForms,
        "allow_form" => Permission::AllowForms,
        "check_form" | "create_form" | "upload_form_file" | "publish_form"
        | "delete_form_draft" | "list_frames" | "show_frame" | "create_survey" | "plan_survey"
        | "update_survey" | "draw_survey" | "close_survey" | "redraw_survey" => {
            Permission::PlanSurveys
        }
        "follow_survey"
        | "show_form_file"
        | "list_surveys"
        | "show_survey"
        | "show_survey_progress"
        | "show_survey_rates"
        | "show_survey_cross" => Permission::ReadSurveys,
        "export_answers" | "list_attachments" | "show_attachment" => Permission::ExportAnswers,
        "upload_attachment" => Permission::SendPhotos,
        "show_survey_quality" | "list_back_checks" | "draw_back_checks" => {
            Permission::SuperviseSurveys
        }
        "import_frame"
        | "list_survey_doors"
        | "list_survey_points"
        | "list_survey_surveyors"
        | "show_assignments"
        | "change_assignments"
        | "replace_survey_door" => Permission::SuperviseSurveys,
        _ => return None,
    })
}

fn street(side: Side) -> &'static str {
    match side {
        Side::Own => STREET_EAST,
        Side::Neighbour => STREET_WEST,
    }
}

fn upload(
    path: impl Into<String>,
    body: Vec<u8>,
    content_type: &'static str,
    sign: Sign,
) -> Option<Call> {
    Some(Call {
        method: "POST",
        path: format!("/api/v1{}", path.into()),
        body: Some((body, content_type)),
        sign,
    })
}

/// The call of operation `id` about the thing on `side`.
pub async fn call(world: &World, id: &str, side: Side) -> Option<Call> {
    permission(id)?;
    let work = world.fieldwork(side);
    if let Some(call) = about_forms(world, id, work).await {
        return Some(call);
    }
    if let Some(call) = about_planning(id, side, work).await {
        return Some(call);
    }
    about_doors(id, work)
}

async fn about_forms(world: &World, id: &str, work: &Fieldwork) -> Option<Call> {
    const WORKBOOK: &str = "application/octet-stream";
    let version = world.city.new_id().simple().to_string();
    let rows = [["integer", "stalls", "摊位数"]];
    let known = format!("/forms/{}/versions/2026010101", work.form_id);
    match id {
        "check_form" => upload(
            "/forms/check",
            small_form("f", "1", &rows),
            WORKBOOK,
            Sign::Success,
        ),
        "create_form" => upload(
            "/forms",
            small_form("sample", &version, &rows),
            WORKBOOK,
            Sign::Success,
        ),
        "list_forms" => get("/forms", text(&work.form_id)),
        "show_form_version" => get(known, text(&work.form_id)),
        "show_form_workbook" => get(format!("{known}/workbook"), Sign::Bytes),
        "list_form_files" => get(format!("{known}/files"), Sign::Success),
        "upload_form_file" | "show_form_file" => {
            let book = form_with_files("sample", &version);
            let made = work.planner.upload_form(book).await.json();
            let path = format!(
                "/forms/{}/versions/{version}",
                made["form_id"].as_str().unwrap()
            );
            let table = b"name,label\na,A\n";
            let full = format!("/api/v1{path}");
            work.planner
                .upload_form_file(&full, "shops.csv", table)
                .await;
            let path = format!("{path}/files/shops.csv");
            if id == "show_form_file" {
                return get(path, Sign::Bytes);
            }
            Some(Call {
                method: "PUT",
                path: format!("/api/v1{path}"),
                body: Some((table.to_vec(), WORKBOOK)),
                sign: Sign::Success,
            })
        }
        "show_form_diff" => get(
            format!("/forms/{}/diff?from=2026010101&to=2026010101", work.form_id),
            Sign::Success,
        ),
        "publish_form" | "allow_form" | "delete_form_draft" => {
            let made = work
                .planner
                .upload_form(small_form("sample", &version, &rows))
                .await
                .json();
            let path = format!(
                "/forms/{}/versions/{version}",
                made["form_id"].as_str().unwrap()
            );
            match id {
                "publish_form" => {
                    json_call("POST", format!("{path}/publish"), &json!({}), Sign::Success)
                }
                "allow_form" => {
                    let reason = json!({"reason": "reviewed by the city office"});
                    json_call("POST", format!("{path}/allow"), &reason, Sign::Success)
                }
                _ => Some(Call {
                    method: "DELETE",
                    path: format!("/api/v1{path}"),
                    body: None,
                    sign: Sign::Success,
                }),
            }
        }
        _ => None,
    }
}

async fn about_planning(id: &str, side: Side, work: &Fieldwork) -> Option<Call> {
    let area = street(side);
    let path = format!("/surveys/{}", work.id());
    let body = work.body(json!({"area_code": area}));
    match id {
        "import_frame" => {
            let csv = frame_csv(area).into_bytes();
            upload(
                "/frames/import?dry_run=true",
                csv,
                "text/csv",
                text("\"is_accepted\":true"),
            )
        }
        "list_frames" => get("/frames", text(&work.frame_id)),
        "show_frame" => get(format!("/frames/{}", work.frame_id), text(&work.frame_id)),
        "list_surveys" => get("/surveys", text(work.id())),
        "follow_survey" => get(format!("{path}/live"), Sign::Success),
        "show_survey" => get(path, text(work.id())),
        "show_survey_progress" => get(format!("{path}/progress"), Sign::Count("/total/doors")),
        "show_survey_rates" => get(format!("{path}/rates"), text(work.id())),
        "show_survey_cross" => get(
            format!("{path}/cross?row=main/respondent/gender&column=main/awareness/aware"),
            text("main/respondent/gender"),
        ),
        "show_survey_quality" => get(format!("{path}/quality"), text("\"interviews\"")),
        "list_back_checks" => get(format!("{path}/back-checks"), text("\"mismatches\"")),
        "draw_back_checks" => json_call(
            "POST",
            format!("{path}/back-checks"),
            &json!({"account_ids": [work.surveyor.id()]}),
            Sign::Success,
        ),
        "export_answers" => get(format!("{path}/answers/export"), Sign::Bytes),
        "list_attachments" => get(format!("{path}/attachments"), Sign::Success),
        "show_attachment" => get(
            format!("{path}/attachments/{}", "0".repeat(64)),
            Sign::Bytes,
        ),
        "upload_attachment" => Some(Call {
            method: "PUT",
            path: format!("/api/v1/attachments/{}", "0".repeat(64)),
            body: Some((b"%PDF-1.7".to_vec(), "application/octet-stream")),
            sign: Sign::Success,
        }),
        "create_survey" => json_call("POST", "/surveys", &body, Sign::Success),
        "plan_survey" => {
            let design = with(
                body["design"].clone(),
                json!({"allocation": "proportional", "given": {}}),
            );
            let asked = json!({"frame_id": work.frame_id, "area_code": area, "design": design});
            json_call("POST", "/surveys/plan", &asked, Sign::Success)
        }
        "update_survey" | "draw_survey" | "close_survey" | "redraw_survey" => {
            let made = work.planner.post("/api/v1/surveys", &body).await.json();
            let path = format!("/surveys/{}", made["id"].as_str().unwrap());
            let before: &[&str] = match id {
                "close_survey" => &["draw"],
                "redraw_survey" => &["draw", "close"],
                _ => &[],
            };
            for step in before {
                let reply = work
                    .planner
                    .post(&format!("/api/v1{path}/{step}"), &json!({}))
                    .await;
                assert_eq!(reply.status, 200, "{}", reply.text());
            }
            match id {
                "update_survey" => json_call(
                    "PUT",
                    path,
                    &with(body, json!({"seen_version": 1})),
                    Sign::Success,
                ),
                "draw_survey" => {
                    json_call("POST", format!("{path}/draw"), &json!({}), Sign::Success)
                }
                "close_survey" => {
                    json_call("POST", format!("{path}/close"), &json!({}), Sign::Success)
                }
                _ => json_call("POST", format!("{path}/redraw"), &json!({}), Sign::Success),
            }
        }
        _ => None,
    }
}

fn about_doors(id: &str, work: &Fieldwork) -> Option<Call> {
    let path = format!("/surveys/{}", work.id());
    let door = work.door(0);
    match id {
        "list_survey_doors" => get(format!("{path}/doors"), text(door)),
        "list_survey_points" => get(format!("{path}/doors/points"), text(door)),
        "list_survey_surveyors" => get(format!("{path}/surveyors"), text(&work.surveyor.id())),
        "show_assignments" => get(format!("{path}/assignments"), text(&work.surveyor.id())),
        "change_assignments" => json_call(
            "PUT",
            format!("{path}/assignments"),
            &json!({"items": []}),
            Sign::Success,
        ),
        "replace_survey_door" => {
            let reason = json!({"reason": "vacant"});
            json_call(
                "POST",
                format!("{path}/doors/{door}/replace"),
                &reason,
                Sign::Success,
            )
        }
        _ => None,
    }
}
