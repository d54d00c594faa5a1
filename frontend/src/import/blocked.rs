//! What is known of a node that cannot be imported: the shape of its result, by the operator's own rule or by what
//! the model declares. With it, the nodes behind are checked as well.

use tract_onnx::pb::NodeProto;

use super::Importer;
use super::dims::{self, Size};
use super::opset::is_standard;
use crate::float_graph::{Element, ValueId, broadcast_shape};
use crate::literal::Data;
use crate::stored::Stored;

/// The shape of the node's first result, if the operator alone says it. `operands` are the shapes that are known.
fn shape(node: &NodeProto, operands: &[Option<Vec<usize>>]) -> Option<Vec<usize>> {
    if !is_standard(&node.domain) {
        return None;
    }
    match operands {
        [Some(x), ..] if keeps(&node.op_type) => Some(x.clone()),
        [Some(a), Some(b)] if broadcasts(&node.op_type) => broadcast_shape(a, b),
        _ => None,
    }
}

/// Whether the operator's result has its first operand's shape. Source: ONNX's operator schemas.
fn keeps(operator: &str) -> bool {
    let names = "Abs Acos Acosh Asin Asinh Atan Atanh BatchNormalization Cast CastLike Ceil Celu Clip Cos Cosh CumSum \
                 Dropout Elu Erf Exp Floor Gelu HardSigmoid HardSwish Hardmax Identity InstanceNormalization LRN \
                 LayerNormalization LeakyRelu Log LogSoftmax LpNormalization Mish Neg Not PRelu Reciprocal Relu Round \
                 Selu Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Swish Tan Tanh ThresholdedRelu";
    names.split(' ').any(|name| name == operator)
}

/// Whether the operator takes two operands and broadcasts.
fn broadcasts(operator: &str) -> bool {
    let names = "Add BitShift BitwiseAnd BitwiseOr BitwiseXor Div Max Mean Min Mod Mul Pow Sub";
    names.split(' ').any(|name| name == operator)
}

impl Importer<'_> {
    /// Stand-ins for the results of a node that cannot be imported, where their shapes are known.
    pub(super) fn guess(&mut self, node: &NodeProto) -> Vec<Option<ValueId>> {
        let value = |name: &String| Some(self.graph.value(self.known.get(name).copied().flatten()?));
        let operands: Vec<_> = node.input.iter().map(|n| value(n).map(|v| v.shape.clone())).collect();
        let float = value(node.input.first().unwrap_or(&String::new()))
            .is_some_and(|v| !matches!(v.constant.as_ref().map(|c| &c.data), Some(Data::Int(_))));
        let mut shapes: Vec<_> = node.output.iter().map(|name| self.declared_shape(name)).collect();
        if let (Some(first), true) = (shapes.first_mut(), float) {
            *first = shape(node, &operands).or(first.take());
        }
        let mut results = Vec::with_capacity(shapes.len());
        for (name, shape) in node.output.iter().zip(shapes) {
            let shape = shape.filter(|s| self.limits.count(s).is_ok() && !name.is_empty());
            let id = shape.map(|shape| self.push(name, &shape, None));
            self.guessed.extend(id);
            results.push(id);
        }
        results
    }

    /// The shape that the model declares for a value of floats between nodes, if all of it is known.
    fn declared_shape(&self, name: &str) -> Option<Vec<usize>> {
        let tensor = dims::tensor(self.declared.get(name)?)?;
        let float = Stored::of_code(tensor.elem_type).map(Stored::element) == Some(Element::Float);
        let sizes = dims::sizes(name, tensor.shape.as_ref().filter(|_| float)?);
        let known = |size| match size {
            Size::Known(size) => Some(size),
            Size::Symbol(name) if self.assumed.contains(&name) => Some(1),
            Size::Symbol(name) => self.options.dims.get(&name).copied(),
        };
        sizes.into_iter().map(known).collect()
    }
}
