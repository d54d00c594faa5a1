//! Random valid graphs and inputs for them, from a seed.

use circuit::{
    Builder, Divisor, EinsumSpec, Graph, IndexMap, Origin, Range, Reduction, Ref, Relation, Rounding,
    TensorId, Window,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A generator of its own for each seed.
pub fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// A graph with a `[1, c, h, w]` input and a few random relations, the last of which is returned.
pub fn graph(rng: &mut ChaCha8Rng) -> Graph {
    let mut b = Builder::new();
    b.origin = Origin::new("x");
    let shape = [1, rng.gen_range(1..4), rng.gen_range(2..6), rng.gen_range(2..6)];
    let lo = rng.gen_range(-40..1);
    let mut last = b.input(&shape, Range::new(lo, lo + rng.gen_range(0..80)));
    for step in 0..rng.gen_range(1..7) {
        b.origin = Origin::new(format!("node{step}"));
        last = grow(&mut b, rng, last);
    }
    if b.graph().relations.is_empty() {
        last = b.affine(vec![(1, last.into())], 0).expect("a copy");
    }
    b.output(last);
    b.finish()
}

fn constant(b: &mut Builder, rng: &mut ChaCha8Rng, shape: &[u32], width: i64) -> TensorId {
    let n = shape.iter().product::<u32>();
    let values: Vec<i64> = (0..n).map(|_| rng.gen_range(-width..=width)).collect();
    b.constant(shape, &values)
}

/// A random window that fits an input of this size and leaves no output without input cells.
pub fn window(rng: &mut ChaCha8Rng, size: [u32; 2]) -> Window {
    let mut w = Window::plain([1, 1], [1, 1]);
    for (axis, size) in size.into_iter().enumerate() {
        w.kernel[axis] = rng.gen_range(1..=size.min(3));
        w.strides[axis] = rng.gen_range(1..3);
        w.begin[axis] = rng.gen_range(0..w.kernel[axis]);
        w.end[axis] = rng.gen_range(0..w.kernel[axis]);
        if w.kernel[axis] == 2 && size > 2 && w.begin[axis] == 0 && w.end[axis] == 0 {
            w.dilations[axis] = rng.gen_range(1..3);
        }
    }
    w
}

/// Adds one random relation that reads `x`.
fn grow(b: &mut Builder, rng: &mut ChaCha8Rng, x: TensorId) -> TensorId {
    let tensor = b.graph().tensor(x).clone();
    let (shape, n) = (tensor.shape.clone(), tensor.numel().expect("small") as u32);
    // Values may grow with every relation; divide before they come near 120 bits.
    if tensor.range.magnitude() > 1 << 50 {
        return b.div_round(x, Divisor::Pow2(45), Rounding::HalfUp, None).expect("divides");
    }
    let rounding = if rng.r#gen() { Rounding::Floor } else { Rounding::HalfUp };
    let clip = rng.r#gen::<bool>().then(|| Range::new(rng.gen_range(-50..0), rng.gen_range(0..50)));
    let over = |rng: &mut ChaCha8Rng| match &shape[..] {
        [.., h, w] if rng.r#gen() => Reduction::Window(window(rng, [*h, *w])),
        _ => Reduction::Axes((0..shape.len() as u8).filter(|_| rng.r#gen()).collect()),
    };
    let built = match (rng.gen_range(0..9), &shape[..]) {
        (0, [_, c, h, w]) => {
            let groups = if rng.r#gen() { *c } else { 1 };
            let window = window(rng, [*h, *w]);
            let m = groups * rng.gen_range(1..3);
            let k = constant(b, rng, &[m, c / groups, window.kernel[0], window.kernel[1]], 9);
            let bias = rng.r#gen::<bool>().then(|| constant(b, rng, &[m], 500).into());
            b.conv(x, k, bias, window, groups)
        }
        (1, _) => {
            let rows = rng.gen_range(1..4);
            let k = constant(b, rng, &[rows, n], 9);
            let bias = rng.r#gen::<bool>().then(|| constant(b, rng, &[1, rows], 500).into());
            b.einsum(EinsumSpec::linear(), Ref::from(x).reshape(vec![1, n]), k, bias)
        }
        (2, _) => {
            let other: Vec<u32> = (0..n).map(|_| rng.gen_range(0..n)).collect();
            let gathered = Ref::from(x).view(shape.clone(), IndexMap::Indices(other));
            b.affine(vec![(rng.gen_range(-3..4), x.into()), (2, gathered)], rng.gen_range(-9..9))
        }
        (3, _) => {
            let reversed = IndexMap::Affine { offset: i64::from(n) - 1, strides: vec![-1] };
            let flat = Ref::from(x).reshape(vec![n]);
            b.mul(flat.clone(), flat.view(vec![n], reversed))
        }
        (4, _) => {
            let over = over(rng);
            b.reduce(x, over)
        }
        (5, _) => {
            let floor = rng.r#gen::<bool>().then(|| rng.gen_range(-20..20));
            let over = over(rng);
            b.max(x, over, floor)
        }
        (6, _) => {
            let den = match rng.gen_range(0..3) {
                0 => Divisor::Pow2(rng.gen_range(0..12)),
                1 => Divisor::Const(rng.gen_range(1..100)),
                _ => {
                    let values: Vec<i64> = (0..n).map(|_| rng.gen_range(1..9)).collect();
                    Divisor::Tensor(b.constant(&shape, &values).into())
                }
            };
            b.div_round(x, den, rounding, clip)
        }
        (7, _) if tensor.range.count() <= 1000 => {
            let entries: Vec<i64> = (0..tensor.range.count()).map(|_| rng.gen_range(-300..300)).collect();
            let table = b.table(tensor.range.lo, &entries);
            b.lut(table, x)
        }
        _ => b.define(Relation::ReluPoolRequant {
            x: x.into(),
            over: over(rng),
            floor: rng.r#gen::<bool>().then_some(0),
            shift: rng.gen_range(0..6),
            rounding,
            clip,
            out: TensorId(0),
        }),
    };
    built.unwrap_or_else(|e| panic!("{e}"))
}

/// Inputs for a graph: ends of the ranges now and then.
pub fn inputs(graph: &Graph, rng: &mut ChaCha8Rng) -> Vec<Vec<i128>> {
    graph
        .inputs
        .iter()
        .map(|t| {
            let t = graph.tensor(*t);
            let extreme: bool = rng.r#gen();
            (0..t.numel().expect("small"))
                .map(|_| match rng.gen_range(0..4) {
                    0 if extreme => t.range.lo,
                    1 if extreme => t.range.hi,
                    _ => rng.gen_range(t.range.lo..=t.range.hi),
                })
                .collect()
        })
        .collect()
}
