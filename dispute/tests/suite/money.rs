//! What playing takes: a bond a layer in a claim, whatever strangers do; a reserve for each claim; and what comes first
//! when there is too little.

use crate::games::{SETTINGS, STEPS, Table, seat};
use crate::toy::input;
use contracts::chain::{ChainError, Local};
use contracts::game::Event;
use dispute::game::Seat;
use dispute::history::History;
use dispute::machine::MachineError;
use dispute::player::{
    Belief, Board, Claims, Conduct, Contract, Evidence, Honest, Liar, Look, Move, PlayError, Played, Player,
    View,
};
use fault_proof_vm::Hash;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

const BOND: u128 = SETTINGS.bond;

/// A liar who comes down to a step at once and stalls in the tournament about it, which it may or may not join.
struct SlowBelow {
    player: Player<Contract<Local>, Liar>,
    joins_below: bool,
}

impl Seat for SlowBelow {
    fn name(&self) -> &str {
        "slow below"
    }

    fn play(&mut self, claim: &Hash) -> Result<Vec<Played>, PlayError<ChainError>> {
        let mut planned = Vec::new();
        for (conduct, topmost) in [(Conduct::Prompt, true), (Conduct::Stalling(100), false)] {
            self.player.conduct = conduct;
            let is_there = |layer: usize, what: &Move| match what {
                Move::Advance { .. } | Move::Seal { .. } => (layer == 0) == topmost,
                Move::Join { .. } => topmost && (layer == 0 || self.joins_below),
                _ => topmost,
            };
            let own = self.player.plan(claim)?.own;
            planned.extend(own.into_iter().filter(|(what, place)| is_there(place.len(), what)));
        }
        let board = &mut self.player.board;
        let make = |(what, place): (Move, Vec<u64>)| {
            let cost = board.play(&what).map_err(|error| error.to_string());
            Played { layer: Some(place.len()), what, place, cost }
        };
        Ok(planned.into_iter().map(make).collect())
    }
}

/// Pairs of liars who are to play each other: they agree with the truth up to a step, about which the second is right.
/// Accounts from 3 on are theirs.
fn pairs(table: &Table, count: usize) -> impl Iterator<Item = Player<Contract<Local>, Liar>> {
    let steps = [1, 3].into_iter().cycle().take(2 * count);
    steps.zip(1..).map(|(step, number)| table.liar(2 + number, step, &[1, 3], 10 + number as u64))
}

/// The same, who come down to that step at once. Who is right leaves it to others to show that.
fn slow_pairs(table: &Table, count: usize) -> impl Iterator<Item = Box<dyn Seat>> {
    let joins = [true, false].into_iter().cycle();
    pairs(table, count)
        .zip(joins)
        .map(|(player, joins_below)| Box::new(SlowBelow { player, joins_below }) as Box<dyn Seat>)
}

/// What the honest player has locked does not depend on how many strangers play each other.
#[test]
fn matches_between_strangers_cost_nothing() {
    for count in [0, 2, 4, 8] {
        let table = Table::new();
        // It could afford to join them all.
        table.fund(100 * BOND);
        let mut liar = table.liar(2, 4, &[1, 3], 1);
        liar.conduct = Conduct::Silent;
        let (claim, _) = liar.open(&table.input).unwrap();
        let mut seats = vec![seat("honest", table.honest(1)), seat("liar", liar)];
        seats.extend(slow_pairs(&table, count));
        for _ in 0..8 {
            for seat in &mut seats {
                seat.play(&claim).unwrap();
            }
        }
        let mut board = table.board(0);
        let sealed =
            board.events().unwrap().iter().filter(|event| matches!(event, Event::Sealed { .. })).count();
        assert_eq!((sealed, table.locked(1)), (count, BTreeMap::from([(claim, 1)])), "{count} pairs");
    }
}

/// Pairs of liars come down to steps and stall there, before the first liar does against the honest player: who had joined
/// them would have no bond left for its own match.
#[test]
fn money_does_not_run_out_on_matches_between_strangers() {
    let table = Table::new();
    let mut liar = table.liar(2, 4, &[1, 3], 1);
    liar.conduct = Conduct::Stalling(SETTINGS.allowance / 2);
    let (claim, _) = liar.open(&table.input).unwrap();
    let mut seats = vec![seat("honest", table.honest(1)), seat("liar", liar)];
    seats.extend(slow_pairs(&table, 2));
    table.play(&claim, &mut seats);
    assert!(table.balance(1) > 3 * BOND, "it was paid for its matches");
}

/// Claims about several inputs, each a lie by a player of its own.
struct Lies {
    table: Table,
    claims: Vec<Hash>,
    liars: Vec<Player<Contract<Local>, Liar>>,
}

