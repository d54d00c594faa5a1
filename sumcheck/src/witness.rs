//! What an honest prover commits to: every plane of a run.
//!
//! A run that is none of the circuit's gives planes, too, of which some fact is false.

use circuit::Trace;
use p3_field::PrimeCharacteristicRing;
use std::sync::Arc;

use super::elements::Elements;
use super::field::{F, canonical, centered, residue};
use super::given::computed;
use super::hashed::{Salt, commitment};
use super::lookups::groups;
use super::multiply::multiplied;
use super::plan::{Bound, Column, Plan, Table};
use super::plane::{Fill, IntId, Integers, Kind, Part, PlaneId};

/// The planes of a run.
#[derive(Clone)]
pub struct Witness {
    /// Those of each plane.
    pub planes: Vec<Elements>,
    /// All that is committed to.
    pub cells: Vec<F>,
    /// All that was committed to at setup.
    pub withheld: Arc<Vec<F>>,
    /// Commitments to what is hashed.
    pub commitments: Vec<Vec<F>>,
}

/// Computes integers on demand, and forgets them when nobody will ask again: they take four times as much memory as planes.
struct Numbers<'a> {
    plan: &'a Plan,
    trace: &'a Trace,
    known: Vec<Option<Vec<i128>>>,
    /// How often each is still to be read.
    reads: Vec<usize>,
}

impl<'a> Numbers<'a> {
    fn new(plan: &'a Plan, trace: &'a Trace) -> Self {
        let mut reads = vec![0; plan.integers.len()];
        for plane in &plan.planes {
            if let Kind::Cells { fill: Fill::Part { of, .. }, .. } = &plane.kind {
                reads[of.0 as usize] += 1;
            }
        }
        // They read those before them.
        for (i, own) in plan.integers.iter().enumerate().rev() {
            if reads[i] > 0 {
                own.reads().iter().for_each(|read| reads[read.0 as usize] += 1);
            }
        }
        Self { plan, trace, known: vec![None; plan.integers.len()], reads }
    }

    /// What cells hold: these parts of integers.
    fn parts(&mut self, id: IntId, part: Part) -> Vec<F> {
        self.compute(id);
        let values = self.get(id).iter().map(|v| residue(part.of(*v))).collect();
        self.read(id);
        values
    }

    /// Makes the integers with this index known.
    fn compute(&mut self, id: IntId) {
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            if self.known[id.0 as usize].is_some() {
                continue;
            }
            let reads = self.plan.integers[id.0 as usize].reads();
            let missing = reads.iter().filter(|i| self.known[i.0 as usize].is_none());
            let missing: Vec<IntId> = missing.copied().collect();
            if missing.is_empty() {
                self.known[id.0 as usize] = Some(self.evaluate(id));
                reads.into_iter().for_each(|read| self.read(read));
            } else {
                stack.push(id);
                stack.extend(missing);
            }
        }
    }

    /// Notes that integers were read.
    fn read(&mut self, id: IntId) {
        let left = &mut self.reads[id.0 as usize];
        *left = left.saturating_sub(1);
        if *left == 0 {
            self.known[id.0 as usize] = None;
        }
    }

    fn get(&self, id: IntId) -> &[i128] {
        self.known[id.0 as usize].as_deref().unwrap_or_default()
    }

    fn evaluate(&self, id: IntId) -> Vec<i128> {
        let pairs = |a: &IntId, b: &IntId, f: fn(i128, i128) -> i128| {
            self.get(*a).iter().zip(self.get(*b)).map(|(a, b)| f(*a, *b)).collect()
        };
        match &self.plan.integers[id.0 as usize] {
            Integers::Tensor(t) => self.trace.tensor(*t).to_vec(),
            Integers::Known(values) => values.to_vec(),
            Integers::Linear { len, terms, constant } => {
                let mut sum = vec![*constant; *len];
                for (factor, id, map) in terms {
                    let add = |i: usize, v: i128| sum[i] = sum[i].wrapping_add(v.wrapping_mul(*factor));
                    map.read(self.get(*id), add);
                }
                sum
            }
            Integers::Quotient { num, den } => {
                pairs(num, den, |n, d| if d < 1 { 0 } else { n.div_euclid(d) })
            }
            Integers::Product(a, b) => pairs(a, b, i128::wrapping_mul),
            Integers::Largest { of, starts, items, floor } => {
                let values = self.get(*of);
                let largest = |w: &[u32]| {
                    let members = items[w[0] as usize..w[1] as usize].iter().map(|i| values[*i as usize]);
                    members.chain(*floor).max().unwrap_or(0)
                };
                starts.windows(2).map(largest).collect()
            }
        }
    }
}

impl Witness {
    /// The planes of a run. The trace has the circuit's tensors, each of its size.
    pub fn new(plan: &Plan, trace: &Trace, public: &[&[i128]]) -> Self {
        Self::with(plan, trace, public, &[])
    }

