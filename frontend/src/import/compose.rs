//! Operators made of other operators: the nodes of a composition, of a model's function or of a nested graph are imported
//! one after another, as if they stood in the graph themselves.

use std::collections::{BTreeMap, BTreeSet};

use tract_onnx::pb::{AttributeProto, FunctionProto, GraphProto, NodeProto};

use super::attributes::Attributes;
use super::context::{Context, Made, Name};
use super::opset::{self, Operator};
use super::{dequantised, exclude, functions, order, types};
use crate::error::Problem;
use crate::float_graph::{FloatGraph, ValueId};
use crate::limits::Limits;
use crate::literal::Literal;
use crate::stored::Stored;

/// Versions of operator sets by domain; the default one's name is empty.
pub(super) type Opsets = BTreeMap<String, i64>;

/// Graphs and functions may lie so deep in each other.
const DEEPEST: usize = 48;

/// The names that a node sees: those of its graph, then those of the graphs around it.
pub(super) struct Scope<'s> {
    /// Values by name; `None` for an optional one that is not given, or one that could not be made.
    pub known: &'s BTreeMap<String, Option<ValueId>>,
    /// The graph around.
    pub outer: Option<&'s Scope<'s>>,
}

impl Scope<'_> {
    /// The value of this name; `None` if nothing has it.
    fn find(&self, name: &str) -> Option<Option<ValueId>> {
        self.known.get(name).copied().or_else(|| self.outer.and_then(|o| o.find(name)))
    }
}

/// Where a node stands: what operators mean there, and what it sees.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub opsets: &'a Opsets,
    /// The model's functions.
    pub functions: &'a [FunctionProto],
    pub scope: &'a Scope<'a>,
    /// Graphs and functions that it lies in.
    pub depth: usize,
}

/// What a node's operator stands for.
#[derive(Clone, Copy)]
pub(super) enum Meaning<'a> {
    /// A row of the tables, and its version in force.
    Operator(&'static Operator, i64),
    /// The same, as a part of what another operator is composed of.
    Part(&'static Operator, i64),
    /// A function of the model.
    Function(&'a FunctionProto),
}

impl<'a> Around<'a> {
    /// What a node's operator stands for here; a function of the model comes first.
    pub fn meaning(&self, node: &NodeProto) -> Made<Meaning<'a>> {
        let named = |f: &&FunctionProto| {
            f.name() == node.op_type && (f.domain() == node.domain && !opset::is_standard(f.domain()))
        };
        if let Some(function) = self.functions.iter().find(named) {
            return Ok(Meaning::Function(function));
        }
        let domain = if opset::is_standard(&node.domain) { "" } else { &node.domain };
        let version = self.opsets.get(domain).copied().unwrap_or(1);
        let (operator, version) = opset::find(&node.op_type, domain, version)?;
        Ok(Meaning::Operator(operator, version))
    }
}

/// What is shared by all nodes of an import.
pub(super) struct Making<'m> {
    pub graph: &'m mut FloatGraph,
    /// Every name in use, ONNX names that come later included.
    pub names: &'m mut BTreeSet<String>,
    pub limits: &'m Limits,
}

/// The values of the results of a node with these operands.
pub(super) fn import(
    node: &NodeProto,
    name: &str,
    (meaning, attributes): (Meaning<'_>, Attributes<'_>),
    operands: Vec<Option<ValueId>>,
    around: Around<'_>,
    making: Making<'_>,
) -> Made<Vec<ValueId>> {
    let version = match meaning {
        Meaning::Operator(_, version) | Meaning::Part(_, version) => version,
        Meaning::Function(_) => 1,
    };
    let Making { graph, names, limits } = making;
    let mut c = Context { node, name, version, attributes, operands, graph, names, limits, around };
    let results = match meaning {
        Meaning::Function(function) => functions::inline(&mut c, function)?,
        Meaning::Operator(operator, _) | Meaning::Part(operator, _) => {
            // What operators are composed of multiplies by booleans, too.
            if matches!(meaning, Meaning::Operator(..)) {
                types::accept(&c, operator)?;
            }
            let special = match exclude::import(&mut c, operator)? {
                None => dequantised::import(&mut c, operator)?,
                results => results,
            };
            let results = match special {
                Some(results) => results,
                None => (operator.import)(&mut c)?,
            };
            c.attributes.finish()?;
            types::settle(&mut c, operator, results)?
        }
    };
    Ok(results)
}

