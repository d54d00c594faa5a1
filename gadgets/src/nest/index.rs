//! Index expressions: sums of loop counters with constant factors, and the divisions, maxima and minima
//! that affine maps allow, kept in a form in which equal expressions are mostly equal values.
//!
//! They count elements or iterations, in 64 bits; what would overflow is an error.

use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// A loop's counter, by the loop's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counter(pub u32);

/// What an index expression sums up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Atom {
    /// A loop's counter.
    Counter(Counter),
    /// `floor(a / n)`, n ≥ 1.
    Floor(Box<Index>, i64),
    /// `ceil(a / n)`, n ≥ 1.
    Ceil(Box<Index>, i64),
    /// `a − n·floor(a / n)`, n ≥ 1.
    Mod(Box<Index>, i64),
    /// The largest.
    Max(Vec<Index>),
    /// The smallest.
    Min(Vec<Index>),
    /// The product of two expressions that are not constant.
    Product(Box<Index>, Box<Index>),
}

/// `constant + Σ factor · atom`, without factors of 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Index {
    /// Factors by what they multiply.
    pub terms: BTreeMap<Atom, i64>,
    /// What is added to the sum.
    pub constant: i64,
}

/// Deepest nesting of an index expression.
pub const MAX_DEPTH: usize = 64;

/// Most terms of an index expression, nested ones included.
const MAX_SIZE: usize = 1 << 10;

/// What is no index expression of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IndexError {
    /// A constant or factor beyond 64 bits.
    #[error("an index expression overflows 64 bits")]
    Overflow,
    /// Too many terms, or nested too deeply.
    #[error("an index expression is too large (over {MAX_SIZE} terms or {MAX_DEPTH} levels)")]
    TooLarge,
    /// A division by something else than a positive constant.
    #[error("an index is divided by something that is no positive constant")]
    Divisor,
}

type Result<T> = std::result::Result<T, IndexError>;

fn overflow<T>(value: Option<T>) -> Result<T> {
    value.ok_or(IndexError::Overflow)
}

impl Index {
    /// A constant.
    pub fn constant(constant: i64) -> Self {
        Self { terms: BTreeMap::new(), constant }
    }

    /// A loop's counter.
    pub fn counter(id: Counter) -> Self {
        Self { terms: BTreeMap::from([(Atom::Counter(id), 1)]), constant: 0 }
    }

    fn atom(atom: Atom) -> Result<Self> {
        Self { terms: BTreeMap::from([(atom, 1)]), constant: 0 }.bounded()
    }

    fn bounded(self) -> Result<Self> {
        if self.size() > MAX_SIZE || self.depth() > MAX_DEPTH {
            return Err(IndexError::TooLarge);
        }
        Ok(self)
    }

    /// The constant that it is.
    pub fn as_constant(&self) -> Option<i64> {
        self.terms.is_empty().then_some(self.constant)
    }

    /// The loop whose counter it is.
    pub fn as_counter(&self) -> Option<Counter> {
        match (self.constant, self.terms.len(), self.terms.first_key_value()) {
            (0, 1, Some((Atom::Counter(id), 1))) => Some(*id),
            _ => None,
        }
    }

    /// The factor of a counter.
    pub fn factor(&self, id: Counter) -> i64 {
        self.terms.get(&Atom::Counter(id)).copied().unwrap_or(0)
    }

    /// Whether it is a sum of counters and a constant alone.
    pub fn is_linear(&self) -> bool {
        self.terms.keys().all(|a| matches!(a, Atom::Counter(_)))
    }

    /// `self + factor·other`.
    ///
    /// # Errors
    /// [`IndexError::Overflow`], [`IndexError::TooLarge`].
    pub fn add(&self, other: &Self, factor: i64) -> Result<Self> {
        let mut sum = self.clone();
        let scaled = |v: i64| v.checked_mul(factor);
        sum.constant = overflow(scaled(other.constant).and_then(|v| v.checked_add(sum.constant)))?;
        for (atom, f) in &other.terms {
            let entry = sum.terms.entry(atom.clone()).or_default();
            *entry = overflow(scaled(*f).and_then(|v| v.checked_add(*entry)))?;
            if *entry == 0 {
                sum.terms.remove(atom);
            }
        }
        sum.bounded()
    }

    /// `factor·self`.
    ///
    /// # Errors
    /// As [`Index::add`].
    pub fn scale(&self, factor: i64) -> Result<Self> {
        Self::default().add(self, factor)
    }

