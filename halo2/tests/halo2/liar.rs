//! A dishonest prover: takes a run, tells one lie, and makes everything else follow from it as an honest
//! prover would, multiplicities and second phase included. Whatever it makes has to be refused.
//!
//! * *Trace cheats* change one element of a relation's result; the cells of that relation are filled for
//!   the false result, and every relation after it is executed on it.
//! * *Cell cheats* move one or two committed cells of a relation's rows; where one of them is the home of an
//!   element, every relation after it is executed on what it holds now.

use std::collections::BTreeMap;

use circuit::public::Kind;
use circuit::{
    Element, ExecError, Graph, Range, RelId, Relation, TensorId, Trace, Values, Visibility, execute,
    interpret,
};
use halo2::block::{Block, Content, Group};
use halo2::check::{Checker, Violation};
use halo2::field::{Fr, fr, small};
use halo2::grid::Grid;
use halo2::hashed::element;
use halo2::mode::Mode;
use halo2::strip::{self, Cells};
use halo2::{Plan, PublicValues, Slot, public, witness};

/// Fixed challenges: what nobody knows when the first phase is filled.
const CHALLENGES: [u64; 3] = [0x1234_5678_9abc_def1, 0xfeed_beef_1234_4321, 0x0bad_cafe_7777_1111];

/// The challenges in the field.
pub fn challenges() -> [Fr; 3] {
    CHALLENGES.map(|c| fr(i128::from(c) << 60))
}

/// A committed cell: column and row.
pub type Place = (u16, u32);

/// What a dishonest prover would send.
#[derive(Clone)]
pub struct Lie {
    /// What was changed.
    pub what: String,
    /// First phase.
    pub grid: Grid,
    /// Public values.
    pub public: PublicValues,
    /// Public column.
    pub instance: Vec<Fr>,
}

/// A circuit and a run of it that may be told otherwise.
pub struct Liar<'a> {
    pub plan: &'a Plan,
    /// The plan's graph without any check: what a prover executes that stops for nothing.
    lawless: Graph,
    pub trace: Trace,
    pub honest: Lie,
    /// Elements that cells hold, with what the cell lacks.
    homes: BTreeMap<Place, (TensorId, u32, i128)>,
}

/// The integer of a small field element.
fn integer(v: Fr) -> Option<i128> {
    small(&v).or_else(|| small(&-v).map(|n| -n))
}

impl<'a> Liar<'a> {
    /// A run that stops for nothing; `None` where even that has no result. `Err` says what an honest run
    /// would stop for.
    pub fn new(plan: &'a Plan, inputs: &[Vec<i128>]) -> Option<(Self, Option<ExecError>)> {
        let mut lawless = plan.graph.clone();
        for t in &mut lawless.tensors {
            if !matches!(t.vis, Visibility::Constant(_)) {
                (t.range, t.checked) = (Range::new(-(1 << 120), 1 << 120), None);
            }
        }
        let stopped = interpret(&plan.graph, inputs).err();
        let mut trace = Trace { tensors: Vec::new() };
        for (i, t) in lawless.tensors.iter().enumerate() {
            let given = lawless.inputs.iter().position(|input| input.0 as usize == i);
            let values = match (t.data(), given) {
                (Some(data), _) => data.iter().map(i128::from).collect(),
                (None, Some(given)) => inputs[given].clone(),
                (None, None) => Vec::new(),
            };
            trace.tensors.push(Values::new(t.range, &values));
        }
        let mut this = Self {
            plan,
            lawless,
            trace: Trace { tensors: Vec::new() },
            honest: Lie {
                what: String::new(),
                grid: Grid::new(0, 0, 0),
                public: PublicValues::default(),
                instance: Vec::new(),
            },
            homes: BTreeMap::new(),
        };
        this.follow(&mut trace, 0)?;
        this.trace = trace;
        this.honest = this.tell(String::new(), &this.trace);
        for block in &plan.blocks {
            this.homes.extend(homes(plan, block));
        }
        Some((this, stopped))
    }

