//! Convolutions and sums of products as one kind of polynomial identity.
//!
//! `Σ_c X_c(t)·K_c(t) = Y(t)`, where every element of an operand is the coefficient of one power of `t` and
//! the positions are chosen such that products that belong to one output meet in its position, and no
//! others do. Checked at a random `t` after all coefficients are committed, it costs one term for each
//! element instead of one for each multiplication (Schwartz-Zippel: wrong with probability degree/2^254).
//!
//! * Convolution: channel `c`, position `y·W + x` on a grid as large as the full correlation, so that rows
//!   never alias; output channels follow each other. Positions of the full product that are no output
//!   (borders, skipped by strides) are *slack*: committed like outputs, read by nobody. Where strides skip many, each channel
//!   is one for each phase of the stride, and none are skipped: a product of matrices that reads windows of rows has no slack.
//! * Sum of products: channel = contracted and batch labels; position = the operand's own output labels.
//! * Sums over axes or windows, and sums of operands with coefficients: a channel for each operand, times a constant.

use circuit::tensor::numel;
use circuit::{Element, Graph, Relation, TensorId, ViewError};
use std::collections::BTreeMap;
use thiserror::Error;

use super::positions::{MAX_POSITIONS, conv, einsum, finish, phases};
use super::system::MAX_K;

/// Most products of one identity: each takes two rows.
const MAX_CHANNELS: u64 = 1 << 22;

/// Most summands of a sum over axes or windows: their cells fill the largest table.
const MAX_SUMMANDS: u64 = 3 << MAX_K;

/// Why a relation is no polynomial identity, though it is linear.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BilinearError {
    /// Operands that cannot be read; never for a valid graph.
    #[error(transparent)]
    View(#[from] ViewError),
    /// Kernel and padding that reach too far.
    #[error("the convolution's result has {got} positions, at most {MAX_POSITIONS} are laid out")]
    Positions {
        /// Their number.
        got: u64,
    },
    /// More products than the largest table has rows for.
    #[error("{got} channels, at most {MAX_CHANNELS} are laid out")]
    Channels {
        /// Their number.
        got: u64,
    },
}

/// Channels without coefficients.
pub(super) fn channels(count: usize) -> Result<Vec<Channel>, BilinearError> {
    let got = count as u64;
    if got > MAX_CHANNELS {
        Err(BilinearError::Channels { got })
    } else {
        Ok(vec![Channel::default(); count])
    }
}

/// An element with its position.
pub type Placed = (u64, Element);

/// One product of the identity.
#[derive(Clone, Debug, Default)]
pub struct Channel {
    /// Coefficients of the first factor, by ascending position.
    pub x: Vec<Placed>,
    /// Coefficients of the second, the constant one where there is one.
    pub k: Vec<Placed>,
}

/// A relation as a polynomial identity.
#[derive(Clone, Debug)]
pub struct Bilinear {
    /// The products.
    pub channels: Vec<Channel>,
    /// The result.
    pub out: TensorId,
    /// Position of each element of the result.
    pub y: Vec<u64>,
    /// Positions that are no result.
    pub slack: Vec<u64>,
    /// Added to each element of the result.
    pub bias: Option<Vec<Element>>,
}

/// The constant that an element is, if it is one.
pub fn known(graph: &Graph, element: Element) -> Option<i128> {
    match element {
        Element::Value(v) => Some(v.into()),
        Element::Of(t, i) => graph.tensor(t).data()?.get(i as usize).map(i128::from),
    }
}

