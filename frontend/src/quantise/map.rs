//! Linear maps: weight scales such that every rescale is a pure shift.
//!
//! With `x = sx·X`, `y = sy·Y` and weights `W = round(w·2^n·sx/sy)` the accumulator counts `sy / 2^n`, so
//! `Y = (Σ X·W + B + 2^(n−1)) >> n`.

use gadgets::gadget::Known;
use gadgets::{Conv2d, ElementType, Epilogue, FullyConnected, Gadget, MaxPool, Range, Rounding};

use super::QuantiseError;
use super::build::{Builder, Place, quantise_all};
use super::fuse::{Kind, Map, Stage};
use super::real::{Real, ceil_log2, power};

/// Natural logarithm of 2: an accumulator that counts `ln 2 · 2^-k` counts `2^-k` octaves.
const LN_2: f64 = std::f64::consts::LN_2;

/// What a map's accumulators are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Rescaled to an activation.
    Activation,
    /// Stored as they are: a model output.
    Output,
    /// Stored as they are, counting whole fractions of octaves: the operand of softmax alone.
    Octaves,
}

/// The real interval of each channel's accumulator, every term including 0: padding may take its place.
fn channel_bounds(map: &Map, x: Real) -> Vec<Real> {
    let x = x.hull(Real::ZERO);
    let mut sums = map
        .bias
        .as_ref()
        .map_or(vec![Real::ZERO; map.channels()], |b| b.iter().map(|v| Real { lo: *v, hi: *v }).collect());
    let batch = match map.kind {
        Kind::Full(l) => l.batch,
        Kind::Conv(_) => 1,
    };
    let biases = sums.clone();
    let mut hull: Option<Vec<Real>> = None;
    for weights in map.weights.chunks_exact(map.weights.len() / batch) {
        sums.clone_from(&biases);
        for (i, w) in weights.iter().enumerate() {
            let channel = map.channel(i);
            sums[channel] = sums[channel].add(x.times(*w));
        }
        hull = Some(match hull {
            None => sums.clone(),
            Some(h) => h.into_iter().zip(&sums).map(|(a, b)| a.hull(*b)).collect(),
        });
    }
    hull.unwrap_or_default()
}

/// Largest magnitude of a weight.
fn largest(map: &Map) -> f64 {
    map.weights.iter().fold(0.0, |m: f64, w| m.max(w.abs()))
}

/// A map in integers: accumulators that count `scale`, and results of `scale·2^shift`.
struct Integers {
    weights: Vec<i64>,
    bias: Vec<i64>,
    scale: f64,
    shift: u32,
}

