//! Blocks of hashed values, which windows and strips have nothing in common with: each cell of a packing and of a sponge follows from the ones
//! before it by one gate or one copy. So they are determined; and each gate on each row, and each copy, is left out in turn: a cell that is
//! another, with all that follows from it up to the hash that is shown, is refused by that one and by nothing else.
//!
//! A kind of block has tests of both sorts, or this file does not compile.

use std::collections::{BTreeSet, HashSet};

use super::liar::{Liar, Place, challenges};
use circuit::Graph;
use ff::Field;
use halo2::Plan;
use halo2::block::Content;
use halo2::check::{Checker, Violation};
use halo2::columns::Config;
use halo2::expr::Op;
use halo2::field::{Fr, fr};
use halo2::grid::Grid;
use halo2::system::{Cell, Column};
use halo2::verifier::arithmetic::evaluate;
use halo2::witness::{Powers, read};

/// What leaves out in turn what a block of a kind is tied together by, and what shows that its results are determined.
fn tests(content: &Content) -> [&'static str; 2] {
    match content {
        // No cell that is filled: public values by copies, constants by fixed columns.
        Content::Nothing => ["needed.rs::copies", "needed.rs::copies"],
        Content::Windows { .. } => ["exhaust.rs::windows", "exhaust.rs::windows"],
        Content::Strips(_) => ["exhaust.rs::strips", "exhaust.rs::strips"],
        // Committed before the challenge; an identity's coefficients are compared, and these are read by nobody.
        Content::Slack { .. } => ["needed.rs::evaluations", "perturb.rs::perturb"],
        Content::Ports(_) => ["needed.rs::copies", "perturb.rs::perturb"],
        Content::Join(_) => ["needed.rs::evaluations", "perturb.rs::perturb"],
        Content::Packed(_) => {
            ["chains.rs::left_out", "chains.rs::every_cell_of_a_hash_is_determined_by_those_before_it"]
        }
        Content::Sponge(_) => {
            ["chains.rs::left_out", "chains.rs::every_cell_of_a_hash_is_determined_by_those_before_it"]
        }
    }
}

/// A cell that one gate makes, on one row.
struct Made {
    gate: usize,
    row: u32,
    cell: Place,
}

/// The gates of a plan's hashes with the cells that they make, each after those that it reads.
fn made(plan: &Plan) -> Vec<Made> {
    let gate = |name: &str| plan.system.gates.iter().position(|(n, _)| n == name);
    let port = |i: u32| plan.columns.port(i);
    let mut all = Vec::new();
    let mut add = |name: &str, row, cell| {
        let gate = gate(name).unwrap_or_else(|| panic!("no gate is named {name}"));
        all.push(Made { gate, row, cell });
    };
    for block in &plan.blocks {
        if let Content::Packed(packed) = &block.content {
            (block.start..block.start + packed.count).for_each(|row| add("packed", row, (port(1), row + 1)));
        }
    }
    for block in &plan.blocks {
        let Content::Sponge(sponge) = &block.content else { continue };
        for row in 0..sponge.rows() {
            let at = block.start + row;
            let within = row % halo2::hashed::sponge::ROWS;
            if within > 1 && within.is_multiple_of(2) {
                (0..)
                    .zip(["round a", "round b", "round c"])
                    .for_each(|(i, name)| add(name, at, (port(i), at)));
            }
            if within.is_multiple_of(2) {
                let next = ["sponge a", "sponge b", "sponge c"];
                (0..).zip(next).for_each(|(i, name)| add(name, at, (port(i), at + 1)));
            }
        }
    }
    all
}

/// A table whose hashes are made again.
struct Told<'a> {
    plan: &'a Plan,
    grid: Grid,
    instance: Vec<Fr>,
    powers: Powers,
}

impl<'a> Told<'a> {
    fn new(liar: &Liar<'a>) -> Self {
        let (grid, instance) = (liar.finished(&liar.honest), liar.honest.instance.clone());
        Self { plan: liar.plan, grid, instance, powers: Powers::new(liar.plan, challenges()) }
    }

