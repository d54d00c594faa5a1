//! Sums of products: einsums, convolutions, elementwise products.
//!
//! One fact about residues is what each of them takes. Where integers do not fit the field, facts about digits of the factors follow
//! ([`super::super::factors`]), as far as somebody needs them. A product by what everybody knows is a view.

use circuit::{Element, Graph, IndexMap, Range, Ranges, Ref, Relation, Source, TensorId, Visibility, Window};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::factors::{Shape, products};
use super::super::lows::How;
use super::super::plan::{Axis, PlanError};
use super::super::plane::{Fill, IntId, Integers, Map, NOTHING, Part};
use super::super::profile::Why;
use super::super::wide::{MOST, Value, fits_plane};
use super::Lowering;

/// Most elements of a factor.
const MAX_FACTOR: usize = 1 << 26;

impl Lowering<'_> {
    /// `a · b` elementwise, in `range`.
    pub(super) fn multiply(
        &mut self,
        a: &Value,
        b: &Value,
        range: Range,
        known: IntId,
    ) -> Result<Value, PlanError> {
        for (x, by) in [(a, b), (b, a)] {
            if let Some(by) = self.b.known(by.plane) {
                return self.scaled(x, by, range, known);
            }
        }
        let axis = |weight| vec![Axis { size: a.len, step: Some(1), weight }];
        let factors = [axis(Some(0)), axis(None)];
        let shape = Shape { factors, terms: a.len, each: 1, norms: [None; 2], axes: vec![a.len] };
        self.contract([a, b], shape, range, known)
    }

    /// A value's elements, each times a number that everybody knows: no cell.
    fn scaled(&mut self, x: &Value, by: Vec<i128>, range: Range, known: IntId) -> Result<Value, PlanError> {
        let most = Range::new(-MOST, MOST);
        let each = by.iter().map(|by| x.range.scale(*by).unwrap_or(most)).reduce(Range::hull);
        let range = each.and_then(|each| each.meet(range)).unwrap_or(range);
        let plane = self.b.scaled(x.plane, &by, range);
        self.b.is_made(plane, How::Scaled(x.plane, by.into()), known)?;
        Ok(Value { len: x.len, range, integers: known, plane })
    }

    /// A convolution or an einsum.
    pub(super) fn bilinear(&mut self, relation: &Relation, out: TensorId) -> Result<Value, PlanError> {
        let graph = self.b.graph;
        let mut free = relation.clone();
        let bias = match &mut free {
            Relation::Conv { bias, .. } | Relation::Einsum { bias, .. } => bias.take(),
            _ => None,
        };
        let (image, mut range) = (self.results(relation, out), self.image(&free));
        let (a, b, mut shape) = match relation {
            Relation::Einsum { spec, a, b, .. } => {
                let shapes = [a, b].map(|r| graph.shape_of(r).unwrap_or_default());
                let mut shape = einsum([&spec.a, &spec.b], &spec.out, &shapes);
                let [a, b] = [(0, a), (1, b)].map(|(side, r)| match permutation(graph, r) {
                    // No view: the factor's axes are those of the tensor, in its order.
                    Some((t, order)) => {
                        let axes = &mut shape.factors[side];
                        *axes = order.into_iter().map(|axis| axes[axis]).collect();
                        Ok(self.tensor(t))
                    }
                    None => self.operand(r),
                });
                (a?, b?, shape)
            }
            Relation::Conv { x, k, window, groups, .. } => {
                let shapes = [x, k].map(|r| graph.shape_of(r).unwrap_or_default());
                let (map, mut shape) = convolution(&shapes, window, *groups as usize);
                self.b.fits(
                    "the number of a convolution's products",
                    map.len() as i128,
                    MAX_FACTOR as i128,
                )?;
                let x = self.operand(x)?;
                let patches = self.gathered(&x, map)?;
                let kernel = match permutation(graph, k) {
                    Some((t, order)) => {
                        // Of the first of the kernel's four axes there are two, groups and their channels.
                        let axes = std::mem::take(&mut shape.factors[1]);
                        let own = |axis: usize| if axis == 0 { &axes[..2] } else { &axes[axis + 1..][..1] };
                        shape.factors[1] = order.into_iter().flat_map(own).copied().collect();
                        self.tensor(t)
                    }
                    None => self.operand(k)?,
                };
                (patches, kernel, shape)
            }
            _ => return Ok(self.tensor(out)),
        };
        let result = self.b.integers(Integers::Tensor(out));
        let len = shape.axes.iter().product();
        let Some(bias) = bias else {
            shape.norms = norms(graph, relation, image);
            return self.contract([&a, &b], shape, image, result);
        };
        let mut bias = self.operand(&bias)?;
        // A result less its bias.
        let less = bias.range.scale(-1).and_then(|bias| image.plus(bias));
        range = less.and_then(|less| range.meet(less)).unwrap_or(range);
        shape.norms = norms(graph, relation, range);
        if matches!(relation, Relation::Conv { .. }) {
            let inner = shape.axes[3] * shape.axes[4];
            let channel = |i: usize| (i / inner % bias.len) as u32;
            bias = self.gathered(&bias, (0..len).map(channel).collect())?;
        }
        let terms = vec![(1, result, Map::Same), (-1, bias.integers, Map::Same)];
        let known = self.b.integers(Integers::Linear { len, terms, constant: 0 });
        let sum = self.contract([&a, &b], shape, range, known)?;
        self.affine(&[(1, sum), (1, bias)], 0, image)
    }

    /// Elements of a value in another order; [`NOTHING`] reads zero.
    pub(super) fn gathered(&mut self, value: &Value, map: Vec<u32>) -> Result<Value, PlanError> {
        let (len, zero) = (map.len(), map.contains(&NOTHING));
        let map: Arc<[u32]> = map.into();
        let plane = self.b.view(value, &map)?;
        if plane == value.plane {
            return Ok(value.clone());
        }
        let terms = vec![(1, value.integers, Map::Gather(map))];
        let integers = self.b.integers(Integers::Linear { len, terms, constant: 0 });
        let range = if zero { value.range.hull(Range::point(0)) } else { value.range };
        Ok(Value { len, range, integers, plane })
    }

    /// A sum of products in `range`: one of residues, whatever its integers are.
    fn contract(
        &mut self,
        values: [&Value; 2],
        shape: Shape,
        range: Range,
        known: IntId,
    ) -> Result<Value, PlanError> {
        let len = shape.axes.iter().product();
        let before = self.b.why(Why::Product);
        let factors = values.map(|v| v.plane);
        let fill = Fill::Part { of: known, part: Part::ALL };
        let plane = self.b.product_of(vec![factors], &shape, range, Some(fill));
        self.b.why(before);
        if !fits_plane(range) {
            let index = self.products;
            self.products += 1;
            self.b.is_made(plane, products(factors, shape, index), known)?;
        }
        Ok(Value { len, range, integers: known, plane })
    }
}

