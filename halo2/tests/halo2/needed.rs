//! Every gate, copy and lookup of whole circuits is needed: for each there is a lie that nothing else
//! refuses, so a circuit without it would prove that lie.
//!
//! What the rows of windows and strips need among themselves is shown exhaustively in
//! [`super::exhaust`]; here it is evaluations, joins, copies between relations and the lookup argument.

use std::collections::{BTreeMap, BTreeSet};

use super::cases::{Made, made};
use super::liar::{Liar, Lie, Place, challenges};
use circuit::Relation;
use ff::Field;
use halo2::Plan;
use halo2::block::Content;
use halo2::check::{Checker, Violation};
use halo2::columns::{Config, IN_FRACTION, IN_SUM};
use halo2::field::{Fr, fr};
use halo2::grid::Grid;
use halo2::plan::Instruction;
use halo2::system::Cell;
use halo2::witness::{Powers, accumulate};

const CONFIG: Config = Config { bits: 6, lanes: 14, accumulators: 2, weights: 3, ports: 4, tables: 3 };

/// A lie with all its columns, and what it breaks.
pub struct Told<'a> {
    plan: &'a Plan,
    lie: Lie,
    grid: Grid,
}

impl<'a> Told<'a> {
    pub fn new(liar: &Liar<'a>, lie: Lie) -> Self {
        let grid = liar.finished(&lie);
        Self { plan: liar.plan, lie, grid }
    }

    fn broken(&self) -> Vec<Violation> {
        Checker::new(self.plan, &self.lie.instance, challenges()).all(&self.grid)
    }

    /// The accumulators again, one cell holding `v`.
    fn with(&mut self, cell: Place, v: Fr) {
        let powers = Powers::new(self.plan, challenges());
        let told = BTreeMap::from([(cell, v)]);
        accumulate(self.plan, &mut self.grid, &self.lie.instance, &powers, &told);
    }

    /// By how much the closing step of a row's accumulator misses zero.
    pub fn gap(&self, row: u32) -> Fr {
        let powers = Powers::new(self.plan, challenges());
        let closing = self.plan.program.iter().find_map(|i| match i {
            Instruction::Step { column, row: at, stride, pattern, closed: true } if *at == row => {
                Some((*column, *stride, *pattern))
            }
            _ => None,
        });
        let (column, stride, pattern) = closing.expect("a closing step");
        let added = self.plan.patterns[pattern].eval(
            &|c| self.plan.fixed[usize::from(c)][row as usize],
            &|c, r| self.grid.advice[usize::from(c)][(row as usize).wrapping_add_signed(r.into())],
            &|| self.lie.instance.get(row as usize).copied().unwrap_or(Fr::ZERO),
            &|c, e| powers.get(c, e),
        );
        let moved = stride.map_or(Fr::ZERO, |s| self.grid.get(column, row) * powers.get(0, s));
        moved + added
    }

    /// Chooses the value of an accumulator's cell such that a closing step holds; the gap is linear in it.
    fn close(&mut self, cell: Place, closing: u32) -> bool {
        self.with(cell, Fr::ZERO);
        let zero = self.gap(closing);
        self.with(cell, Fr::ONE);
        let slope = self.gap(closing) - zero;
        let Some(inverse) = Option::<Fr>::from(slope.invert()) else { return false };
        self.with(cell, -zero * inverse);
        true
    }
}

/// The cell that an instruction fills.
fn filled(instruction: &Instruction) -> Option<Place> {
    match instruction {
        Instruction::Step { column, row, closed, .. } => (!closed).then_some((*column, row + 1)),
        Instruction::Repeat { column, row, .. } => Some((*column, *row)),
    }
}

/// The rows where joins close.
pub fn closings(plan: &Plan) -> Vec<u32> {
    let closing = |i: &Instruction| match i {
        Instruction::Step { row, closed: true, .. } => Some(*row),
        _ => None,
    };
    plan.program.iter().filter_map(closing).collect()
}

/// What is the only thing that some lie breaks.
#[derive(Default)]
struct Needed {
    gates: BTreeSet<String>,
    /// Cells of accumulators of which the lie is about one.
    cells: BTreeSet<Place>,
    copies: BTreeSet<[Cell; 2]>,
}

impl Needed {
    /// Notes what a lie breaks if it is one thing; panics if it breaks nothing.
    fn note(&mut self, name: &str, what: &str, broken: &[Violation]) {
        assert!(!broken.is_empty(), "{name}: nothing refuses {what}");
        let gates: BTreeSet<&str> = broken
            .iter()
            .filter_map(|v| match v {
                Violation::Gate { gate, .. } => Some(&gate[..]),
                Violation::Copy { .. } => None,
            })
            .collect();
        let copies = broken.iter().filter(|v| matches!(v, Violation::Copy { .. })).count();
        match (gates.len(), copies, broken) {
            (1, 0, _) => {
                self.gates.extend(gates.into_iter().map(str::to_owned));
            }
            (0, 1, [Violation::Copy { a, b }]) => {
                self.copies.insert([*a, *b]);
            }
            _ => {}
        }
    }
}

