//! Compiled code against the interpreter: the same programs from the same state for the same number of steps,
//! and the whole state compared, wherever the steps end.

use crate::asm::*;
use fault_proof_vm::state::{Reservation, Thread};
use fault_proof_vm::{CodeCache, Execution, Memory, State, Vm};

/// Words of a random program.
pub const WORDS: u64 = 48;
/// Data the programs' pointers point into: around the end of a page.
const DATA: u64 = 0x7f80;

/// The splitmix64 generator.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    /// Values near edges, and anything.
    fn value(&mut self) -> u64 {
        match self.below(6) {
            0 => self.below(9).wrapping_sub(4),
            1 => self.pick(&[1 << 63, i64::MAX as u64, 0x8000_0000, 0xffff_ffff_8000_0000, 0x7fff_ffff]),
            2 => self.next() as i32 as u64,
            _ => self.next(),
        }
    }
}

/// Registers that hold pointers, and are seldom written: three to data, one to code.
const POINTERS: [u32; 4] = [16, 17, 18, 19];

fn register_to_write(random: &mut Random) -> u32 {
    if random.one_in(24) { random.below(32) as u32 } else { random.below(16) as u32 }
}

/// One random word for place `at` of a program: every operation, branches within the program, accesses near
/// the pointers, now and then a system call or anything at all.
pub fn word(random: &mut Random, at: u64) -> u32 {
    let rd = register_to_write(random);
    let [rs, rt] = [0; 2].map(|_| random.below(20) as u32);
    let to = random.below(WORDS);
    let offset = to as i32 - at as i32 - 1;
    match random.below(100) {
        0..34 => {
            const FUNCTIONS: [u32; 43] = [
                0x00, 0x02, 0x03, 0x04, 0x06, 0x07, 0x0a, 0x0b, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x14, 0x16,
                0x17, 0x18, 0x19, 0x1c, 0x1d, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2a, 0x2b,
                0x2c, 0x2d, 0x2e, 0x2f, 0x38, 0x3a, 0x3b, 0x3c, 0x3e, 0x3f, 0x1a, 0x1b, 0x1e,
            ];
            let function = if random.one_in(60) { 0x1f } else { random.pick(&FUNCTIONS) };
            r(function, rd, rs, rt) | (random.below(32) as u32) << 6
        }
        34..38 => 0x1c << 26 | r(random.pick(&[0x02, 0x20, 0x21, 0x24, 0x25]), rd, rs, rt),
        38..54 => {
            let op = random.pick(&[0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x18, 0x19]);
            i(op, rd, rs, random.value() as i32)
        }
        54..66 => {
            let op =
                random.pick(&[0x1a, 0x1b, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x37, 0x30, 0x34]);
            i(op, rd, pointer(random), near(random))
        }
        66..78 => {
            let op = random.pick(&[0x28, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x3f, 0x3f, 0x38, 0x3c]);
            // Through the pointer to code only now and then.
            let base = if random.one_in(12) { POINTERS[3] } else { POINTERS[random.below(3) as usize] };
            i(op, rt, base, near(random))
        }
        78..90 => {
            if random.one_in(3) {
                let other = random.below(32) as u32;
                let kind = random.pick(&[0, 1, 0x10, 0x11, other]);
                i(1, kind, rs, offset)
            } else {
                i(random.pick(&[4, 5, 6, 7]), rt, rs, offset)
            }
        }
        90..93 => j(CODE + 4 * to) | u32::from(random.one_in(2)) << 26,
        93..95 => r(random.pick(&[8, 9]), if random.one_in(2) { 31 } else { 0 }, random.pick(&[19, 31]), 0),
        95 => SYSCALL,
        96 => ori(V0, ZERO, random.pick(&[5009, 5023, 5178, 5222, 5313, 5194, 5055, 5058, 5001])),
        97 => i(0x0d, A0, ZERO, random.pick(&[0, 1, 5, 128])),
        98 => NOP,
        _ => random.next() as u32,
    }
}

fn pointer(random: &mut Random) -> u32 {
    if random.one_in(30) { random.below(32) as u32 } else { random.pick(&POINTERS) }
}

fn near(random: &mut Random) -> i32 {
    if random.one_in(10) { random.next() as i16 as i32 } else { random.below(160) as i32 }
}

