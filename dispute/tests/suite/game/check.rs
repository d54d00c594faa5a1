//! Every game there is on small models: whoever plays against the honest player makes any legal moves at
//! any time. The honest one is the player that ships, with a bond a layer and no more money.
//!
//! The other side has so many bonds. In each tournament it may join any history over a few states: the true
//! ones, wrong ones, ones that nobody knows; it moves for any commitment, its own or not, or does not,
//! calls what anybody may call, and does each of that before or after whatever the honest player does. That
//! one may take `delay` seconds for anything it has to do, which is less than the extension. Time goes
//! second by second. What is looked at in every state is in [`super::properties`].

use dispute::history::History;
use dispute::rules::{Clock, Game, Move, Player, Referee, Side, Tournament};
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;
use stateright::{Checker, Model, Property};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, RwLock};

use super::honest::{Truth, next_move, view};
use super::machine::{State, Toy};
use super::{CLAIM, HONEST, OTHER, Table, half_is_burnt};

/// A state that nobody knows.
const UNKNOWN: Hash = [0xee; 32];

/// Where the input of the claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// In the claim.
    Calldata,
    /// In blobs.
    Blobs,
    /// In blobs that have something else: whoever reads them has nothing to play for, and refutes it.
    OtherBlobs,
}

/// What is searched.
pub struct Search {
    pub toy: Toy,
    truth: Truth,
    /// The true history of the topmost layer.
    pub topmost: History,
    allowance: u64,
    extension: u64,
    /// Seconds that the honest player may take.
    pub delay: u64,
    /// Bonds that the other side has.
    pub bonds: u64,
    /// Where the claim's input is.
    pub input: Input,
    /// Histories that the other side chooses from in a tournament, if there are more.
    most: usize,
    /// Whether there are states that nobody knows.
    unknown: bool,
    /// Whether somebody may send a proof.
    pub proofs: bool,
    /// Whether the bound on time is looked at, for which many more nodes differ.
    timed: bool,
    histories: RwLock<HashMap<Place, Arc<Vec<History>>>>,
}

/// What the histories in a tournament depend on.
type Place = (usize, Hash, Option<[Hash; 2]>);

/// Where a game is. Two that cannot turn out differently are the same.
#[derive(Debug, Clone)]
pub struct Node {
    pub game: Game,
    pub now: u64,
    /// Whether the time since the start counts, as it does for the bound.
    pub timed: bool,
    /// Seconds that the honest player has had something to do.
    waited: u64,
    /// Bonds that the other side has left.
    pub bonds: u64,
    /// Wei that the honest player has outside of the game; what it is credited is taken out at once.
    pub money: u128,
    /// Whether a move of the honest player was refused.
    pub refused: bool,
    /// Whether less than half of the bonds that were lost was burnt at any time.
    pub cheap: bool,
}

/// What makes nodes differ. Ids are hashes, so that they say what they are of; what is over says nothing.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    elapsed: Option<(u64, usize)>,
    player: (u64, u64, bool),
    /// What the honest player has in the game and outside, in bonds; nothing depends on more than a bond a layer.
    wealth: u128,
    result: Option<Hash>,
    proven: bool,
    /// Of blobs: what is held for them, the time that it is held for, whether they were refuted, and the claim struck out.
    posted: Option<(u128, u64, bool, bool)>,
    /// Time to join, by id.
    tournaments: Vec<(Hash, u64)>,
    /// By tournament and root: whether the honest player paid, whether it is out, its time.
    commitments: Vec<(Hash, Hash, bool, bool, u64)>,
    matches: Vec<(Hash, Side, u32, u64, bool)>,
}

impl Node {
    /// The largest tournament.
    pub fn largest(&self) -> usize {
        self.game.tournaments().values().map(|t| t.commitments.len()).max().unwrap_or(0)
    }

    /// Bonds that the honest player has, those that are locked included.
    fn wealth(&self) -> u128 {
        let view = view(&self.game, self.now, self.money);
        view.locked() as u128 + self.money / self.game.params().bond
    }

