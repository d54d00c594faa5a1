//! Counts of what bulk running does not see: reservations and forced switches, step by step.
//!
//! Of the numbers that Cannon writes, those of its instruction cache have no counterpart here, and the idle
//! steps of thread 0 are not counted.

use crate::isa::{Op, decode};
use crate::state::{Reservation, SCHEDULING_QUANTUM, State};
use serde::Serialize;

/// What `--debug-info` writes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DebugInfo {
    /// Pages of memory.
    pub pages: u64,
    /// Their bytes.
    pub memory_used: u64,
    /// Pre-images asked for.
    pub num_preimage_requests: u64,
    /// Their bytes.
    pub total_preimage_size: u64,
    /// The step counter.
    pub total_steps: u64,
    /// What only a run step by step can tell.
    #[serde(flatten)]
    pub counts: Option<Counts>,
}

/// Numbers of a run step by step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Store-conditionals that stored.
    pub rmw_success_count: u64,
    /// Store-conditionals that did not.
    pub rmw_fail_count: u64,
    /// Most steps between a load-linked and the store-conditional that succeeded.
    pub max_steps_between_ll_and_sc: u64,
    /// Reservations dropped by another write.
    pub reservation_invalidation_count: u64,
    /// Threads preempted at the end of their quantum.
    pub forced_preemption_count: u64,
    #[serde(skip)]
    linked_at: u64,
}

/// What of a state the next step may change, as far as it is counted.
pub(super) struct Before {
    op: Option<Op>,
    reservation: Reservation,
    forced: bool,
}

impl Before {
    pub fn new(state: &State) -> Self {
        let control = &state.control;
        let forced = control.steps_since_switch >= SCHEDULING_QUANTUM;
        let runs = |thread: &&crate::state::Thread| !thread.exited && !forced && !control.exited;
        let op = state.active_thread().filter(runs).map(|thread| {
            let word = state.memory().read_word(thread.pc);
            decode(if thread.pc & 4 == 0 { (word >> 32) as u32 } else { word as u32 }).op
        });
        let exited = state.active_thread().is_none_or(|thread| thread.exited);
        Self { op, reservation: control.reservation, forced: forced && !exited && !control.exited }
    }
}

impl Counts {
    pub(super) fn note(&mut self, before: &Before, state: &State) {
        let control = &state.control;
        let dropped = before.reservation.status != 0 && control.reservation.status == 0;
        self.forced_preemption_count += u64::from(before.forced);
        match before.op {
            Some(Op::Ll | Op::Lld) => self.linked_at = control.step,
            Some(Op::Sc | Op::Scd) if dropped => {
                self.rmw_success_count += 1;
                let steps = control.step.wrapping_sub(self.linked_at);
                self.max_steps_between_ll_and_sc = self.max_steps_between_ll_and_sc.max(steps);
            }
            Some(Op::Sc | Op::Scd) => self.rmw_fail_count += 1,
            _ => self.reservation_invalidation_count += u64::from(dropped),
        }
    }
}
