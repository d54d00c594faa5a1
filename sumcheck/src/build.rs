//! Building a plan: planes, what is looked up, and range checks.
//!
//! Every check is argued for where it is made: a residue is an integer only as long as all that it may be, whatever a
//! prover committed to, stays within one period of the prime.

use circuit::public::slots;
use circuit::{Digest, Graph, Range, TensorId};
use std::collections::BTreeMap;

use super::field::{F, PRIME, WIDEST, centered, residue};
use super::plan::{Column, Lookup, Plan, PlanError, Product, Table};
use super::plane::{Fill, IntId, Integers, Kind, Map, Part, Plane, PlaneId, Term, upper};
use p3_field::PrimeCharacteristicRing;

/// Views that lie on each other and are looked through: a circuit may have any number.
pub(super) const VIEWS: usize = 64;

/// A plan in the making.
pub struct Builder<'a> {
    /// The circuit.
    pub graph: &'a Graph,
    /// Bits of the table of numbers.
    pub bits: u32,
    /// The ONNX node that is being laid out, for errors.
    pub node: String,
    planes: Vec<Plane>,
    integers: Vec<Integers>,
    tables: Vec<Table>,
    lookups: Vec<Lookup>,
    /// Numbers of fewer bits than the table of numbers has, by their bits.
    narrow: BTreeMap<u32, Vec<Narrow>>,
    zeros: Vec<PlaneId>,
    products: Vec<Product>,
    cells: usize,
    /// Digits that there are already: of these planes, of so many bits.
    pub(super) digits: BTreeMap<(Vec<PlaneId>, u32), Vec<PlaneId>>,
}

/// A number that is checked to have few bits.
#[derive(Clone, Copy, Debug)]
struct Narrow {
    column: Column,
    /// Whether its multiple that has as many bits as the table of numbers is known to wrap nowhere.
    bounded: bool,
}

/// What a row of a table costs, in lookups: one itself, and a cell.
const ROW: usize = 3;

/// Bits of the numbers `0..count`.
pub fn bits_of(count: u128) -> u32 {
    u128::BITS - (count.max(1) - 1).leading_zeros()
}

impl<'a> Builder<'a> {
    /// An empty plan for `graph`.
    pub fn new(graph: &'a Graph, bits: u32) -> Self {
        Self {
            graph,
            bits,
            node: String::new(),
            planes: Vec::new(),
            integers: Vec::new(),
            tables: vec![Table::Range { bits }],
            lookups: Vec::new(),
            narrow: BTreeMap::new(),
            zeros: Vec::new(),
            products: Vec::new(),
            cells: 0,
            digits: BTreeMap::new(),
        }
    }

    /// The finished plan of a circuit of this name, in which tensors are these planes.
    pub fn finish(mut self, digest: Digest, tensors: Vec<Vec<PlaneId>>) -> Plan {
        self.look_narrow_up();
        let withheld = self.place_withheld();
        let mut cells = self.cells;
        let mut multiplicities = Vec::new();
        for table in &self.tables {
            multiplicities.push(cells);
            cells += table.len();
        }
        Plan {
            graph: self.graph.clone(),
            digest,
            outline: self.graph.digest(),
            bits: self.bits,
            planes: self.planes,
            integers: self.integers,
            tensors,
            tables: self.tables,
            lookups: self.lookups,
            zeros: self.zeros,
            products: self.products,
            slots: slots(self.graph),
            cells,
            multiplicities,
            withheld,
        }
    }

    /// Gives those withheld planes that facts depend on their places in one vector, and its length, if there is something withheld.
    fn place_withheld(&mut self) -> Option<usize> {
        let mut used = vec![false; self.planes.len()];
        let factors = self.products.iter().flat_map(|p| p.pairs.iter().flatten()).map(|f| f.plane);
        let columns = self.lookups.iter().flat_map(|l| &l.columns).map(|c| c.plane);
        for plane in self.zeros.iter().copied().chain(factors).chain(columns) {
            used[plane.0 as usize] = true;
        }
        // A plane reads those before it.
        for (i, plane) in self.planes.iter().enumerate().rev() {
            if let (true, Kind::Linear { terms, .. }) = (used[i], &plane.kind) {
                terms.iter().for_each(|t| used[t.plane.0 as usize] = true);
            }
        }
        let mut end = None;
        for (plane, used) in self.planes.iter_mut().zip(used) {
            let Kind::Withheld { offset, .. } = &mut plane.kind else { continue };
            let start = *end.get_or_insert(0);
            if used {
                *offset = Some(start);
                end = Some(start + plane.len);
            }
        }
        end
    }

    /// Refuses a magnitude beyond `most`.
    ///
    /// # Errors
    /// [`PlanError::TooWide`].
    pub fn fits(&self, what: &'static str, magnitude: i128, most: i128) -> Result<(), PlanError> {
        if magnitude <= most {
            return Ok(());
        }
        Err(PlanError::TooWide { node: self.node.clone(), what, magnitude, most })
    }

    /// The plane.
    pub fn plane(&self, id: PlaneId) -> &Plane {
        &self.planes[id.0 as usize]
    }

