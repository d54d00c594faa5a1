//! Where an operand's element is found: through its views, as an index expression of loop counters.

use gadgets::body::Body;
use gadgets::nest::Index;
use gadgets::primitive::{Read, Source};
use gadgets::view::{Guard, ViewError};

/// An element of a value.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The value's number.
    pub value: usize,
    /// Its position.
    pub at: Vec<Index>,
    /// Conditions for that, and what is read where they fail.
    pub guards: Vec<(Guard, i64)>,
}

/// Bounds on an index expression.
pub(super) type Extent<'e> = &'e dyn Fn(&Index) -> Option<(i64, i64)>;

/// The element that a read at index `at` finds; `None` for a read of several values.
pub(super) fn find(
    body: &Body,
    shapes: &[Vec<usize>],
    read: &Read,
    at: &[Index],
    extent: Extent<'_>,
) -> Result<Option<Found>, ViewError> {
    let Source::Value(value) = read.source else { return Ok(None) };
    debug_assert!(value < body.operands.len() + body.values.len());
    let mut under = vec![shapes[value].clone()];
    for view in &read.views {
        let shape = view.shape(&under[under.len() - 1])?;
        under.push(shape);
    }
    let mut found = Found { value, at: at.to_vec(), guards: Vec::new() };
    for (view, under) in read.views.iter().zip(&under).rev() {
        let place = view.place(under, &found.at, extent)?;
        found.at = place.at;
        found.guards.extend(place.guards);
    }
    Ok(Some(found))
}
