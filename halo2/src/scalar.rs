//! Scalar rows: one operation of any kind on each row, the fallback for every relation that no identity or
//! window takes.
//!
//! A row holds three wide cells `a, b, c` and, in its lanes, two numbers `low` and `high` in limbs:
//! `A·a + B·b + P·a·b + C·c + K = 0`; where checked, `c − least = low` and `low + high = largest − least`, so
//! `c` lies exactly between; with a tag, `(a, c)` is a line of a function table. Coefficients lie in fixed
//! columns and are their own selectors.

use circuit::{Divisor, Element, Graph, Range, Reduction, Ref, Relation, Rounding, TableId, TensorId};

use super::bilinear::known;
use super::block::{Address, Block, Content, HomeCell, Lanes, home};
use super::build::{Builder, PlanError, Share};
use super::columns::Coefficient;
use super::system::Column;

/// What a cell of a scalar row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing: zero, without weight.
    Unused,
    /// A copy of an element, less the offset of its home.
    Copy(TensorId, u32, i128),
    /// The home of an element.
    Home(TensorId, u32),
    /// The same as a cell of an earlier row of the block: row and port.
    Row(u32, u32),
    /// What the row's equation makes it; only `c`.
    Computed,
    /// A quotient.
    Quotient(Known, Known, Rounding),
    /// The larger (or smaller) of an earlier `c` and a constant.
    Clamp(u32, i128, bool),
    /// Bits `from..from + count` of an earlier `c`.
    Bits(u32, u32, u32),
}

/// What a prover knows of an operand when it fills a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// A constant.
    Const(i128),
    /// An element.
    Element(TensorId, u32),
    /// The `c` of an earlier row.
    Row(u32),
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScalarRow {
    /// `a`, `b`, `c`.
    pub cells: [Value; 3],
    /// `A`, `B`, `P`, `C`, `K`.
    pub coefficients: [i128; 5],
    /// Where `c` lies, as the row itself checks.
    pub range: Option<Range>,
    /// Where `c` lies, as this row or later ones check.
    pub holds: Option<Range>,
    /// The function table that maps `a` to `c`.
    pub table: Option<TableId>,
}

/// An operand: a constant or the `c` of a row that is worth its value.
#[derive(Clone, Copy, Debug)]
enum Operand {
    Known(i128),
    Element(TensorId, u32, i128),
    Row(u32),
}

impl Operand {
    fn known(self) -> Known {
        match self {
            Self::Known(v) => Known::Const(v),
            Self::Element(t, i, _) => Known::Element(t, i),
            Self::Row(r) => Known::Row(r),
        }
    }
}

/// Rows of one relation under construction.
struct Rows<'b, 'g> {
    builder: &'b mut Builder<'g>,
    relation: Option<usize>,
    number: usize,
    rows: Vec<ScalarRow>,
    copies: Vec<(Address, u32, Column)>,
    /// Whether there are more rows than the largest table has: no more of them are made then.
    full: bool,
    /// Whether a coefficient exceeds 128 bits.
    wide: bool,
}

/// `A·(x + lx) + B·(y + ry) + P·(x + lx)·(y + ry) + C·c + K` in `x`, `y` and `c`; `None` beyond 128 bits.
fn moved([a, b, p, c, k]: [i128; 5], lx: i128, ry: i128) -> Option<[i128; 5]> {
    let (pl, pr) = (p.checked_mul(lx)?, p.checked_mul(ry)?);
    let constants = [a.checked_mul(lx)?, b.checked_mul(ry)?, pl.checked_mul(ry)?];
    let k = constants.into_iter().try_fold(k, i128::checked_add)?;
    Some([a.checked_add(pr)?, b.checked_add(pl)?, p, c, k])
}

