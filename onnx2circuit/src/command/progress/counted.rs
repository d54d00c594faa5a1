//! Progress of work in parts, on standard error: a bar on a terminal, a line every ten seconds elsewhere, so that the log of a long
//! run says how far it is.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Time between two lines.
const BETWEEN: Duration = Duration::from_secs(10);

/// How many parts are done.
#[derive(Debug)]
pub struct Counted {
    what: String,
    parts: &'static str,
    of: u64,
    done: AtomicU64,
    start: Instant,
    /// Lines that were due so far.
    lines: AtomicU64,
    bar: Option<ProgressBar>,
}

impl Counted {
    /// Of `of` parts, none of which is done; `parts` is what they are called, `what` what is done to them.
    pub fn new(what: &str, parts: &'static str, of: u64) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(of).with_message(what.to_owned());
            if let Ok(style) = ProgressStyle::with_template(&format!(
                "{{msg}} {{bar:40}} {{pos}}/{{len}} {parts} {{elapsed}}"
            )) {
                bar.set_style(style);
            }
            // A part may take minutes; the time goes on between them.
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self {
            what: what.to_owned(),
            parts,
            of,
            done: AtomicU64::new(0),
            start: Instant::now(),
            lines: AtomicU64::new(0),
            bar,
        }
    }

    /// One more is done.
    pub fn inc(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(bar) = &self.bar {
            return bar.inc(1);
        }
        if let Some(line) = self.due(done, self.start.elapsed()) {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    /// The line that is due where no bar stands when so many parts are done `after` the start: one in ten seconds. The last part needs none,
    /// since the result follows.
    pub fn due(&self, done: u64, after: Duration) -> Option<String> {
        let lines = after.as_secs() / BETWEEN.as_secs();
        let due = self.lines.fetch_max(lines, Ordering::Relaxed) < lines && done < self.of;
        due.then(|| format!("{}: {done} of {} {}, {} s", self.what, self.of, self.parts, after.as_secs()))
    }

    /// Has a line written by `work` where no bar stands.
    pub fn suspend(&self, work: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(work),
            None => work(),
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
