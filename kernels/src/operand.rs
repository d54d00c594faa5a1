//! Operands as they lie in memory, and as the processor multiplies them.

use gadgets::ElementType;
use std::borrow::Cow;

use crate::WIDTH;

/// The elements of an operand.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Elements<'a> {
    I8(&'a [i8]),
    U8(&'a [u8]),
    I16(&'a [i16]),
    I32(&'a [i32]),
    I64(&'a [i64]),
}

impl<'a> Elements<'a> {
    /// `count` elements at an address.
    ///
    /// # Safety
    /// They are there, aligned, and nobody writes them while they are borrowed.
    pub unsafe fn new(element: ElementType, at: *const u8, count: usize) -> Self {
        macro_rules! slice {
            ($variant:ident) => {
                // SAFETY: the caller's.
                Self::$variant(unsafe { std::slice::from_raw_parts(at.cast(), count) })
            };
        }
        match element {
            ElementType::I8 => slice!(I8),
            ElementType::U8 => slice!(U8),
            ElementType::I16 => slice!(I16),
            ElementType::I32 => slice!(I32),
            ElementType::I64 => slice!(I64),
        }
    }

    /// Whether all values of its type have 16 bits.
    pub fn is_short(self) -> bool {
        matches!(self, Self::I8(_) | Self::U8(_) | Self::I16(_))
    }

    /// Whether all values, up to this magnitude, have 16 bits.
    pub fn fits(self, magnitude: u32) -> bool {
        self.is_short() || magnitude <= i16::MAX.unsigned_abs().into()
    }

    /// Rows of `sums` elements, each as two rows of whole groups: the upper digits of its elements, then the lower ones, of `digit` bits.
    pub fn digits(self, sums: usize, digit: u32) -> Vec<i16> {
        let stride = sums.next_multiple_of(i16::GROUP);
        macro_rules! split {
            ($all:expr) => {{
                let mut digits = vec![0; $all.len() / sums.max(1) * 2 * stride];
                for (to, from) in digits.chunks_exact_mut(2 * stride).zip($all.chunks_exact(sums)) {
                    let (upper, lower) = to.split_at_mut(stride);
                    for ((upper, lower), v) in upper.iter_mut().zip(lower).zip(from) {
                        *upper = (*v >> digit) as i16;
                        *lower = (*v & ((1 << digit) - 1)) as i16;
                    }
                }
                digits
            }};
        }
        match self {
            Self::I32(all) => split!(all),
            // Those of 16 bits need no digits, and of 64 there are none.
            _ => split!(self.to_i64()),
        }
    }

    /// The largest magnitude; that of the least number of 64 bits is cut to 32.
    pub fn magnitude(self) -> u32 {
        macro_rules! largest {
            ($all:expr, $type:ty) => {{
                let ends = $all.iter().fold((0, 0), |(lo, hi): ($type, $type), v| (lo.min(*v), hi.max(*v)));
                (i64::from(ends.0).unsigned_abs().max(i64::from(ends.1).unsigned_abs())) as u32
            }};
        }
        match self {
            Self::I8(all) => largest!(all, i8),
            Self::U8(all) => largest!(all, u8),
            Self::I16(all) => largest!(all, i16),
            Self::I32(all) => largest!(all, i32),
            Self::I64(all) => largest!(all, i64),
        }
    }

    /// Where they lie.
    pub fn address(self) -> usize {
        match self {
            Self::I8(v) => v.as_ptr().addr(),
            Self::U8(v) => v.as_ptr().addr(),
            Self::I16(v) => v.as_ptr().addr(),
            Self::I32(v) => v.as_ptr().addr(),
            Self::I64(v) => v.as_ptr().addr(),
        }
    }

    /// All of them.
    pub fn to_i64(self) -> Vec<i64> {
        match self {
            Self::I8(v) => v.iter().map(|v| (*v).into()).collect(),
            Self::U8(v) => v.iter().map(|v| (*v).into()).collect(),
            Self::I16(v) => v.iter().map(|v| (*v).into()).collect(),
            Self::I32(v) => v.iter().map(|v| (*v).into()).collect(),
            Self::I64(v) => v.to_vec(),
        }
    }
}

/// What the processor multiplies.
pub(crate) trait Lane: Copy + Default + Send + Sync + 'static {
    /// Neighbours along a sum that lie side by side in a column.
    const GROUP: usize;

    /// The elements, which are not wider: by their type, or by their [`Elements::magnitude`].
    fn lanes(elements: Elements<'_>) -> Cow<'_, [Self]>;

    /// Lays the first [`Lane::GROUP`] rows out side by side, column by column.
    fn interleave(rows: [&[Self; WIDTH]; 2], packed: &mut [Self]);
}

fn each<T: Copy, L: From<T>>(all: &[T]) -> Vec<L> {
    all.iter().map(|v| (*v).into()).collect()
}

impl Lane for i16 {
    const GROUP: usize = 2;

    fn lanes(elements: Elements<'_>) -> Cow<'_, [Self]> {
        match elements {
            Elements::I8(all) => each(all).into(),
            Elements::U8(all) => each(all).into(),
            Elements::I16(all) => all.into(),
            Elements::I32(all) => all.iter().map(|v| *v as Self).collect::<Vec<_>>().into(),
            // Never asked for.
            Elements::I64(_) => Cow::default(),
        }
    }

    #[inline(always)]
    fn interleave([first, second]: [&[Self; WIDTH]; 2], packed: &mut [Self]) {
        // By words of both, which compilers make vectors of.
        let mut words = [0; WIDTH];
        for ((word, x), y) in words.iter_mut().zip(first).zip(second) {
            let (x, y) = (u32::from(x.cast_unsigned()), u32::from(y.cast_unsigned()));
            *word = if cfg!(target_endian = "little") { x | y << 16 } else { x << 16 | y };
        }
        // SAFETY: integers of the same size.
        let both = unsafe { std::mem::transmute::<[u32; WIDTH], [Self; 2 * WIDTH]>(words) };
        packed[..2 * WIDTH].copy_from_slice(&both);
    }
}

impl Lane for i32 {
    const GROUP: usize = 1;

    fn lanes(elements: Elements<'_>) -> Cow<'_, [Self]> {
        match elements {
            Elements::I8(all) => each(all).into(),
            Elements::U8(all) => each(all).into(),
            Elements::I16(all) => each(all).into(),
            Elements::I32(all) => all.into(),
            // Never asked for.
            Elements::I64(_) => Cow::default(),
        }
    }

    #[inline(always)]
    fn interleave([first, _]: [&[Self; WIDTH]; 2], packed: &mut [Self]) {
        packed[..WIDTH].copy_from_slice(first);
    }
}

impl Lane for f64 {
    const GROUP: usize = 1;

    fn lanes(elements: Elements<'_>) -> Cow<'_, [Self]> {
        match elements {
            Elements::I8(all) => each(all).into(),
            Elements::U8(all) => each(all).into(),
            Elements::I16(all) => each(all).into(),
            Elements::I32(all) => each(all).into(),
            // Never asked for.
            Elements::I64(_) => Cow::default(),
        }
    }

    #[inline(always)]
    fn interleave([first, _]: [&[Self; WIDTH]; 2], packed: &mut [Self]) {
        packed[..WIDTH].copy_from_slice(first);
    }
}
