//! The people behind pseudonyms: disabled accounts with a role in their community, made when a file first names them.

use std::collections::HashMap;

use entity::account;
use sea_orm::{ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, QueryFilter as _};
use uuid::Uuid;

use super::line::community_digits;
use crate::accounts::{
    NewAccount, NewGrant, create_account_row, grant_role_row, normalise_account,
};
use crate::areas::Territory;
use crate::platform::auth::{Level, Role, load_roles};
use crate::platform::clock::Clock;
use crate::platform::db::{Db, find_global};
use crate::platform::ids::Ids;
use crate::records::Author;

/// Names asked for in one query.
const AT_ONCE: usize = 500;

/// Authors by pseudonym, remembered over the chunks of one import.
#[derive(Debug, Default)]
pub(super) struct People {
    authors: HashMap<String, Author>,
}

impl People {
    /// The author, if [`Self::meet`] could find or make one.
    pub(super) fn author(&self, worker: &str) -> Option<&Author> {
        self.authors.get(worker)
    }

    /// Everybody met so far.
    pub(super) fn ids(&self) -> Vec<Uuid> {
        self.authors
            .values()
            .map(|author| author.account_id)
            .collect()
    }

    /// Finds or makes the accounts of these pseudonyms. One whose community is not in the tree stays unknown.
    pub(super) async fn meet(
        &mut self,
        db: &Db,
        (clock, ids): (&Clock, &Ids),
        territory: &Territory,
        is_demo: bool,
        workers: impl Iterator<Item = &str>,
    ) -> Result<(), DbErr> {
        let mut strangers: Vec<&str> = workers
            .filter(|worker| !self.authors.contains_key(*worker))
            .collect();
        strangers.sort_unstable();
        strangers.dedup();
        let mut known = HashMap::new();
        for names in strangers.chunks(AT_ONCE) {
            known.extend(find_accounts(db.read(), names).await?);
        }
        let absent: Vec<&str> = strangers
            .iter()
            .copied()
            .filter(|worker| !known.contains_key(&normalise_account(worker)))
            .collect();
        if !absent.is_empty() {
            let made = db
                .write(async |tx| {
                    make_accounts(tx, (clock, ids), territory, is_demo, &absent).await
                })
                .await?;
            known.extend(made);
        }
        for worker in strangers {
            if let Some(id) = known.get(&normalise_account(worker)) {
                let roles = load_roles(db, *id).await?;
                self.authors
                    .insert(worker.to_owned(), Author::from_roles(*id, &roles));
            }
        }
        Ok(())
    }
}

async fn find_accounts(
    db: &impl ConnectionTrait,
    workers: &[&str],
) -> Result<Vec<(String, Uuid)>, DbErr> {
    let names = workers.iter().map(|worker| normalise_account(worker));
    let rows = find_global::<account::Entity>()
        .filter(account::Column::Account.is_in(names))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.account, row.id)).collect())
}

async fn make_accounts(
    tx: &DatabaseTransaction,
    (clock, ids): (&Clock, &Ids),
    territory: &Territory,
    is_demo: bool,
    workers: &[&str],
) -> Result<Vec<(String, Uuid)>, DbErr> {
    let mut made = Vec::new();
    for worker in workers {
        let digits = community_digits(worker).unwrap_or_default();
        let home = territory
            .areas()
            .iter()
            .find(|area| area.level == Level::Community && area.code.ends_with(digits));
        let Some(home) = home.filter(|_| !digits.is_empty()) else {
            continue;
        };
        let (id, name, now) = (ids.next(clock), normalise_account(worker), clock.now());
        create_account_row(
            tx,
            NewAccount {
                id,
                account: &name,
                name: worker,
                password_hash: None,
                is_active: false,
                is_demo,
                must_change_password: false,
                created_at: now,
                created_by: None,
            },
        )
        .await?;
        grant_role_row(
            tx,
            NewGrant {
                id: ids.next(clock),
                account_id: id,
                role: Role::DissuasionVolunteer,
                area_id: home.id,
                granted_at: now,
                granted_by: None,
            },
        )
        .await?;
        made.push((name, id));
    }
    Ok(made)
}
