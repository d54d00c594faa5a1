//! How long liars with money hold a claim up, and what it costs them: each tournament that the honest player is in is
//! joined by as many as there may be, all of one owner. Against the truth they let their clocks run down and then play on;
//! among themselves the one to move does nothing until it is out, so that the other comes to its next match late and with
//! a full clock. The owner may also pay for the truth first, wherever the honest player would.

use dispute::history::History;
use dispute::parameters::Needs;
use dispute::rules::{Move, Player, Tournament};
use fault_proof_vm::Hash;
use std::collections::{HashMap, HashSet};

use super::honest::{Truth, next_move, view};
use super::machine::{State, Toy};
use super::rules::lie;
use super::{CLAIM, HONEST, OTHER, Table, lost};

const DAY: u64 = 86_400;
const HOUR: u64 = 3_600;
/// An eighth of an ether or so.
const BOND: u128 = 1 << 57;
/// Less than what bonds pay for.
const GAS_PRICE: u128 = 5_000_000_000;

struct Attack {
    table: Table,
    truth: Truth,
    /// Commitments in each tournament, the true one included.
    count: usize,
    squats: bool,
    histories: HashMap<(Hash, Hash), History>,
    /// Wei that the honest player has outside of the game.
    money: u128,
}

impl Attack {
    fn new(count: usize, squats: bool, allowance: u64, extension: u64) -> Self {
        let table = Table::with_gas(Toy::new(21, &[3, 3, 3]), allowance, extension, BOND, GAS_PRICE);
        let truth = Truth::new(table.toy.clone());
        // A bond a layer, and gas.
        let money = 4 * BOND;
        Self { table, truth, count, squats, histories: HashMap::new(), money }
    }

    fn play(&mut self, player: Player, played: &Move) {
        self.table.play(player, played).unwrap_or_else(|error| panic!("{played:?}: {error}"));
        assert!(self.table.game.bonds().balanced());
    }

    fn join(&mut self, player: Player, id: Hash, layer: usize, history: History) {
        let witness = if layer == 1 { Toy::evidence(&history.last()) } else { Vec::new() };
        let joined = Move::join(id, &history, witness);
        self.histories.insert((id, history.root()), history);
        self.play(player, &joined);
    }

    /// The liars' histories in a tournament, all of whose last states are the false one of the two that are disputed.
    fn lies(&self, t: &Tournament) -> Vec<History> {
        let toy = &self.table.toy;
        let end = t.question.as_ref().map(|question| {
            let truth = toy.truth(t.layer, &t.start).expect("a start that is true").last();
            let wrong = |state: Hash| match t.layer {
                1 => {
                    let (start, end) = (State::decode(&t.start), State::decode(&state));
                    let (start, end) = (start.expect("a state"), end.expect("a state"));
                    State { machine: true, t: start.t, j: 77, exit: Some(0), ..end }.hash()
                }
                _ => state,
            };
            let detached = |state: &Hash| {
                let step = question.step;
                let evidence = Toy::evidence(state);
                match t.layer {
                    1 => dispute::rules::Referee::detach(toy, state, &evidence, step),
                    _ => Some(*state),
                }
            };
            let right = detached(&truth);
            let lie = question.states.into_iter().find(|state| Some(*state) != right);
            wrong(lie.expect("one of them is false"))
        });
        (0..self.count - 1).map(|from| lie(toy, t.layer, &t.start, from, end)).collect()
    }

    /// Whether a commitment is the truth about a tournament whose start is true.
    fn is_true(&self, t: &Tournament, root: &Hash) -> bool {
        self.table.toy.truth(t.layer, &t.start).is_some_and(|truth| truth.root() == *root)
    }