    /// Where a plane's elements lie.
    pub fn range(&self, id: PlaneId) -> Range {
        self.plane(id).range
    }

    /// Says that all that was checked confines a plane's elements to `range`.
    pub fn confine(&mut self, id: PlaneId, range: Range) {
        self.planes[id.0 as usize].range = range;
    }

    fn push(&mut self, plane: Plane) -> PlaneId {
        self.planes.push(plane);
        PlaneId(self.planes.len() as u32 - 1)
    }

    /// A plane that everybody knows.
    pub fn constant(&mut self, values: &[i128]) -> PlaneId {
        let range = Range::of(values.iter().copied()).unwrap_or(Range::point(0));
        let kind = Kind::Constant(values.iter().map(|v| residue(*v)).collect());
        self.push(Plane { len: values.len(), range, kind })
    }

    /// A part of a constant that is withheld.
    pub fn withheld(&mut self, of: TensorId, len: usize, part: Part) -> PlaneId {
        let range = part.range(self.graph.get(of).map_or(Range::point(0), |t| t.range));
        self.push(Plane { len, range, kind: Kind::Withheld { of, part, offset: None } })
    }

    /// The integers of a plane that everybody knows: a constant, or what views read of one, up to [`VIEWS`] deep.
    pub fn known(&self, plane: PlaneId) -> Option<Vec<i128>> {
        let (mut under, mut views) = (plane, Vec::new());
        while let Some((next, map)) = self.viewed(under).filter(|_| views.len() < VIEWS) {
            views.push((self.plane(under).len, map));
            under = next;
        }
        let Kind::Constant(values) = &self.plane(under).kind else { return None };
        let known = values.iter().map(|v| centered(*v).into()).collect();
        Some(views.into_iter().rev().fold(known, |known: Vec<i128>, (len, map)| {
            let mut read = vec![0; len];
            map.read(&known, |i, v| read[i] += v);
            read
        }))
    }

    /// What a plane reads, and how, if it is no more than another one's elements through a map.
    pub fn viewed(&self, plane: PlaneId) -> Option<(PlaneId, &Map)> {
        match &self.plane(plane).kind {
            Kind::Linear { terms, constant } if *constant == F::ZERO => match &terms[..] {
                [Term { factor, plane, map }] if *factor == F::ONE => Some((*plane, map)),
                _ => None,
            },
            _ => None,
        }
    }

    /// A part of a public tensor.
    pub fn public(&mut self, slot: usize, len: usize, range: Range, part: Part) -> PlaneId {
        self.push(Plane { len, range: part.range(range), kind: Kind::Public { slot, part } })
    }

    /// Cells, whose range nothing enforces yet.
    pub fn cells(&mut self, len: usize, range: Range, fill: Fill) -> PlaneId {
        let offset = self.cells;
        self.cells += len;
        self.push(Plane { len, range, kind: Kind::Cells { offset, fill } })
    }

    /// A linear function of planes. `range` bounds its integers, which may lie beyond half of the prime where only its
    /// residues are asked for.
    pub fn linear(&mut self, len: usize, terms: Vec<Term>, constant: i128, range: Range) -> PlaneId {
        self.push(Plane { len, range, kind: Kind::Linear { terms, constant: residue(constant) } })
    }

    /// Says that planes are digits of their value already.
    pub fn are_digits(&mut self, planes: &[PlaneId], bits: u32) {
        if planes.len() > 1 {
            self.digits.insert((planes.to_vec(), bits), planes.to_vec());
        }
    }

    /// Integers of the prover.
    pub fn integers(&mut self, integers: Integers) -> IntId {
        self.integers.push(integers);
        IntId(self.integers.len() as u32 - 1)
    }

    /// A fact: all elements are zero.
    pub fn zero(&mut self, plane: PlaneId) {
        self.zeros.push(plane);
    }

    /// A fact: a sum of products. Gives its index.
    pub fn product(&mut self, product: Product) -> usize {
        self.products.push(product);
        self.products.len() - 1
    }

    /// The index that the next product has.
    pub fn next_product(&self) -> usize {
        self.products.len()
    }

    /// A table; the same one again has the same index.
    pub fn table(&mut self, table: Table) -> usize {
        self.tables.push(table);
        self.tables.len() - 1
    }

    /// A fact: what is found in a table.
    pub fn lookup(&mut self, lookup: Lookup) {
        self.lookups.push(lookup);
    }

    /// `plane - minus` is a number below `2^width`, of at most the table's bits. `bounded` as in [`Narrow`].
    fn look(&mut self, plane: PlaneId, minus: i128, width: u32, bounded: bool) {
        let column = Column { plane, factor: F::ONE, constant: residue(-minus) };
        if width == self.bits {
            self.lookups.push(Lookup { table: 0, columns: vec![column] });
        } else {
            self.narrow.entry(width).or_default().push(Narrow { column, bounded });
        }
    }

