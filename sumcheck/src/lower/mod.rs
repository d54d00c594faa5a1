//! From a circuit to a plan: what each relation becomes.
//!
//! * [`operand`]: tensors and views of them, which cost nothing.
//! * [`product`]: sums of products, digit by digit where they have to be.
//! * [`divide`]: quotients. [`choose`]: maxima and clamps.
//! * [`same`](mod@same): what is laid out once. [`nested`]: quotients of quotients.
//! * [`bind`]: what is hashed. [`outline`](mod@outline): which constants a key withholds.
//!
//! Sums are no facts: what reads them reads their summands.

mod bind;
mod choose;
mod divide;
mod nested;
mod operand;
mod outline;
mod product;
mod same;

use circuit::{
    Digest, Divisor, Graph, Range, Reduction, Ref, Relation, Rounding, TableId, Tensor, TensorId, Visibility,
};
use p3_field::PrimeCharacteristicRing;
use std::collections::BTreeMap;

use super::build::Builder;
use super::field::{F, residue};
use super::plan::{Column, Lookup, Plan, PlanError, Table};
use super::plane::{Fill, IntId, Integers, Map, NOTHING, Part, PlaneId, Term};
use super::profile::{Purpose, Why};
use super::wide::{Sum, Value, fits_plane};
use choose::Pooled;
use divide::Quotient;
use nested::{Fraction, halved};
use outline::{outline, withheld_from};

/// Bits of the widest table of numbers that are tried.
pub const BITS: [u32; 10] = [8, 10, 11, 12, 13, 14, 15, 16, 17, 18];
/// The width that is tried first.
const FIRST: u32 = 12;
/// Lookups for each row of that table from which on a wider one is tried.
const READS: usize = 4;
/// The part of cells and lookups that a width takes more than the best, from which on none beyond it is tried.
const WORSE: usize = 10;

impl Plan {
    /// Lays a circuit out with the table of numbers that makes proofs cheapest. What does not fit with one width may with another.
    ///
    /// # Errors
    /// See [`PlanError`]: that of the first width, where none does.
    pub fn new(graph: &Graph) -> Result<Self, PlanError> {
        graph.validate().map_err(PlanError::Graph)?;
        let (outline, digest) = (outline(graph, withheld_from(graph)), graph.digest());
        let plan = Self::cheapest(&outline, digest)?;
        Ok(Self { graph: graph.clone(), ..plan })
    }

    /// The cheapest plan of an outline: tables are made wider until that takes more of all, then narrower.
    fn cheapest(outline: &Graph, digest: Digest) -> Result<Self, PlanError> {
        let mut best: Option<((usize, usize), Self)> = None;
        let mut refused = None;
        let first = BITS.iter().position(|bits| *bits == FIRST).unwrap_or(0);
        let (narrower, wider) = BITS.split_at(first);
        for widths in [wider.to_vec(), narrower.iter().rev().copied().collect()] {
            for bits in widths {
                let large = |plan: &Self| plan.leaves() < READS << bits;
                if bits > FIRST && best.as_ref().is_some_and(|(_, plan)| large(plan)) {
                    break;
                }
                let plan = match Self::of_outline(outline, digest, bits) {
                    Ok(plan) => plan,
                    Err(error) => {
                        refused.get_or_insert(error);
                        continue;
                    }
                };
                // Of those that are filled up to the same powers of two the one with less to fill.
                let size = plan.cells + plan.leaves();
                let cost = (plan.cost(), size);
                let worse = best.as_ref().is_some_and(|((_, least), _)| size > least + least / WORSE);
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, plan));
                }
                if worse {
                    break;
                }
            }
        }
        // There is at least one width.
        best.map(|(_, plan)| plan).ok_or_else(|| refused.unwrap_or(PlanError::Graph(Vec::new())))
    }

    /// Lays a valid circuit out with a table of numbers of this width.
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn with_bits(graph: &Graph, bits: u32) -> Result<Self, PlanError> {
        Self::withholding(graph, bits, withheld_from(graph))
    }

    /// Lays a valid circuit out with a table of numbers of this width, and with constants of at least so many elements withheld: they
    /// are committed to once, and are no part of a verifying key.
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn withholding(graph: &Graph, bits: u32, least: usize) -> Result<Self, PlanError> {
        let plan = Self::of_outline(&outline(graph, least), graph.digest(), bits)?;
        Ok(Self { graph: graph.clone(), ..plan })
    }

    /// Lays out what an outline says of a circuit of this name.
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn of_outline(graph: &Graph, digest: Digest, bits: u32) -> Result<Self, PlanError> {
        let mut lowering = Lowering::new(graph, bits, Vec::new())?;
        if lowering.b.again {
            // Now that it is known what is asked for, digits are made for all who ask at once.
            let asked = std::mem::take(&mut lowering.b.asked);
            lowering = Lowering::new(graph, bits, asked)?;
        }
        let tensors = lowering.values.into_iter().map(|v| v.map(|v| v.plane)).collect();
        let largest = lowering.b.largest();
        let plan = lowering.b.finish(digest, tensors)?;
        plan.check_size(&largest)?;
        Ok(plan)
    }
}

