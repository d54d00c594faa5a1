//! Several nodes of one chain. What they are asked is about one block, so that all who are honest say the same, and what
//! most of them say is believed. Where there is no majority, which two nodes that differ never have, each look believes
//! any one of them: so a player that is misled now is not at one of the next looks, and whoever keeps what was said asks
//! whether it was agreed on ([`Endpoints::agreed`]).

use super::json::{bytes, quantity, read_bytes, read_u64};
use super::node::{Node, short, wrong};
use super::{Block, ChainError};
use crate::evm::Address;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Longest time that is waited for the rest once half of the nodes have answered.
const GRACE: Duration = Duration::from_secs(5);

/// How a node has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    /// Where it is.
    pub name: String,
    /// Whether it answered the last question.
    pub answers: bool,
    /// Its last block.
    pub head: u64,
    /// Blocks that it is behind the one that all are asked about.
    pub behind: u64,
    /// Answers of its own that differed from what was believed.
    pub dissents: u64,
}

/// The block that questions are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Head {
    block: Block,
    time: u64,
}

/// Nodes of one chain. Clones share what is known of how they do.
#[derive(Debug, Clone)]
pub struct Endpoints {
    nodes: Vec<Node>,
    /// Whether a node owes an answer: it is asked nothing else until it has given it, or its time is over.
    owes: Vec<Arc<AtomicBool>>,
    health: Arc<Mutex<Vec<Health>>>,
    /// One node is asked about what is newest.
    at: Option<Head>,
    /// Who is believed where there is no majority, as numbers without a pattern.
    turn: u64,
    agreed: bool,
}

impl Endpoints {
    /// The nodes at these addresses, which may be `https`.
    pub fn new<S: AsRef<str>>(urls: &[S]) -> Self {
        let nodes: Vec<Node> = urls.iter().map(|url| Node::new(url.as_ref())).collect();
        let health =
            nodes.iter().map(|node| Health { name: node.name(), answers: true, ..Health::default() });
        let health = Arc::new(Mutex::new(health.collect()));
        let owes = nodes.iter().map(|_| Arc::default()).collect();
        Self { nodes, owes, health, at: None, turn: 0, agreed: true }
    }

    /// How the nodes do.
    pub fn health(&self) -> Vec<Health> {
        self.notes().clone()
    }

    fn notes(&self) -> MutexGuard<'_, Vec<Health>> {
        // Nothing is done with it that could stop half-way.
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether most nodes gave the same answer to all that was asked since the last look.
    pub fn agreed(&self) -> bool {
        self.agreed
    }

    /// Something has happened: the next question is about what is newest.
    pub fn forget(&mut self) {
        self.at = None;
    }

