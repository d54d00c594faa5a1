//! Tables, and elements at positions that are data.
//!
//! Constant positions are a view. Constants are function tables: of the index, or of the position among all of them. Among elements that are no
//! constants one is selected by a row of zeros and a one, which is a table too.

use gadgets::Status;
use gadgets::primitive::Lookup;

use super::{Operand, Together, Walk};
use crate::lower::{LowerError, Lowered};
use crate::{Range, Visibility};

/// Most elements among which data selects, where they are data themselves: each takes rows of its own.
const MAX_SELECTED: u32 = 256;
/// The same among weights that are hidden: the rows of an embedding are as many as its vocabulary.
const MAX_WEIGHTS: u32 = 4096;

impl Walk<'_> {
    pub(super) fn lookup(&mut self, w: &Lookup) -> Lowered<Operand> {
        let (table, x) = (self.operand(&w.table)?, self.operand(&w.x)?);
        if let Some(values) = table.constant(self.builder.graph()) {
            return self.of_table(w.first.into(), &values, &x);
        }
        let all = Together::new(&[&x]);
        let index = match w.first {
            0 => x.clone(),
            first => {
                let first = first.checked_neg().ok_or_else(|| self.beyond())?;
                let t = self.builder.affine(vec![(1, all.read(0))], first)?;
                all.expand(self.builder, t)
            }
        };
        let axes: Vec<_> = index.shape.iter().map(|n| Err(*n)).chain([Ok(0)]).collect();
        self.gather(&table.spread(&axes), &index)
    }

    fn beyond(&self) -> LowerError {
        self.unsupported("a table whose first argument is the least number of 64 bits".to_owned())
    }

    fn of_table(&mut self, first: i128, values: &[i64], x: &Operand) -> Lowered<Operand> {
        let covered = Range { lo: first, hi: first + values.len() as i128 - 1 };
        let x = self.within(x.clone(), covered, Status::ValueRange)?;
        let all = Together::new(&[&x]);
        let table = self.builder.table(first, values);
        let t = self.builder.lut(table, all.read(0))?;
        Ok(all.expand(self.builder, t))
    }

    /// `data[o, index[o]]`.
    pub(super) fn gather(&mut self, data: &Operand, index: &Operand) -> Lowered<Operand> {
        if let Some(positions) = index.constant(self.builder.graph()) {
            return data.at(&positions).map_err(|e| self.view_error(&e));
        }
        let outer = index.shape.len();
        let count = data.shape[outer];
        let least = Range { lo: 0, hi: i128::from(count) - 1 };
        let index = self.within(index.clone(), least, Status::ValueRange)?;
        let kept: Vec<usize> = (0..outer).filter(|k| data.strides[*k] != 0).collect();
        let own: Vec<usize> = kept.iter().copied().chain([outer]).collect();
        let Some(values) = data.axes(&own).constant(self.builder.graph()) else {
            return self.select(data, &index, count);
        };
        if kept.is_empty() {
            return self.of_table(0, &values, &index);
        }
        // The position among all of them: where the row starts, and the index.
        let rows: Vec<u32> = kept.iter().map(|k| data.shape[*k]).collect();
        let total = rows.iter().map(|n| i64::from(*n)).product::<i64>();
        let starts: Vec<i64> = (0..total).map(|row| row * i64::from(count)).collect();
        let starts = self.builder.constant(&rows, &starts);
        let own = |k: usize| kept.iter().position(|axis| *axis == k).ok_or(index.shape[k]);
        let axes: Vec<Result<usize, u32>> = (0..outer).map(own).collect();
        let starts = Operand::tensor(self.builder.graph(), starts).spread(&axes);
        let all = Together::new(&[&index, &starts]);
        let t = self.builder.affine(vec![(1, all.read(0)), (1, all.read(1))], 0)?;
        let at = all.expand(self.builder, t);
        self.of_table(0, &values, &at)
    }

    /// `Σ data[o, j]·(1 where index[o] = j, else 0)`.
    fn select(&mut self, data: &Operand, index: &Operand, count: u32) -> Lowered<Operand> {
        let graph = self.builder.graph();
        let hidden = data.under().is_some_and(|t| graph.tensor(t).vis == Visibility::Parameter);
        let most = if hidden { MAX_WEIGHTS } else { MAX_SELECTED };
        if count > most {
            let reason = format!(
                "data selects among {count} elements that are no constants; the circuit does so among {most} \
                 at most"
            );
            return Err(self.unsupported(reason));
        }
        let below: Vec<i64> = (0..i64::from(count)).map(|j| -j).collect();
        let below = self.builder.constant(&[count], &below);
        let repeat: Vec<_> = index.shape.iter().map(|n| Err(*n)).chain([Ok(0)]).collect();
        let below = Operand::tensor(self.builder.graph(), below).spread(&repeat);
        let along: Vec<_> = (0..index.shape.len()).map(Ok).chain([Err(count)]).collect();
        let index = index.clone().spread(&along);
        let all = Together::new(&[&index, &below]);
        let t = self.builder.affine(vec![(1, all.read(0)), (1, all.read(1))], 0)?;
        let difference = all.expand(self.builder, t);
        let hit = self.is_zero(&difference, i64::from(count) - 1)?;
        self.einsum(&hit, data, None, 1)
    }

    /// 1 where an operand in `-most..=most` is 0, else 0: a table.
    pub(super) fn is_zero(&mut self, x: &Operand, most: i64) -> Lowered<Operand> {
        let values: Vec<i64> = (-most..=most).map(|v| i64::from(v == 0)).collect();
        self.of_table((-most).into(), &values, x)
    }
}