/// A state with a random program, one to three threads in it, and anything in its scalars.
fn start(random: &mut Random) -> State {
    let mut state = State::start(CODE);
    let words: Vec<u32> = (0..WORDS).map(|at| word(random, at)).collect();
    let code = if random.one_in(8) { 0x1000 - 8 * random.below(WORDS / 2) } else { CODE };
    state.memory.write_bytes(code, &bytes(&words)).unwrap();
    let data: Vec<u8> = (0..0x100).map(|_| random.next() as u8).collect();
    state.memory.write_bytes(DATA, &data).unwrap();
    let mut thread = |id| {
        let mut registers: [u64; 32] = std::array::from_fn(|_| random.value());
        registers[0] = if random.one_in(100) { 1 } else { 0 };
        registers[16] = DATA + random.below(24);
        registers[17] = DATA + 8 * random.below(8);
        registers[18] = if random.one_in(4) { 0x5_0000 } else { DATA + 0x40 };
        registers[19] = code + 4 * random.below(WORDS);
        registers[31] = code + 4 * random.below(WORDS);
        let pc = if random.one_in(3) { code + 4 * random.below(WORDS) } else { code };
        let next_pc = if random.one_in(10) { code + 4 * random.below(WORDS) } else { pc + 4 };
        let (hi, lo) = (random.value(), random.value());
        Thread { id, pc, next_pc, hi, lo, registers, ..Thread::default() }
    };
    state.threads.left[0] = thread(0);
    let others = thread(0).hi % 3;
    state.threads.left.extend((1..1 + others).map(&mut thread));
    state.control.next_thread_id = 7;
    state.control.step = random.below(1 << 40);
    state.control.steps_since_switch = random.pick(&[0, 99_900, 99_990, 99_999, 100_000]);
    if random.one_in(6) {
        state.memory = partial(&mut state.memory, random.one_in(2));
    }
    if random.one_in(4) {
        let address = random.pick(&[DATA, DATA + 0x44, DATA + 8, CODE, 0x5_0010]);
        let status = random.below(3) as u8;
        state.control.reservation = Reservation { status, address, owner: random.below(2) };
    }
    state
}

/// The memory as far as its pages go, all else unknown; without the last page, if so wanted.
fn partial(memory: &mut Memory, without_last: bool) -> Memory {
    let mut numbers = memory.page_numbers();
    if without_last {
        numbers.pop();
    }
    let siblings = memory.multiproof(&numbers).unwrap();
    let pages: Vec<_> = numbers.iter().map(|&number| (number, memory.page(number).unwrap())).collect();
    Memory::partial(&pages, &siblings).unwrap()
}

/// Ways to compile after so many landings: quick code alone, optimised code alone, one after the other.
fn ways(after: u32) -> [Execution; 3] {
    [u64::MAX, 0, 1].map(|optimise| Execution::Compiled { cache: CodeCache::new(), after, optimise })
}

/// Runs both ways in a few parts and compares after each; gives the steps done.
fn compare(state: State, parts: &[u64], way: Execution, what: &str) -> u64 {
    let what = format!("{what}, {way:?}");
    let mut interpreted = Vm::new(state.clone());
    interpreted.set_execution(Execution::Interpreted);
    let mut compiled = Vm::new(state);
    compiled.set_execution(way);
    let mut steps = 0;
    for &part in parts {
        let expected = interpreted.run(part);
        assert_eq!(compiled.run(part), expected, "{what}: outcome after {steps} steps and up to {part} more");
        let (a, b) = (interpreted.state_mut(), compiled.state_mut());
        assert_eq!(b.control, a.control, "{what}: scalars");
        assert_eq!(b.threads, a.threads, "{what}: threads");
        assert_eq!(b.last_hint, a.last_hint, "{what}: hint");
        assert_eq!(b.hash(), a.hash(), "{what}: memory");
        match expected {
            Ok(outcome) => steps += outcome.steps,
            Err(_) => break,
        }
    }
    steps
}

/// As [`compare`], compiled in every way.
fn compare_all(state: &State, parts: &[u64], after: u32, what: &str) -> u64 {
    ways(after).into_iter().map(|way| compare(state.clone(), parts, way, what)).min().unwrap()
}

