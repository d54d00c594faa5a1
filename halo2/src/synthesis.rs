//! The plan as a halo2 circuit.

use ff::Field;
use halo2_proofs::circuit::{Layouter, SimpleFloorPlanner, Value};
use halo2_proofs::plonk::{Circuit, ConstraintSystem, Error};

use std::cell::RefCell;

use super::field::Fr;
use super::grid::Grid;
use super::plan::Plan;
use super::system::{CHALLENGES, Column, Columns, System};
use super::witness::second_phase;

/// A plan, with the first phase of a run where there is one.
#[derive(Clone, Copy)]
pub struct PlannedCircuit<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// First phase, which gets the second added, and public values.
    pub run: Option<(&'a RefCell<Grid>, &'a [Fr])>,
}

impl Circuit<Fr> for PlannedCircuit<'_> {
    type Config = Columns;
    type FloorPlanner = SimpleFloorPlanner;
    type Params = System;

    fn without_witnesses(&self) -> Self {
        Self { run: None, ..*self }
    }

    fn params(&self) -> System {
        self.plan.system.clone()
    }

    fn configure_with_params(meta: &mut ConstraintSystem<Fr>, system: System) -> Columns {
        system.configure(meta)
    }

    fn configure(meta: &mut ConstraintSystem<Fr>) -> Columns {
        System::default().configure(meta)
    }

    fn synthesize(&self, columns: Columns, mut layouter: impl Layouter<Fr>) -> Result<(), Error> {
        let plan = self.plan;
        let rows = plan.placement.rows;
        let first = usize::from(plan.system.first);
        let mut public = Vec::new();
        layouter.assign_region(
            || "first phase",
            |mut region| {
                for (column, values) in columns.fixed.iter().zip(&plan.fixed) {
                    for (row, v) in values.iter().enumerate().take(rows as usize) {
                        region.assign_fixed(*column, row, *v);
                    }
                }
                if let Some((grid, _)) = self.run {
                    let grid = grid.borrow();
                    for (column, values) in columns.advice.iter().zip(&grid.advice).take(first) {
                        for (row, v) in values.iter().enumerate().take(rows as usize) {
                            region.assign_advice(*column, row, Value::known(*v));
                        }
                    }
                }
                // Cells under copy constraints are assigned once more for their handles; the second phase
                // overwrites the zeros that its cells get here.
                for pair in &plan.copies {
                    let mut cells = Vec::new();
                    for cell in pair {
                        let row = cell.row as usize;
                        match cell.column {
                            Column::Advice(c) => {
                                let v = self.run.map_or(Fr::ZERO, |(grid, _)| grid.borrow().get(c, cell.row));
                                let column = columns.advice[usize::from(c)];
                                cells.push(region.assign_advice(column, row, Value::known(v)).cell());
                            }
                            Column::Fixed(c) => {
                                let v = plan.fixed[usize::from(c)][row];
                                cells.push(region.assign_fixed(columns.fixed[usize::from(c)], row, v));
                            }
                            Column::Instance => {}
                        }
                    }
                    match (&cells[..], pair.iter().find(|c| c.column == Column::Instance)) {
                        ([a, b], _) => region.constrain_equal(*a, *b),
                        ([a], Some(c)) => public.push((*a, c.row as usize)),
                        _ => {}
                    }
                }
                Ok(())
            },
        )?;
        for (cell, row) in public {
            layouter.constrain_instance(cell, columns.instance, row);
        }
        layouter.next_phase();
        let challenges: Vec<Value<Fr>> =
            columns.challenges.iter().map(|c| layouter.get_challenge(*c)).collect();
        let mut known = [None; CHALLENGES as usize];
        for (slot, v) in known.iter_mut().zip(challenges) {
            v.map(|v| *slot = Some(v));
        }
        let filled = match (self.run, known) {
            (Some((grid, instance)), [Some(t), Some(beta), Some(gamma)]) => {
                second_phase(plan, &mut grid.borrow_mut(), instance, [t, beta, gamma]);
                Some(grid.borrow())
            }
            _ => None,
        };
        let Some(grid) = filled else { return Ok(()) };
        layouter.assign_region(
            || "second phase",
            |mut region| {
                for (column, values) in columns.advice.iter().zip(&grid.advice).skip(first) {
                    for (row, v) in values.iter().enumerate().take(rows as usize) {
                        region.assign_advice(*column, row, Value::known(*v));
                    }
                }
                Ok(())
            },
        )
    }
}