    /// The first node, for what only nodes for development do.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn first(&self, method: &str, params: &Value) -> Result<Value, ChainError> {
        self.nodes.first().ok_or_else(|| wrong(method, "no node"))?.request(method, params)
    }

    /// What all nodes answer, in order. They are asked at once; once half of them have answered, the others have a short time.
    /// One that is still to answer is not asked again meanwhile, so that one that hangs holds up one question a minute.
    pub fn each(&self, method: &str, params: &Value) -> Vec<Result<Value, ChainError>> {
        if let [node] = &self.nodes[..] {
            return vec![node.request(method, params)];
        }
        let late = |node: &Node| {
            let cause = "it owes an answer".to_owned();
            Err(ChainError::Unreachable { url: node.name(), cause })
        };
        let mut answers: Vec<Result<Value, ChainError>> = self.nodes.iter().map(late).collect();
        let (tell, told) = mpsc::channel();
        for (at, (node, owes)) in self.nodes.iter().zip(&self.owes).enumerate() {
            if owes.swap(true, Ordering::AcqRel) {
                continue;
            }
            let (node, owes, tell) = (node.clone(), Arc::clone(owes), tell.clone());
            let (method, params) = (method.to_owned(), params.clone());
            std::thread::spawn(move || {
                let answer = node.request(&method, &params);
                owes.store(false, Ordering::Release);
                // Nobody may wait for it any more.
                let _ = tell.send((at, answer));
            });
        }
        drop(tell);
        let (mut count, mut end) = (0, None);
        loop {
            let answer = match end {
                None => told.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(end) => told.recv_timeout(Instant::saturating_duration_since(&end, Instant::now())),
            };
            let Ok((at, answer)) = answer else { return answers };
            answers[at] = answer;
            count += 1;
            if 2 * count >= self.nodes.len() {
                end.get_or_insert_with(|| Instant::now() + GRACE);
            }
        }
    }

    /// What most nodes answer, as it is read.
    ///
    /// # Errors
    /// [`ChainError`] if none answers.
    pub fn ask<T: PartialEq>(
        &mut self,
        method: &str,
        params: &Value,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<T, ChainError> {
        let answers = self.read(method, params, read);
        self.most(answers)
    }

    /// As [`Self::ask`], for what a node may refuse because it is too much: where those who answer are too few to agree, all
    /// have refused if one has.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn ask_for_less<T: PartialEq>(
        &mut self,
        method: &str,
        params: &Value,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<T, ChainError> {
        let answers = self.read(method, params, read);
        let refusal = answers.iter().find_map(|answer| match answer {
            Err(error @ (ChainError::Node { .. } | ChainError::Answer { .. })) => Some(error.clone()),
            _ => None,
        });
        let count = answers.iter().filter(|answer| answer.is_ok()).count();
        match refusal {
            Some(error) if 2 * count <= self.nodes.len() => Err(error),
            _ => self.most(answers),
        }
    }

    fn read<T>(
        &self,
        method: &str,
        params: &Value,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Vec<Result<T, ChainError>> {
        let read = |value: Value| {
            read(&value).ok_or_else(|| wrong(method, &format!("unexpected {}", short(&value))))
        };
        self.each(method, params).into_iter().map(|answer| answer.and_then(read)).collect()
    }

    /// The answer that most have given.
    fn most<T: PartialEq>(&mut self, mut answers: Vec<Result<T, ChainError>>) -> Result<T, ChainError> {
        // A contract's refusal is an answer; whoever cannot say anything has none.
        let says = |answer: &Result<T, ChainError>| matches!(answer, Ok(_) | Err(ChainError::Contract(_)));
        let voters: Vec<usize> = (0..answers.len()).filter(|at| says(&answers[*at])).collect();
        let votes = |at: usize| voters.iter().filter(|other| answers[**other] == answers[at]).count();
        let turn = (self.turn >> 33) as usize;
        let favourite = voters.iter().copied().max_by_key(|at| votes(*at));
        let believed = match favourite {
            Some(at) if 2 * votes(at) > voters.len() => at,
            Some(_) => voters[turn % voters.len()],
            None => turn % answers.len().max(1),
        };
        self.agreed &= favourite.is_some_and(|at| 2 * votes(at) > self.nodes.len());
        let mut notes = self.notes();
        for (at, note) in notes.iter_mut().enumerate().take(answers.len()) {
            note.answers = !matches!(answers[at], Err(ChainError::Unreachable { .. }));
            note.dissents += u64::from(says(&answers[at]) && answers[at] != answers[believed]);
        }
        drop(notes);
        if answers.is_empty() { Err(wrong("any method", "no node")) } else { answers.swap_remove(believed) }
    }

    /// The number of the block that questions are about, as a parameter.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn tag(&mut self) -> Result<Value, ChainError> {
        if self.nodes.len() == 1 {
            return Ok(json!("latest"));
        }
        let at = match self.at {
            Some(head) => head,
            None => self.look()?,
        };
        Ok(quantity(at.block.number))
    }

    /// Transactions of an account that are in blocks.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn count(&mut self, account: Address) -> Result<u64, ChainError> {
        let at = self.tag()?;
        self.ask("eth_getTransactionCount", &json!([bytes(account.as_slice()), at]), read_u64)
    }

    /// The least number of transactions of an account in blocks that any node says; none if none does.
    pub fn least_count(&self, account: Address) -> Option<u64> {
        let answers = self.each("eth_getTransactionCount", &json!([bytes(account.as_slice()), "latest"]));
        answers.iter().filter_map(|answer| read_u64(answer.as_ref().ok()?)).min()
    }

    /// The time of the newest block, or of the one that questions are about.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn time(&mut self) -> Result<u64, ChainError> {
        match self.at {
            Some(head) if self.nodes.len() > 1 => Ok(head.time),
            _ => Ok(self.look()?.time),
        }
    }

    /// The newest block that most have; questions are about that from now on.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn newest(&mut self) -> Result<Block, ChainError> {
        // Knuth's generator.
        self.turn = self.turn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.agreed = true;
        Ok(self.look()?.block)
    }

    fn look(&mut self) -> Result<Head, ChainError> {
        let method = "eth_getBlockByNumber";
        if self.nodes.len() == 1 {
            let head = self.ask(method, &json!(["latest", false]), read_head)?;
            self.notes()[0].head = head.block.number;
            return Ok(*self.at.insert(head));
        }
        let heads: Vec<Option<u64>> = self
            .each(method, &json!(["latest", false]))
            .iter()
            .map(|answer| Some(read_head(answer.as_ref().ok()?)?.block.number))
            .collect();
        let mut there: Vec<u64> = heads.iter().copied().flatten().collect();
        there.sort_unstable();
        // As many have that one as have not, and one more. Of two there is no telling.
        let number = match there.len() {
            0 => {
                return Err(ChainError::Unreachable {
                    url: "all nodes".to_owned(),
                    cause: "none answers".to_owned(),
                });
            }
            2 => there[(self.turn >> 33) as usize % 2],
            count => there[(count - 1) / 2],
        };
        for (note, head) in self.notes().iter_mut().zip(&heads) {
            note.answers = head.is_some();
            if let Some(head) = head {
                (note.head, note.behind) = (*head, number.saturating_sub(*head));
            }
        }
        let head = self.ask(method, &json!([quantity(number), false]), read_head)?;
        Ok(*self.at.insert(head))
    }

    /// A block by its number.
    ///
    /// # Errors
    /// [`ChainError`].
    pub fn block(&mut self, number: u64) -> Result<Block, ChainError> {
        self.ask("eth_getBlockByNumber", &json!([quantity(number), false]), |block| {
            Some(read_head(block)?.block)
        })
    }
}

fn read_head(block: &Value) -> Option<Head> {
    let hash = read_bytes(block.get("hash")?)?.try_into().ok()?;
    let number = read_u64(block.get("number")?)?;
    Some(Head { block: Block { number, hash }, time: read_u64(block.get("timestamp")?)? })
}
