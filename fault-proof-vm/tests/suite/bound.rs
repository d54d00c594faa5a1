//! Bounds on instructions: exact where nothing depends on data, never too small where something does, and an
//! error where there is none.

use crate::asm::*;
use crate::program::Program;
use fault_proof_vm::State;
use fault_proof_vm::arena::{ARENA_BASE, Header};
use fault_proof_vm::bound::{
    Bound, BoundError, Limits, log2_steps, worst_case, worst_case_failed, worst_case_of_all,
};
use fault_proof_vm::guest::Guest;

pub const LOG2_SIZE: u32 = 10;
const S0: u32 = 16;
const S1: u32 = 17;
/// `ld` and `sd`.
pub const LD: u32 = 0x37;
pub const SD: u32 = 0x3f;

/// The bound for step 0, with limits that are soon reached.
fn bound(program: &Program) -> Result<u64, BoundError> {
    bound_at(&program.state(), 0)
}

/// The bound, found in both ways.
pub fn bound_at(start: &State, step: u64) -> Result<u64, BoundError> {
    let [whole, every_round] = bounds(start, step);
    assert_eq!(whole, every_round);
    whole
}

/// The bound found on loops as a whole, and that on every round.
pub fn bounds(start: &State, step: u64) -> [Result<u64, BoundError>; 2] {
    [false, true].map(|every_round| {
        let limits = Limits { instructions: 1 << 22, branches: 1 << 16, every_round };
        worst_case(start, LOG2_SIZE, step, limits).map(|bound| bound.instructions)
    })
}

/// Machine steps with an arena whose 64-bit words after the header are these.
pub fn steps(start: &State, step: u64, words: &[u64]) -> u64 {
    let mut arena = Header { status: 0, step }.encode().to_vec();
    arena.extend(words.iter().flat_map(|word| word.to_be_bytes()));
    arena.resize(1 << LOG2_SIZE, 0);
    let done = Guest::new(start.clone(), LOG2_SIZE).unwrap().run(&arena, 1 << 30).unwrap();
    assert!(done.last.control.exited);
    done.steps
}

/// Loads the arena's address into `s0`, its first word into `t0`: what depends on data starts from there.
fn start() -> Program {
    let mut program = Program::default();
    program.words(&[ori(S0, ZERO, 0x0800), shift(0x3c, S0, S0, 0), i(LD, T0, S0, 32)]);
    program
}

fn end(mut program: Program) -> Program {
    program.words(&exit_group(0));
    program
}

#[test]
fn straight_line() {
    let program = end(start());
    assert_eq!(bound(&program), Ok(6));
    assert_eq!(steps(&program.state(), 0, &[7]), 6);
}

#[test]
fn loops_inside_each_other() {
    let mut program = start();
    program.words(&[ori(T1, ZERO, 10)]);
    let outer = program.here();
    program.words(&[ori(T2, ZERO, 20)]);
    let inner = program.here();
    program.words(&[daddu(A1, A1, T0), daddiu(T2, T2, -1)]);
    program.branch(bne(T2, ZERO, 0), inner, NOP);
    program.words(&[daddiu(T1, T1, -1)]);
    program.branch(bne(T1, ZERO, 0), outer, daddu(A2, A2, A1));
    let program = end(program);
    assert_eq!(bound(&program), Ok(4 + 10 * (1 + 20 * 4 + 3) + 3));
    assert_eq!(steps(&program.state(), 0, &[7]), 4 + 10 * 84 + 3);
}

