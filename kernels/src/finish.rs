//! From sums to results: bias, ReLU, rescale, bound, and the element that is stored.

use gadgets::{Bound, ElementType, Epilogue, Range};

use crate::WIDTH;
use crate::sums::Integer;

/// Rows that are finished together, at most.
pub(crate) const ROWS: usize = 12;

/// Where results of a tile lie.
pub(crate) struct Place {
    /// The first of them.
    pub first: usize,
    /// How many columns there are.
    pub columns: usize,
    /// From one row to the next, and from one column to the next.
    pub steps: [usize; 2],
}

/// What happens to each sum, and where the results lie.
pub(crate) struct Finish {
    relu: bool,
    multiplier: i64,
    addend: i64,
    shift: u32,
    clamp: Option<Range>,
    /// Whether what is outside the clamp ends the step.
    reject: bool,
    /// Whether the accumulator has 32 bits.
    short: bool,
    /// Whether all is computed in 32 bits.
    narrow: bool,
    out: ElementType,
    results: *mut u8,
    length: usize,
}

// SAFETY: threads write results at places of their own.
unsafe impl Sync for Finish {}

impl Finish {
    /// After an accumulator of type `acc`, as [`Epilogue::push`] says.
    ///
    /// # Safety
    /// There is room for `length` aligned results, which nobody else uses.
    pub unsafe fn new(e: &Epilogue, acc: ElementType, results: *mut u8, length: usize) -> Self {
        let Epilogue { relu, multiplier, shift, rounding, bound, out } = *e;
        let (addend, clamp, short) = (rounding.addend(shift), bound.clamp(), acc.bits() <= 32);
        let ends = clamp.into_iter().flat_map(|r| [r.lo, r.hi]);
        let mut constants = [multiplier, addend].into_iter().chain(ends);
        let narrow = short && shift < 32 && constants.all(|v| i32::try_from(v).is_ok());
        let reject = matches!(bound, Bound::Reject(_));
        Self { relu, multiplier, addend, shift, clamp, reject, short, narrow, out, results, length }
    }

    /// Finishes rows of a tile's sums, and stores the first columns of them. Whether all are within the bound.
    #[inline(always)]
    pub fn rows<T: Integer>(&self, sums: &mut [[T; WIDTH]], bias: Option<&[i64; WIDTH]>, to: &Place) -> bool {
        if let Some(bias) = bias {
            for sums in sums.iter_mut() {
                sums.iter_mut().zip(bias).for_each(|(sum, b)| *sum = sum.plus(T::of(*b)));
            }
        }
        if self.narrow {
            let mut values = [[0i32; WIDTH]; ROWS];
            let values = &mut values[..sums.len()];
            for (values, sums) in values.iter_mut().zip(sums.iter()) {
                values.iter_mut().zip(sums).for_each(|(v, sum)| *v = i32::of(sum.wide()));
            }
            return self.finish(values, to);
        }
        let mut values = [[0i64; WIDTH]; ROWS];
        let values = &mut values[..sums.len()];
        for (values, sums) in values.iter_mut().zip(sums.iter()) {
            values.iter_mut().zip(sums).for_each(|(v, sum)| *v = sum.wide());
            if self.short {
                values.iter_mut().for_each(|v| *v = i32::of(*v).into());
            }
        }
        self.finish(values, to)
    }

    #[inline(always)]
    fn finish<T: Integer>(&self, values: &mut [[T; WIDTH]], to: &Place) -> bool {
        let mut changed = [T::default(); WIDTH];
        values.iter_mut().for_each(|values| self.values(values, &mut changed));
        self.store(values, to);
        !self.reject || changed[..to.columns].iter().all(|v| *v == T::default())
    }

    /// Makes results of sums, and notes what the bound changed of each: nothing, if nothing.
    #[inline(always)]
    fn values<T: Integer>(&self, values: &mut [T; WIDTH], changed: &mut [T; WIDTH]) {
        if self.relu {
            values.iter_mut().for_each(|v| *v = (*v).max(T::default()));
        }
        if self.multiplier != 1 {
            let factor = T::of(self.multiplier);
            values.iter_mut().for_each(|v| *v = v.times(factor));
        }
        if self.shift > 0 {
            let addend = T::of(self.addend);
            values.iter_mut().for_each(|v| *v = v.plus(addend).shifted(self.shift));
        }
        if let Some(r) = self.clamp {
            let (lo, hi) = (T::of(r.lo), T::of(r.hi));
            for (v, changed) in values.iter_mut().zip(changed) {
                let bounded = (*v).max(lo).min(hi);
                *changed = changed.or(bounded.differs(*v));
                *v = bounded;
            }
        }
    }

    /// Stores values at their place.
    #[inline(always)]
    fn store<T: Integer>(&self, values: &[[T; WIDTH]], to: &Place) {
        let Place { first, columns, steps: [down, across] } = *to;
        let last = first + (values.len() - 1) * down + (columns - 1) * across;
        assert!(columns <= WIDTH && last < self.length);
        macro_rules! store {
            ($element:ty) => {{
                // SAFETY: all places are up to the last, which is inside, as was just checked; each is one thread's.
                let at = unsafe { self.results.cast::<$element>().add(first) };
                if across == 1 && columns == WIDTH {
                    for (row, values) in values.iter().enumerate() {
                        for (column, value) in values.iter().enumerate() {
                            // SAFETY: as above.
                            unsafe { at.add(row * down + column).write(value.wide() as $element) }
                        }
                    }
                } else {
                    for column in 0..columns {
                        for (row, values) in values.iter().enumerate() {
                            let value = values[column].wide() as $element;
                            // SAFETY: as above.
                            unsafe { at.add(row * down + column * across).write(value) }
                        }
                    }
                }
            }};
        }
        match self.out {
            ElementType::I8 => store!(i8),
            ElementType::U8 => store!(u8),
            ElementType::I16 => store!(i16),
            ElementType::I32 => store!(i32),
            ElementType::I64 => store!(i64),
        }
    }
}