    /// What a gate comes to on a row.
    fn gate(&self, gate: usize, row: u32) -> Fr {
        let (plan, rows) = (self.plan, 1usize << self.plan.system.k);
        let at = |r: i8| (row as usize + rows).wrapping_add_signed(r.into()) % rows;
        let value = evaluate(&plan.system.gates[gate].1, |op| {
            Some(match op {
                Op::Fixed(c) => plan.fixed[usize::from(*c)][row as usize],
                Op::Advice(c, r) => self.grid.advice[usize::from(*c)][at(*r)],
                Op::Instance => self.instance.get(row as usize).copied().unwrap_or(Fr::ZERO),
                Op::Power(c, e) => self.powers.get(*c, *e),
                _ => return None,
            })
        });
        value.expect("well formed")
    }

    fn add(&mut self, (column, row): Place, v: Fr) {
        self.grid.set(column, row, self.grid.get(column, row) + v);
    }

    /// The second of two equal cells holds what the first does, and `more`.
    fn copy(&mut self, [from, to]: [Cell; 2], more: Fr) {
        let v = read(self.plan, &self.grid, &self.instance, from) + more;
        match to.column {
            Column::Advice(column) => self.grid.set(column, to.row, v),
            Column::Instance => self.instance[to.row as usize] = v,
            Column::Fixed(_) => panic!("a fixed cell is no copy"),
        }
    }

    /// Makes all that is hashed again, but for one cell, or one copy, that is one more than it should be.
    fn again(&mut self, made: &[Made], copies: &[[Cell; 2]], wrong: Option<usize>, miscopied: Option<usize>) {
        let of = |(column, row): Place| Cell { column: Column::Advice(column), row };
        for (number, made_cell) in made.iter().enumerate() {
            // What the gate reads may be a copy: of a digit, or of a packed element.
            for (at, pair) in copies.iter().enumerate() {
                if pair[1].row == made_cell.row && matches!(pair[1].column, Column::Advice(_)) {
                    self.copy(*pair, if miscopied == Some(at) { Fr::ONE } else { Fr::ZERO });
                }
            }
            let right = -self.gate(made_cell.gate, made_cell.row);
            self.add(made_cell.cell, right + if wrong == Some(number) { Fr::ONE } else { Fr::ZERO });
            for (at, pair) in copies.iter().enumerate() {
                if pair[0] == of(made_cell.cell) && pair[1].column == Column::Instance {
                    self.copy(*pair, if miscopied == Some(at) { Fr::ONE } else { Fr::ZERO });
                }
            }
        }
    }

    fn broken(&self) -> Vec<Violation> {
        Checker::new(self.plan, &self.instance, challenges()).all(&self.grid)
    }
}

/// Circuits that hash an input whose digits lie in lanes, or are copies, and an output; and hidden weights.
fn cases() -> Vec<(&'static str, Graph, Vec<Vec<i128>>)> {
    let hashed = |hi| super::hashed::circuit(0, hi).hashing(&[0], &[1]).expect("ports");
    vec![
        ("in lanes", hashed(40), super::hashed::inputs(0, 40)),
        ("copied", hashed(1 << 20), super::hashed::inputs(0, 1 << 20)),
        ("weights", super::parameters::perceptron(), super::parameters::run(1)),
    ]
}

const CONFIG: Config = Config { bits: 6, lanes: 11, accumulators: 2, weights: 3, ports: 4, tables: 1 };

/// Copies into the ports of hashes, and of hashes to the public values.
fn copies(plan: &Plan) -> Vec<[Cell; 2]> {
    let rows: Vec<_> = plan
        .blocks
        .iter()
        .filter(|b| matches!(b.content, Content::Packed(_) | Content::Sponge(_)))
        .map(|b| (b.start..b.start + b.rows, b.ports))
        .collect();
    let ports: BTreeSet<u16> = (0..3).map(|i| plan.columns.port(i)).collect();
    let inside = |cell: &Cell| {
        matches!(cell.column, Column::Advice(c) if ports.contains(&c))
            && rows.iter().any(|(rows, ports)| *ports && rows.contains(&cell.row))
    };
    let hash = |pair: &&[Cell; 2]| inside(&pair[1]) || pair[1].column == Column::Instance && inside(&pair[0]);
    plan.copies.iter().filter(hash).copied().collect()
}

