//! Comparisons: rounded quotients of differences by a power of two beyond them, and tables of small ones.

use gadgets::primitive::{Compare, Comparison};

use super::{Operand, Together, Walk};
use crate::lower::Lowered;
use crate::{Divisor, Range, Ref, Rounding, TensorId};

/// Largest difference whose being zero a table says: its lines are as many as those of 8-bit numbers.
const MAX_TABLE: u128 = 255;

/// Largest power of two that divides.
const MAX_SHIFT: u32 = 62;

impl Walk<'_> {
    pub(super) fn compare(&mut self, w: &Compare) -> Lowered<Operand> {
        let (a, b) = (self.operand(&w.a)?, self.operand(&w.b)?);
        let all = Together::new(&[&a, &b]);
        match w.op {
            Comparison::Less => {
                let t = self.at_least(all.read(1), all.read(0), 1)?;
                Ok(all.expand(self.builder, t))
            }
            Comparison::Equal => {
                let (ra, rb) = (self.range(&a)?, self.range(&b)?);
                let most = (ra.hi - rb.lo).unsigned_abs().max((rb.hi - ra.lo).unsigned_abs());
                if most <= MAX_TABLE {
                    let t = self.builder.affine(vec![(1, all.read(0)), (-1, all.read(1))], 0)?;
                    let difference = all.expand(self.builder, t);
                    return self.is_zero(&difference, most as i64);
                }
                // Neither is less than the other.
                let not_less = self.at_least(all.read(0), all.read(1), 0)?;
                let not_more = self.at_least(all.read(1), all.read(0), 0)?;
                let t = self.builder.affine(vec![(1, not_less.into()), (1, not_more.into())], -1)?;
                Ok(all.expand(self.builder, t))
            }
        }
    }

    /// 1 where `a − b ≥ least`, else 0: `floor((a − b − least + 2^n) / 2^n)`, where no difference exceeds `2^n`. Wider
    /// ones are clamped.
    fn at_least(&mut self, a: Ref, b: Ref, least: i64) -> Lowered<TensorId> {
        let graph = self.builder.graph();
        let range = |r: &Ref| graph.ranges_of(r).map(|r| r.hull());
        let (ra, rb) = (range(&a), range(&b));
        let (ra, rb) = (ra.map_err(|e| self.view_error(&e))?, rb.map_err(|e| self.view_error(&e))?);
        let (lo, hi) = (ra.lo - rb.hi - i128::from(least), ra.hi - rb.lo - i128::from(least));
        // The least n with -2^n <= lo and hi < 2^n.
        let bits = |v: i128| 128 - v.leading_zeros();
        let n = bits(hi.max(0)).max(bits((-lo).max(1) - 1));
        let (shift, clip) = if n > MAX_SHIFT { (MAX_SHIFT, Some(Range { lo: 0, hi: 1 })) } else { (n, None) };
        let constant = (1i64 << shift) - least;
        let difference = self.builder.affine(vec![(1, a), (-1, b)], constant)?;
        let den = Divisor::Pow2(shift as u8);
        Ok(self.builder.div_round(difference, den, Rounding::Floor, clip)?)
    }
}
