//! What native code costs: the steps of one artifact, whole runs and each step, in this process. Starting it, compiling the
//! code and filling in the inputs are not in the figures.

use dispute::machine::Fast;
use dispute::run::trees;
use fault_proof_vm::Memory;
use fault_proof_vm::arena::ARENA_BASE;
use gadgets::arbitrary::Source;
use gadgets::{Gadget, Graph, Range, Tensor};
use llvm_backend::{Arena, Header, OptLevel, Progress};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{Row, measure, measure_from};
use crate::artifact::Artifact;
use crate::command::run::stopped;
use crate::execute::{Machine, NativeMachine, Outcome, reference};
use crate::{Failure, inputs};

/// How many kinds of steps are listed.
const KINDS: usize = 20;

/// Runs the artifact `repeat` times on an input, drawn if none is given.
///
/// # Errors
/// [`Failure`] for what is no artifact, an input that does not fit, and one that the model refuses.
pub fn rows(artifact: &Path, input: Option<&Path>, repeat: usize) -> Result<Vec<Row>, Failure> {
    let artifact = Artifact::open(artifact)?;
    let Artifact { graph, plan, .. } = &artifact;
    let inputs = match input {
        Some(path) => inputs::read(path, (&artifact).into())?,
        None => drawn(graph)?,
    };
    let start = Instant::now();
    let machine = Machine::new(&artifact.extended()?, graph, plan, OptLevel::O3)?;
    let compile = start.elapsed().as_secs_f64();
    let mut arena = machine.arena(graph, &inputs)?;
    let mut start = Memory::default();
    start.write_bytes(ARENA_BASE, &arena.vm_bytes()).map_err(Failure::internal)?;
    let mut steps = vec![Duration::MAX; graph.nodes.len()];
    let (_, native) = measure("native", repeat, || {
        arena.set_header(Header::default());
        whole(&machine, graph, &mut arena)
    })?;
    let mut rows = vec![
        Row::new("compile_native", json!(compile), format!("{compile:.3} s")),
        Row::new("native", json!(native), native.text()),
    ];
    rows.extend(snapshots(&machine, graph, &start, repeat)?);
    for _ in 0..repeat.max(1) {
        arena.set_header(Header::default());
        for least in &mut steps {
            let start = Instant::now();
            machine.advance(&mut arena);
            *least = start.elapsed().min(*least);
        }
    }
    let mut kinds: BTreeMap<String, (usize, f64)> = BTreeMap::new();
    for (node, time) in graph.nodes.iter().zip(&steps) {
        let kind = kinds.entry(kind(&node.gadget)).or_default();
        *kind = (kind.0 + 1, kind.1 + time.as_secs_f64());
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by(|a, b| b.1.1.total_cmp(&a.1.1));
    let listed: Vec<Value> =
        kinds.iter().map(|(kind, (steps, s))| json!({"kind": kind, "steps": steps, "seconds": s})).collect();
    rows.push(Row::new("steps", json!(listed), graph.nodes.len().to_string()));
    let text = |(kind, (steps, s)): (String, (usize, f64))| {
        Row::new(format!("  {kind}"), Value::Null, format!("{:.3} ms in {steps}", s * 1e3))
    };
    rows.extend(kinds.into_iter().take(KINDS).map(text));
    Ok(rows)
}

/// Whole runs of which is kept what it takes to have each step's arena again, as who disputes needs them; going through all steps again;
/// and the time that it takes to make of this the arenas as trees, with their roots.
fn snapshots(machine: &Machine, graph: &Graph, start: &Memory, repeat: usize) -> Result<[Row; 3], Failure> {
    let mut fast = NativeMachine::new(machine, graph, None)?;
    fast.load(start).map_err(Failure::internal)?;
    let fast = RefCell::new(fast);
    let rewound = || {
        let mut fast = fast.borrow_mut();
        fast.rewind().map_err(Failure::internal)?;
        Ok::<_, Failure>(fast)
    };
    let (recorded, kept) = measure_from("native with snapshots", repeat, rewound, |mut fast| {
        fast.record().map_err(Failure::internal)
    })?;
    let (_, again) = measure_from("snapshots again", repeat, rewound, |mut fast| {
        (0..recorded.steps).try_for_each(|_| fast.step().map(drop)).map_err(Failure::internal)
    })?;
    let log2_size = machine.plan().log2_size;
    let (_, roots) = measure("roots", repeat.min(20), || {
        trees(&*fast.borrow(), start, recorded, log2_size).map_err(Failure::internal)
    })?;
    Ok([("native_with_snapshots", kept), ("snapshots_again", again), ("snapshot_roots", roots)]
        .map(|(name, times)| Row::new(name, json!(times), times.text())))
}

fn whole(machine: &Machine, graph: &Graph, arena: &mut Arena) -> Result<(), Failure> {
    loop {
        match machine.advance(arena) {
            Progress::Running => {}
            Progress::Done => return Ok(()),
            Progress::Failed { status, step } => return Err(stopped(graph, status as i32, step as usize)),
        }
    }
}

/// Integers in the inputs' ranges that the model takes: anywhere in them, else in ever smaller parts of them about their middles, since what
/// is drawn without samples may leave a range on the way.
///
/// # Errors
/// [`Failure`] for a model that takes none of them.
pub(super) fn drawn(graph: &Graph) -> Result<Vec<Vec<i64>>, Failure> {
    let mut refused = None;
    for (seed, part) in (1..).zip([0, 0, 1, 2, 3, 4, 6, 8, 12, 62]) {
        let source = &mut Source::new(seed);
        let one = |range: Range| {
            let (middle, reach) = (i64::midpoint(range.lo, range.hi), range.width() >> part >> 1);
            let reach = i64::try_from(reach).unwrap_or(i64::MAX);
            let ends =
                (middle.saturating_sub(reach).max(range.lo), middle.saturating_add(reach).min(range.hi));
            if part == 0 { (range.lo, range.hi) } else { ends }
        };
        let mut tensor = |t: &Tensor| {
            let (lo, hi) = one(t.range);
            (0..t.len()).map(|_| source.within(lo, hi)).collect::<Vec<i64>>()
        };
        let inputs: Vec<_> = graph.inputs.iter().map(|port| tensor(graph.tensor(port.tensor))).collect();
        match reference(graph, &inputs)? {
            Outcome::Done(_) => return Ok(inputs),
            Outcome::Stopped { code, step } => refused = Some((code, step)),
        }
    }
    let (code, step) = refused.unwrap_or_default();
    let help = "no input that was drawn within the inputs' ranges is taken: give one that is, --input FILE";
    Err(stopped(graph, code, step).with_help(help))
}

/// What steps have in common whose time is listed as one.
fn kind(gadget: &Gadget) -> String {
    match gadget {
        Gadget::FullyConnected(f) => format!(
            "fully_connected {}x{}x{}x{} {} {} {}",
            f.batch, f.rows, f.inputs, f.outputs, f.x, f.w, f.acc
        ),
        Gadget::Conv2d(c) => {
            let ([h, w], [kh, kw]) = (c.input, c.window.kernel);
            let (channels, filters) = (c.groups * c.in_channels, c.groups * c.out_channels);
            format!("conv2d {channels}x{h}x{w} {filters}x{kh}x{kw} {} {} {}", c.x, c.w, c.acc)
        }
        Gadget::Composed(c) => {
            let words: Vec<&str> = c.body.values.iter().map(|v| v.word.word().name()).collect();
            words.join("+")
        }
        other => other.name().to_owned(),
    }
}
