//! Small circuits that hold every relation, with runs of them, for whatever proves circuits.

use circuit::{
    Builder, Divisor, EinsumSpec, Graph, IndexMap, Range, Reduction, Ref, Relation, Rounding, TensorId,
    Window,
};

/// A circuit, inputs of a run that completes, and inputs of one that an assertion or a range stops.
pub struct Case {
    pub name: &'static str,
    pub graph: Graph,
    pub inputs: Vec<Vec<i128>>,
    pub stops: Option<Vec<Vec<i128>>>,
}

fn case(name: &'static str, b: Builder, inputs: &[&[i128]], stops: Option<&[&[i128]]>) -> Case {
    let owned = |all: &[&[i128]]| all.iter().map(|v| v.to_vec()).collect();
    Case { name, graph: b.finish(), inputs: owned(inputs), stops: stops.map(owned) }
}

/// A convolution with its bias, then the fused maximum, floor and rescale, then a linear layer.
fn network(weight: i64) -> Case {
    let mut b = Builder::new();
    let x = b.input(&[1, 1, 3, 3], Range::new(0, 15));
    let k = b.constant(&[1, 1, 2, 2], &[1, -2, weight, 1]);
    let bias = b.constant(&[1], &[-3]);
    let a = b.conv(x, k, Some(bias.into()), Window::plain([2, 2], [1, 1]), 1).expect("fits");
    let over = Reduction::Window(Window::plain([2, 2], [2, 2]));
    let (rounding, out) = (Rounding::HalfUp, TensorId(0));
    let fused =
        Relation::ReluPoolRequant { x: a.into(), over, floor: Some(0), shift: 2, rounding, clip: None, out };
    let y = b.define(fused).expect("fits");
    let w = b.constant(&[2, 1], &[5, -4]);
    let o = b.einsum(EinsumSpec::linear(), Ref::from(y).reshape(vec![1, 1]), w, None).expect("fits");
    b.output(o);
    case("network", b, &[&[3, 9, 0, 15, 7, 2, 1, 8, 11]], None)
}

/// Every relation and every kind of divisor, view and assertion, in few elements.
pub fn cases() -> Vec<Case> {
    let mut all = vec![network(3)];

    let mut b = Builder::new();
    let (x, y) = (b.input(&[2, 2], Range::new(-9, 9)), b.private_input(&[2, 2], Range::new(-20, 20), 16));
    let flipped = Ref::from(y).view(vec![2, 2], IndexMap::Affine { offset: 3, strides: vec![-2, -1] });
    let s = b.affine(vec![(3, x.into()), (-2, flipped)], 7).expect("fits");
    let p = b.mul(s, x).expect("fits");
    b.output(p);
    let stops: &[&[i128]] = &[&[1, 2, 3, 4], &[5, -21, 3, 20]];
    all.push(case("affine and mul", b, &[&[-9, 4, 0, 9], &[20, -7, 1, 2]], Some(stops)));

    let mut b = Builder::new();
    let (x, w) = (b.input(&[2, 3], Range::new(-7, 7)), b.input(&[2, 3], Range::new(-7, 7)));
    let c = b.constant(&[2, 2], &[1, -1, 2, 0]);
    let o = b.einsum(EinsumSpec::linear(), x, w, Some(c.into())).expect("fits");
    let total = b.reduce(o, Reduction::Axes(vec![0, 1])).expect("fits");
    b.output(o);
    b.output(total);
    all.push(case("einsum and reduce", b, &[&[7, -1, 0, 2, 3, -7], &[1, 2, 3, -4, 5, 6]], None));

    let mut b = Builder::new();
    let x = b.input(&[4], Range::new(-100, 100));
    let m = b.max(Ref::from(x).reshape(vec![2, 2]), Reduction::Axes(vec![1]), Some(-5)).expect("fits");
    let by = b.input(&[4], Range::new(1, 9));
    let q = b.div_round(x, Divisor::Tensor(by.into()), Rounding::Floor, None).expect("fits");
    b.output(m);
    b.output(q);
    all.push(case("max and a quotient of tensors", b, &[&[-100, 33, -50, -7], &[9, 4, 7, 1]], None));

    let mut b = Builder::new();
    let x = b.input(&[3], Range::new(-1000, 1000));
    let h = b.div_round(x, Divisor::Pow2(3), Rounding::HalfUp, Some(Range::new(-50, 60))).expect("fits");
    let t = b.div_round(x, Divisor::Const(7), Rounding::Floor, None).expect("fits");
    b.output(h);
    b.output(t);
    all.push(case("quotients with a clip", b, &[&[1000, -1000, 444]], None));

    let mut b = Builder::new();
    let x = b.input(&[4], Range::new(-2, 3));
    let table = b.table(-2, &[4, -90, 0, 17, 300, -8]);
    let y = b.lut(table, x).expect("fits");
    b.output(y);
    all.push(case("lut", b, &[&[-2, 3, 0, 1]], None));

    let mut b = Builder::new();
    let (x, y) = (b.input(&[2], Range::new(0, 255)), b.private_input(&[2], Range::new(0, 255), 16));
    let s = b.affine(vec![(1, x.into()), (1, y.into())], 0).expect("fits");
    b.in_range(s, Range::new(10, 300), 17).expect("fits");
    b.equal(Ref::from(y).reshape(vec![1, 2]), Ref::from(x).reshape(vec![1, 2]), Some(4)).expect("fits");
    let p = b.affine(vec![(3, s.into())], 0).expect("fits");
    b.check(p, Range::new(0, 900), 17);
    b.output(p);
    all.push(case("assertions", b, &[&[5, 150], &[5, 150]], Some(&[&[5, 149], &[5, 150]])));
    all
}

/// A circuit with the shapes of another and other constants: a key of the one is none of the other.
pub fn sibling() -> [Case; 2] {
    [network(3), network(4)]
}
