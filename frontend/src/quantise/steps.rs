//! Everything but linear maps: sums, pools, softmax, products of two activations, moves of elements.

use gadgets::gadget::Known;
use gadgets::table::exp2_table;
use gadgets::{
    AveragePool, Conv2d, ElementType, Epilogue, FullyConnected, Gadget, MaxPool, Range, Relu, Rounding,
    Softmax, TensorId, Transpose,
};

use super::QuantiseError;
use super::build::Builder;
use super::fuse::Stage;
use super::map::Use;
use super::real::{Real, ceil_log2, power, round};
use super::target::Target;
use crate::float_graph::{Op, Pool};

/// Bits of a multiplier that is no power of two.
const MULTIPLIER_BITS: i32 = 15;

impl Builder<'_> {
    /// Lowers one operation with the ReLU fused behind it.
    pub fn op(&mut self, stage: &Stage, op: &Op, purpose: Use) -> Result<(), QuantiseError> {
        match op {
            Op::Reshape => self.alias(&stage.names, stage.inputs[0], stage.output, 1.0),
            Op::Scale(f) if *f > 0.0 => self.alias(&stage.names, stage.inputs[0], stage.output, *f),
            Op::Transpose { shape, perm } => self.transpose(stage, shape, perm),
            Op::Relu => {
                let mut names = stage.names.clone();
                let x = self.operand(stage.inputs[0], &mut names)?;
                let len = self.float.value(stage.output).len();
                let relu = Gadget::Relu(Relu { len, x: self.element_of(&x) });
                self.step(names, relu, &[x.tensor], stage.output, x.scale)
            }
            Op::MaxPool(pool) => {
                let mut names = stage.names.clone();
                let x = self.operand(stage.inputs[0], &mut names)?;
                let element = self.element_of(&x);
                let epilogue = Epilogue { relu: stage.relu, ..Epilogue::none(element) };
                let Pool { planes, input, window, .. } = *pool;
                let pool = Gadget::MaxPool(MaxPool { planes, input, window, x: element, epilogue });
                self.step(names, pool, &[x.tensor], stage.output, x.scale)
            }
            Op::AveragePool(pool, divisors) => self.average_pool(stage, pool, divisors, purpose),
            Op::Softmax(dims) => self.softmax(stage, *dims),
            Op::Add { strides } => self.add(stage, strides, purpose),
            Op::Scale(factor) => self.negate(stage, *factor),
            Op::Broadcast { strides } => self.broadcast(stage, strides),
            Op::Conv(_) | Op::Linear(_) => self.product(stage, op, purpose),
            Op::ChannelAffine(_) => Err(QuantiseError::Internal(self.float.value(stage.output).name.clone())),
        }
    }

    fn transpose(&mut self, stage: &Stage, shape: &[usize], perm: &[usize]) -> Result<(), QuantiseError> {
        // Moving dimensions of size 1 moves no element.
        if perm.iter().filter(|d| shape[**d] != 1).is_sorted() {
            return self.alias(&stage.names, stage.inputs[0], stage.output, 1.0);
        }
        let mut names = stage.names.clone();
        let x = self.operand(stage.inputs[0], &mut names)?;
        let element = self.element_of(&x);
        let gadget = Transpose { shape: shape.to_vec(), perm: perm.to_vec(), x: element };
        self.step(names, Gadget::Transpose(gadget), &[x.tensor], stage.output, x.scale)
    }

    /// A mean as a sum whose divisor is part of the scale, brought back to the activations' width by a pure
    /// shift; per-position multipliers where windows count differently.
    fn average_pool(
        &mut self,
        stage: &Stage,
        pool: &Pool,
        divisors: &[usize],
        purpose: Use,
    ) -> Result<(), QuantiseError> {
        let mut names = stage.names.clone();
        let x = self.operand(stage.inputs[0], &mut names)?;
        let known = self.range_of(&x);
        let element = self.element_of(&x);
        let uniform = divisors.iter().all(|d| *d == divisors[0]);
        let gadget = |acc, shift, out| {
            let rounding = if shift > 0 { Rounding::HalfUp } else { Rounding::Floor };
            let Pool { planes, input, window, .. } = *pool;
            let epilogue = Epilogue { relu: stage.relu, shift, rounding, ..Epilogue::none(out) };
            Gadget::AveragePool(AveragePool {
                planes,
                input,
                window,
                x: element,
                acc,
                per_position: !uniform,
                epilogue,
            })
        };
        let mut multipliers = Vec::new();
        let (shift, scale) = if uniform {
            let sum =
                range_of(&gadget(ElementType::I64, 0, ElementType::I64), &[Known::range(known)], &names)?;
            let unsigned = u32::from(sum.lo >= 0);
            let spare = (sum.bits() - unsigned).saturating_sub(self.options.activation_bits);
            let shift = if purpose == Use::Activation { spare } else { 0 };
            (shift, x.scale / divisors[0] as f64 * power(shift as i32))
        } else {
            let fraction =
                MULTIPLIER_BITS as u32 + ceil_log2(*divisors.iter().max().unwrap_or(&1) as f64) as u32;
            multipliers = divisors.iter().map(|d| ((2i64 << fraction) / *d as i64 + 1) >> 1).collect();
            let kept = if purpose == Use::Activation { 0 } else { 8 };
            (fraction - kept, x.scale / power(kept as i32))
        };
        let mut all = vec![Known::range(known)];
        if !uniform {
            all.push(Known::constant(&multipliers));
        }
        let wide = gadget(ElementType::I64, shift, ElementType::I64);
        let range = range_of(&wide, &all, &names)?;
        let sums = wide.accumulator(&all).map_err(|source| named(&names, source))?;
        let acc = ElementType::accumulator(with_half(sums, shift));
        let out = ElementType::smallest(range);
        let mut operands = vec![x.tensor];
        if !uniform {
            let name = format!("{}/reciprocals", self.float.value(stage.output).name);
            let unit = power(-(shift as i32));
            operands.push(self.constant(&name, &pool.output, unit, &multipliers, Some(acc))?);
        }
        self.step(names, gadget(acc, shift, out), &operands, stage.output, scale)
    }

    /// Softmax by the table of `2^-z`: differences are counted in `2^-f` octaves.
    fn softmax(&mut self, stage: &Stage, [outer, axis, inner]: [usize; 3]) -> Result<(), QuantiseError> {
        let mut names = stage.names.clone();
        let x = self.operand(stage.inputs[0], &mut names)?;
        let (bits, p) = (self.options.table_bits, self.options.probability_bits);
        let octave_bits = bits - 4;
        let ratio = x.scale / std::f64::consts::LN_2 * power(octave_bits as i32);
        let (multiplier, shift) = factor(ratio);
        let entry_bits = p.clamp(10, 20);
        let name = format!("exp2_{bits}_{octave_bits}_{entry_bits}");
        let existing = self.graph.tensors.iter().position(|t| t.name == name);
        let table = match existing {
            Some(at) => TensorId(at as u32),
            None => {
                let entries = exp2_table(bits, octave_bits, entry_bits)
                    .map_err(|source| QuantiseError::Table { node: names.join("+"), source })?;
                let unit = power(-(entry_bits as i32));
                self.constant(&name, &[entries.len()], unit, &entries, Some(ElementType::I32))?
            }
        };
        // The reciprocal's relative error stays below 2^-(p+1) for the largest possible sum.
        let reciprocal_bits = (entry_bits + ceil_log2(axis as f64) as u32 + p + 2).min(61);
        let out = ElementType::smallest(Range { lo: 0, hi: 1 << p });
        let gadget = Softmax {
            outer,
            axis,
            inner,
            x: self.element_of(&x),
            multiplier,
            shift,
            table_bits: bits,
            reciprocal_bits,
            fraction_bits: p,
            out,
        };
        self.step(names, Gadget::Softmax(gadget), &[x.tensor, table], stage.output, power(-(p as i32)))
    }

    /// A matrix product or convolution of two tensors whose scales are both given: a multiplier rescales.
    fn product(&mut self, stage: &Stage, op: &Op, purpose: Use) -> Result<(), QuantiseError> {
        let mut names = stage.names.clone();
        let x = self.operand(stage.inputs[0], &mut names)?;
        let w = self.operand(stage.inputs[1], &mut names)?;
        let scale = x.scale * w.scale;
        let mut bias = Vec::new();
        if let Some(id) = stage.inputs.get(2) {
            let node = || names.join("+");
            let values = self.float.constant(*id).ok_or_else(|| QuantiseError::Unsupported {
                node: node(),
                reason: "a bias that is computed".to_owned(),
            })?;
            bias = super::build::quantise_all(&node(), &values, scale)?;
        }
        let (xe, we) = (self.element_of(&x), self.element_of(&w));
        let make = |acc, epilogue| product_gadget(op, [xe, we], acc, !bias.is_empty(), epilogue);
        let mut known = vec![Known::range(self.range_of(&x)), Known::range(self.range_of(&w))];
        if !bias.is_empty() {
            known.push(Known::constant(&bias));
        }
        let wide = make(ElementType::I64, Epilogue::none(ElementType::I64));
        let sums = range_of(&wide, &known, &names)?;
        let (acc, epilogue, result) = if purpose == Use::Activation {
            let proven = Real::of(sums, scale);
            let proven = if stage.relu { proven.relu() } else { proven };
            let target = self.target(stage.output, proven, self.options.activation_bits);
            let (epilogue, scale) = self.rescaled(stage, target, scale, sums, &names)?;
            let hull = Range { lo: sums.lo, hi: sums.hi };
            let product = Range::try_from_wide(
                i128::from(hull.lo) * i128::from(epilogue.multiplier),
                i128::from(hull.hi) * i128::from(epilogue.multiplier),
            );
            let product = product.unwrap_or(ElementType::I64.range());
            (ElementType::accumulator(with_half(product.hull(hull), epilogue.shift)), epilogue, scale)
        } else {
            let acc = ElementType::accumulator(sums);
            (acc, Epilogue { relu: stage.relu, ..Epilogue::none(acc) }, scale)
        };
        let mut operands = vec![x.tensor, w.tensor];
        if !bias.is_empty() {
            let name = format!("{}/bias", self.float.value(stage.output).name);
            operands.push(self.constant(&name, &[bias.len()], scale, &bias, Some(acc))?);
        }
        self.step(names, make(acc, epilogue), &operands, stage.output, result)
    }

    /// The epilogue that brings accumulators of `scale` within `sums` to the target, and its scale.
    fn rescaled(
        &self,
        stage: &Stage,
        mut target: Target,
        scale: f64,
        sums: Range,
        names: &[String],
    ) -> Result<(Epilogue, f64), QuantiseError> {
        loop {
            let (multiplier, shift) = factor(scale / target.scale);
            let rounding = if shift > 0 { Rounding::HalfUp } else { Rounding::Floor };
            let out = ElementType::smallest(target.range);
            let mut epilogue =
                Epilogue { relu: stage.relu, multiplier, shift, rounding, ..Epilogue::none(out) };
            let image = epilogue.image("epilogue", sums, ElementType::I64).map_err(|e| named(names, e))?;
            if target.proven && !target.range.contains_range(image) {
                target.widen(image);
                continue;
            }
            epilogue.bound = target.bound(image, self.options.overflow);
            return Ok((epilogue, target.scale));
        }
    }
}

