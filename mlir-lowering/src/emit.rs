//! From a body of primitives to affine loop nests: one emitter for all.
//!
//! What all functions share:
//! * Parameters are the operands in order, then the results; all of static shape; unsigned ones say so
//!   (`circuit.element`). Only the results are written, besides local buffers.
//! * One nest of `affine.for … step 1` for each value that is stored, axis by axis, loops of one iteration included,
//!   around it the loops that all share (see `schedule`). Indices are affine expressions of the counters.
//! * Constants stand first, each once.
//! * Folds carry their accumulator as the one `iter_args` value, in the value's type but never below 32 bits. Loads are
//!   followed by the extension to that width (`arith.extui` for `u8`) or, where the operand is wider, by
//!   `arith.trunci`, which the type of the sum permits.
//! * Pads that add nothing to a fold are left out by loop bounds, never read: for `0 ≤ f·k + rest < size`, the loop over
//!   `k` runs from `max(0, ceil(−rest / f))` to `min(n, ceil((size − rest) / f))`. Other pads and joined values are
//!   chosen by `arith.select` on a comparison of the position; what is not chosen is read at a position moved inside.
//! * A computed position is kept below the end by an unsigned minimum, where no clip of its own does that.
//! * [`status`]: how a rejected value becomes the function's result.
//!
//! Nothing is undefined for any operand values: every index is in bounds by the loop bounds (or by a clamp, for tables),
//! shifts are below their width, divisors are at least 1, and arithmetic wraps. So a function stays memory-safe even
//! where its operands leave their declared ranges.

mod fold;
mod point;
mod quotient;
mod schedule;
pub mod status;

use gadgets::body::{Body, BodyError};
use gadgets::nest::Index;
use gadgets::primitive::Primitive;
use gadgets::view::ViewError;
use gadgets::{ElementType, Status, shape};
use melior::ir::Value;
use std::collections::BTreeMap;
use thiserror::Error;

use crate::builder::{Builder, Memref, Trip};
use point::Sized;
use schedule::{Root, Schedule, schedule};
use status::{StatusCell, success};

/// Most bytes of a local buffer, which lies on the stack.
const MAX_LOCAL: usize = 1 << 19;

/// A body that has no loops.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EmitError {
    /// A body that means nothing.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// Views that grow too large.
    #[error(transparent)]
    View(#[from] ViewError),
    /// A local buffer that is too large.
    #[error("value {value} ({word}) needs a local buffer of {bytes} bytes, at most {MAX_LOCAL}")]
    Local {
        /// The value.
        value: usize,
        /// Its primitive.
        word: &'static str,
        /// What it needs.
        bytes: usize,
    },
    /// A read or an expression without a form in loops.
    #[error("{0} has no form in affine loops")]
    Form(&'static str),
}

/// Bits that values of `element` are computed in: registers hold no less than 32 anyway.
pub(crate) const fn width(element: ElementType) -> u32 {
    if element.bits() > 32 { 64 } else { 32 }
}

/// A body's functions under construction.
struct Emitter<'c, 'a, 'e> {
    body: &'e Body,
    schedule: &'e Schedule,
    parameters: &'e [Memref<'c, 'a>],
    statuses: Vec<(Status, StatusCell<'c, 'a>)>,
    /// Local buffers of roots, with the axes that are not shared.
    locals: BTreeMap<usize, Memref<'c, 'a>>,
}

/// What roots without loops of their own hold in the current iteration of the shared loops.
type Scalars<'c, 'a> = BTreeMap<usize, Value<'c, 'a>>;

/// Builds the loops of a body and gives the status.
///
/// # Errors
/// [`EmitError`].
pub(crate) fn body<'c, 'a>(
    b: &Builder<'c, 'a>,
    body: &Body,
    parameters: &[Memref<'c, 'a>],
) -> Result<Value<'c, 'a>, EmitError> {
    let schedule = schedule(body, body.shapes()?)?;
    let mut emitter =
        Emitter { body, schedule: &schedule, parameters, statuses: vec![], locals: BTreeMap::new() };
    for v in &body.values {
        if let Primitive::Check(check) = &v.word
            && !emitter.statuses.iter().any(|(s, _)| *s == check.status)
        {
            emitter.statuses.push((check.status, StatusCell::new(b, check.status)));
        }
    }
    for root in &schedule.roots {
        let rest = rest(&schedule.shapes[root.value], root);
        if !rest.is_empty() && emitter.is_read(root.value) {
            let element = body.ty(root.value);
            let bytes = shape::len(&rest).saturating_mul(element.bytes());
            if bytes > MAX_LOCAL {
                let word = body.values[root.value - body.operands.len()].word.word().name();
                return Err(EmitError::Local { value: root.value, word, bytes });
            }
            emitter.locals.insert(root.value, b.local(element, &rest));
        }
    }
    let mut error = Ok(());
    let shared: Vec<Index> = Vec::new();
    emitter.shared(b, &schedule.shared, shared, &mut error);
    error?;
    let results = emitter.statuses.iter().map(|(_, cell)| cell.result(b));
    let or = crate::builder::Binary::Or;
    Ok(results.reduce(|x, y| b.binary(or, x, y)).unwrap_or_else(|| success(b)))
}

