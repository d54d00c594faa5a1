//! Gates, copies and programs of blocks that have their places.

use std::collections::{BTreeMap, BTreeSet};

use super::block::{Address, Block, Content, End, Group, Repeats};
use super::build::{Builder, PlanError};
use super::columns::{Columns, Config};
use super::expr::Expr;
use super::gates::{Gates, Term};
use super::interval::Interval;
use super::mode::Mode;
use super::plan::Instruction;
use super::stream::Step;
use super::strip::{Cells, Shape, What};
use super::system::{Cell, Column};
/// Gates, copies and programs of placed blocks.
pub(super) struct Emitter<'a> {
    pub(super) columns: Columns,
    pub(super) blocks: &'a [Block],
    pub(super) gates: Gates,
    /// What each relation's identity is about.
    pub(super) coefficients: Vec<Option<Interval>>,
    /// Terms of an element of each shape, by its number on a row.
    pub(super) shapes: BTreeMap<(Shape, u32), Vec<Term>>,
    /// Rows with lines of function tables.
    pub(super) lines: Vec<u32>,
    pub(super) copies: Vec<[Cell; 2]>,
    pub(super) patterns: Vec<Expr>,
    pub(super) program: Vec<Instruction>,
    /// Steps met before.
    pub(super) known: Vec<(StepKey, [Term; 2], usize)>,
}

/// Accumulator, operands' accumulator, step.
pub(super) type StepKey = (u32, Option<u32>, Step);

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

    pub(super) fn block(
        &mut self,
        builder: &Builder<'_>,
        modes: &[Mode],
        block: &Block,
    ) -> Result<(), PlanError> {
        for (from, row, column) in &block.copies {
            let to = Cell { column: *column, row: block.start + row };
            self.copies.push([self.at(*from), to]);
        }
        if let Content::Windows { relation } = &block.content
            && let Mode::Windows(windows) = &modes[*relation]
        {
            let terms: Vec<Vec<Vec<Term>>> =
                windows.layouts.iter().map(|l| l.terms(&self.columns, &mut self.gates)).collect();
            for (row, layout) in windows.rows.iter().zip(&windows.layout) {
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
    pub(super) fn join(&mut self, builder: &Builder<'_>, block: &Block) -> Result<(), PlanError> {
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
