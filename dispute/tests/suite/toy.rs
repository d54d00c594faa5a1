//! A model of a few steps, as a program for the machine and as native code.
//!
//! Each step maps eight words `x` to `3 x + t`, from inputs to outputs in step 0 and in place later on. The second
//! input has a meaning of its own: `100 + t` has step `t` reject the input with code `50 + t`, and `200 + t` has it
//! never come to an end. A step writes to its stack and to its heap, which is nobody's business.

use dispute::machine::{Change, Fast, MachineError, Recorded, Slow, header};
use dispute::model::{Model, Region};
use fault_proof_vm::arena::{ARENA_BASE, Header, NOT_EXITED};
use fault_proof_vm::guest::Guest;
use fault_proof_vm::{Memory, State};

/// log2 of the arena's size.
pub const LOG2_SIZE: u32 = 9;
/// Where the inputs lie in the arena.
pub const INPUTS: Region = Region { offset: 64, log2_size: 6 };
/// Where the outputs lie.
pub const OUTPUTS: Region = Region { offset: 128, log2_size: 6 };
/// Words of input and output.
pub const WORDS: u64 = 8;
const CODE: u64 = 0x1000;

const ZERO: u32 = 0;
const V0: u32 = 2;
const A0: u32 = 4;
const T0: u32 = 8;
const SP: u32 = 29;

fn i(op: u32, rt: u32, rs: u32, imm: i32) -> u32 {
    op << 26 | rs << 21 | rt << 16 | (imm as u32 & 0xffff)
}

fn r(function: u32, rd: u32, rs: u32, rt: u32) -> u32 {
    rs << 21 | rt << 16 | rd << 11 | function
}

fn shift(function: u32, rd: u32, rt: u32, amount: u32) -> u32 {
    rt << 16 | rd << 11 | amount << 6 | function
}

/// The program of a model with so many steps.
fn program(steps: u64, log2_factor: u32) -> Vec<u32> {
    let [base, status, step, count, code, from, to, left, x, y] = std::array::from_fn(|n| T0 + n as u32);
    let (ld, sd, daddiu, ori, beq, bne, daddu) = (0x37, 0x3f, 0x19, 0x0d, 4, 5, 0x2d);
    let exit = |code: u32| [i(ori, V0, ZERO, 5205), r(daddu, A0, code, ZERO), 0x0c];
    let mut words = vec![
        i(ori, base, ZERO, 0x0800),
        shift(0x3c, base, base, 0), // dsll32
        i(ld, status, base, 0),
        i(ld, step, base, 8),
        i(ori, count, ZERO, steps as i32),
        i(bne, ZERO, status, 42 - 6),
        i(ld, x, base, 72), // delay slot: the second input
        i(beq, count, step, 42 - 8),
        0,
        i(daddiu, code, step, 100),
        i(bne, code, x, 4),
        0,
        i(daddiu, code, step, 50),
        i(beq, ZERO, ZERO, 43 - 14),
        0,
        i(daddiu, code, step, 200),
        i(beq, code, x, -1),
        0,
        i(sd, x, SP, -64),
        i(ori, y, ZERO, 0x1000),
        shift(0x3c, y, y, 0),
        i(sd, step, y, 8), // 0x1000_0000_0008: the heap
        i(daddiu, from, base, INPUTS.offset as i32),
        i(beq, ZERO, step, 2),
        i(daddiu, to, base, OUTPUTS.offset as i32),
        r(daddu, from, to, ZERO),
        i(ori, left, ZERO, WORDS as i32),
        i(ld, x, from, 0),
        shift(0x38, y, x, log2_factor),
        r(daddu, x, x, y),
        r(daddu, x, x, step),
        i(sd, x, to, 0),
        i(daddiu, from, from, 8),
        i(daddiu, left, left, -1),
        i(bne, ZERO, left, -8),
        i(daddiu, to, to, 8),
        i(daddiu, step, step, 1),
        i(sd, step, base, 8),
    ];
    words.resize(42, 0);
    words.push(r(daddu, code, ZERO, ZERO)); // 42: done
    words.extend(exit(code)); // 43: exit with `code`
    words
}

/// The model and its machine AB.
pub fn slow(steps: u64, step_heights: &[u32], heights: &[u32]) -> Slow {
    variant(steps, step_heights, heights, 1)
}

/// The same with another weight: `x + 2^log2_factor x`, for 3 x.
pub fn variant(steps: u64, step_heights: &[u32], heights: &[u32], log2_factor: u32) -> Slow {
    let mut state = State::start(CODE);
    let bytes: Vec<u8> = program(steps, log2_factor).iter().flat_map(|word| word.to_be_bytes()).collect();
    state.memory.write_bytes(CODE, &bytes).unwrap();
    state.threads.left[0].registers[SP as usize] = 0x7fff_ffff_d000;
    let guest = Guest::new(state, LOG2_SIZE).unwrap();
    let model = Model {
        template: guest.template().clone(),
        step_heights: step_heights.to_vec(),
        heights: heights.to_vec(),
        inputs: INPUTS,
        outputs: OUTPUTS,
        steps,
        digest: [7; 32],
        terms: [0; 32],
    };
    Slow::new(guest, model).unwrap()
}

/// The bytes of an input.
pub fn input(words: [u64; 8]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// The same model as native code, with a fault in one step if so wished.
#[derive(Debug, Clone, Default)]
pub struct Native {
    pub steps: u64,
    /// Adds 1 to the first output of this step.
    pub fault: Option<u64>,
    /// Steps done.
    pub done: u64,
    /// Where it stands.
    pub arena: Memory,
    /// Where it stood when it was loaded.
    pub start: Memory,
}

impl Fast for Native {
    fn load(&mut self, arena: &Memory) -> Result<(), MachineError> {
        (self.arena, self.start) = (arena.clone(), arena.clone());
        Ok(())
    }

    fn record(&mut self) -> Result<Recorded, MachineError> {
        let mut recorded = Recorded::default();
        while let Some(change) = self.advance()? {
            recorded.steps += 1;
            recorded.bytes += change.written.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>();
        }
        Ok(recorded)
    }

    fn again(&self, steps: u64) -> Result<Self, MachineError> {
        let mut other = Self { arena: self.start.clone(), ..self.clone() };
        for _ in 0..steps {
            other.advance()?;
        }
        Ok(other)
    }

    fn arena(&self) -> Result<Memory, MachineError> {
        Ok(self.arena.clone())
    }

    fn advance(&mut self) -> Result<Option<Change>, MachineError> {
        let Header { status, step } = header(&self.arena)?;
        if status != 0 || step >= self.steps {
            return Ok(None);
        }
        self.done += 1;
        let special = self.arena.read_word(ARENA_BASE + 72);
        let code = if special == 100 + step { 50 + step } else { NOT_EXITED };
        let change = if special == 100 + step || special == 200 + step {
            Change { header: Header { status: code, step }, written: Vec::new() }
        } else {
            let from = ARENA_BASE + if step == 0 { INPUTS.offset } else { OUTPUTS.offset };
            let word = |at: u64| {
                let fault = u64::from(self.fault == Some(step) && at == 0);
                self.arena.read_word(from + at).wrapping_mul(3).wrapping_add(step).wrapping_add(fault)
            };
            let bytes = (0..8 * WORDS).step_by(8).flat_map(|at| word(at).to_be_bytes()).collect();
            Change { header: Header { status: 0, step: step + 1 }, written: vec![(OUTPUTS.offset, bytes)] }
        };
        change.make(&mut self.arena, LOG2_SIZE)?;
        Ok(Some(change))
    }
}
