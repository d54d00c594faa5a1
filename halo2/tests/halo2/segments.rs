//! A circuit in segments: its proofs are accepted, and whole lies about what lies between segments are not.

use circuit::segment::{Segments, Wiring, cut};
use circuit::{
    Builder, Digest, Graph, Hash, Origin, PublicValues, Range, Reduction, Relation, Rounding, TensorId,
    Window, interpret,
};
use halo2::{
    Limits, Plan, ProvingKey, Reject, Salt, SegmentsKey, SegmentsProof, SegmentsReject, Srs, VerifyingKey,
    prove_salted, setup,
};
use rand::rngs::OsRng;
use std::collections::BTreeMap;

/// A picture of 6 by 6 through two convolutions, to whose results the picture and a private bias are added, and a sum.
fn network(weight: i64) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 1, 6, 6], Range::new(0, 15));
    let p = b.input(&[1, 1, 6, 6], Range::new(0, 3));
    let window = Window { begin: [1, 1], end: [1, 1], ..Window::plain([3, 3], [1, 1]) };
    let mut next = x;
    for layer in 0..2 {
        b.origin = Origin { nodes: vec![format!("conv{layer}")], step: Some(layer) };
        let k: Vec<i64> = (0..9).map(|i| i * weight % 7 - 3).collect();
        let k = b.constant(&[1, 1, 3, 3], &k);
        let y = b.conv(next, k, None, window, 1).expect("fits");
        let y = b.affine(vec![(1, y.into()), (1, x.into()), (1, p.into())], 0).expect("fits");
        let over = Reduction::Axes(Vec::new());
        let (rounding, clip) = (Rounding::HalfUp, Some(Range::new(0, 15)));
        let requant =
            Relation::ReluPoolRequant { x: y.into(), over, floor: Some(0), shift: 2, rounding, clip, out: x };
        next = b.define(requant).expect("fits");
    }
    b.origin = Origin { nodes: vec!["sum".into()], step: Some(2) };
    let y = b.reduce(next, Reduction::Axes(vec![2])).expect("fits");
    b.output(y);
    b.finish().hiding(&[1]).expect("an input")
}

/// Keys of a circuit in three segments.
struct Kit {
    segments: Segments,
    srs: Srs,
    proving: Vec<ProvingKey>,
    key: SegmentsKey,
}

fn keys(graph: &Graph) -> Kit {
    let cuts = [3, 6];
    let segments = cut(graph, &cuts).expect("cuts");
    let srs = Srs::from_seed(11, 1).expect("a string");
    let (mut proving, mut verifying) = (Vec::new(), Vec::new());
    for part in &segments.parts {
        let plan = Plan::new(&part.graph).expect("a plan");
        let srs = srs.for_k(plan.system.k).expect("a string");
        let keys = setup(plan, &srs).expect("keys");
        proving.push(keys.proving);
        verifying.push(keys.verifying.to_bytes());
    }
    let key = SegmentsKey::new(cuts.to_vec(), segments.wiring.clone(), verifying, Limits::default());
    Kit { segments, srs, proving, key: key.expect("a key") }
}

/// The inputs of a run.
fn inputs(seed: i128) -> Vec<Vec<i128>> {
    vec![(0..36).map(|i| (i * seed + 5) % 16).collect(), (0..36).map(|i| (i + seed) % 4).collect()]
}

/// What a prover does: honestly, or with other integers for some tensors of the whole once they are made, and the whole that it
/// would have proved of them.
struct Run {
    public: PublicValues,
    proof: SegmentsProof,
    /// The public values that each part was proved for.
    values: Vec<PublicValues>,
}

