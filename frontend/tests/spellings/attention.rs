//! Attention without probabilities.

use super::*;

/// Scores, a mask by rule, powers, and their product with the values times a reciprocal, however heads and masks are written.
#[test]
fn attention_forms_no_probabilities() {
    let perm = |of: &str, to: &str, perm: &[i64]| node("Transpose", &[of], &[to], vec![ints("perm", perm)]);
    let split = |of: &str, by: &str, to: &str| {
        let rows = format!("{to}_rows");
        vec![op("Reshape", &[of, by], &rows), perm(&rows, to, &[0, 2, 1, 3])]
    };
    let projections =
        || ["q", "k", "v"].map(|n| op("MatMul", &["x", &format!("w{n}")], &format!("{n}p"))).to_vec();
    let sides = || [split("qp", "heads", "q"), split("kp", "heads", "k"), split("vp", "heads", "v")].concat();
    let scores = || {
        vec![perm("k", "kt", &[0, 1, 3, 2]), op("MatMul", &["q", "kt"], "p"), op("Mul", &["p", "scale"], "s")]
    };
    let weighed = |between: Vec<NodeProto>| {
        let first = vec![node("Softmax", &["m"], &["a"], vec![int("axis", -1)])];
        let last = vec![perm("o", "r", &[0, 2, 1, 3]), op("Reshape", &["r", "flat"], "y")];
        [first, between, last].concat()
    };
    let behind = || weighed(vec![op("MatMul", &["a", "v"], "o")]);
    let plain = |mask: NodeProto| [projections(), sides(), scores(), vec![mask], behind()].concat();
    let masked = |between: Vec<NodeProto>| {
        let mask = vec![op("Add", &["s", "added"], "m")];
        [projections(), sides(), scores(), mask, weighed(between)].concat()
    };
    let one_head = |repeat: &dyn Fn(&str, &str) -> Vec<NodeProto>| {
        let projections = vec![
            op("MatMul", &["x", "wq"], "qp"),
            op("MatMul", &["x", "one_k"], "kp"),
            op("MatMul", &["x", "one_v"], "vp"),
        ];
        let sides =
            [split("qp", "heads", "q"), split("kp", "single", "k1"), split("vp", "single", "v1")].concat();
        let mask = vec![op("Add", &["s", "added"], "m")];
        [projections, sides, repeat("k1", "k"), repeat("v1", "v"), scores(), mask, behind()].concat()
    };
    let expand = |of: &str, to: &str| {
        let (column, spread) = (format!("{to}_column"), format!("{to}_spread"));
        vec![
            op("Reshape", &[of, "column"], &column),
            op("Expand", &[&column, "spread"], &spread),
            op("Reshape", &[&spread, "both"], to),
        ]
    };
    let tile = |of: &str, to: &str| vec![op("Tile", &[of, "times"], to)];
    let joined = |of: &str, to: &str| vec![node("Concat", &[of, of], &[to], vec![int("axis", 1)])];
    let heads = |own: i64| vec![int("q_num_heads", HEADS), int("kv_num_heads", own), int("is_causal", 1)];
    let fused = || {
        let parts =
            node("Split", &["all_p"], &["qp", "kp", "vp"], vec![int("axis", 2), int("num_outputs", 3)]);
        vec![op("MatMul", &["x", "all"], "all_p"), parts]
    };
    let with = |name: &'static str, given: Vec<NodeProto>, last: NodeProto| {
        spelling(name, [given, vec![last]].concat())
    };
    let three = ["qp", "kp", "vp"];
    let grouped = || {
        vec![
            op("MatMul", &["x", "wq"], "qp"),
            op("MatMul", &["x", "one_k"], "kp"),
            op("MatMul", &["x", "one_v"], "vp"),
        ]
    };
    let unidirectional = || vec![int("num_heads", HEADS), int("unidirectional", 1)];
    let lengths = ["qp", "kp", "vp", "", "", "lengths", "total"];
    for (products, s) in [
        (5, spelling("a mask of -1e4", plain(op("Add", &["s", "added"], "m")))),
        (5, spelling("a mask of minus infinity", plain(op("Add", &["s", "infinite"], "m")))),
        (5, spelling("a mask of the least number", plain(op("Add", &["s", "least"], "m")))),
        (5, spelling("a mask that selects", plain(op("Where", &["seen", "s", "low"], "m")))),
        (
            5,
            spelling(
                "a Dropout in front of the values",
                masked(vec![op("Dropout", &["a"], "d"), op("MatMul", &["d", "v"], "o")]),
            ),
        ),
        (
            5,
            spelling(
                "heads as a batch",
                masked(vec![
                    op("Reshape", &["a", "batch"], "ab"),
                    op("Reshape", &["v", "batch_v"], "vb"),
                    op("MatMul", &["ab", "vb"], "ob"),
                    op("Reshape", &["ob", "both"], "o"),
                ]),
            ),
        ),
        (5, spelling("heads that are expanded", one_head(&expand))),
        (5, spelling("heads that are tiled", one_head(&tile))),
        (5, spelling("heads that are joined", one_head(&joined))),
        (
            3,
            spelling(
                "one projection",
                [fused(), sides(), scores(), vec![op("Add", &["s", "added"], "m")], behind()].concat(),
            ),
        ),
        (5, with("Attention", projections(), node("Attention", &three, &["y"], heads(HEADS)))),
        (5, with("Attention of groups", grouped(), node("Attention", &three, &["y"], heads(1)))),
        (
            5,
            with(
                "MultiHeadAttention",
                projections(),
                ms("MultiHeadAttention", &three, "y", unidirectional()),
            ),
        ),
        (
            5,
            with(
                "GroupQueryAttention",
                grouped(),
                ms(
                    "GroupQueryAttention",
                    &lengths,
                    "y",
                    vec![int("num_heads", HEADS), int("kv_num_heads", 1)],
                ),
            ),
        ),
    ] {
        let compiled = compiled(&s);
        near(&s, &compiled);
        let kinds: Vec<&str> = compiled.quantised.graph.nodes.iter().map(|n| n.gadget.name()).collect();
        // No probabilities: powers by a table, their product with the values, and one quotient a row.
        let found = ["softmax", "fully_connected", "lookup", "quotient"].map(|kind| count(&compiled, kind));
        assert_eq!(found, [0, products, 1, 1], "{}: {kinds:?}", s.name);
        let tensors = &compiled.quantised.graph.tensors;
        assert!(tensors.iter().any(|t| t.name.ends_with("/kept")), "{}: no mask by rule", s.name);
    }
}
