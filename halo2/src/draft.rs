//! A draft of a layout: blocks and their places, without gates. It tells rows, memory and cost, by which a configuration is chosen.

use circuit::{Digest, Graph, Table};

use super::block::{Block, Content, Placement, place};
use super::build::{Builder, PlanError};
use super::columns::{Columns, Config, Features};
use super::hashed::computation;
use super::mode::{Mode, modes};
use super::system::{KEY_POINT_GAS, MAX_K, MAX_ROTATION, PROOF_POINT_GAS};
use super::table::Entries;
/// Lays out blocks: what remains is columns and rows, not yet gates.
pub struct Draft {
    pub(super) config: Config,
    pub(super) graph: Graph,
    pub(super) computation: Option<Digest>,
    pub(super) modes: Vec<Mode>,
    pub(super) features: Features,
    pub(super) columns: Columns,
    /// Rows of the tallest strip, each of which is a rotation that gates read; and of windows that are read upwards.
    tallest: u32,
    /// Without the table.
    pub(super) placement: Placement,
    pub(super) entries: Entries,
}

/// Rows that one cell of a lane is read from, at most, beside its own: by strips of several rows from above, by windows whose results are
/// multiplied on several rows from below.
fn tallest(blocks: &[Block], modes: &[Mode]) -> u32 {
    let strips = blocks.iter().flat_map(|b| match &b.content {
        Content::Strips(groups) => &groups[..],
        _ => &[],
    });
    let windows = modes.iter().flat_map(|m| match m {
        Mode::Windows(windows) => &windows.layouts[..],
        _ => &[],
    });
    let below = strips.map(|g| g.fit.rows).max().unwrap_or(0);
    let above = windows.map(|l| l.rows.len() as u32).max().filter(|rows| *rows > 1).unwrap_or(0);
    below + above.min(MAX_ROTATION.into())
}

/// Most columns of the table.
pub const MAX_TABLES: u32 = 16;

impl Draft {
    /// Builds and places the blocks.
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn new(graph: &Graph, config: Config) -> Result<Self, PlanError> {
        let first = modes(graph, &config)?;
        let computation = computation(graph);
        let whole = |r: &circuit::RelId| matches!(first[r.0 as usize], Mode::Windows(_));
        let graph = graph.expand_where(|r| !whole(&r));
        let modes = modes(&graph, &config)?;
        let all =
            Features { windows: true, ports: true, parameters: 0, tables: true, bias: true, hashed: true };
        let Builder { used: features, mut blocks, .. } =
            Builder::build(&graph, computation, &modes, config, all)?;
        let lines: usize = looked_up(&graph, features).map(|t| t.data.len()).sum();
        let (height, most) =
            (((1u64 << config.bits) + lines as u64).div_ceil(config.tables.into()), 1u64 << MAX_K);
        if height >= most {
            return Err(PlanError::TooLarge { rows: height, most });
        }
        let entries = Entries { bits: config.bits, lines: lines as u32, columns: config.tables };
        let placement =
            place(&mut blocks, &config).ok_or_else(|| PlanError::NoLayout("too few accumulators".into()))?;
        let columns = Columns::new(config, features);
        let tallest = tallest(&blocks, &modes);
        Ok(Self { config, graph, computation, modes, features, columns, tallest, placement, entries })
    }

    /// What was chosen.
    pub fn config(&self) -> Config {
        self.config
    }

    /// Its columns.
    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Rows that blind the columns, at most: the most queries of one column, and halo2's own.
    const BLINDING: u32 = 16;

    /// The table's size.
    pub fn k(&self) -> u32 {
        let rows = self.placement.with_table(self.entries.height()).rows;
        (rows + Self::BLINDING.max(self.tallest + 4)).next_power_of_two().ilog2().max(4)
    }

    /// Time of a proof in arbitrary units: multi-scalar products of full-size columns first, transforms
    /// of all columns second. Measured on two cores at k = 12: 17 for a full column, 1 for a small one, 5
    /// for the transforms of either.
    pub fn cost(&self) -> u64 {
        cost(&self.columns, self.k())
    }

    /// The same with so many columns of the table.
    pub fn with_tables(mut self, tables: u32) -> Self {
        self.config.tables = tables;
        self.entries.columns = tables;
        self.columns = Columns::new(self.config, self.features);
        self
    }

    /// Gas of verification, less what all layouts share and what selectors cost.
    pub fn gas(&self) -> u64 {
        let advice = u64::from(self.columns.first_phase() + self.columns.second_phase());
        PROOF_POINT_GAS * advice + KEY_POINT_GAS * u64::from(self.columns.selectors())
    }

    /// Whether there are lines of function tables, which several columns of the table may hold.
    pub fn has_lines(&self) -> bool {
        self.features.tables
    }

    /// A bound below the cost of any circuit with this configuration: its table has to hold the range
    /// table, and no column but those of every circuit may be needed.
    pub fn least_cost(config: Config) -> u64 {
        let height = (1u32 << config.bits).div_ceil(config.tables);
        let k = (height + Self::BLINDING).next_power_of_two().ilog2();
        cost(&Columns::new(config, Features::default()), k)
    }
}

/// The function tables that have columns: none where no relation looks one up.
pub(super) fn looked_up(graph: &Graph, features: Features) -> impl Iterator<Item = &Table> {
    graph.tables.iter().filter(move |_| features.tables)
}

/// Time of a proof in the units of [`Draft::cost`].
pub(super) fn cost(columns: &Columns, k: u32) -> u64 {
    // One permutation product, four pieces of the quotient, the blinding one, two openings.
    let full = u64::from(columns.second_phase()) + 8;
    let small = u64::from(columns.first_phase());
    let fixed = u64::from(columns.selectors()) + 8;
    // A port more is a column more under copies: another permutation polynomial, and a third of a product.
    let copied = u64::from(columns.ports().saturating_sub(3));
    ((22 * full + 6 * small + 5 * fixed + (22 / 3 + 5) * copied) << k) >> 4
}
