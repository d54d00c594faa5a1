//! What segments cost: time to record and to check, pages in and out, bytes.

use super::check::join;
use super::{Checked, Recorder, Segment, SegmentError};
use crate::host::Host;
use crate::state::State;
use crate::vm::Vm;
use rayon::prelude::*;
use std::fmt;
use std::time::{Duration, Instant};

/// Costs of a run in segments. Times are of the wall clock.
#[derive(Debug, Clone)]
pub struct Report {
    /// log2 of a segment's steps.
    pub log2_steps: u8,
    /// Segments.
    pub segments: usize,
    /// Steps of the machine, up to its exit.
    pub steps: u64,
    /// Pages that segments start with, all together.
    pub pages_in: u64,
    /// Pages that segments change, all together.
    pub pages_out: u64,
    /// Bytes of all encoded segments.
    pub bytes: u64,
    /// Running without segments.
    pub run: Duration,
    /// Running and recording.
    pub record: Duration,
    /// Checking one after the other: the time over cores.
    pub check: Duration,
    /// Checking in parallel.
    pub check_parallel: Duration,
    /// Threads that checked in parallel.
    pub cores: usize,
}

/// Runs `state` three times: as it is, recording at most `max_segments` segments, and checking those. The
/// segments must fit memory.
pub fn measure<H: Host + Clone>(
    state: &State,
    host: &H,
    log2_steps: u8,
    max_segments: usize,
) -> Result<Report, SegmentError> {
    let mut plain = Vm::with_host(state.clone(), host.clone());
    let start = Instant::now();
    let steps = (max_segments as u64).saturating_mul(1 << log2_steps.min(super::MAX_LOG2_STEPS));
    let steps = plain.run(steps)?.steps;
    let run = start.elapsed();

    let mut host = host.clone();
    let start = Instant::now();
    let recorder = Recorder::new(state.clone(), &mut host, log2_steps)?;
    let segments: Vec<Segment> = recorder.take(max_segments).collect::<Result<_, _>>()?;
    let record = start.elapsed();

    let bytes = segments.iter().map(|segment| segment.encode().len() as u64).sum();
    let start = Instant::now();
    let checked = segments.iter().map(Segment::check).collect::<Result<Vec<Checked>, _>>()?;
    let check = start.elapsed();
    let start = Instant::now();
    segments.par_iter().map(Segment::check).collect::<Result<Vec<Checked>, _>>()?;
    let check_parallel = start.elapsed();
    let (pages_in, pages_out) = join(checked)?.map_or((0, 0), |chain| (chain.pages_in, chain.pages_out));
    Ok(Report {
        log2_steps,
        segments: segments.len(),
        steps,
        pages_in,
        pages_out,
        bytes,
        run,
        record,
        check,
        check_parallel,
        cores: rayon::current_num_threads(),
    })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = |total: u64| total as f64 / self.segments.max(1) as f64;
        let million_per_second = |time: Duration| self.steps as f64 / time.as_secs_f64().max(1e-9) / 1e6;
        writeln!(
            f,
            "{} segments of 2^{} steps, {} steps in all",
            self.segments, self.log2_steps, self.steps
        )?;
        writeln!(
            f,
            "a segment: {:.1} pages in, {:.1} pages out, {:.1} KiB",
            each(self.pages_in),
            each(self.pages_out),
            each(self.bytes) / 1024.0
        )?;
        for (what, time) in [("run", self.run), ("record", self.record), ("check, one core", self.check)] {
            let speed = million_per_second(time);
            writeln!(f, "{what:<18} {:9.3} s {speed:9.1} million steps/s", time.as_secs_f64())?;
        }
        let (time, speed) = (self.check_parallel, million_per_second(self.check_parallel));
        let what = format!("check, {} cores", self.cores);
        write!(f, "{what:<18} {:9.3} s {speed:9.1} million steps/s", time.as_secs_f64())
    }
}
