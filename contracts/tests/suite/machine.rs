//! Random machines about to do a step: edge values, dirty upper halves, addresses that wrap, delay slots,
//! reservations, quanta, threads on both stacks.

use crate::common::REGIONS;
use fault_proof_vm::keccak::Hash;
use fault_proof_vm::state::{Control, HEAP_END, HEAP_START, Reservation, Thread};
use fault_proof_vm::{ML_MAP, ML_READ, State};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What the steps are mostly about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mix {
    /// Instructions other than system calls.
    Instructions,
    /// System calls.
    Calls,
    /// The ML system calls, and everything else.
    Ml,
    /// Both, with many threads, exits and quanta that end.
    Threads,
}

/// A source of random machines.
pub struct Generator {
    mix: Mix,
    random: ChaCha8Rng,
    keys: Vec<Hash>,
    /// The instruction of the last machine.
    pub word: u32,
    /// The number in `$v0` of the last machine.
    pub number: u64,
}

const CODE: [u64; 6] = [0x1000, 0x1ffc, 0x0fff_fffc, 0x1_0fff_fffc, 0x7fff_ffff_fffc, u64::MAX - 3];
const CALLS: [u64; 18] = [
    5000, 5000, 5001, 5001, 5002, 5009, 5012, 5023, 5034, 5038, 5055, 5058, 5070, 5178, 5194, 5205, 5222,
    5313,
];
const EDGES: [u64; 12] = [
    0,
    1,
    u64::MAX,
    1 << 63,
    (1 << 63) - 1,
    0x8000_0000,
    0x7fff_ffff,
    0xffff_ffff,
    0xffff_ffff_8000_0000,
    1 << 32,
    0x0005_0f00,
    0xdead_beef_0000_0000,
];

impl Generator {
    pub fn new(mix: Mix, seed: u64, keys: Vec<Hash>) -> Self {
        Self { mix, random: ChaCha8Rng::seed_from_u64(seed), keys, word: 0, number: 0 }
    }

    fn one_in(&mut self, n: u32) -> bool {
        self.random.gen_ratio(1, n)
    }

    fn of<T: Copy>(&mut self, choice: &[T]) -> T {
        *choice.choose(&mut self.random).unwrap()
    }

    /// An address where loads and stores meet.
    fn address(&mut self) -> u64 {
        let offset = self.random.gen_range(0..40);
        match self.random.gen_range(0..40) {
            0 => u64::wrapping_sub(offset, 20),
            1 => 0x0fff_fff0 + offset,
            2 if self.one_in(10) => self.random.r#gen(),
            _ => 0x2ff0 + offset,
        }
    }

    /// The value of a register.
    fn value(&mut self) -> u64 {
        match self.random.gen_range(0..8) {
            0 => self.random.r#gen(),
            1 => self.of(&EDGES),
            2 => self.of(&EDGES) ^ self.of(&EDGES).wrapping_add(self.random.gen_range(0..3)),
            3 => self.random.gen_range(0..130),
            _ => self.address(),
        }
    }

    /// An instruction, mostly a valid one.
    fn instruction(&mut self) -> u32 {
        let word: u32 = self.random.r#gen();
        let word = if self.one_in(3) { word & 0xffff_0000 | word & 0xf } else { word };
        match self.random.gen_range(0..16) {
            0 => self.random.r#gen(),
            1..=4 => word & 0x03ff_ffc0 | self.random.gen_range(0..64),
            5 => word & 0x03e0_ffff | 1 << 26 | self.of(&[0, 1, 16, 17, 2, 31]) << 16,
            6 => word & 0x03ff_ffc0 | 0x1c << 26 | self.of(&[2, 0x20, 0x21, 0x24, 0x25, 0]),
            7..=8 => word & 0x03ff_ffff | self.random.gen_range(2..0x1a) << 26,
            9 => word & 0x03ff_ffff | self.of(&[0x30, 0x34, 0x38, 0x3c]) << 26,
            _ => word & 0x03ff_ffff | self.random.gen_range(0x1a..0x40) << 26,
        }
    }