/// For each factor of a sum of products in `range` what the magnitudes of its elements that one element of the result reads add up to at most, if it is
/// constant: where all of the other's lie anywhere between the same ends, an element of the result lies between ends that are that many times as far apart.
/// Constants do not lie anywhere, and zeros beside elements neither: ranges of results were inferred from what they are.
fn norms(graph: &Graph, relation: &Relation, range: Range) -> [Option<u128>; 2] {
    let operands = relation.operands();
    let constant = |r: &Ref| {
        let is = |t| matches!(graph.tensor(t).vis, Visibility::Constant(_) | Visibility::Withheld);
        r.tensors().all(is)
    };
    let anywhere = |r: &Ref| {
        let of = |e: &Element| matches!(e, Element::Of(..));
        let elements = || graph.elements(r).is_ok_and(|all| all.iter().all(of));
        let mut read = r.tensors();
        let free = |t| !matches!(graph.tensor(t).vis, Visibility::Constant(_) | Visibility::Withheld);
        read.next().is_some_and(free) && read.next().is_none() && (r.whole().is_some() || elements())
    };
    std::array::from_fn(|side| {
        let (own, other) = (operands.get(side)?, operands.get(1 - side)?);
        match graph.ranges_of(other) {
            Ok(Ranges::Uniform(each)) if constant(own) && anywhere(other) && each.lo < each.hi => {
                Some(range.hi.abs_diff(range.lo) / each.hi.abs_diff(each.lo))
            }
            _ => None,
        }
    })
}

/// The tensor of which an operand is all elements with axes in another order, and the operand's axes in the order of the tensor's elements.
fn permutation(graph: &Graph, r: &Ref) -> Option<(TensorId, Vec<usize>)> {
    let Source::Tensor(t) = r.source else { return None };
    let mut shape = graph.get(t)?.shape.clone();
    // How far apart neighbours along each axis are among the tensor's elements; as they are numbered, so far.
    let mut strides: Option<Vec<i64>> = None;
    for view in &r.views {
        match (&view.map, &strides) {
            (IndexMap::Identity, None) => {}
            (IndexMap::Affine { offset: 0, strides: own }, None) => strides = Some(own.clone()),
            _ => return None,
        }
        shape.clone_from(&view.shape);
    }
    let mut order: Vec<usize> = (0..shape.len()).collect();
    if let Some(strides) = strides {
        if strides.len() != shape.len() {
            return None;
        }
        order.sort_by_key(|axis| Reverse((shape[*axis] > 1, strides[*axis])));
        let mut dense = 1;
        for axis in order.iter().rev().filter(|axis| shape[**axis] > 1) {
            if strides[*axis] != dense {
                return None;
            }
            dense *= i64::from(shape[*axis]);
        }
        // Broadcasts and slices are of other sizes.
        if Some(dense as u64) != graph.get(t)?.numel() {
            return None;
        }
    }
    Some((t, order))
}

