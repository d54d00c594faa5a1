//! The units of inputs: by their ranges, and by what reads them first.
//!
//! One unit serves a whole tensor. Where a model scales its columns itself, or compares them with thresholds, as models of
//! tables do, columns of small numbers lie beside large ones, and the usual bits of the whole range would leave nothing
//! of them. Such inputs are small, so that a word's bits for each of their elements cost little.

use std::collections::BTreeMap;

use gadgets::{ElementType, Range};

use super::build::Builder;
use super::real::{self, Real, fit};
use super::words::SPARE_BITS;
use super::{Outcome, QuantiseError};
use crate::calibrate::Calibration;
use crate::float_graph::{Element, FloatGraph, Node, Op, ValueId};
use crate::words::Kind;

/// Most bits of an input that is multiplied.
const MOST_BITS: u32 = 30;
/// Bits of an input that is only compared: a single-precision number, and its threshold, is a whole multiple of the unit
/// unless it lies 2^24 below the largest, so that equal ones stay equal.
const COMPARED_BITS: i32 = 48;
/// An input's unit may be so many times what its first reader's result would want.
const SLACK: f64 = 4.0;
/// Factors of columns that differ by more are those of unlike columns, which are kept so many times finer.
const UNLIKE: f64 = 8.0;
const FINER: f64 = 64.0;

/// What the first readers of an input ask of its unit.
enum Needed {
    /// That it is no larger, each reader's result having so many bits.
    Unit(f64),
    /// Nothing but comparisons with constants read it.
    Compared,
}

fn needed(float: &FloatGraph, calibration: &Calibration, id: ValueId, bits: u32) -> Needed {
    // What the input is multiplied with on the way to each value that is a copy of it.
    let mut copies = BTreeMap::from([(id, 1.0f64)]);
    let (mut unit, mut compared, mut others) = (f64::INFINITY, false, false);
    for node in &float.nodes {
        let Some((at, gain)) =
            node.inputs.iter().enumerate().find_map(|(i, v)| copies.get(v).map(|g| (i, *g)))
        else {
            continue;
        };
        if let Some(factor) = copied(float, node, at) {
            copies.insert(node.output, gain * factor);
            continue;
        }
        let width = |id: ValueId| {
            let ends = calibration.tensors.get(&float.value(id).name).map(|i| i.ends());
            ends.filter(|(lo, hi)| hi > lo)
        };
        if compares(float, node, at) {
            compared = true;
            // What is compared, one column perhaps, has its own bits.
            if let Some((lo, hi)) = width(node.inputs[at]) {
                unit = unit.min((hi - lo) / real::power(bits as i32) / gain);
            }
            continue;
        }
        others = true;
        let own = magnified(float, node, at) * gain;
        let Some((lo, hi)) = width(node.output) else { continue };
        if own > 0.0 {
            unit = unit.min(SLACK * (hi - lo) / real::power(bits as i32) / own);
        }
    }
    if compared && !others { Needed::Compared } else { Needed::Unit(unit) }
}

