//! What administrators send and see.

use super::{RoleInAreaView, check_account, check_person};
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::FieldCode;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Roles that one account may be given at once.
const MAX_ROLES: usize = 20;

/// Which accounts to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// All.
    #[default]
    All,
    /// Those that may sign in.
    Active,
    /// Those that may not.
    Disabled,
    /// Active, but never signed in.
    NeverUsed,
    /// Active, but not seen for 30 days.
    #[serde(rename = "idle_30d")]
    Idle30d,
    /// Active, but without a role.
    NoRole,
}

/// Which accounts to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AccountFilter {
    /// Part of the sign-in name or of the person's name.
    #[param(max_length = 64)]
    pub q: Option<String>,
    /// Code of a role that is held now.
    pub role: Option<String>,
    /// Code of an area in whose subtree a role is held now.
    pub area: Option<String>,
    /// Which accounts.
    #[serde(default)]
    #[param(inline)]
    pub state: AccountState,
}

/// A role to grant.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    /// Code of the role.
    #[schema(example = "grid_worker")]
    pub role: String,
    /// Code of the area in whose subtree it shall hold.
    #[schema(example = "370203001001001")]
    pub area_code: String,
}

impl Check for NewRole {
    fn check(&self, _found: &mut FieldProblems) {}
}

/// An account to create.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccountBody {
    /// Sign-in name: 3 to 64 of `a-z 0-9 . _ - @`.
    #[schema(example = "wang.fang", min_length = 3, max_length = 64)]
    pub account: String,
    /// The person's name.
    #[schema(example = "王芳", min_length = 1, max_length = 64)]
    pub name: String,
    /// Roles to begin with; only system administrators may leave them out.
    #[schema(max_items = 20)]
    pub roles: Vec<NewRole>,
}

impl Check for NewAccountBody {
    fn check(&self, found: &mut FieldProblems) {
        check_account(found, "/account", &self.account);
        check_person(found, "/name", &self.name);
        if self.roles.len() > MAX_ROLES {
            found.add("/roles", FieldCode::TooMany);
        }
    }
}

/// A change of an account; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountPatch {
    /// The person's name.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false, min_length = 1, max_length = 64)]
    pub name: Option<String>,
    /// Whether it may sign in.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub is_active: Option<bool>,
}

/// `null` is not the same as absent: it is a wrong type.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl Check for AccountPatch {
    fn check(&self, found: &mut FieldProblems) {
        if let Some(name) = &self.name {
            check_person(found, "/name", name);
        }
    }
}

/// A role of an account as administrators see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HeldRoleView {
    /// The role and its area.
    #[serde(flatten)]
    pub role: RoleInAreaView,
    /// When it was granted.
    pub granted_at: UtcMillis,
    /// Whether the caller may revoke it.
    pub can_revoke: bool,
}

/// An account as administrators see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own on the wire"
)]
pub struct AccountView {
    /// Account id.
    pub id: Uuid,
    /// Sign-in name.
    #[schema(example = "wang.fang")]
    pub account: String,
    /// The person's name.
    #[schema(example = "王芳")]
    pub name: String,
    /// Whether it may sign in.
    pub is_active: bool,
    /// Whether the demo city brought it.
    pub is_demo: bool,
    /// Whether its password is a one-time one.
    pub must_change_password: bool,
    /// When it was created.
    pub created_at: UtcMillis,
    /// Last sign-in or refresh.
    pub last_seen_at: Option<UtcMillis>,
    /// Devices that have not ended.
    pub device_count: i64,
    /// Roles held now, the widest area first.
    pub roles: Vec<HeldRoleView>,
    /// Whether the caller may change it.
    pub can_change: bool,
}

/// How many accounts each state has, under the other filters.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct AccountCounts {
    /// All.
    pub all: u64,
    /// Active, but never signed in.
    pub never_used: u64,
    /// Active, but not seen for 30 days.
    pub idle_30d: u64,
    /// Active, but without a role.
    pub no_role: u64,
    /// May not sign in.
    pub disabled: u64,
}

/// One page of accounts, by sign-in name.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountPage {
    /// Rows of this page.
    pub items: Vec<AccountView>,
    /// Pass as `cursor` to go on; absent on the last page.
    pub next_cursor: Option<String>,
    /// How many there are in each state.
    pub counts: AccountCounts,
}

/// A new account and its password, shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedAccountView {
    /// The account.
    pub account: AccountView,
    /// Good for one sign-in, which must change it.
    #[schema(example = "kx7m-q2rt-9dpw")]
    pub one_time_password: String,
}

/// A new password, shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct OneTimePasswordView {
    /// Good for one sign-in, which must change it.
    #[schema(example = "kx7m-q2rt-9dpw")]
    pub one_time_password: String,
}

/// How to import.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AccountImport {
    /// Check only.
    #[serde(default)]
    pub dry_run: bool,
}

/// What is wrong in one line of an import.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportProblemView {
    /// Line of the file; the header is line 1.
    pub line: u64,
    /// Stable code.
    #[schema(example = "unknown_area")]
    pub code: &'static str,
    /// What is wrong, in the reader's language.
    pub title: &'static str,
}

/// A created account with its password, shown this once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportedAccountView {
    /// Sign-in name.
    pub account: String,
    /// The person's name.
    pub name: String,
    /// Good for one sign-in, which must change it.
    pub one_time_password: String,
}

/// What an import did. With any problem it did nothing.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountImportReport {
    /// Accounts created, or that would be created.
    pub created: u64,
    /// What is wrong.
    pub problems: Vec<ImportProblemView>,
    /// The created accounts; empty for a check.
    pub accounts: Vec<ImportedAccountView>,
}

/// A role that there is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoleView {
    /// Code.
    #[schema(example = "grid_worker")]
    pub role: &'static str,
    /// Name in Chinese.
    pub name_zh: &'static str,
    /// Name in English.
    pub name_en: &'static str,
    /// Level of the areas that it is granted in.
    #[schema(example = "grid")]
    pub scope_level: &'static str,
    /// What it allows.
    pub permissions: Vec<&'static str>,
    /// What it is for, in Chinese.
    pub description_zh: &'static str,
    /// What it is for, in English.
    pub description_en: &'static str,
    /// Whether the caller may grant it.
    pub can_grant: bool,
}

/// All roles.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleList {
    /// In the order of the permission table.
    pub items: Vec<RoleView>,
}

/// Which events to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditFilter {
    /// What it was done to, such as `account:{id}`.
    pub subject: Option<String>,
    /// Account id of who did it.
    pub actor: Option<Uuid>,
    /// Operation.
    pub operation: Option<String>,
}

/// One event of the audit log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditEventView {
    /// Number in the log, without gaps.
    pub number: i64,
    /// When.
    pub at: UtcMillis,
    /// Who; none for jobs and the command line.
    pub actor_id: Option<Uuid>,
    /// Name of who.
    pub actor_name: Option<String>,
    /// Code of the widest role of who.
    pub role: Option<String>,
    /// What was done.
    #[schema(example = "create_account")]
    pub operation: String,
    /// To what.
    #[schema(example = "account:019aa0a5-0000-7000-8000-000000000001")]
    pub subject: String,
    /// Facts.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
    /// Hash over this event and the one before, in hexadecimal.
    pub hash: String,
}

/// One page of events, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEventPage {
    /// Rows of this page.
    pub items: Vec<AuditEventView>,
    /// Pass as `cursor` to go on; absent on the last page.
    pub next_cursor: Option<String>,
}
