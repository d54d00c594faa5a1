//! ONNX graph to float graph: names, types, shapes, defaults; everything that is wrong, at once.
//!
//! A node that cannot be imported poisons its results: what reads them is still checked for support, so
//! that one run names every blocker, but not for shapes.

mod attributes;
mod context;
mod conv;
mod elementwise;
mod linear;
pub mod opset;
mod order;
mod pool;
mod shapes;
mod windows;

use std::collections::{BTreeMap, BTreeSet};

use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::tensor_shape_proto::dimension::Value as Dim;
use tract_onnx::pb::{GraphProto, ModelProto, NodeProto, ValueInfoProto, type_proto};

use self::attributes::Attributes;
use self::context::Context;
use crate::error::{Diagnostic, Diagnostics, Place, Problem};
use crate::float_graph::{FloatGraph, Output, Value, ValueId};
use crate::limits::Limits;
use crate::literal::Literal;
use crate::model::LoadOptions;

/// Imports a model whose tensors are all inline.
pub(crate) fn import(proto: &ModelProto, options: &LoadOptions) -> Result<FloatGraph, Diagnostics> {
    let Some(graph) = &proto.graph else {
        return Err(Diagnostics::one(Place::Model, Problem::Undeclared("graph")));
    };
    let mut importer = Importer::new(graph, options);
    importer.check_opset(proto);
    importer.initialisers(graph);
    importer.inputs(graph);
    importer.nodes(graph);
    importer.outputs(graph);
    importer.finish()
}

struct Importer<'a> {
    options: &'a LoadOptions,
    limits: &'a Limits,
    opset: i64,
    graph: FloatGraph,
    /// Values by ONNX name; `None` for one that could not be made.
    known: BTreeMap<String, Option<ValueId>>,
    names: BTreeSet<String>,
    problems: Vec<Diagnostic>,
    bound: BTreeSet<&'a str>,
}

impl<'a> Importer<'a> {
    fn new(graph: &GraphProto, options: &'a LoadOptions) -> Self {
        let named = graph.node.iter().flat_map(|n| &n.output);
        let inputs = graph.input.iter().map(|i| &i.name);
        let names = graph.initializer.iter().map(|t| &t.name).chain(inputs).chain(named).cloned().collect();
        Self {
            options,
            limits: &options.limits,
            opset: 0,
            graph: FloatGraph { name: graph.name.clone(), ..FloatGraph::default() },
            known: BTreeMap::new(),
            names,
            problems: Vec::new(),
            bound: BTreeSet::new(),
        }
    }

    fn report(&mut self, place: Place, problem: Problem) {
        self.problems.push(Diagnostic { place, problem });
    }

    fn check_opset(&mut self, proto: &ModelProto) {
        let standard = |d: &str| d.is_empty() || d == "ai.onnx";
        self.opset = proto.opset_import.iter().find(|o| standard(&o.domain)).map_or(0, |o| o.version);
        let (min, max) = (opset::MIN_OPSET, opset::MAX_OPSET);
        if !(min..=max).contains(&self.opset) {
            self.report(Place::Model, Problem::Opset { got: self.opset, min, max });
            self.opset = self.opset.clamp(min, max);
        }
    }

    /// Defines `name`; a second definition is a problem.
    fn define(&mut self, place: Place, name: &str, id: Option<ValueId>) {
        if self.known.insert(name.to_owned(), id).is_some() {
            self.report(place, Problem::Duplicate(name.to_owned()));
        }
    }

    fn push(&mut self, name: &str, shape: &[usize], constant: Option<Literal>) -> ValueId {
        let id = ValueId(self.graph.values.len() as u32);
        self.graph.values.push(Value {
            name: name.to_owned(),
            shape: shape.to_vec(),
            constant,
            folded: Vec::new(),
        });
        id
    }

    fn initialisers(&mut self, graph: &GraphProto) {
        if let Some(sparse) = graph.sparse_initializer.first() {
            let name = sparse.values.as_ref().map_or_else(String::new, |v| v.name.clone());
            self.report(Place::Tensor(name), Problem::Unsupported("a sparse initialiser".to_owned()));
        }
        let mut total = 0u64;
        for tensor in &graph.initializer {
            let place = Place::Tensor(tensor.name.clone());
            let read = Literal::from_proto(tensor, self.limits).and_then(|literal| {
                total += literal.len() as u64;
                let limit = self.limits.constant_elements;
                if total > limit {
                    return Err(Problem::TooLarge {
                        what: "the constants' element count",
                        got: total,
                        limit,
                    });
                }
                Ok(literal)
            });
            let id = match read {
                Ok(literal) => Some(self.push(&tensor.name, &literal.shape.clone(), Some(literal))),
                Err(problem) => {
                    self.report(place.clone(), problem);
                    None
                }
            };
            self.define(place, &tensor.name, id);
        }
    }