#[test]
fn loops_are_looked_at_as_a_whole() {
    // 10^5 rounds of 10^5 rounds of 10^4 rounds, one of the counters in memory, one of them going up.
    let mut program = start();
    program.words(&[i(0x0f, T1, ZERO, 1), ori(T1, T1, 34464), i(SD, T1, ZERO, 0x4000)]);
    let outer = program.here();
    program.words(&[i(0x0f, T2, ZERO, 1), ori(T2, T2, 34464)]);
    let middle = program.here();
    program.words(&[ori(A1, ZERO, 0), daddiu(S1, S0, 64)]);
    let inner = program.here();
    program.words(&[i(LD, A2, S1, -32), daddu(A3, A3, A2), i(SD, A3, S1, 0)]);
    program.words(&[i(0x0c, A2, A1, 0), daddu(S1, S1, A2), daddiu(A1, A1, 2), i(0x0a, A2, A1, 20_000)]);
    program.branch(bne(A2, ZERO, 0), inner, NOP);
    program.words(&[daddiu(T2, T2, -1)]);
    program.branch(bne(T2, ZERO, 0), middle, NOP);
    program.words(&[i(LD, T1, ZERO, 0x4000), daddiu(T1, T1, -1)]);
    program.branch(bne(T1, ZERO, 0), outer, i(SD, T1, ZERO, 0x4000));
    let limits = Limits { instructions: 10_000, ..Limits::default() };
    let bound = worst_case(&end(program).state(), LOG2_SIZE, 0, limits).unwrap();
    let middle = 2 + 10_000 * 9 + 3;
    assert_eq!(bound.instructions, 6 + 100_000 * (2 + 100_000 * middle + 4) + 3);
    assert_eq!(bound.steps, bound.instructions + (bound.instructions - 1) / 100_000);
}

#[test]
fn rounds_that_differ_are_told_apart() {
    // The first 100 rounds are shorter than the others by 7, the last 100 longer by 5; then a branch on the
    // lowest bit of the counter.
    let mut program = start();
    let again = program.here();
    let (early, on, odd) = (program.label(), program.label(), program.label());
    program.words(&[i(0x0a, A1, T1, 100)]);
    program.branch(bne(A1, ZERO, 0), early, NOP);
    program.words(&[NOP; 7]);
    program.bind(early);
    program.words(&[i(0x0a, A1, T1, 4900)]);
    program.branch(bne(A1, ZERO, 0), on, NOP);
    program.words(&[NOP; 5]);
    program.bind(on);
    program.words(&[daddiu(T1, T1, 1), i(0x0a, A1, T1, 5000)]);
    program.branch(bne(A1, ZERO, 0), again, NOP);
    let first = 3 + 5000 * (3 + 3 + 4) + 4900 * 7 + 100 * 5;
    assert_eq!(bound(&end(program.clone())), Ok(first + 3));
    let again = program.here();
    program.words(&[i(0x0c, A1, T1, 1)]);
    program.branch(bne(A1, ZERO, 0), odd, NOP);
    program.words(&[NOP; 5]);
    program.bind(odd);
    program.branch(bne(T1, ZERO, 0), again, daddiu(T1, T1, -1));
    assert_eq!(bound(&end(program)), Ok(first + 5001 * 5 + 2501 * 5 + 3));
}

#[test]
fn what_grows_otherwise_is_run_round_by_round() {
    // Doubles a word until it is greater than a limit.
    let mut program = start();
    program.words(&[ori(T1, ZERO, 1), ori(T2, ZERO, 0)]);
    let again = program.here();
    program.words(&[daddu(T1, T1, T1), shift(0x3e, A1, T1, 8)]);
    program.branch(beq(A1, ZERO, 0), again, daddiu(T2, T2, 1));
    assert_eq!(bound(&end(program)), Ok(5 + 40 * 4 + 3));
    // Adds the counter to a word, which then counts rounds.
    let mut program = start();
    program.words(&[ori(T2, ZERO, 50)]);
    let again = program.here();
    program.words(&[daddu(T1, T1, T2), daddiu(T2, T2, -1)]);
    program.branch(bne(T2, ZERO, 0), again, NOP);
    let again = program.here();
    program.branch(bne(T1, ZERO, 0), again, daddiu(T1, T1, -1));
    assert_eq!(bound(&end(program)), Ok(4 + 50 * 4 + 2 * (50 * 51 / 2 + 1) + 3));
}

