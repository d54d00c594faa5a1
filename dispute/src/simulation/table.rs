//! The board of a simulated claim: the rules in memory, and what its players have.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use thiserror::Error;

use super::synthetic::Synthetic;
use crate::player::{Belief, Board, Claim, Cost, Match, Move, Payer, RulesView, Settings, Tournament, View};
use crate::rules::{self, Event, Game, RuleError};
use fault_proof_vm::Hash;

/// Why a simulated board refuses.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TableError {
    /// The rules do.
    #[error(transparent)]
    Rules(#[from] RuleError),
    /// The player cannot pay the bond.
    #[error("{has} wei do not pay a bond of {bond}")]
    Money {
        /// What the player has.
        has: u128,
        /// The bond.
        bond: u128,
    },
}

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
    /// What players have outside of the game, in wei; who is not in it has as much as it likes.
    pub money: HashMap<rules::Player, u128>,
}

impl World {
    /// The claim, as a player sees it.
    pub fn view(&self, player: rules::Player) -> RulesView<'_> {
        let balance = self.money.get(&player).copied().unwrap_or(u128::MAX);
        RulesView { game: &self.game, claim: self.claim, now: self.now, player, balance }
    }

    /// Makes a claim.
    fn open(
        &mut self,
        player: rules::Player,
        children: [Hash; 2],
        last: Hash,
        proof: &[Hash],
    ) -> Result<(), TableError> {
        self.check_bond(player)?;
        let start = Belief::start(&mut self.referee.clone(), &[]).unwrap_or_default();
        let events = self.game.open(self.now, player, self.claim, start, children, last, proof)?;
        self.account(player, &events);
        Ok(())
    }

    /// Makes a move.
    fn play(&mut self, player: rules::Player, what: &Move) -> Result<(), TableError> {
        if matches!(what, Move::Join { .. }) {
            self.check_bond(player)?;
        }
        let events = self.game.play(&self.referee, self.now, player, &what.into())?;
        self.account(player, &events);
        Ok(())
    }

    fn check_bond(&self, player: rules::Player) -> Result<(), TableError> {
        let (has, bond) = (self.view(player).balance, self.game.params().bond);
        if has < bond { Err(TableError::Money { has, bond }) } else { Ok(()) }
    }

    /// Takes from a player what it has paid, and gives it what it has taken out.
    fn account(&mut self, player: rules::Player, events: &[Event]) {
        let bond = self.game.params().bond;
        self.money.entry(player).and_modify(|has| {
            for event in events {
                match event {
                    Event::Joined { .. } => *has = has.saturating_sub(bond),
                    Event::Withdrawn { amount, .. } => *has = has.saturating_add(*amount),
                    _ => {}
                }
            }
        });
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

impl Table {
    fn look<T>(
        &self,
        look: impl FnOnce(&mut RulesView<'_>) -> Result<T, RuleError>,
    ) -> Result<T, TableError> {
        Ok(look(&mut self.world.borrow().view(self.player))?)
    }
}

impl View for Table {
    type Error = TableError;

    fn refresh(&mut self) -> Result<(), TableError> {
        Ok(())
    }

    fn settings(&mut self) -> Result<Settings, TableError> {
        self.look(|view| view.settings())
    }

    fn time(&mut self) -> Result<u64, TableError> {
        self.look(|view| view.time())
    }

    fn claims(&mut self) -> Result<Vec<Claim>, TableError> {
        self.look(|view| view.claims())
    }

    fn tournament(&mut self, id: &Hash) -> Result<Tournament, TableError> {
        self.look(|view| view.tournament(id))
    }

    fn payer(&mut self, tournament: &Hash, commitment: &Hash) -> Result<Option<Payer>, TableError> {
        self.look(|view| view.payer(tournament, commitment))
    }

    fn matches(&mut self, tournament: &Hash) -> Result<Vec<Match>, TableError> {
        self.look(|view| view.matches(tournament))
    }

    fn credit(&mut self) -> Result<u128, TableError> {
        self.look(|view| view.credit())
    }

    fn balance(&mut self) -> Result<u128, TableError> {
        self.look(|view| view.balance())
    }
}

impl Board for Table {
    fn open(
        &mut self,
        _model: &[u8],
        _input: &[u8],
        children: [Hash; 2],
        last: Hash,
        proof: &[Hash],
    ) -> Result<(Hash, Cost), TableError> {
        let mut world = self.world.borrow_mut();
        world.open(self.player, children, last, proof)?;
        Ok((world.claim, Cost::default()))
    }

    fn play(&mut self, what: &Move) -> Result<Cost, TableError> {
        self.world.borrow_mut().play(self.player, what)?;
        Ok(Cost::default())
    }
}
