//! Fusion: which operations of the float graph become one linear map, and what follows it at no cost.
//!
//! Constants added per output channel, batch norms and factors fold into weights and bias, and so do the gains of normalisations
//! before a map; a ReLU and a max pool behind it run on its accumulators, before the one rescale. Functions that are spelled out are
//! one stage.

use std::collections::{BTreeMap, BTreeSet};

use gadgets::{ElementType, Epilogue, Gadget};

use super::contracted::contracted;
use super::gains::{Columns, Gained, gains};
use super::linear::Kind;
use super::spelled::{Links, Spelled, spelled};
use super::turned::turned;
use crate::evaluate::gather;
use crate::float_graph::{ChannelAffine, Conv, FloatGraph, Linear, Node, Op, Pool, ValueId};
use crate::words::{Kind as WordKind, Word};

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
    /// What the operand's columns are multiplied by, and what is added to them.
    columns: Option<Columns>,
}

impl Unread {
    fn new(held: Held) -> Self {
        Self { held, factors: Vec::new(), columns: None }
    }
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
    /// The product of values with a softmax that nothing else reads.
    Weighed(Weighed),
}

/// A product with a softmax of rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Weighed {
    /// What the softmax is of: `[O, A, 1]`, along `A`.
    pub rows: [usize; 3],
    pub product: Linear,
    /// The softmax's result.
    pub probabilities: ValueId,
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
        let (mut bias, mut bias_name) = (self.bias.clone(), self.bias_name.clone());
        if let Some(shift) = self.weights.columns.as_ref().and_then(|c| c.fold(self.kind, &mut weights)) {
            match &mut bias {
                Some(bias) => bias.iter_mut().zip(&shift).for_each(|(b, s)| *b += s),
                None => (bias, bias_name) = (Some(shift), format!("{}/shift", self.weights_name)),
            }
        }
        let weights_name = self.weights_name.clone();
        Map { kind: self.kind, weights, bias, weights_name, bias_name }
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

/// The stages of `graph` in execution order: each node a stage of its own if they are wanted `node_by_node`. `seen` is how large samples
/// show values to be.
pub(super) fn fuse(
    graph: &FloatGraph,
    node_by_node: bool,
    seen: &dyn Fn(ValueId) -> Option<f64>,
) -> Vec<Stage> {
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
    let mut known = if node_by_node { Known::default() } else { Known::of(graph, seen) };
    for n in known.inner() {
        done[n] = true;
    }
    for n in 0..graph.nodes.len() {
        if done[n] {
            continue;
        }
        let mut stage = known.start(graph, n);
        while !node_by_node && uses[stage.output.index()] == 1 {
            let next = reader[stage.output.index()];
            if done[next] || !absorb(graph, &mut stage, &graph.nodes[next]) {
                break;
            }
            done[next] = true;
        }
        stages.push(stage);
    }
    stages
}

/// A word that several nodes are.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OneWord {
    pub word: Word,
    /// Its operands.
    pub inputs: Vec<ValueId>,
    /// Positions of the nodes, in order; the last one gives the result.
    pub nodes: Vec<usize>,
}

/// What several nodes are together.
#[derive(Default)]
struct Known {
    spelled: BTreeMap<usize, Spelled>,
    gains: BTreeMap<ValueId, Gained>,
    /// By the position of the product; with those of the softmax and of the nodes between.
    weighed: BTreeMap<usize, (Vec<usize>, Weighed)>,
    words: BTreeMap<usize, OneWord>,
}

impl Known {
    fn of(graph: &FloatGraph, seen: &dyn Fn(ValueId) -> Option<f64>) -> Self {
        let links = Links::new(graph);
        let weighed: BTreeMap<usize, (Vec<usize>, Weighed)> =
            (0..graph.nodes.len()).filter_map(|n| Some((n, weighed(graph, &links, n)?))).collect();
        let mut known = Self {
            spelled: spelled(graph, &links),
            gains: gains(graph, &links, seen),
            weighed,
            words: BTreeMap::new(),
        };
        let mut taken: BTreeSet<usize> = known.inner().into_iter().collect();
        taken.extend(known.spelled.keys().chain(known.weighed.keys()));
        // The last nodes first, which are part of the largest ones; no node is part of two.
        for n in (0..graph.nodes.len()).rev() {
            let one = || turned(graph, &links, n).or_else(|| contracted(graph, &links, n));
            let one = if taken.contains(&n) { None } else { one() };
            if let Some(one) = one.filter(|t| t.nodes.iter().all(|n| !taken.contains(n))) {
                taken.extend(one.nodes.iter().copied());
                known.words.insert(n, one);
            }
        }
        known
    }