#[test]
fn what_a_loop_has_written_on_its_way_is_read() {
    // Writes to each word its address; the last one then counts rounds.
    let mut program = start();
    program.words(&[ori(T1, ZERO, 0x4000)]);
    let again = program.here();
    program.words(&[i(SD, T1, T1, 0), daddiu(T1, T1, 8), i(0x0a, A1, T1, 0x4200)]);
    program.branch(bne(A1, ZERO, 0), again, NOP);
    program.words(&[i(LD, T2, T1, -8)]);
    let again = program.here();
    program.branch(bne(T2, ZERO, 0), again, daddiu(T2, T2, -1));
    assert_eq!(bound(&end(program)), Ok(4 + 64 * 5 + 1 + 2 * (0x41f8 + 1) + 3));
}

#[test]
fn a_loop_that_leaves_the_arena_is_noticed() {
    // Stores from the arena's third leaf to beyond its end; a word there then counts rounds.
    for (first, stride) in [(64, 8), (1024 + 72, -8)] {
        let mut program = start();
        program.words(&[ori(T1, ZERO, 130), ori(T2, ZERO, 7), daddiu(S1, S0, first)]);
        let again = program.here();
        program.words(&[i(SD, T2, S1, 0), daddiu(S1, S1, stride), daddiu(T1, T1, -1)]);
        program.branch(bne(T1, ZERO, 0), again, NOP);
        program.words(&[i(LD, T2, S0, 1024 + 8)]);
        let again = program.here();
        program.branch(bne(T2, ZERO, 0), again, daddiu(T2, T2, -1));
        let program = end(program);
        let expected = 3 + 3 + 130 * 5 + 1 + 2 * 8 + 3;
        assert_eq!(bound(&program), Ok(expected));
        assert_eq!(steps(&program.state(), 0, &[]), expected);
    }
}

#[test]
fn what_two_loops_decide_together_is_told_apart() {
    // 400 rounds of 10 rounds, longer by 5 from where the first counter and ten times the second reach 200.
    let mut program = start();
    let outer = program.here();
    program.words(&[ori(T2, ZERO, 0), ori(S1, ZERO, 0)]);
    let inner = program.here();
    let on = program.label();
    program.words(&[daddu(A1, T1, S1), i(0x0a, A1, A1, 200)]);
    program.branch(bne(A1, ZERO, 0), on, daddiu(S1, S1, 10));
    program.words(&[NOP; 5]);
    program.bind(on);
    program.words(&[daddiu(T2, T2, 1), i(0x0a, A1, T2, 10)]);
    program.branch(bne(A1, ZERO, 0), inner, NOP);
    program.words(&[daddiu(T1, T1, 1), i(0x0a, A1, T1, 400)]);
    program.branch(bne(A1, ZERO, 0), outer, NOP);
    let longer = (0..400).flat_map(|a| (0..10).map(move |b| a + 10 * b)).filter(|sum| *sum >= 200).count();
    assert_eq!(bound(&end(program)), Ok(3 + 400 * (2 + 10 * 8 + 4) + 5 * longer as u64 + 3));
}

#[test]
fn no_count_wraps() {
    // Counters that pass by their ends, one inside the other.
    let mut program = start();
    program.words(&[ori(T1, ZERO, 1)]);
    let outer = program.here();
    program.words(&[ori(T2, ZERO, 3)]);
    let inner = program.here();
    program.branch(bne(T2, ZERO, 0), inner, daddiu(T2, T2, 2));
    program.branch(bne(T1, ZERO, 0), outer, daddiu(T1, T1, 2));
    let limits = Limits { instructions: 100_000, ..Limits::default() };
    let found = worst_case(&end(program).state(), LOG2_SIZE, 0, limits);
    assert!(matches!(found, Err(BoundError::Limit { .. })), "{found:?}");
}