/// Whether a node copies the elements of this operand, and the factor.
fn copied(float: &FloatGraph, node: &Node, at: usize) -> Option<f64> {
    match &node.op {
        Op::Reshape | Op::Transpose { .. } | Op::Broadcast { .. } => Some(1.0),
        Op::Scale(factor) => Some(factor.abs()),
        Op::Word(w) => match w.kind {
            Kind::Move { .. } => Some(1.0),
            Kind::Gather { .. } if at == 0 && float.value(node.inputs[1]).constant.is_some() => Some(1.0),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a node compares this operand with a constant.
fn compares(float: &FloatGraph, node: &Node, at: usize) -> bool {
    let Op::Word(word) = &node.op else { return false };
    let other = node.inputs.get(1 - at.min(1));
    matches!(word.kind, Kind::Compare { .. }) && other.is_some_and(|id| float.value(*id).constant.is_some())
}

/// How much larger than an error of this operand the error of a node's result is, typically; 0 where that is not known.
fn magnified(float: &FloatGraph, node: &Node, at: usize) -> f64 {
    let largest = |values: &[f64]| values.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    // Columns of unlike sizes that are brought to one are worth the bits of a word.
    let unlike = |values: &[f64]| {
        let smallest = values.iter().map(|v| v.abs()).filter(|v| *v > 0.0).fold(f64::INFINITY, f64::min);
        if largest(values) > UNLIKE * smallest { FINER } else { 1.0 }
    };
    let constant = |k: usize| node.inputs.get(k).and_then(|id| float.constant(*id));
    // Weights of `count` channels, `inner` of each; of channel `o` weight `i` is at `place`.
    let rows = |count: usize, inner: usize, place: &dyn Fn(usize, usize) -> usize| {
        let Some(w) = constant(1).filter(|_| at == 0) else { return 0.0 };
        let row = |o: usize| (0..inner).filter_map(|i| w.get(place(o, i))).map(|v| v * v).sum::<f64>();
        (0..count).map(row).fold(0.0, f64::max).sqrt()
    };
    match &node.op {
        Op::ChannelAffine(a) => largest(&a.scale),
        Op::Linear(l) if l.batch == 1 => rows(l.outputs, l.inputs, &|o, i| match l.transposed {
            true => o * l.inputs + i,
            false => i * l.outputs + o,
        }),
        Op::Conv(c) => {
            let inner = c.in_channels * c.window.kernel[0] * c.window.kernel[1];
            rows(c.groups * c.out_channels, inner, &|o, i| o * inner + i)
        }
        Op::Word(word) => match &word.kind {
            Kind::Map { reads, terms, .. } => {
                let values: Vec<usize> = reads.iter().filter_map(|r| r.values().first().copied()).collect();
                let own = |f: &usize| values.get(*f) == Some(&at);
                let term = |t: &crate::words::Term| {
                    let others = t.factors.iter().filter(|f| !own(f));
                    let others = others.map(|f| values.get(*f).and_then(|k| constant(*k)));
                    others.fold(t.coefficient.abs(), |p, v| p * v.map_or(0.0, |v| unlike(&v) * largest(&v)))
                };
                let reading = terms.iter().filter(|t| t.factors.iter().filter(|f| own(f)).count() == 1);
                reading.map(term).fold(0.0, f64::max)
            }
            _ => 0.0,
        },
        _ => 0.0,
    }
}

/// Gives every input its scale and its range check.
pub(super) fn place(builder: &mut Builder<'_>) -> Outcome {
    let float = builder.float;
    let range = |id: &ValueId| builder.calibration.tensors.get(&float.value(*id).name).copied();
    let missing: Vec<String> = float
        .inputs
        .iter()
        .filter(|id| range(id).is_none())
        .map(|id| float.value(*id).name.clone())
        .collect();
    if !missing.is_empty() {
        return Err(QuantiseError::NoRange(missing));
    }
    for id in &float.inputs {
        let Some((lo, hi)) = builder.calibration.tensors.get(&float.value(*id).name).map(|i| i.ends()) else {
            continue;
        };
        let real = Real { lo, hi };
        let (scale, range) = match float.value(*id).element {
            Element::Float if float.units.contains_key(id) => in_units(real, float.units[id]),
            Element::Float => match needed(float, builder.calibration, *id, builder.options.input_bits) {
                Needed::Unit(unit) => {
                    let relative = builder.relative(*id);
                    let finest =
                        if relative > 0 { real.magnitude() / real::power(relative as i32) } else { unit };
                    let unit = unit.min(finest);
                    let spare = if builder.is_small(*id) { SPARE_BITS } else { 0 };
                    input_scale(real, builder.options.input_bits, spare, unit)
                }
                Needed::Compared => {
                    in_units(real, real::power(real::ceil_log2(real.magnitude().max(1e-30)) - COMPARED_BITS))
                }
            },
            Element::Int | Element::Bool => (1.0, whole(real)),
        };
        builder.input(*id, ElementType::smallest(range), scale, range);
    }
    Ok(())
}

/// The whole numbers of an interval.
fn whole(real: Real) -> Range {
    let end = |v: f64| v.clamp(-4e18, 4e18) as i64;
    let (lo, hi) = (end(real.lo.ceil()), end(real.hi.floor()));
    Range { lo: lo.min(hi), hi: hi.max(lo) }
}

/// Scale and integers of an input in a given unit.
fn in_units(real: Real, unit: f64) -> (f64, Range) {
    let end = |v: f64| real::round((v / unit).clamp(-4e18, 4e18)).unwrap_or(0);
    (unit, Range { lo: end(real.lo), hi: end(real.hi) })
}

/// Scale and integers of an input whose unit should be no larger than `needed`, in some bits and `spare` ones: whole
/// numbers that need all the bits stay what they are, so a pixel of 0..255 is its own integer.
fn input_scale(real: Real, bits: u32, spare: u32, needed: f64) -> (f64, Range) {
    let coarse = real.magnitude().max(real.hi - real.lo) / real::power(bits as i32);
    let more = if needed < coarse { real::ceil_log2(coarse / needed).max(0) as u32 } else { 0 };
    let whole = real.lo.floor() == real.lo && real.hi.floor() == real.hi;
    let (own, bits) = (bits, (bits + more).min(MOST_BITS));
    let levels = real::power(bits as i32);
    let signed = real.lo < 0.0;
    let top = if signed { levels / 2.0 } else { levels };
    if whole && needed >= 1.0 && real.hi < top && real.lo >= -top && real.magnitude() >= top / 2.0 {
        return (1.0, Range { lo: real.lo as i64, hi: real.hi as i64 });
    }
    let (scale, full) = fit(real, signed, bits.max(own + spare));
    if scale == 0.0 {
        return (scale, Range::point(0));
    }
    let end = |v: f64| full.clamp(real::round(v / scale).unwrap_or(0));
    (scale, Range { lo: end(real.lo), hi: end(real.hi) })
}
