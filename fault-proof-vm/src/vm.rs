//! The machine that runs: a [`State`] and a [`Host`], one step at a time or in bulk.

use crate::error::{Exception, Fault, VmError};
use crate::evidence::{Recording, StepWitness};
use crate::exec::{Bus, Flow, FullBus, Turn, run_instruction, thread_exit, turn};
use crate::host::{Host, NoHost};
use crate::jit::{CodeCache, Engine, Limits, Profile};
use crate::state::{Control, SCHEDULING_QUANTUM, State, ThreadStacks};

/// A machine at work.
#[derive(Debug, Clone)]
pub struct Vm<H = NoHost> {
    state: State,
    host: H,
    engine: Engine,
    thread_limit: usize,
}

/// Threads a guest may have unless told otherwise: 1.3 GB of them.
pub const DEFAULT_THREAD_LIMIT: usize = 1 << 22;

/// How a machine runs instructions in bulk. It makes no difference to what they do.
#[derive(Debug, Clone)]
pub enum Execution {
    /// One by one.
    Interpreted,
    /// Compiled where they are run often, as far as this host can.
    Compiled {
        /// Where compiled code is kept, and found when another machine has compiled it.
        cache: CodeCache,
        /// How often control has to come to a place before the code there is compiled; at least 1.
        after: u32,
        /// How many steps a loop has to run, as far as looking now and then tells, before its code is compiled once
        /// more by the optimising compiler; with 0 that one compiles everything.
        optimise: u64,
    },
}

impl Execution {
    /// Compiled, with a cache of its own and as machines are set unless told otherwise.
    pub fn compiled(cache: CodeCache) -> Self {
        let Limits { hot, optimise } = Limits::default();
        Self::Compiled { cache, after: hot, optimise }
    }
}

/// What a run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunOutcome {
    /// Whether the machine has exited.
    pub exited: bool,
    /// Its exit code; 0 while it has not exited.
    pub exit_code: u8,
    /// Steps done in this run.
    pub steps: u64,
}

impl Vm {
    /// A machine whose host offers nothing.
    pub fn new(state: State) -> Self {
        Self::with_host(state, NoHost)
    }
}

impl<H: Host> Vm<H> {
    /// A machine with a host.
    pub fn with_host(state: State, host: H) -> Self {
        Self { state, host, engine: Engine::default(), thread_limit: DEFAULT_THREAD_LIMIT }
    }

    /// Sets how [`Vm::run`] runs instructions. Unless told otherwise, it compiles what is hot, and shares the
    /// code with the other machines of this process.
    pub fn set_execution(&mut self, execution: Execution) {
        self.engine = match execution {
            Execution::Interpreted => Engine::new(CodeCache::new(), None),
            Execution::Compiled { cache, after, optimise } => {
                Engine::new(cache, Some(Limits { hot: after.max(1), optimise }))
            }
        };
    }

    /// Has the machine refuse to go on with more threads than this.
    pub fn set_thread_limit(&mut self, threads: usize) {
        self.thread_limit = threads;
    }

    /// How instructions were run since that was set.
    pub fn profile(&self) -> Profile {
        self.engine.profile()
    }

    /// The state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The state, to change it or to hash it (hashing brings the cached memory tree up to date).
    pub fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    /// The host.
    pub fn host_mut(&mut self) -> &mut H {
        &mut self.host
    }

    /// The state, for keeps.
    pub fn into_state(self) -> State {
        self.state
    }

    /// One step. An exited machine stays as it is. After an [`Exception`] the state is that before the step.
    pub fn step(&mut self) -> Result<(), VmError> {
        check_threads(&self.state.threads, self.thread_limit)?;
        let (control, threads, mut bus) = split(&mut self.state, &mut self.host);
        Ok(step(control, threads, &mut bus)?)
    }

    /// One step, with the evidence that the step contract needs to redo it.
    pub fn step_with_proof(&mut self) -> Result<StepWitness, VmError> {
        check_threads(&self.state.threads, self.thread_limit)?;
        let mut witness = StepWitness::begin(&mut self.state)?;
        let (control, threads, bus) = split(&mut self.state, &mut self.host);
        step(control, threads, &mut Recording::new(bus, &mut witness))?;
        Ok(witness)
    }

    /// Steps until the machine exits, `max_steps` steps are done, or a step fails. The steps before a failed
    /// one count and stay done.
    pub fn run(&mut self, max_steps: u64) -> Result<RunOutcome, VmError> {
        let (control, threads, mut bus) = split(&mut self.state, &mut self.host);
        let mut left = max_steps;
        while left > 0 && !control.exited {
            check_threads(threads, self.thread_limit)?;
            let thread = threads.current(control).ok_or(Exception::NoThread)?;
            if turn(control, thread) != Turn::Run {
                step(control, threads, &mut bus)?;
                left -= 1;
                continue;
            }
            // Nothing but the thread's own instructions happens until its quantum is over.
            let budget = left.min(SCHEDULING_QUANTUM - control.steps_since_switch);
            bus.memory.tune();
            let (unused, flow) = self.engine.run(control, thread, &mut bus, budget)?;
            left -= budget - unused;
            settle(control, threads, flow);
        }
        let exit_code = if control.exited { control.exit_code } else { 0 };
        Ok(RunOutcome { exited: control.exited, exit_code, steps: max_steps - left })
    }
}

fn split<'a, H: Host>(
    state: &'a mut State,
    host: &'a mut H,
) -> (&'a mut Control, &'a mut ThreadStacks, FullBus<'a, H>) {
    let State { version, control, memory, threads, last_hint } = state;
    (control, threads, FullBus { version: *version, memory, host, last_hint })
}

/// An error of this host for more threads than it allows, in the state after the step that made the last of them.
fn check_threads(threads: &ThreadStacks, limit: usize) -> Result<(), VmError> {
    match threads.len() {
        threads if threads > limit => Err(VmError::Threads { threads, limit }),
        _ => Ok(()),
    }
}

/// One step with the thread stacks at hand.
fn step(control: &mut Control, threads: &mut ThreadStacks, bus: &mut impl Bus) -> Result<(), Fault> {
    if control.exited {
        return Ok(());
    }
    let only = threads.len() == 1;
    let thread = threads.current(control).ok_or(Exception::NoThread)?;
    match turn(control, thread) {
        Turn::Run => {
            let (_, flow) = run_instruction(control, thread, bus)?;
            settle(control, threads, flow);
            return Ok(());
        }
        Turn::Pop if only => return Err(Exception::NoThread.into()),
        Turn::Pop => threads.pop(control),
        Turn::Preempt => threads.preempt(control),
    }
    control.step = control.step.wrapping_add(1);
    Ok(())
}

/// Does to the thread stacks what an instruction asked for.
fn settle(control: &mut Control, threads: &mut ThreadStacks, flow: Flow) {
    match flow {
        Flow::Next | Flow::Exit => {}
        Flow::Yield => threads.preempt(control),
        Flow::Spawn(child) => threads.push(control, *child),
        Flow::ThreadExit(code) => thread_exit(control, code, threads.len() == 1),
    }
}
