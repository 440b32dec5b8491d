//! The offline pack.

use crate::platform::auth::SignedIn;
use crate::platform::problem::{Code, Problem, ProblemResponses};
use crate::records::field_pack::{self, Manifest, PackCaller, PackParts};
use actix_web::{HttpResponse, get, web};
use std::sync::Arc;

/// What the phone needs offline, as a list of parts with their hashes.
#[utoipa::path(operation_id = "show_field_pack", tag = "records", responses((status = 200, body = Manifest), ProblemResponses), security(("bearer" = [])))]
#[get("/field-pack")]
pub(super) async fn show_field_pack(
    who: SignedIn,
    parts: web::Data<PackParts>,
) -> Result<web::Json<Manifest>, Problem> {
    let now = who.state().clock.now();
    let caller = PackCaller {
        actor: Arc::new(who.actor().clone()),
        db: who.db().clone(),
        now,
    };
    Ok(web::Json(field_pack::manifest(&parts, &caller).await?))
}

/// One part that a manifest named for this account within 48 hours.
#[utoipa::path(operation_id = "show_field_pack_part", tag = "records", params(("sha256" = String, Path, description = "64 lower-case hexadecimal digits")), responses((status = 200, description = "The part as JSON", content_type = "application/json"), ProblemResponses), security(("bearer" = [])))]
#[get("/field-pack/parts/{sha256}")]
pub(super) async fn show_field_pack_part(
    who: SignedIn,
    sha256: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let mut hash = [0_u8; 32];
    let missing = || Problem::new(Code::PartNotFound);
    hex::decode_to_slice(sha256.as_str(), &mut hash).map_err(|_bad| missing())?;
    let body = field_pack::part(who.db(), who.actor(), hash)
        .await?
        .ok_or_else(missing)?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header(("cache-control", "private, no-store"))
        .body(body))
}
