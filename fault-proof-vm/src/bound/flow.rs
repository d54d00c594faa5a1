//! Where the two sides of a branch meet: its immediate post-dominator in the control flow of its function.
//!
//! A function is what control reaches from its entry without entering the functions it calls. What is found
//! here only directs the search: a meeting place that is wrong makes a bound impossible, never wrong. So it is found
//! once for all steps of a model, on the program as it starts.

use super::code::{Code, Next, next};
use super::memory::Partial;
use crate::memory::Memory;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

/// Most instructions looked at for one function and what it calls; what lies beyond is taken to lead to the end.
const MAX_INSTRUCTIONS: usize = 1 << 21;
/// Most calls in calls that are looked into for whether they return.
const MAX_DEPTH: usize = 32;
/// Most loops inside each other that are told apart.
const MAX_LOOPS: usize = 32;
/// The node that stands for the end of the function.
const END: usize = 0;

/// Places where the sides of a branch meet, the last ones first. All ways pass the first; the others are
/// passed by those that do not leave a loop around the branch, from the outermost such loop to the innermost.
pub(super) type Meetings = Rc<[Meeting]>;

/// Where sides of a branch meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meeting {
    /// At this place.
    At(u64),
    /// Where the function returns to.
    Return,
}

/// A program's functions, found when they are asked for. What a function is depends on the program alone, not on what was
/// asked for before.
pub(super) struct Program {
    memory: Memory,
    log2_size: u32,
    functions: Mutex<HashMap<u64, Arc<Function>>>,
}

impl Program {
    /// The program in a memory around an arena of `2^log2_size` bytes.
    pub fn new(memory: Memory, log2_size: u32) -> Self {
        Self { memory, log2_size, functions: Mutex::default() }
    }

    /// The function that starts at `entry`.
    pub fn function(&self, entry: u64) -> Arc<Function> {
        // What is in the map is whole, whoever panicked beside it.
        let mut functions = self.functions.lock().unwrap_or_else(PoisonError::into_inner);
        match functions.entry(entry) {
            Entry::Occupied(function) => function.get().clone(),
            Entry::Vacant(place) => {
                let memory = Partial::new(self.memory.clone(), self.log2_size);
                place.insert(Arc::new(Search::new(memory).explore(entry, 0))).clone()
            }
        }
    }
}

/// Control flow of a function. Node 0 is its end, the others are runs of instructions.
#[derive(Default)]
pub(super) struct Function {
    /// First instruction of each node; that of the end has no meaning.
    starts: Vec<u64>,
    /// Where control goes from each node.
    to: Vec<Vec<usize>>,
    /// The node that ends in a branch, by the branch's place.
    branches: HashMap<u64, usize>,
    /// The whole, then loops, each after those around it.
    regions: Vec<Region>,
    /// The regions that each node is in, the outermost first.
    inside: Vec<Vec<usize>>,
    /// The heads of its loops, ascending, each with those of the loops around it and its own.
    loops: Vec<(u64, Arc<[u64]>)>,
    returns: bool,
}

/// The search for one function.
struct Search {
    code: Code,
    memory: Partial,
    returns: HashMap<u64, bool>,
    looked_at: usize,
}

impl Search {
    fn new(memory: Partial) -> Self {
        Self { code: Code::default(), memory, returns: HashMap::new(), looked_at: 0 }
    }

    /// Finds a function's instructions and makes nodes of them.
    fn explore(&mut self, entry: u64, depth: usize) -> Function {
        let mut leaders = BTreeSet::from([entry]);
        let mut ends: BTreeMap<u64, Vec<Option<u64>>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut todo = vec![entry];
        while let Some(start) = todo.pop() {
            let (mut pc, mut before) = (start, None);
            while self.looked_at < MAX_INSTRUCTIONS && seen.insert(pc) {
                self.looked_at += 1;
                let Ok(insn) = self.code.fetch(pc, &self.memory) else {
                    ends.insert(pc, vec![None]);
                    break;
                };
                let after = pc.wrapping_add(8);
                let to = match next(pc, insn, before) {
                    Next::Straight => {
                        (pc, before) = (pc.wrapping_add(4), Some(insn));
                        continue;
                    }
                    Next::Jump(target) => vec![Some(target)],
                    Next::Branch(target) => vec![Some(target), Some(after)],
                    Next::Call(target) if !self.may_return(target, depth + 1) => vec![None],
                    Next::Call(_) | Next::CallUnknown => vec![Some(after)],
                    Next::Return | Next::End => vec![None],
                };
                leaders.extend(to.iter().flatten());
                todo.extend(to.iter().flatten());
                ends.insert(pc, to);
                break;
            }
        }
        Function::new(&leaders, &ends, &seen, &mut self.code, &self.memory)
    }

