//! Sums of products: einsums, convolutions, elementwise products.
//!
//! Where the sums fit a plane they are one fact. Else factors are split into digits, so small that the sums of products of
//! digits fit, and the result is put together from these.

use circuit::{Range, Relation, TensorId, Window};
use std::collections::BTreeMap;

use super::super::field::WIDEST;
use super::super::plan::{Axis, Factor, PlanError, Product};
use super::super::plane::{Fill, IntId, Integers, Map, NOTHING, Part, PlaneId, Term};
use super::super::wide::{STEP, Sum, Use, Value, fits_plane};
use super::Lowering;
use p3_field::PrimeCharacteristicRing;

/// Most elements of a factor.
const MAX_FACTOR: usize = 1 << 26;

/// The shape of a sum of products.
struct Shape {
    /// Axes of the two factors.
    factors: [Vec<Axis>; 2],
    /// Terms of the sum with its result's axes weighted.
    terms: usize,
    /// Products in each element of the result.
    each: u128,
    /// The result's axes.
    axes: Vec<usize>,
}

/// A way to split two factors: bits of digits, or none.
type Split = [Option<u32>; 2];

impl Lowering<'_> {
    /// `a · b` elementwise, in `range`.
    pub(super) fn multiply(
        &mut self,
        a: &Value,
        b: &Value,
        range: Range,
        known: Option<IntId>,
    ) -> Result<Value, PlanError> {
        let axis = |weight| vec![Axis { size: a.len, step: Some(1), weight }];
        let factors = [axis(Some(0)), axis(None)];
        let shape = Shape { factors, terms: a.len, each: 1, axes: vec![a.len] };
        self.contract([a, b], &shape, range, known)
    }

    /// A convolution or an einsum.
    pub(super) fn bilinear(&mut self, relation: &Relation, out: TensorId) -> Result<Value, PlanError> {
        let graph = self.b.graph;
        let mut free = relation.clone();
        let bias = match &mut free {
            Relation::Conv { bias, .. } | Relation::Einsum { bias, .. } => bias.take(),
            _ => None,
        };
        let (image, mut products) = (self.results(relation, out), self.image(&free));
        let (a, b, shape) = match relation {
            Relation::Einsum { spec, a, b, .. } => {
                let shapes = [a, b].map(|r| graph.shape_of(r).unwrap_or_default());
                let shape = einsum([&spec.a, &spec.b], &spec.out, &shapes);
                (self.operand(a), self.operand(b), shape)
            }
            Relation::Conv { x, k, window, groups, .. } => {
                let shapes = [x, k].map(|r| graph.shape_of(r).unwrap_or_default());
                let (map, shape) = convolution(&shapes, window, *groups as usize);
                self.b.fits(
                    "the number of a convolution's products",
                    map.len() as i128,
                    MAX_FACTOR as i128,
                )?;
                let x = self.operand(x);
                let patches = self.gathered(&x, map);
                (patches, self.operand(k), shape)
            }
            _ => return Ok(self.tensor(out)),
        };
        let result = self.b.integers(Integers::Tensor(out));
        let len = shape.axes.iter().product();
        let Some(bias) = bias else { return self.contract([&a, &b], &shape, image, Some(result)) };
        let mut bias = self.operand(&bias);
        // A result less its bias.
        let less = bias.range.scale(-1).and_then(|bias| image.plus(bias));
        products = less.and_then(|less| products.meet(less)).unwrap_or(products);
        if matches!(relation, Relation::Conv { .. }) {
            let inner = shape.axes[3] * shape.axes[4];
            let channel = |i: usize| (i / inner % bias.len) as u32;
            bias = self.gathered(&bias, (0..len).map(channel).collect());
        }
        let terms = vec![(1, result, Map::Same), (-1, bias.integers, Map::Same)];
        let known = self.b.integers(Integers::Linear { len, terms, constant: 0 });
        let sum = self.contract([&a, &b], &shape, products, Some(known))?;
        self.affine(&[(1, sum), (1, bias)], 0, image)
    }

    /// Elements of a value in another order; [`NOTHING`] reads zero.
    pub(super) fn gathered(&mut self, value: &Value, map: Vec<u32>) -> Value {
        let len = map.len();
        let map = Map::Gather(map.into());
        let terms = vec![(1, value.integers, map.clone())];
        let integers = self.b.integers(Integers::Linear { len, terms, constant: 0 });
        let mut read = |plane: &PlaneId| {
            let hull = self.b.range(*plane).hull(Range::point(0));
            let factor = super::super::field::F::ONE;
            self.b.linear(len, vec![Term { factor, plane: *plane, map: map.clone() }], 0, hull)
        };
        let planes = value.planes.iter().map(&mut read).collect();
        Value { len, range: value.range.hull(Range::point(0)), integers, planes }
    }

    /// A sum of products in `range`.
    fn contract(
        &mut self,
        values: [&Value; 2],
        shape: &Shape,
        range: Range,
        known: Option<IntId>,
    ) -> Result<Value, PlanError> {
        let len = shape.axes.iter().product();
        let factor = |i: usize, plane: PlaneId| Factor { plane, axes: shape.factors[i].clone() };
        let narrow = [values[0].narrow(), values[1].narrow()];
        if let ([Some(a), Some(b)], true) = (narrow, fits_plane(range)) {
            let fill = known.map_or(Fill::Product { product: self.b.next_product() }, |of| Fill::Part {
                of,
                part: Part::ALL,
            });
            let result = self.b.cells(len, range, fill);
            let integers = known.unwrap_or_else(|| self.b.integers(Integers::Plane(result)));
            let pairs = vec![[factor(0, a), factor(1, b)]];
            let (terms, axes) = (shape.terms, shape.axes.clone());
            self.b.product(Product { pairs, terms, result: Some(result), axes });
            return Ok(Value { len, range, integers, planes: vec![result] });
        }
        let split = self.split(values, shape.each)?;
        let mut digits: [Vec<PlaneId>; 2] = Default::default();
        for (i, digits) in digits.iter_mut().enumerate() {
            *digits = match (split[i], narrow[i]) {
                (None, Some(plane)) => vec![plane],
                (bits, _) => self.b.digits_of(values[i], bits.unwrap_or(STEP))?,
            };
        }
        let mut by_place: BTreeMap<u32, Vec<[PlaneId; 2]>> = BTreeMap::new();
        for (i, a) in (0u32..).zip(&digits[0]) {
            for (j, b) in (0u32..).zip(&digits[1]) {
                let at = split[0].unwrap_or(0) * i + split[1].unwrap_or(0) * j;
                by_place.entry(at).or_default().push([*a, *b]);
            }
        }
        let mut sum = Sum::new(len, Use::value(range));
        for (at, pairs) in by_place {
            let most = |p: &[PlaneId; 2]| p.map(|p| self.b.range(p).magnitude()).iter().product::<u128>();
            let bound = shape.each.saturating_mul(pairs.iter().map(most).sum()).min(1 << 100) as i128;
            self.b.fits("a sum of products of digits", bound, WIDEST)?;
            let fill = Fill::Product { product: self.b.next_product() };
            let result = self.b.cells(len, Range::new(-bound, bound), fill);
            let pairs = pairs.into_iter().map(|[a, b]| [factor(0, a), factor(1, b)]).collect();
            let (terms, axes) = (shape.terms, shape.axes.clone());
            self.b.product(Product { pairs, terms, result: Some(result), axes });
            sum.place(&self.b, at, 1, result, &Map::Same)?;
        }
        let mut value = sum.value(&mut self.b, range);
        if let Some(known) = known {
            value.integers = known;
        }
        Ok(value)
    }

    /// The cheapest way to split two factors such that sums of `each` products of digits, and what shares a position with
    /// them, stay small.
    fn split(&self, values: [&Value; 2], each: u128) -> Result<Split, PlanError> {
        let options = |value: &Value| {
            let whole = value.narrow().map(|p| (None, 1, self.b.range(p).magnitude()));
            let bits = value.range.bits().max(1);
            let digits = [8u32, 4, 2].map(|b| (Some(b), bits.div_ceil(b), 1u128 << b));
            whole.into_iter().chain(digits).collect::<Vec<_>>()
        };
        let mut best: Option<(u32, Split)> = None;
        let mut least = u128::MAX;
        for (ba, na, ma) in options(values[0]) {
            for (bb, nb, mb) in options(values[1]) {
                let step = ba.unwrap_or(STEP).min(bb.unwrap_or(STEP));
                let bound = each.saturating_mul(ma * mb).saturating_mul(na.min(nb).into());
                // Products of digits of less than a position's bits share positions, scaled.
                let scaled = bound.saturating_mul(u128::from(STEP / step) << (STEP - step));
                least = least.min(scaled);
                if scaled <= (WIDEST / 2) as u128 && best.is_none_or(|(cost, _)| na * nb < cost) {
                    best = Some((na * nb, [ba, bb]));
                }
            }
        }
        let split = best.map(|(_, split)| split);
        split.ok_or_else(|| PlanError::TooWide {
            node: self.b.node.clone(),
            what: "a sum of products of digits",
            magnitude: least.min(1 << 120) as i128,
            most: WIDEST / 2,
        })
    }
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
    Shape { factors: [axes(0), axes(1)], terms, each, axes: out.chars().map(size).collect() }
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
    let taps = cg * kh * kw;
    let sum = [axis(cg, Some(kh * kw), None), axis(kh, Some(kw), None), axis(kw, Some(1), None)];
    let mut patches = vec![axis(n, None, Some(0)), axis(groups, Some(taps), Some(1))];
    patches.extend(sum);
    patches.extend([axis(oh, None, Some(3)), axis(ow, None, Some(4))]);
    let mut kernel = vec![axis(groups, Some(taps), None), axis(m / groups, None, Some(2))];
    kernel.extend(sum);
    let axes = vec![n, groups, m / groups, oh, ow];
    (map, Shape { factors: [patches, kernel], terms: groups * taps, each: taps as u128, axes })
}

fn four(shape: &[u32]) -> [usize; 4] {
    std::array::from_fn(|i| shape.get(i).map_or(1, |d| *d as usize))
}

fn product3(a: usize, b: usize, c: usize) -> impl Iterator<Item = (usize, usize, usize)> {
    (0..a).flat_map(move |i| (0..b).flat_map(move |j| (0..c).map(move |k| (i, j, k))))
}
