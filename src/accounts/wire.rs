//! What travels: requests and answers about accounts.

pub(super) mod administration;

use super::model::AccountName;
use crate::platform::auth::{Actor, Permission, Reach, RoleGrant};
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::FieldCode;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Longest name of a person or device, in characters.
const MAX_NAME: usize = 64;

/// What kind of program signs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Client {
    /// Keeps the refresh token in a cookie.
    #[default]
    Browser,
    /// Gets the refresh token in the body.
    Api,
}

impl Client {
    /// The word as stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Api => "api",
        }
    }
}

/// The browser or program that signs in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDevice {
    /// Made once by the device; a label only, it proves nothing.
    pub id: Uuid,
    /// A name that its owner recognises.
    #[schema(example = "Redmi Note 12", max_length = 64)]
    pub name: String,
}

impl NewDevice {
    fn check(&self, found: &mut FieldProblems) {
        found.text_length("/device/name", &self.name, 0, MAX_NAME);
    }
}

/// A sign-in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// Sign-in name.
    #[schema(example = "grid.demo", min_length = 1, max_length = 64)]
    pub account: String,
    /// Password.
    #[schema(value_type = String, example = "wenxun-demo", min_length = 1, max_length = 256)]
    pub password: SecretString,
    /// The device.
    pub device: NewDevice,
    /// Kind of program.
    #[serde(default)]
    pub client: Client,
}

impl Check for NewSession {
    fn check(&self, found: &mut FieldProblems) {
        found.text_length("/account", &self.account, 1, 64);
        found.text_length("/password", self.password.expose_secret(), 1, 256);
        self.device.check(found);
    }
}

/// A request for the next tokens of a session. A browser's refresh token comes in its cookie.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionRefresh {
    /// Kind of program.
    #[serde(default)]
    pub client: Client,
    /// The refresh token of an API client.
    #[schema(value_type = Option<String>)]
    pub refresh_token: Option<SecretString>,
}

impl Check for SessionRefresh {
    fn check(&self, found: &mut FieldProblems) {
        if self.client == Client::Api && self.refresh_token.is_none() {
            found.add("/refresh_token", FieldCode::MissingField);
        }
    }
}

/// The first administrator.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAdministrator {
    /// The one-time token of the printed link.
    #[schema(value_type = String)]
    pub token: SecretString,
    /// Sign-in name to create.
    #[schema(example = "li.admin")]
    pub account: String,
    /// The person's name.
    #[schema(example = "李明", min_length = 1, max_length = 64)]
    pub name: String,
    /// Password to set.
    #[schema(value_type = String, min_length = 8, max_length = 256)]
    pub password: SecretString,
    /// The device that signs in with it.
    pub device: NewDevice,
}

impl Check for NewAdministrator {
    fn check(&self, found: &mut FieldProblems) {
        check_account(found, "/account", &self.account);
        check_person(found, "/name", &self.name);
        self.device.check(found);
    }
}

/// `invalid_value` unless the text is a good sign-in name.
pub(super) fn check_account(found: &mut FieldProblems, pointer: &str, account: &str) {
    if AccountName::parse(account).is_none() {
        found.add(pointer, FieldCode::InvalidValue);
    }
}

/// Names of people have 1 to 64 characters and no control characters.
pub(super) fn check_person(found: &mut FieldProblems, pointer: &str, name: &str) {
    found.text_length(pointer, name.trim(), 1, MAX_NAME);
    if name.chars().any(char::is_control) {
        found.add(pointer, FieldCode::InvalidValue);
    }
}

/// A change of the own password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The present one.
    #[schema(value_type = String, min_length = 1, max_length = 256)]
    pub current_password: SecretString,
    /// The next one: at least 8 characters, not common, without the account's or person's name.
    #[schema(value_type = String, min_length = 8, max_length = 256)]
    pub new_password: SecretString,
}

impl Check for NewPassword {
    fn check(&self, found: &mut FieldProblems) {
        found.text_length(
            "/current_password",
            self.current_password.expose_secret(),
            1,
            256,
        );
        if self.current_password.expose_secret() == self.new_password.expose_secret() {
            found.add("/new_password", FieldCode::SamePassword);
        }
    }
}

