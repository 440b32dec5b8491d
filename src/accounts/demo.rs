//! The sign-ins that the demo city offers to everybody.

use super::queries;
use super::wire::DemoAccountView;
use crate::platform::auth::load_roles;
use crate::platform::db::Db;
use sea_orm::DbErr;

/// Sign-ins with a button on the page, in its order; the others by password. Source: the issue "From phone to heatmap", § 4.
const WITH_BUTTON: [&str; 6] = [
    "grid.demo",
    "volunteer.demo",
    "surveyor.demo",
    "community.demo",
    "street.demo",
    "city.demo",
];

/// Active demo accounts that have a password and a role, those with a button first.
pub async fn list_demo_accounts(db: &Db) -> Result<Vec<DemoAccountView>, DbErr> {
    let mut views = vec![];
    for account in queries::accounts::list_demo(db.read()).await? {
        let Some(grant) = load_roles(db, account.id).await?.into_iter().next() else {
            continue;
        };
        let (name_zh, name_en) = grant.role.names();
        let (area_name_zh, area_name_en) = grant.area_names;
        views.push(DemoAccountView {
            has_button: WITH_BUTTON.contains(&account.account.as_str()),
            account: account.account,
            role: grant.role.code(),
            name_zh,
            name_en,
            area_name_zh,
            area_name_en,
        });
    }
    views.sort_by_key(|view| {
        WITH_BUTTON
            .iter()
            .position(|name| *name == view.account)
            .unwrap_or(WITH_BUTTON.len())
    });
    Ok(views)
}
