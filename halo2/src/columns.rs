//! Which column is what.
//!
//! First phase: *lanes* (looked up in the checked region, free outside it), the maximum and running product
//! of windows, *ports* (wide cells under copy constraints), multiplicities of each column of the table. Second phase: lookup
//! fractions, their running sum, and *accumulators* (random evaluations). Fixed: the table, bias,
//! constant operands (a sponge's constants too), parameters of strips; selectors follow.

use borsh::{BorshDeserialize, BorshSerialize};

/// What the planner may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Config {
    /// Width of the range table: it has `2^bits` entries.
    pub bits: u32,
    /// Lanes: `2 + 3·fractions`.
    pub lanes: u32,
    /// Accumulators, at least 2.
    pub accumulators: u32,
    /// Constant operands on a row.
    pub weights: u32,
    /// Wide cells on a row, at least 3.
    pub ports: u32,
    /// Columns of the table.
    pub tables: u32,
}

/// What a circuit needs beyond lanes and accumulators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// Fused maxima.
    pub windows: bool,
    /// Wide cells under copy constraints.
    pub ports: bool,
    /// Parameters of strips in fixed columns.
    pub parameters: u16,
    /// Function tables.
    pub tables: bool,
    /// Biases in a fixed column.
    pub bias: bool,
    /// Hashed values, whose rows take constants of their own.
    pub hashed: bool,
}

/// Constants of a row of a sponge.
const SPONGE_CONSTANTS: u32 = 3;

/// Numbers of the columns.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    config: Config,
    features: Features,
}

/// Lookups, or columns of the table, in one fraction column, and lookups in the running sum's gate, by the degree bound.
pub const IN_FRACTION: u32 = 3;
/// See [`IN_FRACTION`].
pub const IN_SUM: u32 = 2;

impl Columns {
    /// Columns of a circuit.
    pub fn new(config: Config, features: Features) -> Self {
        Self { config, features }
    }

    /// Bits of a looked up lane.
    pub fn bits(&self) -> u32 {
        self.config.bits
    }

    /// Constant operands on a row: as many as identities use, or as a sponge does.
    fn weights(&self) -> u32 {
        self.config.weights.max(if self.features.hashed { SPONGE_CONSTANTS } else { 0 })
    }

    fn lanes(&self) -> u16 {
        self.config.lanes as u16
    }

    /// A lane.
    pub fn lane(&self, i: u32) -> u16 {
        i as u16
    }

    /// The maximum of windows.
    pub fn maximum(&self) -> u16 {
        self.lanes()
    }

    /// Their running product.
    pub fn product(&self) -> u16 {
        self.lanes() + 1
    }

    /// Number of ports.
    pub fn ports(&self) -> u32 {
        if self.features.ports { self.config.ports } else { 0 }
    }

    /// A port.
    pub fn port(&self, i: u32) -> u16 {
        self.lanes() + 2 * u16::from(self.features.windows) + i as u16
    }

    /// Columns of the table.
    pub fn tables(&self) -> u32 {
        self.config.tables
    }

    /// Multiplicities of the entries in a column of the table.
    pub fn multiplicity(&self, table: u32) -> u16 {
        self.port(self.ports()) + table as u16
    }

    /// First-phase columns.
    pub fn first_phase(&self) -> u16 {
        self.multiplicity(self.tables())
    }

    /// Fraction columns of the range lookups.
    pub fn fractions(&self) -> u32 {
        (self.config.lanes - IN_SUM) / IN_FRACTION
    }

    /// A fraction column: those of the range lookups, of lines of function tables, and of further columns of the table.
    pub fn fraction(&self, i: u32) -> u16 {
        self.first_phase() + i as u16
    }

    /// Number of the fraction column of further columns of the table.
    pub fn entry_fraction(&self, i: u32) -> u32 {
        self.fractions() + u32::from(self.features.tables) + i
    }

    /// Fraction columns of the table's columns beyond the first, which is in the running sum's gate.
    pub fn entry_fractions(&self) -> u32 {
        (self.tables() - 1).div_ceil(IN_FRACTION)
    }

    /// All fraction columns.
    pub fn all_fractions(&self) -> u32 {
        self.entry_fraction(self.entry_fractions())
    }

    /// Running sum of the lookup argument.
    pub fn sum(&self) -> u16 {
        self.fraction(self.all_fractions())
    }

    /// An accumulator.
    pub fn accumulator(&self, i: u32) -> u16 {
        self.sum() + 1 + i as u16
    }

    /// Second-phase columns.
    pub fn second_phase(&self) -> u16 {
        (self.all_fractions() + 1 + self.config.accumulators) as u16
    }

    /// Fixed: the numbers of the table's entries, from the first of each column on.
    pub fn table(&self) -> u16 {
        0
    }

    /// Whether entries have values. Without function tables, one column holds the range table alone.
    pub fn valued(&self) -> bool {
        self.features.tables || self.tables() > 1
    }

    /// Fixed: values of the entries in a column of the table.
    pub fn table_value(&self, table: u32) -> u16 {
        1 + table as u16
    }

    /// Fixed: bias of a row's outputs.
    pub fn bias(&self) -> u16 {
        self.table_value(if self.valued() { self.tables() } else { 0 })
    }

    /// Fixed: a constant operand.
    pub fn weight(&self, i: u32) -> u16 {
        self.bias() + u16::from(self.features.bias) + i as u16
    }

    /// Fixed: a parameter of strips.
    pub fn parameter(&self, i: u16) -> u16 {
        self.weight(self.weights()) + i
    }

    /// Fixed: the first selector.
    pub fn selectors(&self) -> u16 {
        self.parameter(self.features.parameters)
    }
}