/// A circuit on its way into a plan.
struct Lowering<'a> {
    b: Builder<'a>,
    values: Vec<Option<Value>>,
    tables: Vec<Option<usize>>,
    /// Public tensors so far.
    slots: usize,
    /// Sums of products so far that do not fit the field.
    products: usize,
    /// Quotients that one other alone reads.
    fractions: BTreeMap<TensorId, Fraction>,
}

impl<'a> Lowering<'a> {
    /// Lays a circuit out.
    fn new(graph: &'a Graph, bits: u32, asked: Vec<u32>) -> Result<Self, PlanError> {
        let mut lowering = Self {
            b: Builder::new(graph, bits, asked),
            values: vec![None; graph.tensors.len()],
            tables: vec![None; graph.tables.len()],
            slots: 0,
            products: 0,
            fractions: BTreeMap::new(),
        };
        lowering.run()?;
        Ok(lowering)
    }

    fn run(&mut self) -> Result<(), PlanError> {
        let graph = self.b.graph;
        for t in &graph.inputs {
            let value = self.input(*t)?;
            self.values[t.0 as usize] = Some(value);
        }
        for (i, tensor) in graph.tensors.iter().enumerate() {
            self.values[i] = match &tensor.vis {
                Visibility::Constant(data) => {
                    Some(self.constant(&data.iter().map(i128::from).collect::<Vec<_>>())?)
                }
                Visibility::Withheld => Some(self.withheld(TensorId(i as u32))?),
                _ => continue,
            };
        }
        let same = same::same(graph);
        let deferred = nested::deferred(graph, &same);
        for (i, relation) in graph.relations.iter().enumerate() {
            self.b.node = graph.node_of(circuit::RelId(i as u32));
            self.b.purpose = Purpose { relation: relation.name(), why: Why::Result };
            if let Some(out) = relation.out() {
                let first = same[out.0 as usize];
                if first != out {
                    self.values[out.0 as usize] = self.values[first.0 as usize].clone();
                    if let Some(fraction) = self.fractions.get(&first).cloned() {
                        self.fractions.insert(out, fraction);
                    }
                    continue;
                }
                if deferred[i] && self.defers(relation, out)? {
                    continue;
                }
                let value = self.relation(relation, out)?;
                let tensor = graph.tensor(out);
                let value = match tensor.checked {
                    Some(_) => self.b.checked(value, tensor.range)?,
                    None => value,
                };
                self.values[out.0 as usize] = Some(value);
            } else {
                self.assertion(relation)?;
            }
        }
        self.bind()?;
        for t in graph.outputs.iter().filter(|t| !graph.tensor(**t).vis.is_hashed()) {
            self.b.node = graph.tensor(*t).origin.to_string();
            let public = self.public(*t)?;
            let [own, public] = self.in_order(self.tensor(*t), public)?;
            self.equal(&own, &public)?;
        }
        Ok(())
    }

