//! What is hashed: the planes of its digits, which a commitment is to, and those of the commitment's random bytes.
//!
//! Digits are short, as is each random byte, by lookups: that makes the commitment bind them.

use circuit::public::tensors;
use circuit::{Range, TensorId};

use super::super::hashed::{DIGIT, Tag, parts};
use super::super::lattice::OPENING;
use super::super::plan::{Bound, PlanError};
use super::super::plane::{Fill, PlaneId};
use super::super::profile::{Purpose, Why};
use super::Lowering;

impl Lowering<'_> {
    /// Binds all that the circuit hashes.
    pub(super) fn bind(&mut self) -> Result<(), PlanError> {
        let graph = self.b.graph;
        for (kind, of) in tensors(graph).filter(|(kind, _)| kind.is_hash()) {
            let purpose = Purpose { relation: "hash", why: Why::Hash };
            let before = std::mem::replace(&mut self.b.purpose, purpose);
            let mut planes = Vec::new();
            for t in &of {
                planes.extend(self.committed(*t)?);
            }
            let fill = Fill::Opening { bound: self.b.bound.len() };
            let opening = self.b.cells(OPENING, Range::new(0, (1 << DIGIT) - 1), fill);
            self.b.look(opening, 0, DIGIT, false);
            self.b.bound.push(Bound { tag: Tag::of(graph, kind, &of), planes, opening });
            self.b.purpose = before;
        }
        Ok(())
    }

    /// The planes of a tensor's digits.
    fn committed(&mut self, t: TensorId) -> Result<Vec<PlaneId>, PlanError> {
        let tensor = self.b.graph.tensor(t);
        self.b.node = tensor.origin.to_string();
        let (value, range) = (self.tensor(t), tensor.range);
        if parts(range).count() > 1 {
            let digits = self.b.bytes_of(value.plane, range, DIGIT)?;
            return Ok(digits.into_iter().map(|(_, digit)| digit).collect());
        }
        // Cells that nothing has checked yet are checked for what they have to be, which may be less than the tensor's range.
        self.b.close(value.plane)?;
        let own = self.b.range(value.plane);
        if !range.contains_range(own) {
            self.b.within(value.plane, range, own.magnitude() as i128 + range.magnitude() as i128)?;
        }
        Ok(vec![value.plane])
    }
}
