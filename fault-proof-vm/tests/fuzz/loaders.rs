//! Programs, symbols, states, evidence, proofs and vectors.

use fault_proof_vm::elf::{GoBuild, Metadata};
use fault_proof_vm::host::{NoHost, Oracle, PreimageStore};
use fault_proof_vm::runner::{
    KeyStop, KindStop, Observer, OutputError, Pattern, Plan, Proof, Watched, run as run_plan,
};
use fault_proof_vm::state::{FileLimits, read_state, write_state};
use fault_proof_vm::vectors::{Vector, read_vectors};
use fault_proof_vm::{State, Vm, elf, sanitise, step_witness};

use crate::hostile::fuzz;

/// A static big-endian MIPS64 executable of one segment at 0x10000 that exits with code 0.
pub fn executable() -> Vec<u8> {
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
        let _ = Metadata::of_elf(bytes);
        let _ = GoBuild::of_elf(bytes);
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

/// Proofs of a plain step and of one that reads a pre-image.
fn proofs() -> Vec<Proof> {
    #[derive(Default)]
    struct Keep(Vec<Proof>);
    impl Observer for Keep {
        fn proof(&mut self, proof: &Proof) -> Result<(), OutputError> {
            self.0.push(proof.clone());
            Ok(())
        }
    }
    let mut store = PreimageStore::default();
    let key = store.insert_keccak(b"a pre-image".to_vec());
    let mut state = State::start(0x1000);
    // nop; syscall
    state.memory_mut().write_bytes(0x1000, &[0, 0, 0, 0, 0, 0, 0, 12]).expect("one page");
    state.control.preimage_key = key;
    let registers = &mut state.threads.left[0].registers;
    (registers[2], registers[4], registers[5], registers[6]) = (5000, 5, 0x2000, 8);
    let mut vm = Vm::with_host(state, Watched::new(Oracle::new(store)));
    let mut keep = Keep::default();
    let plan = Plan { proof_at: Pattern::Always, max_steps: Some(2), ..Plan::default() };
    run_plan(&mut vm, &plan, &mut keep).expect("it runs");
    keep.0
}

#[test]
fn proof_json() {
    let proofs = proofs();
    assert!(proofs[1].oracle_value.is_some());
    let bases: Vec<Vec<u8>> =
        proofs.iter().map(|proof| serde_json::to_vec(proof).expect("plain data")).collect();
    for base in &bases {
        Proof::from_json(base).expect("valid").check().expect("it holds");
    }
    fuzz(&bases, |bytes| {
        if let Ok(proof) = Proof::from_json(bytes) {
            let _ = proof.check();
        }
    });
}

#[test]
fn symbols() {
    let base =
        br#"{"symbols":[{"name":"main","start":4096,"size":64},{"name":"end","start":8192,"size":0}]}"#;
    Metadata::from_json(base).expect("valid");
    fuzz(&[base.to_vec()], |bytes| {
        if let Ok(metadata) = Metadata::from_json(bytes) {
            let _ = (metadata.find(0), metadata.find(4100), metadata.find(u64::MAX));
        }
    });
}

#[test]
fn vectors() {
    let line = |proof: &Proof| {
        let hex = |bytes: &[u8]| hex::encode(bytes);
        format!(
            "{{\"n\": \"a\", \"s\": \"{}\", \"p\": \"{}\", \"post\": \"{}\", \"po\": {{\"off\": 0, \"d\": \"{}\"}}}}\n",
            hex(&proof.state_data.0),
            hex(&proof.proof_data.0),
            hex(&proof.post.0),
            hex(b"a pre-image"),
        )
    };
    let text: String = proofs().iter().map(line).collect();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, text.as_bytes()).expect("memory");
    let bases = [text.into_bytes(), packed.finish().expect("memory")];
    for base in &bases {
        let all: Vec<Vector> = read_vectors(&base[..]).expect("memory").map(|v| v.expect("valid")).collect();
        assert!(all.len() == 2 && all.iter().all(|vector| vector.check().is_ok()));
    }
    fuzz(&bases, |bytes| {
        for vector in read_vectors(bytes).into_iter().flatten().take(100).flatten() {
            let _ = vector.check();
        }
    });
}

#[test]
fn stops_and_patterns() {
    let bases = [b"0x02abcd@8@1000".to_vec(), b"%1000".to_vec(), b"precompile".to_vec()];
    fuzz(&bases, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let _ = (text.parse::<KeyStop>(), text.parse::<KindStop>());
        if let Ok(pattern) = text.parse::<Pattern>() {
            assert_eq!(pattern.to_string().parse(), Ok(pattern));
            assert!(pattern.next(12_345).is_none_or(|step| step >= 12_345 && pattern.holds(step)));
        }
    });
}
