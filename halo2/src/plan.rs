//! The plan: a circuit's columns, rows, gates, fixed values and copies, and the programs that fill them.
//!
//! A pure function of graph and configuration, so prover and key generation agree without storing it.

use circuit::{Digest, Graph, Range, Table};
use ff::Field;
use std::collections::{BTreeMap, BTreeSet};

use super::block::{Address, Block, Content, End, Group, Placement, Repeats, place};
use super::build::{Builder, PlanError};
use super::choose::Goal;
use super::columns::{Columns, Config, Features, IN_FRACTION, IN_SUM};
use super::expr::Expr;
use super::field::{Fr, fr};
use super::gates::{DEGREE, Gates, MAX_DEGREE, Term};
use super::hashed::computation;
use super::interval::Interval;
use super::limits::Limits;
use super::lookup;
use super::mode::{Home, Mode, modes};
use super::public::Slot;
use super::stream::Step;
use super::strip::{Cells, Shape, What};
use super::system::{Cell, Column, KEY_POINT_GAS, MAX_K, MAX_ROTATION, PROOF_POINT_GAS, System};
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

/// Lays out blocks: what remains is columns and rows, not yet gates.
pub struct Draft {
    config: Config,
    graph: Graph,
    computation: Option<Digest>,
    modes: Vec<Mode>,
    features: Features,
    columns: Columns,
    /// Rows of the tallest strip, each of which is a rotation that gates read; and of windows that are read upwards.
    tallest: u32,
    /// Without the table.
    placement: Placement,
    entries: Entries,
}

/// Rows that one cell of a lane is read from, at most, beside its own: by strips of several rows from above, by windows whose results are
/// multiplied on several rows from below.
fn tallest(blocks: &[Block], modes: &[Mode]) -> u32 {
    let strips = blocks.iter().flat_map(|b| match &b.content {
        Content::Strips(groups) => &groups[..],
        _ => &[],
    });
    let windows = modes.iter().flat_map(|m| match m {
        Mode::Windows(windows) => &windows.layouts[..],
        _ => &[],
    });
    let below = strips.map(|g| g.fit.rows).max().unwrap_or(0);
    let above = windows.map(|l| l.rows.len() as u32).max().filter(|rows| *rows > 1).unwrap_or(0);
    below + above.min(MAX_ROTATION.into())
}

/// Most columns of the table.
pub const MAX_TABLES: u32 = 16;

impl Draft {
    /// Builds and places the blocks.
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn new(graph: &Graph, config: Config) -> Result<Self, PlanError> {
        let first = modes(graph, &config)?;
        let computation = computation(graph);
        let whole = |r: &circuit::RelId| matches!(first[r.0 as usize], Mode::Windows(_));
        let graph = graph.expand_where(|r| !whole(&r));
        let modes = modes(&graph, &config)?;
        let all =
            Features { windows: true, ports: true, parameters: 0, tables: true, bias: true, hashed: true };
        let Builder { used: features, mut blocks, .. } =
            Builder::build(&graph, computation, &modes, config, all)?;
        let lines: usize = looked_up(&graph, features).map(|t| t.data.len()).sum();
        let (height, most) =
            (((1u64 << config.bits) + lines as u64).div_ceil(config.tables.into()), 1u64 << MAX_K);
        if height >= most {
            return Err(PlanError::TooLarge { rows: height, most });
        }
        let entries = Entries { bits: config.bits, lines: lines as u32, columns: config.tables };
        let placement =
            place(&mut blocks, &config).ok_or_else(|| PlanError::NoLayout("too few accumulators".into()))?;
        let columns = Columns::new(config, features);
        let tallest = tallest(&blocks, &modes);
        Ok(Self { config, graph, computation, modes, features, columns, tallest, placement, entries })
    }

    /// What was chosen.
    pub fn config(&self) -> Config {
        self.config
    }

    /// Its columns.
    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Rows that blind the columns, at most: the most queries of one column, and halo2's own.
    const BLINDING: u32 = 16;

    /// The table's size.
    pub fn k(&self) -> u32 {
        let rows = self.placement.with_table(self.entries.height()).rows;
        (rows + Self::BLINDING.max(self.tallest + 4)).next_power_of_two().ilog2().max(4)
    }

    /// Time of a proof in arbitrary units: multi-scalar products of full-size columns first, transforms
    /// of all columns second. Measured on two cores at k = 12: 17 for a full column, 1 for a small one, 5
    /// for the transforms of either.
    pub fn cost(&self) -> u64 {
        cost(&self.columns, self.k())
    }

    /// The same with so many columns of the table.
    pub fn with_tables(mut self, tables: u32) -> Self {
        self.config.tables = tables;
        self.entries.columns = tables;
        self.columns = Columns::new(self.config, self.features);
        self
    }

