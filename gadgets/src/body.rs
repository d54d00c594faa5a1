//! A body: primitives in single assignment, what one step computes.
//!
//! Values are numbered: the operands first, then one for each primitive, which reads only values before it. Each has a
//! type in which it is computed; [`Body::infer`] shows that it never leaves it, so that the arithmetic of generated
//! code, which wraps, is exact. Some values are stored as results.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use crate::primitive::{Divide, Divisor, Known, Misfit, Primitive, Read};
use crate::strided::Strided;
use crate::{ElementType, Fault, GadgetError, Interval, Operand, gadget, shape};

/// A value and the type that it is computed in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Value {
    /// What it is.
    #[serde(flatten)]
    pub word: Primitive,
    /// Every element fits it.
    #[serde(rename = "type")]
    pub ty: ElementType,
}

/// A value that is stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stored {
    /// The value's number.
    pub value: usize,
    /// How many of the value's axes, in order, become each axis of the result.
    pub merged: Vec<usize>,
    /// Where it goes: role, storage type, and the shape after merging.
    pub operand: Operand,
}

impl Stored {
    /// A list with an entry for each of the value's axes, by the axes of the result; `None` where there are more or
    /// fewer.
    pub fn groups<'a, T>(&self, axes: &'a [T]) -> Option<Vec<&'a [T]>> {
        let mut rest = axes;
        let mut all = Vec::with_capacity(self.merged.len());
        for n in &self.merged {
            let (group, after) = rest.split_at_checked(*n)?;
            all.push(group);
            rest = after;
        }
        rest.is_empty().then_some(all)
    }
}

/// What one step computes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Body {
    /// What is read.
    pub operands: Vec<Operand>,
    /// Everything computed, in order.
    pub values: Vec<Value>,
    /// What is stored.
    pub results: Vec<Stored>,
}

/// Most values of a body.
pub const MAX_VALUES: usize = 1 << 10;

/// A body that means nothing, by the value at fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("value {value} ({word}): {source}")]
pub struct BodyError {
    /// The value's number.
    pub value: usize,
    /// Its primitive's name, or `result`.
    pub word: &'static str,
    /// What is wrong.
    pub source: Box<Misfit>,
}

impl Body {
    /// A body that reads these operands, and computes nothing yet.
    pub const fn new(operands: Vec<Operand>) -> Self {
        Self { operands, values: Vec::new(), results: Vec::new() }
    }

    /// Adds a value; gives its number.
    pub fn push(&mut self, word: Primitive, ty: ElementType) -> usize {
        self.values.push(Value { word, ty });
        self.operands.len() + self.values.len() - 1
    }

    /// Stores a value in its own shape.
    pub fn store(&mut self, value: usize, operand: Operand) {
        let merged = vec![1; operand.shape.len()];
        self.results.push(Stored { value, merged, operand });
    }

    /// The type that a value is computed in, or an operand is stored in.
    pub fn ty(&self, value: usize) -> ElementType {
        match value.checked_sub(self.operands.len()) {
            None => self.operands[value].element,
            Some(i) => self.values[i].ty,
        }
    }

    /// The shapes of all values, operands included.
    ///
    /// # Errors
    /// [`BodyError`] for the first value that reads what is not there or does not fit.
    pub fn shapes(&self) -> Result<Vec<Vec<usize>>, BodyError> {
        let mut shapes: Vec<Vec<usize>> = self.operands.iter().map(|o| o.shape.clone()).collect();
        let count = self.operands.len() + self.values.len();
        if count > MAX_VALUES {
            let source = Box::new(Misfit::Parameters(format!("{count} values, at most {MAX_VALUES}")));
            return Err(BodyError { value: count, word: "body", source });
        }
        for (i, v) in self.values.iter().enumerate() {
            let value = self.operands.len() + i;
            let word = v.word.word();
            let fail = |e: Misfit| BodyError { value, word: word.name(), source: Box::new(e) };
            let operands =
                word.reads().into_iter().enumerate().map(|(k, r)| r.shape(&shapes).map_err(Misfit::view(k)));
            let operands = operands.collect::<Result<Vec<_>, _>>().map_err(fail)?;
            let shape = word.shape(&operands).map_err(fail)?;
            crate::view::check_shape(&shape).map_err(|e| fail(Misfit::view(operands.len())(e)))?;
            word.nest(&operands).check().map_err(fail)?;
            shapes.push(shape);
        }
        for r in &self.results {
            let fail = |e: Misfit| BodyError { value: r.value, word: "result", source: Box::new(e) };
            let missing = || fail(Misfit::Parameters(format!("no value {}", r.value)));
            let shape = shapes.get(r.value).ok_or_else(missing)?;
            let stored: Option<Vec<usize>> =
                r.groups(shape).map(|all| all.into_iter().map(shape::len).collect());
            if stored.as_ref() != Some(&r.operand.shape) {
                let (expected, got) = (r.operand.shape.clone(), shape.clone());
                return Err(fail(Misfit::Shape { operand: 0, expected, got }));
            }
        }
        Ok(shapes)
    }

