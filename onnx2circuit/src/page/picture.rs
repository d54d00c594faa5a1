//! The graph as a picture: inputs, steps and outputs one below the other, in the order that they run in; lines from where a
//! tensor is made to where it is read, around what lies between.

use gadgets::{Graph, TensorId};
use std::fmt::Write as _;

use super::{Layer, escaped};
use crate::listing;

/// Units of the picture: its width, a box's left and right side, and what a row takes.
const WIDTH: usize = 400;
const LEFT: usize = 8;
const RIGHT: usize = 300;
const ROW: usize = 52;
const BOX: usize = 36;
/// Characters that fit a box.
const FITS: usize = 42;

/// The picture (SVG inside of HTML).
pub(super) fn svg(graph: &Graph, layers: &[Layer]) -> String {
    let (inputs, steps) = (graph.inputs.len(), graph.nodes.len());
    let rows = inputs + steps + graph.outputs.len();
    let mut out =
        format!("<svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"graph\">\n", rows * ROW + ROW / 4);
    let mut made: Vec<Option<usize>> = vec![None; graph.tensors.len()];
    let mut wires = String::new();
    let mut boxes = String::new();
    let mut read = |made: &[Option<usize>], id: TensorId, at: usize| {
        if let Some(from) = made.get(id.index()).copied().flatten() {
            wires += &wire(from, at);
        }
    };
    for (row, port) in graph.inputs.iter().enumerate() {
        boxes += &labelled(row, "io", &port.name, &format!("input {}", listing::dims(&port.shape)));
        made[port.tensor.index()] = Some(row);
    }
    for (i, (node, layer)) in graph.nodes.iter().zip(layers).enumerate() {
        let row = inputs + i;
        node.operands.iter().for_each(|id| read(&made, *id, row));
        let below = format!("{i} {} {}", layer.cost.gadget, listing::dims(&layer.shape));
        boxes += &labelled(row, colour(layer), &layer.cost.node, &below);
        if let Some(id) = node.output {
            made[id.index()] = Some(row);
        }
    }
    for (i, port) in graph.outputs.iter().enumerate() {
        let row = inputs + steps + i;
        read(&made, port.tensor, row);
        boxes += &labelled(row, "io", &port.name, &format!("output {}", listing::dims(&port.shape)));
    }
    out += &wires;
    out += &boxes;
    out + "</svg>\n"
}

fn colour(layer: &Layer) -> &'static str {
    match layer.error.map(|[largest, _]| largest) {
        None => "",
        Some(e) if e <= 0.001 => "e0",
        Some(e) if e <= 0.01 => "e1",
        Some(e) if e <= 0.05 => "e2",
        Some(_) => "e3",
    }
}

/// A box with a name, which is whole in its title, and a line below it.
fn labelled(row: usize, class: &str, name: &str, below: &str) -> String {
    let top = row * ROW + ROW / 4;
    let short: String = match name.chars().count() {
        n if n > FITS => name.chars().take(FITS - 1).chain(['…']).collect(),
        _ => name.to_owned(),
    };
    format!(
        "<g><title>{}</title><rect class=\"b {class}\" x=\"{LEFT}\" y=\"{top}\" width=\"{}\" height=\"{BOX}\" rx=\"4\"/>\
         <text x=\"{x}\" y=\"{}\">{}</text><text class=\"s\" x=\"{x}\" y=\"{}\">{}</text></g>\n",
        escaped(name),
        RIGHT - LEFT,
        top + 15,
        escaped(&short),
        top + 29,
        escaped(below),
        x = LEFT + 8,
    )
}

/// A line between two rows: straight to the next one, else around on the right, further out the longer it is.
fn wire(from: usize, to: usize) -> String {
    let mut out = String::new();
    if to == from + 1 {
        let x = (LEFT + RIGHT) / 2;
        let (top, bottom) = (from * ROW + ROW / 4 + BOX, to * ROW + ROW / 4);
        let _ = writeln!(out, "<path class=\"w\" d=\"M{x} {top}V{bottom}\"/>");
        return out;
    }
    let middle = |row: usize| row * ROW + ROW / 4 + BOX / 2;
    let reach = (RIGHT + 12 + 6 * to.abs_diff(from)).min(WIDTH - 4);
    let (a, b) = (middle(from) + 6, middle(to) - 6);
    let _ = writeln!(out, "<path class=\"w\" d=\"M{RIGHT} {a}C{reach} {a} {reach} {b} {RIGHT} {b}\"/>");
    out
}
