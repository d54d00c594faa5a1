//! The two vectors that a proof is about, and how each is committed to: cells, by every proof, and constants that are withheld from
//! verifying keys, once, at setup.
//!
//! The root of withheld constants is part of both keys. It binds them by its tree alone; a prover who made it himself, and of no
//! codeword, may choose among as many vectors as for cells when a proof is made.

use super::pcs::{CommitmentError, Root, Scheme};
use super::plan::Plan;
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
        let commit = |n| {
            let scheme = Scheme::new(n)?;
            let (root, _) = scheme.commit(plan.constants())?;
            Ok(Fixed { scheme, root })
        };
        let withheld = plan.log_withheld().map(commit).transpose()?;
        Ok(Self { cells: Scheme::new(plan.log_cells())?, hidden: None, withheld })
    }

    /// For a plan of an outline, whose withheld constants have this root.
    ///
    /// # Errors
    /// As [`Vectors::of`].
    pub fn with_root(plan: &Plan, root: Option<Root>) -> Result<Self, CommitmentError> {
        let fixed = |(n, root)| Ok(Fixed { scheme: Scheme::new(n)?, root });
        let withheld = plan.log_withheld().zip(root).map(fixed).transpose()?;
        Ok(Self { cells: Scheme::new(plan.log_cells())?, hidden: None, withheld })
    }

    /// The same for proofs that hide what is not public, if they are to.
    ///
    /// # Errors
    /// As [`Vectors::of`].
    pub fn hiding(self, plan: &Plan, hides: bool) -> Result<Self, CommitmentError> {
        let hidden = hides.then(|| Hiding::new(committed(plan))).transpose()?;
        Ok(Self { hidden, ..self })
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
        self.hidden.as_ref().map_or_else(|| self.cells.parameters(), Hiding::parameters)
    }

    /// The root of withheld constants.
    pub fn root(&self) -> Option<&Root> {
        self.withheld.as_ref().map(|fixed| &fixed.root)
    }
}
