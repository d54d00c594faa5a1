//! `check`: what stops a model or makes it expensive, and a forecast of its costs, before it is compiled.

use clap::Args;
use frontend::float_graph::Element;
use frontend::{Blocker, Calibration, Model, printable};
use serde::Serialize;
use serde_json::json;

use super::args::{ModelArgs, Preset, QuantiseArgs};
use super::progress::{Shown, stage};
use super::{compile, print};
use crate::forecast::{Forecast, Step, forecast};
use crate::{Failure, accuracy, listing, pipeline, ranges};

/// Steps that are listed, unless all are asked for.
const SHOWN: usize = 10;
/// A step of this share of all rows gets a hint.
const EXPENSIVE: f64 = 0.1;
/// What an input is taken to lie in where nothing says it.
const ASSUMED: (f64, f64) = (-1.0, 1.0);

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The model.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Quantisation.
    #[command(flatten)]
    pub quantise: QuantiseArgs,
    /// List the names of all nodes with a problem, and the costs of all steps.
    #[arg(long)]
    pub all: bool,
}

/// What was found.
#[derive(Debug, Default, Serialize)]
struct Found {
    /// What stops a compilation, by operator.
    blockers: Vec<Blocker>,
    /// Inputs that a compilation wants a range or samples for; the forecast takes them to lie in -1 to 1.
    needed: Vec<String>,
    /// What deserves a warning.
    warnings: Vec<String>,
    forecast: Option<Forecast>,
    /// The most expensive steps, the worst first.
    expensive: Vec<Expensive>,
}

/// A step that a good part of the proof is about.
#[derive(Debug, Serialize)]
struct Expensive {
    #[serde(flatten)]
    step: Step,
    /// Its part of all steps' rows.
    share: f64,
    /// What makes it cheaper.
    hint: Option<String>,
}

/// Runs the verb.
pub fn run(args: &Check, json: bool) -> Result<(), Failure> {
    let path = &args.model.model;
    let options = pipeline::load_options(&args.model.dims)?;
    let read = stage("reading the model", || Model::describe(path, &options));
    let (summary, model) = read.map_err(|all| pipeline::blocked(path, &all))?;
    let mut found = Found::default();
    match model {
        Err(all) => found.blockers = all.blockers(),
        Ok(model) => {
            if let Some(note) = super::batch_note(&model) {
                eprintln!("{note}");
            }
            examine(args, model, &mut found)?;
        }
    }
    for blocker in &mut found.blockers {
        blocker.help.get_or_insert_with(|| hint(blocker.operator.as_deref()));
    }
    let value = json!({
        "model": summary.model, "sha256": summary.sha256, "compiles": found.blockers.is_empty(),
        "blockers": found.blockers, "needed": found.needed, "warnings": found.warnings,
        "forecast": found.forecast, "expensive": found.expensive, "formula": Forecast::formula(),
    });
    print(json, &value, || text(&summary.model, &found, args.all))?;
    match found.blockers.len() {
        0 => Ok(()),
        n => Err(Failure::told(format!("{} cannot be compiled: {n} problem(s)", path.display()))),
    }
}

/// What to do about a problem that has no advice of its own.
fn hint(operator: Option<&str>) -> String {
    match operator {
        Some(_) => {
            "docs/operators.md says which operators and which of their forms are supported: write the node in those, with \
             another operator set (opset_version of torch.onnx.export), or fold it away if it is constant (onnxsim)"
        }
        None => "change the model there; `onnx2circuit inspect` shows what the file declares",
    }
    .to_owned()
}

/// A model that loads: ranges, quantisation, circuit and layout.
fn examine(args: &Check, model: Model, found: &mut Found) -> Result<(), Failure> {
    let mut source = compile::source(&args.model, &args.quantise);
    if source.calibration.is_none() && source.samples.is_none() {
        let declared = Calibration::declared(&model, &ranges::declared(&source.input_ranges)?);
        for id in &model.graph().inputs {
            let input = model.graph().value(*id);
            if !declared.tensors.contains_key(&input.name) {
                let (lo, hi) = if input.element == Element::Float { ASSUMED } else { (0.0, 1.0) };
                source.input_ranges.push((input.name.clone(), lo, hi));
                found.needed.push(input.name.clone());
            }
        }
    }
    let observed = source.observe(&model, &Shown)?;
    let quantised = match source.quantise_observed(model, observed, &Shown) {
        Ok(quantised) => quantised.advised(&Shown),
        Err(failure) => return stopped(failure, found),
    };
    found.warnings.clone_from(&quantised.warnings);
    let graph = &quantised.quantised.graph;
    let lowered = stage("lowering", || pipeline::check_lowering(graph));
    match lowered.and_then(|()| stage("laying out the circuit", || forecast(graph))) {
        Ok(forecast) => {
            found.expensive = expensive(&forecast, graph, args.quantise.preset != Preset::Small);
            found.forecast = Some(forecast);
            Ok(())
        }
        Err(failure) => stopped(failure, found),
    }
}

