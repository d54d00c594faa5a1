//! Fusion: which operations of the float graph become one linear map, and what follows it at no cost.
//!
//! Constants added per output channel, batch norms and factors fold into weights and bias; a ReLU and a max
//! pool behind a map run on its accumulators, before the one rescale.

use gadgets::{ElementType, Epilogue, Gadget};

use super::linear::Kind;
use crate::evaluate::gather;
use crate::float_graph::{ChannelAffine, Conv, FloatGraph, Node, Op, Pool, ValueId};

/// A linear map with constant weights, in reals; while it is one of many, without the numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Map<W = Vec<f64>> {
    pub kind: Kind,
    pub weights: W,
    /// One for each output channel.
    pub bias: Option<Vec<f64>>,
    /// Name of the initialiser that the weights stem from.
    pub weights_name: String,
    /// Name of the one that the bias stems from.
    pub bias_name: String,
}

/// Weights that are still to be read, and what multiplies them by channel, one after the other.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unread {
    held: Held,
    factors: Vec<Vec<f64>>,
}

#[derive(Clone, Debug, PartialEq)]
enum Held {
    Constant(ValueId),
    Numbers(Vec<f64>),
}

/// The operation of a stage.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Base {
    /// A linear map.
    Map(Map<Unread>),
    /// Anything else, as it stands in the float graph.
    Op(Op),
}

/// One or two steps of the integer graph.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stage {
    pub base: Base,
    /// Operands that are not folded into the map.
    pub inputs: Vec<ValueId>,
    /// Negative results become 0.
    pub relu: bool,
    /// A max pool on the accumulators.
    pub pool: Option<Pool>,
    /// Names of the ONNX nodes up to the stored value.
    pub names: Vec<String>,
    /// Names of those that run with the pool.
    pub pool_names: Vec<String>,
    /// The value that the base itself gives, before ReLU and pool.
    pub inner: ValueId,
    /// The value that the stage gives.
    pub output: ValueId,
}

impl<W> Map<W> {
    /// The channel that weight `i` contributes to.
    pub fn channel(&self, i: usize) -> usize {
        i / self.kind.run() % self.kind.channels()
    }

    /// Its gadget, for operand and weights of these types.
    pub fn gadget(&self, types: [ElementType; 2], acc: ElementType, epilogue: Epilogue) -> Gadget {
        self.kind.gadget(types, acc, self.bias.is_some(), epilogue)
    }
}

impl Map<Unread> {
    /// The map with its weights.
    pub fn read(&self, graph: &FloatGraph) -> Map {
        let mut weights = match &self.weights.held {
            Held::Constant(id) => graph.constant(*id).unwrap_or_default(),
            Held::Numbers(v) => v.clone(),
        };
        for factors in &self.weights.factors {
            weights.iter_mut().enumerate().for_each(|(i, w)| *w *= factors[self.channel(i)]);
        }
        Map {
            kind: self.kind,
            weights,
            bias: self.bias.clone(),
            weights_name: self.weights_name.clone(),
            bias_name: self.bias_name.clone(),
        }
    }

    fn scale(&mut self, factors: &[f64]) {
        self.weights.factors.push(factors.to_vec());
        if let Some(bias) = &mut self.bias {
            bias.iter_mut().zip(factors).for_each(|(b, f)| *b *= f);
        }
    }

    fn shift(&mut self, addends: &[f64], name: &str) {
        match &mut self.bias {
            Some(bias) => bias.iter_mut().zip(addends).for_each(|(b, a)| *b += a),
            None => {
                self.bias = Some(addends.to_vec());
                self.bias_name = name.to_owned();
            }
        }
    }
}

/// The stages of `graph` in execution order: each node a stage of its own if they are wanted `node_by_node`.
pub(super) fn fuse(graph: &FloatGraph, node_by_node: bool) -> Vec<Stage> {
    let mut uses = vec![0usize; graph.values.len()];
    let mut reader = vec![usize::MAX; graph.values.len()];
    for (n, node) in graph.nodes.iter().enumerate() {
        for input in &node.inputs {
            uses[input.index()] += 1;
            reader[input.index()] = n;
        }
    }
    for output in &graph.outputs {
        // A value that the user sees is stored as it is, so nothing fuses behind it.
        uses[output.value.index()] += 2;
    }
    let mut done = vec![false; graph.nodes.len()];
    let mut stages = Vec::new();
    for (n, node) in graph.nodes.iter().enumerate() {
        if done[n] {
            continue;
        }
        let mut stage = start(graph, node);
        while !node_by_node && uses[stage.output.index()] == 1 {
            let next = reader[stage.output.index()];
            if !absorb(graph, &mut stage, &graph.nodes[next]) {
                break;
            }
            done[next] = true;
        }
        stages.push(stage);
    }
    stages
}

fn start(graph: &FloatGraph, node: &Node) -> Stage {
    let (base, inputs) = match map(graph, node) {
        Some(map) => (Base::Map(map), vec![node.inputs[0]]),
        None => (Base::Op(node.op.clone()), node.inputs.clone()),
    };
    let mut names = folded(graph, node);
    names.push(node.name.clone());
    Stage {
        base,
        inputs,
        relu: false,
        pool: None,
        names,
        pool_names: Vec::new(),
        inner: node.output,
        output: node.output,
    }
}

