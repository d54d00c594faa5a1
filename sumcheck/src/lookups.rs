//! Lookups as fractions: `Σ 1/(β - read) = Σ multiplicity/(β - row)` where all that is read are rows of tables.
//!
//! A row of several columns is one number: a polynomial in `θ`, which tells apart tables and rows. Leaves are reads, then
//! rows, then fractions `0/1`.

use p3_field::{Field, PrimeCharacteristicRing};

use super::field::{E, F, scaled_equalities};
use super::fractions::Claim;
use super::functional::Functional;
use super::plan::{Column, Lookup, Plan, Table};
use super::witness::Witness;

/// The challenges of lookups.
#[derive(Clone, Copy, Debug)]
pub struct Challenges {
    /// What rows are subtracted from.
    pub beta: E,
    /// What tells columns apart.
    pub theta: E,
}

impl Challenges {
    /// The factor of a table's column; the table of numbers has one, of factor one.
    fn power(self, column: usize, table: usize) -> E {
        self.theta.exp_u64(if table == 0 { 0 } else { column as u64 + 2 })
    }

    /// What tells a table's rows from those of others.
    fn tag(self, table: usize) -> E {
        self.theta * F::from_u32(table as u32)
    }

    /// The factors of a lookup's columns.
    fn columns(self, lookup: &Lookup) -> impl Iterator<Item = (&Column, E)> {
        lookup.columns.iter().enumerate().map(move |(i, c)| (c, self.power(i, lookup.table)))
    }

    /// The rows of a table, each subtracted from `β`.
    fn rows(self, index: usize, table: &Table) -> Vec<E> {
        let start = self.beta - self.tag(index);
        match table {
            Table::Range { bits } => (0..1u32 << bits).map(|v| start - F::from_u32(v)).collect(),
            Table::Function { columns } => {
                let mut rows = vec![start; table.len()];
                for (i, column) in columns.iter().enumerate() {
                    let power = self.power(i, index);
                    rows.iter_mut().zip(column.iter()).for_each(|(r, v)| *r -= power * *v);
                }
                rows
            }
        }
    }
}

/// Numerators and denominators of the leaves of a run.
pub fn leaves(plan: &Plan, witness: &Witness, challenges: Challenges) -> (Vec<F>, Vec<E>) {
    let size = 1usize << plan.log_leaves();
    let (mut n, mut d) = (Vec::with_capacity(size), Vec::with_capacity(size));
    for lookup in &plan.lookups {
        let start = d.len();
        let free = challenges.beta - challenges.tag(lookup.table);
        if lookup.table == 0 {
            // A read of a number differs from others in one coefficient.
            let Column { plane, factor, constant } = lookup.columns[0];
            d.extend(witness.plane(plane).iter().map(|v| free - (*v * factor + constant)));
            continue;
        }
        d.resize(start + plan.plane(lookup.columns[0].plane).len, free);
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

/// Adds `scale` times the claim's numerators, and `scale · mix` times its denominators, to the claims about planes; the
/// claimed values are subtracted.
pub fn claim(
    plan: &Plan,
    challenges: Challenges,
    claim: &Claim,
    [scale, mix]: [E; 2],
    to: &mut Functional<'_>,
) {
    // Of denominators: numerators are few that are not known.
    let weights = scaled_equalities(&claim.point, scale * mix);
    // No mix is zero but with negligible probability, and then the proof is refused.
    let unmixed = mix.try_inverse().unwrap_or(E::ZERO);
    to.add(-(scale * (claim.numerator + claim.denominator * mix)));
    let mut start = 0;
    let mut known = E::ZERO;
    for lookup in &plan.lookups {
        let own = &weights[start..start + plan.plane(lookup.columns[0].plane).len];
        start += own.len();
        let total: E = own.iter().copied().sum();
        let mut constant = challenges.beta - challenges.tag(lookup.table);
        for (column, power) in challenges.columns(lookup) {
            constant -= power * column.constant;
            let pairs = to.plane(column.plane).iter_mut().zip(own);
            if lookup.table == 0 {
                let factor = -column.factor;
                pairs.for_each(|(t, w)| *t += *w * factor);
            } else {
                let factor = -(power * column.factor);
                pairs.for_each(|(t, w)| *t += *w * factor);
            }
        }
        known += total * (unmixed + constant);
    }
    for (i, table) in plan.tables.iter().enumerate() {
        let own = &weights[start..start + table.len()];
        start += own.len();
        let counts = &mut to.cells()[plan.multiplicities[i]..];
        counts.iter_mut().zip(own).for_each(|(c, w)| *c -= *w * unmixed);
        let rows = challenges.rows(i, table);
        known += own.iter().zip(rows).map(|(w, r)| *w * r).sum::<E>();
    }
    known += weights[start..].iter().copied().sum::<E>();
    to.add(known);
}
