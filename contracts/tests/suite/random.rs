//! Random steps in the virtual machine and in the contract: the same next state, or both refuse.

use crate::common::{Agreed, Pair};
use crate::machine::{Generator, Mix};
use fault_proof_vm::{State, Version, Vm};

/// Does random steps and returns how many had a next state.
pub fn steps(mix: Mix, seed: u64, count: u64, mut seen: impl FnMut(&Generator, &Agreed)) -> u64 {
    let version = if mix == Mix::Ml { Version::Ml } else { Version::V8 };
    let mut pair = Pair::of(version);
    let mut generator = Generator::new(mix, seed, pair.keys.clone());
    let start = || State { version, ..State::start(0) };
    let mut vm = Vm::with_host(start(), pair.host.clone());
    let mut done = 0;
    for i in 0..count {
        // Memory stays from step to step, but not for ever.
        if i % 400 == 0 {
            vm = Vm::with_host(start(), pair.host.clone());
        }
        generator.scramble(vm.state_mut());
        let agreed = pair.step(&mut vm);
        seen(&generator, &agreed);
        done += u64::from(matches!(agreed, Agreed::Next(_)));
    }
    done
}

/// Few enough for every day, and enough of them not refused to mean something.
fn short(mix: Mix) {
    let done = steps(mix, 1, 1500, |_, _| {});
    assert!((500..1500).contains(&done), "{done} of 1500 steps had a next state");
}

#[test]
fn instructions() {
    short(Mix::Instructions);
}

#[test]
fn system_calls() {
    short(Mix::Calls);
}

#[test]
fn threads() {
    short(Mix::Threads);
}

#[test]
fn ml_calls() {
    short(Mix::Ml);
}

#[test]
#[ignore = "a million steps, minutes; run by make test-deep"]
fn a_million() {
    let total: u64 = std::env::var("STEP_CONTRACT_STEPS").map_or(1_000_000, |text| text.parse().unwrap());
    let seed = std::env::var("STEP_CONTRACT_SEED").map_or(2, |text| text.parse().unwrap());
    for mix in [Mix::Instructions, Mix::Calls, Mix::Threads, Mix::Ml] {
        let (count, start) = (total.div_ceil(4), std::time::Instant::now());
        let done = steps(mix, seed, count, |_, _| {});
        let speed = count as f64 / start.elapsed().as_secs_f64();
        println!("{mix:?}: {count} steps agree, {done} with a next state, {speed:.0} steps a second");
    }
}
