//! RNN, GRU and LSTM, unrolled: a step for each element of the sequence.
//!
//! Source: ONNX's `RNN`, `GRU`, `LSTM` (equations; activations with their `alpha` and `beta`).

use super::attributes::{bad, float};
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::{Element, ValueId};
use crate::literal::Literal;
use crate::words::Kind;

/// Longest sequence.
const MOST: usize = 1 << 10;

/// The cells.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Cell {
    Rnn,
    Gru,
    Lstm,
}

impl Cell {
    const fn gates(self) -> usize {
        match self {
            Self::Rnn => 1,
            Self::Gru => 3,
            Self::Lstm => 4,
        }
    }

    /// The default activations of one direction.
    const fn activations(self) -> &'static [&'static str] {
        match self {
            Self::Rnn => &["Tanh"],
            Self::Gru => &["Sigmoid", "Tanh"],
            Self::Lstm => &["Sigmoid", "Tanh", "Tanh"],
        }
    }
}

/// An activation with its parameters.
#[derive(Clone)]
struct Activation {
    name: String,
    alpha: Option<f32>,
    beta: Option<f32>,
}

impl Activation {
    fn apply(&self, c: &mut Context<'_>, x: ValueId) -> Made {
        let or = |v: Option<f32>, default: f32| v.unwrap_or(default);
        let one = |name: &str, default: f32| vec![float(name, or(self.alpha, default))];
        match self.name.to_lowercase().as_str() {
            "relu" => c.call("Relu", &[x]),
            "tanh" => c.call("Tanh", &[x]),
            "sigmoid" => c.call("Sigmoid", &[x]),
            "softsign" => c.call("Softsign", &[x]),
            "softplus" => c.call("Softplus", &[x]),
            "leakyrelu" => c.call_with("LeakyRelu", &[x], one("alpha", 0.01)),
            "thresholdedrelu" => c.call_with("ThresholdedRelu", &[x], one("alpha", 1.0)),
            "elu" => c.call_with("Elu", &[x], one("alpha", 1.0)),
            "hardsigmoid" => {
                let beta = float("beta", or(self.beta, 0.5));
                c.call_with("HardSigmoid", &[x], [one("alpha", 0.2), vec![beta]].concat())
            }
            "affine" => {
                let (alpha, beta) = (or(self.alpha, 1.0), or(self.beta, 0.0));
                super::arithmetic::affine(c, Name::Part("Affine"), x, alpha.into(), beta.into())
            }
            "scaledtanh" => {
                let scaled = c.scalar("beta", or(self.beta, 1.0).into())?;
                let y = c.call("Mul", &[x, scaled])?;
                let y = c.call("Tanh", &[y])?;
                let alpha = c.scalar("alpha", or(self.alpha, 1.0).into())?;
                c.call("Mul", &[y, alpha])
            }
            other => Err(Problem::Unsupported(format!("the activation '{other}'"))),
        }
    }
}

/// One direction: its own weights, `[input, gates·H]` and so on.
struct Direction {
    w: ValueId,
    r: ValueId,
    /// Biases of the input and of the state.
    bias: Option<[ValueId; 2]>,
    peepholes: Option<[ValueId; 3]>,
    h: ValueId,
    c: ValueId,
    activations: Vec<Activation>,
}

/// What both directions have in common.
struct Settings {
    cell: Cell,
    hidden: usize,
    clip: Option<f64>,
    linear_before_reset: bool,
    input_forget: bool,
    /// For each batch element how many steps count, where not all do.
    lengths: Option<Vec<i64>>,
}

