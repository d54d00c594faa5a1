//! Execution order: ONNX asks for sorted nodes, but files come unsorted, and hostile ones cyclic. And what the
//! outputs need: the rest of a graph means nothing.

use std::collections::{BTreeMap, BTreeSet};

use tract_onnx::pb::{GraphProto, NodeProto};

/// Positions of `nodes` such that each comes after those whose results it reads, otherwise in file order;
/// and the positions of nodes on a cycle.
pub(super) fn sort(nodes: &[NodeProto]) -> (Vec<usize>, Vec<usize>) {
    let makers = makers(nodes);
    let mut waiting = vec![0usize; nodes.len()];
    let mut readers = vec![Vec::new(); nodes.len()];
    for (i, node) in nodes.iter().enumerate() {
        let mut names = Vec::new();
        reads(node, &mut names);
        for maker in names.into_iter().filter_map(|n| makers.get(n)?.first()) {
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
    // What waits lies on a cycle, behind one, or between two.
    let left = (0..nodes.len()).filter(|i| waiting[*i] > 0).count();
    if left == 0 { (order, Vec::new()) } else { (order, cyclic(&readers)) }
}

/// The positions of nodes that reach themselves: those of components that are strongly connected, by Kosaraju's two searches.
fn cyclic(readers: &[Vec<usize>]) -> Vec<usize> {
    let mut makers = vec![Vec::new(); readers.len()];
    for (i, behind) in readers.iter().enumerate() {
        behind.iter().for_each(|reader| makers[*reader].push(i));
    }
    let mut seen = vec![false; readers.len()];
    let mut finished = Vec::with_capacity(readers.len());
    (0..readers.len()).for_each(|i| search(i, readers, &mut seen, &mut finished));
    let mut seen = vec![false; readers.len()];
    let mut cyclic = Vec::new();
    for i in finished.into_iter().rev() {
        let mut component = Vec::new();
        search(i, &makers, &mut seen, &mut component);
        if component.len() > 1 || component.iter().any(|i| readers[*i].contains(i)) {
            cyclic.extend(component);
        }
    }
    cyclic.sort_unstable();
    cyclic
}

/// Adds what is reached from `start` and was not seen before, each after all that is reached from it alone.
fn search(start: usize, edges: &[Vec<usize>], seen: &mut [bool], finished: &mut Vec<usize>) {
    if std::mem::replace(&mut seen[start], true) {
        return;
    }
    let mut path = vec![(start, edges[start].iter())];
    while let Some((node, rest)) = path.last_mut() {
        match rest.find(|next| !seen[**next]) {
            Some(next) => {
                seen[*next] = true;
                path.push((*next, edges[*next].iter()));
            }
            None => {
                finished.push(*node);
                path.pop();
            }
        }
    }
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
    needed_by(&graph.node, graph.output.iter().map(|o| o.name.as_str()))
}

/// What `outputs` need of `nodes`, directly or through other nodes.
pub(super) fn needed_by<'a>(nodes: &'a [NodeProto], outputs: impl Iterator<Item = &'a str>) -> Needed<'a> {
    let makers = makers(nodes);
    let mut needed = Needed { nodes: vec![false; nodes.len()], names: BTreeSet::new() };
    let mut waiting: Vec<&str> = outputs.collect();
    while let Some(name) = waiting.pop() {
        if !needed.names.insert(name) {
            continue;
        }
        for maker in makers.get(name).into_iter().flatten() {
            if !std::mem::replace(&mut needed.nodes[*maker], true) {
                reads(&nodes[*maker], &mut waiting);
            }
        }
    }
    needed
}

/// Adds every name that `node` reads, those that the graphs in its attributes take from around them included.
pub(super) fn reads<'a>(node: &'a NodeProto, names: &mut Vec<&'a str>) {
    names.extend(node.input.iter().filter(|n| !n.is_empty()).map(String::as_str));
    for graph in node.attribute.iter().flat_map(|a| a.g.iter().chain(&a.graphs)) {
        let mut inner: Vec<&str> = graph.output.iter().map(|o| o.name.as_str()).collect();
        graph.node.iter().for_each(|n| reads(n, &mut inner));
        let given = graph.input.iter().map(|i| &i.name).chain(graph.initializer.iter().map(|t| &t.name));
        let own: BTreeSet<&str> =
            given.chain(graph.node.iter().flat_map(|n| &n.output)).map(String::as_str).collect();
        names.extend(inner.into_iter().filter(|n| !own.contains(n)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_on_cycles_are_told_from_those_around_them() {
        let node = |input: &[&str], output: &str| NodeProto {
            input: input.iter().map(|name| (*name).to_owned()).collect(),
            output: vec![output.to_owned()],
            ..NodeProto::default()
        };
        // Before, two cycles with a node between them, one that reads itself, and one behind all.
        let nodes = [
            node(&["e"], "z"),
            node(&["x"], "a"),
            node(&["a", "c"], "b"),
            node(&["b"], "c"),
            node(&["c"], "d"),
            node(&["d", "e"], "e"),
        ];
        assert_eq!(sort(&nodes), (vec![1], vec![2, 3, 5]));
        assert_eq!(sort(&nodes[1..2]), (vec![0], vec![]));
        let long: Vec<NodeProto> =
            (0..100_000).map(|i| node(&[&format!("{}", i + 1)], &format!("{i}"))).collect();
        assert!(sort(&long).1.is_empty());
        let ring = |i: usize| node(&[&format!("{}", (i + 1) % 100_000)], &format!("{i}"));
        assert_eq!(sort(&(0..100_000).map(ring).collect::<Vec<_>>()).1.len(), 100_000);
    }
}
