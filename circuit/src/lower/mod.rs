//! From the integer graph to the circuit IR: each gadget becomes relations between its operands' views.
//!
//! Reshapes and transposes cost nothing: a gadget sees its operands in its own shapes, as views. Ranges are
//! inferred anew, so they are at least as tight as the integer graph's; a rejecting bound becomes a check
//! only where the image leaves it.

mod add;
mod composed;
mod conv2d;
mod epilogue;
mod fully_connected;
mod pool;
mod scalar;
mod softmax;
mod transpose;

use gadgets::{Gadget, Node, Status};
use thiserror::Error;

use crate::{Builder, Data, Def, Diagnostic, Graph, IndexMap, Range, Ref, TensorId};

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
        let result = match &node.gadget {
            Gadget::Conv2d(g) => self.conv2d(g, operands)?,
            Gadget::FullyConnected(g) => self.fully_connected(g, operands)?,
            Gadget::MaxPool(g) => self.max_pool(g, operands)?,
            Gadget::AveragePool(g) => self.average_pool(g, operands)?,
            Gadget::Relu(_) => self.relu(operands)?,
            Gadget::Rescale(g) => self.epilogue(operands, &g.epilogue)?,
            Gadget::Add(g) => self.add(g, operands)?,
            Gadget::Softmax(g) => self.softmax(g, node, operands)?,
            Gadget::Transpose(g) => self.transpose(g, operands),
            Gadget::RangeCheck(g) => {
                self.range_check(operands, g.range.into())?;
                return Ok(None);
            }
            Gadget::Composed(g) => self.composed(g, node, operands)?,
            Gadget::Generic(g) => return self.generic(g, node, operands),
        };
        Ok(Some(result))
    }

    /// An input's own range is checked wherever the input comes from; anything else is asserted.
    fn range_check(&mut self, operands: Vec<Ref>, range: Range) -> Lowered<()> {
        let [x] = fixed(operands);
        let graph = self.builder.graph();
        let declared = x.whole().map(|t| graph.tensor(t)).filter(|t| t.def == Def::Free);
        if declared.is_none_or(|t| !range.contains_range(t.range)) {
            self.builder.in_range(x, range, Status::InputRange.code())?;
        }
        Ok(())
    }
}

/// Operands, whose number the integer graph's validation has checked.
fn fixed<const N: usize>(operands: Vec<Ref>) -> [Ref; N] {
    operands.try_into().unwrap_or_else(|v: Vec<Ref>| panic!("{} operands, {N} validated", v.len()))
}

/// Sizes; one beyond 32 bits becomes one that the circuit's validation refuses.
fn narrow(shape: &[usize]) -> Vec<u32> {
    shape.iter().map(|d| u32::try_from(*d).unwrap_or(u32::MAX)).collect()
}

fn window(w: &gadgets::Window) -> crate::Window {
    let pair = |p: [usize; 2]| p.map(|v| v as u32);
    crate::Window {
        kernel: pair(w.kernel),
        strides: pair(w.strides),
        dilations: pair(w.dilations),
        begin: pair(w.begin),
        end: pair(w.end),
    }
}

/// `x` read in `shape` with these strides, from its first element on.
fn strided(x: impl Into<Ref>, shape: Vec<u32>, strides: &[u32]) -> Ref {
    let strides = strides.iter().map(|s| i64::from(*s)).collect();
    x.into().view(shape, IndexMap::Affine { offset: 0, strides })
}

/// A tensor that was made for one node alone.
type Fresh = TensorId;
