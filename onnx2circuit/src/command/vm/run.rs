//! `vm run`.

use fault_proof_vm::elf::Metadata;
use fault_proof_vm::host::{FileStore, Hints, Host, HostError, NoHost, Oracle, PreimageError, PreimagePart};
use fault_proof_vm::host::{Server, Subtrees, protocol};
use fault_proof_vm::monitor::Warning;
use fault_proof_vm::runner::{self, FileOutput, Observer, Plan, PreimageStop, RunError, Stopped, Watched};
use fault_proof_vm::{Hash, Memory, State, Vm, VmError};
use serde_json::json;
use std::io::Write;
use std::process::Command;
use std::time::{Duration, Instant};

use super::super::print;
use super::args::Run;
use super::{MORE_PAGES, load, save};
use crate::Failure;
use crate::artifact::{check_file, json as to_json, read_file, write_file};

/// Runs the verb.
pub fn run(args: &Run, json: bool) -> Result<(), Failure> {
    let state = load(&args.input, args.page_limit)?;
    let symbols = match &args.meta {
        Some(path) => Metadata::from_json(&read_file(path)?).map_err(|error| Failure::file(path, error))?,
        None => Metadata::default(),
    };
    let plan = Plan {
        info_at: args.info_at,
        stop_at: args.stop_at,
        snapshot_at: args.snapshot_at,
        proof_at: args.proof_at,
        stop_at_preimage: PreimageStop {
            key: args.stop_at_preimage.clone(),
            kind: args.stop_at_preimage_type,
            larger_than: args.stop_at_preimage_larger_than,
        },
        max_steps: args.max_steps,
        count: args.debug,
        watch: true,
    };
    let start = Instant::now();
    let first = state.control.step;
    let mut output = FileOutput {
        proof_format: args.proof_fmt.clone(),
        snapshot_format: args.snapshot_fmt.clone(),
        listener: Teller { symbols, start, first },
    };
    // What cannot be written is better known before the run than after it.
    [&args.output, &args.debug_info].into_iter().flatten().try_for_each(|path| check_file(path))?;
    output.check(&plan, first).map_err(Failure::input)?;
    let mut vm = Vm::with_host(state, Watched::new(Printing(host(args)?)));
    let result = runner::run(&mut vm, &plan, &mut output);
    // What was reached is worth keeping, whatever stopped the run.
    if let Some(path) = &args.output {
        save(path, vm.state())?;
    }
    let outcome = result.map_err(failure)?;
    if let Some(path) = &args.debug_info {
        write_file(path, to_json(&outcome.debug)?.as_bytes())?;
    }
    let seconds = start.elapsed().as_secs_f64();
    let state = vm.state_mut();
    let hash = format!("0x{}", hex::encode(state.hash()));
    let why = match outcome.stopped {
        Stopped::Exited(code) => format!("exited with code {code}"),
        Stopped::Step => "stopped before a step".to_owned(),
        Stopped::Preimage => "stopped after a pre-image".to_owned(),
        Stopped::MaxSteps => "stopped after the most steps allowed".to_owned(),
    };
    let step = state.control.step;
    let value = json!({
        "stopped": why, "exited": state.control.exited, "exitCode": state.control.exit_code, "step": step,
        "steps": outcome.steps, "seconds": seconds, "pages": outcome.debug.pages, "witnessHash": hash,
    });
    print(json, &value, || {
        let speed = outcome.steps as f64 / seconds.max(1e-9) / 1e6;
        format!("{why} at step {step}, {speed:.1} million steps/s, state {hash}\n")
    })
}

/// A machine without next step is the answer no; a failed host or a file is an input that is wrong.
fn failure(error: RunError) -> Failure {
    match &error {
        RunError::Vm { source: VmError::Exception(_), .. } => Failure::no(error),
        RunError::Vm { source: VmError::Memory(_) | VmError::HintTooLong { .. }, .. } => {
            Failure::input(error).with_help(MORE_PAGES)
        }
        _ => Failure::input(error),
    }
}

/// Where pre-images and regions come from.
fn host(args: &Run) -> Result<Subtrees<Box<dyn Host>>, Failure> {
    let mut regions = Subtrees::new(preimages(args)?, None);
    for path in &args.region {
        let (root, log2_size) = regions.add_file(path).map_err(Failure::input)?;
        eprintln!("{}: 2^{log2_size} bytes with root 0x{}", path.display(), hex::encode(root));
    }
    Ok(regions)
}

/// Where pre-images come from.
fn preimages(args: &Run) -> Result<Box<dyn Host>, Failure> {
    if let Some(folder) = &args.preimages {
        return Ok(Box::new(Oracle::new(FileStore::open(folder).map_err(Failure::input)?)));
    }
    let Some((program, rest)) = args.server.split_first() else {
        return Ok(Box::new(NoHost));
    };
    let mut command = Command::new(program);
    command.args(rest);
    let mode = if args.prefetch { Hints::Background } else { Hints::Wait };
    let timeout = Duration::from_secs(args.server_timeout);
    let server = Server::start(command, mode, timeout, protocol::MAX_PREIMAGE).map_err(Failure::input)?;
    Ok(Box::new(Oracle::new(server)))
}

/// A host whose guest is heard on standard error: standard output is for results.
struct Printing(Subtrees<Box<dyn Host>>);

impl Host for Printing {
    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, PreimageError> {
        self.0.preimage(key, offset)
    }

    fn subtree(&mut self, root: &Hash, address: u64, log2_size: u32) -> Result<Memory, HostError> {
        self.0.subtree(root, address, log2_size)
    }

    fn hint(&mut self, hint: &[u8]) -> Result<(), HostError> {
        self.0.hint(hint)
    }

    fn output(&mut self, _descriptor: u64, bytes: &[u8]) {
        // A closed pipe is the reader's choice, not a failure.
        let _ = std::io::stderr().write_all(bytes);
    }
}

/// Says on standard error how far the run is.
struct Teller {
    symbols: Metadata,
    start: Instant,
    first: u64,
}

impl Observer for Teller {
    fn info(&mut self, state: &State) {
        let step = state.control.step;
        let seconds = self.start.elapsed().as_secs_f64().max(1e-9);
        let speed = (step - self.first) as f64 / seconds / 1e6;
        let (id, pc) = state.active_thread().map_or((0, 0), |thread| (thread.id, thread.pc));
        let symbol = self.symbols.find(pc).map_or_else(String::new, |symbol| format!(" ({})", symbol.name));
        eprintln!(
            "step {step}: pc {pc:#x}{symbol}, thread {id} of {}, {} pages, {speed:.1} million steps/s",
            state.threads.len(),
            state.memory().page_count(),
        );
    }

    fn warning(&mut self, warning: &Warning) {
        eprintln!("warning: {warning}");
    }
}
