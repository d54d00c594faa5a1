//! Scaling laws: what a run, its check and a dispute cost as models grow, in one phase and in two.
//!
//! `cargo test --release -p tests --test it scaling -- --ignored --nocapture` prints the table of docs/simulation.md;
//! `SCALING_MACS` is the largest model, in multiply-accumulates (10^8).

use std::time::Instant;

use dispute::double_check::{Options, double_check};
use dispute::run::run;
use onnx2circuit::execute::NativeMachine;
use onnx2circuit::swapping::{input_bytes, log2_instructions, slow};

use super::compiled::Compiled;
use super::swapping::random;
use tests::onnx;

/// Products in a chain.
const STEPS: u64 = 8;

#[test]
#[ignore = "models of up to 10^9 multiply-accumulates, minutes; run by make test-deep"]
fn laws() {
    let most: f64 = std::env::var("SCALING_MACS").map_or(1e8, |text| text.parse().expect("a number"));
    println!(
        "{:>12} {:>9} {:>9} {:>13} {:>9} {:>6} {:>3} {:>7} {:>9} {:>9} {:>12}",
        "macs",
        "native ms",
        "snaps ms",
        "instructions",
        "AB ms",
        "AB/A",
        "a",
        "a plain",
        "1 phase s",
        "2 phase s",
        "tree m+n/mn"
    );
    for (rows, width) in [(32, 64), (64, 140), (128, 312), (400, 560)] {
        let macs = STEPS as f64 * rows as f64 * (width * width) as f64;
        if macs > most * 1.1 {
            break;
        }
        let compiled = Compiled::tiny(&onnx::chain(STEPS, rows, width, 1), -1.0, 1.0);
        let (graph, plan) = (compiled.graph(), compiled.plan());
        let log2 = log2_instructions(&compiled.assembled.elf, graph, plan).expect("a bound");
        let slow = slow(&compiled.assembled.elf, graph, plan, log2, "").expect("machine AB");
        let inputs = random(&compiled, 1);
        let bytes = input_bytes(graph, plan, &inputs).expect("the inputs fit");
        let start = Instant::now();
        compiled.machine.run(graph, &inputs).expect("a run");
        let native = start.elapsed().as_secs_f64();
        let mut fast = NativeMachine::new(&compiled.machine, graph, None).expect("machine A");
        let run = run(&slow, &mut fast, &bytes).expect("a run");
        let report =
            double_check(&slow, &run, Options { jobs: 1, ..Options::default() }, |_| {}).expect("a check");
        assert_eq!(report.disagreement(), None);
        let work = report.work().as_secs_f64();
        let longest = report.steps.iter().max_by_key(|step| step.instructions).expect("steps");
        // What a challenger computes to join the first tournament in the machine: the history of the longest step; in
        // one phase the steps before it as well, which is all of them in the worst case.
        let start = Instant::now();
        slow.history(&mut run.arena(longest.step), 1, 0).expect("a history");
        let history = start.elapsed().as_secs_f64();
        let (one, two) =
            (work - longest.time.as_secs_f64() + history, (run.time + run.hashing).as_secs_f64() + history);
        let total = report.instructions();
        let plain = u64::BITS - total.leading_zeros();
        let (n, m) = (run.steps() as f64, 2f64.powi(log2 as i32));
        println!(
            "{macs:12.0} {:9.2} {:9.2} {total:13} {:9.1} {:6.0} {log2:3} {plain:7} {one:9.3} {two:9.3} {:12.6}",
            native * 1e3,
            (run.time + run.hashing).as_secs_f64() * 1e3,
            work * 1e3,
            work / native,
            (m + n) / (m * n),
        );
    }
}
