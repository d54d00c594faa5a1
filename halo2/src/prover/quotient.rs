//! The quotient: all constraints, summed by powers of a challenge, divided by what vanishes on the rows.
//!
//! On each of `degree - 1` cosets all columns are evaluated, gates and permutation argument are summed row by row, and the sum is
//! divided by `s^n - 1`, a constant there. Memory is that of one coset at a time. Source: the halo2 book, "Vanishing argument".

use rayon::prelude::*;

use super::compile::{Program, Registers};
use super::domain::{Column, Domain, Transform};
use super::fast;
use crate::field::Fr;

/// Rows that one thread evaluates at a time.
const PART: usize = 256;

/// The pieces of the quotient: `degree - 1` polynomials of as many coefficients as there are rows, from the coefficients of the columns that
/// the program reads.
pub fn pieces(domain: &Domain, columns: &[&[Fr]], program: &Program) -> Vec<Column> {
    let fast = fast::Program::new(program);
    // Of all columns on one coset, then on the next.
    let mut blocks: Vec<Vec<fast::Block>> = vec![Vec::new(); columns.len()];
    let mut cosets: Vec<Column> = (0..domain.shifts.len())
        .map(|coset| match domain.coset(coset) {
            Transform::Fast(transform) => {
                blocks.par_iter_mut().zip(columns).for_each(|(blocks, c)| transform.blocks(c, blocks));
                let columns: Vec<_> = blocks.iter().map(|c| &c[..]).collect();
                on_rows(domain, |start, results, registers| fast.run(&columns, start, results, registers))
            }
            Transform::Plain(transform) => {
                let columns: Vec<Column> = columns.par_iter().map(|c| transform.values(c)).collect();
                on_rows(domain, |start, results, registers: &mut Registers| {
                    program.run(&columns, start, results, registers);
                })
            }
        })
        .collect();
    drop(blocks);
    cosets.par_iter_mut().enumerate().for_each(|(coset, values)| {
        domain.interpolate(coset, values, domain.vanishing_inverse(coset));
    });
    domain.pieces(&cosets)
}

/// Values on all rows, some at a time, given from which row on.
fn on_rows<R: Default>(domain: &Domain, run: impl Fn(usize, &mut [Fr], &mut R) + Sync) -> Column {
    let mut values = vec![Fr::zero(); domain.rows()];
    let parts = values.par_chunks_mut(PART).enumerate();
    parts.for_each_init(R::default, |registers, (part, results)| run(part * PART, results, registers));
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prover::domain::Width;
    use crate::prover::nodes::{Node, Nodes};
    use ff::Field;
    use rand::{Rng, RngCore, SeedableRng, rngs::StdRng};

    /// A program whose sums have up to so many terms, and the nodes of its constraints.
    fn program(
        columns: usize,
        longest: usize,
        y: Fr,
        rng: &mut impl RngCore,
    ) -> (Program, Vec<Node>, Vec<u32>) {
        let (mut nodes, mut all) = (Nodes::default(), Vec::new());
        for column in 0..columns {
            all.extend([0, 1, -3, 7, 8, -16, 30].map(|rows| nodes.cell(column, rows)));
        }
        all.extend([-Fr::ONE, Fr::ZERO, Fr::from(5)].map(|c| nodes.constant(c)));
        all.extend((0..5).map(|_| nodes.constant(Fr::random(&mut *rng))));
        for _ in 0..60 {
            let mut sum = all[rng.gen_range(0..all.len())];
            for _ in 0..rng.gen_range(1..=longest) {
                let [a, b] = [0; 2].map(|_: i32| all[rng.gen_range(0..all.len())]);
                sum = match rng.gen_range(0..4) {
                    0 => nodes.sum(sum, a),
                    1 => nodes.difference(sum, a),
                    sign => {
                        let product = nodes.product(a, b);
                        if sign == 2 { nodes.sum(sum, product) } else { nodes.difference(sum, product) }
                    }
                };
            }
            all.push(sum);
        }
        let constraints: Vec<u32> = (0..20).map(|_| all[rng.gen_range(0..all.len())]).collect();
        let list = (0..nodes.len() as u32).map(|node| nodes.get(node)).collect();
        (Program::new(nodes, &constraints, y), list, constraints)
    }

    /// What constraints come to on a row.
    fn direct(nodes: &[Node], constraints: &[u32], y: Fr, columns: &[Column], row: usize) -> Fr {
        let mut values: Vec<Fr> = Vec::new();
        for node in nodes {
            let of = |node: &u32| values[*node as usize];
            values.push(match node {
                Node::Constant(c) => *c,
                Node::Cell(column, rows) => {
                    let column = &columns[*column as usize];
                    column[(row as i64 + i64::from(*rows)).rem_euclid(column.len() as i64) as usize]
                }
                Node::Sum(a, b) => of(a) + of(b),
                Node::Difference(a, b) => of(a) - of(b),
                Node::Product(a, b) => of(a) * of(b),
            });
        }
        constraints.iter().fold(Fr::ZERO, |sum, c| sum * y + values[*c as usize])
    }

    #[test]
    fn programs_are_the_same_eight_rows_at_a_time() {
        let mut rng = StdRng::seed_from_u64(1);
        for (k, longest) in [(2, 3), (6, 1), (6, 8), (7, 60), (9, 700)] {
            let [one, eight] = [Width::One, Width::Eight].map(|width| Domain::new(k, 2, width));
            let mut columns: Vec<Column> =
                (0..4).map(|_| (0..1 << k).map(|_| Fr::random(&mut rng)).collect()).collect();
            // Constants on all rows: the largest number, and none.
            for (column, v) in [(2, -Fr::ONE), (3, Fr::ZERO)] {
                columns[column].fill(Fr::ZERO);
                columns[column][0] = v;
            }
            let y = Fr::random(&mut rng);
            let (program, nodes, constraints) = program(4, longest, y, &mut rng);
            let columns: Vec<&[Fr]> = columns.iter().map(Vec::as_slice).collect();
            let pieces = [&one, &eight].map(|domain| pieces(domain, &columns, &program));
            assert_eq!(pieces[0], pieces[1], "2^{k} rows, sums of up to {longest}");

            let Transform::Plain(transform) = one.coset(0) else { panic!("one by one was asked for") };
            let values: Vec<Column> = columns.iter().map(|column| transform.values(column)).collect();
            let mut results = vec![Fr::ZERO; 1 << k];
            program.run(&values, 0, &mut results, &mut Registers::default());
            for row in [0, 1, (1 << k) - 1] {
                let direct = direct(&nodes, &constraints, y, &values, row);
                assert_eq!(results[row], direct, "row {row} of 2^{k}, sums of up to {longest}");
            }
        }
    }
}
