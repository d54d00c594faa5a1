//! What a plan amounts to, for people: sizes, rows of each relation with its ONNX name, free cells.

use circuit::RelId;
use serde::Serialize;
use std::fmt;

use super::block::Lanes;
use super::columns::Config;
use super::draft::Draft;
use super::mode::{Home, Mode, Operand};
use super::plan::Plan;

/// Rows of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rows {
    /// What they hold.
    pub what: &'static str,
    /// How many there are.
    pub rows: u32,
}

/// One relation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The ONNX nodes.
    pub node: String,
    /// The relation's name.
    pub relation: &'static str,
    /// How it is proved.
    pub method: String,
    /// Its rows; rows of different relations may lie side by side.
    pub rows: Vec<Rows>,
    /// Integers looked up on its rows.
    pub lookups: u64,
}

/// A plan in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The table has `2^k` rows.
    pub k: u32,
    /// Rows in use.
    pub rows: u32,
    /// Columns committed before the challenges.
    pub first_phase_columns: u16,
    /// Columns committed after them.
    pub second_phase_columns: u16,
    /// Columns of the circuit, selectors included.
    pub fixed_columns: u16,
    /// Columns under copy constraints.
    pub equality_columns: usize,
    /// Gates.
    pub gates: usize,
    /// Width of the range table in bits.
    pub table_bits: u32,
    /// Public integers.
    pub public_values: usize,
    /// Bytes of every proof.
    pub proof_bytes: usize,
    /// Bytes of the proving key without its frame.
    pub proving_key_bytes: usize,
    /// Peak memory of a proof, estimated.
    pub memory_bytes: u64,
    /// The relations.
    pub relations: Vec<Line>,
    /// Free cells: reason and number.
    pub free_cells: Vec<(&'static str, usize)>,
}

/// Peak memory of a proof, estimated: copies of each column that the prover holds at once, and what the process takes in any case but for the
/// program; fitted to measurements at k = 12, 13 and 15. Columns are advice, and fixed with those of the permutation.
fn memory(advice: u64, fixed: u64, k: u32) -> u64 {
    (36 << 20) + (((44 * advice + 33 * fixed + 330) << (k + 5)) / 10)
}

impl Draft {
    /// Peak memory of a proof, estimated as for a plan, but without the columns that tell gates apart.
    pub fn memory_bytes(&self) -> u64 {
        let columns = self.columns();
        let advice = u64::from(columns.first_phase() + columns.second_phase());
        memory(advice, u64::from(columns.selectors()) + u64::from(columns.ports()), self.k())
    }
}

impl Plan {
    /// The plan in numbers.
    pub fn report(&self) -> Report {
        let Config { bits, lanes, .. } = self.config;
        let mut relations = Vec::new();
        for (r, (relation, mode)) in self.graph.relations.iter().zip(&self.modes).enumerate() {
            let blocks: Vec<_> = self.blocks.iter().filter(|b| b.relation == Some(r)).collect();
            let mut rows: Vec<Rows> = Vec::new();
            for block in &blocks {
                match rows.iter_mut().find(|r| r.what == block.what) {
                    Some(same) => same.rows += block.rows,
                    None => rows.push(Rows { what: block.what, rows: block.rows }),
                }
            }
            let checked = blocks.iter().filter(|b| b.lanes == Lanes::Checked);
            relations.push(Line {
                node: self.graph.node_of(RelId(r as u32)),
                relation: relation.name(),
                method: method(mode),
                rows,
                lookups: checked.map(|b| u64::from(b.rows) * u64::from(lanes)).sum(),
            });
        }
        let s = &self.system;
        let advice = u64::from(s.first + s.second);
        let fixed = u64::from(s.fixed) + s.equality.len() as u64;
        Report {
            k: s.k,
            rows: self.placement.rows,
            first_phase_columns: s.first,
            second_phase_columns: s.second,
            fixed_columns: s.fixed,
            equality_columns: s.equality.len(),
            gates: s.gates.len(),
            table_bits: bits,
            public_values: self.public_rows(),
            proof_bytes: s.proof_parts().bytes(),
            proving_key_bytes: s.verifying_key_bytes(),
            memory_bytes: memory(advice, fixed, s.k),
            relations,
            free_cells: self.free_cells().into_iter().map(|(reason, n)| (reason.text(), n)).collect(),
        }
    }
}

fn method(mode: &Mode) -> String {
    match mode {
        Mode::Strips => "strips".into(),
        Mode::Within(r) => format!("within the strips of relation {r}"),
        Mode::Windows(_) => "fused windows".into(),
        Mode::Identity(identity) => {
            let operand = match identity.operand {
                Operand::Public(_) => "reads public values in place",
                Operand::Digits(_) => "reads hashed digits in place",
                Operand::Window(_) => "reads windows in place",
                Operand::Weighted(_) => "multiplies windows in place",
                Operand::Copies => "reads copies",
            };
            let home = match identity.home {
                Home::Windows(_) => "result in windows",
                Home::Public => "result public",
                Home::Cells => "result in cells",
            };
            format!("polynomial identity, {operand}, {home}")
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "k = {} ({} of {} rows), columns {} + {} advice, {} fixed, {} under copies, {} gates, {}-bit table",
            self.k,
            self.rows,
            1u64 << self.k,
            self.first_phase_columns,
            self.second_phase_columns,
            self.fixed_columns,
            self.equality_columns,
            self.gates,
            self.table_bits,
        )?;
        writeln!(
            f,
            "{} public values, proof {} bytes, proving key {} bytes, about {} MB to prove",
            self.public_values,
            self.proof_bytes,
            self.proving_key_bytes,
            self.memory_bytes / 1_000_000,
        )?;
        for line in &self.relations {
            let rows: Vec<String> = line.rows.iter().map(|r| format!("{} {}", r.rows, r.what)).collect();
            writeln!(f, "{} ({}): {}; {}", line.node, line.relation, line.method, rows.join(", "))?;
        }
        self.free_cells.iter().try_for_each(|(why, n)| writeln!(f, "{n} free cells: {why}"))
    }
}
