//! Programs whose states Cannon's own program has reached, from the same ELF files: each hash here is what it says.

use crate::asm::{NOP, SYSCALL, beq};
use crate::elf::{LOAD, NOTE, Segment, TEXT, file_from};
use fault_proof_vm::host::{Host, HostError, NoHost};
use fault_proof_vm::runner::{Observer, Plan, Watched, run};
use fault_proof_vm::state::{FileLimits, load_state, save_state};
use fault_proof_vm::{State, Vm, elf};

const START: u64 = 0x1_0000;

/// A program of one segment.
fn program(code: &[u32]) -> State {
    loaded(&[segment(code)], code)
}

fn segment(code: &[u32]) -> Segment {
    let size = 4 * code.len() as u64;
    (LOAD, 7, TEXT, START, size, size)
}

fn loaded(segments: &[Segment], code: &[u32]) -> State {
    elf::load(&file_from(START, segments, code)).unwrap()
}

fn hash(state: &mut State) -> String {
    hex::encode(state.hash())
}

/// A note outside the segments that are loaded by type is loaded all the same.
#[test]
fn a_note_outside_the_other_segments() {
    let code = [0x2402_1455, 0x2404_0007, SYSCALL];
    let note = (NOTE, 4, TEXT, 0x9_0000, 12, 12);
    let mut state = loaded(&[segment(&code), note], &code);
    assert_eq!(hash(&mut state), "033f4e9dbf1be922b2b21511dae5a4291b3af894ec95e553bbc6525223a08d4f");
}

/// One write with a hint of 17,825,788 bytes, which nobody hears or somebody does.
#[test]
fn a_long_hint() {
    struct Ear(Vec<usize>);
    impl Host for Ear {
        fn hint(&mut self, hint: &[u8]) -> Result<(), HostError> {
            self.0.push(hint.len());
            Ok(())
        }
    }
    let code = [
        0x3c02_010f,
        0x3442_fffc,
        0x3c01_0002,
        0xac22_0000, // its length, at 0x20000
        0x3402_1389,
        0x2404_0004,
        0x3c05_0002,
        0x3c06_0110,
        SYSCALL, // write(4, 0x20000, 0x1100000)
        0x3402_1455,
        0x2404_0000,
        SYSCALL,
    ];
    let mut start = program(&code);
    assert_eq!(hash(&mut start), "03bf62d82007cacef68767c9479dd178ef0c537307af21cd6365bf2f3dd47741");
    let mut alone = Vm::with_host(start.clone(), NoHost);
    let outcome = alone.run(100).unwrap();
    assert!(outcome.exited && outcome.exit_code == 0);
    assert_eq!(hash(alone.state_mut()), "00b4badfe12ba803c73a35e0d83e13983a50b8c9ad4fee7fe6707b296aec86c4");
    let mut heard = Vm::with_host(start, Ear(Vec::new()));
    heard.run(100).unwrap();
    assert_eq!(heard.host_mut().0, [17_825_788]);
    assert_eq!(hash(heard.state_mut()), hash(alone.state_mut()));
}

/// More threads than any limit of a reader: 83,334 after half a million steps. The state is written and read again.
#[test]
fn threads_without_end() {
    struct Deaf;
    impl Observer for Deaf {}
    let code = [0x3402_13bf, 0x3c04_0005, 0x3484_0f00, SYSCALL, beq(0, 0, -5), NOP];
    let mut vm = Vm::with_host(program(&code), Watched::new(NoHost));
    let plan = Plan { stop_at: "=500000".parse().unwrap(), watch: true, ..Plan::default() };
    run(&mut vm, &plan, &mut Deaf).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.bin");
    save_state(&path, vm.state()).unwrap();
    let mut again = load_state(&path, FileLimits::default()).unwrap();
    assert_eq!(again.threads.len(), 83_334);
    assert_eq!(hash(&mut again), "039f8e1ddce19b1e492b1e3493a1099b16df3a0b2a09b4cd018b1c67f9e1b882");
}
