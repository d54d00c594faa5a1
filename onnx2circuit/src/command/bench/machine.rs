//! What the fault-proof machine costs by itself: speed on arithmetic, memory and system calls and on whole Go programs, a
//! step's proof from a large memory, and segments.

use fault_proof_vm::bench::programs::{self, Figures, ProgramError};
use fault_proof_vm::bench::{Workload, millions, time};
use fault_proof_vm::segment;
use fault_proof_vm::{CodeCache, Execution, Vm, host::NoHost};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

use super::Row;
use crate::Failure;
use crate::artifact::read_file;
use crate::command::progress::stage;

/// Steps before a measurement, in which hot code is compiled.
const WARM_UP: u64 = 5_000_000;
/// Steps of a measurement.
const STEPS: u64 = 20_000_000;
/// Pages of the large memory: 1 GiB.
const PAGES: u64 = 1 << 18;
/// Pages written before a step is proved.
const CHANGED: u64 = 100;
/// log2 of a segment's steps, and segments.
const SEGMENTS: (u8, usize) = (20, 32);

/// One row for each figure.
///
/// # Errors
/// [`Failure`] that is our own fault: these programs run.
pub fn rows(repeat: usize, guests: &Path) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for workload in Workload::ALL {
        let speeds = stage(workload.name(), || speeds(workload, repeat))?;
        let [interpreted, compiled] = speeds;
        rows.push(Row::new(
            format!("vm_{}_million_steps_per_second", workload.name().replace(' ', "_")),
            json!({"interpreted": interpreted, "compiled": compiled}),
            format!("{interpreted:.0} interpreted, {compiled:.0} compiled"),
        ));
    }
    rows.extend(stage("Go programs", || go_programs(guests))?);
    let proof = stage("a step's proof at 1 GiB", step_proof)?;
    rows.push(Row::new(
        "vm_step_proof_at_1_gib",
        json!(proof.as_secs_f64()),
        format!("{:.2} ms, {CHANGED} pages changed before", proof.as_secs_f64() * 1e3),
    ));
    rows.push(stage("segments", segments)?);
    Ok(rows)
}

/// The fastest of several runs, interpreted and compiled, in million steps a second.
fn speeds(workload: Workload, repeat: usize) -> Result<[f64; 2], Failure> {
    let compiled = Execution::Compiled { cache: CodeCache::new(), after: 300, optimise: 1_000_000 };
    let mut fastest = [0.0f64; 2];
    for (execution, best) in [Execution::Interpreted, compiled].iter().zip(&mut fastest) {
        for _ in 0..repeat.max(1) {
            let state = workload.state().map_err(Failure::internal)?;
            let taken = time(state, execution.clone(), WARM_UP, STEPS).map_err(Failure::internal)?;
            *best = best.max(millions(STEPS, taken));
        }
    }
    Ok(fastest)
}

/// A row for each Go program of a folder; one that says why where there is no toolchain to compile them.
fn go_programs(sources: &Path) -> Result<Vec<Row>, Failure> {
    let folder = tempfile::tempdir().map_err(Failure::internal)?;
    let names = match programs::build(sources, folder.path()) {
        Ok(names) => names,
        Err(error @ ProgramError::NoToolchain(_)) => {
            return Ok(vec![Row::new("vm_go", Value::Null, format!("not measured: {error}"))]);
        }
        Err(error) => return Err(Failure::input(error)),
    };
    let row = |name: String| {
        let file = read_file(&folder.path().join(&name))?;
        let Figures { steps, interpreted, first, again, .. } =
            programs::measure(&file).map_err(|error| Failure::internal(format!("{name}: {error}")))?;
        Ok(Row::new(
            format!("vm_go_{name}_million_steps_per_second"),
            json!({"steps": steps, "interpreted": interpreted, "first": first, "again": again}),
            format!("{interpreted:.0} interpreted, {first:.0} first, {again:.0} again, of {steps} steps"),
        ))
    };
    names.into_iter().map(row).collect()
}

/// The slowest of ten proofs, from a memory of 1 GiB that was hashed whole before.
fn step_proof() -> Result<Duration, Failure> {
    let mut state = Workload::DotProduct.state().map_err(Failure::internal)?;
    let base = 1u64 << 40;
    let write = |state: &mut fault_proof_vm::State, page: u64, value: u64| {
        state.memory.store(base + page * 4096, value).map_err(Failure::internal)
    };
    (0..PAGES).try_for_each(|page| write(&mut state, page, page + 1))?;
    state.hash();
    let mut vm = Vm::new(state);
    let mut slowest = Duration::ZERO;
    for round in 0..10 {
        (0..CHANGED).try_for_each(|i| write(vm.state_mut(), (i * 2_621 + round) % PAGES, round))?;
        let start = Instant::now();
        vm.step_with_proof().map_err(Failure::internal)?;
        slowest = slowest.max(start.elapsed());
    }
    Ok(slowest)
}

/// A run in segments.
fn segments() -> Result<Row, Failure> {
    let state = Workload::DotProduct.state().map_err(Failure::internal)?;
    let (log2_steps, count) = SEGMENTS;
    let report = segment::measure(&state, &NoHost, log2_steps, count).map_err(Failure::internal)?;
    let seconds = |time: Duration| time.as_secs_f64();
    let each = |total: u64| total as f64 / count as f64;
    let value: Value = json!({
        "steps": report.steps, "segments": report.segments, "bytes": report.bytes,
        "pages_in": report.pages_in, "pages_out": report.pages_out, "run": seconds(report.run),
        "record": seconds(report.record), "check": seconds(report.check),
        "check_parallel": seconds(report.check_parallel), "cores": report.cores,
    });
    let text = format!(
        "{count} of 2^{log2_steps} steps, {:.0} pages in, {:.0} out, {:.0} KiB each; run {:.3} s, recorded {:.3} s, checked {:.3} s, on {} cores {:.3} s",
        each(report.pages_in),
        each(report.pages_out),
        each(report.bytes) / 1024.0,
        seconds(report.run),
        seconds(report.record),
        seconds(report.check),
        report.cores,
        seconds(report.check_parallel),
    );
    Ok(Row::new("vm_segments", value, text))
}