    /// Narrow numbers are rows of a table of their own, if there are enough of them; else of the table of numbers, as is the
    /// multiple of each that has as many bits as the table: a number below `2^bits`, whose multiple wraps nowhere, has as few
    /// bits as it should if its multiple is one, too.
    fn look_narrow_up(&mut self) {
        for (width, numbers) in std::mem::take(&mut self.narrow) {
            let twice = numbers.iter().filter(|n| !n.bounded).map(|n| self.plane(n.column.plane).len);
            if twice.sum::<usize>() > ROW << width {
                let table = self.table(Table::Range { bits: width });
                let one = |n: Narrow| Lookup { table, columns: vec![n.column] };
                self.lookups.extend(numbers.into_iter().map(one));
                continue;
            }
            let scale = F::from_u32(1 << (self.bits - width));
            for Narrow { column, bounded } in numbers {
                let Column { plane, factor, constant } = column;
                let scaled = Column { plane, factor: factor * scale, constant: constant * scale };
                let own = (!bounded).then_some(column);
                let columns = own.into_iter().chain([scaled]);
                self.lookups.extend(columns.map(|c| Lookup { table: 0, columns: vec![c] }));
            }
        }
    }

    /// Checks that `plane - lo` lies in `0..window`, and gives the window: the one that takes the fewest lookups, holds `count`
    /// numbers and is no larger than `limit`, or as small as can be. `known` bounds the magnitude of `plane - lo` as an
    /// integer; 0 for cells, whose integers are what the window says.
    ///
    /// # Errors
    /// Where window and known magnitude together exceed the prime.
    pub fn window(
        &mut self,
        plane: PlaneId,
        lo: i128,
        count: u128,
        known: i128,
        limit: i128,
    ) -> Result<i128, PlanError> {
        let (t, need) = (self.bits, bits_of(count));
        self.fits("a checked number", known + (1 << need.clamp(t, 120)), PRIME - 1)?;
        let digits = need.div_ceil(t).max(1);
        let above = t * (digits - 1);
        let mut top = plane;
        let mut minus = lo;
        if digits > 1 {
            let len = self.plane(plane).len;
            let mut terms = vec![Term { factor: upper(above), plane, map: Map::Same }];
            for j in 0..digits - 1 {
                let part = Part { shift: t * j, bits: Some(t) };
                let fill = Fill::Digit { of: plane, minus: residue(lo), part };
                let digit = self.cells(len, Range::new(0, (1 << t) - 1), fill);
                self.look(digit, 0, t, false);
                let factor = -(upper(above) * F::from_u32(1 << (t * j)));
                terms.push(Term { factor, plane: digit, map: Map::Same });
            }
            let constant = upper(above) * residue(-lo);
            let range = Range::new(0, (1 << (need - above)) - 1);
            top = self.push(Plane { len, range, kind: Kind::Linear { terms, constant } });
            minus = 0;
        }
        let whole = 1i128 << (t * digits);
        if whole <= limit && whole + known < PRIME {
            self.look(top, minus, t, false);
            return Ok(whole);
        }
        self.look(top, minus, need - above, false);
        Ok(1 << need)
    }

    /// Checks that a plane's elements lie in `range`, exactly. `known` as in [`Self::window`].
    ///
    /// # Errors
    /// As there.
    pub fn within(&mut self, plane: PlaneId, range: Range, known: i128) -> Result<(), PlanError> {
        let count = range.count();
        if count == 1 {
            self.fits("a checked number", known, PRIME - 1)?;
            let len = self.plane(plane).len;
            let terms = vec![Term { factor: F::ONE, plane, map: Map::Same }];
            let rest = self.linear(len, terms, -range.lo, Range::point(0));
            self.zero(rest);
        } else {
            self.exactly(plane, range, known)?;
        }
        let held = self.range(plane).meet(range).unwrap_or(range);
        self.confine(plane, held);
        Ok(())
    }

    fn exactly(&mut self, plane: PlaneId, range: Range, known: i128) -> Result<(), PlanError> {
        let (t, count) = (self.bits, range.count());
        let need = bits_of(count);
        if need <= t && count.is_power_of_two() {
            // A multiple below 2^t of an integer, which it is if it cannot wrap, bounds the integer in one lookup.
            let bounded =
                known > 0 && known.checked_mul(1 << (t - need)).is_some_and(|most| most + (1 << t) < PRIME);
            self.fits("a checked number", known, PRIME - (1 << t))?;
            self.look(plane, range.lo, need, bounded);
            return Ok(());
        }
        // Of a power of two the top digit has its own bits, which is less than to check the other end.
        let limit = if count.is_power_of_two() { count.min(WIDEST as u128) as i128 } else { WIDEST };
        let window = self.window(plane, range.lo, count, known, limit)?;
        if window as u128 == count {
            return Ok(());
        }
        if need <= t {
            self.look(plane, range.hi + 1 - (1 << t), t, false);
            return Ok(());
        }
        // From the other side.
        let len = self.plane(plane).len;
        let terms = vec![Term { factor: -F::ONE, plane, map: Map::Same }];
        let left = self.linear(len, terms, range.hi, Range::new(0, range.hi - range.lo));
        self.window(left, 0, count, window.max(known), WIDEST)?;
        Ok(())
    }
}
