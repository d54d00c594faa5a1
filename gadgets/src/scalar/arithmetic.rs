//! Two's complement arithmetic at any width up to 128 bits.

use super::{Binary, Predicate, Shift};

/// `v` reduced to `bits` bits, written as [`Value`]s are: signed, but 0 or 1 at width 1.
pub const fn wrap(v: i128, bits: u8) -> i128 {
    match bits {
        1 => v & 1,
        128.. => v,
        _ => v << (128 - bits) >> (128 - bits),
    }
}

/// The unsigned number that the low `bits` bits of `v` mean.
pub const fn unsigned(v: i128, bits: u8) -> u128 {
    if bits >= 128 { v as u128 } else { v as u128 & ((1 << bits) - 1) }
}

/// The signed number that the low `bits` bits of `v` mean; differs from [`wrap`] at width 1 only.
pub const fn signed(v: i128, bits: u8) -> i128 {
    if bits == 1 { -(v & 1) } else { wrap(v, bits) }
}

impl Predicate {
    /// The comparison's outcome for values of `bits` bits.
    pub fn holds(self, a: i128, b: i128, bits: u8) -> bool {
        let (sa, sb) = (signed(a, bits), signed(b, bits));
        let (ua, ub) = (unsigned(a, bits), unsigned(b, bits));
        match self {
            Self::Eq => ua == ub,
            Self::Ne => ua != ub,
            Self::Slt => sa < sb,
            Self::Sle => sa <= sb,
            Self::Sgt => sa > sb,
            Self::Sge => sa >= sb,
            Self::Ult => ua < ub,
            Self::Ule => ua <= ub,
            Self::Ugt => ua > ub,
            Self::Uge => ua >= ub,
        }
    }
}

impl Binary {
    /// The result for values of `bits` bits; `None` where LLVM leaves it undefined.
    pub fn apply(self, a: i128, b: i128, bits: u8) -> Option<i128> {
        let (sa, sb) = (signed(a, bits), signed(b, bits));
        let (ua, ub) = (unsigned(a, bits), unsigned(b, bits));
        let exact = match self {
            Self::Add => a.wrapping_add(b),
            Self::Sub => a.wrapping_sub(b),
            Self::Mul => a.wrapping_mul(b),
            Self::And => a & b,
            Self::Or => a | b,
            Self::Xor => a ^ b,
            Self::Smin => sa.min(sb),
            Self::Smax => sa.max(sb),
            Self::Umin => ua.min(ub) as i128,
            Self::Umax => ua.max(ub) as i128,
            Self::Sdiv => sa.checked_div(sb).filter(|q| signed(*q, bits) == *q)?,
            Self::Udiv => ua.checked_div(ub)? as i128,
            Self::Srem => {
                sa.checked_div(sb).filter(|q| signed(*q, bits) == *q)?;
                sa % sb
            }
            Self::Urem => ua.checked_rem(ub)? as i128,
        };
        Some(wrap(exact, bits))
    }
}

impl Shift {
    /// The result for a value of `bits` bits and an amount below `bits`.
    pub fn apply(self, x: i128, amount: u32, bits: u8) -> i128 {
        let exact = match self {
            Self::Shl => x << amount,
            Self::Lshr => (unsigned(x, bits) >> amount) as i128,
            Self::Ashr => signed(x, bits) >> amount,
        };
        wrap(exact, bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn width_one_and_undefined_divisions() {
        assert_eq!(signed(1, 1), -1);
        assert_eq!(Binary::Add.apply(1, 1, 1), Some(0));
        assert!(Predicate::Slt.holds(1, 0, 1), "true is -1 when signed");
        assert_eq!(Binary::Sdiv.apply(i128::from(i32::MIN), -1, 32), None);
        assert_eq!(Binary::Sdiv.apply(5, 0, 32), None);
        assert_eq!(Binary::Urem.apply(5, 0, 32), None);
        assert_eq!(Binary::Sdiv.apply(-7, 2, 32), Some(-3), "towards zero");
    }

    proptest! {
        #[test]
        fn agrees_with_the_host_at_32_bits(a: i32, b: i32, n in 0u32..32) {
            let w = |f: Binary| f.apply(a.into(), b.into(), 32).map(|v| v as i32);
            prop_assert_eq!(w(Binary::Add), Some(a.wrapping_add(b)));
            prop_assert_eq!(w(Binary::Sub), Some(a.wrapping_sub(b)));
            prop_assert_eq!(w(Binary::Mul), Some(a.wrapping_mul(b)));
            prop_assert_eq!(w(Binary::Xor), Some(a ^ b));
            prop_assert_eq!(w(Binary::Umax), Some((a as u32).max(b as u32) as i32));
            prop_assert_eq!(w(Binary::Sdiv), a.checked_div(b));
            prop_assert_eq!(w(Binary::Srem), a.checked_rem(b));
            prop_assert_eq!(w(Binary::Udiv), (a as u32).checked_div(b as u32).map(|q| q as i32));
            let s = |f: Shift| f.apply(a.into(), n, 32) as i32;
            prop_assert_eq!(s(Shift::Shl), a << n);
            prop_assert_eq!(s(Shift::Lshr), ((a as u32) >> n) as i32);
            prop_assert_eq!(s(Shift::Ashr), a >> n);
            prop_assert_eq!(Predicate::Ult.holds(a.into(), b.into(), 32), (a as u32) < b as u32);
            prop_assert_eq!(Predicate::Sge.holds(a.into(), b.into(), 32), a >= b);
        }
    }
}
