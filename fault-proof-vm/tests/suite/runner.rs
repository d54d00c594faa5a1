//! Runs with stops, snapshots, proofs and warnings.

use crate::asm::*;
use fault_proof_vm::elf::{self, Metadata};
use fault_proof_vm::host::{Host, NoHost, Oracle, PreimageStore, key};
use fault_proof_vm::monitor::Warning;
use fault_proof_vm::runner::{
    FileOutput, KindStop, Observer, Outcome, OutputError, Plan, PreimageStop, Proof, RunError, StateSummary,
    Stopped, Watched, run,
};
use fault_proof_vm::state::{FileLimits, load_state};
use fault_proof_vm::{State, Vm, VmError};
use std::io::Write;

/// Notes everything that is due.
#[derive(Debug, Default)]
struct Log {
    info: Vec<u64>,
    snapshots: Vec<u64>,
    proofs: Vec<Proof>,
    warnings: Vec<Warning>,
}

impl Observer for Log {
    fn info(&mut self, state: &State) {
        self.info.push(state.control.step);
    }
    fn warning(&mut self, warning: &Warning) {
        self.warnings.push(*warning);
    }
    fn snapshot(&mut self, state: &State) -> Result<(), OutputError> {
        self.snapshots.push(state.control.step);
        Ok(())
    }
    fn proof(&mut self, proof: &Proof) -> Result<(), OutputError> {
        self.proofs.push(proof.clone());
        Ok(())
    }
}

fn watched<H: Host>(state: State, host: H) -> Vm<Watched<H>> {
    Vm::with_host(state, Watched::new(host))
}

/// Counts `$t0` down from `n` and exits: 3 n + 3 steps.
fn countdown(n: u64) -> State {
    let code = [daddiu(T0, T0, -1), bne(T0, ZERO, -2), NOP];
    let mut state = state(&[&code[..], &exit_group(0)].concat());
    state.threads.left[0].registers[T0 as usize] = n;
    state
}

fn go<H: Host>(vm: &mut Vm<Watched<H>>, plan: &Plan) -> (Outcome, Log) {
    let mut log = Log::default();
    let outcome = run(vm, plan, &mut log).unwrap();
    (outcome, log)
}

#[test]
fn patterns_decide_what_happens_when() {
    let mut vm = watched(countdown(1000), NoHost);
    let plan = Plan {
        info_at: "%1000".parse().unwrap(),
        snapshot_at: "=1500".parse().unwrap(),
        proof_at: "%500".parse().unwrap(),
        stop_at: "=2500".parse().unwrap(),
        ..Plan::default()
    };
    let (outcome, log) = go(&mut vm, &plan);
    assert_eq!((outcome.stopped, outcome.steps), (Stopped::Step, 2500));
    assert_eq!((log.info, log.snapshots), (vec![0, 1000, 2000], vec![1500]));
    let proved: Vec<u64> = log.proofs.iter().map(|proof| proof.step).collect();
    assert_eq!(proved, [0, 500, 1000, 1500, 2000], "it stops before it proves step 2500");
    for proof in &log.proofs {
        proof.check().unwrap();
    }
    let (outcome, _) = go(&mut vm, &Plan { max_steps: Some(7), ..Plan::default() });
    assert_eq!((outcome.stopped, outcome.steps), (Stopped::MaxSteps, 7));
    let (outcome, _) = go(&mut vm, &Plan::default());
    assert_eq!((outcome.stopped, outcome.debug.total_steps), (Stopped::Exited(0), 3003));
    let (outcome, log) = go(&mut vm, &Plan { info_at: "always".parse().unwrap(), ..Plan::default() });
    assert_eq!((outcome.stopped, outcome.steps, log.info), (Stopped::Exited(0), 0, vec![]));
}

