//! Building a plan: planes and facts about them. [`ranges`](super::ranges) are checked elsewhere.

use circuit::public::slots;
use circuit::{Digest, Graph, Range, TableId, TensorId};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::field::{F, centered, residue};
use super::lows::{How, Low, Made, Parts};
use super::pcs::SIZES;
use super::plan::{Bound, Lookup, MAX_LEAVES, Plan, PlanError, Product, Table};
use super::plane::{Fill, IntId, Integers, Kind, Map, NOTHING, Part, Plane, PlaneId, Term};
use super::profile::{Purpose, Why};
use super::ranges::{Digits, Narrow, Open};
use super::steps::Steps;
use super::structure::Structure;
use p3_field::PrimeCharacteristicRing;

/// Views that lie on each other and are looked through: a circuit may have any number.
pub(super) const VIEWS: usize = 64;

/// Where groups of elements start, and their members.
type Groups = [Arc<[u32]>; 2];

/// A plan in the making.
pub struct Builder<'a> {
    /// The circuit.
    pub graph: &'a Graph,
    /// Bits of the table of numbers.
    pub bits: u32,
    /// The ONNX node that is being laid out, for errors.
    pub node: String,
    /// What is being laid out.
    pub purpose: Purpose,
    pub(super) planes: Vec<Plane>,
    /// Whether everybody computes a plane.
    given: Vec<bool>,
    integers: Vec<Integers>,
    pub(super) tables: Vec<Table>,
    pub(super) lookups: Vec<Lookup>,
    /// Numbers of fewer bits than the table of numbers has, by their bits.
    pub(super) narrow: BTreeMap<u32, Vec<Narrow>>,
    pub(super) zeros: Vec<PlaneId>,
    pub(super) products: Vec<Product>,
    cells: usize,
    /// Cells of each node.
    of_node: BTreeMap<String, usize>,
    /// Parts of withheld constants that there are already.
    withheld: BTreeMap<TensorId, Vec<(Part, PlaneId)>>,
    /// Views of planes that there are already.
    gathers: BTreeMap<(PlaneId, Arc<[u32]>), PlaneId>,
    /// What planes' elements add up to, group by group, that there are already.
    pub(super) folds: BTreeMap<(PlaneId, Groups), PlaneId>,
    /// How planes come about whose integers do not fit the field.
    pub(super) made: BTreeMap<PlaneId, Made>,
    /// Digits that there are already, of these widths but for the last.
    pub(super) digits: BTreeMap<PlaneId, Vec<Digits>>,
    /// What planes are modulo powers of two, as far as somebody asked.
    pub(super) lows: BTreeMap<PlaneId, Low>,
    /// For each sum of products that does not fit the field the bits that were asked for.
    pub(super) asked: Vec<u32>,
    /// Whether more were asked for than before.
    pub(super) again: bool,
    /// Cells whose range is still to be checked.
    pub(super) open: BTreeMap<PlaneId, Open>,
    /// What is hashed.
    pub(super) bound: Vec<Bound>,
    /// Differences that are known not to be negative, by what is subtracted from what.
    pub(super) differences: BTreeMap<[PlaneId; 2], PlaneId>,
}

impl<'a> Builder<'a> {
    /// An empty plan for `graph`, of which `asked` says what is known to be asked for.
    pub fn new(graph: &'a Graph, bits: u32, asked: Vec<u32>) -> Self {
        Self {
            graph,
            bits,
            node: String::new(),
            purpose: Purpose { relation: "input", why: Why::Result },
            planes: Vec::new(),
            given: Vec::new(),
            integers: Vec::new(),
            tables: vec![Table::Range { bits }],
            lookups: Vec::new(),
            narrow: BTreeMap::new(),
            zeros: Vec::new(),
            products: Vec::new(),
            cells: 0,
            of_node: BTreeMap::new(),
            withheld: BTreeMap::new(),
            gathers: BTreeMap::new(),
            folds: BTreeMap::new(),
            made: BTreeMap::new(),
            digits: BTreeMap::new(),
            lows: BTreeMap::new(),
            asked,
            again: false,
            open: BTreeMap::new(),
            bound: Vec::new(),
            differences: BTreeMap::new(),
        }
    }

