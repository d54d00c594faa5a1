//! Independent graphs as one, so that what a compilation costs once is paid once for all of them: contexts, linking, the
//! program's start.
//!
//! A run that stops ends all of them. So a graph that no run completes is cut before the step that stops it, and one that some
//! runs stop is stopped in a run of its own.

use gadgets::{Graph, Node, Port, Stop, Tensor, TensorId, execute};

use crate::deep::{bodies, inputs};

/// The elements of each input.
type Input = Vec<Vec<i64>>;

/// A random graph that runs complete, with such inputs.
pub struct Part {
    pub seed: u64,
    graph: Graph,
    complete: Vec<Input>,
    /// An input that stops it.
    stops: Option<Input>,
}

/// The step at which a run stops, if it does.
fn stop(graph: &Graph, input: &Input) -> Option<usize> {
    let flat: Vec<&[i64]> = input.iter().map(Vec::as_slice).collect();
    match execute(graph, &flat) {
        Err(Stop::Status { step, .. }) => Some(step),
        other => other.map(|_| None).expect("the graph and its input are valid"),
    }
}

impl Part {
    /// The graph of this seed and depth, and the inputs of so many runs; none where nothing is left of it.
    pub fn new(seed: u64, depth: usize, runs: u64) -> Option<Self> {
        let mut graph = bodies(seed, depth);
        let mut all: Vec<(Input, Option<usize>)> = (0..runs)
            .map(|run| inputs(&graph, seed * runs + run))
            .map(|input| {
                let stop = stop(&graph, &input);
                (input, stop)
            })
            .collect();
        let stops: Option<Vec<usize>> = all.iter().map(|(_, stop)| *stop).collect();
        if let Some(last) = stops.and_then(|all| all.into_iter().max()) {
            graph.nodes.truncate(last);
            graph.outputs = ends(&graph);
            all.iter_mut().for_each(|(_, stop)| *stop = stop.filter(|step| *step < last));
        }
        let (complete, stopped): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, stop)| stop.is_none());
        let complete = complete.into_iter().map(|(input, _)| input).collect();
        let stops = stopped.into_iter().map(|(input, _)| input).next();
        (!graph.outputs.is_empty()).then_some(Self { seed, graph, complete, stops })
    }
}

/// The results that no step reads.
fn ends(graph: &Graph) -> Vec<Port> {
    let read = |id: &TensorId| graph.nodes.iter().any(|n| n.operands.contains(id));
    let ends = graph.nodes.iter().filter_map(|n| n.output).filter(|id| !read(id));
    let port = |(i, tensor): (usize, TensorId)| {
        let shape = graph.tensor(tensor).shape.clone();
        Port { name: format!("y{i}"), tensor, shape }
    };
    ends.enumerate().map(port).collect()
}

/// Parts as one graph, and the inputs of its runs: as many as a part has at most that complete, and one for each part that an
/// input stops.
pub fn joined(parts: &[Part]) -> (Graph, Vec<Input>) {
    // Those that stop go first, and their runs end early.
    let mut parts: Vec<&Part> = parts.iter().collect();
    parts.sort_by_key(|part| part.stops.is_none());
    let graphs: Vec<(u64, &Graph)> = parts.iter().map(|part| (part.seed, &part.graph)).collect();
    let runs = parts.iter().map(|part| part.complete.len()).max().unwrap_or(0);
    let complete = |part: &&Part, run: usize| part.complete[run % part.complete.len()].clone();
    let whole = (0..runs).map(|run| parts.iter().flat_map(|part| complete(part, run)).collect());
    let stopped = parts.iter().enumerate().filter_map(|(at, part)| {
        let input = part.stops.as_ref()?;
        let own = |(k, part): (usize, &&Part)| if k == at { input.clone() } else { complete(part, 0) };
        Some(parts.iter().enumerate().flat_map(own).collect())
    });
    (union(&graphs), whole.chain(stopped).collect())
}

/// Graphs beside each other: names get the seed before them, and what no step reads or writes is left out.
fn union(graphs: &[(u64, &Graph)]) -> Graph {
    let name =
        format!("bodies_{}", graphs.iter().map(|(seed, _)| seed.to_string()).collect::<Vec<_>>().join("_"));
    let mut all = Graph { name, tensors: vec![], nodes: vec![], inputs: vec![], outputs: vec![] };
    for (seed, graph) in graphs {
        let own = |name: &str| format!("s{seed}_{name}");
        let mut used = vec![false; graph.tensors.len()];
        graph.inputs.iter().for_each(|port| used[port.tensor.index()] = true);
        graph
            .nodes
            .iter()
            .flat_map(|n| n.operands.iter().chain(&n.output))
            .for_each(|id| used[id.index()] = true);
        let mut ids = vec![TensorId(0); graph.tensors.len()];
        for (i, tensor) in graph.tensors.iter().enumerate().filter(|(i, _)| used[*i]) {
            ids[i] = TensorId(all.tensors.len() as u32);
            all.tensors.push(Tensor { name: own(&tensor.name), ..tensor.clone() });
        }
        let at = |id: &TensorId| ids[id.index()];
        let port = |p: &Port| Port { name: own(&p.name), tensor: at(&p.tensor), shape: p.shape.clone() };
        all.nodes.extend(graph.nodes.iter().map(|node| Node {
            gadget: node.gadget.clone(),
            operands: node.operands.iter().map(at).collect(),
            output: node.output.as_ref().map(at),
            onnx: node.onnx.iter().map(|name| own(name)).collect(),
        }));
        all.inputs.extend(graph.inputs.iter().map(port));
        all.outputs.extend(graph.outputs.iter().map(port));
    }
    all
}
