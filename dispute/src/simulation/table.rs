//! The board of a simulated claim: the rules in memory.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::synthetic::Synthetic;
use crate::player::{Board, Claim, Cost, Match, Move, Phase, Settings, Tournament};
use crate::rules::{self, Event, Game, RuleError};
use fault_proof_vm::Hash;

/// A claim's game, with what the rules do not keep.
#[derive(Debug, Clone)]
pub struct World {
    /// The rules.
    pub game: Game,
    /// The truth.
    pub referee: Synthetic,
    /// The claim.
    pub claim: Hash,
    /// The time.
    pub now: u64,
    /// Steps that sealed matches came down to.
    pub sealed: HashMap<Hash, u64>,
}

impl World {
    /// Makes a move.
    pub fn play(&mut self, player: rules::Player, what: &Move) -> Result<(), RuleError> {
        let (now, referee) = (self.now, &self.referee);
        let events = match what {
            Move::Join { tournament, children, last, proof, witness } => {
                self.game.join(referee, now, player, *tournament, *children, *last, proof, witness)
            }
            Move::Advance { game, children, next } => self.game.advance(now, game.id, *children, *next),
            Move::Seal { game, children, agreed, proof, evidence, .. } => {
                self.game.seal(referee, now, game.id, *children, *agreed, proof, evidence)
            }
            Move::Settle(game) => self.game.settle(now, game.id),
            Move::Timeout(game) => self.game.timeout(now, game.id),
            Move::Resolve(claim) => self.game.resolve(now, *claim),
            Move::Withdraw => Ok(self.game.withdraw(player)),
        };
        for event in events? {
            if let Event::Sealed { id, step, .. } = event {
                self.sealed.insert(id, step.position);
            }
        }
        Ok(())
    }

    /// The next time at which something ends by itself.
    pub fn next_end(&self) -> Option<u64> {
        let closing = self.game.tournaments().values().filter(|t| !t.settled).map(|t| t.closes);
        let clocks = self.game.matches().iter().filter(|(_, m)| !m.sealed);
        let clocks = clocks.filter_map(|(id, _)| self.game.deadline(id));
        closing.chain(clocks).filter(|end| *end > self.now).min()
    }
}

/// The board under a player's name.
#[derive(Debug, Clone)]
pub struct Table {
    /// The claim's game.
    pub world: Rc<RefCell<World>>,
    /// The player.
    pub player: rules::Player,
}

impl Board for Table {
    type Error = RuleError;

    fn refresh(&mut self) -> Result<(), RuleError> {
        Ok(())
    }

    fn settings(&mut self) -> Result<Settings, RuleError> {
        let world = self.world.borrow();
        let params = world.game.params();
        Ok(Settings { allowance: params.allowance, extension: params.extension, bond: params.bond })
    }

    fn time(&mut self) -> Result<u64, RuleError> {
        Ok(self.world.borrow().now)
    }

    fn claims(&mut self) -> Result<Vec<Claim>, RuleError> {
        let world = self.world.borrow();
        let result = world.game.result(&world.claim);
        Ok(vec![Claim { id: world.claim, model: [0; 32], input: Vec::new(), result }])
    }

    fn tournament(&mut self, id: &Hash) -> Result<Tournament, RuleError> {
        let world = self.world.borrow();
        let t = world.game.tournaments().get(id).ok_or(RuleError::NoTournament(*id))?;
        Ok(Tournament {
            id: *id,
            layer: t.layer,
            start: t.start,
            states: t.question.as_ref().map(|question| question.states),
            opened: t.closes.saturating_sub(world.game.params().allowance),
            matches: t.matches.into(),
            waiting: t.waiting,
        })
    }

    fn has_joined(&mut self, tournament: &Hash, commitment: &Hash) -> Result<bool, RuleError> {
        let world = self.world.borrow();
        Ok(world.game.tournaments().get(tournament).is_some_and(|t| t.commitments.contains_key(commitment)))
    }

    fn matches(&mut self, tournament: &Hash) -> Result<Vec<Match>, RuleError> {
        let world = self.world.borrow();
        let ours = world.game.matches().iter().filter(|(_, m)| m.tournament == *tournament);
        let matches = ours.map(|(id, m)| Match {
            id: *id,
            tournament: *tournament,
            sides: m.sides,
            phase: if m.sealed { Phase::Sealed } else { Phase::Open },
            turn: m.turn as usize,
            children: [m.left, m.right],
            height: m.height,
            position: world.sealed.get(id).copied().filter(|_| m.sealed).unwrap_or(m.position),
            deadline: world.game.deadline(id).unwrap_or(u64::MAX),
        });
        Ok(matches.collect())
    }

    fn credit(&mut self) -> Result<u128, RuleError> {
        Ok(0)
    }

    fn open(
        &mut self,
        _model: &[u8],
        _input: &[u8],
        children: [Hash; 2],
        last: Hash,
        proof: &[Hash],
    ) -> Result<(Hash, Cost), RuleError> {
        let mut world = self.world.borrow_mut();
        let (now, claim) = (world.now, world.claim);
        let start = {
            let mut referee = world.referee.clone();
            crate::player::Belief::start(&mut referee, &[]).unwrap_or_default()
        };
        world.game.open(now, self.player, claim, start, children, last, proof)?;
        Ok((claim, Cost::default()))
    }

    fn play(&mut self, what: &Move) -> Result<Cost, RuleError> {
        self.world.borrow_mut().play(self.player, what)?;
        Ok(Cost::default())
    }
}
