//! ONNX graph to float graph: names, types, shapes, defaults; everything that is wrong, at once.
//!
//! Only what the outputs need is imported. Of a node that cannot be, the results' shapes are guessed where
//! something says them, so that one run names every blocker, those behind another one included; what reads a
//! result of unknown shape is still checked for support.

mod arithmetic;
mod attention;
mod attributes;
mod blocked;
mod calls;
mod choices;
mod collect;
mod compose;
mod constants;
mod context;
mod contrib;
mod control;
mod conv;
mod conv_transpose;
mod deform_conv;
mod dequantised;
mod diffusion;
pub(crate) mod dims;
mod distances;
mod einsum;
mod elementwise;
mod embedding;
mod exact;
mod exclude;
mod extremes;
mod far;
mod folds;
mod forests;
mod functions;
mod gathers;
mod given;
mod grouped;
mod insert;
mod integers;
mod linear;
mod logic;
mod losses;
mod ml;
mod moves;
mod norm_pools;
mod norms;
mod on_reals;
mod operators;
pub mod opset;
mod order;
mod pads;
mod picks;
mod pool;
mod powers;
mod preview;
mod products;
mod quantised;
mod recurrent;
mod resize;
mod sampling;
mod scatters;
mod selected;
mod shapes;
mod sorting;
mod spatial;
mod spectral;
mod stateful;
mod svm;
mod text;
mod trees;
mod types;
mod windows;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use tract_onnx::pb::{FunctionProto, GraphProto, ModelProto, NodeProto, ValueInfoProto};

use self::attributes::Attributes;
use self::compose::{Around, Making, Opsets, Scope};
use self::order::Needed;
use crate::error::{Diagnostic, Diagnostics, Place, Problem};
use crate::float_graph::{Element, FloatGraph, Output, Value, ValueId};
use crate::limits::Limits;
use crate::literal::Literal;
use crate::model::LoadOptions;
use crate::precision::Precision;

/// Operators whose first result may be omitted.
const OPTIONAL: [&str; 5] = ["GRU", "LSTM", "Loop", "RNN", "Scan"];

/// An imported model.
pub(crate) struct Imported {
    /// The typed graph.
    pub graph: FloatGraph,
    /// Symbols of batch dimensions that nobody bound and that are 1 therefore.
    pub batches: Vec<String>,
}

/// Imports a model. `held` has the bytes of initialisers that are not in the protobuf.
pub(crate) fn import(
    proto: &ModelProto,
    held: &[Option<Bytes>],
    options: &LoadOptions,
) -> Result<Imported, Diagnostics> {
    let Some(graph) = &proto.graph else {
        return Err(Diagnostics::one(Place::Model, Problem::Undeclared("graph")));
    };
    let needed = order::needed(graph);
    let mut importer = Importer::new(graph, &proto.functions, options);
    importer.check_opset(proto, graph, &needed);
    importer.initialisers(graph, held, &needed);
    importer.inputs(graph);
    importer.nodes(graph, &needed);
    importer.outputs(graph);
    importer.finish()
}

struct Importer<'a> {
    options: &'a LoadOptions,
    limits: &'a Limits,
    opsets: Opsets,
    functions: &'a [FunctionProto],
    graph: FloatGraph,
    /// Values by ONNX name; `None` for one that could not be made.
    known: BTreeMap<String, Option<ValueId>>,
    names: BTreeSet<String>,
    /// Values of which only the shape is known, and those computed of them.
    guessed: BTreeSet<ValueId>,
    /// What the model says about values between nodes, by name.
    declared: BTreeMap<&'a str, &'a ValueInfoProto>,
    problems: Vec<Diagnostic>,
    /// Symbols that are batches, and those of them that were taken for 1.
    batches: BTreeSet<String>,
    assumed: BTreeSet<String>,
    bound: BTreeSet<&'a str>,
}