/// Leaves out every gate on every row and every copy, one of every `stride`.
fn left_out(stride: usize) {
    for (name, graph, inputs) in cases() {
        let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
        let (liar, _) = Liar::new(&plan, &inputs).expect("runs");
        let (made, copies) = (made(&plan), copies(&plan));
        let mut told = Told::new(&liar);
        told.again(&made, &copies, None, None);
        assert_eq!(told.broken(), [], "{name}: an honest hash");
        for (number, cell) in made.iter().enumerate().step_by(stride) {
            let mut told = Told::new(&liar);
            told.again(&made, &copies, Some(number), None);
            let gate = plan.system.gates[cell.gate].0.clone();
            assert_eq!(told.broken(), [Violation::Gate { gate, row: cell.row }], "{name}: cell {number}");
        }
        for (number, [a, b]) in copies.iter().enumerate().step_by(stride.min(3)) {
            let mut told = Told::new(&liar);
            told.again(&made, &copies, None, Some(number));
            assert_eq!(told.broken(), [Violation::Copy { a: *a, b: *b }], "{name}: copy {number}");
        }
    }
}

#[test]
fn every_gate_and_copy_of_a_hash_is_needed() {
    left_out(17);
}

#[test]
#[ignore = "minutes: each row of all hashes"]
fn every_gate_and_copy_on_every_row_of_a_hash_is_needed() {
    left_out(1);
}

/// Each gate is its cell less what the cells before it say, whatever any cell holds: nothing is left to choose.
#[test]
fn every_cell_of_a_hash_is_determined_by_those_before_it() {
    for (name, graph, inputs) in cases() {
        let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
        let (liar, _) = Liar::new(&plan, &inputs).expect("runs");
        let made = made(&plan);
        let mut told = Told::new(&liar);
        let mut v = Fr::from(7);
        for cell in &made {
            v = v.square() + Fr::ONE;
            told.add(cell.cell, v);
        }
        let distinct: BTreeSet<Place> = made.iter().map(|m| m.cell).collect();
        assert_eq!(distinct.len(), made.len(), "{name}: a cell that two gates make");
        for (number, cell) in made.iter().enumerate() {
            let before = told.gate(cell.gate, cell.row);
            told.add(cell.cell, Fr::from(5));
            assert_eq!(told.gate(cell.gate, cell.row), before + Fr::from(5), "{name}: cell {number}");
            // Of those that follow, the nearest are all that a gate could read.
            for later in made.iter().skip(number + 1).take(9) {
                let now = told.gate(cell.gate, cell.row);
                told.add(later.cell, Fr::ONE);
                assert_eq!(told.gate(cell.gate, cell.row), now, "{name}: cell {number} reads a later one");
            }
        }
    }
}

/// The digits that two looked up lanes admit are those of the base.
#[test]
fn digits_lie_in_their_base() {
    let (_, graph, inputs) = cases().swap_remove(0);
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &inputs).expect("runs");
    let gate = plan.system.gates.iter().position(|(n, _)| n == "packed digit").expect("a gate");
    let lanes = plan.blocks.iter().find_map(|b| match &b.content {
        Content::Packed(packed) if packed.lanes == Some(true) => Some((b.start, packed.largest)),
        _ => None,
    });
    let (row, largest) = lanes.expect("digits in lanes");
    let mut told = Told::new(&liar);
    let mut admitted = BTreeSet::new();
    for digit in 0..1i128 << CONFIG.bits {
        for complement in 0..1i128 << CONFIG.bits {
            told.grid.set(plan.columns.lane(0), row, fr(digit));
            told.grid.set(plan.columns.lane(1), row, fr(complement));
            if told.gate(gate, row) == Fr::ZERO {
                admitted.insert(digit);
            }
        }
    }
    assert_eq!(admitted, (0..=largest).collect());
}

/// Every kind of block occurs in the circuits that are examined, and what examines it is there.
#[test]
fn every_kind_of_block_is_left_out_in_turn_and_is_determined() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/halo2");
    let mut met = HashSet::new();
    let graphs = super::cases::made().into_iter().map(|m| m.graph).chain(cases().into_iter().map(|c| c.1));
    for graph in graphs {
        for block in &Plan::with_config(&graph, CONFIG).expect("a plan").blocks {
            for test in tests(&block.content) {
                let (file, function) = test.split_once("::").expect("a file and a function");
                let text = std::fs::read_to_string(folder.join(file)).expect("a file of tests");
                assert!(text.contains(&format!("fn {function}")), "{test} is not there");
            }
            met.insert(std::mem::discriminant(&block.content));
        }
    }
    assert_eq!(met.len(), 8, "a kind of block that no circuit here has");
}