/// `ratio` as `multiplier / 2^shift`: exact for a power of two up to 1, else to 15 bits.
pub(super) fn factor(ratio: f64) -> (i64, u32) {
    let octave = ceil_log2(ratio);
    if power(octave) == ratio && (-62..=0).contains(&octave) {
        return (1, -octave as u32);
    }
    let shift = (MULTIPLIER_BITS - octave).clamp(0, 62);
    (round(ratio * power(shift)).unwrap_or(i64::MAX >> 2).max(1), shift as u32)
}

/// `range` with what rounding adds before a shift.
pub(super) fn with_half(range: Range, shift: u32) -> Range {
    Range { lo: range.lo, hi: range.hi.saturating_add(Rounding::HalfUp.addend(shift)) }
}

pub(super) fn named(names: &[String], source: gadgets::GadgetError) -> QuantiseError {
    QuantiseError::Gadget { node: names.join("+"), source }
}

/// The range of a gadget's result.
pub(super) fn range_of(
    gadget: &Gadget,
    known: &[Known<'_>],
    names: &[String],
) -> Result<Range, QuantiseError> {
    gadget.check().and_then(|()| gadget.range(known)).map_err(|source| named(names, source))
}

fn product_gadget(
    op: &Op,
    [x, w]: [ElementType; 2],
    acc: ElementType,
    bias: bool,
    epilogue: Epilogue,
) -> Gadget {
    match op {
        Op::Conv(c) => Gadget::Conv2d(Conv2d {
            batch: c.batch,
            groups: c.groups,
            in_channels: c.in_channels,
            out_channels: c.out_channels,
            input: c.input,
            window: c.window,
            x,
            w,
            acc,
            bias,
            epilogue,
        }),
        Op::Linear(l) => Gadget::FullyConnected(FullyConnected {
            batch: l.batch,
            rows: l.rows,
            inputs: l.inputs,
            outputs: l.outputs,
            transposed: l.transposed,
            x,
            w,
            acc,
            bias,
            epilogue,
        }),
        _ => unreachable!("only convolutions and products have two factors"),
    }
}
