//! The demo's leagues: streets by the ads in order, settled for one quarter and open to an answer for a later month.

use super::accounts::{DEMO_ACCOUNTS, find};
use crate::ads::AdGauge;
use crate::exchange::RecordImporter;
use crate::gauges::Gauges;
use crate::indicators::Period;
use crate::leagues::{LeagueAsked, LeagueGround, LeaguePlanter, PastLeague};
use crate::platform::auth::Role;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::units::Shelf;
use sea_orm::DbErr;

/// Long enough ago that the quarter of the day is over, in days.
const QUARTER_AGO: i64 = 120;
/// The same of a month.
const MONTH_AGO: i64 = 45;
const APPEAL: &str = "有三处广告位当月在施工围挡里，拍不到，请核对原始照片。";

/// Makes the leagues, once records and accounts are there.
pub(super) async fn plant(records: &RecordImporter, zone: Zone) -> Result<(), DbErr> {
    let (db, now) = (&records.db, records.clock.now());
    let holder = |role: Role| DEMO_ACCOUNTS.iter().find(|one| one.role == role);
    let (Some(office), Some(street)) =
        (holder(Role::CitySupervisor), holder(Role::StreetSupervisor))
    else {
        return Ok(());
    };
    let (Some(by), Some(filer)) = (
        find(db.read(), office.account).await?,
        find(db.read(), street.account).await?,
    ) else {
        return Ok(());
    };
    let planter = LeaguePlanter {
        db,
        clock: &records.clock,
        ids: &records.ids,
        ground: LeagueGround {
            territory: records.territories.current(),
            books: Shelf::default().current(db.read()).await?,
            gauges: Gauges::default().with(AdGauge),
            zone,
        },
        office: (by.id, by.name),
    };
    let day = |days: i64| zone.day_of(UtcMillis(now.0).plus_days(-days));
    let settled = PastLeague {
        asked: streets(Period::quarter_of(day(QUARTER_AGO))),
        opened_days_ago: 20,
        appeal: None,
    };
    let open = PastLeague {
        asked: streets(Period::month_of(day(MONTH_AGO))),
        opened_days_ago: 12,
        appeal: Some((street.area_code.to_owned(), APPEAL.to_owned(), filer.id)),
    };
    planter.plant(&settled).await?;
    planter.plant(&open).await
}

/// Streets by the share of their public-service ads that are in order.
fn streets(period: Period) -> LeagueAsked {
    LeagueAsked {
        subject: "area".to_owned(),
        source: "ad_share".to_owned(),
        code: "intact_rate".to_owned(),
        period: Some(period.to_string()),
        area: None,
        level: Some("street".to_owned()),
    }
}