/// One random program; gives the steps done.
fn random_program(seed: u64) -> u64 {
    let mut random = Random(seed.wrapping_mul(0xd134_2543_de82_ef95));
    let state = start(&mut random);
    let parts: Vec<u64> =
        (0..4).map(|_| random.pick(&[1, 7, 30, 100, 400, 1500]) + random.below(50)).collect();
    let [quick, optimised, both] = ways(1 + random.below(3) as u32);
    let way = [quick.clone(), quick, optimised, both][random.below(4) as usize].clone();
    compare(state, &parts, way, &format!("seed {seed}"))
}

#[test]
fn random_programs() {
    let steps: u64 = (0..1500).map(random_program).sum();
    assert!(steps > 150_000, "programs end too soon to test anything: {steps} steps");
}

#[test]
#[ignore = "minutes; run by make test-deep"]
fn many_random_programs() {
    use std::sync::atomic::{AtomicU64, Ordering};
    let count: u64 = std::env::var("PROGRAMS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let (next, steps) = (AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, |n| n.get()) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= count {
                        break;
                    }
                    steps.fetch_add(random_program(1 << 32 | seed), Ordering::Relaxed);
                }
            });
        }
    });
    println!("{count} programs, {} steps", steps.into_inner());
}

/// Every operation of the instruction set, in a loop that is compiled on the first round.
#[test]
fn every_operation_alone() {
    let specials: [u32; 47] = [
        0x00, 0x02, 0x03, 0x04, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x14,
        0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26,
        0x27, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e, 0x2f, 0x38, 0x3a, 0x3b, 0x3c, 0x3e, 0x3f,
    ];
    let mut words: Vec<u32> = specials.map(|function| r(function, T0, 9, 10) | 5 << 6).to_vec();
    words.extend([0x02, 0x20, 0x21, 0x24, 0x25].map(|function| 0x1c << 26 | r(function, T0, 9, 10)));
    words.extend((0..32).map(|kind| i(1, kind, 9, 3)));
    words.extend([2, 3].map(|op| op << 26 | (CODE as u32 + 20) >> 2));
    words.extend([4, 5, 6, 7].map(|op| i(op, 10, 9, 3)));
    words.extend((0x08..0x10).chain([0x18, 0x19]).map(|op| i(op, T0, 9, -77)));
    let memory = [0x1a, 0x1b].into_iter().chain(0x20..0x28).chain(0x28..0x2f);
    words.extend(memory.chain([0x30, 0x34, 0x37, 0x38, 0x3c, 0x3f]).map(|op| i(op, T1, 16, 3)));
    let mut random = Random(7);
    for word in words {
        // In the line, and in the delay slot of a branch that is taken and of one that is not.
        for code in [
            vec![word, daddiu(11, 11, 1), daddiu(12, 12, 1), beq(ZERO, ZERO, -4), NOP],
            vec![daddiu(11, 11, 1), beq(ZERO, ZERO, 1), word, daddu(13, T0, T1), beq(ZERO, ZERO, -5), NOP],
            vec![daddiu(11, 11, 1), bne(ZERO, ZERO, 1), word, daddu(13, T0, T1), beq(ZERO, ZERO, -5), NOP],
        ] {
            for _ in 0..8 {
                let mut state = state(&code);
                state.memory.write_bytes(DATA, &[0x5a, 0xc3, 0x81, 0x7e].repeat(8)).unwrap();
                let thread = &mut state.threads.left[0];
                (thread.hi, thread.lo) = (random.value(), random.value());
                thread.registers = std::array::from_fn(|_| random.value());
                (thread.registers[0], thread.registers[16]) = (0, DATA + random.below(8));
                let [quick, optimised, _] = ways(1);
                for way in [quick, optimised] {
                    compare(state.clone(), &[3, 17, 40], way, &format!("{word:#010x}"));
                }
            }
        }
    }
}

