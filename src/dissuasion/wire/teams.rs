//! Teams over the wire.

use super::{NamedSite, PersonView};
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems, present_or_null};
use crate::platform::problem::{FieldCode, FieldProblem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Longest name of a team, in characters.
const MAX_NAME: usize = 60;
/// Longest name of a home unit, in characters.
const MAX_UNIT: usize = 100;
/// Most people that one request adds or removes.
pub(in crate::dissuasion) const MAX_PEOPLE: usize = 100;
/// Longest number of the volunteer register, in characters.
const MAX_REGISTER_NUMBER: usize = 40;

/// Filters of the list of teams.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::dissuasion) struct TeamQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// Part of the name.
    pub q: Option<String>,
    /// Only teams that ended, or only those that have not.
    pub is_ended: Option<bool>,
}

/// A team in a list.
#[expect(
    clippy::struct_excessive_bools,
    reason = "answers to separate questions"
)]
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct TeamRow {
    /// Id.
    pub id: Uuid,
    /// Say it with every change.
    pub version: i64,
    /// Name.
    #[schema(example = "学宫社区劝导队")]
    pub name: String,
    /// The unit it comes from.
    pub home_unit: String,
    /// Who leads it.
    pub leader: PersonView,
    /// Area it belongs to.
    pub area_code: String,
    /// Name of the area in Chinese.
    pub area_name_zh: String,
    /// Name of the area in English.
    pub area_name_en: String,
    /// The crossing or stop it adopted.
    pub site: Option<NamedSite>,
    /// How many belong to it, the leader included.
    pub member_count: usize,
    /// Whether it works no more.
    pub is_ended: bool,
    /// Whether the caller leads it.
    pub is_leader: bool,
    /// Whether the caller may plan for it.
    pub can_plan: bool,
    /// Whether the caller may change members, rosters and hours.
    pub can_lead: bool,
}

/// A team with its people.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct TeamDetail {
    /// As in the list.
    #[serde(flatten)]
    pub row: TeamRow,
    /// Who belongs to it, the leader first.
    pub members: Vec<TeamMemberView>,
}

/// Somebody in a team.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct TeamMemberView {
    /// Account id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Since when; absent for a leader who is no member.
    pub joined_at: Option<UtcMillis>,
    /// Number in the volunteer register; shown to leader and planner, and to the person.
    pub register_number: Option<String>,
}

/// A new team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct NewTeam {
    /// Name, at most 60 characters.
    pub name: String,
    /// The unit it comes from, at most 100 characters.
    #[serde(default)]
    pub home_unit: String,
    /// Account of the leader; must hold a role that leads teams.
    pub leader_id: Uuid,
    /// Area it belongs to, within the caller's.
    pub area_code: String,
    /// The crossing or stop it adopted.
    pub site_code: Option<String>,
    /// Accounts of its members, at most 100.
    #[serde(default)]
    pub member_ids: Vec<Uuid>,
}

impl Check for NewTeam {
    fn check(&self, found: &mut FieldProblems) {
        found.text_length("/name", self.name.trim(), 1, MAX_NAME);
        found.text_length("/home_unit", &self.home_unit, 0, MAX_UNIT);
        not_too_many("/member_ids", self.member_ids.len(), found);
    }
}

/// A change of a team; absent fields stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct TeamPatch {
    /// The version the caller saw.
    pub version: i64,
    /// Name.
    pub name: Option<String>,
    /// The unit it comes from.
    pub home_unit: Option<String>,
    /// Account of the leader.
    pub leader_id: Option<Uuid>,
    /// Area it belongs to.
    pub area_code: Option<String>,
    /// The adopted crossing or stop; null for none.
    #[expect(clippy::option_option, reason = "absent and null say different things")]
    #[serde(default, deserialize_with = "present_or_null")]
    #[schema(value_type = Option<String>)]
    pub site_code: Option<Option<String>>,
    /// Whether it works no more; its coming shifts go.
    pub is_ended: Option<bool>,
}

impl Check for TeamPatch {
    fn check(&self, found: &mut FieldProblems) {
        if let Some(name) = &self.name {
            found.text_length("/name", name.trim(), 1, MAX_NAME);
        }
        if let Some(unit) = &self.home_unit {
            found.text_length("/home_unit", unit, 0, MAX_UNIT);
        }
    }
}

/// People who join or leave.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct MembersChange {
    /// The version of the team the caller saw.
    pub version: i64,
    /// Accounts that join, at most 100.
    #[serde(default)]
    pub add: Vec<Uuid>,
    /// Accounts that leave, at most 100.
    #[serde(default)]
    pub remove: Vec<Uuid>,
}

impl Check for MembersChange {
    fn check(&self, found: &mut FieldProblems) {
        not_too_many("/add", self.add.len(), found);
        not_too_many("/remove", self.remove.len(), found);
    }
}

fn not_too_many(pointer: &str, length: usize, found: &mut FieldProblems) {
    if length > MAX_PEOPLE {
        found
            .0
            .push(FieldProblem::new(pointer, FieldCode::TooMany).with("max", MAX_PEOPLE));
    }
}

/// Filters of the people that may be taken into teams.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::dissuasion) struct PeopleQuery {
    /// Part of the name or sign-in name.
    pub q: Option<String>,
}

/// Somebody who may be taken into a team.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct CandidateView {
    /// Account id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Codes of the roles held.
    pub roles: Vec<String>,
    /// Whether a role allows leading a team.
    pub may_lead: bool,
}

/// A number of the volunteer register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct RegisterNumber {
    /// At most 40 characters; never an ID or phone number; null for none.
    pub register_number: Option<String>,
}

impl Check for RegisterNumber {
    fn check(&self, found: &mut FieldProblems) {
        let Some(number) = &self.register_number else {
            return;
        };
        found.text_length("/register_number", number.trim(), 1, MAX_REGISTER_NUMBER);
        if crate::records::mask_personal_data(number).is_some() {
            found.add("/register_number", FieldCode::InvalidValue);
        }
    }
}