    /// Executes every relation from number `from` on, assertions left out.
    fn follow(&self, trace: &mut Trace, from: usize) -> Option<()> {
        for (r, relation) in self.lawless.relations.iter().enumerate().skip(from) {
            if relation.out().is_some() {
                execute(&self.lawless, RelId(r as u32), trace).ok()?;
            }
        }
        Some(())
    }

    fn tell(&self, what: String, trace: &Trace) -> Lie {
        let grid = witness::first_phase(self.plan, trace);
        let public = public::of(self.plan, trace, &[]);
        let (mut inputs, mut outputs) = (public.inputs.iter(), public.outputs.iter());
        let mut hashes = public.hashes.iter().filter_map(element);
        let of_slot = |slot: &Slot| match slot.kind {
            Kind::Input => inputs.next().into_iter().flatten().map(|v| fr(*v)).collect(),
            Kind::Output => outputs.next().into_iter().flatten().map(|v| fr(*v)).collect(),
            Kind::HashedInput | Kind::HashedOutput | Kind::Parameters => Vec::from_iter(hashes.next()),
        };
        let instance = self.plan.slots.iter().flat_map(of_slot).collect();
        Lie { what, grid, public, instance }
    }

    /// The trace in which elements of a relation's result are others, and what follows from it.
    fn retold(&self, relation: usize, changes: &[(TensorId, u32, i128)]) -> Option<Trace> {
        let mut trace = self.trace.clone();
        for (t, i, v) in changes {
            let values = &mut trace.tensors[t.0 as usize];
            let mut all = values.to_vec();
            all[*i as usize] = *v;
            *values = Values::I128(all);
        }
        self.follow(&mut trace, relation + 1)?;
        Some(trace)
    }

    /// Values that a relation's result could be mistaken for: neighbours, other limbs, the ends of its
    /// range, and its operands.
    pub fn tempting(&self, relation: usize, element: u32) -> Vec<i128> {
        let r = &self.plan.graph.relations[relation];
        let Some(out) = r.out() else { return Vec::new() };
        let (tensor, old) = (self.plan.graph.tensor(out), self.trace.tensor(out).get(element as usize));
        let limb = 1 << self.plan.config.bits;
        let mut all = vec![old + 1, old - 1, old + limb, old - limb, -old, tensor.range.lo, tensor.range.hi];
        all.extend([tensor.range.lo - 1, tensor.range.hi + 1]);
        let mut operands = Vec::new();
        if let Relation::Max { x, over, .. } | Relation::ReluPoolRequant { x, over, .. } = r {
            let (shape, elements) = (self.plan.graph.shape_of(x), self.plan.graph.elements(x));
            let (Ok(shape), Ok(elements)) = (shape, elements) else { return all };
            let mut window = 0;
            over.for_each(&shape, |members| {
                if window == element {
                    operands.extend(members.iter().map(|i| elements[*i]));
                }
                window += 1;
            });
        }
        all.extend(operands.into_iter().map(|e| match e {
            Element::Of(t, i) => self.trace.tensor(t).get(i as usize),
            Element::Value(v) => v.into(),
        }));
        all.retain(|v| *v != old);
        all.sort_unstable();
        all.dedup();
        all
    }

    /// One element of a relation's result is `value`. `None` where nothing follows from that, or where no
    /// committed cell shows it.
    pub fn trace_cheat(&self, relation: usize, element: u32, value: i128) -> Option<Lie> {
        let out = self.plan.graph.relations[relation].out()?;
        let trace = self.retold(relation, &[(out, element, value)])?;
        let old = self.trace.tensor(out).get(element as usize);
        let name = self.plan.graph.relations[relation].name();
        let lie =
            self.tell(format!("relation {relation} ({name}), element {element}: {old} is {value}"), &trace);
        (lie.grid.advice != self.honest.grid.advice || lie.instance != self.honest.instance).then_some(lie)
    }

