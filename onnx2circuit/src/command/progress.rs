//! Progress on standard error: what goes on, for as long as a stage runs, and its time when it is done.
//!
//! On a terminal a spinner stands there while the stage runs. Elsewhere a stage that takes over a second has a line
//! when that second is over and one with its time at its end, so that a log shows where a long run is.

mod counted;

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

pub use counted::Counted;

/// Stages shorter than this leave no line.
const SHORT: Duration = Duration::from_secs(1);

/// Shows the stages of a compilation.
#[derive(Clone, Copy, Debug)]
pub struct Shown;

impl crate::pipeline::Progress for Shown {
    fn stage<T>(&self, what: &str, work: impl FnOnce() -> T) -> T {
        stage(what, work)
    }
}

/// Runs `work`, showing `what` while it runs.
pub fn stage<T>(what: &str, work: impl FnOnce() -> T) -> T {
    timed(what, work).0
}

/// As [`stage`], with the time that it took.
pub fn timed<T>(what: &str, work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result =
        if std::io::stderr().is_terminal() { spinning(what, work) } else { logged(what, SHORT, say, work) };
    let time = start.elapsed();
    tracing::info!("{what}: {:.3} s", time.as_secs_f64());
    (result, time)
}

fn spinning<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let spinner = ProgressBar::new_spinner().with_message(what.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        spinner.set_style(style);
    }
    spinner.enable_steady_tick(Duration::from_millis(100));
    let start = Instant::now();
    let result = work();
    spinner.finish_and_clear();
    if start.elapsed() >= SHORT {
        say(&format!("{what}: {:.1} s", start.elapsed().as_secs_f64()));
    }
    result
}

/// Runs `work`. If it takes longer than `short`, `say` is given a line then, and one with the time at the end.
pub fn logged<T>(what: &str, short: Duration, say: impl Fn(&str) + Send, work: impl FnOnce() -> T) -> T {
    let (done, waits) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let watch = scope.spawn(move || {
            let start = Instant::now();
            // The sender is dropped at the stage's end, by a panic too.
            if waits.recv_timeout(short) == Err(RecvTimeoutError::Timeout) {
                say(&format!("{what} ..."));
                let _ = waits.recv();
                say(&format!("{what}: {:.1} s", start.elapsed().as_secs_f64()));
            }
        });
        let result = work();
        drop(done);
        let _ = watch.join();
        result
    })
}

/// A line on standard error; where nobody reads it, nothing is lost.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Most memory that this process has held, in bytes; 0 where the system does not say.
pub fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kib = line.and_then(|l| l.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}
