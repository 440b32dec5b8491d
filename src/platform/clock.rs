//! Time as a parameter: nothing else in the service asks the operating system what time it is.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// An instant in UTC, in whole milliseconds since 1970. On the wire RFC 3339 with `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct UtcMillis(pub i64);

impl UtcMillis {
    /// The instant `seconds` later (earlier when negative); saturates at the ends of time.
    #[must_use]
    pub fn plus_s(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// The instant `days` of 24 hours later; saturates.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_s(days.saturating_mul(86_400))
    }

    /// RFC 3339 in UTC with milliseconds, or the first representable instant outside chrono's range.
    pub fn to_rfc3339(self) -> String {
        self.to_datetime()
            .to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// The same instant as chrono's type.
    pub fn to_datetime(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// Reads RFC 3339 with any offset. Returns the instant and the offset in minutes.
    pub fn parse_with_offset(text: &str) -> Option<(Self, i32)> {
        let parsed = DateTime::parse_from_rfc3339(text).ok()?;
        Some((
            Self(parsed.timestamp_millis()),
            parsed.offset().local_minus_utc() / 60,
        ))
    }
}

impl fmt::Display for UtcMillis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_rfc3339())
    }
}

impl Serialize for UtcMillis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> Deserialize<'de> for UtcMillis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse_with_offset(&text)
            .map(|(instant, _)| instant)
            .ok_or_else(|| D::Error::custom("expected an RFC 3339 instant with offset"))
    }
}

impl utoipa::PartialSchema for UtcMillis {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        String::schema_with_format("date-time")
    }
}

impl utoipa::ToSchema for UtcMillis {}

trait WithFormat {
    fn schema_with_format(format: &str) -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>;
}

impl WithFormat for String {
    fn schema_with_format(format: &str) -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::schema::SchemaFormat::Custom(
                format.to_owned(),
            )))
            .into()
    }
}

/// Where the time comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The operating system.
    System,
    /// A hand that a test moves.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at `start` until [`Clock::advance_s`] moves it.
    pub fn fixed(start: UtcMillis) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(start.0)))
    }

    /// The present instant.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the operating system"
    )]
    pub fn now(&self) -> UtcMillis {
        match self {
            Self::System => UtcMillis(Utc::now().timestamp_millis()),
            Self::Fixed(hand) => UtcMillis(hand.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock; the system's clock does not move for anybody.
    pub fn advance_s(&self, seconds: i64) {
        if let Self::Fixed(hand) = self {
            hand.fetch_add(seconds.saturating_mul(1000), Ordering::SeqCst);
        }
    }
}
