//! Words: one rule of quantisation for each primitive.
//!
//! A word reads tensors as they are stored, computes exactly in integers, and ends with at most one rounding, to a scale
//! that is a power of two times the exact result's. Its results have [`SPARE_BITS`] more than an activation, so that
//! chains of words lose little; a linear layer behind them takes an activation made of them. Whole numbers and booleans
//! are exact, and what is chosen among elements (moves, gathers, the largest, the smallest) keeps their integers.

mod compare;
mod domain;
mod function;
mod map;
mod mask;
mod moves;
mod octaves;
mod quotient;
mod whole;

use std::collections::BTreeMap;

use gadgets::gadget::Known;
use gadgets::primitive::{self, Check, Divide, Fold, Read, Reduce};
use gadgets::{
    Body, Composed, ElementType, Gadget, GadgetError, Interval, Operand, Primitive, Range, Role, Rounding,
    Status,
};

use super::build::{Builder, Meaning, PLAUSIBLE, Place, RELATIVE_BITS};
use super::deviation::Deviation;
use super::fuse::Stage;
use super::options::Overflow;
use super::real::{Real, fit, floor_log2, power};
use super::{FEW, Outcome, QuantiseError};
use crate::float_graph::{Element, ValueId};
use crate::functions::Function;
use crate::words::{Kind, Word};

/// Bits that a word's result has beyond those of an activation.
pub(in crate::quantise) const SPARE_BITS: u32 = 6;
/// Bits of a word that a sum or a linear layer reads as it is.
pub(in crate::quantise) const WORD_BITS: u32 = 16;
/// Largest shift of one rounding.
const MOST_SHIFT: i32 = 60;
/// Bits that elements near 0 have at least beside such as are far, where that is not said to be a loss.
const LEAST_BITS: i32 = 5;
/// Whole constants below this are their own integers.
const WHOLE: f64 = (1u64 << 30) as f64;

/// A body on its way: where its operands lie, and the names of its step.
pub(super) struct Draft {
    pub body: Body,
    pub places: Vec<Place>,
    pub names: Vec<String>,
}

/// A value of a draft.
#[derive(Clone, Copy, Debug)]
pub(super) struct Made {
    /// Its number.
    pub value: usize,
    /// Real value of the integer 1.
    pub scale: f64,
    pub error: Deviation,
}

impl Draft {
    pub fn push(&mut self, word: Primitive) -> usize {
        self.body.push(word, ElementType::I64)
    }

    /// The real value of 1 in operand `k`; 1 for what is always 0, which has none.
    fn scale(&self, k: usize) -> f64 {
        let scale = self.places[k].scale();
        if scale > 0.0 { scale } else { 1.0 }
    }

    /// The operand that a read reads.
    fn operand(read: &Read) -> usize {
        read.values().first().copied().unwrap_or_default()
    }

    fn fail(&self, source: GadgetError) -> QuantiseError {
        QuantiseError::Gadget { node: self.names.join("+"), source }
    }

    fn unsupported(&self, reason: impl Into<String>) -> QuantiseError {
        QuantiseError::Unsupported { node: self.names.join("+"), reason: reason.into() }
    }

    /// Elements of operand `k` rounded to `bits` bits, where they have more; its value and scale.
    fn narrowed(&mut self, builder: &Builder<'_>, k: usize, bits: u32) -> (usize, f64) {
        let spare = builder.range_of(&self.places[k]).bits().saturating_sub(bits);
        if spare == 0 {
            return (k, self.scale(k));
        }
        let divide = Divide::shift(Read::value(k), spare, Rounding::HalfUp, None);
        (self.push(Primitive::Divide(divide)), self.scale(k) * power(spare as i32))
    }
}

/// Whether a function's results are as accurate as its argument is relative to itself.
pub(in crate::quantise) fn is_relative(f: &Function) -> bool {
    octaves::Law::of(f).is_some()
}

/// A read of another value in the same way.
fn moved(read: &Read, value: usize) -> Read {
    Read { source: primitive::Source::Value(value), views: read.views.clone() }
}

