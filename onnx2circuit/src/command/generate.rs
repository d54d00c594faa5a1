//! `generate`: text that a compiled language model continues, by any of the four executions.

use clap::ValueHint;
use frontend::printable;
use serde::Serialize;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::{On, whole};
use super::print;
use super::progress::{Counted, stage};
use super::run::{Ready, name, stopped};
use crate::Failure;
use crate::artifact::Artifact;
use crate::execute::Outcome;
use crate::manifest::Manifest;
use crate::text::{Choice, End, MAX_TEXT, Tokenizer, TokenizerError, Window, continued};

/// Most characters of a tokenizer that are named.
const SHOWN: usize = 100;

/// Arguments of `generate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The artifact directory of a model that takes a window of tokens `[1, T]` and gives logits `[1, T, V]`.
    #[arg(value_hint = ValueHint::DirPath)]
    pub artifact: PathBuf,
    /// The model's tokenizer: `tokenizer.json` (byte pairs), or llama2.c's `tokenizer.bin`.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub tokenizer: PathBuf,
    /// The text to continue.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub prompt: String,
    /// Most tokens to add.
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..))]
    pub tokens: u32,
    /// 0 takes the likeliest token; more draws from all of them, the wilder the higher.
    #[arg(long, value_name = "T", default_value_t = 0.0, value_parser = temperature)]
    pub temperature: f64,
    /// What chance starts from: the same seed, the same text, in every execution.
    #[arg(long, value_name = "S", default_value_t = 0, value_parser = whole, requires = "temperature")]
    pub seed: u64,
    /// Which execution.
    #[arg(long, value_enum, default_value_t = On::Native)]
    pub on: On,
}

fn temperature(text: &str) -> Result<f64, String> {
    let value = text.parse().ok().filter(|t: &f64| (0.0..=1000.0).contains(t));
    value.ok_or_else(|| "expected a number of 0 to 1000".to_owned())
}

/// The result: the stable JSON.
#[derive(Debug, Serialize)]
struct Report {
    on: String,
    prompt: String,
    prompt_tokens: Vec<u32>,
    tokens: Vec<u32>,
    /// The prompt and what was added.
    text: String,
    /// Whether the model ended the text before it had all tokens.
    ended: bool,
}

/// Runs the verb.
pub fn run(args: &Args, json: bool) -> Result<(), Failure> {
    let artifact = Artifact::open(&args.artifact)?;
    let window = Window::new(&artifact.graph)?;
    let tokenizer = Tokenizer::open(&args.tokenizer)?;
    let prompt_tokens = encoded(&tokenizer, &args.tokenizer, &window, &args.prompt)?;
    let ready = stage("preparing", || Ready::new(&artifact, args.on))?;

    let mut out = Output::new(json, args.tokens);
    let mut printer = tokenizer.printer();
    let text: String = prompt_tokens.iter().map(|token| printer.push(*token)).collect();
    out.text(&text);
    let mut tokens = prompt_tokens.clone();
    let mut choice = Choice::new(args.temperature, args.seed);
    let start = Instant::now();
    let each = |token| {
        let goes_on = !tokenizer.ends(token);
        if goes_on {
            out.text(&printer.push(token));
            out.counted.iter().for_each(Counted::inc);
        }
        goes_on && out.stopped.is_none()
    };
    let one = |inputs: &[Vec<i64>]| match ready.run(inputs)? {
        Outcome::Done(outputs) => Ok(outputs),
        Outcome::Stopped { code, step } => {
            Err(stopped(&artifact.graph, code, step).with_help(beyond(&artifact.manifest)))
        }
    };
    let end = continued(&window, &mut tokens, args.tokens as usize, &mut choice, one, each);
    out.text(&printer.finish());
    let added = tokens.split_off(prompt_tokens.len());
    out.finish(added.len(), start, &name(args.on));
    let ended = end? == End::Token;
    out.written()?;
    if !json {
        return Ok(());
    }
    let report = Report {
        on: name(args.on),
        prompt: args.prompt.clone(),
        prompt_tokens,
        tokens: added,
        text: out.shown,
        ended,
    };
    print(json, &report, String::new)
}

/// What helps a text that has no value somewhere.
fn beyond(manifest: &Manifest) -> &'static str {
    let saturates = manifest.settings.get("overflow").is_some_and(|overflow| overflow == "saturate");
    if saturates {
        "this model clamps what leaves a range already, but not where a function has no value: calibrate on text like this"
    } else {
        "calibrate on text like this, or compile with --overflow saturate"
    }
}

/// The tokens of a prompt, by a tokenizer from a file, which is the model's.
///
/// # Errors
/// [`Failure`] for another model's tokenizer, and for text that it or the model does not take.
pub(super) fn encoded(
    tokenizer: &Tokenizer,
    path: &Path,
    window: &Window,
    prompt: &str,
) -> Result<Vec<u32>, Failure> {
    if tokenizer.tokens() > window.vocabulary {
        let (has, knows) = (tokenizer.tokens(), window.vocabulary);
        let text = format!("the tokenizer has {has} tokens, the model {knows}: it is another model's");
        return Err(Failure::file(path, text));
    }
    let tokens = tokenizer.encode(prompt).map_err(|e| refused(tokenizer, &e))?;
    window.check(&tokens)?;
    Ok(tokens)
}

/// Why a prompt has no tokens, and what a prompt may have.
fn refused(tokenizer: &Tokenizer, error: &TokenizerError) -> Failure {
    let help = match error {
        TokenizerError::Character(_) => {
            let known = tokenizer.characters();
            let more = if known.len() > SHOWN { " and others" } else { "" };
            let known: String = known.into_iter().take(SHOWN).collect();
            format!("the tokenizer knows {known:?}{more}")
        }
        _ => format!("a prompt has at most {MAX_TEXT} bytes"),
    };
    Failure::input(format!("--prompt: {error}")).with_help(help)
}

/// Text on standard output as it comes, progress on standard error.
struct Output {
    json: bool,
    /// Why nothing more is written.
    stopped: Option<std::io::Error>,
    shown: String,
    counted: Option<Counted>,
}

impl Output {
    fn new(json: bool, tokens: u32) -> Self {
        // A bar between the words of a text would tear it apart.
        let beside = json || !std::io::stdout().is_terminal();
        let counted = beside.then(|| Counted::new("generating", "tokens", tokens.into()));
        Self { json, stopped: None, shown: String::new(), counted }
    }

    fn text(&mut self, text: &str) {
        if self.json {
            self.shown.push_str(text);
            return;
        }
        let mut out = std::io::stdout().lock();
        if self.stopped.is_none() {
            self.stopped = out.write_all(text.as_bytes()).and_then(|()| out.flush()).err();
        }
    }

    /// Refuses a text that could not be written. A closed pipe is the reader's choice, not a failure: nothing more was made
    /// for it.
    fn written(&self) -> Result<(), Failure> {
        match &self.stopped {
            Some(e) if e.kind() != ErrorKind::BrokenPipe => {
                Err(Failure::input(format!("the text cannot be written: {e}")))
            }
            _ => Ok(()),
        }
    }

    fn finish(&mut self, tokens: usize, start: Instant, on: &str) {
        self.counted = None;
        if !self.json {
            self.text("\n");
        }
        let seconds = start.elapsed().as_secs_f64();
        let rate = tokens as f64 / seconds.max(f64::MIN_POSITIVE);
        let line = format!("{tokens} tokens in {seconds:.1} s, {rate:.1} a second, on {}", printable(on));
        let _ = writeln!(std::io::stderr(), "{line}");
    }
}
