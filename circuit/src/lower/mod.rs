//! From the integer graph to the circuit IR: each gadget's body becomes relations between its operands' views, value by
//! value; what is no composition of primitives is a straight-line program.
//!
//! Reshapes and transposes cost nothing: a gadget sees its operands in its own shapes, as views. Ranges are
//! inferred anew, so they are at least as tight as the integer graph's; a rejecting bound becomes a check
//! only where the image leaves it.

mod composed;
mod scalar;

use gadgets::{Gadget, Node};
use thiserror::Error;

use crate::{Builder, Data, Diagnostic, Graph, Ref};

/// Why a graph has no circuit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LowerError {
    /// The integer graph is not valid.
    #[error("the integer graph is not valid: {0}")]
    Graph(#[from] gadgets::GraphError),
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
}

type Lowered<T> = Result<T, LowerError>;

/// Lowers a graph.
///
/// # Errors
/// All of the integer graph's own findings, else the first node that cannot be expressed.
pub fn lower(graph: &gadgets::Graph) -> Result<Graph, Vec<LowerError>> {
    graph.validate().map_err(|all| all.into_iter().map(LowerError::from).collect::<Vec<_>>())?;
    let mut lowering = Lowering { graph, builder: Builder::new(), values: vec![None; graph.tensors.len()] };
    lowering.run().map_err(|e| vec![e])?;
    let circuit = lowering.builder.finish();
    match circuit.validate() {
        Ok(()) => Ok(circuit),
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
                let r = Ref::from(self.builder.shared_constant(&narrow(&tensor.shape), data));
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
