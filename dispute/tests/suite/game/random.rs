//! Random games: models, settings, liars, stallers, griefers and delays, with one honest player in each: the one that
//! ships, with a bond a layer, what its transactions take until bonds pay for them, and no more money.

use dispute::history::History;
use dispute::rules::{Event, Move, Player, bonds::BOND_GAS_LOG2};
use fault_proof_vm::Hash;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::collections::BTreeSet;

use super::honest::{Truth, next_move, view};
use super::machine::Toy;
use super::others::{Book, Other, bend};
use super::summary::Summary;
use super::{CLAIM, HONEST, Table, half_is_burnt, lost, to_be_locked};

/// What a commitment is bonded with: enough that gas is worth gwei.
const BOND: u128 = 1 << 57;

/// Another claim in the same blobs, which are something else than it says.
pub const LIE: Hash = [8; 32];
/// Who wants it struck out, and plays in no game.
const READER: [u8; 20] = [0xee; 20];

/// One game.
struct Round {
    rng: ChaCha8Rng,
    table: Table,
    others: Vec<Other>,
    book: Book,
    truth: Truth,
    /// Nothing is to be done by the honest player before this second, unless somebody moves.
    idle: Option<u64>,
    /// Wei that the honest player has outside of the game, and that it had at first.
    money: u128,
    had: u128,
    /// Wei that it spent on what nobody pays for: claims of its own that nobody disputes.
    unpaid: u128,
    /// Wei that it took out of the game.
    drawn: u128,
    /// Wei that all had at first, and that all have spent on gas.
    all: u128,
    burnt_gas: u128,
    summary: Summary,
    /// When somebody sends a proof, if there is one and somebody does.
    proof: Option<(u64, Vec<u8>)>,
    /// Whether the claim's input is in blobs, and when somebody reads those of another claim in them, if there is one: they are something else.
    in_blobs: bool,
    reads: Option<u64>,
    /// That other claim and tournaments below it.
    lies: BTreeSet<Hash>,
    seed: u64,
}

