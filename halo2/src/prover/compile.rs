//! All constraints as one straight program along rows, compiled for each proof once its challenges are known: powers of challenges,
//! most of what gates multiply by, are constants then.
//!
//! A step is a sum of products: what a sum alone needs is part of its step, and has no register. Rows that lie further down are
//! turned into a register first. A program runs [eight rows at a time](super::fast) or [one by one](Program::run).

use ff::{Field, PrimeField};
use kernels::steps::{Operand, Step, Steps};

use super::nodes::{Node, Nodes};
use crate::expr::Op;
use crate::field::Fr;

/// Rows that a step runs along.
const ROWS: usize = 32;

/// A program for the sum of all constraints by powers of a challenge.
#[derive(Clone, Debug)]
pub struct Program {
    /// What it does.
    pub steps: Steps,
    /// Its constants.
    pub constants: Vec<Fr>,
}

/// Numbers of columns in the order of a table's: advice, fixed, instance.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    /// Advice columns.
    pub advice: usize,
    /// Fixed columns.
    pub fixed: usize,
}

impl Numbers {
    /// Of an advice column.
    pub fn advice(self, column: u16) -> usize {
        column.into()
    }

    /// Of a fixed column.
    pub fn fixed(self, column: u16) -> usize {
        self.advice + usize::from(column)
    }

    /// Of the instance column.
    pub fn instance(self) -> usize {
        self.advice + self.fixed
    }
}

/// What gates, which are well formed, have on a row; `power` gives those of the challenges.
pub fn gates<'a>(
    nodes: &mut Nodes,
    gates: impl Iterator<Item = &'a [Op]>,
    numbers: Numbers,
    power: impl Fn(u8, u32) -> Fr,
) -> Vec<u32> {
    let gate = |ops: &'a [Op]| {
        let mut stack = Vec::new();
        for op in ops {
            let node = match op {
                Op::Add | Op::Mul => {
                    let (b, a) = (stack.pop(), stack.pop());
                    let (Some(a), Some(b)) = (a, b) else { continue };
                    if *op == Op::Add { nodes.sum(a, b) } else { nodes.product(a, b) }
                }
                Op::Const(bytes) => nodes.constant(Option::from(Fr::from_repr(*bytes)).unwrap_or(Fr::ZERO)),
                Op::Fixed(c) => nodes.cell(numbers.fixed(*c), 0),
                Op::Advice(c, r) => nodes.cell(numbers.advice(*c), (*r).into()),
                Op::Instance => nodes.cell(numbers.instance(), 0),
                Op::Power(c, e) => nodes.constant(power(*c, *e)),
            };
            stack.push(node);
        }
        stack.pop()
    };
    gates.filter_map(gate).collect()
}

/// A sum of products.
#[derive(Default)]
struct Terms {
    /// Factors, and whether it is subtracted.
    products: Vec<(u32, u32, bool)>,
    /// Others, likewise.
    others: Vec<(u32, bool)>,
}

impl Terms {
    fn operands(&self) -> impl Iterator<Item = u32> {
        let factors = self.products.iter().flat_map(|(a, b, _)| [*a, *b]);
        factors.chain(self.others.iter().map(|(of, _)| *of))
    }
}

/// Which values have steps of their own.
struct Uses<'a> {
    nodes: &'a Nodes,
    /// How often a value is read.
    uses: Vec<u32>,
    /// Whether a sum reads it.
    summed: Vec<bool>,
}

impl<'a> Uses<'a> {
    fn new(nodes: &'a Nodes, result: u32) -> Self {
        let (mut uses, mut summed) = (vec![0; nodes.len()], vec![false; nodes.len()]);
        uses[result as usize] = 1;
        for node in (0..=result).rev() {
            if uses[node as usize] == 0 {
                continue;
            }
            let (a, b, sum) = match nodes.get(node) {
                Node::Constant(_) | Node::Cell(..) => continue,
                Node::Sum(a, b) | Node::Difference(a, b) => (a, b, true),
                Node::Product(a, b) => (a, b, false),
            };
            for of in [a, b] {
                uses[of as usize] += 1;
                summed[of as usize] |= sum;
            }
        }
        Self { nodes, uses, summed }
    }

    /// Whether a value is part of the only sum that reads it.
    fn within(&self, node: u32) -> bool {
        self.uses[node as usize] == 1 && self.summed[node as usize]
    }

    /// What a step sums for a value, which is no cell or constant.
    fn terms(&self, node: u32) -> Terms {
        let mut terms = Terms::default();
        let mut open = vec![(node, false, true)];
        while let Some((node, negative, whole)) = open.pop() {
            match self.nodes.get(node) {
                Node::Sum(a, b) if whole => {
                    open.extend([(b, negative, self.within(b)), (a, negative, self.within(a))]);
                }
                Node::Difference(a, b) if whole => {
                    open.extend([(b, !negative, self.within(b)), (a, negative, self.within(a))]);
                }
                Node::Product(a, b) if whole => terms.products.push((a, b, negative)),
                _ => terms.others.push((node, negative)),
            }
        }
        terms
    }
}

impl Program {
    /// For the sum of constraints by powers of `y`, the last without.
    pub fn new(mut nodes: Nodes, constraints: &[u32], y: Fr) -> Self {
        let y = nodes.constant(y);
        let zero = nodes.constant(Fr::ZERO);
        let result = constraints.iter().fold(zero, |sum, constraint| {
            let sum = nodes.product(sum, y);
            nodes.sum(sum, *constraint)
        });
        Emitter::new(Uses::new(&nodes, result)).program(result)
    }