impl Builder<'_> {
    /// Lowers a map with what is fused behind it.
    pub fn map(&mut self, stage: &Stage, map: &Map, purpose: Use) -> Result<(), QuantiseError> {
        let mut names = stage.names.clone();
        let x = self.operand(stage.inputs[0], &mut names)?;
        let bounds = channel_bounds(map, Real::of(self.range_of(&x), x.scale));
        let hull = bounds.iter().copied().reduce(Real::hull).unwrap_or(Real::ZERO);
        if purpose != Use::Activation {
            let scale = self.accumulator_scale(map, &x, hull, purpose);
            let ints = integers(map, x.scale, scale, 0)?;
            let acc = ElementType::accumulator(self.accumulators(map, &x, &names, &ints)?);
            let epilogue = Epilogue { relu: stage.relu, ..Epilogue::none(acc) };
            return self.emit_map(stage, map, &x, names, &ints, acc, epilogue);
        }
        let proven = if stage.relu { hull.relu() } else { hull };
        let mut target = self.target(stage.output, proven, self.options.activation_bits);
        // What pool and ReLU compare: the widest channel, with 0 where a ReLU compares to it.
        let compares = stage.relu || stage.pool.is_some();
        let spread = |r: &Real| if stage.relu { r.hull(Real::ZERO).width() } else { r.width() };
        let width = bounds.iter().map(spread).fold(0.0, f64::max);
        loop {
            let unit = target.scale;
            let shift = self.shift(compares.then_some(width / unit), largest(map) * x.scale / unit);
            let ints = integers(map, x.scale, unit / power(shift as i32), shift)?;
            let range = self.accumulators(map, &x, &names, &ints)?;
            let rounding = if shift > 0 { Rounding::HalfUp } else { Rounding::Floor };
            let out = ElementType::smallest(target.range);
            let mut epilogue = Epilogue { relu: stage.relu, shift, rounding, ..Epilogue::none(out) };
            let image = epilogue.image("epilogue", range, ElementType::I64);
            let image = image.map_err(|source| QuantiseError::Gadget { node: names.join("+"), source })?;
            if target.proven && !target.range.contains_range(image) {
                // Rounded weights may exceed the real bound a little: take a slightly coarser scale.
                target.widen(image);
                continue;
            }
            epilogue.bound = target.bound(image, self.options.overflow);
            let half = rounding.addend(shift);
            let acc = ElementType::accumulator(Range { lo: range.lo, hi: range.hi.saturating_add(half) });
            return self.emit_map(stage, map, &x, names, &ints, acc, epilogue);
        }
    }

    /// The shift of a map's rescale, for differences of `width` and a largest weight of `weight`, both in
    /// units of the output: within the comparison's bits, but never so little that weights lose theirs.
    fn shift(&self, width: Option<f64>, weight: f64) -> u32 {
        let o = self.options;
        let least = ceil_log2((power(o.weight_bits as i32 - 1) - 1.0) / weight.max(1e-300));
        let most = width.map_or(i32::MAX, |w| o.difference_bits as i32 - ceil_log2(w.max(1e-300)));
        most.min(o.shift_bits as i32).max(least).clamp(0, 30) as u32
    }

    /// The scale of accumulators that are stored: as fine as `difference_bits` allow, weights within 16
    /// bits but with at least `weight_bits`.
    fn accumulator_scale(&self, map: &Map, x: &Place, hull: Real, purpose: Use) -> f64 {
        let o = self.options;
        let weight = largest(map) * x.scale;
        // A little slack for what rounding the weights adds.
        let room = (power(o.difference_bits as i32 - 1) - 1.0) * (63.0 / 64.0);
        let finest = (hull.magnitude() / room).max(weight / 32767.0);
        let coarsest = weight / (power(o.weight_bits as i32 - 1) - 1.0);
        let scale = if coarsest > 0.0 { finest.min(coarsest) } else { finest };
        match purpose {
            _ if !scale.is_normal() => 1.0,
            Use::Octaves => LN_2 * power(ceil_log2(scale / LN_2)),
            _ => scale,
        }
    }

    /// The range of the accumulators, partial sums included.
    fn accumulators(
        &self,
        map: &Map,
        x: &Place,
        names: &[String],
        ints: &Integers,
    ) -> Result<Range, QuantiseError> {
        let wide = ElementType::I64;
        let gadget = gadget(map, self.element_of(x), ints.weight_type(), wide, Epilogue::none(wide));
        let mut known = vec![Known::range(self.range_of(x)), Known::constant(&ints.weights)];
        if !ints.bias.is_empty() {
            known.push(Known::constant(&ints.bias));
        }
        let fail = |source| QuantiseError::Gadget { node: names.join("+"), source };
        gadget.check().map_err(fail)?;
        gadget.accumulator(&known).map_err(fail)
    }

    /// Adds weights, bias and the steps.
    #[expect(clippy::too_many_arguments, reason = "everything that was decided about the map meets here")]
    fn emit_map(
        &mut self,
        stage: &Stage,
        map: &Map,
        x: &Place,
        names: Vec<String>,
        ints: &Integers,
        acc: ElementType,
        epilogue: Epilogue,
    ) -> Result<(), QuantiseError> {
        let (w, unit) = (ints.weight_type(), ints.scale / x.scale);
        let mut operands = vec![
            x.tensor,
            self.constant(&map.weights_name, &weight_shape(map), unit, &ints.weights, Some(w))?,
        ];
        if !ints.bias.is_empty() {
            let shape = [ints.bias.len()];
            operands.push(self.constant(&map.bias_name, &shape, ints.scale, &ints.bias, Some(acc))?);
        }
        let x = self.element_of(x);
        let result = ints.scale * power(ints.shift as i32);
        let Some(pool) = &stage.pool else {
            return self.step(names, gadget(map, x, w, acc, epilogue), &operands, stage.output, result);
        };
        let raw = gadget(map, x, w, acc, Epilogue::none(acc));
        let inner = self.float.value(stage.inner);
        let raw = self.raw_step(names, raw, &operands, &inner.name, &inner.shape, ints.scale)?;
        let pool = MaxPool { planes: pool.planes, input: pool.input, window: pool.window, x: acc, epilogue };
        self.step(stage.pool_names.clone(), Gadget::MaxPool(pool), &[raw], stage.output, result)
    }
}

impl Integers {
    fn weight_type(&self) -> ElementType {
        ElementType::smallest(Range::of(self.weights.iter().copied()).unwrap_or(Range::point(0)))
    }
}

/// The map at these scales: `x` of the operand, `acc` of the accumulators.
fn integers(map: &Map, x: f64, acc: f64, shift: u32) -> Result<Integers, QuantiseError> {
    Ok(Integers {
        weights: quantise_all(&map.weights_name, &map.weights, acc / x)?,
        bias: match &map.bias {
            Some(b) => quantise_all(&map.bias_name, b, acc)?,
            None => Vec::new(),
        },
        scale: acc,
        shift,
    })
}

fn weight_shape(map: &Map) -> Vec<usize> {
    match map.kind {
        Kind::Conv(c) => {
            vec![c.groups * c.out_channels, c.in_channels, c.window.kernel[0], c.window.kernel[1]]
        }
        Kind::Full(l) if l.transposed => vec![l.batch, l.outputs, l.inputs],
        Kind::Full(l) => vec![l.batch, l.inputs, l.outputs],
    }
}

/// The gadget of a map.
fn gadget(map: &Map, x: ElementType, w: ElementType, acc: ElementType, epilogue: Epilogue) -> Gadget {
    let bias = map.bias.is_some();
    match map.kind {
        Kind::Conv(c) => Gadget::Conv2d(Conv2d {
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
        Kind::Full(l) => Gadget::FullyConnected(FullyConnected {
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
    }
}
