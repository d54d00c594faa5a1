//! From the integer graph to the circuit IR: each gadget's body becomes relations between its operands' views, value by
//! value; what is no composition of primitives is a straight-line program.
//!
//! Reshapes and transposes cost nothing: a gadget sees its operands in its own shapes, as views. Ranges are
//! inferred anew, so they are at least as tight as the integer graph's; a rejecting bound becomes a check
//! only where the image leaves it.
//!
//! Where weights are hidden ([`lower_hidden`]) they are no constants but inputs of every run, in ranges that follow from their
//! width, and everything is inferred from these: the circuit is the same for all weights that steps of the same parameters have.

mod composed;
mod parameters;
mod scalar;
mod shown;

use gadgets::{Gadget, Node, Status};
use thiserror::Error;

use crate::{Builder, Data, Diagnostic, Graph, Ref};
use parameters::Parameters;

pub use shown::{Kind, Shown, shown};

/// Why a graph has no circuit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LowerError {
    /// The integer graph is not valid.
    #[error("the integer graph is not valid: {0}")]
    Graph(#[from] gadgets::GraphError),
    /// A model of which nothing would be hidden.
    #[error("the model '{model}' has no weights to hide")]
    NoWeights {
        /// The model.
        model: String,
    },
    /// A gadget whose relations do not fit: our own fault, or values beyond 120 bits.
    #[error(transparent)]
    Relation(#[from] Box<Diagnostic>),
    /// Something that the circuit cannot express.
    #[error("node '{node}': {reason}")]
    Unsupported {
        /// The ONNX nodes.
        node: String,
        /// What it is, with numbers.
        reason: String,
    },
}

/// What the relations of one node are made of.
struct Lowering<'a> {
    graph: &'a gadgets::Graph,
    builder: Builder,
    /// Where each tensor of the integer graph lives, once it is made: row-major in any shape.
    values: Vec<Option<Ref>>,
    /// Which constants are hidden, if they are to be.
    parameters: Option<Parameters>,
}

/// A circuit of hidden weights, and the weights.
#[derive(Debug, Clone)]
pub struct Hidden {
    /// The circuit, the same for all weights of the same widths. Its last inputs are its parameters.
    pub circuit: Graph,
    /// The integers of each parameter, in order.
    pub weights: Vec<Data>,
}

type Lowered<T> = Result<T, LowerError>;

/// Lowers a graph.
///
/// # Errors
/// All of the integer graph's own findings, else the first node that cannot be expressed.
pub fn lower(graph: &gadgets::Graph) -> Result<Graph, Vec<LowerError>> {
    graph.validate().map_err(invalid)?;
    Ok(lower_with(graph, None)?.circuit)
}

/// Lowers a graph to a circuit that does not hold its weights.
///
/// Hidden is every constant but tables of functions, factors of pools and positions that select: those are what the model
/// computes, as are the numbers in its steps (shifts, coefficients, bounds); [`shown`] lists them. Ranges of parameters are
/// those of the fewest whole bytes, in two's complement.
///
/// # Errors
/// As [`lower`], and where there are no weights, or what they are used for needs them to be known: a step operation by
/// operation, a divisor, a table or rows of more than 4096 elements among which data selects.
pub fn lower_hidden(graph: &gadgets::Graph) -> Result<Hidden, Vec<LowerError>> {
    graph.validate().map_err(invalid)?;
    let parameters = Parameters::of(graph).map_err(|e| vec![e])?;
    lower_with(graph, Some(parameters))
}

fn invalid(all: Vec<gadgets::GraphError>) -> Vec<LowerError> {
    all.into_iter().map(LowerError::from).collect()
}

