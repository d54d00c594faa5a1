//! What a plane's elements weigh, as it is worked out: multiples of tensors that other planes have, too, and tensors of its own.
//!
//! Layers that are alike read planes that are alike through maps that are alike, and claims about them differ in factors alone. So what a tensor becomes
//! that is passed on through a map is found once ([`Passes`]), and each further layer costs a few factors.

use p3_field::PrimeCharacteristicRing;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::field::E;
use super::prefixes::Prefixes;
use super::structure::Structure;
use super::tensor::{Tensor, Tensors, cube};

/// Most multiples of one plane: each is a factor, however long the tensor is.
const MOST: usize = 64;
/// Blocks of positions of which each has a multiple of its own, at most.
const ODD: usize = 4;
/// Elements of tensors that are kept to be shared, but for the last one.
pub const KEPT: usize = 1 << 22;

/// A tensor that several planes' weights are multiples of.
#[derive(Debug)]
pub struct Shared {
    /// The tensor.
    pub tensor: Tensor,
    total: OnceLock<E>,
}

impl Shared {
    /// To be shared.
    pub fn new(tensor: Tensor) -> Arc<Self> {
        Arc::new(Self { tensor, total: OnceLock::new() })
    }

    /// The sum of all weights.
    pub fn total(&self) -> E {
        *self.total.get_or_init(|| self.tensor.total())
    }

    /// What tells it from all others, as long as there is this one.
    pub fn id(self: &Arc<Self>) -> usize {
        Arc::as_ptr(self) as usize
    }
}

/// Multiples of what is shared, and what is not.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    shared: Vec<(E, Arc<Shared>)>,
    own: Tensors,
}

impl Parts {
    /// Whether there are no weights, which are zero then.
    pub fn is_empty(&self) -> bool {
        self.shared.is_empty() && self.own.is_empty()
    }

    /// Adds weights of a plane of so many elements.
    pub fn add(&mut self, tensor: Tensor, len: usize) {
        self.own.add(tensor, len);
    }

    /// Adds a multiple of weights of a plane of so many elements.
    pub fn share(&mut self, factor: E, tensor: &Arc<Shared>, len: usize) {
        if let Some((own, _)) = self.shared.iter_mut().find(|(_, known)| Arc::ptr_eq(known, tensor)) {
            *own += factor;
            return;
        }
        self.shared.push((factor, Arc::clone(tensor)));
        if self.shared.len() > MOST {
            self.merge(len);
        }
    }

    /// Makes all of them its own.
    fn merge(&mut self, len: usize) {
        for (factor, shared) in self.shared.drain(..) {
            self.own.add(shared.tensor.clone().times(factor), len);
        }
    }

    /// All of them as its own.
    pub fn merged(mut self, len: usize) -> Tensors {
        self.merge(len);
        self.own
    }

    /// Multiples of what is shared.
    pub fn shared(&self) -> &[(E, Arc<Shared>)] {
        &self.shared
    }

    /// What is not.
    pub fn own(&self) -> &Tensors {
        &self.own
    }

    /// The sum of all weights.
    pub fn total(&self) -> E {
        let shared: E = self.shared.iter().map(|(factor, t)| *factor * t.total()).sum();
        shared + self.own.iter().map(Tensor::total).sum::<E>()
    }
}

impl From<Tensors> for Parts {
    fn from(own: Tensors) -> Self {
        Self { shared: Vec::new(), own }
    }
}

/// What tensors become that are passed on.
pub struct Passes {
    passed: Mutex<Passed>,
    most: usize,
}

/// By tensor and map, which stay where they are: the tensor, and what it becomes.
#[derive(Default)]
struct Passed {
    known: HashMap<[usize; 2], [Arc<Shared>; 2]>,
    elements: usize,
}

impl Passes {
    /// None so far, of at most so many elements.
    pub fn new(most: usize) -> Self {
        Self { passed: Mutex::default(), most }
    }

    /// Whether as many are kept as may be: from there on weights are added up before they are passed on.
    pub fn full(&self) -> bool {
        self.lock().elements >= self.most
    }

    fn lock(&self) -> MutexGuard<'_, Passed> {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a tensor becomes by what has this structure, which stays where it is.
    pub fn of(
        &self,
        tensor: &Arc<Shared>,
        structure: &Structure,
        make: impl FnOnce() -> Tensor,
    ) -> Arc<Shared> {
        let key = [tensor.id(), std::ptr::from_ref(structure) as usize];
        if let Some([_, known]) = self.lock().known.get(&key) {
            return Arc::clone(known);
        }
        let passed = make();
        let mut all = self.lock();
        all.elements += passed.dense.len();
        let both = all.known.entry(key).or_insert_with(|| [Arc::clone(tensor), Shared::new(passed)]);
        Arc::clone(&both[1])
    }
}

/// `eq` of a point and positions side by side, as multiples of few tensors.
pub struct Places<'a> {
    /// The point.
    pub prefixes: Prefixes<'a>,
    /// By the number of bits that all blocks of positions have, the number of blocks, and which it is.
    known: BTreeMap<(usize, usize, usize), Arc<Shared>>,
}

impl<'a> Places<'a> {
    /// Those of a point.
    pub fn new(point: &'a [E]) -> Self {
        Self { prefixes: Prefixes::new(point), known: BTreeMap::new() }
    }

    /// Those of `len` positions from `start` on, if they are few blocks of a power of two.
    pub fn of(&mut self, start: usize, len: usize) -> Option<Vec<(E, Arc<Shared>)>> {
        let point = self.prefixes.point();
        let aligned = if start == 0 { u32::MAX } else { start.trailing_zeros() };
        let count = cube(len).min(aligned) as usize;
        let blocks = len >> count;
        if blocks == 0 || blocks > ODD || count > point.len() {
            return None;
        }
        let (high, low) = point.split_at(point.len() - count);
        let all = self.prefixes.equalities(high.len(), start >> count, blocks, E::ONE);
        let each = all.into_iter().enumerate().map(|(block, eq)| {
            let known = self.known.entry((count, blocks, block)).or_insert_with(|| {
                let pairs = low.iter().rev().map(|r| [E::ONE - *r, *r]);
                let dense = (0..blocks).map(|i| E::from_bool(i == block)).collect();
                Shared::new(Tensor { bits: (0..).zip(pairs).collect(), dense })
            });
            (eq, Arc::clone(known))
        });
        Some(each.collect())
    }
}
