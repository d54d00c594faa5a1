//! Softmax along one axis, probabilities formed (ONNX Softmax as a node of its own).
//!
//! `x: [O, A, I]`, `y: [O, A, I]`, normalised along `A`. For each row, with `m = max x`:
//! `z = ((m − x)·multiplier) >> shift` counts `2^-f` octaves, `e = T[min(z, 2^k)]` for the table `T` of
//! `2^k + 1` entries (`T[2^k] = 0`), `Z = max(Σ e, T[0])`, `r = floor(2^N / Z)`,
//! `y = (e·r + 2^(N−p−1)) >> (N − p)`: probabilities with `p` fraction bits. The largest element has `z = 0`, so that
//! no sum is less than `T[0] ≥ 1`; said as a maximum, intervals know that no exponential is more than its sum.
//!
//! Bound: `Σ y` differs from `2^p` by at most `A/2 + A·2^(p−N)·T[0] + 1`, and each `y ≤ 2^p`.

use serde::{Deserialize, Serialize};

use crate::find::{Clue, Guess, Kind, Tree};
use crate::gadget::{Semantics, check_shapes};
use crate::primitive::{Divide, Divisor, Fold, Lookup, Map, Reduce};
use crate::{Body, Bound, ElementType, GadgetError, Operand, Primitive, Range, Read, Role, Rounding, View};

/// Parameters of a softmax.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Softmax {
    /// Product of the dimensions before the axis.
    pub outer: usize,
    /// Length of the axis.
    pub axis: usize,
    /// Product of the dimensions after the axis.
    pub inner: usize,
    /// Storage type of `x`.
    pub x: ElementType,
    /// Factor of the difference, ≥ 1.
    pub multiplier: i64,
    /// Right shift of the product, 0 to 62.
    pub shift: u32,
    /// `k`: the table has `2^k + 1` entries, of type i32.
    pub table_bits: u32,
    /// `N`: fraction bits of the reciprocal, `p` to 62.
    pub reciprocal_bits: u32,
    /// `p`: fraction bits of the probabilities.
    pub fraction_bits: u32,
    /// `T[0]`: the table's first entry, at least 1.
    pub first: i64,
    /// Storage type of `y`.
    pub out: ElementType,
}

const NAME: &str = "softmax";

impl Softmax {
    /// Entries of the table.
    pub const fn table_len(&self) -> usize {
        (1 << self.table_bits) + 1
    }

    fn shape(&self) -> [usize; 3] {
        [self.outer, self.axis, self.inner]
    }

    /// Adds the exponentials of each row, `e`, to a body whose first operands are the softmax's; gives their number. For whom a product
    /// with them is all that is wanted, no probabilities need be formed.
    pub fn exponentials_in(&self, body: &mut Body) -> usize {
        let wide = ElementType::I64;
        let shape = self.shape();
        let last = Range { lo: 0, hi: 1 << self.table_bits };
        let rows = Read::value(0).view(View::permute(&shape, &[0, 2, 1]));
        let max = Reduce { op: Fold::Max, x: rows, folded: 1, floor: None };
        let max = body.push(Primitive::Reduce(max), wide);
        let spread = Read::value(max).view(View::select(&shape, &[Some(0), Some(2)]));
        let below = Map::linear([(1, spread), (-1, Read::value(0))], 0);
        let mut z = body.push(Primitive::Map(below), wide);
        if self.multiplier != 1 {
            z = body.push(Primitive::Map(Map::linear([(self.multiplier, Read::value(z))], 0)), wide);
        }
        let octaves = Divide::shift(Read::value(z), self.shift, Rounding::Floor, Some(last));
        let z = body.push(Primitive::Divide(octaves), wide);
        let lookup = Lookup { table: Read::value(1), first: 0, x: Read::value(z) };
        body.push(Primitive::Lookup(lookup), ElementType::I32)
    }

