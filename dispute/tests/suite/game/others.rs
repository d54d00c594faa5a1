//! Whoever plays against the honest player in random games: liars of all kinds, stallers, griefers, meddlers.

use dispute::history::History;
use dispute::rules::{Game, Move, Player, Tournament};
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;
use rand::seq::IteratorRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::HashMap;

use super::machine::{State, Toy};
use super::random::LIE;
use super::{CLAIM, Table};

/// Histories that somebody has shown, by layer and root: whoever wants to can move for them.
pub type Book = HashMap<(usize, Hash), History>;

/// What somebody does, in percent where it is a chance.
pub struct Other {
    /// Who is paid.
    pub player: Player,
    /// Commitments it may still join.
    pub bonds: u32,
    /// Wei that it has outside of the game; what it cannot pay for it does not do.
    pub money: u128,
    /// What proofs it sends, of whatever claim.
    pub proves: Proves,
    /// Chance to play when it could.
    pub zeal: u32,
    /// Joins only in the last seconds, this many.
    pub late: Option<u64>,
    /// Moves in the last seconds of its clocks only, this many.
    pub stalls: Option<u64>,
    /// Pays for what is true before others can.
    pub squats: bool,
    /// Joins where few others are: as far below the topmost tournament as it can.
    pub below: bool,
    /// Moves for everybody, not only for whom it paid.
    pub meddles: bool,
    /// Chance that a call is bent before it is made.
    pub bent: u32,
    /// What its lies are like.
    pub fault: Fault,
}

/// Where a liar's history leaves the truth, and what it is from there on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// One wrong state, from which it goes on as it should: a wrong instruction, a wrong node.
    Step,
    /// Wrong from some state on, without any order.
    Noise,
    /// Only the last state is wrong: a wrong output.
    Output,
    /// From some state on, a state that nobody knows.
    Unknown,
    /// Another kind each time, the truth too.
    Any,
}

/// What proofs somebody sends, at any time, and after the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proves {
    /// None.
    Nothing,
    /// What is not so: other outputs, another key's proof, one of another claim.
    Falsely,
    /// What is so, before anybody else can, and takes the bond back for whoever has won.
    First,
    /// All of that.
    Anything,
}

const PROVES: [Proves; 3] = [Proves::Falsely, Proves::First, Proves::Anything];

const FAULTS: [Fault; 4] = [Fault::Step, Fault::Noise, Fault::Output, Fault::Unknown];

