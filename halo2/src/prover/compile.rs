//! Gates as one straight program: what several of them compute is computed once, and what depends on challenges alone before the
//! program is made. Values of a few rows at a time stand in registers, so that each step of the program runs along rows.
//!
//! A program is compiled for each proof, once its challenges are known: powers of challenges, most of what gates multiply by,
//! are constants then.

use ff::{Field, PrimeField};
use std::collections::HashMap;

use crate::expr::Op;
use crate::field::Fr;
use crate::system::MAX_ROTATION;

/// Rows that a step runs along: registers of them fit the second cache.
const ROWS: usize = 32;
/// Rows that a column repeats at either end, so that gates read beyond both.
pub const MARGIN: usize = MAX_ROTATION as usize;

/// A value of a row.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    Constant(Fr),
    /// Of a column, so many rows further down.
    Cell(u32, i8),
    Sum(u32, u32),
    Difference(u32, u32),
    Product(u32, u32),
}

/// Values without repetition; each comes after those that it is computed from.
#[derive(Default)]
struct Nodes {
    all: Vec<Node>,
    known: HashMap<Node, u32>,
}

impl Nodes {
    fn add(&mut self, node: Node) -> u32 {
        *self.known.entry(node).or_insert_with(|| {
            self.all.push(node);
            self.all.len() as u32 - 1
        })
    }

    fn get(&self, node: u32) -> Node {
        self.all[node as usize]
    }

    /// What a value is the negative of, if it was made so.
    fn negated(&self, node: u32) -> Option<u32> {
        match self.get(node) {
            Node::Product(minus, of) if self.get(minus) == Node::Constant(-Fr::ONE) => Some(of),
            _ => None,
        }
    }

    fn sum(&mut self, a: u32, b: u32) -> u32 {
        match (self.get(a), self.get(b)) {
            (Node::Constant(x), Node::Constant(y)) => return self.add(Node::Constant(x + y)),
            (Node::Constant(zero), _) if zero == Fr::ZERO => return b,
            (_, Node::Constant(zero)) if zero == Fr::ZERO => return a,
            _ => {}
        }
        match (self.negated(a), self.negated(b)) {
            (_, Some(b)) => self.add(Node::Difference(a, b)),
            (Some(a), None) => self.add(Node::Difference(b, a)),
            (None, None) => self.add(Node::Sum(a.min(b), a.max(b))),
        }
    }

    fn product(&mut self, a: u32, b: u32) -> u32 {
        let (scale, of) = match (self.get(a), self.get(b)) {
            (Node::Constant(x), Node::Constant(y)) => return self.add(Node::Constant(x * y)),
            (Node::Constant(x), _) => (x, b),
            (_, Node::Constant(y)) => (y, a),
            _ => return self.add(Node::Product(a.min(b), a.max(b))),
        };
        // Of two constant factors one is left.
        let (scale, of) = match self.get(of) {
            Node::Product(inner, deeper) => match self.get(inner) {
                Node::Constant(x) => (scale * x, deeper),
                _ => (scale, of),
            },
            _ => (scale, of),
        };
        if scale == Fr::ONE {
            return of;
        }
        let constant = self.add(Node::Constant(scale));
        if scale == Fr::ZERO { constant } else { self.add(Node::Product(constant, of)) }
    }
}

/// Where a step reads.
#[derive(Clone, Copy)]
enum Operand {
    Register(u32),
    Cell(u32, i8),
    Constant(Fr),
}

/// A step along rows.
#[derive(Clone, Copy)]
enum Step {
    Add,
    Subtract,
    Multiply,
    /// `result·y + a`, into the result.
    Fold,
}

/// A program for the sum of all gates by powers of a challenge.
pub struct Program {
    /// What it does, with which operands, into which register.
    steps: Vec<(Step, Operand, Operand, u32)>,
    registers: usize,
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

impl Program {
    /// Compiles gates, which are well formed; `power` gives those of the challenges.
    pub fn new<'a>(
        gates: impl Iterator<Item = &'a [Op]>,
        numbers: Numbers,
        power: impl Fn(u8, u32) -> Fr,
        y: Fr,
    ) -> Self {
        let mut nodes = Nodes::default();
        let mut stack = Vec::new();
        let mut folds = Vec::new();
        for gate in gates {
            for op in gate {
                let node = match op {
                    Op::Add | Op::Mul => {
                        let (b, a) = (stack.pop(), stack.pop());
                        let (Some(a), Some(b)) = (a, b) else { continue };
                        if *op == Op::Add { nodes.sum(a, b) } else { nodes.product(a, b) }
                    }
                    Op::Const(bytes) => {
                        nodes.add(Node::Constant(Option::from(Fr::from_repr(*bytes)).unwrap_or(Fr::ZERO)))
                    }
                    Op::Fixed(c) => nodes.add(Node::Cell(numbers.fixed(*c) as u32, 0)),
                    Op::Advice(c, r) => nodes.add(Node::Cell(numbers.advice(*c) as u32, *r)),
                    Op::Instance => nodes.add(Node::Cell(numbers.instance() as u32, 0)),
                    Op::Power(c, e) => nodes.add(Node::Constant(power(*c, *e))),
                };
                stack.push(node);
            }
            // A gate is in the sum when all that it needs is there.
            folds.extend(stack.pop());
            stack.clear();
        }
        Self::emit(&nodes.all, &folds, y)
    }

