//! Who is calling, what the role allows, and which rows that reaches.

mod actor;
mod guard;
mod permissions;
mod scope;
mod state;
mod tokens;

pub use actor::{Actor, RoleGrant, load_roles};
pub use guard::{Allowed, Public, SignedIn};
pub use permissions::{Level, Permission, Reach, Requires, Role, markers, table_text};
pub use scope::{AreaScope, InArea, path_upper_bound};
pub use state::State;
pub use tokens::{ACCESS_TOKEN_S, AccessToken, issue};
