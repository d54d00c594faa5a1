//! Integers in the scalar field of BN254: `v` stands for itself, `-v` for `p - v`.

use ff::PrimeField;
pub use halo2curves::bn256::Fr;

/// The field element of an integer.
pub fn fr(v: i128) -> Fr {
    let magnitude = v.unsigned_abs();
    // `From` looks small numbers up in a table of two megabytes.
    let element = Fr::from_raw([magnitude as u64, (magnitude >> 64) as u64, 0, 0]);
    if v < 0 { -element } else { element }
}

/// The integer of a field element in `0..2^127`, if it is one.
pub fn small(element: &Fr) -> Option<i128> {
    let repr = element.to_repr();
    let bytes: &[u8] = repr.as_ref();
    let (low, high) = bytes.split_at(16);
    let low = low.iter().rev().fold(0u128, |acc, b| acc << 8 | u128::from(*b));
    if high.iter().all(|b| *b == 0) { i128::try_from(low).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_survive() {
        for v in [0, 1, 255, i128::from(u64::MAX), 1 << 100, i128::MAX] {
            assert_eq!(small(&fr(v)), Some(v));
            assert_eq!(fr(v) + fr(-v), Fr::zero());
        }
        assert_eq!(small(&fr(-1)), None);
    }
}