impl Round {
    fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let layers = rng.gen_range(2..=4);
        let heights: Vec<u32> =
            (0..layers).map(|_| rng.gen_range(1..=if layers > 3 { 2 } else { 3 })).collect();
        let mut toy = Toy::of_layers(seed, &heights, rng.gen_range(1..layers));
        let instructions = 1 << heights[toy.step_layers..].iter().sum::<u32>();
        toy.steps = rng.gen_range(0..=toy.steps);
        for program in &mut toy.programs {
            let code = if rng.gen_bool(0.1) { rng.gen_range(1..4) } else { 0 };
            // The longest does not come to its end.
            *program = (rng.gen_range(0..=instructions), code);
        }
        let allowance = rng.gen_range(5..200);
        // Gas for nothing, and for as much as bonds pay for.
        let gas_price = if rng.r#gen() { BOND >> BOND_GAS_LOG2 } else { 0 };
        let table = Table::with_gas(toy, allowance, rng.gen_range(1..=allowance), BOND, gas_price);
        let count = rng.gen_range(1..6);
        let others: Vec<Other> =
            (0..count).map(|number| Other::random(&mut rng, number, allowance, BOND)).collect();
        let summary = Summary { games: 1, ..Summary::default() };
        let truth = Truth::new(table.toy.clone());
        let had = BOND * (1 + table.toy.heights.len() as u128);
        let (book, money) = (Book::new(), had);
        let all = had + others.iter().map(|other| other.money).sum::<u128>();
        // Of their own, so that games are the same with and without.
        let mut dice = ChaCha8Rng::seed_from_u64(!seed);
        let at = table.now + dice.gen_range(0..4 * allowance);
        let proof = table.toy.proof().filter(|_| dice.r#gen()).map(|proof| (at, proof));
        let in_blobs = dice.gen_ratio(1, 4);
        let reads = (in_blobs && dice.r#gen()).then(|| table.now + dice.gen_range(0..2 * allowance));
        Self {
            rng,
            table,
            others,
            book,
            truth,
            idle: None,
            money,
            had,
            unpaid: 0,
            drawn: 0,
            all,
            burnt_gas: 0,
            summary,
            proof,
            in_blobs,
            reads,
            lies: BTreeSet::new(),
            seed,
        }
    }

    fn truth(&self, layer: usize, start: &Hash) -> History {
        self.table.toy.truth(layer, start).expect("a known start")
    }

    /// What the honest player does next. If that is nothing, it is nothing until something is over or somebody moves; in one game of sixteen
    /// it is asked nevertheless.
    fn honest(&mut self) -> Option<Move> {
        let idle = self.idle.is_some_and(|until| self.table.now < until);
        if idle && !self.seed.is_multiple_of(16) {
            return None;
        }
        let next = next_move(&self.truth, view(&self.table.game, self.table.now, self.money));
        assert!(!idle || next.is_none(), "game {}: {next:?} out of nothing", self.seed);
        self.idle = if next.is_none() { self.table.next_event().or(Some(u64::MAX)) } else { None };
        next
    }

    /// The honest player pays.
    fn pay(&mut self, wei: u128) {
        let left = self.money.checked_sub(wei);
        self.money = left.unwrap_or_else(|| panic!("game {}: {} of {wei} wei", self.seed, self.money));
    }

    /// It pays a bond.
    fn pay_bond(&mut self) {
        self.pay(BOND);
        self.summary.paid += 1;
    }

    /// Who has made the claim, if nobody has disputed it.
    fn unopposed(&self) -> Option<Player> {
        let mut all = self.table.game.tournaments()[&CLAIM].commitments.values();
        all.next().map(|claimed| claimed.payer).filter(|_| all.next().is_none())
    }

    /// Its time is over, and nobody has disputed what somebody else has claimed: that one has its result noted, to have the bond back, and nobody else
    /// does it for nothing. Whether that was so.
    fn leave(&mut self) -> bool {
        let over = self.table.game.tournaments()[&CLAIM].is_over(self.table.now);
        // Somebody may have had it noted.
        let open = over && self.table.game.result(&CLAIM).is_none();
        let Some(player) = self.unopposed().filter(|player| open && *player != HONEST) else { return false };
        assert!(self.honest().is_none(), "game {}: nobody pays for that", self.seed);
        let played = match self.table.game.proof(&CLAIM) {
            None => Move::Resolve { claim: CLAIM },
            Some(proof) => Move::Release { claim: CLAIM, evidence: proof.outputs.to_vec() },
        };
        let events = self.table.play(player, &played).unwrap_or_else(|e| panic!("game {}: {e}", self.seed));
        self.count(&played, &events);
        true
    }

    /// It pays what a transaction takes: less than what is refunded at most.
    fn pay_gas(&mut self, played: &Move) -> u128 {
        let wei = self.gas(played);
        self.pay(wei);
        self.burnt_gas += wei;
        wei
    }

    /// What a transaction takes, in wei.
    fn gas(&self, played: &Move) -> u128 {
        let gas: u128 = match played {
            Move::Join { .. } => 300_000,
            Move::Advance { .. } => 60_000,
            Move::Seal { .. } => 220_000,
            Move::Withdraw => 40_000,
            Move::Settle { .. } | Move::Timeout { .. } | Move::Resolve { .. } => 110_000,
            Move::Prove { .. } => 700_000,
            Move::Release { .. } => 170_000,
            Move::Refute { .. } => 3_760_000,
            Move::Reclaim { .. } | Move::WithdrawDeposits => 60_000,
        };
        gas * self.table.game.params().gas_price
    }

    /// All money there was is somebody's, the game's, or was spent on gas.
    fn check_money(&self) {
        let bonds = self.table.game.bonds();
        let outside = self.money + self.others.iter().map(|other| other.money).sum::<u128>();
        let inside = bonds.locked() + bonds.burnt() + bonds.credits();
        let deposits = self.table.game.deposits();
        let inside = inside + deposits.locked() + deposits.burnt() + deposits.credits();
        assert_eq!(outside + inside + self.burnt_gas, self.all, "game {}: money", self.seed);
    }

    fn open(&mut self) {
        let start = self.table.toy.start();
        let truth = self.truth(0, &start);
        let mut player = HONEST;
        let mut claimed = truth.clone();
        if self.rng.gen_bool(0.7) {
            // A tournament as it will be, for the liar to look at.
            let mut look = self.table.clone();
            look.open(HONEST, &truth).expect("a claim");
            let liar = &self.others[0];
            player = liar.player;
            let t = &look.game.tournaments()[&CLAIM];
            claimed = liar.history(&mut self.rng, &look.toy, t).expect("topmost lies are free");
            self.summary.sybils += 1;
            self.others[0].money -= BOND;
        }
        self.summary.lies += u64::from(claimed.last() != truth.last());
        match self.in_blobs {
            true => {
                self.table.open_in_blobs(CLAIM, player, &claimed).expect("a claim");
                // What is put down comes from outside, and is no player's in what is counted below.
                self.all += BOND;
                self.summary.in_blobs += 1;
            }
            false => drop(self.table.open(player, &claimed).expect("a claim")),
        }
        if self.reads.is_some() {
            // Of whoever has nothing to do with the other one, and is not seen again.
            self.table.toy.otherwise.insert(LIE);
            self.table.open_in_blobs(LIE, [0xdd; 20], &claimed).expect("a claim");
            self.all += 2 * BOND;
            self.lies.insert(LIE);
        }
        if player == HONEST {
            self.pay_bond();
        }
        self.book.insert((0, claimed.root()), claimed);
    }

    /// One of the others does something, or tries to.
    fn disturb(&mut self) {
        let number = self.rng.gen_range(0..self.others.len());
        let Self { others, rng, table, book, .. } = self;
        let Some(meant) = others[number].play(rng, table, book) else { return };
        let mut played = meant.clone();
        if rng.gen_range(0..100) < others[number].bent {
            bend(rng, &mut played);
        }
        let gas = self.gas(&played);
        let Self { others, rng, table, .. } = self;
        let other = &mut others[number];
        let joins = matches!(played, Move::Join { .. });
        let wei = gas + if joins { BOND } else { 0 };
        if other.money < wei {
            return;
        }
        let credit = table.game.bonds().credit(&other.player);
        let deposits = table.game.deposits().credit(&other.player);
        let before = rng.gen_ratio(1, 16).then(|| table.game.clone());
        match table.play(other.player, &played) {
            Ok(events) => {
                self.check_refutation(&played);
                let other = &mut self.others[number];
                assert_eq!(played, meant, "game {}: a bent move was accepted", self.seed);
                other.money -= wei;
                self.burnt_gas += gas;
                if joins {
                    other.bonds -= 1;
                    self.summary.sybils += 1;
                }
                match played {
                    Move::Withdraw => other.money += credit,
                    Move::WithdrawDeposits => other.money += deposits,
                    Move::Prove { .. } => self.summary.proofs += 1,
                    _ => {}
                }
                self.count(&played, &events);
            }
            Err(_) => {
                self.summary.refused += 1;
                self.summary.false_proofs += u64::from(matches!(played, Move::Prove { .. }));
                self.summary.not_refuted += u64::from(matches!(played, Move::Refute { .. }));
                if let Some(before) = before {
                    assert!(table.game == before, "game {}: refused, and not as before", self.seed);
                }
            }
        }
    }

    /// Somebody has moved.
    fn count(&mut self, played: &Move, events: &[Event]) {
        self.idle = None;
        self.summary.moves += 1;
        self.summary.matches += events.iter().filter(|e| matches!(e, Event::Matched { .. })).count() as u64;
        match played {
            Move::Timeout { .. } => self.summary.timeouts += 1,
            Move::Seal { evidence, .. } if !evidence.is_empty() => self.summary.steps += 1,
            _ => {}
        }
        for event in events {
            if let Event::Matched { tournament, id, .. } = event
                && self.lies.contains(tournament)
            {
                self.lies.insert(*id);
            }
        }
        let game = &self.table.game;
        assert!(game.bonds().balanced() && half_is_burnt(game), "game {}: money", self.seed);
        assert_eq!(game.bonds().locked(), to_be_locked(game), "game {}: locked", self.seed);
        assert!(game.deposits().balanced(), "game {}: deposits", self.seed);
        let proven = game.proof(&CLAIM).map(|proof| proof.outputs.to_vec());
        assert!(proven.is_none() || proven == self.table.toy.proof(), "game {}: a false proof", self.seed);
    }

    /// The honest player does all there is to do, with others before and between.
    fn act(&mut self) {
        while let Some(played) = self.honest() {
            if let Move::Join { tournament, .. } = &played {
                let t = &self.table.game.tournaments()[tournament];
                let (layer, start) = (t.layer, t.start);
                let truth = self.truth(layer, &start);
                self.book.insert((layer, truth.root()), truth);
                self.pay_bond();
            }
            let wei = self.pay_gas(&played);
            let credit = self.table.game.bonds().credit(&HONEST);
            let done = self.table.play(HONEST, &played);
            let events = done.unwrap_or_else(|error| panic!("game {}: {played:?}: {error}", self.seed));
            self.count(&played, &events);
            match played {
                Move::Withdraw => (self.money, self.drawn) = (self.money + credit, self.drawn + credit),
                Move::Resolve { .. } | Move::Release { .. } if self.unopposed() == Some(HONEST) => {
                    // To resolve it, and what it takes to get the bond back.
                    self.unpaid += wei + 40_000 * self.table.game.params().gas_price;
                }
                _ => {}
            }
            let locked = view(&self.table.game, self.table.now, self.money).locked();
            self.summary.most_locked = self.summary.most_locked.max(locked as u64);
            if self.rng.gen_bool(0.2) {
                self.disturb();
            }
        }
    }

    /// Somebody sends the proof, once it is time, and not twice.
    fn prove(&mut self) {
        let Some((_, evidence)) = self.proof.take_if(|(at, _)| self.table.now >= *at) else { return };
        let (claim, player) = (CLAIM, self.others[0].player);
        if self.table.game.proof(&CLAIM).is_some() || self.table.game.result(&CLAIM).is_some() {
            // Somebody else was faster.
            assert!(
                self.table.play(player, &Move::Prove { claim, evidence }).is_err(),
                "game {}: proven twice",
                self.seed
            );
            return;
        }
        let mut bent = evidence.clone();
        bent[14] ^= 1;
        for refused in
            [Move::Prove { claim, evidence: bent }, Move::Release { claim, evidence: evidence.clone() }]
        {
            assert!(self.table.play(player, &refused).is_err(), "game {}: {refused:?}", self.seed);
        }
        let proof = Move::Prove { claim, evidence };
        let events =
            self.table.play(player, &proof).unwrap_or_else(|error| panic!("game {}: {error}", self.seed));
        self.count(&proof, &events);
        self.summary.proofs += 1;
        assert!(self.table.play(player, &proof).is_err(), "game {}: proven twice", self.seed);
    }

    /// A refutation was taken: it is of the claim that is one, which has no result then, or had one before.
    fn check_refutation(&mut self, played: &Move) {
        let Move::Refute { claim, .. } = played else { return };
        let game = &self.table.game;
        assert_eq!(*claim, LIE, "game {}: refuted", self.seed);
        let settled = game.result(claim).is_some() || game.proof(claim).is_some();
        assert_eq!(game.is_struck(claim), !settled, "game {}: struck", self.seed);
        self.summary.struck += u64::from(!settled);
        self.summary.late += u64::from(settled);
    }

    /// Somebody reads the blobs of the claim that is something else, once it is time: it is struck out unless it was before, or has a result,
    /// and nothing gives it one any more, nor takes one away.
    fn read(&mut self, at_last: bool) {
        if self.reads.take_if(|at| at_last || self.table.now >= *at).is_none() {
            return;
        }
        let refutation = Toy::refutation(LIE, Toy::OTHER_CHUNK);
        if self.table.play(READER, &refutation).is_ok() {
            self.idle = None;
            self.check_refutation(&refutation);
        }
        let (claim, mut later) = (LIE, self.table.clone());
        let before = (later.game.result(&LIE), later.game.proof(&LIE).cloned());
        assert_eq!(later.game.is_struck(&LIE), before == (None, None), "game {}: {before:?}", self.seed);
        later.now += later.game.params().allowance;
        let evidence = later.toy.proof().unwrap_or_else(|| vec![1; 32]);
        for late in [
            refutation,
            Move::Resolve { claim },
            Move::Reclaim { claim },
            Move::Prove { claim, evidence: evidence.clone() },
        ] {
            assert!(later.play(READER, &late).is_err(), "game {}: {late:?}", self.seed);
        }
        let released = later.play(READER, &Move::Release { claim, evidence });
        assert!(released.is_err() || before.1.is_some(), "game {}: released", self.seed);
    }

    /// What has a result keeps it, whatever proofs there are.
    fn after_the_end(&mut self) {
        let (claim, before) = (CLAIM, self.table.game.clone());
        let right = self.table.toy.proof().unwrap_or_else(|| vec![1; 32]);
        for evidence in [right, vec![2; 32]] {
            for late in [Move::Prove { claim, evidence: evidence.clone() }, Move::Release { claim, evidence }]
            {
                assert!(self.table.play(HONEST, &late).is_err(), "game {}: {late:?}", self.seed);
            }
        }
        assert!(self.table.play(HONEST, &Move::Resolve { claim }).is_err() && self.table.game == before);
    }

    /// What was put down for a claim that is right about its blobs comes back, by whoever asks for it, to who has made it.
    fn take_deposit(&mut self) {
        let Some(posted) = self.table.game.posted(&CLAIM).cloned() else { return };
        assert!(!posted.refuted, "game {}: refuted", self.seed);
        self.table.now = self.table.now.max(posted.until);
        self.table.play(READER, &Move::Reclaim { claim: CLAIM }).expect("it is time");
        let back = self.table.game.deposits().credit(&posted.poster);
        assert!(back >= BOND || self.table.game.deposits().withdrawn() >= BOND, "game {}: {back}", self.seed);
    }

    /// Plays to the end.
    fn play(mut self) -> Summary {
        self.open();
        let (seed, opened) = (self.seed, self.table.now);
        let params = self.table.game.params().clone();
        // It has that time in each of its turns of a match.
        let turns = u64::from(params.heights.iter().max().map_or(1, |height| height.div_ceil(2)));
        let delay = self.rng.gen_range(0..params.extension.div_ceil(turns));
        let (haste, pace) = (self.rng.gen_range(0.0..1.0), self.rng.gen_range(1..=params.allowance));
        let mut since = None;
        while self.table.game.result(&CLAIM).is_none() {
            self.prove();
            self.read(false);
            for _ in 0..self.rng.gen_range(0..=2 * self.others.len()) {
                self.disturb();
            }
            if self.honest().is_some() {
                let due = *since.get_or_insert(self.table.now) + delay;
                if self.table.now >= due || self.rng.gen_bool(haste) {
                    self.act();
                    since = None;
                }
            } else {
                since = None;
                if self.leave() {
                    break;
                }
            }
            if self.table.game.result(&CLAIM).is_some() {
                // The other one may go on.
                break;
            }
            let next = self.table.next_event().into_iter().chain(since.map(|since| since + delay)).min();
            let next = next.unwrap_or(self.table.now);
            let stuck = next == self.table.now;
            assert!(!stuck || self.honest().is_some(), "game {seed}: nothing is to come");
            self.table.now = next.min(self.table.now + self.rng.gen_range(0..=pace));
        }
        let ended = self.table.now;
        self.read(true);
        self.take_deposit();
        self.check_money();
        self.after_the_end();
        let game = &self.table.game;
        let truth = self.truth(0, &self.table.toy.start()).last();
        assert_eq!(game.result(&CLAIM), Some(truth), "game {seed}: a lie has won");
        let outputs = self.table.toy.outputs_of(&truth);
        assert!(game.proof(&CLAIM).is_none_or(|proof| Some(proof.outputs) == outputs), "game {seed}: proven");
        let all = || game.tournaments().values().flat_map(|t| t.commitments.values());
        let honest = || all().filter(|c| c.payer == HONEST);
        assert!(!honest().any(|c| c.out), "game {seed}: the honest player has lost");
        let bonds = game.bonds();
        // But those in the claim that was struck out or is not over yet.
        let elsewhere = game.tournaments().iter().filter(|(id, t)| self.lies.contains(*id) && !t.settled);
        let left = elsewhere.flat_map(|(_, t)| t.commitments.values()).any(|c| !c.out);
        assert!(bonds.locked() == 0 || left, "game {seed}: bonds are left");
        assert!(honest().count() as u64 == self.summary.paid, "game {seed}: joined elsewhere");
        let (has, had) = (self.money + self.unpaid + bonds.credit(&HONEST), self.had);
        let gained =
            has.checked_sub(had).unwrap_or_else(|| panic!("game {seed}: {has} of {had} wei are left"));
        // All others are one's own.
        let others = bonds.paid_in() - u128::from(self.summary.paid) * BOND;
        let drawn = bonds.withdrawn() - self.drawn;
        let cost = others - (bonds.credits() - bonds.credit(&HONEST)) - drawn;
        let lies = lost(game, |payer| *payer != HONEST);
        assert!(2 * cost >= lies * BOND, "game {seed}: {lies} bonds lost for {cost} wei");
        let tournaments = game.tournaments().iter().filter(|(id, _)| !self.lies.contains(*id));
        let most = tournaments.map(|(_, t)| t.commitments.len()).max().unwrap_or(0) as u64;
        let (took, bound) = (ended - opened, params.bound(most, delay));
        assert!(took <= bound, "game {seed}: {took} s of {bound}");
        let layers = params.heights.len() as u64;
        assert!(self.summary.most_locked <= layers, "game {seed}: more bonds than layers");
        Summary {
            gained: (8 * gained / BOND) as u64,
            burnt: (8 * bonds.burnt() / BOND) as u64,
            lost: lies as u64,
            cost: (8 * cost / BOND) as u64,
            most_commitments: most,
            longest: if most > 1 { 100 * took / bound } else { 0 },
            ..self.summary
        }
    }
}

fn play(seeds: std::ops::Range<u64>) {
    let start = std::time::Instant::now();
    let told = crate::told::Told::new("games by the rules", seeds.end - seeds.start);
    let game = |seed| {
        let summary = Round::new(seed).play();
        told.one();
        summary
    };
    let summary = seeds.into_par_iter().map(game).reduce(Summary::default, Summary::and);
    println!("{summary:?}, {:.0} s", start.elapsed().as_secs_f64());
    if summary.games < 5_000 {
        return;
    }
    // Games that show something.
    assert!(summary.lies > summary.games / 5 && summary.steps > 0 && summary.timeouts > 0);
    assert!(summary.refused > 0 && summary.burnt > 0 && summary.gained > 0);
    assert!(summary.proofs > 0 && summary.false_proofs > 0);
    assert!(summary.struck > 0 && summary.late > 0 && summary.not_refuted > 0);
}

#[test]
fn the_honest_side_wins_thousands_of_games() {
    play(0..5_000);
}

#[test]
#[ignore = "a million games; run by make test-deep"]
fn the_honest_side_wins_a_million_games() {
    play(crate::seeds(0, 1_000_000));
}
