//! Frames of doors.

use crate::areas::Territories;
use crate::platform::auth::markers::{PlanSurveys, SuperviseSurveys};
use crate::platform::auth::{Allowed, Level};
use crate::platform::clock::UtcMillis;
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem, ProblemResponses};
use crate::surveys::frames::{FrameImporter, by_level, by_street, pipe};
use crate::surveys::queries::frames as rows;
use crate::surveys::wire::frames::{
    FrameDetail, FrameImportQuery, FrameList, FrameReport, FrameRow,
};
use actix_web::{HttpResponse, get, post, web};
use entity::survey_frame;
use futures_util::StreamExt as _;
use std::io;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Largest file, in bytes; a million doors take about 100 MB.
const MAX_FILE_BYTES: usize = 300 * 1024 * 1024;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(import_frame)
        .service(list_frames)
        .service(show_frame);
}

/// Brings in a frame of doors from a CSV file (`dwelling_code, building, unit, door, floor, dwelling_type, lat, lng,
/// grid_code`), streamed, at most 300 MB, all or nothing. Never who lives there: other columns are refused.
#[utoipa::path(operation_id = "import_frame", tag = "surveys", params(FrameImportQuery), security(("bearer" = [])),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = FrameReport), (status = 201, body = FrameReport), ProblemResponses))]
#[post("/frames/import")]
async fn import_frame(
    who: Allowed<SuperviseSurveys>,
    query: web::Query<FrameImportQuery>,
    body: web::Payload,
    territories: web::Data<Territories>,
) -> Result<HttpResponse, Problem> {
    if territories.current().version() == 0 {
        return Err(Problem::new(Code::NoAreasYet));
    }
    let title = query.title.as_deref().map_or("", str::trim);
    if title.chars().count() > 100 || title.contains('\0') {
        let fault = FieldProblem::new("/title", FieldCode::TooLong).with("max", 100);
        return Err(Problem::invalid_query(vec![fault]));
    }
    let importer = FrameImporter {
        db: who.db(),
        clock: &who.state().clock,
        ids: &who.state().ids,
        territories: &territories,
        actor: Some(who.actor()),
        scope: Some(who.scope().clone().areas_only()),
        is_dry_run: query.dry_run,
    };
    let (sender, source) = pipe();
    let (sent, report) = futures_util::join!(pump(body, sender), importer.import(title, source));
    let report = report?;
    sent?;
    match (query.dry_run, report.is_accepted) {
        (true, _) => Ok(HttpResponse::Ok().json(report)),
        (false, true) => Ok(HttpResponse::Created().json(report)),
        (false, false) => {
            let report = serde_json::to_value(report)
                .map_err(|error| Problem::internal("write the report", error))?;
            Err(Problem::new(Code::FrameRefused).with("report", report))
        }
    }
}

/// Hands the pieces of an upload to the reader. When it breaks off the reader gets an error, so that nothing is kept.
async fn pump(
    mut body: web::Payload,
    sender: tokio::sync::mpsc::Sender<io::Result<bytes::Bytes>>,
) -> Result<(), Problem> {
    let mut size_bytes = 0;
    while let Some(piece) = body.next().await {
        let problem = match piece {
            Ok(piece) => {
                size_bytes += piece.len();
                if size_bytes <= MAX_FILE_BYTES {
                    if sender.send(Ok(piece)).await.is_err() {
                        return Ok(());
                    }
                    continue;
                }
                Problem::new(Code::PayloadTooLarge).with("max_bytes", MAX_FILE_BYTES)
            }
            Err(source) => Problem::new(Code::BodyInterrupted).because(source),
        };
        let _reader_gone = sender
            .send(Err(io::Error::other("the upload broke off")))
            .await;
        return Err(problem);
    }
    Ok(())
}

/// Frames with doors in the caller's areas, the newest first.
#[utoipa::path(operation_id = "list_frames", tag = "surveys", responses((status = 200, body = FrameList), ProblemResponses), security(("bearer" = [])))]
#[get("/frames")]
async fn list_frames(who: Allowed<PlanSurveys>) -> Result<web::Json<FrameList>, Problem> {
    let frames = rows::list(who.read(), &who.scope().clone().areas_only()).await?;
    Ok(web::Json(FrameList {
        items: frames.into_iter().map(row_of).collect(),
    }))
}

fn row_of(frame: survey_frame::Model) -> FrameRow {
    FrameRow {
        id: frame.id,
        title: frame.title,
        dwellings: frame.dwellings,
        made_at: UtcMillis(frame.made_at),
    }
}

/// A frame with its doors counted by street and community of the caller's areas. Never the doors themselves.
#[utoipa::path(operation_id = "show_frame", tag = "surveys", params(("frame_id" = Uuid, Path)),
    responses((status = 200, body = FrameDetail), ProblemResponses), security(("bearer" = [])))]
#[get("/frames/{frame_id}")]
async fn show_frame(
    who: Allowed<PlanSurveys>,
    frame_id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<FrameDetail>, Problem> {
    let counts = rows::counts(who.read(), &who.scope().clone().areas_only(), *frame_id).await?;
    let frame = rows::find(who.read(), *frame_id).await?;
    let frame = frame
        .filter(|_| !counts.is_empty())
        .ok_or_else(|| Problem::new(Code::FrameNotFound))?;
    let territory = territories.current();
    Ok(web::Json(FrameDetail {
        frame: row_of(frame),
        streets: by_street(&counts, &territory),
        communities: by_level(&counts, &territory, Level::Community),
    }))
}
