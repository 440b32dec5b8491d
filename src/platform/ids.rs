//! Identifiers as a parameter, so that tests get the same ones every time.

use crate::platform::clock::Clock;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// Where new identifiers come from.
#[derive(Clone, Debug)]
pub enum Ids {
    /// `UUIDv7`: time-ordered with random bits.
    Random,
    /// Numbered, for tests.
    Numbered(Arc<AtomicU64>),
}

impl Ids {
    /// Identifiers that count from one.
    pub fn numbered() -> Self {
        Self::Numbered(Arc::new(AtomicU64::new(1)))
    }

    /// A new identifier; its time part is the clock's.
    pub fn next(&self, clock: &Clock) -> Uuid {
        let millis = u64::try_from(clock.now().0).unwrap_or_default();
        match self {
            Self::Random => {
                let timestamp =
                    uuid::Timestamp::from_unix_time(millis / 1000, nanos_of(millis), 0, 0);
                Uuid::new_v7(timestamp)
            }
            Self::Numbered(counter) => {
                let number = counter.fetch_add(1, Ordering::SeqCst);
                let mut random = [0_u8; 10];
                if let Some(tail) = random.get_mut(2..) {
                    tail.copy_from_slice(&number.to_be_bytes());
                }
                uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
            }
        }
    }
}

fn nanos_of(millis: u64) -> u32 {
    u32::try_from(millis % 1000)
        .unwrap_or_default()
        .saturating_mul(1_000_000)
}