    /// The value of a tensor that was defined before.
    fn tensor(&self, t: TensorId) -> Value {
        // A valid graph reads nothing that is not defined.
        self.values[t.0 as usize].clone().unwrap_or(Value {
            len: 0,
            range: Range::point(0),
            integers: IntId(0),
            plane: PlaneId(0),
        })
    }

    fn len(tensor: &Tensor) -> usize {
        tensor.numel().unwrap_or(0) as usize
    }

    fn input(&mut self, t: TensorId) -> Result<Value, PlanError> {
        let tensor = self.b.graph.tensor(t);
        self.b.node = tensor.origin.to_string();
        if tensor.vis == Visibility::PublicInput {
            return self.public(t);
        }
        let of = self.b.integers(Integers::Tensor(t));
        let (len, range) = (Self::len(tensor), tensor.range);
        if fits_plane(range) && range.count() <= 1 << 27 {
            let plane = self.b.cells(len, range, Fill::Part { of, part: Part::ALL });
            self.b.within(plane, range, 0)?;
            return Ok(Value { len, range, integers: of, plane });
        }
        let value = self.b.chosen(len, of, range, i128::MAX)?;
        self.b.checked(value, range)
    }

    /// A sum of multiples of values and a number, which lies in `range`.
    fn affine(&mut self, terms: &[(i128, Value)], constant: i128, range: Range) -> Result<Value, PlanError> {
        let mut sum = Sum::new(terms.first().map_or(0, |(_, v)| v.len));
        terms.iter().for_each(|(factor, value)| sum.add(*factor, value));
        sum.number(constant);
        sum.value(&mut self.b, range)
    }

    /// Where a relation's results lie before any check.
    fn image(&self, relation: &Relation) -> Range {
        // Valid graphs have been inferred.
        self.b.graph.infer(relation).map_or(Range::point(0), |i| i.image)
    }

    /// Where a quotient lies before it is clamped.
    fn unclamped(&self, relation: &Relation) -> Range {
        let mut free = relation.clone();
        if let Relation::DivRound { clip, .. } | Relation::ReluPoolRequant { clip, .. } = &mut free {
            *clip = None;
        }
        self.image(&free)
    }

    /// Where a relation's own results lie before any check: what was declared says more, where it was inferred from integers that are
    /// withheld.
    fn results(&self, relation: &Relation, out: TensorId) -> Range {
        let (image, declared) = (self.image(relation), self.b.graph.tensor(out));
        if declared.checked.is_some() { image } else { image.meet(declared.range).unwrap_or(image) }
    }

    /// Where a tensor is declared to lie, if that has to be checked.
    fn checked_range(&self, out: TensorId) -> Option<Range> {
        let tensor = self.b.graph.tensor(out);
        tensor.checked.map(|_| tensor.range)
    }

