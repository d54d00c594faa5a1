//! A dishonest prover: takes a run, tells one lie, and makes everything else follow from it as an honest prover would.
//!
//! * *Trace cheats* change one element of a relation's result; every relation after it is executed on it.
//! * *Cell cheats* change one committed cell; what is computed from cells follows.

use circuit::{Graph, PublicValues, Range, RelId, Trace, Values, Visibility, execute};
use p3_field::PrimeCharacteristicRing;
use sumcheck::Plan;
use sumcheck::check::{Violation, violations};
use sumcheck::field::F;
use sumcheck::witness::Witness;

/// A circuit and a run of it that may be told otherwise.
pub struct Liar<'a> {
    pub plan: &'a Plan,
    /// The circuit without any check: what a prover executes that stops for nothing.
    lawless: Graph,
    pub trace: Trace,
}

/// What a plan's facts say of a trace in which some cells are others; `None` for public values outside their ranges, which a
/// verifier refuses before.
pub fn broken(plan: &Plan, trace: &Trace, changes: &[(usize, F)]) -> Option<Vec<Violation>> {
    let public = PublicValues::of(&plan.graph, trace);
    let values = circuit::public::integers(&plan.slots, &public).ok()?;
    Some(violations(plan, &Witness::with(plan, trace, &values, changes)))
}

/// The first thing that objects to a trace.
pub fn caught(plan: &Plan, trace: &Trace, changes: &[(usize, F)]) -> Option<Violation> {
    let refused = Violation::Zero { fact: usize::MAX, element: 0 };
    broken(plan, trace, changes).map_or(Some(refused), |all| all.first().copied())
}

impl<'a> Liar<'a> {
    /// A run that stops for nothing; `None` where even that has no result.
    pub fn new(plan: &'a Plan, inputs: &[Vec<i128>]) -> Option<Self> {
        let mut lawless = plan.graph.clone();
        for t in &mut lawless.tensors {
            if !matches!(t.vis, Visibility::Constant(_)) {
                (t.range, t.checked) = (Range::new(-(1 << 120), 1 << 120), None);
            }
        }
        let mut trace = Trace { tensors: Vec::new() };
        for (i, t) in lawless.tensors.iter().enumerate() {
            let given = lawless.inputs.iter().position(|input| input.0 as usize == i);
            let values = match (t.data(), given) {
                (Some(data), _) => data.iter().map(i128::from).collect(),
                (None, Some(given)) => inputs[given].clone(),
                (None, None) => Vec::new(),
            };
            trace.tensors.push(Values::new(t.range, &values));
        }
        let mut this = Self { plan, lawless, trace: Trace { tensors: Vec::new() } };
        this.follow(&mut trace, 0)?;
        this.trace = trace;
        Some(this)
    }

    fn follow(&self, trace: &mut Trace, from: usize) -> Option<()> {
        for (r, relation) in self.lawless.relations.iter().enumerate().skip(from) {
            if relation.out().is_some() {
                execute(&self.lawless, RelId(r as u32), trace).ok()?;
            }
        }
        Some(())
    }

    /// Values that a relation's result could be mistaken for: neighbours, other digits, the ends of its range, and other
    /// integers of the same residue.
    pub fn tempting(&self, relation: usize, element: usize) -> Vec<i128> {
        let Some(out) = self.plan.graph.relations[relation].out() else { return Vec::new() };
        let (range, old) = (self.plan.graph.tensor(out).range, self.trace.tensor(out).get(element));
        let prime = sumcheck::field::PRIME;
        let mut all = vec![old + 1, old - 1, -old, 0, old + 256, old - 256, old ^ 128, range.lo, range.hi];
        all.extend([range.lo - 1, range.hi + 1, old + prime, old - prime, 2 * old, old / 2]);
        all.extend(
            self.plan.graph.relations[relation].operands().into_iter().flat_map(|r| r.tensors()).filter_map(
                |t| {
                    let values = self.trace.tensor(t);
                    (!values.is_empty()).then(|| values.get(element % values.len()))
                },
            ),
        );
        all.sort_unstable();
        all.dedup();
        all.retain(|v| *v != old);
        all
    }

    /// The run in which an element of a relation's result is another, with all that follows; `None` where something has no
    /// result, or nothing that anybody sees or commits to is another.
    pub fn lie(&self, relation: usize, element: usize, value: i128) -> Option<Trace> {
        let mut trace = self.trace.clone();
        let out = self.lawless.relations[relation].out()?;
        let mut values = trace.tensor(out).to_vec();
        values[element] = value;
        trace.tensors[out.0 as usize] = Values::I128(values);
        // What follows from a lie beyond a range may overflow: nobody computes it then.
        gadgets::caught(|| self.follow(&mut trace, relation + 1))??;
        Some(trace)
    }

    /// Whether a trace's proof would be the honest run's: nobody sees or commits to what is another.
    pub fn same(&self, trace: &Trace) -> bool {
        let planes = |trace: &Trace| {
            let public = PublicValues::of(&self.plan.graph, trace);
            let values = circuit::public::integers(&self.plan.slots, &public).ok()?;
            Some((Witness::new(self.plan, trace, &values).cells, public.clone()))
        };
        planes(trace) == planes(&self.trace)
    }

    /// Changes one cell to something tempting, and says what objects.
    pub fn cell_cheat(&self, cell: usize, by: i64) -> Option<Violation> {
        let public = PublicValues::of(&self.plan.graph, &self.trace);
        let values = circuit::public::integers(&self.plan.slots, &public).expect("an honest run");
        let honest = Witness::new(self.plan, &self.trace, &values);
        let value = honest.cells[cell] + sumcheck::field::small(by);
        assert_ne!(F::ZERO, sumcheck::field::small(by));
        caught(self.plan, &self.trace, &[(cell, value)])
    }
}
