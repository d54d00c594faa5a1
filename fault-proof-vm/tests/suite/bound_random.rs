//! Bounds of random programs against runs of them on random arenas.

use crate::asm::*;
use crate::bound::{LD, LOG2_SIZE, SD, bounds, steps};
use crate::compiled::{Random, WORDS, word};
use crate::program::Program;
use fault_proof_vm::arena::{ARENA_BASE, Header};
use fault_proof_vm::bound::{BoundError, Limits, worst_case};
use fault_proof_vm::guest::Guest;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;
use std::collections::BTreeSet;

/// Where programs keep words of their own.
const SCRATCH: i32 = 0x4000;
/// Words that the program does not write, and what they hold.
const TABLE: i32 = 0x5000;
/// Registers that hold data; loop counters are in others, or in memory.
const DATA: [u32; 8] = [4, 5, 6, 7, 8, 9, 10, 11];
/// Holds the arena's address.
const ARENA: u32 = 16;
/// Counters of the loops around a place, the outermost first.
const COUNTERS: [u32; 3] = [17, 18, 19];
const TEMPORARY: u32 = 24;

/// A piece of a program. Numbers pick registers and operations.
#[derive(Debug, Clone)]
enum Piece {
    /// Arithmetic.
    Compute(u32, u32, u32, u32),
    /// A constant.
    Constant(u32, i32),
    /// A load or a store of a kind, at an offset in the arena or in the program's own memory.
    Access(u32, u32, i32, bool),
    /// A load or store in the arena or the own memory, wherever a register says within 64 bytes.
    Anywhere(u32, u32, u32, bool),
    /// A load or store in the arena, the own memory or a table, at a place that goes on with a loop's counter.
    Indexed(u32, u32, u32, u32),
    /// So many rounds, the counter in memory or not, up or down; as many as the loop around has had, if so.
    Loop(i32, bool, bool, bool, Vec<Piece>),
    /// One side or the other, as a loop's counter has it.
    IfCounter(u32, u32, i32, Vec<Piece>, Vec<Piece>),
    /// One side or the other.
    If(u32, u32, u32, Vec<Piece>, Vec<Piece>),
    /// Leaves the innermost loop.
    Break(u32, u32, u32),
    /// Ends the program.
    Exit(u32, u32, u32),
    /// A function, called twice.
    Call(Vec<Piece>),
    /// Returns from the function, or ends the program.
    Return(u32, u32, u32),
}

fn piece() -> impl Strategy<Value = Piece> {
    let n = || 0u32..64;
    let leaf = prop_oneof![
        6 => (n(), n(), n(), n()).prop_map(|(a, b, c, d)| Piece::Compute(a, b, c, d)),
        1 => (n(), -4..300i32).prop_map(|(a, b)| Piece::Constant(a, b)),
        4 => (n(), n(), 0..96i32, any::<bool>()).prop_map(|(a, b, c, d)| Piece::Access(a, b, c, d)),
        1 => (n(), n(), n(), any::<bool>()).prop_map(|(a, b, c, d)| Piece::Anywhere(a, b, c, d)),
        3 => (n(), n(), n(), n()).prop_map(|(a, b, c, d)| Piece::Indexed(a, b, c, d)),
        1 => (n(), n(), n()).prop_map(|(a, b, c)| Piece::Break(a, b, c)),
        1 => (n(), n(), n()).prop_map(|(a, b, c)| Piece::Exit(a, b, c)),
        1 => (n(), n(), n()).prop_map(|(a, b, c)| Piece::Return(a, b, c)),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        let pieces = || prop::collection::vec(inner.clone(), 0..6);
        prop_oneof![
            3 => (1..60i32, any::<bool>(), any::<bool>(), any::<bool>(), pieces())
                .prop_map(|(a, b, c, d, e)| Piece::Loop(a, b, c, d, e)),
            1 => (n(), n(), 0..60i32, pieces(), pieces())
                .prop_map(|(a, b, c, d, e)| Piece::IfCounter(a, b, c, d, e)),
            1 => (n(), n(), n(), pieces(), pieces()).prop_map(|(a, b, c, d, e)| Piece::If(a, b, c, d, e)),
            1 => pieces().prop_map(Piece::Call),
        ]
    })
}

/// Makes words of pieces.
struct Writer {
    program: Program,
    /// Where the loops around end, and how many there are of which the innermost is left by `Break`.
    loops: Vec<usize>,
    functions: Vec<(usize, Vec<Piece>, usize)>,
    in_function: bool,
}

fn data(number: u32) -> u32 {
    DATA[number as usize % DATA.len()]
}

