//! A page about an artifact: its graph as a picture, and error, range and cost of each step. One file, which needs nothing
//! else and is read on a phone as well; it is well-formed XML, so that any parser can check it.

mod picture;

use frontend::printable;
use gadgets::Graph;
use serde::Serialize;
use std::fmt::Write as _;

use crate::forecast::{Forecast, Step};
use crate::manifest::Manifest;
use crate::{accuracy, listing};

/// What is known of a step.
#[derive(Clone, Debug, Serialize)]
pub struct Layer {
    /// Its cost in a proof.
    #[serde(flatten)]
    pub cost: Step,
    /// Name of its result, if it has one.
    pub tensor: Option<String>,
    /// Shape of the result.
    pub shape: Vec<usize>,
    /// Storage type of the result.
    pub element: String,
    /// Smallest and largest integer of the result.
    pub range: Option<[i64; 2]>,
    /// The same as reals.
    pub reals: Option<[f64; 2]>,
    /// Largest and mean error against the float model, as parts of the tensor's range, where they were measured.
    pub error: Option<[f64; 2]>,
    /// Time in native code in seconds: the least of several runs. None behind a step that stopped.
    pub native_seconds: Option<f64>,
    /// Instructions in the fault-proof machine.
    pub instructions: Option<u64>,
}

/// All that the page shows.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// Name of the model.
    pub model: String,
    /// What was run: a file's name, or words.
    pub input: String,
    /// How the run ended, if it stopped.
    pub stopped: Option<String>,
    /// Figures of the whole.
    pub forecast: Forecast,
    /// Error of the outputs, in a sentence each.
    pub outputs: Vec<String>,
    /// Every step.
    pub layers: Vec<Layer>,
}

/// Text for a page: no markup, no quotes, nothing that drives a terminal or breaks a parser.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No character of XML.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// On a narrow screen each step is a list of what its row has.
const STYLE: &str = "body{font:15px/1.4 sans-serif;margin:0 auto;padding:1em;max-width:84em;color:#222}\
    h1,p,li{overflow-wrap:anywhere}h1{font-size:1.3em}h2{font-size:1.1em;margin-top:1.5em}\
    .wide{overflow-x:auto}table{border-collapse:collapse;font-size:13px}\
    td,th{border:1px solid #ccc;padding:3px 7px;text-align:right;white-space:nowrap;vertical-align:top}\
    th{white-space:normal}\
    td:first-child,th:first-child,td.l,th.l{text-align:left}td.l{white-space:normal;overflow-wrap:anywhere;min-width:9em}\
    .bar{height:4px;background:#58a}svg{width:100%;max-width:36em;height:auto}svg text{font:11px sans-serif}\
    .b{stroke:#555;fill:#eee}.e0{fill:#cfe8cf}.e1{fill:#e8edc4}.e2{fill:#fbdcae}.e3{fill:#f5b5ab}\
    .io{fill:#dde6f5}.w{fill:none;stroke:#777}.s{fill:#555}\
    @media(max-width:40em){table,tbody{display:block}thead,td:empty,.bar{display:none}\
    tr{display:block;border:1px solid #ccc;border-radius:4px;margin-bottom:.6em;padding:.3em .6em}\
    td,td:first-child,td.l{display:flex;gap:1em;border:0;padding:1px 0;text-align:right;white-space:normal}\
    td::before{content:attr(data-of);color:#666;margin-right:auto;white-space:nowrap}}";

/// What the columns of the table of steps are.
const COLUMNS: [&str; 12] = [
    "#",
    "nodes",
    "computes",
    "result",
    "integers",
    "reals",
    "largest error",
    "typical error",
    "rows",
    "lookups",
    "native µs",
    "instructions",
];
/// Those of names.
const NAMES: std::ops::Range<usize> = 1..3;

