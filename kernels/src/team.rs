//! Threads that wait for work awake, for a while.
//!
//! A run of a model shares some dozens of products of 10 to 500 µs each, one soon after the other. Threads that sleep in between
//! take up to 50 µs to wake, so helpers look for work for [`AWAKE`] before they sleep. Parts of a [job](share) are taken by
//! whoever is there, the caller first of all: a helper that comes late, or never, holds nothing up, but for the part that it took.

use std::any::Any;
use std::cell::UnsafeCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, TryLockError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// How long helpers look for work before they sleep: longer than what a model does between two products, as a rule.
const AWAKE: Duration = Duration::from_micros(200);

/// Looks between two looks at the clock.
const LOOKS: usize = 64;

/// Set in [`Desk::state`] while there is a job; the rest counts the helpers at it.
const OPEN: usize = 1 << (usize::BITS - 1);

/// How a job takes helpers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// Those who are awake.
    Awake,
    /// All of them.
    All,
}

/// The part of a job that a number names.
type Work = dyn Fn(usize) + Sync;

/// Where a job lies.
struct Desk {
    state: AtomicUsize,
    /// The job: written while the state is 0, read by who is counted in it.
    work: UnsafeCell<Option<&'static Work>>,
    parts: AtomicUsize,
    /// Most helpers at it.
    most: AtomicUsize,
    /// The next part that nobody has.
    next: AtomicUsize,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

// SAFETY: the cell is written by the one caller whose turn it is, and read only in between, as its description says.
unsafe impl Sync for Desk {}

impl Desk {
    fn is_open(&self) -> bool {
        self.state.load(SeqCst) & OPEN != 0
    }

    /// Takes parts until none is left.
    fn take(&self, work: &(dyn Fn(usize) + Sync)) {
        let parts = self.parts.load(SeqCst);
        while let Some(part) = Some(self.next.fetch_add(1, SeqCst)).filter(|part| *part < parts) {
            work(part);
        }
    }

    /// A helper's turn, if there is a job.
    fn help(&self) {
        let free = OPEN..OPEN + self.most.load(SeqCst);
        let enter = |state| free.contains(&state).then_some(state + 1);
        if self.state.fetch_update(SeqCst, SeqCst, enter).is_err() {
            return;
        }
        // SAFETY: it is counted, so the caller waits, and the job stays.
        let work = unsafe { *self.work.get() };
        if let Some(work) = work {
            let done = catch_unwind(AssertUnwindSafe(|| self.take(work)));
            if let Err(panic) = done {
                *self.panic.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic);
            }
        }
        self.state.fetch_sub(1, SeqCst);
    }

    /// Ends the job: nobody comes to it any more, and who is at it goes.
    fn close(&self) {
        self.state.fetch_and(!OPEN, SeqCst);
        let mut looks = 0usize;
        while self.state.load(SeqCst) != 0 {
            looks += 1;
            // Where there are more threads than processors, the helper may want this one.
            if looks > LOOKS * LOOKS { thread::yield_now() } else { std::hint::spin_loop() }
        }
    }
}

/// A thread that helps.
struct Helper {
    thread: Thread,
    asleep: Arc<AtomicBool>,
}

/// All of them, and whose turn it is to use them.
struct Team {
    desk: Arc<Desk>,
    helpers: Mutex<Vec<Helper>>,
}

fn team() -> &'static Team {
    static TEAM: OnceLock<Team> = OnceLock::new();
    TEAM.get_or_init(|| {
        let [state, parts, most, next] = std::array::from_fn(|_| AtomicUsize::new(0));
        let desk = Desk { state, work: UnsafeCell::new(None), parts, most, next, panic: Mutex::default() };
        Team { desk: Arc::new(desk), helpers: Mutex::default() }
    })
}

/// One more, if the system gives it.
fn helper(desk: &Arc<Desk>) -> Option<Helper> {
    let (desk, asleep) = (Arc::clone(desk), Arc::new(AtomicBool::new(false)));
    let own = Arc::clone(&asleep);
    let started = thread::Builder::new().name("kernels".to_owned()).spawn(move || {
        let mut since = Instant::now();
        loop {
            for _ in 0..LOOKS {
                if desk.is_open() {
                    desk.help();
                    since = Instant::now();
                }
                std::hint::spin_loop();
            }
            if since.elapsed() > AWAKE {
                own.store(true, SeqCst);
                // A job that came since may have seen it awake.
                if !desk.is_open() {
                    thread::park();
                }
                own.store(false, SeqCst);
                since = Instant::now();
            }
        }
    });
    started.ok().map(|started| Helper { thread: started.thread().clone(), asleep })
}

/// Does all parts of a job, on up to `threads` threads. While somebody else uses the helpers, the caller does it alone.
pub(crate) fn share(parts: usize, threads: usize, call: Call, work: &(dyn Fn(usize) + Sync)) {
    let alone = || (0..parts).for_each(work);
    if threads.min(parts) < 2 {
        return alone();
    }
    let Team { desk, helpers } = team();
    let mut helpers = match helpers.try_lock() {
        Ok(helpers) => helpers,
        Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        Err(TryLockError::WouldBlock) => return alone(),
    };
    while helpers.len() + 1 < threads {
        let Some(helper) = helper(desk) else { break };
        helpers.push(helper);
    }
    // SAFETY: it is used by who is counted in the state alone, and this function ends when nobody is.
    let lasting = unsafe { std::mem::transmute::<&(dyn Fn(usize) + Sync), &'static Work>(work) };
    // SAFETY: the state is 0, so nobody reads it.
    unsafe { *desk.work.get() = Some(lasting) };
    desk.parts.store(parts, SeqCst);
    desk.most.store(threads - 1, SeqCst);
    desk.next.store(0, SeqCst);
    desk.state.store(OPEN, SeqCst);
    if call == Call::All {
        let asleep = helpers.iter().take(threads - 1).filter(|helper| helper.asleep.load(SeqCst));
        asleep.for_each(|helper| helper.thread.unpark());
    }
    let done = catch_unwind(AssertUnwindSafe(|| desk.take(work)));
    desk.close();
    let theirs = desk.panic.lock().unwrap_or_else(PoisonError::into_inner).take();
    drop(helpers);
    if let Some(panic) = done.err().or(theirs) {
        resume_unwind(panic);
    }
}
