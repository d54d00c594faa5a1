//! Interval analysis of a program: what each output may hold.
//!
//! Each value has a *span*: an interval that, for every input, holds some number congruent to the value
//! modulo two to its width. Sums, differences, products and left shifts of numbers are exact there, so a
//! wrapping step costs nothing; a span is moved to the signed or unsigned window of its width only where
//! an operation reads its operand that way. The result equals the families' own ranges wherever these do
//! not know that two values depend on each other.

use super::{Access, Binary, Op, Predicate, ScalarOp, ScalarProgram, Shift, Value};
use crate::Range;
use crate::gadget::Known;

/// The numbers `lo..=hi`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    lo: i128,
    hi: i128,
}

impl Span {
    const fn point(v: i128) -> Self {
        Self { lo: v, hi: v }
    }

    fn of(values: impl IntoIterator<Item = i128>) -> Option<Self> {
        values.into_iter().map(Self::point).reduce(Self::hull)
    }

    fn hull(self, other: Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    const fn has(self, v: i128) -> bool {
        self.lo <= v && v <= self.hi
    }

    /// The signed numbers of a width.
    const fn signed(bits: u8) -> Self {
        if bits >= 128 {
            return Self { lo: i128::MIN, hi: i128::MAX };
        }
        Self { lo: -(1 << (bits - 1)), hi: (1 << (bits - 1)) - 1 }
    }

    /// The unsigned numbers of a width, if they fit.
    fn unsigned(bits: u8) -> Option<Self> {
        (bits < 127).then(|| Self { lo: 0, hi: (1 << bits) - 1 })
    }

    /// The interval as it reads in `window`, which holds each residue once: itself, moved by a multiple of
    /// the window's size, or the whole window where it crosses an end.
    fn within(self, window: Self, bits: u8) -> Self {
        if window.has(self.lo) && window.has(self.hi) {
            return self;
        }
        let moved = || {
            let size = 1i128.checked_shl(bits.into()).filter(|s| *s > 0)?;
            let by = self.lo.checked_sub(window.lo)?.div_euclid(size).checked_mul(size)?;
            Some(Self { lo: self.lo.checked_sub(by)?, hi: self.hi.checked_sub(by)? })
        };
        moved().filter(|m| window.has(m.hi)).unwrap_or(window)
    }

    const fn shifted(self, n: u32) -> Self {
        Self { lo: self.lo >> n, hi: self.hi >> n }
    }

    /// Bits of a two's complement number without its sign that hold every value.
    fn magnitude(self) -> u32 {
        let need = |v: i128| 128 - (v ^ (v >> 127)).leading_zeros();
        need(self.lo).max(need(self.hi))
    }

    /// From the four combinations of ends, if none overflows.
    fn corners(self, other: Self, f: impl Fn(i128, i128) -> Option<i128>) -> Option<Self> {
        let mut all = [0; 4];
        let ends = [(self.lo, other.lo), (self.lo, other.hi), (self.hi, other.lo), (self.hi, other.hi)];
        for (v, (a, b)) in all.iter_mut().zip(ends) {
            *v = f(a, b)?;
        }
        Self::of(all)
    }
}

impl From<Range> for Span {
    fn from(r: Range) -> Self {
        Self { lo: r.lo.into(), hi: r.hi.into() }
    }
}

impl ScalarProgram {
    /// The range of what the last operand, an output, holds after status 0, for operands within `known`
    /// (inputs and constants in order); `None` for a program without output.
    pub fn range(&self, known: &[Known<'_>]) -> Option<Range> {
        let mut analysis = Analysis {
            program: self,
            known,
            places: self.read_places(),
            tables: self.tables.iter().map(|t| t.range().map(Span::from)).collect(),
            spans: Vec::with_capacity(self.ops.len()),
        };
        for op in &self.ops {
            let span = analysis.span(op).unwrap_or(Span::signed(op.bits));
            // A span as long as the modulus says nothing.
            let vacuous = span.hi.checked_sub(span.lo).is_none_or(|d| op.bits < 127 && d >> op.bits != 0);
            analysis.spans.push(if vacuous { Span::signed(op.bits) } else { span });
        }
        let last = self.operands.len().checked_sub(1)? as u32;
        let element = self.operands[last as usize].element;
        let stored = self.stores.iter().filter(|s| s.operand == last);
        let window = Span::from(element.range());
        let read = |v: Value| analysis.spans[v.0 as usize].within(window, element.bits() as u8);
        let all = stored.map(|s| read(s.value)).reduce(Span::hull)?;
        Range::try_from_wide(all.lo, all.hi)
    }

    /// For each operand, its position among those that are read.
    fn read_places(&self) -> Vec<usize> {
        let mut next = 0;
        let place = |access: &Access| {
            let at = next;
            next += usize::from(*access != Access::Output);
            at
        };
        self.operands.iter().map(|o| &o.access).map(place).collect()
    }
}

/// What is known before an operation.
struct Analysis<'a> {
    program: &'a ScalarProgram,
    known: &'a [Known<'a>],
    places: Vec<usize>,
    tables: Vec<Option<Span>>,
    spans: Vec<Span>,
}

