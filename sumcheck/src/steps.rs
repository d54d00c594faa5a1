//! In which order weights of planes are passed on to those that they read ([`super::functional`]): a function of the plan.
//!
//! A plane's weights are known when those of all planes that read it are: in each step those of all planes of which the longest way through readers
//! has so many.

use std::sync::Arc;

use super::field::F;
use super::plane::{Kind, Plane, PlaneId, Term};
use super::structure::Structure;

/// The order.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    /// For each plane those that read it, and as which of their terms.
    pub readers: Vec<Vec<(u32, u32)>>,
    /// Planes whose weights are known after each step.
    pub steps: Vec<Vec<usize>>,
    /// Linear planes all of whose weights have been passed on after each step.
    pub done: Vec<Vec<usize>>,
}

/// How a plane is read by another.
pub enum Read<'a> {
    /// As one of its terms.
    Term(&'a Term),
    /// Each element times a number.
    Scaled(&'a [F]),
}

impl Steps {
    /// That of planes.
    pub fn of(planes: &[Plane]) -> Self {
        let mut readers: Vec<Vec<(u32, u32)>> = vec![Vec::new(); planes.len()];
        let mut step = vec![0usize; planes.len()];
        for (i, plane) in planes.iter().enumerate().rev() {
            let mut note = |read: PlaneId, term: usize| {
                let read = read.0 as usize;
                readers[read].push((i as u32, term as u32));
                step[read] = step[read].max(step[i] + 1);
            };
            match &plane.kind {
                Kind::Linear { terms, .. } => terms.iter().enumerate().for_each(|(j, t)| note(t.plane, j)),
                Kind::Scaled { plane, .. } => note(*plane, 0),
                _ => {}
            }
        }
        let mut until = step.clone();
        for (i, readers) in readers.iter().enumerate() {
            readers.iter().for_each(|(reader, _)| {
                let until = &mut until[*reader as usize];
                *until = (*until).max(step[i]);
            });
        }
        let most = step.iter().max().map_or(0, |most| most + 1);
        let (mut steps, mut done) = (vec![Vec::new(); most], vec![Vec::new(); most]);
        for (i, plane) in planes.iter().enumerate() {
            steps[step[i]].push(i);
            if matches!(plane.kind, Kind::Linear { .. } | Kind::Scaled { .. }) {
                done[until[i]].push(i);
            }
        }
        Self { readers, steps, done }
    }

    /// How a plane is read as a term of a reader, and what that sends bits to.
    pub fn reading<'a>(
        planes: &'a [Plane],
        structures: &'a [Vec<Arc<Structure>>],
        (reader, term): (u32, u32),
    ) -> Option<(Read<'a>, &'a Structure)> {
        let structure = structures.get(reader as usize)?.get(term as usize)?;
        let read = match &planes.get(reader as usize)?.kind {
            Kind::Linear { terms, .. } => Read::Term(terms.get(term as usize)?),
            Kind::Scaled { by, .. } => Read::Scaled(by),
            _ => return None,
        };
        Some((read, structure))
    }
}
