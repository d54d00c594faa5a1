//! Players of dispute games on the chain: the honest one that ships, and liars, who know a false history for every
//! tournament. They find out everything else from the contract's views, each time anew.

use crate::dispute_proofs::{KEY, creation, verifier};
use crate::dispute_truth::*;
use contracts::chain::{Block, Chain, ChainError, Payload, Receipt};
use contracts::game::{Call, Event, GameContract, MatchRecord, Pairing, Phase, Settings};
use contracts::{Address, ContractError, Log};
use dispute::double_check::{Checked, Options};
use dispute::player::{self, Contract, Honest, Plan};
use dispute::run::Run;
use fault_proof_vm::{Hash, Version};

/// What games in tests are played with.
pub const SETTINGS: Settings = Settings { allowance: 1000, extension: 50, bond: 1 << 40 };
/// Seconds in which a tournament of a layer may be joined.
pub fn window(layer: u64) -> u64 {
    if layer == 0 { SETTINGS.allowance } else { SETTINGS.extension }
}

/// What every account has at first.
pub const WEALTH: u128 = 1 << 60;
/// One of the accounts 1 to 40; not that of a precompiled contract.
pub fn account(number: u8) -> Address {
    Address::new([number; 20])
}

/// Someone who plays.
#[derive(Debug, Clone)]
pub struct Player {
    pub account: Address,
    /// What it lies about; the player that ships if it does not.
    pub lie: Option<Lie>,
    /// Moves that it makes before it stops moving; ever more for one that does not stop.
    pub moves: usize,
    /// Seconds after a tournament has opened that it joins.
    pub late: u64,
}

impl Player {
    pub fn honest() -> Self {
        Self { account: account(1), lie: None, moves: usize::MAX, late: 0 }
    }

    pub fn liar(number: u8, lie: Lie) -> Self {
        Self { account: account(number), lie: Some(lie), ..Self::honest() }
    }

    /// The call that this player makes next, if any.
    pub fn next(&mut self, table: &mut Table) -> Option<Call> {
        let Table { game, truth, claim, .. } = table;
        match self.lie {
            Some(_) => self.lying(game, truth, *claim, &[]),
            None => self.honest_call(table),
        }
    }

    /// The first thing that the player that ships does, its own commitments first. It remembers nothing.
    fn honest_call(&self, table: &mut Table) -> Option<Call> {
        let now = table.game.evm.time();
        let opened = table.game.tournament(&table.claim).unwrap().unwrap().opened;
        if now < opened + self.late {
            return None;
        }
        let game = table.game.address;
        let sight = Sight { game: &mut table.game, logs: &table.logs };
        let mut player =
            player::Player::new(Contract::new(sight, game, self.account, 0), table.honest.clone());
        let Plan { own, others, short, .. } = player.plan(&table.claim).unwrap();
        assert_eq!(short, None);
        own.first().or(others.first()).map(|(what, _)| what.into())
    }

    /// The call of a liar in the tournament under the steps `path`.
    fn lying(
        &mut self,
        game: &mut GameContract,
        truth: &Truth,
        tournament: Hash,
        path: &[u64],
    ) -> Option<Call> {
        let tree = truth.tree(path, self.lie.as_ref());
        let now = game.evm.time();
        let record = game.tournament(&tournament).unwrap().unwrap();
        let Some(commitment) = game.commitment(&tournament, &tree.root()).unwrap() else {
            let from = record.opened + self.late.min(window(record.layer) - 1);
            let open = (from..record.opened + window(record.layer)).contains(&now);
            let witness = match path {
                [step] => {
                    truth.last(*step, self.lie.filter(|lie| lie.at[0] == *step).map(|lie| lie.ending)).1
                }
                _ => Vec::new(),
            };
            let mine =
                record.states == [[0; 32]; 2] || record.states.contains(&end(&tree, truth, path, self));
            return (open && mine).then_some(Call::Join { tournament, entry: tree.entry(), witness });
        };
        let opponent = commitment.opponent?;
        let (pairing, me, record) = [(tree.root(), opponent, 0), (opponent, tree.root(), 1)]
            .into_iter()
            .find_map(|(one, two, me)| {
                let pairing = Pairing { tournament, one, two };
                Some((pairing, me, game.matched(&pairing).unwrap()?))
            })
            .unwrap();
        match record.phase {
            Phase::Over => None,
            Phase::Sealed => match game.outcome(&pairing.id()).unwrap() {
                (true, _) => Some(Call::Settle(pairing)),
                (false, _) => {
                    let path = [path, &[record.position]].concat();
                    self.lying(game, truth, pairing.id(), &path)
                }
            },
            Phase::Open if now >= record.deadline() => Some(Call::Timeout(pairing)),
            Phase::Open if record.turn == me && self.moves > 0 => {
                let call = step(truth, path, &tree, pairing, &record)?;
                self.moves -= 1;
                Some(call)
            }
            Phase::Open => None,
        }
    }
}

