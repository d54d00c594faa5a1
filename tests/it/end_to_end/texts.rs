//! Texts as runs of windows: both machines, the bound on their steps, and games in four layers, the topmost of which is the
//! tokens.

use std::collections::BTreeSet;

use contracts::chain::Local;
use dispute::double_check::{Options, double_check};
use dispute::game::{Named, Noted, Seat, play_out};
use dispute::player::{Belief, Contract, Deployed, Honest, Liar, Lie, Player, Settings, View, deploy};
use dispute::run::Run;
use fault_proof_vm::Memory;
use fault_proof_vm::arena::ARENA_BASE;
use frontend::{LoadOptions, Model, Sample};
use gadgets::Status;
use llvm_backend::{Act, Text};
use onnx2circuit::swapping::{Machines, text_bytes};
use onnx2circuit::text::Window;
use tests::language::llama;
use tests::onnx;
use tract_onnx::pb::tensor_proto::DataType;

use super::compiled::Compiled;
use super::language::{compiled, saturating, text, trained, window, windows};

const TOKENS: usize = 4;

/// A small model for windows of [`TOKENS`].
fn small() -> Compiled {
    let samples: Vec<Sample> = windows(TOKENS, 40).iter().map(|w| window(w)).collect();
    let model = Model::from_bytes(&llama(TOKENS as i64, 1), None, &LoadOptions::default()).expect("it loads");
    compiled(model, &samples, &saturating())
}

/// The machines of the text of so many windows that a model writes.
fn machines(model: &Compiled, windows: u64) -> Machines {
    let output = Window::new(model.graph()).expect("a window of tokens").output();
    let text = Text::new(model.graph(), model.plan(), output, windows).expect("a text");
    Machines::of_text(&model.assembled.modules.llvm, model.graph(), text, "").expect("its machines")
}

fn bytes(machines: &Machines, tokens: &[i64]) -> Vec<u8> {
    text_bytes(machines.text.as_ref().expect("a text"), tokens).expect("there is room")
}

/// A run that both machines do alike, in no more instructions than the bound.
fn agreed(machines: &Machines, input: &[u8]) -> Run {
    let run = machines.run(input).expect("a run");
    let report = double_check(&machines.slow, &run, Options::default(), |_| {}).expect("a check");
    assert_eq!(report.disagreement(), None);
    let most = report.steps.iter().map(|step| step.instructions).max().expect("steps");
    let limit = 1 << machines.slow.model().log2_instructions();
    assert!(most <= limit && most > limit / 64, "{most} instructions at most, padded to {limit}");
    assert_eq!(run.state(0), machines.slow.model().start(input).expect("a start"));
    run
}

/// The text that native code writes when it is asked for one token after the other.
fn written(model: &Compiled, begin: &[u32], count: usize) -> Vec<i64> {
    let run = |inputs: &Vec<Vec<i64>>| model.machine.run(model.graph(), inputs).expect("the inputs fit");
    text(model, begin, (count, 0.0), run).into_iter().map(i64::from).collect()
}

/// What the machines write is what `generate` writes, from less than a window, from a whole one, and from more.
#[test]
fn a_text_is_a_run_of_windows() {
    let model = small();
    let nodes = model.graph().nodes.len() as u64;
    for begin in [&[3][..], &[5, 2, 9], &[1, 2, 3, 4], &[7, 1, 2, 8, 3, 4]] {
        const WINDOWS: u64 = 5;
        let machines = machines(&model, WINDOWS);
        let layers = &machines.slow.model().step_heights;
        assert_eq!(*layers, [3, (nodes + 2).next_power_of_two().ilog2()]);
        let tokens: Vec<i64> = begin.iter().map(|t| i64::from(*t)).collect();
        let run = agreed(&machines, &bytes(&machines, &tokens));
        assert_eq!(run.steps(), WINDOWS << layers[1]);
        let tokens = machines.tokens(&run).expect("memory");
        assert_eq!(tokens, Some(written(&model, begin, WINDOWS as usize)), "from {begin:?}");
    }
}

