//! Each gadget family alone, its weights constant or computed.

use crate::alone::alone;
use crate::graphs::compare;
use gadgets::arbitrary::{FAMILIES, case_of};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_family_means_the_same(seed: u64, fixed: bool) {
        for family in 0..FAMILIES {
            let case = case_of(family, seed);
            let (graph, given) = alone(&case, fixed);
            compare(&graph, &[given])?;
        }
    }
}

/// The random cases reach both outcomes of a rejecting bound, so that the comparison above compares both.
#[test]
fn some_cases_stop_and_some_do_not() {
    let outcome = |family, seed| {
        let (graph, given) = alone(&case_of(family, seed), true);
        let slices: Vec<&[i64]> = given.iter().map(Vec::as_slice).collect();
        gadgets::execute(&graph, &slices).is_ok()
    };
    for family in [0, 1, 2, 3, 5, 6, 9] {
        let outcomes: Vec<bool> = (0..200).map(|seed| outcome(family, seed)).collect();
        assert!(outcomes.contains(&true) && outcomes.contains(&false), "family {family}");
    }
}
