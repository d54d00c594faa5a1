//! `simulate`: loads of claims on a game of one phase and on one of two.

use dispute::simulation::{Report, Scenario, System, html, simulate};
use std::path::{Path, PathBuf};

use super::args::Simulate;
use super::print;
use super::progress::Counted;
use crate::artifact::{check_folder, json as to_json, read_file, write_file};
use crate::{Failure, listing};

/// Runs the verb.
pub fn run(args: &Simulate, json: bool) -> Result<(), Failure> {
    let scenarios = args.scenarios.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    args.output.as_deref().map_or(Ok(()), check_folder)?;
    let mut reports = Vec::new();
    for scenario in &scenarios {
        reports.push(played(scenario)?);
    }
    if let Some(folder) = &args.output {
        std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, error))?;
        write_file(&folder.join("report.json"), to_json(&reports)?.as_bytes())?;
        write_file(&folder.join("report.html"), html(&reports).as_bytes())?;
    }
    print(json, &reports, || reports.iter().map(text).collect())
}

/// Plays a scenario.
fn played(scenario: &Scenario) -> Result<Report, Failure> {
    let what = format!("simulating {}", scenario.name);
    let counted = Counted::new(&what, "claims", 2 * u64::from(scenario.load.claims));
    simulate(scenario, |_, _, _| counted.inc()).map_err(Failure::input)
}

fn read(path: &Path) -> Result<Scenario, Failure> {
    let bytes = read_file(path)?;
    let text = String::from_utf8(bytes).map_err(|error| Failure::file(path, error))?;
    let mut scenario: Scenario = toml::from_str(&text).map_err(|error| Failure::file(path, error))?;
    if scenario.name.is_empty() {
        scenario.name = PathBuf::from(path).file_stem().map_or_else(String::new, |n| n.display().to_string());
    }
    scenario.check().map_err(|error| Failure::file(path, error))?;
    Ok(scenario)
}

fn text(report: &Report) -> String {
    let hours = |seconds: f64| format!("{:.1}", seconds / 3600.0);
    let row = |system: &System| {
        vec![
            format!("{:?}", system.kind).to_lowercase(),
            format!("{} of {}", system.resolved, system.claims),
            format!("{:.0}", system.throughput_per_day),
            format!("{} / {}", hours(system.response_seconds[0]), hours(system.response_seconds[1])),
            format!("{} / {}", hours(system.dispute_seconds[0]), hours(system.dispute_seconds[1])),
            format!("{:.1}", system.rounds),
            format!("{:.2} / {:.2}", system.gas[0] / 1e6, system.gas[1] / 1e6),
            format!("{} of {}", system.detected, system.faults),
            system.missed.to_string(),
            system.overturned.to_string(),
            format!("{:.2}", system.error_rate * 100.0),
            format!("{:.2}", system.dispute_computing),
        ]
    };
    let rows: Vec<Vec<String>> = report.systems.iter().map(row).collect();
    let head = [
        "phases",
        "resolved",
        "a day",
        "hours",
        "hours disputed",
        "moves",
        "Mgas",
        "faults found",
        "missed",
        "overturned",
        "% refused",
        "s computed",
    ];
    format!("{}: {}\n{}\n", report.scenario.name, report.scenario.about, listing::table(&head, &rows))
}