impl Context<'_> {
    fn making(&mut self) -> Making<'_> {
        Making { graph: self.graph, names: self.names, limits: self.limits }
    }

    /// The result of an operator in its newest version: a part of this node.
    pub fn call(&mut self, operator: &str, operands: &[ValueId]) -> Made {
        self.call_with(operator, operands, Vec::new())
    }

    /// The same with attributes.
    pub fn call_with(
        &mut self,
        operator: &str,
        operands: &[ValueId],
        attributes: Vec<AttributeProto>,
    ) -> Made {
        self.call_as(Name::Part(operator), operator, operands, attributes)
    }

    /// The same under a name, as this node's result for one.
    pub fn call_as(
        &mut self,
        name: Name<'_>,
        operator: &str,
        operands: &[ValueId],
        attributes: Vec<AttributeProto>,
    ) -> Made {
        let operands = operands.iter().map(|id| Some(*id)).collect();
        let results = vec![self.called(name)];
        let made = self.call_all(operator, operands, attributes, results)?;
        made.first().copied().ok_or_else(|| Problem::Unsupported(format!("{operator} without a result")))
    }

    /// All results of an operator of the default domain in its newest version, with operands left out where they are.
    pub fn call_all(
        &mut self,
        operator: &str,
        operands: Vec<Option<ValueId>>,
        attribute: Vec<AttributeProto>,
        results: Vec<String>,
    ) -> Made<Vec<ValueId>> {
        let node = NodeProto {
            op_type: operator.to_owned(),
            input: operands.iter().map(|o| o.map_or_else(String::new, |_| "operand".to_owned())).collect(),
            output: results,
            attribute,
            ..NodeProto::default()
        };
        let (row, version) = opset::find(operator, "", opset::MAX_OPSET)?;
        let meaning = (Meaning::Part(row, version), Attributes::new(&node)?);
        let (name, around) = (self.name, self.around);
        import(&node, name, meaning, operands, around, self.making())
    }

    /// This node's operator on other operands, its results parts of this node.
    pub fn again(
        &mut self,
        operator: &'static Operator,
        operands: Vec<Option<ValueId>>,
        own: bool,
    ) -> Made<Vec<ValueId>> {
        let output = self.node.output.clone();
        let output = if own { output } else { output.iter().map(|o| self.inner(o)).collect() };
        let node = NodeProto {
            op_type: self.node.op_type.clone(),
            input: self.node.input.clone(),
            output,
            ..NodeProto::default()
        };
        let attributes = self.attributes.again();
        let (name, version, around) = (self.name, self.version, self.around);
        let Making { graph, names, limits } = self.making();
        let mut c =
            Context { node: &node, name, version, attributes, operands, graph, names, limits, around };
        let results = (operator.import)(&mut c)?;
        c.attributes.finish()?;
        self.attributes.ignore_all();
        Ok(results)
    }

    /// A name in use for what an inner node calls so; none for none.
    fn inner(&mut self, name: &str) -> String {
        if name.is_empty() { String::new() } else { self.fresh(name) }
    }

    /// The nodes that `outputs` need, and the values of those. `known` are the names that they see beside those of
    /// `outer`.
    pub fn body(
        &mut self,
        nodes: &[NodeProto],
        mut known: BTreeMap<String, Option<ValueId>>,
        outputs: &[String],
        opsets: &Opsets,
        outer: Option<&Scope<'_>>,
    ) -> Made<Vec<ValueId>> {
        let depth = self.around.depth + 1;
        if depth > DEEPEST {
            return Err(Problem::Unsupported(format!("a graph or function {depth} deep in others")));
        }
        let (sorted, stuck) = order::sort(nodes);
        let needed = order::needed_by(nodes, outputs.iter().map(String::as_str));
        let named = |inner: &NodeProto| {
            let label = if inner.name.is_empty() { &inner.op_type } else { &inner.name };
            format!("{}/{label}", self.name)
        };
        if let Some(i) = stuck.into_iter().find(|i| needed.nodes[*i]) {
            let (node, op_type) = (named(&nodes[i]), nodes[i].op_type.clone());
            return Err(Problem::Inside { node, op_type, problem: Box::new(Problem::Cycle) });
        }
        let sorted = sorted.into_iter().filter(|i| needed.nodes[*i]);
        for (inner, name) in sorted.map(|i| (&nodes[i], named(&nodes[i]))).collect::<Vec<_>>() {
            let output: Vec<String> = inner.output.iter().map(|o| self.inner(o)).collect();
            let scope = Scope { known: &known, outer };
            let around = Around { opsets, scope: &scope, depth, functions: self.around.functions };
            let made = self.inner_node(inner, output, &name, around);
            let made = made.map_err(|problem| Problem::Inside {
                node: name,
                op_type: inner.op_type.clone(),
                problem: Box::new(problem),
            })?;
            let pairs = inner.output.iter().zip(made).filter(|(o, _)| !o.is_empty());
            known.extend(pairs.map(|(o, id)| (o.clone(), Some(id))));
        }
        let scope = Scope { known: &known, outer };
        let value = |o: &String| scope.find(o).flatten().ok_or_else(|| Problem::Undefined(o.clone()));
        outputs.iter().map(value).collect()
    }

    fn inner_node(
        &mut self,
        inner: &NodeProto,
        output: Vec<String>,
        name: &str,
        around: Around<'_>,
    ) -> Made<Vec<ValueId>> {
        let operand = |name: &String| match around.scope.find(name) {
            _ if name.is_empty() => Ok(None),
            Some(value) => Ok(value),
            None => Err(Problem::Undefined(name.clone())),
        };
        let operands = inner.input.iter().map(operand).collect::<Result<Vec<_>, _>>()?;
        let meaning = (around.meaning(inner)?, Attributes::new(inner)?);
        let named = |(name, id): (&String, &Option<ValueId>)| id.map_or_else(String::new, |_| name.clone());
        let input = inner.input.iter().zip(&operands).map(named).collect();
        let (op_type, domain) = (inner.op_type.clone(), inner.domain.clone());
        let node = NodeProto { op_type, domain, input, output, ..NodeProto::default() };
        import(&node, name, meaning, operands, around, self.making())
    }
}

