//! Values, and sums of them: vectors of integers of any size, each a plane of their residues.

use circuit::Range;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::build::Builder;
use super::field::{WIDEST, residue};
use super::lows::{How, Parts};
use super::plan::PlanError;
use super::plane::{IntId, Integers, Map, PlaneId, Term};

/// A vector of integers of any size.
#[derive(Clone, Debug)]
pub struct Value {
    /// Number of elements.
    pub len: usize,
    /// Where they lie.
    pub range: Range,
    /// What an honest prover computes.
    pub integers: IntId,
    /// Their residues.
    pub plane: PlaneId,
}

impl Value {
    /// The plane of a value that fits one.
    pub fn narrow(&self) -> Option<PlaneId> {
        fits_plane(self.range).then_some(self.plane)
    }
}

/// Whether integers in `range` fit a plane.
pub fn fits_plane(range: Range) -> bool {
    range.magnitude() <= WIDEST as u128
}

/// Largest magnitude of any integer: a circuit's are below `2^120`, and some of them are doubled.
pub(super) const MOST: i128 = 1 << 123;

/// The range of a multiple of what is read of elements in `range`; beyond [`MOST`], where it says nothing.
pub(super) fn read_range(range: Range, factor: i128, map: &Map) -> Range {
    let beyond = Range::new(-MOST - 1, MOST + 1);
    let scaled = range.scale(factor).unwrap_or(beyond);
    match map {
        Map::Same => scaled,
        Map::Gather(_) => scaled.hull(Range::point(0)),
        Map::Fold { starts, .. } => {
            let terms = starts.windows(2).map(|w| w[1] - w[0]).max().unwrap_or(0);
            scaled.scale(terms.into()).unwrap_or(beyond).hull(Range::point(0))
        }
    }
}

/// A sum of multiples of values, and a number.
#[derive(Clone, Debug)]
pub struct Sum {
    len: usize,
    terms: Vec<(i128, PlaneId, Map)>,
    constant: i128,
    /// What constants of sums that were folded come to.
    folded: i128,
    integers: Vec<(i128, IntId, Map)>,
    of: Option<IntId>,
}

impl Sum {
    /// Zero.
    pub fn new(len: usize) -> Self {
        Self { len, terms: Vec::new(), constant: 0, folded: 0, integers: Vec::new(), of: None }
    }

    /// Zero, to become these integers: what is added says nothing of its own.
    pub(super) fn of(len: usize, of: IntId) -> Self {
        Self { of: Some(of), ..Self::new(len) }
    }

    /// Adds a number everywhere.
    pub fn number(&mut self, c: i128) {
        self.constant += c;
    }

    /// Adds a multiple of a plane of which the integers are said elsewhere.
    pub(super) fn place(&mut self, factor: i128, plane: PlaneId) {
        self.terms.push((factor, plane, Map::Same));
    }

    /// Adds a multiple of a value.
    pub fn add(&mut self, factor: i128, value: &Value) {
        if factor != 0 {
            self.integers.push((factor, value.integers, Map::Same));
            self.terms.push((factor, value.plane, Map::Same));
        }
    }

    /// Adds a value that is read through a map.
    pub fn add_mapped(&mut self, b: &mut Builder<'_>, value: &Value, map: &Map) -> Result<(), PlanError> {
        self.integers.push((1, value.integers, map.clone()));
        let view = match map {
            Map::Gather(map) => (b.view(value, map)?, Map::Same),
            _ => (value.plane, map.clone()),
        };
        self.terms.push((1, view.0, view.1));
        Ok(())
    }

