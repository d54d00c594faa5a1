//! The machine's side of the pipes (a native guest's as well): a source whose pre-images come from a server.
//!
//! Each channel has a thread that writes a request and reads its answer, while the caller waits for so long
//! and no longer: a server that dies, lies or sleeps is an error that says so. A channel that failed once
//! stays failed.

use super::{HostError, Source, key, protocol};
use crate::keccak::Hash;
use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// Hints that may be under way in the background.
const HINTS_UNDER_WAY: usize = 1024;

/// This side's ends of the four pipes.
#[derive(Debug)]
pub struct Channels<R, W> {
    /// Reads hints (a server) or acknowledgements (a client).
    pub hint_read: R,
    /// Writes acknowledgements or hints.
    pub hint_write: W,
    /// Reads keys or pre-images.
    pub preimage_read: R,
    /// Writes pre-images or keys.
    pub preimage_write: W,
}

/// When a hint is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hints {
    /// When the server has acknowledged it.
    #[default]
    Wait,
    /// When it is queued. The machine runs on while the server fetches; the next pre-image waits until all
    /// hints before it are acknowledged.
    Background,
}

type Answer<T> = Result<T, HostError>;

/// A client of a pre-image server.
#[derive(Debug)]
pub struct Client {
    hints: Channel<Vec<u8>, ()>,
    preimages: Channel<Hash, Vec<u8>>,
    mode: Hints,
    timeout: Duration,
}

impl Client {
    /// A client that accepts pre-images of up to `limit` bytes and waits up to `timeout` for each answer.
    pub fn new<R, W>(channels: Channels<R, W>, mode: Hints, timeout: Duration, limit: u64) -> Self
    where
        R: Read + Send + 'static,
        W: Write + Send + 'static,
    {
        let Channels { mut hint_read, mut hint_write, mut preimage_read, mut preimage_write } = channels;
        let hints = Channel::start("hint", move |hint: Vec<u8>| {
            protocol::write_hint(&mut hint_write, &hint)?;
            protocol::read_acknowledgement(&mut hint_read)
        });
        let preimages = Channel::start("pre-image", move |key: Hash| {
            protocol::write_key(&mut preimage_write, &key)?;
            let preimage = protocol::read_preimage(&mut preimage_read, limit)?;
            match key::admits(&key, &preimage) {
                true => Ok(preimage),
                false => Err(HostError::Content { key, len: preimage.len() }),
            }
        });
        Self { hints, preimages, mode, timeout }
    }

    /// Waits until all hints are acknowledged.
    pub fn settle(&mut self) -> Result<(), HostError> {
        let deadline = Instant::now() + self.timeout;
        while self.hints.under_way > 0 {
            self.hints.answer(deadline, self.timeout, || "a hint is under way".to_owned())?;
        }
        Ok(())
    }
}

impl Source for Client {
    fn fetch(&mut self, key: &Hash) -> Result<Option<Vec<u8>>, HostError> {
        self.settle()?;
        let doing = || format!("asking for key 0x{}", hex::encode(key));
        let deadline = Instant::now() + self.timeout;
        self.preimages.ask(*key, doing)?;
        self.preimages.answer(deadline, self.timeout, doing).map(Some)
    }

    fn hint(&mut self, hint: &[u8]) -> Result<(), HostError> {
        let doing = || format!("sending a hint of {} bytes", hint.len());
        if self.mode == Hints::Background {
            self.hints.collect()?;
            if self.hints.under_way < HINTS_UNDER_WAY {
                return self.hints.ask(hint.to_vec(), doing);
            }
        }
        self.settle()?;
        self.hints.ask(hint.to_vec(), doing)?;
        if self.mode == Hints::Wait { self.settle() } else { Ok(()) }
    }
}

/// A thread that answers requests one after the other.
#[derive(Debug)]
struct Channel<Q, A> {
    name: &'static str,
    requests: SyncSender<Q>,
    answers: Receiver<Answer<A>>,
    under_way: usize,
    failed: Option<HostError>,
}

impl<Q: Send + 'static, A: Send + 'static> Channel<Q, A> {
    fn start(name: &'static str, mut answer: impl FnMut(Q) -> Answer<A> + Send + 'static) -> Self {
        let (requests, asked) = sync_channel(HINTS_UNDER_WAY);
        let (answered, answers) = sync_channel(HINTS_UNDER_WAY);
        // The thread is not joined: it ends when the client is dropped and its pipe answers or closes.
        std::thread::spawn(move || {
            for request in asked {
                let result = answer(request);
                let failed = result.is_err();
                if answered.send(result).is_err() || failed {
                    break;
                }
            }
        });
        Self { name, requests, answers, under_way: 0, failed: None }
    }

    fn ask(&mut self, request: Q, doing: impl Fn() -> String) -> Result<(), HostError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        match self.requests.try_send(request) {
            Ok(()) => {
                self.under_way += 1;
                Ok(())
            }
            Err(_) => {
                let cause = "its thread has ended".to_owned();
                Err(self.fail(HostError::Gone { channel: self.name, doing: doing(), cause }))
            }
        }
    }

    /// The next answer, by `deadline`.
    fn answer(
        &mut self,
        deadline: Instant,
        timeout: Duration,
        doing: impl Fn() -> String,
    ) -> Result<A, HostError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let error = match self.answers.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Ok(answer)) => {
                self.under_way -= 1;
                return Ok(answer);
            }
            Ok(Err(HostError::Gone { channel, cause, .. })) => {
                HostError::Gone { channel, doing: doing(), cause }
            }
            Ok(Err(error)) => error,
            Err(RecvTimeoutError::Timeout) => {
                HostError::Timeout { channel: self.name, doing: doing(), limit: timeout }
            }
            Err(RecvTimeoutError::Disconnected) => HostError::Gone {
                channel: self.name,
                doing: doing(),
                cause: "its thread has ended".to_owned(),
            },
        };
        Err(self.fail(error))
    }

    /// Takes the answers that are there.
    fn collect(&mut self) -> Result<(), HostError> {
        while let Ok(answer) = self.answers.try_recv() {
            match answer {
                Ok(_) => self.under_way -= 1,
                Err(error) => return Err(self.fail(error)),
            }
        }
        self.failed.clone().map_or(Ok(()), Err)
    }

    fn fail(&mut self, error: HostError) -> HostError {
        self.failed = Some(error.clone());
        error
    }
}