    /// The finished plan of a circuit of this name, in which tensors are these planes.
    ///
    /// # Errors
    /// Cells too wide to check.
    pub fn finish(mut self, digest: Digest, tensors: Vec<Option<PlaneId>>) -> Result<Plan, PlanError> {
        while let Some(plane) = self.open.keys().next().copied() {
            self.close(plane)?;
        }
        self.look_narrow_up();
        self.check_size()?;
        let withheld = self.place_planes();
        let mut cells = self.cells;
        let mut multiplicities = Vec::new();
        for table in &self.tables {
            multiplicities.push(cells);
            cells += table.len();
        }
        Ok(Plan {
            graph: self.graph.clone(),
            digest,
            outline: self.graph.digest(),
            bits: self.bits,
            structures: Structure::of_planes(&self.planes),
            steps: Steps::of(&self.planes),
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
            bound: self.bound,
        })
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

    fn push(&mut self, len: usize, range: Range, kind: Kind) -> PlaneId {
        let plane = Plane { len, range, kind, purpose: self.purpose };
        let committed = matches!(plane.kind, Kind::Cells { .. } | Kind::Withheld { .. });
        let given = !committed && plane.reads().all(|read| self.is_given(read));
        self.given.push(given);
        self.planes.push(plane);
        PlaneId(self.planes.len() as u32 - 1)
    }

    /// Whether everybody computes the plane: it is a function of public values and of constants that are not withheld.
    pub fn is_given(&self, id: PlaneId) -> bool {
        self.given[id.0 as usize]
    }

    /// A part of a function, whose values lie in `range`, of a plane that everybody computes.
    pub fn applied(&mut self, function: TableId, to: PlaneId, part: Part, range: Range) -> PlaneId {
        self.push(self.plane(to).len, part.range(range), Kind::Applied { to, function, part })
    }

    /// Says what follows is for; gives what was before.
    pub fn why(&mut self, why: Why) -> Why {
        std::mem::replace(&mut self.purpose.why, why)
    }

    /// A plane that everybody knows.
    pub fn constant(&mut self, values: &[i128]) -> PlaneId {
        let range = Range::of(values.iter().copied()).unwrap_or(Range::point(0));
        let kind = Kind::Constant(values.iter().map(|v| residue(*v)).collect());
        self.push(values.len(), range, kind)
    }

    /// A part of a constant that is withheld.
    pub fn withheld(&mut self, of: TensorId, len: usize, part: Part) -> PlaneId {
        if let Some((_, known)) = self.withheld.get(&of).into_iter().flatten().find(|(own, _)| *own == part) {
            return *known;
        }
        let range = part.range(self.graph.get(of).map_or(Range::point(0), |t| t.range));
        let plane = self.push(len, range, Kind::Withheld { of, part, offset: None });
        self.withheld.entry(of).or_default().push((part, plane));
        plane
    }

    /// Whether there is a part of a withheld constant already.
    pub(super) fn is_there(&self, of: TensorId, part: Part) -> bool {
        self.withheld.get(&of).into_iter().flatten().any(|(own, _)| *own == part)
    }

    /// The integers of a plane that everybody knows: a constant, or what views read of one, up to [`VIEWS`] deep.
    pub fn known(&self, plane: PlaneId) -> Option<Vec<i128>> {
        let (mut under, mut views) = (plane, Vec::new());
        while let Some((next, map)) = self.viewed(under).filter(|_| views.len() < VIEWS) {
            views.push((self.plane(under).len, map));
            under = next;
        }
        let known = match (&self.plane(under).kind, self.made.get(&under).map(|made| &made.how)) {
            (_, Some(How::Parts(Parts::Known(values)))) => values.to_vec(),
            (Kind::Constant(values), None) => values.iter().map(|v| centered(*v).into()).collect(),
            _ => return None,
        };
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
        self.push(len, part.range(range), Kind::Public { slot, part })
    }

    /// Cells, whose range nothing enforces yet.
    pub fn cells(&mut self, len: usize, range: Range, fill: Fill) -> PlaneId {
        let offset = self.cells;
        // A sum that is too large is refused before any plane has its place.
        self.cells = self.cells.saturating_add(len);
        match self.of_node.get_mut(&self.node) {
            Some(own) => *own = own.saturating_add(len),
            None => drop(self.of_node.insert(self.node.clone(), len)),
        }
        self.push(len, range, Kind::Cells { offset, fill })
    }

    /// Checks what is committed to and looked up against what is supported, whatever sizes a number of this machine holds.
    fn check_size(&self) -> Result<(), PlanError> {
        let all =
            |of: &mut dyn Iterator<Item = usize>| of.fold(0, |sum: u64, len| sum.saturating_add(len as u64));
        let of_kind =
            |is: fn(&Kind) -> bool| all(&mut self.planes.iter().filter(|p| is(&p.kind)).map(|p| p.len));
        let tables = all(&mut self.tables.iter().map(Table::len));
        let cells = of_kind(|kind| matches!(kind, Kind::Cells { .. })).saturating_add(tables);
        let reads = all(&mut self.lookups.iter().map(|l| self.planes[l.columns[0].plane.0 as usize].len));
        let refuse = |what, got: u64, most: usize| {
            let got = usize::try_from(got).unwrap_or(usize::MAX);
            let size = || PlanError::Size { node: self.largest(), what, got, most };
            if got > most { Err(size()) } else { Ok(()) }
        };
        refuse("cells", cells, 1 << SIZES[1])?;
        refuse("lookups and rows of tables", reads.saturating_add(tables), MAX_LEAVES)
    }

    /// The node of most cells.
    pub(super) fn largest(&self) -> String {
        self.of_node
            .iter()
            .max_by_key(|(_, cells)| **cells)
            .map_or_else(String::new, |(node, _)| node.clone())
    }

    /// A linear function of planes. `range` bounds its integers, which may lie beyond half of the prime where only its
    /// residues are asked for.
    pub fn linear(&mut self, len: usize, terms: Vec<Term>, constant: i128, range: Range) -> PlaneId {
        let plain = |term: Term| match &term.map {
            // What reads nothing would have weights of all that it might have read.
            Map::Gather(map) if map.iter().all(|at| *at == NOTHING) => None,
            Map::Gather(map) if self.in_order(term.plane, map) => Some(Term { map: Map::Same, ..term }),
            _ => Some(term),
        };
        let terms = terms.into_iter().filter_map(plain).collect();
        self.push(len, range, Kind::Linear { terms, constant: residue(constant) })
    }

    /// A plane's elements, each times a number that everybody knows.
    pub fn scaled(&mut self, plane: PlaneId, by: &[i128], range: Range) -> PlaneId {
        let by: Arc<[F]> = by.iter().map(|v| residue(*v)).collect();
        self.push(by.len(), range, Kind::Scaled { plane, by })
    }

    /// Whether a map reads all of a plane as it is.
    fn in_order(&self, plane: PlaneId, map: &[u32]) -> bool {
        map.len() == self.plane(plane).len && map.iter().zip(0..).all(|(at, i)| *at == i)
    }

    /// A plane's elements at these positions; [`NOTHING`] reads zero. The same twice is one plane, and all in order is the plane itself.
    pub fn gather(&mut self, plane: PlaneId, map: &Arc<[u32]>) -> PlaneId {
        if self.in_order(plane, map) {
            return plane;
        }
        let own = self.range(plane);
        let range = if map.contains(&NOTHING) { own.hull(Range::point(0)) } else { own };
        if let Some(known) = self.gathers.get(&(plane, Arc::clone(map))).copied() {
            // More may be known by now.
            self.confine(known, self.range(known).meet(range).unwrap_or(range));
            return known;
        }
        let term = Term { factor: F::ONE, plane, map: Map::Gather(Arc::clone(map)) };
        let view = self.linear(map.len(), vec![term], 0, range);
        self.gathers.insert((plane, Arc::clone(map)), view);
        view
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
}