impl Rows<'_, '_> {
    fn operand(&self, e: Element) -> Result<Operand, PlanError> {
        if let Some(v) = known(self.builder.graph, e) {
            return Ok(Operand::Known(v));
        }
        let Element::Of(t, i) = e else { return Ok(Operand::Known(0)) };
        let cell = home(&self.builder.homes, t, i);
        let cell =
            cell.ok_or_else(|| self.builder.internal(self.relation.unwrap_or(0), "an operand has no cell"))?;
        Ok(Operand::Element(t, i, cell.offset))
    }

    /// Cell value and offset of a port.
    fn place(&mut self, operand: Operand, port: u32) -> (Value, i128) {
        let row = self.rows.len() as u32;
        match operand {
            Operand::Known(v) => (Value::Unused, v),
            Operand::Row(r) => {
                let at = Address { block: self.number, row: r, column: self.column(2) };
                self.copies.push((at, row, self.column(port)));
                (Value::Row(r, 2), 0)
            }
            Operand::Element(t, i, offset) => {
                if let Some(cell) = home(&self.builder.homes, t, i) {
                    self.copies.push((cell.at, row, self.column(port)));
                }
                (Value::Copy(t, i, offset), offset)
            }
        }
    }

    fn column(&self, port: u32) -> Column {
        Column::Advice(self.builder.columns.port(port))
    }

    /// Adds `A·x + B·y + P·x·y + C·c + K = 0`; `c` may be checked. Returns the row.
    fn row(
        &mut self,
        x: Operand,
        y: Operand,
        c: Value,
        coefficients: [i128; 5],
        range: Option<Range>,
    ) -> u32 {
        self.full |= self.rows.len() as u64 >= Builder::MOST_ROWS;
        if self.full {
            return 0;
        }
        let (left, lx) = self.place(x, 0);
        let (right, ry) = self.place(y, 1);
        // A constant operand has no cell: its weight moves to the other operand and to the constant.
        let mut coefficients = moved(coefficients, lx, ry).unwrap_or_else(|| {
            self.wide = true;
            [0; 5]
        });
        for (port, known) in [(0, left), (1, right)] {
            if known == Value::Unused {
                coefficients[port] = 0;
                coefficients[2] = 0;
            }
        }
        if let Value::Home(t, i) = c {
            let at = Address { block: self.number, row: self.rows.len() as u32, column: self.column(2) };
            self.builder.set_home(t, i, HomeCell { at, offset: 0 });
        }
        self.rows.push(ScalarRow { cells: [left, right, c], coefficients, range, holds: range, table: None });
        self.rows.len() as u32 - 1
    }

    /// `c = x`, where `x` may be anything.
    fn copy(&mut self, x: Operand, c: Value, range: Option<Range>) -> u32 {
        self.row(x, Operand::Known(0), c, [1, 0, 0, -1, 0], range)
    }

    /// `c = Σ coefficient·x + constant`.
    fn linear(
        &mut self,
        terms: &[(i128, Operand)],
        mut constant: i128,
        c: Value,
        range: Option<Range>,
    ) -> u32 {
        let mut variables = Vec::new();
        for (f, x) in terms {
            match x {
                Operand::Known(v) => match f.checked_mul(*v).and_then(|v| constant.checked_add(v)) {
                    Some(sum) => constant = sum,
                    None => self.wide = true,
                },
                _ => variables.push((*f, *x)),
            }
        }
        let nothing = (0, Operand::Known(0));
        let mut rest = variables.into_iter().peekable();
        let mut first = rest.next().unwrap_or(nothing);
        loop {
            let second = rest.next().unwrap_or(nothing);
            let last = rest.peek().is_none();
            let (value, range) = if last { (c, range) } else { (Value::Computed, None) };
            let row = self.row(first.1, second.1, value, [first.0, second.0, 0, -1, constant], range);
            if last {
                return row;
            }
            (first, constant) = ((1, Operand::Row(row)), 0);
        }
    }

    /// Upper end of an operand's range.
    fn largest(&self, x: Operand) -> i128 {
        match x {
            Operand::Known(v) => v,
            Operand::Element(t, ..) => self.builder.graph.tensor(t).range.hi,
            Operand::Row(_) => i128::from(i64::MAX),
        }
    }

