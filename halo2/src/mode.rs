//! How each relation is going to be proved: a pure function of graph and configuration.
//!
//! * A maximum over windows is *fused* where its operand is the result of a polynomial identity that
//!   nobody else reads and no two windows overlap: then the operand's elements are never cells.
//! * An identity reads its first operand *in place* where the operand's home rows run through it in order of
//!   position, or, for a single output row, multiplies it in place with constants beside it; otherwise from
//!   copies. Its result goes to windows, to the public values, or to cells of its own.
//! * A sum of operands with coefficients is an identity where windows take its result; strips do as well otherwise,
//!   and check its range.
//! * A sum or a product that only a quotient reads takes no rows: the quotient is of what it is made of.
//! * Everything else lies in strips.

use circuit::{Def, Element, Graph, Reduction, Relation, TensorId, Visibility};
use std::collections::{BTreeMap, BTreeSet};

use super::beside;
use super::bilinear::{Bilinear, Channel, Placed, known};
use super::build::PlanError;
use super::columns::Config;
use super::hashed::packed::in_lanes;
use super::strip::{self, What, limbs_for};
use super::system::MAX_ROTATION;
use super::window::{Layout, Requant, Shape};

/// Where an identity reads its first operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// On the rows of this tensor's public values.
    Public(TensorId),
    /// On the rows of its digits, of which a hash is made.
    Digits(TensorId),
    /// On the rows of the windows that make this tensor.
    Window(TensorId),
    /// There too, each element multiplied in place by its constants.
    Weighted(TensorId),
    /// From copies.
    Copies,
}

/// Where an identity's result lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In the windows of this relation.
    Windows(usize),
    /// Among the public values.
    Public,
    /// In cells.
    Cells,
}

/// A fused maximum.
#[derive(Clone, Debug)]
pub struct Windows {
    /// The result.
    pub out: TensorId,
    /// The operand.
    pub input: TensorId,
    /// Operand elements of each window, by ascending position.
    pub members: Vec<Vec<u32>>,
    /// Layout of each window.
    pub layout: Vec<usize>,
    /// The layouts.
    pub layouts: Vec<Layout>,
    /// First row of each window, several of one candidate sharing one.
    pub rows: Vec<u32>,
}

impl Windows {
    /// Layout of a window.
    pub fn of(&self, window: usize) -> &Layout {
        &self.layouts[self.layout[window]]
    }

    /// Number of rows of all windows.
    pub fn height(&self) -> u32 {
        self.rows.last().map_or(0, |first| first + self.of(self.rows.len() - 1).rows.len() as u32)
    }
}

/// A polynomial identity.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The identity; a bias that rows cannot add is a channel.
    pub bilinear: Bilinear,
    /// Where its first operand is read.
    pub operand: Operand,
    /// Where its result lies.
    pub home: Home,
    /// Bias of each element of the result, added on its row.
    pub row_bias: Option<Vec<i128>>,
}

impl Identity {
    /// A position at which two values are committed: results that share one would be known by their sum
    /// alone, and one that slack shares, not at all. `None` in every plan.
    pub fn shared_position(&self, modes: &[Mode]) -> Option<u64> {
        let this = &self.bilinear;
        let mut all: Vec<u64> = match &self.home {
            Home::Windows(w) => match modes.get(*w) {
                Some(Mode::Windows(w)) => w.members.iter().flatten().map(|i| this.y[*i as usize]).collect(),
                _ => Vec::new(),
            },
            Home::Public | Home::Cells => this.y.clone(),
        };
        all.extend(&this.slack);
        all.sort_unstable();
        all.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
    }
}

/// How a relation is proved.
#[derive(Clone, Debug)]
pub enum Mode {
    /// As a polynomial identity.
    Identity(Box<Identity>),
    /// As fused windows.
    Windows(Windows),
    /// By strips.
    Strips,
    /// Within the strips of the relation that alone reads its result.
    Within(usize),
}

