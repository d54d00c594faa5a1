//! The leaves of both trees of fractions ([`super::lookups`]), as a prover has them.

use p3_field::PrimeCharacteristicRing;

use super::field::{E, F};
use super::lanes::add_scaled;
use super::lookups::{Challenges, functions, groups, sizes};
use super::ones::Ones;
use super::plan::{Column, Plan};
use super::witness::Witness;

/// The leaves of numbers that are looked up.
pub fn numbers(plan: &Plan, witness: &Witness, challenges: Challenges) -> Ones {
    let groups = groups(plan);
    let mut values = F::zero_vec(groups.last().map_or(0, |g| g.end));
    for (start, lookup) in groups.iter().flat_map(|g| &g.lookups) {
        let Column { plane, factor, constant } = lookup.columns[0];
        let read = witness.plane(plane);
        let own = &mut values[*start..][..read.len()];
        own.fill(constant);
        add_scaled(own, read, factor);
    }
    let runs = groups.iter().map(|g| (g.end, challenges.free(g.table))).collect();
    Ones { values, runs }
}

/// Numerators and denominators of the leaves of functions and rows.
pub fn rows(plan: &Plan, witness: &Witness, challenges: Challenges) -> (Vec<F>, Vec<E>) {
    let size = 1usize << sizes(plan)[1];
    let (mut n, mut d) = (Vec::with_capacity(size), Vec::with_capacity(size));
    for lookup in functions(plan) {
        let start = d.len();
        d.resize(start + plan.plane(lookup.columns[0].plane).len, challenges.free(lookup.table));
        for (column, power) in challenges.columns(lookup) {
            let (factor, constant) = (power * column.factor, power * column.constant);
            let values = witness.plane(column.plane);
            d[start..].iter_mut().zip(values).for_each(|(d, v)| *d -= factor * *v + constant);
        }
    }
    n.resize(d.len(), F::ONE);
    for (i, table) in plan.tables.iter().enumerate() {
        let counts = &witness.cells[plan.multiplicities[i]..][..table.len()];
        n.extend(counts.iter().map(|m| -*m));
        d.extend(challenges.rows(i, table));
    }
    n.resize(size, F::ZERO);
    d.resize(size, E::ONE);
    (n, d)
}
