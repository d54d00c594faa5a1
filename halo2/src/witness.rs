//! Filling the table: the first phase from a run's integers, the second from the challenges.

use circuit::{Element, Graph, Relation, TensorId, Trace};
use ff::{BatchInvert, Field};
use std::collections::{BTreeMap, BTreeSet};

use super::bilinear::Bilinear;
use super::block::{Content, Group};
use super::columns::Columns;
use super::expr::Expr;
use super::field::{Fr, fr};
use super::grid::Grid;
use super::hashed::{Elements, Salt, absorbed};
use super::lookup::{entry, function, lanes_of, lines, tables_of};
use super::mode::Mode;
use super::plan::{Instruction, Plan};
use super::strip::{Cells, Name, What, integer, value};
use super::system::{BETA, CHALLENGES, Cell, Column, GAMMA, T};

/// The integers of all tensors of the plan's graph.
struct Values<'a> {
    trace: &'a Trace,
    /// Maxima of macros that were written out; their tensors follow the trace's.
    more: Vec<Vec<i128>>,
}

impl<'a> Values<'a> {
    fn new(graph: &Graph, trace: &'a Trace) -> Self {
        let mut this = Self { trace, more: Vec::new() };
        for t in trace.tensors.len()..graph.tensors.len() {
            let made = graph.relations.iter().find(|r| r.out() == Some(TensorId(t as u32)));
            let Some(Relation::Max { x, over, floor, .. }) = made else { continue };
            let (Ok(shape), Ok(elements)) = (graph.shape_of(x), graph.elements(x)) else { continue };
            let mut maxima = Vec::new();
            over.for_each(&shape, |members| {
                let all = members.iter().map(|i| this.at(elements[*i]));
                maxima.push(all.chain(floor.map(i128::from)).max().unwrap_or(0));
            });
            this.more.push(maxima);
        }
        this
    }

    fn get(&self, t: TensorId, i: u32) -> i128 {
        let index = t.0 as usize;
        match self.trace.tensors.get(index) {
            Some(values) => values.get(i as usize),
            None => self.more[index - self.trace.tensors.len()][i as usize],
        }
    }

    fn at(&self, e: Element) -> i128 {
        match e {
            Element::Value(v) => v.into(),
            Element::Of(t, i) => self.get(t, i),
        }
    }
}

/// Cells that hold something else than they should, by column and row: what a dishonest prover might try, for tests.
pub type Told = BTreeMap<(u16, u32), Fr>;

/// Fills the first phase, nothing being salted.
pub fn first_phase(plan: &Plan, trace: &Trace) -> Grid {
    fill(plan, trace, &[], &Told::new())
}

/// Fills the first phase, with a salt for each hashed tensor, in the order of public values.
pub fn first_phase_salted(plan: &Plan, trace: &Trace, salts: &[Salt]) -> Grid {
    fill(plan, trace, salts, &Told::new())
}

/// Fills the first phase, whose ports in `told` hold that; what is computed from them follows.
pub fn first_phase_told(plan: &Plan, trace: &Trace, told: &Told) -> Grid {
    fill(plan, trace, &[], told)
}