/// Chooses a mode for each relation.
///
/// # Errors
/// A relation that reaches too far for any layout.
pub fn modes(graph: &Graph, config: &Config) -> Result<Vec<Mode>, PlanError> {
    let mut readers = vec![0usize; graph.tensors.len()];
    for r in graph.relations.iter().flat_map(Relation::operands) {
        r.tensors().for_each(|t| readers[t.0 as usize] += 1);
    }
    let mut modes = Vec::new();
    for (r, relation) in graph.relations.iter().enumerate() {
        let bilinear = Bilinear::new(graph, relation);
        let bilinear = bilinear.map_err(|e| PlanError::relation(graph, r, e.to_string()))?;
        // What strips take too is no identity where its coefficients have no bound.
        let bounded = |b: &Bilinear| b.coefficients(graph, MAX_CONSTANT).is_some();
        modes.push(match bilinear.filter(|b| !has_rows(relation) || bounded(b)) {
            Some(bilinear) => {
                let home = if graph.tensor(bilinear.out).vis == Visibility::PublicOutput
                    && readers[bilinear.out.0 as usize] == 0
                    && graph.outputs.iter().filter(|t| **t == bilinear.out).count() == 1
                {
                    Home::Public
                } else {
                    Home::Cells
                };
                Mode::Identity(Box::new(Identity {
                    bilinear,
                    operand: Operand::Copies,
                    home,
                    row_bias: None,
                }))
            }
            None => Mode::Strips,
        });
    }
    for (r, relation) in graph.relations.iter().enumerate() {
        let Some((producer, windows)) = fuse(graph, relation, &modes, &readers, config) else { continue };
        if let Mode::Identity(identity) = &mut modes[producer] {
            identity.home = Home::Windows(r);
            // Results that no window reads are committed like any other coefficient that nobody reads.
            let read: BTreeSet<u32> = windows.members.iter().flatten().copied().collect();
            let this = &mut identity.bilinear;
            this.slack.extend((0..).zip(&this.y).filter(|(i, _)| !read.contains(i)).map(|(_, at)| *at));
            this.slack.sort_unstable();
        }
        modes[r] = Mode::Windows(windows);
    }
    for mode in 0..modes.len() {
        let Mode::Identity(identity) = &modes[mode] else { continue };
        if matches!(graph.relations[mode], Relation::Affine { .. })
            && matches!(identity.home, Home::Public | Home::Cells)
        {
            // Strips do the same, and check its range.
            modes[mode] = Mode::Strips;
            continue;
        }
        let mut identity = identity.clone();
        bias(graph, &mut identity, &modes);
        identity.operand = operand(graph, &identity.bilinear, &modes, config);
        modes[mode] = Mode::Identity(identity);
    }
    for (r, relation) in graph.relations.iter().enumerate() {
        if let Some(producer) = inner(graph, relation, &modes, &readers) {
            modes[producer] = Mode::Within(r);
        }
        if let Some(windows) = beside::windows(graph, r, &modes, config) {
            modes[r] = Mode::Windows(windows);
        }
    }
    Ok(modes)
}

/// Most operands of a sum that a quotient takes.
const MOST_INNER: usize = 4;

/// The relation that makes a quotient's numerator, where nobody else reads it.
fn inner(graph: &Graph, relation: &Relation, modes: &[Mode], readers: &[usize]) -> Option<usize> {
    let Relation::DivRound { num, .. } = relation else { return None };
    let t = num.whole()?;
    let tensor = graph.tensor(t);
    let Def::By(producer) = tensor.def else { return None };
    let producer = producer.0 as usize;
    let alone = readers[t.0 as usize] == 1 && tensor.vis == Visibility::Internal && tensor.checked.is_none();
    let few = match &graph.relations[producer] {
        Relation::Affine { terms, .. } => terms.len() <= MOST_INNER,
        Relation::Mul { .. } => true,
        _ => false,
    };
    (alone && few && matches!(modes[producer], Mode::Strips)).then_some(producer)
}

/// The largest magnitude of a constant that rows add.
const MAX_CONSTANT: u128 = 1 << 63;

/// Whether strips take the relation too.
fn has_rows(relation: &Relation) -> bool {
    matches!(relation, Relation::Affine { .. } | Relation::Reduce { .. })
}