fn run(
    kit: &Kit,
    inputs: &[Vec<i128>],
    salts: impl Fn(usize, u32) -> Salt,
    lies: &BTreeMap<usize, Vec<i128>>,
) -> Run {
    let Kit { segments, srs, proving, .. } = kit;
    let wiring = &segments.wiring;
    // The first part reads both inputs of the whole.
    let mut made: BTreeMap<TensorId, Vec<i128>> =
        segments.parts[0].inputs.iter().copied().zip(inputs.to_vec()).collect();
    let (mut values, mut proofs) = (Vec::new(), Vec::new());
    for (p, (part, key)) in segments.parts.iter().zip(proving).enumerate() {
        let given: Vec<Vec<i128>> = part.inputs.iter().map(|t| made[t].clone()).collect();
        let trace = interpret(&part.graph, &given).expect("a run");
        for (t, own) in part.outputs.iter().zip(&part.graph.outputs) {
            let honest = trace.tensor(*own).to_vec();
            made.insert(*t, lies.get(&p).cloned().unwrap_or(honest));
        }
        let wires = wiring.hashed(p).expect("a part");
        let salts: Vec<Salt> = wires.iter().map(|wire| salts(p, *wire)).collect();
        let srs = srs.for_k(key.plan.system.k).expect("a string");
        let (public, proof) = prove_salted(key, &srs, &trace, &salts, OsRng).expect("a proof");
        values.push(public);
        proofs.push(proof);
    }
    let (public, hashes) = wiring.gather(&values).expect("all wires");
    Run { public, proof: SegmentsProof { hashes, proofs }, values }
}

/// The proof of a run, with the hash of what this part made that the next one was proved for.
fn as_read(kit: &Kit, run: &Run, part: usize) -> SegmentsProof {
    let wiring = &kit.segments.wiring;
    let wire = wiring.parts[part].outputs[0];
    let read = wiring.hashed(part + 1).expect("a part").iter().position(|w| *w == wire).expect("it is read");
    let mut proof = run.proof.clone();
    proof.hashes[wire as usize - wiring.shown.len()] = run.values[part + 1].hashes[read];
    proof
}

fn honest(kit: &Kit, seed: i128) -> Run {
    run(kit, &inputs(seed), salt, &BTreeMap::new())
}

fn salt(_: usize, wire: u32) -> Salt {
    Salt::from_bytes([wire as u8; 32]).expect("a salt")
}

fn refused(kit: &Kit, public: &PublicValues, proof: &SegmentsProof) -> SegmentsReject {
    kit.key.verify(public, proof, Limits::default()).expect_err("a lie")
}

/// The part whose proof is refused.
fn at(reject: SegmentsReject) -> usize {
    match reject {
        SegmentsReject::Part { part, source: Reject::Invalid(_) } => part,
        other => panic!("{other}"),
    }
}

