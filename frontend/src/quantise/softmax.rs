//! Softmax by the table of `2^-z`, and softmaxes of which a product with values is all that is wanted: those form no probabilities, but
//! multiply the product by one reciprocal a row.

use gadgets::gadget::{Known, Semantics};
use gadgets::names::exponentials_table;
use gadgets::primitive::{Divide, Divisor, Fold, Map, Primitive, Read, Reduce};
use gadgets::table::exp2_table;
use gadgets::{Body, ElementType, Epilogue, Gadget, Operand, Range, Role, Rounding, Softmax, View};

use super::build::{Builder, Meaning, Place};
use super::deviation::Deviation;
use super::fuse::{Stage, Weighed};
use super::linear::Kind;
use super::options::Options;
use super::purpose::Use;
use super::real::{Real, ceil_log2, power};
use super::steps::{MULTIPLIER_BITS, factor, range_of};
use super::words::{Draft, Made};
use super::{Outcome, QuantiseError};
use crate::float_graph::ValueId;

/// Most bits of softmax's operand: the product of a difference and a multiplier fits 62.
const SOFTMAX_BITS: i32 = 46;
/// Most bits of a sum of exponentials and values times a reciprocal.
const PRODUCT_BITS: i32 = 61;
/// Bits that a reciprocal has beyond the result's.
const SPARE_BITS: i32 = 3;

/// What softmax takes differences in, in reals.
pub(super) fn octave(options: &Options) -> f64 {
    std::f64::consts::LN_2 * power(-octave_bits(options))
}

/// Softmax counts `2^-f` octaves: its table covers 16 of them.
fn octave_bits(options: &Options) -> i32 {
    options.table_bits as i32 - 4
}

/// A softmax on its way, and where its operand and its table lie.
struct Powers {
    gadget: Softmax,
    x: Place,
    table: Place,
}