/// A role in an area.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoleInAreaView {
    /// Id of the grant.
    pub id: Uuid,
    /// Code of the role.
    #[schema(example = "grid_worker")]
    pub role: &'static str,
    /// Code of the area.
    #[schema(example = "370203001001")]
    pub area_code: String,
    /// Name of the area in Chinese.
    pub area_name_zh: String,
    /// Name of the area in English.
    pub area_name_en: String,
    /// Level of the area.
    #[schema(example = "grid")]
    pub area_level: &'static str,
}

impl From<&RoleGrant> for RoleInAreaView {
    fn from(grant: &RoleGrant) -> Self {
        Self {
            id: grant.id,
            role: grant.role.code(),
            area_code: grant.area_code.clone(),
            area_name_zh: grant.area_names.0.clone(),
            area_name_en: grant.area_names.1.clone(),
            area_level: grant.area_level.code(),
        }
    }
}

/// The person who is signed in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeView {
    /// Account id.
    pub id: Uuid,
    /// Sign-in name.
    #[schema(example = "grid.demo")]
    pub account: String,
    /// The person's name.
    pub name: String,
    /// Whether only a change of the password is allowed now.
    pub must_change_password: bool,
    /// Roles in areas, the widest area first.
    pub roles: Vec<RoleInAreaView>,
    /// What the roles allow somewhere.
    #[schema(example = json!(["capture_records", "read_own_records"]))]
    pub permissions: Vec<&'static str>,
    /// Area to begin with; none without a role.
    pub home_area_code: Option<String>,
}

impl From<&Actor> for MeView {
    fn from(actor: &Actor) -> Self {
        Self {
            id: actor.account_id,
            account: actor.account.clone(),
            name: actor.name.clone(),
            must_change_password: actor.must_change_password,
            roles: actor.roles.iter().map(RoleInAreaView::from).collect(),
            permissions: permission_codes(&actor.roles),
            home_area_code: actor.roles.first().map(|grant| grant.area_code.clone()),
        }
    }
}

/// The permissions that a program shows things by. Reading only one's own records has its own word, and whoever reads the
/// audit log may verify it.
fn permission_codes(roles: &[RoleGrant]) -> Vec<&'static str> {
    let holds = |permission: Permission, reach: Reach| {
        roles
            .iter()
            .any(|grant| grant.role.reach(permission) == Some(reach))
    };
    let mut codes = vec![];
    for permission in Permission::ALL {
        let (in_areas, own) = (
            holds(*permission, Reach::Area),
            holds(*permission, Reach::Own),
        );
        if *permission == Permission::ReadRecords {
            if in_areas || own {
                codes.push("read_own_records");
            }
            if in_areas {
                codes.push(permission.code());
            }
        } else if in_areas || own {
            codes.push(permission.code());
        }
        if *permission == Permission::ReadAudit && in_areas {
            codes.push("verify_audit");
        }
    }
    codes
}

/// Tokens of a session and who it belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// Send as `Authorization: Bearer …`; keep it in memory only.
    pub access_token: String,
    /// Seconds until a refresh is due.
    #[schema(example = 900)]
    pub expires_in_s: i64,
    /// Who signed in.
    pub account: MeView,
    /// Whether only a change of the password is allowed now.
    pub must_change_password: bool,
    /// For API clients; a browser's is in its cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

/// A browser or program that an account signed in with.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeviceView {
    /// Device id.
    pub id: Uuid,
    /// Name given at the sign-in.
    pub name: String,
    /// First sign-in.
    pub first_seen_at: UtcMillis,
    /// Last sign-in or refresh.
    pub last_seen_at: UtcMillis,
    /// Whether this very request comes from it.
    pub is_current: bool,
}

/// Devices of an account.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceList {
    /// The last seen first.
    pub items: Vec<DeviceView>,
}

/// A sign-in of the demo city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DemoAccountView {
    /// Sign-in name.
    #[schema(example = "grid.demo")]
    pub account: String,
    /// Code of its role.
    pub role: &'static str,
    /// Name of the role in Chinese.
    pub name_zh: &'static str,
    /// Name of the role in English.
    pub name_en: &'static str,
    /// Name of its area in Chinese.
    pub area_name_zh: String,
    /// Name of its area in English.
    pub area_name_en: String,
    /// Whether the sign-in page shows a button.
    pub has_button: bool,
}
