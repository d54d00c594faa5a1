//! Matrix products and convolutions of two activations, whose scales are both given: a multiplier rescales.

use gadgets::gadget::Known;
use gadgets::{ElementType, Epilogue, Gadget, Range};

use super::build::{Builder, Meaning, Place, quantise_all};
use super::deviation::{Deviation, RowSums};
use super::fuse::Stage;
use super::linear::Kind;
use super::purpose::Use;
use super::real::{Real, ceil_log2, power};
use super::steps::{range_of, with_half};
use super::sums::{Constant, Side};
use super::unit::{Unit, near_bias};
use super::{Outcome, QuantiseError};

/// Most bits of a sum of products.
const SUM_BITS: i32 = 60;
/// Most bits of a bias in units of the product; a larger one is added by a step of its own.
const BIAS_BITS: i32 = 44;

/// A product on its way.
struct Product {
    kind: Kind,
    places: [Place; 2],
    elements: [ElementType; 2],
    ranges: [Range; 2],
    names: Vec<String>,
    error: Deviation,
}

impl Product {
    fn gadget(&self, acc: ElementType, bias: bool, epilogue: Epilogue) -> Gadget {
        self.kind.gadget(self.elements, acc, bias, epilogue)
    }

    /// The range of the sums, with a bias or without.
    fn sums(&self, bias: &[i64]) -> Outcome<Range> {
        let mut known: Vec<Known<'_>> = self.ranges.into_iter().map(Known::range).collect();
        if !bias.is_empty() {
            known.push(Known::constant(bias));
        }
        let wide = self.gadget(ElementType::I64, !bias.is_empty(), Epilogue::none(ElementType::I64));
        range_of(&wide, &known, &self.names)
    }
}

impl Builder<'_> {
    pub(super) fn product(&mut self, stage: &Stage, kind: Kind, purpose: Use) -> Outcome {
        let product = self.factors(stage, kind)?;
        let scale = product.places[0].scale() * product.places[1].scale();
        let Some(id) = stage.inputs.get(2).copied() else {
            return self.emit_product(stage, &product, &[], scale, purpose);
        };
        let values = self.float.constant(id).ok_or_else(|| QuantiseError::Unsupported {
            node: product.names.join("+"),
            reason: "a bias that is computed".to_owned(),
        })?;
        // What is always 0 leaves the bias its own scale.
        if scale > 0.0 && Real::hull_of(&values).magnitude() <= scale * power(BIAS_BITS) {
            return self.emit_product(stage, &product, &values, scale, purpose);
        }
        let bias = Constant::bias(&self.float.value(id).name, &values);
        self.product_and_bias(stage, &product, scale, bias, purpose)
    }

    /// Both factors as they are stored, but narrow enough for their sums: differences of large scores are what attention
    /// decides by, so that no factor is rounded to an activation's width for it.
    fn factors(&mut self, stage: &Stage, kind: Kind) -> Outcome<Product> {
        let mut names = stage.names.clone();
        let terms = kind.terms();
        let mut places =
            [self.stored(stage.inputs[0], &mut names)?, self.stored(stage.inputs[1], &mut names)?];
        let most = (SUM_BITS - ceil_log2(terms as f64)) / 2;
        for (place, id) in places.iter_mut().zip(&stage.inputs) {
            let spare = self.range_of(place).bits() as i32 - most;
            if spare > 0 {
                let scale = place.scale() * power(spare);
                if scale * power(self.options.activation_bits as i32) > self.real_of(place).width() {
                    self.lose(&names, *id, format!("is rounded to multiples of {scale:e} for a product"));
                }
                *place = self.coarser(place, scale, &names)?;
            }
        }
        let ranges = places.each_ref().map(|p| self.range_of(p));
        let elements = places.each_ref().map(|p| self.element_of(p));
        // Errors are judged by the factors that there are: what is stored may be proven far more widely.
        let magnitude = |i: usize| {
            let proven = Real::of(ranges[i], places[i].scale());
            self.observed(stage.inputs[i]).map_or(proven, |seen| seen.within(proven)).magnitude()
        };
        let side = |i: usize| places[i].error().through(RowSums::uniform(terms, magnitude(1 - i)));
        let error = self.plausible(stage, side(0).plus(side(1)));
        Ok(Product { kind, places, elements, ranges, names, error })
    }

    fn emit_product(
        &mut self,
        stage: &Stage,
        product: &Product,
        bias: &[f64],
        scale: f64,
        purpose: Use,
    ) -> Outcome {
        let (error, names) = (product.error, product.names.clone());
        let near = near_bias(bias, Real::of(product.sums(&[])?, scale).magnitude(), purpose);
        let bias = quantise_all(&names.join("+"), bias, scale)?;
        let sums = product.sums(&bias)?;
        let all = Real::of(sums, scale);
        let (acc, epilogue, meaning) = if purpose == Use::Activation {
            let target = self.target(stage.output, all, stage.relu, error);
            let (epilogue, scale) = self.rescaled(stage.relu, target, scale, sums, &names)?;
            let wide = Range::try_from_wide(
                i128::from(sums.lo) * i128::from(epilogue.multiplier),
                i128::from(sums.hi) * i128::from(epilogue.multiplier),
            );
            let wide = wide.unwrap_or(ElementType::I64.range());
            self.note_rounded_away(&names, stage.output, near, scale, all);
            let acc = ElementType::accumulator(with_half(wide.hull(sums), epilogue.shift));
            (acc, epilogue, Meaning::activation(scale, error.plus(Deviation::rounding(scale))))
        } else {
            let acc = ElementType::accumulator(sums);
            let epilogue = Epilogue { relu: stage.relu, ..Epilogue::none(acc) };
            self.note_lost_elements(stage, &names, &Unit { scale, limit: None, near }, all);
            let near = Some(near).filter(|near| *near < all.magnitude());
            (acc, epilogue, Meaning { near, ..Meaning::accumulators(scale, error) })
        };
        let mut operands = product.places.each_ref().map(|p| p.tensor).to_vec();
        if !bias.is_empty() {
            let name = format!("{}/bias", self.float.value(stage.output).name);
            operands.push(self.constant(&name, &[bias.len()], scale, &bias, Some(acc))?);
        }
        self.step(names, product.gadget(acc, !bias.is_empty(), epilogue), &operands, stage.output, meaning)
    }

    /// The product as it is, then the sum with the bias, which is far larger than the product's unit.
    fn product_and_bias(
        &mut self,
        stage: &Stage,
        product: &Product,
        scale: f64,
        bias: Constant,
        purpose: Use,
    ) -> Outcome {
        let acc = ElementType::accumulator(product.sums(&[])?);
        let gadget = product.gadget(acc, false, Epilogue::none(acc));
        let operands = product.places.each_ref().map(|p| p.tensor);
        let value = self.float.value(stage.output);
        let (name, shape) = (format!("{}/product", value.name), value.shape.clone());
        let meaning = Meaning::accumulators(scale, product.error);
        let place = self.raw_step(product.names.clone(), gadget, &operands, &name, &shape, meaning)?;
        let bias = Side::Constant(bias);
        self.add_bias(stage, product.kind, place, bias, product.names.clone(), purpose)
    }
}