impl Lies {
    fn new(count: usize) -> Self {
        let mut table = Table::new();
        let (mut claims, mut liars) = (Vec::new(), Vec::new());
        for number in 0..count {
            table.input = input([5 + number as u64; 8]);
            let mut liar = table.liar(2 + number, 2, &[1, 3], 1);
            claims.push(liar.open(&table.input).unwrap().0);
            liars.push(liar);
        }
        Self { table, claims, liars }
    }

    /// Has one account play all claims until they are resolved, with what `player` makes of a claim. Of every look that
    /// did not go well, `told` is told.
    fn play<F: Belief>(
        &mut self,
        player: impl Fn(&[u8]) -> Result<Player<Contract<Local>, F>, MachineError>,
        told: impl Fn(&Look<ChainError>),
    ) -> BTreeMap<Hash, bool> {
        let mut players = Claims::default();
        let mut board = self.table.board(0);
        for _ in 0..1_000 {
            board.refresh().unwrap();
            let claims = board.claims().unwrap();
            if claims.iter().all(|claim| claim.result.is_some()) {
                let right = |input: &[u8]| self.table.truth_of(input).run().state(STEPS);
                return claims.iter().map(|c| (c.id, c.result == Some(right(&c.input)))).collect();
            }
            let open = claims.iter().filter(|claim| claim.result.is_none());
            players.sit_down(open, |claim| player(&claim.input).map(Some));
            let accepted = |_: &Hash, played: &Played| assert!(played.cost.is_ok(), "{played:?}");
            let looks = players.round(accepted).unwrap();
            assert!(self.table.most_locked() <= self.table.layers(), "more bonds than layers");
            let mut moved = looks.iter().any(|look| look.moved);
            looks.iter().filter(|look| look.short.is_some() || look.failure.is_some()).for_each(&told);
            for (liar, claim) in self.liars.iter_mut().zip(&self.claims) {
                moved |= liar.play(claim).unwrap().iter().any(|played| played.cost.is_ok());
            }
            if !moved {
                self.table.chain.pass(SETTINGS.extension / 3);
            }
        }
        panic!("claims are left");
    }
}

/// Three lies, and money for one claim, two or three: what is taken up is seen through, and the rest is left alone, until
/// matches that are won pay for it.
#[test]
fn each_claim_has_its_reserve() {
    for (bonds, at_once, seen_through) in [(3, 1, 1), (6, 2, 2), (8, 2, 3), (9, 3, 3)] {
        let mut lies = Lies::new(3);
        let before = bonds * BOND + BOND / 2;
        lies.table.fund(before);
        let left = RefCell::new(Vec::new());
        let board = lies.table.board(1);
        let truths: BTreeMap<Vec<u8>, Honest> = (0..3)
            .map(|number| input([5 + number; 8]))
            .map(|input| (input.clone(), lies.table.truth_of(&input)))
            .collect();
        let ends = lies.play(
            |input| Ok(Player::new(board.clone(), truths[input].clone())),
            |look| left.borrow_mut().extend(look.short.map(|_| look.claim)),
        );
        for (number, claim) in lies.claims.iter().enumerate() {
            assert_eq!(ends[claim], number < seen_through, "{bonds} bonds, claim {number}");
            assert_eq!(left.borrow().contains(claim), number >= at_once);
        }
        // A share of each match, one in each layer of each claim, and a fee for those that were decided below.
        let mut board = lies.table.board(1);
        let has = board.balance().unwrap() + board.credit().unwrap();
        assert_eq!(has, before + 5 * seen_through as u128 * BOND / 8);
    }
}

/// The truth, or a machine that fails whatever it is asked for.
struct Faulty {
    truth: Honest,
    fails: bool,
}

impl Faulty {
    fn check(&self) -> Result<(), MachineError> {
        if self.fails { Err(MachineError::Fast("a fault".into())) } else { Ok(()) }
    }
}

impl Belief for Faulty {
    fn history(&mut self, place: &[u64]) -> Result<History, MachineError> {
        self.check()?;
        self.truth.history(place)
    }

    fn start(&mut self, place: &[u64]) -> Result<Hash, MachineError> {
        self.truth.start(place)
    }

    fn exit(&mut self, place: &[u64]) -> Result<(Hash, Vec<u8>), MachineError> {
        self.truth.exit(place)
    }

    fn evidence(&mut self, place: &[u64], position: u64) -> Result<Evidence, MachineError> {
        self.truth.evidence(place, position)
    }

    fn model(&self) -> Vec<u8> {
        self.truth.model()
    }

    fn step_layers(&self) -> usize {
        self.truth.step_layers()
    }

    fn model_layers(&self) -> usize {
        self.truth.model_layers()
    }
}