    /// Joins all tournaments about matches of the truth.
    fn join_all(&mut self) {
        let open: Vec<(Hash, Tournament)> = self
            .table
            .game
            .tournaments()
            .iter()
            .filter(|(id, t)| {
                let above = self.table.game.matches().get(*id);
                let ours = above.is_none_or(|m| {
                    let above = &self.table.game.tournaments()[&m.tournament];
                    m.sides.iter().any(|side| self.is_true(above, side))
                });
                self.table.now < t.closes && ours
            })
            .map(|(id, t)| (*id, t.clone()))
            .collect();
        for (id, t) in open {
            let truth = self.table.toy.truth(t.layer, &t.start).expect("a start that is true");
            if self.squats && !t.commitments.contains_key(&truth.root()) {
                self.join(OTHER, id, t.layer, truth);
            }
            for lie in self.lies(&t) {
                if !t.commitments.contains_key(&lie.root()) {
                    self.join(OTHER, id, t.layer, lie);
                }
            }
        }
    }

    /// The liars move where it is time to. Returns the next second in which it will be.
    fn lie_on(&mut self) -> Option<u64> {
        let mut next = None;
        let matches: Vec<_> = self.table.game.matches().iter().map(|(id, m)| (*id, m.clone())).collect();
        for (id, m) in matches.into_iter().filter(|(_, m)| !m.sealed) {
            let t = self.table.game.tournaments()[&m.tournament].clone();
            let [mover, opponent] = [m.mover(), m.turn.opponent().of(&m.sides)];
            if self.is_true(&t, &mover) || !self.is_true(&t, &opponent) {
                continue;
            }
            // A second for each turn that is left.
            let end = self.table.game.deadline(&id).expect("somebody is to move");
            let due = end.saturating_sub(u64::from(m.height));
            if self.table.now < due {
                next = Some(next.unwrap_or(due).min(due));
            } else if self.table.now < end {
                let history = &self.histories[&(m.tournament, mover)];
                let answer = Move::answer(id, &m, &t, history, self.table.toy.shows(t.layer));
                self.play(OTHER, &answer);
            }
        }
        next
    }

    /// Seconds until the claim is resolved, where the honest player takes so many for a move.
    fn run(&mut self, mut takes: impl FnMut(&Move) -> u64) -> u64 {
        let start = self.table.now;
        let top = self.table.toy.start();
        let first = lie(&self.table.toy, 0, &top, 0, None);
        self.table.open(OTHER, &first).expect("a claim");
        self.histories.insert((CLAIM, first.root()), first);
        let mut moves_at = None;
        while self.table.game.result(&CLAIM).is_none() {
            self.join_all();
            match next_move(&self.truth, view(&self.table.game, self.table.now, self.money)) {
                None => moves_at = None,
                Some(played) => {
                    let at = *moves_at.get_or_insert_with(|| self.table.now + takes(&played));
                    if self.table.now >= at {
                        moves_at = None;
                        self.honest(&played);
                        continue;
                    }
                }
            }
            let due = self.lie_on();
            let idle = next_move(&self.truth, view(&self.table.game, self.table.now, self.money)).is_none();
            if idle || moves_at.is_some() {
                let next = self.table.next_event().into_iter().chain(due).chain(moves_at).min();
                self.table.now = next.expect("something is to come").max(self.table.now + 1);
            }
        }
        self.table.now - start
    }

    /// The honest player moves, and pays for it what its transactions take.
    fn honest(&mut self, played: &Move) {
        let gas = match played {
            Move::Join { .. } => 300_000,
            Move::Advance { .. } => 60_000,
            Move::Seal { .. } => 220_000,
            Move::Withdraw => 40_000,
            Move::Settle { .. } | Move::Timeout { .. } | Move::Resolve { .. } => 110_000,
            Move::Prove { .. } | Move::Release { .. } => unreachable!("nobody proves"),
            Move::Refute { .. } | Move::Reclaim { .. } | Move::WithdrawDeposits => unreachable!("no blobs"),
        };
        let bond = if matches!(played, Move::Join { .. }) { BOND } else { 0 };
        let before = self.table.game.bonds().credit(&HONEST);
        self.play(HONEST, played);
        let drawn = if *played == Move::Withdraw { before } else { 0 };
        self.money = (self.money + drawn).checked_sub(bond + gas * GAS_PRICE).expect("enough for its moves");
    }

