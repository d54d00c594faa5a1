//! What the two machines are asked about: a model's run on an input, or a text that it writes.

use clap::{Args, ValueHint};
use std::path::{Path, PathBuf};

use super::generate::encoded;
use super::progress::stage;
use crate::artifact::Artifact;
use crate::execute::check_inputs;
use crate::swapping::{Machines, input_bytes, text_bytes};
use crate::text::{Tokenizer, Window};
use crate::{Failure, inputs};

/// A run of the model, or a text.
#[derive(Debug, Args)]
pub struct Text {
    /// The text of so many more tokens that a language model writes, rather than one run of it: each the likeliest.
    #[arg(long, value_name = "N")]
    pub tokens: Option<u64>,
}

/// What is asked about.
#[derive(Debug, Args)]
pub struct Given {
    /// The input: `.npy`, `.npz`, TensorProto `.pb` or JSON (EZKL's `input.json` too). A model without inputs
    /// needs none.
    #[arg(short, long, value_hint = ValueHint::FilePath, conflicts_with = "tokens")]
    pub input: Option<PathBuf>,
    /// A text.
    #[command(flatten)]
    pub text: Text,
    /// What makes tokens of the text's beginning: `tokenizer.json` (byte pairs), or llama2.c's `tokenizer.bin`.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "tokens")]
    pub tokenizer: Option<PathBuf>,
    /// The text's beginning.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true, requires = "tokens")]
    pub prompt: String,
}

/// The machines of an artifact's model, or of a text that it writes.
///
/// # Errors
/// [`Failure`] for an artifact that was changed, whose steps have no bound, or that writes no text.
pub fn machines(artifact: &Path, text: &Text) -> Result<Machines, Failure> {
    made(&Artifact::open(artifact)?, text)
}

fn made(artifact: &Artifact, text: &Text) -> Result<Machines, Failure> {
    match text.tokens {
        None => stage("compiling native code", || Machines::open(artifact)),
        Some(tokens) => stage("making the text's program", || Machines::text(artifact, tokens)),
    }
}

impl Given {
    /// The machines of an artifact's model, or of a text that it writes, and the bytes of the inputs' region. What is given is
    /// looked at before machines are made, which takes long.
    ///
    /// # Errors
    /// As [`machines`], and [`Failure`] for what does not fit.
    pub fn asked(&self, path: &Path) -> Result<(Machines, Vec<u8>), Failure> {
        let artifact = Artifact::open(path)?;
        if self.text.tokens.is_none() {
            let values = inputs::given(self.input.as_deref(), (&artifact).into())?;
            check_inputs(&artifact.graph, &values)?;
            let machines = made(&artifact, &self.text)?;
            let bytes = input_bytes(&machines.graph, &machines.plan, &values)?;
            return Ok((machines, bytes));
        }
        let Some(path) = &self.tokenizer else {
            return Err(Failure::input("a text has a beginning: give --tokenizer FILE and --prompt TEXT"));
        };
        let window = Window::new(&artifact.graph)?;
        let tokens = encoded(&Tokenizer::open(path)?, path, &window, &self.prompt)?;
        let machines = made(&artifact, &self.text)?;
        let text =
            machines.text.as_ref().ok_or_else(|| Failure::internal("a text's machines have no text"))?;
        let bytes = text_bytes(text, &tokens.into_iter().map(i64::from).collect::<Vec<_>>())?;
        Ok((machines, bytes))
    }
}
