//! The defining property of machine swapping on compiled models, for every step and for the padding:
//! `detach(AB^(2^a)(attach(S_t))) = A(S_t)`.

use dispute::double_check::{Options, double_check};
use dispute::machine::{Fast, Slow};
use dispute::run::{Run, run};
use dispute::store::Store;
use fault_proof_vm::arena::Header;
use gadgets::Status;
use onnx2circuit::execute::NativeMachine;
use onnx2circuit::swapping::{heights, input_bytes, log2_instructions, slow};
use rand::{Rng, SeedableRng};

use super::compiled::{Compiled, Values};
use tests::onnx;

pub fn machines(compiled: &Compiled) -> Slow {
    let elf = &compiled.assembled.elf;
    let (graph, plan) = (compiled.graph(), compiled.plan());
    let log2 = log2_instructions(elf, graph, plan).expect("a bound");
    slow(elf, graph, plan, log2, "").expect("machine AB")
}

/// Both machines at every step; the run of machine A.
pub fn agree(compiled: &Compiled, slow: &Slow, inputs: &Values) -> Run {
    let bytes = input_bytes(compiled.graph(), compiled.plan(), inputs).expect("the inputs fit");
    let mut fast = NativeMachine::new(&compiled.machine, compiled.graph(), None).expect("machine A");
    let run = run(slow, &mut fast, &bytes).expect("a run");
    let report = double_check(slow, &run, Options::default(), |_| {}).expect("a check");
    assert_eq!(report.disagreement(), None);
    let most = report.steps.iter().map(|step| step.instructions).max().expect("steps");
    let limit = 1 << slow.model().log2_instructions();
    assert!(most <= limit && most > limit / 64, "{most} instructions at most, padded to {limit}");
    assert_eq!(run.state(0), slow.model().start(&bytes).expect("a start"));
    again_as_stepped(compiled, slow, &run);
    run
}

/// Whatever was kept of a run, and whatever is done again, each of its arenas is the one that doing every step leaves.
fn again_as_stepped(compiled: &Compiled, slow: &Slow, run: &Run) {
    let mut arena = run.arena(0);
    let [mut stepped, mut recorded] = [(); 2].map(|()| {
        let mut fast = NativeMachine::new(&compiled.machine, compiled.graph(), None).expect("machine A");
        fast.load(&arena).expect("an arena");
        fast
    });
    assert_eq!(recorded.record().expect("a run").steps, run.steps());
    for step in 0..=run.steps() {
        let mut again = recorded.again(step).expect("a machine").arena().expect("an arena");
        assert_eq!(slow.state(&mut again).expect("a root"), run.state(step), "step {step} again");
        assert_eq!(slow.state(&mut arena).expect("a root"), run.state(step), "step {step}");
        if let Some(change) = stepped.advance().expect("a step") {
            change.make(&mut arena, compiled.plan().log2_size).expect("an arena");
        }
    }
}

/// Inputs at random between the model's bounds.
pub fn random(compiled: &Compiled, seed: u64) -> Values {
    let mut random = rand::rngs::StdRng::seed_from_u64(seed);
    let tensor = |port: &gadgets::Port| compiled.graph().tensor(port.tensor);
    let inputs = compiled.graph().inputs.iter().map(tensor);
    inputs.map(|t| (0..t.len()).map(|_| random.gen_range(t.range.lo..=t.range.hi)).collect()).collect()
}

#[test]
fn every_step_of_mnist() {
    let ours = Compiled::ours();
    let slow = machines(ours);
    for inputs in ours.drawn().iter().take(3) {
        let run = agree(ours, &slow, inputs);
        assert_eq!(run.steps() as usize, ours.graph().nodes.len());
        assert_eq!(run.states, ours.vm(inputs).roots);
    }
}

