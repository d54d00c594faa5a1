//! The command `onnx2circuit`.

use onnx2circuit::Failure;
use onnx2circuit::command::{self, Cli, Command};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use textwrap::WordSplitter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

/// What tract says of itself is of no use to users of this command: it is asked for a second opinion alone.
const OTHERS: &str = "tract_onnx=error,tract_hir=error,tract_core=error,tract_linalg=error";

fn main() -> ExitCode {
    // SAFETY: no other thread runs yet.
    unsafe { command::forget_degree() };
    let cli = match Cli::from_arguments() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    // What watches for days gives back what it needed for a moment.
    if matches!(cli.command, Command::Bench(_) | Command::Demo(_) | Command::Prove(_) | Command::Setup(_)) {
        // SAFETY: no other thread runs yet.
        unsafe { command::keep_pages() };
    }
    log(cli.verbose);
    // Options are words of their own, which a line's end does not take apart.
    let _ = miette::set_hook(Box::new(|_| {
        let options = miette::MietteHandlerOpts::new().break_words(false);
        Box::new(options.word_splitter(WordSplitter::NoHyphenation).build())
    }));
    let json = cli.json;
    match command::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let code = ExitCode::from(failure.blame as u8);
            if json && !failure.is_told() {
                say(&failure.to_json().to_string());
            }
            eprintln!("{:?}", miette::Report::new(failure));
            code
        }
    }
}

/// Prints a line, if anybody can read it: the exit status and standard error say the same.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Reports arguments that cannot be parsed, as any other failure; help and version are no failures.
fn usage(error: &clap::Error) -> ExitCode {
    let code = if error.use_stderr() {
        let failure = Failure::usage(error);
        // What was asked for is not known, so it is looked for among the arguments themselves.
        if std::env::args_os().skip(1).take_while(|a| a != "--").any(|a| a == "--json") {
            say(&failure.to_json().to_string());
        }
        ExitCode::from(failure.blame as u8)
    } else {
        ExitCode::SUCCESS
    };
    // A closed pipe is the reader's choice, not a failure.
    let _ = error.print();
    code
}

/// Sends what the stages log to standard error, in colours where that is a terminal.
fn log(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "info",
        _ => "debug",
    };
    let given = std::env::var("RUST_LOG").ok().and_then(|wanted| wanted.parse::<Targets>().ok());
    let filter = given.or_else(|| format!("{level},{OTHERS}").parse().ok()).unwrap_or_default();
    let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let colours = std::io::stderr().is_terminal() && !plain;
    let lines = tracing_subscriber::fmt::layer().with_ansi(colours).with_writer(std::io::stderr);
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
}
