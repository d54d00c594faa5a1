//! The plan: a circuit's columns, rows, gates, fixed values and copies, and the programs that fill them.
//!
//! A pure function of graph and configuration, so prover and key generation agree without storing it.

use circuit::{Digest, Graph, Range, Table};
use ff::Field;
use std::collections::{BTreeMap, BTreeSet};

use super::block::{Block, Content, Placement, place};
use super::build::{Builder, PlanError};
use super::choose::Goal;
use super::columns::{Columns, Config, Features, IN_FRACTION, IN_SUM};
use super::draft::{Draft, MAX_TABLES, cost, looked_up};
use super::emit::Emitter;
use super::expr::Expr;
use super::field::{Fr, fr};
use super::gates::{DEGREE, Gates, MAX_DEGREE};
use super::interval::Interval;
use super::limits::Limits;
use super::lookup;
use super::mode::{Home, Mode};
use super::public::Slot;
use super::system::{Cell, Column, MAX_K, System};
use super::table::Entries;

/// One step of filling the second phase.
#[derive(Clone, Debug)]
pub enum Instruction {
    /// One row of a stream.
    Step {
        /// The accumulator's column.
        column: u16,
        /// The row.
        row: u32,
        /// See [`Step::stride`].
        stride: Option<u32>,
        /// Index of the pattern.
        pattern: usize,
        /// Whether the next cell is not filled.
        closed: bool,
    },
    /// A cell of an accumulator that repeats another cell.
    Repeat {
        /// The accumulator's column.
        column: u16,
        /// The row.
        row: u32,
        /// The other cell.
        from: Cell,
    },
}

/// A circuit, laid out.
pub struct Plan {
    /// What was chosen.
    pub config: Config,
    /// Degree that selectors may raise gates to.
    pub degree: usize,
    /// The circuit's name.
    pub digest: Digest,
    /// What the hash of its parameters stands for beside them, if it has any.
    pub computation: Option<Digest>,
    /// The graph, macros written out that no windows take.
    pub graph: Graph,
    /// Tensors before that.
    pub tensors: usize,
    /// How each relation is proved.
    pub modes: Vec<Mode>,
    /// Numbers of the columns.
    pub columns: Columns,
    /// What is used.
    pub features: Features,
    /// Rows that belong together.
    pub blocks: Vec<Block>,
    /// Where they lie.
    pub placement: Placement,
    /// Columns and gates.
    pub system: System,
    /// The integers that each gate is about; the field tells them apart.
    pub about: Vec<Interval>,
    /// Values of the fixed columns.
    pub fixed: Vec<Vec<Fr>>,
    /// Pairs of equal cells.
    pub copies: Vec<[Cell; 2]>,
    /// Public tensors.
    pub slots: Vec<Slot>,
    /// Values that patterns stand for.
    pub patterns: Vec<Expr>,
    /// How the second phase is filled.
    pub program: Vec<Instruction>,
    /// Entries of the table.
    pub entries: Entries,
}

/// The values that lookups tell apart: numbers of lines, and marked values of function tables.
fn looked_up_values(entries: &Entries, tables: &[&Table]) -> Interval {
    let last = entries.number(entries.columns - 1, entries.height() - 1);
    let numbers = Interval::from(Range::new(0, last.into()));
    let marked = |values: Range| &Interval::from(values) + &Interval::point(lookup::MARK);
    // Lines of no function have the mark alone.
    let filled = (last >= entries.count()).then_some(Range::point(0));
    let values = tables.iter().filter_map(|t| t.data.range()).chain(filled);
    values.fold(numbers, |all, values| all.hull(&marked(values)))
}

/// The coefficients that a relation's identity compares, if it is one; `None` where they are unbounded.
fn coefficients(graph: &Graph, modes: &[Mode], mode: &Mode, columns: &Columns) -> Option<Interval> {
    let Mode::Identity(identity) = mode else { return None };
    let bias = identity.row_bias.iter().flatten().map(|b| b.unsigned_abs()).max().unwrap_or(0);
    let most = i128::try_from(identity.bilinear.coefficients(graph, bias)?).ok()?;
    let about = Interval::from(Range::new(-most, most));
    // Results in windows are what their limbs can make them.
    Some(match &identity.home {
        Home::Windows(w) => match modes.get(*w) {
            Some(Mode::Windows(w)) => {
                let slack = w.layouts.iter().map(|l| l.slack(columns)).reduce(|a, b| a.hull(&b));
                slack.map_or(about.clone(), |slack| &about + &slack)
            }
            _ => about,
        },
        Home::Public | Home::Cells => about,
    })
}

impl Plan {
    /// Checks the graph, chooses a configuration and lays the circuit out.
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn new(graph: &Graph) -> Result<Self, PlanError> {
        graph.validate().map_err(PlanError::Graph)?;
        Self::with_config(graph, super::choose::choose(graph)?)
    }

    /// Checks the graph and lays it out as is best for `goal`.
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn for_goal(graph: &Graph, goal: Goal) -> Result<Self, PlanError> {
        match goal {
            Goal::Time => Self::new(graph),
            Goal::Gas => {
                graph.validate().map_err(PlanError::Graph)?;
                super::choose::cheapest_on_chain(graph)
            }
        }
    }

    /// Time of a proof in the units of [`Draft::cost`].
    pub fn cost(&self) -> u64 {
        cost(&self.columns, self.system.k)
    }

    /// Lays the circuit out with a configuration.
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn with_config(graph: &Graph, config: Config) -> Result<Self, PlanError> {
        Self::with_degree(graph, config, DEGREE)
    }

