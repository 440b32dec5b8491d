//! One file per table: columns only, no logic.

pub mod account;
pub mod area;
pub mod area_version;
pub mod audit_checkpoint;
pub mod audit_event;
pub mod change;
pub mod device;
pub mod field_pack_part;
pub mod incident;
pub mod job;
pub mod photo;
pub mod photo_upload;
pub mod record;
pub mod record_flag;
pub mod record_note;
pub mod record_photo;
pub mod record_position;
pub mod refresh_token;
pub mod retention_permit;
pub mod road;
pub mod role_grant;
pub mod session;
pub mod setting;
pub mod sign_in_guess;
pub mod site;
pub mod tally;
