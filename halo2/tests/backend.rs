//! halo2 does what every backend has to.

use circuit::{Graph, Trace};
use conformance::{Made, Subject, conforms};
use halo2::check::violations;
use halo2::{Halo2, Plan, Srs};

#[path = "../../circuit/tests/backend/cases.rs"]
mod cases;
#[path = "../../circuit/tests/backend/conformance.rs"]
mod conformance;

impl Subject for Halo2 {
    fn parameters(graph: &Graph) -> Srs {
        let plan = Plan::new(graph).expect("a layout");
        Srs::from_seed(plan.system.k, 5).expect("a small string")
    }

    fn holds(made: &Made<Self>, _: &Graph, trace: &Trace) -> bool {
        let challenges = [0x1234_5678_9abc_def1, 0xfeed_beef_1234_4321, 0x0bad_cafe_7777_1111];
        let challenges = challenges.map(|c: i128| halo2::field::fr(c << 60));
        // Public values outside their ranges are none that a verifier looks at.
        violations(&made.keys.proving.plan, trace, challenges).is_ok_and(|found| found.is_empty())
    }
}

#[test]
fn halo2_conforms() {
    conforms::<Halo2>().unwrap();
}
