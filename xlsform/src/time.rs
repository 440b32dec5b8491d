//! Days, times of day and instants, without a clock and without a zone table: the caller says what time it is.

/// Milliseconds of a day.
pub const DAY_MS: i64 = 86_400_000;

/// A local day, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i64);

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay {
    /// Milliseconds since midnight.
    pub ms: i64,
    /// Minutes east of UTC, where written.
    pub offset_min: Option<i64>,
}

/// A point in time that remembers the offset it was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    /// Milliseconds since 1970-01-01T00:00Z.
    pub ms: i64,
    /// Minutes east of UTC.
    pub offset_min: i64,
}

impl Day {
    /// The day of a year, month and day of the month; none when there is no such day.
    pub fn of(year: i64, month: i64, day: i64) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day < 1 {
            return None;
        }
        (day <= days_in(year, month)).then(|| {
            let years = if month <= 2 { year - 1 } else { year };
            let era = years.div_euclid(400);
            let year_of_era = years - era * 400;
            let shifted = (month + 9) % 12;
            let day_of_year = (153 * shifted + 2) / 5 + day - 1;
            let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
            Self(era * 146_097 + day_of_era - 719_468)
        })
    }

    /// Year, month, day of the month.
    pub fn civil(self) -> (i64, i64, i64) {
        let shifted = self.0.clamp(-10_000_000, 10_000_000) + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let part = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * part + 2) / 5 + 1;
        let month = if part < 10 { part + 3 } else { part - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day)
    }

    /// Day of the week from 0, Sunday.
    pub fn weekday(self) -> i64 {
        (self.0 + 4).rem_euclid(7)
    }

    /// `YYYY-MM-DD`.
    pub fn to_text(self) -> String {
        let (year, month, day) = self.civil();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
            return None;
        }
        Self::of(
            digits(text, 0, 4)?,
            digits(text, 5, 7)?,
            digits(text, 8, 10)?,
        )
    }
}

/// Days of a month.
fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The number that the digits from `start` to `end` make; none when another character stands there.
fn digits(text: &str, start: usize, end: usize) -> Option<i64> {
    let part = text.get(start..end)?;
    part.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| part.parse().ok())?
}

