//! How far a long test is: a line on standard error now and then.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Time between two lines.
const PAUSE: Duration = Duration::from_secs(10);

/// So many of something, and how many are done.
pub struct Told {
    what: &'static str,
    all: u64,
    done: AtomicU64,
    start: Instant,
    /// Pauses that are over.
    told: AtomicU64,
}

impl Told {
    pub fn new(what: &'static str, all: u64) -> Self {
        Self { what, all, done: AtomicU64::new(0), start: Instant::now(), told: AtomicU64::new(0) }
    }

    /// One more is done.
    pub fn one(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let (took, now) = (self.start.elapsed(), self.start.elapsed().as_secs() / PAUSE.as_secs());
        // Of those that come at once, one says it.
        if self.told.fetch_max(now, Ordering::Relaxed) < now {
            eprintln!("{}: {done} of {}, {:.0} s", self.what, self.all, took.as_secs_f64());
        }
    }
}
