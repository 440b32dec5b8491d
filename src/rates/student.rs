//! Student's t distribution, as far as intervals need it.
use std::f64::consts::PI;

use super::interval::{LEVEL, Z};
use crate::platform::num;

/// From here on the expansion around the normal quantile is exact to the last digit.
const MANY: u64 = 1_000;

/// The value that |t| stays below with chance [`LEVEL`], at `df` degrees of freedom; infinite when there are none.
/// Newton's steps on the finite series 26.7.3 and 26.7.4 of Abramowitz & Stegun, Handbook of Mathematical Functions;
/// from 1,000 degrees on the expansion 26.7.5. Absolute error < 1e-11.
pub fn student_quantile(df: u64) -> f64 {
    if df == 0 {
        return f64::INFINITY;
    }
    if df >= MANY {
        return expansion(num::from_u64(df));
    }
    let peak = density_at_zero(df);
    let nu = num::from_u64(df);
    // The tail is convex, so steps from the left (the normal quantile) never overshoot.
    let mut t = Z;
    for _ in 0..200 {
        let density = peak * (1.0 + t * t / nu).powf(-f64::midpoint(nu, 1.0));
        let step = (LEVEL - inside(t, df)) / (2.0 * density);
        t += step;
        if step.abs() < 1e-14 * t {
            break;
        }
    }
    t
}

/// Chance that |t| stays below `t`.
fn inside(t: f64, df: u64) -> f64 {
    let angle = (t / num::from_u64(df).sqrt()).atan();
    let (sin, cos) = angle.sin_cos();
    let is_odd = df % 2 == 1;
    // Terms cos^k with k = 1, 3, … (odd) or 0, 2, … (even), each made from the one before.
    let mut term = if is_odd { cos } else { 1.0 };
    let mut sum = 0.0;
    let mut k = u64::from(is_odd);
    while k + 2 <= df {
        sum += term;
        term *= cos * cos * num::from_u64(k + 1) / num::from_u64(k + 2);
        k += 2;
    }
    if is_odd {
        2.0 / PI * (angle + sin * sum)
    } else {
        sin * sum
    }
}

/// Γ((ν+1)/2) / (Γ(ν/2)·√(νπ)); the quotient of gammas grows by r(ν+1) = ν / (2·r(ν)) from r(1) = 1/√π.
fn density_at_zero(df: u64) -> f64 {
    let mut quotient = 1.0 / PI.sqrt();
    for nu in 1..df {
        quotient = num::from_u64(nu) / 2.0 / quotient;
    }
    quotient / (num::from_u64(df) * PI).sqrt()
}

fn expansion(nu: f64) -> f64 {
    let z = Z;
    let g1 = (z.powi(3) + z) / 4.0;
    let g2 = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    let g3 = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
    let g4 = (79.0 * z.powi(9) + 776.0 * z.powi(7) + 1482.0 * z.powi(5)
        - 1920.0 * z.powi(3)
        - 945.0 * z)
        / 92_160.0;
    z + g1 / nu + g2 / nu.powi(2) + g3 / nu.powi(3) + g4 / nu.powi(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_r() {
        for (df, wanted) in [
            (1, 12.706_204_736_174_7),
            (2, 4.302_652_729_749_46),
            (5, 2.570_581_835_636_31),
            (10, 2.228_138_851_986_27),
            (30, 2.042_272_456_301_24),
            (101, 1.983_731_002_955_61),
            (999, 1.962_341_461_133_45),
            (1_000, 1.962_339_080_826_41),
            (100_000, 1.959_987_707_534_61),
        ] {
            let got = student_quantile(df);
            assert!((got - wanted).abs() < 1e-11, "{df}: {got}");
        }
        assert!(student_quantile(0).is_infinite());
    }
}