/// Sizes of the axes that no shared loop walks along.
fn rest(shape: &[usize], root: &Root) -> Vec<usize> {
    shape.iter().zip(&root.shared).filter(|(_, h)| h.is_none()).map(|(n, _)| *n).collect()
}

impl<'c, 'a> Emitter<'c, 'a, '_> {
    fn is_read(&self, value: usize) -> bool {
        self.body.values.iter().any(|v| v.word.word().reads().iter().any(|r| r.values().contains(&value)))
    }

    /// Opens the shared loops, then emits all roots.
    fn shared(
        &self,
        b: &Builder<'c, 'a>,
        sizes: &[usize],
        mut outer: Vec<Index>,
        error: &mut Result<(), EmitError>,
    ) {
        let Some((n, inner)) = sizes.split_first() else {
            let mut scalars = Scalars::new();
            for root in &self.schedule.roots {
                if error.is_ok() {
                    *error = self.root(b, root, &outer, &mut scalars);
                }
            }
            return;
        };
        let counter = b.counter(*n);
        outer.push(Index::counter(counter));
        b.each(counter, &Trip::count(*n), |b| self.shared(b, inner, outer, error));
    }

    /// Emits the loops of a root.
    fn root(
        &self,
        b: &Builder<'c, 'a>,
        root: &Root,
        shared: &[Index],
        scalars: &mut Scalars<'c, 'a>,
    ) -> Result<(), EmitError> {
        let shape = &self.schedule.shapes[root.value];
        let mut at = vec![Index::default(); shape.len()];
        let mut open = Vec::new();
        for (axis, h) in root.shared.iter().enumerate() {
            match h {
                Some(h) => at[axis] = shared[*h].clone(),
                None => {
                    let counter = b.counter(shape[axis]);
                    at[axis] = Index::counter(counter);
                    open.push((counter, shape[axis]));
                }
            }
        }
        if open.is_empty() && self.is_read(root.value) {
            let value = self.computed(b, root.value, &at, scalars)?;
            scalars.insert(root.value, value.narrowed(b, self.body.ty(root.value)));
            return self.stored(b, root.value, &at, value);
        }
        let mut result = Ok(());
        self.nest(b, &open, &mut |b| result = self.point(b, root, &at, scalars));
        result
    }

    fn nest(
        &self,
        b: &Builder<'c, 'a>,
        open: &[(gadgets::nest::Counter, usize)],
        body: &mut dyn FnMut(&Builder<'c, 'a>),
    ) {
        match open.split_first() {
            None => body(b),
            Some(((counter, n), inner)) => b.each(*counter, &Trip::count(*n), |b| self.nest(b, inner, body)),
        }
    }

    /// Computes a root at a point, and stores it.
    fn point(
        &self,
        b: &Builder<'c, 'a>,
        root: &Root,
        at: &[Index],
        scalars: &Scalars<'c, 'a>,
    ) -> Result<(), EmitError> {
        let value = match self.copied(b, root.value, at)? {
            Some(copy) => copy,
            None => self.computed(b, root.value, at, scalars)?,
        };
        if let Some(local) = self.locals.get(&root.value) {
            let own: Vec<Index> =
                at.iter().zip(&root.shared).filter(|(_, h)| h.is_none()).map(|(ix, _)| ix.clone()).collect();
            b.store(value.resized(b, local.element.bits()), *local, &own);
        }
        self.stored(b, root.value, at, value)
    }

    /// Stores a value where it is a result.
    fn stored(
        &self,
        b: &Builder<'c, 'a>,
        stored: usize,
        at: &[Index],
        value: Sized<'c, 'a>,
    ) -> Result<(), EmitError> {
        for (i, r) in self.body.results.iter().enumerate().filter(|(_, r)| r.value == stored) {
            let shape = &self.schedule.shapes[stored];
            let (Some(sizes), Some(counters)) = (r.groups(shape), r.groups(at)) else {
                return Err(EmitError::Form("a result of another rank"));
            };
            let merge = |(sizes, counters): (&[usize], &[Index])| {
                let terms = counters.iter().zip(shape::strides(sizes));
                terms.into_iter().try_fold(Index::default(), |sum, (ix, s)| sum.add(ix, s as i64))
            };
            let place = sizes.into_iter().zip(counters).map(merge).collect::<Result<Vec<_>, _>>();
            let place = place.map_err(|e| EmitError::View(e.into()))?;
            let parameter = self.parameters[self.body.operands.len() + i];
            b.store(value.resized(b, parameter.element.bits()), parameter, &place);
        }
        Ok(())
    }
}
