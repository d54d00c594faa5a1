//! Elements of the extension side by side, as many as a vector register of the machine that the crate is compiled for holds.
//!
//! Loops over long vectors are written once, for [`Element`]s: [`Lanes`] as long as there are enough elements, [`E`] for the
//! rest. A baseline build has one element in [`Lanes`], and the same results.

use p3_field::extension::PackedQuinticTrinomialExtensionField;
use p3_field::{
    Algebra, BasedVectorSpace, Field, PackedFieldExtension, PackedValue, PrimeCharacteristicRing,
};

use super::field::{DEGREE, E, F, equalities};
use super::rounds::each;

/// Elements of the field of values side by side.
pub type Values = <F as Field>::Packing;
/// Elements of the extension side by side.
pub type Lanes = PackedQuinticTrinomialExtensionField<F, Values>;
/// How many: a power of two.
pub const WIDTH: usize = <Values as PackedValue>::WIDTH;

/// One element, or several side by side.
pub trait Element: Algebra<E> + Copy + Send + Sync {
    /// The product: each coordinate is one sum of products of coordinates, reduced once.
    fn times(self, by: Self) -> Self;

    /// The product by an element that others are multiplied by, too.
    fn scaled(self, by: &Scale) -> Self;
}

impl Element for E {
    #[inline(always)]
    fn times(self, by: Self) -> Self {
        self * by
    }

    #[inline(always)]
    fn scaled(self, by: &Scale) -> Self {
        self * by.element
    }
}

impl Element for Lanes {
    #[inline(always)]
    fn times(self, by: Self) -> Self {
        let (Some(a), Some(b)) = (coordinates(&self), coordinates(&by)) else { return self * by };
        let [p, q, r, s, t] = &matrix(b);
        // One by one: a loop's body is called, with all of its registers in memory.
        let dot = <Values as PrimeCharacteristicRing>::dot_product;
        Self::new([dot(a, p), dot(a, q), dot(a, r), dot(a, s), dot(a, t)])
    }

    #[inline(always)]
    fn scaled(self, by: &Scale) -> Self {
        let Some(a) = coordinates(&self) else { return self * by.element };
        let [p, q, r, s, t] = &by.matrix;
        let dot = <Values as Algebra<F>>::mixed_dot_product;
        Self::new([dot(a, p), dot(a, q), dot(a, r), dot(a, s), dot(a, t)])
    }
}

#[inline(always)]
fn coordinates<R>(of: &impl BasedVectorSpace<R>) -> Option<&[R; DEGREE]>
where
    R: PrimeCharacteristicRing,
{
    of.as_basis_coefficients_slice().try_into().ok()
}

/// What multiplies the coordinates of whatever is multiplied by an element of these coordinates: a row for each coordinate of the product. The
/// extension's generator is a root of `X^5 + X^2 - 1`.
#[inline(always)]
fn matrix<R: PrimeCharacteristicRing + Copy>([b0, b1, b2, b3, b4]: &[R; DEGREE]) -> [[R; DEGREE]; DEGREE] {
    let (b0, b1, b2, b3, b4) = (*b0, *b1, *b2, *b3, *b4);
    let (b03, b14, b42) = (b0 - b3, b1 - b4, b4 - b2);
    [
        [b0, b4, b3, b2, b14],
        [b1, b0, b4, b3, b2],
        [b2, b14, b03, b42, b3 - b14],
        [b3, b2, b14, b03, b42],
        [b4, b3, b2, b14, b03],
    ]
}

/// An element that many are multiplied by.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    element: E,
    matrix: [[F; DEGREE]; DEGREE],
}

impl Scale {
    /// This element.
    pub fn new(element: E) -> Self {
        let of = coordinates(&element).copied().unwrap_or_default();
        Self { element, matrix: matrix(&of) }
    }

    /// The element.
    pub fn element(&self) -> E {
        self.element
    }

    /// Its coordinates.
    #[inline(always)]
    pub fn coordinates(&self) -> [F; DEGREE] {
        self.matrix.map(|row| row[0])
    }
}

/// What differs between one element and several side by side.
#[derive(Clone, Copy, Debug)]
pub struct Kind<T> {
    /// The sum of what is side by side.
    pub total: fn(T) -> E,
    /// Elements one by one.
    pub one_by_one: fn(&[T]) -> Vec<E>,
    /// `eq(point, ·)` over all of `{0,1}^n`, the point's first coordinate being the index's highest bit; what the last ones
    /// tell apart lies side by side.
    pub equalities: fn(&[E]) -> Vec<T>,
}

