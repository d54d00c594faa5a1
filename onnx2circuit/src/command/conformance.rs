//! `conformance`: ONNX's test cases, or anyone's in that layout, by any of the executions.

use clap::{Args, ValueHint};
use std::path::PathBuf;

use super::args::On;
use super::print;
use super::progress::Counted;
use crate::conformance::{BOUND, Execution, Executions, Summary, Verdict, cases, check_all};
use crate::{Failure, listing};

/// Arguments of `conformance`.
#[derive(Debug, Args)]
pub struct Conformance {
    /// Cases as ONNX lays them out, `model.onnx` and `test_data_set_0/{input,output}_0.pb`, or folders of such cases.
    #[arg(required = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folders: Vec<PathBuf>,
    /// Which executions; the reference and the float model in any case.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "reference")]
    pub on: Vec<On>,
    /// Largest error of a real, as a share of the largest published value.
    #[arg(long, value_name = "SHARE", default_value_t = BOUND, value_parser = share)]
    pub bound: f64,
    /// Prove each case that passes, and verify the proof: circuits of up to 2^N rows.
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "22",
          value_parser = clap::value_parser!(u32).range(4..=22))]
    pub prove: Option<u32>,
    /// Run one part of the cases, the I-th of N: what one part gives does not depend on the others.
    #[arg(long, value_name = "I/N", value_parser = parse_shard)]
    pub shard: Option<Shard>,
    /// Take what is refused as failed.
    #[arg(long)]
    pub strict: bool,
}

/// A part of the cases.
#[derive(Clone, Copy, Debug)]
pub struct Shard {
    /// Its number, from 1.
    at: usize,
    /// How many there are.
    of: usize,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| format!("expected a share, 0 to 1, got '{text}'"))
}

fn parse_shard(text: &str) -> Result<Shard, String> {
    let parts = text.split_once('/').and_then(|(at, of)| Some((at.parse().ok()?, of.parse().ok()?)));
    match parts {
        Some((at, of)) if (1..=of).contains(&at) => Ok(Shard { at, of }),
        _ => Err(format!("expected I/N, with I from 1 to N, got '{text}'")),
    }
}

/// Runs the verb.
pub fn run(args: &Conformance, json: bool) -> Result<(), Failure> {
    let mut all = Vec::new();
    for folder in &args.folders {
        all.extend(cases(folder)?);
    }
    let Shard { at, of } = args.shard.unwrap_or(Shard { at: 1, of: 1 });
    let chosen: Vec<_> =
        all.into_iter().skip(at - 1).step_by(of).map(|folder| (folder, args.bound)).collect();
    let executions = Executions::new(&wanted(args), args.prove.unwrap_or_default());
    let what = if args.prove.is_some() { "proving" } else { "comparing" };
    let counted = Counted::new(what, "cases", chosen.len() as u64);
    let summary = check_all(&chosen, &|graph, inputs| executions.run(graph, inputs), |case| {
        if case.outcome == Verdict::Fail {
            let (name, reason) = (&case.name, case.reason.as_deref().unwrap_or_default());
            counted.suspend(|| {
                tracing::warn!("'{}' fails: {}", frontend::printable(name), frontend::printable(reason))
            });
        }
        counted.inc();
    });
    drop(counted);
    print(json, &summary, || text(&summary))?;
    let bad = summary.failed + if args.strict { summary.refused } else { 0 };
    let total = summary.cases.len();
    if bad == 0 { Ok(()) } else { Err(Failure::told(format!("{bad} of {total} cases do not pass"))) }
}

fn wanted(args: &Conformance) -> Vec<Execution> {
    let execution = |on: &On| match on {
        On::Reference => None,
        On::Native => Some(Execution::Native),
        On::Vm => Some(Execution::Vm),
        On::Circuit => Some(Execution::Circuit),
    };
    let mut all: Vec<Execution> = args.on.iter().filter_map(execution).collect();
    all.extend(args.prove.map(|_| Execution::Proof));
    all.sort();
    all.dedup();
    all
}

fn text(summary: &Summary) -> String {
    let rows: Vec<Vec<String>> = summary
        .cases
        .iter()
        .map(|case| {
            let error = case.error.map_or_else(String::new, |e| format!("{e:.1e}"));
            vec![
                case.name.clone(),
                case.outcome.to_string(),
                case.kept.map_or_else(String::new, |kept| kept.to_string()),
                error,
                case.reason.clone().unwrap_or_default(),
            ]
        })
        .collect();
    let table = listing::table(&["case", "outcome", "computed", "error", "reason"], &rows);
    let Summary { passed, failed, refused, .. } = summary;
    format!("{table}\n{passed} passed, {failed} failed, {refused} refused\n")
}
