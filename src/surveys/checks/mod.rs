//! Back-checks (回访): the server draws interviews, another person asks again, and what differs is counted.
//!
//! * At least one in ten interviews and five of every surveyor (all where there are fewer); a further draw adds what new
//!   interviews need. Half of them are those with the most notes, half are drawn by lot, so that nobody is safe and nobody is
//!   singled out alone.
//! * The short form is asked: the questions of the rates that are published, consent, and what leads to them.
//! * Never by the person who interviewed. The door comes to the checker's phone with the visit it checks.
//! * What differs is counted by question and by interview; a difference is a reason to ask, not a finding. It expires with
//!   the survey.
mod compare;
mod lot;
mod routes;
mod short;
mod wire;

pub(super) use routes::configure;
pub(super) use short::short_form;
