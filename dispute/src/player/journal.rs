//! What a game's contract has logged, as far as players need it, kept up to date look by look.
//!
//! Blocks that are so deep that the chain will not take them back are read once, in ranges that the node is willing to
//! answer for, and only what is open is kept of them. The blocks above are read anew at each look, and so is what the nodes do
//! not agree on, however deep. If the chain takes back more than that, all is read again.

use contracts::Address;
use contracts::chain::{Block, Chain, ChainError};
use contracts::game::Event;
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;
use std::collections::HashMap;
use std::sync::Arc;

use super::Claim;
use super::trees::Trees;
use crate::model::terms_apart;
use crate::source::Source;
use crate::tree::TournamentNode;

/// Blocks above which nothing is taken for final, if nobody says otherwise: two epochs of Ethereum.
pub const FINALITY: u64 = 64;
/// Most blocks that are asked for at once, that a chain has, and most questions in one look.
const MOST_BLOCKS: u64 = 1 << 20;
const CHAIN_BLOCKS: u64 = 1 << 40;
const QUESTIONS: u32 = 1 << 16;

/// A game's log.
#[derive(Debug)]
pub struct Journal {
    game: Address,
    from_block: u64,
    /// Blocks above which nothing is taken for final.
    pub finality: u64,
    /// Blocks to ask for at once: what the node has answered for.
    span: u64,
    /// The last block of which nothing is read again.
    settled: Option<Block>,
    /// The last block there was.
    head: Option<Block>,
    /// Whether the nodes agreed on what is known up to there.
    agreed: bool,
    index: Index,
    /// What was logged since.
    recent: Vec<Event>,
}

/// What is kept of events: all claims, the matches that are not over, and the trees of claims that have no result.
#[derive(Debug, Default)]
struct Index {
    claims: Vec<Claim>,
    places: HashMap<Hash, usize>,
    matches: HashMap<Hash, Vec<(Hash, [Hash; 2])>>,
    trees: Trees,
    /// The model whose claims are wanted, if only one is: what others are about is not kept, which strangers may make as much of as they like.
    wanted: Option<Hash>,
}

impl Index {
    fn add(&mut self, event: Event) {
        self.trees.note(&event);
        match event {
            Event::Opened { claim, model, start, model_bytes, input } => {
                // A node that says something else than the contract is not believed in either.
                let apart = if keccak256(&model_bytes) == model { terms_apart(&model_bytes) } else { None };
                let (model, terms) = apart.unwrap_or((model, [0; 32]));
                self.places.insert(claim, self.claims.len());
                let blobs = Source::of(&model_bytes, &input, &start).map(Arc::new);
                let (input, result, proven, struck) = (input.into(), None, None, false);
                let mut claim = Claim { id: claim, model, terms, input, blobs, result, proven, struck };
                claim.keep(self.wanted);
                self.claims.push(claim);
            }
            Event::Proven { claim, .. } | Event::Resolved { claim, .. } | Event::Struck { claim } => {
                if let Some(known) = self.places.get(&claim).and_then(|place| self.claims.get_mut(*place)) {
                    known.note(&event);
                }
            }
            Event::Matched { tournament, id, one, two } => {
                self.matches.entry(tournament).or_default().push((id, [one, two]));
            }
            Event::Won { tournament, id, .. } | Event::Eliminated { tournament, id, .. } => {
                if let Some(open) = self.matches.get_mut(&tournament) {
                    open.retain(|game| game.0 != id);
                    if open.is_empty() {
                        self.matches.remove(&tournament);
                    }
                }
            }
            _ => {}
        }
    }
}

impl Claim {
    /// Forgets its input, unless it is about this model, or any is wanted. That there are blobs, and a deposit for them, is known nevertheless.
    fn keep(&mut self, wanted: Option<Hash>) {
        if wanted.is_some_and(|wanted| wanted != self.model) {
            self.input = Arc::default();
        }
    }

    /// Takes note of what it came to.
    fn note(&mut self, event: &Event) {
        match event {
            Event::Proven { outputs, .. } => self.proven = Some(*outputs),
            Event::Resolved { last, .. } => self.result = Some(*last),
            Event::Struck { .. } => self.struck = true,
            _ => {}
        }
    }
}

impl Journal {
    /// A log that nothing has been read of.
    pub fn new(game: Address, from_block: u64) -> Self {
        let (index, recent) = Default::default();
        let (finality, span) = (FINALITY, MOST_BLOCKS);
        let (settled, head, agreed) = (None, None, false);
        Self { game, from_block, finality, span, settled, head, agreed, index, recent }
    }

    /// Has the inputs of claims about this model alone be kept.
    pub fn about(&mut self, model: Hash) {
        self.index.wanted = Some(model);
        self.index.claims.iter_mut().for_each(|claim| claim.keep(Some(model)));
    }

