//! The two vectors that a proof is about, and how each is committed to: cells, by every proof, and constants that are withheld from
//! verifying keys, once, at setup.
//!
//! The root of withheld constants is part of both keys. It binds them by its tree alone; a prover who made it himself, and of no
//! codeword, may choose among as many vectors as for cells when a proof is made.

use super::pcs::{CommitmentError, Root, Scheme};
use super::plan::Plan;
use super::work::{Level, Work};
use super::zk::hiding::Hiding;
use super::zk::verify::committed;

/// How the vectors of a plan's proofs are committed to.
pub struct Vectors {
    /// Cells, where nothing is hidden.
    pub cells: Scheme,
    /// Cells and pads, where proofs hide what is not public.
    pub hidden: Option<Hiding>,
    /// Withheld constants, if some are.
    pub withheld: Option<Fixed>,
    /// Bits of security of proofs.
    pub level: Level,
    /// Work before challenges of our own.
    pub work: Work,
}

/// A vector that is committed to once.
pub struct Fixed {
    /// How.
    pub scheme: Scheme,
    /// The commitment.
    pub root: Root,
}

impl Vectors {
    /// For a plan of a circuit that has all its constants.
    ///
    /// # Errors
    /// Vectors of a size that is not supported.
    pub fn of(plan: &Plan) -> Result<Self, CommitmentError> {
        Self::at(plan, false, Level::default())
    }

    /// The same, of proofs that hide what is not public, or do not, of a level.
    ///
    /// # Errors
    /// As [`Vectors::of`]; [`CommitmentError::Work`] for a level that takes too much work.
    pub fn at(plan: &Plan, hides: bool, level: Level) -> Result<Self, CommitmentError> {
        let commit = |scheme: Scheme| {
            let (root, _) = scheme.commit(plan.constants())?;
            Ok(Some(Fixed { scheme, root }))
        };
        Self::made(plan, commit, hides, level)
    }

    /// For a plan of an outline, whose withheld constants have this root.
    ///
    /// # Errors
    /// As [`Vectors::at`].
    pub fn with_root(
        plan: &Plan,
        root: Option<Root>,
        hides: bool,
        level: Level,
    ) -> Result<Self, CommitmentError> {
        let fixed = |scheme| Ok(root.map(|root| Fixed { scheme, root }));
        Self::made(plan, fixed, hides, level)
    }

    fn made(
        plan: &Plan,
        fixed: impl FnOnce(Scheme) -> Result<Option<Fixed>, CommitmentError>,
        hides: bool,
        level: Level,
    ) -> Result<Self, CommitmentError> {
        let openings = 1 + usize::from(plan.withheld.is_some());
        let bits = level.of_openings(openings);
        let hidden = hides.then(|| Hiding::reaching(committed(plan), level, openings)).transpose()?;
        let withheld = plan.log_withheld().map(|n| fixed(Scheme::reaching(n, bits)?)).transpose()?;
        let cells = Scheme::reaching(plan.log_cells(), bits)?;
        let all = Self { cells, hidden, withheld: withheld.flatten(), level, work: Work::default() };
        Ok(Self { work: Work::of(plan, &all)?, ..all })
    }

    /// Hashes that a proof's work takes, as expected.
    pub fn hashes(&self) -> f64 {
        let cells = self.hidden.as_ref().map_or_else(|| self.cells.hashes(), Hiding::hashes);
        let withheld = self.withheld.as_ref().map_or(0.0, |fixed| fixed.scheme.hashes());
        self.work.hashes() + cells + withheld
    }

    /// Whether proofs hide what is not public.
    pub fn hides(&self) -> bool {
        self.hidden.is_some()
    }

    /// Logarithm of the length of the vector that a proof commits to.
    pub fn log_cells(&self, plan: &Plan) -> usize {
        self.hidden.as_ref().map_or_else(|| plan.log_cells(), Hiding::log_size)
    }

    /// Everything that decides how cells are committed to, in words.
    pub fn parameters(&self) -> String {
        let cells = self.hidden.as_ref().map_or_else(|| self.cells.parameters(), Hiding::parameters);
        let Work { lookups, weights, claims } = self.work;
        format!("{} bits of security; work of 2^{lookups}, 2^{weights} and 2^{claims}; {cells}", self.level)
    }

    /// The root of withheld constants.
    pub fn root(&self) -> Option<&Root> {
        self.withheld.as_ref().map(|fixed| &fixed.root)
    }
}
