//! The conformance suite of backends: it accepts the plainest one that is right, and finds each fault of one that is not.

mod cases;
mod conformance;
mod plain;

use conformance::conforms;
use plain::{Plain, fault};

#[test]
fn the_plainest_backend_conforms() {
    conforms::<Plain<{ fault::NONE }>>().unwrap();
}

#[test]
fn every_fault_is_found() {
    let found = [
        (fault::OUTPUTS, conforms::<Plain<{ fault::OUTPUTS }>>()),
        (fault::INPUTS, conforms::<Plain<{ fault::INPUTS }>>()),
        (fault::BYTES, conforms::<Plain<{ fault::BYTES }>>()),
        (fault::CONSTANTS, conforms::<Plain<{ fault::CONSTANTS }>>()),
        (fault::VALUES, conforms::<Plain<{ fault::VALUES }>>()),
        (fault::REFUSES, conforms::<Plain<{ fault::REFUSES }>>()),
        (fault::RANGES, conforms::<Plain<{ fault::RANGES }>>()),
        (fault::PROVING, conforms::<Plain<{ fault::PROVING }>>()),
        (fault::KEYS, conforms::<Plain<{ fault::KEYS }>>()),
        (fault::ORDER, conforms::<Plain<{ fault::ORDER }>>()),
    ];
    assert_eq!(found.len(), fault::ALL.count());
    for (fault, result) in found {
        assert!(result.is_err(), "fault {fault} is not found");
    }
}
