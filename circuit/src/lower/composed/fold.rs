//! Folds over the last axes, and quotients; a maximum that only a division by a power of two reads is one relation with
//! it, and so are sums.

use gadgets::Status;
use gadgets::primitive::{Divide, Divisor as By, Fold, Primitive, Reduce};

use super::window::Windows;
use super::{Operand, Together, Walk};
use crate::lower::Lowered;
use crate::{Def, Divisor, Range, Reduction, Ref, Relation, TensorId};

/// A fold: of what, and which axes of the result its own are.
#[derive(Clone)]
pub(super) struct Folded {
    x: Ref,
    over: Reduction,
    floor: Option<i64>,
    /// Sizes of the result as it is made.
    made: Vec<u32>,
    /// For each axis of the result, which of those it is, or its size.
    order: Vec<Result<usize, u32>>,
}

/// `n` of a division by `2^n`.
fn shift(d: &Divide) -> Option<u8> {
    match d.divisor {
        By::Constant(d) if d > 0 && d.count_ones() == 1 => u8::try_from(d.trailing_zeros()).ok(),
        _ => None,
    }
}

impl Walk<'_> {
    pub(super) fn reduce(&mut self, value: usize, w: &Reduce) -> Lowered<Operand> {
        let x = self.operand(&w.x)?;
        if w.folded == 0 && w.floor.is_none() {
            return Ok(x);
        }
        if let (Fold::Max, 0, Some(f)) = (w.op, w.folded, w.x.whole().and_then(|v| self.folds.get(&v))) {
            let floor = f.floor.max(w.floor);
            let fold = Folded { floor, ..f.clone() };
            return self.maximum(value, fold, x);
        }
        let fold = self.fold(&x, w)?;
        let t = match w.op {
            Fold::Sum => self.builder.reduce(fold.x.clone(), fold.over.clone())?,
            Fold::Max => return self.maximum(value, fold, x),
            Fold::Min => {
                let ceiling = w.floor.map(|f| {
                    let least = || format!("a minimum with {f}, whose negative is no number of 64 bits");
                    f.checked_neg().ok_or_else(|| self.unsupported(least()))
                });
                let ceiling = ceiling.transpose()?;
                let negative = self.builder.affine(vec![(-1, fold.x.clone())], 0)?;
                let max = self.builder.max(negative, fold.over.clone(), ceiling)?;
                self.builder.affine(vec![(-1, max.into())], 0)?
            }
        };
        Ok(self.folded(t, &fold))
    }

    /// What a fold reads: windows, or axes. What repeats along the axes of the result is folded once.
    fn fold(&self, x: &Operand, w: &Reduce) -> Lowered<Folded> {
        let outer = x.shape.len() - w.folded;
        let kept: Vec<usize> = (0..outer).filter(|k| x.strides[*k] != 0).collect();
        let all: Vec<usize> = kept.iter().copied().chain(outer..x.shape.len()).collect();
        let own = x.axes(&all);
        let neutral = |inner: &Operand, value: i64| match w.op {
            Fold::Sum => value == 0,
            Fold::Max => self.range(inner).is_ok_and(|r| i128::from(value) <= r.lo),
            Fold::Min => false,
        };
        let place = |order: &[Result<usize, u32>]| {
            let of = |k: usize| kept.iter().position(|other| *other == k);
            (0..outer).map(|k| of(k).map_or(Err(x.shape[k]), |p| order[p])).collect()
        };
        let floor = w.floor;
        Ok(match Windows::of(&own, w.folded, &neutral) {
            Some(Windows { image, window, made, order }) => {
                Folded { x: image.read(), over: Reduction::Window(window), floor, made, order: place(&order) }
            }
            None => {
                let axes = (kept.len()..all.len()).filter_map(|k| u8::try_from(k).ok()).collect();
                let made = own.shape[..kept.len()].to_vec();
                let order: Vec<_> = (0..kept.len()).map(Ok).collect();
                Folded { x: own.read(), over: Reduction::Axes(axes), floor, made, order: place(&order) }
            }
        })
    }

    /// A maximum, unless its only reader makes it.
    fn maximum(&mut self, value: usize, fold: Folded, x: Operand) -> Lowered<Operand> {
        if self.is_taken(value) {
            self.folds.insert(value, fold);
            return Ok(x);
        }
        let t = self.builder.max(fold.x.clone(), fold.over.clone(), fold.floor)?;
        Ok(self.folded(t, &fold))
    }

    /// The result of a fold, along the axes of the body's.
    fn folded(&self, t: TensorId, fold: &Folded) -> Operand {
        Operand::tensor(self.builder.graph(), t).reshape(fold.made.clone()).spread(&fold.order)
    }

    /// Whether a value is read by a division by a power of two or a maximum with a floor, as it is, and by nothing else.
    fn is_taken(&self, value: usize) -> bool {
        let takes = |word: &Primitive| match word {
            Primitive::Divide(d) => {
                shift(d).is_some_and(|n| n > 0 || d.clip.is_some()) && d.numerator.whole() == Some(value)
            }
            Primitive::Reduce(r) => {
                (r.op, r.folded, r.x.whole()) == (Fold::Max, 0, Some(value)) && r.floor.is_some()
            }
            _ => false,
        };
        self.readers(value) == 1 && self.body.values.iter().any(|v| takes(&v.word))
    }

    pub(super) fn divide(&mut self, w: &Divide) -> Lowered<Operand> {
        let (rounding, clip) = (w.rounding, w.clip.map(Range::from));
        let numerator = self.operand(&w.numerator)?;
        let den = match &w.divisor {
            By::Constant(1) if clip.is_none() => return Ok(numerator),
            By::Constant(d) => shift(w).map_or(Divisor::Const(*d), Divisor::Pow2),
            By::Read(d) => {
                let least = Range { lo: 1, hi: i64::MAX.into() };
                let divisor = self.operand(d)?;
                let divisor = self.within(divisor, least, Status::DivisionByZero)?;
                let all = Together::new(&[&numerator, &divisor]);
                let den = Divisor::Tensor(all.read(1));
                let t = self.builder.div_round(all.read(0), den, rounding, clip)?;
                return Ok(all.expand(self.builder, t));
            }
        };
        let out = TensorId(0);
        if let (Some(f), Divisor::Pow2(shift)) =
            (w.numerator.whole().and_then(|v| self.folds.get(&v)).cloned(), &den)
        {
            let Folded { x, over, floor, .. } = f.clone();
            let whole = Relation::ReluPoolRequant { x, over, floor, shift: *shift, rounding, clip, out };
            let t = self.builder.define(whole)?;
            return Ok(self.folded(t, &f));
        }
        let all = Together::new(&[&numerator]);
        let x = all.read(0);
        let t = match den {
            Divisor::Pow2(shift) if self.is_linear(&x) => {
                let (over, floor) = (Reduction::Axes(Vec::new()), None);
                self.builder.define(Relation::ReluPoolRequant {
                    x,
                    over,
                    floor,
                    shift,
                    rounding,
                    clip,
                    out,
                })?
            }
            den => self.builder.div_round(x, den, rounding, clip)?,
        };
        Ok(all.expand(self.builder, t))
    }

    /// Whether it is all that a linear relation gives, which a backend may hold no cell for.
    fn is_linear(&self, x: &Ref) -> bool {
        let graph = self.builder.graph();
        let Some(Def::By(r)) = x.whole().map(|t| graph.tensor(t).def) else { return false };
        let made = graph.relations.get(r.0 as usize).map(Relation::name);
        made.is_some_and(|name| ["einsum", "conv", "reduce", "affine"].contains(&name))
    }
}
