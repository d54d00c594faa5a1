//! From sums to results: bias, ReLU, rescale, bound, and the element that is stored.

use gadgets::{Bound, ElementType, Epilogue, Range};

use crate::WIDTH;
use crate::columns::prefetch_write;
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

/// What sums start from.
#[derive(Clone, Copy)]
pub(crate) enum Bias<'a> {
    /// Nothing.
    None,
    /// A number for each column.
    Columns(&'a [i64; WIDTH]),
    /// A number for each row.
    Rows(&'a [i64]),
}

/// What happens to each sum, and where the results lie.
pub(crate) struct Finish {
    pub relu: bool,
    pub multiplier: i64,
    pub addend: i64,
    pub shift: u32,
    pub clamp: Option<Range>,
    /// Whether what is outside the clamp ends the step.
    pub reject: bool,
    /// Whether the accumulator has 32 bits.
    pub short: bool,
    /// Whether all is computed in 32 bits.
    pub narrow: bool,
    pub out: ElementType,
    pub results: *mut u8,
    pub length: usize,
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

    /// Brings near where results of rows will lie: rows of many results are pages apart.
    #[inline(always)]
    pub fn ask(&self, rows: usize, to: &Place) {
        let [down, across] = to.steps;
        if across == 1 {
            let bytes = self.out.bytes();
            for row in 0..rows {
                let at = self.results.wrapping_add((to.first + row * down) * bytes);
                prefetch_write(at);
                prefetch_write(at.wrapping_add(to.columns * bytes - 1));
            }
        }
    }

    /// Finishes rows of a tile's sums, and stores the first columns of them. Whether all are within the bound.
    #[inline(always)]
    pub fn rows<T: Integer>(&self, sums: &[[T; WIDTH]], bias: Bias<'_>, to: &Place) -> bool {
        if self.narrow {
            self.finish::<T, i32>(sums, bias, to)
        } else {
            self.finish::<T, i64>(sums, bias, to)
        }
    }

    /// By arithmetic of `V`, a step for all rows after the other: loops that compilers make vectors of.
    #[inline(always)]
    fn finish<T: Integer, V: Integer>(&self, sums: &[[T; WIDTH]], bias: Bias<'_>, to: &Place) -> bool {
        let mut changed = [V::default(); WIDTH];
        let mut all = [[V::default(); WIDTH]; ROWS];
        let all = &mut all[..sums.len()];
        for (v, sum) in all.as_flattened_mut().iter_mut().zip(sums.as_flattened()) {
            *v = V::of(sum.wide());
        }
        match bias {
            Bias::None => {}
            Bias::Columns(bias) => {
                for values in all.iter_mut() {
                    values.iter_mut().zip(bias).for_each(|(v, b)| *v = v.plus(V::of(*b)));
                }
            }
            Bias::Rows(bias) => {
                for (values, b) in all.iter_mut().zip(bias) {
                    values.iter_mut().for_each(|v| *v = v.plus(V::of(*b)));
                }
            }
        }
        self.values(all.as_flattened_mut());
        if let Some(r) = self.clamp {
            let (lo, hi) = (V::of(r.lo), V::of(r.hi));
            for values in all.iter_mut() {
                for (v, changed) in values.iter_mut().zip(&mut changed) {
                    let bounded = (*v).max(lo).min(hi);
                    *changed = changed.or(bounded.differs(*v));
                    *v = bounded;
                }
            }
        }
        self.store(all, to);
        !self.reject || changed[..to.columns].iter().all(|v| *v == V::default())
    }

    /// Makes results of sums, but for the bound.
    #[inline(always)]
    fn values<V: Integer>(&self, values: &mut [V]) {
        if self.short && !self.narrow {
            values.iter_mut().for_each(|v| *v = V::of(i32::of(v.wide()).into()));
        }
        if self.relu {
            values.iter_mut().for_each(|v| *v = (*v).max(V::default()));
        }
        if self.multiplier != 1 {
            let factor = V::of(self.multiplier);
            values.iter_mut().for_each(|v| *v = v.times(factor));
        }
        if self.shift > 0 {
            let (addend, shift) = (V::of(self.addend), self.shift);
            values.iter_mut().for_each(|v| *v = v.plus(addend).shifted(shift));
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
                if across == 1 {
                    for (row, values) in values.iter().enumerate() {
                        let mut stored = [<$element>::default(); WIDTH];
                        for (stored, value) in stored.iter_mut().zip(values) {
                            *stored = value.wide() as $element;
                        }
                        // SAFETY: as above.
                        unsafe {
                            let to = at.add(row * down);
                            if columns == WIDTH {
                                to.cast::<[$element; WIDTH]>().write_unaligned(stored);
                            } else {
                                to.copy_from_nonoverlapping(stored.as_ptr(), columns);
                            }
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
