//! The quality of interviews (访问质量), first layer: notes that put the list of checks into an order. They never delete, hide or
//! punish; a note is a reason to look, not a finding.
//!
//! * Seen by those who supervise the survey, inside their areas. Times of questions and positions expire with the survey, and
//!   the notes with them: nothing of this is stored.
//! * A surveyor is held against the others of the same streets, never against a fixed number: there is no “85 % alike” here.
//!
//! Source: the part on the quality of interviews in the plan of surveys; the privacy charter.
mod alike;
mod load;
mod notes;
mod place;
mod refusals;
mod routes;
mod timing;
mod view;
mod wire;

pub(super) use load::visits_of;
pub(super) use routes::configure;
pub(super) use view::look;