    /// Adds what the elements of a value at `items[starts[i]..starts[i + 1]]` add up to. Of a wide sum that is a sum of what its terms add up to, as far as
    /// that fits the field: its digits are few, where those of each term would be as many as elements.
    pub(super) fn add_folded(
        &mut self,
        b: &mut Builder<'_>,
        value: &Value,
        starts: Arc<[u32]>,
        items: Arc<[u32]>,
    ) -> Result<(), PlanError> {
        let map = Map::Fold { starts: Arc::clone(&starts), items };
        let Some((terms, constant)) = b.summands(value.plane) else {
            return self.add_mapped(b, value, &map);
        };
        let mut sizes = starts.windows(2).map(|w| w[1] - w[0]);
        let size = sizes.next().unwrap_or(0);
        let number = constant.checked_mul(size.into()).filter(|_| constant == 0 || sizes.all(|n| n == size));
        let Some(number) = number else { return self.add_mapped(b, value, &map) };
        self.integers.push((1, value.integers, map.clone()));
        self.folded += number;
        for (plane, factor) in terms {
            let term = match b.folded(plane, &map) {
                Some(folded) => (factor, folded, Map::Same),
                None => (factor, plane, map.clone()),
            };
            self.terms.push(term);
        }
        Ok(())
    }

    /// Takes multiples of one plane together.
    fn merge(&mut self) {
        let mut places: BTreeMap<PlaneId, usize> = BTreeMap::new();
        let mut terms: Vec<(i128, PlaneId, Map)> = Vec::with_capacity(self.terms.len());
        for (factor, plane, map) in std::mem::take(&mut self.terms) {
            match places.get(&plane).filter(|_| matches!(map, Map::Same)) {
                Some(i) => terms[*i].0 += factor,
                None => {
                    if matches!(map, Map::Same) {
                        places.insert(plane, terms.len());
                    }
                    terms.push((factor, plane, map));
                }
            }
        }
        terms.retain(|(factor, ..)| *factor != 0);
        self.terms = terms;
    }

    /// Takes differences that are known not to be negative for what is subtracted from what.
    fn known_differences(&mut self, b: &Builder<'_>) {
        if let [(f, x, Map::Same), (g, y, Map::Same)] = self.terms[..]
            && f == -g
        {
            let (factor, pair) = if f > 0 { (f, [x, y]) } else { (g, [y, x]) };
            if let Some(difference) = b.differences.get(&pair) {
                self.terms = vec![(factor, *difference, Map::Same)];
            }
        }
    }

    /// Where the sum lies by what is known of its terms, element by element where everybody knows factors.
    fn range(&self, b: &Builder<'_>) -> Result<Range, PlanError> {
        let plus = |x: Range, y: Range| {
            let sum = x.plus(y).unwrap_or(Range::new(-MOST - 1, MOST + 1));
            b.fits("a sum", sum.magnitude() as i128, MOST).map(|()| sum)
        };
        let mut each: Option<Vec<Range>> = None;
        let mut sum = plus(Range::point(self.constant), Range::point(0))?;
        for (factor, plane, map) in &self.terms {
            match b.each(*plane).filter(|_| matches!(map, Map::Same)) {
                None => sum = plus(sum, read_range(b.range(*plane), *factor, map))?,
                Some(own) => {
                    let each = each.get_or_insert_with(|| vec![Range::point(0); self.len]);
                    for (sum, own) in each.iter_mut().zip(own) {
                        *sum = plus(*sum, read_range(own, *factor, map))?;
                    }
                }
            }
        }
        let each = each.and_then(|each| each.into_iter().reduce(Range::hull));
        plus(sum, each.unwrap_or(Range::point(0)))
    }

    /// The sum, wherever it lies.
    ///
    /// # Errors
    /// As [`Self::value`].
    pub fn anywhere(self, b: &mut Builder<'_>) -> Result<Value, PlanError> {
        self.value(b, Range::new(-MOST, MOST))
    }