/// What a tree ends in, as its tournament sees it.
fn end(tree: &Tree, truth: &Truth, path: &[u64], player: &Player) -> Hash {
    match (path, player.lie.filter(|lie| lie.at.starts_with(path))) {
        ([step], Some(lie)) => truth.after(*step, lie.ending),
        ([step], None) => truth.states[*step as usize + 1],
        _ => tree.entry().last,
    }
}

/// The move in a match, if the tree has what it takes.
pub fn step(
    truth: &Truth,
    path: &[u64],
    tree: &Tree,
    pairing: Pairing,
    record: &MatchRecord,
) -> Option<Call> {
    let (level, position) = (record.height as usize, record.position as usize);
    let index = position >> level;
    let children = tree.children(level, index)?;
    let side = usize::from(children[0] == record.children[0]);
    if level > 1 {
        let below = tree.children(level - 1, 2 * index + side)?;
        return Some(Call::Advance { pairing, children, below });
    }
    let position = position + side;
    let (agreed, proof) = match (side, position) {
        (1, _) => (children[0], Vec::new()),
        (_, 0) => (start(truth, path), Vec::new()),
        _ => (tree.0[0][position - 1], tree.proof(position - 1)),
    };
    let (data, evidence) = match path.len() {
        0 => (truth.slow.model().encode(), Vec::new()),
        1 => (Vec::new(), Vec::new()),
        _ => truth.evidence(path, position as u64),
    };
    Some(Call::Seal { pairing, children, agreed, proof, data, evidence })
}

/// A game as a chain that can be looked at.
struct Sight<'a> {
    game: &'a mut GameContract,
    logs: &'a [Log],
}

impl Chain for Sight<'_> {
    fn time(&mut self) -> Result<u64, ChainError> {
        Ok(self.game.evm.time())
    }

    fn block(&mut self, number: Option<u64>) -> Result<Block, ChainError> {
        // A block for each entry.
        let number = number.unwrap_or(self.logs.len() as u64);
        Ok(Block { number, hash: contracts::abi::number(number) })
    }

    fn look(&mut self, to: Address, data: Vec<u8>) -> Result<Vec<u8>, ChainError> {
        Ok(self.game.evm.look(to, data)?.output)
    }

    fn send_all(&mut self, _: Address, _: Vec<Payload>) -> Vec<Result<Receipt, ChainError>> {
        unreachable!("calls are made by the table")
    }

    fn balance(&mut self, account: Address) -> Result<u128, ChainError> {
        Ok(self.game.evm.balance(account))
    }

    fn logs(&mut self, address: Address, from: u64, to: u64) -> Result<Vec<Log>, ChainError> {
        let logs =
            (1..).zip(self.logs).filter(|(block, log)| (from..=to).contains(block) && log.address == address);
        Ok(logs.map(|(_, log)| log.clone()).collect())
    }
}

/// What the player that ships knows of the truth's input.
fn knowing(truth: &Truth) -> Honest {
    let mut run = Run::new(&truth.slow, truth.slow.arena(&truth.input).unwrap()).unwrap();
    run.finish_slowly(&truth.slow).unwrap();
    let checked = Checked::new(&truth.slow, run, Options::default()).unwrap();
    assert_eq!(checked.disagreement(), None);
    Honest::new(truth.slow.clone(), checked)
}

/// A game that is being played.
pub struct Table {
    pub game: GameContract,
    /// The contract of the key in the model's identity.
    pub key: Address,
    pub truth: Truth,
    pub honest: Honest,
    pub claim: Hash,
    /// All events so far, and the log that they are from.
    pub events: Vec<Event>,
    pub logs: Vec<Log>,
    /// Gas of each kind of call: execution, calldata.
    pub gas: Vec<(&'static str, u64, u64, usize)>,
    /// What is tried before every call.
    pub before: fn(&mut Table, Address, &Call),
}

impl Table {
    /// A claim made by the first of the players.
    pub fn new(truth: Truth, opener: &Player) -> Self {
        let mut table = Self::empty(truth);
        let entry = table.truth.tree(&[], opener.lie.as_ref()).entry();
        let model = table.truth.slow.model().encode();
        let input = table.truth.input.clone();
        table.call(opener.account, &Call::Open { model, input, entry }).unwrap();
        let Event::Opened { claim, .. } = table.events[0] else { panic!("{:?}", table.events) };
        table.claim = claim;
        table
    }

