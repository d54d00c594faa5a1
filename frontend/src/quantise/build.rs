//! The integer graph under construction: tensors, steps, and which float value is where.

use std::collections::BTreeSet;

use gadgets::names::model_constant;
use gadgets::{
    Buffer, Dyadic, ElementType, Gadget, Graph, Node, Port, Range, RangeCheck, Tensor, TensorId, Transpose,
};
use rayon::prelude::*;

use super::bounds::bounds;
use super::deviation::Deviation;
use super::origins::origins;
use super::purpose::Readers;
use super::real::{Real, ceil_log2, fit, round};
use super::words::{Constants, SPARE_BITS};
use super::{Loss, Outcome, QuantiseError};
use crate::calibrate::Calibration;
use crate::float_graph::{Element, FloatGraph, Output, ValueId};
use crate::quantise::Options;

/// What the integers of a tensor are worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Meaning {
    /// Real value of the integer 1; 0 where all are always 0, so that no scale is derived from them.
    pub scale: f64,
    /// How far they may be from the floats.
    pub error: Deviation,
    /// Whether they are stored accumulators, wider than an activation.
    pub raw: bool,
    /// Largest magnitude of those elements that no mask pushed away, where a mask did that to others.
    pub near: Option<f64>,
}

impl Meaning {
    pub fn activation(scale: f64, error: Deviation) -> Self {
        Self { scale, error, raw: false, near: None }
    }

    pub fn accumulators(scale: f64, error: Deviation) -> Self {
        Self { raw: true, ..Self::activation(scale, error) }
    }

    /// The same integers for the value times `factor`.
    pub fn times(self, factor: f64) -> Self {
        let (scale, error) = (self.scale * factor.abs(), self.error.times(factor));
        Self { scale, error, near: self.near.map(|v| v * factor.abs()), ..self }
    }
}

/// Where a float value lies.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub tensor: TensorId,
    pub meaning: Meaning,
    /// The step that wrote it; `None` for inputs and constants.
    pub step: Option<usize>,
    /// ONNX nodes that cost nothing and lie between an input and its readers.
    pub pending: Vec<String>,
}

/// The graph so far.
pub(super) struct Builder<'a> {
    pub float: &'a FloatGraph,
    pub calibration: &'a Calibration,
    pub options: &'a Options,
    pub graph: Graph,
    /// What is lost beyond the rounding of a tensor's own width.
    pub losses: Vec<Loss>,
    /// Who reads each value.
    pub readers: Vec<Readers>,
    /// How many numbers each value is made of.
    pub origins: Vec<usize>,
    /// Where each value lies in every run.
    pub limits: Vec<Real>,
    places: Vec<Option<Place>>,
    /// Activations made of values that are stored raw.
    activations: Vec<Option<Place>>,
    /// Constants as words read them.
    pub word_constants: Constants,
    /// The table of the powers of two that softmaxes read.
    pub exponentials: Option<Place>,
    names: BTreeSet<String>,
}

/// Most bits of a value of which some elements are far from all others.
const MOST_BITS: u32 = 50;
/// Most bits that an output has more for the sake of elements that are far smaller than others.
pub(super) const UNLIKE_BITS: i32 = 20;

/// Largest error of a result, as a part of what it is seen to be.
pub(super) const PLAUSIBLE: f64 = 1.0 / 16.0;
/// Bits of the smallest argument of what has a pole at 0.
const POLE_BITS: i32 = 8;
/// Most bits of a value for the sake of its smallest elements.
pub(super) const RELATIVE_BITS: u32 = 30;

/// The scale that the graph states for what is always 0: far below any float's, so that an input of such a
/// range has no other value.
const VANISHING: Dyadic = Dyadic { mantissa: 1, exponent: -160 };

impl Place {
    pub fn new(tensor: TensorId, meaning: Meaning, step: Option<usize>) -> Self {
        Self { tensor, meaning, step, pending: Vec::new() }
    }

    pub fn scale(&self) -> f64 {
        self.meaning.scale
    }

    pub fn error(&self) -> Deviation {
        self.meaning.error
    }
}