    fn relation(&mut self, relation: &Relation, out: TensorId) -> Result<Value, PlanError> {
        let image = self.results(relation, out);
        if let Some((r, shift, rounding, clip)) = halved(relation)
            && r.tensors().any(|t| self.fractions.contains_key(&t))
        {
            let Fraction { num, shift } = self.halves(r, shift, rounding)?;
            let (range, checked) = (self.unclamped(relation), self.checked_range(out));
            let (den, rounding) = (Err(1 << shift), Rounding::Floor);
            return self.divided(Quotient { num, den, rounding, range, out, checked }, clip);
        }
        match relation {
            Relation::Conv { .. } | Relation::Einsum { .. } => self.bilinear(relation, out),
            Relation::Mul { a, b, .. } => {
                let (a, b) = (self.operand(a)?, self.operand(b)?);
                let integers = self.b.integers(Integers::Tensor(out));
                self.multiply(&a, &b, image, integers)
            }
            Relation::Affine { terms, constant, .. } => {
                let terms: Result<Vec<_>, _> =
                    terms.iter().map(|(c, r)| Ok((i128::from(*c), self.operand(r)?))).collect();
                self.affine(&terms?, i128::from(*constant), image)
            }
            Relation::Reduce { x, over, .. } => {
                let (members, value) = (self.members(x, over), self.operand(x)?);
                let mut sum = Sum::new(members.starts.len() - 1);
                sum.add_folded(&mut self.b, &value, members.starts.into(), members.items.into())?;
                sum.value(&mut self.b, image)
            }
            Relation::DivRound { num, den, rounding, clip, .. } => {
                let num = self.operand(num)?;
                let den = match den {
                    Divisor::Pow2(n) => Err(1i128 << n),
                    Divisor::Const(d) => Err(i128::from(*d)),
                    Divisor::Tensor(d) => Ok(self.operand(d)?),
                };
                let range = self.unclamped(relation);
                let checked = self.checked_range(out);
                self.divided(Quotient { num, den, rounding: *rounding, range, out, checked }, *clip)
            }
            Relation::Lut { table, x, .. } => self.function(table.0 as usize, x, out, image),
            Relation::Max { x, over, floor, .. } => {
                let (members, value) = (self.members(x, over), self.operand(x)?);
                self.maximum(&value, members, floor.map(i128::from), Some(out), image)
            }
            Relation::ReluPoolRequant { x, over, floor, shift, rounding, clip, .. } => {
                let (members, value) = (self.members(x, over), self.operand(x)?);
                let max = Relation::Max { x: x.clone(), over: over.clone(), floor: *floor, out };
                let largest = self.image(&max);
                let (floor, rounding) = (floor.map(i128::from), *rounding);
                let quotients = self.unclamped(relation);
                if clip.is_none_or(|clip| clip.contains_range(quotients)) {
                    let (members, range, shift) = (&members, quotients, u32::from(*shift));
                    let pooled = Pooled { x: &value, members, floor, shift, rounding, range, out };
                    if let Some(value) = self.pooled(&pooled)? {
                        return Ok(value);
                    }
                }
                let num = self.maximum(&value, members, floor, None, largest)?;
                let (range, checked) = (quotients, self.checked_range(out));
                self.divided(Quotient { num, den: Err(1 << shift), rounding, range, out, checked }, *clip)
            }
            // Assertions have no result.
            Relation::InRange { .. } | Relation::Equal { .. } => Ok(self.tensor(out)),
        }
    }

    fn assertion(&mut self, relation: &Relation) -> Result<(), PlanError> {
        match relation {
            Relation::InRange { x, range, .. } => {
                let x = self.operand(x)?;
                // The value is shared with whoever reads it, and its planes with theirs.
                self.b.checked(x, *range)?;
                Ok(())
            }
            Relation::Equal { a, b, .. } => {
                let (a, b) = (self.operand(a)?, self.operand(b)?);
                self.equal(&a, &b)
            }
            _ => Ok(()),
        }
    }

    /// The same of two values of which everybody knows the second: where the first is another's elements in another order, in the order of the other. What
    /// is claimed of cells stays a product over bits of their own index then, and what everybody knows is read in any order.
    fn in_order(&mut self, own: Value, known: Value) -> Result<[Value; 2], PlanError> {
        let viewed = self.b.viewed(own.plane).filter(|(plane, _)| self.b.plane(*plane).len == own.len);
        let Some((plane, Map::Gather(map))) = viewed else { return Ok([own, known]) };
        let mut inverse = vec![NOTHING; own.len];
        for (i, at) in (0..).zip(map.iter()).filter(|(_, at)| **at != NOTHING) {
            inverse[*at as usize] = i;
        }
        // As many as there are, and none left: each is read once.
        if inverse.contains(&NOTHING) {
            return Ok([own, known]);
        }
        let terms = vec![(1, own.integers, Map::Gather(inverse.clone().into()))];
        let integers = self.b.integers(Integers::Linear { len: own.len, terms, constant: 0 });
        Ok([Value { plane, integers, ..own }, self.gathered(&known, inverse)?])
    }