    /// Cells of a relation's rows get other values. `None` where nothing follows from them.
    pub fn cell_cheat(&self, relation: usize, moves: &[(Place, Fr)]) -> Option<Lie> {
        let honest = &self.honest.grid;
        let mut changes = Vec::new();
        for (place, v) in moves {
            if let Some((t, i, offset)) = self.homes.get(place) {
                changes.push((*t, *i, integer(*v)? + offset));
            }
        }
        let mut lie = if changes.is_empty() {
            self.honest.clone()
        } else {
            self.tell(String::new(), &self.retold(relation, &changes)?)
        };
        lie.what = format!("relation {relation}, cells {moves:?}");
        let lanes = self.plan.config.lanes;
        for block in self.plan.blocks.iter().filter(|b| b.relation == Some(relation)) {
            self.overlay(&mut lie.grid, honest, block);
        }
        for ((column, row), v) in moves {
            lie.grid.set(*column, *row, *v);
            let region = self.plan.placement.checked_from..self.plan.placement.checked_to;
            if u32::from(*column) < lanes && region.contains(row) {
                // A value that is no entry of the table keeps an entry's fraction.
                let entry = small(v).filter(|v| *v < 1 << self.plan.config.bits).unwrap_or(0);
                lie.grid.lanes[usize::from(*column)][*row as usize] = entry as u32;
            }
        }
        for block in self.plan.blocks.iter().filter(|b| b.relation == Some(relation)) {
            let (Content::Windows { .. }, Mode::Windows(windows)) =
                (&block.content, &self.plan.modes[relation])
            else {
                continue;
            };
            for (w, row) in windows.rows.iter().enumerate() {
                windows.of(w).carry(block.start + row, &self.plan.columns, &mut lie.grid);
            }
        }
        witness::multiplicities(self.plan, &mut lie.grid);
        Some(lie)
    }

    /// Takes a block's committed cells from another table.
    fn overlay(&self, grid: &mut Grid, from: &Grid, block: &Block) {
        for (column, row) in places(self.plan, block) {
            grid.set(column, row, from.get(column, row));
            if u32::from(column) < self.plan.config.lanes {
                let (lane, row) = (usize::from(column), row as usize);
                grid.lanes[lane][row] = from.lanes[lane][row];
            }
        }
    }

