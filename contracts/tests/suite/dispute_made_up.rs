//! Models, states and histories of any making: what the contract computes of them is what the crates do. No machine
//! runs, so shapes may be any.

use crate::common::reason;
use crate::dispute_players::{SETTINGS, WEALTH, account};
use crate::dispute_truth::Tree;
use contracts::game::{Call, Entry, Event, GameContract, Pairing, Phase, Played};
use dispute::history::{Answer, History, MAX_HEIGHT};
use dispute::model::{Model, Region};
use fault_proof_vm::arena::{ARENA_BASE, Template, detach};
use fault_proof_vm::merkle::climb_to_root;
use fault_proof_vm::state::Witness;
use fault_proof_vm::{Hash, State, Version};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn region(random: &mut ChaCha8Rng, k: u32) -> Region {
    // Not at 0, where the header is.
    let log2_size = random.gen_range(5..k);
    let offset = random.gen_range(1..1u64 << (k - log2_size)) << log2_size;
    Region { offset, log2_size }
}

pub fn witness(random: &mut ChaCha8Rng) -> Witness {
    let mut witness = State::start(random.r#gen::<u64>() & !3).witness();
    witness.control.preimage_key = random.r#gen();
    witness.control.exited = random.r#gen();
    witness.control.exit_code = *[0, 1, 2, 255].get(random.gen_range(0..5)).unwrap_or(&random.r#gen());
    witness.control.step = random.r#gen();
    witness.control.traverse_right = random.r#gen();
    witness.left_root = random.r#gen();
    witness
}

pub fn model(random: &mut ChaCha8Rng) -> Model {
    let k = random.gen_range(6..=43);
    let layers = random.gen_range(2..=8);
    let above = random.gen_range(1..layers);
    let mut heights = |count| (0..count).map(|_| random.gen_range(1..=4)).collect::<Vec<u32>>();
    let (step_heights, heights) = (heights(above), heights(layers - above));
    let log2_steps = step_heights.iter().sum::<u32>();
    let model = Model {
        template: Template {
            witness: witness(random),
            log2_size: k,
            siblings: (0..64 - k).map(|_| random.r#gen()).collect(),
        },
        step_heights,
        heights,
        inputs: region(random, k),
        outputs: region(random, k),
        steps: random.gen_range(0..=1 << log2_steps),
        digest: random.r#gen(),
        terms: random.r#gen(),
    };
    model.check().unwrap();
    model
}

/// Two trees that differ from `position` on, and end in the given states.
pub fn trees(random: &mut ChaCha8Rng, height: u32, position: usize, ends: [Hash; 2]) -> [Tree; 2] {
    let last = (1 << height) - 1;
    let states: Vec<Hash> = (0..=last).map(|_| random.r#gen()).collect();
    ends.map(|end| {
        let mut states = states.clone();
        states[position..].iter_mut().for_each(|state| *state = random.r#gen());
        states[last] = end;
        Tree::new(states, None)
    })
}

/// A machine's last state, what it detaches to, and the witness.
pub fn last(random: &mut ChaCha8Rng, model: &Model, step: u64) -> (Hash, Hash, Vec<u8>) {
    let k = model.template.log2_size;
    let mut state = witness(random);
    let arena: Hash = random.r#gen();
    let siblings: Vec<Hash> = (0..64 - k).map(|_| random.r#gen()).collect();
    state.memory_root = climb_to_root(arena, ARENA_BASE, k, &siblings).unwrap();
    let detached = detach(&state, step, k, arena, &siblings).unwrap().root();
    let mut bytes = state.encode().to_vec();
    if state.control.exited && state.control.exit_code == 0 {
        bytes.extend(arena);
        bytes.extend(siblings.as_flattened());
    }
    (state.hash(), detached, bytes)
}

/// Plays a match down to its seal; who is to move there, and the disputed states of both. All in the last call, which
/// is not made yet.
pub fn descend(
    game: &mut GameContract,
    pairing: Pairing,
    trees: &[Tree; 2],
    position: usize,
    start: Hash,
    mut played: impl FnMut(&Played, &Call),
) -> (Call, Hash) {
    loop {
        let record = game.matched(&pairing).unwrap().unwrap();
        let tree = &trees[record.turn as usize];
        let (level, index) = (record.height as usize, record.position as usize >> record.height);
        let children = tree.children(level, index).unwrap();
        let side = usize::from(children[0] == record.children[0]);
        if level > 1 {
            let below = tree.children(level - 1, 2 * index + side).unwrap();
            let call = Call::Advance { pairing, children, below };
            played(&game.play(&call).unwrap(), &call);
            continue;
        }
        assert_eq!(record.position as usize + side, position);
        let (agreed, proof) = match (side, position) {
            (1, _) => (children[0], Vec::new()),
            (_, 0) => (start, Vec::new()),
            _ => (tree.0[0][position - 1], tree.proof(position - 1)),
        };
        let call = Call::Seal { pairing, children, agreed, proof, data: Vec::new(), evidence: Vec::new() };
        return (call, agreed);
    }
}

/// An input of a length that may be at an edge.
fn input(random: &mut ChaCha8Rng, model: &Model) -> Vec<u8> {
    let most = (1u64 << model.inputs.log2_size).min(500) as usize;
    let edges = [0, 1, 31, 32, 33, most];
    let length = edges.get(random.gen_range(0..9)).copied().unwrap_or_else(|| random.gen_range(0..=most));
    (0..length.min(most)).map(|_| random.r#gen()).collect()
}

/// A game about states that machines detach to, down through all layers of a model.
fn play(random: &mut ChaCha8Rng) {
    let model = model(random);
    let mut game = GameContract::new(Version::V8, SETTINGS).unwrap();
    game.evm.caller = account(1);
    game.evm.fund(account(1), WEALTH);

    let path: Vec<u64> =
        (0..model.layers()).map(|layer| random.gen_range(0..1 << model.height(layer))).collect();
    let (model_step, _) = model.position(&path[..model.step_layers()]);
    let lasts = [0, 1].map(|_| last(random, &model, model_step));
    if lasts[0].1 == lasts[1].1 {
        return; // Both are the same error.
    }
    // In the layers of the model's steps, the two sides disagree on what the machine detaches to.
    let detached = [0, 1].map(|side| lasts[side].1);
    let of_steps = |random: &mut ChaCha8Rng, layer: usize, ends| {
        let pair = trees(random, model.height(layer), path[layer] as usize, ends);
        [0, 1].map(|side: usize| {
            let mut states = pair[side].0[0].clone();
            states[path[layer] as usize] = detached[side];
            Tree::new(states, None)
        })
    };
    let mut pair = of_steps(random, 0, [[1; 32], [2; 32]]);
    let input = input(random, &model);
    let open = Call::Open { model: model.encode(), input: input.clone(), entry: pair[0].entry() };
    let Event::Opened { claim, model: id, start, .. } = game.play(&open).unwrap().events.remove(0) else {
        panic!("opened comes first")
    };
    assert_eq!((id, start), (model.id(), model.start(&input).unwrap()), "{} bytes, {model:?}", input.len());
    let (mut tournament, mut start) = (claim, start);
    game.play(&Call::Join { tournament, entry: pair[1].entry(), witness: Vec::new() }).unwrap();
    // log2 of the model steps in one step of a layer.
    let rest = |layer: usize| if layer < model.step_layers() { model.stride_log2(layer) } else { 0 };
    let mut witnesses = lasts.clone().map(|last| last.2);
    for layer in 0..model.layers() - 1 {
        let position = path[layer] as usize;
        let pairing = Pairing { tournament, one: pair[0].root(), two: pair[1].root() };
        let (mut call, agreed) = descend(&mut game, pairing, &pair, position, start, |_, _| ());
        start = agreed;
        let attaches = layer + 1 == model.step_layers();
        if attaches {
            start = model.attach(agreed).unwrap();
            let Call::Seal { data, .. } = &mut call else { panic!("{call:?}") };
            *data = model.encode();
        }
        let [state_one, state_two] = [0, 1].map(|side| pair[side].0[0][position]);
        let (id, at) = (pairing.id(), position as u64);
        let sealed =
            Event::Sealed { id, claim, layer: layer as u64, position: at, start, state_one, state_two };
        assert_eq!(game.play(&call).unwrap().events, [sealed]);

        tournament = id;
        let record = game.tournament(&id).unwrap().unwrap();
        assert_eq!((record.claim, record.start, record.states), (claim, start, [state_one, state_two]));
        let height = model.height(layer + 1);
        assert_eq!(
            (record.layer, record.height, record.model_step),
            (layer as u64 + 1, height.into(), model.position(&path[..=layer]).0 >> rest(layer))
        );
        let position = path[layer + 1] as usize;
        if attaches {
            let (other, detached, witness) = last(random, &model, model_step);
            if ![state_one, state_two].contains(&detached) {
                let entry = trees(random, height, position, [other; 2])[0].entry();
                assert_eq!(reason(game.play(&Call::Join { tournament, entry, witness })), "WrongFinal");
            }
        }
        let ends = if attaches { [lasts[0].0, lasts[1].0] } else { [state_one, state_two] };
        pair = match layer + 1 < model.step_layers() {
            true => of_steps(random, layer + 1, ends),
            false => trees(random, height, position, ends),
        };
        for side in [0, 1] {
            let witness = if attaches { std::mem::take(&mut witnesses[side]) } else { Vec::new() };
            game.play(&Call::Join { tournament, entry: pair[side].entry(), witness }).unwrap();
            let record = game.commitment(&tournament, &pair[side].root()).unwrap().unwrap();
            let children = pair[side].children(height as usize, 0).unwrap();
            assert_eq!((record.side, record.children), (side as u64, children));
        }
    }
    let pairing = Pairing { tournament, one: pair[0].root(), two: pair[1].root() };
    let (call, _) = descend(&mut game, pairing, &pair, path[path.len() - 1] as usize, start, |_, _| ());
    // Nobody has a state with this hash.
    assert_eq!(reason(game.play(&call)), "WrongState");
}

/// A layer of 2^48 steps, which is the highest that the contract takes, is one that players have histories of; there is no model that they cannot play.
#[test]
fn the_highest_layers() {
    let mut random = ChaCha8Rng::seed_from_u64(12);
    let mut model = model(&mut random);
    (model.step_heights, model.heights, model.steps) = (vec![MAX_HEIGHT], vec![MAX_HEIGHT], 1 << MAX_HEIGHT);
    model.check().unwrap();
    let mut game = GameContract::new(Version::V8, SETTINGS).unwrap();
    game.evm.caller = account(1);
    game.evm.fund(account(1), WEALTH);
    let states = [[1; 32], [2; 32], [3; 32]];
    let histories = [1, 2].map(|second| History::new(vec![states[0], states[second]], MAX_HEIGHT).unwrap());
    let entries = histories.each_ref().map(|history| {
        let [left, right] = history.children(MAX_HEIGHT, 0);
        Entry { left, right, last: history.last(), proof: history.proof((1 << MAX_HEIGHT) - 1) }
    });
    let [entry, other] = entries;
    let open = |model: Vec<u8>| Call::Open { model, input: Vec::new(), entry: entry.clone() };
    let mut events = game.play(&open(model.encode())).unwrap().events;
    let Event::Opened { claim: tournament, start, .. } = events.remove(0) else { panic!("{events:?}") };
    game.play(&Call::Join { tournament, entry: other, witness: Vec::new() }).unwrap();
    let pairing = Pairing { tournament, one: histories[0].root(), two: histories[1].root() };
    for level in (1..=MAX_HEIGHT).rev() {
        let record = game.matched(&pairing).unwrap().unwrap();
        let history = &histories[record.turn as usize];
        let call = match history.answer(level, record.position, &record.children[0], &start) {
            Answer::Advance { children, below } => Call::Advance { pairing, children, below },
            Answer::Seal { children, position, agreed, proof } => {
                assert_eq!((level, position, agreed), (1, 1, states[0]));
                Call::Seal { pairing, children, agreed, proof, data: model.encode(), evidence: Vec::new() }
            }
        };
        game.play(&call).unwrap();
    }
    assert_eq!(game.matched(&pairing).unwrap().unwrap().phase, Phase::Sealed);
    // Higher ones neither takes.
    for at in [4, 5] {
        let mut higher = model.encode();
        higher[at] += 1;
        assert!(Model::decode(&higher).is_err());
        assert_eq!(reason(game.play(&open(higher))), "InvalidModel");
    }
}

#[test]
fn any_shape() {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    for _ in 0..150 {
        play(&mut random);
    }
}
