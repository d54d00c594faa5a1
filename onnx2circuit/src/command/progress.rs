//! Progress on standard error: a spinner while a stage runs, a line with its time when it is done.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::{Duration, Instant};

/// Runs `work` under a spinner named `what`. Nothing is drawn where standard error is no terminal.
pub fn stage<T>(what: &str, work: impl FnOnce() -> T) -> T {
    timed(what, work).0
}

/// As [`stage`], with the time that it took.
pub fn timed<T>(what: &str, work: impl FnOnce() -> T) -> (T, Duration) {
    let spinner = ProgressBar::new_spinner().with_message(what.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        spinner.set_style(style);
    }
    spinner.enable_steady_tick(Duration::from_millis(100));
    let start = Instant::now();
    let result = work();
    let time = start.elapsed();
    spinner.finish_and_clear();
    tracing::info!("{what}: {:.3} s", time.as_secs_f64());
    (result, time)
}

/// Most memory that this process has held, in bytes; 0 where the system does not say.
pub fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kib = line.and_then(|l| l.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}