#[test]
fn a_circuit_in_three_segments_is_proved_and_whole_lies_are_not() {
    let kit = keys(&network(5));
    let verify = |run: &Run| kit.key.verify(&run.public, &run.proof, Limits::default());
    let run_a = honest(&kit, 3);
    verify(&run_a).expect("an honest proof");
    let Run { public, proof, values } = &run_a;
    // The wires' values are those that the parts were proved for.
    assert_eq!(kit.key.wiring().values(public, &proof.hashes).expect("values").collect::<Vec<_>>(), *values);
    // Files, whole and in order.
    let bytes = kit.key.to_bytes();
    let read = SegmentsKey::from_bytes(&bytes, Limits::default()).expect("a key");
    assert_eq!((read.digest(), read.to_bytes()), (kit.key.digest(), bytes));
    let read = SegmentsProof::from_bytes(&proof.to_bytes()).expect("a proof");
    assert_eq!(read, *proof);

    // Segment 1 is proved honestly on another tensor than segment 0 made, and all after it follows from it.
    let mut other: Vec<i128> = inputs(7)[0].clone();
    other[5] = 15 - other[5];
    let lie = run(&kit, &inputs(3), salt, &BTreeMap::from([(0, other)]));
    assert_ne!(lie.public.outputs, public.outputs, "a false output");
    // What is shown between them is the hash that segment 0 was proved for, or that of segment 1.
    assert_eq!(at(verify(&lie).expect_err("a lie")), 1);
    assert_eq!(at(refused(&kit, &lie.public, &as_read(&kit, &lie, 0))), 0);
    // The last segment alone lies, of what the second made.
    let lie = run(&kit, &inputs(3), salt, &BTreeMap::from([(1, inputs(7)[0].clone())]));
    assert_eq!(at(verify(&lie).expect_err("a lie")), 2);
    assert_eq!(at(refused(&kit, &lie.public, &as_read(&kit, &lie, 1))), 1);

    // Another private input in one of the segments that read it, by its own hash.
    let private = |seed: i128| vec![inputs(3)[0].clone(), inputs(seed)[1].clone()];
    let run_p = run(&kit, &private(4), salt, &BTreeMap::new());
    verify(&run_p).expect("another private input is another honest run");
    let mixed = |run: &Run, part: usize, base: &SegmentsProof| {
        let mut mixed = base.clone();
        mixed.proofs[part].clone_from(&run.proof.proofs[part]);
        mixed
    };
    assert_eq!(at(refused(&kit, public, &mixed(&run_p, 0, proof))), 0);
    assert_eq!(at(refused(&kit, public, &mixed(&run_p, 1, proof))), 1);

    // Proofs of another run, in each place, and all of them but one.
    let run_b = honest(&kit, 5);
    for part in 0..3 {
        assert_eq!(at(refused(&kit, public, &mixed(&run_b, part, proof))), part);
        assert_eq!(at(refused(&kit, &run_b.public, &mixed(&run_a, part, &run_b.proof))), part);
    }
    // Another run's hashes, one after the other.
    for i in 0..proof.hashes.len() {
        let mut other = proof.clone();
        other.hashes[i] = run_b.proof.hashes[i];
        at(refused(&kit, public, &other));
        other.hashes[i] = Hash([0xff; 32]);
        let SegmentsReject::Part { source: Reject::Public(_), .. } = refused(&kit, public, &other) else {
            panic!("no element of the field")
        };
    }

    // Reordered, repeated, missing, one too many.
    let with = |spoil: &dyn Fn(&mut SegmentsProof)| {
        let mut other = proof.clone();
        spoil(&mut other);
        refused(&kit, public, &other)
    };
    for (a, b) in [(0, 1), (1, 2), (0, 2)] {
        assert!(matches!(with(&|p| p.proofs.swap(a, b)), SegmentsReject::Part { .. }), "{a} and {b}");
        assert!(
            matches!(with(&|p| p.proofs[b] = p.proofs[a].clone()), SegmentsReject::Part { .. }),
            "{a} for {b}"
        );
    }
    for part in 0..3 {
        let missing = with(&|p| drop(p.proofs.remove(part)));
        assert!(matches!(missing, SegmentsReject::Parts { expected: 3, got: 2 }));
        let repeated = with(&|p| p.proofs.insert(part, p.proofs[part].clone()));
        assert!(matches!(repeated, SegmentsReject::Parts { expected: 3, got: 4 }));
        assert!(matches!(
            with(&|p| p.proofs[part].clear()),
            SegmentsReject::Part { source: Reject::Length { .. }, .. }
        ));
    }
    assert!(matches!(with(&|p| p.hashes.truncate(1)), SegmentsReject::Values(_)));
    assert!(matches!(with(&|p| p.hashes.push(Hash([1; 32]))), SegmentsReject::Values(_)));
    // Public values of the whole: each is some part's.
    let mut false_output = public.clone();
    false_output.outputs[0][0] += 1;
    assert_eq!(at(refused(&kit, &false_output, proof)), 2);
    let mut false_input = public.clone();
    false_input.inputs[0][0] ^= 1;
    assert_eq!(at(refused(&kit, &false_input, proof)), 0);

    // One salt for a wire: the same tensor by another one is another hash, in the part that makes it and in those that read it.
    let own = |part: usize, wire: u32| salt(part, wire + 10 * (1 + part as u32));
    let run_s = run(&kit, &inputs(3), own, &BTreeMap::new());
    assert_eq!(run_s.public, *public);
    verify(&run_s).expect_err("two hashes of one wire");
    for part in 0..3 {
        assert_eq!(at(refused(&kit, public, &mixed(&run_s, part, proof))), part);
    }
    // Without salts, or with one for all wires, the proof holds: what suffers is what it hides.
    verify(&run(&kit, &inputs(3), |_, _| Salt::NONE, &BTreeMap::new())).expect("an honest proof");

    // Another model's segments: of the same shapes, but for their weights.
    let other = keys(&network(4));
    assert_eq!(other.key.wiring(), kit.key.wiring());
    assert_ne!(other.key.digest(), kit.key.digest());
    let theirs = honest(&other, 3);
    assert_eq!(at(refused(&kit, &theirs.public, &theirs.proof)), 0);
    for part in 0..2 {
        at(refused(&kit, public, &mixed(&theirs, part, proof)));
        let mut keys = kit.key.keys().to_vec();
        keys[part].clone_from(&other.key.keys()[part]);
        let mixed = SegmentsKey::new(vec![3, 6], kit.key.wiring().clone(), keys, Limits::default());
        assert_ne!(mixed.expect("a key of another whole").digest(), kit.key.digest());
    }
}