    /// Whether a function returns, as far as can be seen.
    fn may_return(&mut self, entry: u64, depth: usize) -> bool {
        if let Some(&returns) = self.returns.get(&entry) {
            return returns;
        }
        if depth == MAX_DEPTH {
            return true;
        }
        // What calls itself is taken to return while it is looked into.
        self.returns.insert(entry, true);
        let function = self.explore(entry, depth);
        self.returns.insert(entry, function.returns);
        function.returns
    }
}

impl Function {
    fn new(
        leaders: &BTreeSet<u64>,
        ends: &BTreeMap<u64, Vec<Option<u64>>>,
        seen: &BTreeSet<u64>,
        code: &mut Code,
        memory: &Partial,
    ) -> Self {
        let starts: Vec<u64> = [0].into_iter().chain(leaders.iter().copied()).collect();
        let node = |place: u64| starts[1..].binary_search(&place).map_or(END, |index| index + 1);
        let mut function = Self { to: vec![Vec::new()], ..Self::default() };
        for (index, &start) in starts.iter().enumerate().skip(1) {
            let following = starts.get(index + 1).copied();
            let end = ends.range(start..).next().filter(|(end, _)| following.is_none_or(|next| **end < next));
            function.to.push(match (end, following) {
                _ if !seen.contains(&start) => vec![END],
                (Some((&pc, to)), _) => {
                    let insn = code.fetch(pc, memory).ok();
                    function.returns |= insn.is_none_or(|insn| next(pc, insn, None) == Next::Return);
                    function.branches.insert(pc, index);
                    to.iter().map(|place| place.map_or(END, node)).collect()
                }
                (None, Some(next)) => vec![node(next)],
                (None, None) => vec![END],
            });
        }
        function.starts = starts;
        function.regions = regions(&function.to);
        function.inside = vec![Vec::new(); function.to.len()];
        for (index, region) in function.regions.iter().enumerate() {
            region.nodes.iter().for_each(|&node| function.inside[node].push(index));
        }
        function.loops = function.find_loops();
        function
    }

    fn find_loops(&self) -> Vec<(u64, Arc<[u64]>)> {
        let start = |region: &usize| self.starts[self.regions[*region].head];
        let around = |region: usize| self.inside[self.regions[region].head].iter().skip(1).map(start);
        // Of several with one head the last, as before one map of all.
        let all: BTreeMap<u64, Arc<[u64]>> =
            (1..self.regions.len()).map(|region| (start(&region), around(region).collect())).collect();
        all.into_iter().collect()
    }

    /// The heads of the loops around the one that starts at `head`, and its own.
    pub fn around(&self, head: u64) -> Option<Arc<[u64]>> {
        let at = self.loops.binary_search_by_key(&head, |(head, _)| *head).ok()?;
        Some(self.loops[at].1.clone())
    }

    /// The heads of loops in a part of memory.
    pub fn heads(&self, places: Range<u64>) -> impl Iterator<Item = u64> + '_ {
        let first = self.loops.partition_point(|(head, _)| *head < places.start);
        self.loops[first..].iter().map(|(head, _)| *head).take_while(move |head| *head < places.end)
    }

    /// Where the sides of the branch at `pc` meet.
    pub fn meetings(&self, pc: u64) -> Vec<Meeting> {
        let Some(&node) = self.branches.get(&pc) else { return vec![Meeting::Return] };
        let mut meetings = Vec::new();
        for &region in &self.inside[node] {
            let meeting = match self.regions[region].meeting(node) {
                Some(END) => Meeting::Return,
                Some(node) => Meeting::At(self.starts[node]),
                None if meetings.is_empty() => Meeting::Return,
                None => continue,
            };
            if !meetings.contains(&meeting) {
                meetings.push(meeting);
            }
        }
        meetings
    }
}