/// Elements one by one.
pub const NARROW: Kind<E> = Kind { total: |e| e, one_by_one: <[E]>::to_vec, equalities };
/// Elements side by side.
pub const WIDE: Kind<Lanes> = Kind { total, one_by_one: unpacked, equalities: wide_equalities };

fn total(lanes: Lanes) -> E {
    unpacked(&[lanes]).into_iter().sum()
}

fn wide_equalities(point: &[E]) -> Vec<Lanes> {
    let (high, low) = point.split_at(point.len().saturating_sub(WIDTH.ilog2() as usize));
    let mut table = packed(&equalities(low));
    table.reserve_exact(table.len() << high.len());
    for r in high.iter().rev() {
        let r = Scale::new(*r);
        let upper = each(table.len(), |i| table[i].scaled(&r));
        table.iter_mut().zip(&upper).for_each(|(low, high)| *low -= *high);
        table.extend(upper);
    }
    table
}

/// Elements side by side; their number is a multiple of [`WIDTH`].
pub fn packed(values: &[E]) -> Vec<Lanes> {
    values.chunks_exact(WIDTH).map(<Lanes as PackedFieldExtension<F, E>>::from_ext_slice).collect()
}

/// Elements one by one.
pub fn unpacked(lanes: &[Lanes]) -> Vec<E> {
    <Lanes as PackedFieldExtension<F, E>>::to_ext_iter(lanes.iter().copied()).collect()
}

/// Values side by side; their number is a multiple of [`WIDTH`].
pub fn packed_values(values: &[F]) -> &[Values] {
    Values::pack_slice(values)
}

/// `Σ a·b` of values.
pub fn dot(a: &[F], b: &[F]) -> F {
    let ((a, a_rest), (b, b_rest)) = (Values::pack_slice_with_suffix(a), Values::pack_slice_with_suffix(b));
    let ((a, a_few), (b, b_few)) = (a.as_chunks::<4>(), b.as_chunks::<4>());
    let mut sum: Values = a.iter().zip(b).map(|(a, b)| Values::dot_product(a, b)).sum();
    sum += a_few.iter().zip(b_few).map(|(a, b)| *a * *b).sum::<Values>();
    let rest: F = a_rest.iter().zip(b_rest).map(|(a, b)| *a * *b).sum();
    sum.as_slice().iter().copied().sum::<F>() + rest
}

/// Adds `factor` times values to as many.
pub fn add_scaled(to: &mut [F], values: &[F], factor: F) {
    let (to, to_rest) = Values::pack_slice_with_suffix_mut(to);
    let (values, rest) = Values::pack_slice_with_suffix(values);
    let wide = Values::from(factor);
    to.iter_mut().zip(values).for_each(|(to, v)| *to += *v * wide);
    to_rest.iter_mut().zip(rest).for_each(|(to, v)| *to += *v * factor);
}

/// `2^n` elements, side by side while there are at least two registers of them.
#[derive(Clone, Debug)]
pub enum Vector {
    /// Side by side.
    Wide(Vec<Lanes>),
    /// One by one.
    Narrow(Vec<E>),
}

impl Vector {
    /// These elements.
    pub fn new(values: Vec<E>) -> Self {
        if values.len() >= 2 * WIDTH { Self::Wide(packed(&values)) } else { Self::Narrow(values) }
    }

    /// These, of which there are so many as to be side by side only if they are.
    pub fn of(lanes: Vec<Lanes>) -> Self {
        if lanes.len() >= 2 { Self::Wide(lanes) } else { Self::Narrow(unpacked(&lanes)) }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Wide(lanes) => lanes.len() * WIDTH,
            Self::Narrow(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The elements one by one.
    pub fn elements(self) -> Vec<E> {
        match self {
            Self::Wide(lanes) => unpacked(&lanes),
            Self::Narrow(values) => values,
        }
    }

    /// The only element.
    pub fn only(&self) -> E {
        match self {
            Self::Wide(lanes) => unpacked(&lanes[..lanes.len().min(1)]).first().copied().unwrap_or_default(),
            Self::Narrow(values) => values.first().copied().unwrap_or_default(),
        }
    }

    /// Binds the highest bit of an index to `r`.
    pub fn bind(&mut self, r: E) {
        match self {
            Self::Wide(lanes) => {
                super::rounds::bind(lanes, r);
                if lanes.len() == 1 {
                    *self = Self::Narrow(unpacked(lanes));
                }
            }
            Self::Narrow(values) => super::rounds::bind(values, r),
        }
    }
}