/// A branch on data registers.
fn condition(kind: u32, a: u32, b: u32) -> u32 {
    match kind % 6 {
        0 => beq(data(a), data(b), 0),
        1 => bne(data(a), data(b), 0),
        2 => i(6, 0, data(a), 0),
        3 => i(7, 0, data(a), 0),
        4 => i(1, 0, data(a), 0),
        _ => i(1, 1, data(a), 0),
    }
}

fn compute(kind: u32, a: u32, b: u32, c: u32) -> u32 {
    const FUNCTIONS: [u32; 24] = [
        0x04, 0x06, 0x07, 0x0a, 0x0b, 0x14, 0x16, 0x17, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2a,
        0x2b, 0x2c, 0x2d, 0x2e, 0x2f, 0x2d, 0x2f,
    ];
    let (rd, rs, rt) = (data(a), data(b), data(c));
    match kind {
        0..24 => r(FUNCTIONS[kind as usize], rd, rs, rt),
        24..34 => {
            shift([0, 2, 3, 0x38, 0x3a, 0x3b, 0x3c, 0x3e, 0x3f, 0x3f][kind as usize - 24], rd, rt, c % 32)
        }
        34..38 => 0x1c << 26 | r([0x02, 0x20, 0x21, 0x24][kind as usize - 34], rd, rs, rt),
        38..50 => {
            let op = [0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x18, 0x19, 0x0c, 0x19];
            i(op[kind as usize - 38], rd, rs, 5 * c as i32 - 40)
        }
        50..53 => r([0x18, 0x1c, 0x1d][kind as usize - 50], 0, rs, rt),
        53..57 => r(0x12, rd, 0, 0),
        57 => r(0x10, rd, 0, 0),
        _ => daddu(rd, rs, ZERO),
    }
}