    fn inputs(&mut self, graph: &GraphProto) {
        let given: BTreeSet<&str> = graph.initializer.iter().map(|t| t.name.as_str()).collect();
        // Before IR version 4 initialisers are listed as inputs too.
        for input in graph.input.iter().filter(|i| !given.contains(i.name.as_str())) {
            let place = Place::Input(input.name.clone());
            if let Some(literal) = self.options.constants.get(&input.name) {
                let id = self.push(&input.name, &literal.shape, Some(literal.clone()));
                self.define(place, &input.name, Some(id));
                continue;
            }
            let id = self.input_shape(input).map(|shape| {
                let id = self.push(&input.name, &shape, None);
                self.graph.inputs.push(id);
                id
            });
            self.define(place, &input.name, id);
        }
        let options = self.options;
        for name in options.dims.keys().filter(|n| !self.bound.contains(n.as_str())) {
            let problem = Problem::Shape(format!("--dim {name}: no input has this dimension"));
            self.problems.push(Diagnostic { place: Place::Model, problem });
        }
    }

    /// The shape of an input with its dimensions bound; every problem is reported.
    fn input_shape(&mut self, input: &ValueInfoProto) -> Option<Vec<usize>> {
        let place = Place::Input(input.name.clone());
        let Some(type_proto::Value::TensorType(tensor)) =
            input.r#type.as_ref().and_then(|t| t.value.as_ref())
        else {
            self.report(place, Problem::Undeclared("tensor type"));
            return None;
        };
        let kind = DataType::try_from(tensor.elem_type).unwrap_or(DataType::Undefined);
        let float =
            matches!(kind, DataType::Float | DataType::Double | DataType::Float16 | DataType::Bfloat16);
        if !float {
            self.report(place.clone(), Problem::ElementType { got: kind.as_str_name().to_owned() });
        }
        let Some(declared) = &tensor.shape else {
            self.report(place, Problem::Undeclared("shape"));
            return None;
        };
        let mut shape = Vec::with_capacity(declared.dim.len());
        for (axis, dim) in declared.dim.iter().enumerate() {
            let symbol = match &dim.value {
                Some(Dim::DimValue(v)) if *v >= 0 => {
                    shape.push(*v as usize);
                    continue;
                }
                Some(Dim::DimParam(name)) if !name.is_empty() => name.clone(),
                _ => format!("{}.{axis}", input.name),
            };
            match self.options.dims.get_key_value(&symbol) {
                Some((name, size)) => {
                    self.bound.insert(name);
                    shape.push(*size);
                }
                None => self.report(place.clone(), Problem::UnboundDimension { axis, name: symbol }),
            }
        }
        let complete = float && shape.len() == declared.dim.len();
        match self.limits.count(&shape) {
            Ok(_) => complete.then_some(shape),
            Err(problem) => {
                self.report(place, problem);
                None
            }
        }
    }

    fn nodes(&mut self, graph: &GraphProto) {
        let (got, limit) = (graph.node.len() as u64, self.limits.nodes);
        if got > limit {
            self.report(Place::Model, Problem::TooLarge { what: "the number of nodes", got, limit });
            return;
        }
        let names = node_names(&graph.node);
        let (order, stuck) = order::sort(&graph.node);
        for i in order {
            self.node(&graph.node[i], &names[i]);
        }
        for i in stuck {
            let (node, name) = (&graph.node[i], names[i].clone());
            self.report(Place::Node { name, op_type: node.op_type.clone() }, Problem::Cycle);
            for output in &node.output {
                self.known.entry(output.clone()).or_insert(None);
            }
        }
    }

    fn node(&mut self, node: &NodeProto, name: &str) {
        let place = Place::Node { name: name.to_owned(), op_type: node.op_type.clone() };
        let results = match self.import_node(node, name) {
            Ok(results) => results,
            Err(problems) => {
                problems.into_iter().for_each(|p| self.report(place.clone(), p));
                Vec::new()
            }
        };
        for (i, output) in node.output.iter().enumerate().filter(|(_, o)| !o.is_empty()) {
            self.define(place.clone(), output, results.get(i).copied());
        }
    }

