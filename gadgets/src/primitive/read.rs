//! How a primitive reads an operand: a value, or several joined, through views.

use serde::{Deserialize, Serialize};

use super::{Known, Misfit, Padded};
use crate::strided::Strided;
use crate::view::{View, ViewError, equal};
use crate::{Interval, shape};

/// An operand.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Read {
    /// What is read.
    pub source: Source,
    /// How, from the source on.
    pub views: Vec<View>,
}

/// What an operand reads before any view.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A value of the body, by number.
    Value(usize),
    /// Values joined along an axis.
    Concat {
        /// The axis whose sizes add up; all others agree.
        axis: usize,
        /// What is joined.
        parts: Vec<Part>,
    },
}

/// One of several values that are joined.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Part {
    /// The value.
    pub value: usize,
    /// How it is read.
    pub views: Vec<View>,
}

impl Read {
    /// A value as it is.
    pub const fn value(value: usize) -> Self {
        Self { source: Source::Value(value), views: Vec::new() }
    }

    /// Through one more view.
    #[must_use]
    pub fn view(mut self, view: View) -> Self {
        self.views.push(view);
        self
    }

    /// The value that is read, where it is one, and as it is.
    pub fn whole(&self) -> Option<usize> {
        match self.source {
            Source::Value(v) if self.views.is_empty() => Some(v),
            _ => None,
        }
    }

    /// The numbers of all values that it reads.
    pub fn values(&self) -> Vec<usize> {
        match &self.source {
            Source::Value(v) => vec![*v],
            Source::Concat { parts, .. } => parts.iter().map(|p| p.value).collect(),
        }
    }

    /// What its pads hold.
    pub fn pads(&self) -> Vec<i64> {
        let parts = match &self.source {
            Source::Value(_) => &[][..],
            Source::Concat { parts, .. } => parts,
        };
        let views = parts.iter().flat_map(|p| &p.views).chain(&self.views);
        let pad = |v: &View| match v {
            View::Pad { value, .. } => Some(*value),
            _ => None,
        };
        views.filter_map(pad).collect()
    }

    /// The shape of the operand, where `shapes` are those of the values.
    ///
    /// # Errors
    /// [`ViewError`] for what is not there.
    pub fn shape(&self, shapes: &[Vec<usize>]) -> Result<Vec<usize>, ViewError> {
        let of = |value: usize, views: &[View]| -> Result<Vec<usize>, ViewError> {
            let shape = shapes.get(value).cloned();
            let mismatch = ViewError::Mismatch { what: "a value below", expected: shapes.len(), got: value };
            views.iter().try_fold(shape.ok_or(mismatch)?, |shape, v| v.shape(&shape))
        };
        let joined = match &self.source {
            Source::Value(v) => of(*v, &[])?,
            Source::Concat { axis, parts } => {
                let mut sum: Option<Vec<usize>> = None;
                for part in parts {
                    let shape = of(part.value, &part.views)?;
                    equal("an axis to join along", (*axis).min(shape.len().saturating_sub(1)), *axis)?;
                    match &mut sum {
                        None => sum = Some(shape),
                        Some(sum) => {
                            equal("axes of what is joined", sum.len(), shape.len())?;
                            for (a, (have, more)) in sum.iter_mut().zip(&shape).enumerate() {
                                if a == *axis {
                                    *have = have.saturating_add(*more);
                                } else {
                                    equal("a size of what is joined", *have, *more)?;
                                }
                            }
                        }
                    }
                }
                sum.ok_or_else(|| ViewError::Shape { shape: Vec::new() })?
            }
        };
        crate::view::check_shape(&joined)?;
        self.views.iter().try_fold(joined, |shape, v| v.shape(&shape))
    }

