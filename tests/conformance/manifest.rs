//! The manifest: what is expected of each case, one line a case.

use std::collections::BTreeMap;

use onnx2circuit::conformance::{BOUND, Kept};

/// What a case must do.
#[derive(Clone, Debug)]
pub enum Expected {
    /// Give the published outputs.
    Pass {
        /// How much of it is computed.
        kept: Kept,
        /// Largest error, as a share of the largest published value.
        tolerance: f64,
    },
    /// Be refused with a message that contains these words.
    Fail {
        /// The words.
        reason: String,
    },
    /// Nothing: it is not run.
    Skip,
}

impl Expected {
    /// The tolerance to run it with.
    pub fn tolerance(&self) -> f64 {
        if let Self::Pass { tolerance, .. } = self { *tolerance } else { BOUND }
    }
}

/// All lines by case.
#[derive(Clone, Debug)]
pub struct Manifest(BTreeMap<String, Expected>);

impl Manifest {
    /// Reads `pass NAME [TOLERANCE]`, the same with `bound` and `folded`, `xfail NAME WORDS` and `skip NAME WORDS`; `#`
    /// starts a comment.
    ///
    /// # Panics
    /// On any other line: it is a file of this repository.
    pub fn parse(text: &str) -> Self {
        let mut lines = BTreeMap::new();
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let mut words = line.splitn(3, ' ').map(str::trim);
            let (kind, name, rest) = (words.next(), words.next().unwrap_or_default(), words.next());
            let kept = match kind {
                Some("pass") => Some(Kept::All),
                Some("bound") => Some(Kept::Some),
                Some("folded") => Some(Kept::Nothing),
                _ => None,
            };
            let expected = match (kind, rest) {
                _ if kept.is_some() => Expected::Pass {
                    kept: kept.unwrap_or(Kept::All),
                    tolerance: rest.map_or(BOUND, |t| t.parse().expect(line)),
                },
                (Some("xfail"), Some(reason)) => Expected::Fail { reason: reason.to_owned() },
                (Some("skip"), Some(_)) => Expected::Skip,
                _ => panic!("node.txt: '{line}' is no line of a manifest"),
            };
            let twice = lines.insert(name.to_owned(), expected).is_some();
            assert!(!twice, "node.txt: '{name}' is there twice");
        }
        Self(lines)
    }

    /// What is expected of this case.
    pub fn of(&self, name: &str) -> Option<Expected> {
        self.0.get(name).cloned()
    }

    /// How many cases pass with so much of them computed.
    pub fn count(&self, wanted: Kept) -> usize {
        let is = |e: &&Expected| matches!(e, Expected::Pass { kept, .. } if *kept == wanted);
        self.0.values().filter(is).count()
    }

    /// All cases named.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
