//! Programs over the rows of columns, eight rows at a time: what proofs sum all gates by.
//!
//! Each step runs along [`BLOCKS`] blocks of rows. Products are summed before they are reduced, so that one of a sum costs half of
//! one alone. How many times p a register may reach is counted when the program is made; where a sum reaches further, it is
//! made in parts.

use std::arch::x86_64::*;
use std::mem::take;

use crate::field::{
    Block, LANES, LIMBS, Lanes, Prime, RATIO, Wide, Words, broadcast, limbs, minus, plus, words,
};
use crate::steps::{Operand, Step, Steps};

/// Blocks that a step runs along.
const BLOCKS: usize = 8;
/// What products of a step are, together, at most: times p², those that are added and those that are subtracted.
const PRODUCTS: u64 = 3 * RATIO;
/// Products that are summed before they are reduced: limbs hold that many.
const TERMS: usize = 100;
/// What others of a step are, together, at most: times p.
const OTHERS: u64 = 4;
/// What a register is at most: times p. There is always room for a product of two, beside a part of the sum.
const MOST: u64 = 2 * (PRODUCTS / RATIO + 1) + OTHERS;
const _: () = assert!(MOST * MOST + MOST <= PRODUCTS && MOST < RATIO, "a sum has room for a product");

/// A sum whose parts are small enough.
#[derive(Clone, Debug, Default)]
struct Sum {
    products: [Vec<[Operand; 2]>; 2],
    others: [Vec<Operand>; 2],
    /// What products reach, and others.
    reach: [[u64; 2]; 2],
    target: u32,
}

impl Sum {
    fn has_room(&self, sign: usize, reach: u64) -> bool {
        self.reach[sign][0] + reach <= PRODUCTS && self.products[sign].len() < TERMS
    }

    /// What is added so that nothing is subtracted from less.
    fn offset(&self) -> u64 {
        let products = if self.products[1].is_empty() { 0 } else { self.reach[1][0].div_ceil(RATIO) + 1 };
        products + self.reach[1][1]
    }

    fn reach(&self) -> u64 {
        let products = if self.products[0].is_empty() { 0 } else { self.reach[0][0].div_ceil(RATIO) + 1 };
        products + self.reach[0][1] + self.offset()
    }
}

#[derive(Clone, Debug)]
enum Made {
    Turn { column: u32, rows: i32, target: u32 },
    Sum(Sum),
}

/// A program.
#[derive(Clone, Debug)]
pub struct Program {
    prime: Prime,
    steps: Vec<Made>,
    constants: Vec<Block>,
    result: Operand,
    registers: usize,
}

/// Room for the values of a few rows.
#[derive(Clone, Debug, Default)]
pub struct Registers(Vec<Vec<Block>>);

impl Program {
    /// Of steps, with the constants times 2^260.
    pub fn new(prime: Prime, steps: &Steps, constants: &[Words]) -> Self {
        let mut blocks: Vec<Block> = constants.iter().map(|c| Block::splat(limbs(*c))).collect();
        let one = Operand::Constant(blocks.len() as u32);
        blocks.push(Block::splat(prime.power(260)));
        let mut made = Maker { made: Vec::new(), reach: vec![0; steps.registers as usize], one };
        for step in &steps.steps {
            match step {
                Step::Turn { column, rows, target } => {
                    made.made.push(Made::Turn { column: *column, rows: *rows, target: *target });
                    made.reach[*target as usize] = 1;
                }
                Step::Sum { products, others, target } => made.sum(products, others, *target),
            }
        }
        // Two more for parts of sums.
        let registers = steps.registers as usize + 2;
        Self { prime, steps: made.made, constants: blocks, result: steps.result, registers }
    }

    /// What the program makes of rows from a multiple of [`LANES`] on, times `scale`, which is given times 2^260. Columns have as many
    /// rows all, a power of two from [`LANES`] on, with numbers below p.
    ///
    /// # Panics
    /// If rows or columns are missing that the program reads, or the processor lacks the instructions.
    pub fn run<T>(
        &self,
        columns: &[&[Block]],
        start: usize,
        results: &mut [T],
        registers: &mut Registers,
        scale: Words,
        write: impl Fn(Words) -> T,
    ) {
        assert!(crate::field::is_there(), "the processor lacks AVX-512's products of 52 bits");
        registers.0.resize(self.registers, Vec::new());
        let mut made = [Block::ZERO; BLOCKS];
        for (part, results) in results.chunks_mut(BLOCKS * LANES).enumerate() {
            let (from, count) = (start / LANES + part * BLOCKS, results.len().div_ceil(LANES));
            // SAFETY: the processor has the instructions.
            unsafe {
                self.blocks(columns, from, count, &mut registers.0);
                let result = source(self.result, &registers.0, columns, &self.constants, from, count);
                scaled(&self.prime, result, scale, &mut made[..count]);
            }
            for (results, block) in results.chunks_mut(LANES).zip(&made) {
                results.iter_mut().enumerate().for_each(|(lane, r)| *r = write(words(block.get(lane))));
            }
        }
    }

