//! From cells to relations: cells of one kind and depth become one tensor, defined by one relation.

use std::collections::BTreeMap;

use gadgets::scalar::signed;
use gadgets::{Buffer, Status};

use super::cells::{Bitwise, Cell, CellId, Cells, Kind};
use crate::{
    Builder, Diagnostic, Divisor, EinsumSpec, Element, IndexMap, Range, Reduction, Ref, Rounding, TableId,
    TensorId,
};

type Result<T> = std::result::Result<T, Box<Diagnostic>>;

/// Places cells in tensors.
pub(super) struct Emitter<'a> {
    builder: &'a mut Builder,
    cells: &'a Cells,
    tables: &'a [Buffer],
    /// Where each cell lives, once it does.
    places: BTreeMap<CellId, (TensorId, u32)>,
}

/// Most entries of a matrix that is written out although most of them are 0.
const SMALL_MATRIX: usize = 1 << 12;

impl<'a> Emitter<'a> {
    pub fn new(builder: &'a mut Builder, cells: &'a Cells, tables: &'a [Buffer]) -> Self {
        Self { builder, cells, tables, places: BTreeMap::new() }
    }

    /// Defines everything that the cells `used` need.
    pub fn run(&mut self, used: &[CellId]) -> Result<()> {
        let mut groups: BTreeMap<(u32, &Kind), Vec<CellId>> = BTreeMap::new();
        let mut numbers: BTreeMap<i64, Vec<CellId>> = BTreeMap::new();
        let mut stack = used.to_vec();
        let mut seen = std::collections::BTreeSet::new();
        while let Some(c) = stack.pop() {
            if !seen.insert(c) {
                continue;
            }
            let cell = self.cells.get(c);
            match &cell.kind {
                Kind::Leaf(Element::Of(t, i)) => {
                    self.places.insert(c, (*t, *i));
                }
                Kind::Leaf(Element::Value(v)) => numbers.entry(*v).or_default().push(c),
                kind => groups.entry((cell.depth, kind)).or_default().push(c),
            }
            stack.extend(&cell.args);
        }
        if !numbers.is_empty() {
            let values: Vec<i64> = numbers.keys().copied().collect();
            let tensor = self.builder.constant(&[values.len() as u32], &values);
            for (i, c) in
                numbers.into_values().enumerate().flat_map(|(i, cs)| cs.into_iter().map(move |c| (i, c)))
            {
                self.places.insert(c, (tensor, i as u32));
            }
        }
        for ((_, kind), mut group) in groups {
            group.sort_unstable();
            let parts = if *kind == Kind::Matrix { self.split(group) } else { vec![group] };
            for part in parts {
                let out = self.group(kind, &part)?;
                self.tighten(out, &part);
                for (i, c) in part.into_iter().enumerate() {
                    self.places.insert(c, (out, i as u32));
                }
            }
        }
        Ok(())
    }

    /// Linear forms for one matrix each: all of them where that is not mostly 0, else those of like length.
    fn split(&self, group: Vec<CellId>) -> Vec<Vec<CellId>> {
        if self.is_dense(&group) {
            return vec![group];
        }
        let mut by_length: BTreeMap<u32, Vec<CellId>> = BTreeMap::new();
        for c in group {
            by_length.entry(self.cells.get(c).args.len().ilog2()).or_default().push(c);
        }
        by_length.into_values().collect()
    }

    fn is_dense(&self, group: &[CellId]) -> bool {
        let columns = self.columns(group);
        let terms: usize = group.iter().map(|c| self.cells.get(*c).args.len()).sum();
        group.len() * columns.len() <= (4 * terms).max(SMALL_MATRIX)
    }

