//! What sums of products are modulo a power of two: from digits of their factors, so small that sums of products of digits fit.
//!
//! Of the many ways to cut two factors the one is taken that commits to least: the whole of a small factor, digits that are there
//! already, parts of what everybody or the setup knows, or new digits.

use circuit::Range;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::build::{Builder, VIEWS};
use super::digits::Placed;
use super::field::HALF;
use super::lows::{EXACT, How, Low, Parts, ROOM, SPARE, parts};
use super::plan::{Axis, Factor, PlanError, Product};
use super::plane::{Fill, Map, PlaneId};
use super::profile::Why;
use super::ranges::bits_of;
use super::wide::fits_plane;

/// The shape of a sum of products.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Axes of the two factors.
    pub factors: [Vec<Axis>; 2],
    /// Terms of the sum with its result's axes weighted.
    pub terms: usize,
    /// Products in each element of the result.
    pub each: u128,
    /// For each factor what the magnitudes of those of its elements that one element of the result reads add up to at most, if that is known.
    pub norms: [Option<u128>; 2],
    /// The result's axes.
    pub axes: Vec<usize>,
}

/// What a pair of factors costs beside the cells of its result, in cells: two numbers in each proof.
const PAIR: usize = 64;

/// A way to cut a factor.
struct Cut {
    way: Way,
    /// Positions and magnitudes of digits, as far as they are asked for.
    digits: Vec<(u32, u128)>,
    /// Cells.
    cost: usize,
    /// Whether the digits are all of it.
    whole: bool,
    /// Whether the one digit is the factor itself.
    itself: bool,
}

/// How a factor is cut.
#[derive(Clone)]
enum Way {
    /// Not at all, or as it is already.
    There(Placed),
    /// Into parts of so many bits.
    Parts(u32),
    /// Into new digits of these widths.
    New(Vec<u32>),
}

/// The digits of a product: positions with the pairs that meet there.
type Pairs = BTreeMap<u32, Vec<[usize; 2]>>;