impl Analysis<'_> {
    /// One operation's span; `None` where nothing is known but its width.
    fn span(&self, &ScalarOp { op, .. }: &ScalarOp) -> Option<Span> {
        let at = |v: Value| self.spans[v.0 as usize];
        let width = |v: Value| self.program.ops[v.0 as usize].bits;
        let signed = |v: Value| at(v).within(Span::signed(width(v)), width(v));
        let unsigned = |v: Value| Some(at(v).within(Span::unsigned(width(v))?, width(v)));
        Some(match op {
            Op::Const(c) => Span::point(c),
            Op::Load { operand, element } => match &self.program.operands[operand as usize].access {
                Access::Constant(values) => Span::point(values.get(element as usize)?.into()),
                _ => self.known.get(self.places[operand as usize])?.at(element as usize).into(),
            },
            Op::Lookup { table, .. } => self.tables[table as usize]?,
            Op::Binary(Binary::Add, a, b) => at(a).corners(at(b), i128::checked_add)?,
            Op::Binary(Binary::Sub, a, b) => at(a).corners(at(b), i128::checked_sub)?,
            Op::Binary(Binary::Mul, a, b) => at(a).corners(at(b), i128::checked_mul)?,
            Op::Binary(f @ (Binary::And | Binary::Or | Binary::Xor), a, b) => {
                bitwise(f, signed(a), signed(b))
            }
            Op::Binary(Binary::Smin, a, b) => signed(a).corners(signed(b), |a, b| Some(a.min(b)))?,
            Op::Binary(Binary::Smax, a, b) => signed(a).corners(signed(b), |a, b| Some(a.max(b)))?,
            Op::Binary(Binary::Umin, a, b) => unsigned(a)?.corners(unsigned(b)?, |a, b| Some(a.min(b)))?,
            Op::Binary(Binary::Umax, a, b) => unsigned(a)?.corners(unsigned(b)?, |a, b| Some(a.max(b)))?,
            Op::Binary(Binary::Sdiv, a, b) => quotient(signed(a), signed(b))?,
            Op::Binary(Binary::Udiv, a, b) => quotient(unsigned(a)?, unsigned(b)?)?,
            Op::Binary(Binary::Srem, a, b) => remainder(signed(a), signed(b))?,
            Op::Binary(Binary::Urem, a, b) => remainder(unsigned(a)?, unsigned(b)?)?,
            Op::Shift(Shift::Shl, x, n) => {
                let factor = 1i128.checked_shl(n).filter(|f| *f > 0)?;
                at(x).corners(Span::point(factor), i128::checked_mul)?
            }
            Op::Shift(Shift::Lshr, x, n) => unsigned(x)?.shifted(n),
            Op::Shift(Shift::Ashr, x, n) => signed(x).shifted(n),
            Op::Icmp(p, a, b) => compare(p, signed(a), signed(b), || Some((unsigned(a)?, unsigned(b)?))),
            Op::Select { condition, then, otherwise } => match at(condition).within(BIT, 1) {
                Span { lo: 1, .. } => at(then),
                Span { hi: 0, .. } => at(otherwise),
                _ => at(then).hull(at(otherwise)),
            },
            Op::Sext(x) => signed(x),
            Op::Zext(x) => unsigned(x)?,
            Op::Trunc(x) => at(x),
        })
    }
}

