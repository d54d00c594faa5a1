//! The advice cells of a proof under construction.

use ff::Field;

use super::field::{Fr, fr};

/// Advice columns by number; lanes, which hold small integers, twice.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Integers of the lanes.
    pub lanes: Vec<Vec<u32>>,
    /// All advice columns.
    pub advice: Vec<Vec<Fr>>,
}

impl Grid {
    /// A table of zeros.
    pub fn new(lanes: usize, columns: usize, rows: usize) -> Self {
        Self { lanes: vec![vec![0; rows]; lanes], advice: vec![vec![Fr::ZERO; rows]; columns] }
    }

    /// Sets a cell of a lane that is looked up.
    pub fn lane(&mut self, column: u16, row: u32, v: u32) {
        self.lanes[usize::from(column)][row as usize] = v;
        self.set(column, row, fr(v.into()));
    }

    /// Sets a cell.
    pub fn set(&mut self, column: u16, row: u32, v: Fr) {
        self.advice[usize::from(column)][row as usize] = v;
    }

    /// Reads a cell.
    pub fn get(&self, column: u16, row: u32) -> Fr {
        self.advice[usize::from(column)][row as usize]
    }
}
