//! The defining property of machine swapping, `detach(AB^(2^a)(attach(S_t))) = A(S_t)`, and the stores and checks
//! that rest on it.

use crate::toy::{INPUTS, LOG2_SIZE, Native, OUTPUTS, input, slow};
use dispute::double_check::{Options, double_check};
use dispute::history::climb;
use dispute::machine::{Fast, MachineError, Slow, header};
use dispute::run::{Run, run};
use dispute::store::Store;
use fault_proof_vm::arena::{ARENA_BASE, Detached, Header, NOT_EXITED, err_root, root};
use fault_proof_vm::merkle::subtree_root;
use fault_proof_vm::{Hash, Memory, Vm};
use rand::{Rng, SeedableRng};

const STEPS: u64 = 5;

fn machine() -> Slow {
    slow(STEPS, &[3], &[4, 5])
}

fn native() -> Native {
    Native { steps: STEPS, ..Native::default() }
}

fn random_inputs(count: usize) -> Vec<Vec<u8>> {
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(1);
    (0..count).map(|_| input(std::array::from_fn(|_| random.r#gen()))).collect()
}

/// Every step by both machines, and the padding.
fn agree(slow: &Slow, bytes: &[u8]) -> Run {
    let run = run(slow, &mut native(), bytes).unwrap();
    for step in 0..1 << slow.model().log2_steps() {
        let mut arena = run.arena(step);
        let done = slow.advance(&mut arena, step).unwrap();
        assert_eq!(done.detached.root(), run.state(step + 1), "step {step}");
        assert_eq!(slow.state(&mut done.arena.clone()).unwrap(), run.state(step + 1));
        assert!(done.instructions <= 1 << slow.model().log2_instructions());
    }
    run
}

#[test]
fn the_machines_agree_on_every_step() {
    let slow = machine();
    for bytes in random_inputs(20) {
        let run = agree(&slow, &bytes);
        assert_eq!(run.steps(), STEPS);
        assert_eq!(run.state(0), slow.model().start(&bytes).unwrap());
        let bytes = run.arena(STEPS).read_bytes(ARENA_BASE, 1 << LOG2_SIZE);
        assert_eq!(root(&bytes, LOG2_SIZE).unwrap(), run.state(STEPS));
        assert_eq!(header(&run.arena(STEPS)).unwrap(), Header { status: 0, step: STEPS });
    }
}

/// The machine does not know of a start state other than by its parts: the contract computes the same from the
/// model's bytes.
#[test]
fn attach_is_a_function_of_the_root() {
    let slow = machine();
    let run = agree(&slow, &random_inputs(1)[0]);
    for step in 0..=STEPS {
        let mut vm = slow.attach(&mut run.arena(step)).unwrap();
        assert_eq!(vm.state_mut().hash(), slow.model().attach(run.state(step)).unwrap());
    }
}

#[test]
fn a_reject_at_every_node() {
    let slow = machine();
    for step in 0..STEPS {
        for (code, status) in [(100 + step, 50 + step), (200 + step, NOT_EXITED)] {
            let run = agree(&slow, &input([1, code, 3, 4, 5, 6, 7, 8]));
            assert_eq!(run.steps(), step + 1);
            assert_eq!(run.state(u64::MAX), err_root(status, step, LOG2_SIZE).unwrap());
            assert_eq!(run.state(u64::MAX), slow.model().err(status, step).unwrap());
        }
    }
}

/// Done and error arenas, and counters beyond the last step that no run comes to, are fixed points or errors, the
/// same whatever the machine left elsewhere.
#[test]
fn counters_beyond_the_end() {
    let slow = machine();
    for (status, step) in [(0, STEPS), (7, 2), (NOT_EXITED, 0)] {
        let mut arena = Memory::default();
        arena.write_bytes(ARENA_BASE, &Header { status, step }.encode()).unwrap();
        let before = slow.state(&mut arena).unwrap();
        let done = slow.advance(&mut arena, 6).unwrap();
        assert_eq!(done.detached, Detached::Done(before));
        let mut native = native();
        native.load(&arena).unwrap();
        assert_eq!(native.advance().unwrap(), None);
    }
    let mut arena = Memory::default();
    arena.write_bytes(ARENA_BASE + 16, &[1]).unwrap();
    assert!(matches!(header(&arena), Err(MachineError::Guest(_))));
}

/// Layers refine each other: a step of one ends where the last step of the layer below ends.
#[test]
fn layers_refine_each_other() {
    let slow = machine();
    let run = agree(&slow, &random_inputs(1)[0]);
    let model = slow.model();
    let top = run.history(&slow, &[]).unwrap();
    assert_eq!((top.height(), top.last()), (3, run.state(STEPS)));
    for step in 0..STEPS {
        let mut arena = run.arena(step);
        let middle = slow.history(&mut arena, 1, 0).unwrap();
        let stride = 1u64 << model.stride_log2(1);
        for at in 0..1u64 << middle.height() {
            let bottom = slow.history(&mut arena, 2, at * stride).unwrap();
            assert_eq!(bottom.last(), middle.state(at), "step {step}, part {at}");
            let start = if at == 0 { model.attach(run.state(step)).unwrap() } else { middle.state(at - 1) };
            let mut vm = slow.attach_at(&mut arena, at * stride).unwrap();
            assert_eq!(vm.state_mut().hash(), start);
            vm.step().unwrap();
            assert_eq!(vm.state_mut().hash(), bottom.state(0));
            assert_eq!(climb(bottom.state(3), 3, &bottom.proof(3)), bottom.root());
        }
        // What comes out below is what the layer above says.
        let mut vm = slow.attach_at(&mut arena, 1 << model.log2_instructions()).unwrap();
        assert_eq!(vm.state_mut().hash(), middle.last());
        assert_eq!(slow.detach(&mut vm, step).unwrap().0.root(), top.state(step));
    }
}

/// With two layers of the model's steps, each says of a step what the layer below ends in, past the run's end too.
#[test]
fn layers_of_steps_refine_each_other() {
    let slow = slow(STEPS, &[2, 1], &[4, 5]);
    let run = run(&slow, &mut native(), &random_inputs(1)[0]).unwrap();
    let top = run.history(&slow, &[]).unwrap();
    for window in 0..4 {
        let below = run.history(&slow, &[window]).unwrap();
        assert_eq!((below.height(), below.last()), (1, top.state(window)));
        let states = [0, 1].map(|step| below.state(step));
        assert_eq!(states, [1, 2].map(|step| run.state(2 * window + step)));
    }
    assert_eq!(top.last(), run.state(STEPS));
}

/// An output is one subtree of the last state.
#[test]
fn outputs_are_a_subtree() {
    let slow = machine();
    let run = agree(&slow, &random_inputs(1)[0]);
    let mut arena = run.arena(STEPS);
    let output = arena.read_bytes(ARENA_BASE + OUTPUTS.offset, 64);
    let siblings = arena.path(ARENA_BASE + OUTPUTS.offset, 6).unwrap();
    let root = subtree_root(&output, 6).unwrap();
    let top = fault_proof_vm::merkle::climb(root, ARENA_BASE + OUTPUTS.offset, 6, &siblings[..3]).unwrap();
    assert_eq!(top, run.state(STEPS));
    // In another place the same words are another state.
    let other = fault_proof_vm::merkle::climb(root, ARENA_BASE + INPUTS.offset, 6, &siblings[..3]).unwrap();
    assert_ne!(other, run.state(STEPS));
}

#[test]
fn another_program_is_refused() {
    let model = machine().model().clone();
    let other = slow(STEPS + 1, &[3], &[4, 5]);
    let guest =
        fault_proof_vm::guest::Guest::new(Vm::new(fault_proof_vm::State::start(0)).into_state(), LOG2_SIZE);
    assert!(matches!(Slow::new(guest.unwrap(), model.clone()), Err(MachineError::Program { .. })));
    assert_ne!(model.id(), other.model().id());
}

#[test]
fn double_checking_finds_every_fault() {
    let slow = machine();
    let bytes = input([9; 8]);
    for jobs in [1, 3] {
        let options = Options { jobs, log2_segment: Some(6) };
        let run = run(&slow, &mut native(), &bytes).unwrap();
        let told = std::sync::atomic::AtomicU64::new(0);
        let count = |_: &_| {
            told.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        };
        let report = double_check(&slow, &run, options, count).unwrap();
        assert_eq!(report.disagreement(), None);
        assert_eq!((report.steps.len() as u64, told.into_inner()), (STEPS + 1, STEPS + 1));
        let segments: u64 = report.steps.iter().map(|step| step.segments).sum();
        let expected: u64 = report.steps.iter().map(|step| step.instructions.div_ceil(64)).sum();
        assert_eq!(segments, expected);
        for fault in 0..STEPS {
            let mut bad = Native { fault: Some(fault), ..native() };
            let run = dispute::run::run(&slow, &mut bad, &bytes).unwrap();
            let report = double_check(&slow, &run, Options { jobs, log2_segment: None }, |_| {}).unwrap();
            let wrong: Vec<u64> =
                report.steps.iter().filter(|step| !step.agrees()).map(|step| step.step).collect();
            assert_eq!(wrong, [fault], "the steps after it follow from the arena before them");
        }
    }
}

/// Arenas are made by stretches of a run, as many as there are threads: the same as one step after the other.
#[test]
fn stretches_are_as_their_steps() {
    const STEPS: u64 = 100;
    let slow = slow(STEPS, &[7], &[4, 5]);
    let native = || Native { steps: STEPS, ..Native::default() };
    for (special, steps) in [(3, STEPS), (100 + 77, 78), (100, 1)] {
        let bytes = input([1, special, 3, 4, 5, 6, 7, 8]);
        let mut expected = Run::new(&slow, slow.arena(&bytes).unwrap()).unwrap();
        let alone = |_, _: &mut Memory, _: &mut Memory, _: &Hash| Ok::<(), MachineError>(());
        expected.finish_telling(&slow, &mut native(), alone).unwrap();
        assert_eq!(expected.steps(), steps);
        for threads in [1, 2, 5, 64] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let run = pool.install(|| run(&slow, &mut native(), &bytes)).unwrap();
            assert_eq!(run.states, expected.states, "{threads} threads");
            let contents = |run: &Run, step| run.arena(step).read_bytes(ARENA_BASE, 1 << LOG2_SIZE);
            for step in 0..=steps {
                assert_eq!(contents(&run, step), contents(&expected, step), "{threads} threads, step {step}");
            }
        }
    }
}

/// A run that was killed goes on from its last whole step; what is damaged is done again.
#[test]
fn a_store_resumes_and_repairs() {
    let slow = machine();
    let bytes = input([3; 8]);
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    let whole = run(&slow, &mut native(), &bytes).unwrap();
    let first = store.run(&slow, &mut native(), &bytes).unwrap();
    assert_eq!((first.resumed, &first.run.states), (0, &whole.states));
    assert!(first.pages >= STEPS);
    let steps = folder.path().join(hex::encode(whole.state(0))).join("steps");
    let pages = folder.path().join(hex::encode(whole.state(0))).join("pages");
    let again = || {
        let mut machine = native();
        let stored = store.run(&slow, &mut machine, &bytes).unwrap();
        assert_eq!(stored.run.states, whole.states);
        assert_eq!(machine.done + stored.resumed, STEPS, "nothing is done twice");
        stored.resumed
    };
    assert_eq!(again(), STEPS);
    // Killed before step 3 was whole: a part of a file, or none.
    std::fs::remove_file(steps.join("4")).unwrap();
    std::fs::write(steps.join("4.77.part"), b"abc").unwrap();
    assert_eq!(again(), 3);
    assert_eq!(again(), STEPS);
    // Every file cut or changed, one after the other.
    for path in [&steps, &pages].into_iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()) {
        let path = path.unwrap().path();
        let good = std::fs::read(&path).unwrap();
        for bad in [vec![], good[..good.len() / 2].to_vec(), good.iter().map(|byte| byte ^ 1).collect()] {
            std::fs::write(&path, &bad).unwrap();
            again();
            assert_eq!(again(), STEPS, "{}", path.display());
        }
    }
    // Another input is another run.
    let other = store.run(&slow, &mut native(), &input([4; 8])).unwrap();
    assert_eq!(other.resumed, 0);
}
