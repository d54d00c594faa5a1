//! Index maps: what each element of an operand is.

use circuit::{Builder, Element, IndexMap, Range, Ref, Source, TensorId, ViewError};

fn two() -> (Builder, TensorId, TensorId) {
    let mut b = Builder::new();
    let x = b.input(&[2, 3], Range::new(0, 9));
    let y = b.input(&[2, 1], Range::new(-4, 20));
    (b, x, y)
}

fn of(t: TensorId, indices: &[u32]) -> Vec<Element> {
    indices.iter().map(|i| Element::Of(t, *i)).collect()
}

#[test]
fn transpose_slice_flip_and_broadcast_are_affine() {
    let (b, x, _) = two();
    let affine = |shape: &[u32], offset, strides: &[i64]| {
        let r = Ref::from(x).view(shape.to_vec(), IndexMap::Affine { offset, strides: strides.to_vec() });
        b.graph().elements(&r)
    };
    assert_eq!(affine(&[3, 2], 0, &[1, 3]).unwrap(), of(x, &[0, 3, 1, 4, 2, 5]));
    assert_eq!(affine(&[2, 2], 1, &[3, 1]).unwrap(), of(x, &[1, 2, 4, 5]));
    assert_eq!(affine(&[6], 5, &[-1]).unwrap(), of(x, &[5, 4, 3, 2, 1, 0]));
    assert_eq!(affine(&[2, 3], 3, &[0, 1]).unwrap(), of(x, &[3, 4, 5, 3, 4, 5]));
    let outside = |index| ViewError::OutOfBounds { index, count: 6 };
    assert_eq!(affine(&[7], 0, &[1]), Err(outside(6)));
    assert_eq!(affine(&[2], 0, &[-1]), Err(outside(-1)));
    assert_eq!(affine(&[2, 2], 0, &[i64::MAX, i64::MAX]), Err(outside(2 * i128::from(i64::MAX))));
}

#[test]
fn pads_and_gathers() {
    let (b, x, _) = two();
    let pad = |shape: &[u32], before: &[u32]| {
        let map = IndexMap::Pad { before: before.to_vec(), value: -7 };
        Ref::from(x).view(shape.to_vec(), map)
    };
    let p = Element::Value(-7);
    let e = |i| Element::Of(x, i);
    let all = b.graph().elements(&pad(&[3, 4], &[1, 0])).unwrap();
    assert_eq!(all, [p, p, p, p, e(0), e(1), e(2), p, e(3), e(4), e(5), p]);
    assert_eq!(b.graph().ranges_of(&pad(&[3, 4], &[1, 0])).unwrap().hull(), Range::new(-7, 9));
    assert!(matches!(
        b.graph().elements(&pad(&[2, 3], &[1, 0])),
        Err(ViewError::Mismatch { expected: 3, got: 2, .. })
    ));
    let gather =
        |indices: &[u32]| Ref::from(x).view(vec![indices.len() as u32], IndexMap::Indices(indices.to_vec()));
    assert_eq!(b.graph().elements(&gather(&[5, 5, 0])).unwrap(), of(x, &[5, 5, 0]));
    assert_eq!(b.graph().elements(&gather(&[6])), Err(ViewError::OutOfBounds { index: 6, count: 6 }));
}

#[test]
fn concatenation_joins_along_its_axis_and_views_compose() {
    let (b, x, y) = two();
    let join = |axis, parts: &[(TensorId, &[u32])]| Ref {
        source: Source::Concat { axis, parts: parts.iter().map(|(t, s)| (*t, s.to_vec())).collect() },
        views: Vec::new(),
    };
    let wide = join(1, &[(x, &[2, 3]), (y, &[2, 1])]);
    assert_eq!(b.graph().shape_of(&wide).unwrap(), [2, 4]);
    let mut want = of(x, &[0, 1, 2]);
    want.extend(of(y, &[0]));
    want.extend(of(x, &[3, 4, 5]));
    want.extend(of(y, &[1]));
    assert_eq!(b.graph().elements(&wide).unwrap(), want);
    assert_eq!(b.graph().ranges_of(&wide).unwrap().hull(), Range::new(-4, 20));
    // The transpose of the concatenation, reshaped.
    let transposed = IndexMap::Affine { offset: 0, strides: vec![1, 4] };
    let r = wide.view(vec![4, 2], transposed).reshape(vec![8]);
    let got = b.graph().elements(&r).unwrap();
    assert_eq!(got, [0, 4, 1, 5, 2, 6, 3, 7].map(|i: usize| want[i]));
    // Parts may be read in other shapes, but must agree across the axis.
    let flat = Ref::joined([(y, 2), (x, 6)]);
    assert_eq!(b.graph().shape_of(&flat).unwrap(), [8]);
    assert!(b.graph().shape_of(&join(0, &[(x, &[2, 3]), (y, &[2, 1])])).is_err());
    assert!(b.graph().shape_of(&join(2, &[(x, &[2, 3])])).is_err());
    assert!(b.graph().shape_of(&join(0, &[(x, &[7])])).is_err());
    assert!(b.graph().shape_of(&join(0, &[])).is_err());
    assert!(b.graph().shape_of(&TensorId(9).into()).is_err());
}
