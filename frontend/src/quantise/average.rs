//! Average pools, global ones and means included.
//!
//! Where every window counts equally many cells the divisor is part of the scale, and a pure shift brings
//! the sum to at least an activation's bits; elsewhere each output position has a multiplier of its own.

use gadgets::gadget::Known;
use gadgets::{AveragePool, ElementType, Epilogue, Gadget, Range, Rounding};

use super::Outcome;
use super::build::{Builder, Meaning, Place};
use super::deviation::Deviation;
use super::fuse::Stage;
use super::purpose::Use;
use super::real::{Real, ceil_log2, distance_bits, floor_log2, power};
use super::steps::{range_of, with_half};
use super::target::Target;
use crate::float_graph::Pool;

/// Bits of the smallest multiplier of a pool whose windows count differently.
const MULTIPLIER_BITS: i32 = 15;
/// Fraction bits below the operand's scale of such a pool that is stored as it is.
const GUARD_BITS: i32 = 8;
/// Most bits of a shift.
const MOST_SHIFT: i32 = 46;

/// A pool on its way, of operands in units of its scale.
struct Average<'s> {
    pool: &'s Pool,
    divisors: &'s [usize],
    x: Place,
    element: ElementType,
    range: Range,
    relu: bool,
}

/// A shift, the scale of its results, and the multipliers of positions, if they have any.
struct Rescaling {
    shift: u32,
    scale: f64,
    multipliers: Vec<i64>,
}

impl Average<'_> {
    fn uniform(&self) -> bool {
        self.divisors.iter().all(|d| *d == self.divisors[0])
    }

    fn gadget(&self, acc: ElementType, epilogue: Epilogue) -> AveragePool {
        let Pool { planes, input, window, .. } = *self.pool;
        let per_position = !self.uniform();
        AveragePool { planes, input, window, x: self.element, acc, per_position, epilogue }
    }

    /// The pure shift to a scale no coarser than `target`, or none.
    fn shifted(&self, target: Option<f64>) -> Rescaling {
        let unit = self.x.scale() / self.divisors[0] as f64;
        let wanted = target.filter(|_| unit > 0.0);
        let shift = wanted.map_or(0, |t| floor_log2(t / unit).clamp(0, MOST_SHIFT));
        Rescaling { shift: shift as u32, scale: unit * power(shift), multipliers: Vec::new() }
    }

    /// Multipliers that give exactly the scale `target`, or one finer than the operand's.
    fn multiplied(&self, target: Option<f64>) -> Rescaling {
        let scale = target.unwrap_or(self.x.scale() / power(GUARD_BITS));
        let ratio = if self.x.scale() > 0.0 { self.x.scale() / scale } else { 1.0 };
        let most = self.divisors.iter().copied().max().unwrap_or(1) as f64;
        let bits = MULTIPLIER_BITS + distance_bits(self.range) as i32;
        let shift = (bits - ceil_log2(ratio / most)).clamp(0, MOST_SHIFT);
        let one = |d: &usize| (power(shift) * ratio / *d as f64 + 0.5).floor() as i64;
        Rescaling { shift: shift as u32, scale, multipliers: self.divisors.iter().map(one).collect() }
    }

    fn known<'k>(&self, rescaling: &'k Rescaling) -> Vec<Known<'k>> {
        let mut all = vec![Known::range(self.range)];
        if !self.uniform() {
            all.push(Known::constant(&rescaling.multipliers));
        }
        all
    }
}