#[test]
fn proofs_chain_and_lies_are_found() {
    let mut vm = watched(countdown(3), NoHost);
    let (_, log) = go(&mut vm, &Plan { proof_at: "always".parse().unwrap(), ..Plan::default() });
    assert_eq!(log.proofs.len(), 12);
    assert!(log.proofs.windows(2).all(|pair| pair[0].post == pair[1].pre));
    let json = serde_json::to_value(&log.proofs[5]).unwrap();
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["post", "pre", "proof-data", "state-data", "step"]);
    assert_eq!(json["step"], 5);
    assert_eq!(json["state-data"].as_str().unwrap().len(), 2 + 2 * 188);
    assert_eq!(json["proof-data"].as_str().unwrap().len(), 2 + 2 * 6090);
    let again = Proof::from_json(json.to_string().as_bytes()).unwrap();
    assert_eq!(again, log.proofs[5]);
    let spoiled = |change: fn(&mut Proof)| {
        let mut proof = again.clone();
        change(&mut proof);
        proof.check().unwrap_err().to_string()
    };
    assert!(spoiled(|proof| proof.step += 1).contains("step is 6"));
    assert!(spoiled(|proof| proof.post.0[31] ^= 1).starts_with("post is 0x"));
    assert!(spoiled(|proof| proof.pre.0[31] ^= 1).starts_with("pre is 0x"));
    assert!(spoiled(|proof| proof.state_data.0.truncate(187)).contains("187 bytes, not 188"));
    assert!(spoiled(|proof| proof.proof_data.0[0] ^= 1).contains("thread"));
    assert!(Proof::from_json(b"{}").is_err());
}

/// Writes the key at 0x2000 in four pieces and reads 8 bytes of its pre-image at a time, for ever.
fn reader(key: &[u8; 32]) -> State {
    let set = |register, value| ori(register, ZERO, value);
    let mut code = Vec::new();
    for part in 0..4 {
        code.extend([set(V0, 5001), set(A0, 6), set(A1, 0x2000 + 8 * part), set(A2, 8), SYSCALL]);
    }
    code.extend([set(V0, 5000), set(A0, 5), set(A1, 0x3000), set(A2, 8), SYSCALL, beq(ZERO, ZERO, -6), NOP]);
    let mut state = state(&code);
    state.memory.write_bytes(0x2000, key).unwrap();
    state
}

#[test]
fn stops_at_pre_images() {
    let mut store = PreimageStore::default();
    let key = store.insert_keccak(vec![5; 40]);
    let prefix = hex::encode(&key[..3]);
    let stops = |stop: PreimageStop, count: bool| {
        let mut vm = watched(reader(&key), Oracle::new(store.clone()));
        let plan = Plan { stop_at_preimage: stop, max_steps: Some(60), count, ..Plan::default() };
        let (outcome, _) = go(&mut vm, &plan);
        (outcome.stopped == Stopped::Preimage).then_some(outcome.steps)
    };
    // The first read is step 24, and each next one 7 steps later.
    let by_key = |text: &str| PreimageStop { key: Some(text.parse().unwrap()), ..PreimageStop::default() };
    let by_kind = |text: &str| {
        let kind: KindStop = text.parse().unwrap();
        PreimageStop { kind: Some(kind), ..PreimageStop::default() }
    };
    let larger = |than| PreimageStop { larger_than: Some(than), ..PreimageStop::default() };
    for count in [false, true] {
        assert_eq!(stops(by_key(&prefix), count), Some(25));
        assert_eq!(stops(by_key(&format!("0x{prefix}@8")), count), Some(32));
        assert_eq!(stops(by_key(&format!("{prefix}@8@31")), count), Some(32));
        assert_eq!(stops(by_key(&format!("{prefix}@8@32")), count), None);
        assert_eq!(stops(by_key(&format!("{prefix}@9")), count), None);
        assert_eq!(stops(by_key("01"), count), None);
        assert_eq!((stops(by_kind("any"), count), stops(by_kind("keccak"), count)), (Some(25), Some(25)));
        assert_eq!((stops(by_kind("local"), count), stops(by_kind("sha256"), count)), (None, None));
        assert_eq!((stops(larger(47), count), stops(larger(48), count)), (Some(25), None));
    }
    // A stop at a step that is proved, with the pre-image in the proof.
    let mut vm = watched(reader(&key), Oracle::new(store.clone()));
    let plan =
        Plan { stop_at_preimage: by_key(&prefix), proof_at: "=24".parse().unwrap(), ..Plan::default() };
    let (outcome, log) = go(&mut vm, &plan);
    assert_eq!((outcome.stopped, outcome.steps), (Stopped::Preimage, 25));
    assert_eq!((outcome.debug.num_preimage_requests, outcome.debug.total_preimage_size), (1, 40));
    let proof = &log.proofs[0];
    assert_eq!(proof.oracle_key.as_ref().unwrap().0, key);
    assert_eq!(proof.oracle_value.as_ref().unwrap().0, [&40u64.to_be_bytes()[..], &[5; 40]].concat());
    assert_eq!(proof.oracle_offset, Some(0));
    proof.check().unwrap();
    let mut other = proof.clone();
    other.oracle_value.as_mut().unwrap().0[8] = 6;
    assert!(other.check().unwrap_err().to_string().contains("does not hash to its keccak key"));
    // A pre-image that is missing is no stop.
    let mut vm = watched(reader(&[2; 32]), Oracle::new(store));
    let error = run(&mut vm, &Plan::default(), &mut Log::default()).unwrap_err();
    assert!(matches!(error, RunError::Vm { step: 24, source: VmError::Exception(_) }), "{error}");
}

