//! Planes that everybody computes: constants, public values, and what follows from these alone.
//!
//! Functions of such planes are of this kind, too, whatever the function: an embedding that public tokens choose rows of is read
//! where they say, by prover and verifier alike, and nothing is committed to, looked up or counted.

use circuit::Graph;
use p3_field::PrimeCharacteristicRing;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::coordinates::Coordinates;
use super::field::{E, F, canonical, residue, small};
use super::lanes::add_scaled;
use super::plan::Plan;
use super::plane::{Kind, Map, Part, Plane, PlaneId, Term};
use super::structure::Structure;
use super::tensor::{Tensor, cube};

/// The elements of a plane, given those of planes before it; `None` for what is committed to.
pub fn computed<'a>(
    graph: &Graph,
    plane: &Plane,
    public: &[&[i128]],
    of: impl Fn(PlaneId) -> &'a [F],
) -> Option<Vec<F>> {
    Some(match &plane.kind {
        Kind::Constant(values) => values.to_vec(),
        Kind::Public { slot, part } => parts(public[*slot], *part),
        Kind::Linear { terms, constant } => {
            if let ([Term { factor: F::ONE, map: Map::Gather(map), plane: read }], &F::ZERO) =
                (&terms[..], constant)
            {
                return Some(gathered(of(*read), map));
            }
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

/// A part of each of some integers.
pub fn parts(values: &[i128], part: Part) -> Vec<F> {
    // Most are of one register, and taken apart faster.
    let of = |v: &i128| match (i64::try_from(*v), part.bits) {
        (Ok(v), None) => small(v >> part.shift.min(63)),
        (Ok(v), Some(bits @ ..=32)) => small((v >> part.shift.min(63)) & ((1 << bits) - 1)),
        _ => residue(part.of(*v)),
    };
    values.par_iter().with_min_len(MANY).map(of).collect()
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

/// Elements from which on a plane that everybody knows is computed where its weights would fall apart.
const MANY: usize = 1 << 12;

/// Planes whose elements everybody computes: functions, and what reads what everybody knows in an order that sends too few bits of its index to bits for
/// weights to be passed on as products over them.
fn forward(plan: &Plan) -> Vec<bool> {
    let mut known: Vec<bool> = Vec::with_capacity(plan.planes.len());
    let each = plan.planes.iter().zip(&plan.structures).map(|(plane, structures)| {
        let all = plane.reads().all(|read| known[read.0 as usize]);
        let (own, forward) = match &plane.kind {
            Kind::Constant(_) | Kind::Public { .. } => (true, false),
            Kind::Applied { .. } => (true, true),
            Kind::Linear { terms, .. } if all => {
                let apart = |(term, structure): (&Term, &Arc<Structure>)| {
                    !matches!(term.map, Map::Same) && structure.bits.len() < cube(plane.len) as usize
                };
                (true, plane.len >= MANY && terms.iter().zip(structures).any(apart))
            }
            Kind::Scaled { .. } => (all, false),
            Kind::Linear { .. } | Kind::Cells { .. } | Kind::Withheld { .. } => (false, false),
        };
        known.push(own);
        forward
    });
    each.collect()
}

/// A plane that is computed rather than weighed ([`forward`]).
pub struct Computed {
    /// The elements, or those of what is read.
    values: Arc<[F]>,
    /// Where they are read, if they are not the plane's own.
    map: Option<Arc<[u32]>>,
}

impl Computed {
    /// The weighted sum of the elements.
    pub fn weighed<'a>(&self, weights: impl Iterator<Item = &'a Tensor>) -> E {
        let Some(map) = &self.map else { return weights.map(|t| t.of_values(&self.values)).sum() };
        let mut all = None;
        let mut one_by_one = |t: &Tensor| t.of_values(all.get_or_insert_with(|| gathered(&self.values, map)));
        weights.map(|t| in_turn(&self.values, map, t).unwrap_or_else(|| one_by_one(t))).sum()
    }
}

/// Elements in the order of a map, which reads zero where it reads nothing.
fn gathered(values: &[F], map: &[u32]) -> Vec<F> {
    let at = |at: &u32| values.get(*at as usize).copied().unwrap_or_default();
    map.par_iter().with_min_len(MANY).map(at).collect()
}

/// `Σ weight · value` of values that are read through a map whose lowest bits choose a stretch of what is read, and whose others go along it: an exchange of
/// axes, which is then gone through in the order of what is read. `None` for any other map, and weights that are no factors of these bits.
fn in_turn(values: &[F], map: &[u32], tensor: &Tensor) -> Option<E> {
    let low = tensor.mask().trailing_ones();
    if low == 0 || tensor.bits.len() as u32 != low {
        return None;
    }
    let (starts, rows) = (&map[..1 << low], tensor.dense.len());
    let along =
        |(i, own): (u32, &[u32])| own.iter().zip(starts).all(|(at, start)| start.checked_add(i) == Some(*at));
    let reach = starts.iter().max().map_or(0, |start| *start as usize + rows);
    let is_turned = reach <= values.len()
        && map
            .par_chunks(1 << low)
            .enumerate()
            .with_min_len(MANY >> low)
            .all(|(i, own)| along((i as u32, own)));
    if !is_turned {
        return None;
    }
    let weights = Coordinates::new(&tensor.dense);
    let inner = Tensor { bits: tensor.bits.clone(), dense: vec![E::ONE] }.expanded();
    let sum = |(start, weight): (&u32, &E)| weights.dot(&values[*start as usize..][..rows]) * *weight;
    Some(starts.par_iter().zip(&inner).map(sum).sum())
}

/// All planes that are computed rather than weighed.
pub fn applied(plan: &Plan, public: &[&[i128]]) -> BTreeMap<usize, Computed> {
    let targets = forward(plan);
    // What is no more than read in another order is not gathered, unless others read it.
    let viewed = |i: usize| match &plan.planes[i].kind {
        Kind::Linear { terms, constant } if *constant == F::ZERO => match &terms[..] {
            [Term { factor, plane, map: Map::Gather(map) }] if *factor == F::ONE => Some((*plane, map)),
            _ => None,
        },
        _ => None,
    };
    let mut needed: Vec<bool> = (0..targets.len()).map(|i| targets[i] && viewed(i).is_none()).collect();
    for (i, plane) in plan.planes.iter().enumerate().rev().filter(|(_, p)| p.len > 0) {
        if needed[i] || targets[i] {
            plane.reads().for_each(|read| needed[read.0 as usize] = true);
        }
    }
    let mut known: BTreeMap<usize, Arc<[F]>> = BTreeMap::new();
    for i in (0..needed.len()).filter(|i| needed[*i]) {
        let of = |plane: PlaneId| known.get(&(plane.0 as usize)).map_or(&[][..], |values| values);
        let own = computed(&plan.graph, &plan.planes[i], public, of).unwrap_or_default();
        known.insert(i, own.into());
    }
    let target = |i: usize| match (known.get(&i), viewed(i)) {
        (Some(values), _) => Some((i, Computed { values: Arc::clone(values), map: None })),
        (None, Some((read, map))) => {
            let values = Arc::clone(known.get(&(read.0 as usize))?);
            Some((i, Computed { values, map: Some(Arc::clone(map)) }))
        }
        (None, None) => None,
    };
    (0..targets.len()).filter(|i| targets[*i]).filter_map(target).collect()
}