    /// The planes of a run, with a salt for each hash; those that are missing are none.
    pub fn salted(plan: &Plan, trace: &Trace, public: &[&[i128]], salts: &[Salt]) -> Self {
        Self::changed(plan, trace, (public, salts), &[])
    }

    /// The planes of a run in which some cells are others, with all that an honest prover would compute from these.
    pub fn with(plan: &Plan, trace: &Trace, public: &[&[i128]], changes: &[(usize, F)]) -> Self {
        Self::changed(plan, trace, (public, &[]), changes)
    }

    fn changed(
        plan: &Plan,
        trace: &Trace,
        (public, salts): (&[&[i128]], &[Salt]),
        changes: &[(usize, F)],
    ) -> Self {
        let mut numbers = Numbers::new(plan, trace);
        let mut planes: Vec<Elements> = Vec::with_capacity(plan.planes.len());
        let withheld = Arc::new(plan.constants());
        let mut cells = F::zero_vec(1 << plan.log_cells());
        for plane in &plan.planes {
            let values = match &plane.kind {
                Kind::Withheld { offset: Some(start), .. } => {
                    planes.push(Elements::Part(Arc::clone(&withheld), *start..start + plane.len));
                    continue;
                }
                // No fact depends on it.
                Kind::Withheld { of, part, offset: None } => plan.constant(*of, *part),
                Kind::Cells { offset, fill } => {
                    let mut values = match fill {
                        Fill::Part { of, part } => numbers.parts(*of, *part),
                        Fill::Opening { bound } => {
                            let salt = salts.get(*bound).copied().unwrap_or(Salt::NONE);
                            let bound = &plan.bound[*bound];
                            bound.tag.opening(salt, &digits(bound, &planes))
                        }
                        _ => filled(plan, fill, &planes),
                    };
                    for (cell, value) in changes {
                        if let Some(own) = cell.checked_sub(*offset).and_then(|i| values.get_mut(i)) {
                            *own = *value;
                        }
                    }
                    cells[*offset..offset + values.len()].copy_from_slice(&values);
                    values
                }
                _ => {
                    computed(&plan.graph, plane, public, |read| &planes[read.0 as usize]).unwrap_or_default()
                }
            };
            planes.push(Elements::Own(values));
        }
        count(plan, &planes, &mut cells);
        let committed = |b: &Bound| commitment(&digits(b, &planes), &planes[b.opening.0 as usize]);
        let commitments = plan.bound.iter().map(committed).collect();
        Self { planes, cells, withheld, commitments }
    }

    /// The elements of a plane.
    pub fn plane(&self, id: PlaneId) -> &[F] {
        &self.planes[id.0 as usize]
    }
}

/// The digits of what is hashed.
fn digits(bound: &Bound, planes: &[Elements]) -> Vec<F> {
    bound.planes.iter().flat_map(|p| &planes[p.0 as usize][..]).copied().collect()
}

/// Cells that are computed from planes.
fn filled(plan: &Plan, fill: &Fill, planes: &[Elements]) -> Vec<F> {
    match fill {
        Fill::Part { .. } | Fill::Opening { .. } => Vec::new(),
        Fill::Digit { of, minus, plus, part } => {
            let digit = |v: &F| residue(part.of(i128::from(centered(*v - *minus)) + plus));
            planes[of.0 as usize].iter().map(digit).collect()
        }
        Fill::Magnitude { of } => {
            planes[of.0 as usize].iter().map(|v| residue(i128::from(centered(*v)).abs())).collect()
        }
        Fill::Product { product } => multiplied(plan, *product, planes),
    }
}

/// How often each row of each table is looked up.
fn count(plan: &Plan, planes: &[Elements], cells: &mut [F]) {
    let mut counts: Vec<Vec<u32>> = plan.tables.iter().map(|t| vec![0; t.len()]).collect();
    for lookup in &plan.lookups {
        let first = match &plan.tables[lookup.table] {
            Table::Range { .. } => F::ZERO,
            // Arguments follow one another.
            Table::Function { columns } => columns[0].first().copied().unwrap_or(F::ZERO),
        };
        let Column { plane, factor, constant } = lookup.columns[0];
        let (own, constant) = (&mut counts[lookup.table], constant - first);
        let mut rows = [0; 64];
        for values in planes[plane.0 as usize].chunks(rows.len()) {
            rows.iter_mut().zip(values).for_each(|(row, v)| *row = canonical(*v * factor + constant));
            for row in &rows[..values.len()] {
                if let Some(n) = own.get_mut(*row as usize) {
                    *n += 1;
                }
            }
        }
    }
    for group in groups(plan) {
        counts[group.table][0] += group.padding as u32;
    }
    for (offset, counts) in plan.multiplicities.iter().zip(counts) {
        for (cell, n) in cells[*offset..].iter_mut().zip(counts) {
            *cell = F::from_u32(n);
        }
    }
}
