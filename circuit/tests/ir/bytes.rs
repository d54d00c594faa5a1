//! Canonical bytes and the digest: round trips, sensitivity, hostile input.

use crate::random;
use circuit::{DecodeError, Graph, Origin, interpret};
use proptest::prelude::*;
use rand::Rng;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn files_round_trip(seed: u64) {
        let graph = random::graph(&mut random::rng(seed));
        let bytes = graph.to_bytes();
        let back = Graph::from_bytes(&bytes).expect("a file of ours");
        prop_assert_eq!(back.digest(), graph.digest());
        prop_assert_eq!(back.summary(), graph.summary());
        prop_assert_eq!(back, graph);
    }

    /// Damaged files are refused, or are some other graph that validation and the interpreter can cope with.
    #[test]
    fn damaged_files_do_no_harm(seed: u64) {
        let mut rng = random::rng(seed);
        let mut bytes = random::graph(&mut rng).to_bytes();
        for _ in 0..rng.gen_range(1..4) {
            let at = rng.gen_range(0..bytes.len());
            match rng.gen_range(0..4) {
                0 => bytes.truncate(at),
                1 => bytes[at] = rng.r#gen(),
                2 => bytes[at] ^= 1 << rng.gen_range(0..8),
                _ => bytes.insert(at, rng.r#gen()),
            }
            if bytes.is_empty() {
                break;
            }
        }
        if let Ok(graph) = Graph::from_bytes(&bytes) {
            let small = graph.tensors.iter().all(|t| t.numel().is_some_and(|n| n < 1 << 16));
            if graph.validate().is_ok() && small {
                let inputs = random::inputs(&graph, &mut rng);
                // A changed check may stop the run; nothing else may.
                if let Err(e) = interpret(&graph, &inputs) {
                    prop_assert!(e.status().is_some(), "{}", e);
                }
            }
        }
    }
}

#[test]
fn truncated_and_extended_files_are_refused() {
    let bytes = random::graph(&mut random::rng(7)).to_bytes();
    for n in 0..bytes.len() {
        assert!(Graph::from_bytes(&bytes[..n]).is_err(), "{n} of {} bytes", bytes.len());
    }
    let longer = [&bytes[..], &[0]].concat();
    assert!(matches!(Graph::from_bytes(&longer), Err(DecodeError::Malformed(_))));
    let mut newer = bytes.clone();
    newer[8] += 1;
    assert!(matches!(Graph::from_bytes(&newer), Err(DecodeError::Version { got: 2 })));
    assert!(matches!(Graph::from_bytes(b"GGUF"), Err(DecodeError::Magic)));
}

/// A length of 2^32 - 1 elements in a short file must not reserve memory for them.
#[test]
fn huge_lengths_are_refused_cheaply() {
    let bytes = random::graph(&mut random::rng(3)).to_bytes();
    for at in 8..bytes.len() - 4 {
        let mut hostile = bytes.clone();
        hostile[at..at + 4].fill(0xff);
        if let Ok(graph) = Graph::from_bytes(&hostile) {
            let _ = graph.validate();
        }
    }
}

#[test]
fn the_digest_covers_all_but_origins() {
    let graph = random::graph(&mut random::rng(11));
    let digest = graph.digest();
    let mut renamed = graph.clone();
    renamed.tensors.iter_mut().for_each(|t| t.origin = Origin::new("renamed"));
    assert_eq!(renamed.digest(), digest);
    let changes: [fn(&mut Graph); 5] = [
        |g| g.tensors[0].range.hi += 1,
        |g| g.tensors[0].checked = Some(3),
        |g| g.tensors[0].shape.push(1),
        |g| g.outputs.push(g.outputs[0]),
        |g| {
            g.relations.pop();
        },
    ];
    for change in changes {
        let mut other = graph.clone();
        change(&mut other);
        assert_ne!(other.digest(), digest);
    }
    assert_eq!(digest.to_string().len(), 64);
}

#[test]
fn the_summary_reads_as_a_listing() {
    use circuit::{Builder, EinsumSpec, Range, Reduction, Relation, Rounding, TensorId, Window};
    let mut b = Builder::new();
    b.origin = Origin::new("image");
    let x = b.input(&[1, 1, 4, 4], Range::new(0, 255));
    b.origin = Origin::new("conv1");
    let k = b.constant(&[2, 1, 3, 3], &[1; 18]);
    let mut same = Window::plain([3, 3], [1, 1]);
    (same.begin, same.end) = ([1, 1], [1, 1]);
    let a = b.conv(x, k, None, same, 1).unwrap();
    b.origin = Origin { nodes: vec!["relu1".into(), "pool1".into()], step: None };
    let over = Reduction::Window(Window::plain([2, 2], [2, 2]));
    let (rounding, out) = (Rounding::HalfUp, TensorId(0));
    let pool =
        Relation::ReluPoolRequant { x: a.into(), over, floor: Some(0), shift: 4, rounding, clip: None, out };
    let y = b.define(pool).unwrap();
    b.check(y, Range::new(0, 127), 17);
    b.origin = Origin::new("fc");
    let w = b.constant(&[3, 8], &[-1; 24]);
    let flat = circuit::Ref::from(y).reshape(vec![1, 8]);
    let z = b.einsum(EinsumSpec::linear(), flat, w, None).unwrap();
    b.output(z);
    let graph = b.finish();
    assert_eq!(graph.validate(), Ok(()));
    let text = graph.summary();
    let (first, rest) = text.split_once('\n').unwrap();
    assert_eq!(first, format!("circuit version 1, digest {}", graph.digest()));
    assert_eq!(
        rest,
        "3 relations, 6 tensors, 0 tables; 42 constants, 59 other elements\n\
         %0 = public input [1, 1, 4, 4] in 0..=255  # image\n\
         %1 = constant [2, 1, 3, 3] in 1..=1  # conv1\n\
         %4 = constant [3, 8] in -1..=-1  # fc\n\
         %2 = conv(%0, %1) 3x3 pads [1, 1]..[1, 1] : [1, 2, 4, 4] in 0..=2295  # conv1\n\
         %3 = relu_pool_requant(%2) 2x2 stride 2x2 floor 0 by 2^4 HalfUp : [1, 2, 2, 2] in 0..=127 \
         checked (status 17)  # relu1+pool1\n\
         %5 = einsum(%3.reshape[1, 8], %4) mk,nk->mn : public output [1, 3] in -1016..=0  # fc\n\
         return %5\n"
    );
}