    /// Lies about a relation that reads one of its copied cells as one more: one that every reader of the element in
    /// the relation tells, and those that this cell tells alone, each of some element of the result or of none.
    pub fn misread(&self, relation: usize) -> Vec<Lie> {
        let mut all = Vec::new();
        let out = self.plan.graph.relations[relation].out();
        let elements = out.map_or(0, |t| self.trace.tensor(t).to_vec().len());
        let blocks = || self.plan.blocks.iter().filter(|b| b.relation == Some(relation));
        for (block, (place, of)) in
            blocks().flat_map(|b| reads(self.plan, b).into_iter().map(move |r| (b, r)))
        {
            let old = self.honest.grid.get(place.0, place.1);
            let Some((t, i)) = of else {
                // A result that only the relation itself reads, and one of its results.
                for (more, element) in (0..elements as u32).flat_map(|c| [(1, c), (-1, c)]) {
                    let t = out.expect("elements are a result's");
                    let v = self.trace.tensor(t).get(element as usize) + more;
                    let Some(trace) = self.retold(relation, &[(t, element, v)]) else { continue };
                    let told = BTreeMap::from([(place, old + fr(more))]);
                    let mut lie =
                        self.tell(format!("relation {relation} reads another value in {place:?}"), &trace);
                    lie.grid = witness::first_phase_told(self.plan, &trace, &told);
                    all.push(lie);
                }
                continue;
            };
            let Some(out) = out.filter(|out| t != *out) else {
                // Another value than the element's is checked.
                for more in [1, -1] {
                    let told = BTreeMap::from([(place, old + fr(more))]);
                    let mut lie = self.honest.clone();
                    lie.what = format!("relation {relation} checks another value in {place:?}");
                    lie.grid = witness::first_phase_told(self.plan, &self.trace, &told);
                    all.push(lie);
                }
                continue;
            };
            // What the relation makes of it, with all that it commits.
            let mut false_operand = self.trace.clone();
            let mut values = self.trace.tensor(t).to_vec();
            values[i as usize] += 1;
            false_operand.tensors[t.0 as usize] = Values::I128(values);
            let within = |r: &usize| matches!(self.plan.modes[*r], Mode::Within(host) if host == relation);
            let inner = (0..relation).filter(within).chain([relation]);
            let mut executed = inner.map(|r| execute(&self.lawless, RelId(r as u32), &mut false_operand));
            if executed.any(|e| e.is_err()) {
                continue;
            }
            let results = false_operand.tensor(out).to_vec();
            let changed = |c: usize| (out, c as u32, results[c]);
            let own = self.tell(String::new(), &false_operand).grid;
            let what = format!("relation {relation} reads one more in {place:?}");
            if let Some(trace) = self.retold(relation, &(0..elements).map(changed).collect::<Vec<_>>()) {
                let mut lie = self.tell(what.clone(), &trace);
                blocks().for_each(|b| self.overlay(&mut lie.grid, &own, b));
                witness::multiplicities(self.plan, &mut lie.grid);
                all.push(lie);
            }
            let told = BTreeMap::from([(place, own.get(place.0, place.1))]);
            let mut alone = |results: &[(TensorId, u32, i128)], told: &witness::Told| {
                let Some(trace) = self.retold(relation, results) else { return };
                let mut lie = self.tell(what.clone(), &trace);
                lie.grid = witness::first_phase_told(self.plan, &trace, told);
                all.push(lie);
            };
            match &block.content {
                Content::Strips(groups) => {
                    alone(&[], &told);
                    let reader = says(self.plan, block, groups, place);
                    match reader.and_then(|r| r.out) {
                        Some((_, element)) => alone(&[changed(element as usize)], &told),
                        None => (0..elements).for_each(|c| alone(&[changed(c)], &told)),
                    }
                }
                _ => (0..elements).for_each(|c| alone(&[changed(c)], &told)),
            }
        }
        all
    }

    /// The cell that is the home of an element.
    pub fn home(&self, tensor: TensorId, element: u32) -> Option<Place> {
        let found = self.homes.iter().find(|(_, (t, i, _))| (*t, *i) == (tensor, element));
        found.map(|(place, _)| *place)
    }

    /// The table with its second phase.
    pub fn finished(&self, lie: &Lie) -> Grid {
        let mut grid = lie.grid.clone();
        witness::second_phase(self.plan, &mut grid, &lie.instance, challenges());
        grid
    }

    /// The first constraint that the lie breaks.
    pub fn caught(&self, lie: &Lie) -> Option<Violation> {
        let checker = Checker::new(self.plan, &lie.instance, challenges());
        let grid = self.finished(lie);
        checker.ends(&grid).or_else(|| checker.first(&grid))
    }

    /// Everything that the lie breaks.
    pub fn all(&self, lie: &Lie) -> Vec<Violation> {
        Checker::new(self.plan, &lie.instance, challenges()).all(&self.finished(lie))
    }
}