/// A stage that refuses the model: what it says is a blocker.
fn stopped(failure: Failure, found: &mut Found) -> Result<(), Failure> {
    if failure.blame != crate::Blame::Input {
        return Err(failure);
    }
    let (problem, help) = (failure.problem(), failure.help().map(str::to_owned));
    found.blockers.push(Blocker {
        operator: None,
        problem,
        help,
        count: 1,
        places: vec!["model".to_owned()],
    });
    Ok(())
}

/// The steps by their rows, the most first. A preset of fewer bits is a hint where there is a `smaller` one.
fn expensive(forecast: &Forecast, graph: &gadgets::Graph, smaller: bool) -> Vec<Expensive> {
    let total = forecast.steps.iter().map(|s| s.rows).sum::<u64>().max(1) as f64;
    let mut all: Vec<Expensive> = forecast
        .steps
        .iter()
        .zip(&graph.nodes)
        .map(|(step, node)| {
            let share = step.rows as f64 / total;
            let hint = (share >= EXPENSIVE).then(|| cheaper(node, step.lookups, smaller));
            Expensive { step: step.clone(), share, hint }
        })
        .collect();
    all.sort_by_key(|e| std::cmp::Reverse(e.step.rows));
    all
}

/// What makes a step cheaper, by what it computes.
fn cheaper(node: &gadgets::Node, lookups: u64, smaller: bool) -> String {
    use gadgets::primitive::Primitive;
    let body = node.gadget.body();
    let entries = |body: &gadgets::Body| {
        let shapes = body.shapes().ok()?;
        let tables = body.values.iter().filter_map(|value| match &value.word {
            Primitive::Lookup(lookup) => lookup.table.shape(&shapes).ok(),
            _ => None,
        });
        tables.map(|shape| shape.iter().product::<usize>()).max()
    };
    let tables = body.as_ref().and_then(entries);
    let fewer = if smaller { "fewer bits (--preset small)" } else { "a narrower range of its argument" };
    match tables {
        Some(n) => format!("a function by a table of {n} entries, each a row: {fewer} would make it shorter"),
        None if body.is_none() => "proved operation by operation: what is recognised is cheaper".to_owned(),
        None if lookups == 0 => {
            "its products are summed row by row: fewer channels, smaller windows or wider strides make fewer of them".to_owned()
        }
        None if smaller => "its values are looked up in pieces: fewer bits (--preset small) make fewer of them, fewer channels fewer \
                            values"
            .to_owned(),
        None => "its values are looked up in pieces: fewer channels are fewer values".to_owned(),
    }
}

fn text(model: &str, found: &Found, all: bool) -> String {
    let mut out = match found.blockers.len() {
        0 => format!("{} can be compiled\n", printable(model)),
        n => format!("{} cannot be compiled: {n} problem(s)\n", printable(model)),
    };
    for blocker in &found.blockers {
        out += &format!("  {blocker}\n");
        if all && blocker.operator.is_some() {
            out.extend(blocker.places.iter().map(|name| format!("    '{}'\n", printable(name))));
        }
        out.extend(blocker.help.iter().map(|help| format!("    help: {help}\n")));
    }
    for name in &found.needed {
        out += &format!(
            "  input '{}' needs a range: --samples FILE or --input-range NAME=LO..HI; the forecast takes {}..{}\n",
            printable(name),
            ASSUMED.0,
            ASSUMED.1
        );
    }
    out.extend(found.warnings.iter().map(|warning| format!("  warning: {}\n", printable(warning))));
    let Some(f) = &found.forecast else { return out };
    let megabytes = |bytes: u64| (bytes as f64 / 1e6).ceil();
    out += &format!(
        "\nproof      k = {} ({} of {} rows), {} columns, {} bytes; about {} s to make the keys, {} s to prove, {} MB, {} ms to verify\n\
         machine    about {} million instructions, {} s interpreted; {} MB of tensors and constants\n\
         native     the same memory\n{}\n\n",
        f.k,
        f.rows,
        1u64 << f.k,
        f.advice_columns,
        f.proving.proof_bytes,
        listing::number(f.proving.keygen_seconds, 2),
        listing::number(f.proving.prove_seconds, 2),
        megabytes(f.proving.prove_memory_bytes),
        listing::number(1e3 * f.proving.verify_seconds, 2),
        listing::number(f.vm_instructions as f64 / 1e6, 2),
        listing::number(f.vm_seconds, 3),
        megabytes(f.run_memory_bytes),
        Forecast::formula(),
    );
    let shown = if all { found.expensive.len() } else { SHOWN };
    let row = |e: &Expensive| {
        let s = &e.step;
        let share = accuracy::percent(e.share);
        let hint = e.hint.clone().unwrap_or_default();
        vec![s.node.clone(), s.gadget.clone(), s.operations.to_string(), s.rows.to_string(), share, hint]
    };
    let rows: Vec<Vec<String>> = found.expensive.iter().take(shown).map(row).collect();
    out += &listing::table(&["step", "gadget", "operations", "rows", "share", "hint"], &rows);
    if found.expensive.len() > shown {
        out += &format!("and {} more steps (--all)\n", found.expensive.len() - shown);
    }
    out
}
