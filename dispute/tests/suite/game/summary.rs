//! What random games came to.

/// What games came to; sums and maxima.
#[derive(Debug, Default)]
pub struct Summary {
    pub games: u64,
    /// Claims that somebody else made and that were wrong.
    pub lies: u64,
    pub moves: u64,
    pub refused: u64,
    /// Commitments of others.
    pub sybils: u64,
    pub matches: u64,
    pub timeouts: u64,
    /// Instructions done by the referee.
    pub steps: u64,
    pub most_commitments: u64,
    /// Most bonds that the honest player had locked at once.
    pub most_locked: u64,
    /// Bonds it paid, and eighths of bonds that it got beyond those.
    pub paid: u64,
    pub gained: u64,
    pub burnt: u64,
    /// Bonds of others that were lost, and what that cost them, in eighths of bonds.
    pub lost: u64,
    pub cost: u64,
    /// Longest time of a disputed claim, of its bound, in percent.
    pub longest: u64,
    /// Claims that a proof has settled, and false proofs that were refused.
    pub proofs: u64,
    pub false_proofs: u64,
    /// Claims with inputs in blobs; those that were struck out, and that were refuted too late for that; refutations that were refused.
    pub in_blobs: u64,
    pub struck: u64,
    pub late: u64,
    pub not_refuted: u64,
}

impl Summary {
    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            games: self.games + other.games,
            lies: self.lies + other.lies,
            moves: self.moves + other.moves,
            refused: self.refused + other.refused,
            sybils: self.sybils + other.sybils,
            matches: self.matches + other.matches,
            timeouts: self.timeouts + other.timeouts,
            steps: self.steps + other.steps,
            most_commitments: self.most_commitments.max(other.most_commitments),
            most_locked: self.most_locked.max(other.most_locked),
            paid: self.paid + other.paid,
            gained: self.gained + other.gained,
            burnt: self.burnt + other.burnt,
            lost: self.lost + other.lost,
            cost: self.cost + other.cost,
            longest: self.longest.max(other.longest),
            proofs: self.proofs + other.proofs,
            false_proofs: self.false_proofs + other.false_proofs,
            in_blobs: self.in_blobs + other.in_blobs,
            struck: self.struck + other.struck,
            late: self.late + other.late,
            not_refuted: self.not_refuted + other.not_refuted,
        }
    }
}
