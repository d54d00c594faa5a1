//! Readings that go on in the background, so that a node that hangs (a beacon's, say) holds up what it is asked for and no move of another claim. A look
//! waits for those that it begins, all together, so long and no longer; what is not there then is asked for again at the next one.

use fault_proof_vm::Hash;
use std::collections::HashMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// What is being read, by claim: one thread each.
#[derive(Debug)]
pub struct Readings<T> {
    running: HashMap<Hash, Receiver<T>>,
    /// Time that a look waits for what is being read.
    patience: Duration,
    /// What is left of it in this look.
    left: Duration,
}

impl<T: Send + 'static> Readings<T> {
    /// Nothing yet; how long a look waits.
    pub fn new(patience: Duration) -> Self {
        Self { running: HashMap::new(), patience, left: patience }
    }

    /// A look begins.
    pub fn begin(&mut self) {
        self.left = self.patience;
    }

    /// What is read for a claim, once it is there: it is begun if it was not before. Nothing as long as it is not, and the look has no time left.
    pub fn get(&mut self, claim: &Hash, read: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        // One that a look has waited for already is not waited for again.
        let mut left = Duration::ZERO;
        let running = self.running.entry(*claim).or_insert_with(|| {
            left = self.left;
            let (tell, told) = channel();
            std::thread::spawn(move || {
                // Nobody may want it any more.
                let _ = tell.send(read());
            });
            told
        });
        let start = Instant::now();
        let told = running.recv_timeout(left);
        self.left = self.left.saturating_sub(start.elapsed());
        match told {
            Ok(read) => {
                self.running.remove(claim);
                Some(read)
            }
            Err(RecvTimeoutError::Timeout) => None,
            // It has panicked: it is begun again at the next look.
            Err(RecvTimeoutError::Disconnected) => {
                self.running.remove(claim);
                None
            }
        }
    }

    /// How many go on.
    pub fn running(&self) -> usize {
        self.running.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::sync_channel;

    /// One that hangs holds a look up once, however many hang, and what is there at once is had at once.
    #[test]
    fn what_hangs_is_had_later() {
        let mut readings = Readings::new(Duration::from_millis(200));
        let (go, wait) = sync_channel::<u32>(0);
        readings.begin();
        let start = Instant::now();
        assert_eq!(readings.get(&[1; 32], move || wait.recv().unwrap_or(0)), None);
        let hang = || {
            std::thread::sleep(Duration::from_secs(3_600));
            9
        };
        for claim in 2..20 {
            assert_eq!(readings.get(&[claim; 32], hang), None);
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
        let seven = (0..1_000).find_map(|_| {
            readings.begin();
            readings.get(&[20; 32], || 7)
        });
        assert_eq!((seven, readings.running()), (Some(7), 19));
        // It is not begun a second time.
        go.send(5).expect("a reader");
        let again = || panic!("it goes on already");
        let read = (0..1_000).find_map(|_| {
            std::thread::sleep(Duration::from_millis(10));
            readings.get(&[1; 32], again)
        });
        assert_eq!((read, readings.running()), (Some(5), 18));
    }
}
