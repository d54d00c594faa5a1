//! The integer graph as text: one line a tensor, one paragraph a step. Reads like documentation, so that it
//! can be a golden file.

use frontend::printable;
use gadgets::{Gadget, Graph, Node, Tensor, TensorId};
use std::fmt::{self, Display, Write};

/// Lists `graph`.
pub fn graph(graph: &Graph) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut text, graph);
    text
}

fn write(out: &mut String, graph: &Graph) -> fmt::Result {
    writeln!(out, "model {}", printable(&graph.name))?;
    for (kind, ports) in [("input", &graph.inputs), ("output", &graph.outputs)] {
        for p in ports {
            writeln!(out, "{kind} '{}' {} = {}", printable(&p.name), dims(&p.shape), name(graph, p.tensor))?;
        }
    }
    writeln!(out, "\ntensors")?;
    for (i, t) in graph.tensors.iter().enumerate() {
        writeln!(out, "  %{i} {}", tensor(t))?;
    }
    writeln!(out, "\nsteps")?;
    for (i, n) in graph.nodes.iter().enumerate() {
        step(out, graph, i, n)?;
    }
    Ok(())
}

fn step(out: &mut String, graph: &Graph, index: usize, node: &Node) -> fmt::Result {
    let operands: Vec<_> = node.operands.iter().map(|id| name(graph, *id)).collect();
    let result = node.output.map_or_else(|| "-".to_owned(), |id| name(graph, id));
    writeln!(out, "  {index} {} [{}]", node.gadget, printable(&node.label()))?;
    writeln!(out, "    {result} <- {}", operands.join(", "))?;
    let Gadget::Generic(g) = &node.gadget else {
        return writeln!(out, "    {}", parameters(&node.gadget));
    };
    writeln!(out, "    {} of {} operations", g.program.name, g.program.ops.len())
}

/// The parameters as `name value` pairs, without the family's name.
pub fn parameters(gadget: &Gadget) -> String {
    match serde_json::to_value(gadget) {
        Ok(serde_json::Value::Object(map)) => map
            .iter()
            .filter(|(k, _)| *k != "gadget")
            .map(|(k, v)| format!("{k} {}", v.to_string().replace('"', "")))
            .collect::<Vec<_>>()
            .join(", "),
        _ => String::new(),
    }
}

fn tensor(t: &Tensor) -> String {
    let kind = if t.data.is_some() { "constant " } else { "" };
    format!("{kind}'{}' {}{} in {} scale {}", printable(&t.name), t.element, dims(&t.shape), t.range, t.scale)
}

fn name(graph: &Graph, id: TensorId) -> String {
    format!("%{} '{}'", id.0, printable(&graph.tensor(id).name))
}

/// A number with so many decimals, by its power of ten where that would hide it or fill the line.
pub fn number(v: f64, decimals: usize) -> String {
    let shown = v == 0.0 || (v.abs() >= 0.1f64.powi(decimals as i32) && v.abs() < 1e15);
    if shown { format!("{v:.decimals$}") } else { format!("{v:.decimals$e}") }
}

/// A shape as `[1, 28, 28]`.
pub fn dims(shape: &[usize]) -> impl Display {
    format!("{shape:?}")
}

/// A table with aligned columns: the first left, the others right.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|r| r.iter().map(|cell| printable(cell)).collect()).collect();
    let columns = header.len();
    let width = |c: usize| {
        let cells = rows.iter().filter_map(|r| r.get(c)).map(|s| s.chars().count());
        cells.chain([header[c].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |cells: Vec<&str>| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(c, (s, w))| if c == 0 { format!("{s:<w$}") } else { format!("{s:>w$}") })
            .collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    let mut text = line(header.to_vec());
    rows.iter().for_each(|r| text.push_str(&line(r.iter().map(String::as_str).collect())));
    text
}
