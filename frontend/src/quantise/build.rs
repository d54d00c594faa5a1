//! The integer graph under construction: tensors, steps, and which float value is where.

use std::collections::BTreeSet;

use gadgets::{
    Buffer, Dyadic, ElementType, Gadget, Graph, Node, Port, Range, RangeCheck, Tensor, TensorId, Transpose,
};

use super::QuantiseError;
use super::real::{Real, round};
use crate::calibrate::Calibration;
use crate::float_graph::{FloatGraph, Output, ValueId};
use crate::quantise::Options;

/// Where a float value lies: its integers times `scale` are the reals.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub tensor: TensorId,
    pub scale: f64,
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
    places: Vec<Option<Place>>,
    names: BTreeSet<String>,
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
        Self { float, calibration, options, graph, places, names: BTreeSet::new() }
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
        let scale = Dyadic::from_f64(scale).unwrap_or(Dyadic::ONE);
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
    ) -> Result<TensorId, QuantiseError> {
        let range = Range::of(values.iter().copied()).unwrap_or(Range::point(0));
        let element = element.unwrap_or_else(|| ElementType::smallest(range));
        let data = Buffer::new(element, values)
            .map_err(|source| QuantiseError::Gadget { node: name.to_owned(), source })?;
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
        scale: f64,
    ) -> Result<(), QuantiseError> {
        let value = self.float.value(output);
        let id = self.raw_step(names, gadget, operands, &value.name, &value.shape, scale)?;
        let step = Some(self.graph.nodes.len() - 1);
        self.places[output.index()] = Some(Place { tensor: id, scale, step, pending: Vec::new() });
        Ok(())
    }

    /// Adds a step whose result stays inside its stage.
    pub fn raw_step(
        &mut self,
        names: Vec<String>,
        gadget: Gadget,
        operands: &[TensorId],
        name: &str,
        shape: &[usize],
        scale: f64,
    ) -> Result<TensorId, QuantiseError> {
        let gadget = gadget.canonical();
        let mut node = Node { gadget, operands: operands.to_vec(), output: None, onnx: names };
        let range = self.range(&node)?;
        let element = node.gadget.output().map_or(ElementType::I64, |o| o.element);
        let id = self.tensor(name, shape, element, scale, range);
        node.output = Some(id);
        self.graph.nodes.push(node);
        Ok(id)
    }

    /// The range of a node's result by interval analysis.
    pub fn range(&self, node: &Node) -> Result<Range, QuantiseError> {
        let fail = |source| QuantiseError::Gadget { node: node.label(), source };
        node.gadget.check().map_err(fail)?;
        let constants = self.graph.constants(node);
        node.gadget.range(&self.graph.known(node, &constants)).map_err(fail)
    }

    /// Where `id` lies, its pending names taken. A constant is quantised to the activations' width.
    pub fn operand(&mut self, id: ValueId, names: &mut Vec<String>) -> Result<Place, QuantiseError> {
        if self.places[id.index()].is_none() {
            let bits = self.options.activation_bits;
            let values = self.float.constant(id).unwrap_or_default();
            let real = values.iter().fold(Real::ZERO, |r, v| r.hull(Real { lo: *v, hi: *v }));
            let (scale, _) = super::real::fit(real, real.lo < 0.0, bits);
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

    fn place_constant(&mut self, id: ValueId, values: &[f64], scale: f64) -> Result<(), QuantiseError> {
        let value = self.float.value(id);
        let ints = quantise_all(&value.name, values, scale)?;
        let tensor = self.constant(&value.name, &value.shape, scale, &ints, None)?;
        self.places[id.index()] = Some(Place { tensor, scale, step: None, pending: Vec::new() });
        Ok(())
    }

    /// Makes `output` another view of where `input` lies, times `factor`: no step.
    pub fn alias(
        &mut self,
        given: &[String],
        input: ValueId,
        output: ValueId,
        factor: f64,
    ) -> Result<(), QuantiseError> {
        let mut names = Vec::new();
        let mut place = self.operand(input, &mut names)?;
        place.scale *= factor;
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

    pub fn element_of(&self, place: &Place) -> ElementType {
        self.graph.tensor(place.tensor).element
    }

    /// The observed range of a value that is computed, widened by the margin; `None` if it was never seen.
    pub fn observed(&self, id: ValueId) -> Option<Real> {
        if self.calibration.samples == 0 {
            return None;
        }
        let (lo, hi) = self.calibration.tensors.get(&self.float.value(id).name)?.ends();
        Some(Real { lo, hi })
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
        self.places[id.index()] = Some(Place { tensor, scale, step: None, pending: Vec::new() });
    }

    /// Adds an output. A tensor that is an input, a constant or another output already is copied.
    pub fn output(&mut self, output: &Output) -> Result<(), QuantiseError> {
        let value = self.float.value(output.value);
        let mut names = Vec::new();
        let place = self.operand(output.value, &mut names)?;
        let taken = self.graph.outputs.iter().any(|p| p.tensor == place.tensor);
        let mut tensor = place.tensor;
        // A factor that cost nothing left the tensor's own scale behind.
        let rescaled = Dyadic::from_f64(place.scale) != Some(self.graph.tensor(place.tensor).scale);
        if place.step.is_none() || taken || rescaled {
            if names.is_empty() {
                names.push(output.name.clone());
            }
            let (element, len) = (self.element_of(&place), value.len());
            let copy = Gadget::Transpose(Transpose { shape: vec![len], perm: vec![0], x: element });
            tensor = self.raw_step(names, copy, &[place.tensor], &output.name, &value.shape, place.scale)?;
        }
        self.graph.outputs.push(Port { name: output.name.clone(), tensor, shape: value.shape.clone() });
        Ok(())
    }
}

/// `floor(v / scale + 1/2)` of each value.
pub(super) fn quantise_all(name: &str, values: &[f64], scale: f64) -> Result<Vec<i64>, QuantiseError> {
    let one = |v: &f64| {
        round(v / scale).ok_or_else(|| QuantiseError::TooWide { tensor: name.to_owned(), value: v / scale })
    };
    values.iter().map(one).collect()
}
