//! Which cells are constrained, and why the others need not be.
//!
//! A prover may put anything into a free cell; the perturbation tests change every cell of every kind of
//! row and demand that exactly the cells listed here can change.

use super::block::Content;
use super::mode::Mode;
use super::plan::Plan;
use super::strip::Cells;

/// Why a cell is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// No block uses the column on this row.
    UnusedRow,
    /// A lane of the checked region that no row uses: any table entry, if its multiplicity follows.
    IdleLane,
    /// A window's row that carries no product.
    NoProduct,
    /// An accumulator's cell that no stream fills and no join reads.
    IdleAccumulator,
    /// A lookup column outside the checked region.
    OutsideRegion,
}

impl Reason {
    /// The reason in words.
    pub fn text(self) -> &'static str {
        match self {
            Self::UnusedRow => "no relation uses the column on this row",
            Self::IdleLane => "no relation uses the lane; it is looked up, but nothing reads it",
            Self::NoProduct => "the window needs no running product on this row",
            Self::IdleAccumulator => "no random evaluation passes through the cell",
            Self::OutsideRegion => "the row lies outside the region of lookups",
        }
    }
}

/// For each advice column and used row: `None` where the cell is constrained.
pub type Freedom = Vec<Vec<Option<Reason>>>;

impl Plan {
    /// Every cell's freedom.
    pub fn freedom(&self) -> Freedom {
        let c = &self.columns;
        let rows = self.placement.rows as usize;
        let region = self.placement.checked_from..self.placement.checked_to;
        let mut free: Freedom =
            vec![vec![Some(Reason::UnusedRow); rows]; usize::from(self.system.first + self.system.second)];
        for lane in 0..self.config.lanes {
            for row in region.clone() {
                free[usize::from(c.lane(lane))][row as usize] = Some(Reason::IdleLane);
            }
        }
        let lookups =
            (0..c.tables()).map(|t| c.multiplicity(t)).chain((0..c.all_fractions()).map(|f| c.fraction(f)));
        for column in lookups.chain([c.sum()]) {
            for (row, cell) in free[usize::from(column)].iter_mut().enumerate() {
                let last = u32::from(column == c.sum());
                let inside = (region.start..region.end + last).contains(&(row as u32));
                *cell = (!inside).then_some(Reason::OutsideRegion);
            }
        }
        for a in 0..self.config.accumulators {
            free[usize::from(c.accumulator(a))].fill(Some(Reason::IdleAccumulator));
        }
        for block in &self.blocks {
            let mut set = |column: u16, row: u32, v: Option<Reason>| {
                free[usize::from(column)][(block.start + row) as usize] = v;
            };
            for (i, stream) in block.streams.iter().enumerate() {
                let column = c.accumulator(block.accumulators[i]);
                for (row, step) in (stream.first..).zip(&stream.steps) {
                    if !step.closed {
                        set(column, row + 1, None);
                    }
                }
            }
            match &block.content {
                Content::Nothing => {}
                Content::Join(operands) => {
                    let column = c.accumulator(block.accumulators[block.streams.len()]);
                    operands.iter().for_each(|(row, _)| set(column, *row, None));
                }
                Content::Windows { relation } => {
                    let Mode::Windows(windows) = &self.modes[*relation] else { continue };
                    for (w, first) in windows.rows.iter().enumerate() {
                        for (row, cells) in (*first..).zip(windows.of(w).cells()) {
                            if cells.maximum {
                                set(c.maximum(), row, None);
                                set(c.product(), row, (!cells.product).then_some(Reason::NoProduct));
                            }
                            cells.lanes.for_each(|l| set(c.lane(l), row, None));
                        }
                    }
                }
                Content::Slack { cells, .. } => {
                    cells.iter().for_each(|(row, lane, _)| set(c.lane(*lane), *row, None));
                }
                Content::Ports(cells) => {
                    cells.iter().for_each(|(row, port, ..)| set(c.port(*port), *row, None));
                }
                Content::Packed(packed) => {
                    for row in 0..=packed.count {
                        packed.cells(c, row).into_iter().for_each(|column| set(column, row, None));
                    }
                }
                Content::Sponge(sponge) => {
                    for row in 0..sponge.rows() {
                        (0..sponge.ports(row)).for_each(|port| set(c.port(port), row, None));
                    }
                }
                Content::Strips(groups) => {
                    for group in groups {
                        for (first, element, _) in group.placed() {
                            let (shape, columns, config) = (&group.shape, c, &self.config);
                            let cells = Cells { shape, columns, config, element };
                            cells.all().for_each(|(column, below)| set(column, first + below, None));
                        }
                    }
                }
            }
        }
        free
    }

    /// Number of free cells by reason.
    pub fn free_cells(&self) -> Vec<(Reason, usize)> {
        let mut counts = std::collections::BTreeMap::new();
        for reason in self.freedom().into_iter().flatten().flatten() {
            *counts.entry(reason).or_default() += 1;
        }
        counts.into_iter().collect()
    }
}
