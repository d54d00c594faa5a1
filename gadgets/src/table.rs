//! Function tables by integer arithmetic alone: the same entries on every host.
//!
//! Numbers are fixed point with 60 fraction bits in 128 bits. An entry is accepted only if both ends of
//! its error interval round alike (Ziv's test), so each entry is the correctly rounded value or an error.

use thiserror::Error;

/// Fraction bits of the arithmetic.
const FRACTION: u32 = 60;
/// 1.0.
const ONE: i128 = 1 << FRACTION;
/// Bound on the absolute error of `exp2_neg`, in units of 2⁻⁶⁰: measured 109, taken 2⁸ (the
/// truncations of 24 Taylor terms and 5 squarings stay below it).
const ERROR: i128 = 1 << 8;

/// An entry that cannot be rounded safely at this precision.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("table entry {entry}: {value} * 2^-60 lies within {ERROR} * 2^-60 of a tie at {fraction} bits")]
pub struct TableError {
    /// Position of the entry.
    pub entry: usize,
    /// The value in units of 2⁻⁶⁰.
    pub value: i128,
    /// Fraction bits asked for.
    pub fraction: u32,
}

/// `ln 2 = 2·atanh(1/3) = 2·Σ 3^-(2k+1) / (2k+1)`, in units of 2⁻⁶⁰.
fn ln2() -> i128 {
    let mut power = 2 * ONE / 3;
    let (mut sum, mut k) = (0, 1);
    while power > 0 {
        sum += power / k;
        power /= 9;
        k += 2;
    }
    sum
}

/// `2^(-numerator / 2^f)` in units of 2⁻⁶⁰, for a fraction part `0 ≤ numerator < 2^f`, `f` ≤ 30.
fn exp2_neg_fraction(numerator: i128, f: u32) -> i128 {
    // exp(-r) for r = numerator·ln2 / 2^f, halved 4 times for the Taylor series, then squared 4 times.
    let r = (numerator * ln2()) >> (f + 4);
    let (mut term, mut sum, mut k) = (ONE, ONE, 1);
    while term != 0 {
        term = -((term * r) >> FRACTION) / k;
        sum += term;
        k += 1;
    }
    (0..4).fold(sum, |v, _| (v * v) >> FRACTION)
}

/// The softmax table: entry `d` is `round(2^fraction · 2^(-d / 2^f))` for `d < 2^bits`, and entry
/// `2^bits` is 0. `bits ≤ 20`, `f ≤ bits`, `fraction ≤ 30`.
///
/// # Errors
/// [`TableError`] for an entry too close to a tie.
pub fn exp2_table(bits: u32, f: u32, fraction: u32) -> Result<Vec<i64>, TableError> {
    let mut table = Vec::with_capacity((1 << bits) + 1);
    for d in 0..1usize << bits {
        let (octave, numerator) = ((d >> f) as u32, (d & ((1 << f) - 1)) as i128);
        let shift = FRACTION - fraction + octave;
        if shift > 100 {
            table.push(0);
            continue;
        }
        let value = exp2_neg_fraction(numerator, f);
        let round = |v: i128| (v + (1 << (shift - 1))) >> shift;
        // A whole power of two is exact and decides itself, ties going up.
        let error = if numerator == 0 { 0 } else { ERROR };
        let (low, high) = (round(value - error), round(value + error));
        if low != high {
            return Err(TableError { entry: d, value, fraction });
        }
        table.push(low as i64);
    }
    table.push(0);
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_right_to_the_last_bits() {
        // ln 2 = 0.693147180559945309417232121458..., as an integer of 60 fraction bits.
        assert!((ln2() - 799_144_290_325_165_979).abs() <= 64, "{}", ln2());
        assert_eq!(exp2_neg_fraction(0, 8), ONE);
        // 2^-1/2: the square is 1/2 within twice the error.
        let root = exp2_neg_fraction(1, 1);
        assert!((((root * root) >> FRACTION) - ONE / 2).abs() <= 2 * ERROR);
    }

    #[test]
    fn entries_are_within_half_a_unit() {
        for (bits, f, fraction) in [(8, 4, 12), (12, 8, 15), (11, 7, 20)] {
            let table = exp2_table(bits, f, fraction).expect("no entry near a tie");
            assert_eq!(table.len(), (1 << bits) + 1);
            for (d, e) in table.iter().take(1 << bits).enumerate() {
                let exact = (fraction as f64 - d as f64 / f64::from(1u32 << f)).exp2();
                assert!((*e as f64 - exact).abs() <= 0.5 + 1e-6, "{d}: {e} against {exact}");
            }
            assert_eq!(table[0], 1 << fraction);
            assert_eq!(table[1 << bits], 0);
            assert!(table.is_sorted_by(|a, b| a >= b));
        }
    }
}
