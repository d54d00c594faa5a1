//! The time that a commitment has left in a tournament, in seconds. It runs while it is to move, and is filled up once a
//! match.

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

    /// Begins a match, for which there are at least `extension` seconds.
    pub(super) fn fill(&mut self, extension: u64) {
        self.left = self.left.max(extension);
    }

    /// Starts a turn.
    pub(super) fn start(&mut self, now: u64) {
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
        clock.fill(3);
        clock.start(100);
        assert_eq!(clock.end(), Some(110));
        assert_eq!(clock.check(109), Ok(()));
        assert_eq!(clock.check(110), Err(RuleError::TooLate { end: 110, now: 110 }));
        clock.stop(108);
        assert_eq!((clock.left(), clock.end()), (2, None));
        clock.start(500);
        assert_eq!(clock.end(), Some(502));
        clock.stop(501);
        assert_eq!(clock.left(), 1);
        clock.fill(3);
        assert_eq!((clock.left(), clock.end()), (3, None));
    }
}