/// The relation's windows, if it can be fused, and the relation that makes its operand.
fn fuse(
    graph: &Graph,
    relation: &Relation,
    modes: &[Mode],
    readers: &[usize],
    config: &Config,
) -> Option<(usize, Windows)> {
    let (x, over, floor, out) = match relation {
        Relation::Max { x, over, floor, out } => (x, over, floor, out),
        Relation::ReluPoolRequant { x, over, floor, out, .. } => (x, over, floor, out),
        _ => return None,
    };
    let input = x.whole()?;
    let tensor = graph.tensor(input);
    let Def::By(producer) = tensor.def else { return None };
    let Mode::Identity(identity) = &modes[producer.0 as usize] else { return None };
    // A quotient of a sum is strips, several on a row.
    if floor.is_none()
        && *over == Reduction::Axes(Vec::new())
        && matches!(relation, Relation::ReluPoolRequant { .. })
        && matches!(graph.relations[producer.0 as usize], Relation::Affine { .. })
    {
        return None;
    }
    if readers[input.0 as usize] != 1 || tensor.vis != Visibility::Internal || tensor.checked.is_some() {
        return None;
    }
    // A floor that every candidate reaches takes no part.
    let (of, floor) = (tensor.range, floor.filter(|f| i128::from(*f) > tensor.range.lo));
    let alone = Shape { cells: 0, of, floor, requant: None };
    let result = graph.tensor(*out);
    let requant = match relation {
        Relation::ReluPoolRequant { shift, rounding, clip, .. } => {
            Some(Requant::new(alone.maximum(), *shift, *rounding, *clip, result.range)?)
        }
        _ if result.checked.is_some() => return None,
        _ => None,
    };
    let kind = Shape { requant, ..alone };
    let dims = graph.shape_of(x).ok()?;
    // Windows that fold more than there is overlap.
    if tensor.numel().is_none_or(|all| over.terms(&dims) > all) {
        return None;
    }
    let mut members: Vec<Vec<u32>> = Vec::new();
    over.for_each(&dims, |window| members.push(window.iter().map(|i| *i as u32).collect()));
    let position = |i: &u32| identity.bilinear.y[*i as usize];
    let mut seen = vec![false; identity.bilinear.y.len()];
    let (mut before, mut row, mut rows) = (0, 0, Vec::new());
    let (mut layouts, mut layout): (Vec<Layout>, Vec<usize>) = (Vec::new(), Vec::new());
    for window in &mut members {
        window.sort_by_key(position);
        let last = window.last().map(position)?;
        if last < before || window.iter().any(|i| std::mem::replace(&mut seen[*i as usize], true)) {
            return None;
        }
        before = last;
        let shape = Shape { cells: window.len() as u32, ..kind.clone() };
        let known = layouts.iter().position(|l| l.shape() == &shape);
        layout.push(match known {
            Some(i) => i,
            None => {
                layouts.push(Layout::new(shape, config.lanes, config.bits)?);
                layouts.len() - 1
            }
        });
        rows.push(row);
        row += layouts[layout[layout.len() - 1]].rows.len() as u32;
    }
    let windows = Windows { out: *out, input, members, layout, layouts, rows };
    (!in_strips(&windows, config)).then_some((producer.0 as usize, windows))
}

/// Whether windows of one candidate, whose results are wider than a lane, would take a row each where strips put several on one.
fn in_strips(windows: &Windows, config: &Config) -> bool {
    let [layout] = &windows.layouts[..] else { return false };
    let shape = layout.shape();
    let narrow = || Layout::beside(shape.clone(), config.lanes, config.bits, 0).is_some();
    if shape.cells != 1 || shape.requant.is_some() || narrow() {
        return false;
    }
    let limbs = limbs_for(shape.maximum().hi - shape.of.lo, config.bits);
    let what = What::Maximum { floor: shape.floor.is_some(), limbs };
    let strip = strip::Shape { operands: 1, product: (0, false), what };
    strip.fit(config).is_some_and(|fit| fit.elements > fit.rows)
}

/// Moves the bias to rows where each row's results share it, and into a channel elsewhere.
fn bias(graph: &Graph, identity: &mut Identity, modes: &[Mode]) {
    let Some(bias) = identity.bilinear.bias.take() else { return };
    let constants: Option<Vec<i128>> = bias.iter().map(|e| known(graph, *e)).collect();
    let uniform = |values: &[i128]| match identity.home {
        Home::Public | Home::Cells => true,
        Home::Windows(w) => match &modes[w] {
            Mode::Windows(w) => {
                w.members.iter().all(|m| m.windows(2).all(|p| values[p[0] as usize] == values[p[1] as usize]))
            }
            _ => false,
        },
    };
    match constants.filter(|values| uniform(values)) {
        Some(values) => identity.row_bias = Some(values).filter(|v| v.iter().any(|b| *b != 0)),
        None => {
            let channel = addend(identity.bilinear.y.iter().copied().zip(bias).collect());
            identity.bilinear.channels.push(channel);
        }
    }
}

/// A sum of elements at these positions as a product. Where each element lies at the same distances from its first position,
/// as a bias of a convolution does in all of its channel, it is a factor once, and ones at the distances are the other: no
/// operand, so that what is read in place still is.
fn addend(mut placed: Vec<Placed>) -> Channel {
    placed.sort_by_key(|(at, _)| *at);
    let mut of: BTreeMap<Element, Vec<u64>> = BTreeMap::new();
    placed.iter().for_each(|(at, e)| of.entry(*e).or_default().push(*at));
    let distances = |at: &Vec<u64>| at.iter().map(|p| p - at[0]).collect::<Vec<_>>();
    let mut all = of.values().map(distances);
    let first = all.next().unwrap_or_default();
    if first.len() < 2 || all.any(|other| other != first) {
        return Channel { x: placed, k: vec![(0, Element::Value(1))] };
    }
    let mut k: Vec<Placed> = of.into_iter().map(|(e, at)| (at[0], e)).collect();
    k.sort_by_key(|(at, _)| *at);
    Channel { x: first.into_iter().map(|at| (at, Element::Value(1))).collect(), k }
}

