//! Linear maps: weight scales such that every rescale is a pure shift.
//!
//! With `x = sx·X`, `y = sy·Y` and weights `W = round(w·2^n·sx/sy)` the accumulator counts `sy / 2^n`, so
//! `Y = (Σ X·W + B + 2^(n−1)) >> n`.

use gadgets::gadget::Known;
use gadgets::{ElementType, Epilogue, Gadget, MaxPool, Range, Rounding};
use rayon::prelude::*;

use super::build::{Builder, Meaning, Place, UNLIKE_BITS};
use super::deviation::{Deviation, RowSums};
use super::fuse::{Map, Stage};
use super::linear::Kind;
use super::map_integers::{Integers, integers, weight_shape};
use super::purpose::Use;
use super::real::{Real, ceil_log2, distance_bits, power};
use super::softmax::octave;
use super::steps::range_of;
use super::sums::{Constant, Side};
use super::unit::{Unit, near_bias};
use super::words::WORD_BITS;
use super::{Options, Outcome, QuantiseError};
use crate::float_graph::ValueId;

/// Natural logarithm of 2: an accumulator that counts `ln 2 · 2^-k` counts `2^-k` octaves.
const LN_2: f64 = std::f64::consts::LN_2;
/// Bits of the largest accumulator that is stored: what lies this far below it is lost in float, too.
pub(super) const ACCUMULATOR_BITS: i32 = 50;

/// Bits of the smallest elements of stored accumulators, where others are far larger for their bias alone.
const NEAR_BITS: i32 = 12;

/// Bits by which channels of an output may differ in size before the largest ones leave the smallest too few.
const ALIKE_BITS: i32 = 3;

/// Most products of a map that reads a word as it is.
const FEW: usize = 1 << 13;

/// Channels that are summed up together.
const TOGETHER: usize = 128;

/// One output channel in reals.
#[derive(Clone, Copy, Debug)]
struct Channel {
    /// Its accumulator, every term including 0: padding may take its place.
    sum: Real,
    /// Largest magnitude of a partial sum.
    reach: f64,
    weights: RowSums,
}

/// Every output channel, of each matrix of a stack.
fn channels(map: &Map, x: Real) -> Vec<Channel> {
    let x = x.hull(Real::ZERO);
    let batch = match map.kind {
        Kind::Full(l) => l.batch,
        Kind::Conv(_) => 1,
    };
    let start = |c: usize| {
        let bias = map.bias.as_ref().map_or(0.0, |b| b[c]);
        Channel { sum: Real { lo: bias, hi: bias }, reach: bias.abs(), weights: RowSums::default() }
    };
    let mut all = Vec::with_capacity(batch * map.kind.channels());
    for weights in map.weights.chunks_exact(map.weights.len() / batch) {
        let (count, run) = (map.kind.channels(), map.kind.run());
        let mut some: Vec<Channel> = (0..count).map(start).collect();
        // Each channel takes its weights in order, whatever runs at once.
        some.par_chunks_mut(TOGETHER).enumerate().for_each(|(part, some)| {
            for line in weights.chunks(count * run) {
                let own = line.chunks(run).skip(part * TOGETHER);
                for (channel, run) in some.iter_mut().zip(own) {
                    for w in run {
                        channel.sum = channel.sum.add(x.times(*w));
                        channel.reach += x.magnitude() * w.abs();
                        channel.weights.add(*w);
                    }
                }
            }
        });
        all.extend(some);
    }
    all
}

/// A map's channels and its operand, as far as scales depend on them.
struct Bounds {
    channels: Vec<Channel>,
    /// The real interval of all accumulators.
    hull: Real,
    /// Largest magnitude of a partial sum.
    reach: f64,
    /// Largest magnitude of a sum without its bias.
    products: f64,
    /// Largest product of a weight and one unit of the operand.
    weight: f64,
    /// Bits that weights need beside their own, see [`distance_bits`].
    distance: u32,
    /// Largest magnitude of the operand in its units.
    units: f64,
}

impl Bounds {
    fn new(map: &Map, x: Real, unit: f64, distance: u32) -> Self {
        let channels = channels(map, x);
        Self {
            hull: channels.iter().map(|c| c.sum).reduce(Real::hull).unwrap_or(Real::ZERO),
            reach: channels.iter().fold(0.0, |m: f64, c| m.max(c.reach)),
            products: channels.iter().fold(0.0, |m: f64, c| m.max(c.weights.absolute * x.magnitude())),
            weight: map.weights.iter().fold(0.0, |m: f64, w| m.max(w.abs())) * unit,
            distance,
            units: if unit > 0.0 { x.magnitude() / unit } else { 0.0 },
            channels,
        }
    }

