//! What moves cost. `cargo test -p contracts dispute_gas -- --nocapture` prints the table.
//!
//! The game is of a made-up model of a usual shape: an arena of 16 MiB, 2^8 steps of 2^32 instructions in three
//! layers, 3,136 bytes of input (an image of 28 × 28 numbers). The last step is a real one.

use crate::dispute_made_up::{descend, last, trees, witness};
use crate::dispute_players::{SETTINGS, WEALTH, account};
use crate::dispute_proofs::{KEY, creation, verifier};
use crate::dispute_truth::Tree;
use contracts::game::{Call, Event, GameContract, Pairing};
use dispute::model::{Model, Region};
use dispute::player::Opening;
use dispute::rules::Refund;
use dispute::rules::bonds::BOND_GAS_LOG2;
use dispute::terms::{PublicTensor, Terms};
use fault_proof_vm::arena::{ARENA_BASE, Template};
use fault_proof_vm::keccak::keccak256;
use fault_proof_vm::{Hash, State, Version, Vm};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

const K: u32 = 24;
const LOG2_STEPS: u32 = 8;
const HEIGHTS: [u32; 3] = [11, 11, 10];

/// Gas of the execution and of the transaction, and bytes of calldata, at most.
type Costs = BTreeMap<&'static str, [u64; 3]>;

struct Meter {
    game: GameContract,
    costs: Costs,
    callers: u8,
}

impl Meter {
    fn play(&mut self, name: &'static str, call: &Call) -> Vec<Event> {
        if *call != Call::Withdraw {
            // A caller of its own for each: nobody has a credit before, and the first costs most.
            self.callers += 1;
            self.game.evm.caller = account(self.callers);
        }
        let played = self.game.play(call).unwrap_or_else(|error| panic!("{name}: {error}"));
        let cost = [played.gas, played.transaction_gas, call.calldata().len() as u64];
        let most = self.costs.entry(name).or_default();
        *most = std::array::from_fn(|i| most[i].max(cost[i]));
        played.events
    }

    /// Two commitments join, the second of which finds the first.
    fn join(&mut self, tournament: Hash, pair: &[Tree; 2], witnesses: [Vec<u8>; 2]) -> Pairing {
        let names = if witnesses[0].is_empty() {
            ["join, the first", "join, and a match begins"]
        } else {
            ["join in layer 1, the first", "join in layer 1, and a match begins"]
        };
        for (side, witness) in witnesses.into_iter().enumerate() {
            self.play(names[side], &Call::Join { tournament, entry: pair[side].entry(), witness });
        }
        Pairing { tournament, one: pair[0].root(), two: pair[1].root() }
    }

    /// A match down to its last move, which is returned, with the state that is agreed on.
    fn descend(&mut self, pairing: Pairing, pair: &[Tree; 2], position: usize, start: Hash) -> (Call, Hash) {
        let mut costs = std::mem::take(&mut self.costs);
        let most = costs.entry("advance").or_default();
        let result = descend(&mut self.game, pairing, pair, position, start, |played, call| {
            let cost = [played.gas, played.transaction_gas, call.calldata().len() as u64];
            *most = std::array::from_fn(|i| most[i].max(cost[i]));
        });
        self.costs = costs;
        result
    }
}