    fn thread(&mut self, id: u64) -> Thread {
        let pc = self.of(&CODE).wrapping_add(if self.one_in(60) { 2 } else { 0 });
        let next_pc = match self.random.gen_range(0..12) {
            0 => self.of(&CODE),
            1 => pc.wrapping_add(8),
            _ => pc.wrapping_add(4),
        };
        let mut registers = [0; 32];
        registers[1..].fill_with(|| self.value());
        let exited = self.one_in(if self.mix == Mix::Threads { 6 } else { 50 });
        let (hi, lo, exit_code) = (self.value(), self.value(), self.random.r#gen());
        Thread { id, exit_code, exited, pc, next_pc, lo, hi, registers }
    }

    /// Registers for a system call.
    fn call(&mut self, thread: &mut Thread) {
        let registers = &mut thread.registers;
        registers[2] = match self.random.gen_range(0..20) {
            0 => self.value(),
            1..=4 => self.random.gen_range(4995..5330),
            _ => self.of(&CALLS),
        };
        let descriptor = self.random.gen_range(0..8);
        registers[4] = match (registers[2], self.random.gen_range(0..8)) {
            (5000 | 5001, 0..6) => self.of(&[5, 6, descriptor, 100]),
            (5055, 0..6) => 0x0005_0f00,
            (5070, 0..6) => descriptor,
            (5222, 0..6) => descriptor & 3,
            (5009, 0..5) => 0,
            (5194, 0..6) => self.address(),
            _ => registers[4],
        };
        registers[5] = match (registers[2], self.random.gen_range(0..8)) {
            (5194, 0..6) => self.random.gen_range(127..131),
            (5070, 0..6) => self.random.gen_range(0..5),
            (5009, 0..3) => HEAP_END - HEAP_START - 0x2000 + self.random.gen_range(0..0x4000),
            (5009, 3..6) => self.random.gen_range(0..0x3000),
            (5000 | 5001 | 5222, 0..7) => self.address(),
            _ => registers[5],
        };
        if self.mix == Mix::Ml && !self.one_in(4) {
            return self.ml_call(thread);
        }
        registers[6] = if self.one_in(2) { self.random.gen_range(0..12) } else { registers[6] };
    }

    /// Registers for an ML system call; `scramble` puts the root of a region where `$a2` points.
    fn ml_call(&mut self, thread: &mut Thread) {
        let registers = &mut thread.registers;
        if self.one_in(2) {
            registers[2] = ML_READ;
            registers[4] = self.address() & if self.one_in(8) { !7 } else { !31 };
            registers[5] = if self.one_in(4) { self.value() } else { self.random.gen_range(0..40) };
            return;
        }
        let (_, log2_size, _) = REGIONS[self.random.gen_range(0..REGIONS.len())];
        registers[2] = ML_MAP;
        let mask = if self.one_in(8) { !0 } else { u64::MAX << log2_size };
        registers[4] = self.address() & mask;
        registers[5] =
            if self.one_in(8) { self.of(&[0, 4, 5, 12, 63, 64, 1 << 32]) } else { log2_size.into() };
        registers[6] = self.address() & if self.one_in(8) { !7 } else { !31 };
    }

    fn control(&mut self, reserved: u64, threads: u64) -> Control {
        let reservation = match self.random.gen_range(0..3) {
            0 => Reservation::default(),
            _ => Reservation {
                status: self.of(&[0, 1, 1, 2, 2, 3]),
                address: if self.one_in(3) { self.address() } else { reserved },
                owner: self.random.gen_range(0..threads + 1),
            },
        };
        let far = self.mix == Mix::Threads;
        let known = self.random.gen_range(0..self.keys.len());
        let preimage_key = if self.one_in(8) { self.random.r#gen() } else { self.keys[known] };
        Control {
            preimage_key,
            preimage_offset: match self.random.gen_range(0..16) {
                0 => self.value(),
                _ => self.random.gen_range(0..48),
            },
            heap: match self.random.gen_range(0..6) {
                0 => self.value(),
                1 => HEAP_END - self.random.gen_range(0..0x4000),
                _ => HEAP_START,
            },
            reservation,
            exit_code: self.random.r#gen(),
            exited: self.one_in(100),
            step: match self.random.gen_range(0..4) {
                0 => self.value(),
                1 => (10_000_000 * self.random.gen_range(0..9u64)).wrapping_sub(self.random.gen_range(0..3)),
                _ => self.random.gen_range(0..1 << 40),
            },
            steps_since_switch: match self.random.gen_range(0..if far { 4 } else { 24 }) {
                0 => self.random.gen_range(99_999..100_002),
                1 if self.one_in(4) => self.value(),
                _ => self.random.gen_range(0..99_999),
            },
            traverse_right: self.random.r#gen(),
            next_thread_id: if self.one_in(20) { self.value() } else { threads },
        }
    }

    /// Makes a machine that is about to do a random step. What memory holds stays.
    pub fn scramble(&mut self, state: &mut State) {
        let most = match self.mix {
            Mix::Threads => self.of(&[1, 1, 2, 3, 8]),
            _ => self.of(&[1, 1, 1, 2, 3]),
        };
        let mut threads: Vec<Thread> = (0..most).map(|id| self.thread(id)).collect();
        let left = self.random.gen_range(0..=threads.len());
        let right = threads.split_off(left);
        let reserved = self.address();
        state.control = self.control(reserved, most);
        // The active stack is mostly the one that has threads.
        if !self.one_in(60) {
            state.control.traverse_right ^=
                if state.control.traverse_right { right.is_empty() } else { threads.is_empty() };
        }
        (state.threads.left, state.threads.right) = (threads, right);

        let call = match self.mix {
            Mix::Instructions => self.one_in(100),
            Mix::Calls | Mix::Ml => !self.one_in(100),
            Mix::Threads => self.one_in(2),
        };
        self.word = if call { 0x0c | self.random.gen_range(0..4) << 6 } else { self.instruction() };
        let (from, base) = (self.word >> 21 & 31, reserved.wrapping_sub(self.word as u16 as i16 as u64));
        let aim = self.one_in(2);
        let stack =
            if state.control.traverse_right { &mut state.threads.right } else { &mut state.threads.left };
        let Some(thread) = stack.last_mut() else {
            state.control.exited = false;
            return;
        };
        if call {
            self.call(thread);
        } else if aim && from != 0 {
            // Loads and stores at the reservation.
            thread.registers[from as usize] = base;
        }
        self.number = thread.registers[2];
        let pc = thread.pc & !3;
        let data = self.random.r#gen::<u64>();
        state.memory.store(self.address() & !7, data).unwrap();
        if call && self.number == ML_MAP {
            let log2_size = thread.registers[5];
            let region = REGIONS.iter().find(|region| u64::from(region.1) == log2_size);
            let root = region.map_or([7; 32], |region| region.0);
            state.memory.write_bytes(thread.registers[6] & !31, &root).unwrap();
        }
        state.memory.write_bytes(pc, &self.word.to_be_bytes()).unwrap();
    }
}
