//! Circuits of every kind: each gadget family alone, random programs of the fallback, and relations by hand
//! in every mode, fused and not.

use circuit::lower::lower;
use circuit::{
    Builder, Data, Divisor, EinsumSpec, Graph, Range, Reduction, Ref, Relation, Rounding, Table, TensorId,
    Window,
};
use gadgets::arbitrary::{FAMILIES, Source, case_of};

/// Gadget families, and the fallback.
pub const KINDS: usize = FAMILIES + 1;

/// The name of a kind.
pub fn kind_name(kind: usize) -> &'static str {
    if kind < FAMILIES { case_of(kind, 7).gadget.name() } else { "generic" }
}

/// A circuit of one kind and inputs for it; `None` for a program that the fallback refuses.
pub fn family(kind: usize, seed: u64) -> Option<(Graph, Vec<Vec<i128>>)> {
    let (graph, given) = if kind < FAMILIES {
        super::alone::alone(&case_of(kind, seed), seed.is_multiple_of(2))
    } else {
        let s = &mut Source::new(seed);
        let (program, ranges) = super::programs::program(s);
        let graph = super::programs::graph(program, &ranges);
        let given = graph.inputs.iter().zip(&ranges);
        let given = given.map(|(p, r)| (0..p.shape[0]).map(|_| s.value(*r)).collect()).collect();
        (graph, given)
    };
    let wide = |v: Vec<i64>| v.into_iter().map(i128::from).collect();
    Some((lower(&graph).ok()?, given.into_iter().map(wide).collect()))
}

/// A circuit made by hand.
pub struct Made {
    /// What it is for.
    pub name: &'static str,
    /// The circuit.
    pub graph: Graph,
    /// Relations that are fused; a maximum alone where its division cannot be.
    pub fused: usize,
}

/// `x · W` with small weights of either sign.
fn product(b: &mut Builder, x: TensorId, outputs: u32) -> TensorId {
    let n = b.graph().tensor(x).numel().expect("small") as u32;
    let w: Vec<i64> = (0..outputs * n).map(|i| [1, -2, 3, -1, 0, 2, -3, 1][i as usize % 8]).collect();
    let w = b.constant(&[outputs, n], &w);
    b.einsum(EinsumSpec::linear(), Ref::from(x).reshape(vec![1, n]), w, None).expect("fits")
}

/// How a maximum between two products is made, and what its result is declared to be.
struct Middle {
    floor: Option<i64>,
    /// Shift, rounding and clamp, where it divides.
    requant: Option<(u8, Rounding, Option<Range>)>,
    /// A range checked with status 17.
    check: Option<Range>,
    /// A range declared without any check.
    declared: Option<Range>,
}

/// `x·W`, a maximum, and another product, so that the maximum is no public value.
fn between(middle: &Middle) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 4], Range::new(0, 9));
    let y = product(&mut b, x, 3);
    let (over, floor, out) = (Reduction::Axes(Vec::new()), middle.floor, TensorId(0));
    let m = match middle.requant {
        None => b.max(y, over, floor),
        Some((shift, rounding, clip)) => {
            b.define(Relation::ReluPoolRequant { x: y.into(), over, floor, shift, rounding, clip, out })
        }
    }
    .expect("fits");
    if let Some(range) = middle.check {
        b.check(m, range, 17);
    }
    let o = product(&mut b, m, 2);
    b.output(o);
    let mut graph = b.finish();
    if let Some(range) = middle.declared {
        // The results that follow have to hold what is declared now.
        graph.tensors[m.0 as usize].range = range;
        graph.tensors[o.0 as usize].range = graph.infer(&graph.relations[2]).expect("fits").image;
    }
    graph
}

