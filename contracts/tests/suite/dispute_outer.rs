//! A program of an outer game goes on from the result of a claim, which it can read only when it is resolved.

use crate::common::reason;
use crate::dispute_games::{paths, truth, won};
use crate::dispute_players::*;
use crate::dispute_truth::*;
use crate::toy::input;
use contracts::abi::{self, Argument, address, call, number};
use contracts::artifact::EXAMPLE_OUTER_GAME;
use contracts::game::{Call, Settings};
use contracts::{Address, CallOutcome, ContractError};
use fault_proof_vm::host::{PreimageStore, key};
use fault_proof_vm::{Hash, State, Vm};

const CODE: u64 = 0x1000;
/// Where the program puts `D`, and what it is the key of.
const D: u64 = 0x2000;
const RESULT: u64 = 0x2040;

fn i(op: u32, rt: u32, rs: u32, imm: u64) -> u32 {
    op << 26 | rs << 21 | rt << 16 | (imm as u32 & 0xffff)
}

/// A system call with three arguments.
fn system_call(function: u64, arguments: [u64; 3]) -> Vec<u32> {
    let set = |(register, value): (u32, u64)| i(0x0d, register, 0, value);
    let [a0, a1, a2] = arguments;
    let mut words: Vec<u32> = [(2, function), (4, a0), (5, a1), (6, a2)].into_iter().map(set).collect();
    words.push(0x0c);
    words
}

/// Asks for local data 0, reads `D`, asks for that, reads the result, and exits with 0.
fn program() -> State {
    let mut words = Vec::new();
    let mut pieces = |function: u64, descriptor: u64, from: u64, count: u64| {
        for at in (from..from + count).step_by(8) {
            words.extend(system_call(function, [descriptor, at, 8]));
        }
    };
    let (read, write) = (5000, 5001);
    // The key lies behind the results. Reading starts with the length.
    pieces(write, 6, 0x3000, 32);
    pieces(read, 5, D - 8, 40);
    pieces(write, 6, D, 32);
    pieces(read, 5, RESULT - 8, 120);
    words.extend(system_call(5205, [0, 0, 0]));
    let mut state = State::start(CODE);
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    state.memory.write_bytes(CODE, &bytes).unwrap();
    state.memory.write_bytes(0x3000, &key::local(0)).unwrap();
    state
}

/// An outer game beside the game of a table.
struct Outer {
    table: Table,
    address: Address,
    claim: Hash,
}

impl Outer {
    fn new(mut table: Table) -> Self {
        let [step, game, oracle] = [table.game.step, table.game.address, table.game.oracle]
            .map(|contract| Argument::from(address(&contract.into())));
        let evm = &mut table.game.evm;
        let (address, _) =
            evm.deploy(&EXAMPLE_OUTER_GAME.creation, &abi::encode(&[step, game, oracle])).unwrap();
        Self { address, claim: table.claim, table }
    }