/// Where the first operand can be read in place.
fn operand(graph: &Graph, this: &Bilinear, modes: &[Mode], config: &Config) -> Operand {
    let variables = |list: &[Placed]| -> Vec<(u64, TensorId, u32)> {
        let var = |(at, e): &Placed| match e {
            Element::Of(t, i) if known(graph, *e).is_none() => Some((*at, *t, *i)),
            _ => None,
        };
        list.iter().filter_map(var).collect()
    };
    let channels: Vec<_> = this.channels.iter().map(|c| variables(&c.x)).filter(|c| !c.is_empty()).collect();
    let Some((_, source, _)) = channels.first().and_then(|c| c.first()).copied() else {
        return Operand::Copies;
    };
    if channels.iter().flatten().any(|(_, t, _)| *t != source) {
        return Operand::Copies;
    }
    let host = match graph.tensor(source).def {
        Def::By(r) => match &modes[r.0 as usize] {
            Mode::Windows(w) => Some(w),
            _ => None,
        },
        Def::Free => None,
    };
    let digits = in_lanes(graph, config, source);
    if host.is_none() && !digits && graph.tensor(source).vis != Visibility::PublicInput {
        return Operand::Copies;
    }
    // Another relation that already runs along these rows leaves no accumulator for a second.
    let taken = modes.iter().any(|m| match m {
        Mode::Identity(i) => match i.operand {
            Operand::Public(t) | Operand::Digits(t) | Operand::Window(t) | Operand::Weighted(t) => {
                t == source
            }
            Operand::Copies => false,
        },
        _ => false,
    });
    if taken {
        return Operand::Copies;
    }
    if let Some(host) = host {
        let constant = this.channels.iter().flat_map(|c| &c.k).all(|(_, e)| known(graph, *e).is_some());
        let single = channels.iter().flatten().all(|(at, ..)| *at == 0);
        let width = this.channels.iter().flat_map(|c| &c.k).map(|(at, _)| at + 1).max().unwrap_or(0);
        // Their results lie on the first row, which the others read from below.
        let rows = (0..host.layout.len()).map(|w| host.of(w).rows.len() as u64).min().unwrap_or(0);
        let rows = rows.min(u64::from(MAX_ROTATION) + 1);
        if constant
            && single
            && width <= rows * u64::from(config.weights)
            && host.layouts[0].result().is_some()
        {
            return Operand::Weighted(source);
        }
    }
    // In order of position along the home rows, one channel after the other.
    let mut ranges = Vec::new();
    for channel in &channels {
        if !channel.windows(2).all(|w| w[0].0 <= w[1].0 && w[0].2 < w[1].2) {
            return Operand::Copies;
        }
        ranges.push((channel[0].2, channel[channel.len() - 1].2));
    }
    ranges.sort_unstable();
    if !ranges.windows(2).all(|w| w[0].1 < w[1].0) {
        return Operand::Copies;
    }
    match host {
        Some(_) => Operand::Window(source),
        None if digits => Operand::Digits(source),
        None => Operand::Public(source),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use circuit::{Builder, Range, Window};

    /// A convolution, its result public, or in windows that leave its last row and column out.
    fn identity(pooled: bool) -> (Identity, Vec<Mode>) {
        let mut b = Builder::new();
        let x = b.input(&[1, 1, 5, 5], Range::new(0, 3));
        let k = b.constant(&[1, 1, 3, 3], &[1, -2, 3, 1, 1, 0, 0, 2, -1]);
        let y = b.conv(x, k, None, Window::plain([3, 3], [1, 1]), 1).unwrap();
        let over = Reduction::Window(Window::plain([2, 2], [2, 2]));
        let y = if pooled { b.max(y, over, None).unwrap() } else { y };
        b.output(y);
        let config = Config { bits: 6, lanes: 11, accumulators: 2, weights: 2, ports: 3, tables: 1 };
        let modes = modes(&b.finish(), &config).unwrap();
        let Mode::Identity(identity) = &modes[0] else { panic!("no identity") };
        assert_eq!(matches!(identity.home, Home::Windows(_)), pooled);
        ((**identity).clone(), modes)
    }

    #[test]
    fn committed_positions_are_apart() {
        for pooled in [false, true] {
            let (good, modes) = identity(pooled);
            assert_eq!(good.shared_position(&modes), None);
            let at = good.bilinear.y[0];
            let mut bad = good.clone();
            bad.bilinear.y[1] = at;
            assert_eq!(bad.shared_position(&modes), Some(at), "two results");
            let mut bad = good.clone();
            bad.bilinear.slack.push(at);
            assert_eq!(bad.shared_position(&modes), Some(at), "a result and slack");
            let mut bad = good.clone();
            let slack = bad.bilinear.slack[0];
            bad.bilinear.slack.push(slack);
            assert_eq!(bad.shared_position(&modes), Some(slack), "slack twice");
        }
    }
}