/// What a block reads from copies: the cell, and tensor and element unless it is of the relation itself.
fn reads(plan: &Plan, block: &Block) -> Vec<(Place, Option<(TensorId, u32)>)> {
    let element = |(row, port, e, _): &(u32, u32, Element, i128)| match e {
        Element::Of(t, i) => Some(((plan.columns.port(*port), block.start + row), Some((*t, *i)))),
        Element::Value(_) => None,
    };
    match &block.content {
        Content::Ports(cells) if block.what == "copies" => cells.iter().filter_map(element).collect(),
        Content::Strips(groups) => placed(plan, block, groups)
            .flat_map(|(cells, row, says)| {
                let read = move |(p, reads): (u32, &halo2::block::Reads)| {
                    let (column, below) = cells.port(p);
                    let of = reads.of;
                    ((column, row + below), of)
                };
                (0..).zip(&says.reads).map(read)
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The elements of strips with their cells and first rows.
fn placed<'a>(
    plan: &'a Plan,
    block: &'a Block,
    groups: &'a [Group],
) -> impl Iterator<Item = (Cells<'a>, u32, &'a halo2::block::Says)> {
    let of = move |group: &'a Group| {
        group.placed().map(move |(first, element, says)| {
            let (shape, columns, config) = (&group.shape, &plan.columns, &plan.config);
            (Cells { shape, columns, config, element }, block.start + first, says)
        })
    };
    groups.iter().flat_map(of)
}

/// The element of strips that a cell belongs to.
fn says<'a>(
    plan: &'a Plan,
    block: &'a Block,
    groups: &'a [Group],
    place: Place,
) -> Option<&'a halo2::block::Says> {
    let has = |(cells, row, _): &(Cells<'a>, u32, &'a halo2::block::Says)| {
        cells.all().any(|(column, below)| (column, row + below) == place)
    };
    placed(plan, block, groups).find(has).map(|(.., says)| says)
}

/// The committed cells of a block, but for running products, which follow from others.
pub fn places(plan: &Plan, block: &Block) -> Vec<Place> {
    let c = &plan.columns;
    let mut all = Vec::new();
    match &block.content {
        Content::Nothing | Content::Join(_) | Content::Packed(_) | Content::Sponge(_) => {}
        Content::Windows { relation } => {
            let Mode::Windows(windows) = &plan.modes[*relation] else { return all };
            for (w, first) in windows.rows.iter().enumerate() {
                for (row, cells) in (block.start + first..).zip(windows.of(w).cells()) {
                    all.extend(cells.maximum.then_some((c.maximum(), row)));
                    all.extend(cells.lanes.map(|l| (c.lane(l), row)));
                }
            }
        }
        Content::Slack { cells, .. } => {
            all.extend(cells.iter().map(|(row, lane, _)| (c.lane(*lane), block.start + row)));
        }
        Content::Ports(cells) => {
            all.extend(cells.iter().map(|(row, port, ..)| (c.port(*port), block.start + row)));
        }
        Content::Strips(groups) => {
            for (cells, row, _) in placed(plan, block, groups) {
                all.extend(cells.all().map(|(column, below)| (column, row + below)));
            }
        }
    }
    all
}

/// The elements whose homes are in a block.
fn homes(plan: &Plan, block: &Block) -> Vec<(Place, (TensorId, u32, i128))> {
    let c = &plan.columns;
    match &block.content {
        Content::Windows { relation } => {
            let Mode::Windows(windows) = &plan.modes[*relation] else { return Vec::new() };
            let home = |(w, row): (usize, &u32)| match windows.of(w).result() {
                Some((lane, offset)) => ((c.lane(lane), block.start + row), (windows.out, w as u32, offset)),
                None => ((c.maximum(), block.start + row), (windows.out, w as u32, 0)),
            };
            windows.rows.iter().enumerate().map(home).collect()
        }
        Content::Ports(cells) if block.what == "results" => cells
            .iter()
            .filter_map(|(row, port, e, offset)| match e {
                Element::Of(t, i) => Some(((c.port(*port), block.start + row), (*t, *i, *offset))),
                Element::Value(_) => None,
            })
            .collect(),
        Content::Strips(groups) => {
            let home = |(group, n): (&Group, usize)| {
                let (first, element, says) = group.placed().nth(n)?;
                let (shape, columns, config) = (&group.shape, &plan.columns, &plan.config);
                let (column, below) = Cells { shape, columns, config, element }.home()?;
                let offset = match shape.home() {
                    strip::Home::Lane => strip::value(&group.parameters, strip::Name::Least),
                    _ => 0,
                };
                let (t, i) = says.out?;
                Some(((column, block.start + first + below), (t, i, offset)))
            };
            let each = |g: &Group| g.elements.len() - g.repeats as usize;
            groups.iter().flat_map(|g| (0..each(g)).map(move |n| (g, n))).filter_map(home).collect()
        }
        _ => Vec::new(),
    }
}