    /// The interval of every value, operands included, for operands of which `known` is known.
    ///
    /// # Errors
    /// As [`Body::infer`].
    pub fn intervals(&self, known: &[gadget::Known<'_>]) -> Result<Vec<Interval>, BodyError> {
        let known = self.operands.iter().zip(known).map(|(o, k)| {
            let constant = k.values.map(|v| Strided::new(&o.shape, v));
            Known::new(&o.shape, k.range.into(), constant)
        });
        self.infer(known.collect())
    }

    /// The interval of every value, operands included, of which `known` is known (in their shapes). Shows that every
    /// value fits its type, numerators with what rounding adds, and results their storage types.
    ///
    /// # Errors
    /// [`BodyError`] where that cannot be shown.
    pub fn infer(&self, known: Vec<Known<'_>>) -> Result<Vec<Interval>, BodyError> {
        Ok(self.inferred(known)?.into_iter().map(|k| k.range).collect())
    }

    /// What is known of every value.
    fn inferred<'k>(&self, known: Vec<Known<'k>>) -> Result<Vec<Known<'k>>, BodyError> {
        let mut known = known;
        for (i, v) in self.values.iter().enumerate() {
            let value = self.operands.len() + i;
            let word = v.word.word();
            let fail = |e: Misfit| BodyError { value, word: word.name(), source: Box::new(e) };
            let operands =
                word.reads().into_iter().enumerate().map(|(k, r)| r.known(&known).map_err(Misfit::view(k)));
            let operands = operands.collect::<Result<Vec<_>, _>>().map_err(fail)?;
            let shapes: Vec<_> = operands.iter().map(|o| o.shape.clone()).collect();
            let shape = word.shape(&shapes).map_err(fail)?;
            let range = word.infer(&operands).map_err(fail)?;
            fits("a value", range, v.ty).map_err(fail)?;
            if let Primitive::Divide(Divide { divisor, numerator, rounding, clip }) = &v.word {
                let (largest, read) = match divisor {
                    Divisor::Constant(d) => (i128::from(*d), None),
                    Divisor::Read(d) => (operands[1].range.hi, Some(d)),
                };
                let half = i64::try_from(largest).map_or(largest / 2, |d| rounding.half(d));
                let wide = Interval { lo: operands[0].range.lo, hi: operands[0].range.hi + half };
                let values = [Some(numerator), read].into_iter().flatten().flat_map(Read::values);
                let ty = values.map(|u| self.ty(u)).fold(v.ty, ElementType::max);
                let short = |v: i128| Interval::from(ElementType::I32.range()).contains(v);
                let constants = clip.iter().flat_map(|r| [r.lo.into(), r.hi.into()]);
                let constants = constants.chain(read.is_none().then_some(largest));
                let narrow = ty.bits() <= 32 && constants.into_iter().all(short);
                let computed = if narrow { ElementType::I32 } else { ElementType::I64 };
                fits("a numerator, rounded", wide, computed).map_err(fail)?;
            }
            let times = word.times(&operands);
            known.push(Known { times, ..Known::new(&shape, range, None) });
        }
        for r in &self.results {
            let fail = |e: Misfit| BodyError { value: r.value, word: "result", source: Box::new(e) };
            fits("a stored value", known[r.value].range, r.operand.element).map_err(fail)?;
        }
        Ok(known)
    }

    /// Gives every value the narrowest type that it is computed in, 32 or 64 bits, for operands of which `known` is known.
    ///
    /// # Errors
    /// As [`Body::infer`].
    pub fn fit(&mut self, known: Vec<Known<'_>>) -> Result<Vec<Interval>, BodyError> {
        self.values.iter_mut().for_each(|v| v.ty = ElementType::I64);
        let all = self.inferred(known.clone())?;
        let ranges: Vec<Interval> = all.iter().map(|k| k.range).collect();
        let given = self.operands.len();
        let narrow = |r: Interval| Interval::from(ElementType::I32.range()).contains_range(r);
        let mut fits: Vec<bool> = ranges[given..].iter().map(|r| narrow(*r)).collect();
        for (v, fits) in self.values.iter().zip(&mut fits) {
            // A sum that fits is code of 32 bits only where its terms do: they are what is read back.
            if let Primitive::Map(map) = &v.word {
                *fits &= narrow(Interval { lo: 0, hi: map.reach(&all).unwrap_or(i128::MAX) });
            }
        }
        for v in &self.values {
            // What rounding adds to a numerator has to fit, too.
            if let Primitive::Divide(Divide { divisor: Divisor::Constant(d), numerator, rounding, .. }) =
                &v.word
            {
                for u in numerator.values().into_iter().filter_map(|u| u.checked_sub(given)) {
                    let r = ranges[given + u];
                    fits[u] &= narrow(Interval { lo: r.lo, hi: r.hi + rounding.half(*d) });
                }
            }
        }
        for (v, fits) in self.values.iter_mut().zip(fits) {
            v.ty = if fits { ElementType::I32 } else { ElementType::I64 };
        }
        loop {
            // Whatever else a word computes beside its result, as a numerator with half of a divisor that is data.
            match self.infer(known.clone()) {
                Err(e) if self.narrow_value(e.value) => self.values[e.value - given].ty = ElementType::I64,
                result => return result,
            }
        }
    }

    /// Whether it is the number of a value, no operand, that is computed in 32 bits.
    fn narrow_value(&self, value: usize) -> bool {
        let own = value.checked_sub(self.operands.len()).and_then(|i| self.values.get(i));
        own.is_some_and(|v| v.ty == ElementType::I32)
    }

    /// The results for these operands, each flat and row-major. The body is one that [`Body::shapes`] accepts.
    ///
    /// # Errors
    /// [`Fault::Status`] where a check fails; [`Fault::Gadget`] where operands are not those that were inferred for.
    pub fn evaluate(&self, operands: &[&[i64]]) -> Result<Vec<Vec<i64>>, Fault> {
        self.run(operands, &|word, operands| word.word().eval(operands))
    }

    /// As [`Body::evaluate`], by the definition alone.
    ///
    /// # Errors
    /// As [`Body::evaluate`].
    pub fn define(&self, operands: &[&[i64]]) -> Result<Vec<Vec<i64>>, Fault> {
        self.run(operands, &|word, operands| {
            let shapes: Vec<_> = operands.iter().map(|o| o.shape.clone()).collect();
            word.word().nest(&shapes).run(operands)
        })
    }

    fn run(&self, operands: &[&[i64]], eval: &Evaluate<'_>) -> Result<Vec<Vec<i64>>, Fault> {
        let given = self.operands.iter().zip(operands);
        let mut values: Vec<(Vec<usize>, Cow<'_, [i64]>)> =
            given.map(|(o, v)| (o.shape.clone(), Cow::Borrowed(*v))).collect();
        let shapes = self.shapes().map_err(|e| malformed(&e))?;
        let narrow = |v: i128, ty: ElementType| {
            i64::try_from(v).ok().filter(|v| ty.range().contains(*v)).ok_or(GadgetError::Overflow {
                gadget: "body",
                value: v,
                element: ty,
            })
        };
        for (i, v) in self.values.iter().enumerate() {
            let reads: Vec<Strided<'_>> =
                v.word.word().reads().into_iter().map(|r| r.strided(&values)).collect();
            let result = eval(&v.word, &reads)?;
            let result = result.into_iter().map(|x| narrow(x, v.ty)).collect::<Result<Vec<_>, _>>()?;
            values.push((shapes[self.operands.len() + i].clone(), Cow::Owned(result)));
        }
        let stored = |r: &Stored| {
            let value = values[r.value].1.iter().map(|v| narrow((*v).into(), r.operand.element));
            Ok(value.collect::<Result<Vec<_>, _>>()?)
        };
        self.results.iter().map(stored).collect()
    }
}

type Evaluate<'e> = dyn Fn(&Primitive, &[Strided<'_>]) -> Result<Vec<i128>, Fault> + 'e;

fn malformed(e: &BodyError) -> GadgetError {
    GadgetError::Parameters { gadget: "body", reason: e.to_string() }
}

fn fits(what: &'static str, range: Interval, ty: ElementType) -> Result<(), Misfit> {
    let allowed = Interval::from(ty.range());
    if allowed.contains_range(range) { Ok(()) } else { Err(Misfit::Range { what, got: range, allowed }) }
}
