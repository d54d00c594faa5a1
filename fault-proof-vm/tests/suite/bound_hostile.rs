//! Programs that are after a bound that does not hold: they write code before it runs, keep it in the arena, or leave
//! headers that no step was asked about. Each is refused, or its bound holds whatever a step leaves to the next.

use crate::asm::*;
use crate::bound::{LD, SD};
use crate::compiled::Random;
use crate::program::Program;
use fault_proof_vm::State;
use fault_proof_vm::arena::{ARENA_BASE, Detached, HEADER_BYTES, Header, NOT_EXITED, detach_state};
use fault_proof_vm::bound::{BoundError, Limits, log2_steps};
use fault_proof_vm::guest::Guest;

const LOG2_SIZE: u32 = 10;
/// Steps of the model.
const STEPS: u64 = 2;
/// log2 of the machine steps that a program takes which had no right to.
const LONG: u32 = 20;
/// Holds the arena's address.
const ARENA: u32 = 16;
/// A page that is called, and one that holds what may be written there.
const CALLED: i32 = 0x6000;
const STORED: i32 = 0x7000;
/// `sb`.
const SB: u32 = 0x28;

/// The machine steps of the model's steps, one after the other from an arena with these words after its header, until
/// one takes more than `most`. Whatever a step leaves, the next one starts from.
fn lengths(start: &State, log2_size: u32, words: &[u64], most: u64) -> Vec<u64> {
    let guest = Guest::new(start.clone(), log2_size).unwrap();
    let mut arena = vec![0; HEADER_BYTES];
    arena.extend(words.iter().flat_map(|word| word.to_be_bytes()));
    arena.resize(1 << log2_size, 0);
    let mut lengths = Vec::new();
    for step in 0..STEPS + 3 {
        let mut vm = guest.attach(&arena).unwrap();
        // Without a next state there is no next step.
        let Ok(run) = vm.run(most + 1) else { break };
        lengths.push(run.steps);
        if run.steps > most {
            break;
        }
        let state = vm.state_mut();
        arena = match detach_state(state, step, log2_size).unwrap() {
            Detached::Done(_) => state.memory.read_bytes(ARENA_BASE, 1 << log2_size),
            Detached::Err { code, .. } => {
                assert_ne!(code, NOT_EXITED);
                let mut bytes = Header { status: code, step }.encode().to_vec();
                bytes.resize(1 << log2_size, 0);
                bytes
            }
        };
    }
    lengths
}

/// The exponent of a program, which is checked on these arenas.
fn bounded(start: &State, log2_size: u32, limits: Limits, arenas: &[Vec<u64>]) -> Result<u32, BoundError> {
    let a = log2_steps(start, log2_size, STEPS, limits)?;
    for words in arenas {
        let lengths = lengths(start, log2_size, words, 1 << a);
        assert!(lengths.iter().all(|length| *length <= 1 << a), "2^{a} steps, {lengths:?} from {words:?}");
    }
    Ok(a)
}

/// A loop of 2^20 rounds and more, then the end.
fn long() -> Vec<u32> {
    [&[i(0x0f, T1, ZERO, 0x20), bne(T1, ZERO, -1), daddiu(T1, T1, -1)][..], &exit_group(0)].concat()
}

/// As many rounds as a word of the header says.
fn rounds(offset: i32) -> Vec<u32> {
    vec![i(LD, T1, ARENA, offset), bne(T1, ZERO, -1), daddiu(T1, T1, -1)]
}

/// Stores a register into the header.
fn keep(register: u32, offset: i32) -> Vec<u32> {
    vec![i(SD, register, ARENA, offset)]
}

