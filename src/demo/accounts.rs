//! The people of the demo city: invented, one for each kind of work.

use entity::account;
use sea_orm::{ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, QueryFilter as _};

use crate::accounts::{NewAccount, NewGrant, create_account_row, grant_role_row};
use crate::areas::Territory;
use crate::platform::auth::Role;
use crate::platform::clock::Clock;
use crate::platform::db::find_global;
use crate::platform::ids::Ids;

/// The password of every demo account; shown on the sign-in page of a demo.
pub const DEMO_PASSWORD: &str = "wenxun-demo";

/// One demo account.
#[derive(Debug, Clone, Copy)]
pub struct DemoAccount {
    /// Sign-in name.
    pub account: &'static str,
    /// The invented person's name.
    pub name: &'static str,
    /// Role held.
    pub role: Role,
    /// Code of the area it is held in.
    pub area_code: &'static str,
}

const fn person(
    account: &'static str,
    name: &'static str,
    role: Role,
    area_code: &'static str,
) -> DemoAccount {
    DemoAccount {
        account,
        name,
        role,
        area_code,
    }
}

/// All demo accounts. `grid2.demo` works in a neighbouring street, to see what stays hidden.
pub const DEMO_ACCOUNTS: [DemoAccount; 11] = [
    person("grid.demo", "周晓禾", Role::GridWorker, "439802002001003"),
    person(
        "volunteer.demo",
        "唐若舟",
        Role::DissuasionVolunteer,
        "439802002001",
    ),
    person(
        "leader.demo",
        "林述之",
        Role::DissuasionLeader,
        "439802002000",
    ),
    person("surveyor.demo", "何知秋", Role::Surveyor, "439802002003"),
    person(
        "community.demo",
        "沈映川",
        Role::CommunityManager,
        "439802002001",
    ),
    person(
        "street.demo",
        "顾闻远",
        Role::StreetSupervisor,
        "439802002000",
    ),
    person("unit.demo", "江允文", Role::ResponsibleUnit, "439802002000"),
    person("city.demo", "陆承平", Role::CitySupervisor, "439800000000"),
    person("admin.demo", "苏维安", Role::SystemAdmin, "439800000000"),
    person(
        "assessor.demo",
        "宋砚秋",
        Role::ThirdPartyAssessor,
        "439800000000",
    ),
    person("grid2.demo", "贺行之", Role::GridWorker, "439802001005004"),
];

/// The account of a sign-in name.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<account::Model>, DbErr> {
    find_global::<account::Entity>()
        .filter(account::Column::Account.eq(name))
        .one(db)
        .await
}

/// Makes those that are absent.
/// * Errors: the database's; [`DbErr::RecordNotFound`] when the tree in use is not the demo city's.
pub(super) async fn make_accounts(
    tx: &DatabaseTransaction,
    (clock, ids): (&Clock, &Ids),
    territory: &Territory,
    password_hash: &str,
) -> Result<(), DbErr> {
    for person in &DEMO_ACCOUNTS {
        if find(tx, person.account).await?.is_some() {
            continue;
        }
        let home = territory
            .by_code(person.area_code)
            .ok_or_else(|| DbErr::RecordNotFound(format!("area {}", person.area_code)))?;
        let (id, now) = (ids.next(clock), clock.now());
        let new = NewAccount {
            id,
            account: person.account,
            name: person.name,
            password_hash: Some(password_hash),
            is_active: true,
            is_demo: true,
            must_change_password: false,
            created_at: now,
            created_by: None,
        };
        create_account_row(tx, new).await?;
        let grant = NewGrant {
            id: ids.next(clock),
            account_id: id,
            role: person.role,
            area_id: home.id,
            granted_at: now,
            granted_by: None,
        };
        grant_role_row(tx, grant).await?;
    }
    Ok(())
}
