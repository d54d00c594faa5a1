//! Every game there is on small models: whoever plays against the honest player makes any legal moves at any time.
//!
//! The other side has so many bonds. In each tournament it may join any history over a few states: the true ones,
//! wrong ones, ones that nobody knows; it moves for any commitment, its own or not, or does not, calls what anybody
//! may call, and does each of that before or after whatever the honest player does. That one may take `delay`
//! seconds for anything it has to do, which is less than the extension. Time goes second by second.

use dispute::history::History;
use dispute::rules::{Game, Move, Referee, RuleError, Tournament};
use fault_proof_vm::Hash;
use stateright::{Checker, Model, Property};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, RwLock};

use super::honest::next_move;
use super::machine::{State, Toy};
use super::{CLAIM, HONEST, OTHER, Table};

/// A state that nobody knows.
const UNKNOWN: Hash = [0xee; 32];

/// What is searched.
struct Search {
    toy: Toy,
    allowance: u64,
    extension: u64,
    /// Seconds that the honest player may take.
    delay: u64,
    /// Bonds that the other side has.
    bonds: u64,
    /// Whether there are states that nobody knows.
    unknown: bool,
    histories: RwLock<HashMap<Place, Arc<Vec<History>>>>,
}

/// What the histories in a tournament depend on.
type Place = (usize, Hash, Option<[Hash; 2]>);

/// Where a game is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Node {
    game: Game,
    now: u64,
    /// Seconds that the honest player has had something to do.
    waited: u64,
    /// Bonds that the other side has left.
    bonds: u64,
    /// Whether a move of the honest player was refused.
    refused: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Action {
    Tick,
    Honest,
    Other(Move),
}

impl Search {
    fn new(heights: &[u32], bonds: u64) -> Self {
        let toy = Toy::new(11, heights);
        let histories = RwLock::default();
        Self { toy, allowance: 3, extension: 2, delay: 1, bonds, unknown: false, histories }
    }

    fn truth(&self, layer: usize, start: &Hash) -> Option<History> {
        self.toy.truth(layer, start)
    }

    fn honest(&self, node: &Node) -> Option<Move> {
        next_move(&self.toy, &node.game, node.now, &mut |layer, start| self.truth(layer, start))
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
            Some(ends) if layer > 1 => ends.into(),
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
        lists.into_iter().map(|list| History::new(list, self.toy.heights[layer]).unwrap()).collect()
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
                        let witness = if t.layer == 1 { Toy::evidence(&history.last()) } else { vec![] };
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
        if game.tournaments()[&CLAIM].is_over(*now) {
            moves.push(Action::Other(Move::Resolve { claim: CLAIM }));
        }
    }

    fn play(&self, node: &mut Node, player: [u8; 20], played: &Move) -> Result<(), RuleError> {
        node.game.play(&self.toy, node.now, player, played)?;
        if player == OTHER && matches!(played, Move::Join { .. }) {
            node.bonds -= 1;
        }
        if self.honest(node).is_none() {
            node.waited = 0;
        }
        Ok(())
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
        let truth = self.truth(0, &self.toy.start()).unwrap();
        let lies = self.histories((0, self.toy.start(), None));
        let claims = [(HONEST, &truth)].into_iter().chain(lies.iter().map(|lie| (OTHER, lie)));
        claims
            .map(|(player, history)| {
                let mut table = Table::new(self.toy.clone(), self.allowance, self.extension);
                table.now = 0;
                table.open(player, history).unwrap();
                let bonds = self.bonds - u64::from(player == OTHER);
                Node { game: table.game, now: 0, waited: 0, bonds, refused: false }
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
        if !to_do || node.waited < self.delay {
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
                next.refused = self.play(&mut next, HONEST, &played).is_err();
            }
            // A seal of what nobody knows is refused, and that is that.
            Action::Other(played) => self.play(&mut next, OTHER, &played).ok()?,
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("money is neither lost nor made", |_, node: &Node| node.game.bonds().balanced()),
            Property::always("what the honest player does is accepted", |_, node: &Node| !node.refused),
            Property::always("the honest player loses no bond", |_, node: &Node| {
                let all = node.game.tournaments().values().flat_map(|t| t.commitments.values());
                !all.into_iter().any(|commitment| commitment.payer == HONEST && commitment.out)
            }),
            Property::always(
                "the honest player has no more bonds locked than there are layers",
                |search: &Self, node: &Node| {
                    let open = node.game.tournaments().values().filter(|t| !t.settled);
                    let bonds =
                        open.flat_map(|t| t.commitments.values()).filter(|c| c.payer == HONEST).count();
                    bonds <= search.toy.heights.len()
                },
            ),
            Property::always("what resolves is true", |search: &Self, node: &Node| {
                let truth = search.truth(0, &search.toy.start()).unwrap().last();
                node.game.result(&CLAIM).is_none_or(|result| result == truth)
            }),
            Property::always(
                "it resolves within the bound, with all bonds given back",
                |search: &Self, node: &Node| {
                    if node.game.result(&CLAIM).is_some() {
                        return node.game.bonds().locked() == 0;
                    }
                    let largest = node.game.tournaments().values().map(|t| t.commitments.len()).max();
                    node.now <= node.game.params().bound(largest.unwrap_or(0) as u64, search.delay)
                },
            ),
            Property::sometimes("a true claim resolves", |search: &Self, node: &Node| {
                let truth = search.truth(0, &search.toy.start()).unwrap();
                node.game.result(&CLAIM).is_some()
                    && node.game.tournaments()[&CLAIM].commitments[&truth.root()].payer == HONEST
            }),
            Property::sometimes("somebody else joins the truth", |search: &Self, node: &Node| {
                let truth = search.truth(0, &search.toy.start()).unwrap();
                let joined = node.game.tournaments()[&CLAIM].commitments.get(&truth.root());
                node.game.result(&CLAIM).is_some() && joined.is_some_and(|joined| joined.payer == OTHER)
            }),
            Property::sometimes("two lies destroy each other", |_, node: &Node| {
                node.game.bonds().burnt() > 0
            }),
            Property::sometimes("the last layer has a winner and a loser", |search: &Self, node: &Node| {
                let last =
                    node.game.tournaments().values().filter(|t| t.layer + 1 == search.toy.heights.len());
                last.into_iter().any(|t| t.settled && t.commitments.len() > 1 && t.waiting.is_some())
            }),
        ]
    }
}

fn search(search: Search) {
    let (heights, bonds) = (search.toy.heights.clone(), search.bonds);
    let start = std::time::Instant::now();
    let checker = search
        .checker()
        .threads(std::thread::available_parallelism().map_or(1, usize::from))
        .spawn_bfs()
        .join();
    println!(
        "heights {heights:?}, {bonds} bonds: {} states, {} different, depth {}, {:.1} s",
        checker.state_count(),
        checker.unique_state_count(),
        checker.max_depth(),
        start.elapsed().as_secs_f64()
    );
    checker.assert_properties();
}

#[test]
fn all_games_of_two_layers_against_two_bonds() {
    search(Search::new(&[1, 1], 2));
}

#[test]
#[ignore = "large; run by make test-deep"]
fn all_games_of_two_layers_against_three_bonds() {
    search(Search::new(&[1, 1], 3));
}