    /// Gas of verification, less what all layouts share and what selectors cost.
    pub fn gas(&self) -> u64 {
        let advice = u64::from(self.columns.first_phase() + self.columns.second_phase());
        PROOF_POINT_GAS * advice + KEY_POINT_GAS * u64::from(self.columns.selectors())
    }

    /// Whether there are lines of function tables, which several columns of the table may hold.
    pub fn has_lines(&self) -> bool {
        self.features.tables
    }

    /// A bound below the cost of any circuit with this configuration: its table has to hold the range
    /// table, and no column but those of every circuit may be needed.
    pub fn least_cost(config: Config) -> u64 {
        let height = (1u32 << config.bits).div_ceil(config.tables);
        let k = (height + Self::BLINDING).next_power_of_two().ilog2();
        cost(&Columns::new(config, Features::default()), k)
    }
}

/// The function tables that have columns: none where no relation looks one up.
fn looked_up(graph: &Graph, features: Features) -> impl Iterator<Item = &Table> {
    graph.tables.iter().filter(move |_| features.tables)
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
fn coefficients(graph: &Graph, modes: &[Mode], mode: &Mode) -> Option<Interval> {
    let Mode::Identity(identity) = mode else { return None };
    let bias = identity.row_bias.iter().flatten().map(|b| b.unsigned_abs()).max().unwrap_or(0);
    let most = i128::try_from(identity.bilinear.coefficients(graph, bias)?).ok()?;
    let about = Interval::from(Range::new(-most, most));
    // Results in windows are what their limbs can make them.
    Some(match &identity.home {
        Home::Windows(w) => match modes.get(*w) {
            Some(Mode::Windows(w)) => w.layouts.iter().fold(about, |about, l| &about + &l.slack()),
            _ => about,
        },
        Home::Public | Home::Cells => about,
    })
}

fn cost(columns: &Columns, k: u32) -> u64 {
    // One permutation product, four pieces of the quotient, the blinding one, two openings.
    let full = u64::from(columns.second_phase()) + 8;
    let small = u64::from(columns.first_phase());
    let fixed = u64::from(columns.selectors()) + 8;
    // A port more is a column more under copies: another permutation polynomial, and a third of a product.
    let copied = u64::from(columns.ports().saturating_sub(3));
    ((22 * full + 6 * small + 5 * fixed + (22 / 3 + 5) * copied) << k) >> 4
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
            coefficients: modes.iter().map(|m| coefficients(&graph, &modes, m)).collect(),
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
            fixed[usize::from(columns.table())][(region.start + row) as usize] = Fr::from(u64::from(row));
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

/// Gates, copies and programs of placed blocks.
struct Emitter<'a> {
    columns: Columns,
    blocks: &'a [Block],
    gates: Gates,
    /// What each relation's identity is about.
    coefficients: Vec<Option<Interval>>,
    /// Terms of an element of each shape, by its number on a row.
    shapes: BTreeMap<(Shape, u32), Vec<Term>>,
    /// Rows with lines of function tables.
    lines: Vec<u32>,
    copies: Vec<[Cell; 2]>,
    patterns: Vec<Expr>,
    program: Vec<Instruction>,
    /// Steps met before.
    known: Vec<(StepKey, [Term; 2], usize)>,
}

/// Accumulator, operands' accumulator, step.
type StepKey = (u32, Option<u32>, Step);

impl Emitter<'_> {
    fn at(&self, a: Address) -> Cell {
        Cell { column: a.column, row: self.blocks[a.block].start + a.row }
    }

    fn end(&self, e: End) -> Cell {
        let block = &self.blocks[e.block];
        let column = Column::Advice(self.columns.accumulator(block.accumulators[e.stream]));
        Cell { column, row: block.start + block.streams[e.stream].end() }
    }

    /// Names the relation whose gate may wrap.
    fn bounded(&self, builder: &Builder<'_>, relation: Option<usize>) -> Result<(), PlanError> {
        match (self.gates.check(), relation) {
            (Err(wraps), Some(r)) => Err(builder.refuse(r, wraps.to_string())),
            (found, _) => Ok(found?),
        }
    }

    fn block(&mut self, builder: &Builder<'_>, modes: &[Mode], block: &Block) -> Result<(), PlanError> {
        for (from, row, column) in &block.copies {
            let to = Cell { column: *column, row: block.start + row };
            self.copies.push([self.at(*from), to]);
        }
        if let Content::Windows { relation, rows } = &block.content
            && let Mode::Windows(windows) = &modes[*relation]
        {
            let terms: Vec<Vec<Vec<Term>>> =
                windows.layouts.iter().map(|l| l.terms(&self.columns, &mut self.gates)).collect();
            for (row, layout) in rows.iter().zip(&windows.layout) {
                for (row, terms) in (block.start + row..).zip(&terms[*layout]) {
                    terms.iter().for_each(|t| self.gates.at(*t, row));
                }
            }
        }
        if let Content::Strips(groups) = &block.content {
            groups.iter().for_each(|group| self.group(&builder.config, block, group));
        }
        match &block.content {
            Content::Packed(packed) => packed.gates(&self.columns, block.start, &mut self.gates),
            Content::Sponge(sponge) => sponge.gates(&self.columns, block.start, &mut self.gates),
            _ => {}
        }
        self.bounded(builder, block.relation)?;
        if matches!(block.content, Content::Join(_)) { Ok(()) } else { self.streams(builder, block) }
    }

    /// The gates of elements on their rows, and what they are about.
    fn group(&mut self, config: &Config, block: &Block, group: &Group) {
        let columns = self.columns;
        let names = group.shape.names();
        for (first, element, _) in group.placed() {
            let row = block.start + first;
            let cells = Cells { shape: &group.shape, columns: &columns, config, element };
            if group.shape.what == What::Line && element == 0 {
                self.lines.push(row);
            }
            let gates = &mut self.gates;
            let terms = self.shapes.entry((group.shape, element)).or_insert_with(|| {
                let column = |name| (0..).zip(&names).find(|(_, n)| **n == name).map_or(0, |(i, _)| i);
                let parameter = |name| Expr::Fixed(columns.parameter(column(name)));
                let name = |what: &str| format!("strip {element}: {what}");
                let equations = cells.equations(&parameter).into_iter();
                equations.map(|e| gates.term(&name(e.name), e.body, Some(&Interval::point(0)))).collect()
            });
            if row == block.start + group.first {
                let about = cells.about(&group.ports, &group.parameters);
                for (term, about) in terms.iter().zip(about) {
                    self.gates.about(*term, about.as_ref());
                }
            }
            terms.iter().for_each(|t| self.gates.at(*t, row));
        }
    }

    fn streams(&mut self, builder: &Builder<'_>, block: &Block) -> Result<(), PlanError> {
        let mut operand = block.streams.len();
        for (s, stream) in block.streams.iter().enumerate() {
            let accumulator = block.accumulators[s];
            let beside = stream.operands.then(|| {
                operand += 1;
                block.accumulators[operand - 1]
            });
            let about = self.coefficients[stream.relation].clone();
            let mut met = BTreeSet::new();
            for (row, step) in (block.start + stream.first..).zip(&stream.steps) {
                let same = |((a, o, s), ..): &(StepKey, [Term; 2], usize)| {
                    *a == accumulator && *o == beside && s == step
                };
                let known = self.known.iter().position(same).unwrap_or_else(|| {
                    let name = format!("accumulator {accumulator}");
                    let [added, moved] = builder.step(step, accumulator, beside);
                    let terms = [(0, added), (1, moved)]
                        .map(|(part, body)| self.gates.summand(&name, part, body, about.as_ref()));
                    self.patterns.push(builder.pattern(&step.pattern, beside));
                    let pattern = self.patterns.len() - 1;
                    self.known.push(((accumulator, beside, step.clone()), terms, pattern));
                    self.known.len() - 1
                });
                let (_, terms, pattern) = &self.known[known];
                let (terms, pattern) = (*terms, *pattern);
                if met.insert(known) {
                    // The same step of another relation's identity is about that one's coefficients.
                    terms.iter().for_each(|t| self.gates.about(*t, about.as_ref()));
                }
                terms.iter().for_each(|t| self.gates.at(*t, row));
                let column = self.columns.accumulator(accumulator);
                let (stride, closed) = (step.stride, step.closed);
                self.program.push(Instruction::Step { column, row, stride, pattern, closed });
            }
            self.bounded(builder, Some(stream.relation))?;
        }
        Ok(())
    }

    /// A join: its operands first, for which all other streams have ended.
    fn join(&mut self, builder: &Builder<'_>, block: &Block) -> Result<(), PlanError> {
        let Content::Join(operands) = &block.content else { return Ok(()) };
        let column = self.columns.accumulator(block.accumulators[block.streams.len()]);
        for (row, what) in operands {
            let from = match what {
                Repeats::End(end) => self.end(*end),
                Repeats::Cell(at) => self.at(*at),
            };
            let row = block.start + row;
            self.copies.push([from, Cell { column: Column::Advice(column), row }]);
            self.program.push(Instruction::Repeat { column, row, from });
        }
        self.streams(builder, block)
    }
}