/// A token that the model does not take ends the text in an error at the model's own step, a text without tokens and one that
/// is full at the cut; both machines alike.
#[test]
fn a_text_that_cannot_go_on() {
    let model = small();
    let machines = machines(&model, 2);
    let input = model.graph().tensor(model.graph().inputs[0].tensor);
    assert!(input.range.hi < input.element.range().hi, "a token out of range: {:?}", input.range);
    let code = Status::InputRange.code() as u64;
    let ended = |input: &[u8]| {
        let run = agreed_or_ended(&machines, input);
        let header = dispute::machine::header(&run.arena(u64::MAX)).expect("a header");
        (header.status, header.step, machines.tokens(&run).expect("memory"))
    };
    assert_eq!(ended(&bytes(&machines, &[1, input.range.hi + 1])), (code, 1, None));
    assert_eq!(ended(&[]), (code, 0, None));
    // One token less than there is room for is the most that a window is cut out of.
    let mut full = bytes(&machines, &[1]);
    for (room, status) in [(7, 0), (8, code), (1 << 40, code)] {
        full[..8].copy_from_slice(&u64::to_be_bytes(room));
        let (status_found, step, _) = ended(&full);
        // The second window finds the text full.
        let expected =
            if room == 7 { (code, 1 << machines.slow.model().step_heights[1]) } else { (status, 0) };
        assert_eq!((status_found, step), expected, "{room} tokens");
    }
    let text = machines.text.as_ref().expect("a text");
    assert!(text_bytes(text, &[]).is_err() && text_bytes(text, &[1; 7]).is_err(), "room for 6 to start from");
    assert!(Text::new(model.graph(), model.plan(), 0, 0).is_err(), "no windows");
    assert!(Text::new(model.graph(), model.plan(), 9, 1).is_err(), "no such output");
}

/// Logits behind each token of windows of two: a row for each, whatever came before it. Behind the first token two others are
/// equally likely, and the last one comes behind the last but one.
fn bigrams() -> Vec<u8> {
    const TABLE: [[f32; 5]; 5] =
        [[1.0, 3.0, 3.0, 0.0, 0.0], [0.0, 0.0, 0.0, 5.0, 0.0], [0.0; 5], [0.0, 0.0, 0.0, 0.0, 7.0], [0.0; 5]];
    let rows = onnx::node("Gather", &["table", "x"], "y", vec![onnx::int("axis", 0)]);
    let table = onnx::tensor("table", &[5, 5], TABLE.concat());
    onnx::typed(17, "bigrams", DataType::Int64, &[1, 2], &[1, 2, 5], vec![rows], vec![table])
}

/// Of equal logits the first one's token is added, and none that the model does not take: the text ends where it would be.
#[test]
fn the_first_of_equals_is_added_and_nothing_out_of_range() {
    let model = Compiled::tiny(&bigrams(), 0.0, 3.0);
    let two = machines(&model, 2);
    let run = agreed_or_ended(&two, &bytes(&two, &[0]));
    assert_eq!(two.tokens(&run).expect("memory"), Some(vec![0, 1, 3]));
    let three = machines(&model, 3);
    let run = agreed_or_ended(&three, &bytes(&three, &[0]));
    let header = dispute::machine::header(&run.arena(u64::MAX)).expect("a header");
    assert_eq!((header.status, header.step), (Status::InputRange.code() as u64, adds(&three, 2)));
    assert_eq!(three.tokens(&run).expect("memory"), None);
}

/// As [`agreed`], of a run that may be short.
fn agreed_or_ended(machines: &Machines, input: &[u8]) -> Run {
    let run = machines.run(input).expect("a run");
    let report = double_check(&machines.slow, &run, Options::default(), |_| {}).expect("a check");
    assert_eq!(report.disagreement(), None);
    run
}

/// Changes token number `at` of the text in an arena to the next one below `vocabulary`.
fn change(machines: &Machines, arena: &mut Memory, at: usize, vocabulary: u64) {
    let text = machines.text.as_ref().expect("a text");
    let slot = text.plan().slots.last().expect("the tokens");
    let size = slot.element.bytes();
    let place = ARENA_BASE + slot.offset + (at * size) as u64;
    let mut word = [0; 8];
    word[8 - size..].copy_from_slice(&arena.read_bytes(place, size));
    let token = (u64::from_be_bytes(word) + 1) % vocabulary;
    arena.write_bytes(place, &token.to_be_bytes()[8 - size..]).expect("the arena is memory");
}

const SETTINGS: Settings = Settings { allowance: 3_000, extension: 300, bond: 1 << 57 };

