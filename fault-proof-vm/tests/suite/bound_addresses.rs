//! Bounds of loops that end where an address from data says, a known number of rounds after where they began: what lies
//! known distances apart is known to, as long as it does, and no longer.

use crate::asm::*;
use crate::bound::{LD, LOG2_SIZE, SD, bound_at, bounds, steps};
use crate::program::Program;
use fault_proof_vm::State;
use fault_proof_vm::arena::Header;
use fault_proof_vm::bound::{BoundError, Limits, worst_case};
use fault_proof_vm::guest::Guest;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;

/// Holds the arena's address.
const ARENA: u32 = 16;
/// Where programs keep words of their own.
const SCRATCH: i32 = 0x4000;
/// Most machine steps of a run: a walk to an address below where it began goes once around memory.
const LONGEST_RUN: u64 = 1 << 18;
/// Bytes of a word that a loop goes on by.
const STRIDE: i32 = 4;

fn start() -> Program {
    let mut program = Program::default();
    program.words(&[ori(ARENA, ZERO, 0x0800), shift(0x3c, ARENA, ARENA, 0)]);
    program
}

fn end(mut program: Program) -> State {
    program.words(&exit_group(0));
    program.state()
}

/// Rows of a table, picked by bytes of the arena that are held within it, copied into the arena word by word, as LLVM
/// writes it: a pointer and its end, both from data.
#[test]
fn rows_are_copied_from_where_data_says() {
    const TABLE: i32 = 0x5000;
    let (rows, width, last) = (6, 24, 36);
    let mut program = start();
    program.words(&[ori(4, ZERO, TABLE), daddiu(2, 4, STRIDE * width), daddiu(5, ARENA, 32)]);
    program.words(&[daddiu(6, ARENA, 64), ori(3, ZERO, 0), ori(7, ZERO, rows)]);
    let row = program.here();
    program.words(&[daddu(1, 5, 3), i(0x24, 1, 1, 0), i(0x0b, 8, 1, last), ori(9, ZERO, last)]);
    program.words(&[r(0x0b, 9, 1, 8), shift(0x3c, 1, 9, 0), shift(0x3e, 1, 1, 0)]);
    program.words(&[shift(0x38, 8, 1, 5), shift(0x38, 1, 1, 6), daddu(1, 1, 8)]);
    program.words(&[daddu(8, 2, 1), daddu(9, 4, 1), r(0x25, 10, 6, ZERO)]);
    let word = program.here();
    program.words(&[i(0x23, 1, 9, 0), i(0x2b, 1, 10, 0), daddiu(9, 9, STRIDE)]);
    program.branch(bne(9, 8, 0), word, daddiu(10, 10, STRIDE));
    program.words(&[daddiu(3, 3, 1)]);
    program.branch(bne(3, 7, 0), row, daddiu(6, 6, STRIDE * width));
    let state = end(program);
    let expected = 2 + 6 + rows as u64 * (13 + width as u64 * 5 + 3) + 3;
    assert_eq!(bound_at(&state, 0), Ok(expected));
    for words in [[0; 2], [u64::MAX; 2], [0x0123_4567_89ab_cdef; 2]] {
        assert_eq!(steps(&state, 0, &words), expected);
    }
}

/// A loop from `$8`, which is data, to `$9`, which `between` has made of it; how its end is found is for the caller to say.
fn walk(between: &[u32], body: &[u32], branch: u32) -> State {
    let mut program = start();
    program.words(&[i(LD, 8, ARENA, 32), i(LD, 10, ARENA, 40)]);
    program.words(between);
    let again = program.here();
    program.words(body);
    program.words(&[daddiu(8, 8, STRIDE), r(0x2b, 11, 8, 9), r(0x2f, 12, 9, 8)]);
    program.branch(branch, again, NOP);
    end(program)
}

