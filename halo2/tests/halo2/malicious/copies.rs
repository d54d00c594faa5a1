//! Values that are written where a copy was meant: each copied cell of some circuits holds another value than the cell that it
//! is a copy of, with all that follows.

use super::super::cheats::Court;
use super::super::liar::Liar;
use super::{CONFIG, objections, refused};
use circuit::{Builder, Divisor, EinsumSpec, Graph, Range, Rounding};
use halo2::Plan;

/// A product of two inputs (a base and a factor), divided, and a product with computed weights.
fn products() -> Graph {
    let mut b = Builder::new();
    let base = b.input(&[1, 3], Range::new(-20, 20));
    let factor = b.private_input(&[1, 3], Range::new(1, 9), 16);
    let product = b.mul(base, factor).expect("fits");
    let y = b.div_round(product, Divisor::Tensor(factor.into()), Rounding::Floor, None).expect("fits");
    b.output(y);
    let z = b.einsum(EinsumSpec::linear(), product, factor, None).expect("fits");
    b.output(z);
    b.finish()
}

#[test]
fn a_base_that_is_written_and_not_copied() {
    let graph = products();
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![5, -7, 11], vec![2, 3, 9]]).expect("runs");
    let mut court = Court::default();
    court.accepts("products", &liar);
    let mut refusals = vec![0; plan.graph.relations.len()];
    for (relation, told) in refusals.iter_mut().enumerate() {
        for lie in liar.misread(relation) {
            let found = objections(&liar.all(&lie));
            assert!(!found.is_empty(), "{}", lie.what);
            // Of those that a copy alone refuses, some through the real prover.
            if found == ["copy".to_owned()].into() && *told < 3 {
                refused("a base", &mut court, &liar, &lie, &["copy"]);
                *told += 1;
            }
        }
    }
    // The product and the quotient read each operand once; the sum reads two that stand for one element.
    assert!(refusals[..2].iter().all(|told| *told > 0), "{refusals:?}");
}
