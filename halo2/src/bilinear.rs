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
use circuit::{Element, Graph, Relation, TensorId, ViewError, Window};
use std::collections::BTreeMap;
use thiserror::Error;

use super::expr::MAX_POWER;
use super::system::MAX_K;

/// Most positions of a convolution's result on its grid: a dilated kernel in wide padding has few elements and any
/// number of positions.
const MAX_POSITIONS: u64 = 1 << 27;
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
fn channels(count: usize) -> Result<Vec<Channel>, BilinearError> {
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

/// Geometry of one axis of a convolution.
struct Axis {
    /// Size of the grid.
    grid: u64,
    /// Grid position of the first input.
    shift: u64,
    /// Grid position of each output.
    outputs: Vec<u64>,
    /// Dilation.
    step: u64,
    /// Size of the kernel.
    taps: u64,
    /// Size of the input.
    input: u64,
}

fn axis(input: u32, axis: usize, w: &Window, outputs: u32) -> Axis {
    let [k, s, d, pad] = [w.kernel[axis], w.strides[axis], w.dilations[axis], w.begin[axis]].map(u64::from);
    let extent = (k - 1) * d;
    let shift = pad.saturating_sub(extent);
    let outputs: Vec<u64> = (0..u64::from(outputs)).map(|o| o * s + extent + shift - pad).collect();
    let grid = (shift + u64::from(input) + extent).max(outputs.last().map_or(0, |o| o + 1));
    Axis { grid, shift, outputs, step: d, taps: k, input: input.into() }
}

impl Axis {
    /// Whether a product can fall on each grid position.
    fn reached(&self) -> Vec<bool> {
        // Each tap meets as many positions as there are inputs: where these stretches start and end.
        let mut change = vec![0i32; self.grid as usize + 1];
        for start in (0..self.taps).map(|u| self.shift + u * self.step) {
            change[start as usize] += 1;
            change[(start + self.input) as usize] -= 1;
        }
        let open = change.iter().scan(0, |open, change| {
            *open += change;
            Some(*open > 0)
        });
        open.take(self.grid as usize).collect()
    }
}

fn conv(
    xs: &[u32],
    x: &[Element],
    ks: &[u32],
    k: &[Element],
    w: &Window,
    groups: usize,
) -> Result<Bilinear, BilinearError> {
    let size = |shape: &[u32], axis: usize| shape[axis] as usize;
    let (batch, inputs, height, width) = (size(xs, 0), size(xs, 1), size(xs, 2), size(xs, 3));
    let (maps, depth, kh, kw) = (size(ks, 0), size(ks, 1), size(ks, 2), size(ks, 3));
    let [oh, ow] = w.output([xs[2], xs[3]]).unwrap_or([0, 0]);
    let (v, h) = (axis(xs[2], 0, w, oh), axis(xs[3], 1, w, ow));
    let plane = v.grid.saturating_mul(h.grid);
    let got = plane.saturating_mul((batch * maps) as u64);
    if got > MAX_POSITIONS {
        return Err(BilinearError::Positions { got });
    }
    let mut channels = channels(inputs)?;
    for (i, element) in x.iter().enumerate() {
        let (xx, y, c, n) =
            (i % width, i / width % height, i / (width * height) % inputs, i / (width * height * inputs));
        let at = (y as u64 + v.shift) * h.grid + xx as u64 + h.shift;
        channels[c].x.push(((n * maps) as u64 * plane + at, *element));
    }
    for (i, element) in k.iter().enumerate() {
        let (kx, ky, c, m) = (i % kw, i / kw % kh, i / (kw * kh) % depth, i / (kw * kh * depth));
        // Correlation: the kernel is read backwards.
        let dy = (kh - 1 - ky) as u64 * u64::from(w.dilations[0]);
        let dx = (kw - 1 - kx) as u64 * u64::from(w.dilations[1]);
        let group = m / (maps / groups);
        channels[group * depth + c].k.push((m as u64 * plane + dy * h.grid + dx, *element));
    }
    let (mut y, mut slack) = (Vec::new(), Vec::new());
    let (rows, columns) = (v.reached(), h.reached());
    let mut output = vec![false; plane as usize];
    for at in v.outputs.iter().flat_map(|r| h.outputs.iter().map(move |c| r * h.grid + c)) {
        output[at as usize] = true;
    }
    for base in (0..(batch * maps) as u64).map(|m| m * plane) {
        y.extend(v.outputs.iter().flat_map(|r| h.outputs.iter().map(move |c| base + r * h.grid + c)));
        slack.extend((0..plane).filter_map(|at| {
            let reached = rows[(at / h.grid) as usize] && columns[(at % h.grid) as usize];
            (reached && !output[at as usize]).then_some(base + at)
        }));
    }
    Ok(finish(channels, y, slack))
}

/// Shape and elements of both operands, and the window.
type Operands = (Vec<u32>, Vec<Element>, Vec<u32>, Vec<Element>, Window);

/// The convolution with strides of one: position `q·stride + r` of a channel is position `q` of its phase `r`, and so is a
/// kernel's. Phases that no kernel reaches are left out. `None` where there are no strides, or mostly padding.
fn phases(xs: &[u32], x: &[Element], ks: &[u32], k: &[Element], w: &Window) -> Option<Operands> {
    if w.strides == [1, 1] || w.dilations != [1, 1] {
        return None;
    }
    let outputs = w.output([xs[2], xs[3]]).ok()?;
    let count = [0, 1].map(|a| w.strides[a].min(w.kernel[a]));
    let all = count[0] * count[1];
    let kernel = [0, 1].map(|a| w.kernel[a].div_ceil(w.strides[a]));
    let size = [0, 1].map(|a| outputs[a] + kernel[a] - 1);
    let positions = [xs[0], xs[1], all, size[0], size[1]];
    if positions.into_iter().try_fold(1u64, |p, d| p.checked_mul(d.into()))? > 4 * x.len() as u64 + (1 << 10)
    {
        return None;
    }
    // Elements of `[A, B, H, W]` in `[A, B·phases, h, w]`, each axis from some position on.
    let split = |shape: &[u32], list: &[Element], begin: [u32; 2], to: [u32; 2]| {
        let shape_to = vec![shape[0], shape[1] * all, to[0], to[1]];
        let mut split = vec![Element::Value(0); shape_to.iter().map(|d| *d as usize).product()];
        for (i, element) in (0u32..).zip(list) {
            let [row, column] = [i / shape[3] % shape[2] + begin[0], i % shape[3] + begin[1]];
            let [q, p] = [row / w.strides[0], column / w.strides[1]];
            let [r, s] = [row % w.strides[0], column % w.strides[1]];
            if r < count[0] && s < count[1] && q < to[0] && p < to[1] {
                let channel = i / (shape[2] * shape[3]) * all + r * count[1] + s;
                split[((channel * to[0] + q) * to[1] + p) as usize] = *element;
            }
        }
        (shape_to, split)
    };
    let (xs, x) = split(xs, x, w.begin, size);
    let (ks, k) = split(ks, k, [0, 0], kernel);
    Some((xs, x, ks, k, Window::plain(kernel, [1, 1])))
}

fn einsum(
    sizes: &BTreeMap<char, usize>,
    labels: &[Vec<char>; 2],
    out: &[char],
    elements: &[Vec<Element>; 2],
) -> Result<Bilinear, BilinearError> {
    let both = |l: &char| labels[0].contains(l) && labels[1].contains(l);
    let pick =
        |of: &dyn Fn(&char) -> bool| -> Vec<char> { sizes.keys().copied().filter(|l| of(l)).collect() };
    let batch = pick(&|l| both(l) && out.contains(l));
    let contracted = pick(&|l| both(l) && !out.contains(l));
    let free = [0, 1].map(|s| pick(&|l| labels[s].contains(l) && !both(l) && out.contains(l)));
    let count = |of: &[char]| of.iter().map(|l| sizes[l]).product::<usize>();
    // Row-major index of the labels `of` in an element whose labels have these values.
    let index = |of: &[char], at: &BTreeMap<char, usize>| of.iter().fold(0, |i, l| i * sizes[l] + at[l]);
    let values = |of: &[char], mut i: usize| {
        let mut at = BTreeMap::new();
        for l in of.iter().rev() {
            at.insert(*l, i % sizes[l]);
            i /= sizes[l];
        }
        at
    };
    let (columns, rows) = (count(&free[0]), count(&free[1]));
    let position = |of_first: bool, at: &BTreeMap<char, usize>| {
        let [batch, i, j] = [&batch, &free[0], &free[1]].map(|of| index(of, at));
        if of_first { (batch * columns + i) * rows + j } else { (batch * rows + j) * columns + i }
    };
    let positions = |of_first: bool| -> Vec<u64> {
        (0..count(out)).map(|i| position(of_first, &values(out, i)) as u64).collect()
    };
    // Which free labels come first is chosen such that the result is in order, for windows to run along it.
    let mut y = positions(false);
    let mut of_first = false;
    if !y.is_sorted() && rows <= MAX_POWER as usize {
        let other = positions(true);
        if other.is_sorted() {
            (y, of_first) = (other, true);
        }
    }
    let mut channels = channels(count(&batch).saturating_mul(count(&contracted)))?;
    for side in 0..2 {
        for (i, element) in elements[side].iter().enumerate() {
            let at = values(&labels[side], i);
            let channel = &mut channels[index(&batch, &at) * count(&contracted) + index(&contracted, &at)];
            let at = match (side, of_first) {
                (0, false) => index(&free[0], &at),
                (0, true) => index(&free[0], &at) * rows,
                (_, false) => (index(&batch, &at) * rows + index(&free[1], &at)) * columns,
                (_, true) => index(&batch, &at) * columns * rows + index(&free[1], &at),
            };
            let list = if side == 0 { &mut channel.x } else { &mut channel.k };
            list.push((at as u64, *element));
        }
    }
    Ok(finish(channels, y, Vec::new()))
}

/// Sorts positions and drops padding.
fn finish(mut channels: Vec<Channel>, y: Vec<u64>, slack: Vec<u64>) -> Bilinear {
    for channel in &mut channels {
        for list in [&mut channel.x, &mut channel.k] {
            list.retain(|(_, e)| *e != Element::Value(0));
            list.sort_by_key(|(at, _)| *at);
        }
    }
    channels.retain(|c| !c.x.is_empty() && !c.k.is_empty());
    Bilinear { channels, out: TensorId(0), y, slack, bias: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use circuit::{Builder, EinsumSpec, IndexMap, Range, Reduction, Ref, interpret};
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
