//! Circuits of all kinds of gates, small ones and one of the shape of a network for handwritten digits.

use circuit::{Builder, EinsumSpec, Graph, Range, Reduction, Ref, Relation, Rounding, TensorId, Window};
use halo2::Plan;
use halo2::columns::Config;

/// Numbers that look random: `-15..=15`.
fn weights(count: usize, seed: i64) -> Vec<i64> {
    (0..count as i64).map(|i| (i * 7919 + seed * 104_729 + i * i * 31) % 31 - 15).collect()
}

fn pooled(b: &mut Builder, x: TensorId, window: u32, shift: u8) -> TensorId {
    let over = Reduction::Window(Window::plain([window, window], [window, window]));
    let (rounding, out) = (Rounding::HalfUp, TensorId(0));
    let floor = Some(0);
    b.define(Relation::ReluPoolRequant { x: x.into(), over, floor, shift, rounding, clip: None, out })
        .expect("fits")
}

/// A convolution, pooling and a linear layer: 36 bytes to 3 signed numbers.
pub fn network(seed: i64) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 1, 6, 6], Range::new(0, 15));
    let (k, bias) = (b.constant(&[2, 1, 3, 3], &weights(18, seed)), b.constant(&[2], &[3, -4]));
    let same = Window { begin: [1, 1], end: [1, 1], ..Window::plain([3, 3], [1, 1]) };
    let a = b.conv(x, k, Some(bias.into()), same, 1).expect("fits");
    let y = pooled(&mut b, a, 2, 3);
    let (w, c) = (b.constant(&[3, 18], &weights(54, seed + 1)), b.constant(&[1, 3], &[1, 2, -3]));
    let flat = Ref::from(y).reshape(vec![1, 18]);
    let o = b.einsum(EinsumSpec::linear(), flat, w, Some(c.into())).expect("fits");
    b.output(o);
    b.finish()
}

/// Products of two inputs with negative values, divided: ports, strips, a second output.
pub fn scalars() -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[5], Range::new(-300, 300));
    let y = b.input(&[5], Range::new(-7, 9));
    let product = b.define(Relation::Mul { a: x.into(), b: y.into(), out: TensorId(0) }).expect("fits");
    b.output(product);
    b.output(x);
    b.finish()
}

/// Two functions by table, whose lines lie in several columns.
pub fn functions() -> (Graph, Plan) {
    let mut b = Builder::new();
    let x = b.input(&[5], Range::new(-8, 7));
    for table in [weights(16, 1), weights(16, 2)] {
        let table = b.table(-8, &table);
        let y = b.lut(table, x).expect("fits");
        b.output(y);
    }
    let graph = b.finish();
    let config = Config { bits: 4, lanes: 5, accumulators: 2, weights: 1, ports: 4, tables: 5 };
    let plan = Plan::with_config(&graph, config).expect("a plan");
    (graph, plan)
}

/// Two convolutions with pooling and a linear layer, of 5,994 numbers: the shape of a usual network for the digits of
/// MNIST.
pub fn digits() -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 1, 28, 28], Range::new(0, 255));
    let same = Window { begin: [2, 2], end: [2, 2], ..Window::plain([5, 5], [1, 1]) };
    let (k, c) = (b.constant(&[8, 1, 5, 5], &weights(200, 1)), b.constant(&[8], &weights(8, 2)));
    let a = b.conv(x, k, Some(c.into()), same, 1).expect("fits");
    let a = pooled(&mut b, a, 2, 8);
    let (k, c) = (b.constant(&[16, 8, 5, 5], &weights(3200, 3)), b.constant(&[16], &weights(16, 4)));
    let a = b.conv(a, k, Some(c.into()), same, 1).expect("fits");
    let a = pooled(&mut b, a, 3, 9);
    let (w, c) = (b.constant(&[10, 256], &weights(2560, 5)), b.constant(&[1, 10], &weights(10, 6)));
    let flat = Ref::from(a).reshape(vec![1, 256]);
    let o = b.einsum(EinsumSpec::linear(), flat, w, Some(c.into())).expect("fits");
    b.output(o);
    b.finish()
}

/// The model of handwritten digits that `models/mnist` compiles to.
pub fn mnist() -> Graph {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/mnist/compiled/mnist/circuit.bin");
    Graph::from_bytes(&std::fs::read(path).expect("the compiled model")).expect("a circuit")
}

/// A digit, about: a ring of grey, 784 bytes of which most are zero.
pub fn ring() -> Vec<i128> {
    let pixel = |i: i64| {
        let (x, y) = (i % 28 - 14, i / 28 - 14);
        let off = (x * x + y * y - 49).abs();
        if off < 20 { i128::from(255 - 12 * off) } else { 0 }
    };
    (0..784).map(pixel).collect()
}
