//! Sample calls about indicators, evidence and reports.

use super::samples::{Call, Sign, get, json_call, text};
use super::world::{Side, World};
use crate::support::{Client, PROVEN, TABLE, pdf};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use wenxun::platform::auth::{Permission, Role};

/// Numbers that are used once.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// What an operation of indicators needs.
pub fn permission(id: &str) -> Option<Permission> {
    Some(match id {
        "list_framework_editions"
        | "show_framework_edition"
        | "list_gauges"
        | "show_scoreboard"
        | "list_reports"
        | "show_report"
        | "show_report_content"
        | "show_report_preview"
        | "show_report_schedule"
        | "list_evidence"
        | "show_evidence"
        | "show_evidence_file"
        | "change_evidence_state"
        | "show_evidence_matrix"
        | "export_evidence" => Permission::ReadIndicators,
        "import_framework"
        | "change_requirement_measures"
        | "publish_framework_edition"
        | "publish_report"
        | "update_report_schedule" => Permission::ManageIndicators,
        "upload_evidence" => Permission::FileEvidence,
        "export_report" => Permission::ExportRecords,
        _ => return None,
    })
}

fn number() -> u32 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A week of some year long ago.
pub fn week() -> String {
    let number = number();
    format!("{}-W{:02}", 2001 + number / 50, number % 50 + 1)
}

/// The first edition holds from long ago on.
async fn desk(world: &World) -> Client {
    let admin = world.caller(Role::CitySupervisor).await;
    let editions = admin.get("/api/v1/indicators/editions").await.json();
    if editions["items"] == json!([]) {
        world.city.publish_table(&admin, "2000-01-01").await;
    }
    admin
}

/// The path of an edition that is not published.
async fn draft(admin: &Client) -> String {
    let made = admin
        .import_table(&format!("code=draft{}", number()), TABLE)
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    format!("/indicators/editions/{}", made.json()["edition_id"])
}

fn report(grid: &str) -> Value {
    json!({"period": week(), "area_code": grid})
}

/// A call about editions or gauges.
async fn framework(id: &str, admin: &Client) -> Option<Call> {
    match id {
        "list_framework_editions" => get("/indicators/editions", Sign::Success),
        "show_framework_edition" => get("/indicators/editions/1", Sign::Success),
        "list_gauges" => get("/indicators/gauges", Sign::Success),
        "show_report_schedule" => get("/reports/schedule", Sign::Success),
        "update_report_schedule" => {
            let off =
                json!({"weekly": false, "monthly": false, "quarterly": false, "yearly": false});
            json_call("PUT", "/reports/schedule", &off, Sign::Success)
        }
        "import_framework" => Some(Call {
            method: "POST",
            path: "/api/v1/indicators/editions/import?code=trial&title_zh=x&dry_run=true"
                .to_owned(),
            body: Some((TABLE.as_bytes().to_vec(), "text/csv")),
            sign: text("\"is_accepted\":true"),
        }),
        "change_requirement_measures" => json_call(
            "POST",
            format!("{}/measures", draft(admin).await),
            &json!({"requirement_code": PROVEN, "measures": []}),
            Sign::Success,
        ),
        "publish_framework_edition" => json_call(
            "POST",
            format!("{}/publish", draft(admin).await),
            &json!({"from": format!("{}-01-01", 2100 + number())}),
            Sign::Success,
        ),
        _ => None,
    }
}

/// The call of operation `id` about the thing on `side`.
pub async fn call(world: &World, id: &str, side: Side) -> Option<Call> {
    permission(id)?;
    let admin = desk(world).await;
    if let Some(call) = framework(id, &admin).await {
        return Some(call);
    }
    let grid = world.place(side).grid;
    match id {
        "show_scoreboard" => get(
            format!("/indicators/scoreboard?area={grid}&trend=0"),
            text(grid),
        ),
        "publish_report" => json_call("POST", "/reports", &report(grid), Sign::Success),
        "show_report_preview" => get(
            format!("/reports/preview?period=2026-Q4&area={grid}"),
            text(grid),
        ),
        "list_reports" | "show_report" | "show_report_content" | "export_report" => {
            let made = admin.post("/api/v1/reports", &report(grid)).await;
            assert_eq!(made.status, 201, "{}", made.text());
            let made = made.json();
            let report = made["frozen"]["id"].as_str().unwrap();
            match id {
                "export_report" => get(format!("/reports/{report}/export"), Sign::Bytes),
                "list_reports" => get("/reports?limit=100", text(report)),
                "show_report_content" => get(format!("/reports/{report}/content"), text(grid)),
                _ => get(format!("/reports/{report}"), text(report)),
            }
        }
        _ => evidence(id, &admin, grid).await,
    }
}

/// A call about evidence of a grid that somebody else filed.
async fn evidence(id: &str, admin: &Client, grid: &str) -> Option<Call> {
    let period = week();
    let query = format!("period={period}&area={grid}");
    let bytes = pdf(&number().to_string());
    if id == "upload_evidence" {
        return Some(Call {
            method: "POST",
            path: format!("/api/v1/evidence?requirement={PROVEN}&name=plan.pdf&{query}"),
            body: Some((bytes, "application/octet-stream")),
            sign: Sign::Success,
        });
    }
    let filed = admin.file_evidence(PROVEN, &query, bytes).await;
    assert_eq!(filed.status, 201, "{}", filed.text());
    let filed = filed.json();
    let evidence = filed["evidence"]["id"].as_str().unwrap();
    match id {
        "list_evidence" => get(format!("/evidence?period={period}"), text(evidence)),
        "show_evidence" => get(format!("/evidence/{evidence}"), text(evidence)),
        "show_evidence_file" => get(format!("/evidence/{evidence}/file"), Sign::Bytes),
        "change_evidence_state" => json_call(
            "POST",
            format!("/evidence/{evidence}/steps"),
            &json!({"version": 1, "action": "accept"}),
            Sign::Success,
        ),
        "show_evidence_matrix" => get(format!("/evidence/matrix?area={grid}"), Sign::Success),
        "export_evidence" => get(format!("/evidence/package?{query}"), Sign::Bytes),
        _ => None,
    }
}