/// A model of that shape.
fn model(random: &mut ChaCha8Rng) -> Model {
    let model = Model {
        template: Template {
            witness: witness(random),
            log2_size: K,
            siblings: (0..64 - K).map(|_| random.r#gen()).collect(),
        },
        step_heights: vec![LOG2_STEPS],
        heights: HEIGHTS.to_vec(),
        inputs: Region { offset: 1 << 12, log2_size: 12 },
        outputs: Region { offset: 1 << 6, log2_size: 6 },
        steps: 200,
        digest: random.r#gen(),
        terms: terms().hash(),
    };
    model.check().unwrap();
    model
}

/// An image of a byte a number, and outputs of two bytes that lie in four.
fn terms() -> Terms {
    let tensor = |count, packed, stored, output| PublicTensor {
        offset: 0,
        count,
        packed,
        stored,
        signed: output,
        output,
    };
    let tensors = vec![tensor(3136, 1, 1, false), tensor(16, 2, 4, true)];
    Terms { key: keccak256(KEY), string: [5; 32], tensors }
}

/// A store to memory, the dearest of the common instructions: its evidence, and the hashes of the states around it.
fn instruction() -> (Vec<u8>, Vec<u8>, [Hash; 2]) {
    let mut state = State::start(0x1000);
    state.memory.write_bytes(0x1000, &0xfd28_2000u32.to_be_bytes()).unwrap(); // sd t0, 0x2000(t1)
    state.threads.left[0].registers[8] = 0x1234;
    let before = state.hash();
    let mut vm = Vm::new(state);
    let witness = vm.step_with_proof().unwrap();
    (witness.state.to_vec(), witness.proof.to_vec(), [before, vm.state_mut().hash()])
}

#[test]
fn table() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let random = &mut random;
    let mut game = GameContract::with_verifier(Version::V8, SETTINGS, &verifier()).unwrap();
    let key = game.evm.deploy(&creation(KEY), &[]).unwrap().0;
    let deployment = game.deployment_gas;
    let mut meter = Meter { game, costs: Costs::new(), callers: 0 };
    // Gas has a price, for which moves are refunded.
    meter.game.evm.gas_price = 60_000;
    for number in 1..=40 {
        meter.game.evm.fund(account(number), WEALTH);
    }
    let model = model(random);

    // Positions whose agreed state needs a proof, and descents that go right at every second level.
    let top = 0b1010_1010usize;
    let lasts = loop {
        let lasts = [0, 1].map(|_| last(random, &model, top as u64));
        if lasts.iter().all(|last| last.2.len() > 188) {
            break lasts;
        }
    };
    let pair = trees(random, LOG2_STEPS, top, [lasts[0].1, lasts[1].1]);
    let pair: [Tree; 2] = std::array::from_fn(|side| {
        let mut states = pair[side].0[0].clone();
        states[top] = lasts[side].1;
        Tree::new(states, None)
    });
    let input: Vec<u8> = (0..3136).map(|_| random.r#gen()).collect();
    let open = Call::Open { model: model.encode(), input, entry: pair[0].entry() };
    let events = meter.play("open", &open);
    let Event::Opened { claim, start, .. } = events[0] else { panic!("{events:?}") };
    meter.play(
        "join, and a match begins",
        &Call::Join { tournament: claim, entry: pair[1].entry(), witness: Vec::new() },
    );
    let mut pairings = vec![Pairing { tournament: claim, one: pair[0].root(), two: pair[1].root() }];
    let (mut call, agreed) = meter.descend(pairings[0], &pair, top, start);
    if let Call::Seal { data, .. } = &mut call {
        *data = model.encode();
    }
    meter.play("seal in layer 0", &call);
    let mut start = model.attach(agreed).unwrap();
    let (state, proof, [before, after]) = instruction();
    let mut ends = [lasts[0].0, lasts[1].0];
    let mut witnesses = lasts.map(|last| last.2);
    for (layer, height) in HEIGHTS.into_iter().enumerate() {
        let position = 0b10_1010_1010usize;
        let mut pair = trees(random, height, position, ends);
        let is_last = layer == HEIGHTS.len() - 1;
        if is_last {
            pair = [0, 1].map(|side: usize| {
                let mut states = pair[side].0[0].clone();
                states[position - 1] = before;
                if side == 0 {
                    states[position] = after;
                }
                Tree::new(states, None)
            });
        }
        let tournament = pairings[layer].id();
        let pairing = meter.join(tournament, &pair, std::mem::take(&mut witnesses));
        let (mut call, agreed) = meter.descend(pairing, &pair, position, start);
        pairings.push(pairing);
        if is_last {
            if let Call::Seal { data, evidence, .. } = &mut call {
                (*data, *evidence) = (state.clone(), proof.clone());
            }
            meter.play("seal in the last layer", &call);
        } else {
            meter.play("seal between", &call);
        }
        start = agreed;
        ends = [0, 1].map(|side| pair[side].0[0][position]);
    }
    let now = meter.game.evm.time();
    meter.game.evm.set_time(now + SETTINGS.allowance);
    for pairing in pairings[..HEIGHTS.len()].iter().rev() {
        meter.play("settle", &Call::Settle(*pairing));
    }
    meter.play("resolve", &Call::Resolve(claim));
    // The claim's commitment has won.
    meter.game.evm.caller = account(1);
    meter.play("withdraw", &Call::Withdraw);

    // A match that nobody plays, of a claim that a proof settles; the rest of its cost is the verifier's.
    let values = vec![0; 3136 + 32];
    let regions =
        terms().regions(&values, [model.inputs, model.outputs].map(|region| region.log2_size)).unwrap();
    let mut arena = model.done(&regions[1]).unwrap();
    let opening = Opening::of(&model, arena.clone()).unwrap().unwrap();
    let pair = trees(random, LOG2_STEPS, 7, [[1; 32], arena.subtree_root(ARENA_BASE, K).unwrap()]);
    let open = Call::Open { model: model.encode(), input: Vec::new(), entry: pair[0].entry() };
    let events = meter.game.play(&open).unwrap().events;
    let Event::Opened { claim, .. } = events[0] else { panic!("{events:?}") };
    let entry = pair[1].entry();
    meter.game.play(&Call::Join { tournament: claim, entry, witness: Vec::new() }).unwrap();
    let (encoding, terms, proof) = (model.encode(), terms().encode(), vec![0; 1792]);
    meter.play(
        "prove, but for the verifier",
        &Call::Prove { claim, model: encoding, terms, key, values, proof },
    );
    let now = meter.game.evm.time();
    meter.game.evm.set_time(now + SETTINGS.allowance);
    let pairing = Pairing { tournament: claim, one: pair[0].root(), two: pair[1].root() };
    meter.play("timeout", &Call::Timeout(pairing));
    let Opening { header_path, output_path, .. } = opening;
    meter.play("release", &Call::Release { claim, header_path, output_path });

    // A claim that nobody challenges: its payer had no credit.
    let pair = trees(random, LOG2_STEPS, 7, [[1; 32], [2; 32]]);
    let open = Call::Open { model: model.encode(), input: Vec::new(), entry: pair[0].entry() };
    let events = meter.play("open", &open);
    let Event::Opened { claim, .. } = events[0] else { panic!("{events:?}") };
    let now = meter.game.evm.time();
    meter.game.evm.set_time(now + SETTINGS.allowance);
    meter.play("resolve", &Call::Resolve(claim));

    println!("| {:36} | {:>9} | {:>11} | {:>8} |", "move", "execution", "transaction", "calldata");
    for (name, [gas, all, bytes]) in &meter.costs {
        println!("| {name:36} | {gas:>9} | {all:>11} | {bytes:>8} |");
    }
    // What the honest side pays at most for one match of the topmost tournament: it joins each tournament, makes every
    // second move and the last one, and settles.
    let cost = |name: &str| meter.costs[name][1];
    let advances: u64 =
        [LOG2_STEPS, HEIGHTS[0], HEIGHTS[1], HEIGHTS[2]].iter().map(|h| u64::from(*h) / 2).sum();
    let match_ = cost("join, and a match begins")
        + advances * cost("advance")
        + cost("seal in layer 0")
        + cost("join in layer 1, and a match begins")
        + (HEIGHTS.len() as u64 - 1) * (cost("seal between") + cost("join, and a match begins"))
        + cost("seal in the last layer")
        + HEIGHTS.len() as u64 * cost("settle");
    println!("worst match: {match_} gas, {} advances; deployment: {deployment} gas", advances);
    println!("bond at 20 gwei: {:.4} ETH", match_ as f64 * 20e-9);
    assert!(meter.costs.values().all(|cost| cost[1] < 1_000_000), "{:?}", meter.costs);
    let refunds = [
        ("advance", Refund::Advance),
        ("seal in layer 0", Refund::Seal),
        ("seal between", Refund::Seal),
        ("seal in the last layer", Refund::Step),
        ("settle", Refund::Settle),
        ("timeout", Refund::Timeout),
        ("resolve", Refund::Resolve),
        ("release", Refund::Release),
    ];
    for (name, refund) in refunds {
        assert!(
            u128::from(cost(name)) <= refund.gas(),
            "{name}: {} gas, paid for {}",
            cost(name),
            refund.gas()
        );
    }
    // All of the largest match: less than a quarter of a bond.
    let most = 46 * Refund::Advance.gas() + Refund::Step.gas() + Refund::Settle.gas() + Refund::Resolve.gas();
    assert!(most < 1 << (BOND_GAS_LOG2 - 2), "{most}");
    assert!(cost("advance") < 76_000 && match_ < 5_000_000, "{match_}");
}