impl<'a> Builder<'a> {
    pub fn new(float: &'a FloatGraph, calibration: &'a Calibration, options: &'a Options) -> Self {
        let graph = Graph {
            name: float.name.clone(),
            tensors: Vec::new(),
            nodes: Vec::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
        };
        let places = vec![None; float.values.len()];
        let (activations, losses) = (places.clone(), Vec::new());
        let (readers, names) = (Vec::new(), BTreeSet::new());
        Self {
            float,
            calibration,
            options,
            graph,
            losses,
            readers,
            origins: origins(float),
            limits: bounds(float),
            places,
            activations,
            word_constants: Constants::new(),
            exponentials: None,
            names,
        }
    }

    /// The fraction of its width by which a calibrated range is widened.
    pub fn margin(&self) -> f64 {
        self.calibration.margin.to_f64()
    }

    /// Records what the step on its way loses.
    pub fn lose(&mut self, names: &[String], value: ValueId, reason: String) {
        let (node, tensor) = (names.join("+"), self.float.value(value).name.clone());
        self.losses.push(Loss { node, tensor, reason });
    }

    /// Adds a tensor; a name in use gets a suffix.
    pub fn tensor(
        &mut self,
        name: &str,
        shape: &[usize],
        element: ElementType,
        scale: f64,
        range: Range,
    ) -> TensorId {
        let mut unique = name.to_owned();
        let mut copy = 2;
        while !self.names.insert(unique.clone()) {
            unique = format!("{name}#{copy}");
            copy += 1;
        }
        let id = TensorId(self.graph.tensors.len() as u32);
        let scale = Dyadic::from_f64(scale).filter(|s| s.mantissa != 0).unwrap_or(VANISHING);
        self.graph.tensors.push(Tensor {
            name: unique,
            shape: shape.to_vec(),
            element,
            scale,
            range,
            data: None,
        });
        id
    }

    /// Adds a constant of the narrowest type, or of `element`.
    pub fn constant(
        &mut self,
        name: &str,
        shape: &[usize],
        scale: f64,
        values: &[i64],
        element: Option<ElementType>,
    ) -> Outcome<TensorId> {
        let range = Range::of(values.iter().copied()).unwrap_or(Range::point(0));
        let element = element.unwrap_or_else(|| ElementType::smallest(range));
        let data = Buffer::new(element, values)
            .map_err(|e| QuantiseError::Gadget { node: name.to_owned(), source: e.into() })?;
        let id = self.tensor(name, shape, element, scale, range);
        self.graph.tensors[id.index()].data = Some(data);
        Ok(id)
    }

    /// Adds a step that gives the float value `output`; its range follows from its operands.
    pub fn step(
        &mut self,
        names: Vec<String>,
        gadget: Gadget,
        operands: &[TensorId],
        output: ValueId,
        meaning: Meaning,
    ) -> Outcome {
        let value = self.float.value(output);
        let place = self.raw_step(names, gadget, operands, &value.name, &value.shape, meaning)?;
        self.put(output, place);
        Ok(())
    }

    /// States where a value lies. What is said of its error is a part of all that it is at most: bounds that are carried over many layers
    /// grow with each, however small errors are, and ranges that had room for them would have no bits left for values.
    pub fn put(&mut self, value: ValueId, mut place: Place) {
        let range = self.real_of(&place);
        // Accumulators are not held to what was seen, and what was drawn has room above it.
        let seen = self.observed(value).filter(|_| place.meaning.raw || self.calibration.seed.is_some());
        let real = seen.unwrap_or(range);
        place.meaning.error = place.meaning.error.capped(real.magnitude() * PLAUSIBLE);
        self.places[value.index()] = Some(place);
    }

    /// Adds a step whose result stays inside its stage.
    pub fn raw_step(
        &mut self,
        names: Vec<String>,
        gadget: Gadget,
        operands: &[TensorId],
        name: &str,
        shape: &[usize],
        meaning: Meaning,
    ) -> Outcome<Place> {
        let gadget = gadget.canonical();
        let mut node = Node { gadget, operands: operands.to_vec(), output: None, onnx: names };
        let range = self.range(&node)?;
        let zero = Meaning { scale: 0.0, raw: false, ..meaning };
        let meaning = if range == Range::point(0) { zero } else { meaning };
        let element = node.gadget.output().map_or(ElementType::I64, |o| o.element);
        let id = self.tensor(name, shape, element, meaning.scale, range);
        node.output = Some(id);
        self.graph.nodes.push(node);
        Ok(Place::new(id, meaning, Some(self.graph.nodes.len() - 1)))
    }