/// In bulk, compiled or not, a run stops at the very step it stops at one by one, and goes on from there.
#[test]
fn stops_of_a_guest_are_the_same_in_bulk() {
    let Some(folder) = crate::builds::c_guests() else { return };
    let mut store = crate::guests::claim(4950);
    let root = fault_proof_vm::host::Source::fetch(&mut store, &key::local(1)).unwrap().unwrap();
    let list = format!("02{}@328", hex::encode(&root[1..]));
    let mut ends = Vec::new();
    for count in [false, true] {
        let state = crate::guests::load(folder, "claim");
        let mut vm = watched(state, Oracle::new(store.clone()));
        let stop = PreimageStop { key: Some(list.parse().unwrap()), ..PreimageStop::default() };
        let plan = Plan { stop_at_preimage: stop, count, ..Plan::default() };
        let (outcome, _) = go(&mut vm, &plan);
        assert_eq!(outcome.stopped, Stopped::Preimage);
        let stopped = (outcome.steps, vm.state_mut().hash());
        let (outcome, _) = go(&mut vm, &Plan { count, ..Plan::default() });
        assert_eq!(outcome.stopped, Stopped::Exited(0));
        ends.push((stopped, outcome.steps, vm.state_mut().hash()));
    }
    assert_eq!(ends[0], ends[1]);
}

#[test]
fn files_of_a_run_load_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut vm = watched(countdown(50), NoHost);
    let mut output = FileOutput {
        proof_format: path("proof-%d.json").display().to_string(),
        snapshot_format: path("state-%d.bin.gz").display().to_string(),
        listener: Log::default(),
    };
    let plan =
        Plan { snapshot_at: "%40".parse().unwrap(), proof_at: "=40".parse().unwrap(), ..Plan::default() };
    run(&mut vm, &plan, &mut output).unwrap();
    assert_eq!(output.listener.snapshots, [0, 40, 80, 120]);
    let proof = Proof::from_json(&std::fs::read(path("proof-40.json")).unwrap()).unwrap();
    proof.check().unwrap();
    let mut state = load_state(&path("state-40.bin.gz"), FileLimits::default()).unwrap();
    let summary = StateSummary::new(&mut state);
    assert_eq!(summary.witness_hash, proof.pre);
    let json = serde_json::to_value(&summary).unwrap();
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["exitCode", "exited", "stateVersion", "step", "witness", "witnessHash"]);
    // From the snapshot, the run ends where it ended before.
    let mut resumed = watched(state, NoHost);
    go(&mut resumed, &Plan::default());
    assert_eq!(resumed.state_mut().hash(), vm.state_mut().hash());
    let mut output = FileOutput { snapshot_format: "/no/such/folder/%d".to_owned(), ..output };
    let mut vm = watched(countdown(50), NoHost);
    let error = run(&mut vm, &plan, &mut output).unwrap_err().to_string();
    assert!(error.contains("/no/such/folder/0"), "{error}");
}