impl Writer {
    fn write(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            self.piece(piece);
        }
    }

    fn piece(&mut self, piece: &Piece) {
        const ACCESSES: [u32; 20] = [
            0x1a, 0x1b, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, LD, 0x28, 0x29, 0x2a, 0x2b, 0x2c,
            0x2d, 0x2e, SD, LD,
        ];
        match piece {
            Piece::Compute(kind, a, b, c) => self.program.words(&[compute(*kind, *a, *b, *c)]),
            Piece::Constant(a, value) => self.program.words(&[daddiu(data(*a), ZERO, *value)]),
            Piece::Access(kind, a, offset, arena) => {
                let (base, start) = if *arena { (ARENA, 32) } else { (ZERO, SCRATCH) };
                let op = ACCESSES[*kind as usize % ACCESSES.len()];
                self.program.words(&[i(op, data(*a), base, start + offset)]);
            }
            Piece::Anywhere(kind, a, b, arena) => {
                let (base, start) = if *arena { (ARENA, 32) } else { (ZERO, SCRATCH) };
                let op = ACCESSES[*kind as usize % ACCESSES.len()];
                self.program.words(&[i(0x0c, TEMPORARY, data(*b), 63), daddu(TEMPORARY, TEMPORARY, base)]);
                self.program.words(&[i(op, data(*a), TEMPORARY, start)]);
            }
            Piece::Indexed(kind, a, place, scale) => {
                let counter = COUNTERS[self.loops.len().saturating_sub(1 + *kind as usize % 2)];
                let (base, start) =
                    [(ARENA, 32), (ZERO, SCRATCH + 0x200), (ZERO, TABLE)][*place as usize % 3];
                // Tables are not written.
                let kinds = if start == TABLE { 11 } else { ACCESSES.len() };
                let op = ACCESSES[*kind as usize % kinds];
                self.program.words(&[shift(0x38, TEMPORARY, counter, scale % 2)]);
                self.program.words(&[daddu(TEMPORARY, TEMPORARY, base), i(op, data(*a), TEMPORARY, start)]);
            }
            Piece::Loop(rounds, in_memory, up, follows, body) if self.loops.len() < COUNTERS.len() => {
                self.repeat(*rounds, (*in_memory, *up, *follows), body);
            }
            Piece::Loop(_, _, _, _, body) => self.write(body),
            Piece::IfCounter(kind, scale, limit, one, other) => {
                let counter = COUNTERS[self.loops.len().saturating_sub(1 + *scale as usize % 3)];
                let (second, join) = (self.program.label(), self.program.label());
                match kind % 4 {
                    0 => self.program.words(&[i(0x0a, TEMPORARY, counter, *limit)]),
                    1 => self.program.words(&[i(0x0b, TEMPORARY, counter, *limit)]),
                    2 => self.program.words(&[i(0x0c, TEMPORARY, counter, 1 << (scale % 4))]),
                    _ => self.program.words(&[daddiu(TEMPORARY, counter, -limit)]),
                }
                let side = if scale % 2 == 0 { bne(TEMPORARY, ZERO, 0) } else { i(6, 0, TEMPORARY, 0) };
                self.program.branch(side, second, r(0x0b, data(*scale), data(*kind), TEMPORARY));
                self.write(one);
                self.program.jump(join, NOP);
                self.program.bind(second);
                self.write(other);
                self.program.bind(join);
            }
            Piece::If(kind, a, b, one, other) => {
                let (second, join) = (self.program.label(), self.program.label());
                self.program.branch(condition(*kind, *a, *b), second, compute(45, *b, *a, 9));
                self.write(one);
                self.program.jump(join, NOP);
                self.program.bind(second);
                self.write(other);
                self.program.bind(join);
            }
            Piece::Break(kind, a, b) => {
                if let Some(&out) = self.loops.last() {
                    self.program.branch(condition(*kind, *a, *b), out, NOP);
                }
            }
            Piece::Exit(kind, a, b) => {
                let on = self.program.label();
                self.program.branch(condition(*kind, *a, *b), on, NOP);
                self.program.words(&exit_group(1));
                self.program.bind(on);
            }
            Piece::Call(body) if !self.in_function && self.functions.len() < 4 => {
                let function = self.program.label();
                self.functions.push((function, body.clone(), self.loops.len()));
                self.program.call(function, NOP);
                self.program.call(function, compute(20, 1, 2, 3));
            }
            Piece::Call(body) => self.write(body),
            Piece::Return(kind, a, b) => {
                if self.in_function {
                    let on = self.program.label();
                    self.program.branch(condition(*kind, *a, *b), on, NOP);
                    self.program.words(&[r(0x08, 0, RA, 0), compute(20, 1, 2, 3)]);
                    self.program.bind(on);
                }
            }
        }
    }

    fn repeat(&mut self, rounds: i32, (in_memory, up, follows): (bool, bool, bool), body: &[Piece]) {
        let out = self.program.label();
        let depth = self.loops.len();
        let (register, place) = (COUNTERS[depth], SCRATCH + 0x100 + 8 * depth as i32);
        let (first, last, change) = if up { (0, rounds, 3) } else { (3 * rounds, 0, -3) };
        self.loops.push(out);
        self.program.words(&[daddiu(register, ZERO, first)]);
        if follows && !up && depth > 0 {
            self.program
                .words(&[daddiu(TEMPORARY, COUNTERS[depth - 1], 3), daddu(register, TEMPORARY, ZERO)]);
        }
        if in_memory {
            self.program.words(&[i(SD, register, ZERO, place)]);
        }
        let again = self.program.here();
        // Counters may be used as data.
        self.program.words(&[daddu(DATA[depth], register, ZERO)]);
        self.write(body);
        if in_memory {
            self.program.words(&[i(LD, register, ZERO, place), daddiu(register, register, change)]);
            self.program.words(&[i(SD, register, ZERO, place)]);
        } else {
            self.program.words(&[daddiu(register, register, change)]);
        }
        if up {
            self.program.words(&[i(0x0a, TEMPORARY, register, last)]);
            self.program.branch(bne(TEMPORARY, ZERO, 0), again, NOP);
        } else {
            self.program.branch(bne(register, ZERO, 0), again, daddiu(12, register, 1));
        }
        self.program.bind(out);
        self.loops.pop();
    }
}

/// The program of these pieces. Registers start with words of the arena and with constants.
fn program(pieces: &[Piece]) -> Program {
    let mut writer =
        Writer { program: Program::default(), loops: Vec::new(), functions: Vec::new(), in_function: false };
    writer.program.words(&[ori(ARENA, ZERO, 0x0800), shift(0x3c, ARENA, ARENA, 0)]);
    for (index, register) in (0..).zip(&DATA[..4]) {
        writer.program.words(&[i(LD, *register, ARENA, 32 + 8 * index)]);
    }
    writer.write(pieces);
    writer.program.words(&exit_group(0));
    writer.in_function = true;
    for (label, body, depth) in std::mem::take(&mut writer.functions) {
        writer.program.bind(label);
        // Loops in functions use other counters than those around the call.
        writer.loops = vec![usize::MAX; depth];
        let body: Vec<Piece> = body.into_iter().filter(|piece| !leaves(piece)).collect();
        writer.write(&body);
        writer.program.words(&[r(0x08, 0, RA, 0), NOP]);
    }
    writer.program
}

/// Whether a piece of a function leaves a loop around it.
fn leaves(piece: &Piece) -> bool {
    match piece {
        Piece::Break(..) => true,
        Piece::If(_, _, _, one, other) => one.iter().chain(other).any(leaves),
        Piece::Call(body) => body.iter().any(leaves),
        // In a loop too deep to be one.
        Piece::Loop(_, _, _, _, body) => body.iter().any(leaves),
        Piece::IfCounter(_, _, _, one, other) => one.iter().chain(other).any(leaves),
        _ => false,
    }
}