/// A recurrent layer: a step for each element of the sequence.
pub(super) fn unrolled(c: &mut Context<'_>, cell: Cell) -> Made<Vec<ValueId>> {
    let (operands, results) = if cell == Cell::Lstm { (8, 3) } else { (6, 2) };
    c.arity(operands, results)?;
    let (mut x, w, r) = (c.operand(0, "X")?, c.operand(1, "W")?, c.operand(2, "R")?);
    let batch_first = c.version >= 14 && c.attributes.flag("layout", false)?;
    c.attributes.ignore("output_sequence");
    if batch_first {
        x = c.turned(x, &[1, 0, 2])?;
    }
    let (shape, rows) = (c.shape(x), c.shape(r));
    let ([length, batch, _], [directions, _, hidden]) = (&shape[..], &rows[..]) else {
        return Err(Problem::Shape(format!("X is {shape:?} and R {rows:?}")));
    };
    let (length, batch, directions, hidden) = (*length, *batch, *directions, *hidden);
    if length > MOST {
        return Err(Problem::TooLarge { what: "the sequence", got: length as u64, limit: MOST as u64 });
    }
    let given = c.attributes.int("hidden_size", hidden as i64)?;
    if given != hidden as i64 {
        return Err(bad("hidden_size", &format!("is {given}, but R is for {hidden}")));
    }
    let backward: Vec<bool> = match c.attributes.string("direction")?.unwrap_or("forward") {
        "forward" => vec![false],
        "reverse" => vec![true],
        "bidirectional" => vec![false, true],
        other => return Err(bad("direction", &format!("is '{other}'"))),
    };
    if backward.len() != directions || c.shape(w).first() != Some(&directions) {
        return Err(Problem::Shape(format!("weights for {directions} directions")));
    }
    let lengths = match c.optional(4) {
        Some(_) => Some(c.integers(4, "sequence_lens")?).filter(|l| l.iter().any(|n| *n != length as i64)),
        None => None,
    };
    if lengths.as_ref().is_some_and(|l| l.len() != batch) {
        return Err(Problem::Shape(format!("sequence_lens for {batch} elements")));
    }
    let settings = Settings {
        cell,
        hidden,
        clip: c.attributes.has("clip").then(|| c.attributes.float("clip", 0.0)).transpose()?,
        linear_before_reset: cell == Cell::Gru && c.attributes.int("linear_before_reset", 0)? != 0,
        input_forget: cell == Cell::Lstm && c.attributes.int("input_forget", 0)? != 0,
        lengths,
    };
    let activations = activations(c, cell, directions)?;
    let mut ways = Vec::with_capacity(directions);
    for (d, own) in activations.into_iter().enumerate() {
        ways.push(direction(c, &settings, d, own, batch, batch_first)?);
    }
    // For each direction: the states in the order of the sequence, and the last ones.
    let (mut all, mut last_h, mut last_c) = (Vec::new(), Vec::new(), Vec::new());
    for (way, backward) in ways.into_iter().zip(&backward) {
        let (states, h, cell_state) = run(c, &settings, &way, x, *backward)?;
        let mut steps = Vec::with_capacity(states.len());
        for state in states {
            steps.push(c.unsqueezed(state, 0)?);
        }
        let sequence = c.joined(&steps, 0)?;
        all.push(c.unsqueezed(sequence, 1)?);
        last_h.push(c.unsqueezed(h, 0)?);
        last_c.push(c.unsqueezed(cell_state, 0)?);
    }
    let mut results = vec![c.joined(&all, 1)?, c.joined(&last_h, 0)?];
    if cell == Cell::Lstm {
        results.push(c.joined(&last_c, 0)?);
    }
    if batch_first {
        results[0] = c.turned(results[0], &[2, 0, 1, 3])?;
        for state in &mut results[1..] {
            *state = c.turned(*state, &[1, 0, 2])?;
        }
    }
    Ok(results)
}

fn activations(c: &Context<'_>, cell: Cell, directions: usize) -> Made<Vec<Vec<Activation>>> {
    let each = cell.activations().len();
    let names = match c.attributes.strings("activations")? {
        Some(names) => names.into_iter().map(str::to_owned).collect::<Vec<_>>(),
        None => cell.activations().repeat(directions).into_iter().map(str::to_owned).collect(),
    };
    if names.len() != each * directions {
        return Err(bad(
            "activations",
            &format!("has {} names, expected {}", names.len(), each * directions),
        ));
    }
    let (alphas, betas) = (c.attributes.floats("activation_alpha")?, c.attributes.floats("activation_beta")?);
    // Values are given in the order of the activations that take one.
    let (mut alphas, mut betas) = (alphas.unwrap_or_default().iter(), betas.unwrap_or_default().iter());
    let takes = |name: &str, of: &[&str]| of.contains(&name.to_lowercase().as_str());
    let with_alpha = ["leakyrelu", "thresholdedrelu", "elu", "hardsigmoid", "affine", "scaledtanh"];
    let with_beta = ["hardsigmoid", "affine", "scaledtanh"];
    let all: Vec<Activation> = names
        .into_iter()
        .map(|name| Activation {
            alpha: if takes(&name, &with_alpha) { alphas.next().copied() } else { None },
            beta: if takes(&name, &with_beta) { betas.next().copied() } else { None },
            name,
        })
        .collect();
    Ok(all.chunks(each).map(<[Activation]>::to_vec).collect())
}