/// A machine that fails in one claim, at the start or while it is played, is no matter to the others. It is tried again.
#[test]
fn a_failure_in_one_claim_is_not_one_in_others() {
    for at_start in [false, true] {
        let mut lies = Lies::new(3);
        lies.table.fund(9 * BOND);
        let faulty = input([5; 8]);
        let (tries, failures) = (Cell::new(0), Cell::new(0));
        let (board, table) = (lies.table.board(1), Table::new());
        let ends = lies.play(
            |input| {
                let fails = input == faulty;
                tries.set(tries.get() + u32::from(fails));
                if fails && at_start && tries.get() < 3 {
                    return Err(MachineError::Fast("no machine".into()));
                }
                let belief = Faulty { truth: table.truth_of(input), fails: fails && !at_start };
                Ok(Player::new(board.clone(), belief))
            },
            |look| {
                assert!(matches!(look.failure, Some(PlayError::Machine(MachineError::Fast(_)))));
                failures.set(failures.get() + 1);
            },
        );
        // The one whose machine came back in time is right too.
        let right: Vec<bool> = lies.claims.iter().map(|claim| ends[claim]).collect();
        assert_eq!(right, [at_start, true, true]);
        assert_eq!(tries.get(), if at_start { 3 } else { 1 });
        // Later and later.
        let expected = if at_start { 0..=0 } else { 3..=20 };
        assert!(expected.contains(&failures.get()), "{} failures", failures.get());
    }
}

/// A player that was made for another input than the claim's, since a node said so once, is not kept.
#[test]
fn what_a_node_said_wrongly_once_is_not_believed_for_ever() {
    let mut lies = Lies::new(1);
    lies.table.fund(3 * BOND);
    let (made, mistaken) = (Cell::new(0), Cell::new(0));
    let (board, table) = (lies.table.board(1), Table::new());
    let ends = lies.play(
        |said| {
            made.set(made.get() + 1);
            let heard = if made.get() <= 2 { input([99; 8]) } else { said.to_vec() };
            Ok(Player::new(board.clone(), table.truth_of(&heard)))
        },
        |look| {
            assert!(matches!(look.failure, Some(PlayError::Mistaken)));
            mistaken.set(mistaken.get() + 1);
        },
    );
    assert_eq!((ends[&lies.claims[0]], made.get(), mistaken.get()), (true, 3, 2));
}

/// Two pairs of strangers fall silent, and a third player awaits an answer of the honest one: that comes first, then the
/// strangers' matches, one a look, and those only with money to spare.
#[test]
fn own_moves_come_first() {
    let table = Table::new();
    let mut strangers: Vec<_> = pairs(&table, 2).collect();
    let (claim, _) = strangers[0].open(&table.input).unwrap();
    for stranger in &mut strangers {
        stranger.conduct = Conduct::Silent;
        stranger.play(&claim).unwrap();
    }
    let mut liar = table.liar(2, 4, &[1, 3], 1);
    liar.play(&claim).unwrap();
    let mut honest = table.honest(1);
    let names = |played: Vec<Played>| -> Vec<&str> {
        assert!(played.iter().all(|played| played.cost.is_ok()), "{played:?}");
        played.iter().map(|played| played.what.name()).collect()
    };
    assert_eq!(names(honest.play(&claim).unwrap()), ["join"]);
    table.chain.pass(SETTINGS.allowance / 2);
    assert_eq!(names(liar.play(&claim).unwrap()), ["advance"]);
    table.chain.pass(SETTINGS.allowance / 2);
    let moves: Vec<&str> = honest.moves(&claim).unwrap().iter().map(|(what, _)| what.name()).collect();
    assert_eq!(moves, ["advance", "timeout", "timeout"]);
    // Two bonds are to come.
    table.fund(2 * BOND - 1);
    let plan = honest.plan(&claim).unwrap();
    assert_eq!((plan.own.len(), plan.others.len()), (1, 0));
    table.fund(2 * BOND);
    // In another claim, too, it comes before what strangers need.
    let mut other = table.liar(7, 4, &[1, 3], 1);
    let (second, _) = other.open(&table.input).unwrap();
    table.fund(5 * BOND);
    let mut players = Claims::default();
    let mut board = table.board(1);
    board.refresh().unwrap();
    let failed = players.sit_down(&board.claims().unwrap(), |_| Ok::<_, ChainError>(Some(table.honest(1))));
    assert!(failed.is_empty());
    let mut made = Vec::new();
    for _ in 0..4 {
        made.push(Vec::new());
        let last = made.last_mut().unwrap();
        players.round(|claim, played| last.push((*claim, played.what.name()))).unwrap();
    }
    let rounds = [
        vec![(claim, "advance"), (second, "join")],
        vec![(claim, "timeout")],
        vec![(claim, "timeout")],
        vec![],
    ];
    assert_eq!(made, rounds);
}

