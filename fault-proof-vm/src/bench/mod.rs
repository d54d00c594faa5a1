//! Programs to measure the machine with, and the measuring: steps per second on arithmetic, on memory, and on
//! system calls, interpreted and compiled; [`programs`] are whole ones.

pub mod programs;

use crate::error::VmError;
use crate::memory::MemoryError;
use crate::state::State;
use crate::vm::{Execution, Vm};
use std::time::{Duration, Instant};

/// Where the programs start.
const CODE: u64 = 0x1000;
/// Where their data lie.
const DATA: u64 = 0x10_0000;

/// A program that runs for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workload {
    /// Dot products of 16-bit numbers: two loads, a multiplication, an addition.
    DotProduct,
    /// Rounds of shifts, additions and exclusive ors on eight registers, as a hash function has them.
    Mixing,
    /// Loads and stores of words at random places in 256 MiB.
    RandomAccess,
    /// Copies of 1 MiB, a doubleword at a time.
    Copy,
    /// A system call every eight instructions.
    SystemCalls,
}

#[rustfmt::skip]
impl Workload {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::DotProduct, Self::Mixing, Self::RandomAccess, Self::Copy, Self::SystemCalls];

    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::DotProduct => "dot product",
            Self::Mixing => "mixing",
            Self::RandomAccess => "random access",
            Self::Copy => "copy",
            Self::SystemCalls => "system calls",
        }
    }

    fn code(self) -> &'static [u32] {
        match self {
            Self::DotProduct => &[
                0x2403_0000, // addiu v1, zero, 0
                0x3408_4000, // ori t0, zero, 0x4000
                0x0080_602d, // daddu t4, a0, zero
                0x0080_682d, // daddu t5, a0, zero
                0x8589_0000, // lh t1, 0(t4)
                0x85aa_7000, // lh t2, 0x7000(t5)
                0x712a_4802, // mul t1, t1, t2
                0x0069_1821, // addu v1, v1, t1
                0x658c_0002, // daddiu t4, t4, 2
                0x65ad_0002, // daddiu t5, t5, 2
                0x6508_ffff, // daddiu t0, t0, -1
                0x1500_fff8, // bne t0, zero, -8
                0xac83_f000, // sw v1, -0x1000(a0) (delay slot)
                0x0800_0400, // j 0x1000 (its delay slot is the zero word after it)
            ],
            Self::Mixing => &[
                0x0008_4a02, // srl t1, t0, 8
                0x0008_5600, // sll t2, t0, 24
                0x012a_4825, // or t1, t1, t2
                0x0109_4026, // xor t0, t0, t1
                0x016c_5821, // addu t3, t3, t4
                0x010b_4021, // addu t0, t0, t3
                0x000c_6ac2, // srl t5, t4, 11
                0x000c_7540, // sll t6, t4, 21
                0x01ae_6825, // or t5, t5, t6
                0x018d_6026, // xor t4, t4, t5
                0x0188_6021, // addu t4, t4, t0
                0x2508_79b9, // addiu t0, t0, 0x79b9
                0x64c6_ffff, // daddiu a2, a2, -1
                0x14c0_fff2, // bne a2, zero, -14
                0x0168_5826, // xor t3, t3, t0 (delay slot)
                0x0800_0400, // j 0x1000
            ],
            Self::RandomAccess => &[
                0x0008_4b7a, // dsrl t1, t0, 13
                0x0109_4026, // xor t0, t0, t1
                0x0008_49f8, // dsll t1, t0, 7
                0x0109_4026, // xor t0, t0, t1
                0x0008_4c7a, // dsrl t1, t0, 17
                0x0109_4026, // xor t0, t0, t1
                0x0105_4824, // and t1, t0, a1
                0x0124_482d, // daddu t1, t1, a0
                0xdd2a_0000, // ld t2, 0(t1)
                0x654a_0001, // daddiu t2, t2, 1
                0x1000_fff5, // beq zero, zero, -11
                0xfd2a_0000, // sd t2, 0(t1) (delay slot)
            ],
            Self::Copy => &[
                0x3c08_0002, // lui t0, 2 (131,072 doublewords)
                0x0080_482d, // daddu t1, a0, zero
                0x3c0a_0010, // lui t2, 0x10
                0x0144_502d, // daddu t2, t2, a0
                0xdd2b_0000, // ld t3, 0(t1)
                0xfd4b_0000, // sd t3, 0(t2)
                0x6529_0008, // daddiu t1, t1, 8
                0x6508_ffff, // daddiu t0, t0, -1
                0x1500_fffb, // bne t0, zero, -5
                0x654a_0008, // daddiu t2, t2, 8 (delay slot)
                0x0800_0400, // j 0x1000
            ],
            Self::SystemCalls => &[
                0x3402_143a, // ori v0, zero, 5178 (gettid)
                0x0000_000c, // syscall
                0x0043_1821, // addu v1, v0, v1
                0x6463_0001, // daddiu v1, v1, 1
                0x0003_40c0, // sll t0, v1, 3
                0x0068_1826, // xor v1, v1, t0
                0x0800_0400, // j 0x1000
            ],
        }
    }

    /// The machine's state before the first step.
    pub fn state(self) -> Result<State, MemoryError> {
        let mut state = State::start(CODE);
        let code: Vec<u8> = self.code().iter().flat_map(|word| word.to_be_bytes()).collect();
        state.memory.write_bytes(CODE, &code)?;
        let data: Vec<u8> = (0..0x1_0000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        state.memory.write_bytes(DATA, &data)?;
        let registers = &mut state.threads.left[0].registers;
        (registers[4], registers[5], registers[6]) = (DATA, 0x0fff_fff8, 1 << 40);
        (registers[8], registers[11], registers[12]) = (0x1234_5678, 0x9abc_def0, 0x0fed_cba9);
        Ok(state)
    }
}

/// The time that `steps` steps take, after `warm_up` others.
pub fn time(state: State, execution: Execution, warm_up: u64, steps: u64) -> Result<Duration, VmError> {
    let mut vm = Vm::new(state);
    vm.set_execution(execution);
    vm.run(warm_up)?;
    let start = Instant::now();
    vm.run(steps)?;
    Ok(start.elapsed())
}

/// Millions a second.
pub fn millions(steps: u64, time: Duration) -> f64 {
    steps as f64 / time.as_secs_f64() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jit::CodeCache;

    #[test]
    fn workloads_run_for_ever_and_alike() {
        for workload in Workload::ALL {
            let mut hashes = [
                Execution::Interpreted,
                Execution::Compiled { cache: CodeCache::new(), after: 2, optimise: 1_000_000 },
            ]
            .map(|execution| {
                let mut vm = Vm::new(workload.state().unwrap());
                vm.set_execution(execution);
                assert_eq!(vm.run(30_000).unwrap().steps, 30_000);
                vm.state_mut().hash()
            });
            hashes.sort_unstable();
            assert_eq!(hashes[0], hashes[1], "{}", workload.name());
        }
    }
}