    /// Nothing is claimed yet.
    pub fn empty(truth: Truth) -> Self {
        let mut game = GameContract::with_verifier(Version::V8, SETTINGS, &verifier()).unwrap();
        let key = game.evm.deploy(&creation(KEY), &[]).unwrap().0;
        game.evm.set_time(1_700_000_000);
        for number in 1..=40 {
            game.evm.fund(account(number), WEALTH);
        }
        let honest = knowing(&truth);
        let (claim, events, logs, gas) = Default::default();
        Self { game, key, truth, honest, claim, events, logs, gas, before: |_, _, _| () }
    }

    pub fn call(&mut self, account: Address, call: &Call) -> Result<(), ContractError> {
        self.game.evm.caller = account;
        let played = self.game.play(call)?;
        let name = match call {
            Call::Open { .. } => "open",
            Call::Join { witness, .. } if witness.is_empty() => "join",
            Call::Join { .. } => "join, layer 1",
            Call::Advance { .. } => "advance",
            Call::Seal { evidence, .. } if !evidence.is_empty() => "seal, last layer",
            Call::Seal { data, .. } if !data.is_empty() => "seal, layer 0",
            Call::Seal { .. } => "seal, between",
            Call::Settle(_) => "settle",
            Call::Timeout(_) => "timeout",
            Call::Resolve(_) => "resolve",
            Call::Prove { .. } => "prove",
            Call::Release { .. } => "release",
            Call::Withdraw => "withdraw",
        };
        self.gas.push((name, played.gas, played.transaction_gas, call.calldata().len()));
        self.events.extend(played.events);
        self.logs.extend(played.logs);
        self.conserved();
        Ok(())
    }

    /// Everyone moves as long as anyone has a move, and then time goes on; until the topmost tournament is over.
    pub fn play(&mut self, players: &mut [Player]) {
        while !self.game.outcome(&self.claim).unwrap().0 {
            let mut moved = false;
            for player in &mut *players {
                if let Some(call) = player.next(self) {
                    (self.before)(self, player.account, &call);
                    self.call(player.account, &call).unwrap_or_else(|error| panic!("{call:?}: {error}"));
                    moved = true;
                }
            }
            if !moved {
                let now = self.game.evm.time();
                self.game.evm.set_time(now + 10);
            }
        }
    }

    /// What was paid in is in the contract: locked, credited or burnt; and to whom it goes, where gas costs nothing.
    pub fn conserved(&mut self) {
        let count = |kind: fn(&Event) -> bool| self.events.iter().filter(|event| kind(event)).count() as u128;
        let joined = count(|event| matches!(event, Event::Joined { .. }));
        let won = count(|event| matches!(event, Event::Won { .. }));
        let out = count(|event| matches!(event, Event::Eliminated { .. }));
        let decided = count(|event| matches!(event, Event::Settled { winner: Some(_), .. }));
        let resolved = count(|event| matches!(event, Event::Resolved { .. }));
        let drawn: u128 = self
            .events
            .iter()
            .map(|e| if let Event::Withdrawn { amount, .. } = e { *amount } else { 0 })
            .sum();
        let bond = u128::from(SETTINGS.bond);
        let address = self.game.address;
        let balance = self.game.evm.balance(address);
        assert_eq!(balance, joined * bond - drawn);
        if self.game.evm.gas_price > 0 {
            return;
        }
        let credits: u128 = (1..=40).map(|number| self.game.credit(&account(number)).unwrap()).sum();
        // An eighth of a lost bond is its winner's, another that of who decided the match below; one is also that of who has
        // won a disputed claim without a match.
        let events = &self.events;
        let alone = events.iter().filter(|event| {
            let Event::Resolved { claim, winner, .. } = event else { return false };
            let joined = |e: &&Event| matches!(e, Event::Joined { tournament, .. } if tournament == claim);
            let is_its = |e: &Event| {
                matches!(e, Event::Matched { tournament, one, two, .. }
                    if tournament == claim && [one, two].contains(&winner))
            };
            events.iter().filter(joined).count() > 1 && !events.iter().any(is_its)
        });
        let eighths = won + decided + alone.count() as u128;
        assert_eq!(credits + drawn, (decided + resolved) * bond + eighths * bond / 8);
        assert_eq!(self.game.burnt().unwrap(), (won + 2 * out) * bond - eighths * bond / 8);
    }

    /// Resolves, and takes all money out.
    pub fn finish(&mut self) -> Result<(), ContractError> {
        self.call(account(40), &Call::Resolve(self.claim))?;
        for number in 1..=40 {
            let owner = account(number);
            let (before, credit) = (self.game.evm.balance(owner), self.game.credit(&owner)?);
            self.call(owner, &Call::Withdraw)?;
            assert_eq!(self.game.evm.balance(owner), before + credit);
        }
        Ok(())
    }

    /// What a player has won or lost, in eighths of bonds.
    pub fn gain(&mut self, player: &Player) -> i128 {
        (self.game.evm.balance(player.account) as i128 - WEALTH as i128) * 8 / i128::from(SETTINGS.bond)
    }
}