impl Other {
    /// Somebody at random.
    pub fn random(rng: &mut impl Rng, number: u8, allowance: u64, bond: u128) -> Self {
        let griefs = rng.gen_bool(0.15);
        let fault = if rng.gen_bool(0.3) { Fault::Any } else { FAULTS[rng.gen_range(0..FAULTS.len())] };
        let bonds = if griefs { rng.gen_range(8..24) } else { rng.gen_range(1..6) };
        // Of its own, so that games are the same as without.
        let mut dice = ChaCha8Rng::seed_from_u64(rng.r#gen());
        // Some have nothing for gas.
        let gas = [0, bond / 16, bond, u128::from(bonds) * bond][dice.gen_range(0..4)];
        Self {
            player: [number + 2; 20],
            bonds,
            money: u128::from(bonds) * bond + gas,
            proves: if dice.gen_bool(0.2) {
                PROVES[dice.gen_range(0..PROVES.len())]
            } else {
                Proves::Nothing
            },
            zeal: [100, 90, 30, 5, 0][rng.gen_range(0..5)],
            late: rng.gen_bool(0.2).then(|| rng.gen_range(1..=allowance)),
            stalls: rng.gen_bool(0.2).then(|| rng.gen_range(1..=allowance / 4)),
            squats: rng.gen_bool(0.2),
            below: rng.gen_bool(0.2),
            meddles: rng.gen_bool(0.3),
            bent: if rng.gen_bool(0.3) { 30 } else { 0 },
            fault,
        }
    }

    /// What it says of a tournament's layer.
    pub fn history(&self, rng: &mut impl Rng, toy: &Toy, t: &Tournament) -> Option<History> {
        let (layer, height) = (t.layer, toy.heights[t.layer]);
        let fault = match self.fault {
            Fault::Any if rng.gen_bool(0.2) => return toy.truth(layer, &t.start),
            Fault::Any => FAULTS[rng.gen_range(0..FAULTS.len())],
            fault => fault,
        };
        let count = 1 << height;
        let first = State::decode(&t.start).map_or(0, |start| toy.first(layer, start));
        let mut states = toy.states(layer, &t.start).unwrap_or_else(|| vec![[0xdd; 32]; count]);
        let from = if fault == Fault::Output { count - 1 } else { rng.gen_range(0..count) };
        states[from] = wrong(rng, &states[from], fault);
        for index in from + 1..count {
            states[index] = match (fault, State::decode(&states[index - 1])) {
                (Fault::Step, Some(before)) => toy.advance(layer, first + index as u64, before).hash(),
                (Fault::Unknown, _) => states[index - 1],
                _ => wrong(rng, &states[index], fault),
            };
        }
        if let Some(question) = &t.question {
            let mut ends = question.states.to_vec();
            if layer == toy.step_layers {
                let machine = |end: &Hash| {
                    let end = State::decode(end)?;
                    let start = State::decode(&t.start)?;
                    // Around an error, the machine that exited with its code, or did not.
                    let fresh = end.error != 0 && start.error == 0;
                    let exit = if fresh { (end.error != 256).then_some(end.error) } else { Some(0) };
                    let (error, time) = if fresh { (0, start.t) } else { (end.error, start.t) };
                    Some(State { machine: true, exit, error, t: time, j: rng.gen_range(1..9), ..end }.hash())
                };
                ends = ends.iter().filter_map(machine).collect();
            }
            let good = states.last().is_some_and(|last| ends.contains(last));
            if !good {
                *states.last_mut()? = ends.into_iter().choose(rng)?;
            }
        }
        History::new(states, height).ok()
    }

    /// Something it may do now, which the rules may refuse.
    pub fn play(&self, rng: &mut impl Rng, table: &Table, book: &mut Book) -> Option<Move> {
        let Table { game, now, toy } = table;
        if rng.gen_ratio(1, 10) {
            return self.call(rng, game);
        }
        if game.posted(&CLAIM).is_some() && rng.gen_ratio(1, 20) {
            return Some(self.about_blobs(rng));
        }
        if self.proves != Proves::Nothing && rng.gen_ratio(1, 6) {
            return self.prove(rng, table);
        }
        if self.bonds > 0 && rng.gen_bool(0.5) {
            let open = game.tournaments().iter().filter(|(_, t)| *now < t.closes && !t.settled);
            let (id, t) = match self.below {
                true => open.max_by_key(|(_, t)| t.layer)?,
                false => open.choose(rng)?,
            };
            if self.late.is_some_and(|late| t.closes - now > late) {
                return None;
            }
            // Whoever is there first owns it.
            let truth = if self.squats { toy.truth(t.layer, &t.start) } else { None };
            let truth = truth.filter(|truth| !t.commitments.contains_key(&truth.root()));
            let history = truth.or_else(|| self.history(rng, toy, t))?;
            let witness = if t.layer == toy.step_layers { Toy::evidence(&history.last()) } else { vec![] };
            let joined = Move::join(*id, &history, witness);
            book.insert((t.layer, history.root()), history);
            return Some(joined);
        }
        if rng.gen_range(0..100) >= self.zeal {
            return None;
        }
        let mine = |tournament: &Hash, root: &Hash| {
            self.meddles || game.tournaments()[tournament].commitments[root].payer == self.player
        };
        let open = game.matches().iter().filter(|(_, m)| !m.sealed && mine(&m.tournament, &m.mover()));
        let (id, m) = open.choose(rng)?;
        let left = game.deadline(id).map_or(0, |end| end.saturating_sub(*now));
        if self.stalls.is_some_and(|last| left > last) {
            return None;
        }
        let t = &game.tournaments()[&m.tournament];
        Some(Move::answer(*id, m, t, &book[&(t.layer, m.mover())], toy.shows(t.layer)))
    }

    /// What anybody may say of a claim's blobs, or ask for of what was put down for them.
    fn about_blobs(&self, rng: &mut impl Rng) -> Move {
        let claim = if rng.r#gen() { CLAIM } else { LIE };
        let chunks = [Toy::SAME_CHUNK, Toy::OTHER_CHUNK, Toy::NO_CHUNK];
        match rng.gen_range(0..5) {
            0 => Move::Reclaim { claim },
            1 => Move::WithdrawDeposits,
            _ => Toy::refutation(claim, chunks[rng.gen_range(0..chunks.len())]),
        }
    }

    /// A proof, or the bond of who has won a claim that a proof has settled.
    fn prove(&self, rng: &mut impl Rng, Table { game, toy, .. }: &Table) -> Option<Move> {
        let right = toy.proof();
        let falsely = match self.proves {
            Proves::Nothing => return None,
            Proves::Falsely => true,
            Proves::First => false,
            Proves::Anything => rng.r#gen(),
        };
        if !falsely {
            let (claim, evidence) = (CLAIM, right?);
            return Some(match game.proof(&CLAIM) {
                None => Move::Prove { claim, evidence },
                Some(_) => Move::Release { claim, evidence },
            });
        }
        let t = &game.tournaments()[&CLAIM];
        let said = t.commitments.values().filter_map(|c| toy.outputs_of(&c.last));
        let lies = said.filter(|outputs| Some(&outputs[..]) != right.as_deref()).choose(rng);
        let mut evidence = right.clone().unwrap_or_else(|| vec![0xab; 32]);
        let mut claim = CLAIM;
        match rng.gen_range(0..4) {
            // Of what somebody has claimed.
            0 if lies.is_some() => evidence = lies.map(|lie| lie.to_vec())?,
            // By another key, which says the same of the same.
            1 => evidence = keccak256(&[&evidence[..], &[self.player[0]]].concat()).to_vec(),
            // Of a claim that is none.
            2 => claim = [0x33; 32],
            _ => evidence[rng.gen_range(0..32)] ^= 1 << rng.gen_range(0..8),
        }
        Some(if rng.r#gen() { Move::Prove { claim, evidence } } else { Move::Release { claim, evidence } })
    }

    /// What anybody may call, at any time.
    fn call(&self, rng: &mut impl Rng, game: &Game) -> Option<Move> {
        let id = *game.matches().keys().choose(rng).unwrap_or(&CLAIM);
        Some(match rng.gen_range(0..4) {
            0 => Move::Timeout { id },
            1 => Move::Settle { id },
            2 if game.posted(&LIE).is_some() && rng.r#gen() => Move::Resolve { claim: LIE },
            2 => Move::Resolve { claim: CLAIM },
            _ => Move::Withdraw,
        })
    }
}

/// Another state than this.
fn wrong(rng: &mut impl Rng, state: &Hash, fault: Fault) -> Hash {
    match State::decode(state) {
        Some(known) if fault != Fault::Unknown => {
            let value = known.value ^ rng.gen_range(1..4);
            match rng.gen_range(0..10) {
                0 => State { error: rng.gen_range(1..3), value: 0, ..known },
                1 => State { exit: known.machine.then_some(rng.gen_range(0..3)), ..known },
                2 => State { t: known.t + 1, ..known },
                _ => State { value, ..known },
            }
            .hash()
        }
        _ => [rng.gen_range(0xe0..0xe4); 32],
    }
}

/// A move with one of its parts bent.
pub fn bend(rng: &mut impl Rng, played: &mut Move) {
    let which = rng.gen_range(0..15);
    let mut flip = |hash: &mut Hash| hash[rng.gen_range(0..32)] ^= 1 << rng.gen_range(0..8);
    match played {
        Move::Join { tournament, children, last, proof, witness } => match which % 5 {
            0 => flip(tournament),
            1 => flip(&mut children[0]),
            2 => flip(last),
            3 => drop(proof.pop()),
            _ => witness.push(0),
        },
        Move::Advance { id, children, below } => match which % 3 {
            0 => flip(id),
            1 => children.swap(0, 1),
            _ => flip(&mut below[1]),
        },
        Move::Seal { id, children, agreed, proof, evidence } => match which % 5 {
            0 => flip(id),
            1 => flip(&mut children[1]),
            2 => flip(agreed),
            3 => proof.push([0; 32]),
            _ => evidence.push(0),
        },
        Move::Settle { id }
        | Move::Timeout { id }
        | Move::Resolve { claim: id }
        | Move::Prove { claim: id, .. }
        | Move::Release { claim: id, .. }
        | Move::Reclaim { claim: id } => flip(id),
        Move::Refute { claim, evidence } => match which % 2 {
            0 => flip(claim),
            _ => evidence.push(0),
        },
        Move::Withdraw | Move::WithdrawDeposits => {}
    }
}