    /// Asserts that two values are equal.
    fn equal(&mut self, a: &Value, b: &Value) -> Result<(), PlanError> {
        let term = |factor: F, plane: PlaneId| Term { factor, plane, map: Map::Same };
        let terms = vec![term(F::ONE, a.plane), term(-F::ONE, b.plane)];
        let difference = self.b.linear(a.len, terms, 0, Range::point(0));
        self.b.zero(difference);
        // Integers of one residue may be periods apart.
        let most = self.b.range(a.plane).magnitude().saturating_add(self.b.range(b.plane).magnitude());
        self.b.vanishes(a.len, &[(1, a.plane), (-1, b.plane)], 0, most.min(1 << 125) as i128)
    }

    /// A function given by its values.
    fn function(&mut self, table: usize, x: &Ref, out: TensorId, image: Range) -> Result<Value, PlanError> {
        let x = self.operand(x)?;
        let entries = &self.b.graph.tables[table];
        let arguments = Range::new(entries.input.lo, entries.input.hi);
        let hull = entries.data.range().unwrap_or(Range::point(0));
        let of = self.b.integers(Integers::Tensor(out));
        // Positions may lie far from zero, however few there are.
        self.b.fits("an argument of a function", x.range.magnitude() as i128, super::field::WIDEST)?;
        if self.b.is_given(x.plane) {
            let function = TableId(table as u32);
            let planes: Vec<PlaneId> =
                parts(hull).map(|part| self.b.applied(function, x.plane, part, hull)).collect();
            return self.valued(x.len, of, &planes, hull, image);
        }
        let index = match self.tables[table] {
            Some(index) => index,
            None => {
                let inputs = (entries.input.lo..=entries.input.hi).map(residue).collect();
                let digit = |p: Part| entries.data.iter().map(|v| residue(p.of(v.into()))).collect();
                let columns = std::iter::once(inputs).chain(parts(hull).map(digit)).collect();
                let index = self.b.table(Table::Function { columns });
                self.tables[table] = Some(index);
                index
            }
        };
        let planes: Vec<PlaneId> =
            parts(hull).map(|part| self.b.cells(x.len, part.range(hull), Fill::Part { of, part })).collect();
        self.b.covered(x.plane, arguments);
        let column = |plane: &PlaneId| Column { plane: *plane, factor: F::ONE, constant: F::ZERO };
        let columns = std::iter::once(&x.plane).chain(&planes).map(column).collect();
        self.b.lookup(Lookup { table: index, columns, purpose: self.b.purpose });
        self.valued(x.len, of, &planes, hull, image)
    }

    /// A function's values, which lie in `image`, given the planes of their parts.
    fn valued(
        &mut self,
        len: usize,
        of: IntId,
        planes: &[PlaneId],
        hull: Range,
        image: Range,
    ) -> Result<Value, PlanError> {
        let value = match planes[..] {
            [plane] => Value { len, range: hull, integers: of, plane },
            _ => {
                let mut sum = Sum::of(len, of);
                planes.iter().zip(parts(hull)).for_each(|(plane, part)| sum.place(1 << part.shift, *plane));
                sum.value(&mut self.b, hull)?
            }
        };
        Ok(self.b.confined(value, image))
    }

    /// Which elements each result of a reduction folds.
    fn members(&self, x: &Ref, over: &Reduction) -> Members {
        let shape = self.b.graph.shape_of(x).unwrap_or_default();
        let mut members = Members { starts: vec![0], items: Vec::new() };
        over.for_each(&shape, |m| {
            members.items.extend(m.iter().map(|i| *i as u32));
            members.starts.push(members.items.len() as u32);
        });
        members
    }
}

/// Which elements each result folds: those at `items[starts[i]..starts[i + 1]]`.
#[derive(Clone)]
struct Members {
    starts: Vec<u32>,
    items: Vec<u32>,
}

/// Bits of the columns of functions whose values do not fit the field.
const COLUMN: u32 = 13;

/// The columns of a function's values.
fn parts(range: Range) -> impl Iterator<Item = Part> {
    let count = if fits_plane(range) { 1 } else { range.bits().div_ceil(COLUMN) };
    (0..count).map(move |j| Part { shift: COLUMN * j, bits: (j + 1 < count).then_some(COLUMN) })
}
