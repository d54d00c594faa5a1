//! Where an operand's element is found: through its views, as an index expression of loop counters.

use crate::body::Body;
use crate::nest::Index;
use crate::primitive::{Read, Source};
use crate::view::{Guard, Place, View, ViewError};

/// An element of an operand.
#[derive(Clone, Debug)]
pub struct Found {
    /// Conditions for it, from the first to the last, and what is read where they fail.
    pub guards: Vec<(Guard, i64)>,
    /// Where it is.
    pub source: At,
}

/// Where it is.
#[derive(Clone, Debug)]
pub enum At {
    /// At a position of a value, by its number.
    Value(usize, Vec<Index>),
    /// In the first of several parts whose end lies above a position.
    Parts(Index, Vec<(i64, Found)>),
}

impl Found {
    /// The value and the position, where it is one value without conditions.
    pub fn plain(&self) -> Option<(usize, &[Index])> {
        match &self.source {
            At::Value(value, at) if self.guards.is_empty() => Some((*value, at)),
            _ => None,
        }
    }
}

/// Bounds on an index expression.
pub type Extent<'e> = &'e dyn Fn(&Index) -> Option<(i64, i64)>;

/// The element that a read at index `at` finds, of a body whose values have these shapes.
///
/// # Errors
/// [`ViewError`] for views that do not fit, or index expressions that grow too large.
pub fn find(
    body: &Body,
    shapes: &[Vec<usize>],
    read: &Read,
    at: &[Index],
    extent: Extent<'_>,
) -> Result<Found, ViewError> {
    debug_assert!(read.values().iter().all(|v| *v < body.operands.len() + body.values.len()));
    match &read.source {
        Source::Value(value) => {
            let Place { at, guards } = through(&shapes[*value], &read.views, at, extent)?;
            Ok(Found { guards, source: At::Value(*value, at) })
        }
        Source::Concat { axis, parts } => {
            let joined = Read { source: read.source.clone(), views: vec![] }.shape(shapes)?;
            let Place { at, guards } = through(&joined, &read.views, at, extent)?;
            let position = at[*axis].clone();
            let (mut all, mut end) = (Vec::with_capacity(parts.len()), 0);
            for part in parts {
                let own = Read { source: Source::Value(part.value), views: part.views.clone() };
                let mut inner = at.clone();
                inner[*axis] = position.add(&Index::constant(end), -1)?;
                end += own.shape(shapes)?[*axis] as i64;
                all.push((end, find(body, shapes, &own, &inner, extent)?));
            }
            Ok(Found { guards, source: At::Parts(position, all) })
        }
    }
}

/// The position under all views, and the conditions on the way.
fn through(under: &[usize], views: &[View], at: &[Index], extent: Extent<'_>) -> Result<Place, ViewError> {
    let mut shapes = vec![under.to_vec()];
    for view in views {
        let shape = view.shape(&shapes[shapes.len() - 1])?;
        shapes.push(shape);
    }
    let mut place = Place { at: at.to_vec(), guards: Vec::new() };
    for (view, under) in views.iter().zip(&shapes).rev() {
        let next = view.place(under, &place.at, extent)?;
        place.at = next.at;
        place.guards.extend(next.guards);
    }
    Ok(place)
}