/// Two results between two parts, of one type, so that only the wiring says which is which.
fn crossed() -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[4], Range::new(0, 9));
    let clip = Some(Range::new(0, 9));
    let half = |b: &mut Builder, by: i64| {
        let y = b.affine(vec![(by, x.into())], 3).expect("fits");
        b.div_round(y, circuit::Divisor::Const(4), Rounding::Floor, clip).expect("fits")
    };
    let (y, z) = (half(&mut b, 4), half(&mut b, 5));
    let out = b.affine(vec![(1, y.into()), (-1, z.into())], 0).expect("fits");
    b.output(out);
    b.finish()
}

#[test]
fn a_key_whose_wires_are_swapped_is_of_another_whole() {
    let segments = cut(&crossed(), &[4]).expect("cuts");
    let srs = Srs::from_seed(9, 1).expect("a string");
    let keys: Vec<_> = segments
        .parts
        .iter()
        .map(|part| setup(Plan::new(&part.graph).expect("a plan"), &srs).expect("keys"))
        .collect();
    let files: Vec<Vec<u8>> = keys.iter().map(|k| k.verifying.to_bytes()).collect();
    let key = |wiring: Wiring, files: &[Vec<u8>]| {
        SegmentsKey::new(vec![4], wiring, files.to_vec(), Limits::default())
    };
    let whole = key(segments.wiring.clone(), &files).expect("a key");
    let mut wiring = segments.wiring.clone();
    wiring.parts[1].inputs.swap(0, 1);
    let swapped = key(wiring, &files).expect("a key: both wires are of one type");
    assert_ne!(swapped.digest(), whole.digest());

    let prove = |swap: bool| {
        let first = interpret(&segments.parts[0].graph, &[vec![0, 4, 5, 7]]).expect("a run");
        let outputs = &segments.parts[0].graph.outputs;
        let mut between: Vec<Vec<i128>> = outputs.iter().map(|t| first.tensor(*t).to_vec()).collect();
        let salts = [1, 2].map(|s| Salt::from_bytes([s; 32]).expect("a salt"));
        let mut reads = salts;
        if swap {
            between.swap(0, 1);
            reads.swap(0, 1);
        }
        let second = interpret(&segments.parts[1].graph, &between).expect("a run");
        let a = prove_salted(&keys[0].proving, &srs, &first, &salts, OsRng).expect("a proof");
        let b = prove_salted(&keys[1].proving, &srs, &second, &reads, OsRng).expect("a proof");
        let public = PublicValues { inputs: a.0.inputs, outputs: b.0.outputs, hashes: Vec::new() };
        (public, SegmentsProof { hashes: a.0.hashes, proofs: vec![a.1, b.1] })
    };
    let (public, proof) = prove(false);
    whole.verify(&public, &proof, Limits::default()).expect("an honest proof");
    assert_eq!(at(swapped.verify(&public, &proof, Limits::default()).expect_err("other wires")), 1);
    // A prover for whom the wires are swapped is believed by who takes the swapped key, and by nobody else.
    let (lie, proof) = prove(true);
    assert_ne!(lie, public);
    swapped.verify(&lie, &proof, Limits::default()).expect("a proof of another whole");
    assert_eq!(at(whole.verify(&lie, &proof, Limits::default()).expect_err("a lie")), 1);

    // Keys that do not have what the wires say, in another order, too few; another reference string for one of them.
    for files in [vec![files[1].clone(), files[0].clone()], files[..1].to_vec()] {
        key(segments.wiring.clone(), &files).expect_err("other keys");
    }
    let plan = Plan::new(&segments.parts[1].graph).expect("a plan");
    let string = Srs::from_seed(9, 2).expect("a string");
    let other = setup(plan, &string).expect("keys").verifying.to_bytes();
    let mixed = key(segments.wiring.clone(), &[files[0].clone(), other]).expect_err("two strings");
    assert!(mixed.to_string().contains("another reference string"), "{mixed}");
    let mut loose = segments.wiring.clone();
    loose.inner.push(loose.inner[0].clone());
    let loose = key(loose, &files).expect_err("a wire without an end");
    assert!(loose.to_string().contains("binds nothing"), "{loose}");
    let small = SegmentsKey::new(vec![4], segments.wiring.clone(), files.clone(), Limits { k: 4 });
    small.expect_err("keys that cost more than is allowed");
}