    #[target_feature(enable = "avx512f,avx512ifma")]
    fn blocks(&self, columns: &[&[Block]], from: usize, count: usize, registers: &mut [Vec<Block>]) {
        let field = Lanes::new(&self.prime);
        for step in &self.steps {
            let target = match step {
                Made::Turn { target, .. } => *target,
                Made::Sum(sum) => sum.target,
            };
            let mut out = take(&mut registers[target as usize]);
            out.resize(count, Block::ZERO);
            match step {
                Made::Turn { column, rows, .. } => turned(columns[*column as usize], from, *rows, &mut out),
                Made::Sum(s) => {
                    let read = |operand: &Operand| {
                        source(*operand, registers, columns, &self.constants, from, count)
                    };
                    sum(&field, s, read, &mut out);
                }
            }
            registers[target as usize] = out;
        }
    }
}

/// Makes steps whose sums are small enough.
struct Maker {
    made: Vec<Made>,
    /// Of registers: times p.
    reach: Vec<u64>,
    one: Operand,
}

impl Maker {
    fn reach(&self, operand: Operand) -> u64 {
        match operand {
            Operand::Register(r) => self.reach.get(r as usize).copied().unwrap_or(MOST),
            Operand::Cell(_) | Operand::Constant(_) => 1,
        }
    }

    fn sum(&mut self, products: &[(Operand, Operand, bool)], others: &[(Operand, bool)], target: u32) {
        let mut sum = Sum::default();
        for (operand, negative) in others {
            let (sign, reach) = (usize::from(*negative), self.reach(*operand));
            if sum.reach[0][1] + sum.reach[1][1] + reach <= OTHERS {
                sum.others[sign].push(*operand);
                sum.reach[sign][1] += reach;
            } else {
                self.multiply(&mut sum, [*operand, self.one], sign);
            }
        }
        for (a, b, negative) in products {
            self.multiply(&mut sum, [*a, *b], usize::from(*negative));
        }
        self.reach[target as usize] = sum.reach();
        self.made.push(Made::Sum(Sum { target, ..sum }));
    }

    fn multiply(&mut self, sum: &mut Sum, of: [Operand; 2], sign: usize) {
        let reach = |this: &Self| of.iter().map(|operand| this.reach(*operand)).product();
        let more: u64 = reach(self);
        if !sum.has_room(sign, more) {
            // What there is goes to one of two more registers, in turn.
            let parts = self.reach.len() as u32;
            let last = matches!(sum.products[0].first(), Some([Operand::Register(r), _]) if *r == parts);
            let target = parts + u32::from(last);
            self.made.push(Made::Sum(Sum { target, ..take(sum) }));
            sum.products[0].push([Operand::Register(target), self.one]);
            sum.reach[0][0] = MOST;
        }
        sum.products[sign].push(of);
        sum.reach[sign][0] += more;
    }
}

/// The blocks of an operand, or the one that it has on all rows.
fn source<'a>(
    operand: Operand,
    registers: &'a [Vec<Block>],
    columns: &[&'a [Block]],
    constants: &'a [Block],
    from: usize,
    count: usize,
) -> &'a [Block] {
    match operand {
        Operand::Register(r) => &registers[r as usize],
        Operand::Cell(column) => &columns[column as usize][from..from + count],
        Operand::Constant(c) => std::slice::from_ref(&constants[c as usize]),
    }
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn sum<'a>(field: &Lanes, sum: &Sum, read: impl Fn(&Operand) -> &'a [Block], out: &mut [Block]) {
    let products = sum.products.each_ref().map(|products| -> Vec<[&[Block]; 2]> {
        products.iter().map(|of| of.each_ref().map(&read)).collect()
    });
    let others = sum.others.each_ref().map(|others| -> Vec<&[Block]> { others.iter().map(&read).collect() });
    let offset = field.multiple(sum.offset());
    for (at, out) in out.iter_mut().enumerate() {
        // What has one block has it on all rows.
        let block = |blocks: &[Block]| blocks[at.min(blocks.len() - 1)].load();
        let mut all = offset;
        for (sign, products) in products.iter().enumerate().filter(|(_, p)| !p.is_empty()) {
            let mut wide: Wide = [field.zero; 2 * LIMBS];
            for [a, b] in products {
                field.multiply(&mut wide, &block(a), &block(b));
            }
            let reduced = field.reduced(wide);
            all = if sign == 0 { plus(&all, &reduced) } else { minus(&all, &reduced) };
        }
        for added in &others[0] {
            all = plus(&all, &block(added));
        }
        for subtracted in &others[1] {
            all = minus(&all, &block(subtracted));
        }
        out.store(field.carried(all));
    }
}

/// Rows of a column so many further down.
#[target_feature(enable = "avx512f,avx512ifma")]
fn turned(column: &[Block], from: usize, rows: i32, out: &mut [Block]) {
    let (blocks, shift) = (rows.div_euclid(LANES as i32), rows.rem_euclid(LANES as i32));
    let first = (from as i64 + i64::from(blocks)).rem_euclid(column.len() as i64) as usize;
    let lanes = _mm512_add_epi64(_mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0), _mm512_set1_epi64(shift.into()));
    for (at, out) in (first..).zip(out) {
        let (low, high) = (column[at % column.len()].load(), column[(at + 1) % column.len()].load());
        let mut both = low;
        for i in 0..LIMBS {
            both[i] = _mm512_permutex2var_epi64(low[i], lanes, high[i]);
        }
        out.store(both);
    }
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn scaled(prime: &Prime, from: &[Block], scale: Words, to: &mut [Block]) {
    let (field, scale) = (Lanes::new(prime), broadcast(limbs(scale)));
    for (at, to) in to.iter_mut().enumerate() {
        to.store(field.least(field.product(&from[at.min(from.len() - 1)].load(), &scale)));
    }
}