    /// The values of the node's results; none if something that it reads is poisoned.
    fn import_node(&mut self, node: &NodeProto, name: &str) -> Result<Vec<ValueId>, Vec<Problem>> {
        let mut problems = Vec::new();
        let version = opset::version(&node.op_type, &node.domain, self.opset);
        let attributes = Attributes::new(node);
        let mut operands = Vec::with_capacity(node.input.len());
        let mut poisoned = false;
        for input in &node.input {
            match self.known.get(input) {
                _ if input.is_empty() => operands.push(None),
                Some(Some(id)) => operands.push(Some(*id)),
                Some(None) => poisoned = true,
                None => problems.push(Problem::Undefined(input.clone())),
            }
        }
        if node.output.first().is_none_or(String::is_empty) {
            problems.push(Problem::Shape("the node has no result".to_owned()));
        }
        let (version, attributes) = match (version, attributes) {
            (Ok(v), Ok(a)) if problems.is_empty() => (v, a),
            (v, a) => {
                problems.extend(v.err());
                problems.extend(a.err());
                return Err(problems);
            }
        };
        if poisoned {
            return Ok(Vec::new());
        }
        let (graph, names, limits) = (&mut self.graph, &mut self.names, self.limits);
        let mut context = Context { node, name, version, attributes, operands, graph, names, limits };
        let results = dispatch(&mut context).and_then(|r| context.attributes.finish().map(|()| r));
        results.map_err(|p| vec![p])
    }

    fn outputs(&mut self, graph: &GraphProto) {
        if graph.output.is_empty() {
            self.report(Place::Model, Problem::Undeclared("output"));
        }
        let mut seen = BTreeSet::new();
        for output in &graph.output {
            let place = Place::Output(output.name.clone());
            if !seen.insert(output.name.as_str()) {
                self.report(place.clone(), Problem::Duplicate(output.name.clone()));
            }
            match self.known.get(&output.name).copied() {
                Some(Some(value)) => self.graph.outputs.push(Output { name: output.name.clone(), value }),
                Some(None) => {}
                None => self.report(place, Problem::Undefined(output.name.clone())),
            }
        }
    }

    fn finish(mut self) -> Result<FloatGraph, Diagnostics> {
        if !self.problems.is_empty() {
            return Err(Diagnostics(self.problems));
        }
        self.graph.drop_dead_nodes();
        Ok(self.graph)
    }
}

fn dispatch(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    match c.node.op_type.as_str() {
        "Add" => elementwise::add(c),
        "AveragePool" => pool::average_pool(c),
        "BatchNormalization" => elementwise::batch_normalization(c),
        "Constant" => shapes::constant(c),
        "Conv" => conv::conv(c),
        "Dropout" => shapes::dropout(c),
        "Flatten" => shapes::flatten(c),
        "Gemm" => linear::gemm(c),
        "GlobalAveragePool" => pool::global_average_pool(c),
        "Identity" => shapes::identity(c),
        "MatMul" => linear::mat_mul(c),
        "MaxPool" => pool::max_pool(c),
        "ReduceMean" => pool::reduce_mean(c),
        "Relu" => elementwise::relu(c),
        "Reshape" => shapes::reshape(c),
        "Softmax" => elementwise::softmax(c),
        "Transpose" => shapes::transpose(c),
        other => {
            Err(Problem::UnsupportedOperator { op_type: other.to_owned(), domain: "ai.onnx".to_owned() })
        }
    }
}

/// Every node's name: its own, or `OpType_index`; a repeated one gets its index too.
fn node_names(nodes: &[NodeProto]) -> Vec<String> {
    let mut seen: BTreeSet<String> =
        nodes.iter().filter(|n| !n.name.is_empty()).map(|n| n.name.clone()).collect();
    let mut first = BTreeSet::new();
    let mut names = Vec::with_capacity(nodes.len());
    for (i, node) in nodes.iter().enumerate() {
        if !node.name.is_empty() && first.insert(node.name.as_str()) {
            names.push(node.name.clone());
            continue;
        }
        let base = if node.name.is_empty() { &node.op_type } else { &node.name };
        let mut name = format!("{base}_{i}");
        while !seen.insert(name.clone()) {
            name.push('\'');
        }
        names.push(name);
    }
    names
}