/// Whatever is changed of a file, it is refused, or says another thing.
#[test]
fn damaged_and_forged_files_do_no_harm() {
    use circuit::file::finish;
    let segments = cut(&crossed(), &[4]).expect("cuts");
    let srs = Srs::from_seed(9, 1).expect("a string");
    let files: Vec<Vec<u8>> = segments
        .parts
        .iter()
        .map(|part| setup(Plan::new(&part.graph).expect("a plan"), &srs).expect("keys").verifying)
        .map(|key: VerifyingKey| key.to_bytes())
        .collect();
    let key = SegmentsKey::new(vec![4], segments.wiring, files, Limits::default()).expect("a key");
    let name: Digest = key.digest();
    let bytes = key.to_bytes();
    assert!(SegmentsKey::begins(&bytes) && !SegmentsKey::begins(&key.keys()[0]));
    let head = bytes.len() - 32 - key.keys().iter().map(Vec::len).sum::<usize>();
    for i in (0..head).chain((head..bytes.len()).step_by(97)) {
        SegmentsKey::from_bytes(&bytes[..i], Limits::default()).expect_err("a part of a file");
        let mut bad = bytes.clone();
        bad[i] ^= 0x80;
        SegmentsKey::from_bytes(&bad, Limits::default()).expect_err("a checksum that does not match");
        if i < bytes.len() - 32 {
            let forged = finish(bad[..bad.len() - 32].to_vec());
            if let Ok(other) = SegmentsKey::from_bytes(&forged, Limits::default()) {
                let same = (other.digest(), other.cuts(), other.keys()) == (name, key.cuts(), key.keys());
                assert!(!same, "byte {i}");
            }
        }
    }
    let proof = SegmentsProof { hashes: vec![Hash([1; 32]); 2], proofs: vec![vec![1; 5], vec![2; 7]] };
    let bytes = proof.to_bytes();
    for i in 0..bytes.len() {
        SegmentsProof::from_bytes(&bytes[..i]).expect_err("a part of a file");
        let mut bad = bytes.clone();
        bad[i] ^= 0x80;
        SegmentsProof::from_bytes(&bad).expect_err("a checksum that does not match");
        if i < bytes.len() - 32 {
            let forged = SegmentsProof::from_bytes(&finish(bad[..bad.len() - 32].to_vec()));
            assert_ne!(forged.ok(), Some(proof.clone()), "byte {i}");
        }
    }
    let mut long = bytes[..bytes.len() - 32].to_vec();
    long.push(0);
    SegmentsProof::from_bytes(&finish(long)).expect_err("bytes after the end");
}
