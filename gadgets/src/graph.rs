//! The integer graph: what the frontend makes, every later stage consumes, and LLVM IR reads back into.
//!
//! Nodes are stored in execution order, one step of machine A each. A tensor is contiguous, row-major
//! integers; a gadget sees it in the shape of its own parameters, so a reshape needs no node. Real scales
//! are carried for reports only.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;

use crate::gadget::Known;
use crate::{Buffer, Dyadic, ElementType, Gadget, GadgetError, Range, Role};

/// Index of a tensor in its graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TensorId(pub u32);

impl TensorId {
    /// The position in [`Graph::tensors`].
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A tensor of integers with its meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tensor {
    /// Name of the ONNX value that it holds, or of the initialiser that it was made of; unique.
    pub name: String,
    /// Shape as ONNX sees it.
    pub shape: Vec<usize>,
    /// Storage type.
    pub element: ElementType,
    /// Real value of the integer 1.
    pub scale: Dyadic,
    /// Every value lies in it: declared for inputs, proven or enforced for all else.
    pub range: Range,
    /// The elements of a constant.
    pub data: Option<Buffer>,
}

impl Tensor {
    /// Number of elements; saturated, as a shape may come from anywhere.
    pub fn len(&self) -> usize {
        self.shape.iter().fold(1, |n, d| n.saturating_mul(*d))
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One step: a gadget on tensors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// What it computes.
    pub gadget: Gadget,
    /// Operands in the gadget's order.
    pub operands: Vec<TensorId>,
    /// The result; `None` for a pure check.
    pub output: Option<TensorId>,
    /// Names of the ONNX nodes (or, for a check, the input) that the step fuses, in graph order.
    pub onnx: Vec<String>,
}

impl Node {
    /// The fused names as one label: `conv1+relu1+pool1`.
    pub fn label(&self) -> String {
        self.onnx.join("+")
    }
}

/// A model input or output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Port {
    /// Name in the ONNX graph.
    pub name: String,
    /// The tensor.
    pub tensor: TensorId,
    /// Shape in the ONNX graph, which may be a reshape of the tensor's.
    pub shape: Vec<usize>,
}

/// A quantised model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graph {
    /// Name of the model.
    pub name: String,
    /// All tensors, constants included.
    pub tensors: Vec<Tensor>,
    /// All steps in execution order.
    pub nodes: Vec<Node>,
    /// Inputs in ONNX order.
    pub inputs: Vec<Port>,
    /// Outputs in ONNX order.
    pub outputs: Vec<Port>,
}

/// A graph that is not well formed; each names the step by its ONNX label.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GraphError {
    /// A gadget's own error.
    #[error("node '{node}': {source}")]
    Gadget {
        /// Label of the step.
        node: String,
        /// What is wrong.
        source: GadgetError,
    },
    /// A tensor index beyond the list.
    #[error("node '{node}': tensor {tensor} does not exist; there are {count}")]
    NoSuchTensor {
        /// Label of the step, or name of the port.
        node: String,
        /// The index.
        tensor: u32,
        /// Tensors in the graph.
        count: usize,
    },
    /// A tensor that does not fit its place.
    #[error("node '{node}': tensor '{tensor}' is {got}, expected {expected}")]
    Mismatch {
        /// Label of the step, or name of the port.
        node: String,
        /// Name of the tensor.
        tensor: String,
        /// What the place takes.
        expected: String,
        /// What the tensor is.
        got: String,
    },
    /// A tensor read before a step writes it, or written twice.
    #[error("node '{node}': tensor '{tensor}' is {problem}")]
    Order {
        /// Label of the step, or name of the port.
        node: String,
        /// Name of the tensor.
        tensor: String,
        /// `read before it is written`, `written twice`, `written but given`.
        problem: &'static str,
    },
    /// The declared range of a result is tighter than what its step can give.
    #[error("node '{node}': tensor '{tensor}' is declared {declared} but may hold {proven}")]
    Range {
        /// Label of the step.
        node: String,
        /// Name of the tensor.
        tensor: String,
        /// Range in the graph.
        declared: Range,
        /// Range by interval analysis.
        proven: Range,
    },
    /// Two tensors or ports of one name, or inputs of no model.
    #[error("the name '{0}' is used twice")]
    Name(String),
}

