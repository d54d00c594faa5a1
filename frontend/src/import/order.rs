//! Execution order: ONNX asks for sorted nodes, but files come unsorted, and hostile ones cyclic. And what the
//! outputs need: the rest of a graph means nothing.

use std::collections::{BTreeMap, BTreeSet};

use tract_onnx::pb::{GraphProto, NodeProto};

/// Positions of `nodes` such that each comes after those whose results it reads, otherwise in file order;
/// and the positions of nodes on or behind a cycle.
pub(super) fn sort(nodes: &[NodeProto]) -> (Vec<usize>, Vec<usize>) {
    let makers = makers(nodes);
    let mut waiting = vec![0usize; nodes.len()];
    let mut readers = vec![Vec::new(); nodes.len()];
    for (i, node) in nodes.iter().enumerate() {
        for maker in node.input.iter().filter_map(|n| makers.get(n.as_str())?.first()) {
            waiting[i] += 1;
            readers[*maker].push(i);
        }
    }
    let mut ready: BTreeSet<usize> = (0..nodes.len()).filter(|i| waiting[*i] == 0).collect();
    let mut order = Vec::with_capacity(nodes.len());
    while let Some(i) = ready.pop_first() {
        order.push(i);
        for reader in &readers[i] {
            waiting[*reader] -= 1;
            if waiting[*reader] == 0 {
                ready.insert(*reader);
            }
        }
    }
    let stuck = (0..nodes.len()).filter(|i| waiting[*i] > 0).collect();
    (order, stuck)
}

/// The nodes that make each name; more than one where a graph is wrong.
fn makers(nodes: &[NodeProto]) -> BTreeMap<&str, Vec<usize>> {
    let mut makers = BTreeMap::<_, Vec<usize>>::new();
    for (i, node) in nodes.iter().enumerate() {
        for name in node.output.iter().filter(|n| !n.is_empty()) {
            makers.entry(name.as_str()).or_default().push(i);
        }
    }
    makers
}

/// What the outputs of a graph need.
pub(super) struct Needed<'a> {
    /// For each node, whether they need a result of it.
    pub nodes: Vec<bool>,
    /// The names of all values.
    pub names: BTreeSet<&'a str>,
}

/// What the outputs of `graph` need, directly or through other nodes.
pub(super) fn needed(graph: &GraphProto) -> Needed<'_> {
    let makers = makers(&graph.node);
    let mut needed = Needed { nodes: vec![false; graph.node.len()], names: BTreeSet::new() };
    let mut waiting: Vec<&str> = graph.output.iter().map(|o| o.name.as_str()).collect();
    while let Some(name) = waiting.pop() {
        if !needed.names.insert(name) {
            continue;
        }
        for maker in makers.get(name).into_iter().flatten() {
            if !std::mem::replace(&mut needed.nodes[*maker], true) {
                reads(&graph.node[*maker], &mut waiting);
            }
        }
    }
    needed
}

/// Adds every name that `node` reads, the graphs in its attributes included.
fn reads<'a>(node: &'a NodeProto, names: &mut Vec<&'a str>) {
    let mut nodes = vec![node];
    while let Some(node) = nodes.pop() {
        names.extend(node.input.iter().filter(|n| !n.is_empty()).map(String::as_str));
        let graphs = node.attribute.iter().flat_map(|a| a.g.iter().chain(&a.graphs));
        nodes.extend(graphs.flat_map(|g| &g.node));
    }
}