/// A game about a lie: the text's step `step` is said to change token `at`, and what follows is computed from there. The truth
/// must win; the layers that were played, and the step that was settled.
fn dispute(machines: &Machines, input: &[u8], (step, at, vocabulary): (u64, usize, u64)) -> BTreeSet<usize> {
    let truth = || Honest::new(machines.slow.clone(), machines.checked(input).expect("both machines"));
    let honest = truth();
    let right = honest.run().state(u64::MAX);
    let mut arena = honest.run().arena(step + 1);
    change(machines, &mut arena, at, vocabulary);
    let heights = &machines.slow.model().heights;
    let steps = heights.iter().map(|height| (1 << height) / 3).collect();
    let liar = Liar::telling(truth(), Lie { model_step: step, steps, amount: 1 }, arena).expect("a lie");
    let told = machines.tokens(liar.run()).expect("memory").expect("a text");
    let so = machines.tokens(honest.run()).expect("memory").expect("a text");
    assert_eq!(told.iter().zip(&so).position(|(a, b)| a != b), Some(at), "{told:?} instead of {so:?}");

    let mut chain = Local::new();
    let Deployed { game, block, .. } = deploy(&mut chain, Local::accounts()[0], &SETTINGS).expect("a game");
    chain.fund(Local::accounts()[1], machines.slow.model().layers() as u128 * SETTINGS.bond);
    let board = |account: usize| Contract::new(chain.clone(), game, Local::accounts()[account], block);
    let mut liar = Player::new(board(2), liar);
    let (claim, _) = liar.open(input).expect("a claim");
    let mut seats = [seat("liar", liar), seat("honest", Player::new(board(1), honest))];
    let mut referee = board(0);
    let pass = |chain: &mut Local, seconds| {
        chain.pass(seconds);
        Ok(())
    };
    let moves: Vec<Noted> =
        play_out(&mut referee, &claim, &mut seats, 200_000, pass, |_| {}).expect("a game that ends");
    let result = referee.claims().expect("claims").iter().find(|known| known.id == claim).expect("it").result;
    assert_eq!(result, Some(right), "the truth has won");
    moves.iter().filter_map(|note| note.played.layer).collect()
}

fn seat(name: &str, player: Player<Contract<Local>, impl Belief + 'static>) -> Box<dyn Seat> {
    Box::new(Named { name: name.to_owned(), player })
}

/// The step that adds the token of a window.
fn adds(machines: &Machines, window: u64) -> u64 {
    let text = machines.text.as_ref().expect("a text");
    (0..text.steps()).find(|step| text.act(*step) == (window, Act::Add)).expect("a window")
}

/// Claims about wrong texts lose: a wrong next token, in the first, a middle and the last window, with what the model writes
/// after it; and a token in the middle that is another at the end alone.
fn wrong_texts_lose(machines: &Machines, begin: &[i64], windows: u64, vocabulary: u64) {
    let input = bytes(machines, begin);
    let layers: BTreeSet<usize> = (0..machines.slow.model().layers()).collect();
    assert!(layers.len() >= 4, "{:?}", machines.slow.model());
    for window in [0, windows / 2, windows - 1] {
        let about = (adds(machines, window), begin.len() + window as usize, vocabulary);
        assert_eq!(dispute(machines, &input, about), layers, "window {window}");
    }
    let last = machines.text.as_ref().expect("a text").steps() - 1;
    let middle = begin.len() + windows as usize / 2;
    assert_eq!(dispute(machines, &input, (last, middle, vocabulary)), layers, "the middle alone");
}

#[test]
fn wrong_texts_of_a_small_model_lose() {
    let model = small();
    let vocabulary = Window::new(model.graph()).expect("a window of tokens").vocabulary as u64;
    wrong_texts_lose(&machines(&model, 4), &[3, 1], 4, vocabulary);
}

#[test]
#[ignore = "a trained language model's text by both machines, and four games about it; minutes"]
fn wrong_texts_of_a_trained_model_lose() {
    const WINDOWS: u64 = 10;
    let Some((model, golden)) = trained(8, &saturating()) else { return };
    let begin: Vec<i64> = golden[..3].iter().map(|t| *t as i64).collect();
    let machines = machines(&model, WINDOWS);
    let run = agreed(&machines, &bytes(&machines, &begin));
    let begin_tokens: Vec<u32> = begin.iter().map(|t| *t as u32).collect();
    let story = written(&model, &begin_tokens, WINDOWS as usize);
    assert_eq!(machines.tokens(&run).expect("memory"), Some(story.clone()));
    let golden: Vec<i64> = golden[..=8].iter().map(|t| *t as i64).collect();
    assert_eq!(story[..=8], golden, "as far as the window sees everything");
    wrong_texts_lose(&machines, &begin, WINDOWS, 512);
}