/// What cannot be written is known before the run.
#[test]
fn files_are_checked_before_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let output = |folder: &str| FileOutput {
        proof_format: format!("{folder}/proof-%d.json"),
        snapshot_format: format!("{folder}/state-%d.bin.gz"),
        listener: Log::default(),
    };
    let (good, bad) = (output(&folder.path().display().to_string()), output("/no/such/folder"));
    let proofs = Plan { proof_at: "%40".parse().unwrap(), ..Plan::default() };
    let snapshots = Plan { snapshot_at: "=41".parse().unwrap(), ..Plan::default() };
    for (plan, name) in [(&proofs, "proof-80.json"), (&snapshots, "state-41.bin.gz")] {
        good.check(plan, 41).unwrap();
        assert!(bad.check(plan, 41).unwrap_err().to_string().contains(name));
    }
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "asking writes nothing");
    bad.check(&snapshots, 42).unwrap();
    bad.check(&Plan::default(), 0).unwrap();
}

/// A compressed state is known by its first bytes, and may have several members.
#[test]
fn compressed_states_in_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = Vec::new();
    fault_proof_vm::state::write_state(&mut bytes, &countdown(5)).unwrap();
    let path = folder.path().join("state.bin");
    let mut file = std::fs::File::create(&path).unwrap();
    for piece in bytes.chunks(1000) {
        let mut member = flate2::write::GzEncoder::new(&mut file, flate2::Compression::fast());
        member.write_all(piece).unwrap();
        member.finish().unwrap();
    }
    let mut state = load_state(&path, FileLimits::default()).unwrap();
    assert_eq!(state.hash(), countdown(5).hash());
}

#[test]
fn states_of_other_versions_are_refused_by_name() {
    let names = [
        (0, "singlethreaded"),
        (1, "multithreaded"),
        (2, "singlethreaded-2"),
        (3, "multithreaded64"),
        (4, "multithreaded64-2"),
        (5, "multithreaded-2"),
        (6, "multithreaded64-3"),
        (7, "multithreaded64-4"),
        (9, "unknown"),
        (b'{', "JSON"),
    ];
    for (version, name) in names {
        let error = fault_proof_vm::state::read_state(&[version, 0, 0][..], FileLimits::default());
        let text = error.unwrap_err().to_string();
        assert!(text.contains(&format!("version {version} ({name}")), "{text}");
        assert!(text.ends_with("neither 8 (multithreaded64-5) nor 136 (multithreaded64-5-ml)"), "{text}");
    }
}

