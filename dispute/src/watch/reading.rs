//! Readings that go on in the background, so that a node that hangs (a beacon's, say) holds up what it is asked for and no move of another claim. A look
//! waits for those that it begins, all together, so long and no longer; what is not there then is asked for again at the next one.

use fault_proof_vm::Hash;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Most readings at once; what comes on top begins when one of them has ended. Strangers say how many there are to be.
pub const MOST: usize = 16;

/// What is being read, by claim: one thread each.
#[derive(Debug)]
pub struct Readings<T> {
    running: HashMap<Hash, Reading<T>>,
    /// Time that a look waits for what is being read.
    patience: Duration,
    /// What is left of it in this look.
    left: Duration,
    /// Whether this look has asked for anything.
    asked: bool,
    /// Held by every thread too.
    threads: Arc<()>,
}

#[derive(Debug)]
struct Reading<T> {
    told: Receiver<T>,
    /// Whether this look has asked for it.
    wanted: bool,
}

impl<T: Send + 'static> Readings<T> {
    /// Nothing yet; how long a look waits.
    pub fn new(patience: Duration) -> Self {
        Self { running: HashMap::new(), patience, left: patience, asked: false, threads: Arc::default() }
    }

    /// A look begins. What the last one has not asked for nobody wants any more: its claim is over. One that has asked for nothing at all, since its
    /// node did not answer, says nothing of claims.
    pub fn begin(&mut self) {
        self.left = self.patience;
        if std::mem::take(&mut self.asked) {
            self.running.retain(|_, reading| std::mem::take(&mut reading.wanted));
        }
    }

    /// What is read for a claim, once it is there: it is begun if it was not before. Nothing as long as it is not, and the look has no time left.
    pub fn get(&mut self, claim: &Hash, read: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        self.asked = true;
        // One that a look has waited for already is not waited for again.
        let mut left = Duration::ZERO;
        if !self.running.contains_key(claim) {
            let told = self.start(read)?;
            self.running.insert(*claim, Reading { told, wanted: true });
            left = self.left;
        }
        let reading = self.running.get_mut(claim)?;
        reading.wanted = true;
        let start = Instant::now();
        let told = reading.told.recv_timeout(left);
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

    /// Begins to read, if there is room.
    fn start(&self, read: impl FnOnce() -> T + Send + 'static) -> Option<Receiver<T>> {
        if self.threads() >= MOST {
            return None;
        }
        let ((tell, told), held) = (channel(), self.threads.clone());
        let thread = std::thread::Builder::new().spawn(move || {
            let _held = held;
            // Nobody may want it any more.
            let _ = tell.send(read());
        });
        thread.is_ok().then_some(told)
    }

    /// How many go on or have ended and are still wanted.
    pub fn running(&self) -> usize {
        self.running.len()
    }

    /// How many go on, those included that nobody wants any more.
    pub fn threads(&self) -> usize {
        Arc::strong_count(&self.threads) - 1
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
        for claim in 2..12 {
            assert_eq!(readings.get(&[claim; 32], hang), None);
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
        let seven = (0..1_000).find_map(|_| {
            readings.left = Duration::from_millis(200);
            readings.get(&[20; 32], || 7)
        });
        assert_eq!((seven, readings.running()), (Some(7), 11));
        // It is not begun a second time.
        go.send(5).expect("a reader");
        let again = || panic!("it goes on already");
        let read = (0..1_000).find_map(|_| {
            std::thread::sleep(Duration::from_millis(10));
            readings.get(&[1; 32], again)
        });
        assert_eq!((read, readings.running()), (Some(5), 10));
    }
    /// However many claims there are whose nodes hang, there are so many threads, and one that ends makes room for another. What no look asks for any
    /// more is forgotten, and its thread is counted until it ends.
    #[test]
    fn threads_are_bounded() {
        let mut readings = Readings::new(Duration::from_millis(1));
        let mut go = Vec::new();
        let mut ask = |readings: &mut Readings<u8>, claim: u8| {
            let (free, wait) = sync_channel::<u8>(1);
            go.push(free);
            readings.get(&[claim; 32], move || wait.recv().unwrap_or(0))
        };
        for look in 0..2 {
            readings.begin();
            for claim in 0..100 {
                assert_eq!(ask(&mut readings, claim), None);
            }
            assert_eq!((readings.running(), readings.threads()), (MOST, MOST), "look {look}");
        }
        // The first one ends, and the next look that asks for it has it; then there is room for one more.
        go[0].send(5).expect("a reader");
        let five = (0..1_000).find_map(|_| {
            std::thread::sleep(Duration::from_millis(10));
            readings.get(&[0; 32], || 0)
        });
        assert_eq!(five, Some(5));
        while readings.threads() == MOST {
            std::thread::sleep(Duration::from_millis(1));
        }
        let sleeps = || {
            std::thread::sleep(Duration::from_secs(3_600));
            0
        };
        assert_eq!((readings.get(&[200; 32], sleeps), readings.threads()), (None, MOST));
        // All claims but the last are over.
        readings.begin();
        assert_eq!(readings.get(&[200; 32], || 0), None);
        readings.begin();
        assert_eq!((readings.running(), readings.threads()), (1, MOST));
        // A look that comes to nothing has no claim forgotten.
        readings.begin();
        readings.begin();
        assert_eq!(readings.running(), 1);
        drop(go);
        while readings.threads() > 1 {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}
