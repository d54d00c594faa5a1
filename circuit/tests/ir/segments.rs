//! Circuits in parts: together they are the whole, every tensor between them is one wire, and wirings that bind less are found.

use super::random;
use circuit::public::{Kind, Slot, slots};
use circuit::segment::{Places, SegmentError, Segments, Wiring, WiringError, cut};
use circuit::{
    Builder, Divisor, Graph, Hash, IndexMap, Origin, PublicValues, Range, Ref, Relation, Rounding, TensorId,
    Trace, Visibility, interpret,
};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// Steps that read any earlier result and both inputs, some of which are returned.
pub fn network(rng: &mut ChaCha8Rng) -> Graph {
    let mut b = Builder::new();
    let mut all = vec![b.input(&[2, 3], Range::new(-20, 20)), b.input(&[2, 3], Range::new(0, 9))];
    let unread = b.input(&[1], Range::new(0, 3));
    let table: Vec<i64> = (0..41).map(|i| i * 7 % 23 - 11).collect();
    for step in 0..rng.gen_range(3..9) {
        b.origin = Origin { nodes: vec![format!("node{step}")], step: Some(step) };
        let pick = |rng: &mut ChaCha8Rng| all[rng.gen_range(0..all.len())];
        let (x, y) = (pick(rng), pick(rng));
        let turned = Ref::from(y).view(vec![2, 3], IndexMap::Affine { offset: 5, strides: vec![-3, -1] });
        let sum = match rng.gen_range(0..3) {
            0 => b.mul(x, turned),
            _ => b.affine(vec![(1, x.into()), (rng.gen_range(-2..3), turned)], 1),
        };
        let clip = Some(Range::new(-20, 20));
        let next = b.div_round(sum.expect("fits"), Divisor::Const(3), Rounding::Floor, clip).expect("fits");
        let next = if rng.r#gen() {
            let table = b.table(-20, &table);
            b.lut(table, next).expect("fits")
        } else {
            next
        };
        if rng.gen_range(0..3) == 0 {
            b.in_range(next, Range::new(-20, 20), 7).expect("fits");
        }
        all.push(next);
    }
    let last = *all.last().expect("some");
    b.output(last);
    for t in [all[2], last, all[0], unread] {
        if rng.r#gen() {
            b.output(t);
        }
    }
    b.finish()
}

/// Random cuts.
pub fn cuts(graph: &Graph, rng: &mut ChaCha8Rng) -> Vec<u32> {
    (1..graph.relations.len() as u32).filter(|_| rng.gen_range(0..3) == 0).collect()
}

/// The graph with some of its inputs and outputs hidden, where that can be.
pub fn hidden(graph: Graph, rng: &mut ChaCha8Rng) -> Graph {
    let mut hidden = graph;
    for i in 0..hidden.inputs.len() {
        let next = match rng.gen_range(0..3) {
            0 => hidden.hiding(&[i]),
            1 => hidden.hashing(&[i], &[]),
            _ => continue,
        };
        hidden = next.unwrap_or(hidden);
    }
    for i in 0..hidden.outputs.len() {
        if rng.r#gen() {
            hidden = hidden.hashing(&[], &[i]).unwrap_or(hidden);
        }
    }
    hidden
}

/// What stands for a tensor's hash here.
fn hash(t: TensorId) -> Hash {
    Hash([t.0 as u8 + 1; 32])
}

/// The public values of a run, where these are the tensors of the whole that inputs and outputs are.
fn public(graph: &Graph, trace: &Trace, whole: &BTreeMap<TensorId, TensorId>) -> PublicValues {
    let mut values = PublicValues::of(graph, trace);
    let hashed = circuit::public::tensors(graph).filter(|(kind, _)| kind.is_hash());
    values.hashes = hashed.map(|(_, of)| hash(whole[&of[0]])).collect();
    values
}