    /// The range of a node's result by interval analysis.
    pub fn range(&self, node: &Node) -> Outcome<Range> {
        let fail = |source| QuantiseError::Gadget { node: node.label(), source };
        node.gadget.check().map_err(fail)?;
        let constants = self.graph.constants(node);
        node.gadget.range(&self.graph.known(node, &constants)).map_err(fail)
    }

    /// Where `id` lies as an activation, its pending names taken. A constant is quantised to the activations'
    /// width, stored accumulators are rescaled to it.
    pub fn operand(&mut self, id: ValueId, names: &mut Vec<String>) -> Outcome<Place> {
        let place = self.stored(id, names)?;
        if !place.meaning.raw {
            return Ok(place);
        }
        if let Some(made) = &self.activations[id.index()] {
            return Ok(made.clone());
        }
        let made = self.activation(&place, id)?;
        self.activations[id.index()] = Some(made.clone());
        Ok(made)
    }

    /// Where `id` lies as it is stored, its pending names taken.
    pub fn stored(&mut self, id: ValueId, names: &mut Vec<String>) -> Outcome<Place> {
        if self.places[id.index()].is_none() {
            let unplaced = || QuantiseError::Internal(self.float.value(id).name.clone());
            let values = self.float.constant(id).ok_or_else(unplaced)?;
            let real = Real::hull_of(&values);
            let (scale, _) = fit(real, real.lo < 0.0, self.options.activation_bits);
            self.place_constant(id, &values, scale)?;
        }
        let place = self.places[id.index()].clone();
        let mut place = place.ok_or_else(|| QuantiseError::Internal(self.float.value(id).name.clone()))?;
        if !place.pending.is_empty() {
            // The first reader carries the names.
            names.splice(0..0, std::mem::take(&mut place.pending));
            if let Some(p) = &mut self.places[id.index()] {
                p.pending.clear();
            }
        }
        Ok(place)
    }

    fn place_constant(&mut self, id: ValueId, values: &[f64], scale: f64) -> Outcome {
        self.places[id.index()] = Some(self.constant_at(id, values, scale)?);
        Ok(())
    }

    /// The constant `id`, whose elements are `values`, at this scale.
    pub fn constant_at(&mut self, id: ValueId, values: &[f64], scale: f64) -> Outcome<Place> {
        let value = self.float.value(id);
        let ints = quantise_all(&value.name, values, scale)?;
        self.placed_constant(&model_constant(&value.name), &value.shape, scale, &ints)
    }

    /// Adds a constant of the narrowest type.
    pub fn placed_constant(
        &mut self,
        name: &str,
        shape: &[usize],
        scale: f64,
        values: &[i64],
    ) -> Outcome<Place> {
        let tensor = self.constant(name, shape, scale, values, None)?;
        Ok(Place::new(tensor, Meaning::activation(scale, Deviation::rounding(scale)), None))
    }

    /// Makes `output` another view of where `input` lies, times `factor`: no step.
    pub fn alias(&mut self, given: &[String], input: ValueId, output: ValueId, factor: f64) -> Outcome {
        let mut names = Vec::new();
        let mut place = self.stored(input, &mut names)?;
        place.meaning = place.meaning.times(factor);
        names.extend_from_slice(given);
        match place.step {
            Some(step) => self.graph.nodes[step].onnx.extend(names),
            None => place.pending = names,
        }
        self.places[output.index()] = Some(place);
        Ok(())
    }

    pub fn range_of(&self, place: &Place) -> Range {
        self.graph.tensor(place.tensor).range
    }

    /// The interval of the values that lie there.
    pub fn real_of(&self, place: &Place) -> Real {
        Real::of(self.range_of(place), place.scale())
    }

    pub fn element_of(&self, place: &Place) -> ElementType {
        self.graph.tensor(place.tensor).element
    }

    /// The observed range of a value that is computed; `None` if it was never seen.
    pub fn observed(&self, id: ValueId) -> Option<Real> {
        if self.calibration.samples == 0 {
            return None;
        }
        let (lo, hi) = self.calibration.tensors.get(&self.float.value(id).name)?.ends();
        Some(Real { lo, hi })
    }

    /// Bits that a value needs beyond those of its range, so that what lies near 0 keeps a word's bits beside elements that masks
    /// have moved far away, and how large what is near is; none where no element is far.
    pub fn apart(&self, id: ValueId) -> Option<(u32, f64)> {
        let (near, all) =
            (self.calibration.near.get(&self.float.value(id).name)?.to_f64(), self.observed(id)?);
        let more = ceil_log2(all.magnitude() / near) - SPARE_BITS as i32;
        let most = MOST_BITS.saturating_sub(self.word_bits());
        (near > 0.0).then_some((more.clamp(0, most as i32) as u32, near))
    }

