//! Rotary embeddings, and turns between products.

use super::*;

/// Rotary positions: one sum of products.
#[test]
fn rotations_are_one_sum_of_products() {
    let heads = || {
        vec![
            op("Reshape", &["x", "heads"], "h"),
            node("Transpose", &["h"], &["q"], vec![ints("perm", &[0, 2, 1, 3])]),
        ]
    };
    let slice = |to: &str, from: &str, end: &str| op("Slice", &["q", from, end, "last"], to);
    let half = |order: [&str; 2]| {
        vec![
            slice("a", "start", "middle"),
            slice("b", "middle", "end"),
            op("Neg", &["b"], "minus"),
            node("Concat", &["minus", "a"], &["turned"], vec![int("axis", -1)]),
            op("Mul", &["q", "cos"], "p"),
            op("Mul", &["turned", "sin"], "r"),
            op("Add", &order, "y"),
        ]
    };
    let split = || {
        vec![
            node("Split", &["q"], &["a", "b"], vec![int("axis", 3), int("num_outputs", 2)]),
            op("Neg", &["b"], "minus"),
            node("Concat", &["minus", "a"], &["turned"], vec![int("axis", 3)]),
            op("Mul", &["cos", "q"], "p"),
            op("Mul", &["sin", "turned"], "r"),
            op("Add", &["p", "r"], "y"),
        ]
    };
    let every_other = |to: &str, from: &str| op("Slice", &["q", from, "end", "last", "step"], to);
    let stacked = |first: &str, second: &str, to: &str| {
        vec![
            op("Unsqueeze", &[first, "fifth"], "u1"),
            op("Unsqueeze", &[second, "fifth"], "u2"),
            node("Concat", &["u1", "u2"], &["stacked"], vec![int("axis", -1)]),
            op("Reshape", &["stacked", "both"], to),
        ]
    };
    let pairs = || {
        let parts = vec![every_other("a", "start"), every_other("b", "second"), op("Neg", &["b"], "minus")];
        let sum = vec![
            op("Mul", &["q", "cos"], "p"),
            op("Mul", &["turned", "sin"], "r"),
            op("Add", &["p", "r"], "y"),
        ];
        [parts, stacked("minus", "a", "turned"), sum].concat()
    };
    let complex = || {
        let split = node("Split", &["z"], &["z1", "z2"], vec![int("axis", 4), int("num_outputs", 2)]);
        let parts = vec![
            op("Reshape", &["q", "pairs"], "z"),
            split,
            op("Squeeze", &["z1", "fifth"], "e"),
            op("Squeeze", &["z2", "fifth"], "f"),
            op("Mul", &["e", "half_cos"], "ec"),
            op("Mul", &["f", "half_sin"], "fs"),
            op("Sub", &["ec", "fs"], "re"),
            op("Mul", &["e", "half_sin"], "es"),
            op("Mul", &["f", "half_cos"], "fc"),
            op("Add", &["es", "fc"], "im"),
        ];
        [parts, stacked("re", "im", "y")].concat()
    };
    for s in [
        spelling("pairs", [heads(), pairs()].concat()),
        spelling("pairs as complex numbers", [heads(), complex()].concat()),
        spelling("halves", [heads(), half(["p", "r"])].concat()),
        spelling("halves the other way round", [heads(), half(["r", "p"])].concat()),
        spelling("a split", [heads(), split()].concat()),
        spelling(
            "RotaryEmbedding",
            [heads(), vec![op("RotaryEmbedding", &["q", "half_cos", "half_sin"], "y")]].concat(),
        ),
        spelling(
            "RotaryEmbedding of onnxruntime",
            [heads(), vec![ms("RotaryEmbedding", &["q", "positions", "rows_cos", "rows_sin"], "y", vec![])]]
                .concat(),
        ),
    ] {
        let compiled = compiled(&s);
        near(&s, &compiled);
        let kinds: Vec<&str> = compiled.quantised.graph.nodes.iter().map(|n| n.gadget.name()).collect();
        assert_eq!(kinds, ["range_check", "transpose", "map"], "{}", s.name);
    }
}

/// Halves that change places between two products are part of one sum, not of two.
#[test]
fn a_turn_between_products_is_of_one_sum() {
    let s = spelling(
        "halves change places",
        vec![
            op("Reshape", &["x", "heads"], "h"),
            node("Transpose", &["h"], &["q"], vec![ints("perm", &[0, 2, 1, 3])]),
            op("Mul", &["q", "cos"], "m"),
            op("Slice", &["m", "start", "middle", "last"], "a"),
            op("Slice", &["m", "middle", "end", "last"], "b"),
            node("Concat", &["b", "a"], &["turned"], vec![int("axis", -1)]),
            op("Mul", &["turned", "sin"], "y"),
        ],
    );
    near(&s, &compiled(&s));
}