fn demand(graph: &Graph, at: &[u32], rng: &mut ChaCha8Rng) -> bool {
    let Ok(trace) = interpret(graph, &random::inputs(graph, rng)) else { return false };
    let Segments { parts, wiring } = cut(graph, at).expect("cuts in order");
    assert_eq!(parts.len(), at.len() + 1);
    assert_eq!(parts.iter().map(|p| p.graph.relations.len()).sum::<usize>(), graph.relations.len());
    assert_eq!(wiring.check(), Ok(()), "{at:?}\n{}", graph.summary());
    let same = (0..graph.tensors.len() as u32).map(|t| (TensorId(t), TensorId(t))).collect();
    let shown = public(graph, &trace, &same);

    // The inner wires are of tensors that are shown to nobody, each once.
    let mut inner: BTreeMap<u32, TensorId> = BTreeMap::new();
    let mut made: BTreeMap<TensorId, Vec<i128>> = BTreeMap::new();
    for (t, values) in graph.inputs.iter().zip(graph.inputs.iter().map(|t| trace.tensor(*t).to_vec())) {
        made.insert(*t, values);
    }
    let mut runs = Vec::new();
    for (p, part) in parts.iter().enumerate() {
        part.graph.validate().unwrap_or_else(|e| panic!("{e:?}\n{}", part.graph.summary()));
        assert_eq!(wiring.slots(p).expect("a part"), slots(&part.graph));
        let given: Vec<Vec<i128>> = part.inputs.iter().map(|t| made[t].clone()).collect();
        let run = interpret(&part.graph, &given).expect("as the whole runs");
        let ports = || part.outputs.iter().zip(&part.graph.outputs);
        for (t, own) in ports() {
            assert_eq!(run.tensor(*own).to_vec(), trace.tensor(*t).to_vec(), "tensor {} of part {p}", t.0);
            made.insert(*t, run.tensor(*own).to_vec());
        }
        let places: BTreeMap<TensorId, TensorId> =
            ports().chain(part.inputs.iter().zip(&part.graph.inputs)).map(|(t, own)| (*own, *t)).collect();
        let hashed = circuit::public::tensors(&part.graph).filter(|(kind, _)| kind.is_hash());
        for (wire, (_, of)) in wiring.hashed(p).expect("a part").into_iter().zip(hashed) {
            assert_eq!(*inner.entry(wire).or_insert(places[&of[0]]), places[&of[0]], "wire {wire}");
        }
        // What a private input is, nobody sees, unless another part reads it too.
        for (t, own) in part.inputs.iter().zip(&part.graph.inputs) {
            let private = part.graph.tensor(*own).vis == Visibility::PrivateInput;
            let others = parts.iter().filter(|other| other.inputs.contains(t)).count() > 1;
            assert_eq!(private, graph.tensor(*t).vis == Visibility::PrivateInput && !others);
        }
        runs.push(public(&part.graph, &run, &places));
    }
    let hashes: Vec<Hash> =
        (wiring.shown.len() as u32..wiring.wires() as u32).map(|w| hash(inner[&w])).collect();
    assert_eq!(wiring.gather(&runs), Ok((shown.clone(), hashes.clone())));
    assert_eq!(wiring.values(&shown, &hashes).map(Vec::from_iter), Ok(runs));
    true
}

#[test]
fn parts_are_the_whole_together() {
    let mut runs = 0;
    for seed in 0..400 {
        let mut rng = random::rng(seed);
        let graph = if seed % 4 == 0 { random::graph(&mut rng) } else { network(&mut rng) };
        let graph = hidden(graph, &mut rng);
        let at = cuts(&graph, &mut rng);
        runs += usize::from(demand(&graph, &at, &mut rng));
        runs += usize::from(demand(&graph, &[], &mut rng));
    }
    assert!(runs > 700, "{runs} runs");
}

/// `y = (x·p + x) · p`, and the part before as an output: three steps, with `p` private.
fn chain() -> Graph {
    let mut b = Builder::new();
    let (x, p) = (b.input(&[3], Range::new(0, 9)), b.input(&[3], Range::new(0, 9)));
    let mut next = x;
    for step in 0..3 {
        b.origin = Origin { nodes: vec![format!("node{step}")], step: Some(step) };
        let product = b.mul(next, p).expect("fits");
        next = b.affine(vec![(1, product.into()), (1, x.into())], 0).expect("fits");
    }
    b.output(next);
    b.finish().hiding(&[1]).expect("an input")
}