    /// The sum as a value that lies in `range`, which is a theorem about what was added.
    ///
    /// # Errors
    /// Digits that are too wide.
    pub fn value(mut self, b: &mut Builder<'_>, range: Range) -> Result<Value, PlanError> {
        let len = self.len;
        let (terms, constant) = (std::mem::take(&mut self.integers), self.constant);
        // What is added without saying so: integers say it.
        self.constant += self.folded;
        let integers = self.of.unwrap_or_else(|| b.integers(Integers::Linear { len, terms, constant }));
        self.merge();
        self.known_differences(b);
        let range = self.range(b)?.meet(range).unwrap_or(range);
        if let ([(1, plane, Map::Same)], 0) = (&self.terms[..], self.constant) {
            let own = b.range(*plane);
            b.confine(*plane, own.meet(range).unwrap_or(range));
            return Ok(Value { len, range, integers, plane: *plane });
        }
        let term = |(factor, plane, map): &(i128, PlaneId, Map)| Term {
            factor: residue(*factor),
            plane: *plane,
            map: map.clone(),
        };
        let terms = self.terms.iter().map(term).collect();
        let plane = b.linear(len, terms, Builder::constant_of(self.constant), range);
        if !fits_plane(range) {
            b.is_made(plane, How::Sum(self.terms, self.constant), integers)?;
        }
        Ok(Value { len, range, integers, plane })
    }
}

impl Builder<'_> {
    /// A value's elements at these positions; [`super::plane::NOTHING`] reads zero.
    ///
    /// # Errors
    /// Digits that are too wide.
    pub fn view(&mut self, value: &Value, map: &Arc<[u32]>) -> Result<PlaneId, PlanError> {
        let plane = self.gather(value.plane, map);
        if plane != value.plane && !fits_plane(self.range(plane)) && !self.made.contains_key(&plane) {
            let terms = vec![(1, value.plane, Map::Gather(Arc::clone(map)))];
            let own = vec![(1, value.integers, Map::Gather(Arc::clone(map)))];
            let integers = self.integers(Integers::Linear { len: map.len(), terms: own, constant: 0 });
            self.is_made(plane, How::Sum(terms, 0), integers)?;
        }
        Ok(plane)
    }

    /// What a wide sum of sums adds up: multiples of planes that are no sums, and a number.
    fn summands(&self, plane: PlaneId) -> Option<(BTreeMap<PlaneId, i128>, i128)> {
        let (mut open, mut terms, mut constant) = (BTreeMap::from([(plane, 1i128)]), BTreeMap::new(), 0i128);
        // Planes read those before them, so each is met once.
        while let Some((plane, factor)) = open.pop_last() {
            let how = self.made.get(&plane).filter(|_| !fits_plane(self.range(plane))).map(|made| &made.how);
            match how {
                Some(How::Sum(own, number)) if own.iter().all(|(.., map)| matches!(map, Map::Same)) => {
                    constant = constant.checked_add(number.checked_mul(factor)?)?;
                    for (by, under, _) in own {
                        let all = open.entry(*under).or_insert(0);
                        *all = all.checked_add(by.checked_mul(factor)?)?;
                    }
                }
                _ => drop(terms.insert(plane, factor)),
            }
        }
        terms.retain(|_, factor| *factor != 0);
        (!terms.contains_key(&plane)).then_some((terms, constant))
    }

    /// What a plane's elements add up to, group by group, if that fits the field.
    fn folded(&mut self, plane: PlaneId, map: &Map) -> Option<PlaneId> {
        let Map::Fold { starts, items } = map else { return None };
        let range = read_range(self.range(plane), 1, map);
        if !fits_plane(range) {
            return None;
        }
        let key = (plane, [starts, items].map(Arc::clone));
        if let Some(known) = self.folds.get(&key) {
            return Some(*known);
        }
        let term = Term { factor: residue(1), plane, map: map.clone() };
        let folded = self.linear(starts.len().saturating_sub(1), vec![term], 0, range);
        self.folds.insert(key, folded);
        Some(folded)
    }

    /// Where each element of a plane lies, if everybody knows it, or a factor of it.
    fn each(&self, plane: PlaneId) -> Option<Vec<Range>> {
        match self.made.get(&plane).map(|made| &made.how) {
            Some(How::Scaled(under, by)) => {
                let own = self.range(*under);
                Some(by.iter().map(|by| read_range(own, *by, &Map::Same)).collect())
            }
            Some(How::Parts(Parts::Known(values))) => Some(values.iter().map(|v| Range::point(*v)).collect()),
            Some(_) => None,
            None => self.known(plane).map(|values| values.into_iter().map(Range::point).collect()),
        }
    }
}