    /// Lays the circuit out with a configuration, for gates of at most `degree`.
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn with_degree(graph: &Graph, config: Config, degree: usize) -> Result<Self, PlanError> {
        let Config { bits, lanes, accumulators, weights, ports, tables } = config;
        let lanes_fit = lanes > IN_SUM && (lanes - IN_SUM).is_multiple_of(IN_FRACTION) && lanes <= 128;
        if !(1..=20).contains(&bits)
            || !lanes_fit
            || !(2..=16).contains(&accumulators)
            || !(1..=128).contains(&weights)
            || !(3..=64).contains(&ports)
            || !(1..=MAX_TABLES).contains(&tables)
            || !(DEGREE..=MAX_DEGREE).contains(&degree)
        {
            return Err(PlanError::NoLayout(format!("{config:?} is outside what is supported")));
        }
        graph.validate().map_err(PlanError::Graph)?;
        let mut plan = Self::emit(Draft::new(graph, config)?, graph.digest(), degree)?;
        plan.tensors = graph.tensors.len();
        Ok(plan)
    }

    fn emit(draft: Draft, digest: Digest, degree: usize) -> Result<Self, PlanError> {
        let k = draft.k();
        let Draft { config, graph, computation, modes, features, columns, placement, entries, .. } = draft;
        let placement = placement.with_table(entries.height());
        if k > MAX_K {
            return Err(PlanError::TooLarge { rows: placement.rows.into(), most: 1 << MAX_K });
        }
        let mut builder = Builder::build(&graph, computation, &modes, config, features)?;
        let (mut blocks, slots) = (std::mem::take(&mut builder.blocks), std::mem::take(&mut builder.slots));
        let placed = place(&mut blocks, &config).map(|p| p.with_table(entries.height()));
        if placed != Some(placement) {
            return Err(PlanError::NoLayout("internal error: two placements of one draft".into()));
        }
        let mut emitter = Emitter {
            columns,
            blocks: &blocks,
            gates: Gates::default(),
            coefficients: modes.iter().map(|m| coefficients(&graph, &modes, m, &columns)).collect(),
            shapes: BTreeMap::new(),
            lines: Vec::new(),
            copies: Vec::new(),
            patterns: Vec::new(),
            program: Vec::new(),
            known: Vec::new(),
        };
        for (r, mode) in modes.iter().enumerate() {
            if let Mode::Identity(identity) = mode
                && let Some(at) = identity.shared_position(&modes)
            {
                return Err(builder.internal(r, &format!("two values at position {at}")));
            }
        }
        for block in &blocks {
            emitter.block(&builder, &modes, block)?;
        }
        for block in &blocks {
            emitter.join(&builder, block)?;
        }
        let region = placement.checked_from..placement.checked_to;
        let tables: Vec<&Table> = looked_up(&graph, features).collect();
        let about = looked_up_values(&entries, &tables);
        let terms = lookup::terms(&columns, &entries, features.tables, &about, &mut emitter.gates);
        for row in region.clone() {
            terms.all.iter().for_each(|t| emitter.gates.at(*t, row));
        }
        if let (Some(lines), Some(none)) = (terms.lines, terms.none) {
            let with: BTreeSet<u32> = std::mem::take(&mut emitter.lines).into_iter().collect();
            region
                .clone()
                .for_each(|row| emitter.gates.at(if with.contains(&row) { lines } else { none }, row));
        }
        let zero = lookup::zero(&columns, &mut emitter.gates);
        emitter.gates.at(zero, region.start);
        emitter.gates.at(zero, region.end);
        emitter.gates.check()?;

        let rows = 1usize << k;
        let mut fixed = vec![vec![Fr::ZERO; rows]; usize::from(columns.selectors())];
        for row in 0..entries.height() {
            fixed[usize::from(columns.table())][(region.start + row) as usize] = fr(row.into());
        }
        let values: Vec<i64> = tables.iter().flat_map(|table| table.data.iter()).collect();
        for table in (0..columns.tables()).filter(|_| columns.valued()) {
            let column = &mut fixed[usize::from(columns.table_value(table))];
            for (below, row) in (0..).zip(region.clone()) {
                let number = entries.number(table, below);
                column[row as usize] = fr(entries.value(number, |line| values[line as usize].into()));
            }
        }
        for block in &blocks {
            for (row, column, v) in &block.constants {
                fixed[usize::from(*column)][(block.start + row) as usize] = fr(*v);
            }
            if let Content::Sponge(sponge) = &block.content {
                for (row, i, v) in sponge.constants() {
                    fixed[usize::from(columns.weight(i))][(block.start + row) as usize] = v;
                }
            }
        }
        let Emitter { gates, copies, patterns, program, .. } = emitter;
        let packed = gates.pack(columns.selectors(), degree)?;
        for cells in packed.columns {
            let mut column = vec![Fr::ZERO; rows];
            cells.into_iter().for_each(|(row, v)| column[row as usize] = v);
            fixed.push(column);
        }
        let equality: BTreeSet<Column> = copies.iter().flatten().map(|c| c.column).collect();
        let system = System {
            k,
            first: columns.first_phase(),
            second: columns.second_phase(),
            fixed: fixed.len() as u16,
            equality: equality.into_iter().collect(),
            gates: packed.gates,
        };
        system.check(Limits::MOST)?;
        if placement.rows > system.usable_rows() {
            return Err(PlanError::TooLarge {
                rows: placement.rows.into(),
                most: system.usable_rows().into(),
            });
        }
        Ok(Self {
            config,
            degree,
            digest,
            computation,
            modes,
            tensors: graph.tensors.len(),
            graph,
            columns,
            features,
            blocks,
            placement,
            system,
            about: packed.about,
            fixed,
            copies,
            slots,
            patterns,
            program,
            entries,
        })
    }

    /// Rows of the public values.
    pub fn public_rows(&self) -> usize {
        self.slots.iter().map(|s| s.len()).sum()
    }
}