fn fill(plan: &Plan, trace: &Trace, salts: &[Salt], told: &Told) -> Grid {
    let c = &plan.columns;
    let rows = 1usize << plan.system.k;
    let columns = usize::from(plan.system.first + plan.system.second);
    let mut grid = Grid::new(plan.config.lanes as usize, columns, rows);
    let values = Values::new(&plan.graph, trace);
    for block in &plan.blocks {
        match &block.content {
            Content::Nothing | Content::Join(_) => {}
            Content::Windows { relation } => {
                let Mode::Windows(windows) = &plan.modes[*relation] else { continue };
                for (w, (row, members)) in windows.rows.iter().zip(&windows.members).enumerate() {
                    let candidates: Vec<i128> =
                        members.iter().map(|i| values.get(windows.input, *i)).collect();
                    let out = values.get(windows.out, w as u32);
                    windows.of(w).fill(block.start + row, &candidates, out, c, &mut grid);
                }
            }
            Content::Slack { relation, cells } => {
                let Mode::Identity(identity) = &plan.modes[*relation] else { continue };
                let product = multiply(&identity.bilinear, &values);
                for (row, lane, at) in cells {
                    grid.set(c.lane(*lane), block.start + row, fr(product[*at as usize]));
                }
            }
            Content::Ports(cells) => {
                for (row, port, e, offset) in cells {
                    let at = (c.port(*port), block.start + row);
                    let v = told.get(&at).copied().unwrap_or_else(|| fr(values.at(*e) - offset));
                    grid.set(at.0, at.1, v);
                }
            }
            Content::Strips(groups) => {
                groups.iter().for_each(|g| strip(plan, block.start, g, &values, told, &mut grid));
            }
            Content::Packed(packed) => {
                let elements: Vec<i128> = (0..packed.count).map(|i| values.get(packed.tensor, i)).collect();
                packed.fill(block.start, &elements, c, &mut grid);
            }
            Content::Sponge(sponge) => {
                let salt = salts.get(sponge.number).copied().unwrap_or(Salt::NONE);
                let all = |t: &TensorId| {
                    let tensor = plan.graph.tensor(*t);
                    let count = tensor.numel().unwrap_or(0) as u32;
                    (tensor.range, (0..count).map(|i| values.get(*t, i)).collect())
                };
                let elements: Vec<Elements> = sponge.tensors.iter().map(all).collect();
                sponge.fill(block.start, &absorbed(salt, &elements), c, &mut grid);
            }
        }
    }
    multiplicities(plan, &mut grid);
    grid
}

/// All coefficients of `Σ X·K`.
fn multiply(this: &Bilinear, values: &Values<'_>) -> Vec<i128> {
    let most = this.channels.iter().filter_map(|c| Some(c.x.last()?.0 + c.k.last()?.0)).max();
    let most = most.into_iter().chain(this.slack.last().copied()).max().unwrap_or(0);
    let mut product = vec![0i128; most as usize + 1];
    for channel in &this.channels {
        let [x, k] = [&channel.x, &channel.k]
            .map(|list| list.iter().map(|(at, e)| (*at as usize, values.at(*e))).collect::<Vec<_>>());
        for (i, x) in x.into_iter().filter(|(_, x)| *x != 0) {
            k.iter().for_each(|(j, k)| product[i + j] += x * k);
        }
    }
    product
}

fn strip(plan: &Plan, start: u32, group: &Group, values: &Values<'_>, told: &Told, grid: &mut Grid) {
    for (first, element, says) in group.placed() {
        let cells = Cells { shape: &group.shape, columns: &plan.columns, config: &plan.config, element };
        let row = start + first;
        for (i, reads) in (0..).zip(&says.reads) {
            let (column, below) = cells.port(i);
            let at = (column, row + below);
            let v = told.get(&at).copied().unwrap_or_else(|| match reads.of {
                Some((t, i)) => fr(values.get(t, i) - reads.offset),
                None => {
                    let Column::Advice(from) = reads.at.column else { return Fr::ZERO };
                    grid.get(from, plan.blocks[reads.at.block].start + reads.at.row)
                }
            });
            grid.set(column, row + below, v);
        }
        let known = says.out.map(|(t, i)| values.get(t, i));
        let out = known.or_else(|| {
            (group.shape.what == What::Line).then(|| {
                let argument = integer(&grid.get(cells.port(0).0, row));
                line(plan, argument.wrapping_add(value(&group.parameters, Name::Line)))
            })
        });
        cells.fill(row, out, &group.parameters, grid);
    }
}