    /// Takes note of what has happened up to now.
    ///
    /// # Errors
    /// [`ChainError`]; then what was known is kept.
    pub fn refresh(&mut self, chain: &mut impl Chain) -> Result<(), ChainError> {
        let head = chain.block(None)?;
        if self.head == Some(head) && self.agreed {
            return Ok(());
        }
        if let Some(settled) = self.settled
            && (head.number < settled.number || chain.block(Some(settled.number))? != settled)
        {
            // It went deeper than was thought.
            let index = Index { wanted: self.index.wanted, ..Index::default() };
            let (finality, span) = (self.finality, self.span);
            *self = Self { finality, span, index, ..Self::new(self.game, self.from_block) };
        }
        let next = self.settled.map_or(self.from_block, |settled| settled.number + 1);
        let last = head.number.saturating_sub(self.finality);
        if last >= next {
            let before = chain.block(Some(last))?;
            let events = self.read(chain, next, last)?;
            if chain.block(Some(last))? != before {
                let cause = format!("block {last} has changed while its logs were read");
                return Err(ChainError::Answer { method: "eth_getLogs".to_owned(), cause });
            }
            if chain.agreed() {
                events.into_iter().for_each(|event| self.index.add(event));
                self.settled = Some(before);
            }
        }
        let next = self.settled.map_or(self.from_block, |settled| settled.number + 1);
        self.recent = self.read(chain, next, head.number)?;
        (self.head, self.agreed) = (Some(head), chain.agreed());
        Ok(())
    }

    /// The events of some blocks, in ranges: halved where the node refuses one, and longer again where it does not.
    fn read(&mut self, chain: &mut impl Chain, from: u64, to: u64) -> Result<Vec<Event>, ChainError> {
        let (mut events, mut next, mut questions) = (Vec::new(), from, 0);
        while next <= to {
            questions += 1;
            if to > CHAIN_BLOCKS || questions > QUESTIONS {
                let cause = format!("{questions} questions for blocks {from} to {to}");
                return Err(ChainError::Answer { method: "eth_getLogs".to_owned(), cause });
            }
            let end = next.saturating_add(self.span - 1).min(to);
            match chain.logs(self.game, next, end) {
                Ok(logs) => {
                    events.extend(logs.iter().filter_map(Event::decode));
                    next = end + 1;
                    self.span = (self.span + self.span / 8 + 1).min(MOST_BLOCKS);
                }
                Err(ChainError::Node { .. } | ChainError::Answer { .. }) if end > next => {
                    self.span = (end - next).div_ceil(2);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(events)
    }

    /// The whole log, from the first block on.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn all(&mut self, chain: &mut impl Chain) -> Result<Vec<Event>, ChainError> {
        let head = chain.block(None)?.number;
        self.read(chain, self.from_block, head)
    }

    /// All claims.
    pub fn claims(&self) -> Vec<Claim> {
        let mut claims = self.index.claims.clone();
        let mut recent = Index { wanted: self.index.wanted, ..Index::default() };
        for event in &self.recent {
            match event {
                Event::Resolved { claim, .. } | Event::Proven { claim, .. } | Event::Struck { claim } => {
                    match self.index.places.get(claim) {
                        Some(place) => claims[*place].note(event),
                        None => recent.add(event.clone()),
                    }
                }
                Event::Opened { .. } => recent.add(event.clone()),
                _ => {}
            }
        }
        claims.extend(recent.claims);
        claims
    }

    /// A claim, if there is such a one.
    pub fn claim(&self, id: &Hash) -> Option<Claim> {
        let mut known = self.index.places.get(id).map(|place| self.index.claims[*place].clone());
        for event in &self.recent {
            match event {
                Event::Opened { claim, .. } if claim == id && known.is_none() => {
                    let mut recent = Index { wanted: self.index.wanted, ..Index::default() };
                    recent.add(event.clone());
                    known = recent.claims.pop();
                }
                Event::Resolved { claim, .. } | Event::Proven { claim, .. } | Event::Struck { claim }
                    if claim == id =>
                {
                    if let Some(known) = &mut known {
                        known.note(event);
                    }
                }
                _ => {}
            }
        }
        known
    }

    /// The trees of some claims, in their order: of those that are open, and of the latest that were.
    pub fn trees(&self, claims: &[Hash]) -> Vec<TournamentNode> {
        self.index.trees.after(claims, &self.recent)
    }

    /// The matches of a tournament that are not over: id and sides.
    pub fn matches(&self, tournament: &Hash) -> Vec<(Hash, [Hash; 2])> {
        let mut open = self.index.matches.get(tournament).cloned().unwrap_or_default();
        for event in &self.recent {
            match event {
                Event::Matched { tournament: there, id, one, two } if there == tournament => {
                    open.push((*id, [*one, *two]));
                }
                Event::Won { tournament: there, id, .. }
                | Event::Eliminated { tournament: there, id, .. }
                    if there == tournament =>
                {
                    open.retain(|game| game.0 != *id);
                }
                _ => {}
            }
        }
        open
    }
}