#[test]
fn what_stays_so_far_apart_ends_a_loop() {
    let rounds = 200;
    let far = daddiu(9, 8, STRIDE * rounds);
    let slot = |op: u32, register: u32| i(op, register, ZERO, SCRATCH);
    let (unequal, difference) = (bne(8, 9, 0), bne(12, ZERO, 0));
    for (between, body, branch) in [
        (&[far][..], &[][..], unequal),
        (&[far], &[], difference),
        // As a sum in steps, and with a constant from a register; as a sum without carries.
        (&[daddiu(9, 8, 8), ori(13, ZERO, STRIDE * rounds - 8), daddu(9, 13, 9)], &[], unequal),
        (&[shift(0x38, 8, 8, 12), ori(9, 8, STRIDE * rounds)], &[], unequal),
        // Copies, and copies in memory.
        (&[far, r(0x25, 13, 9, ZERO), ori(9, ZERO, 7), daddu(9, ZERO, 13)], &[], unequal),
        (&[far, slot(SD, 9), ori(9, ZERO, 7), slot(LD, 9)], &[], unequal),
        (&[far, slot(SD, 9)], &[slot(LD, 9)], unequal),
        // A word that one of two gives is one word from there on.
        (&[r(0x0b, 8, 10, 10), far], &[], unequal),
        // Which of two addresses comes first is known where neither is beyond the end of memory.
        (&[i(0x0c, 8, 8, 0x7f), ori(8, 8, SCRATCH), far], &[], bne(11, ZERO, 0)),
    ] {
        let state = walk(between, body, branch);
        let expected = 4 + (between.len() + 3) as u64 + rounds as u64 * (body.len() as u64 + 5);
        assert_eq!(bound_at(&state, 0), Ok(expected), "{between:x?} {body:x?}");
        for words in [[0, 0], [0x1234, 0], [u64::MAX, 5]] {
            assert_eq!(steps(&state, 0, &words), expected);
        }
    }
}

#[test]
fn what_does_not_stay_so_far_apart_ends_none() {
    let far = daddiu(9, 8, STRIDE * 200);
    let slot = |op: u32, register: u32| i(op, register, ZERO, SCRATCH);
    let unequal = bne(8, 9, 0);
    for (between, body, branch) in [
        // Another word from data, once or in every round, or a part of it.
        (&[far, i(LD, 9, ARENA, 48)][..], &[][..], unequal),
        (&[far], &[i(LD, 9, ARENA, 48)], unequal),
        (&[far, slot(SD, 9), i(0x2b, 10, ZERO, SCRATCH + 4), slot(LD, 9)], &[], unequal),
        (&[far, slot(SD, 9)], &[slot(LD, 9), i(0x28, 10, ZERO, SCRATCH + 7)], unequal),
        // One of two.
        (&[far, daddiu(11, 9, 4), r(0x0b, 9, 11, 10)], &[], unequal),
        (&[far, slot(SD, 9), i(0x0c, 13, 10, 8), i(SD, 10, 13, SCRATCH), slot(LD, 9)], &[], unequal),
        // With another word from data added, or cut to 32 bits.
        (&[far, daddu(9, 9, 10)], &[], unequal),
        (&[far, shift(0x00, 9, 9, 0)], &[], unequal),
        // Addresses that may be beyond the end of memory.
        (&[far], &[], beq(11, ZERO, 0)),
    ] {
        let found = bound_at(&walk(between, body, branch), 0);
        let refused = matches!(found, Err(BoundError::TripCount { .. } | BoundError::Limit { .. }));
        assert!(refused, "{between:x?} {body:x?}: {found:?}");
    }
}

/// Both ways of a branch on data leave an end where it was, or one moves it; so in registers and in memory.
#[test]
fn ends_that_one_side_has_moved_are_not_known() {
    let rounds = 20;
    for (moves, in_memory) in [(false, false), (false, true), (true, false), (true, true)] {
        let mut program = start();
        program.words(&[i(LD, 8, ARENA, 32), i(LD, 10, ARENA, 40), daddiu(9, 8, STRIDE * rounds)]);
        let (side, again) = (program.label(), program.label());
        program.words(&[i(SD, 9, ZERO, SCRATCH)]);
        program.branch(beq(10, ZERO, 0), side, NOP);
        let by = if moves { STRIDE } else { 0 };
        program.words(&[daddiu(9, 9, by), if in_memory { i(SD, 9, ZERO, SCRATCH) } else { NOP }]);
        program.bind(side);
        program.words(&[if in_memory { i(LD, 9, ZERO, SCRATCH) } else { NOP }]);
        program.bind(again);
        program.words(&[daddiu(8, 8, STRIDE)]);
        program.branch(bne(8, 9, 0), again, NOP);
        let state = end(program);
        let most = 6 + 2 + 2 + 1 + 3 * rounds as u64 + 3;
        match bound_at(&state, 0) {
            Ok(found) => assert!(!moves && found == most, "{found}"),
            Err(error) => assert!(moves && matches!(error, BoundError::TripCount { .. }), "{error}"),
        }
        assert_eq!(steps(&state, 0, &[40, 1]), most + if moves { 3 } else { 0 });
    }
}