/// The page's text.
pub fn html(page: &Page, graph: &Graph, manifest: &Manifest) -> String {
    let model = escaped(&page.model);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\
         <title>{model}</title><style>{STYLE}</style></head><body>\n<h1>{model}</h1>\n<p>circuit {}<br/>input: {}</p>\n",
        escaped(&manifest.circuit.digest),
        escaped(&page.input),
    );
    if let Some(stopped) = &page.stopped {
        let _ = writeln!(out, "<p><b>The run stops: {}</b></p>", escaped(stopped));
    }
    out.push_str("<h2>Whole model</h2>\n<ul>\n");
    let items = figures(&page.forecast, &page.layers);
    for item in items.iter().chain(&page.outputs) {
        let _ = writeln!(out, "<li>{}</li>", escaped(item));
    }
    let _ = writeln!(out, "</ul>\n<p>Times and memory of proofs are {}.</p>", escaped(&Forecast::formula()));
    out.push_str("<h2>Steps</h2>\n");
    out += &table(&page.layers);
    out.push_str("<h2>Graph</h2>\n<p>Colours: largest error up to 0.1 %, 1 %, 5 %, more; grey where none was measured.</p>\n");
    out += &picture::svg(graph, &page.layers);
    out + "</body></html>\n"
}

fn figures(f: &Forecast, layers: &[Layer]) -> Vec<String> {
    let instructions: u64 = layers.iter().filter_map(|l| l.instructions).sum();
    let seconds: f64 = layers.iter().filter_map(|l| l.native_seconds).sum();
    vec![
        format!(
            "proof: k = {}, {} rows, {} columns, {} bytes; about {} s and {} MB to prove",
            f.k,
            f.rows,
            f.advice_columns,
            f.proving.proof_bytes,
            listing::number(f.proving.prove_seconds, 2),
            f.proving.prove_memory_bytes / 1_000_000,
        ),
        format!("native code: {} ms", listing::number(seconds * 1e3, 3)),
        format!("fault-proof machine: {instructions} instructions"),
        format!("tensors and constants: {} bytes", f.run_memory_bytes),
    ]
}

fn table(layers: &[Layer]) -> String {
    let most = |of: fn(&Layer) -> f64| layers.iter().map(of).fold(f64::MIN_POSITIVE, f64::max);
    let rows = most(|l| l.cost.rows as f64);
    let native = most(|l| l.native_seconds.unwrap_or(0.0));
    let machine = most(|l| l.instructions.unwrap_or(0) as f64);
    let class = |at: usize| if NAMES.contains(&at) { " class=\"l\"" } else { "" };
    let heads = (0..).zip(COLUMNS).map(|(at, head)| format!("<th{}>{}</th>", class(at), escaped(head)));
    let heads: String = heads.collect();
    let mut out = format!("<div class=\"wide\"><table><thead><tr>{heads}</tr></thead><tbody>\n");
    let bar = |text: String, part: f64| {
        let width = (100.0 * part).clamp(0.0, 100.0);
        format!("{}<div class=\"bar\" style=\"width:{width:.0}%\"></div>", escaped(&text))
    };
    for (i, l) in layers.iter().enumerate() {
        let number = |v: f64| listing::number(v, 4);
        let percent = |at: usize| l.error.map_or_else(String::new, |e| accuracy::percent(e[at]));
        let cells = [
            i.to_string(),
            escaped(&l.cost.node),
            escaped(&l.cost.gadget),
            escaped(
                &l.tensor
                    .as_ref()
                    .map_or_else(String::new, |_| format!("{}{}", l.element, listing::dims(&l.shape))),
            ),
            l.range.map_or_else(String::new, |[lo, hi]| format!("{lo}..={hi}")),
            l.reals.map_or_else(String::new, |[lo, hi]| format!("{}..{}", number(lo), number(hi))),
            percent(0),
            percent(1),
            bar(l.cost.rows.to_string(), l.cost.rows as f64 / rows),
            l.cost.lookups.to_string(),
            bar(
                l.native_seconds.map_or_else(String::new, |s| listing::number(s * 1e6, 2)),
                l.native_seconds.unwrap_or(0.0) / native,
            ),
            bar(
                l.instructions.map_or_else(String::new, |n| n.to_string()),
                l.instructions.unwrap_or(0) as f64 / machine,
            ),
        ];
        let cell = |(at, text): (usize, &String)| {
            format!("<td{} data-of=\"{}\">{text}</td>", class(at), escaped(COLUMNS[at]))
        };
        let cells: String = cells.iter().enumerate().map(cell).collect();
        let _ = writeln!(out, "<tr>{cells}</tr>");
    }
    out + "</tbody></table></div>\n"
}