const BIT: Span = Span { lo: 0, hi: 1 };

/// Bitwise operations on signed numbers.
fn bitwise(f: Binary, a: Span, b: Span) -> Span {
    let wide = a.magnitude().max(b.magnitude());
    // All numbers that these bits hold, with a sign where one operand may have one.
    let top = if wide >= 127 { i128::MAX } else { (1 << wide) - 1 };
    let same = Span { lo: if a.lo < 0 || b.lo < 0 { -top - 1 } else { 0 }, hi: top };
    match (f, a.lo >= 0, b.lo >= 0) {
        (Binary::And, true, true) => Span { lo: 0, hi: a.hi.min(b.hi) },
        (Binary::And, true, false) => Span { lo: 0, hi: a.hi },
        (Binary::And, false, true) => Span { lo: 0, hi: b.hi },
        (Binary::Or, true, true) => Span { lo: a.lo.max(b.lo), hi: top },
        _ => same,
    }
}

/// Quotients rounded towards zero; `None` if the divisor may be negative.
fn quotient(a: Span, b: Span) -> Option<Span> {
    // A divisor of 0 is undefined, so the smallest one counts as 1.
    let least = Span { lo: b.lo.max(1), hi: b.hi };
    (b.lo >= 0 && b.hi >= 1).then(|| a.corners(least, i128::checked_div)).flatten()
}

/// Remainders of the dividend's sign; `None` if the divisor may be negative.
fn remainder(a: Span, b: Span) -> Option<Span> {
    let most = b.hi.checked_sub(1).filter(|m| *m >= 0 && b.lo >= 0)?;
    Some(Span { lo: a.lo.min(0).max(-most), hi: a.hi.max(0).min(most) })
}