    /// What a product of a table's entry and a reciprocal may be.
    pub(crate) fn find(clue: &Clue<'_>) -> Option<Guess<Self>> {
        let e = clue.epilogue;
        let n = clue.core.node()?;
        let (Kind::Map { terms, constant: 0 }, [a, b]) = (&n.kind, &n.children[..]) else { return None };
        if terms.len() != 1 || (e.relu, e.multiplier, e.bound) != (false, 1, Bound::Proven) {
            return None;
        }
        let reciprocal = [a, b].into_iter().find_map(|t| match t.node()? {
            n if matches!(n.kind, Kind::Divide { by: None, .. }) => Some(n),
            _ => None,
        })?;
        let entry =
            [a, b].into_iter().filter_map(|t| t.node()).find(|n| matches!(n.kind, Kind::Lookup { .. }))?;
        let Kind::Lookup { table, first: 0 } = entry.kind else { return None };
        let Kind::Map { constant: unit, .. } = reciprocal.children[0].node()?.kind else { return None };
        let Kind::Reduce { floor: Some(first), .. } = reciprocal.children[1].node()?.kind else {
            return None;
        };
        let octaves = entry.children[0].node()?;
        let Kind::Divide { by: Some(by), clip: Some(clip), .. } = octaves.kind else { return None };
        // The distance to the largest element of the axis; that of a single one is 0.
        let Kind::Map { terms, .. } = &octaves.children[0].node()?.kind else { return None };
        let multiplier = terms.first().map_or(Some(1), |(c, _)| c.checked_abs())?;
        let parts = &octaves.children[0].node()?.children;
        let row = parts.iter().filter_map(Tree::node).find_map(|n| Some((n.folded.first()?, &n.children[0])));
        let x = (0..clue.body.operands.len()).find(|o| *o != table)?;
        let len = clue.body.operands[x].len();
        let (axis, inner) = match row {
            Some((c, element)) => {
                (clue.extent(Some(*c)), usize::try_from(element.element()?.flat.factor(*c)).ok()?)
            }
            None => (1, 1),
        };
        let reciprocal_bits = unit.trailing_zeros();
        let this = Self {
            outer: len / (axis * inner).max(1),
            axis,
            inner,
            x: clue.body.operands[x].element,
            multiplier,
            shift: by.trailing_zeros(),
            table_bits: clip.hi.trailing_zeros(),
            reciprocal_bits,
            fraction_bits: reciprocal_bits.checked_sub(e.shift)?,
            first,
            out: e.out,
        };
        Some((this, vec![x, table]))
    }
}

impl Semantics for Softmax {
    fn name(&self) -> &'static str {
        NAME
    }

    fn operands(&self) -> Vec<Operand> {
        vec![
            Operand::new(Role::Activation, self.x, &self.shape()),
            Operand::new(Role::Table, ElementType::I32, &[self.table_len()]),
        ]
    }

    fn output(&self) -> Option<Operand> {
        Some(Operand::new(Role::Activation, self.out, &self.shape()))
    }

    fn body(&self) -> Option<Body> {
        let mut body = Body::new(self.operands());
        let wide = ElementType::I64;
        let shape = self.shape();
        // Rows at the end, for what is folded over them; and back.
        let rows = |v: usize| Read::value(v).view(View::permute(&shape, &[0, 2, 1]));
        let spread = |v: usize| Read::value(v).view(View::select(&shape, &[Some(0), Some(2)]));
        let fold = |op, x| Primitive::Reduce(Reduce { op, x, folded: 1, floor: None });
        let e = self.exponentials_in(&mut body);
        let sum = body.push(fold(Fold::Sum, rows(e)), wide);
        let least = Reduce { op: Fold::Max, x: Read::value(sum), folded: 0, floor: Some(self.first) };
        let sum = body.push(Primitive::Reduce(least), wide);
        let unit = Map { reads: vec![Read::value(sum)], terms: vec![], constant: 1 << self.reciprocal_bits };
        let unit = body.push(Primitive::Map(unit), wide);
        let reciprocal = Divide {
            numerator: Read::value(unit),
            divisor: Divisor::Read(Read::value(sum)),
            rounding: Rounding::Floor,
            clip: None,
        };
        let reciprocal = body.push(Primitive::Divide(reciprocal), wide);
        let mut y = body.push(Primitive::Map(Map::product(Read::value(e), spread(reciprocal))), wide);
        let drop = self.reciprocal_bits - self.fraction_bits;
        if drop > 0 {
            let rounded = Divide::shift(Read::value(y), drop, Rounding::HalfUp, None);
            y = body.push(Primitive::Divide(rounded), wide);
        }
        self.output().into_iter().for_each(|o| body.store(y, o));
        Some(body)
    }

    fn check(&self) -> Result<(), GadgetError> {
        check_shapes(NAME, &[&self.shape()])?;
        let ok = self.multiplier >= 1
            && self.shift <= 62
            && self.table_bits <= 20
            && self.fraction_bits <= self.reciprocal_bits
            && self.reciprocal_bits <= 61
            && (1..=1 << self.reciprocal_bits).contains(&self.first)
            && self.out.range().contains(1 << self.fraction_bits.min(62));
        if ok {
            Ok(())
        } else {
            let reason = format!(
                "multiplier {} < 1, shift {} > 62, table of 2^{} > 2^20, reciprocal of {} bits > 61, first \
                 entry {} < 1, or 2^{} does not fit {}",
                self.multiplier,
                self.shift,
                self.table_bits,
                self.reciprocal_bits,
                self.first,
                self.fraction_bits,
                self.out
            );
            Err(GadgetError::Parameters { gadget: NAME, reason })
        }
    }
}
