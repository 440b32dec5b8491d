//! Which reports the service freezes by itself, and when.

use super::model::Kind;
use super::wire::ReportSchedule;
use crate::indicators::Period;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::settings;
use sea_orm::{ConnectionTrait, DbErr};

/// Key of the setting.
const KEY: &str = "report_schedule";
/// Hours after a period that late phones have: at nine in the morning of the next day its report is frozen.
const WAIT_S: i64 = 9 * 3_600;

impl Default for ReportSchedule {
    fn default() -> Self {
        Self {
            weekly: true,
            monthly: true,
            quarterly: true,
            yearly: true,
        }
    }
}

impl ReportSchedule {
    /// The schedule in force.
    pub(super) async fn read(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let text = settings::read(db, KEY).await?;
        let written = text.and_then(|text| serde_json::from_str(&text).ok());
        Ok(written.unwrap_or_default())
    }

    /// Puts it in force.
    pub(super) async fn write(self, tx: &impl ConnectionTrait) -> Result<(), DbErr> {
        let text = serde_json::to_string(&self).map_err(|error| DbErr::Json(error.to_string()))?;
        settings::write(tx, KEY, &text).await
    }

    /// Whether reports of a kind are frozen by the service.
    pub(super) fn holds(self, kind: Kind) -> bool {
        match kind {
            Kind::Weekly => self.weekly,
            Kind::Monthly => self.monthly,
            Kind::Quarterly => self.quarterly,
            Kind::Yearly => self.yearly,
        }
    }

    /// The latest period of each kind whose report is due by now. What was missed longer ago is left to people.
    pub(super) fn due(self, now: UtcMillis, zone: Zone) -> Vec<Period> {
        let day = zone.day_of(now.plus_s(-WAIT_S));
        let kinds = Kind::ALL.iter().filter(|kind| self.holds(**kind));
        kinds.map(|kind| kind.latest_before(day)).collect()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn due(at: &str, schedule: ReportSchedule) -> Vec<String> {
        let zone = Zone(chrono_tz::Asia::Shanghai);
        let now = chrono::DateTime::parse_from_rfc3339(at).unwrap();
        let periods = schedule.due(UtcMillis(now.timestamp_millis()), zone);
        periods.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn reports_are_due_at_nine_in_the_morning_after_their_period() {
        let all = ReportSchedule::default();
        for (at, expected) in [
            ("2026-11-01T08:59:00+08:00", "2026-W43 2026-09 2026-Q3 2025"),
            ("2026-11-01T09:00:00+08:00", "2026-W43 2026-10 2026-Q3 2025"),
            ("2026-11-02T09:00:00+08:00", "2026-W44 2026-10 2026-Q3 2025"),
            ("2027-01-01T01:00:00Z", "2026-W52 2026-12 2026-Q4 2026"),
        ] {
            assert_eq!(due(at, all).join(" "), expected, "{at}");
        }
        let monthly = ReportSchedule {
            weekly: false,
            quarterly: false,
            yearly: false,
            ..all
        };
        assert_eq!(due("2026-11-02T09:00:00+08:00", monthly), ["2026-10"]);
    }
}