    /// The accumulators' unit at which rounded weights of an operand that has more bits than activations have, for the
    /// sake of its small elements, do not show in a result of `width`; none for any other operand.
    fn wide(&self, options: &Options, width: f64) -> Option<f64> {
        let wide = self.units > power(options.activation_bits as i32 + 1) && width > 0.0;
        wide.then(|| width / power(options.activation_bits as i32) / self.units)
    }

    /// The widest channel, with 0 where a ReLU compares to it.
    fn width(&self, relu: bool) -> f64 {
        let width = |c: &Channel| if relu { c.sum.hull(Real::ZERO).width() } else { c.sum.width() };
        self.channels.iter().map(width).fold(0.0, f64::max)
    }

    /// Bits that the smallest channel's weights lack beside the largest one's: a number of rooms beside a price. Biases have no part in
    /// it, since some are masks.
    fn unlike(&self) -> i32 {
        let sizes = self.channels.iter().map(|c| c.weights.absolute).filter(|v| *v > 0.0);
        let (least, most) = sizes.fold((f64::INFINITY, 0.0f64), |(l, m), v| (l.min(v), m.max(v)));
        if most > 0.0 { (ceil_log2(most / least) - ALIKE_BITS).max(0) } else { 0 }
    }

    /// What a bias that is a mask does not push away.
    fn near(&self, map: &Map, purpose: Use) -> f64 {
        near_bias(map.bias.as_deref().unwrap_or_default(), self.products, purpose)
    }

    /// The error of accumulators that count `acc`, of an operand within `x` in units of `unit`.
    fn error(&self, x: &Place, largest: f64, acc: f64) -> Deviation {
        if self.reach == 0.0 {
            return Deviation::NONE;
        }
        let step = if x.scale() > 0.0 { acc / x.scale() } else { 0.0 };
        let one = |c: &Channel| {
            let weights = Deviation::of_weights(c.weights, step, largest);
            x.error().through(c.weights).plus(weights).plus(Deviation::rounding(acc))
        };
        self.channels.iter().map(one).fold(Deviation::NONE, Deviation::max)
    }
}