/// The axes of an einsum.
fn einsum(operands: [&str; 2], out: &str, shapes: &[Vec<u32>; 2]) -> Shape {
    let mut sizes: BTreeMap<char, usize> = BTreeMap::new();
    for (labels, shape) in operands.iter().zip(shapes) {
        sizes.extend(labels.chars().zip(shape.iter().map(|d| *d as usize)));
    }
    let size = |l: char| sizes.get(&l).copied().unwrap_or(1);
    let shared: Vec<char> = operands[0].chars().filter(|l| operands[1].contains(*l)).collect();
    let mut steps: BTreeMap<char, usize> = BTreeMap::new();
    let mut terms = 1;
    for l in shared.iter().rev() {
        steps.insert(*l, terms);
        terms *= size(*l);
    }
    let axes = |i: usize| -> Vec<Axis> {
        let axis = |l: char| {
            let step = steps.get(&l).copied();
            // What both factors have is weighted in the first.
            let weight = out.chars().position(|o| o == l).filter(|_| i == 0 || step.is_none());
            Axis { size: size(l), step, weight }
        };
        operands[i].chars().map(axis).collect()
    };
    let each = sizes.iter().filter(|(l, _)| !out.contains(**l)).map(|(_, n)| *n as u128).product();
    let axes = [axes(0), axes(1)];
    Shape { factors: axes, terms, each, norms: [None; 2], axes: out.chars().map(size).collect() }
}

/// The patches of a convolution, `[n, g, c, u, v, y, x]`, as positions in its operand, and its axes.
fn convolution(shapes: &[Vec<u32>; 2], window: &Window, groups: usize) -> (Vec<u32>, Shape) {
    // Valid graphs have four axes, and windows that fit.
    let ([n, c, h, w], [m, cg, kh, kw]) = (four(&shapes[0]), four(&shapes[1]));
    let [oh, ow] = window.output([h as u32, w as u32]).unwrap_or([0, 0]).map(|d| d as usize);
    let count = n * groups * cg * kh * kw * oh * ow;
    let mut map = Vec::new();
    if count <= MAX_FACTOR {
        map.reserve(count);
        for (plane, u, v) in product3(n * c, kh, kw) {
            for y in 0..oh {
                let row = window.position(0, y as u32, u as u32, h as u32);
                for x in 0..ow {
                    let at = row.zip(window.position(1, x as u32, v as u32, w as u32));
                    map.push(at.map_or(NOTHING, |(y, x)| ((plane * h + y as usize) * w + x as usize) as u32));
                }
            }
        }
    } else {
        map.resize(MAX_FACTOR + 1, NOTHING);
    }
    let axis = |size, step, weight| Axis { size, step, weight };
    // Terms are numbered so that each axis has bits of its own, taps above channels: weights are products over bits then, and few terms are none.
    let [channels, columns, rows] = [cg, kw, kh].map(usize::next_power_of_two);
    let (taps, all) = (cg * kh * kw, channels * columns * rows);
    let sum =
        [axis(cg, Some(1), None), axis(kh, Some(channels * columns), None), axis(kw, Some(channels), None)];
    let mut patches = vec![axis(n, None, Some(0)), axis(groups, Some(all), Some(1))];
    patches.extend(sum);
    patches.extend([axis(oh, None, Some(3)), axis(ow, None, Some(4))]);
    let mut kernel = vec![axis(groups, Some(all), None), axis(m / groups, None, Some(2))];
    kernel.extend(sum);
    let axes = vec![n, groups, m / groups, oh, ow];
    let (factors, terms, each) = ([patches, kernel], groups * all, taps as u128);
    (map, Shape { factors, terms, each, norms: [None; 2], axes })
}

fn four(shape: &[u32]) -> [usize; 4] {
    std::array::from_fn(|i| shape.get(i).map_or(1, |d| *d as usize))
}

fn product3(a: usize, b: usize, c: usize) -> impl Iterator<Item = (usize, usize, usize)> {
    (0..a).flat_map(move |i| (0..b).flat_map(move |j| (0..c).map(move |k| (i, j, k))))
}
