//! Gains and biases of normalisations.

use super::*;

/// Root mean squares, and deviations: one product or quotient by row, one table where the operator is named, and no gain beside the weights. Roots
/// that are spelled out keep what they refuse.
#[test]
fn gains_of_normalisations_are_part_of_weights() {
    let project = || op("MatMul", &["n", "w"], "y");
    let mean_square =
        |of: &str| vec![op("Mul", &[of, of], "square"), last("ReduceMean", &["square"], "mean")];
    let shifted = || op("Add", &["mean", "eps"], "sum");
    let rms = |behind: Vec<NodeProto>| [mean_square("x"), vec![shifted()], behind, vec![project()]].concat();
    let attributes = || vec![float("epsilon", 1e-5), int("axis", -1)];
    let centred = || vec![last("ReduceMean", &["x"], "m"), op("Sub", &["x", "m"], "c")];
    let deviation = |behind: Vec<NodeProto>| {
        [centred(), mean_square("c"), vec![shifted()], behind, vec![project()]].concat()
    };
    for s in [
        spelling(
            "RMSNormalization",
            vec![node("RMSNormalization", &["x", "gain"], &["n"], attributes()), project()],
        ),
        spelling(
            "SimplifiedLayerNormalization",
            vec![node("SimplifiedLayerNormalization", &["x", "gain"], &["n"], attributes()), project()],
        ),
        spelling(
            "SkipSimplifiedLayerNormalization",
            vec![
                ms(
                    "SkipSimplifiedLayerNormalization",
                    &["x", "zeros", "gain"],
                    "n",
                    vec![float("epsilon", 1e-5)],
                ),
                project(),
            ],
        ),
        spelling(
            "a quotient by a root",
            rms(vec![op("Sqrt", &["sum"], "r"), op("Div", &["x", "r"], "v"), op("Mul", &["v", "gain"], "n")]),
        ),
        spelling(
            "an inverse root, the gain first",
            rms(vec![
                op("Sqrt", &["sum"], "r"),
                op("Reciprocal", &["r"], "i"),
                op("Mul", &["x", "i"], "v"),
                op("Mul", &["gain", "v"], "n"),
            ]),
        ),
        spelling(
            "one over a root",
            rms(vec![
                op("Sqrt", &["sum"], "r"),
                op("Div", &["one", "r"], "i"),
                op("Mul", &["i", "x"], "v"),
                op("Mul", &["v", "gain"], "n"),
            ]),
        ),
        spelling(
            "a power of -1/2",
            rms(vec![
                op("Pow", &["sum", "minus_half"], "i"),
                op("Mul", &["x", "i"], "v"),
                op("Mul", &["v", "gain"], "n"),
            ]),
        ),
        spelling(
            "powers",
            vec![
                op("Pow", &["x", "two"], "square"),
                last("ReduceMean", &["square"], "mean"),
                shifted(),
                op("Pow", &["sum", "half"], "r"),
                op("Div", &["x", "r"], "v"),
                op("Mul", &["v", "gain"], "n"),
                project(),
            ],
        ),
        spelling(
            "LayerNormalization",
            vec![node("LayerNormalization", &["x", "gain", "shift"], &["n"], attributes()), project()],
        ),
        spelling(
            "SkipLayerNormalization",
            vec![
                ms(
                    "SkipLayerNormalization",
                    &["x", "zeros", "gain", "shift"],
                    "n",
                    vec![float("epsilon", 1e-5)],
                ),
                project(),
            ],
        ),
        spelling(
            "a deviation's quotient",
            deviation(vec![
                op("Sqrt", &["sum"], "r"),
                op("Div", &["c", "r"], "v"),
                op("Mul", &["v", "gain"], "g"),
                op("Add", &["g", "shift"], "n"),
            ]),
        ),
    ] {
        let compiled = compiled(&s);
        near(&s, &compiled);
        let graph = &compiled.quantised.graph;
        let kinds: Vec<&str> = graph.nodes.iter().map(|n| n.gadget.name()).collect();
        let tables = (count(&compiled, "lookup"), count(&compiled, "quotient"));
        assert!(tables == (1, 0) || !s.name.ends_with("Normalization"), "{}: {kinds:?}", s.name);
        let beside = graph.tensors.iter().filter(|t| t.name.contains("gain"));
        assert_eq!(beside.count(), 0, "{}: {kinds:?}", s.name);
    }
}

/// A gain that something else reads, too, stays what it is, and so does one that no normalisation is in front of.
#[test]
fn gains_that_others_see_stay() {
    let norm = || node("RMSNormalization", &["x", "gain"], &["n"], vec![float("epsilon", 1e-5)]);
    let project = |of: &str| op("MatMul", &[of, "w"], "p");
    for s in [
        spelling("read by a sum", vec![norm(), project("n"), op("Add", &["n", "p"], "y")]),
        spelling("no normalisation", vec![op("Mul", &["x", "gain"], "n"), op("MatMul", &["n", "w"], "y")]),
        spelling(
            "between rows",
            vec![
                norm(),
                node("Transpose", &["n"], &["t"], vec![ints("perm", &[0, 2, 1])]),
                op("MatMul", &["w", "t"], "y"),
            ],
        ),
    ] {
        let compiled = compiled(&s);
        near(&s, &compiled);
        let graph = &compiled.quantised.graph;
        assert!(graph.tensors.iter().any(|t| t.name.contains("gain")), "{}", s.name);
    }
}