    fn key(&self) -> Key {
        let closes = |t: &Tournament| t.closes.saturating_sub(self.now);
        let time = |clock: Clock| clock.end().map_or(clock.left(), |end| end.saturating_sub(self.now));
        let open = || self.game.tournaments().iter().filter(|(_, t)| !t.settled);
        let commitments = open().flat_map(|(id, t)| {
            // Who is out counts only as long as it could join again.
            let left = t.commitments.iter().filter(move |(_, c)| closes(t) > 0 || !c.out);
            left.map(|(root, c)| {
                (*id, *root, c.payer == HONEST, c.out, if c.out { 0 } else { time(c.clock) })
            })
        });
        let matches = self.game.matches().iter();
        Key {
            elapsed: self.timed.then(|| (self.now, self.largest())),
            player: (self.waited, self.bonds, self.refused),
            wealth: self.wealth().min(self.game.params().heights.len() as u128),
            result: self.game.result(&CLAIM),
            proven: self.game.proof(&CLAIM).is_some(),
            posted: self.game.posted(&CLAIM).map(|posted| {
                (posted.deposit, posted.until.saturating_sub(self.now), posted.refuted, posted.struck)
            }),
            tournaments: open().map(|(id, t)| (*id, closes(t))).collect(),
            commitments: commitments.collect(),
            matches: matches.map(|(id, m)| (*id, m.turn, m.height, m.position, m.sealed)).collect(),
        }
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl std::hash::Hash for Node {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    Tick,
    Honest,
    Other(Move),
}

impl Search {
    fn new(heights: &[u32], bonds: u64, timed: bool) -> Self {
        Self::of(Toy::new(11, heights), bonds, timed)
    }

    fn of(toy: Toy, bonds: u64, timed: bool) -> Self {
        let truth = Truth::new(toy.clone());
        let topmost = toy.truth(0, &toy.start()).expect("a history");
        let histories = RwLock::default();
        Self {
            toy,
            truth,
            topmost,
            allowance: 3,
            extension: 2,
            delay: 1,
            bonds,
            input: Input::Calldata,
            most: 1000,
            unknown: false,
            proofs: false,
            timed,
            histories,
        }
    }

    pub fn truth(&self, layer: usize, start: &Hash) -> Option<History> {
        self.toy.truth(layer, start)
    }

    /// Who paid for the truth, once it has won the claim.
    pub fn winner(&self, node: &Node) -> Option<Player> {
        let (t, truth) = (&node.game.tournaments()[&CLAIM], self.topmost.root());
        (t.is_over(node.now) && t.waiting == Some(truth)).then(|| t.commitments[&truth].payer)
    }

    /// Whether its time is over, and nobody has disputed what somebody else has claimed: to have a result is up to that one.
    pub fn is_left(&self, node: &Node) -> bool {
        let t = &node.game.tournaments()[&CLAIM];
        t.is_over(node.now) && t.commitments.len() == 1 && t.commitments.values().all(|c| c.payer == OTHER)
    }

    pub fn honest(&self, node: &Node) -> Option<Move> {
        if self.input == Input::OtherBlobs {
            // As a claim's result does, a proof ends what there is to do.
            let open = node.game.result(&CLAIM).is_none() && node.game.proof(&CLAIM).is_none();
            let refutes = open && !node.game.posted(&CLAIM)?.refuted;
            return refutes.then(|| Toy::refutation(CLAIM, Toy::OTHER_CHUNK));
        }
        next_move(&self.truth, view(&node.game, node.now, node.money))
    }

    /// All histories that the other side may join.
    fn histories(&self, (layer, start, question): Place) -> Arc<Vec<History>> {
        let known = self.histories.read().unwrap().get(&(layer, start, question)).cloned();
        known.unwrap_or_else(|| {
            let made = Arc::new(self.make_histories(layer, &start, question));
            self.histories.write().unwrap().insert((layer, start, question), made.clone());
            made
        })
    }

    fn make_histories(&self, layer: usize, start: &Hash, question: Option<[Hash; 2]>) -> Vec<History> {
        let mut states: BTreeSet<Hash> =
            self.toy.states(layer, start).unwrap_or_default().into_iter().collect();
        let lasts: BTreeSet<Hash> = match question {
            None => {
                let last = State::decode(states.last().unwrap()).unwrap();
                states.insert(State { value: last.value ^ 1, ..last }.hash());
                states.clone()
            }
            Some(ends) if layer != self.toy.step_layers => ends.into(),
            Some(ends) => {
                let machine = ends.iter().filter_map(|end| exited(start, end));
                let step = State::decode(start).map_or(0, |start| start.t.into());
                let truth = states.iter().copied().filter(|state| {
                    self.toy.detach(state, &Toy::evidence(state), step).is_some_and(|end| ends.contains(&end))
                });
                machine.chain(truth).collect()
            }
        };
        if self.unknown {
            states.insert(UNKNOWN);
        }
        states.extend(&lasts);
        let mut lists = vec![Vec::new()];
        for index in 1..=1 << self.toy.heights[layer] {
            let from = if index == 1 << self.toy.heights[layer] { &lasts } else { &states };
            let longer = |list: &Vec<Hash>| {
                let list = list.clone();
                from.iter().map(move |state| [list.clone(), vec![*state]].concat())
            };
            lists = lists.iter().flat_map(longer).collect();
        }
        let history = |list| History::new(list, self.toy.heights[layer]).unwrap();
        let mut all: Vec<History> = lists.into_iter().map(history).collect();
        if all.len() > self.most {
            // The truth, then something that ends otherwise and is right about the first step: in a match of strangers about
            // that step one of them is right. Then more of all.
            let truth = self.truth(layer, start);
            let rank = |history: &History| match &truth {
                Some(truth) if history.root() == truth.root() => 0,
                Some(truth) if history.last() != truth.last() => {
                    if history.state(0) == truth.state(0) {
                        1
                    } else {
                        2
                    }
                }
                _ => 3,
            };
            all.sort_by_key(|history| (rank(history) != 0, history.root()));
            let best = (1..all.len()).min_by_key(|at| rank(&all[*at]));
            if let Some(best) = best {
                all.swap(1, best);
            }
            all.truncate(self.most);
        }
        all
    }

    fn place(t: &Tournament) -> Place {
        (t.layer, t.start, t.question.as_ref().map(|question| question.states))
    }

    /// All that anybody can do but the honest player, or no sooner than it.
    fn others(&self, node: &Node, moves: &mut Vec<Action>) {
        let Node { game, now, .. } = node;
        for (id, t) in game.tournaments().iter().filter(|(_, t)| !t.settled) {
            if *now < t.closes && node.bonds > 0 {
                for history in self.histories(Self::place(t)).iter() {
                    if !t.commitments.contains_key(&history.root()) {
                        let detaches = t.layer == self.toy.step_layers;
                        let witness = if detaches { Toy::evidence(&history.last()) } else { vec![] };
                        moves.push(Action::Other(Move::join(*id, history, witness)));
                    }
                }
            }
        }
        for (id, m) in game.matches() {
            let t = &game.tournaments()[&m.tournament];
            if m.sealed {
                if game.tournaments()[id].is_over(*now) {
                    moves.push(Action::Other(Move::Settle { id: *id }));
                }
            } else if game.deadline(id).is_some_and(|end| *now >= end) {
                moves.push(Action::Other(Move::Timeout { id: *id }));
            } else {
                let mover = m.mover();
                let all = self.histories(Self::place(t));
                let history =
                    all.iter().find(|history| history.root() == mover).expect("all histories are known");
                moves.push(Action::Other(Move::answer(*id, m, t, history, self.toy.shows(t.layer))));
            }
        }
        let topmost = &game.tournaments()[&CLAIM];
        match game.proof(&CLAIM) {
            None if topmost.is_over(*now) => moves.push(Action::Other(Move::Resolve { claim: CLAIM })),
            // Of whatever waits.
            Some(_) if topmost.is_over(*now) => {
                let outputs =
                    topmost.waiting.and_then(|root| self.toy.outputs_of(&topmost.commitments[&root].last));
                let evidence = outputs.map_or(Vec::new(), |outputs| outputs.to_vec());
                moves.push(Action::Other(Move::Release { claim: CLAIM, evidence }));
            }
            _ => {}
        }
        if self.input != Input::Calldata {
            moves.push(Action::Other(Move::Reclaim { claim: CLAIM }));
            let chunks = [Toy::SAME_CHUNK, Toy::OTHER_CHUNK, Toy::NO_CHUNK];
            moves.extend(chunks.map(|chunk| Action::Other(Toy::refutation(CLAIM, chunk))));
        }
        if self.proofs {
            // Of what is so, of what is not, and by another key: there is no more of one that was sent before.
            for evidence in self.evidence() {
                moves.push(Action::Other(Move::Prove { claim: CLAIM, evidence: evidence.clone() }));
                moves.push(Action::Other(Move::Release { claim: CLAIM, evidence }));
            }
        }
    }

    /// A proof of what is so, of each other output that histories end in, and one by another key.
    pub fn evidence(&self) -> Vec<Vec<u8>> {
        let truth = self.toy.proof().expect("a run that is done");
        let mut all = vec![keccak256(&truth).to_vec(), truth];
        let lies = self.histories((0, self.toy.start(), None));
        all.extend(
            lies.iter().filter_map(|lie| self.toy.outputs_of(&lie.last())).map(|outputs| outputs.to_vec()),
        );
        all.sort();
        all.dedup();
        all
    }

    /// Makes a move; none if the rules forbid it, or the honest player cannot pay the bond.
    fn play(&self, node: &mut Node, player: Player, played: &Move) -> Option<()> {
        let bond = node.game.params().bond;
        let joins = matches!(played, Move::Join { .. });
        let money = if joins && player == HONEST { node.money.checked_sub(bond) } else { Some(node.money) };
        let money = money?;
        node.game.play(&self.toy, node.now, player, played).ok()?;
        node.cheap |= !half_is_burnt(&node.game);
        node.money = money + node.game.bonds().credit(&HONEST);
        node.game.withdraw(HONEST);
        node.bonds -= u64::from(joins && player == OTHER);
        if self.honest(node).is_none() {
            node.waited = 0;
        }
        Some(())
    }
}

/// The machine state around a state that detaches to another.
fn exited(start: &Hash, end: &Hash) -> Option<Hash> {
    let (start, end) = (State::decode(start)?, State::decode(end)?);
    Some(State { machine: true, t: start.t, j: 9, exit: Some(0), ..end }.hash())
}

impl Model for Search {
    type State = Node;
    type Action = Action;

    fn init_states(&self) -> Vec<Node> {
        let lies = self.histories((0, self.toy.start(), None));
        let claims = [(HONEST, &self.topmost)].into_iter().chain(lies.iter().map(|lie| (OTHER, lie)));
        // Nobody honest makes a claim of blobs that are something else.
        claims
            .filter(|(player, _)| self.input != Input::OtherBlobs || *player == OTHER)
            .map(|(player, history)| {
                let mut table = Table::new(self.toy.clone(), self.allowance, self.extension);
                table.now = 0;
                match self.input {
                    Input::Calldata => table.open(player, history).unwrap(),
                    Input::Blobs | Input::OtherBlobs => table.open_in_blobs(CLAIM, player, history).unwrap(),
                };
                let bonds = self.bonds - u64::from(player == OTHER);
                let game = table.game;
                let kept = self.toy.heights.len() - usize::from(player == HONEST);
                let money = kept as u128 * game.params().bond;
                Node {
                    game,
                    now: 0,
                    timed: self.timed,
                    waited: 0,
                    bonds,
                    money,
                    refused: false,
                    cheap: false,
                }
            })
            .collect()
    }

    fn actions(&self, node: &Node, actions: &mut Vec<Action>) {
        if node.game.result(&CLAIM).is_some() || node.refused {
            return;
        }
        let to_do = self.honest(node).is_some();
        if to_do {
            actions.push(Action::Honest);
        }
        // Nothing comes of waiting where the other one lets its bond lie.
        if (!to_do || node.waited < self.delay) && !self.is_left(node) {
            actions.push(Action::Tick);
        }
        self.others(node, actions);
    }

    fn next_state(&self, node: &Node, action: Action) -> Option<Node> {
        let mut next = node.clone();
        match action {
            Action::Tick => {
                next.waited += u64::from(self.honest(node).is_some());
                next.now += 1;
            }
            Action::Honest => {
                let played = self.honest(node)?;
                next.refused = self.play(&mut next, HONEST, &played).is_none();
            }
            // A seal of what nobody knows is refused, and that is that.
            Action::Other(played) => self.play(&mut next, OTHER, &played)?,
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        super::properties::all()
    }
}

fn search(search: Search) {
    let Search { toy, bonds, most, timed, .. } = &search;
    let name = format!("heights {:?}, {bonds} bonds, {most} histories, timed: {timed}", toy.heights);
    let start = std::time::Instant::now();
    // As many as random games have (RAYON_NUM_THREADS).
    let threads = rayon::current_num_threads();
    // Depth first, so that little is kept of what is still to do.
    let checker = search.checker().threads(threads).spawn_dfs().join();
    let (states, depth, seconds) =
        (checker.unique_state_count(), checker.max_depth(), start.elapsed().as_secs_f64());
    println!("{name}: {states} states, depth {depth}, {seconds:.1} s");
    checker.assert_properties();
}

#[test]
fn all_games_of_two_layers_against_two_bonds() {
    search(Search::new(&[1, 1], 2, true));
    search(Search { unknown: true, ..Search::new(&[1, 1], 2, false) });
}

/// With the claim's input in blobs, nobody can refute it, and what was put down for it comes back.
#[test]
fn all_games_in_blobs_against_two_bonds() {
    search(Search { input: Input::Blobs, ..Search::new(&[1, 1], 2, false) });
}

/// The claim's blobs are something else than it says. Anybody may refute it at any time, whatever else is played meanwhile and afterwards, and proofs
/// may be sent: what is struck out has no result in any game. Then by who reads blobs so late that it may have a result before.
#[test]
fn all_games_in_other_blobs_against_two_bonds() {
    let other = || {
        let mut search = Search { input: Input::OtherBlobs, ..Search::new(&[1, 1], 2, false) };
        search.toy.otherwise.insert(CLAIM);
        search
    };
    search(other());
    search(Search { proofs: true, ..other() });
    search(Search { delay: 5, proofs: true, ..other() });
}

/// At any time somebody may send a proof, of whoever's claim; whose bonds are whose stays the game's.
#[test]
fn all_games_with_proofs_against_two_bonds() {
    search(Search { proofs: true, ..Search::new(&[1, 1], 2, true) });
}

#[test]
fn all_games_with_more_time_against_two_bonds() {
    search(Search { allowance: 5, extension: 3, delay: 2, ..Search::new(&[1, 1], 2, true) });
}

#[test]
fn games_of_three_layers_against_three_bonds() {
    search(Search { most: 3, ..Search::new(&[1, 1, 1], 3, true) });
}

/// Two layers of the model's steps: windows of tokens, say, above the steps of each.
#[test]
fn games_of_two_layers_of_steps() {
    search(Search { most: 3, ..Search::of(Toy::of_layers(11, &[1, 1, 1], 2), 3, false) });
}

#[test]
fn games_of_higher_layers_against_two_bonds() {
    search(Search { most: 8, ..Search::new(&[2, 1], 2, true) });
    search(Search { most: 8, ..Search::new(&[1, 2], 2, true) });
}

/// The honest player has two bonds. Two liars, of whom one is right about the step that their match comes down to, may not
/// take one of them from its own match with a third.
#[test]
fn games_of_strangers_against_three_bonds() {
    search(Search { most: 4, ..Search::new(&[1, 1], 3, false) });
}

#[test]
fn games_against_four_bonds() {
    search(Search { most: 3, ..Search::new(&[1, 1], 4, true) });
}

#[test]
#[ignore = "millions of states; run by make test-deep"]
fn more_games_against_four_bonds() {
    search(Search { most: 4, ..Search::new(&[1, 1], 4, true) });
}

#[test]
#[ignore = "millions of states; run by make test-deep"]
fn all_games_of_two_layers_against_three_bonds() {
    search(Search::new(&[1, 1], 3, false));
}

#[test]
#[ignore = "millions of states; run by make test-deep"]
fn all_games_of_a_higher_inner_layer() {
    search(Search::new(&[1, 2], 2, false));
}

#[test]
#[ignore = "hundreds of thousands of states; run by make test-deep"]
fn more_games_of_three_layers_and_of_a_higher_outer_layer() {
    search(Search { most: 5, ..Search::new(&[1, 1, 1], 3, true) });
    search(Search { most: 16, ..Search::new(&[2, 1], 2, true) });
}
