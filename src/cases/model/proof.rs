//! Whether a photo proves a fix, in words; and which closed cases are looked at again.

use crate::platform::clock::UtcMillis;
use crate::platform::keys::sha256;
use uuid::Uuid;

/// A photo this near to the case shows the place, in metres. Source: the issue on cases, § 2.
pub const NEAR_M: f64 = 100.0;
/// One closed case in so many is looked at again. Source: the issue on cases, § 2.
const RECHECKED_OF: u64 = 10;
/// Fingerprints of a photo that differ in at most so many of 64 places show the same.
const SAME_WITHIN: u32 = 3;

/// What is known of an after-photo beside its case.
#[derive(Clone, Copy, Debug, Default)]
pub struct Proof {
    /// When it was taken by the phone's clock.
    pub taken_at: Option<UtcMillis>,
    /// When the case was dispatched.
    pub dispatched_at: Option<UtcMillis>,
    /// How far from the case it was taken, in metres.
    pub distance_m: Option<f64>,
    /// In how many places its fingerprint differs from that of the photo before.
    pub differs_in: Option<u32>,
}

/// One thing that the service looked at itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofCheck {
    /// `after_dispatch`, `near`, `new_picture`.
    pub code: &'static str,
    /// Whether it holds; otherwise it is flagged.
    pub is_ok: bool,
    /// What was found, in Chinese.
    pub words_zh: String,
    /// What was found, in English.
    pub words_en: String,
}

fn check(
    code: &'static str,
    is_ok: bool,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> ProofCheck {
    ProofCheck {
        code,
        is_ok,
        words_zh: zh.into(),
        words_en: en.into(),
    }
}

impl Proof {
    /// Everything that was looked at.
    pub fn checks(&self) -> Vec<ProofCheck> {
        let mut all = vec![self.time(), self.place()];
        if let Some(differs_in) = self.differs_in {
            let is_ok = differs_in > SAME_WITHIN;
            let (zh, en) = if is_ok {
                ("和处理前的照片不同", "Another picture than the one before")
            } else {
                (
                    "和处理前的照片几乎一样",
                    "Nearly the same picture as the one before",
                )
            };
            all.push(check("new_picture", is_ok, zh, en));
        }
        all
    }

    /// Whether anything is flagged.
    pub fn is_flagged(&self) -> bool {
        self.checks().iter().any(|check| !check.is_ok)
    }

    fn time(&self) -> ProofCheck {
        match (self.taken_at, self.dispatched_at) {
            (Some(taken), Some(dispatched)) if taken >= dispatched => check(
                "after_dispatch",
                true,
                "照片是派遣之后拍的",
                "Taken after the dispatch",
            ),
            (Some(_), Some(_)) => check(
                "after_dispatch",
                false,
                "照片是派遣之前拍的",
                "Taken before the dispatch",
            ),
            (Some(_), None) => check(
                "after_dispatch",
                true,
                "没有派遣，由辖区自行处理",
                "Not dispatched; handled on the spot",
            ),
            (None, _) => check(
                "after_dispatch",
                false,
                "照片没有拍摄时间",
                "The photo has no time",
            ),
        }
    }

    fn place(&self) -> ProofCheck {
        match self.distance_m {
            Some(metres) if metres <= NEAR_M => check(
                "near",
                true,
                format!("距原点 {metres:.0} 米，在 100 米以内"),
                format!("{metres:.0} m from the place, within 100 m"),
            ),
            Some(metres) => check(
                "near",
                false,
                format!("距原点 {metres:.0} 米，超过 100 米"),
                format!("{metres:.0} m from the place, more than 100 m"),
            ),
            None => check(
                "near",
                false,
                "不知道照片在哪里拍的",
                "Where the photo was taken is not known",
            ),
        }
    }
}

/// The draw of a closed case: a number from 0 to 9 made of the month's seed, the case and the instant of closing; 0 is
/// drawn. The seed stands in the timeline, so that anybody can draw again.
pub fn is_drawn(seed: &str, case_id: Uuid, closed_at: UtcMillis) -> bool {
    let text = format!("{seed} {case_id} {}", closed_at.0);
    let digest = sha256(text.as_bytes());
    let first = digest.first_chunk::<8>().copied().unwrap_or_default();
    u64::from_be_bytes(first).is_multiple_of(RECHECKED_OF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(proof: Proof) -> Vec<&'static str> {
        proof
            .checks()
            .iter()
            .filter(|check| !check.is_ok)
            .map(|check| check.code)
            .collect()
    }

    #[test]
    fn a_new_photo_of_the_place_after_the_dispatch_proves_the_fix() {
        let good = Proof {
            taken_at: Some(UtcMillis(2_000)),
            dispatched_at: Some(UtcMillis(1_000)),
            distance_m: Some(99.4),
            differs_in: Some(20),
        };
        assert_eq!(flags(good), Vec::<&str>::new());
        assert!(!good.is_flagged());
    }

    #[test]
    fn old_far_and_copied_photos_are_flagged_in_words() {
        let bad = Proof {
            taken_at: Some(UtcMillis(999)),
            dispatched_at: Some(UtcMillis(1_000)),
            distance_m: Some(312.0),
            differs_in: Some(0),
        };
        assert_eq!(flags(bad), ["after_dispatch", "near", "new_picture"]);
        assert!(
            bad.checks()
                .iter()
                .any(|check| check.words_zh.contains("312 米"))
        );
        assert_eq!(flags(Proof::default()), ["after_dispatch", "near"]);
    }

    #[test]
    fn about_a_tenth_is_drawn_and_the_same_seed_draws_the_same() {
        let drawn = |number: u128| is_drawn("seed", Uuid::from_u128(number), UtcMillis(5));
        let count = (0..10_000).filter(|number| drawn(*number)).count();
        assert!((850..1_150).contains(&count), "{count}");
        assert_eq!(drawn(7), drawn(7));
    }
}
