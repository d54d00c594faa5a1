//! One step in both: the virtual machine with its evidence, and the contract that is given that evidence.

use contracts::{ContractError, StepContract, StepOutcome};
use fault_proof_vm::host::{Host, HostError, PreimageError, PreimagePart, PreimageStore, key};
use fault_proof_vm::keccak::Hash;
use fault_proof_vm::merkle::subtree_root;
use fault_proof_vm::state::{Thread, ThreadStacks};
use fault_proof_vm::{
    ML_MAP, ML_READ, Memory, STEP_PROOF_BYTES, State, Version, Vm, VmError, step_witness_of,
};

/// What local pre-images belong to in these tests.
pub const CONTEXT: [u8; 32] = [0x11; 32];
/// Number of the local value that is loaded.
pub const IDENT: u64 = 3;

/// Regions of memory that the tests' host knows: root, log2 of the size, contents before zeros.
pub static REGIONS: std::sync::LazyLock<Vec<(Hash, u32, Vec<u8>)>> = std::sync::LazyLock::new(|| {
    let sizes = [
        (5, 0),
        (5, 32),
        (6, 50),
        (9, 512),
        (12, 40),
        (12, 4096),
        (13, 5000),
        (17, 0),
        (20, 70_000),
        (63, 9),
    ];
    let region = |(log2_size, len): (u32, usize)| {
        let bytes: Vec<u8> = (0..len).map(|i| (i * 7 + len) as u8 | 1).collect();
        (subtree_root(&bytes, log2_size).unwrap(), log2_size, bytes)
    };
    sizes.into_iter().map(region).collect()
});

/// A host with pre-images, deaf to hints and output of any length.
#[derive(Debug, Clone, Default)]
pub struct Quiet(pub PreimageStore);

impl Host for Quiet {
    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, PreimageError> {
        self.0.preimage(key, offset)
    }

    fn subtree(&mut self, root: &Hash, address: u64, log2_size: u32) -> Result<Memory, HostError> {
        let mut memory = Memory::default();
        match REGIONS.iter().find(|region| region.0 == *root && region.1 == log2_size) {
            Some((_, _, bytes)) => memory.write_bytes(address, bytes).unwrap(),
            None => return Err(HostError::Subtree { root: *root, log2_size }),
        }
        Ok(memory)
    }

    fn listens(&self) -> bool {
        false
    }
}

/// The contract, with pre-images of four types loaded at every offset, and a host that has the same ones.
pub struct Pair {
    pub contract: StepContract,
    pub host: Quiet,
    /// Keys of the pre-images, as guests write them.
    pub keys: Vec<Hash>,
}

/// How a step went in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreed {
    /// The same next state.
    Next(StepOutcome),
    /// The host lacks the contents of a region.
    Unknown,
    /// Both refuse: the machine's exception, and the name of the contract's error.
    Refused(VmError, String),
}

impl Pair {
    pub fn new() -> Self {
        Self::of(Version::V8)
    }

    pub fn of(version: Version) -> Self {
        let mut contract = StepContract::of(version).unwrap();
        let mut store = PreimageStore::default();
        let preimage: Vec<u8> = (0..37).collect();
        let value: [u8; 32] = std::array::from_fn(|i| 0xa0 ^ i as u8);
        // The identity contract, at address 4.
        let mut identity = [0; 20];
        identity[19] = 4;
        let keys = vec![
            store.insert_keccak(preimage.clone()),
            store.insert_sha256(preimage.clone()),
            key::local(IDENT),
            key::precompile(&identity, 1000, &preimage),
            store.insert_keccak(Vec::new()),
        ];
        store.insert_local(IDENT, value[..20].to_vec());
        store.insert(keys[3], [&[1], &preimage[..]].concat());
        for offset in 0..46 {
            if offset < 8 {
                contract.load_keccak(offset, &[]).unwrap();
            }
            if offset < 28 {
                contract.load_local(IDENT, &CONTEXT, &value, 20, offset).unwrap();
            }
            if offset < 45 {
                contract.load_keccak(offset, &preimage).unwrap();
                contract.load_sha256(offset, &preimage).unwrap();
            }
            contract.load_precompile(offset, &identity, 1000, &preimage).unwrap();
        }
        Self { contract, host: Quiet(store), keys }
    }

