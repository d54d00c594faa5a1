//! What families guess their parameters from: the expression of a body, without its epilogue.
//!
//! A guess need not be right: it is compared with the body afterwards.

use super::expression::Expression;
use super::tree::{Element, Kind, Tree};
use crate::nest::{Counter, Index};
use crate::primitive::Fold;
use crate::{Body, Bound, ElementType, Epilogue, Status, Window};

/// A family with parameters, and which of the body's operands each of its own is.
pub(crate) type Guess<T> = (T, Vec<usize>);

/// An expression taken apart.
pub(crate) struct Clue<'a> {
    pub body: &'a Body,
    pub expression: &'a Expression,
    /// Shape of the result.
    pub shape: &'a [usize],
    /// What is done to an accumulator.
    pub epilogue: Epilogue,
    /// The accumulator.
    pub core: &'a Tree,
}

/// Sums of products of two operands.
pub(crate) struct Products<'a> {
    pub factors: [&'a Element; 2],
    pub addend: Option<&'a Element>,
    pub acc: ElementType,
    pub epilogue: Epilogue,
}

impl<'a> Clue<'a> {
    /// That of a body with a result.
    pub fn new(body: &'a Body, expression: &'a Expression) -> Option<Self> {
        let out = &body.results.first()?.operand;
        let mut epilogue = Epilogue::none(out.element);
        let mut core = &expression.root;
        if let Some(n) = core.node()
            && let Kind::Check { range, status: Status::ValueRange } = n.kind
        {
            (epilogue.bound, core) = (Bound::Reject(range), &n.children[0]);
        }
        if let Some(n) = core.node()
            && let Kind::Divide { by: Some(by), rounding, clip } = n.kind
            && by > 0
            && by.count_ones() == 1
            && (clip.is_none() || epilogue.bound == Bound::Proven)
        {
            (epilogue.shift, epilogue.rounding) = (by.trailing_zeros(), rounding);
            epilogue.bound = clip.map_or(epilogue.bound, Bound::Saturate);
            core = &n.children[0];
        }
        if let Some(n) = core.node()
            && let Kind::Map { terms, constant: 0 } = &n.kind
            && let [(multiplier, factors)] = &terms[..]
            && *multiplier >= 1
            && factors.len() == 1
        {
            (epilogue.multiplier, core) = (*multiplier, &n.children[0]);
        }
        if let Some(n) = core.node()
            && n.kind == (Kind::Reduce { op: Fold::Max, floor: Some(0) })
            && n.folded.is_empty()
        {
            (epilogue.relu, core) = (true, &n.children[0]);
        }
        Some(Self { body, expression, shape: &out.shape, epilogue, core })
    }

    /// Shape of an operand.
    pub fn operand(&self, e: &Element) -> &'a [usize] {
        &self.body.operands[e.operand].shape
    }

    /// Iterations of a counter; 1 for none.
    pub fn extent(&self, c: Option<Counter>) -> usize {
        c.map_or(1, |c| self.expression.extents[c.0 as usize])
    }

    /// Where the last two axes of an element may be read, pads included. Along an axis of one position only pads show that,
    /// and with one for two of them it may be either's.
    pub fn spatial(&self, e: &Element) -> Vec<[Index; 2]> {
        let ([.., h, w], [.., y, z]) = (self.operand(e), &e.at[..]) else { return vec![] };
        let mut ones =
            e.pads.iter().filter(|(g, _)| (g.size, g.step) == (1, 1)).map(|(g, _)| g.index.clone());
        match (*h == 1, *w == 1, ones.next(), ones.next()) {
            (true, true, Some(a), Some(b)) => vec![[a.clone(), b.clone()], [b, a]],
            (true, true, Some(a), None) => {
                vec![[a.clone(), Index::default()], [Index::default(), a]]
            }
            (true, false, Some(a), _) => vec![[a, z.clone()]],
            (false, true, Some(a), _) => vec![[y.clone(), a]],
            _ => vec![[y.clone(), z.clone()]],
        }
    }

    /// Products of elements and what is added, where that is the core.
    pub fn products(&self) -> Option<Products<'a>> {
        let n = self.core.node()?;
        let mut epilogue = self.epilogue;
        let (a, b, addend) = match &n.kind {
            Kind::Einsum => (&n.children[0], &n.children[1], n.children.get(2)),
            Kind::Map { terms, constant: 0 } => {
                let ((c, product), addend) = match &terms[..] {
                    [product] => (product, None),
                    [product, (c, one)] if *c == product.0 && one.len() == 1 => (product, Some(one[0])),
                    _ => return None,
                };
                let [a, b] = product[..] else { return None };
                epilogue.multiplier = if epilogue.multiplier == 1 { *c } else { epilogue.multiplier };
                (&n.children[a], &n.children[b], addend.map(|k| &n.children[k]))
            }
            _ => return None,
        };
        let addend = match addend {
            Some(t) => Some(t.element()?),
            None => None,
        };
        let acc = accumulator(n.width);
        Some(Products { factors: [a.element()?, b.element()?], addend, acc, epilogue })
    }

    /// Windows along two axes of something of size `input`, at these positions: `kernel` says how large they are and
    /// which counters are theirs.
    pub fn window(
        &self,
        input: [usize; 2],
        output: [usize; 2],
        at: [&Index; 2],
        kernel: [(usize, Option<Counter>); 2],
    ) -> Option<Window> {
        let mut w = Window::plain([1, 1], [1, 1]);
        let mut alone = [true; 2];
        for axis in 0..2 {
            let (ix, (size, inner)) = (at[axis], kernel[axis]);
            let mut all = std::collections::BTreeSet::new();
            ix.counters(&mut all);
            let mut outer = all.into_iter().filter(|c| Some(*c) != inner);
            let (out, None) = (outer.next(), outer.next()) else { return None };
            let positive = |c: Option<Counter>| c.map_or(Some(1), |c| usize::try_from(ix.factor(c)).ok());
            w.kernel[axis] = size;
            (w.strides[axis], w.dilations[axis]) = (positive(out)?.max(1), positive(inner)?.max(1));
            w.begin[axis] = usize::try_from(ix.constant.checked_neg()?).ok()?;
            alone[axis] = out.is_none();
            let all = [size, w.strides[axis], w.dilations[axis], w.begin[axis], input[axis]];
            if all.iter().any(|v| *v >= 1 << 31) {
                return None;
            }
        }
        // No more end padding than windows reach.
        for axis in 0..2 {
            let reach = (output[axis].max(1) - 1).saturating_mul(w.strides[axis]) + w.extent(axis);
            w.end[axis] = reach.saturating_sub(input[axis] + w.begin[axis]);
        }
        for axis in (0..2).filter(|axis| alone[*axis]) {
            // One window: the least stride after which there is no second one.
            w.strides[axis] = (input[axis] + w.begin[axis] + w.end[axis]).checked_sub(w.extent(axis))? + 1;
        }
        Some(w)
    }
}

/// The type of values that are computed in this many bits.
pub(crate) const fn accumulator(width: u32) -> ElementType {
    if width > 32 { ElementType::I64 } else { ElementType::I32 }
}