impl Graph {
    /// The tensor with this id.
    pub fn tensor(&self, id: TensorId) -> &Tensor {
        &self.tensors[id.index()]
    }

    /// Checks everything that later stages rely on: gadgets well formed, operands of the right element
    /// type and length, each tensor given or written once before it is read, and every declared range
    /// sound by interval analysis.
    ///
    /// # Errors
    /// All findings, in graph order.
    pub fn validate(&self) -> Result<(), Vec<GraphError>> {
        let mut errors = Vec::new();
        let mut names = BTreeSet::new();
        for t in &self.tensors {
            if !names.insert(t.name.as_str()) {
                errors.push(GraphError::Name(t.name.clone()));
            }
            if let Some(data) = &t.data {
                let (expected, got) = (described(t.element, t.len()), described(data.element(), data.len()));
                let inside = data.range().is_none_or(|r| t.range.contains_range(r));
                if expected != got || !inside {
                    let got = if inside { got } else { format!("{got} beyond {}", t.range) };
                    let (node, tensor) = (t.name.clone(), t.name.clone());
                    errors.push(GraphError::Mismatch { node, tensor, expected, got });
                }
            }
        }
        let mut ready: Vec<bool> = self.tensors.iter().map(|t| t.data.is_some()).collect();
        for port in &self.inputs {
            match ready.get_mut(port.tensor.index()) {
                Some(r) if !*r => *r = true,
                Some(_) => errors.push(self.order(&port.name, port.tensor, "written but given")),
                None => errors.push(self.missing(&port.name, port.tensor)),
            }
        }
        for node in &self.nodes {
            self.validate_node(node, &mut ready, &mut errors);
        }
        for port in &self.outputs {
            match ready.get(port.tensor.index()) {
                Some(true) => {}
                Some(false) => errors.push(self.order(&port.name, port.tensor, "read before it is written")),
                None => errors.push(self.missing(&port.name, port.tensor)),
            }
        }
        for port in self.inputs.iter().chain(&self.outputs) {
            if let Some(t) = self.tensors.get(port.tensor.index())
                && port.shape.iter().fold(1, |n: usize, d| n.saturating_mul(*d)) != t.len()
            {
                errors.push(GraphError::Mismatch {
                    node: port.name.clone(),
                    tensor: t.name.clone(),
                    expected: format!("{:?}", port.shape),
                    got: format!("{:?}", t.shape),
                });
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// Whether `gadget` may stand in the place of `node`'s own: it takes the node's operands, finds constants where it wants them,
    /// and proves by itself that the result lies in its declared range, which a composition need not: what it proves may stand in
    /// place of that. Two gadgets of the same meaning may differ in this: what a product of two computed values is proven to give, a
    /// family whose operand is a constant need not prove.
    pub fn admits(&self, node: &Node, gadget: &Gadget) -> bool {
        let mut ready = vec![true; self.tensors.len()];
        if let Some(written) = node.output.and_then(|id| ready.get_mut(id.index())) {
            *written = false;
        }
        let mut errors = Vec::new();
        self.validate_node(&Node { gadget: gadget.clone(), ..node.clone() }, &mut ready, &mut errors);
        let settled = |e: &GraphError| matches!((e, gadget), (GraphError::Range { .. }, Gadget::Composed(_)));
        errors.iter().all(settled)
    }

    fn validate_node(&self, node: &Node, ready: &mut [bool], errors: &mut Vec<GraphError>) {
        let label = node.label();
        let before = errors.len();
        let gadget = |source| GraphError::Gadget { node: label.clone(), source };
        if let Err(e) = node.gadget.check() {
            errors.push(gadget(e));
            return;
        }
        let wanted = node.gadget.operands();
        if wanted.len() != node.operands.len() {
            let (expected, got) = (wanted.len(), node.operands.len());
            errors.push(gadget(GadgetError::OperandCount { gadget: node.gadget.name(), expected, got }));
            return;
        }
        for (id, want) in node.operands.iter().zip(&wanted) {
            match ready.get(id.index()) {
                None => errors.push(self.missing(&label, *id)),
                Some(false) => errors.push(self.order(&label, *id, "read before it is written")),
                Some(true) => {}
            }
            self.compare(&label, *id, want.element, want.len(), errors);
            if want.role != Role::Activation
                && want.role != Role::Weights
                && self.tensors.get(id.index()).is_some_and(|t| t.data.is_none())
            {
                errors.push(GraphError::Mismatch {
                    node: label.clone(),
                    tensor: self.tensor(*id).name.clone(),
                    expected: "a constant".to_owned(),
                    got: "computed".to_owned(),
                });
            }
        }
        match (node.output, node.gadget.output()) {
            (Some(id), Some(want)) => {
                self.compare(&label, id, want.element, want.len(), errors);
                match ready.get_mut(id.index()) {
                    None => errors.push(self.missing(&label, id)),
                    Some(true) => errors.push(self.order(&label, id, "written twice")),
                    Some(r) => *r = true,
                }
            }
            (None, None) => {}
            (got, want) => errors.push(GraphError::Mismatch {
                node: label.clone(),
                tensor: got.map_or_else(|| "none".to_owned(), |t| t.0.to_string()),
                expected: want.map_or_else(|| "no output".to_owned(), |w| described(w.element, w.len())),
                got: if got.is_some() { "an output" } else { "no output" }.to_owned(),
            }),
        }
        // The analysis indexes constants, whose length was compared with their shape above.
        let short =
            |id: &TensorId| self.tensor(*id).data.as_ref().is_some_and(|d| d.len() != self.tensor(*id).len());
        if errors.len() > before || node.operands.iter().any(short) {
            return;
        }
        let values = self.constants(node);
        match node.gadget.range(&self.known(node, &values)) {
            Err(e) => errors.push(gadget(e)),
            Ok(proven) => {
                if let Some(t) = node.output.map(|id| self.tensor(id))
                    && !t.range.contains_range(proven)
                {
                    let (tensor, declared) = (t.name.clone(), t.range);
                    errors.push(GraphError::Range { node: label, tensor, declared, proven });
                }
            }
        }
    }

    /// The values of a node's constant operands, for [`Graph::known`].
    pub fn constants(&self, node: &Node) -> Vec<Option<Vec<i64>>> {
        node.operands.iter().map(|id| self.tensor(*id).data.as_ref().map(Buffer::to_i64)).collect()
    }

    /// What the analysis knows of a node's operands.
    pub fn known<'a>(&self, node: &Node, constants: &'a [Option<Vec<i64>>]) -> Vec<Known<'a>> {
        node.operands
            .iter()
            .zip(constants)
            .map(|(id, values)| match values {
                Some(v) => Known::constant(v),
                None => Known::range(self.tensor(*id).range),
            })
            .collect()
    }

    fn compare(
        &self,
        node: &str,
        id: TensorId,
        element: ElementType,
        len: usize,
        errors: &mut Vec<GraphError>,
    ) {
        let Some(t) = self.tensors.get(id.index()) else { return };
        let (expected, got) = (described(element, len), described(t.element, t.len()));
        if expected != got {
            errors.push(GraphError::Mismatch {
                node: node.to_owned(),
                tensor: t.name.clone(),
                expected,
                got,
            });
        }
    }

    fn missing(&self, node: &str, id: TensorId) -> GraphError {
        GraphError::NoSuchTensor { node: node.to_owned(), tensor: id.0, count: self.tensors.len() }
    }

    fn order(&self, node: &str, id: TensorId, problem: &'static str) -> GraphError {
        GraphError::Order { node: node.to_owned(), tensor: self.tensor(id).name.clone(), problem }
    }
}

fn described(element: ElementType, len: usize) -> String {
    format!("{len} x {element}")
}