/// Names of the nodes that made its constant operands at compile time, except those of the node itself.
fn folded(graph: &FloatGraph, node: &Node) -> Vec<String> {
    let all = node.inputs.iter().flat_map(|id| &graph.value(*id).folded);
    all.filter(|name| **name != node.name).cloned().collect()
}

/// The node as a map, if it is one with constant weights and bias.
fn map(graph: &FloatGraph, node: &Node) -> Option<Map<Unread>> {
    let name = |i: usize| node.inputs.get(i).map_or(String::new(), |id| graph.value(*id).name.clone());
    if let Op::ChannelAffine(a) = &node.op {
        return Some(depthwise(a, &graph.value(node.output).name));
    }
    let kind = Kind::of(&node.op)?;
    graph.value(node.inputs[1]).constant.as_ref()?;
    let weights = Unread { held: Held::Constant(node.inputs[1]), factors: Vec::new() };
    let bias = match node.inputs.get(2) {
        Some(id) => Some(graph.constant(*id)?),
        None => None,
    };
    // A constant first operand is no activation; such a product stays as it is.
    graph.value(node.inputs[0]).constant.is_none().then_some(())?;
    Some(Map { kind, weights, bias, weights_name: name(1), bias_name: name(2) })
}

/// A batch norm with nothing to fold into: a 1×1 convolution of each channel by itself.
fn depthwise(a: &ChannelAffine, name: &str) -> Map<Unread> {
    let input = [1, a.inner];
    let conv = Conv {
        batch: a.outer,
        groups: a.scale.len(),
        in_channels: 1,
        out_channels: 1,
        input,
        output: input,
        window: gadgets::Window::plain([1, 1], [1, 1]),
    };
    Map {
        kind: Kind::Conv(conv),
        weights: Unread { held: Held::Numbers(a.scale.clone()), factors: Vec::new() },
        bias: Some(a.shift.clone()),
        weights_name: format!("{name}/scale"),
        bias_name: format!("{name}/shift"),
    }
}

/// Takes `next`, the only reader of the stage's result, into the stage if it can.
fn absorb(graph: &FloatGraph, stage: &mut Stage, next: &Node) -> bool {
    let behind_map = matches!(stage.base, Base::Map(_));
    let plain = !stage.relu && stage.pool.is_none();
    match (&next.op, &mut stage.base) {
        (Op::ChannelAffine(a), Base::Map(map)) if plain => {
            if a.scale.len() != map.kind.channels() || a.inner != map.kind.inner() {
                return false;
            }
            map.scale(&a.scale);
            map.shift(&a.shift, &format!("{}/shift", graph.value(next.output).name));
        }
        (Op::Scale(factor), Base::Map(map)) if plain => {
            let factors = vec![*factor; map.kind.channels()];
            map.scale(&factors);
        }
        (Op::Add { strides }, Base::Map(map)) if plain => {
            let Some((addends, name)) = channel_constant(graph, map, stage.output, next, strides) else {
                return false;
            };
            map.shift(&addends, &name);
        }
        (Op::Relu, Base::Map(_) | Base::Op(Op::Add { .. } | Op::AveragePool(..) | Op::MaxPool(_)))
            if !stage.relu =>
        {
            stage.relu = true;
        }
        (Op::MaxPool(pool), Base::Map(_)) if stage.pool.is_none() => stage.pool = Some(*pool),
        _ => return false,
    }
    stage.names.extend(folded(graph, next));
    if stage.names.last().is_none_or(|last| *last != next.name) {
        stage.names.push(next.name.clone());
    }
    stage.output = next.output;
    if behind_map && !stage.relu && stage.pool.is_none() {
        stage.inner = next.output;
    }
    // What follows the stored accumulators runs with the pool.
    if stage.pool.is_some() && stage.pool_names.is_empty() {
        let from = if stage.relu { stage.names.len() - 2 } else { stage.names.len() - 1 };
        stage.pool_names = stage.names.split_off(from);
    } else if stage.pool.is_some() {
        stage.pool_names.extend(stage.names.pop());
    }
    true
}

/// The constant operand of an addition as one addend per channel of the map, and its name.
fn channel_constant(
    graph: &FloatGraph,
    map: &Map<Unread>,
    value: ValueId,
    next: &Node,
    strides: &[Vec<usize>; 2],
) -> Option<(Vec<f64>, String)> {
    let side = next.inputs.iter().position(|i| *i != value)?;
    let constant = graph.constant(next.inputs[side])?;
    let shape = &graph.value(next.output).shape;
    if *shape != graph.value(value).shape {
        return None;
    }
    let name = graph.value(next.inputs[side]).name.clone();
    let (channels, inner) = (map.kind.channels(), map.kind.inner());
    let addends = gather(&constant, &strides[side], shape);
    let first: Vec<f64> = (0..channels).map(|c| addends[c * inner]).collect();
    let uniform = addends.iter().enumerate().all(|(i, v)| *v == first[i / inner % channels]);
    uniform.then_some((first, name))
}