#[test]
fn the_longer_side_of_a_diamond_counts() {
    for (left, right) in [(1, 5), (5, 1), (0, 3), (3, 0), (0, 0)] {
        let mut program = start();
        let (other, join) = (program.label(), program.label());
        program.branch(beq(T0, ZERO, 0), other, NOP);
        program.words(&vec![NOP; left]);
        program.jump(join, NOP);
        program.bind(other);
        program.words(&vec![daddiu(T1, T1, 1); right]);
        program.bind(join);
        // What differs between the sides is not known after them: this branch goes both ways too.
        let last = program.label();
        program.branch(bne(T1, ZERO, 0), last, NOP);
        program.words(&[NOP, NOP]);
        program.bind(last);
        let program = end(program);
        let most = (left + 2).max(right) as u64;
        assert_eq!(bound(&program), Ok(3 + 2 + most + 2 + 2 + 3));
        let state = program.state();
        assert!((0..2).all(|word| steps(&state, 0, &[word]) <= 3 + 2 + most + 2 + 2 + 3));
    }
}

#[test]
fn what_one_side_writes_is_not_known_after_it() {
    // A word holds one of two numbers, of which either side stores the other; 9 instructions depend on it.
    for (taken, before) in [(false, 0), (false, 1), (true, 0), (true, 1)] {
        let mut program = start();
        let (side, join, on) = (program.label(), program.label(), program.label());
        program.words(&[ori(T1, ZERO, before), ori(T2, ZERO, 1 - before), i(SD, T1, ZERO, 0x4000)]);
        let store = i(SD, T2, ZERO, 0x4000);
        program.branch(beq(T0, ZERO, 0), side, NOP);
        program.words(&[if taken { NOP } else { store }]);
        program.jump(join, NOP);
        program.bind(side);
        program.words(&[if taken { store } else { NOP }, NOP, NOP]);
        program.bind(join);
        program.words(&[i(LD, T2, ZERO, 0x4000)]);
        program.branch(bne(T2, ZERO, 0), on, NOP);
        program.words(&[NOP; 9]);
        program.bind(on);
        assert_eq!(bound(&end(program)), Ok(3 + 3 + 2 + 3 + 1 + 2 + 9 + 3));
    }
}

/// Every round writes a word and may leave the loop: what is common to all ways out is found from what each round has changed,
/// not anew from all that was written.
#[test]
fn ways_out_of_a_long_loop() {
    let rounds = 60_000;
    let mut program = start();
    program.words(&[i(0x0f, S1, ZERO, 0x10), ori(T1, ZERO, 0), ori(T2, ZERO, rounds)]);
    let (again, out, on) = (program.here(), program.label(), program.label());
    program.words(&[i(SD, T2, S1, 0), i(LD, T0, S0, 32)]);
    program.branch(beq(T0, ZERO, 0), out, daddiu(S1, S1, 8));
    program.words(&[daddiu(T1, T1, 1)]);
    program.branch(bne(T1, T2, 0), again, NOP);
    program.bind(out);
    // The first word that was written is known after all ways, the last one, which most have not come to, is not.
    program.words(&[i(0x0f, S1, ZERO, 0x10), i(LD, A1, S1, 0), i(LD, A2, S1, 8)]);
    program.branch(bne(A1, T2, 0), on, NOP);
    program.words(&[NOP; 5]);
    program.bind(on);
    let same = program.label();
    program.branch(bne(A2, T2, 0), same, NOP);
    program.words(&[NOP; 7]);
    program.bind(same);
    let limits = Limits { every_round: true, ..Limits::default() };
    let found = worst_case(&end(program).state(), LOG2_SIZE, 0, limits).unwrap();
    assert_eq!(found.instructions, 6 + rounds as u64 * 7 + 3 + 2 + 5 + 2 + 7 + 3);
}

#[test]
fn an_early_exit_counts_no_less_than_the_whole() {
    // Ten words are looked at; the first that is 0 ends the loop, by leaving it or by ending the program.
    for ends in [false, true] {
        let mut program = start();
        program.words(&[ori(T1, ZERO, 10)]);
        let (again, out) = (program.here(), program.label());
        program.words(&[i(LD, T0, S0, 32), daddiu(S0, S0, 8)]);
        program.branch(beq(T0, ZERO, 0), out, NOP);
        program.words(&[daddiu(T1, T1, -1)]);
        program.branch(bne(T1, ZERO, 0), again, NOP);
        if ends {
            program.words(&exit_group(0));
            program.bind(out);
            program.words(&exit_group(1));
        } else {
            program.bind(out);
            program.words(&exit_group(0));
        }
        let most = 4 + 10 * 7 + 3;
        assert_eq!(bound(&program), Ok(most));
        let state = program.state();
        for zero in 0..10 {
            let mut words = [1; 10];
            words[zero] = 0;
            assert!(steps(&state, 0, &words) <= most);
        }
        assert_eq!(steps(&state, 0, &[1; 10]), most);
    }
}