#[test]
fn every_step_of_small_models() {
    for seed in 0..4 {
        for model in [onnx::perceptron(seed), onnx::classifier(seed), onnx::assortment(seed)] {
            let compiled = Compiled::tiny(&model, -1.0, 1.0);
            let slow = machines(&compiled);
            for inputs in 0..3 {
                agree(&compiled, &slow, &random(&compiled, inputs));
            }
        }
    }
}

#[test]
fn every_step_of_a_cnn_with_large_layers() {
    let compiled = Compiled::tiny(&onnx::large_cnn(24, 16, 1), -1.0, 1.0);
    agree(&compiled, &machines(&compiled), &random(&compiled, 1));
}

/// An input outside its range ends both machines in the same error, and the padding stays there.
#[test]
fn a_rejected_input() {
    let compiled = Compiled::tiny(&onnx::perceptron(1), -1.0, 1.0);
    let slow = machines(&compiled);
    let mut inputs = random(&compiled, 1);
    let tensor = compiled.graph().tensor(compiled.graph().inputs[0].tensor);
    let least = tensor.element.range().lo;
    assert!(tensor.range.lo > least, "a value out of range: {:?}", tensor.range);
    inputs[0][2] = least;
    let run = agree(&compiled, &slow, &inputs);
    let code = Status::InputRange.code() as u64;
    assert_eq!(run.steps(), 1);
    assert_eq!(run.state(u64::MAX), slow.model().err(code, 0).expect("a root"));
    let header = dispute::machine::header(&run.arena(5)).expect("a header");
    assert_eq!(header, Header { status: code, step: 0 });
}

/// A matrix product of 10^8 multiply-accumulates, in four layers of the game, none of whose histories is long.
#[test]
fn layers_of_a_large_product() {
    let compiled = Compiled::tiny(&onnx::product(1024, 312, 320, 1), -1.0, 1.0);
    let slow = machines(&compiled);
    let run = agree(&compiled, &slow, &random(&compiled, 1));
    let model = slow.model();
    assert!(model.layers() >= 4, "{:?}", model.heights);
    let step = run.steps() - 1;
    let mut arena = run.arena(step);
    let (mut base, mut end) = (0, None);
    for layer in 1..model.layers() {
        let history = slow.history(&mut arena, layer, base).expect("a history");
        if let Some(end) = end {
            assert_eq!(history.last(), end, "layer {layer} refines the one above");
        }
        // Somewhere in the middle of what is not padding.
        let count = (0..1 << history.height()).take_while(|at| history.state(*at) != history.last()).count();
        let at = count as u64 / 2;
        end = Some(history.state(at));
        base += at << model.stride_log2(layer);
        println!("layer {layer}: {count} states before the last, base {base}");
    }
    let mut vm = slow.attach_at(&mut arena, base).expect("a machine");
    vm.step().expect("an instruction");
    assert_eq!(Some(vm.state_mut().hash()), end);
}

#[test]
fn a_stored_run_of_mnist_resumes() {
    let ours = Compiled::ours();
    let slow = machines(ours);
    let inputs = &ours.drawn()[0];
    let bytes = input_bytes(ours.graph(), ours.plan(), inputs).expect("the inputs fit");
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::new(folder.path());
    let mut fast = NativeMachine::new(&ours.machine, ours.graph(), None).expect("machine A");
    let first = store.run(&slow, &mut fast, &bytes).expect("a run");
    let place = folder.path().join(hex::encode(first.run.state(0))).join("steps");
    for step in 1..=first.run.steps() {
        std::fs::remove_file(place.join(step.to_string())).expect("the step");
        let again = store.run(&slow, &mut fast, &bytes).expect("a run");
        assert_eq!((again.resumed, again.run.states), (step - 1, first.run.states.clone()));
    }
}

#[test]
fn layers_are_even() {
    assert_eq!(heights(36), [12, 12, 12]);
    assert_eq!(heights(25), [9, 8, 8]);
    assert_eq!(heights(13), [7, 6]);
    assert_eq!((heights(5), heights(0)), (vec![5], vec![1]));
}