/// A program that does for each counter what it is told to, then counts on and ends; with other counters, and those whose
/// status is not 0, it ends at once, or, of a status, does `failed`. `t0` holds the first word of data, `a1` 2^20.
fn program(failed: &[u32], cases: &[(u64, Vec<u32>)]) -> State {
    let mut program = Program::default();
    program.words(&[ori(ARENA, ZERO, 0x0800), shift(0x3c, ARENA, ARENA, 0), i(LD, T0, ARENA, 32)]);
    program.words(&[i(0x0f, A1, ZERO, 0x10), i(LD, T1, ARENA, 0), i(LD, T2, ARENA, 8)]);
    let well = program.label();
    program.branch(beq(T1, ZERO, 0), well, NOP);
    program.words(failed);
    program.words(&exit_group(0));
    program.bind(well);
    for (counter, words) in cases {
        let other = program.label();
        program.words(&[daddiu(T1, T2, -(*counter as i32))]);
        program.branch(bne(T1, ZERO, 0), other, NOP);
        program.words(words);
        program.words(&[daddiu(T2, T2, 1), i(SD, T2, ARENA, 8)]);
        program.words(&exit_group(0));
        program.bind(other);
    }
    program.words(&exit_group(0));
    program.state()
}

/// What a program must come to.
enum Answer {
    /// It has a bound.
    Bounded,
    /// Its header is refused.
    Header,
    /// Its code is.
    Code,
}

/// Checks that a program is refused and that its run shows why, or that its bound holds.
fn check(name: &str, start: &State, log2_size: u32, answer: Answer, words: &[u64]) {
    for every_round in [false, true] {
        let limits = Limits { instructions: 1 << 24, branches: 1 << 10, every_round };
        let found = bounded(start, log2_size, limits, &[words.to_vec()]);
        let right = match answer {
            Answer::Bounded => found.as_ref().is_ok_and(|a| *a < LONG),
            Answer::Header => matches!(found, Err(BoundError::Header { .. })),
            Answer::Code => matches!(found, Err(BoundError::Unsupported { .. })),
        };
        assert!(right, "{name}: {found:?}");
    }
    let longest = lengths(start, log2_size, words, 1 << LONG).into_iter().max();
    assert_eq!(longest > Some(1 << LONG), !matches!(answer, Answer::Bounded), "{name}: {longest:?}");
}

