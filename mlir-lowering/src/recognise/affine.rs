//! Index expressions: sums of loop counters with constant factors, and the divisions, maxima and minima
//! that affine maps allow, kept in a form in which equal expressions are mostly equal values.

use melior::ir::AffineExpr;
use std::collections::{BTreeMap, BTreeSet};

use super::domain::Loops;

/// A loop of the function, or a copy of one; see [`Loops`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LoopId(pub u32);

/// What an index expression sums up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Atom {
    /// A loop's counter.
    Counter(LoopId),
    /// `floor(a / n)`, n ≥ 1.
    Floor(Box<Ix>, i64),
    /// `ceil(a / n)`, n ≥ 1.
    Ceil(Box<Ix>, i64),
    /// `a − n·floor(a / n)`, n ≥ 1.
    Mod(Box<Ix>, i64),
    /// The largest.
    Max(Vec<Ix>),
    /// The smallest.
    Min(Vec<Ix>),
    /// The product of two expressions that are not constant.
    Product(Box<Ix>, Box<Ix>),
}

/// `constant + Σ factor · atom`, without factors of 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Ix {
    pub terms: BTreeMap<Atom, i64>,
    pub constant: i64,
}

/// Deepest nesting of an index expression.
const MAX_DEPTH: usize = 64;

/// Most terms of an index expression, nested ones included.
const MAX_SIZE: usize = 1 << 10;

/// An index expression that overflows or that is no index expression; the message is for the user.
pub(crate) type Result<T> = std::result::Result<T, String>;

fn overflow<T>(value: Option<T>) -> Result<T> {
    value.ok_or_else(|| "an index expression overflows 64 bits".to_owned())
}

impl Ix {
    pub fn constant(constant: i64) -> Self {
        Self { terms: BTreeMap::new(), constant }
    }

    pub fn counter(id: LoopId) -> Self {
        Self { terms: BTreeMap::from([(Atom::Counter(id), 1)]), constant: 0 }
    }

    fn atom(atom: Atom) -> Result<Self> {
        Self { terms: BTreeMap::from([(atom, 1)]), constant: 0 }.bounded()
    }

    fn bounded(self) -> Result<Self> {
        if self.size() > MAX_SIZE || self.depth() > MAX_DEPTH {
            return Err("an index expression is too large".to_owned());
        }
        Ok(self)
    }

    /// The constant that it is.
    pub fn as_constant(&self) -> Option<i64> {
        self.terms.is_empty().then_some(self.constant)
    }

    /// The loop whose counter it is.
    pub fn as_counter(&self) -> Option<LoopId> {
        match (self.constant, self.terms.len(), self.terms.first_key_value()) {
            (0, 1, Some((Atom::Counter(id), 1))) => Some(*id),
            _ => None,
        }
    }

    /// The factor of a counter.
    pub fn factor(&self, id: LoopId) -> i64 {
        self.terms.get(&Atom::Counter(id)).copied().unwrap_or(0)
    }

    /// Whether it is a sum of counters and a constant alone.
    pub fn is_linear(&self) -> bool {
        self.terms.keys().all(|a| matches!(a, Atom::Counter(_)))
    }

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

    pub fn scale(&self, factor: i64) -> Result<Self> {
        Self::default().add(self, factor)
    }

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

    fn divide(&self, by: &Self, what: fn(Box<Ix>, i64) -> Atom) -> Result<Self> {
        let n = by.as_constant().filter(|n| *n >= 1);
        let n = n.ok_or("an index is divided by something that is no positive constant")?;
        let whole = self.terms.values().all(|f| f % n == 0);
        let atom = what(Box::new(self.clone()), n);
        if let Some(c) = self.as_constant() {
            return Ok(Self::constant(divide(&atom, c)));
        }
        if whole && !matches!(atom, Atom::Mod(..)) {
            let terms = self.terms.iter().map(|(a, f)| (a.clone(), f / n)).collect();
            return Ok(Self { terms, constant: divide(&atom, self.constant) });
        }
        Self::atom(atom)
    }

    /// The largest (or smallest) of `all`, without those that can never be it.
    pub fn extreme(all: Vec<Self>, largest: bool, loops: &Loops) -> Result<Self> {
        let mut kept = dominant(all, largest, loops);
        if kept.len() == 1 {
            return Ok(kept.remove(0));
        }
        Self::atom(if largest { Atom::Max(kept) } else { Atom::Min(kept) })
    }

