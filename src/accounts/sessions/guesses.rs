//! Limits on guessing: per known device or per account first, per address loosely.

use crate::accounts::AccountError;
use crate::accounts::queries::guesses;
use crate::platform::clock::UtcMillis;
use crate::platform::db::Db;
use crate::platform::keys::sha256;
use sea_orm::{ConnectionTrait, DbErr};
use std::net::IpAddr;
use uuid::Uuid;

/// Length of a window that begins with its first failure, in seconds. Source: privacy charter, "Access" (limits per
/// account, device and address); the numbers are an assumption: ten honest slips, and a street office behind one address.
const WINDOW_S: i64 = 15 * 60;
const PER_ACCOUNT_OR_DEVICE: i64 = 10;
const PER_ADDRESS: i64 = 200;

/// One attempt to prove a password. Counted before the password is looked at, so that many at once cannot slip through.
#[derive(Clone, Debug)]
pub(in crate::accounts) struct Attempt {
    address: Option<String>,
    /// The account's bucket for strangers, or the known device's own.
    target: String,
}

impl Attempt {
    /// At sign-in: a known device has its own bucket, so strangers' guesses never lock it out.
    pub(in crate::accounts) fn at_sign_in(
        address: IpAddr,
        account: &str,
        known_device: Option<Uuid>,
    ) -> Self {
        let target = match known_device {
            Some(device) => format!("device:{device}"),
            None => format!("account:{}", hex::encode(sha256(account.as_bytes()))),
        };
        Self {
            address: Some(format!("address:{}", network_of(address))),
            target,
        }
    }

    /// By somebody signed in who proves the present password.
    pub(in crate::accounts) fn by_device(device: Uuid) -> Self {
        Self {
            address: None,
            target: format!("device:{device}"),
        }
    }

    /// Counts the attempt, or refuses it without counting.
    pub(in crate::accounts) async fn begin(
        &self,
        db: &Db,
        now: UtcMillis,
    ) -> Result<(), AccountError> {
        db.write(async |tx| {
            if let Some(address) = &self.address {
                count(tx, address, PER_ADDRESS, now).await?;
            }
            count(tx, &self.target, PER_ACCOUNT_OR_DEVICE, now).await
        })
        .await
    }

    /// The password was right: the target's failures are forgotten, the address gets its one back.
    pub(in crate::accounts) async fn succeed(
        &self,
        tx: &impl ConnectionTrait,
    ) -> Result<(), DbErr> {
        if let Some(address) = &self.address {
            guesses::take_back(tx, address).await?;
        }
        guesses::clear(tx, &self.target).await
    }
}

async fn count(
    tx: &impl ConnectionTrait,
    bucket: &str,
    limit: i64,
    now: UtcMillis,
) -> Result<(), AccountError> {
    let counted = guesses::count(tx, bucket, now, now.plus_s(-WINDOW_S)).await?;
    match counted {
        Some(row) if row.failures > limit => {
            let wait_s = (UtcMillis(row.since).plus_s(WINDOW_S).0 - now.0 + 999) / 1000;
            Err(AccountError::TooManyAttempts {
                retry_after_s: u32::try_from(wait_s).unwrap_or(1).max(1),
            })
        }
        _ => Ok(()),
    }
}

/// IPv4 addresses stand for themselves; of IPv6 the first half names the customer.
fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}
