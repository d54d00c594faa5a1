//! The two machines step by step, and the same bits at every optimisation level and number of threads.

use fault_proof_vm::arena;
use llvm_backend::{OptLevel, Progress};
use onnx2circuit::execute::Machine;

use super::compiled::{Compiled, Values};

/// The arena's root before the first step of machine A and after each.
fn native_roots(compiled: &Compiled, inputs: &Values) -> Vec<fault_proof_vm::Hash> {
    let log2_size = compiled.plan().log2_size;
    let mut memory = compiled.machine.arena(compiled.graph(), inputs).expect("the inputs fit");
    let mut roots = Vec::new();
    loop {
        roots.push(arena::root(&memory.vm_bytes(), log2_size).expect("an arena"));
        if roots.len() > compiled.graph().nodes.len() {
            return roots;
        }
        if let Progress::Failed { status, step } = compiled.machine.advance(&mut memory) {
            panic!("status {status} at step {step}");
        }
    }
}

#[test]
fn the_arena_has_the_same_root_after_each_step() {
    let ours = Compiled::ours();
    for inputs in ours.drawn().iter().take(3) {
        assert_eq!(native_roots(ours, inputs), ours.vm(inputs).roots);
    }
}

#[test]
fn every_optimisation_level_leaves_the_same_arena() {
    let ours = Compiled::ours();
    let digits = ours.drawn();
    let arenas = |level| -> Vec<Vec<u8>> {
        let machine = Machine::new(&ours.assembled.modules.llvm, ours.graph(), ours.plan(), level)
            .expect("native code");
        let run = |inputs: &Values| {
            let mut memory = machine.arena(ours.graph(), inputs).expect("the inputs fit");
            while machine.advance(&mut memory) == Progress::Running {}
            memory.bytes().to_vec()
        };
        digits.iter().map(&run).collect()
    };
    let expected = arenas(OptLevel::O0);
    assert_eq!(arenas(OptLevel::O2), expected);
    assert_eq!(arenas(OptLevel::O3), expected);
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let ours = Compiled::ours();
    let digits = ours.drawn();
    let run = |inputs: &Values| ours.machine.run(ours.graph(), inputs).expect("the inputs fit");
    let expected: Vec<_> = digits.iter().map(&run).collect();
    for threads in [1, 2, 8] {
        std::thread::scope(|scope| {
            // Each thread runs all digits, so that the same code works at once on many arenas.
            let workers: Vec<_> =
                (0..threads).map(|_| scope.spawn(|| digits.iter().map(&run).collect::<Vec<_>>())).collect();
            for worker in workers {
                assert_eq!(worker.join().expect("no panic"), expected, "{threads} threads");
            }
        });
    }
}