    /// The value of an affine expression for these dimensions and symbols.
    pub fn read(e: AffineExpr<'_>, dims: &[Self], symbols: &[Self], depth: usize) -> Result<Self> {
        if depth > MAX_DEPTH {
            return Err("an affine expression is nested too deeply".to_owned());
        }
        let missing = || "an affine map lacks an operand".to_owned();
        if e.is_constant() {
            return Ok(Self::constant(e.constant_value()));
        }
        if e.is_dim() {
            return dims.get(e.dim_position()).cloned().ok_or_else(missing);
        }
        if e.is_symbol() {
            return symbols.get(e.symbol_position()).cloned().ok_or_else(missing);
        }
        let side = |e| Self::read(e, dims, symbols, depth + 1);
        let (a, b) = (side(e.lhs())?, side(e.rhs())?);
        if e.is_add() {
            a.add(&b, 1)
        } else if e.is_mul() {
            a.mul(&b)
        } else if e.is_floor_div() {
            a.divide(&b, Atom::Floor)
        } else if e.is_ceil_div() {
            a.divide(&b, Atom::Ceil)
        } else {
            a.divide(&b, Atom::Mod)
        }
    }

    /// `ceil(self / n)` for n ≥ 1.
    pub fn ceil(&self, n: i64) -> Result<Self> {
        self.divide(&Self::constant(n), Atom::Ceil)
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
    pub fn counters(&self, into: &mut BTreeSet<LoopId>) {
        for atom in self.terms.keys() {
            if let Atom::Counter(id) = atom {
                into.insert(*id);
            }
        }
        self.children().for_each(|c| c.counters(into));
    }

    /// Whether it depends on a counter.
    pub fn involves(&self, id: LoopId) -> bool {
        let mut all = BTreeSet::new();
        self.counters(&mut all);
        all.contains(&id)
    }

    /// Its value where `at` gives the counters; `None` on overflow or for a counter without value.
    pub fn eval(&self, at: &BTreeMap<LoopId, i64>) -> Option<i64> {
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

    /// With each counter replaced by what `map` gives for it.
    pub fn substitute(&self, map: &BTreeMap<LoopId, Self>) -> Result<Self> {
        let mut sum = Self::constant(self.constant);
        let all = |list: &[Self]| list.iter().map(|a| a.substitute(map)).collect::<Result<Vec<_>>>();
        for (atom, factor) in &self.terms {
            let n = |n: &i64| Self::constant(*n);
            let value = match atom {
                Atom::Counter(id) => map.get(id).cloned().unwrap_or_else(|| Self::counter(*id)),
                Atom::Floor(a, by) => a.substitute(map)?.divide(&n(by), Atom::Floor)?,
                Atom::Ceil(a, by) => a.substitute(map)?.divide(&n(by), Atom::Ceil)?,
                Atom::Mod(a, by) => a.substitute(map)?.divide(&n(by), Atom::Mod)?,
                Atom::Max(list) => Self::atom(Atom::Max(all(list)?))?,
                Atom::Min(list) => Self::atom(Atom::Min(all(list)?))?,
                Atom::Product(a, b) => a.substitute(map)?.mul(&b.substitute(map)?)?,
            };
            sum = sum.add(&value, *factor)?;
        }
        Ok(sum)
    }
}

fn extreme(all: &[Ix], at: &BTreeMap<LoopId, i64>, pick: fn(i64, i64) -> i64) -> Option<i64> {
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

/// `all` without those that another one always exceeds (or undercuts, for the smallest), and without
/// repetitions.
pub(crate) fn dominant(mut all: Vec<Ix>, largest: bool, loops: &Loops) -> Vec<Ix> {
    all.sort();
    all.dedup();
    let beaten = |a: &Ix, b: &Ix| {
        let (low, high) = if largest { (a, b) } else { (b, a) };
        high.add(low, -1).ok().and_then(|d| loops.interval(&d)).is_some_and(|(lo, _)| lo >= 0)
    };
    let mut kept: Vec<Ix> = Vec::new();
    for (i, a) in all.iter().enumerate() {
        // Of two that are always equal, the first stays.
        let loses = all.iter().enumerate().any(|(j, b)| j != i && beaten(a, b) && (j < i || !beaten(b, a)));
        if !loses {
            kept.push(a.clone());
        }
    }
    kept
}