impl Builder<'_> {
    /// A sum of products of planes' digits as a fact, and its result.
    pub(super) fn product_of(
        &mut self,
        pairs: Vec<[PlaneId; 2]>,
        shape: &Shape,
        range: Range,
        fill: Option<Fill>,
    ) -> PlaneId {
        let factor = |i: usize, plane: PlaneId| Factor { plane, axes: shape.factors[i].clone() };
        let fill = fill.unwrap_or(Fill::Product { product: self.next_product() });
        let result = self.cells(shape.axes.iter().product(), range, fill);
        let pairs = pairs.into_iter().map(|[a, b]| [factor(0, a), factor(1, b)]).collect();
        let (terms, axes) = (shape.terms, shape.axes.clone());
        self.product(Product { pairs, terms, result: Some(result), axes });
        result
    }

    /// What a sum of products is modulo `2^bits`.
    ///
    /// # Errors
    /// Sums of too many products.
    pub(super) fn low_product(
        &mut self,
        plane: PlaneId,
        factors: [PlaneId; 2],
        shape: &Shape,
        bits: u32,
    ) -> Result<Low, PlanError> {
        let bits = bits.max(1);
        let len = self.plane(plane).len;
        let cuts = factors.map(|f| self.cuts(f, bits));
        let mut best: Option<(usize, [usize; 2])> = None;
        let mut least = u128::MAX;
        for (i, a) in cuts[0].iter().enumerate() {
            for (j, b) in cuts[1].iter().enumerate() {
                let (pairs, known) = meet(a, b, bits);
                let bound = pairs.values().map(|p| bound(shape, p, [a, b])).max().unwrap_or(0);
                least = least.min(bound);
                let cost = pairs.len() * len
                    + a.cost
                    + b.cost
                    + PAIR * pairs.values().map(Vec::len).sum::<usize>()
                    + self.carried(&pairs, shape, [a, b], known.min(bits + SPARE)) * len;
                if bound <= ROOM as u128 && best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, [i, j]));
                }
            }
        }
        let Some((_, [i, j])) = best else {
            return Err(PlanError::TooWide {
                node: self.node.clone(),
                what: "a sum of products of digits",
                magnitude: least.min(1 << 120) as i128,
                most: ROOM,
            });
        };
        let before = self.why(Why::Digits);
        let (a, b) = (&cuts[0][i], &cuts[1][j]);
        let digits = [self.cut(factors[0], a, bits)?, self.cut(factors[1], b, bits)?];
        let (pairs, known) = meet(a, b, bits);
        let mut planes = Vec::with_capacity(pairs.len());
        for (at, pairs) in pairs {
            let pairs: Vec<[PlaneId; 2]> =
                pairs.into_iter().map(|[i, j]| [digits[0][i].1, digits[1][j].1]).collect();
            let most = |p: &[PlaneId; 2]| shape.most(p.map(|p| self.range(p).magnitude()), [a, b]);
            let most = pairs.iter().map(most).fold(0, u128::saturating_add).min(1 << 100) as i128;
            self.fits("a sum of products of digits", most, HALF)?;
            planes.push((at, self.product_of(pairs, shape, Range::new(-most, most), None)));
        }
        self.why(before);
        Ok(Low { bits: known, planes })
    }

    /// What carries of the positions of a product take beyond a lookup each, in cells and lookups for an element.
    fn carried(&self, pairs: &Pairs, shape: &Shape, cuts: [&Cut; 2], end: u32) -> usize {
        let ends = pairs.keys().skip(1).copied().chain([end]);
        let more = |((at, pairs), end): ((&u32, &Vec<[usize; 2]>), u32)| {
            let bits = u128::BITS - bound(shape, pairs, cuts).leading_zeros() + 1;
            2 * (bits.saturating_sub(end - at).div_ceil(self.bits).max(1) - 1) as usize
        };
        pairs.iter().zip(ends).map(more).sum()
    }

    /// How many parts of what is withheld there are not yet: they are committed to at setup, and opened by each proof. What everybody knows
    /// has its parts for nothing.
    fn new_parts(&self, plane: PlaneId, width: u32, bits: u32) -> usize {
        let Some(Parts::Withheld(of)) = self.parts_of(plane) else { return 0 };
        parts(self.range(plane), width, bits).filter(|part| !self.is_there(of, *part)).count()
    }

    /// The plane that a plane is a view of, if parts of that are there for the asking.
    fn parts_under(&self, plane: PlaneId) -> Option<PlaneId> {
        let mut under = plane;
        for _ in 0..VIEWS {
            if self.parts_of(under).is_some() {
                return Some(under);
            }
            match self.viewed(under) {
                Some((next, Map::Gather(_))) => under = next,
                _ => return None,
            }
        }
        None
    }

    /// The ways to cut a factor for a product modulo `2^bits`.
    fn cuts(&self, plane: PlaneId, bits: u32) -> Vec<Cut> {
        let (range, t) = (self.range(plane), self.bits);
        let all = range.bits().max(1);
        let mut cuts = Vec::new();
        let there = |planes: &Placed| {
            let magnitude = |(at, p): &(u32, PlaneId)| (*at, self.range(*p).magnitude());
            let digits = planes.iter().map(magnitude).collect();
            Cut { way: Way::There(planes.clone()), digits, cost: 0, whole: true, itself: false }
        };
        if fits_plane(range) {
            cuts.push(Cut { itself: true, ..there(&vec![(0, plane)]) });
        }
        cuts.extend(self.digits.get(&plane).into_iter().flatten().map(|d| there(&d.planes)));
        if let Some(under) = self.parts_under(plane) {
            let (all, len) = (self.range(under).bits().max(1), self.plane(under).len);
            for width in 1..=t {
                let count = all.min(bits).div_ceil(width);
                let whole = width * count >= all;
                let digit = |j: u32| {
                    let last = whole && j + 1 == count;
                    let most = if last { 1 << (all - width * j) } else { 1u128 << width };
                    (width * j, most)
                };
                let digits = (0..count).map(digit).collect();
                let cost = self.new_parts(under, width, bits) * len;
                cuts.push(Cut { way: Way::Parts(width), digits, cost, whole, itself: false });
            }
            return cuts;
        }
        let (mut under, mut views) = (plane, 0);
        while let Some((next, Map::Gather(map))) =
            self.viewed(under).filter(|_| fits_plane(range) && views < VIEWS)
        {
            views += 1;
            if self.plane(next).len > map.len() {
                break;
            }
            under = next;
        }
        let (len, wide) = (self.plane(under).len, !fits_plane(range));
        for width in 1..=t {
            let count = if wide { all.div_ceil(width) } else { all.min(bits).div_ceil(width) };
            let mut widths = vec![width; count as usize];
            while widths.iter().sum::<u32>() >= all {
                widths.pop();
            }
            while let Some(missing) = self.missing(self.range(under), wide, &widths) {
                widths.push(missing);
            }
            if widths.is_empty() {
                continue;
            }
            let mut digits: Vec<(u32, u128)> = Vec::new();
            let mut at = 0;
            for width in &widths {
                digits.push((at, 1 << (if wide { *width } else { width - 1 })));
                at += width;
            }
            // The window of the last one may be several times as large.
            digits.push((at, if wide { 1 << (t + 1) } else { (range.magnitude() >> at) + 2 }));
            // Cells and lookups; of what is open one is looked up anyway, and others may want the same digits.
            let cost = widths.len() * len * 3 / if self.open.contains_key(&under) { 3 } else { 2 };
            cuts.push(Cut { digits, cost, way: Way::New(widths), whole: true, itself: false });
        }
        cuts
    }

    /// How many bits are to be cut off yet, at most those of a lookup, before the last digit of a number of `range` is one.
    fn missing(&self, range: Range, wide: bool, widths: &[u32]) -> Option<u32> {
        let (t, above, all) = (self.bits, widths.iter().sum::<u32>(), range.bits().max(1));
        if wide {
            return (above + t < all).then_some(t);
        }
        // Digits of both signs: what is above them may be one more on either side.
        let (_, moved) = widths.iter().fold((0, 0), |(at, sum), w| (at + w, sum + (1i128 << (at + w - 1))));
        let last = Range::new((range.lo + moved) >> above, (range.hi + moved) >> above);
        (bits_of(last.count()) > t).then(|| (all + 1).saturating_sub(above + t).clamp(1, t))
    }

    /// Cuts a factor.
    fn cut(&mut self, plane: PlaneId, cut: &Cut, bits: u32) -> Result<Placed, PlanError> {
        match &cut.way {
            Way::There(planes) => Ok(planes.clone()),
            Way::Parts(width) => self.parted_through(plane, *width, bits),
            Way::New(widths) => self.digits_as(plane, widths, true),
        }
    }

    /// Parts of what views show of what everybody or the setup knows.
    fn parted_through(&mut self, plane: PlaneId, width: u32, bits: u32) -> Result<Placed, PlanError> {
        let (mut under, mut maps) = (plane, Vec::new());
        loop {
            if let Some(parts) = self.parts_of(under) {
                let mut planes = self.parted(under, &parts, width, bits).planes;
                for map in maps.iter().rev() {
                    planes.iter_mut().for_each(|(_, p)| *p = self.gather(*p, map));
                }
                return Ok(planes);
            }
            let Some((next, Map::Gather(map))) = self.viewed(under) else { return Ok(vec![(0, plane)]) };
            maps.push(Arc::clone(map));
            under = next;
        }
    }
}

