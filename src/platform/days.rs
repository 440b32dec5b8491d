//! Days of the installation's zone. A day, a week and a month begin where the city's people say they begin.

use crate::platform::clock::UtcMillis;
use chrono::{Datelike, NaiveDate, NaiveTime, Offset as _, TimeZone, Timelike};
use chrono_tz::Tz;

/// The installation's time zone, Asia/Shanghai unless configured.
#[derive(Clone, Copy, Debug)]
pub struct Zone(pub Tz);

impl Zone {
    /// The local day that holds `instant`.
    pub fn day_of(self, instant: UtcMillis) -> NaiveDate {
        self.0
            .from_utc_datetime(&instant.to_datetime().naive_utc())
            .date_naive()
    }

    /// Local weekday (1 = Monday … 7 = Sunday) and hour (0–23) of `instant`.
    pub fn weekday_and_hour(self, instant: UtcMillis) -> (u8, u8) {
        let local = self.0.from_utc_datetime(&instant.to_datetime().naive_utc());
        let weekday = u8::try_from(local.weekday().number_from_monday()).unwrap_or(1);
        (weekday, u8::try_from(local.hour()).unwrap_or_default())
    }

    /// What the zone's clocks are ahead of UTC at `instant`, in milliseconds.
    pub fn offset_ms_at(self, instant: UtcMillis) -> i64 {
        let local = self
            .0
            .offset_from_utc_datetime(&instant.to_datetime().naive_utc());
        i64::from(local.fix().local_minus_utc()) * 1000
    }

    /// The first instant of the local `day` (the earlier one where the clock is set back, the next one where it jumps).
    pub fn start_of(self, day: NaiveDate) -> UtcMillis {
        let midnight = day.and_time(NaiveTime::MIN);
        let local = self.0.from_local_datetime(&midnight).earliest();
        UtcMillis(local.map_or_else(
            || midnight.and_utc().timestamp_millis(),
            |time| time.timestamp_millis(),
        ))
    }

    /// The first instant after the local `day`.
    pub fn end_of(self, day: NaiveDate) -> UtcMillis {
        day.succ_opt()
            .map_or(UtcMillis(i64::MAX), |next| self.start_of(next))
    }
}