    /// Bits that one row can check.
    fn capacity(&self) -> u32 {
        self.builder.config.bits * self.builder.config.limbs()
    }

    /// Adds what the widest ranges need beyond a row: `c` of `row` lies in `range`.
    fn check(&mut self, row: u32, range: Range) {
        let cap = self.capacity();
        let bits = 128 - (range.count() - 1).leading_zeros();
        let Some(checked) = self.rows.get_mut(row as usize) else { return };
        checked.holds = Some(range);
        if bits <= cap {
            checked.range = Some(range);
            return;
        }
        // Both differences are sums of limbs, so neither is negative.
        for (sign, end) in [(1, -range.lo), (-1, range.hi)] {
            let whole = self.linear(&[(sign, Operand::Row(row))], end, Value::Computed, None);
            let mut sum: Option<u32> = None;
            let mut from = 0;
            while from < bits {
                let count = cap.min(bits - from);
                let limb = Range::new(0, (1 << count) - 1);
                let nothing = Operand::Known(0);
                let part = self.row(nothing, nothing, Value::Bits(whole, from, count), [0; 5], Some(limb));
                let scaled = (1i128 << from, Operand::Row(part));
                let terms: Vec<_> = sum.map(|s| (1, Operand::Row(s))).into_iter().chain([scaled]).collect();
                sum = Some(self.linear(&terms, 0, Value::Computed, None));
                from += count;
            }
            if let Some(sum) = sum {
                self.row(Operand::Row(sum), Operand::Row(whole), Value::Unused, [1, -1, 0, 0, 0], None);
            }
        }
    }

    /// The quotient of `num` by `den`, rounded, with its remainder bound: the row that holds it.
    fn quotient(
        &mut self,
        num: Operand,
        den: Operand,
        rounding: Rounding,
        of: Range,
        c: Option<Value>,
    ) -> u32 {
        let nothing = Operand::Known(0);
        let value = c.unwrap_or(Value::Quotient(num.known(), den.known(), rounding));
        let q = self.row(nothing, nothing, value, [0; 5], None);
        self.check(q, of);
        if let Operand::Known(d) = den {
            // round(n / d) = floor((n + d/2) / d) for even d, floor((2n + d) / 2d) for odd d.
            let (scale, offset) = match rounding {
                Rounding::Floor => (1, 0),
                Rounding::HalfUp if d % 2 == 0 => (1, d / 2),
                Rounding::HalfUp => (2, d),
            };
            let rem = [(scale, num), (-scale * d, Operand::Row(q))];
            let rem = self.linear(&rem, offset, Value::Computed, None);
            self.check(rem, Range::new(0, scale * d - 1));
            return q;
        }
        // 0 <= rem < den, or for rounding to nearest 0 <= 2n + den - 2·q·den < 2·den.
        let (scale, half) = if rounding == Rounding::HalfUp { (2, 1) } else { (1, 0) };
        let part = self.row(Operand::Row(q), den, Value::Computed, [0, half, -scale, -1, 0], None);
        let rem = self.linear(&[(scale, num), (1, Operand::Row(part))], 0, Value::Computed, None);
        let most = self.largest(den) * scale - 1;
        self.check(rem, Range::new(0, most));
        let left = self.linear(&[(scale, den), (-1, Operand::Row(rem))], -1, Value::Computed, None);
        self.check(left, Range::new(0, most));
        q
    }

    /// `min(x, bound)` or `max(x, bound)` of a row with values in `of`.
    fn clamp(&mut self, x: u32, of: Range, bound: i128, upper: bool, c: Option<Value>) -> u32 {
        let value = c.unwrap_or(Value::Clamp(x, bound, upper));
        let nothing = Operand::Known(0);
        let w = self.row(nothing, nothing, value, [0; 5], None);
        let (range, cut) = if upper {
            (Range::new(of.lo.min(bound), bound), of.hi - bound)
        } else {
            (Range::new(bound, of.hi.max(bound)), bound - of.lo)
        };
        self.check(w, range);
        let sign = if upper { 1 } else { -1 };
        let d = self.linear(&[(sign, Operand::Row(x)), (-sign, Operand::Row(w))], 0, Value::Computed, None);
        self.check(d, Range::new(0, cut.max(0)));
        // d·(bound − w) = 0
        self.row(Operand::Row(d), Operand::Row(w), Value::Unused, [bound, 0, -1, 0, 0], None);
        w
    }