/// Which digits meet where below bit `bits`, and modulo which power of two that is the product.
fn meet(a: &Cut, b: &Cut, bits: u32) -> (Pairs, u32) {
    let (mut pairs, mut known) = (Pairs::new(), EXACT);
    for cut in [a, b] {
        // Parts may end before the number does.
        if let (Way::Parts(width), false) = (&cut.way, cut.whole) {
            known = known.min(width * cut.digits.len() as u32);
        }
    }
    for (i, (x, _)) in a.digits.iter().enumerate() {
        for (j, (y, _)) in b.digits.iter().enumerate() {
            if x + y < bits {
                pairs.entry(x + y).or_default().push([i, j]);
            } else {
                known = known.min(x + y);
            }
        }
    }
    (pairs, known)
}

/// The largest magnitude of a sum of products of digits, of all pairs.
fn bound(shape: &Shape, pairs: &[[usize; 2]], [a, b]: [&Cut; 2]) -> u128 {
    let most = |[i, j]: &[usize; 2]| shape.most([a.digits[*i].1, b.digits[*j].1], [a, b]);
    pairs.iter().map(most).fold(0, u128::saturating_add)
}

impl Shape {
    /// The largest magnitude of a sum of products of two digits of these magnitudes: as many as there are products, or, of a factor that is not cut, what
    /// its elements' magnitudes add up to.
    fn most(&self, [a, b]: [u128; 2], cuts: [&Cut; 2]) -> u128 {
        let all = self.each.saturating_mul(a.saturating_mul(b));
        let normed = [b, a].into_iter().zip(self.norms).zip(cuts).filter(|(_, cut)| cut.itself);
        normed.filter_map(|((other, norm), _)| Some(norm?.saturating_mul(other))).fold(all, u128::min)
    }
}

/// That a plane's integers are products, elementwise or summed.
pub(super) fn products(factors: [PlaneId; 2], shape: Shape, index: usize) -> How {
    How::Product(factors, Arc::new(shape), index)
}