impl Builder<'_> {
    pub(super) fn average_pool(
        &mut self,
        stage: &Stage,
        pool: &Pool,
        divisors: &[usize],
        purpose: Use,
    ) -> Outcome {
        let mut names = stage.names.clone();
        // A function of it that counts relative to itself wants all bits, and few elements have them anyhow.
        let fine = self.readers[stage.output.index()].relative || self.is_small(stage.inputs[0]);
        let x = if fine {
            self.stored(stage.inputs[0], &mut names)
        } else {
            self.operand(stage.inputs[0], &mut names)
        }?;
        let (element, range) = (self.element_of(&x), self.range_of(&x));
        let average = Average { pool, divisors, x, element, range, relu: stage.relu };
        let (rescaling, acc, epilogue) = if purpose == Use::Activation {
            let target = self.target(stage.output, self.mean(&average), stage.relu, average.x.error());
            self.rescaled_mean(&average, target, &names)?
        } else {
            let rescaling = if average.uniform() { average.shifted(None) } else { average.multiplied(None) };
            let (acc, epilogue, _) = self.mean_epilogue(&average, &rescaling, &names)?;
            (rescaling, acc, epilogue)
        };
        let mut operands = vec![average.x.tensor];
        if !average.uniform() {
            let name = format!("{}/reciprocals", self.float.value(stage.output).name);
            let unit = power(-(rescaling.shift as i32));
            operands.push(self.constant(&name, &pool.output, unit, &rescaling.multipliers, Some(acc))?);
        }
        let scale = rescaling.scale;
        let error = average.x.error().plus(Deviation::rounding(scale));
        let meaning = Meaning { raw: purpose != Use::Activation, ..Meaning::activation(scale, error) };
        let gadget = Gadget::AveragePool(average.gadget(acc, epilogue));
        self.step(names, gadget, &operands, stage.output, meaning)
    }

    /// The real interval of the means: no window has more cells than it is divided by, and padding reads 0.
    fn mean(&self, average: &Average<'_>) -> Real {
        let real = self.real_of(&average.x);
        let pool = average.pool;
        let cells = |axis: usize, o: usize| pool.window.cells(axis, o, pool.input[axis]);
        let positions = (0..pool.output[0]).flat_map(|y| (0..pool.output[1]).map(move |x| (y, x)));
        let counts = positions.map(|(y, x)| cells(0, y) * cells(1, x));
        let padded = counts.zip(average.divisors).any(|(cells, divisor)| cells < *divisor);
        if padded { real.hull(Real::ZERO) } else { real }
    }

    /// Rescaled to the target, which becomes coarser until the results fit.
    fn rescaled_mean(
        &self,
        average: &Average<'_>,
        mut target: Target,
        names: &[String],
    ) -> Outcome<(Rescaling, ElementType, Epilogue)> {
        loop {
            let (rescaling, range) = if average.uniform() {
                let rescaling = average.shifted(Some(target.scale));
                let range = target.range_at(rescaling.scale);
                (rescaling, range)
            } else {
                (average.multiplied(Some(target.scale)), target.range)
            };
            let (acc, mut epilogue, image) = self.mean_epilogue(average, &rescaling, names)?;
            if !target.proven {
                let bounded = Target { range, ..target };
                epilogue.bound = bounded.bound(image, self.options.overflow);
                let stored = epilogue
                    .bound
                    .clamp()
                    .map_or(image, |r| Range { lo: r.clamp(image.lo), hi: r.clamp(image.hi) });
                epilogue.out = ElementType::smallest(stored);
            } else if !average.uniform() && !range.contains_range(image) {
                target.widen(image);
                continue;
            }
            return Ok((rescaling, acc, epilogue));
        }
    }

    /// The accumulator's type, the epilogue without a bound, and the range of its results.
    fn mean_epilogue(
        &self,
        average: &Average<'_>,
        rescaling: &Rescaling,
        names: &[String],
    ) -> Outcome<(ElementType, Epilogue, Range)> {
        let shift = rescaling.shift;
        let rounding = if shift > 0 { Rounding::HalfUp } else { Rounding::Floor };
        let mut epilogue =
            Epilogue { relu: average.relu, shift, rounding, ..Epilogue::none(ElementType::I64) };
        let known = average.known(rescaling);
        let wide = |epilogue| {
            let wide = Gadget::AveragePool(average.gadget(ElementType::I64, epilogue));
            range_of(&wide, &known, names)
        };
        let (image, sums) = (wide(epilogue)?, wide(Epilogue::none(ElementType::I64))?);
        epilogue.out = ElementType::smallest(image);
        Ok((ElementType::accumulator(with_half(sums, shift)), epilogue, image))
    }
}
