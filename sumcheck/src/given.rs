//! Planes that everybody computes: constants, public values, and what follows from these alone.
//!
//! Functions of such planes are of this kind, too, whatever the function: an embedding that public tokens choose rows of is read
//! where they say, by prover and verifier alike, and nothing is committed to, looked up or counted.

use circuit::Graph;
use p3_field::PrimeCharacteristicRing;
use std::collections::BTreeMap;

use super::field::{F, canonical, residue};
use super::lanes::add_scaled;
use super::plan::Plan;
use super::plane::{Kind, Map, Plane, PlaneId, Term};

/// The elements of a plane, given those of planes before it; `None` for what is committed to.
pub fn computed<'a>(
    graph: &Graph,
    plane: &Plane,
    public: &[&[i128]],
    of: impl Fn(PlaneId) -> &'a [F],
) -> Option<Vec<F>> {
    Some(match &plane.kind {
        Kind::Constant(values) => values.to_vec(),
        Kind::Public { slot, part } => public[*slot].iter().map(|v| residue(part.of(*v))).collect(),
        Kind::Linear { terms, constant } => {
            let mut sum = vec![*constant; plane.len];
            terms.iter().for_each(|term| add(&mut sum, term, of(term.plane)));
            sum
        }
        Kind::Scaled { plane, by } => of(*plane).iter().zip(by.iter()).map(|(v, by)| *v * *by).collect(),
        Kind::Applied { to, function, part } => {
            let table = graph.table(*function)?;
            let first = residue(table.input.lo);
            // A valid circuit's functions have all their arguments; those of a run that is none of the circuit's break other facts.
            let value = |at: &F| table.data.get(canonical(*at - first) as usize).unwrap_or(0);
            of(*to).iter().map(|at| residue(part.of(value(at).into()))).collect()
        }
        Kind::Cells { .. } | Kind::Withheld { .. } => return None,
    })
}

/// Adds a term of a linear plane.
fn add(to: &mut [F], Term { factor, map, .. }: &Term, values: &[F]) {
    match (map, *factor) {
        (Map::Same, factor) => add_scaled(to, values, factor),
        (map, F::ONE) => map.read(values, |i, v| to[i] += v),
        (map, F::NEG_ONE) => map.read(values, |i, v| to[i] -= v),
        (map, factor) => map.read(values, |i, v| to[i] += v * factor),
    }
}

/// The elements of all planes that are functions of others which everybody computes.
pub fn applied(plan: &Plan, public: &[&[i128]]) -> BTreeMap<usize, Vec<F>> {
    let is_applied = |i: usize| matches!(plan.planes[i].kind, Kind::Applied { .. });
    let mut needed: Vec<bool> = (0..plan.planes.len()).map(is_applied).collect();
    for (i, plane) in plan.planes.iter().enumerate().rev().filter(|(_, p)| p.len > 0) {
        if needed[i] {
            plane.reads().for_each(|read| needed[read.0 as usize] = true);
        }
    }
    let mut known: BTreeMap<usize, Vec<F>> = BTreeMap::new();
    for i in (0..needed.len()).filter(|i| needed[*i]) {
        let of = |plane: PlaneId| known.get(&(plane.0 as usize)).map_or(&[][..], |values| values);
        let own = computed(&plan.graph, &plan.planes[i], public, of).unwrap_or_default();
        known.insert(i, own);
    }
    known.retain(|i, _| is_applied(*i));
    known
}