    fn call(&mut self, signature: &str, arguments: &[Argument<'_>]) -> Result<CallOutcome, ContractError> {
        self.table.game.evm.call(self.address, call(signature, arguments))
    }

    fn start(&mut self, state: Hash) -> Result<Hash, ContractError> {
        let outcome = self.call("start(bytes32,bytes32)", &[state.into(), self.claim.into()])?;
        Ok(outcome.output.try_into().unwrap())
    }

    fn load_done(
        &mut self,
        context: Hash,
        ident: u64,
        outputs: Hash,
        at: u64,
    ) -> Result<CallOutcome, ContractError> {
        let (_, header, path) = paths(&self.table.truth);
        self.call(
            "loadDone(bytes32,uint256,bytes32,bytes32[],bytes32[],uint256)",
            &[context.into(), ident.into(), outputs.into(), header[..].into(), path[..].into(), at.into()],
        )
    }

    fn load_err(
        &mut self,
        context: Hash,
        code: u64,
        step: u64,
        at: u64,
    ) -> Result<CallOutcome, ContractError> {
        let words = [0, code, step, at].map(number);
        let [ident, code, step, at] = words.map(Argument::from);
        self.call(
            "loadErr(bytes32,uint256,uint256,uint256,uint256)",
            &[context.into(), ident, code, step, at],
        )
    }

    /// Runs the program with this result as far as it goes, and has the outer game do each instruction too.
    fn run(&mut self, context: Hash, result: &[u8]) -> Result<State, ContractError> {
        let mut store = PreimageStore::default();
        let d = store.insert_keccak(result.to_vec());
        store.insert_local(0, d.to_vec());
        for at in (0..120).step_by(8) {
            let load = call("loadKeccak256PreimagePart(uint256,bytes)", &[at.into(), result.into()]);
            self.table.game.evm.call(self.table.game.oracle, load)?;
        }
        let mut vm = Vm::with_host(program(), store);
        while !vm.state().control.exited {
            let witness = vm.step_with_proof().unwrap();
            let arguments = [context.into(), witness.state[..].into(), witness.proof[..].into()];
            self.call("next(bytes32,bytes,bytes)", &arguments)?;
            let state: Hash = self.call("states(bytes32)", &[context.into()])?.output.try_into().unwrap();
            assert_eq!(state, vm.state_mut().hash());
        }
        Ok(vm.into_state())
    }
}

/// What a program reads: the model, the input, and what it came to.
fn result(truth: &Truth, code: u64, step: u64, root: Hash) -> Vec<u8> {
    let model = truth.slow.model().id();
    [&model[..], &truth.states[0], &code.to_be_bytes(), &step.to_be_bytes(), &root].concat()
}

#[test]
fn a_result_goes_on() {
    let mut outer = Outer::new(Table::new(truth(), &Player::honest()));
    let (outputs, ..) = paths(&outer.table.truth);
    // Not before the claim is resolved, however true it is.
    assert_eq!(reason(outer.start(program().hash())), "Refused");
    let Settings { allowance, .. } = SETTINGS;
    let now = outer.table.game.evm.time();
    outer.table.game.evm.set_time(now + allowance);
    outer.table.call(account(3), &Call::Resolve(outer.claim)).unwrap();
    let context = outer.start(program().hash()).unwrap();
    assert_eq!(reason(outer.start(program().hash())), "Refused");
    let done = result(&outer.table.truth, 0, STEPS, outputs);
    // Anyone can load local data of their own, which is not the outer game's.
    for at in (0..40).step_by(8) {
        let arguments = [
            number(0).into(),
            context.into(),
            key::keccak(&done).into(),
            number(32).into(),
            number(at).into(),
        ];
        let load = call("loadLocalData(uint256,bytes32,bytes32,uint256,uint256)", &arguments);
        outer.table.game.evm.call(outer.table.game.oracle, load).unwrap();
    }
    assert_eq!(reason(outer.run(context, &done)), "PreimageMissing");

    assert_eq!(reason(outer.load_done(context, 0, [1; 32], 8)), "NoResult");
    assert_eq!(reason(outer.load_done(context, 1, outputs, 8)), "Unbound");
    assert_eq!(reason(outer.load_done([1; 32], 0, outputs, 8)), "Unbound");
    assert_eq!(reason(outer.load_err(context, 1, 0, 8)), "NoResult");
    assert_eq!(reason(outer.load_done(context, 0, outputs, 40)), "PartOffsetOOB");
    for at in (0..40).step_by(8) {
        outer.load_done(context, 0, outputs, at).unwrap();
    }
    // The first instructions were done, so it goes on from where it stopped and not from the start.
    let stopped: Hash = outer.call("states(bytes32)", &[context.into()]).unwrap().output.try_into().unwrap();
    assert_ne!(stopped, program().hash());
    assert_eq!(reason(outer.run(context, &done)), "WrongState");
}

/// The program reads what the claim came to, done or in error.
#[test]
fn programs_read_results() {
    for (special, code, step) in [(2, 0, STEPS), (103, 53, 3), (201, 256, 1)] {
        let truth = Truth::new(input([1, special, 3, 4, 5, 6, 7, 8]));
        let mut players = [Player::liar(2, Lie::at(4, 3, 2)), Player::honest()];
        let mut outer = Outer::new(won(truth, &mut players));
        let context = outer.start(program().hash()).unwrap();
        let (outputs, ..) = paths(&outer.table.truth);
        let root = if code == 0 { outputs } else { [0; 32] };
        for at in (0..40).step_by(8) {
            match code {
                0 => outer.load_done(context, 0, outputs, at).unwrap(),
                _ => outer.load_err(context, code, step, at).unwrap(),
            };
        }
        let expected = result(&outer.table.truth, code, step, root);
        let state = outer.run(context, &expected).unwrap();
        assert_eq!((state.control.exited, state.control.exit_code), (true, 0));
        assert_eq!(state.memory.read_bytes(D, 32), key::keccak(&expected));
        assert_eq!(state.memory.read_bytes(RESULT, 112), expected);
        // Which model, and on what input, is what anyone comes to who has both.
        let (model, input) = (outer.table.truth.slow.model().encode(), outer.table.truth.input.clone());
        let subject = call("subject(bytes,bytes)", &[model[..].into(), input[..].into()]);
        let game = outer.table.game.address;
        assert_eq!(outer.table.game.evm.look(game, subject).unwrap().output, expected[..64]);
    }
}
