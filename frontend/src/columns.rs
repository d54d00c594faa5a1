//! Elements of a tensor told apart by position, over all samples: one that is always far smaller than the others has a range, and
//! an error, of its own, which those of the whole tensor hide. A number of rooms stands beside a price.

/// Most elements that are told apart each by itself; of more, positions along the last dimension are.
const MOST: usize = 1 << 12;
/// Bits by which an element is smaller than the largest where it counts as small: what a word's result has to spare.
const SMALL_BITS: i32 = 6;

/// How many columns the elements of a shape make: element `i` lies in column `i` modulo this. 0 where they are not told apart.
pub(crate) fn columns(shape: &[usize]) -> usize {
    let last = shape.iter().rfind(|d| **d > 1).copied().unwrap_or(1);
    let len = shape.iter().try_fold(1usize, |len, d| len.checked_mul(*d)).unwrap_or(usize::MAX);
    match (len, last) {
        (1..=MOST, _) => len,
        (_, 2..=MOST) if len > 0 => last,
        _ => 0,
    }
}

/// Whether a column of this magnitude is small in a tensor of that one. Nothing but zeros has no size.
pub(crate) fn is_small(column: f64, tensor: f64) -> bool {
    column > 0.0 && column * f64::from(1 << SMALL_BITS) <= tensor
}

/// The largest magnitude of each column.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sizes(Vec<f64>);

impl Sizes {
    /// Of elements, which are finite, in so many columns.
    pub fn of(elements: &[f64], columns: usize) -> Self {
        let mut sizes = vec![0.0f64; columns];
        if columns > 0 {
            elements
                .iter()
                .enumerate()
                .for_each(|(i, v)| sizes[i % columns] = sizes[i % columns].max(v.abs()));
        }
        Self(sizes)
    }

    /// Of what both saw. Nothing seen has no columns.
    pub fn hull(mut self, other: &Self) -> Self {
        if self.0.is_empty() {
            return other.clone();
        }
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a = a.max(*b));
        self
    }

    /// The size of the smallest column, if that is small.
    pub fn smallest(&self) -> Option<f64> {
        let largest = self.0.iter().copied().fold(0.0, f64::max);
        let sized = self.0.iter().copied().filter(|v| *v > 0.0);
        sized.reduce(f64::min).filter(|least| is_small(*least, largest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_told_apart_as_far_as_they_are_few() {
        assert_eq!(columns(&[]), 1);
        assert_eq!(columns(&[2, 3]), 6);
        assert_eq!(columns(&[1 << 8, 1 << 8, 1]), 1 << 8);
        assert_eq!(columns(&[1 << 20]), 0);
        assert_eq!(columns(&[3, 0]), 0);
        assert_eq!(columns(&[usize::MAX, 2]), 2);
    }

    #[test]
    fn the_smallest_column_that_is_not_always_zero_counts() {
        let sizes = |rows: &[[f64; 3]]| {
            rows.iter().map(|r| Sizes::of(r, 3)).fold(Sizes::default(), |all, one| all.hull(&one)).smallest()
        };
        assert_eq!(sizes(&[[0.0, 1.0, -100.0], [0.0, -1.5, 3.0]]), Some(1.5));
        assert_eq!(sizes(&[[0.0, 1.0, -100.0], [0.0, 2.0, 3.0]]), None);
        assert_eq!(sizes(&[]), None);
    }
}