fn direction(
    c: &mut Context<'_>,
    s: &Settings,
    d: usize,
    activations: Vec<Activation>,
    batch: usize,
    batch_first: bool,
) -> Made<Direction> {
    let (gates, hidden) = (s.cell.gates(), s.hidden);
    let (w, r) = (c.operand(1, "W")?, c.operand(2, "R")?);
    let [w, r] = [w, r].map(|id| c.at(id, 0, d).and_then(|m| c.turned(m, &[1, 0])));
    let bias = match c.optional(3) {
        None => None,
        Some(b) => {
            let b = c.at(b, 0, d)?;
            Some([c.sliced(b, 0, 0, gates * hidden)?, c.sliced(b, 0, gates * hidden, 2 * gates * hidden)?])
        }
    };
    let mut state = |index: usize| match c.optional(index) {
        None => c.literal("initial", Literal::floats(&[batch, hidden], vec![0.0; batch * hidden])),
        Some(id) if batch_first => {
            let moved = c.turned(id, &[1, 0, 2])?;
            c.at(moved, 0, d)
        }
        Some(id) => c.at(id, 0, d),
    };
    let h = state(5)?;
    let cell_state = if s.cell == Cell::Lstm { state(6)? } else { h };
    let peepholes = match c.optional(7).filter(|_| s.cell == Cell::Lstm) {
        None => None,
        Some(p) => {
            let p = c.at(p, 0, d)?;
            let part = |c: &mut Context<'_>, k: usize| c.sliced(p, 0, k * hidden, (k + 1) * hidden);
            Some([part(c, 0)?, part(c, 1)?, part(c, 2)?])
        }
    };
    Ok(Direction { w: w?, r: r?, bias, peepholes, h, c: cell_state, activations })
}

/// The states in the order of the sequence, the last one, and the last cell.
fn run(
    c: &mut Context<'_>,
    s: &Settings,
    way: &Direction,
    x: ValueId,
    backward: bool,
) -> Made<(Vec<ValueId>, ValueId, ValueId)> {
    let shape = c.shape(x);
    let (length, batch) = (shape[0], shape[1]);
    let (mut h, mut cell) = (way.h, way.c);
    // The inputs' part of all steps at once.
    let mut all = c.call("MatMul", &[x, way.w])?;
    if let Some([own, _]) = way.bias {
        all = c.call("Add", &[all, own])?;
    }
    let mut states = vec![h; length];
    for i in 0..length {
        let t = if backward { length - 1 - i } else { i };
        let inputs = c.at(all, 0, t)?;
        let (next, next_cell) = match s.cell {
            Cell::Lstm => lstm_step(c, s, way, inputs, h, cell)?,
            Cell::Gru => {
                let next = gru_step(c, s, way, inputs, h)?;
                (next, next)
            }
            Cell::Rnn => {
                let sum = recurrent(c, way, inputs, h)?;
                let next = active(c, s, &way.activations[0], sum)?;
                (next, next)
            }
        };
        let (mut out, mut kept) = (next, next_cell);
        if let Some(lengths) = &s.lengths {
            // Behind its end a sequence keeps its state, and gives 0.
            let mask = c.flags("counts", &[batch, 1], lengths.iter().map(|n| (t as i64) < *n))?;
            out = c.call("Mul", &[next, mask])?;
            kept = c.call("Where", &[mask, next_cell, cell])?;
            h = c.call("Where", &[mask, next, h])?;
        } else {
            h = next;
        }
        cell = kept;
        states[t] = out;
    }
    Ok((states, h, cell))
}

/// An activation of what is within the clip, if there is one.
fn active(c: &mut Context<'_>, s: &Settings, activation: &Activation, x: ValueId) -> Made {
    let Some(limit) = s.clip else { return activation.apply(c, x) };
    let shape = c.shape(x);
    let kind = Kind::Clip { lo: -limit, hi: limit };
    let x = c.word(Name::Part("clipped"), kind, &[x], &shape, Element::Float)?;
    activation.apply(c, x)
}

