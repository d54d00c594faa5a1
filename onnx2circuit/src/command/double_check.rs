//! `double-check`: every step of a native run, done again by the fault-proof machine, in parallel.

use dispute::double_check::{CheckedStep, Options, Report, double_check};
use dispute::machine::{Fast, header};
use dispute::run::{Run, run as run_fast};
use dispute::store::Store;
use llvm_backend::{Act, Progress, Text};
use serde_json::json;
use std::time::{Duration, Instant};

use super::args::DoubleCheck;
use super::print;
use super::progress::Counted;
use crate::{Failure, listing};

/// Shortest native run, in seconds, that others are set beside.
const LEAST: f64 = 1e-3;

/// Runs the verb.
pub fn run(args: &DoubleCheck, json: bool) -> Result<(), Failure> {
    let (machines, bytes) = args.given.asked(&args.artifact)?;
    let slow = &machines.slow;

    let mut fast = machines.fast()?;
    let arena = slow.arena(&bytes).map_err(Failure::input)?;
    let (mut outcome, mut alone) = (Progress::Running, Duration::ZERO);
    // The first run lays out weights.
    for _ in 0..2 {
        fast.load(&arena).map_err(Failure::internal)?;
        let start = Instant::now();
        outcome = fast.finish();
        alone = start.elapsed();
    }
    let (run, resumed) = match &args.store {
        Some(folder) => {
            let stored = Store::new(folder).run(slow, &mut fast, &bytes).map_err(Failure::input)?;
            (stored.run, stored.resumed)
        }
        None => (run_fast(slow, &mut fast, &bytes).map_err(Failure::internal)?, 0),
    };
    let counted = Counted::new("checking", "steps", run.steps() + 1);
    let options = Options { jobs: args.jobs, log2_segment: args.segments };
    let report = double_check(slow, &run, options, |_| counted.inc());
    drop(counted);
    let report = report.map_err(Failure::internal)?;
    tracing::info!("native outcome: {outcome:?}");

    let label = |step: u64| machines.label(step);
    let end = header(&run.arena(u64::MAX)).map_err(Failure::internal)?;
    let stopped = (end.status != 0).then(|| {
        format!("the run stops at step {} ('{}') with status {}\n", end.step, label(end.step), end.status)
    });
    if let Some(step) = report.disagreement() {
        let message = format!(
            "step {} ('{}'): native code leaves an arena with root 0x{}, the fault-proof machine 0x{}",
            step.step,
            label(step.step),
            hex::encode(step.fast),
            hex::encode(step.slow),
        );
        return Err(Failure::no(message));
    }
    let seconds = |time: Duration| time.as_secs_f64();
    let (fast_alone, fast_time, work) = (seconds(alone), seconds(run.time), seconds(report.work()));
    let hashing = seconds(run.hashing);
    let tokens = machines.tokens(&run)?;
    let ran = run.steps() > resumed;
    let value = json!({
        "steps": report.steps.iter().map(|step| json!({
            "step": step.step, "nodes": label(step.step), "state": hex::encode(step.fast),
            "instructions": step.instructions, "seconds": seconds(step.time), "segments": step.segments,
        })).collect::<Vec<_>>(),
        "model": hex::encode(slow.model().id()), "start": hex::encode(run.state(0)),
        "end": hex::encode(run.state(u64::MAX)), "resumed": resumed,
        "instructions": report.instructions(), "native_seconds": fast_alone,
        "native_with_snapshots_seconds": ran.then_some(fast_time), "root_seconds": ran.then_some(hashing), "machine_seconds": work,
        "wall_seconds": seconds(report.wall), "speed_up": report.speed_up(),
        "slow_down": work / fast_alone.max(1e-9), "tokens": tokens,
        "stopped": stopped.as_ref().map(|_| json!({"step": end.step, "node": label(end.step), "status": end.status})),
    });
    let written = tokens.as_ref().map(|tokens| format!("tokens {tokens:?}\n")).unwrap_or_default();
    let table = || match &machines.text {
        Some(text) => windows(&report, text, tokens.as_deref()),
        None => steps(&report, label),
    };
    // Steps of a text that fill its windows up do nothing.
    let rests = |step: u64| machines.text.as_ref().is_some_and(|text| rests(text, step));
    let count = report.steps.iter().filter(|step| !rests(step.step)).count();
    print(json, &value, || {
        table()
            + &summary(&report, &run, count, resumed, [fast_alone, fast_time, hashing, work])
            + &stopped.clone().unwrap_or_default()
            + &written
    })
}