/// A false result of each relation: every gate, step and copy that an evaluation of it goes through is the
/// only one to object to it in turn.
fn evaluations(made: &Made, liar: &Liar<'_>, needed: &mut Needed) {
    let plan = liar.plan;
    let closings = closings(plan);
    for relation in 0..plan.graph.relations.len() {
        let Some(out) = plan.graph.relations[relation].out() else { continue };
        let count = plan.graph.tensor(out).numel().expect("small") as u32;
        for element in 0..count.min(4) {
            for v in liar.tempting(relation, element) {
                let Some(lie) = liar.trace_cheat(relation, element, v) else { continue };
                let mut told = Told::new(liar, lie);
                let broken = told.broken();
                needed.note(made.name, &told.lie.what, &broken);
                // A lie that one join alone refuses, until one of its cells is false too.
                let [Violation::Gate { row, .. }] = broken[..] else { continue };
                // Other gates have rows too.
                if !closings.contains(&row) || told.gap(row) == Fr::ZERO {
                    continue;
                }
                for instruction in &plan.program {
                    let Some(cell) = filled(instruction).filter(|cell| !needed.cells.contains(cell)) else {
                        continue;
                    };
                    if told.close(cell, row) {
                        let broken = told.broken();
                        needed.note(made.name, &format!("{}, {cell:?} false", told.lie.what), &broken);
                        if broken.len() == 1 {
                            needed.cells.insert(cell);
                        }
                    }
                }
            }
        }
    }
}

/// An operand that one relation reads as another value than it has.
fn copies(made: &Made, liar: &Liar<'_>, needed: &mut Needed) {
    for relation in 0..liar.plan.graph.relations.len() {
        for lie in liar.misread(relation) {
            let told = Told::new(liar, lie);
            needed.note(made.name, &told.lie.what, &told.broken());
        }
    }
    // Another public output.
    for row in 0..liar.honest.instance.len() {
        let mut lie = liar.honest.clone();
        lie.instance[row] += Fr::ONE;
        let told = Told::new(liar, lie);
        needed.note(made.name, "another public value", &told.broken());
    }
}

/// Lanes that hold no entry of the table, with the argument's columns told honestly, or not at all.
fn lookups(made: &Made, liar: &Liar<'_>, needed: &mut Needed) {
    let (plan, c) = (liar.plan, &liar.plan.columns);
    let region = plan.placement.checked_from..plan.placement.checked_to;
    let beta = challenges()[1];
    let inverse = |v: Fr| (beta + v).invert().expect("not a pole");
    // A lane that nothing else reads, so that the lookup alone objects.
    let freedom = plan.freedom();
    let outside = fr(1 << plan.config.bits);
    for lane in 0..plan.config.lanes {
        let column = c.lane(lane);
        let idle = |row: &u32| freedom[usize::from(column)][*row as usize].is_some();
        let row = region.clone().find(idle).unwrap_or_else(|| panic!("{}: no idle cell", made.name));
        let mut told = Told::new(liar, liar.honest.clone());
        let delta = inverse(outside) - inverse(told.grid.get(column, row));
        told.grid.set(column, row, outside);
        needed.note(made.name, "a lane outside the table, no fraction for it", &told.broken());
        if lane >= IN_SUM {
            let fraction = c.fraction((lane - IN_SUM) / IN_FRACTION);
            let old = told.grid.get(fraction, row);
            told.grid.set(fraction, row, old + delta);
        }
        for below in row + 1..=region.end {
            let old = told.grid.get(c.sum(), below);
            told.grid.set(c.sum(), below, old + delta);
        }
        let broken = told.broken();
        assert_eq!(broken.len(), 1, "{}: lane {lane}: {broken:?}", made.name);
        needed.note(made.name, "a lane outside the table", &broken);
    }
}

/// False values of function tables, whose fractions are told such that all fractions cancel.
fn tables(made: &Made, liar: &Liar<'_>, needed: &mut Needed) {
    let (plan, c) = (liar.plan, &liar.plan.columns);
    let end = plan.placement.checked_to;
    for (number, relation) in plan.graph.relations.iter().enumerate() {
        let Relation::Lut { out, .. } = relation else { continue };
        for lie in liar.tempting(number, 0).into_iter().filter_map(|v| liar.trace_cheat(number, 0, v)) {
            let mut told = Told::new(liar, lie);
            needed.note(made.name, &told.lie.what, &told.broken());
            let excess = told.grid.get(c.sum(), end);
            let (_, row) = liar.home(*out, 0).expect("a result has a cell");
            let fraction = c.fraction(c.fractions());
            let old = told.grid.get(fraction, row);
            told.grid.set(fraction, row, old - excess);
            for below in row + 1..=end {
                let old = told.grid.get(c.sum(), below);
                told.grid.set(c.sum(), below, old - excess);
            }
            needed.note(made.name, "a false line of a table", &told.broken());
        }
    }
}