#[test]
fn a_loop_that_data_ends_is_refused() {
    let trip_count = |index: u64| Err(BoundError::TripCount { pc: CODE + 4 * index });
    // As long as the word is not 0.
    let mut program = start();
    let again = program.here();
    program.words(&[i(LD, T0, S0, 32)]);
    program.branch(bne(T0, ZERO, 0), again, NOP);
    assert_eq!(bound(&end(program)), trip_count(4));
    // The same with a counter that nothing asks for.
    let mut program = start();
    let again = program.here();
    program.words(&[i(LD, T0, S0, 32)]);
    program.branch(bne(T0, ZERO, 0), again, daddiu(T1, T1, 1));
    assert_eq!(bound(&end(program)), trip_count(4));
    // A counter that comes from data.
    let mut program = start();
    let again = program.here();
    program.words(&[daddiu(T0, T0, -1)]);
    program.branch(bne(T0, ZERO, 0), again, NOP);
    assert_eq!(bound(&end(program)), trip_count(4));
    // No end at all.
    let mut program = start();
    let again = program.here();
    program.jump(again, NOP);
    assert!(matches!(bound(&program), Err(BoundError::Limit { .. })));
}

#[test]
fn a_load_from_anywhere_is_unknown() {
    let mut program = start();
    let (other, join) = (program.label(), program.label());
    program.words(&[i(LD, T1, T0, 0)]);
    program.branch(bne(T1, ZERO, 0), other, NOP);
    program.words(&[NOP; 4]);
    program.jump(join, NOP);
    program.bind(other);
    program.words(&[NOP; 9]);
    program.bind(join);
    assert_eq!(bound(&end(program)), Ok(3 + 1 + 2 + 9 + 3));
    // Of a byte, the upper bits are 0.
    let mut program = start();
    let other = program.label();
    program.words(&[i(0x24, T1, T0, 0), i(0x0b, T2, T1, 256)]);
    program.branch(bne(T2, ZERO, 0), other, NOP);
    program.words(&[NOP; 9]);
    program.bind(other);
    assert_eq!(bound(&end(program)), Ok(3 + 2 + 2 + 3));
}

#[test]
fn a_store_must_stay_somewhere() {
    // Anywhere: refused.
    let mut program = start();
    program.words(&[i(SD, T0, T0, 0)]);
    let error = BoundError::StoreAddress { pc: CODE + 12, least: 0, greatest: u64::MAX };
    assert_eq!(bound(&end(program)), Err(error));
    // At any of eight words of the arena: no matter.
    let mut program = start();
    program.words(&[i(0x0c, T0, T0, 0x38), daddu(T0, T0, S0), i(SD, T0, T0, 32)]);
    assert_eq!(bound(&end(program)), Ok(3 + 3 + 3));
    // At any of two words of the stack: the loop counter that lies in one of them is lost.
    for (slot, ends) in [(16, true), (8, false)] {
        let mut program = start();
        program.words(&[i(0x0c, T0, T0, 8), daddiu(T0, T0, 0x4000), ori(T1, ZERO, 3)]);
        program.words(&[i(SD, T1, ZERO, 0x4000 + slot)]);
        let again = program.here();
        program.words(&[i(SD, T0, T0, 0), i(LD, T1, ZERO, 0x4000 + slot), daddiu(T1, T1, -1)]);
        program.branch(bne(T1, ZERO, 0), again, i(SD, T1, ZERO, 0x4000 + slot));
        let program = end(program);
        if ends {
            assert_eq!(bound(&program), Ok(3 + 4 + 3 * 5 + 3));
        } else {
            assert!(matches!(bound(&program), Err(BoundError::TripCount { .. })));
        }
    }
    // Into code.
    let mut program = start();
    program.words(&[i(SD, T0, ZERO, CODE as i32)]);
    let error = BoundError::CodeWritten { pc: CODE + 12, address: CODE };
    assert_eq!(bound(&end(program)), Err(error));
    // Code that is written before it runs.
    let mut program = start();
    program.words(&[i(SD, ZERO, ZERO, 0x5000)]);
    program.words(&[j(0x5000), NOP]);
    assert!(matches!(bound(&program), Err(BoundError::Unsupported { pc: 0x5000, .. })));
}