    /// The cells that linear forms read, ascending.
    fn columns(&self, group: &[CellId]) -> Vec<CellId> {
        let mut columns: Vec<CellId> = group.iter().flat_map(|c| &self.cells.get(*c).args).copied().collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Where our analysis knows far more than the relation's interval (remainders), a check tells the
    /// backend; it never fails.
    fn tighten(&mut self, out: TensorId, group: &[CellId]) {
        let known = self.builder.graph().tensor(out).range;
        let hull = group.iter().map(|c| self.cells.range(*c)).reduce(Range::hull).unwrap_or(known);
        if known.bits() > hull.bits() + 1 {
            self.builder.check(out, hull, Status::ValueRange.code());
        }
    }

    /// The cells, which have places, as one vector.
    pub fn gather(&self, cells: &[CellId]) -> Ref {
        let places: Vec<(TensorId, u32)> = cells.iter().map(|c| self.places[c]).collect();
        let size = |t: TensorId| self.builder.graph().tensor(t).numel().unwrap_or(0) as u32;
        let mut starts: BTreeMap<TensorId, u32> = BTreeMap::new();
        let (mut parts, mut total) = (Vec::new(), 0);
        for (t, _) in &places {
            starts.entry(*t).or_insert_with(|| {
                parts.push((*t, size(*t)));
                total += size(*t);
                total - size(*t)
            });
        }
        let indices: Vec<u32> = places.iter().map(|(t, i)| starts[t] + i).collect();
        let source = match parts[..] {
            [(t, n)] if self.builder.graph().tensor(t).shape == [n] => Ref::from(t),
            [(t, n)] => Ref::from(t).reshape(vec![n]),
            _ => Ref::joined(parts),
        };
        let step = indices.get(1).map_or(1, |second| i64::from(*second) - i64::from(indices[0]));
        let even = indices.windows(2).all(|w| i64::from(w[1]) - i64::from(w[0]) == step);
        let shape = vec![indices.len() as u32];
        match even {
            true if (step, indices[0], indices.len() as u32) == (1, 0, total) => source,
            true => {
                let map = IndexMap::Affine { offset: indices[0].into(), strides: vec![step] };
                source.view(shape, map)
            }
            false => source.view(shape, IndexMap::Indices(indices)),
        }
    }

    fn range(&self, r: &Ref) -> Range {
        self.builder.graph().ranges_of(r).map_or(Range::point(0), |r| r.hull())
    }

    /// Argument `i` of every cell of the group.
    fn argument(&self, group: &[CellId], i: usize) -> Ref {
        let args: Vec<CellId> = group.iter().map(|c| self.cells.get(*c).args[i]).collect();
        self.gather(&args)
    }

    /// Moves what the analysis knows into the relations: an identity on values that lie in `range`.
    fn within(&mut self, x: Ref, range: Range) -> Result<Ref> {
        if range.contains_range(self.range(&x)) {
            return Ok(x);
        }
        Ok(self.builder.div_round(x, Divisor::Pow2(0), Rounding::Floor, Some(range))?.into())
    }

    fn group(&mut self, kind: &Kind, group: &[CellId]) -> Result<TensorId> {
        let x = match kind {
            Kind::Leaf(_) | Kind::Matrix => return self.matrix(group),
            _ => self.argument(group, 0),
        };
        match kind {
            Kind::Leaf(_) | Kind::Matrix => self.matrix(group),
            Kind::Affine(factors, constant) => {
                let terms = factors.iter().enumerate().map(|(i, k)| (*k, self.argument(group, i))).collect();
                self.builder.affine(terms, *constant)
            }
            Kind::Checked { lo, hi, status } => {
                let copy = self.builder.affine(vec![(1, x)], 0)?;
                self.builder.check(copy, Range { lo: *lo, hi: *hi }, *status);
                Ok(copy)
            }
            Kind::Product => {
                let y = self.argument(group, 1);
                self.builder.mul(x, y)
            }
            Kind::Divide { divisor, half_up, clip } => {
                let rounding = if *half_up { Rounding::HalfUp } else { Rounding::Floor };
                let by = match divisor.trailing_zeros() {
                    n if divisor.is_positive() && *divisor == 1 << n => Divisor::Pow2(n as u8),
                    _ => Divisor::Const(*divisor),
                };
                let clip = clip.map(|(lo, hi)| Range { lo, hi });
                self.builder.div_round(x, by, rounding, clip)
            }
            Kind::Negative => {
                // floor(x / 2^w) for x in -2^w .. 2^w.
                let mut width = self.range(&x).bits() - 1;
                let mut x = x;
                if width > 62 {
                    x = self
                        .builder
                        .div_round(x, Divisor::Pow2((width - 62) as u8), Rounding::Floor, None)?
                        .into();
                    width = 62;
                }
                self.builder.div_round(x, Divisor::Pow2(width as u8), Rounding::Floor, None)
            }
            Kind::Quotient => {
                let y = self.argument(group, 1);
                let most = self.range(&y).hi.max(1);
                let y = self.within(y, Range { lo: 1, hi: most })?;
                self.builder.div_round(x, Divisor::Tensor(y), Rounding::Floor, None)
            }
            Kind::Maximum(count) => {
                let cells = self.cells;
                let all: Vec<CellId> = (0..*count as usize)
                    .flat_map(|i| group.iter().map(move |c| cells.get(*c).args[i]))
                    .collect();
                let all = self.gather(&all).reshape(vec![*count, group.len() as u32]);
                self.builder.max(all, Reduction::Axes(vec![0]), None)
            }
            Kind::AtLeast(least) => self.builder.max(x, Reduction::Axes(Vec::new()), Some(*least)),
            Kind::Lookup { table } => {
                let data = &self.tables[*table as usize];
                let bits = data.element().bits() as u8;
                let values: Vec<i64> = (0..data.len())
                    .filter_map(|i| data.get(i))
                    .map(|v| signed(v.into(), bits) as i64)
                    .collect();
                self.entries(x, &values)
            }
            Kind::Bitwise(Bitwise { and, xor, bits }) => {
                let mask = (1i64 << bits) - 1;
                let value = |v: i64| match (v >> bits, v & mask) {
                    (a, b) if *and => a & b,
                    (a, b) if *xor => a ^ b,
                    (a, b) => a | b,
                };
                let values: Vec<i64> = (0..1 << (2 * bits)).map(value).collect();
                self.entries(x, &values)
            }
        }
    }

    fn entries(&mut self, x: Ref, values: &[i64]) -> Result<TensorId> {
        let x = self.within(x, Range { lo: 0, hi: values.len() as i128 - 1 })?;
        let table: TableId = self.builder.table(0, values);
        self.builder.lut(table, x)
    }

    /// Linear forms as one product with a constant matrix; rows of their own where that would be mostly 0.
    fn matrix(&mut self, group: &[CellId]) -> Result<TensorId> {
        let rows: Vec<&Cell> = group.iter().map(|c| self.cells.get(*c)).collect();
        let n = rows.len();
        let columns = self.columns(group);
        let constants: Vec<i64> = rows.iter().map(|r| r.row.1).collect();
        let dense = self.is_dense(group);
        let bias_shape = if dense { vec![1, n as u32] } else { vec![n as u32] };
        let bias =
            constants.iter().any(|c| *c != 0).then(|| self.builder.constant(&bias_shape, &constants).into());
        if dense {
            let mut matrix = vec![0; n * columns.len()];
            for (i, row) in rows.iter().enumerate() {
                for (arg, k) in row.args.iter().zip(&row.row.0) {
                    let at = columns.partition_point(|c| c < arg);
                    matrix[i * columns.len() + at] = *k;
                }
            }
            let x = self.gather(&columns).reshape(vec![1, columns.len() as u32]);
            let w = self.builder.constant(&[n as u32, columns.len() as u32], &matrix);
            return self.builder.einsum(EinsumSpec::linear(), x, w, bias);
        }
        let width = rows.iter().map(|r| r.args.len()).max().unwrap_or(1);
        let (mut args, mut factors) = (Vec::new(), Vec::new());
        for row in &rows {
            args.extend((0..width).map(|i| row.args.get(i).copied().unwrap_or(row.args[0])));
            factors.extend((0..width).map(|i| row.row.0.get(i).copied().unwrap_or(0)));
        }
        let shape = [n as u32, width as u32];
        let x = self.gather(&args).reshape(shape.to_vec());
        let w = self.builder.constant(&shape, &factors);
        self.builder.einsum(EinsumSpec::new("nt", "nt", "n"), x, w, bias)
    }
}