/// `inputs + h·R + bias`, all gates.
fn recurrent(c: &mut Context<'_>, way: &Direction, inputs: ValueId, h: ValueId) -> Made {
    let mut product = c.call("MatMul", &[h, way.r])?;
    if let Some([_, own]) = way.bias {
        product = c.call("Add", &[product, own])?;
    }
    c.call("Add", &[inputs, product])
}

fn lstm_step(
    c: &mut Context<'_>,
    s: &Settings,
    way: &Direction,
    inputs: ValueId,
    h: ValueId,
    cell: ValueId,
) -> Made<(ValueId, ValueId)> {
    let n = s.hidden;
    let gates = recurrent(c, way, inputs, h)?;
    let gate = |c: &mut Context<'_>, k: usize| c.sliced(gates, -1, k * n, (k + 1) * n);
    let (mut i, mut o, mut f, g) = (gate(c, 0)?, gate(c, 1)?, gate(c, 2)?, gate(c, 3)?);
    let peep = |c: &mut Context<'_>, x: ValueId, weight: ValueId, cell: ValueId| {
        let part = c.call("Mul", &[cell, weight])?;
        c.call("Add", &[x, part])
    };
    if let Some([pi, _, pf]) = way.peepholes {
        i = peep(c, i, pi, cell)?;
        f = peep(c, f, pf, cell)?;
    }
    let (first, second, third) = (&way.activations[0], &way.activations[1], &way.activations[2]);
    let i = active(c, s, first, i)?;
    let f = if s.input_forget {
        super::arithmetic::affine(c, Name::Part("forget"), i, -1.0, 1.0)?
    } else {
        active(c, s, first, f)?
    };
    let g = active(c, s, second, g)?;
    let (kept, new) = (c.call("Mul", &[f, cell])?, c.call("Mul", &[i, g])?);
    let next = c.call("Add", &[kept, new])?;
    if let Some([_, po, _]) = way.peepholes {
        o = peep(c, o, po, next)?;
    }
    let o = active(c, s, first, o)?;
    let bounded = third.apply(c, next)?;
    Ok((c.call("Mul", &[o, bounded])?, next))
}

fn gru_step(c: &mut Context<'_>, s: &Settings, way: &Direction, inputs: ValueId, h: ValueId) -> Made {
    let n = s.hidden;
    let (first, second) = (&way.activations[0], &way.activations[1]);
    let columns = |c: &mut Context<'_>, k: usize, count: usize| c.sliced(way.r, 1, k * n, (k + count) * n);
    let biased = |c: &mut Context<'_>, x: ValueId, k: usize, count: usize| match way.bias {
        None => Ok(x),
        Some([_, own]) => {
            let part = c.sliced(own, 0, k * n, (k + count) * n)?;
            c.call("Add", &[x, part])
        }
    };
    // Update and reset.
    let own = columns(c, 0, 2)?;
    let product = c.call("MatMul", &[h, own])?;
    let product = biased(c, product, 0, 2)?;
    let given = c.sliced(inputs, -1, 0, 2 * n)?;
    let gates = c.call("Add", &[given, product])?;
    let gates = active(c, s, first, gates)?;
    let (z, r) = (c.sliced(gates, -1, 0, n)?, c.sliced(gates, -1, n, 2 * n)?);
    // The candidate.
    let own = columns(c, 2, 1)?;
    let given = c.sliced(inputs, -1, 2 * n, 3 * n)?;
    let recurrent = if s.linear_before_reset {
        let product = c.call("MatMul", &[h, own])?;
        let product = biased(c, product, 2, 1)?;
        c.call("Mul", &[r, product])?
    } else {
        let reset = c.call("Mul", &[r, h])?;
        let product = c.call("MatMul", &[reset, own])?;
        biased(c, product, 2, 1)?
    };
    let candidate = c.call("Add", &[given, recurrent])?;
    let candidate = active(c, s, second, candidate)?;
    // (1 − z)·candidate + z·h = candidate + z·(h − candidate).
    let difference = c.call("Sub", &[h, candidate])?;
    let part = c.call("Mul", &[z, difference])?;
    c.call("Add", &[candidate, part])
}