#[test]
fn a_private_input_of_several_parts_is_one_by_its_hash() {
    let Segments { parts, wiring } = cut(&chain(), &[2, 4]).expect("cuts");
    let kinds = |p: usize| -> Vec<Kind> { wiring.slots(p).expect("a part").iter().map(|s| s.kind).collect() };
    assert_eq!(kinds(0), [Kind::Input, Kind::HashedInput, Kind::HashedOutput]);
    assert_eq!(kinds(2), [Kind::Input, Kind::HashedInput, Kind::HashedInput, Kind::Output]);
    let private = wiring.inner.iter().position(|s| s.kind == Kind::HashedInput).expect("the private input");
    let wire = (wiring.shown.len() + private) as u32;
    assert!((0..3).all(|p| wiring.hashed(p).expect("a part").contains(&wire)));
    assert_eq!(parts[0].inputs, parts[2].inputs[..2]);
    // Alone it stays what it was.
    assert_eq!(cut(&chain(), &[]).expect("cuts").parts[0].graph, chain());
}

#[test]
fn wirings_that_bind_less_are_found() {
    let Segments { parts, wiring } = cut(&chain(), &[2, 4]).expect("cuts");
    let digests: Vec<_> = parts.iter().map(|p| p.graph.digest()).collect();
    let name = wiring.digest(&digests);
    let spoiled = |spoil: &dyn Fn(&mut Wiring)| {
        let mut other = wiring.clone();
        spoil(&mut other);
        assert_ne!(other.digest(&digests), name);
        other.check().expect_err("a wiring that binds less")
    };
    let between = |p: usize| wiring.parts[p].outputs[0];
    let wires = wiring.wires();
    let early = |part, wire| WiringError::Wire { part, wire, wires, problem: "it is read before it is made" };
    assert_eq!(spoiled(&|w| w.parts.swap(0, 1)), early(0, between(0)));
    assert_eq!(spoiled(&|w| drop(w.parts.remove(0))), early(0, between(0)));
    let twice = |part, wire| WiringError::Wire { part, wire, wires, problem: "it is made twice" };
    assert_eq!(spoiled(&|w| w.parts.insert(1, w.parts[0].clone())), twice(1, between(0)));
    assert_eq!(spoiled(&|w| w.parts[1].outputs[0] = between(0)), twice(1, between(0)));
    assert_eq!(
        spoiled(&|w| w.parts[1].inputs.iter_mut().for_each(|wire| *wire = between(1))),
        early(1, between(1))
    );
    let private = wiring.inner.iter().position(|s| s.kind == Kind::HashedInput).expect("a private input");
    let private = (wiring.shown.len() + private) as u32;
    let given = WiringError::Wire { part: 1, wire: private, wires, problem: "it is made, and is an input" };
    assert_eq!(spoiled(&|w| w.parts[1].outputs.push(private)), given);
    // Names of one wire many times in a file are many public tensors to whoever reads it.
    let first = wiring.parts[1].inputs[0];
    let again = WiringError::Wire { part: 1, wire: first, wires, problem: "it is read twice" };
    assert_eq!(spoiled(&|w| w.parts[1].inputs.push(first)), again);
    let none = |wire| WiringError::Wire { part: 2, wire, wires, problem: "there is no such wire" };
    for wire in [wires as u32, u32::MAX] {
        assert_eq!(spoiled(&|w| w.parts[2].inputs.push(wire)), none(wire));
        assert_eq!(spoiled(&|w| w.parts[2].outputs.push(wire)), none(wire));
    }
    assert!(matches!(spoiled(&|w| drop(w.parts.pop())), WiringError::Loose(_)));
    let slot = Slot { kind: Kind::HashedInput, shape: vec![1], range: Range::point(0) };
    assert_eq!(spoiled(&|w| w.inner.push(slot.clone())), WiringError::Loose(wires));
    assert!(matches!(spoiled(&|w| w.inner[0].kind = Kind::Output), WiringError::Kind(..)));
    assert!(matches!(spoiled(&|w| w.shown[0].kind = Kind::Parameters), WiringError::Kind(0, _)));

    // The name is of the parts in their order, too.
    let mut others = digests.clone();
    others.swap(0, 1);
    assert_ne!(wiring.digest(&others), name);
    assert_ne!(wiring.digest(&digests[..2]), name);
    let mut renamed = wiring.clone();
    renamed.inner[0].range = Range::new(0, 1);
    assert_ne!(renamed.digest(&digests), name);
    assert_eq!(Wiring::default().check(), Ok(()));
    assert_eq!(wiring.slots(3), Err(WiringError::Part { part: 3, parts: 3 }));
    let values = |whole: &PublicValues, hashes: &[Hash]| wiring.values(whole, hashes).map(Vec::from_iter);
    let few = values(&PublicValues::default(), &[]);
    assert_eq!(few, Err(WiringError::Hashes { expected: wiring.inner.len(), got: 0 }));
    let hashes = vec![Hash([1; 32]); wiring.inner.len()];
    assert!(matches!(values(&PublicValues::default(), &hashes), Err(WiringError::Public(_))));
}