    /// The elements as they are read. The views fit.
    pub fn strided<'a, D: AsRef<[i64]>>(&self, values: &'a [(Vec<usize>, D)]) -> Strided<'a> {
        self.filled(values, |v| v)
    }

    /// As [`Read::strided`], where pads hold what `fill` makes of theirs.
    pub fn filled<'a, T: Copy, D: AsRef<[T]>>(
        &self,
        values: &'a [(Vec<usize>, D)],
        fill: impl Fn(i64) -> T,
    ) -> Strided<'a, T> {
        let of = |value: usize, views: &[View]| {
            let (shape, data) = &values[value];
            views.iter().fold(Strided::new(shape, data.as_ref()), |s, v| s.filled(v, &fill))
        };
        let source = match &self.source {
            Source::Value(v) => of(*v, &[]),
            Source::Concat { axis, parts } => {
                join(*axis, &parts.iter().map(|p| of(p.value, &p.views)).collect::<Vec<_>>())
            }
        };
        self.views.iter().fold(source, |s, v| s.filled(v, &fill))
    }

    /// What is known of the operand, where `known` is known of the values.
    ///
    /// # Errors
    /// [`ViewError`] as [`Read::shape`].
    pub fn known<'a>(&self, known: &[Known<'a>]) -> Result<Known<'a>, ViewError> {
        let shapes: Vec<_> = known.iter().map(|k| k.shape.clone()).collect();
        let shape = self.shape(&shapes)?;
        let through = |views: &[View], range: Interval| {
            views.iter().fold(range, |r, v| match v {
                View::Pad { value, .. } => r.hull(Interval::point((*value).into())),
                _ => r,
            })
        };
        Ok(match &self.source {
            Source::Value(v) => {
                let own = &known[*v];
                let viewed = |s: Strided<'a>| self.views.iter().fold(s, |s, v| s.view(v));
                let values = self.pads();
                // A pad of 0 is no time the interval.
                let times = own.times.clone().filter(|_| values.iter().all(|v| *v == 0));
                let times = times.map(|(r, s)| (r, self.views.iter().fold(s, |s, v| s.view(v))));
                let (base, views) = (own.shape.clone(), self.views.clone());
                let padded = Padded { real: own.range, values, shape: base, views };
                Known {
                    shape,
                    range: through(&self.views, own.range),
                    constant: own.constant.clone().map(viewed),
                    padded: Some(padded).filter(|p| !p.values.is_empty()),
                    times,
                }
            }
            Source::Concat { axis, parts } => {
                let ranges = parts.iter().map(|p| through(&p.views, known[p.value].range));
                let hull = ranges.reduce(Interval::hull).unwrap_or(Interval::point(0));
                let all = parts.iter().map(|p| {
                    known[p.value].constant.clone().map(|c| p.views.iter().fold(c, |s, v| s.view(v)))
                });
                let constant = all.collect::<Option<Vec<_>>>().map(|all| {
                    let joined = join(*axis, &all);
                    let own = Strided::new(&joined.shape, joined.to_vec());
                    self.views.iter().fold(own, |s, v| s.view(v))
                });
                Known::new(&shape, through(&self.views, hull), constant)
            }
        })
    }
}

fn join<'a, T: Copy>(axis: usize, parts: &[Strided<'_, T>]) -> Strided<'a, T> {
    let mut shape = parts.first().map(|p| p.shape.clone()).unwrap_or_default();
    if let Some(size) = shape.get_mut(axis) {
        *size = parts.iter().map(|p| p.shape[axis]).sum();
    }
    let outer = shape::len(&shape[..axis]);
    let data: Vec<Vec<T>> = parts.iter().map(Strided::to_vec).collect();
    let block = |p: &Strided<'_, T>| shape::len(&p.shape[axis..]);
    let joined = (0..outer)
        .flat_map(|o| {
            parts
                .iter()
                .zip(&data)
                .flat_map(move |(p, d)| d[o * block(p)..(o + 1) * block(p)].iter().copied())
        })
        .collect::<Vec<T>>();
    Strided::new(&shape, joined)
}

impl Misfit {
    pub(crate) fn view(operand: usize) -> impl Fn(ViewError) -> Self {
        move |source| Self::View { operand, source }
    }
}