    /// The nodes that are no stages.
    fn inner(&self) -> Vec<usize> {
        let functions = self.spelled.values().flat_map(|s| &s.nodes[..s.nodes.len() - 1]);
        let softmaxes = self.weighed.values().flat_map(|(nodes, _)| nodes);
        let words = self.words.values().flat_map(|t| &t.nodes[..t.nodes.len() - 1]);
        functions
            .chain(self.gains.values().flat_map(|g| &g.nodes))
            .chain(softmaxes)
            .chain(words)
            .copied()
            .collect()
    }

    /// The stage that begins with a node, or with those that it is the last of.
    fn start(&mut self, graph: &FloatGraph, n: usize) -> Stage {
        let node = &graph.nodes[n];
        let mut names = Vec::new();
        let (base, inputs) = if let Some(Spelled { function, x, nodes }) = self.spelled.remove(&n) {
            nodes[..nodes.len() - 1].iter().for_each(|n| name(graph, &graph.nodes[*n], &mut names));
            let shapes = vec![graph.value(x).shape.clone()];
            (Base::Op(Op::Word(Word { shapes, kind: WordKind::Function(function) })), vec![x])
        } else if let Some(OneWord { word, inputs, nodes }) = self.words.remove(&n) {
            nodes[..nodes.len() - 1].iter().for_each(|n| name(graph, &graph.nodes[*n], &mut names));
            (Base::Op(Op::Word(word)), inputs)
        } else if let Some((nodes, weighed)) = self.weighed.remove(&n) {
            let scores = graph.nodes[nodes[0]].inputs[0];
            nodes.iter().for_each(|n| name(graph, &graph.nodes[*n], &mut names));
            (Base::Weighed(weighed), vec![scores, node.inputs[1]])
        } else if let Some(mut map) = map(graph, node) {
            let mut x = node.inputs[0];
            if let Some(gained) = self.gains.get_mut(&x) {
                // The first of several maps lends its names.
                std::mem::take(&mut gained.nodes)
                    .iter()
                    .for_each(|n| name(graph, &graph.nodes[*n], &mut names));
                map.weights.columns = Some(gained.columns.clone());
                x = gained.x;
            }
            (Base::Map(map), vec![x])
        } else {
            (Base::Op(node.op.clone()), node.inputs.clone())
        };
        name(graph, node, &mut names);
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
}

/// A product of computed values with a softmax that nothing else reads, and where that is. What lies between may move rows as they are, as a
/// Reshape that keeps the last axis does, or do nothing, as a Dropout.
fn weighed(graph: &FloatGraph, links: &Links, n: usize) -> Option<(Vec<usize>, Weighed)> {
    let node = &graph.nodes[n];
    let (Op::Linear(product), &[read, values]) = (&node.op, &node.inputs[..]) else { return None };
    let row = |id: ValueId| graph.value(id).shape.last().copied();
    let (mut nodes, mut probabilities, mut reader) = (Vec::new(), read, n);
    let rows = loop {
        links.inside(probabilities, &[reader]).then_some(())?;
        reader = links.maker[probabilities.index()]?;
        nodes.insert(0, reader);
        match graph.nodes[reader].op {
            Op::Softmax(rows) => break rows,
            Op::Reshape => {
                let x = graph.nodes[reader].inputs[0];
                (row(x) == row(probabilities)).then_some(())?;
                probabilities = x;
            }
            _ => return None,
        }
    };
    let [outer, axis, 1] = rows else { return None };
    let fits = graph.value(values).constant.is_none()
        && values != read
        && (product.inputs, product.batch * product.rows) == (axis, outer);
    fits.then_some((nodes, Weighed { rows, product: *product, probabilities }))
}

/// The names of a node and of those that made its constants; the parts of one ONNX node share theirs.
fn name(graph: &FloatGraph, node: &Node, names: &mut Vec<String>) {
    names.extend(folded(graph, node));
    if names.last() != Some(&node.name) {
        names.push(node.name.clone());
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
    let weights = Unread::new(Held::Constant(node.inputs[1]));
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
        weights: Unread::new(Held::Numbers(a.scale.clone())),
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