impl Builder<'_> {
    /// Lowers a word.
    pub fn word(&mut self, stage: &Stage, word: &Word) -> Outcome {
        let mut names = stage.names.clone();
        let mut places = Vec::with_capacity(stage.inputs.len());
        for id in &stage.inputs {
            places.push(self.word_operand(*id, &mut names)?);
        }
        let operand = |(place, shape): (&Place, &Vec<usize>)| {
            let role =
                if self.graph.tensor(place.tensor).data.is_some() { Role::Weights } else { Role::Activation };
            Operand { role, element: self.element_of(place), shape: shape.clone() }
        };
        let body = Body::new(places.iter().zip(&word.shapes).map(operand).collect());
        let mut draft = Draft { body, places, names };
        let kind = word.kind.filled(0);
        match &kind {
            Kind::Map { reads, terms, constant } => self.map_word(stage, draft, reads, terms, *constant),
            Kind::Move { read, fill } => self.move_word(stage, draft, read, *fill),
            Kind::Function(f) => self.function(stage, draft, f),
            Kind::Divide { a, b } => self.quotient(stage, draft, a, b),
            Kind::Whole { toward, a, b } => self.whole_quotient(stage, draft, *toward, a, b),
            Kind::Wrap { lo, hi } => self.wrap(stage, draft, Range { lo: *lo, hi: *hi }),
            Kind::Compare { op, a, b } => self.compare(stage, draft, *op, a, b),
            Kind::Gather { data, index } => self.gather(stage, draft, data, index),
            Kind::Clip { lo, hi } => self.clip(stage, draft, *lo, *hi),
            Kind::Einsum { a, b, summed, factor } => {
                let terms = a
                    .shape(&word.shapes)
                    .map_or(1, |s| s[s.len().saturating_sub(*summed)..].iter().product());
                let whole = self.float.value(stage.output).element != Element::Float;
                let [i, j] = [a, b].map(Draft::operand);
                let narrowed = |draft: &mut Draft, k: usize| {
                    // Whole numbers are exact.
                    let bits = if whole { u32::MAX } else { self.factor_bits(stage, draft, k, terms) };
                    draft.narrowed(self, k, bits)
                };
                // What is multiplied by itself is rounded once, and its squares are seen to be squares.
                let first = narrowed(&mut draft, i);
                let second = if i == j { first } else { narrowed(&mut draft, j) };
                let [a, b] = [(a, i, first), (b, j, second)]
                    .map(|(read, k, (value, scale))| (moved(read, value), scale, k));
                let error = |x: usize, y: usize| {
                    draft.places[x]
                        .error()
                        .times(self.usual(stage, &draft, y).magnitude() * terms as f64 * factor)
                };
                let error = error(a.2, b.2).plus(error(b.2, a.2));
                let einsum = primitive::Einsum { a: a.0, b: b.0, addend: None, summed: *summed };
                let value = draft.push(Primitive::Einsum(einsum));
                self.finish(
                    stage,
                    draft,
                    Made { value, scale: a.1 * b.1 * factor, error },
                    self.sum_bits(stage),
                )
            }
            Kind::Reduce { fold, x, folded } => {
                let k = Draft::operand(x);
                let count =
                    x.shape(&word.shapes).map_or(1, |s| s[s.len() - folded..].iter().product::<usize>());
                let count = if *fold == Fold::Sum { count as f64 } else { 1.0 };
                let (scale, error) = (draft.scale(k), draft.places[k].error().times(count));
                let reduce = Reduce { op: *fold, x: x.clone(), folded: *folded, floor: None };
                let value = draft.push(Primitive::Reduce(reduce));
                let made = Made { value, scale, error };
                match fold {
                    Fold::Sum => self.finish(stage, draft, made, self.sum_bits(stage)),
                    // One of the elements, with its integer: where it is, they are equal.
                    Fold::Max | Fold::Min => self.finish_exact(stage, draft, made),
                }
            }
        }
    }

    /// Bits of a word's result.
    pub(in crate::quantise) fn word_bits(&self) -> u32 {
        self.options.activation_bits + SPARE_BITS
    }

    /// Bits of the result of a stage that is a word.
    fn result_bits(&self, stage: &Stage) -> u32 {
        self.word_bits().max(self.relative(stage.output))
    }

    /// Bits of a sum: as many as a function or a quotient can use where it counts relative to itself, so that rows far smaller than others
    /// keep theirs.
    fn sum_bits(&self, stage: &Stage) -> u32 {
        let relative = self.readers[stage.output.index()].relative;
        if relative { self.word_bits().max(RELATIVE_BITS) } else { self.word_bits() }
    }

    /// Whether a value keeps a word's bits where others are rounded to an activation's.
    pub(in crate::quantise) fn is_small(&self, id: ValueId) -> bool {
        self.float.value(id).len() <= FEW && self.word_bits() <= WORD_BITS
    }

    /// An operand as it is stored. A constant has a word's bits, or is its own integers.
    fn word_operand(&mut self, id: ValueId, names: &mut Vec<String>) -> Outcome<Place> {
        let Some(values) = self.float.constant(id) else { return self.stored(id, names) };
        if let Some(place) = self.word_constants.get(&id) {
            return Ok(place.clone());
        }
        let real = Real::hull_of(&values);
        let whole = values.iter().all(|v| v.floor() == *v) && real.magnitude() < WHOLE;
        let exact = whole || self.float.value(id).element != Element::Float;
        let bits = self.word_bits() + 2 + map::spread(values.iter().copied());
        let scale = if exact { 1.0 } else { fit(real, real.lo < 0.0, bits).0 };
        let scale = if scale > 0.0 { scale } else { 1.0 };
        let place = self.constant_at(id, &values, scale)?;
        self.word_constants.insert(id, place.clone());
        Ok(place)
    }

    /// An error of a stage's result, no larger than a part of what the result is seen to be: bounds that are summed up
    /// over many steps exceed it, and a range that is too narrow is widened by running the samples.
    pub(in crate::quantise) fn plausible(&self, stage: &Stage, error: Deviation) -> Deviation {
        match self.observed(stage.output).map(Real::magnitude).filter(|m| *m > 0.0) {
            Some(largest) => error.capped(largest * PLAUSIBLE),
            None => error,
        }
    }

    /// Where the elements of an operand lie in fact, as far as calibration shows it: what errors are judged by.
    fn usual(&self, stage: &Stage, draft: &Draft, k: usize) -> Real {
        let proven = self.real_of(&draft.places[k]);
        match stage.inputs.get(k).and_then(|id| self.observed(*id)) {
            Some(seen) => seen.within(proven),
            None => proven,
        }
    }

    fn shapes(&self, draft: &Draft) -> Outcome<Vec<Vec<usize>>> {
        draft.body.shapes().map_err(|e| draft.fail(malformed(&e)))
    }

    /// What is known of a draft's operands.
    fn known(&self, draft: &Draft) -> Vec<(Range, Option<Vec<i64>>)> {
        let one = |p: &Place| {
            let tensor = self.graph.tensor(p.tensor);
            (tensor.range, tensor.data.as_ref().map(gadgets::Buffer::to_i64))
        };
        draft.places.iter().map(one).collect()
    }

    /// The intervals of all values of a draft.
    fn intervals(&self, draft: &Draft) -> Outcome<Vec<Interval>> {
        let known = self.known(draft);
        let known: Vec<Known<'_>> =
            known.iter().map(|(range, values)| Known { range: *range, values: values.as_deref() }).collect();
        draft.body.intervals(&known).map_err(|e| draft.fail(malformed(&e)))
    }

    fn clip(&mut self, stage: &Stage, mut draft: Draft, lo: f64, hi: f64) -> Outcome {
        let place = draft.places[0].clone();
        let ends = Real { lo: lo.max(-f64::MAX), hi: hi.min(f64::MAX) };
        let scale = match place.scale() {
            scale if scale > 0.0 => scale,
            // What is always 0 takes the scale of the bound that it is moved to.
            _ => fit(Real { lo: 0f64.max(lo).min(hi), hi: 0f64.max(lo).min(hi) }, true, self.word_bits()).0,
        };
        let scale = if scale > 0.0 { scale } else { 1.0 };
        let units = |v: f64| super::real::round((v / scale).clamp(-4e18, 4e18)).unwrap_or_default();
        let clip = Range { lo: units(ends.lo), hi: units(ends.hi).max(units(ends.lo)) };
        // A bound beyond what occurs would ask for a type that holds it.
        let occurs = self.range_of(&place);
        let clip = Range { lo: clip.lo.max(occurs.lo.min(clip.hi)), hi: clip.hi.min(occurs.hi.max(clip.lo)) };
        let divide = Divide::clip(Read::value(0), clip);
        let value = draft.push(Primitive::Divide(divide));
        let error = place.error().plus(Deviation::rounding(scale));
        self.finish_exact(stage, draft, Made { value, scale, error })
    }

    /// Stores a value, rounded to these bits where it has more.
    pub(in crate::quantise) fn finish(
        &mut self,
        stage: &Stage,
        mut draft: Draft,
        mut made: Made,
        bits: u32,
    ) -> Outcome {
        let whole = self.float.value(stage.output).element != Element::Float;
        let image = match self.intervals(&draft) {
            Ok(all) => all[made.value],
            Err(e) if whole => {
                let reason =
                    format!("whole numbers that may leave 63 bits: give the inputs narrower ranges ({e})");
                return Err(draft.unsupported(reason));
            }
            Err(e) => return Err(e),
        };
        // What is near 0 keeps an activation's bits beside what is far, and so do small elements of an output.
        let apart = self.apart(stage.output).filter(|_| !whole);
        let bits = bits + apart.map_or(0, |(more, _)| more).max(self.small(stage.output));
        let bits = bits.max(self.relative(stage.output));
        if whole || image.bits() <= bits + 2 {
            return self.finish_exact(stage, draft, made);
        }
        let real = Real { lo: image.lo as f64 * made.scale, hi: image.hi as f64 * made.scale };
        made.error = self.plausible(stage, made.error);
        let target = self.target_of(stage.output, real, false, made.error, bits);
        let shift = floor_log2(target.scale / made.scale).clamp(0, MOST_SHIFT);
        if shift > 0 {
            let divide = Divide::shift(Read::value(made.value), shift as u32, Rounding::HalfUp, None);
            made.value = draft.push(Primitive::Divide(divide));
            made.scale *= power(shift);
            made.error = made.error.plus(Deviation::rounding(made.scale));
        }
        let range = target.range_at(made.scale);
        if !target.proven && !range.contains_range(quotients(image, shift as u32)) {
            made.value = self.within(&mut draft, made.value, range);
        }
        if let Some((_, near)) = apart.filter(|(_, near)| *near < made.scale * power(LEAST_BITS)) {
            let far = self.observed(stage.output).map_or(0.0, Real::magnitude);
            self.lose(
                &draft.names,
                stage.output,
                format!("elements of about {near:e} are lost beside {far:e}"),
            );
        }
        self.finish_exact(stage, draft, made)
    }

    /// A value that is kept in a range, in the way that was chosen.
    fn within(&self, draft: &mut Draft, value: usize, range: Range) -> usize {
        let x = Read::value(value);
        draft.push(match self.options.overflow {
            Overflow::Reject => Primitive::Check(Check { x, range, status: Status::ValueRange }),
            Overflow::Saturate => Primitive::Divide(Divide::clip(x, range)),
        })
    }

    /// Stores a value as it is.
    fn finish_exact(&mut self, stage: &Stage, draft: Draft, made: Made) -> Outcome {
        let name = self.float.value(stage.output).name.clone();
        self.finish_as(stage, draft, made, &name)
    }

    /// Stores a value as it is, under a name.
    fn finish_as(&mut self, stage: &Stage, draft: Draft, mut made: Made, name: &str) -> Outcome {
        made.error = self.plausible(stage, made.error);
        let shape = self.float.value(stage.output).shape.clone();
        let place = self.finished(draft, made, name, &shape)?;
        self.put(stage.output, place);
        Ok(())
    }

    /// The step that a draft is, its result stored as it is.
    pub(in crate::quantise) fn finished(
        &mut self,
        mut draft: Draft,
        made: Made,
        name: &str,
        shape: &[usize],
    ) -> Outcome<Place> {
        let known = self.known(&draft);
        let known = draft.body.operands.iter().zip(&known).map(|(o, (range, values))| {
            let constant = values.as_ref().map(|v| gadgets::strided::Strided::new(&o.shape, v.as_slice()));
            primitive::Known::new(&o.shape, (*range).into(), constant)
        });
        let known = known.collect();
        let shapes = self.shapes(&draft)?;
        let ranges = draft.body.fit(known);
        let ranges = ranges.map_err(|e| draft.fail(malformed(&e)))?;
        let range = ranges[made.value].narrow();
        let range = range.ok_or_else(|| draft.unsupported("a result beyond 64 bits"))?;
        let element = ElementType::smallest(range);
        let operand = Operand { role: Role::Activation, element, shape: shapes[made.value].clone() };
        draft.body.store(made.value, operand);
        let raw = range.bits() > self.options.activation_bits + 1;
        let meaning = Meaning { raw, ..Meaning::activation(made.scale, made.error) };
        let operands: Vec<_> = draft.places.iter().map(|p| p.tensor).collect();
        let gadget = Gadget::Composed(Composed { body: draft.body });
        self.raw_step(draft.names, gadget, &operands, name, shape, meaning)
    }
}

/// Constants as words read them.
pub(super) type Constants = BTreeMap<ValueId, Place>;

fn malformed(e: &gadgets::BodyError) -> GadgetError {
    GadgetError::Parameters { gadget: "composed", reason: e.to_string() }
}

/// What an interval becomes by a rounding shift.
fn quotients(image: Interval, shift: u32) -> Range {
    let one = |v: i128| ((v + (1i128 << shift >> 1)) >> shift).clamp(i64::MIN.into(), i64::MAX.into()) as i64;
    Range { lo: one(image.lo), hi: one(image.hi) }
}