    /// The product.
    ///
    /// # Errors
    /// As [`Index::add`].
    pub fn mul(&self, other: &Self) -> Result<Self> {
        match (self.as_constant(), other.as_constant()) {
            (Some(c), _) => other.scale(c),
            (_, Some(c)) => self.scale(c),
            _ => {
                let (a, b) = if self <= other { (self, other) } else { (other, self) };
                Self::atom(Atom::Product(Box::new(a.clone()), Box::new(b.clone())))
            }
        }
    }

    /// Splits `n` times something off: `self = n·whole + rest`, where the rest's constant is in `0..n` and none of
    /// its factors is a multiple of `n`.
    fn split(&self, n: i64) -> Result<(Self, Self)> {
        if n < 1 {
            return Err(IndexError::Divisor);
        }
        let mut whole = Self::constant(self.constant.div_euclid(n));
        let mut rest = Self::constant(self.constant.rem_euclid(n));
        for (atom, f) in &self.terms {
            let (into, f) = if f % n == 0 { (&mut whole, f / n) } else { (&mut rest, *f) };
            into.terms.insert(atom.clone(), f);
        }
        Ok((whole, rest))
    }

    /// `floor(self / n)`.
    ///
    /// # Errors
    /// [`IndexError::Divisor`] for `n < 1`; [`IndexError::TooLarge`].
    pub fn floor(&self, n: i64) -> Result<Self> {
        let (whole, rest) = self.split(n)?;
        match rest.as_constant() {
            Some(_) => Ok(whole),
            None => whole.add(&Self::atom(Atom::Floor(Box::new(rest), n))?, 1),
        }
    }

    /// `ceil(self / n)`.
    ///
    /// # Errors
    /// As [`Index::floor`].
    pub fn ceil(&self, n: i64) -> Result<Self> {
        let (whole, rest) = self.split(n)?;
        match rest.as_constant() {
            Some(c) => whole.add(&Self::constant(i64::from(c != 0)), 1),
            None => whole.add(&Self::atom(Atom::Ceil(Box::new(rest), n))?, 1),
        }
    }

    /// `self − n·floor(self / n)`.
    ///
    /// # Errors
    /// As [`Index::floor`].
    pub fn modulo(&self, n: i64) -> Result<Self> {
        let (_, rest) = self.split(n)?;
        match rest.as_constant() {
            Some(c) => Ok(Self::constant(c)),
            None => Self::atom(Atom::Mod(Box::new(rest), n)),
        }
    }

    /// The largest of these.
    ///
    /// # Errors
    /// [`IndexError::TooLarge`].
    pub fn max(all: Vec<Self>) -> Result<Self> {
        Self::atom(Atom::Max(all))
    }

    /// The smallest of these.
    ///
    /// # Errors
    /// [`IndexError::TooLarge`].
    pub fn min(all: Vec<Self>) -> Result<Self> {
        Self::atom(Atom::Min(all))
    }

    fn children(&self) -> impl Iterator<Item = &Self> {
        self.terms.keys().flat_map(|a| match a {
            Atom::Counter(_) => vec![],
            Atom::Floor(a, _) | Atom::Ceil(a, _) | Atom::Mod(a, _) => vec![&**a],
            Atom::Max(all) | Atom::Min(all) => all.iter().collect(),
            Atom::Product(a, b) => vec![&**a, &**b],
        })
    }

    fn depth(&self) -> usize {
        self.children().map(|c| c.depth() + 1).max().unwrap_or(0)
    }

    fn size(&self) -> usize {
        self.children().fold(1 + self.terms.len(), |n, c| n + c.size())
    }

    /// Adds the counters that it depends on.
    pub fn counters(&self, into: &mut BTreeSet<Counter>) {
        for atom in self.terms.keys() {
            if let Atom::Counter(id) = atom {
                into.insert(*id);
            }
        }
        self.children().for_each(|c| c.counters(into));
    }

    /// Whether it depends on a counter.
    pub fn involves(&self, id: Counter) -> bool {
        let mut all = BTreeSet::new();
        self.counters(&mut all);
        all.contains(&id)
    }