    /// What the liars' owner has paid and not got back, in wei.
    fn cost(&self) -> u128 {
        let bonds = self.table.game.bonds();
        let all = || self.table.game.tournaments().values().flat_map(|t| t.commitments.values());
        let paid = all().filter(|commitment| commitment.payer == OTHER).count() as u128 * BOND;
        assert_eq!(bonds.locked(), 0);
        paid - bonds.credit(&OTHER)
    }
}

/// With clocks as they are by default, whoever pays for the truth: the claim resolves in days, what is lost is lost by half
/// at least, and the honest player has gained.
#[test]
fn liars_hold_a_claim_for_days_and_pay_for_it() {
    for (count, days) in [(2, 4.5), (3, 10.5), (4, 10.5), (8, 17.0)] {
        for squats in [false, true] {
            let (allowance, extension) = (7 * DAY / 2, 6 * HOUR);
            let mut attack = Attack::new(count, squats, allowance, extension);
            let took = attack.run(|_| 0);
            let game = &attack.table.game;
            let bonds = lost(game, |payer| *payer == OTHER);
            let bound = game.params().bound(count as u64, 0);
            let cost = attack.cost() as f64 / BOND as f64;
            println!(
                "{count} commitments a tournament, squatting: {squats}: {:.1} days of {:.1}; {bonds} bonds lost, of \
                 which {cost:.1} are gone",
                took as f64 / DAY as f64,
                bound as f64 / DAY as f64
            );
            let truth = attack.table.toy.truth(0, &attack.table.toy.start()).expect("a history");
            assert_eq!(game.result(&CLAIM), Some(truth.last()));
            assert!(took <= bound, "{took} of {bound} s");
            assert!((took as f64) < days * DAY as f64, "{count} commitments: {took} s");
            assert!(2 * attack.cost() >= bonds * BOND, "{cost} of {bonds} bonds");
            assert_eq!(lost(game, |payer| *payer == HONEST), 0);
            let has = attack.money + game.bonds().credit(&HONEST);
            assert!(has > 4 * BOND, "the honest player is paid for its moves");
        }
    }
}

/// With clocks that were found for an outage, the chain is down for so many seconds once in every match and every time to join, right when the honest
/// player is to move. Whether the truth was the result, and the bonds that it has lost.
fn outages(seconds: u64) -> (bool, u128) {
    let needs = Needs {
        gas_price: GAS_PRICE,
        outage: OUTAGE,
        notice: DAY,
        turn: 60,
        budget: 10 * BOND,
        delay: 100 * DAY,
        heights: vec![3, 3, 3],
    };
    let params = needs.parameters().expect("clocks");
    let mut attack = Attack::new(2, false, params.allowance, params.extension);
    let mut down = HashSet::new();
    attack.run(|played| {
        let about = match played {
            Move::Join { tournament, .. } => tournament,
            Move::Advance { id, .. } | Move::Seal { id, .. } => id,
            _ => return needs.turn,
        };
        needs.turn + if down.insert(*about) { seconds } else { 0 }
    });
    assert!(down.len() >= 2, "{} outages", down.len());
    let game = &attack.table.game;
    let truth = attack.table.toy.truth(0, &attack.table.toy.start()).expect("a history");
    (game.result(&CLAIM) == Some(truth.last()), lost(game, |payer| *payer == HONEST))
}

const OUTAGE: u64 = 6 * HOUR;

/// As where one sequencer makes all blocks: while it makes none nobody can move, and the time is over all the same. What the clocks were made for is survived,
/// and a tenth more is not.
#[test]
fn an_outage_that_the_clocks_were_made_for() {
    assert_eq!(outages(OUTAGE), (true, 0));
    let (right, bonds) = outages(OUTAGE * 11 / 10);
    assert!(!right && bonds > 0, "{bonds} bonds");
}
