//! Graphs broken on purpose: each is refused, naming the node.

use circuit::{
    Builder, Data, Def, Diagnostic, Divisor, EinsumSpec, Graph, IndexMap, Origin, Range, Ref, RelId,
    Relation, Rounding, TensorId, Visibility,
};
use gadgets::Buffer;

/// `y = relu(x·W) / 4`, by nodes `fc` and `act`.
fn good() -> Graph {
    let mut b = Builder::new();
    b.origin = Origin::new("image");
    let x = b.input(&[1, 3], Range::new(0, 9));
    b.origin = Origin::new("fc");
    let w = b.constant(&[2, 3], &[1, -2, 3, 4, -5, 6]);
    let a = b.einsum(EinsumSpec::linear(), x, w, None).unwrap();
    b.origin = Origin::new("act");
    let y = b.div_round(a, Divisor::Pow2(2), Rounding::Floor, None).unwrap();
    b.output(y);
    let table = b.table(0, &[1, 2]);
    assert_eq!(table.0, 0);
    b.finish()
}

fn findings(change: impl FnOnce(&mut Graph)) -> Vec<Diagnostic> {
    let mut graph = good();
    change(&mut graph);
    graph.validate().err().unwrap_or_default()
}

#[test]
fn the_unbroken_graph_is_valid() {
    assert_eq!(good().validate(), Ok(()));
}

#[test]
fn each_broken_invariant_is_found() {
    type Change = fn(&mut Graph);
    let cases: [(&str, &str, Change); 29] = [
        ("version 9", "", |g| g.version = 9),
        ("has no or too many elements", "image", |g| g.tensors[0].shape = vec![1, 0]),
        ("has no or too many elements", "image", |g| g.tensors[0].shape = vec![u32::MAX, u32::MAX]),
        ("is empty", "image", |g| g.tensors[0].range = Range { lo: 1, hi: 0 }),
        ("exceeds 2^120", "image", |g| g.tensors[0].range.hi = i128::MAX),
        ("6 constants, expected 4", "fc", |g| g.tensors[1].shape = vec![2, 2]),
        ("constants leave the range", "fc", |g| g.tensors[1].range.hi = 5),
        ("narrowest", "fc", |g| {
            g.tensors[1].vis = Visibility::Constant(Data::from(Buffer::from(vec![1i32, -2, 3, 4, -5, 6])))
        }),
        ("needs no check", "fc", |g| g.tensors[1].checked = Some(17)),
        ("status 0", "act", |g| g.tensors[3].checked = Some(0)),
        ("exceed 2^120", "act", |g| {
            let Relation::DivRound { clip, .. } = &mut g.relations[1] else { panic!("the division") };
            *clip = Some(Range::new(i128::MIN, i128::MAX));
        }),
        ("private input must be checked", "image", |g| g.tensors[0].vis = Visibility::PrivateInput),
        ("private input must be checked", "image", |g| g.tensors[0].vis = Visibility::HashedInput),
        ("does not go with definition", "act", |g| g.tensors[3].vis = Visibility::HashedInput),
        ("a hashed input is listed as an output", "image", |g| {
            (g.tensors[0].vis, g.tensors[0].checked) = (Visibility::HashedInput, Some(16));
            g.outputs.push(TensorId(0));
        }),
        ("a hashed output is listed twice", "act", |g| {
            g.tensors[3].vis = Visibility::HashedOutput;
            g.outputs.push(TensorId(3));
        }),
        ("an output that is not listed", "act", |g| {
            g.tensors[3].vis = Visibility::HashedOutput;
            g.outputs.clear();
        }),
        ("does not go with definition", "fc", |g| g.tensors[2].def = Def::Free),
        ("relation 1 does not define it", "fc", |g| g.tensors[2].def = Def::By(RelId(1))),
        ("relation 7 does not define it", "fc", |g| g.tensors[2].def = Def::By(RelId(7))),
        ("an input that is not listed", "image", |g| g.inputs.clear()),
        ("listed as an input twice", "image", |g| g.inputs.push(TensorId(0))),
        ("listed as an input but is none", "fc", |g| g.inputs.push(TensorId(2))),
        ("an output that is not listed", "act", |g| g.outputs.clear()),
        ("listed as an output but is internal", "fc", |g| g.outputs.push(TensorId(2))),
        ("does not exist", "", |g| g.outputs.push(TensorId(99))),
        ("read before it is defined", "act", |g| g.relations.swap(0, 1)),
        ("entries for arguments", "", |g| g.tables[0].input.hi = 7),
        ("expected [1, 2]", "fc", |g| g.tensors[2].shape = vec![2, 1]),
    ];
    for (text, node, change) in cases {
        let found = findings(change);
        let hit = found.iter().find(|d| d.to_string().contains(text));
        let hit = hit.unwrap_or_else(|| panic!("'{text}' not in {found:#?}"));
        assert_eq!(hit.node, node, "{hit}");
    }
}

#[test]
fn a_range_tighter_than_the_image_must_be_checked() {
    let tighter = |g: &mut Graph| g.tensors[2].range.hi -= 1;
    let found = findings(tighter);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].node, "fc");
    assert!(found[0].to_string().contains("no check is made"), "{}", found[0]);
    assert!(
        findings(|g| {
            tighter(g);
            g.tensors[2].checked = Some(17);
        })
        .is_empty()
    );
    assert!(findings(|g| g.tensors[3].range.hi += 1).is_empty(), "wider than the image is sound");
}

#[test]
fn all_findings_are_reported_at_once() {
    let found = findings(|g| {
        g.tensors[0].range = Range { lo: 1, hi: 0 };
        g.tensors[1].range.hi = 5;
        let Relation::DivRound { den, .. } = &mut g.relations[1] else { panic!("the division") };
        *den = Divisor::Const(-4);
    });
    let nodes: Vec<&str> = found.iter().map(|d| d.node.as_str()).collect();
    assert_eq!(nodes, ["image", "fc", "act"], "{found:#?}");
}

#[test]
fn operands_that_do_not_fit_are_named_by_position() {
    let found = findings(|g| {
        let Relation::Einsum { b, .. } = &mut g.relations[0] else { panic!("the product") };
        *b = Ref::from(TensorId(1)).view(vec![2, 3], IndexMap::Indices(vec![0, 1, 2, 3, 4, 6]));
    });
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].to_string(), "node 'fc', relation 0 (einsum): operand 1: reads element 6 of 6");
    let missing = findings(|g| {
        let Relation::Einsum { a, .. } = &mut g.relations[0] else { panic!("the product") };
        *a = TensorId(77).into();
    });
    assert!(missing.iter().any(|d| d.to_string().contains("tensor 77 is read but does not exist")));
}