    /// The largest candidate.
    fn maximum(&mut self, candidates: &[Operand], c: Value, spread: i128) -> u32 {
        let nothing = Operand::Known(0);
        let m = self.row(nothing, nothing, c, [0; 5], None);
        let mut product: Option<u32> = None;
        for (i, x) in candidates.iter().enumerate() {
            let d = self.linear(&[(1, Operand::Row(m)), (-1, *x)], 0, Value::Computed, None);
            self.check(d, Range::new(0, spread));
            let last = i + 1 == candidates.len();
            let (value, weight) = if last { (Value::Unused, 0) } else { (Value::Computed, -1) };
            product = Some(match product {
                Some(p) => self.row(Operand::Row(p), Operand::Row(d), value, [0, 0, 1, weight, 0], None),
                None => self.row(Operand::Row(d), nothing, value, [1, 0, 0, weight, 0], None),
            });
        }
        m
    }

    fn finish(self) -> Result<(), PlanError> {
        let Self { builder, relation, rows, copies, number, full, wide } = self;
        if wide {
            return Err(builder.refuse(relation.unwrap_or(0), "a coefficient exceeds 128 bits".into()));
        }
        builder.take(Share::Ports, rows.len() as u64 + u64::from(full))?;
        let mut block = Block::new(relation, "scalar rows", rows.len() as u32);
        block.lanes = Lanes::Checked;
        block.ports = true;
        block.copies = copies;
        for (i, row) in (0..).zip(&rows) {
            let mut put =
                |c: Coefficient, v: i128| block.constants.push((i, builder.columns.coefficient(c), v));
            let names =
                [Coefficient::A, Coefficient::B, Coefficient::Product, Coefficient::C, Coefficient::Constant];
            names.into_iter().zip(row.coefficients).for_each(|(c, v)| put(c, v));
            if let Some(r) = row.range {
                put(Coefficient::Checked, 1);
                put(Coefficient::Low, -r.lo);
                put(Coefficient::Width, r.hi - r.lo);
            }
            if let Some(t) = row.table {
                put(Coefficient::Tag, i128::from(t.0) + 1);
            }
        }
        block.content = Content::Scalars(rows);
        builder.blocks[number] = block;
        Ok(())
    }
}

impl<'g> Builder<'g> {
    fn rows(&mut self, relation: Option<usize>) -> Rows<'_, 'g> {
        // The number is taken now, because homes refer to it.
        self.blocks.push(Block::new(relation, "scalar rows", 0));
        self.used.scalars = true;
        let number = self.blocks.len() - 1;
        Rows {
            builder: self,
            relation,
            number,
            rows: Vec::new(),
            copies: Vec::new(),
            full: false,
            wide: false,
        }
    }

    /// Homes and range checks of a private input.
    pub(super) fn private(&mut self, t: TensorId) -> Result<(), PlanError> {
        let (range, count) = (self.graph.tensor(t).range, self.graph.tensor(t).numel().unwrap_or(0));
        let mut rows = self.rows(None);
        for i in 0..count as u32 {
            let nothing = Operand::Known(0);
            let row = rows.row(nothing, nothing, Value::Home(t, i), [0; 5], None);
            rows.check(row, range);
        }
        rows.finish()
    }

    /// Range checks of a tensor that has homes already.
    pub(super) fn check_range(&mut self, relation: usize, t: TensorId) -> Result<(), PlanError> {
        let (range, count) = (self.graph.tensor(t).range, self.graph.tensor(t).numel().unwrap_or(0));
        let mut rows = self.rows(Some(relation));
        for i in 0..count as u32 {
            let x = rows.operand(Element::Of(t, i))?;
            let row = rows.copy(x, Value::Computed, None);
            rows.check(row, range);
        }
        rows.finish()
    }