/// Compiled code that is changed by a store, by another thread's store, by a system call and by the host.
#[test]
fn compiled_code_that_changes() {
    let words = [
        daddiu(T0, T0, 1),
        daddiu(T1, T1, 1),
        bne(T0, A1, -3),
        NOP,
        i(0x2b, T2, A0, 4), // sw t2, 4(a0): changes the loop
        daddu(T0, ZERO, ZERO),
        beq(ZERO, ZERO, -7),
        i(0x09, T2, T2, 1), // addiu t2, t2, 1: another constant the next time
    ];
    let mut start = state(&words);
    let registers = &mut start.threads.left[0].registers;
    (registers[4], registers[5], registers[10]) = (CODE, 50, u64::from(daddiu(T1, T1, 2)));
    let parts: Vec<u64> = (0..40).map(|part| 97 + part).collect();
    assert_eq!(compare_all(&start, &parts, 2, "a loop that changes itself"), parts.iter().sum::<u64>());

    for way in ways(2) {
        let mut vm = Vm::new(start.clone());
        vm.set_execution(way);
        vm.run(150).unwrap();
        let before = register(&vm, T1);
        vm.state_mut().memory.write_bytes(CODE + 4, &daddiu(T1, T1, 1000).to_be_bytes()).unwrap();
        vm.run(4).unwrap();
        assert_eq!(register(&vm, T1), before + 1000);
        // Another memory in the same machine.
        let other = machine(&[daddiu(T0, T0, 1), daddiu(T1, T1, 7), bne(T0, A1, -3), NOP], &[]);
        vm.state_mut().memory = other.state().memory.clone();
        vm.run(4).unwrap();
        assert_eq!(register(&vm, T1), before + 1007);
    }
}

/// Stores through two names of the same few bytes: the reservation of another thread, and of the same one.
#[test]
fn compiled_stores_drop_reservations() {
    let words = [
        i(0x3f, T0, A0, 0), // sd t0, 0(a0)
        daddiu(T0, T0, 1),
        beq(ZERO, ZERO, -3),
        NOP,
    ];
    for (address, dropped) in [(DATA, true), (DATA + 7, true), (DATA + 8, false), (DATA - 1, false)] {
        let mut start = state(&words);
        start.threads.left[0].registers[4] = DATA;
        start.control.reservation = Reservation { status: 1, address, owner: 9 };
        for way in ways(1) {
            let mut vm = Vm::new(start.clone());
            vm.set_execution(way);
            vm.run(400).unwrap();
            assert_eq!(vm.state().control.reservation == Reservation::default(), dropped, "{address:#x}");
            // Compiled first, reserved afterwards.
            vm.state_mut().control.reservation = Reservation { status: 2, address, owner: 9 };
            vm.run(400).unwrap();
            assert_eq!(vm.state().control.reservation == Reservation::default(), dropped, "{address:#x}");
        }
        compare_all(&start, &[5, 50, 500], 1, "reservation");
    }
}

/// The leaves that compiled code writes are hashed again, and steps with evidence go on from where it ended.
#[test]
fn hashes_and_evidence_between_compiled_runs() {
    let words = [i(0x3f, T0, A0, 0), daddiu(T0, T0, 1), daddiu(A0, A0, 24), bne(T0, A1, -4), NOP];
    for way in ways(1) {
        let mut vm = machine(&[&words[..], &exit_group(3)].concat(), &[(A0, DATA), (A1, 3000)]);
        vm.set_execution(way);
        while !vm.state().control.exited {
            vm.run(1777).unwrap();
            step(&mut vm).unwrap();
        }
        assert_eq!(vm.state().control.exit_code, 3);
    }
}

/// A machine finds the code that another one compiled, wherever the rest of its memory differs.
#[test]
#[cfg(all(feature = "jit", target_arch = "x86_64", unix))]
fn code_is_shared_by_content() {
    let words = [daddiu(T0, T0, 1), bne(T0, A1, -2), daddu(T1, T1, T0), beq(ZERO, ZERO, -4), NOP];
    let cache = CodeCache::new();
    let run = |words: &[u32]| {
        let mut vm = machine(words, &[(A1, 1 << 40)]);
        vm.set_execution(Execution::Compiled { cache: cache.clone(), after: 50, optimise: u64::MAX });
        vm.state_mut().memory.write_bytes(DATA, &[words.len() as u8]).unwrap();
        vm.run(10_000).unwrap();
        cache.stats().regions
    };
    assert_eq!(run(&words), 1);
    assert_eq!(run(&words), 1);
    assert_eq!(run(&[words[0], words[1], daddu(T1, T1, T1), words[3], words[4]]), 2);
    assert_eq!(run(&words), 2);
    let stats = cache.stats();
    assert!(stats.instructions >= 6 && stats.bytes > 0 && !stats.time.is_zero(), "{stats:?}");
}