/// `+08:00`; `Z` for none.
fn offset_text(minutes: i64) -> String {
    if minutes == 0 {
        return "Z".to_owned();
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    let size = minutes.abs();
    format!("{sign}{:02}:{:02}", size / 60, size % 60)
}

/// Minutes of `Z`, `+08:00`, `+0800` or `+08`.
fn parse_offset(text: &str) -> Option<i64> {
    if text == "Z" || text == "z" {
        return Some(0);
    }
    let sign = match text.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let rest = text.get(1..)?;
    let (hours, minutes) = match rest.len() {
        2 => (digits(rest, 0, 2)?, 0),
        4 => (digits(rest, 0, 2)?, digits(rest, 2, 4)?),
        5 if rest.get(2..3) == Some(":") => (digits(rest, 0, 2)?, digits(rest, 3, 5)?),
        _ => return None,
    };
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// Minutes east of UTC of a zone: an offset, `UTC`, or `Asia/Shanghai` (always +08:00).
pub fn zone_minutes(zone: &str) -> Option<i64> {
    match zone {
        "Asia/Shanghai" | "" => Some(480),
        "UTC" => Some(0),
        other => parse_offset(other),
    }
}

fn clock_text(ms: i64) -> String {
    let seconds = ms / 1000;
    let base = format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    match ms % 1000 {
        0 => base,
        rest => format!("{base}.{rest:03}"),
    }
}

impl TimeOfDay {
    /// `HH:MM:SS`, milliseconds where there are some, and the offset where known.
    pub fn to_text(self) -> String {
        match self.offset_min {
            Some(minutes) => format!("{}{}", clock_text(self.ms), offset_text(minutes)),
            None => clock_text(self.ms),
        }
    }

    /// Reads `HH:MM`, `HH:MM:SS`, `HH:MM:SS.sss`, each with or without an offset.
    pub fn parse(text: &str) -> Option<Self> {
        let split = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
        let (clock, offset) = (text.get(..split)?, text.get(split..)?);
        let offset_min = if offset.is_empty() {
            None
        } else {
            Some(parse_offset(offset)?)
        };
        let hours = digits(clock, 0, 2)?;
        let minutes = digits(clock, 3, 5)?;
        if clock.get(2..3) != Some(":") || hours > 23 || minutes > 59 {
            return None;
        }
        let seconds_ms = match clock.get(5..)? {
            "" => 0,
            rest => seconds_ms(rest.strip_prefix(':')?)?,
        };
        Some(Self {
            ms: (hours * 60 + minutes) * 60_000 + seconds_ms,
            offset_min,
        })
    }
}

/// Milliseconds of `SS` or `SS.s…`.
fn seconds_ms(text: &str) -> Option<i64> {
    let seconds = digits(text, 0, 2)?;
    if seconds > 59 {
        return None;
    }
    let fraction = match text.get(2..)? {
        "" => 0,
        rest => {
            let part = rest.strip_prefix('.')?;
            if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let padded: String = part.chars().chain("000".chars()).take(3).collect();
            padded.parse().ok()?
        }
    };
    Some(seconds * 1000 + fraction)
}

impl Instant {
    /// RFC 3339 with the remembered offset.
    pub fn to_text(self) -> String {
        let local = self.ms + self.offset_min * 60_000;
        format!(
            "{}T{}{}",
            Day(local.div_euclid(DAY_MS)).to_text(),
            clock_text(local.rem_euclid(DAY_MS)),
            offset_text(self.offset_min)
        )
    }

    /// Reads a day, `T` or a space, a time; without an offset the zone of `zone_min` counts.
    pub fn parse(text: &str, zone_min: i64) -> Option<Self> {
        let day = Day::parse(text.get(..10)?)?;
        if !matches!(text.get(10..11)?, "T" | "t" | " ") {
            return None;
        }
        let time = TimeOfDay::parse(text.get(11..)?)?;
        let offset_min = time.offset_min.unwrap_or(zone_min);
        Some(Self {
            ms: day.0 * DAY_MS + time.ms - offset_min * 60_000,
            offset_min,
        })
    }

    /// The local day in a zone.
    pub fn day(self, zone_min: i64) -> Day {
        Day((self.ms + zone_min * 60_000).div_euclid(DAY_MS))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
    use super::*;

    #[test]
    fn days_and_civil_dates_agree_over_four_centuries() {
        for day in -80_000..80_000 {
            let (year, month, of_month) = Day(day).civil();
            assert_eq!(Day::of(year, month, of_month), Some(Day(day)));
        }
        assert_eq!(Day::parse("1970-01-01"), Some(Day(0)));
        assert_eq!(Day::parse("2026-02-29"), None);
        assert_eq!(Day::parse("2026-11-20").unwrap().weekday(), 5);
    }

    #[test]
    fn times_and_instants_read_back_as_written() {
        for text in ["08:30:00+08:00", "23:59:59.125Z", "00:00:00"] {
            assert_eq!(TimeOfDay::parse(text).unwrap().to_text(), text);
        }
        for text in ["2026-11-20T08:30:00+08:00", "1999-12-31T23:59:59.001-03:30"] {
            assert_eq!(Instant::parse(text, 0).unwrap().to_text(), text);
        }
        assert!(TimeOfDay::parse("24:00").is_none() && TimeOfDay::parse("8:30").is_none());
        assert!(Instant::parse("2026-11-20T08:30:00+08:00公", 0).is_none());
    }

    #[test]
    fn an_instant_falls_on_the_day_of_its_zone() {
        let late = Instant::parse("2026-11-20T20:00:00Z", 0).unwrap();
        assert_eq!(late.day(480).to_text(), "2026-11-21");
    }
}
