//! Sums of products of rows with [`WIDTH`] columns, which stay in registers.

/// Columns that are summed together.
pub const WIDTH: usize = 8;

/// What is multiplied, and how it is summed.
pub trait Lane: Copy + Default {
    /// What sums are made in.
    type Sum: Copy + Default;

    /// `sum + a·b`; of integers it wraps.
    fn add(sum: Self::Sum, a: Self, b: Self) -> Self::Sum;

    /// Adds to each row's sums its products with the columns: `left` holds the rows, as many elements each as there are rows
    /// of columns.
    fn sum(left: &[Self], columns: &[[Self; WIDTH]], sums: &mut [[Self::Sum; WIDTH]]);
}

/// The loops are compiled here for each type, with wider registers where the processor has them: no instruction of AVX2 or
/// AVX-512 rounds otherwise than those before it.
macro_rules! lane {
    ($type:ty, $sum:ty, $add:expr) => {
        impl Lane for $type {
            type Sum = $sum;

            #[inline(always)]
            fn add(sum: $sum, a: Self, b: Self) -> $sum {
                let add: fn($sum, $type, $type) -> $sum = $add;
                add(sum, a, b)
            }

            fn sum(left: &[Self], columns: &[[Self; WIDTH]], sums: &mut [[$sum; WIDTH]]) {
                #[cfg(target_arch = "x86_64")]
                if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq") {
                    #[target_feature(enable = "avx512f,avx512dq")]
                    fn widest(left: &[$type], columns: &[[$type; WIDTH]], sums: &mut [[$sum; WIDTH]]) {
                        all::<$type, 8>(left, columns, sums);
                    }
                    // SAFETY: the processor has these instructions.
                    return unsafe { widest(left, columns, sums) };
                }
                #[cfg(target_arch = "x86_64")]
                if is_x86_feature_detected!("avx2") {
                    #[target_feature(enable = "avx2")]
                    fn wider(left: &[$type], columns: &[[$type; WIDTH]], sums: &mut [[$sum; WIDTH]]) {
                        all::<$type, 4>(left, columns, sums);
                    }
                    // SAFETY: the processor has AVX2.
                    return unsafe { wider(left, columns, sums) };
                }
                all::<$type, 4>(left, columns, sums);
            }
        }
    };
}

lane!(f64, f64, |sum, a, b| sum + a * b);
lane!(i32, i64, |sum, a, b| sum.wrapping_add(i64::from(a).wrapping_mul(b.into())));
lane!(i64, i128, |sum, a, b| sum.wrapping_add(i128::from(a).wrapping_mul(b.into())));

/// `ROWS` are summed together.
#[inline(always)]
fn all<L: Lane, const ROWS: usize>(left: &[L], columns: &[[L; WIDTH]], sums: &mut [[L::Sum; WIDTH]]) {
    let (tiles, rest) = sums.as_chunks_mut::<ROWS>();
    let (together, alone) = left.split_at(tiles.len() * ROWS * columns.len());
    for (sums, rows) in tiles.iter_mut().zip(together.chunks_exact(ROWS * columns.len())) {
        some(rows, columns, sums);
    }
    for (sums, row) in rest.iter_mut().zip(alone.chunks_exact(columns.len())) {
        let mut own = *sums;
        row.iter().zip(columns).for_each(|(x, columns)| add(&mut own, *x, columns));
        *sums = own;
    }
}

#[inline(always)]
fn some<L: Lane, const ROWS: usize>(rows: &[L], columns: &[[L; WIDTH]], sums: &mut [[L::Sum; WIDTH]; ROWS]) {
    let mut own = *sums;
    let mut rest = rows;
    let rows: [&[L]; ROWS] = std::array::from_fn(|_| {
        let (row, others) = rest.split_at(columns.len());
        rest = others;
        row
    });
    for (k, columns) in columns.iter().enumerate() {
        for (own, row) in own.iter_mut().zip(&rows) {
            add(own, row[k], columns);
        }
    }
    *sums = own;
}

#[inline(always)]
fn add<L: Lane>(sums: &mut [L::Sum; WIDTH], x: L, columns: &[L; WIDTH]) {
    for (sum, y) in sums.iter_mut().zip(columns) {
        *sum = L::add(*sum, x, *y);
    }
}
