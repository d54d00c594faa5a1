//! This backend does what every backend has to.

use circuit::{Graph, PublicValues, Trace};
use conformance::{Made, Subject, conforms};
use sumcheck::Sumcheck;
use sumcheck::check::{stranger, violations};
use sumcheck::witness::Witness;

#[path = "../../circuit/tests/backend/cases.rs"]
mod cases;
#[path = "../../circuit/tests/backend/conformance.rs"]
mod conformance;

impl<const HIDES: bool> Subject for Sumcheck<HIDES> {
    fn parameters(_: &Graph) {}

    fn holds(made: &Made<Self>, graph: &Graph, trace: &Trace) -> bool {
        let plan = &made.keys.proving.plan;
        let public = PublicValues::of(graph, trace);
        // Public values outside their ranges are none that a verifier looks at.
        circuit::public::integers(&plan.slots, &public).is_ok_and(|values| {
            let witness = Witness::new(plan, trace, &values);
            stranger(plan, &witness, trace).is_none() && violations(plan, &witness).is_empty()
        })
    }
}

#[test]
fn sumcheck_conforms() {
    conforms::<Sumcheck>().unwrap();
}

#[test]
fn proofs_that_hide_conform() {
    conforms::<Sumcheck<true>>().unwrap();
}
