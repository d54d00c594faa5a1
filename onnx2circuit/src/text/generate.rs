//! A model of a window of tokens, used token by token: the last tokens go in, and the logits behind the last one say which
//! comes next.
//!
//! A beginning that is shorter than the window is repeated behind itself, where a causal model does not look for it. A window
//! that is full slides by one token each time. All choices are made on the model's integers, so that executions that give the
//! same integers give the same text.

use gadgets::Graph;
use gadgets::arbitrary::Source;

use crate::Failure;

/// Bits of a weight of which the next token is drawn.
const WEIGHT_BITS: i32 = 40;

/// What a model of a window takes and gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Tokens that go in.
    pub tokens: usize,
    /// Tokens that there are, each with a logit behind each token of the window.
    pub vocabulary: usize,
    /// Real value of a logit of 1.
    pub scale: f64,
    /// Smallest and largest token that goes in.
    pub range: (i64, i64),
    /// Which output has the logits.
    output: usize,
}

impl Window {
    /// The window of a model of whole numbers `[.., T]` to logits `[.., T, V]`.
    ///
    /// # Errors
    /// [`Failure`] that says what the model is instead.
    pub fn new(graph: &Graph) -> Result<Self, Failure> {
        let fail = |what: String| {
            let help = "tokens of shape [1, T] to logits of shape [1, T, V], T and V fixed";
            Err(Failure::input(format!("no model of a window of tokens: {what}")).with_help(help))
        };
        let [input] = &graph.inputs[..] else { return fail(format!("{} inputs", graph.inputs.len())) };
        let tensor = graph.tensor(input.tensor);
        let tokens = tensor.len();
        if input.shape.last() != Some(&tokens) || tokens == 0 || tensor.scale.to_f64() != 1.0 {
            return fail(format!("its input '{}' is no row of whole numbers", input.name));
        }
        let logits = |port: &gadgets::Port| match port.shape[..] {
            [.., rows, columns] if rows == tokens && columns > 1 => {
                (graph.tensor(port.tensor).len() == rows * columns).then_some(columns)
            }
            _ => None,
        };
        let mut found = graph.outputs.iter().enumerate().filter_map(|(at, port)| Some((at, logits(port)?)));
        let Some((output, vocabulary)) = found.next() else {
            return fail(format!("no output has a row for each of its {tokens} tokens"));
        };
        let scale = graph.tensor(graph.outputs[output].tensor).scale.to_f64();
        Ok(Self { tokens, vocabulary, scale, range: (tensor.range.lo, tensor.range.hi), output })
    }

    /// Which output has the logits.
    pub const fn output(&self) -> usize {
        self.output
    }

    /// The inputs that show the end of `context`, and the row of logits behind its last token.
    fn inputs(&self, context: &[u32]) -> (Vec<Vec<i64>>, usize) {
        let shown = &context[context.len().saturating_sub(self.tokens)..];
        // Other tokens might lead to values that the model refuses.
        let row = shown.iter().cycle().map(|token| i64::from(*token)).take(self.tokens).collect();
        (vec![row], shown.len().saturating_sub(1))
    }

    /// Refuses tokens that the model does not take.
    ///
    /// # Errors
    /// [`Failure`] naming the first, with blame `No`.
    pub fn check(&self, context: &[u32]) -> Result<(), Failure> {
        let (lo, hi) = self.range;
        match context.iter().find(|token| !(lo..=hi).contains(&i64::from(**token))) {
            Some(token) => Err(Failure::no(format!("token {token}: the model takes {lo} to {hi}"))
                .with_help("compile it with the range of all tokens: --input-range NAME=LO..HI")),
            None if context.is_empty() => Err(Failure::input("a text of no tokens cannot be continued")),
            None => Ok(()),
        }
    }
}

/// How the next token is chosen.
#[derive(Clone, Debug)]
pub enum Choice {
    /// The one with the largest logit, the first of equals.
    Largest,
    /// Drawn by `exp(logit / temperature)`.
    Drawn {
        /// Above 0.
        temperature: f64,
        /// Where chance comes from.
        source: Source,
    },
}

impl Choice {
    /// Greedy at temperature 0, drawn by `seed` above.
    pub const fn new(temperature: f64, seed: u64) -> Self {
        if temperature > 0.0 { Self::Drawn { temperature, source: Source::new(seed) } } else { Self::Largest }
    }

    /// A token by its logits, which are integers of this scale.
    pub fn next(&mut self, logits: &[i64], scale: f64) -> u32 {
        let largest = logits.iter().copied().max().unwrap_or_default();
        let first = logits.iter().position(|v| *v == largest).unwrap_or_default() as u32;
        let Self::Drawn { temperature, source } = self else { return first };
        let whole = f64::from(WEIGHT_BITS).exp2();
        let weight = |v: &i64| {
            // The same on every host, so that a seed is a text.
            let share = libm::exp((*v as f64 - largest as f64) * scale / *temperature);
            (share * whole) as u64
        };
        let weights: Vec<u64> = logits.iter().map(weight).collect();
        let total: u128 = weights.iter().map(|w| u128::from(*w)).sum();
        let mut drawn = (u128::from(source.bits()) * total) >> 64;
        for (token, weight) in (0..).zip(&weights) {
            let weight = u128::from(*weight);
            if drawn < weight {
                return token;
            }
            drawn -= weight;
        }
        first
    }
}

/// Why a text ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It has as many tokens as were asked for.
    Length,
    /// The model ended it.
    Token,
}

/// Continues `context` by up to `count` tokens. `run` gives the model's outputs; `each` is given every token, and says whether to go on.
///
/// # Errors
/// [`Failure`] of a run, and for a token that the model does not take.
pub fn continued(
    window: &Window,
    context: &mut Vec<u32>,
    count: usize,
    choice: &mut Choice,
    mut run: impl FnMut(&[Vec<i64>]) -> Result<Vec<Vec<i64>>, Failure>,
    mut each: impl FnMut(u32) -> bool,
) -> Result<End, Failure> {
    window.check(context)?;
    for _ in 0..count {
        let (inputs, row) = window.inputs(context);
        let outputs = run(&inputs)?;
        let rows = outputs.get(window.output).and_then(|all| all.chunks_exact(window.vocabulary).nth(row));
        let logits = rows.ok_or_else(|| Failure::internal("the output has too few logits"))?;
        let token = choice.next(logits, window.scale);
        if !each(token) {
            return Ok(End::Token);
        }
        context.push(token);
        window.check(&[token])?;
    }
    Ok(End::Length)
}