    /// Its value where `at` gives the counters; `None` on overflow or for a counter without value.
    pub fn eval(&self, at: &BTreeMap<Counter, i64>) -> Option<i64> {
        self.terms.iter().try_fold(self.constant, |sum, (atom, factor)| {
            let value = match atom {
                Atom::Counter(id) => *at.get(id)?,
                Atom::Floor(a, _) | Atom::Ceil(a, _) | Atom::Mod(a, _) => divide(atom, a.eval(at)?),
                Atom::Max(all) => extreme(all, at, i64::max)?,
                Atom::Min(all) => extreme(all, at, i64::min)?,
                Atom::Product(a, b) => a.eval(at)?.checked_mul(b.eval(at)?)?,
            };
            sum.checked_add(value.checked_mul(*factor)?)
        })
    }

    /// Bounds on its value, where `range` gives those of a counter; `None` on overflow, or for a counter without.
    pub fn bounds(&self, range: &dyn Fn(Counter) -> Option<(i64, i64)>) -> Option<(i64, i64)> {
        let all = |list: &[Self]| list.iter().map(|a| a.bounds(range)).collect::<Option<Vec<_>>>();
        self.terms.iter().try_fold((self.constant, self.constant), |(lo, hi), (atom, factor)| {
            let (a, b) = match atom {
                Atom::Counter(id) => range(*id)?,
                Atom::Floor(a, n) => {
                    let (lo, hi) = a.bounds(range)?;
                    (lo.div_euclid(*n), hi.div_euclid(*n))
                }
                Atom::Ceil(a, n) => {
                    let (lo, hi) = a.bounds(range)?;
                    (lo.div_euclid(*n), hi.div_euclid(*n) + 1)
                }
                Atom::Mod(_, n) => (0, n - 1),
                Atom::Max(list) => {
                    let all = all(list)?;
                    (all.iter().map(|r| r.0).max()?, all.iter().map(|r| r.1).max()?)
                }
                Atom::Min(list) => {
                    let all = all(list)?;
                    (all.iter().map(|r| r.0).min()?, all.iter().map(|r| r.1).min()?)
                }
                Atom::Product(a, b) => {
                    let (a, b) = (a.bounds(range)?, b.bounds(range)?);
                    let ends = [(a.0, b.0), (a.0, b.1), (a.1, b.0), (a.1, b.1)];
                    let ends = ends.map(|(x, y)| x.checked_mul(y));
                    let ends = ends.into_iter().collect::<Option<Vec<_>>>()?;
                    (*ends.iter().min()?, *ends.iter().max()?)
                }
            };
            let (a, b) = (a.checked_mul(*factor)?, b.checked_mul(*factor)?);
            Some((lo.checked_add(a.min(b))?, hi.checked_add(a.max(b))?))
        })
    }

    /// With each counter replaced by what `map` gives for it.
    ///
    /// # Errors
    /// As [`Index::add`].
    pub fn substitute(&self, map: &BTreeMap<Counter, Self>) -> Result<Self> {
        let mut sum = Self::constant(self.constant);
        let all = |list: &[Self]| list.iter().map(|a| a.substitute(map)).collect::<Result<Vec<_>>>();
        for (atom, factor) in &self.terms {
            let value = match atom {
                Atom::Counter(id) => map.get(id).cloned().unwrap_or_else(|| Self::counter(*id)),
                Atom::Floor(a, by) => a.substitute(map)?.floor(*by)?,
                Atom::Ceil(a, by) => a.substitute(map)?.ceil(*by)?,
                Atom::Mod(a, by) => a.substitute(map)?.modulo(*by)?,
                Atom::Max(list) => Self::atom(Atom::Max(all(list)?))?,
                Atom::Min(list) => Self::atom(Atom::Min(all(list)?))?,
                Atom::Product(a, b) => a.substitute(map)?.mul(&b.substitute(map)?)?,
            };
            sum = sum.add(&value, *factor)?;
        }
        Ok(sum)
    }
}

fn extreme(all: &[Index], at: &BTreeMap<Counter, i64>, pick: fn(i64, i64) -> i64) -> Option<i64> {
    let mut values = all.iter().map(|a| a.eval(at));
    let first = values.next()??;
    values.try_fold(first, |best, v| Some(pick(best, v?)))
}

fn divide(atom: &Atom, value: i64) -> i64 {
    match atom {
        Atom::Floor(_, n) => value.div_euclid(*n),
        Atom::Ceil(_, n) => value.div_euclid(*n) + i64::from(value.rem_euclid(*n) != 0),
        Atom::Mod(_, n) => value.rem_euclid(*n),
        _ => value,
    }
}
