//! When something is to happen: `never`, `always`, `=N` (at step N) or `%N` (at multiples of N), by the step
//! counter before the step.

use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A set of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pattern {
    /// No step.
    #[default]
    Never,
    /// Every step.
    Always,
    /// One step.
    At(u64),
    /// The multiples of a number that is not zero.
    Every(u64),
}

/// A text that is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("'{0}' is no pattern of steps: never, always, =N, or %N with N above 0")]
pub struct PatternError(String);

impl Pattern {
    /// Whether `step` is in the set.
    pub fn holds(self, step: u64) -> bool {
        self.next(step) == Some(step)
    }

    /// The first step of the set from `step` on.
    pub fn next(self, step: u64) -> Option<u64> {
        match self {
            Self::Never => None,
            Self::Always => Some(step),
            Self::At(at) => (at >= step).then_some(at),
            Self::Every(n) => step.checked_next_multiple_of(n),
        }
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let number = |digits: &str| digits.parse().map_err(|_| PatternError(text.to_owned()));
        match (text, text.split_at_checked(1)) {
            ("never" | "", _) => Ok(Self::Never),
            ("always", _) => Ok(Self::Always),
            (_, Some(("=", digits))) => number(digits).map(Self::At),
            (_, Some(("%", digits))) => match number(digits)? {
                0 => Err(PatternError(text.to_owned())),
                n => Ok(Self::Every(n)),
            },
            _ => Err(PatternError(text.to_owned())),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.write_str("never"),
            Self::Always => f.write_str("always"),
            Self::At(n) => write!(f, "={n}"),
            Self::Every(n) => write!(f, "%{n}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_patterns() {
        let all = [
            ("never", Pattern::Never),
            ("always", Pattern::Always),
            ("=0", Pattern::At(0)),
            ("=18446744073709551615", Pattern::At(u64::MAX)),
            ("%1", Pattern::Every(1)),
            ("%1000", Pattern::Every(1000)),
        ];
        for (text, pattern) in all {
            assert_eq!(text.parse(), Ok(pattern));
            assert_eq!(pattern.to_string(), text);
        }
        for bad in ["sometimes", "=", "%", "%0", "=-1", "5", "=1x", "=18446744073709551616", "ä"] {
            let error = bad.parse::<Pattern>().unwrap_err().to_string();
            assert!(error.contains(bad), "{error}");
        }
    }

    #[test]
    fn the_next_step() {
        let next = |text: &str, step| text.parse::<Pattern>().unwrap().next(step);
        assert_eq!((next("never", 0), next("always", 7)), (None, Some(7)));
        assert_eq!((next("=5", 5), next("=5", 0), next("=5", 6)), (Some(5), Some(5), None));
        assert_eq!((next("%10", 0), next("%10", 1), next("%10", 10)), (Some(0), Some(10), Some(10)));
        assert_eq!(next("%10", u64::MAX), None);
    }
}