    /// Bits that an output needs beyond those of its range, so that elements that are always far smaller than others keep theirs.
    pub fn small(&self, id: ValueId) -> u32 {
        let small = self.calibration.small.get(&self.float.value(id).name).map(|size| size.to_f64());
        let sizes = small.filter(|small| *small > 0.0).zip(self.observed(id));
        let more = sizes.map_or(0, |(small, all)| ceil_log2(all.magnitude() / small) - SPARE_BITS as i32);
        more.clamp(0, UNLIKE_BITS) as u32
    }

    /// Bits in which the smallest magnitude that was seen of a value has [`POLE_BITS`], where a function or a quotient reads it that has a
    /// pole at 0, or is as accurate as its argument is relative to itself.
    pub fn relative(&self, id: ValueId) -> u32 {
        let readers = &self.readers[id.index()];
        let Some(seen) = self.observed(id) else { return 0 };
        // What lies on both sides of 0, or is summed up, is told as finely as what is made of it.
        let itself = readers.relative && seen.distance() > 0.0;
        let least = if itself { seen.distance() } else { readers.least };
        let bits = if least > 0.0 { ceil_log2(seen.magnitude() / least) + POLE_BITS } else { 0 };
        bits.clamp(0, RELATIVE_BITS as i32) as u32
    }

    /// Adds an input and its range check.
    pub fn input(&mut self, id: ValueId, element: ElementType, scale: f64, range: Range) {
        let value = self.float.value(id);
        let tensor = self.tensor(&value.name, &value.shape, element, scale, range);
        self.graph.inputs.push(Port { name: value.name.clone(), tensor, shape: value.shape.clone() });
        self.graph.nodes.push(Node {
            gadget: Gadget::RangeCheck(RangeCheck { len: value.len(), x: element, range }),
            operands: vec![tensor],
            output: None,
            onnx: vec![value.name.clone()],
        });
        let scale = if range == Range::point(0) { 0.0 } else { scale };
        let error = match value.element {
            Element::Float => Deviation::rounding(scale),
            Element::Int | Element::Bool => Deviation::NONE,
        };
        let meaning = Meaning::activation(scale, error);
        self.places[id.index()] = Some(Place::new(tensor, meaning, None));
    }

    /// Adds an output. A tensor that is an input, a constant or another output already is copied.
    pub fn output(&mut self, output: &Output) -> Outcome {
        let value = self.float.value(output.value);
        let mut names = Vec::new();
        let place = self.stored(output.value, &mut names)?;
        let taken = self.graph.outputs.iter().any(|p| p.tensor == place.tensor);
        let mut tensor = place.tensor;
        // A factor that cost nothing left the tensor's own scale behind.
        let stated = self.graph.tensor(place.tensor).scale;
        let rescaled = place.scale() != 0.0 && Dyadic::from_f64(place.scale()) != Some(stated);
        if place.step.is_none() || taken || rescaled {
            if names.is_empty() {
                names.push(output.name.clone());
            }
            let (element, len) = (self.element_of(&place), value.len());
            let copy = Gadget::Transpose(Transpose { shape: vec![len], perm: vec![0], x: element });
            let from = [place.tensor];
            tensor = self.raw_step(names, copy, &from, &output.name, &value.shape, place.meaning)?.tensor;
        }
        self.graph.outputs.push(Port { name: output.name.clone(), tensor, shape: value.shape.clone() });
        Ok(())
    }
}

/// `floor(v / scale + 1/2)` of each value; 0 is 0 at any scale.
pub(super) fn quantise_all(name: &str, values: &[f64], scale: f64) -> Outcome<Vec<i64>> {
    let units = |v: &f64| if *v == 0.0 { 0.0 } else { v / scale };
    let mut all = vec![0; values.len()];
    let put = |(to, v): (&mut i64, &f64)| round(units(v)).map(|whole| *to = whole).is_some();
    if all.par_iter_mut().zip(values).map(put).reduce(|| true, |a, b| a & b) {
        return Ok(all);
    }
    let first = values.iter().map(units).find(|units| round(*units).is_none());
    Err(QuantiseError::TooWide { tensor: name.to_owned(), value: first.unwrap_or(f64::NAN) })
}