    /// Results on rows from `start` on, one by one. Columns have a power of two of rows, the first of which follows the last.
    pub fn run(&self, columns: &[Vec<Fr>], start: usize, results: &mut [Fr], registers: &mut Registers) {
        let registers = &mut registers.0;
        registers.resize(self.steps.registers as usize, [Fr::ZERO; ROWS]);
        for (part, results) in results.chunks_mut(ROWS).enumerate() {
            let (from, rows) = (start + part * ROWS, results.len());
            let turned = |column: u32, rows: i32, row: usize| {
                let column = &columns[column as usize];
                column[(from + row).wrapping_add_signed(rows as isize) & (column.len() - 1)]
            };
            let read = |registers: &[[Fr; ROWS]], operand: Operand, row: usize| match operand {
                Operand::Register(r) => registers[r as usize][row],
                Operand::Cell(column) => turned(column, 0, row),
                Operand::Constant(c) => self.constants[c as usize],
            };
            for step in &self.steps.steps {
                match step {
                    Step::Turn { column, rows: down, target } => {
                        let target = registers[*target as usize].iter_mut().enumerate();
                        target.take(rows).for_each(|(row, v)| *v = turned(*column, *down, row));
                    }
                    Step::Sum { products, others, target } => {
                        let mut sum = [Fr::ZERO; ROWS];
                        let mut add = |of: &dyn Fn(usize) -> Fr, negative: bool| {
                            for (row, sum) in sum.iter_mut().enumerate().take(rows) {
                                *sum = if negative { *sum - of(row) } else { *sum + of(row) };
                            }
                        };
                        for (a, b, negative) in products {
                            add(&|row| read(registers, *a, row) * read(registers, *b, row), *negative);
                        }
                        for (of, negative) in others {
                            add(&|row| read(registers, *of, row), *negative);
                        }
                        registers[*target as usize] = sum;
                    }
                }
            }
            results.iter_mut().enumerate().for_each(|(row, r)| *r = read(registers, self.steps.result, row));
        }
    }
}

/// Room for the values of a few rows.
#[derive(Default)]
pub struct Registers(Vec<[Fr; ROWS]>);

/// Makes steps of values.
struct Emitter<'a> {
    uses: Uses<'a>,
    /// Numbers of constants.
    constants: Vec<Fr>,
    /// The register or constant of each value.
    places: Vec<u32>,
    free: Vec<u32>,
    registers: u32,
}

impl<'a> Emitter<'a> {
    fn new(uses: Uses<'a>) -> Self {
        let places = vec![u32::MAX; uses.nodes.len()];
        Self { uses, constants: Vec::new(), places, free: Vec::new(), registers: 0 }
    }

    fn operand(&mut self, node: u32) -> Operand {
        match self.uses.nodes.get(node) {
            Node::Constant(c) => {
                let place = &mut self.places[node as usize];
                if *place == u32::MAX {
                    *place = self.constants.len() as u32;
                    self.constants.push(c);
                }
                Operand::Constant(*place)
            }
            Node::Cell(column, 0) => Operand::Cell(column),
            _ => Operand::Register(self.places[node as usize]),
        }
    }

    /// Whether a value stands in a register.
    fn is_made(&self, node: u32) -> bool {
        !matches!(self.uses.nodes.get(node), Node::Constant(_) | Node::Cell(_, 0))
    }

    /// Values that need steps, each right before the one that needs it first, and what they sum.
    fn order(&self, result: u32) -> Vec<(u32, Terms)> {
        let mut made = vec![false; self.uses.nodes.len()];
        let (mut order, mut open) = (Vec::new(), vec![(result, None)]);
        while let Some((node, terms)) = open.pop() {
            if made[node as usize] || !self.is_made(node) {
                continue;
            }
            match terms {
                Some(terms) => {
                    made[node as usize] = true;
                    order.push((node, terms));
                }
                None => {
                    let turned = matches!(self.uses.nodes.get(node), Node::Cell(..));
                    let terms = if turned { Terms::default() } else { self.uses.terms(node) };
                    let needed: Vec<u32> = terms.operands().collect();
                    open.push((node, Some(terms)));
                    open.extend(needed.into_iter().rev().map(|of| (of, None)));
                }
            }
        }
        order
    }

    fn program(mut self, result: u32) -> Program {
        let order = self.order(result);
        let mut last = vec![usize::MAX; self.uses.nodes.len()];
        for (at, (_, terms)) in order.iter().enumerate() {
            terms.operands().for_each(|of| last[of as usize] = at);
        }
        last[result as usize] = usize::MAX;
        let mut steps = Vec::new();
        for (at, (node, terms)) in order.into_iter().enumerate() {
            let products = terms.products.iter();
            let products =
                products.map(|(a, b, minus)| (self.operand(*a), self.operand(*b), *minus)).collect();
            let others = terms.others.iter().map(|(of, minus)| (self.operand(*of), *minus)).collect();
            // A target is never one of its own operands.
            let target = self.free.pop().unwrap_or_else(|| {
                self.registers += 1;
                self.registers - 1
            });
            steps.push(match self.uses.nodes.get(node) {
                Node::Cell(column, rows) => Step::Turn { column, rows, target },
                _ => Step::Sum { products, others, target },
            });
            self.places[node as usize] = target;
            for of in terms.operands() {
                // Registers that nothing reads any more, each once.
                if last[of as usize] == at && self.is_made(of) {
                    last[of as usize] = usize::MAX;
                    self.free.push(self.places[of as usize]);
                }
            }
        }
        let result = self.operand(result);
        let steps = Steps { steps, registers: self.registers, result };
        Program { steps, constants: self.constants }
    }
}
