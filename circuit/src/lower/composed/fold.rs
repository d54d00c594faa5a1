//! Folds over the last axes, and quotients; a maximum that only a division by a power of two reads is one relation with
//! it, and so are sums.

use gadgets::Status;
use gadgets::primitive::{Divide, Divisor as By, Fold, Primitive, Reduce};

use super::{Operand, Together, Walk};
use crate::lower::Lowered;
use crate::{Def, Divisor, Range, Reduction, Ref, Relation, TensorId};

/// A maximum that its reader makes.
#[derive(Clone)]
pub(super) struct Folded {
    x: Ref,
    over: Reduction,
    floor: Option<i64>,
    /// Shape of the result, without the axes that are folded.
    shape: Vec<u32>,
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
        let outer = x.shape.len() - w.folded;
        // What repeats along the axes of the result is folded once.
        let kept: Vec<usize> = (0..outer).filter(|k| x.strides[*k] != 0).collect();
        let mut position = 0..;
        let axes: Vec<Result<usize, u32>> = (0..outer)
            .map(|k| match kept.contains(&k) {
                true => Ok(position.next().unwrap_or_default()),
                false => Err(x.shape[k]),
            })
            .collect();
        let all: Vec<usize> = kept.iter().copied().chain(outer..x.shape.len()).collect();
        let x = x.axes(&all);
        let shape = x.shape[..kept.len()].to_vec();
        let over = Reduction::Axes((kept.len()..all.len()).filter_map(|k| u8::try_from(k).ok()).collect());
        if w.op == Fold::Max && axes.len() == kept.len() && self.divided(value) {
            self.folds.insert(value, Folded { x: x.read(), over, floor: w.floor, shape });
            return Ok(x);
        }
        let t = match w.op {
            Fold::Sum => self.builder.reduce(x.read(), over)?,
            Fold::Max => self.builder.max(x.read(), over, w.floor)?,
            Fold::Min => {
                let ceiling = w.floor.map(|f| {
                    let least = || format!("a minimum with {f}, whose negative is no number of 64 bits");
                    f.checked_neg().ok_or_else(|| self.unsupported(least()))
                });
                let ceiling = ceiling.transpose()?;
                let negative = self.builder.affine(vec![(-1, x.read())], 0)?;
                let max = self.builder.max(negative, over, ceiling)?;
                self.builder.affine(vec![(-1, max.into())], 0)?
            }
        };
        let made = Operand::tensor(self.builder.graph(), t).reshape(shape);
        Ok(made.spread(&axes))
    }

    /// Whether a value is read by a division by a power of two, as it is, and by nothing else.
    fn divided(&self, value: usize) -> bool {
        let reads = self.body.values.iter().flat_map(|v| v.word.word().reads());
        let readers = reads.flat_map(|r| r.values()).filter(|v| *v == value).count();
        let stored = self.body.results.iter().any(|r| r.value == value);
        let divides = |word: &Primitive| match word {
            Primitive::Divide(d) => {
                shift(d).is_some_and(|n| n > 0 || d.clip.is_some()) && d.numerator.whole() == Some(value)
            }
            _ => false,
        };
        readers == 1 && !stored && self.body.values.iter().any(|v| divides(&v.word))
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
            let Folded { x, over, floor, shape } = f;
            let whole = Relation::ReluPoolRequant { x, over, floor, shift: *shift, rounding, clip, out };
            let t = self.builder.define(whole)?;
            return Ok(Operand::tensor(self.builder.graph(), t).reshape(shape));
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