/// Rounds that are looked at as one have no more in common than all of them: here two words are the same as long as the first
/// of them has not come through a row of three, there in the second round alone.
#[test]
fn words_that_are_the_same_in_the_first_rounds_are_not_in_all() {
    let (rounds, longer) = (30, 9);
    let next = [daddiu(11, 11, 8), i(LD, 10, 11, 32)];
    let copy = |to: u32, from: u32| r(0x25, to, from, ZERO);
    for in_a_row in [true, false] {
        let mut program = start();
        program.words(&[
            copy(11, ARENA),
            i(LD, 8, ARENA, 32),
            i(LD, 9, ARENA, 32 + 8 * 60),
            ori(12, ZERO, rounds),
        ]);
        program.words(&[if in_a_row { copy(9, 8) } else { NOP }, copy(10, 8), copy(13, 12)]);
        let (again, same, on) = (program.here(), program.label(), program.label());
        program.branch(beq(8, 9, 0), same, NOP);
        program.words(&vec![NOP; longer]);
        program.bind(same);
        if in_a_row {
            program.words(&[copy(8, 9), copy(9, 10)]);
            program.words(&next);
        } else {
            program.words(&next);
            program.words(&[copy(8, 10)]);
            program.branch(bne(13, 12, 0), on, NOP);
            program.words(&[copy(9, 8)]);
            program.bind(on);
        }
        program.words(&[daddiu(13, 13, -1)]);
        program.branch(bne(13, ZERO, 0), again, NOP);
        let state = end(program);
        let (round, once, same) = if in_a_row { (9, 0, 2) } else { (10, 1, 1) };
        let expected = 9 + rounds as u64 * (round + longer as u64) + once - same * longer as u64 + 3;
        let [whole, every] = bounds(&state, 0).map(|bound| bound.expect("a known number of rounds"));
        assert_eq!(every, expected);
        assert!((expected..=expected + 2 * longer as u64).contains(&whole), "{whole} for {expected}");
        let words: Vec<u64> = (1..100).collect();
        assert_eq!(steps(&state, 0, &words), expected);
    }
}

/// Registers that pieces name; the counters of loops are others.
const WORDS: [u32; 6] = [4, 5, 6, 7, 8, 9];
const COUNTERS: [u32; 2] = [17, 18];
const CONDITION: u32 = 24;

/// A piece of a program, about registers by their index.
#[derive(Debug, Clone)]
enum Piece {
    /// A word of the arena.
    Data(usize, i32),
    Constant(usize, i32),
    /// So many strides from another.
    Moved(usize, usize, i32),
    /// A sum, a difference, a copy; or one of two, by a third.
    Made(u32, usize, usize, usize),
    /// To memory or from there, whole or a half.
    Kept(u32, usize, i32),
    /// Instructions that are left out as two words compare.
    Skip(u32, usize, usize, usize),
    /// One side or the other, as data has it.
    If(usize, Vec<Piece>, Vec<Piece>),
    Loop(i32, Vec<Piece>),
    /// From a word on until it is another, which lies so many strides beyond it if it is made here.
    Walk(u32, usize, usize, Option<i32>, Vec<Piece>),
}

fn piece() -> impl Strategy<Value = Piece> {
    let n = || 0..WORDS.len();
    let leaf = prop_oneof![
        2 => (n(), 0..6).prop_map(|(a, b)| Piece::Data(a, b)),
        1 => (n(), 0..6).prop_map(|(a, b)| Piece::Constant(a, b)),
        4 => (n(), n(), -6..12).prop_map(|(a, b, c)| Piece::Moved(a, b, c)),
        2 => (0u32..5, n(), n(), n()).prop_map(|(a, b, c, d)| Piece::Made(a, b, c, d)),
        3 => (0u32..5, n(), 0..2).prop_map(|(a, b, c)| Piece::Kept(a, b, c)),
        3 => (0u32..5, n(), n(), 1..9usize).prop_map(|(a, b, c, d)| Piece::Skip(a, b, c, d)),
    ];
    leaf.prop_recursive(3, 24, 5, move |inner| {
        let pieces = |most: usize| prop::collection::vec(inner.clone(), 0..most);
        prop_oneof![
            2 => (n(), pieces(3), pieces(3)).prop_map(|(a, b, c)| Piece::If(a, b, c)),
            1 => (1..30, pieces(4)).prop_map(|(a, b)| Piece::Loop(a, b)),
            4 => (0u32..3, n(), n(), prop::option::weighted(0.8, 1..40), pieces(3))
                .prop_map(|(a, b, c, d, e)| Piece::Walk(a, b, c, d, e)),
        ]
    })
}

fn write(program: &mut Program, pieces: &[Piece], depth: usize) {
    for piece in pieces {
        write_one(program, piece, depth);
    }
}