#[test]
fn warnings_come_on_the_way() {
    let plan = Plan { watch: true, max_steps: Some(5_000_000), ..Plan::default() };
    let mut vm = watched(state(&[beq(ZERO, ZERO, -1), NOP]), NoHost);
    let (_, log) = go(&mut vm, &plan);
    assert!(matches!(log.warnings[..], [Warning::Livelock { .. }]), "{:?}", log.warnings);
    let mut vm = watched(countdown(1 << 40), NoHost);
    let (_, log) = go(&mut vm, &plan);
    assert_eq!(log.warnings, []);
    // Threads that wait for a word of memory, one of them for ever, are in order.
    let wait =
        [ori(V0, ZERO, 5194), ori(A0, ZERO, 0x2000), ori(A1, ZERO, 128), SYSCALL, beq(ZERO, ZERO, -5), NOP];
    let work = [SYSCALL, beq(V0, ZERO, 4), NOP, daddiu(T0, T0, 1), beq(ZERO, ZERO, -2), NOP];
    let mut waiting = state(&[&work[..], &wait].concat());
    let registers = &mut waiting.threads.left[0].registers;
    (registers[V0 as usize], registers[A0 as usize], registers[A1 as usize]) = (5055, 0x0005_0f00, 0x7000);
    let longer = Plan { max_steps: Some(30_000_000), ..plan.clone() };
    let (_, log) = go(&mut watched(waiting, NoHost), &longer);
    assert_eq!(log.warnings, []);
    // Looking changes nothing.
    let mut alone = Vm::new(countdown(1 << 40));
    alone.run(5_000_000).unwrap();
    assert_eq!(vm.state_mut().hash(), alone.state_mut().hash());
}

#[test]
fn counts_of_a_run_step_by_step() {
    // ll, sc; ll, sd to the same word, sc.
    let code = [
        i(0x30, T0, A0, 0),
        NOP,
        i(0x38, T0, A0, 0),
        i(0x30, T0, A0, 0),
        i(0x3f, T1, A0, 0),
        i(0x38, T0, A0, 0),
        beq(ZERO, ZERO, -1),
        NOP,
    ];
    let mut start = state(&code);
    start.threads.left[0].registers[A0 as usize] = 0x2000;
    let mut vm = watched(start, NoHost);
    let plan = Plan { count: true, max_steps: Some(200_010), ..Plan::default() };
    let (outcome, _) = go(&mut vm, &plan);
    let counts = outcome.debug.counts.unwrap();
    assert_eq!((counts.rmw_success_count, counts.rmw_fail_count), (1, 1));
    assert_eq!((counts.max_steps_between_ll_and_sc, counts.reservation_invalidation_count), (2, 1));
    assert_eq!(counts.forced_preemption_count, 2);
    let json = serde_json::to_value(&outcome.debug).unwrap();
    assert_eq!((&json["total_steps"], &json["rmw_fail_count"]), (&200_010.into(), &1.into()));
}

/// Whole hints in a saved state were not heard by this run's host.
#[test]
fn waiting_hints_are_sent_first() {
    #[derive(Default)]
    struct Ear(Vec<Vec<u8>>);
    impl Host for Ear {
        fn hint(&mut self, hint: &[u8]) -> Result<(), fault_proof_vm::host::HostError> {
            self.0.push(hint.to_vec());
            Ok(())
        }
    }
    let mut start = countdown(1);
    start.last_hint = b"\0\0\0\x02hi\0\0\0\x09half".to_vec();
    let mut vm = watched(start, Ear::default());
    go(&mut vm, &Plan::default());
    assert_eq!(vm.host_mut().host.0, [b"hi"]);
    assert_eq!(vm.state().last_hint, b"\0\0\0\x09half");
}

#[test]
fn symbols_of_a_program() {
    let Some(folder) = crate::builds::c_guests() else { return };
    let file = std::fs::read(folder.join("hello")).unwrap();
    let metadata = Metadata::of_elf(&file).unwrap();
    assert!(metadata.symbols.is_sorted_by_key(|symbol| symbol.start));
    let entry = elf::load(&file).unwrap().threads.left[0].pc;
    assert_eq!(metadata.find(entry).unwrap().name, "__start");
    let main = metadata.symbols.iter().find(|symbol| symbol.name == "main").unwrap();
    assert_eq!(metadata.find(main.start + main.size - 4), Some(main));
    assert_eq!(metadata.find(1), None);
    let json = serde_json::to_vec(&metadata).unwrap();
    assert!(json.starts_with(b"{\"symbols\":[{\"name\":"));
    assert_eq!(Metadata::from_json(&json).unwrap(), metadata);
    assert!(Metadata::from_json(b"{\"symbols\": 1}").is_err());
}
