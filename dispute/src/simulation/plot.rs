//! A page with the figures of several scenarios: bars for each figure, both systems side by side, and below them the tables.

use super::Report;
use super::report::System;
use std::fmt::Write as _;

/// A figure of a system.
type Figure = (&'static str, fn(&System) -> f64);

const FIGURES: [Figure; 17] = [
    ("claims resolved", |s| s.resolved as f64),
    ("claims a day", |s| s.throughput_per_day),
    ("hours to resolution, mean", |s| s.response_seconds[0] / 3600.0),
    ("hours to resolution, 95 of 100", |s| s.response_seconds[1] / 3600.0),
    ("hours of a dispute, mean", |s| s.dispute_seconds[0] / 3600.0),
    ("longest dispute, % of what may be", |s| s.of_bound * 100.0),
    ("moves of a dispute", |s| s.rounds),
    ("gas of a dispute, million", |s| s.gas[1] / 1e6),
    ("calldata of a dispute, kB", |s| s.bytes[1] / 1e3),
    ("bonds lost in a dispute", |s| s.bonds[0]),
    ("bonds burnt in a dispute", |s| s.bonds[1]),
    ("refused moves, %", |s| s.error_rate * 100.0),
    ("faults detected", |s| s.detected as f64),
    ("faults missed", |s| s.missed as f64),
    ("right claims overturned", |s| s.overturned as f64),
    ("computing for a claim, times native", |s| s.overhead),
    ("computing of a dispute, s", |s| s.dispute_computing),
];

/// The page.
pub fn html(reports: &[Report]) -> String {
    let mut out = String::from(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Simulated disputes</title>\n<style>\
         body{font:14px sans-serif;margin:2em;max-width:70em}table{border-collapse:collapse;margin:1em 0}\
         td,th{border:1px solid #ccc;padding:3px 8px;text-align:right}th:first-child,td:first-child{text-align:left}\
         </style>\n<h1>Simulated disputes</h1>\n<p>The same load on one phase (grey) and on two (blue).</p>\n",
    );
    for (name, figure) in FIGURES {
        out += &bars(name, reports, figure);
    }
    for report in reports {
        let scenario = &report.scenario;
        let _ = write!(
            out,
            "<h2>{}</h2>\n<p>{}</p>\n<table><tr><th>",
            escaped(&scenario.name),
            escaped(&scenario.about)
        );
        for system in &report.systems {
            let _ = write!(out, "<th>{:?}, layers {:?}", system.kind, system.heights);
        }
        out.push_str("</tr>\n");
        for (name, figure) in FIGURES {
            let _ = write!(out, "<tr><td>{name}");
            for system in &report.systems {
                let _ = write!(out, "<td>{}", number(figure(system)));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</table>\n");
    }
    out + "</html>\n"
}

/// Bars of one figure over all scenarios (SVG).
pub fn bars(name: &str, reports: &[Report], figure: fn(&System) -> f64) -> String {
    const BAR: usize = 14;
    const LEFT: usize = 190;
    const WIDTH: f64 = 420.0;
    let all = reports.iter().flat_map(|report| &report.systems).map(figure);
    let most = all.fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let height = 30 + reports.len() * (2 * BAR + 8);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"{height}\" font-size=\"12\" \
         font-family=\"sans-serif\"><text x=\"4\" y=\"16\" font-weight=\"bold\">{}</text>\n",
        escaped(name)
    );
    for (row, report) in reports.iter().enumerate() {
        let top = 26 + row * (2 * BAR + 8);
        let _ =
            writeln!(out, "<text x=\"4\" y=\"{}\">{}</text>", top + BAR + 4, escaped(&report.scenario.name));
        for (index, system) in report.systems.iter().enumerate() {
            let (value, y) = (figure(system), top + index * BAR);
            let (wide, fill) = (value / most * WIDTH, ["#9e9e9e", "#1f6fb4"][index % 2]);
            let _ = writeln!(
                out,
                "<rect x=\"{LEFT}\" y=\"{y}\" width=\"{wide:.1}\" height=\"{}\" fill=\"{fill}\"/>\
                 <text x=\"{:.1}\" y=\"{}\">{}</text>",
                BAR - 2,
                LEFT as f64 + wide + 4.0,
                y + BAR - 3,
                number(value)
            );
        }
    }
    out + "</svg>\n"
}

fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 || size == size.trunc() => format!("{value:.0}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
