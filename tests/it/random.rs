//! Random networks with odd ranges through every stage: whatever a model asks for, no stage finds a fault of its
//! own (exit status 3), and what comes out means the same in all four executions.

#[path = "../../frontend/tests/common/networks.rs"]
mod networks;
#[path = "../../frontend/tests/common/onnx.rs"]
pub mod onnx;

use std::ops::Range;

use crate::four::Executions;
use frontend::{Interval, LoadOptions, Model, Options};
use llvm_backend::OptLevel;
use onnx2circuit::execute::Outcome;
use onnx2circuit::{Blame, Failure, pipeline, proving, ranges};
use rayon::prelude::*;

/// All stages on the network of this seed, as the command runs them with a range alone, or else with samples; without
/// recognition every function goes through the fallback.
fn stages(seed: u64, given: bool, recognise: bool) -> Result<(), Failure> {
    let network = networks::network(seed);
    let model = Model::from_bytes(&onnx::bytes(&network.model), None, &LoadOptions::default())
        .unwrap_or_else(|e| panic!("network {seed}: {e}"));
    let [lo, hi] = network.range;
    let inputs = [("x".to_owned(), Interval::new(lo, hi).expect("a range"))].into();
    let options = Options::default();
    let samples = given.then_some(network.samples.as_slice());
    let ranges = ranges::ranges(&model, None, samples, &inputs, &options, &pipeline::Quiet)?;
    let quantised = pipeline::quantise(&model, &ranges.calibration, &options)?;
    let all = Executions::new(&quantised.graph, recognise, OptLevel::O2)?;
    pipeline::object(&all.built.modules.llvm)?;
    proving::plan(&all.built.circuit)?;
    for sample in &network.samples[..2] {
        let input = quantised.quantise_inputs(&sample.inputs).expect("a sample lies in its range");
        let outcome = all.run(&input)?;
        assert!(!given || matches!(outcome, Outcome::Done(_)), "network {seed} refuses its sample");
    }
    Ok(())
}

/// Each of these networks goes through all stages; without recognition it may have no circuit.
fn pass(seeds: Range<u64>, recognise: bool) {
    let failures: Vec<String> = seeds
        .into_par_iter()
        .filter_map(|seed| {
            let failure = stages(seed, seed % 2 == 0, recognise).err()?;
            if !recognise && failure.blame == Blame::Input {
                return None;
            }
            Some(format!(
                "network {seed}, status {}: {failure}\n  {}",
                failure.blame as u8,
                networks::network(seed).recipe
            ))
        })
        .collect();
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn random_networks_pass_all_stages() {
    pass(0..24, true);
}

#[test]
fn random_networks_pass_all_stages_without_recognition() {
    pass(24..30, false);
}

#[test]
#[ignore = "minutes: run by make test-deep"]
fn many_random_networks_pass_all_stages() {
    pass(10_000..10_300, true);
    pass(10_300..10_330, false);
}