/// 0 or 1 where the operands' intervals decide the comparison.
fn compare(p: Predicate, a: Span, b: Span, unsigned: impl Fn() -> Option<(Span, Span)>) -> Span {
    use Predicate::{Eq, Ne, Sge, Sgt, Sle, Slt, Uge, Ugt, Ule, Ult};
    let (a, b) = match p {
        Ult | Ule | Ugt | Uge => match unsigned() {
            Some(spans) => spans,
            None => return BIT,
        },
        _ => (a, b),
    };
    // Whether the comparison always, or never, holds.
    let (always, never) = match p {
        Eq => (a.lo == b.hi && a.hi == b.lo, a.hi < b.lo || b.hi < a.lo),
        Ne => (a.hi < b.lo || b.hi < a.lo, a.lo == b.hi && a.hi == b.lo),
        Slt | Ult => (a.hi < b.lo, a.lo >= b.hi),
        Sle | Ule => (a.hi <= b.lo, a.lo > b.hi),
        Sgt | Ugt => (a.lo > b.hi, a.hi <= b.lo),
        Sge | Uge => (a.lo >= b.hi, a.hi < b.lo),
    };
    match (always, never) {
        (true, _) => Span::point(1),
        (_, true) => Span::point(0),
        _ => BIT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ElementType;
    use crate::scalar::{ScalarOperand, Store, wrap};

    /// `y[0] = extension of (trunc x[0] to 3 bits) op (trunc x[1] to 3 bits)`, and its range.
    fn range(op: Op, bits: u8, signed: bool, known: [Range; 2]) -> Range {
        let operand = |access| ScalarOperand { element: ElementType::I8, len: 1, access };
        let load = |operand| ScalarOp { bits: 8, op: Op::Load { operand, element: 0 } };
        let low = |v| ScalarOp { bits: 3, op: Op::Trunc(Value(v)) };
        let wide = if signed { Op::Sext(Value(4)) } else { Op::Zext(Value(4)) };
        let ops =
            vec![load(0), load(1), low(0), low(1), ScalarOp { bits, op }, ScalarOp { bits: 8, op: wide }];
        let program = ScalarProgram {
            name: "f".into(),
            operands: vec![operand(Access::Input), operand(Access::Input), operand(Access::Output)],
            tables: vec![],
            ops,
            stores: vec![Store { operand: 2, element: 0, value: Value(5) }],
            status: Value(0),
        };
        program.range(&known.map(Known::range)).expect("there is an output")
    }

    /// All intervals of numbers that three bits hold, signed or unsigned.
    fn intervals() -> impl Iterator<Item = Range> + Clone {
        (-4..8).flat_map(|lo| (lo..8).map(move |hi| Range { lo, hi }))
    }

    /// Asserts that no outcome of any operands in any two intervals lies outside the range.
    fn sound(op: Op, bits: u8, outcome: impl Fn(i128, i128) -> Option<i128>) {
        for (a, b) in intervals().flat_map(|a| intervals().map(move |b| (a, b))) {
            let (read, plain) = (range(op, bits, true, [a, b]), range(op, bits, false, [a, b]));
            for (x, y) in (a.lo..=a.hi).flat_map(|x| (b.lo..=b.hi).map(move |y| (x, y))) {
                let Some(v) = outcome(wrap(x.into(), 3), wrap(y.into(), 3)) else { continue };
                let (v, u) = (super::super::signed(v, bits), super::super::unsigned(v, bits));
                assert!(read.contains(v as i64) && plain.contains(u as i64), "{op:?} {a} {b}: {x} {y}");
            }
        }
    }

    #[test]
    fn every_operation_is_sound() {
        use Binary::{Add, And, Mul, Or, Sdiv, Smax, Smin, Srem, Sub, Udiv, Umax, Umin, Urem, Xor};
        for f in [Add, Sub, Mul, And, Or, Xor, Smin, Smax, Umin, Umax, Sdiv, Udiv, Srem, Urem] {
            sound(Op::Binary(f, Value(2), Value(3)), 3, |a, b| f.apply(a, b, 3));
        }
        for f in [Shift::Shl, Shift::Lshr, Shift::Ashr] {
            sound(Op::Shift(f, Value(2), 1), 3, |a, _| Some(f.apply(a, 1, 3)));
        }
        use Predicate::{Eq, Ne, Sge, Sgt, Sle, Slt, Uge, Ugt, Ule, Ult};
        for p in [Eq, Ne, Slt, Sle, Sgt, Sge, Ult, Ule, Ugt, Uge] {
            sound(Op::Icmp(p, Value(2), Value(3)), 1, |a, b| Some(p.holds(a, b, 3).into()));
        }
    }

    #[test]
    fn ends_are_attained_where_operands_are_independent() {
        let known = [Range { lo: -1, hi: 2 }, Range { lo: 0, hi: 1 }];
        let op = |f| Op::Binary(f, Value(2), Value(3));
        assert_eq!(range(op(Binary::Add), 3, true, known), Range { lo: -1, hi: 3 });
        assert_eq!(range(op(Binary::Smax), 3, true, known), Range { lo: 0, hi: 2 });
        assert_eq!(range(Op::Trunc(Value(0)), 3, true, known), Range { lo: -1, hi: 2 });
        assert_eq!(range(Op::Trunc(Value(0)), 3, false, known), Range { lo: 0, hi: 7 }, "-1 reads 7");
        // A sum that leaves three bits, and comes back.
        let known = [Range { lo: 2, hi: 3 }, Range { lo: 2, hi: 2 }];
        assert_eq!(range(op(Binary::Add), 3, true, known), Range { lo: -4, hi: -3 });
    }
}