#[test]
fn calls_return() {
    // A function with two returns, which one is for the data to say, called three times.
    let mut program = start();
    let (function, other) = (program.label(), program.label());
    program.words(&[ori(S1, ZERO, 3)]);
    let again = program.here();
    program.call(function, daddiu(S1, S1, -1));
    program.branch(bne(S1, ZERO, 0), again, NOP);
    program.words(&exit_group(0));
    program.bind(function);
    program.branch(bne(T0, ZERO, 0), other, NOP);
    program.words(&[NOP, r(0x08, 0, RA, 0), NOP]);
    program.bind(other);
    program.words(&[NOP, NOP, NOP, r(0x08, 0, RA, 0), NOP]);
    assert_eq!(bound(&program), Ok(4 + 3 * (2 + 2 + 5 + 2) + 3));
    assert_eq!(steps(&program.state(), 0, &[1]), 4 + 3 * 11 + 3);
    assert_eq!(steps(&program.state(), 0, &[0]), 4 + 3 * 9 + 3);
}

#[test]
fn a_function_that_ends_the_program_does_not_return() {
    let mut program = start();
    let (fails, well) = (program.label(), program.label());
    program.branch(beq(T0, ZERO, 0), well, NOP);
    program.call(fails, NOP);
    program.bind(well);
    program.words(&[NOP; 20]);
    program.words(&exit_group(0));
    program.bind(fails);
    program.words(&[NOP; 4]);
    program.words(&exit_group(3));
    assert_eq!(bound(&program), Ok(3 + 2 + 20 + 3));
}

#[test]
fn the_step_counter_picks_from_a_table_of_jumps() {
    let mut program = start();
    let cases: Vec<usize> = (0..4).map(|_| program.label()).collect();
    program.words(&[i(LD, T1, S0, 8), shift(0x38, T1, T1, 3), i(LD, T1, T1, 0x4000), r(0x08, 0, T1, 0), NOP]);
    let done = program.label();
    for (case, label) in cases.iter().enumerate() {
        program.bind(*label);
        program.words(&vec![NOP; 3 * case + 1]);
        program.jump(done, NOP);
    }
    program.bind(done);
    let program = end(program);
    let mut state = program.state();
    for (case, label) in cases.iter().enumerate() {
        state.memory.store(0x4000 + 8 * case as u64, program.address(*label)).unwrap();
    }
    for step in 0..4 {
        let expected = 3 + 5 + 3 * step + 1 + 2 + 3;
        assert_eq!(bound_at(&state, step), Ok(expected));
        assert_eq!(steps(&state, step, &[]), expected);
    }
    assert_eq!(bound_at(&state, 4), Err(BoundError::NoCode { pc: 0 }));
    // By data it is refused.
    let mut program = start();
    program.words(&[r(0x08, 0, T0, 0), NOP]);
    assert_eq!(bound(&program), Err(BoundError::JumpTarget { pc: CODE + 12 }));
}

#[test]
fn switches_of_threads_are_steps() {
    for rounds in [24_998, 24_999, 25_000, 75_000] {
        let mut program = start();
        program.words(&[i(0x0f, T1, ZERO, rounds >> 16), ori(T1, T1, rounds & 0xffff)]);
        let again = program.here();
        program.words(&[daddiu(T1, T1, -1), NOP]);
        program.branch(bne(T1, ZERO, 0), again, NOP);
        let program = end(program);
        let bound = worst_case(&program.state(), LOG2_SIZE, 0, Limits::default()).unwrap();
        assert_eq!(bound.instructions, 5 + 4 * rounds as u64 + 3);
        assert_eq!(bound.steps, steps(&program.state(), 0, &[]));
    }
}

