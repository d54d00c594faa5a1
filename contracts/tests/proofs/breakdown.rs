//! Where the gas of a verification goes: `cargo test -p contracts --test proofs breakdown -- --ignored --nocapture` prints it for the
//! model of handwritten digits. The tables of docs/evm-verifier.md are these figures.

use super::circuits::{mnist, network, ring};
use super::deployed::{Circuit, Claim};
use circuit::Graph;
use contracts::artifact::HALO2_VERIFIER;
use contracts::proof::ProofVerifier;
use halo2::evm::encode;
use halo2::{Goal, Plan};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use revm::context::{BlockEnv, CfgEnv, Journal, TxEnv};
use revm::database::InMemoryDB;
use revm::inspector::{InspectEvm, Inspector};
use revm::interpreter::interpreter_types::Jumps;
use revm::interpreter::{CallInputs, CallOutcome, Interpreter};
use revm::primitives::hardfork::SpecId;
use revm::primitives::{Address, Bytes, TxKind, U256};
use revm::state::{AccountInfo, Bytecode};
use revm::{Context, MainBuilder};
use std::collections::BTreeMap;

const KECCAK256: u8 = 0x20;
const MULMOD: u8 = 0x09;
const EXTCODECOPY: u8 = 0x3c;
const STATICCALL: u8 = 0xfa;
/// Challenges, each of which is a hash.
const HASHES: u32 = 11;

/// Parts of a verification, in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Transaction,
    CalldataOfPoints,
    CalldataOfOpened,
    CalldataOfValues,
    /// The key contract's code, read as data.
    Key,
    Transcript,
    /// Whether opened values are less than the prime.
    Canonical,
    PublicValues,
    /// The key contract's code, run: gates, permutation argument, interpolation.
    Factors,
    Products,
    Sums,
    /// Around products and sums.
    Loops,
    Pairing,
}

/// Adds up what the verifier's own instructions take, those that they call included.
#[derive(Default)]
struct Watch {
    depth: u32,
    /// Hashes so far, whether public values are summed up, and whether the factors are there.
    state: (u32, bool, bool),
    /// The instruction on its way, and the gas left before it.
    last: Option<(Part, u64)>,
    parts: BTreeMap<Part, (u32, u64)>,
}

impl Watch {
    fn part(&mut self, op: u8, callee: Option<U256>) -> Part {
        let (hashes, summing, factors) = &mut self.state;
        match op {
            EXTCODECOPY => Part::Key,
            STATICCALL => match callee.and_then(|a| u64::try_from(a).ok()) {
                Some(6) => Part::Sums,
                Some(7) => Part::Products,
                Some(8) => Part::Pairing,
                _ => {
                    *factors = true;
                    Part::Factors
                }
            },
            KECCAK256 => {
                *hashes += 1;
                Part::Transcript
            }
            _ if *factors => Part::Loops,
            _ if *hashes == 0 => Part::Key,
            _ if *hashes < HASHES => Part::Transcript,
            _ => {
                *summing |= op == MULMOD;
                if *summing { Part::PublicValues } else { Part::Canonical }
            }
        }
    }
}

impl<CTX> Inspector<CTX> for Watch {
    fn step(&mut self, interpreter: &mut Interpreter, _: &mut CTX) {
        if self.depth != 1 {
            return;
        }
        let left = interpreter.gas.remaining();
        if let Some((part, before)) = self.last {
            let (count, gas) = self.parts.entry(part).or_default();
            (*count, *gas) = (*count + 1, *gas + before - left);
        }
        let callee = interpreter.stack.peek(1).ok();
        let part = self.part(interpreter.bytecode.opcode(), callee);
        self.last = Some((part, left));
    }

    fn call(&mut self, _: &mut CTX, _: &mut CallInputs) -> Option<CallOutcome> {
        self.depth += 1;
        None
    }

    fn call_end(&mut self, _: &mut CTX, _: &CallInputs, _: &mut CallOutcome) {
        self.depth -= 1;
    }
}

/// Gas of calldata: 4 for a zero, 16 for any other byte.
fn calldata(bytes: &[u8]) -> u64 {
    bytes.iter().map(|b| if *b == 0 { 4 } else { 16 }).sum()
}