    /// Steps for all values that `folds` needs, which are folded in order.
    fn emit(nodes: &[Node], folds: &[u32], y: Fr) -> Self {
        let operands = |node: u32| match nodes[node as usize] {
            Node::Constant(_) | Node::Cell(..) => None,
            Node::Sum(a, b) => Some((Step::Add, a, b)),
            Node::Difference(a, b) => Some((Step::Subtract, a, b)),
            Node::Product(a, b) => Some((Step::Multiply, a, b)),
        };
        // What is needed, in the order in which it is: a value right before the gate that needs it first.
        let mut order: Vec<(u32, bool)> = Vec::new();
        let mut made = vec![false; nodes.len()];
        for fold in folds {
            let mut open = vec![(*fold, false)];
            while let Some((node, ready)) = open.pop() {
                let Some((_, a, b)) = operands(node).filter(|_| !made[node as usize]) else { continue };
                if ready {
                    made[node as usize] = true;
                    order.push((node, false));
                } else {
                    open.extend([(node, true), (b, false), (a, false)]);
                }
            }
            order.push((*fold, true));
        }
        let mut last = vec![0; nodes.len()];
        for (at, (node, fold)) in order.iter().enumerate() {
            match operands(*node).filter(|_| !fold) {
                Some((_, a, b)) => [a, b].into_iter().for_each(|of| last[of as usize] = at),
                None => last[*node as usize] = at,
            }
        }
        let mut registers: Vec<u32> = vec![0; nodes.len()];
        let (mut free, mut count, mut steps) = (Vec::new(), 0, Vec::new());
        for (at, (node, fold)) in order.into_iter().enumerate() {
            let operand = |of: u32| match nodes[of as usize] {
                Node::Constant(c) => Operand::Constant(c),
                Node::Cell(column, rotation) => Operand::Cell(column, rotation),
                _ => Operand::Register(registers[of as usize]),
            };
            let (step, a, b) = match operands(node).filter(|_| !fold) {
                Some((step, a, b)) => (step, a, b),
                None => (Step::Fold, node, node),
            };
            let read = if fold { (operand(a), Operand::Constant(y)) } else { (operand(a), operand(b)) };
            let target = if fold {
                0
            } else {
                free.pop().unwrap_or_else(|| {
                    count += 1;
                    count - 1
                })
            };
            steps.push((step, read.0, read.1, target));
            registers[node as usize] = if fold { registers[node as usize] } else { target };
            // Registers that nothing reads any more; a target is never one of its own operands.
            let done = |of: u32| last[of as usize] == at && operands(of).is_some();
            let both = if a == b { vec![a] } else { vec![a, b] };
            free.extend(both.into_iter().filter(|of| done(*of)).map(|of| registers[of as usize]));
        }
        Self { steps, registers: count as usize }
    }

    /// Sums of all gates on rows from `start` on, into `results`. Columns have [`MARGIN`] more rows at either end.
    pub fn run(&self, columns: &[&[Fr]], start: usize, results: &mut [Fr], registers: &mut Registers) {
        registers.0.resize(self.registers, Vec::new());
        for (part, results) in results.chunks_mut(ROWS).enumerate() {
            self.run_rows(columns, start + part * ROWS, results, &mut registers.0);
        }
    }

    fn run_rows(&self, columns: &[&[Fr]], start: usize, results: &mut [Fr], registers: &mut [Vec<Fr>]) {
        results.fill(Fr::ZERO);
        let rows = results.len();
        for (step, a, b, target) in &self.steps {
            if let Step::Fold = step {
                let Operand::Constant(y) = b else { continue };
                match values(a, registers, columns, start, rows) {
                    Ok(a) => results.iter_mut().zip(a).for_each(|(r, a)| *r = *r * y + a),
                    Err(a) => results.iter_mut().for_each(|r| *r = *r * y + a),
                }
                continue;
            }
            let mut target_values = std::mem::take(&mut registers[*target as usize]);
            target_values.resize(rows, Fr::ZERO);
            let out = target_values.iter_mut();
            let read = |operand| values(operand, registers, columns, start, rows);
            match (step, read(a), read(b)) {
                (Step::Add, Ok(a), Ok(b)) => out.zip(a.iter().zip(b)).for_each(|(o, (a, b))| *o = a + b),
                (Step::Add, Ok(a), Err(c)) | (Step::Add, Err(c), Ok(a)) => {
                    out.zip(a).for_each(|(o, a)| *o = a + c);
                }
                (Step::Subtract, Ok(a), Ok(b)) => {
                    out.zip(a.iter().zip(b)).for_each(|(o, (a, b))| *o = a - b);
                }
                (Step::Subtract, Ok(a), Err(c)) => out.zip(a).for_each(|(o, a)| *o = a - c),
                (Step::Subtract, Err(c), Ok(b)) => out.zip(b).for_each(|(o, b)| *o = c - b),
                (Step::Multiply, Ok(a), Ok(b)) => {
                    out.zip(a.iter().zip(b)).for_each(|(o, (a, b))| *o = a * b);
                }
                (Step::Multiply, Ok(a), Err(c)) | (Step::Multiply, Err(c), Ok(a)) => {
                    out.zip(a).for_each(|(o, a)| *o = a * c);
                }
                // Two constants are one, and folds were done above.
                (_, Err(_), Err(_)) | (Step::Fold, ..) => {}
            }
            registers[*target as usize] = target_values;
        }
    }
}

/// Room for the values of a few rows.
#[derive(Default)]
pub struct Registers(Vec<Vec<Fr>>);

/// The values of an operand, or the one that it has on all rows.
fn values<'a>(
    operand: &Operand,
    registers: &'a [Vec<Fr>],
    columns: &[&'a [Fr]],
    start: usize,
    rows: usize,
) -> Result<&'a [Fr], Fr> {
    match operand {
        Operand::Register(r) => Ok(&registers[*r as usize]),
        Operand::Cell(column, rotation) => {
            let from = (MARGIN + start).saturating_add_signed((*rotation).into());
            Ok(&columns[*column as usize][from..from + rows])
        }
        Operand::Constant(c) => Err(*c),
    }
}