/// The immediate post-dominator of each node; itself for the end and for nodes that do not lead there.
///
/// Source: K. D. Cooper, T. J. Harvey, K. Kennedy, "A simple, fast dominance algorithm" (2001), on the
/// reversed graph.
fn post_dominators(to: &[Vec<usize>]) -> Vec<usize> {
    let mut from = vec![Vec::new(); to.len()];
    for (node, targets) in to.iter().enumerate() {
        targets.iter().for_each(|&target| from[target].push(node));
    }
    // Nodes in the order in which a search from the end leaves them.
    let mut order = Vec::new();
    let mut number = vec![None; to.len()];
    let mut seen = vec![false; to.len()];
    seen[END] = true;
    let mut path = vec![(END, 0)];
    while let Some((node, next)) = path.last_mut() {
        match from[*node].get(*next) {
            Some(&source) => {
                *next += 1;
                if !std::mem::replace(&mut seen[source], true) {
                    path.push((source, 0));
                }
            }
            None => {
                number[*node] = Some(order.len());
                order.push(*node);
                path.pop();
            }
        }
    }
    let mut meet: Vec<Option<usize>> = vec![None; to.len()];
    meet[END] = Some(END);
    let mut changed = true;
    while changed {
        changed = false;
        for &node in order.iter().rev().filter(|node| **node != END) {
            let common = to[node].iter().copied().filter(|&target| meet[target].is_some()).reduce(|a, b| {
                let (mut a, mut b) = (a, b);
                while a != b {
                    if number[a] < number[b] {
                        a = meet[a].unwrap_or(END);
                    } else {
                        b = meet[b].unwrap_or(END);
                    }
                }
                a
            });
            if common.is_some() && meet[node] != common {
                meet[node] = common;
                changed = true;
            }
        }
    }
    meet.iter().enumerate().map(|(node, meet)| meet.unwrap_or(node)).collect()
}

/// A function or a loop in it: where its branches' sides meet if they do not leave it.
struct Region {
    /// Where a loop comes back to; [`END`] for a function.
    head: usize,
    /// The nodes, ascending; the end comes first.
    nodes: Vec<usize>,
    /// The immediate post-dominator of each, as an index of `nodes`, the end standing for the way back to the
    /// head too.
    meet: Vec<usize>,
}

impl Region {
    fn new(head: usize, mut nodes: Vec<usize>, to: &[Vec<usize>]) -> Self {
        nodes.extend((nodes.first() != Some(&END)).then_some(END));
        nodes.sort_unstable();
        let local = |node: &usize| if *node == head { Some(END) } else { nodes.binary_search(node).ok() };
        let inside =
            |node: &usize| to[*node].iter().filter(|to| head == END || **to != END).filter_map(local);
        let mut graph: Vec<Vec<usize>> = nodes.iter().map(|node| inside(node).collect()).collect();
        graph[END].clear();
        let meet = post_dominators(&graph);
        Self { head, nodes, meet }
    }

    /// Where the sides of the branch that ends a node meet; none if it is not in the region or all ways from
    /// it leave the region.
    fn meeting(&self, node: usize) -> Option<usize> {
        let index = self.nodes.binary_search(&node).ok()?;
        match self.meet[index] {
            END => Some(self.head),
            meet if meet == index => None,
            meet => Some(self.nodes[meet]),
        }
    }
}

/// The whole graph as a region, and the loops in it: sets of nodes that lead to each other, and such sets
/// within them once nothing leads to the head any more.
fn regions(to: &[Vec<usize>]) -> Vec<Region> {
    let all: Vec<usize> = (0..to.len()).collect();
    let mut regions = vec![Region::new(END, all.clone(), to)];
    let mut todo = vec![(all, END, 0)];
    while let Some((nodes, head, depth)) = todo.pop() {
        let set: BTreeSet<usize> = nodes.iter().copied().collect();
        let targets = |node: usize| {
            let inside = to[node].iter().copied().filter(|to| *to != head && set.contains(to));
            inside.collect::<Vec<_>>()
        };
        let found = cycles(&nodes, targets);
        let mut cycle_of = BTreeMap::new();
        for (index, cycle) in found.iter().enumerate() {
            cycle_of.extend(cycle.iter().map(|&node| (node, index)));
        }
        // Where control comes into a cycle from outside it.
        let mut entered: BTreeSet<usize> = BTreeSet::new();
        for node in &nodes {
            entered.extend(to[*node].iter().filter(|to| cycle_of.get(to) != cycle_of.get(node)));
        }
        for cycle in found {
            let head = cycle.iter().copied().find(|node| entered.contains(node)).unwrap_or(cycle[0]);
            regions.push(Region::new(head, cycle.clone(), to));
            if depth < MAX_LOOPS {
                todo.push((cycle, head, depth + 1));
            }
        }
    }
    regions
}

