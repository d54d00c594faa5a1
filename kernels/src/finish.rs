//! From sums to results: bias, ReLU, rescale, bound, and the element that is stored.

use gadgets::{Bound, ElementType, Epilogue, Range};

use crate::WIDTH;
use crate::columns::Columns;
use crate::sums::Integer;

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

    /// Finishes a row of a tile's sums, and stores it. Whether all are within the bound.
    #[inline(always)]
    pub fn row<T: Integer, C: Columns>(
        &self,
        sums: [T; WIDTH],
        bias: Option<&[i64; WIDTH]>,
        columns: &C,
        (batch, tile, row): (usize, usize, usize),
    ) -> bool {
        let mut sums = sums;
        if let Some(bias) = bias {
            sums.iter_mut().zip(bias).for_each(|(sum, b)| *sum = sum.plus(T::of(*b)));
        }
        let mut within = true;
        if self.narrow {
            let mut values = [0i32; WIDTH];
            values.iter_mut().zip(&sums).for_each(|(v, sum)| *v = i32::of(sum.wide()));
            let changed = self.values(&mut values);
            columns.runs(batch, tile, row, |all, first| within &= self.store(&values, &changed, all, first));
        } else {
            let mut values = [0i64; WIDTH];
            values.iter_mut().zip(&sums).for_each(|(v, sum)| *v = sum.wide());
            if self.short {
                values.iter_mut().for_each(|v| *v = i32::of(*v).into());
            }
            let changed = self.values(&mut values);
            columns.runs(batch, tile, row, |all, first| within &= self.store(&values, &changed, all, first));
        }
        within
    }

    /// Makes results of sums, and gives what the bound changed of each: 0 where nothing.
    #[inline(always)]
    fn values<T: Integer>(&self, values: &mut [T; WIDTH]) -> [T; WIDTH] {
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
        let mut changed = [T::default(); WIDTH];
        if let Some(r) = self.clamp {
            let (lo, hi) = (T::of(r.lo), T::of(r.hi));
            for (v, changed) in values.iter_mut().zip(&mut changed) {
                let bounded = (*v).max(lo).min(hi);
                *changed = bounded.differs(*v);
                *v = bounded;
            }
        }
        changed
    }

    /// Stores the values of these columns.
    #[inline(always)]
    fn store<T: Integer>(
        &self,
        values: &[T; WIDTH],
        changed: &[T; WIDTH],
        columns: std::ops::Range<usize>,
        first: usize,
    ) -> bool {
        assert!(columns.end <= WIDTH && first + columns.len() <= self.length);
        macro_rules! store {
            ($element:ty) => {{
                // SAFETY: as many results as there is room for, as was just checked, each by one thread.
                let at = unsafe { self.results.cast::<$element>().add(first) };
                if columns == (0..WIDTH) {
                    for (i, value) in values.iter().enumerate() {
                        // SAFETY: as above.
                        unsafe { at.add(i).write(value.wide() as $element) }
                    }
                } else {
                    for (i, value) in values[columns.clone()].iter().enumerate() {
                        // SAFETY: as above.
                        unsafe { at.add(i).write(value.wide() as $element) }
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
        !self.reject || changed[columns].iter().all(|v| *v == T::default())
    }
}