impl Builder<'_> {
    /// Differences are counted in `2^-f` octaves.
    fn powers(
        &mut self,
        x: ValueId,
        [outer, axis, inner]: [usize; 3],
        names: &mut Vec<String>,
    ) -> Outcome<Powers> {
        let mut x = self.stored(x, names)?;
        let spare = self.range_of(&x).bits() as i32 - SOFTMAX_BITS;
        if spare > 0 {
            x = self.coarser(&x, x.scale() * power(spare), names)?;
        }
        let (bits, p) = (self.options.table_bits, self.options.probability_bits);
        let octave_bits = octave_bits(self.options);
        let ratio = x.scale() / octave(self.options);
        // A difference of one leaves the table at most.
        let ratio = ratio.min(power(bits as i32));
        let (multiplier, shift) = factor(ratio, MULTIPLIER_BITS, names)?;
        let entry_bits = p.clamp(10, 20);
        let unit = power(-(entry_bits as i32));
        // One for all softmaxes: what it is made of are options.
        let table = match &self.exponentials {
            Some(table) => table.clone(),
            None => {
                let name = exponentials_table(bits, octave_bits as u32, entry_bits);
                let entries = exp2_table(bits, octave_bits as u32, entry_bits)
                    .map_err(|source| QuantiseError::Table { node: names.join("+"), source })?;
                let table = self.constant(&name, &[entries.len()], unit, &entries, Some(ElementType::I32))?;
                let table = Place::new(table, Meaning::activation(unit, Deviation::rounding(unit)), None);
                self.exponentials.insert(table).clone()
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
            first: 1 << entry_bits,
            out,
        };
        Ok(Powers { gadget, x, table })
    }

    /// How far a probability is off: by at most half of what its logit is, and octaves are rounded, too.
    fn probability_error(&self, x: &Place) -> Deviation {
        let octave = Deviation::rounding(2.0 * octave(self.options));
        let unit = power(-(self.options.probability_bits as i32));
        x.error().plus(octave).times(0.5).plus(Deviation::rounding(4.0 * unit))
    }

    /// Softmax by the table of `2^-z`.
    pub(super) fn softmax(&mut self, stage: &Stage, rows: [usize; 3]) -> Outcome {
        let mut names = stage.names.clone();
        let Powers { gadget, x, table } = self.powers(stage.inputs[0], rows, &mut names)?;
        let unit = power(-(gadget.fraction_bits as i32));
        let meaning = Meaning::activation(unit, self.probability_error(&x));
        self.step(names, Gadget::Softmax(gadget), &[x.tensor, table.tensor], stage.output, meaning)
    }

    /// Values weighed by a softmax, the probabilities of which nobody else reads: `(Σ e·v)·r >> n`, with one reciprocal `r` of `Σ e` a row.
    pub(super) fn weighed(&mut self, stage: &Stage, weighed: &Weighed, purpose: Use) -> Outcome {
        let Weighed { rows, product, probabilities } = *weighed;
        let mut names = stage.names.clone();
        let Powers { gadget, x, table } = self.powers(stage.inputs[0], rows, &mut names)?;
        let mut v = self.stored(stage.inputs[1], &mut names)?;
        let (entry, terms) = (gadget.first.trailing_zeros() as i32, ceil_log2(rows[1] as f64));
        // The reciprocal is as precise as the result, for the largest sum, and the product fits.
        let precise = terms + self.options.activation_bits as i32 + SPARE_BITS;
        let most = PRODUCT_BITS - precise - entry - terms;
        let spare = (self.range_of(&v).bits() as i32 - most).max(0);
        // Of what the samples show of the values, as many bits are left as an activation's, and two.
        let seen = self.observed(stage.inputs[1]).map_or(0.0, Real::magnitude);
        let unit = v.scale() * power(spare);
        if spare > 0 && unit * power(self.options.activation_bits as i32 + 2) > seen {
            let first = Stage { output: probabilities, inner: probabilities, relu: false, ..stage.clone() };
            self.softmax(&first, rows)?;
            let second = Stage { inputs: vec![probabilities, stage.inputs[1]], ..stage.clone() };
            return self.product(&second, Kind::Full(product), purpose);
        }
        if spare > 0 {
            v = self.coarser(&v, unit, &names)?;
        }
        let mut draft = Draft {
            body: Body::new(gadget.operands()),
            places: vec![x.clone(), table.clone()],
            names: names.clone(),
        };
        let value = gadget.exponentials_in(&mut draft.body);
        let made = Made { value, scale: table.scale(), error: self.probability_error(&x) };
        let shape = self.float.value(probabilities).shape.clone();
        let name = format!("{}/powers", self.float.value(probabilities).name);
        let powers = self.finished(draft, made, &name, &shape)?;

        let places = [&powers, &v];
        let elements = places.map(|p| self.element_of(p));
        let known = places.map(|p| Known::range(self.range_of(p)));
        let kind = Kind::Full(product);
        let wide = kind.gadget(elements, ElementType::I64, false, Epilogue::none(ElementType::I64));
        let acc = ElementType::accumulator(range_of(&wide, &known, &names)?);
        let sums = kind.gadget(elements, acc, false, Epilogue::none(acc));
        let (name, shape) = (
            format!("{}/sums", self.float.value(stage.output).name),
            self.float.value(stage.output).shape.clone(),
        );
        let error = v.error().plus(self.probability_error(&x).times(self.real_of(&v).magnitude()));
        let meaning = Meaning::accumulators(powers.scale() * v.scale(), error);
        let sums = self.raw_step(names.clone(), sums, &[powers.tensor, v.tensor], &name, &shape, meaning)?;

        let [outer, axis, _] = rows;
        let shape = [outer, product.outputs];
        let operand = |place: &Place, shape: &[usize]| Operand {
            role: Role::Activation,
            element: self.element_of(place),
            shape: shape.to_vec(),
        };
        let operands = vec![operand(&sums, &shape), operand(&powers, &[outer, axis])];
        let mut draft = Draft { body: Body::new(operands), places: vec![sums, powers], names };
        let total = Reduce { op: Fold::Sum, x: Read::value(1), folded: 1, floor: None };
        let total = draft.push(Primitive::Reduce(total));
        // One element has no distance to the largest, so that no sum is less.
        let least = Reduce { op: Fold::Max, x: Read::value(total), folded: 0, floor: Some(gadget.first) };
        let total = draft.push(Primitive::Reduce(least));
        let bits = entry + precise;
        let unit = Map { reads: vec![Read::value(total)], terms: vec![], constant: 1 << bits };
        let unit = draft.push(Primitive::Map(unit));
        let reciprocal = Divide {
            numerator: Read::value(unit),
            divisor: Divisor::Read(Read::value(total)),
            rounding: Rounding::Floor,
            clip: None,
        };
        let reciprocal = draft.push(Primitive::Divide(reciprocal));
        let by_row = Read::value(reciprocal).view(View::select(&shape, &[Some(0)]));
        let value = draft.push(Primitive::Map(Map::product(Read::value(0), by_row)));
        let made = Made { value, scale: v.scale() * power(-bits), error };
        let width = if purpose == Use::Activation { self.options.activation_bits } else { self.word_bits() };
        self.finish(stage, draft, made, width)
    }
}