/// A row for each step.
fn steps(report: &Report, label: impl Fn(u64) -> String) -> String {
    let row = |step: &CheckedStep| {
        let (time, state) = (milliseconds(step.time), hex::encode(&step.fast[..8]));
        vec![step.step.to_string(), label(step.step), step.instructions.to_string(), time, state]
    };
    let rows: Vec<Vec<String>> = report.steps.iter().map(row).collect();
    listing::table(&["step", "nodes", "instructions", "ms", "state"], &rows)
}

/// A row for each window of a text: its steps together, the token that it adds, the state behind it. (`--json` has every step.)
fn windows(report: &Report, text: &Text, tokens: Option<&[i64]>) -> String {
    let window = |step: &CheckedStep| (step.step < text.steps()).then(|| text.act(step.step).0);
    let count = text.act(text.steps().saturating_sub(1)).0 as usize + 1;
    let begin = tokens.map_or(0, |tokens| tokens.len().saturating_sub(count));
    let row = |steps: &[CheckedStep]| {
        let (first, last) = (steps.first()?, steps.last()?);
        let window = window(first)?;
        let added = tokens.and_then(|tokens| tokens.get(begin + window as usize));
        let time = steps.iter().map(|step| step.time).sum();
        let instructions: u64 = steps.iter().map(|step| step.instructions).sum();
        Some(vec![
            format!("window {window}"),
            added.map(ToString::to_string).unwrap_or_default(),
            format!(
                "{}..{}",
                first.step,
                steps.iter().rfind(|s| !rests(text, s.step)).map_or(last.step, |s| s.step)
            ),
            instructions.to_string(),
            milliseconds(time),
            hex::encode(&last.fast[..8]),
        ])
    };
    let rows: Vec<Vec<String>> =
        report.steps.chunk_by(|a, b| window(a) == window(b)).filter_map(row).collect();
    listing::table(&["text", "token", "steps", "instructions", "ms", "state"], &rows)
}

/// Whether a step of a text does nothing: a window has a power of two of steps, and so has the text.
fn rests(text: &Text, step: u64) -> bool {
    step >= text.steps() || text.act(step).1 == Act::Rest
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1e3)
}

fn summary(
    report: &Report,
    run: &Run,
    count: usize,
    resumed: u64,
    [alone, fast, hashing, work]: [f64; 4],
) -> String {
    let ran = run.steps().saturating_sub(resumed);
    // Of what takes less than that a ratio is noise.
    let times = |time: f64, digits: usize| match alone >= LEAST {
        true => format!(", {:.digits$} times that", time / alone),
        false => String::new(),
    };
    // Steps that a store had were not run.
    let snapshots = match (resumed, ran) {
        (0, _) => format!("{:10.3} ms{}", fast * 1e3, times(fast, 1)),
        (_, 0) => format!("         - all {resumed} steps were in the store"),
        _ => format!("{:10.3} ms, for the {ran} steps that were not in the store", fast * 1e3),
    };
    let roots = if ran == 0 { "         -".to_owned() } else { format!("{:10.3} ms", hashing * 1e3) };
    format!(
        "\n{} steps agree; the run ends in {}\n\
         native code          {:10.3} ms\n\
         with snapshots       {snapshots}\n\
         their roots          {roots}\n\
         fault-proof machine  {:10.3} ms of work{}, in {:.3} ms: {:.2} cores' worth\n",
        count,
        hex::encode(run.state(u64::MAX)),
        alone * 1e3,
        work * 1e3,
        times(work, 0),
        report.wall.as_secs_f64() * 1e3,
        report.speed_up(),
    )
}