/// Pairs of circuits whose layout could be the same: the second asks less of the same result, whose range is declared
/// as wide as the second needs.
pub fn stricter_and_looser() -> Vec<(&'static str, Graph, Graph)> {
    let middle = |floor, shift, clip| {
        let requant = Some((shift, Rounding::HalfUp, clip));
        between(&Middle { floor, requant, check: None, declared: Some(Range::new(-27, 36)) })
    };
    let loose = |shift| middle(None, shift, None);
    vec![
        ("a floor", middle(Some(0), 2, None), loose(2)),
        ("a floor, without a shift", middle(Some(0), 0, None), loose(0)),
        ("a clamp from below", middle(None, 2, Some(Range::new(-2, 30))), loose(2)),
        ("a clamp from above", middle(None, 2, Some(Range::new(-30, 2))), loose(2)),
        ("a clamp without a shift", middle(None, 0, Some(Range::new(-3, 7))), loose(0)),
    ]
}

/// A convolution, a maximum over windows, and another convolution.
fn pooled(floor: Option<i64>, requant: Option<(u8, Option<Range>)>) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 1, 5, 5], Range::new(0, 3));
    let k = b.constant(&[1, 1, 2, 2], &[1, -2, -1, 1]);
    let y = b.conv(x, k, None, Window::plain([2, 2], [1, 1]), 1).expect("fits");
    let over = Reduction::Window(Window::plain([2, 2], [2, 2]));
    let (rounding, out) = (Rounding::HalfUp, TensorId(0));
    let m = match requant {
        None => b.max(y, over, floor),
        Some((shift, clip)) => {
            b.define(Relation::ReluPoolRequant { x: y.into(), over, floor, shift, rounding, clip, out })
        }
    }
    .expect("fits");
    let k = b.constant(&[2, 1, 2, 2], &[1, 2, -3, 4, -1, 0, 2, 5]);
    let o = b.conv(m, k, None, Window::plain([2, 2], [1, 1]), 1).expect("fits");
    b.output(o);
    b.finish()
}

/// A product, then windows of one candidate that are returned: nothing multiplies them in place, so they lie side by side.
fn beside(floor: Option<i64>, shift: u8, clip: Option<Range>) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 4], Range::new(0, 9));
    let y = product(&mut b, x, 5);
    let (over, rounding, out) = (Reduction::Axes(Vec::new()), Rounding::HalfUp, TensorId(0));
    let x = y.into();
    let m = b.define(Relation::ReluPoolRequant { x, over, floor, shift, rounding, clip, out });
    b.output(m.expect("fits"));
    b.finish()
}

/// Such windows between convolutions, the second of which reads them in place.
fn beside_between(floor: i64) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 1, 4, 5], Range::new(0, 3));
    let k = b.constant(&[2, 1, 2, 2], &[1, -2, -1, 1, 3, 1, -1, 2]);
    let y = b.conv(x, k, None, Window::plain([2, 2], [1, 1]), 1).expect("fits");
    let m = b.max(y, Reduction::Axes(Vec::new()), Some(floor)).expect("fits");
    let k = b.constant(&[1, 2, 2, 2], &[1, 2, -3, 4, -1, 0, 2, 5]);
    let o = b.conv(m, k, None, Window::plain([2, 2], [1, 1]), 1).expect("fits");
    b.output(o);
    b.finish()
}

/// Relations that no window takes, each read by the next or returned.
fn unfused() -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[2, 3], Range::new(-7, 7));
    let p = b.private_input(&[2, 3], Range::new(1, 6), 16);
    let a = b.affine(vec![(3, x.into()), (-1, p.into())], 2).expect("fits");
    let m = b.mul(a, p).expect("fits");
    let r = b.reduce(m, Reduction::Axes(vec![1])).expect("fits");
    let q = b.div_round(r, Divisor::Pow2(3), Rounding::HalfUp, None).expect("fits");
    b.output(q);
    let d = b.div_round(m, Divisor::Const(5), Rounding::Floor, Some(Range::new(-4, 9))).expect("fits");
    let t = b.div_round(m, Divisor::Tensor(p.into()), Rounding::HalfUp, None).expect("fits");
    b.check(t, Range::new(-20, 24), 17);
    let lo = -4;
    let table = b.table(lo, &[9, 4, -1, 0, 1, 5, 9, 3, 2, 8, 7, 1, 0, 6]);
    let l = b.lut(table, d).expect("fits");
    let z = b.max(l, Reduction::Axes(vec![1]), Some(3)).expect("fits");
    b.output(z);
    b.in_range(a, Range::new(-20, 22), 18).expect("fits");
    let copy = b.affine(vec![(1, t.into())], 0).expect("fits");
    b.equal(copy, t, Some(19)).expect("fits");
    let w = b.einsum(EinsumSpec::new("ij", "ij", "i"), t, p, None).expect("fits");
    b.output(w);
    b.finish()
}

