//! A supervisor returns a record to its author for mending.

use crate::platform::audit;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ManageCases;
use crate::platform::db::{Lock, hold};
use crate::platform::input::{Check, FieldProblems, Valid};
use crate::platform::problem::{Code, FieldCode, Problem, ProblemResponses};
use crate::records::envelope::mask_personal_data;
use crate::records::flags::Flag;
use crate::records::followed::{ReturnOfRecord, insert_return};
use crate::records::queries;
use actix_web::{HttpResponse, post, web};
use entity::{record, record_return};
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// Why a record goes back to its author.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReturnBody {
    /// What is to be mended, 2 to 500 characters.
    #[schema(example = "类别选错了，请改成占道经营")]
    remark: String,
    /// Which field the phone opens, as an RFC 6901 pointer into the record.
    #[schema(example = "/payload/category")]
    pointer: Option<String>,
}

impl Check for ReturnBody {
    fn check(&self, found: &mut FieldProblems) {
        found.text_length("/remark", self.remark.trim(), 2, 500);
        let is_pointer = |text: &String| text.starts_with('/') && text.len() <= 200;
        if self
            .pointer
            .as_ref()
            .is_some_and(|pointer| !is_pointer(pointer))
        {
            found.add("/pointer", FieldCode::InvalidValue);
        }
    }
}

/// Return a record to its author for mending; the phone opens it at the field, with the remark. The record stands as it is:
/// what is mended comes as a correction.
#[utoipa::path(operation_id = "send_record_back", tag = "records", params(("record_id" = Uuid, Path)), request_body = ReturnBody, responses((status = 201, body = ReturnOfRecord), ProblemResponses), security(("bearer" = [])))]
#[post("/records/{record_id}/return")]
pub(super) async fn send_record_back(
    who: Allowed<ManageCases>,
    id: web::Path<Uuid>,
    Valid(body): Valid<ReturnBody>,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (*id, who.now());
    let remark = mask_personal_data(&body.remark).unwrap_or_else(|| body.remark.clone());
    let areas = who.scope().clone().areas_only();
    who.write::<_, Problem>(async |tx| {
        hold(tx, Lock::Changes).await?;
        let found = areas
            .find::<record::Entity>()
            .filter(record::Column::Id.eq(id))
            .one(tx)
            .await?;
        found.ok_or_else(|| Problem::new(Code::RecordNotFound))?;
        let flags = queries::flags_of(tx, [id])
            .await?
            .remove(&id)
            .unwrap_or_default();
        if flags.iter().any(|flag| flag == Flag::Superseded.code()) {
            return Err(Problem::new(Code::RecordSuperseded));
        }
        let row = record_return::Model {
            id: who.new_id(),
            record_id: id,
            remark: remark.clone(),
            pointer: body.pointer.clone(),
            by_id: who.actor().account_id,
            at: now.0,
        };
        insert_return(tx, row).await?;
        let event = audit::Event::new(
            Some(who.actor()),
            "send_record_back",
            format!("record:{id}"),
        );
        audit::record(
            tx,
            &who.state().clock,
            event.detail(json!({"pointer": body.pointer})),
        )
        .await?;
        Ok(())
    })
    .await?;
    Ok(HttpResponse::Created().json(ReturnOfRecord {
        remark,
        pointer: body.pointer,
        at: now,
    }))
}
