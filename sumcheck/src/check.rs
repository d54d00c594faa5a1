//! Evaluates all facts on planes, without commitments: says which is false, and serves the tests of what a prover could
//! choose.

use circuit::{Trace, Values};
use p3_field::PrimeCharacteristicRing;
use std::collections::BTreeSet;

use super::field::{F, canonical, residue};
use super::multiply::multiplied;
use super::plan::{Plan, Table};
use super::plane::PlaneId;
use super::witness::Witness;

/// A fact that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Violation {
    /// An element that should be zero.
    Zero {
        /// Index of the fact.
        fact: usize,
        /// The element.
        element: usize,
    },
    /// What is not found in its table.
    Lookup {
        /// Index of the lookup.
        fact: usize,
        /// The element.
        element: usize,
    },
    /// A tensor of the trace that is another than its planes: a proof does not depend on it.
    Tensor {
        /// The tensor.
        tensor: usize,
    },
    /// A sum of products that comes to something else.
    Product {
        /// Index of the product.
        fact: usize,
    },
}

/// Every fact that does not hold, with its first element that does not; none for a run, if the plan is right.
pub fn violations(plan: &Plan, witness: &Witness) -> Vec<Violation> {
    zeros(plan, witness).chain(lookups(plan, witness)).chain(products(plan, witness)).collect()
}

fn zeros(plan: &Plan, witness: &Witness) -> impl Iterator<Item = Violation> {
    plan.zeros.iter().enumerate().filter_map(|(fact, plane)| {
        let element = witness.plane(*plane).iter().position(|v| *v != F::ZERO)?;
        Some(Violation::Zero { fact, element })
    })
}

fn lookups(plan: &Plan, witness: &Witness) -> impl Iterator<Item = Violation> {
    let rows: Vec<Option<BTreeSet<Vec<u32>>>> = plan.tables.iter().map(rows).collect();
    plan.lookups.iter().enumerate().filter_map(move |(fact, lookup)| {
        let len = plan.plane(lookup.columns[0].plane).len;
        let element = (0..len).find(|i| {
            let value =
                |c: &super::plan::Column| canonical(witness.plane(c.plane)[*i] * c.factor + c.constant);
            let row: Vec<u32> = lookup.columns.iter().map(value).collect();
            match (&plan.tables[lookup.table], &rows[lookup.table]) {
                (Table::Range { bits }, _) => row[0] >> bits != 0,
                (_, rows) => rows.as_ref().is_none_or(|rows| !rows.contains(&row)),
            }
        })?;
        Some(Violation::Lookup { fact, element })
    })
}

/// The rows of a function's table.
fn rows(table: &Table) -> Option<BTreeSet<Vec<u32>>> {
    let Table::Function { columns } = table else { return None };
    let row = |i: usize| columns.iter().map(|c| canonical(c[i])).collect();
    Some((0..table.len()).map(row).collect())
}

fn products(plan: &Plan, witness: &Witness) -> impl Iterator<Item = Violation> {
    (0..plan.products.len()).filter_map(|fact| {
        let own = multiplied(plan, fact, &witness.planes);
        let holds = match plan.products[fact].result {
            Some(result) => own == witness.plane(result),
            // Without a result the sum is weighted and zero, so each element of it is.
            None => own.iter().all(|v| *v == F::ZERO),
        };
        (!holds).then_some(Violation::Product { fact })
    })
}

/// The first tensor of a trace that is none of the planes'. Sums are no cells: a trace may lie about one that nothing depends
/// on, and its proof is that of the run.
pub fn stranger(plan: &Plan, witness: &Witness, trace: &Trace) -> Option<Violation> {
    let agrees = |(plane, values): (&Option<PlaneId>, &Values)| {
        plane.is_none_or(|plane| {
            let own = witness.plane(plane);
            (0..values.len()).all(|i| own[i] == residue(values.get(i)))
        })
    };
    let tensor = plan.tensors.iter().zip(&trace.tensors).position(|pair| !agrees(pair))?;
    Some(Violation::Tensor { tensor })
}