/// Calls, returns and linked accesses stay in compiled code: next to nothing is left to the interpreter, what runs long
/// is optimised, and the state is the interpreter's.
#[test]
#[cfg(all(feature = "jit", target_arch = "x86_64", unix))]
fn calls_and_linked_accesses_are_compiled() {
    const ROUNDS: u64 = 30_000;
    let increment = [
        i(0x34, T1, A0, 0), // lld t1, 0(a0)
        daddiu(T1, T1, 1),
        i(0x3c, T1, A0, 0), // scd t1, 0(a0)
        beq(T1, ZERO, -4),
        NOP,
        r(8, 0, RA, 0), // jr ra
        daddiu(T2, T2, 1),
    ];
    let main = [
        j(CODE + 4 * 8) | 1 << 26, // jal
        NOP,
        daddiu(T0, T0, 1),
        bne(T0, A1, -4),
        NOP,
    ];
    let words = [&main[..], &exit_group(3), &increment].concat();
    let run = |way| {
        let mut vm = machine(&words, &[(A0, DATA & !7), (A1, ROUNDS)]);
        vm.set_execution(way);
        let outcome = vm.run(u64::MAX).unwrap();
        assert_eq!((outcome.exit_code, vm.state().memory.read_word(DATA)), (3, ROUNDS));
        (outcome.steps, vm.profile(), vm.state_mut().hash())
    };
    let (steps, profile, hash) = run(Execution::Interpreted);
    // Twelve steps a round, three to exit, and three that end a quantum.
    assert_eq!((steps, profile.entries), (ROUNDS * 12 + 3 + 3, 0));
    for optimise in [u64::MAX, 100_000, 0] {
        let cache = CodeCache::new();
        let (_, profile, compiled) = run(Execution::Compiled { cache: cache.clone(), after: 5, optimise });
        assert_eq!(compiled, hash, "{optimise}");
        assert!(profile.interpreted < steps / 100, "{optimise}: {profile:?} of {steps} steps");
        // Compiled code is left at the end of a quantum and, twice at most, for a look.
        assert!(profile.entries < steps / 1000, "{optimise}: {profile:?}");
        let stats = cache.stats();
        let quick = stats.regions - stats.optimised;
        assert_eq!((quick > 0, stats.optimised > 0), (optimise > 0, optimise < u64::MAX), "{stats:?}");
    }
}

/// Of a function what was never run is not compiled; once it is run often it is.
#[test]
#[cfg(all(feature = "jit", target_arch = "x86_64", unix))]
fn code_that_was_never_run_is_not_compiled() {
    const ROUNDS: u64 = 1000;
    let head = [
        daddiu(T0, T0, 1),
        i(0x0a, T1, T0, 500), // slti t1, t0, 500
        beq(T1, ZERO, 6),
        NOP,
        bne(T0, A1, -5),
        NOP,
    ];
    let rare = [daddiu(T2, T2, 1), j(CODE + 4 * 4), NOP];
    let words = [&head[..], &exit_group(3), &rare].concat();
    assert_eq!(words.len(), 12, "the branch leads to the last three");
    let cache = CodeCache::new();
    let mut vm = machine(&words, &[(A1, ROUNDS)]);
    vm.set_execution(Execution::Compiled { cache: cache.clone(), after: 5, optimise: u64::MAX });
    vm.run(400 * 6).unwrap();
    assert_eq!(cache.stats().instructions, 6, "neither what is rare nor the exit");
    let steps = vm.run(u64::MAX).unwrap().steps;
    let registers = &vm.state().threads.left[0].registers;
    assert_eq!((vm.state().control.exit_code, registers[T2 as usize]), (3, ROUNDS - 499));
    assert_eq!(cache.stats().instructions, 6 + 3);
    assert!(vm.profile().interpreted < steps / 20, "{:?} of {steps} steps", vm.profile());
}