fn write_one(program: &mut Program, piece: &Piece, depth: usize) {
    let w = |index: usize| WORDS[index];
    match piece {
        Piece::Data(a, at) => program.words(&[i(LD, w(*a), ARENA, 32 + 8 * at)]),
        Piece::Constant(a, number) => program.words(&[daddiu(w(*a), ZERO, STRIDE * number)]),
        Piece::Moved(a, b, strides) => program.words(&[daddiu(w(*a), w(*b), STRIDE * strides)]),
        Piece::Made(kind, a, b, c) => {
            let third = if *kind == 2 { ZERO } else { w(*c) };
            program.words(&[r([0x2d, 0x2f, 0x25, 0x0a, 0x0b][*kind as usize], w(*a), w(*b), third)]);
        }
        Piece::Kept(kind, a, slot) => {
            let (op, half) = [(SD, 0), (SD, 0), (LD, 0), (LD, 0), (0x2b, 4)][*kind as usize];
            program.words(&[i(op, w(*a), ZERO, SCRATCH + 8 * slot + half)]);
        }
        Piece::Skip(kind, a, b, instructions) => {
            let on = program.label();
            let (a, b) = (w(*a), w(*b));
            program.words(&[match kind {
                2 => r(0x2b, CONDITION, a, b),
                3 => r(0x2a, CONDITION, a, b),
                _ => r(0x2f, CONDITION, a, b),
            }]);
            let branch = match kind {
                0 => beq(a, b, 0),
                1 => bne(a, b, 0),
                _ => bne(CONDITION, ZERO, 0),
            };
            program.branch(branch, on, NOP);
            program.words(&vec![NOP; *instructions]);
            program.bind(on);
        }
        Piece::If(a, one, other) => {
            let (second, join) = (program.label(), program.label());
            program.branch(beq(w(*a), ZERO, 0), second, NOP);
            write(program, one, depth);
            program.jump(join, NOP);
            program.bind(second);
            write(program, other, depth);
            program.bind(join);
        }
        Piece::Loop(rounds, body) if depth < COUNTERS.len() => {
            program.words(&[ori(COUNTERS[depth], ZERO, *rounds)]);
            let again = program.here();
            write(program, body, depth + 1);
            program.words(&[daddiu(COUNTERS[depth], COUNTERS[depth], -1)]);
            program.branch(bne(COUNTERS[depth], ZERO, 0), again, NOP);
        }
        Piece::Loop(_, body) => write(program, body, depth),
        Piece::Walk(kind, a, b, strides, body) => {
            if let Some(strides) = strides {
                program.words(&[daddiu(w(*b), w(*a), STRIDE * strides)]);
            }
            let again = program.here();
            write(program, body, depth);
            program.words(&[daddiu(w(*a), w(*a), STRIDE), r(0x2b, CONDITION, w(*a), w(*b))]);
            let branch = if *kind == 0 { bne(CONDITION, ZERO, 0) } else { bne(w(*a), w(*b), 0) };
            program.branch(branch, again, NOP);
        }
    }
}

/// Checks a program on arenas; whether it has a bound that runs can be held against.
fn check(pieces: &[Piece], arenas: &[[u64; 6]]) -> Result<bool, TestCaseError> {
    let mut program = start();
    for (at, register) in (0..).zip(WORDS) {
        program.words(&[i(LD, register, ARENA, 32 + 8 * (at % 4))]);
    }
    write(&mut program, pieces, 0);
    let state = end(program);
    let mut bounded = false;
    for every_round in [false, true] {
        let limits = Limits { instructions: 1 << 14, branches: 1 << 9, every_round };
        let Ok(bound) = worst_case(&state, LOG2_SIZE, 0, limits) else { continue };
        if bound.steps > LONGEST_RUN {
            continue;
        }
        bounded = true;
        for words in arenas {
            let mut arena = Header { status: 0, step: 0 }.encode().to_vec();
            arena.extend(words.iter().flat_map(|word| word.to_be_bytes()));
            arena.resize(1 << LOG2_SIZE, 0);
            let mut vm = Guest::new(state.clone(), LOG2_SIZE).unwrap().attach(&arena).unwrap();
            let run = vm.run(bound.steps).unwrap();
            prop_assert!(
                run.exited,
                "more than {} steps from {words:x?}, every round: {every_round}",
                bound.steps
            );
        }
    }
    Ok(bounded)
}

fn run(cases: u32) {
    let word = prop_oneof![4 => (0u64..8).prop_map(|x| x * STRIDE as u64), 1 => Just(u64::MAX - 3), 1 => any::<u64>()];
    let arenas = prop::collection::vec(prop::array::uniform6(word), 6);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let bounded = Cell::new(0);
    let result =
        TestRunner::new(config).run(&(prop::collection::vec(piece(), 1..10), arenas), |(pieces, arenas)| {
            bounded.set(bounded.get() + u32::from(check(&pieces, &arenas)?));
            Ok(())
        });
    result.unwrap();
    assert!(bounded.get() >= cases / 3, "{} of {cases} have a bound", bounded.get());
}

#[test]
fn no_run_is_longer_than_its_bound() {
    run(1_000);
}

#[test]
#[ignore = "many programs; run by make test-deep"]
fn no_run_is_longer_than_its_bound_deep() {
    run(200_000);
}
