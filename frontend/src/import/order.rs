//! Execution order: ONNX asks for sorted nodes, but files come unsorted, and hostile ones cyclic.

use std::collections::BTreeMap;

use tract_onnx::pb::NodeProto;

/// Positions of `nodes` such that each comes after those whose results it reads, otherwise in file order;
/// and the positions of nodes on or behind a cycle.
pub(super) fn sort(nodes: &[NodeProto]) -> (Vec<usize>, Vec<usize>) {
    let mut makers = BTreeMap::new();
    for (i, node) in nodes.iter().enumerate() {
        for name in node.output.iter().filter(|n| !n.is_empty()) {
            makers.entry(name.as_str()).or_insert(i);
        }
    }
    let mut waiting = vec![0usize; nodes.len()];
    let mut readers = vec![Vec::new(); nodes.len()];
    for (i, node) in nodes.iter().enumerate() {
        for maker in node.input.iter().filter_map(|n| makers.get(n.as_str())) {
            waiting[i] += 1;
            readers[*maker].push(i);
        }
    }
    let mut ready: std::collections::BTreeSet<usize> =
        (0..nodes.len()).filter(|i| waiting[*i] == 0).collect();
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
