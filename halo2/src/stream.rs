//! Random evaluations running along rows: `acc' = t^stride · acc + Σ valueⱼ · t^eⱼ`.
//!
//! A *stream* evaluates a polynomial whose coefficients lie on consecutive rows in ascending order of their
//! positions; it ends as `Σ value · t^(top − position)` one row below its last. Several values on a row
//! form a *pattern*, in Horner form, so that a pattern of contiguous positions costs no power of `t`.

use super::expr::{Expr, MAX_POWER};
use super::system::T;

/// Steps between positions above this are not put into one row.
pub const LONG: u64 = 1 << 12;

/// What one row adds.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// Nothing: the accumulator is carried.
    Nothing,
    /// Values of the row.
    Values(Expr),
    /// The operand accumulator's cell times the one below.
    Product,
    /// The operand accumulator's cell, times this sign.
    End(i8),
}

/// One row of a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Exponent by which the accumulator moves; `None` on the first row, where it is ignored.
    pub stride: Option<u32>,
    /// What is added.
    pub pattern: Pattern,
    /// Whether the result is demanded to be zero instead of being carried on.
    pub closed: bool,
}

/// Steps on consecutive rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stream {
    /// First row, within its block.
    pub first: u32,
    /// One for each row.
    pub steps: Vec<Step>,
    /// Position at which the polynomial is aligned.
    pub top: u64,
    /// Whether the cells of a second accumulator beside these rows are used as operands.
    pub operands: bool,
    /// The relation whose identity it is part of.
    pub relation: usize,
}

/// A jump that no expression can express.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFar {
    /// The distance.
    pub stride: u64,
}

impl Stream {
    /// An empty stream of an identity that starts on row `first`.
    pub fn new(relation: usize, first: u32) -> Self {
        Self { relation, first, ..Self::default() }
    }

    /// Adds a row whose values are aligned at position `top`.
    ///
    /// # Errors
    /// A jump backwards or beyond [`MAX_POWER`].
    pub fn push(&mut self, top: u64, pattern: Pattern) -> Result<(), TooFar> {
        let stride = if self.steps.is_empty() {
            None
        } else {
            let stride = top.checked_sub(self.top).ok_or(TooFar { stride: self.top })?;
            let stride = u32::try_from(stride).ok().filter(|s| *s <= MAX_POWER);
            Some(stride.ok_or(TooFar { stride: top - self.top })?)
        };
        self.top = top;
        self.steps.push(Step { stride, pattern, closed: false });
        Ok(())
    }

    /// Adds a row that carries the accumulator.
    pub fn hold(&mut self) {
        let stride = (!self.steps.is_empty()).then_some(0);
        self.steps.push(Step { stride, pattern: Pattern::Nothing, closed: false });
    }

    /// One past the last row.
    pub fn end(&self) -> u32 {
        self.first + self.steps.len() as u32
    }
}

/// Horner form of values at ascending positions, aligned at `top`.
pub fn horner(values: impl IntoIterator<Item = (u64, Expr)>, top: u64) -> Option<Expr> {
    let mut result: Option<(u64, Expr)> = None;
    let power = |e: u64| u32::try_from(e).ok().filter(|e| *e <= MAX_POWER).map(|e| Expr::Power(T, e));
    for (at, value) in values {
        let moved = match result {
            Some((from, sum)) => sum * power(at.checked_sub(from)?)? + value,
            None => value,
        };
        result = Some((at, moved));
    }
    match result {
        Some((from, sum)) => Some(sum * power(top.checked_sub(from)?)?),
        None => Some(Expr::zero()),
    }
}

/// A stretch of a sorted list of positions that shares a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// First index into the list.
    pub first: usize,
    /// Number of positions.
    pub count: usize,
}

/// Cuts ascending positions into rows of at most `width`, each an arithmetic progression.
pub fn progressions(positions: &[u64], width: usize) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut first = 0;
    while first < positions.len() {
        let mut count = 1;
        if let Some(step) = positions.get(first + 1).map(|p| p - positions[first]) {
            let same = |w: &[u64]| w[1] - w[0] == step;
            if step * width as u64 <= LONG {
                count += positions[first..].windows(2).take(width - 1).take_while(|w| same(w)).count();
            }
        }
        chunks.push(Chunk { first, count });
        first += count;
    }
    chunks
}

/// Cuts ascending positions into rows of at most `width`: runs of contiguous positions are split only where
/// they exceed a row, and short runs of one length share rows, so that few patterns occur.
pub fn runs(positions: &[u64], width: usize) -> Vec<Chunk> {
    let mut runs: Vec<Chunk> = Vec::new();
    for i in 0..positions.len() {
        match runs.last_mut() {
            Some(run) if positions[i] == positions[i - 1] + 1 => run.count += 1,
            _ => runs.push(Chunk { first: i, count: 1 }),
        }
    }
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut shared = 0;
    for run in runs {
        if let Some(last) = chunks.last_mut().filter(|_| shared == run.count) {
            let distance = positions[run.first] - positions[last.first];
            if last.count + run.count <= width && distance <= LONG {
                last.count += run.count;
                continue;
            }
        }
        let mut first = run.first;
        let end = run.first + run.count;
        while first < end {
            let count = width.min(end - first);
            chunks.push(Chunk { first, count });
            first += count;
        }
        shared = if run.count <= width { run.count } else { 0 };
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(chunks: &[Chunk], len: usize) {
        let mut next = 0;
        for c in chunks {
            assert_eq!(c.first, next);
            assert!(c.count > 0);
            next += c.count;
        }
        assert_eq!(next, len);
    }

    #[test]
    fn chunks_cover_all_positions() {
        let positions: Vec<u64> =
            (0..66).chain((0..27).flat_map(|i| (0..4).map(move |j| 94 + 32 * i + j))).collect();
        for width in 1..13 {
            covers(&runs(&positions, width), positions.len());
            covers(&progressions(&positions, width), positions.len());
        }
        assert_eq!(runs(&positions, 11).len(), 6 + 14);
        let kernel: Vec<u64> = (0..5).flat_map(|y| (0..5).map(move |x| 32 * y + x)).collect();
        assert_eq!(progressions(&kernel, 5).len(), 5);
        assert_eq!(progressions(&[0, 0, 0, 7], 3).len(), 2);
        assert_eq!(progressions(&[0, 1 << 40, 1 << 41], 3).len(), 3);
    }

    #[test]
    fn streams_refuse_jumps() {
        let mut s = Stream::new(0, 0);
        assert!(s.push(5, Pattern::Nothing).is_ok());
        assert_eq!(s.steps[0].stride, None);
        assert!(s.push(3, Pattern::Nothing).is_err());
        assert!(s.push(5 + u64::from(MAX_POWER) + 1, Pattern::Nothing).is_err());
        assert!(s.push(9, Pattern::Nothing).is_ok());
        assert_eq!((s.steps[1].stride, s.end()), (Some(4), 2));
    }
}
