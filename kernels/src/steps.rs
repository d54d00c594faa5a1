//! Straight programs over the rows of columns, for whoever runs them: eight rows at a time ([`gates`](super::gates)) or one.

/// Where a step reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A register, by number.
    Register(u32),
    /// A column on this row, by number.
    Cell(u32),
    /// A constant, by number.
    Constant(u32),
}

/// A step along rows, which replaces a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A column so many rows further down, as rows go round.
    Turn {
        /// The column.
        column: u32,
        /// Rows further down.
        rows: i32,
        /// The register.
        target: u32,
    },
    /// Products of two, and others, added and subtracted.
    Sum {
        /// Products, and whether they are subtracted.
        products: Vec<(Operand, Operand, bool)>,
        /// Others, and whether they are subtracted.
        others: Vec<(Operand, bool)>,
        /// The register, which is none of those that the step reads.
        target: u32,
    },
}

/// Steps, and what is left of them.
#[derive(Clone, Debug)]
pub struct Steps {
    /// In their order: registers are read after they were written.
    pub steps: Vec<Step>,
    /// How many registers there are.
    pub registers: u32,
    /// The result.
    pub result: Operand,
}