    /// One step of `vm` in both, which must agree.
    pub fn step<H: Host>(&mut self, vm: &mut Vm<H>) -> Agreed {
        let (state, proof) = evidence(vm.state_mut());
        match vm.step_with_proof() {
            Ok(witness) => {
                let outcome = self.contract.step(&witness.state, &witness.proof[..], &CONTEXT);
                let outcome = outcome.unwrap_or_else(|error| panic!("{error}, {}", describe(&state, &proof)));
                let expected = vm.state_mut().witness();
                assert_eq!(outcome.post_state, expected.encode(), "{}", describe(&state, &proof));
                let version = vm.state().version;
                let redone = step_witness_of(version, &witness.state, &witness.proof[..], vm.host_mut());
                assert_eq!(redone.as_ref(), Ok(&expected), "{}", describe(&state, &proof));
                assert_eq!(outcome.post_hash, expected.hash(), "{}", describe(&state, &proof));
                Agreed::Next(outcome)
            }
            Err(error) => {
                if matches!(error, VmError::Host(HostError::Subtree { .. })) {
                    // The contract needs no contents; only this host cannot go on.
                    return Agreed::Unknown;
                }
                assert!(matches!(error, VmError::Exception(_)), "{error}");
                match self.contract.step(&state, &proof, &CONTEXT) {
                    Err(ContractError::Revert { reason, .. }) => Agreed::Refused(error, reason),
                    other => panic!("{error}, but the contract {other:?}, {}", describe(&state, &proof)),
                }
            }
        }
    }

    /// The name of the contract's error for evidence that it must refuse.
    pub fn refusal(&mut self, state: &[u8], proof: &[u8]) -> String {
        reason(self.contract.step(state, proof, &CONTEXT))
    }
}

/// The name of a revert.
pub fn reason<T: std::fmt::Debug>(result: Result<T, ContractError>) -> String {
    match result {
        Err(ContractError::Revert { reason, .. }) => reason,
        other => panic!("a revert is expected, not {other:?}"),
    }
}

fn describe(state: &[u8], proof: &[u8]) -> String {
    format!("state {}, thread {}", hex::encode(state), hex::encode(&proof[..298]))
}

/// State and proof for whatever step comes next, made without doing it: also good for steps the machine
/// refuses. Data proofs are of the words that a load, a store or a system call would use.
pub fn evidence(state: &mut State) -> (Vec<u8>, Vec<u8>) {
    let witness = state.witness().encode();
    let mut proof = vec![0; STEP_PROOF_BYTES];
    let (thread, below) = match state.threads.active(&state.control).split_last() {
        Some((thread, below)) => (thread.clone(), ThreadStacks::root(below)),
        None => (Thread::default(), [0; 32]),
    };
    proof[..298].copy_from_slice(&thread.encode());
    proof[298..330].copy_from_slice(&below);
    let at = |state: &mut State, slot: usize, address: u64, proof: &mut [u8]| {
        let start = 330 + 1920 * slot;
        proof[start..start + 1920].copy_from_slice(&state.memory.proof(address & !7).unwrap());
    };
    at(state, 0, thread.pc, &mut proof);
    let word = state.memory.read_word(thread.pc & !7);
    let insn = if thread.pc & 4 == 0 { word >> 32 } else { word } as u32;
    let registers = &thread.registers;
    let data = match (insn >> 26, insn & 63, registers[2]) {
        (0, 0x0c, 5194 | 5313 | ML_READ) => registers[4],
        (0, 0x0c, ML_MAP) => registers[6],
        (0, 0x0c, _) => registers[5],
        _ => registers[(insn >> 21 & 31) as usize].wrapping_add(insn as u16 as i16 as u64),
    };
    at(state, 1, data, &mut proof);
    let (address, log2_size) = (registers[4], registers[5] as u32);
    if registers[2] == ML_MAP
        && let Ok(siblings) = state.memory.path(address, log2_size)
    {
        let node = state.memory.subtree_root(address, log2_size).unwrap();
        let nodes = [vec![node], siblings].concat();
        proof[330 + 3840..][..32 * nodes.len()].copy_from_slice(nodes.as_flattened());
    }
    (witness.to_vec(), proof)
}