/// Contents that make conditions come out either way.
fn words() -> impl Strategy<Value = Vec<u64>> {
    let word = prop_oneof![Just(0), Just(1), Just(u64::MAX), 0u64..100, any::<u64>()];
    prop::collection::vec(word, 0..(1 << LOG2_SIZE) / 8 - 4)
}

/// Checks a program; whether it has a bound, and whether that of whole loops is greater.
fn check(pieces: &[Piece], arenas: &[Vec<u64>]) -> Result<(bool, bool), TestCaseError> {
    let mut start = program(pieces).state();
    for index in 0..64u64 {
        start.memory.store(TABLE as u64 + 8 * index, index * index * 0x0101_0001_0003).unwrap();
    }
    let [whole, every] = bounds(&start, 0);
    let (bound, every) = match (whole, every) {
        (Ok(whole), Ok(every)) => (whole, every),
        // The limits of the test.
        (Err(BoundError::Limit { .. }), _) | (_, Err(BoundError::Limit { .. })) => return Ok((false, false)),
        other => return Err(TestCaseError::fail(format!("{other:?}"))),
    };
    for words in arenas {
        let steps = steps(&start, 0, words);
        prop_assert!(steps <= every + every / 100_000, "{steps} > {every}");
    }
    // What all rounds have in common may be less than what each has.
    prop_assert!(bound >= every, "{bound} < {every}");
    Ok((true, bound > every))
}

fn run(cases: u32) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let (bounded, loose) = (Cell::new(0), Cell::new(0));
    let input = (prop::collection::vec(piece(), 1..12), prop::collection::vec(words(), 4));
    let result = TestRunner::new(config).run(&input, |(pieces, arenas)| {
        let (is_bounded, is_loose) = check(&pieces, &arenas)?;
        bounded.set(bounded.get() + u32::from(is_bounded));
        loose.set(loose.get() + u32::from(is_loose));
        Ok(())
    });
    result.unwrap();
    assert!(bounded.get() >= cases / 10 * 9, "{} of {cases} have a bound", bounded.get());
    assert!(loose.get() <= cases / 50, "{} of {cases} bounds are loose", loose.get());
}

/// Any words, with registers that point into arena, own memory and code. Most have no bound.
fn any_words(seeds: std::ops::Range<u64>) {
    let (mut bounded, mut differ) = (0, 0);
    for seed in seeds.clone() {
        let mut random = Random(seed);
        let mut words: Vec<u32> = (0..WORDS).map(|at| word(&mut random, at)).collect();
        for _ in 0..3 {
            let at = random.below(WORDS - 3) as usize;
            words[at..at + 3].copy_from_slice(&exit_group(0));
        }
        let mut start = state(&words);
        let registers = &mut start.threads.left[0].registers;
        registers[16] = ARENA_BASE + 64;
        registers[17] = ARENA_BASE + 8 * random.below(32);
        registers[18] = 0x7f80 + random.below(64);
        registers[19] = CODE + 4 * random.below(WORDS);
        registers[31] = CODE + 4 * random.below(WORDS);
        registers[3] = random.below(100);
        let limits = Limits { instructions: 1 << 14, branches: 1 << 10, every_round: seed % 4 == 3 };
        let Ok(bound) = worst_case(&start, LOG2_SIZE, seed % 3, limits) else { continue };
        bounded += 1;
        let mut lengths = BTreeSet::new();
        for _ in 0..3 {
            let mut arena = Header { status: 0, step: seed % 3 }.encode().to_vec();
            arena.resize_with(1 << LOG2_SIZE, || random.next() as u8 >> (seed % 8));
            let mut vm = Guest::new(start.clone(), LOG2_SIZE).unwrap().attach(&arena).unwrap();
            // Without a next step there is no longer run.
            if let Ok(run) = vm.run(bound.steps) {
                assert!(run.exited, "{seed}: more than {}", bound.steps);
                lengths.insert(run.steps);
            }
        }
        differ += u64::from(lengths.len() > 1);
    }
    let programs = seeds.end - seeds.start;
    assert!(
        bounded >= programs / 8 && differ >= programs / 50_000,
        "{bounded} of {programs} have a bound, {differ} vary"
    );
}

#[test]
fn any_words_have_a_bound_that_holds_or_none() {
    any_words(0..2_000);
}

#[test]
#[ignore = "many programs; run by make test-deep"]
fn any_words_have_a_bound_that_holds_or_none_deep() {
    any_words(0..200_000);
}

#[test]
fn no_run_is_longer_than_the_bound() {
    run(300);
}

#[test]
#[ignore = "many programs; run by make test-deep"]
fn no_run_is_longer_than_the_bound_deep() {
    run(20_000);
}