impl Bilinear {
    /// The identity of a convolution, a sum of products, or a sum; `None` for any other relation, and for sums of more
    /// than any table holds.
    ///
    /// # Errors
    /// See [`BilinearError`].
    pub fn new(graph: &Graph, relation: &Relation) -> Result<Option<Self>, BilinearError> {
        match relation {
            Relation::Conv { x, k, bias, window, groups, out } => {
                let (xs, ks) = (graph.shape_of(x)?, graph.shape_of(k)?);
                let (x, k) = (graph.elements(x)?, graph.elements(k)?);
                let mut this = conv(&xs, &x, &ks, &k, window, *groups as usize)?;
                if let Some((xs, x, ks, k, window)) = phases(&xs, &x, &ks, &k, window) {
                    let split = conv(&xs, &x, &ks, &k, &window, *groups as usize)?;
                    if split.weight() < this.weight() {
                        this = split;
                    }
                }
                this.out = *out;
                let plane = this.y.len() / (xs[0] as usize * ks[0] as usize);
                let bias = bias.as_ref().map(|b| graph.elements(b)).transpose()?;
                this.bias = bias.map(|b| (0..this.y.len()).map(|i| b[i / plane % ks[0] as usize]).collect());
                Ok(Some(this))
            }
            Relation::Einsum { spec, a, b, bias, out } => {
                let shapes = [graph.shape_of(a)?, graph.shape_of(b)?];
                let mut elements = [graph.elements(a)?, graph.elements(b)?];
                let mut labels = [&spec.a, &spec.b].map(|s| s.chars().collect::<Vec<_>>());
                let mut sizes = BTreeMap::new();
                for (shape, labels) in shapes.iter().zip(&labels) {
                    sizes.extend(labels.iter().copied().zip(shape.iter().map(|d| *d as usize)));
                }
                let constant = |e: &[Element]| e.iter().all(|e| known(graph, *e).is_some());
                if constant(&elements[0]) && !constant(&elements[1]) {
                    elements.swap(0, 1);
                    labels.swap(0, 1);
                }
                let mut this = einsum(&sizes, &labels, &spec.out.chars().collect::<Vec<_>>(), &elements)?;
                this.out = *out;
                this.bias = bias.as_ref().map(|b| graph.elements(b)).transpose()?;
                Ok(Some(this))
            }
            Relation::Reduce { x, over, out } => {
                let shape = graph.shape_of(x)?;
                if over.terms(&shape).max(numel(&shape).unwrap_or(u64::MAX)) > MAX_SUMMANDS {
                    return Ok(None);
                }
                let elements = graph.elements(x)?;
                let (mut list, mut y) = (Vec::new(), Vec::new());
                over.for_each(&shape, |members| {
                    let at = y.len() as u64;
                    list.extend(members.iter().map(|i| (at, elements[*i])));
                    y.push(at);
                });
                let channels = vec![Channel { x: list, k: vec![(0, Element::Value(1))] }];
                Ok(Some(Self { out: *out, ..finish(channels, y, Vec::new()) }))
            }
            Relation::Affine { terms, constant, out } => {
                let all = graph.tensor(*out).numel().and_then(|n| n.checked_mul(terms.len() as u64));
                if all.is_none_or(|all| all > MAX_SUMMANDS) {
                    return Ok(None);
                }
                let mut channels = Vec::new();
                let mut count = 0;
                for (c, x) in terms {
                    let x: Vec<Placed> = (0..).zip(graph.elements(x)?).collect();
                    count = x.len();
                    channels.push(Channel { x, k: vec![(0, Element::Value(*c))] });
                }
                let y = (0..count as u64).collect();
                let bias = (*constant != 0).then(|| vec![Element::Value(*constant); count]);
                Ok(Some(Self { out: *out, bias, ..finish(channels, y, Vec::new()) }))
            }
            _ => Ok(None),
        }
    }
}

/// The largest magnitude that an element can have.
fn magnitude(graph: &Graph, e: Element) -> u128 {
    match (e, known(graph, e)) {
        (_, Some(v)) => v.unsigned_abs(),
        (Element::Of(t, _), None) => graph.tensor(t).range.magnitude(),
        (Element::Value(v), None) => v.unsigned_abs().into(),
    }
}