/// Who cannot pay for the gas either does not begin; who has begun goes on.
#[test]
fn gas_is_set_aside() {
    const GAS: u128 = 7;
    let table = Table::new();
    let honest = || {
        let mut player = table.honest(1);
        player.gas = GAS;
        player
    };
    let whole = 3 * BOND + GAS;
    table.fund(whole - 1);
    let refused = honest().open(&table.input);
    assert!(
        matches!(refused, Err(PlayError::Money(short)) if short.needs == whole && short.has == whole - 1)
    );
    let mut liar = table.liar(2, 4, &[1, 3], 1);
    let (claim, _) = liar.open(&table.input).unwrap();
    assert!(matches!(honest().play(&claim), Err(PlayError::Money(short)) if short.needs == whole));
    assert_eq!(table.locked(1), BTreeMap::new());
    table.fund(whole);
    let mut player = honest();
    assert_eq!(player.play(&claim).unwrap().len(), 1);
    assert_eq!(table.most_locked(), 1);
    // The gas is spent; one who has restarted goes on too.
    table.fund(2 * BOND);
    table.play(&claim, &mut [seat("liar", liar), seat("honest", honest())]);
}

/// The owner of a lie pays for the truth, too, wherever there is one and before anyone else, so that all that the truth earns is the owner's. Half of
/// what the lie costs is nobody's all the same, down to the instruction; and who is honest, without a bond in any tournament, is paid for each move
/// what it takes at least.
#[test]
fn who_has_no_bond_there_is_paid_for_its_moves() {
    const OWNER: usize = 2;
    let table = Table::new();
    table.fund(4 * BOND);
    let before = [1, OWNER].map(|account| table.wealth(account));
    let mut liar = table.liar(OWNER, 2, &[1, 5], 7);
    let (claim, _) = liar.open(&table.input).unwrap();
    table.chain.set_gas(BOND >> 25, 2_000_000);
    let mut squatter = table.honest(OWNER);
    (squatter.conduct, squatter.tidy) = (Conduct::Silent, false);
    let mut seats = [seat("liar", liar), seat("squatter", squatter), seat("honest", table.honest(1))];
    let moves = table.play(&claim, &mut seats);
    let ours: Vec<&str> =
        moves.iter().filter(|note| note.player == "honest").map(|note| note.played.what.name()).collect();
    assert!(
        !ours.contains(&"join") && ours.iter().filter(|name| **name == "advance").count() > 3,
        "{ours:?}"
    );
    let after = [1, OWNER].map(|account| table.wealth(account));
    assert!(after[0] >= before[0], "{} wei short: {ours:?}", before[0] - after[0]);
    let (lost, cost) = (table.lost(OWNER), before[1] - after[1]);
    assert!(lost == 3 && cost >= lost as u128 * BOND / 2, "{lost} bonds lost for {cost} wei");
}

/// One owner pays for lies of all kinds, for others below the topmost tournament, and for the truth before anyone else can:
/// it loses half of what its lies have cost at least, and the honest player, who has a tenth of that money, loses nothing,
/// whatever gas costs.
#[test]
fn who_pays_for_the_truth_too_loses_what_its_lies_cost() {
    const OWNER: usize = 2;
    for squats in [false, true] {
        let table = Table::new();
        // A bond a layer, and gas.
        table.fund(4 * BOND);
        let before = [1, OWNER].map(|account| table.wealth(account));
        // The same lie about step 3, that comes about in different places in the machine.
        let below = (0..4).map(|place| table.liar(OWNER, 3, &[place, 3 * place], 1));
        let above = (0..4).map(|step| table.liar(OWNER, step, &[2, 5], 2));
        let mut liars: Vec<_> = below.chain(above).collect();
        for (number, liar) in liars.iter_mut().enumerate() {
            liar.conduct = if number % 2 == 0 { Conduct::Prompt } else { Conduct::Stalling(60) };
        }
        let (claim, _) = liars[0].open(&table.input).unwrap();
        table.chain.set_gas(BOND >> 25, 2_000_000);
        let mut seats: Vec<Box<dyn Seat>> = Vec::new();
        if squats {
            let mut squatter = table.honest(OWNER);
            squatter.conduct = Conduct::Silent;
            squatter.tidy = false;
            seats.push(seat("squatter", squatter));
        }
        seats.extend(liars.into_iter().map(|liar| seat("liar", liar)));
        seats.push(seat("honest", table.honest(1)));
        table.play(&claim, &mut seats);
        let lost = table.lost(OWNER);
        let after = [1, OWNER].map(|account| table.wealth(account));
        assert!(after[0] >= before[0], "squatting: {squats}");
        assert!(lost >= 8, "{lost} bonds");
        let cost = before[1] - after[1];
        assert!(cost >= lost as u128 * BOND / 2, "{lost} bonds lost for {cost} wei");
    }
}