/// A graph in an attribute, its initialisers read.
pub(super) struct Nested<'g> {
    graph: &'g GraphProto,
    constants: BTreeMap<String, Option<ValueId>>,
}

impl<'g> Nested<'g> {
    pub fn new(c: &mut Context<'_>, graph: &'g GraphProto) -> Made<Self> {
        let mut constants = BTreeMap::new();
        for tensor in &graph.initializer {
            let id = c.literal(&tensor.name, Literal::constant_from_proto(tensor, c.limits)?)?;
            c.graph.store(id, Stored::of_code(tensor.data_type));
            constants.insert(tensor.name.clone(), Some(id));
        }
        Ok(Self { graph, constants })
    }

    /// How many operands it takes.
    pub fn inputs(&self) -> usize {
        self.graph.input.len()
    }

    /// Its results for these operands.
    pub fn run(&self, c: &mut Context<'_>, operands: &[ValueId]) -> Made<Vec<ValueId>> {
        if operands.len() != self.inputs() {
            let (got, limit) = (operands.len(), self.inputs());
            return Err(Problem::Shape(format!("a graph of {limit} operands is given {got}")));
        }
        let mut known = self.constants.clone();
        let names = self.graph.input.iter().map(|i| i.name.clone());
        known.extend(names.zip(operands.iter().map(|id| Some(*id))));
        let outputs: Vec<String> = self.graph.output.iter().map(|o| o.name.clone()).collect();
        let around = c.around;
        c.body(&self.graph.node, known, &outputs, around.opsets, Some(around.scope))
    }
}