#[test]
fn cuts_are_between_relations_and_in_order() {
    let graph = chain();
    for (at, index) in [(&[0][..], 0), (&[6], 0), (&[u32::MAX], 0), (&[2, 2], 1), (&[4, 2], 1)] {
        let refused = SegmentError::Cut { index, at: at[index], relations: 6 };
        assert_eq!(cut(&graph, at), Err(refused), "{at:?}");
    }
    let mut b = Builder::new();
    let (x, w) = (b.input(&[3], Range::new(0, 9)), b.parameter(&[3], Range::new(0, 9), 2));
    let y = b.mul(x, w).expect("fits");
    b.output(y);
    assert_eq!(cut(&b.finish(), &[]), Err(SegmentError::Parameters(1)));
}

#[test]
fn places_are_between_steps() {
    let graph = chain();
    let places = Places::of(&graph);
    assert_eq!(places.most(), 3);
    assert_eq!(places.even(1), Ok(vec![]));
    assert_eq!(places.even(3), Ok(vec![2, 4]));
    assert_eq!(places.even(4), Err(SegmentError::Few { wanted: 4, most: 3 }));
    assert_eq!(places.even(0), Err(SegmentError::Few { wanted: 0, most: 3 }));
    let within = |most: usize| {
        let fits = move |part: &circuit::segment::Part| Ok(part.graph.relations.len() <= most);
        places.fit(fits, |part| part.graph.relations[0].name())
    };
    assert_eq!(within(6), Ok(vec![]));
    assert_eq!(within(2), Ok(vec![2, 4]));
    assert_eq!(within(1), Err("mul"));
    // Of about the same work, and where less lies between them.
    let mut b = Builder::new();
    let mut next = b.input(&[64], Range::new(0, 9));
    for step in 0..16 {
        b.origin = Origin { nodes: Vec::new(), step: Some(step) };
        let wide = b.affine(vec![(1, next.into())], 1).expect("fits");
        b.origin.step = Some(100 + step);
        let over = circuit::Reduction::Axes(vec![0]);
        let narrow = b.reduce(wide, over).expect("fits");
        let wide = Ref::from(narrow).view(vec![64], IndexMap::Affine { offset: 0, strides: vec![0] });
        next = b.define(Relation::Affine { terms: vec![(1, wide)], constant: 0, out: narrow }).expect("fits");
        next = b.div_round(next, Divisor::Pow2(7), Rounding::Floor, None).expect("fits");
    }
    b.output(next);
    let graph = b.finish();
    for parts in 1..9 {
        let at = Places::of(&graph).even(parts).expect("enough steps");
        assert_eq!(at.len() + 1, parts);
        let sizes: Vec<usize> =
            cut(&graph, &at).expect("cuts").parts.iter().map(|p| p.graph.relations.len()).collect();
        assert!(sizes.iter().all(|n| n.abs_diff(64 / parts) <= 64 / parts / 2 + 3), "{sizes:?}");
    }
}
