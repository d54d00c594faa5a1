//! Segments, whose hash is made to fit again, so that changes get past it.

use fault_proof_vm::host::NoHost;
use fault_proof_vm::keccak::keccak256;
use fault_proof_vm::segment::{Recorder, Segment};
use fault_proof_vm::{State, elf};

use crate::hostile::fuzz;
use crate::loaders::executable;

/// Checks take up to `2^30` steps: longer ones than this are only read.
const MAX_LOG2_STEPS: u8 = 12;

fn mended(body: &[u8]) -> Vec<u8> {
    [body, &keccak256(body)].concat()
}

fn record(state: State, log2_steps: u8) -> Vec<u8> {
    let mut host = NoHost;
    let mut recorder = Recorder::new(state, &mut host, log2_steps).expect("few steps");
    recorder.segment().expect("it runs").expect("it has not exited").encode()
}

#[test]
fn segments() {
    let start = elf::load(&executable()).expect("the base is valid");
    let mut bodies = [record(start.clone(), 1), record(start, 4)];
    for body in &mut bodies {
        Segment::decode(body).expect("written").check().expect("recorded");
        body.truncate(body.len() - 32);
    }
    fuzz(&bodies, |body| {
        let Ok(segment) = Segment::decode(&mended(body)) else { return };
        if segment.log2_steps <= MAX_LOG2_STEPS {
            let _ = segment.check();
        }
        assert_eq!(Segment::decode(&segment.encode()).as_ref(), Ok(&segment));
    });
}
