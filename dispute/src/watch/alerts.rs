//! What somebody has to know at once: each is told when it begins and when it is over.

use std::collections::{BTreeMap, BTreeSet};

use super::Told;

/// A reason to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alert {
    /// Somebody has put something else than what is so into a claim.
    WrongClaim,
    /// A clock of one's own is low.
    Clock,
    /// The account has less than open claims may need.
    Money,
    /// The time of a claim is over, and nobody has won it.
    NoWinner,
    /// A proof has settled a claim otherwise than is so: its key is not the model's, or somebody knows the secret behind it.
    WrongProof,
    /// An open claim is not played: its input is not to be had, say. A lie in it would stand.
    Unplayed,
    /// A node does not answer, or says what is old.
    Stale,
    /// A node says something else than the others.
    Forked,
}

impl Alert {
    /// All there are.
    pub const ALL: [Self; 8] = [
        Self::WrongClaim,
        Self::Clock,
        Self::Money,
        Self::NoWinner,
        Self::WrongProof,
        Self::Unplayed,
        Self::Stale,
        Self::Forked,
    ];

    /// Its name, as metrics have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::WrongClaim => "wrong_claim",
            Self::Clock => "clock_low",
            Self::Money => "balance_low",
            Self::NoWinner => "no_winner",
            Self::WrongProof => "proof_wrong",
            Self::Unplayed => "not_played",
            Self::Stale => "node_stale",
            Self::Forked => "node_forked",
        }
    }
}

/// The alerts that are on, by what they are about: a claim, a node or nothing.
#[derive(Debug, Default)]
pub struct Alerts(BTreeSet<(Alert, String)>);

impl Alerts {
    /// Switches an alert on or off, and tells if it was not so before.
    pub(super) fn set(
        &mut self,
        alert: Alert,
        about: String,
        on: bool,
        text: String,
        tell: &mut impl FnMut(Told<'_>),
    ) {
        let said = if about.is_empty() { text } else { format!("{about}: {text}") };
        let key = (alert, about);
        let changed = if on { self.0.insert(key) } else { self.0.remove(&key) };
        if changed {
            tell(Told::Alert(alert, said, on));
        }
    }

    /// Switches off what is about claims and is not to be kept.
    pub(super) fn retain(&mut self, keep: impl Fn(Alert, &str) -> bool, tell: &mut impl FnMut(Told<'_>)) {
        let about_claims =
            [Alert::WrongClaim, Alert::Clock, Alert::NoWinner, Alert::WrongProof, Alert::Unplayed];
        let gone = |(alert, about): &&(Alert, String)| about_claims.contains(alert) && !keep(*alert, about);
        let gone: Vec<(Alert, String)> = self.0.iter().filter(gone).cloned().collect();
        for (alert, about) in gone {
            let over = match alert {
                Alert::Unplayed => "it is played, or not open any more",
                _ => "the claim is not open any more",
            };
            self.set(alert, about, false, over.to_owned(), tell);
        }
    }

    /// Those that are on, each with what it is about.
    pub fn on(&self) -> impl Iterator<Item = (Alert, String)> {
        self.0.iter().cloned()
    }

    /// How many of each are on.
    pub fn counts(&self) -> BTreeMap<Alert, u64> {
        let mut counts: BTreeMap<Alert, u64> = Alert::ALL.map(|alert| (alert, 0)).into();
        self.0.iter().for_each(|(alert, _)| *counts.entry(*alert).or_default() += 1);
        counts
    }
}