impl<'a> Importer<'a> {
    fn new(graph: &'a GraphProto, functions: &'a [FunctionProto], options: &'a LoadOptions) -> Self {
        let named = graph.node.iter().flat_map(|n| &n.output);
        let inputs = graph.input.iter().map(|i| &i.name);
        let names = graph.initializer.iter().map(|t| &t.name).chain(inputs).chain(named).cloned().collect();
        Self {
            options,
            limits: &options.limits,
            opsets: Opsets::new(),
            functions,
            graph: FloatGraph {
                name: graph.name.clone(),
                precision: Precision::of(graph),
                ..FloatGraph::default()
            },
            known: BTreeMap::new(),
            names,
            guessed: BTreeSet::new(),
            declared: graph.value_info.iter().chain(&graph.output).map(|v| (v.name.as_str(), v)).collect(),
            problems: Vec::new(),
            batches: BTreeSet::new(),
            assumed: BTreeSet::new(),
            bound: BTreeSet::new(),
        }
    }

    fn report(&mut self, place: Place, problem: Problem) {
        self.problems.push(Diagnostic { place, problem });
    }

    /// The version of the standard operators in force. A model of other operators alone needs none.
    fn check_opset(&mut self, proto: &ModelProto, graph: &GraphProto, needed: &Needed<'_>) {
        let (min, max) = (opset::MIN_OPSET, opset::MAX_OPSET);
        let others = proto.opset_import.iter().filter(|o| !opset::is_standard(&o.domain));
        self.opsets = others.map(|o| (o.domain.clone(), o.version)).collect();
        let imported = proto.opset_import.iter().find(|o| opset::is_standard(&o.domain)).map(|o| o.version);
        // Before IR version 3 nothing is imported, and that means the first version.
        let implied = (proto.ir_version < 3 && proto.opset_import.is_empty()).then_some(1);
        let Some(got) = imported.or(implied) else {
            let mut nodes = graph.node.iter().zip(&needed.nodes);
            if nodes.any(|(node, needed)| *needed && opset::is_standard(&node.domain)) {
                self.report(Place::Model, Problem::Undeclared("operator set of the domain 'ai.onnx'"));
            }
            self.opsets.insert(String::new(), max);
            return;
        };
        self.opsets.insert(String::new(), got.clamp(min, max));
        if got != got.clamp(min, max) {
            self.report(Place::Model, Problem::Opset { got, min, max });
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
            element: constant.as_ref().map_or(Element::Float, Element::of),
            constant,
            folded: Vec::new(),
        });
        id
    }

    fn nodes(&mut self, graph: &GraphProto, needed: &Needed<'_>) {
        let (got, limit) = (graph.node.len() as u64, self.limits.nodes);
        if got > limit {
            self.report(Place::Model, Problem::TooLarge { what: "the number of nodes", got, limit });
            return;
        }
        let names = node_names(&graph.node);
        let (order, stuck) = order::sort(&graph.node);
        for i in order {
            if needed.nodes[i] {
                self.node(&graph.node[i], &names[i]);
            } else {
                self.idle(&graph.node[i], &names[i]);
            }
        }
        for i in stuck.into_iter().filter(|i| needed.nodes[*i]) {
            let (node, name) = (&graph.node[i], names[i].clone());
            self.report(Place::Node { name, op_type: node.op_type.clone() }, Problem::Cycle);
            for output in &node.output {
                self.known.entry(output.clone()).or_insert(None);
            }
        }
    }

    /// A node that no output needs: its results' names are taken, and that is all.
    fn idle(&mut self, node: &NodeProto, name: &str) {
        let place = Place::Node { name: name.to_owned(), op_type: node.op_type.clone() };
        for output in node.output.iter().filter(|o| !o.is_empty()) {
            self.define(place.clone(), output, None);
        }
    }

    fn node(&mut self, node: &NodeProto, name: &str) {
        let place = Place::Node { name: name.to_owned(), op_type: node.op_type.clone() };
        let results = match self.import_node(node, name) {
            Ok(results) => results.into_iter().map(Some).collect(),
            Err(problems) => {
                problems.into_iter().for_each(|p| self.report(place.clone(), p));
                self.guess(node)
            }
        };
        for (i, output) in node.output.iter().enumerate().filter(|(_, o)| !o.is_empty()) {
            self.define(place.clone(), output, results.get(i).copied().flatten());
        }
    }

    /// The values of the node's results. An error without problems means that something it reads is unknown.
    fn import_node(&mut self, node: &NodeProto, name: &str) -> Result<Vec<ValueId>, Vec<Problem>> {
        let mut problems = Vec::new();
        let scope = Scope { known: &self.known, outer: None };
        let around = Around { opsets: &self.opsets, functions: self.functions, scope: &scope, depth: 0 };
        let (meaning, attributes) = (around.meaning(node), Attributes::new(node));
        let mut operands = Vec::with_capacity(node.input.len());
        let mut reads = Vec::new();
        order::reads(node, &mut reads);
        let unknown = reads.iter().any(|name| self.known.get(*name) == Some(&None));
        for input in &node.input {
            match self.known.get(input) {
                _ if input.is_empty() => operands.push(None),
                Some(id) => operands.push(*id),
                None => problems.push(Problem::Undefined(input.clone())),
            }
        }
        let first = node.output.first().is_some_and(|o| !o.is_empty());
        let optional = OPTIONAL.contains(&node.op_type.as_str()) && node.output.iter().any(|o| !o.is_empty());
        if meaning.is_ok() && !first && !optional {
            problems
                .push(Problem::Shape("the first result is omitted, which this operator always has".into()));
        }
        let meaning = match (meaning, attributes) {
            (Ok(m), Ok(a)) if problems.is_empty() => (m, a),
            (m, a) => {
                problems.extend(m.err());
                problems.extend(a.err());
                return Err(problems);
            }
        };
        if unknown {
            return Err(problems);
        }
        let guessed = |id: &Option<ValueId>| id.is_some_and(|id| self.guessed.contains(&id));
        let guesses: Vec<bool> = operands.iter().map(guessed).collect();
        let before = self.graph.values.len();
        let making = Making { graph: &mut self.graph, names: &mut self.names, limits: self.limits };
        let results = compose::import(node, name, meaning, operands, around, making);
        if guesses.contains(&true) {
            let made = before..self.graph.values.len();
            self.guessed.extend(made.map(|i| ValueId(i as u32)));
        }
        results.map_err(|problem| match problem {
            // It might be one if the node that makes it were known.
            Problem::NotConstant { index, .. } if guesses.get(index) == Some(&true) => Vec::new(),
            problem => vec![problem],
        })
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
                Some(Some(value)) => {
                    if let Some(problem) = self.endless(value) {
                        self.report(place.clone(), problem);
                    }
                    if let Some(problem) = self.contradiction(output, value) {
                        self.report(place, problem);
                    }
                    self.graph.outputs.push(Output { name: output.name.clone(), value });
                }
                Some(None) => {}
                None => self.report(place, Problem::Undefined(output.name.clone())),
            }
        }
    }

    /// What is wrong with an output that is not finite.
    fn endless(&self, value: ValueId) -> Option<Problem> {
        let values = self.graph.constant(value).unwrap_or_default();
        if let Some(index) = values.iter().position(|v| !v.is_finite()) {
            return Some(Problem::NotFinite { index, value: values[index] });
        }
        if self.graph.value(value).is_empty() {
            return Some(Problem::Empty(self.graph.value(value).shape.clone()));
        }
        let excluded = self.graph.excluded.contains_key(&value);
        excluded.then(|| Problem::Unsupported("an output with elements of minus infinity".to_owned()))
    }

    fn finish(mut self) -> Result<Imported, Diagnostics> {
        if !self.problems.is_empty() {
            return Err(Diagnostics(self.problems));
        }
        self.graph.drop_dead_nodes();
        far::draw_in(&mut self.graph);
        Ok(Imported { graph: self.graph, batches: self.assumed.into_iter().collect() })
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
