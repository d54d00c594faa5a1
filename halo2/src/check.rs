//! Evaluates all constraints on a filled table, without commitments: says which gate fails where, and
//! serves the perturbation tests, which change single cells.

use circuit::Trace;
use std::collections::{BTreeMap, BTreeSet};

use super::expr::Op;
use super::field::Fr;
use super::grid::Grid;
use super::plan::{Instruction, Plan};
use super::public::{self, PublicError};
use super::system::{CHALLENGES, Cell, Column};
use super::verifier::arithmetic::evaluate;
use super::witness::{Powers, first_phase, read, second_phase};
use ff::Field;

/// A constraint that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Violation {
    /// A gate.
    Gate {
        /// Its name.
        gate: String,
        /// The row.
        row: u32,
    },
    /// A copy constraint.
    Copy {
        /// One cell.
        a: Cell,
        /// The other.
        b: Cell,
    },
}

/// The constraints that a run breaks, its table filled at given challenges: none for a plan that is right.
///
/// # Errors
/// A trace that is none of the graph's.
pub fn violations(
    plan: &Plan,
    trace: &Trace,
    challenges: [Fr; CHALLENGES as usize],
) -> Result<Vec<Violation>, PublicError> {
    let instance = public::instance(&public::of(plan, trace, &[]), &plan.slots)?;
    let mut grid = first_phase(plan, trace);
    second_phase(plan, &mut grid, &instance, challenges);
    Ok(Checker::new(plan, &instance, challenges).all(&grid))
}

/// The constraints of a plan at given challenges.
pub struct Checker<'a> {
    plan: &'a Plan,
    instance: &'a [Fr],
    powers: Powers,
    /// For each advice column, the gates that read it, with the rotation.
    readers: BTreeMap<u16, BTreeSet<(usize, i8)>>,
    copies: BTreeMap<Cell, Vec<usize>>,
}

impl<'a> Checker<'a> {
    /// Prepares a plan.
    pub fn new(plan: &'a Plan, instance: &'a [Fr], challenges: [Fr; CHALLENGES as usize]) -> Self {
        let mut readers: BTreeMap<u16, BTreeSet<(usize, i8)>> = BTreeMap::new();
        for (gate, (_, ops)) in plan.system.gates.iter().enumerate() {
            for op in ops {
                if let Op::Advice(column, rotation) = op {
                    readers.entry(*column).or_default().insert((gate, *rotation));
                }
            }
        }
        let mut copies: BTreeMap<Cell, Vec<usize>> = BTreeMap::new();
        for (i, pair) in plan.copies.iter().enumerate() {
            pair.iter().for_each(|cell| copies.entry(*cell).or_default().push(i));
        }
        Self { plan, instance, powers: Powers::new(plan, challenges), readers, copies }
    }

    fn gate(&self, grid: &Grid, gate: usize, row: u32) -> bool {
        let (plan, r) = (self.plan, row as usize);
        let n = 1usize << plan.system.k;
        let value = evaluate(&plan.system.gates[gate].1, |op| {
            Some(match op {
                Op::Fixed(c) => plan.fixed[usize::from(*c)][r],
                Op::Advice(c, rotation) => {
                    grid.advice[usize::from(*c)][(r + n).wrapping_add_signed((*rotation).into()) % n]
                }
                Op::Instance => self.instance.get(r).copied().unwrap_or(Fr::ZERO),
                Op::Power(c, e) => self.powers.get(*c, *e),
                _ => return None,
            })
        });
        value == Some(Fr::ZERO)
    }

    fn copy(&self, grid: &Grid, copy: usize) -> bool {
        let [a, b] = self.plan.copies[copy];
        read(self.plan, grid, self.instance, a) == read(self.plan, grid, self.instance, b)
    }

    fn describe(&self, gate: usize, row: u32) -> Violation {
        Violation::Gate { gate: self.plan.system.gates[gate].0.clone(), row }
    }

    /// Everything that does not hold.
    pub fn all(&self, grid: &Grid) -> Vec<Violation> {
        let rows = self.plan.placement.rows;
        let gates = 0..self.plan.system.gates.len();
        let mut found: Vec<Violation> = gates
            .flat_map(|gate| (0..rows).map(move |row| (gate, row)))
            .filter(|(gate, row)| !self.gate(grid, *gate, *row))
            .map(|(gate, row)| self.describe(gate, row))
            .collect();
        for (i, [a, b]) in self.plan.copies.iter().enumerate() {
            if !self.copy(grid, i) {
                found.push(Violation::Copy { a: *a, b: *b });
            }
        }
        found
    }

    /// Something that does not hold.
    pub fn first(&self, grid: &Grid) -> Option<Violation> {
        let rows = self.plan.placement.rows;
        let gates = 0..self.plan.system.gates.len();
        let mut gates = gates.flat_map(|gate| (0..rows).map(move |row| (gate, row)));
        let gate = gates.find(|(gate, row)| !self.gate(grid, *gate, *row));
        gate.map(|(gate, row)| self.describe(gate, row)).or_else(|| {
            let broken = (0..self.plan.copies.len()).find(|i| !self.copy(grid, *i))?;
            let [a, b] = self.plan.copies[broken];
            Some(Violation::Copy { a, b })
        })
    }

    /// Something that does not hold at the ends: where joins close and the running sum of lookups returns.
    pub fn ends(&self, grid: &Grid) -> Option<Violation> {
        let closed = self.plan.program.iter().filter_map(|i| match i {
            Instruction::Step { row, closed: true, .. } => Some(*row),
            _ => None,
        });
        let rows: Vec<u32> = closed.chain([self.plan.placement.checked_to]).collect();
        let gates = 0..self.plan.system.gates.len();
        let mut all = gates.flat_map(|gate| rows.iter().map(move |row| (gate, *row)));
        all.find(|(gate, row)| !self.gate(grid, *gate, *row)).map(|(gate, row)| self.describe(gate, row))
    }

    /// Something that does not hold and reads this cell.
    pub fn around(&self, grid: &Grid, column: u16, row: u32) -> Option<Violation> {
        let n = 1u32 << self.plan.system.k;
        for (gate, rotation) in self.readers.get(&column).into_iter().flatten() {
            let at = (row + n).wrapping_add_signed(-i32::from(*rotation)) % n;
            if !self.gate(grid, *gate, at) {
                return Some(self.describe(*gate, at));
            }
        }
        let cell = Cell { column: Column::Advice(column), row };
        let broken = self.copies.get(&cell).into_iter().flatten().find(|i| !self.copy(grid, **i));
        broken.map(|i| Violation::Copy { a: self.plan.copies[*i][0], b: self.plan.copies[*i][1] })
    }
}
