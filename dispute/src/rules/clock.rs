//! The time that a commitment has left in a tournament, in seconds. It runs while it is to move.

use super::RuleError;

/// A clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Clock {
    /// Seconds left when it last stood still.
    left: u64,
    /// Since when it runs, if it does.
    since: Option<u64>,
}

impl Clock {
    /// A clock that stands, with so many seconds left.
    pub fn new(left: u64) -> Self {
        Self { left, since: None }
    }

    /// Seconds left when it last stood still.
    pub fn left(&self) -> u64 {
        self.left
    }

    /// The first second that is too late, if the clock runs.
    pub fn end(&self) -> Option<u64> {
        self.since.map(|since| since.saturating_add(self.left))
    }

    /// Starts a turn, for which there are at least `extension` seconds.
    pub(super) fn start(&mut self, now: u64, extension: u64) {
        self.left = self.left.max(extension);
        self.since = Some(now);
    }

    /// Refuses a move after the end.
    pub(super) fn check(&self, now: u64) -> Result<(), RuleError> {
        match self.end() {
            Some(end) if now >= end => Err(RuleError::TooLate { end, now }),
            _ => Ok(()),
        }
    }

    /// Ends a turn.
    pub(super) fn stop(&mut self, now: u64) {
        if let Some(since) = self.since.take() {
            self.left = self.left.saturating_sub(now.saturating_sub(since));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_time_of_ones_own_turns_counts() {
        let mut clock = Clock::new(10);
        assert_eq!((clock.end(), clock.check(u64::MAX)), (None, Ok(())));
        clock.start(100, 3);
        assert_eq!(clock.end(), Some(110));
        assert_eq!(clock.check(109), Ok(()));
        assert_eq!(clock.check(110), Err(RuleError::TooLate { end: 110, now: 110 }));
        clock.stop(108);
        assert_eq!((clock.left(), clock.end()), (2, None));
        clock.start(500, 3);
        assert_eq!(clock.end(), Some(503));
        clock.stop(500);
        assert_eq!(clock.left(), 3);
    }
}
