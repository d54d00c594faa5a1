//! What keys, a proof and its verification take for a layout, counted. Forecasts are these numbers, times what each takes on the
//! processor at hand.
//!
//! Sums of points are counted in products of the field, as the digits of their scalars are chosen by: so many additions for each point, for
//! each bucket and for each digit, which the size of the scalars decides. Of fixed columns these are known: most of what they hold is zero, or small.

use ff::PrimeField;
use rayon::prelude::*;

use super::expr::Op;
use super::field::Fr;
use super::plan::Plan;
use super::prover::msm::{products, products_of};
use super::system::{OPENINGS, System};

/// Bits of the largest scalars.
const FULL: u32 = Fr::NUM_BITS;

/// What keys take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyWork {
    /// Products of the field in sums of points.
    pub sums: u64,
    /// The points that these are of.
    pub points: u64,
    /// Operations of gates, by which the key is hashed.
    pub operations: u64,
    /// Cells of columns under copies and of fixed ones.
    pub cells: u64,
}

/// What a proof takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofWork {
    /// Pairs of points of transforms.
    pub butterflies: u64,
    /// Products of gates, on the rows of all cosets.
    pub products: u64,
    /// Numbers as large as the field's that are committed to.
    pub large: u64,
    /// Numbers of the first phase that are committed to, most of which are small.
    pub small: u64,
    /// Rows of all columns.
    pub cells: u64,
}

/// What a verification takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckWork {
    /// Points that are read by one coordinate.
    pub points: u64,
    /// Products of the field in the sum of all points, those of the key among them.
    pub sums: u64,
    /// Operations of gates.
    pub operations: u64,
    /// Public values.
    pub values: u64,
}

impl From<&Plan> for KeyWork {
    fn from(plan: &Plan) -> Self {
        let system = &plan.system;
        let rows = 1usize << system.k;
        let copied = system.equality.len() as u64;
        let fixed: u64 = plan.fixed.par_iter().map(|column| products(column)).sum();
        Self {
            // Successors of cells are as large as the field's numbers, whatever is copied.
            sums: fixed + copied * products_of(rows, FULL),
            points: rows as u64,
            operations: operations(system),
            cells: rows as u64 * (copied + u64::from(system.fixed)),
        }
    }
}

impl From<&System> for ProofWork {
    fn from(system: &System) -> Self {
        let (rows, cosets) = (1u64 << system.k, system.degree() as u64 - 1);
        let [first, second, fixed] = [system.first, system.second, system.fixed].map(u64::from);
        let copied = system.equality.len() as u64;
        let products = copied.div_ceil(cosets - 1);
        // Columns, products and public values: once to coefficients, then to each coset, as fixed columns, those of copies and the three
        // that say where rows end; and the quotient on each coset, once back.
        let of_proof = first + second + products + 1;
        let transforms = of_proof + cosets * (of_proof + fixed + copied + 3) + cosets;
        let gates = system.gates.iter().flat_map(|(_, ops)| ops);
        let gate_products = gates.filter(|op| matches!(op, Op::Mul)).count() as u64;
        Self {
            butterflies: transforms * u64::from(system.k) * rows / 2,
            products: gate_products * rows * cosets,
            // The random polynomial, the quotient's pieces, two openings.
            large: rows * (second + products + 1 + cosets + OPENINGS as u64),
            small: rows * first,
            cells: rows * (of_proof + fixed + copied),
        }
    }
}

impl CheckWork {
    /// Of proofs for a system, with so many public values.
    pub fn new(system: &System, values: usize) -> Self {
        let points = system.proof_parts().points + OPENINGS;
        // The generator is a point more.
        let summed = points + usize::from(system.fixed) + system.equality.len() + 1;
        Self {
            points: points as u64,
            sums: products_of(summed, FULL),
            operations: operations(system),
            values: values as u64,
        }
    }
}

fn operations(system: &System) -> u64 {
    system.gates.iter().map(|(_, ops)| ops.len() as u64).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::Column;

    /// 16 rows, 3 + 2 columns, 4 fixed, 2 under copies; two gates, of degree 4 and 3, with five products.
    #[test]
    fn work_is_what_is_counted_by_hand() {
        let cell = || Op::Advice(0, 0);
        let square = vec![cell(), cell(), Op::Mul];
        let fourth = [&square[..], &square, &[Op::Mul], &[Op::Fixed(3), Op::Add]].concat();
        let third = [&square[..], &[cell(), Op::Mul]].concat();
        let system = System {
            k: 4,
            first: 3,
            second: 2,
            fixed: 4,
            equality: vec![Column::Advice(1), Column::Instance],
            gates: vec![("one".into(), fourth), ("two".into(), third)],
        };
        // Three cosets, one running product, seven columns of the proof's.
        let transforms = 7 + 3 * (7 + 4 + 2 + 3) + 3;
        let expected = ProofWork {
            butterflies: transforms * 4 * 8,
            products: 5 * 16 * 3,
            large: 16 * (2 + 1 + 1 + 3 + 2),
            small: 16 * 3,
            cells: 16 * (7 + 4 + 2),
        };
        assert_eq!(ProofWork::from(&system), expected);
        // Five columns, a product, the blinding polynomial, three pieces, two openings; the key's six and the generator.
        let check = CheckWork::new(&system, 11);
        let sums = products_of(12 + 7, FULL);
        assert_eq!(check, CheckWork { points: 12, sums, operations: 9 + 5, values: 11 });
    }
}