/// The parts of the verification of a claim: how many instructions, and gas.
fn parts(circuit: &Circuit, claim: &Claim) -> BTreeMap<Part, (u32, u64)> {
    assert!(circuit.contracts.parts.is_empty(), "a key of one contract");
    let [caller, verifier, key] = [1, 2, 3].map(|n| Address::with_last_byte(0xa0 + n));
    let mut world = InMemoryDB::default();
    for (address, code) in [(verifier, &HALO2_VERIFIER.runtime), (key, &circuit.contracts.runtime(&[]))] {
        let code = Bytecode::new_raw(Bytes::copy_from_slice(code));
        world.insert_account_info(address, AccountInfo::from_bytecode(code));
    }
    let data = encode(key.into_array(), &claim.public, &claim.proof);
    let context: Context<BlockEnv, TxEnv, CfgEnv, InMemoryDB, Journal<InMemoryDB>, ()> =
        Context::new(world, SpecId::OSAKA);
    let mut evm = context.build_mainnet_with_inspector(Watch::default());
    let tx = TxEnv {
        caller,
        gas_limit: contracts::TRANSACTION_GAS,
        kind: TxKind::Call(verifier),
        data: Bytes::copy_from_slice(&data),
        ..TxEnv::default()
    };
    let result = evm.inspect_one_tx(tx).expect("it starts");
    assert!(result.is_success(), "{result:?}");
    let mut parts = evm.inspector.parts;
    let points = 64 * circuit.contracts.layout.proof_points;
    let (of_points, of_opened) = claim.proof.split_at(points);
    let outside = [
        (Part::CalldataOfPoints, calldata(of_points)),
        (Part::CalldataOfOpened, calldata(of_opened)),
        (Part::CalldataOfValues, calldata(&claim.public)),
    ];
    let counted: u64 = outside.iter().map(|(_, gas)| gas).sum();
    parts.extend(outside.map(|(part, gas)| (part, (1, gas))));
    parts.insert(Part::Transaction, (1, 21_000 + calldata(&data) - counted));
    let whole: u64 = parts.values().map(|(_, gas)| gas).sum();
    assert_eq!(whole, result.tx_gas_used(), "{parts:?}");
    parts
}

fn print(name: &str, graph: &Graph, inputs: Option<&[Vec<i128>]>) -> BTreeMap<Part, (u32, u64)> {
    let mut verifier = ProofVerifier::deploy().unwrap();
    let plan = Plan::for_goal(graph, Goal::Gas).expect("a plan");
    let (report, degree) = (plan.report(), plan.degree);
    let circuit = Circuit::of(&mut verifier, graph.clone(), plan);
    let (public, proof) = match inputs {
        Some(inputs) => circuit.prove_on(inputs),
        None => circuit.prove(&mut ChaCha8Rng::seed_from_u64(8)),
    };
    let claim = circuit.claim(&public, &proof);
    let parts = parts(&circuit, &claim);
    let layout = &circuit.contracts.layout;
    println!(
        "{name}: k = {}, {} + {} columns, {} fixed, {} under copies, degree {degree}; {} points of the proof and {} of the key, {} opened values, {} public \
         bytes; {} gas",
        report.k,
        report.first_phase_columns,
        report.second_phase_columns,
        report.fixed_columns,
        report.equality_columns,
        layout.proof_points,
        layout.key_points,
        layout.opened,
        layout.public,
        parts.values().map(|(_, gas)| gas).sum::<u64>(),
    );
    parts.iter().for_each(|(part, (count, gas))| println!("  {part:?}: {gas} ({count})"));
    parts
}

#[test]
fn parts_of_a_verification_add_up_to_its_gas() {
    let parts = print("a small network", &network(0), None);
    let [products, sums] = [Part::Products, Part::Sums].map(|part| parts[&part].0);
    // A factor of 1 takes no product.
    assert!(products < sums && products > 10, "{parts:?}");
    let pairing = parts[&Part::Pairing].1;
    assert!((113_000..113_200).contains(&pairing), "{pairing}");
}

#[test]
#[ignore = "minutes: proofs of a model for digits in tall layouts"]
fn where_the_gas_of_digits_goes() {
    let ring = [ring()];
    print("public", &mnist(), Some(&ring));
    print("hashed", &mnist().hashing(&[0], &[]).unwrap(), Some(&ring));
    // What a commitment to the picture could cost at least (docs/decisions/committed-values.md).
    print("private", &mnist().hiding(&[0]).unwrap(), Some(&ring));
}