/// The sets of nodes that lead to each other, each ascending, without nodes that do not lead to themselves.
///
/// Source: R. Tarjan, "Depth-first search and linear graph algorithms" (1972).
fn cycles(nodes: &[usize], targets: impl Fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    // By node: when it was found, and the earliest node that is known to be reached from it.
    let mut times: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut open: Vec<usize> = Vec::new();
    let mut is_open = BTreeSet::new();
    for &root in nodes {
        if times.contains_key(&root) {
            continue;
        }
        let mut path = vec![(root, targets(root), 0)];
        times.insert(root, (times.len(), times.len()));
        open.push(root);
        is_open.insert(root);
        while let Some((node, to, next)) = path.last_mut() {
            let node = *node;
            if let Some(&target) = to.get(*next) {
                *next += 1;
                if let Some(&(time, _)) = times.get(&target) {
                    if is_open.contains(&target) {
                        times.entry(node).and_modify(|own| own.1 = own.1.min(time));
                    }
                } else {
                    times.insert(target, (times.len(), times.len()));
                    open.push(target);
                    is_open.insert(target);
                    path.push((target, targets(target), 0));
                }
                continue;
            }
            let to_itself = to.contains(&node);
            path.pop();
            let (time, earliest) = times[&node];
            if let Some((parent, ..)) = path.last() {
                times.entry(*parent).and_modify(|own| own.1 = own.1.min(earliest));
            }
            if time == earliest {
                let at = open.iter().rposition(|open| *open == node).unwrap_or(0);
                let mut cycle = open.split_off(at);
                cycle.iter().for_each(|node| {
                    is_open.remove(node);
                });
                if cycle.len() > 1 || to_itself {
                    cycle.sort_unstable();
                    found.push(cycle);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diamonds_and_loops() {
        // 1 → 2, 3; 2, 3 → 4; 4 → 1, 5; 5 → 6, end; 6 → end; 7 → 7
        let to = [vec![], vec![2, 3], vec![4], vec![4], vec![1, 5], vec![6, 0], vec![0], vec![7]];
        assert_eq!(post_dominators(&to), [0, 4, 4, 4, 5, 0, 0, 7]);
    }

    #[test]
    fn loops_are_regions() {
        // A loop 1 to 4 with a break in 2 to 5, and a loop of 3 alone in it.
        let to = [vec![], vec![2], vec![3, 5], vec![3, 4], vec![1, 5], vec![0]];
        let regions = regions(&to);
        let found: Vec<_> = regions.iter().map(|region| (region.head, region.nodes.len() - 1)).collect();
        assert_eq!(found, [(END, 5), (1, 4), (3, 1)]);
        let meetings = |node| regions.iter().map(|region| region.meeting(node)).collect::<Vec<_>>();
        assert_eq!(meetings(2), [Some(5), Some(3), None]);
        assert_eq!(meetings(3), [Some(4), Some(4), Some(3)]);
        assert_eq!(meetings(4), [Some(5), Some(1), None]);
    }

    /// Against the definition: `m` post-dominates `n` if without `m` no way leads from `n` to the end.
    #[test]
    fn random_graphs() {
        let mut seed = 1u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (seed >> 33) as usize % below
        };
        for _ in 0..300 {
            let nodes = 2 + random(9);
            let to: Vec<Vec<usize>> =
                (0..nodes)
                    .map(|node| {
                        if node == END { vec![] } else { (0..1 + random(2)).map(|_| random(nodes)).collect() }
                    })
                    .collect();
            let meet = post_dominators(&to);
            let nowhere = nodes; // a node that does not exist stops nothing
            let leads = |from: usize, without: usize| {
                let mut seen = vec![false; nodes + 1];
                seen[without] = true;
                let mut todo = vec![from];
                while let Some(node) = todo.pop() {
                    if !std::mem::replace(&mut seen[node], true) {
                        todo.extend(&to[node]);
                    }
                }
                without != END && seen[END]
            };
            for (node, &found) in meet.iter().enumerate().skip(1) {
                if !leads(node, nowhere) {
                    assert_eq!(found, node);
                    continue;
                }
                let strict: Vec<usize> =
                    (0..nodes).filter(|&m| m != node && (m == END || !leads(node, m))).collect();
                assert!(strict.contains(&found), "{to:?}: {node} to {}", found);
                // The immediate one is that which all others post-dominate.
                for &other in strict.iter().filter(|other| **other != found) {
                    assert!(other == END || found != END, "{to:?}: {node}");
                    assert!(other == END || !leads(found, other), "{to:?}: {node}");
                }
            }
        }
    }
}