/// Bodies of primitives, of every word and as models compose them.
fn bodies() -> impl Iterator<Item = Made> {
    let fused = |name: &str| match name {
        "matrix product of activations" | "maximum, divided" | "sum of squares" => 1,
        "minimum and a ceiling" | "convolution" | "transposed convolution" | "layer norm" => 1,
        _ => 0,
    };
    super::hand::by_hand().into_iter().map(move |(name, case)| {
        let graph = lower(&case.graph()).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        Made { name, graph, fused: fused(name) }
    })
}

/// Circuits by hand.
pub fn made() -> Vec<Made> {
    let none = Middle { floor: None, requant: None, check: None, declared: None };
    let half = |shift, clip| Some((shift, Rounding::HalfUp, clip));
    let relu = || Middle { floor: Some(0), ..none };
    let mut all = vec![
        ("relu between products", between(&relu()), 1),
        ("a floor above every candidate", between(&Middle { floor: Some(60), ..none }), 0),
        ("a floor below every candidate", between(&Middle { floor: Some(-60), ..none }), 0),
        ("a maximum of one", between(&none), 0),
        ("relu, divided", between(&Middle { requant: half(2, None), ..relu() }), 1),
        (
            "divided by more than a limb, to floor",
            between(&Middle { requant: Some((5, Rounding::Floor, None)), ..none }),
            1,
        ),
        ("clamped at both ends", between(&Middle { requant: half(1, Some(Range::new(-3, 7))), ..none }), 1),
        ("relu, clamped above", between(&Middle { requant: half(0, Some(Range::new(0, 15))), ..relu() }), 1),
        (
            "checked at both ends",
            between(&Middle { requant: half(1, None), check: Some(Range::new(-9, 8)), ..none }),
            1,
        ),
        (
            "clamped and checked",
            between(&Middle {
                requant: half(1, Some(Range::new(-9, 12))),
                check: Some(Range::new(-9, 10)),
                ..none
            }),
            1,
        ),
        (
            "relu with a range wider than its image",
            between(&Middle { requant: half(2, None), declared: Some(Range::new(-30, 90)), ..relu() }),
            1,
        ),
        (
            "a clamp with a range wider than its image",
            between(&Middle {
                requant: half(1, Some(Range::new(-3, 7))),
                declared: Some(Range::new(-99, 99)),
                ..none
            }),
            1,
        ),
        (
            "a check that no result passes",
            between(&Middle { requant: half(2, None), check: Some(Range::new(-20, -1)), ..relu() }),
            1,
        ),
        ("a checked maximum", between(&Middle { check: Some(Range::new(-5, 20)), ..relu() }), 0),
        ("relu and pool between convolutions", pooled(Some(0), None), 1),
        ("pool between convolutions", pooled(None, None), 1),
        ("relu and pool, divided", pooled(Some(0), Some((2, None))), 1),
        ("pool, clamped", pooled(None, Some((1, Some(Range::new(-1, 2))))), 1),
        ("relu side by side, divided", beside(Some(0), 2, None), 1),
        ("side by side, clamped at both ends", beside(None, 1, Some(Range::new(0, 7))), 1),
        ("relu side by side, read in place", beside_between(1), 1),
        ("relations without windows", unfused(), 0),
    ];
    let mut unused = between(&relu());
    unused.tables.push(Table { input: Range::new(0, 2), data: Data::new(&[5, 6, 7]) });
    all.push(("a table that nothing looks up", unused, 1));
    let all = all.into_iter().map(|(name, graph, fused)| Made { name, graph, fused }).chain(bodies());
    all.inspect(|m| m.graph.validate().unwrap_or_else(|e| panic!("{}: {e:#?}", m.name))).collect()
}
