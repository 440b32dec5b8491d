//! Handlers of duty.

mod figures;
mod hours;
mod plans;
mod roster;
mod shifts;
mod teams;

pub(super) use shifts::asked_of;

use crate::areas::Territory;
use crate::dissuasion::error::DutyError;
use crate::platform::auth::AreaScope;
use crate::platform::problem::FieldCode;
use chrono::NaiveDate;
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    teams::configure(api);
    figures::configure(api);
    plans::configure(api);
    super::export::configure(api);
    shifts::configure(api);
    roster::configure(api);
    hours::configure(api);
}

/// The subtree of an area asked for by its code.
fn area_asked(territory: &Territory, code: Option<&str>) -> Result<Option<AreaScope>, DutyError> {
    let Some(code) = code else {
        return Ok(None);
    };
    let area = territory
        .by_code(code)
        .ok_or_else(|| DutyError::query("/area", FieldCode::UnknownArea))?;
    Ok(Some(AreaScope::subtrees([area.path.clone()])))
}

/// A local day asked for.
fn day_asked(pointer: &str, text: Option<&str>) -> Result<Option<NaiveDate>, DutyError> {
    let Some(text) = text else {
        return Ok(None);
    };
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let day = day.filter(|_| text.len() == 10);
    day.map(Some)
        .ok_or_else(|| DutyError::query(pointer, FieldCode::BadDate))
}

/// Part of a name asked for, trimmed; nothing when empty.
fn text_asked(text: Option<&str>) -> Result<Option<String>, DutyError> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    if text.is_some_and(|text| text.chars().count() > 64 || text.contains('\0')) {
        return Err(DutyError::query("/q", FieldCode::TooLong));
    }
    Ok(text.map(str::to_owned))
}
