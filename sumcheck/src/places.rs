//! Where planes lie in the two vectors that are committed to.
//!
//! A plane of `odd · 2^k` elements starts at a multiple of `2^k`, so that k bits of its index are bits of the position
//! ([`super::tensor`]). In the order of falling k this leaves no gap.

use super::build::Builder;
use super::plane::Kind;
use super::tensor::cube;

impl Builder<'_> {
    /// Gives all planes of cells their places, and those withheld ones that facts depend on theirs in the vector of withheld constants; gives
    /// the latter's length, if there is something withheld.
    pub(super) fn place_planes(&mut self) -> Option<usize> {
        let used = self.used();
        let mut order: Vec<usize> = (0..self.planes.len()).collect();
        order.sort_by_key(|i| std::cmp::Reverse(cube(self.planes[*i].len)));
        let (mut cells, mut withheld) = (0, None);
        for i in order {
            let plane = &mut self.planes[i];
            match &mut plane.kind {
                Kind::Cells { offset, .. } => {
                    *offset = cells;
                    cells += plane.len;
                }
                Kind::Withheld { offset, .. } => {
                    let start = *withheld.get_or_insert(0);
                    if used[i] {
                        *offset = Some(start);
                        withheld = Some(start.saturating_add(plane.len));
                    }
                }
                _ => {}
            }
        }
        withheld
    }

    /// Which planes facts depend on.
    fn used(&self) -> Vec<bool> {
        let mut used = vec![false; self.planes.len()];
        let factors = self.products.iter().flat_map(|p| p.pairs.iter().flatten()).map(|f| f.plane);
        let columns = self.lookups.iter().flat_map(|l| &l.columns).map(|c| c.plane);
        let bound = self.bound.iter().flat_map(|b| &b.planes).copied();
        for plane in self.zeros.iter().copied().chain(factors).chain(columns).chain(bound) {
            used[plane.0 as usize] = true;
        }
        // A plane reads those before it.
        for (i, plane) in self.planes.iter().enumerate().rev() {
            if used[i] {
                plane.reads().for_each(|read| used[read.0 as usize] = true);
            }
        }
        used
    }
}