impl Builder<'_> {
    /// Lowers a map with what is fused behind it.
    pub fn map(&mut self, stage: &Stage, map: &Map, purpose: Use) -> Outcome {
        let mut names = stage.names.clone();
        let x = self.factor(stage.inputs[0], map.kind, &mut names)?;
        let range = self.range_of(&x);
        let real = self.real_of(&x);
        let bounds = Bounds::new(map, real, x.scale(), distance_bits(range));
        let unlike = self.unlike(stage, &bounds);
        if bounds.unlike() > unlike && unlike == UNLIKE_BITS {
            let reason = format!(
                "of its channels one is 2^{} times as large as another",
                bounds.unlike() + ALIKE_BITS
            );
            self.lose(&names, stage.output, reason);
        }
        if purpose != Use::Activation {
            return self.raw_map(stage, map, &x, names, &bounds, purpose);
        }
        // What pool and ReLU compare.
        let compares = stage.relu || stage.pool.is_some();
        let width = bounds.width(stage.relu);
        let exact = bounds.error(&x, real.magnitude(), 0.0);
        let bits = self.options.activation_bits + unlike as u32;
        let mut target = self.target_of(stage.output, bounds.hull, stage.relu, exact, bits);
        loop {
            let unit = target.scale;
            let shift = self.shift(compares.then_some(width / unit), &bounds, unit, unlike);
            let acc = unit / power(shift as i32);
            let ints = integers(map, x.scale(), acc)?;
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
            self.note_rounded_away(&names, stage.output, bounds.near(map, purpose), unit, bounds.hull);
            let error = bounds.error(&x, real.magnitude(), acc).plus(Deviation::rounding(unit));
            let meaning = Meaning::activation(unit, error);
            let place = self.emit_map(stage, map, &x, names, (ints, range), epilogue, meaning, "")?;
            self.put(stage.output, place);
            return Ok(());
        }
    }

    /// Bits more for the channels of an output that differ in size.
    fn unlike(&self, stage: &Stage, bounds: &Bounds) -> i32 {
        if self.readers[stage.output.index()].shown() { bounds.unlike().min(UNLIKE_BITS) } else { 0 }
    }

    /// What a map reads: an activation, or where products are few a word as it is stored. Rounded to an activation, columns
    /// of unlike sizes lose the small ones, and sums that nearly cancel lose what is left of them.
    fn factor(&mut self, id: ValueId, kind: Kind, names: &mut Vec<String>) -> Outcome<Place> {
        let stored = self.stored(id, names)?;
        let narrow = self.range_of(&stored).bits() <= WORD_BITS && self.word_bits() <= WORD_BITS;
        if narrow && kind.products() <= FEW { Ok(stored) } else { self.operand(id, names) }
    }

    /// A map whose accumulators are stored as they are. A bias that is too large for a scale that suits the
    /// products, as a mask is, becomes a sum of its own.
    fn raw_map(
        &mut self,
        stage: &Stage,
        map: &Map,
        x: &Place,
        names: Vec<String>,
        bounds: &Bounds,
        purpose: Use,
    ) -> Outcome {
        let near = bounds.near(map, purpose);
        let scale = self.accumulator_scale(bounds, near, stage, purpose);
        let coarsest = bounds.reach / power(ACCUMULATOR_BITS);
        if let Some(bias) = map.bias.as_ref().filter(|_| scale < coarsest) {
            let plain = Map { bias: None, ..map.clone() };
            let bounds = Bounds::new(&plain, self.real_of(x), x.scale(), bounds.distance);
            let scale = self.accumulator_scale(&bounds, bounds.products, stage, purpose);
            let scale = stored_scale(scale.max(bounds.reach / power(ACCUMULATOR_BITS)), purpose);
            let linear = Stage { relu: false, ..stage.clone() };
            let place = self.stored_map(&linear, &plain, x, &names, &bounds, (scale, None), "/product")?;
            let bias = Side::Constant(Constant::bias(&map.bias_name, bias));
            return self.add_bias(stage, map.kind, place, bias, names, purpose);
        }
        let scale = stored_scale(scale.max(coarsest), purpose);
        self.note_lost_elements(stage, &names, &Unit { scale, limit: None, near }, bounds.hull);
        let near = Some(near).filter(|near| *near < bounds.hull.magnitude());
        let place = self.stored_map(stage, map, x, &names, bounds, (scale, near), "")?;
        self.put(stage.output, place);
        Ok(())
    }

    /// The steps of a map whose accumulators count `scale`, their names with a suffix.
    #[expect(clippy::too_many_arguments, reason = "everything that was decided about the map meets here")]
    fn stored_map(
        &mut self,
        stage: &Stage,
        map: &Map,
        x: &Place,
        names: &[String],
        bounds: &Bounds,
        (scale, near): (f64, Option<f64>),
        suffix: &str,
    ) -> Outcome<Place> {
        let ints = integers(map, x.scale(), scale)?;
        let sums = self.accumulators(map, x, names, &ints)?;
        let acc = ints.accumulator(sums, 0);
        let epilogue = Epilogue { relu: stage.relu, ..Epilogue::none(acc) };
        let error = bounds.error(x, self.real_of(x).magnitude(), scale);
        let meaning = Meaning { near, ..Meaning::accumulators(scale, error) };
        self.emit_map(stage, map, x, names.to_vec(), (ints, sums), epilogue, meaning, suffix)
    }

    /// The shift of a map's rescale to `unit`, for differences of `width` in that unit: within the
    /// comparison's bits, but never so little that weights lose theirs.
    fn shift(&self, width: Option<f64>, bounds: &Bounds, unit: f64, unlike: i32) -> u32 {
        let o = self.options;
        let weight = bounds.weight / unit;
        let least = ceil_log2((power(o.weight_bits as i32 - 1) - 1.0) / weight.max(1e-300));
        let most = width.map_or(i32::MAX, |w| o.difference_bits as i32 - ceil_log2(w.max(1e-300)));
        let precise = bounds.wide(o, unit * power(o.activation_bits as i32));
        // A unit that is finer for the sake of small channels needs weights that are so, too.
        let least = precise.map_or(least, |acc| least.max(ceil_log2(unit / acc))).saturating_add(2 * unlike);
        let shift = most.min(o.shift_bits as i32).max(least).clamp(0, 30) + bounds.distance as i32;
        // Partial sums fit 62 bits.
        shift.min(60 - ceil_log2((bounds.reach / unit).max(1.0))).max(0) as u32
    }

    /// The scale of accumulators that are stored: as fine as `difference_bits` allow, weights within 16
    /// bits but with at least `weight_bits`. However large the rest is, softmax gets differences as fine as it takes
    /// them, and other readers get what the bias leaves `near` 0 with [`NEAR_BITS`].
    fn accumulator_scale(&self, bounds: &Bounds, near: f64, stage: &Stage, purpose: Use) -> f64 {
        let o = self.options;
        let weight = bounds.weight;
        // A little slack for what rounding the weights adds.
        let room = (power(o.difference_bits as i32 - 1) - 1.0) * (63.0 / 64.0);
        let finest = (bounds.hull.extent() / room).max(weight / 32767.0);
        let weight = weight / (power(o.weight_bits as i32 - 1) - 1.0);
        let octave = if purpose == Use::Octaves { octave(o) } else { 0.0 };
        let near = if self.readers[stage.output.index()].beside_softmax() { near } else { 0.0 };
        let width = self.observed(stage.output).map_or(0.0, Real::width);
        let precise = bounds.wide(o, width).unwrap_or_default();
        let coarsest = [weight, octave, near / power(NEAR_BITS), precise];
        let scale = coarsest.into_iter().filter(|v| *v > 0.0).fold(finest, f64::min);
        scale / power(bounds.distance as i32 + self.unlike(stage, bounds))
    }

    /// The range of the accumulators.
    fn accumulators(&self, map: &Map, x: &Place, names: &[String], ints: &Integers) -> Outcome<Range> {
        let wide = ElementType::I64;
        let gadget = map.gadget([self.element_of(x), ints.weight_type()], wide, Epilogue::none(wide));
        let mut known = vec![Known::range(self.range_of(x)), Known::constant(&ints.weights)];
        if !ints.bias.is_empty() {
            known.push(Known::constant(&ints.bias));
        }
        range_of(&gadget, &known, names)
    }

    /// Adds weights, bias and the steps, whose names get a suffix. The integers come with the range of their accumulators.
    #[expect(clippy::too_many_arguments, reason = "everything that was decided about the map meets here")]
    fn emit_map(
        &mut self,
        stage: &Stage,
        map: &Map,
        x: &Place,
        names: Vec<String>,
        (ints, sums): (Integers, Range),
        epilogue: Epilogue,
        meaning: Meaning,
        suffix: &str,
    ) -> Outcome<Place> {
        let half = epilogue.rounding.addend(epilogue.shift);
        let acc = ints.accumulator(sums, half);
        let w = ints.weight_type();
        let unit = if x.scale() > 0.0 { ints.scale / x.scale() } else { 0.0 };
        let mut operands = vec![
            x.tensor,
            self.constant(&map.weights_name, &weight_shape(map), unit, &ints.weights, Some(w))?,
        ];
        if !ints.bias.is_empty() {
            let shape = [ints.bias.len()];
            operands.push(self.constant(&map.bias_name, &shape, ints.scale, &ints.bias, Some(acc))?);
        }
        // A large layer's weights are held as bytes alone from here on.
        let scale = ints.scale;
        drop(ints);
        let element = self.element_of(x);
        let value = self.float.value(stage.output);
        let name = format!("{}{suffix}", value.name);
        let Some(pool) = &stage.pool else {
            let gadget = map.gadget([element, w], acc, epilogue);
            return self.raw_step(names, gadget, &operands, &name, &value.shape, meaning);
        };
        let raw = map.gadget([element, w], acc, Epilogue::none(acc));
        let inner = self.float.value(stage.inner);
        let sums = Meaning::accumulators(scale, meaning.error);
        let inner_name = format!("{}{suffix}", inner.name);
        let raw = self.raw_step(names, raw, &operands, &inner_name, &inner.shape, sums)?.tensor;
        let pool = MaxPool { planes: pool.planes, input: pool.input, window: pool.window, x: acc, epilogue };
        let names = stage.pool_names.clone();
        self.raw_step(names, Gadget::MaxPool(pool), &[raw], &name, &value.shape, meaning)
    }
}

/// The scale for accumulators that are stored: a power of two of octaves for softmax, which counts them by a shift then.
fn stored_scale(scale: f64, purpose: Use) -> f64 {
    match purpose {
        _ if !scale.is_normal() => 1.0,
        Use::Octaves => LN_2 * power(ceil_log2(scale / LN_2)),
        _ => scale,
    }
}
