//! Loaders of the virtual machine: ELF files, state files, step witnesses.

use fault_proof_vm::host::NoHost;
use fault_proof_vm::state::{FileLimits, read_state, write_state};
use fault_proof_vm::{State, Vm, elf, sanitise, step_witness};

use tests::hostile::fuzz;

/// A static big-endian MIPS64 executable of one segment at 0x10000 that exits with code 0.
fn executable() -> Vec<u8> {
    let code: [u32; 4] = [0x2402_1455, 0x2404_0000, 0x0000_000c, 0x0000_0000];
    let mut file = vec![0x7f, b'E', b'L', b'F', 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let half = |f: &mut Vec<u8>, v: u16| f.extend(v.to_be_bytes());
    let word = |f: &mut Vec<u8>, v: u32| f.extend(v.to_be_bytes());
    let long = |f: &mut Vec<u8>, v: u64| f.extend(v.to_be_bytes());
    half(&mut file, 2);
    half(&mut file, 8);
    word(&mut file, 1);
    [0x1_0000, 64, 0].into_iter().for_each(|v| long(&mut file, v));
    word(&mut file, 0);
    [64, 56, 1, 64, 0, 0].into_iter().for_each(|v| half(&mut file, v));
    word(&mut file, 1);
    word(&mut file, 5);
    [120, 0x1_0000, 0x1_0000, 16, 4096, 8].into_iter().for_each(|v| long(&mut file, v));
    code.into_iter().for_each(|v| word(&mut file, v));
    file
}

fn state_file() -> Vec<u8> {
    let state = elf::load(&executable()).expect("the base is valid");
    let mut file = Vec::new();
    write_state(&mut file, &state).expect("writing to memory");
    file
}

/// Runs a loaded state for a while: hostile code must not harm the machine either.
fn run(state: State) {
    let _ = Vm::new(state).run(1_000);
}

#[test]
fn elf_files() {
    let base = executable();
    let outcome = Vm::new(elf::load(&base).expect("the base is valid")).run(10).expect("it runs");
    assert!(outcome.exited && outcome.exit_code == 0);
    fuzz(&[base], |bytes| {
        let _ = sanitise::check_elf(bytes);
        if let Ok(state) = elf::load(bytes) {
            run(state);
        }
    });
}

#[test]
fn state_files() {
    let limits = FileLimits { bytes: 1 << 20, ..FileLimits::default() };
    fuzz(&[state_file()], |bytes| {
        if let Ok(state) = read_state(bytes, limits) {
            run(state);
        }
    });
}

#[test]
fn step_evidence() {
    let mut vm = Vm::new(elf::load(&executable()).expect("the base is valid"));
    let state = vm.state_mut().witness().encode().to_vec();
    let evidence = vm.step_with_proof().expect("the first step is valid");
    let proof = evidence.proof.to_vec();
    let split = state.len();
    assert!(step_witness(&state, &proof, &mut NoHost).is_ok());
    fuzz(&[[state, proof].concat()], |bytes| {
        let (state, proof) = bytes.split_at(split.min(bytes.len()));
        let _ = step_witness(state, proof, &mut NoHost);
    });
}