/// An entry that is counted once too often, for which the fraction of others makes up.
fn entries(made: &Made, liar: &Liar<'_>, needed: &mut Needed) {
    let (c, region) = (&liar.plan.columns, liar.plan.placement.checked_from..liar.plan.placement.checked_to);
    let mut lie = liar.honest.clone();
    let counted = (c.multiplicity(0), region.start);
    lie.grid.set(counted.0, counted.1, lie.grid.get(counted.0, counted.1) + Fr::ONE);
    for fraction in (0..c.entry_fractions()).map(|f| c.fraction(c.entry_fraction(f))) {
        let mut told = Told::new(liar, lie.clone());
        needed.note(made.name, "another number of reads", &told.broken());
        let excess = told.grid.get(c.sum(), region.end);
        told.grid.set(fraction, region.start, told.grid.get(fraction, region.start) - excess);
        for below in region.start + 1..=region.end {
            told.grid.set(c.sum(), below, told.grid.get(c.sum(), below) - excess);
        }
        needed.note(made.name, "another fraction of entries", &told.broken());
    }
}

/// Whether a cell is of an assertion, or of the sum that it is about, in the one circuit where a sum of one operand is
/// asserted to be that operand. Assertions by themselves are examined exhaustively.
fn said_twice(made: &Made, plan: &Plan, cell: Cell) -> bool {
    let block = plan.blocks.iter().find(|b| {
        let rows = b.start..b.start + b.rows;
        rows.contains(&cell.row) && matches!(b.content, Content::Strips(_))
    });
    let relation = block.and_then(|b| b.relation).map(|r| &plan.graph.relations[r]);
    let of_one = |r: &Relation| matches!(r, Relation::Affine { terms, .. } if terms.len() == 1);
    made.name == "relations without windows"
        && relation.is_some_and(|r| matches!(r, Relation::Equal { .. }) || of_one(r))
}

#[test]
fn every_gate_copy_and_lookup_of_a_circuit_is_needed() {
    let mut gates: BTreeSet<String> = BTreeSet::new();
    let mut needed_gates: BTreeSet<String> = BTreeSet::new();
    let mut unneeded = Vec::new();
    for made in made() {
        let plan = Plan::with_config(&made.graph, CONFIG).expect("a plan");
        let mut rng = super::random::rng(4);
        let mut needed = Needed::default();
        let mut idle = None;
        // Where a run has a zero, what is multiplied with it may be anything: several runs.
        for _ in 0..20 {
            let found = Liar::new(&plan, &super::random::inputs(&made.graph, &mut rng));
            let Some((liar, None)) = found else { continue };
            evaluations(&made, &liar, &mut needed);
            copies(&made, &liar, &mut needed);
            if idle.is_none() {
                lookups(&made, &liar, &mut needed);
                tables(&made, &liar, &mut needed);
                entries(&made, &liar, &mut needed);
            }
            let cells = plan.program.iter().filter_map(filled);
            let cells: Vec<Place> = cells.filter(|cell| !needed.cells.contains(cell)).collect();
            let copies = plan
                .copies
                .iter()
                .filter(|pair| !(needed.copies.contains(*pair) || said_twice(&made, &plan, pair[1])));
            let copies: Vec<[Cell; 2]> = copies.copied().collect();
            let done = cells.is_empty() && copies.is_empty();
            idle = Some((cells, copies));
            if done {
                break;
            }
        }
        let Some(idle) = idle else { continue };
        if idle != (Vec::new(), Vec::new()) {
            unneeded.push((made.name, idle));
        }
        gates.extend(plan.system.gates.iter().map(|(name, _)| name.clone()));
        needed_gates.extend(needed.gates);
    }
    assert!(unneeded.is_empty(), "evaluations and copies that nothing needs: {unneeded:#?}");
    // What ties the cells of one window or strip to each other takes several false cells at once.
    let together = |gate: &&str| !(gate.starts_with("strip") || gate.starts_with("window"));
    let idle = gates.difference(&needed_gates).map(String::as_str).filter(together);
    let idle: Vec<&str> = idle.collect();
    assert_eq!(idle, ["membership carried", "remainder", "upper end"], "gates that nothing here needs");
}
