//! Rubrics.

use crate::inspections::import::{NewRubric, RubricReport, import, unknown};
use crate::inspections::queries::rubrics as rows;
use crate::inspections::rubrics::Rubrics;
use crate::inspections::wire::{RubricImportQuery, RubricList, RubricRow, RubricView};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{ManageRubrics, ReadInspections};
use crate::platform::input::{FieldProblems, read_limited};
use crate::platform::problem::{Problem, ProblemResponses};
use actix_web::{HttpResponse, get, post, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Largest file, in bytes.
const MAX_UPLOAD_BYTES: usize = 5 * 1024 * 1024;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_rubrics)
        .service(import_rubric)
        .service(show_rubric);
}

/// Versions of the rubric, the newest first.
#[utoipa::path(operation_id = "list_rubrics", tag = "inspections", responses((status = 200, body = RubricList), ProblemResponses), security(("bearer" = [])))]
#[get("/inspections/rubrics")]
async fn list_rubrics(who: Allowed<ReadInspections>) -> Result<web::Json<RubricList>, Problem> {
    let rows = rows::all(who.read()).await?;
    let newest = rows.first().map(|row| row.number);
    let items = rows.iter().map(|row| RubricRow::of(row, newest)).collect();
    Ok(web::Json(RubricList { items }))
}

/// A version of the rubric with every item.
#[utoipa::path(operation_id = "show_rubric", tag = "inspections", params(("rubric_id" = Uuid, Path)), responses((status = 200, body = RubricView), ProblemResponses), security(("bearer" = [])))]
#[get("/inspections/rubrics/{rubric_id}")]
async fn show_rubric(
    who: Allowed<ReadInspections>,
    id: web::Path<Uuid>,
    rubrics: web::Data<Rubrics>,
) -> Result<web::Json<RubricView>, Problem> {
    let row = rows::find(who.read(), *id).await?.ok_or_else(unknown)?;
    let newest = rows::newest(who.read()).await?.map(|row| row.number);
    let rubric = rubrics.get(who.read(), *id).await?.ok_or_else(unknown)?;
    let row = RubricRow::of(&row, newest);
    Ok(web::Json(RubricView::of(row, &rubric)))
}

/// Make the next version of the rubric out of a table (CSV, or the first sheet of a workbook) with the columns `code`, `site_type`,
/// `text_zh`, `text_en`, `weight`, `fail_severity` and, where needed, `kind`, `minimum`, `wanted_percent`, `penalty`, `is_veto`,
/// `may_be_not_applicable`, `needs_photo`, `counted_zh`, `counted_en`, `category`, `indicator_code`. The weights of a kind of site
/// sum to 100. With `dry_run` only the report is made. Earlier versions stay as they are.
#[utoipa::path(operation_id = "import_rubric", tag = "inspections", params(RubricImportQuery), request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = RubricReport), (status = 201, body = RubricReport), ProblemResponses), security(("bearer" = [])))]
#[post("/inspections/rubrics/import")]
async fn import_rubric(
    who: Allowed<ManageRubrics>,
    query: web::Query<RubricImportQuery>,
    body: web::Payload,
) -> Result<HttpResponse, Problem> {
    let titles = (query.title_zh.trim(), query.title_en.trim());
    let mut found = FieldProblems::default();
    found.text_length("/title_zh", titles.0, 1, 60);
    found.text_length("/title_en", titles.1, 1, 120);
    if !found.0.is_empty() {
        return Err(Problem::invalid_query(found.0));
    }
    let bytes = read_limited(body, MAX_UPLOAD_BYTES).await?;
    let new = NewRubric {
        titles: (titles.0.to_owned(), titles.1.to_owned()),
        bytes: &bytes,
        is_dry_run: query.dry_run,
    };
    let report = import(&who, new).await?;
    Ok(if report.was_applied {
        HttpResponse::Created().json(report)
    } else {
        HttpResponse::Ok().json(report)
    })
}