/// The value of a line of the table, by its number.
fn line(plan: &Plan, number: i128) -> i128 {
    let mut at = number - (1 << plan.config.bits);
    for table in &plan.graph.tables {
        let count = table.data.len();
        match usize::try_from(at).ok().filter(|at| *at < count) {
            Some(at) => return table.data.get(at).map_or(0, i128::from),
            None => at -= count as i128,
        }
    }
    0
}

/// Counts the lookups.
pub fn multiplicities(plan: &Plan, grid: &mut Grid) {
    let region = plan.placement.checked_from..plan.placement.checked_to;
    let mut counts = vec![0u64; plan.entries.count() as usize];
    for lane in &grid.lanes {
        let looked_up = lane[region.start as usize..region.end as usize].iter();
        looked_up.for_each(|v| counts.get_mut(*v as usize).into_iter().for_each(|c| *c += 1));
    }
    for (_, line) in looked_up(plan, grid) {
        counts.get_mut(line as usize).into_iter().for_each(|c| *c += 1);
    }
    for (number, count) in (0..).zip(counts) {
        let Some((table, row)) = plan.entries.place(number) else { continue };
        grid.set(plan.columns.multiplicity(table), region.start + row, fr(count.into()));
    }
}

/// Lines of function tables that are looked up: row, and number of the line.
fn looked_up(plan: &Plan, grid: &Grid) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for block in &plan.blocks {
        let Content::Strips(groups) = &block.content else { continue };
        for group in groups.iter().filter(|g| g.shape.what == What::Line) {
            let first_line = value(&group.parameters, Name::Line);
            for (first, element, _) in group.placed() {
                let row = block.start + first;
                let argument = integer(&grid.get(plan.columns.port(2 * element), row));
                found.push((row, u32::try_from(argument.wrapping_add(first_line)).unwrap_or(u32::MAX)));
            }
        }
    }
    found
}

/// Powers of the challenges.
pub struct Powers {
    all: [Vec<Fr>; CHALLENGES as usize],
}

impl Powers {
    /// All powers that a plan uses.
    pub fn new(plan: &Plan, challenges: [Fr; CHALLENGES as usize]) -> Self {
        let mut most = [1u32, 1, 1];
        let mut seen = |c: u8, e: u32| most[usize::from(c)] = most[usize::from(c)].max(e);
        for op in plan.system.gates.iter().flat_map(|(_, ops)| ops) {
            if let super::expr::Op::Power(c, e) = op {
                seen(*c, *e);
            }
        }
        let table = |c: u8| {
            let base = challenges[usize::from(c)];
            let powers = std::iter::successors(Some(Fr::ONE), move |p| Some(p * base));
            powers.take(most[usize::from(c)] as usize + 1).collect()
        };
        Self { all: [table(T), table(BETA), table(GAMMA)] }
    }

    /// A power.
    pub fn get(&self, challenge: u8, e: u32) -> Fr {
        self.all[usize::from(challenge)][e as usize]
    }
}

/// Fills the second phase.
pub fn second_phase(plan: &Plan, grid: &mut Grid, instance: &[Fr], challenges: [Fr; CHALLENGES as usize]) {
    let powers = Powers::new(plan, challenges);
    fractions(plan, grid, &powers);
    accumulate(plan, grid, instance, &powers, &BTreeMap::new());
}

/// Fills the accumulators, whose cells in `told` hold that instead of what they should: what a dishonest
/// prover might try, for tests.
pub fn accumulate(
    plan: &Plan,
    grid: &mut Grid,
    instance: &[Fr],
    powers: &Powers,
    told: &BTreeMap<(u16, u32), Fr>,
) {
    for instruction in &plan.program {
        match instruction {
            Instruction::Step { column, row, stride, pattern, closed } => {
                if *closed {
                    continue;
                }
                let r = *row as usize;
                let added = plan.patterns[*pattern].eval(
                    &|c| plan.fixed[usize::from(c)][r],
                    &|c, rotation| grid.advice[usize::from(c)][r.wrapping_add_signed(rotation.into())],
                    &|| instance.get(r).copied().unwrap_or(Fr::ZERO),
                    &|c, e| powers.get(c, e),
                );
                let moved = stride.map_or(Fr::ZERO, |s| grid.get(*column, *row) * powers.get(T, s));
                let v = told.get(&(*column, row + 1)).copied().unwrap_or(moved + added);
                grid.set(*column, row + 1, v);
            }
            Instruction::Repeat { column, row, from } => {
                let v = read(plan, grid, instance, *from);
                grid.set(*column, *row, told.get(&(*column, *row)).copied().unwrap_or(v));
            }
        }
    }
}

