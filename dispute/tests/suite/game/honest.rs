//! The player that ships, on the rules, with a toy machine.

use dispute::history::History;
use dispute::machine::MachineError;
use dispute::player::{Belief, Evidence, Opening, Player, RulesView};
use dispute::rules::{Game, Move, Referee};
use fault_proof_vm::Hash;
use std::collections::HashMap;
use std::sync::RwLock;

use super::machine::Toy;
use super::{CLAIM, HONEST};

/// What is true, by place, found once.
pub struct Truth {
    toy: Toy,
    histories: RwLock<HashMap<Vec<u64>, History>>,
}

impl Truth {
    pub fn new(toy: Toy) -> Self {
        Self { toy, histories: RwLock::default() }
    }
}

impl Belief for &Truth {
    fn history(&mut self, place: &[u64]) -> Result<History, MachineError> {
        let known = self.histories.read().unwrap().get(place).cloned();
        if let Some(history) = known {
            return Ok(history);
        }
        let start = self.start(place)?;
        let history = self.toy.truth(place.len(), &start).expect("a place of the toy's");
        self.histories.write().unwrap().insert(place.to_vec(), history.clone());
        Ok(history)
    }

    fn start(&mut self, place: &[u64]) -> Result<Hash, MachineError> {
        let [above @ .., step] = place else { return Ok(self.toy.start()) };
        let agreed = if *step == 0 { self.start(above)? } else { self.history(above)?.state(step - 1) };
        Ok(if place.len() == self.toy.step_layers { self.toy.attach(&agreed) } else { agreed })
    }

    fn exit(&mut self, place: &[u64]) -> Result<(Hash, Vec<u8>), MachineError> {
        let last = self.history(place)?.last();
        let (step, above) = place.split_last().expect("a place in the machine");
        Ok((self.history(above)?.state(*step), Toy::evidence(&last)))
    }

    fn evidence(&mut self, place: &[u64], position: u64) -> Result<Evidence, MachineError> {
        let agreed = match position.checked_sub(1) {
            Some(before) => self.history(place)?.state(before),
            None => self.start(place)?,
        };
        Ok(Evidence { state: Vec::new(), proof: Toy::evidence(&agreed) })
    }

    fn opening(&mut self) -> Result<Option<Opening>, MachineError> {
        let outputs = self.toy.outputs_of(&self.history(&[])?.last());
        Ok(outputs.map(|outputs| Opening { outputs, ..Opening::default() }))
    }

    fn model(&self) -> Vec<u8> {
        Vec::new()
    }

    fn step_layers(&self) -> usize {
        self.toy.step_layers
    }

    fn model_layers(&self) -> usize {
        self.toy.heights.len()
    }
}

/// The claim as the honest player sees it, who has so much outside of the game.
pub fn view(game: &Game, now: u64, balance: u128) -> RulesView<'_> {
    RulesView { game, claim: CLAIM, now, player: HONEST, balance }
}

/// The first thing that it does. It remembers nothing. Where gas costs something, it sets half a bond aside for that.
pub fn next_move(truth: &Truth, view: RulesView<'_>) -> Option<Move> {
    let params = view.game.params();
    let gas = if params.gas_price > 0 { params.bond / 2 } else { 0 };
    let mut player = Player::new(view, truth);
    player.gas = gas;
    let moves = player.moves(&CLAIM).expect("a board that does not contradict itself");
    moves.first().map(|(played, _)| played.into())
}