    /// Cells that hold the exact values of these elements, one for each: block and rows.
    pub(super) fn exact(&mut self, elements: &[Element]) -> Result<Vec<Address>, PlanError> {
        let mut rows = self.rows(None);
        let mut cells = Vec::new();
        for e in elements {
            let x = rows.operand(*e)?;
            let row = rows.copy(x, Value::Computed, None);
            cells.push(Address { block: rows.number, row, column: rows.column(2) });
        }
        rows.finish()?;
        Ok(cells)
    }

    /// A relation by scalar rows.
    pub(super) fn scalars(&mut self, number: usize, relation: &Relation) -> Result<(), PlanError> {
        let graph = self.graph;
        self.room(Share::Ports, at_least(graph, relation))?;
        let elements = |r| graph.elements(r).map_err(|e| self.view(number, e));
        let operands: Vec<Vec<Element>> =
            relation.operands().into_iter().map(elements).collect::<Result<_, _>>()?;
        let out = relation.out();
        let range = out.map(|t| graph.tensor(t).range);
        let checked = out.is_some_and(|t| graph.tensor(t).checked.is_some());
        let hull = |t: &[Element]| {
            Range::of(t.iter().flat_map(|e| {
                let r = match e {
                    Element::Value(v) => Range::point((*v).into()),
                    Element::Of(t, _) => graph.tensor(*t).range,
                };
                [r.lo, r.hi]
            }))
            .unwrap_or(Range::point(0))
        };
        let mut rows = self.rows(Some(number));
        let home = |i: usize| out.map_or(Value::Computed, |t| Value::Home(t, i as u32));
        match relation {
            Relation::Affine { terms, constant, .. } => {
                for i in 0..operands[0].len() {
                    let mut list = Vec::new();
                    for ((f, _), x) in terms.iter().zip(&operands) {
                        list.push((i128::from(*f), rows.operand(x[i])?));
                    }
                    let row = rows.linear(&list, (*constant).into(), home(i), None);
                    rows.enforce(row, checked.then_some(range).flatten());
                }
            }
            Relation::Mul { .. } => {
                for (i, (x, y)) in operands[0].iter().zip(&operands[1]).enumerate() {
                    let (x, y) = (rows.operand(*x)?, rows.operand(*y)?);
                    let row = rows.row(x, y, home(i), [0, 0, 1, -1, 0], None);
                    rows.enforce(row, checked.then_some(range).flatten());
                }
            }
            Relation::Reduce { x, over, .. } => {
                for (i, folded) in members(graph, x, over).into_iter().enumerate() {
                    let mut list = Vec::new();
                    for m in folded {
                        list.push((1, rows.operand(operands[0][m])?));
                    }
                    let row = rows.linear(&list, 0, home(i), None);
                    rows.enforce(row, checked.then_some(range).flatten());
                }
            }
            Relation::Max { x, over, floor, .. } => {
                let hi = range.map_or(0, |r| r.hi).max(hull(&operands[0]).hi);
                let spread = hi.max(floor.unwrap_or(i64::MIN).into())
                    - hull(&operands[0]).lo.min(floor.unwrap_or(i64::MAX).into());
                for (i, folded) in members(graph, x, over).into_iter().enumerate() {
                    let mut list = Vec::new();
                    for m in folded {
                        list.push(rows.operand(operands[0][m])?);
                    }
                    list.extend(floor.map(|f| Operand::Known(f.into())));
                    let row = rows.maximum(&list, home(i), spread);
                    rows.enforce(row, checked.then_some(range).flatten());
                }
            }
            Relation::DivRound { den, rounding, clip, .. } => {
                for i in 0..operands[0].len() {
                    let num = rows.operand(operands[0][i])?;
                    let (den, dens) = match den {
                        Divisor::Pow2(n) => (Operand::Known(1 << n), Range::point(1 << n)),
                        Divisor::Const(d) => (Operand::Known((*d).into()), Range::point((*d).into())),
                        Divisor::Tensor(_) => (rows.operand(operands[1][i])?, hull(&operands[1][i..=i])),
                    };
                    let image = hull(&operands[0][i..=i]).div_round(dens, *rounding);
                    let image =
                        image.ok_or_else(|| rows.builder.internal(number, "an unbounded quotient"))?;
                    let range = range.unwrap_or(image);
                    let cut = clip.filter(|c| !c.contains_range(image));
                    let whole = matches!(den, Operand::Known(1));
                    let Some(clip) = cut else {
                        if whole {
                            let row = rows.copy(num, home(i), None);
                            rows.enforce(row, checked.then_some(range));
                        } else {
                            let of = if checked { range } else { image };
                            rows.quotient(num, den, *rounding, of, Some(home(i)));
                        }
                        continue;
                    };
                    let mut row = if whole {
                        rows.copy(num, Value::Computed, None)
                    } else {
                        rows.quotient(num, den, *rounding, image, None)
                    };
                    let mut of = image;
                    let below = image.lo < clip.lo;
                    if image.hi > clip.hi {
                        row = rows.clamp(row, of, clip.hi, true, (!below).then(|| home(i)));
                        of = of.clamp(Range { lo: i128::MIN, hi: clip.hi });
                    }
                    if below {
                        row = rows.clamp(row, of, clip.lo, false, Some(home(i)));
                    }
                    if checked {
                        let again = rows.copy(Operand::Row(row), Value::Computed, None);
                        rows.check(again, range);
                    }
                }
            }
            Relation::Lut { table, .. } => {
                rows.builder.used.tables = true;
                for (i, x) in operands[0].iter().enumerate() {
                    // A table's argument is a cell with the element's exact value.
                    let x = match rows.operand(*x)? {
                        x @ Operand::Element(_, _, 0) => x,
                        x => Operand::Row(rows.copy(x, Value::Computed, None)),
                    };
                    let nothing = Operand::Known(0);
                    let row = rows.row(x, nothing, home(i), [0; 5], None);
                    rows.rows.get_mut(row as usize).into_iter().for_each(|r| r.table = Some(*table));
                    if let (true, Some(range)) = (checked, range) {
                        rows.check(row, range);
                    }
                }
            }
            Relation::InRange { range, .. } => {
                for x in &operands[0] {
                    let x = rows.operand(*x)?;
                    let row = rows.copy(x, Value::Computed, None);
                    rows.check(row, *range);
                }
            }
            Relation::Equal { .. } => {
                for (x, y) in operands[0].iter().zip(&operands[1]) {
                    let (x, y) = (rows.operand(*x)?, rows.operand(*y)?);
                    rows.row(x, y, Value::Unused, [1, -1, 0, 0, 0], None);
                }
            }
            Relation::Conv { .. } | Relation::Einsum { .. } | Relation::ReluPoolRequant { .. } => {
                return Err(self.internal(number, "a relation that scalar rows do not take"));
            }
        }
        rows.finish()
    }
}

impl Rows<'_, '_> {
    fn enforce(&mut self, row: u32, range: Option<Range>) {
        if let Some(range) = range {
            self.check(row, range);
        }
    }
}

/// Rows that a relation takes at least.
fn at_least(graph: &Graph, relation: &Relation) -> u64 {
    let shape = relation.operands().first().and_then(|r| graph.shape_of(r).ok()).unwrap_or_default();
    match relation {
        // A row adds one more term, the first one two.
        Relation::Reduce { over, .. } | Relation::Max { over, .. } => over.terms(&shape) / 2,
        _ => shape.iter().map(|d| u64::from(*d)).fold(1, u64::saturating_mul),
    }
}

/// The operand elements that each result folds.
fn members(graph: &Graph, x: &Ref, over: &Reduction) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    if let Ok(shape) = graph.shape_of(x) {
        over.for_each(&shape, |members| all.push(members.to_vec()));
    }
    all
}