/// Lowers a valid graph.
fn lower_with(graph: &gadgets::Graph, parameters: Option<Parameters>) -> Result<Hidden, Vec<LowerError>> {
    let values = vec![None; graph.tensors.len()];
    let mut lowering = Lowering { graph, builder: Builder::new(), values, parameters };
    lowering.run().map_err(|e| vec![e])?;
    let weights = lowering.parameters.map_or_else(Vec::new, |p| p.given);
    let circuit = lowering.builder.finish();
    match circuit.validate() {
        Ok(()) => Ok(Hidden { circuit, weights }),
        Err(all) => Err(all.into_iter().map(|d| LowerError::Relation(Box::new(d))).collect()),
    }
}

impl Lowering<'_> {
    fn run(&mut self) -> Lowered<()> {
        for port in &self.graph.inputs {
            let tensor = self.graph.tensor(port.tensor);
            self.builder.at(std::slice::from_ref(&port.name), self.check_of(port.tensor));
            let id = self.builder.input(&narrow(&tensor.shape), tensor.range.into());
            self.values[port.tensor.index()] = Some(id.into());
        }
        for (step, node) in self.graph.nodes.iter().enumerate() {
            self.builder.at(&node.onnx, u32::try_from(step).ok());
            let result = self.node(node)?;
            if let (Some(id), Some(r)) = (node.output, result) {
                self.values[id.index()] = Some(r);
            }
        }
        for port in &self.graph.outputs {
            self.builder.at(std::slice::from_ref(&port.name), None);
            let value = self.value(port.tensor, &self.graph.tensor(port.tensor).shape);
            let tensor = match value.whole() {
                Some(t) => t,
                None => self.builder.affine(vec![(1, value)], 0)?,
            };
            self.builder.output(tensor);
        }
        Ok(())
    }

    /// The step that checks an input's range, which the circuit checks where the input comes in.
    fn check_of(&self, input: gadgets::TensorId) -> Option<u32> {
        let checks = |n: &Node| matches!(n.gadget, Gadget::RangeCheck(_)) && n.operands == [input];
        self.graph.nodes.iter().position(checks).and_then(|step| u32::try_from(step).ok())
    }

    /// The value of a tensor, read in `shape`; constants are made when first read.
    fn value(&mut self, id: gadgets::TensorId, shape: &[usize]) -> Ref {
        let tensor = self.graph.tensor(id);
        let stored = match (&self.values[id.index()], &tensor.data) {
            (Some(r), _) => r.clone(),
            (None, data) => {
                let data = data.as_ref().map_or_else(|| Data::new(&[]), Data::of);
                let shape = narrow(&tensor.shape);
                let hidden = self.parameters.as_mut().and_then(|p| p.take(id, &data));
                let r = Ref::from(match hidden {
                    Some(range) => self.builder.parameter(&shape, range, Status::InputRange.code()),
                    None => self.builder.shared_constant(&shape, data),
                });
                self.values[id.index()] = Some(r.clone());
                r
            }
        };
        let shape = narrow(shape);
        let same = self.builder.graph().shape_of(&stored).is_ok_and(|s| s == shape);
        if same { stored } else { stored.reshape(shape) }
    }

    /// The node's relations; returns its result, if it has one.
    fn node(&mut self, node: &Node) -> Lowered<Option<Ref>> {
        let wanted = node.gadget.operands();
        let operands: Vec<Ref> =
            node.operands.iter().zip(&wanted).map(|(id, o)| self.value(*id, &o.shape)).collect();
        match (&node.gadget, node.gadget.body()) {
            (Gadget::Generic(g), _) => self.generic(g, node, operands),
            (_, Some(body)) => self.composed(&body, node, operands),
            (g, None) => {
                let reason = format!("{g} is no composition of primitives");
                Err(LowerError::Unsupported { node: node.label(), reason })
            }
        }
    }
}

/// Sizes; one beyond 32 bits becomes one that the circuit's validation refuses.
fn narrow(shape: &[usize]) -> Vec<u32> {
    shape.iter().map(|d| u32::try_from(*d).unwrap_or(u32::MAX)).collect()
}