/// The value of a cell.
pub fn read(plan: &Plan, grid: &Grid, instance: &[Fr], cell: Cell) -> Fr {
    match cell.column {
        Column::Advice(c) => grid.get(c, cell.row),
        Column::Fixed(c) => plan.fixed[usize::from(c)][cell.row as usize],
        Column::Instance => instance.get(cell.row as usize).copied().unwrap_or(Fr::ZERO),
    }
}

/// Fractions and running sum of the lookup argument.
fn fractions(plan: &Plan, grid: &mut Grid, powers: &Powers) {
    let c: &Columns = &plan.columns;
    let beta = powers.get(BETA, 1);
    let mut inverses: Vec<Fr> = (0..1i128 << plan.config.bits).map(|v| beta + fr(v)).collect();
    inverses.iter_mut().batch_invert();
    let region = plan.placement.checked_from..plan.placement.checked_to;
    // A lane that holds the number of a line has no entry, but a fraction.
    let of = |grid: &Grid, lane: u32, row: u32| {
        let v = grid.lanes[lane as usize][row as usize];
        let beyond = || (beta + fr(v.into())).invert().unwrap_or(Fr::ZERO);
        inverses.get(v as usize).copied().unwrap_or_else(beyond)
    };

    let at = |grid: &Grid, body: &Expr, row: u32| {
        body.eval(
            &|f| plan.fixed[usize::from(f)][row as usize],
            &|a, _| grid.get(a, row),
            &|| Fr::ZERO,
            &|c, e| powers.get(c, e),
        )
    };
    let mut tables: Vec<Vec<Fr>> = Vec::new();
    for table in 0..c.tables() {
        let entry = entry(c, &plan.entries, table);
        let mut column: Vec<Fr> = region.clone().map(|row| beta + at(grid, &entry, row)).collect();
        column.iter_mut().batch_invert();
        tables.push(column);
    }
    let counted = |grid: &Grid, table: u32, row: u32| {
        grid.get(c.multiplicity(table), row) * tables[table as usize][(row - region.start) as usize]
    };
    if plan.features.tables {
        let bodies: Vec<Expr> = (0..lines(c)).map(|l| function(c, l)).collect();
        let with: BTreeSet<u32> = looked_up(plan, grid).into_iter().map(|(row, _)| row).collect();
        for row in with {
            let one = |body| (beta + at(grid, body, row)).invert().unwrap_or(Fr::ZERO);
            let v = bodies.iter().map(one).sum();
            grid.set(c.fraction(c.fractions()), row, v);
        }
    }
    let mut sum = Fr::ZERO;
    for row in region.clone() {
        grid.set(c.sum(), row, sum);
        for f in 0..c.fractions() {
            let v: Fr = lanes_of(f).map(|lane| of(grid, lane, row)).sum();
            grid.set(c.fraction(f), row, v);
            sum += v;
        }
        if plan.features.tables {
            sum += grid.get(c.fraction(c.fractions()), row);
        }
        for f in 0..c.entry_fractions() {
            let v: Fr = tables_of(c, f).map(|table| -counted(grid, table, row)).sum();
            grid.set(c.fraction(c.entry_fraction(f)), row, v);
            sum += v;
        }
        sum += of(grid, 0, row) + of(grid, 1, row);
        sum -= counted(grid, 0, row);
    }
    grid.set(c.sum(), region.end, sum);
}