#[test]
fn the_exponent_covers_every_arena() {
    // 40 instructions in step 1, 25 where the step counter is 3, 90 where the status is not 0.
    let mut program = start();
    let (failed, one, three) = (program.label(), program.label(), program.label());
    program.words(&[i(LD, T1, S0, 0), i(LD, T2, S0, 8), ori(A1, ZERO, 1), ori(A2, ZERO, 3)]);
    program.branch(bne(T1, ZERO, 0), failed, NOP);
    program.branch(beq(T2, A1, 0), one, NOP);
    program.branch(beq(T2, A2, 0), three, NOP);
    program.words(&exit_group(0));
    for (label, instructions, before) in [(failed, 90, 9), (one, 40, 11), (three, 25, 13)] {
        program.bind(label);
        program.words(&vec![NOP; instructions - before - 3]);
        program.words(&exit_group(0));
    }
    let state = program.state();
    let limits = Limits::default();
    let of = |step| worst_case(&state, LOG2_SIZE, step, limits).unwrap().instructions;
    assert_eq!([0, 1, 2, 3].map(of), [16, 40, 16, 25]);
    assert_eq!(worst_case_failed(&state, LOG2_SIZE, limits), Ok(Bound { instructions: 90, steps: 90 }));
    assert_eq!(worst_case_of_all(&state, LOG2_SIZE, 3, limits).unwrap().steps, 90);
    assert_eq!(log2_steps(&state, LOG2_SIZE, 3, limits), Ok(7));
}

#[test]
fn what_has_no_bound_is_refused() {
    let refused = |words: &[u32]| {
        let mut program = start();
        program.words(words);
        bound(&end(program)).unwrap_err()
    };
    let at = CODE + 12;
    assert!(matches!(refused(&[0x0000_000d]), BoundError::Exception { pc, .. } if pc == at));
    assert!(matches!(refused(&[r(0x1e, 0, T0, ZERO)]), BoundError::Exception { pc, .. } if pc == at));
    assert!(matches!(refused(&[j(CODE), j(CODE)]), BoundError::Exception { pc, .. } if pc == at + 4));
    assert!(matches!(refused(&[i(0x30, T1, S0, 32)]), BoundError::Unsupported { pc, .. } if pc == at));
    assert!(
        matches!(refused(&[ori(V0, ZERO, 5001), SYSCALL]), BoundError::Unsupported { pc, .. } if pc == at + 4)
    );
    assert!(matches!(refused(&[daddu(V0, T0, ZERO), SYSCALL]), BoundError::Unsupported { .. }));
    assert!(matches!(refused(&[j(CODE), SYSCALL]), BoundError::Unsupported { pc, .. } if pc == at + 4));
    assert!(matches!(refused(&[i(1, 0x10, T0, 4), NOP]), BoundError::Unsupported { pc, .. } if pc == at));
    assert!(matches!(refused(&[j(0x9000), NOP]), BoundError::NoCode { pc: 0x9000 }));
    // A function without end of calls.
    let mut program = start();
    let again = program.here();
    program.call(again, NOP);
    assert!(matches!(bound(&program), Err(BoundError::Limit { what: "calls in calls", .. })));
    let state = end(start()).state();
    let wrong = worst_case(&state, 60, 0, Limits::default());
    assert!(matches!(wrong, Err(BoundError::ArenaSize { log2_size: 60, .. })));
    let mut delay = state.clone();
    delay.threads.left[0].next_pc += 4;
    let mut exited = state.clone();
    exited.control.exited = true;
    let mut two = state.clone();
    two.threads.left.push(two.threads.left[0].clone());
    for state in [delay, exited, two] {
        assert!(matches!(bound_at(&state, 0), Err(BoundError::Start(_))));
    }
    assert_eq!(ARENA_BASE, 0x0800 << 32);
}