/// For a factor of a product: the sum of all magnitudes, and the largest of one position.
fn sizes(graph: &Graph, list: &[Placed]) -> Option<(u128, u128)> {
    let (mut all, mut most) = (0u128, 0);
    for here in list.chunk_by(|a, b| a.0 == b.0) {
        let sum = here.iter().try_fold(0u128, |sum, (_, e)| sum.checked_add(magnitude(graph, *e)))?;
        all = all.checked_add(sum)?;
        most = sum.max(most);
    }
    Some((all, most))
}

impl Bilinear {
    /// About how many rows it takes.
    fn weight(&self) -> usize {
        let rows = |c: &Channel| 2 + c.x.len().div_ceil(4) + c.k.len().div_ceil(6);
        self.slack.len() / 8 + self.channels.iter().map(rows).sum::<usize>()
    }

    /// A bound on the magnitude of every coefficient of `Σ X·K − Y`, `bias` being one on what rows add to
    /// `Y`; `None` beyond 126 bits.
    pub fn coefficients(&self, graph: &Graph, bias: u128) -> Option<u128> {
        let mut products = 0u128;
        for channel in &self.channels {
            let ((x, most_x), (k, most_k)) = (sizes(graph, &channel.x)?, sizes(graph, &channel.k)?);
            // Each coefficient of one factor meets at most one position of the other.
            let bound = x.checked_mul(most_k).into_iter().chain(k.checked_mul(most_x)).min()?;
            products = products.checked_add(bound)?;
        }
        // Slack is what the products are there.
        let results = graph.tensor(self.out).range.magnitude().checked_add(bias)?.max(products);
        products.checked_add(results).filter(|all| *all < 1 << 126)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use circuit::{Builder, EinsumSpec, IndexMap, Range, Reduction, Ref, Window, interpret};
    use proptest::prelude::*;

    /// Multiplies out and compares with the interpreter, bias left out.
    fn check(graph: &Graph, inputs: &[Vec<i128>]) {
        let trace = interpret(graph, inputs).unwrap();
        let this = Bilinear::new(graph, &graph.relations[0]).unwrap().unwrap();
        let value = |e: Element| match e {
            Element::Value(v) => i128::from(v),
            Element::Of(t, i) => trace.tensor(t).get(i as usize),
        };
        let mut product: BTreeMap<u64, i128> = BTreeMap::new();
        for channel in &this.channels {
            for (a, x) in &channel.x {
                for (b, k) in &channel.k {
                    *product.entry(a + b).or_default() += value(*x) * value(*k);
                }
            }
        }
        let most = this.coefficients(graph, 0).unwrap();
        for (at, v) in &product {
            let result = this.y.iter().position(|y| y == at).map_or(*v, |i| trace.tensor(this.out).get(i));
            assert!(v.unsigned_abs() + result.unsigned_abs() <= most, "{v} at {at}, at most {most}");
        }
        let distinct: std::collections::BTreeSet<_> = this.y.iter().chain(&this.slack).collect();
        assert_eq!(distinct.len(), this.y.len() + this.slack.len(), "a position is taken twice");
        for (i, at) in this.y.iter().enumerate() {
            let expected = trace.tensor(this.out).get(i);
            assert_eq!(product.remove(at).unwrap_or(0), expected, "output {i}");
        }
        product.retain(|at, _| !this.slack.contains(at));
        assert!(product.is_empty(), "unaccounted positions {product:?}");
    }

    proptest! {
        #[test]
        fn convolutions(
            n in 1u32..3, groups in 1u32..3, c in 1u32..3, m in 1u32..3, h in 1u32..6, w in 1u32..6,
            kernel in [1u32..4, 1u32..4], strides in [1u32..4, 1u32..4], dilations in [1u32..3, 1u32..3],
            begin in [0u32..4, 0u32..4], end in [0u32..4, 0u32..4], seed in any::<u64>(),
        ) {
            let window = Window { kernel, strides, dilations, begin, end };
            prop_assume!(window.output([h, w]).is_ok());
            let value = |i: u64| (seed.wrapping_mul(2 * i + 1) >> 50) as i64 % 17 - 8;
            let mut b = Builder::new();
            let x = b.input(&[n, c * groups, h, w], Range::new(-8, 8));
            let size = m * groups * c * kernel[0] * kernel[1];
            let k: Vec<i64> = (0..size.into()).map(value).collect();
            let k = b.constant(&[m * groups, c, kernel[0], kernel[1]], &k);
            let y = b.conv(x, k, None, window, groups).unwrap();
            b.output(y);
            let count = u64::from(n * c * groups * h * w);
            let xs = (0..count).map(|i| value(i + 1000).into()).collect();
            check(&b.finish(), &[xs]);
        }

        #[test]
        fn sums(
            shape in [1u32..4, 1u32..5, 1u32..5], axes in any::<[bool; 3]>(), begin in [0u32..2, 0u32..2],
            kernel in [1u32..3, 1u32..3], coefficients in [-9i64..10, -9i64..10], seed in any::<u64>(),
        ) {
            let value = |i: u32| (seed.wrapping_mul(2 * u64::from(i) + 1) >> 50) as i64 % 17 - 8;
            let given = vec![(0..shape.iter().product::<u32>()).map(|i| value(i).into()).collect()];
            let axes = (0..3).filter(|a| axes[usize::from(*a)]).collect();
            let window = Window { begin, ..Window::plain(kernel, [1, 1]) };
            let fits = window.output([shape[1], shape[2]]).is_ok();
            let over = [Reduction::Axes(axes), Reduction::Window(window)];
            for over in over.into_iter().take(1 + usize::from(fits)) {
                let mut b = Builder::new();
                let x = b.input(&shape, Range::new(-8, 8));
                let y = b.reduce(x, over).unwrap();
                b.output(y);
                check(&b.finish(), &given);
            }
            let mut b = Builder::new();
            let x = b.input(&shape, Range::new(-8, 8));
            let back = IndexMap::Affine { offset: i64::from(shape[0]) - 1, strides: vec![-1, 0, 0] };
            let terms = vec![(coefficients[0], x.into()), (coefficients[1], Ref::from(x).view(shape.to_vec(), back))];
            let y = b.affine(terms, 0).unwrap();
            b.output(y);
            check(&b.finish(), &given);
        }

        #[test]
        fn sums_of_products(
            spec in prop::sample::select(vec!["mk,nk->mn", "bmk,bnk->bmn", "k,k->", "bk,k->b", "ij,j->ji", "ijk,kl->il", "i,j->ij", "k,nk->n"]),
            sizes in prop::collection::vec(1usize..4, 26), constant in 0usize..3, seed in any::<u64>(),
        ) {
            let (operands, out) = spec.split_once("->").unwrap();
            let (a, c) = operands.split_once(',').unwrap();
            let value = |i: u64| (seed.wrapping_mul(2 * i + 1) >> 50) as i64 % 17 - 8;
            let shape = |s: &str| s.chars().map(|l| sizes[l as usize - 97] as u32).collect::<Vec<_>>();
            let mut b = Builder::new();
            let mut inputs = Vec::new();
            let mut make = |b: &mut Builder, s: &str, fixed: bool, from: u64| {
                let count = shape(s).iter().product::<u32>();
                let values: Vec<i64> = (0..count.into()).map(|i| value(i + from)).collect();
                if fixed { return b.constant(&shape(s), &values); }
                inputs.push(values.iter().map(|v| i128::from(*v)).collect());
                b.input(&shape(s), Range::new(-8, 8))
            };
            let x = make(&mut b, a, constant == 1, 0);
            let k = make(&mut b, c, constant == 2, 500);
            let y = b.einsum(EinsumSpec::new(a, c, out), x, k, None).unwrap();
            b.output(y);
            check(&b.finish(), &inputs);
        }
    }
}