#[test]
fn headers_are_not_for_data() {
    use Answer::{Bounded, Header};
    let counter = |counter| [vec![ori(T2, ZERO, counter)], keep(T2, 8), exit_group(0).to_vec()].concat();
    let from_data = |mask: i32| [vec![i(0x0c, T2, T0, mask)], keep(T2, 8), exit_group(0).to_vec()].concat();
    let somewhere = vec![i(0x0c, T1, T0, 0x18), daddu(T1, T1, ARENA), i(SD, A1, T1, 0)];
    let code_of_data = [ori(V0, ZERO, 5205), daddu(A0, T0, ZERO), SYSCALL];
    let revived = [vec![ori(T2, ZERO, 5000)], keep(T2, 8), keep(ZERO, 0)].concat();
    let byte = vec![ori(T1, ZERO, 0x20), i(SB, T1, ARENA, 21)];
    // What the step leaves is read when it is done again.
    let again = |end: &[u32]| vec![(0, [rounds(16), keep(A1, 16), end.to_vec()].concat())];
    let fail = exit_group(1).to_vec();
    /// Name, answer, what is done with a status, what is done by the counter, the first word of data.
    type Case = (&'static str, Answer, Vec<u32>, Vec<(u64, Vec<u32>)>, u64);
    let cases: [Case; 15] = [
        ("nothing", Bounded, vec![], vec![(0, vec![]), (1, vec![])], 0),
        ("rounds in word 2", Header, vec![], vec![(0, keep(A1, 16)), (1, rounds(16))], 0),
        ("rounds in word 3", Header, vec![], vec![(0, keep(A1, 24)), (1, rounds(24))], 0),
        ("a byte of word 2", Header, vec![], vec![(0, byte), (1, rounds(16))], 0),
        ("anywhere in the header", Header, vec![], vec![(0, somewhere), (1, rounds(16))], 16),
        ("word 2 of a step that stays", Header, vec![], again(&exit_group(0)), 0),
        ("counter 5000", Header, vec![], vec![(0, counter(5000)), (5000, long())], 0),
        ("a counter of data", Header, vec![], vec![(0, from_data(4)), (4, long())], 4),
        ("this counter or the next, by data", Bounded, vec![], vec![(0, from_data(1)), (4, long())], 1),
        (
            "the counter after the end",
            Header,
            vec![],
            vec![(0, vec![]), (1, vec![]), (2, vec![]), (3, long())],
            0,
        ),
        ("a status of one's own", Bounded, vec![], vec![(0, [keep(A1, 0), counter(5000)].concat())], 0),
        ("a status that is taken back", Header, revived, vec![(0, fail.clone()), (5000, long())], 0),
        ("exit code 256", Header, vec![], again(&exit_group(256)), 0),
        ("an exit code of data", Header, vec![], again(&code_of_data), 0),
        ("exit code 1, which leaves nothing", Bounded, vec![], vec![(0, [keep(A1, 16), fail].concat())], 0),
    ];
    for (name, answer, failed, cases, word) in cases {
        check(name, &program(&failed, &cases), LOG2_SIZE, answer, &[word]);
    }
}

#[test]
fn code_is_what_the_program_starts_with() {
    let copy = || {
        let words = long().len().div_ceil(2) as i32;
        let word = move |word: i32| [i(LD, A2, 17, 8 * word), i(SD, A2, 18, 8 * word)];
        [vec![ori(17, ZERO, STORED), ori(18, ZERO, CALLED)], (0..words).flat_map(word).collect()].concat()
    };
    let call = |register| vec![r(0x09, RA, register, 0), NOP];
    // The store that makes the rounds, at any of eight places.
    let spread = vec![
        ori(18, ZERO, CALLED),
        i(0x0c, T1, T0, 0x38),
        daddu(T1, T1, 18),
        i(0x0f, A2, ZERO, 0x3c09),
        ori(A2, A2, 0x20),
        shift(0x3c, A2, A2, 0),
        i(SD, A2, T1, 0),
    ];
    let skip = beq(T0, ZERO, copy().len() as i32 + 1);
    let sides = [vec![ori(18, ZERO, CALLED), skip, NOP], copy()].concat();
    let to_arena = vec![i(0x19, 18, ARENA, 0x1000)];
    let cases: [(&str, Answer, Vec<u32>, u32, u64); 5] = [
        ("a function", Answer::Bounded, vec![ori(18, ZERO, CALLED)], LOG2_SIZE, 0),
        ("a function that was written", Answer::Code, copy(), LOG2_SIZE, 0),
        ("one that one side of a branch has written", Answer::Code, sides, LOG2_SIZE, 1),
        ("one that was written somewhere", Answer::Code, spread, LOG2_SIZE, 0),
        ("one in the arena", Answer::Code, to_arena, 13, 0),
    ];
    for (name, answer, words, log2_size, word) in cases {
        let mut start = program(&[], &[(0, [words, call(18)].concat())]);
        let function = [&[ori(T1, ZERO, 2), NOP, bne(T1, ZERO, -1), daddiu(T1, T1, -1)][..], &exit_group(0)];
        start.memory.write_bytes(CALLED as u64, &bytes(&function.concat())).unwrap();
        start.memory.write_bytes(STORED as u64, &bytes(&long())).unwrap();
        // The program's file may hold what it likes where the arena will be.
        start.memory.write_bytes(ARENA_BASE + 0x1000, &bytes(&exit_group(0))).unwrap();
        check(name, &start, log2_size, answer, &[word]);
    }
}

/// A program of gadgets at random: loads and stores in the header, the body, the called page and the stored one, rounds,
/// calls, branches on words, ends.
fn random(random: &mut Random) -> State {
    const REGISTERS: [u32; 4] = [A1, A2, A3, T2];
    let mut program = Program::default();
    program.words(&[ori(ARENA, ZERO, 0x0800), shift(0x3c, ARENA, ARENA, 0), ori(17, ZERO, STORED)]);
    program.words(&[ori(18, ZERO, CALLED), i(LD, A1, ARENA, 32), i(LD, T2, ARENA, 8)]);
    // Most are done with what has failed.
    if random.below(4) > 0 {
        let well = program.label();
        program.words(&[i(LD, T1, ARENA, 0)]);
        program.branch(beq(T1, ZERO, 0), well, NOP);
        program.words(&exit_group(0));
        program.bind(well);
    }
    for _ in 0..2 + random.below(10) {
        let register = REGISTERS[random.below(4) as usize];
        let place = 8 * random.below(6) as i32;
        let skip = program.label();
        if random.below(2) == 0 {
            program.words(&[daddiu(T1, T2, -(random.below(4) as i32))]);
            program.branch(bne(T1, ZERO, 0), skip, NOP);
        }
        match random.below(12) {
            0 | 1 => program.words(&[i(LD, register, ARENA, place)]),
            2 => program.words(&[ori(register, ZERO, 1 << random.below(13))]),
            3 => program.words(&[daddiu(register, register, [1, -1][random.below(2) as usize])]),
            4 => program.words(&[i(SD, register, ARENA, place)]),
            5 => program.words(&[i(LD, register, 17, place), i(SD, register, 18, place)]),
            6 => program.words(&[i(0x0c, T1, register, 0xfff), bne(T1, ZERO, -1), daddiu(T1, T1, -1)]),
            7 => program.words(&[r(0x09, RA, 18, 0), NOP]),
            8 => program.words(&exit_group(random.below(3) as i32 * 128)),
            9 => program.words(&[i(0x0c, register, register, 1 << random.below(4))]),
            _ => program.words(&[daddiu(T2, T2, 1), i(SD, T2, ARENA, 8)]),
        }
        program.bind(skip);
    }
    program.words(&exit_group(0));
    let mut start = program.state();
    start.memory.write_bytes(CALLED as u64, &bytes(&[r(0x08, 0, RA, 0), NOP])).unwrap();
    let stored = [ori(T1, ZERO, 0x7fff), NOP, bne(T1, ZERO, -1), daddiu(T1, T1, -1), r(0x08, 0, RA, 0), NOP];
    start.memory.write_bytes(STORED as u64, &bytes(&stored)).unwrap();
    start
}

fn hostile(seeds: std::ops::Range<u64>) {
    let (mut bounds, mut headers, mut code) = (0, 0, 0);
    let programs = seeds.end - seeds.start;
    for seed in seeds {
        let mut numbers = Random(seed);
        let start = random(&mut numbers);
        let arenas: Vec<Vec<u64>> = (0..4).map(|shift| vec![numbers.next() >> (16 * shift), shift]).collect();
        let limits = Limits { instructions: 1 << 18, branches: 1 << 8, every_round: seed % 4 == 3 };
        match bounded(&start, LOG2_SIZE, limits, &arenas) {
            Ok(_) => bounds += 1,
            Err(BoundError::Header { .. }) => headers += 1,
            Err(BoundError::Unsupported { .. }) => code += 1,
            Err(_) => {}
        }
    }
    let found =
        format!("{bounds} of {programs} have a bound, {headers} leave other headers, {code} write code");
    assert!(bounds > programs / 8 && headers > programs / 16 && code > programs / 64, "{found}");
}

#[test]
fn whatever_hostile_programs_leave_the_bound_holds() {
    hostile(0..400);
}

#[test]
#[ignore = "many programs; run by make test-deep"]
fn whatever_hostile_programs_leave_the_bound_holds_deep() {
    hostile(0..200_000);
}
