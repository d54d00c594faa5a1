//! Activations that are spelled out.

use super::*;

/// SiLU and GELU: one table each.
#[test]
fn activations_are_one_table() {
    let gate = |behind: Vec<NodeProto>| {
        let (g, u) = (op("MatMul", &["x", "w"], "g"), op("MatMul", &["x", "u"], "l"));
        [vec![g, u], behind, vec![op("Mul", &["s", "l"], "y")]].concat()
    };
    let hidden = |behind: Vec<NodeProto>| [vec![op("MatMul", &["x", "w"], "g")], behind].concat();
    let tanh = |behind: Vec<NodeProto>| {
        let inner = vec![
            op("Pow", &["g", "three"], "cube"),
            op("Mul", &["cube", "cubic"], "part"),
            op("Add", &["g", "part"], "sum"),
            op("Mul", &["sum", "root"], "inner"),
            op("Tanh", &["inner"], "t"),
            op("Add", &["t", "one"], "e"),
        ];
        hidden([inner, behind].concat())
    };
    let erf =
        || vec![op("Div", &["g", "root_of_two"], "d"), op("Erf", &["d"], "f"), op("Add", &["f", "one"], "e")];
    for s in [
        spelling("Sigmoid, Mul", gate(vec![op("Sigmoid", &["g"], "o"), op("Mul", &["g", "o"], "s")])),
        spelling(
            "Mul the other way round",
            gate(vec![op("Sigmoid", &["g"], "o"), op("Mul", &["o", "g"], "s")]),
        ),
        spelling("Swish", gate(vec![op("Swish", &["g"], "s")])),
        spelling("QuickGelu", gate(vec![ms("QuickGelu", &["g"], "s", vec![float("alpha", 1.0)])])),
        spelling(
            "a quotient by an exponential",
            gate(vec![
                op("Neg", &["g"], "m"),
                op("Exp", &["m"], "f"),
                op("Add", &["one", "f"], "e"),
                op("Div", &["g", "e"], "s"),
            ]),
        ),
        spelling("Gelu", hidden(vec![op("Gelu", &["g"], "y")])),
        spelling(
            "Gelu by tanh",
            hidden(vec![node("Gelu", &["g"], &["y"], vec![string("approximate", "tanh")])]),
        ),
        spelling("BiasGelu", hidden(vec![ms("BiasGelu", &["g", "shift"], "y", vec![])])),
        spelling("FastGelu", hidden(vec![ms("FastGelu", &["g", "shift"], "y", vec![])])),
        spelling(
            "Erf, half last",
            hidden([erf(), vec![op("Mul", &["g", "e"], "p"), op("Mul", &["p", "half"], "y")]].concat()),
        ),
        spelling(
            "Erf, half first",
            hidden([erf(), vec![op("Mul", &["g", "half"], "p"), op("Mul", &["p", "e"], "y")]].concat()),
        ),
        spelling("Tanh, half last", tanh(vec![op("Mul", &["g", "e"], "p"), op("Mul", &["p", "half"], "y")])),
        spelling("Tanh, half first", tanh(vec![op("Mul", &["g", "half"], "p"), op("Mul", &["p", "e"], "y")])),
    ] {
        let compiled = compiled(&s);
        near(&s, &compiled);
        let kinds: Vec<&str> = compiled.quantised.graph.nodes.iter().map(|n| n.gadget.name()).collect();
        let gated = s.nodes.iter().any(|n| n.output == ["l"]);
        let expected = (1, 0, usize::from(gated));
        let found = (count(&compiled, "lookup"), count(&compiled, "quotient"), count(&compiled, "map"));
        assert_eq!(found, expected, "{}: {kinds:?}", s.name);
    }
}

/// What is no such function, by a number, is not taken for one.
#[test]
fn activations_of_other_numbers_are_others() {
    let hidden = |behind: Vec<NodeProto>| [vec![op("MatMul", &["x", "w"], "g")], behind].concat();
    for s in [
        spelling(
            "half of a Swish",
            hidden(vec![
                op("Sigmoid", &["g"], "o"),
                op("Mul", &["g", "o"], "s"),
                op("Mul", &["s", "half"], "y"),
            ]),
        ),
        spelling("a square's Sigmoid", hidden(vec![op("Sigmoid", &["g"], "o"), op("Mul", &["o", "o"], "y")])),
        spelling(
            "Erf of twice",
            hidden(vec![
                op("Mul", &["g", "two"], "d"),
                op("Erf", &["d"], "f"),
                op("Add", &["f", "one"], "e"),
                op("Mul", &["g", "e"], "p"),
                op("Mul", &["p", "half"], "y"),
            ]),
        ),
        spelling(
            "a Swish that turns up again",
            hidden(vec![
                op("Mul", &["g", "ten"], "wide"),
                op("Sigmoid", &["wide"], "o"),
                op("Mul", &["wide", "o"], "s"),
                op("Neg", &["wide"], "n"),
                op("Sub", &["n", "twelve"], "t"),
                op("Relu", &["t"], "r"),
                op("Add", &["s", "r"], "y"),
            ]),
        ),
    ] {
        near(&s, &compiled(&s));
    }
}
