//! Values as code of the Ethereum virtual machine: without a jump, from one memory image to the next.
//!
//! The code copies its calldata to memory, computes there, and returns the memory from its start. Memory begins with the
//! results, then the inputs, then what is computed on the way. Code that does not fit into one contract is cut into
//! several, each of which goes on from what the one before returned.
//!
//! Elements need not be less than the prime `r` everywhere: the operands of `MULMOD` may be any words, so sums of up to
//! five elements, which a word holds, are added without reduction. All inverses are taken at once, by one call of the
//! precompiled `MODEXP`, whose result is checked; zero has none, and the code reverts.

use ff::PrimeField;
use std::collections::{BTreeMap, BTreeSet};

use super::values::{Id, Value, Values};
use crate::field::Fr;
use crate::transcript::word;
use crate::verifier::arithmetic::Arithmetic;

/// Most bytes of a contract, by EIP-170.
pub const MAX_CODE: usize = 24_576;
/// Elements that a word holds the sum of: `5·r < 2^256`.
const MOST: u32 = 5;
/// Deepest expression that is computed on the stack.
const DEEPEST: u32 = 6;
/// Most bytes of code, about, of what is computed on the stack for one value.
const LONGEST: usize = 3000;

/// Instructions.
mod op {
    pub const ADD: u8 = 0x01;
    pub const SUB: u8 = 0x03;
    pub const ADDMOD: u8 = 0x08;
    pub const MULMOD: u8 = 0x09;
    pub const EQ: u8 = 0x14;
    pub const CALLDATASIZE: u8 = 0x36;
    pub const CALLDATACOPY: u8 = 0x37;
    pub const POP: u8 = 0x50;
    pub const MLOAD: u8 = 0x51;
    pub const MSTORE: u8 = 0x52;
    pub const JUMPI: u8 = 0x57;
    pub const GAS: u8 = 0x5a;
    pub const JUMPDEST: u8 = 0x5b;
    pub const PUSH0: u8 = 0x5f;
    pub const DUP1: u8 = 0x80;
    pub const SWAP2: u8 = 0x91;
    pub const RETURN: u8 = 0xf3;
    pub const STATICCALL: u8 = 0xfa;
    pub const REVERT: u8 = 0xfd;
}

/// The prime `r`.
pub fn modulus() -> [u8; 32] {
    let mut less = word((-Fr::one()).to_repr());
    // One less than the prime ends in zeros, so nothing carries.
    less[31] += 1;
    less
}

/// Code, in pieces that fit into contracts.
pub struct Program {
    /// The pieces, in order. Each begins wherever [`Piece::at`] puts it.
    pub pieces: Vec<Piece>,
    /// Words of the memory image that pieces pass on.
    pub region: usize,
}

/// A piece of code, and where in it places of the code itself are named.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    code: Vec<u8>,
    /// Two-byte operands that hold an offset from the piece's start.
    places: Vec<usize>,
}

impl Piece {
    /// The bytes, where the piece begins at `start` of its contract.
    pub fn at(&self, start: usize) -> Vec<u8> {
        let mut code = self.code.clone();
        for place in &self.places {
            let offset = u16::from_be_bytes([code[*place], code[place + 1]]) as usize + start;
            code[*place..place + 2].copy_from_slice(&(offset as u16).to_be_bytes());
        }
        code
    }

    /// Its length.
    pub fn len(&self) -> usize {
        self.code.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.code.is_empty()
    }

    fn byte(&mut self, op: u8) {
        self.code.push(op);
    }

    /// Pushes a number in as few bytes as it has.
    fn push(&mut self, number: &[u8]) {
        let start = number.iter().position(|b| *b != 0).unwrap_or(number.len());
        let number = &number[start..];
        self.byte(op::PUSH0 + number.len() as u8);
        self.code.extend_from_slice(number);
    }

    fn number(&mut self, number: usize) {
        self.push(&number.to_be_bytes());
    }

    fn load(&mut self, word: usize) {
        self.number(32 * word);
        self.byte(op::MLOAD);
    }

    fn store(&mut self, word: usize) {
        self.number(32 * word);
        self.byte(op::MSTORE);
    }
}

struct Assembler<'a> {
    values: &'a [Value],
    one: Id,
    minus_one: Id,
    /// How many elements a value may be the sum of.
    bounds: Vec<u32>,
    /// How often a value is used.
    uses: Vec<u32>,
    /// Levels of what is computed on the stack for a value.
    levels: Vec<u32>,
    /// Bytes of its code, about.
    sizes: Vec<usize>,
    /// Words of memory.
    words: BTreeMap<Id, usize>,
    /// First word of the inputs.
    inputs: usize,
    next: usize,
    prime: [u8; 32],
    pieces: Vec<Piece>,
    /// Values that are in memory.
    done: Vec<bool>,
}

/// Code that computes `results` from `inputs` words, in pieces of at most `limit` bytes.
pub fn assemble(values: &Values, results: &[Id], inputs: usize, limit: usize) -> Program {
    let all = values.all();
    let mut a = Assembler {
        values: all,
        one: values.one(),
        minus_one: values.minus_one(),
        bounds: vec![1; all.len()],
        uses: vec![0; all.len()],
        levels: vec![0; all.len()],
        sizes: vec![0; all.len()],
        words: BTreeMap::new(),
        inputs: results.len(),
        next: results.len() + inputs,
        prime: modulus(),
        pieces: vec![Piece::default()],
        done: vec![false; all.len()],
    };
    a.measure(results);
    let inverses: Vec<Id> = a.inverses();
    // Everything has a place before anything is computed, so that all pieces pass on the same image.
    let stored: Vec<usize> = (0..all.len()).filter(|i| a.is_stored(*i)).collect();
    for id in stored {
        a.words.insert(Id::at(id), a.next);
        a.next += 1;
    }
    let prefixes = a.next;
    a.next += inverses.len();
    let region = a.next;
    a.begin();
    // What is inverted comes first, then the rest; operands always before.
    let arguments: Vec<Id> = inverses.iter().map(|i| a.argument(*i)).collect();
    for argument in &arguments {
        a.compute(*argument, limit);
    }
    a.invert(&inverses, &arguments, prefixes, region);
    for (place, result) in results.iter().enumerate() {
        a.compute(*result, limit);
        a.room(limit);
        let piece = a.pieces.len() - 1;
        a.value(*result, 1, false);
        a.pieces[piece].store(place);
    }
    a.end(results.len());
    let region_words = region;
    let count = a.pieces.len();
    for piece in &mut a.pieces[..count - 1] {
        finish(piece, region_words);
    }
    Program { pieces: a.pieces, region }
}

/// Returns the first words of memory.
fn finish(piece: &mut Piece, words: usize) {
    piece.number(32 * words);
    piece.byte(op::PUSH0);
    piece.byte(op::RETURN);
}

impl Assembler<'_> {
    fn piece(&mut self) -> &mut Piece {
        let last = self.pieces.len() - 1;
        &mut self.pieces[last]
    }

    /// Uses of what the results need, and bounds and levels of all.
    fn measure(&mut self, results: &[Id]) {
        results.iter().for_each(|r| self.uses[r.index()] += 1);
        // Users come after what they use.
        for i in (0..self.values.len()).rev() {
            if self.uses[i] > 0 {
                self.uses_of(i);
            }
        }
        for i in 0..self.values.len() {
            let Value::Sum(terms) = &self.values[i] else { continue };
            let (mut bound, mut levels, mut size) = (0, 0, 0);
            for (a, b) in terms {
                let term = self.term_bound(*a, *b);
                bound = if bound + term > MOST { 1 } else { bound + term };
                size += 4;
                for operand in [a.index(), b.index()] {
                    let inline = match &self.values[operand] {
                        Value::Constant(_) => 33,
                        Value::Sum(_) if self.uses[operand] == 1 => self.sizes[operand],
                        _ => 0,
                    };
                    let deeper = self.levels[operand] + 1;
                    if inline > 33 && (size + inline > LONGEST || deeper > DEEPEST) {
                        // What is too long or too deep is cut: the operand is kept in memory.
                        self.uses[operand] = 2;
                    } else if matches!(self.values[operand], Value::Sum(_)) && self.uses[operand] == 1 {
                        levels = levels.max(deeper);
                        size += inline;
                        continue;
                    }
                    size += if inline == 33 { 33 } else { 4 };
                }
            }
            self.bounds[i] = bound;
            self.levels[i] = levels;
            self.sizes[i] = size.max(34);
        }
    }

    fn uses_of(&mut self, i: usize) {
        match &self.values[i] {
            Value::Sum(terms) => {
                for (a, b) in terms {
                    self.uses[a.index()] += 1;
                    self.uses[b.index()] += 1;
                }
            }
            // What is inverted is stored.
            Value::Inverse(of) => self.uses[of.index()] += 2,
            _ => {}
        }
    }

    fn term_bound(&self, a: Id, b: Id) -> u32 {
        if b == self.one { self.bounds[a.index()] } else { 1 }
    }

    fn inverses(&self) -> Vec<Id> {
        let wanted = |(i, v): (usize, &Value)| match v {
            Value::Inverse(_) if self.uses[i] > 0 => Some(Id::at(i)),
            _ => None,
        };
        self.values.iter().enumerate().filter_map(wanted).collect()
    }

    fn argument(&self, inverse: Id) -> Id {
        match &self.values[inverse.index()] {
            Value::Inverse(of) => *of,
            _ => inverse,
        }
    }

    /// Whether a value is kept in memory: an inverse, or a sum that several use.
    fn is_stored(&self, i: usize) -> bool {
        match &self.values[i] {
            Value::Sum(_) => self.uses[i] > 1,
            Value::Inverse(_) => self.uses[i] > 0,
            _ => false,
        }
    }

    fn begin(&mut self) {
        let prime = self.prime;
        let piece = self.piece();
        piece.code.extend_from_slice(&[op::CALLDATASIZE, op::PUSH0, op::PUSH0, op::CALLDATACOPY]);
        piece.push(&prime);
    }

    fn end(&mut self, results: usize) {
        finish(self.piece(), results);
    }

    /// Starts another piece where this one is nearly full.
    fn room(&mut self, limit: usize) {
        // No value takes more than this: trees on the stack are cut at some levels.
        if self.piece().len() + limit / 4 > limit {
            self.pieces.push(Piece::default());
            self.begin();
        }
    }

    /// Computes what `id` needs, and `id` itself if it is kept.
    fn compute(&mut self, id: Id, limit: usize) {
        // Operands have smaller numbers, so ascending order does.
        let mut needed = BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if self.done[id.index()] || !needed.insert(id) {
                continue;
            }
            // Inverses are taken all at once.
            if let Value::Sum(terms) = &self.values[id.index()] {
                open.extend(terms.iter().flat_map(|(a, b)| [*a, *b]));
            }
        }
        for id in needed {
            if self.is_stored(id.index()) && matches!(self.values[id.index()], Value::Sum(_)) {
                self.room(limit);
                self.value(id, 1, true);
                let word = self.words[&id];
                self.piece().store(word);
                self.done[id.index()] = true;
            }
        }
    }

    /// Pushes the prime, which lies below `depth - 1` words.
    fn push_prime(&mut self, depth: usize) {
        let prime = self.prime;
        match u8::try_from(depth) {
            Ok(depth @ 1..=16) => self.piece().byte(op::DUP1 + depth - 1),
            _ => self.piece().push(&prime),
        }
    }

    /// Pushes a value. `anew` where it is in memory only after this.
    fn value(&mut self, id: Id, depth: usize, anew: bool) {
        match &self.values[id.index()] {
            Value::Input(word) => {
                let word = self.inputs + *word as usize;
                self.piece().load(word);
            }
            Value::Constant(bytes) => {
                let constant = word(*bytes);
                self.piece().push(&constant);
            }
            Value::Inverse(_) => {
                let word = self.words[&id];
                self.piece().load(word);
            }
            Value::Sum(_) if !anew && self.is_stored(id.index()) => {
                let word = self.words[&id];
                self.piece().load(word);
            }
            Value::Sum(terms) => {
                let mut bound = 0;
                for (i, (a, b)) in terms.iter().enumerate() {
                    let beneath = depth + usize::from(i > 0);
                    self.term(*a, *b, beneath);
                    let term = self.term_bound(*a, *b);
                    if i == 0 {
                        bound = term;
                    } else if bound + term > MOST {
                        self.push_prime(beneath + 1);
                        self.piece().byte(op::SWAP2);
                        self.piece().byte(op::ADDMOD);
                        bound = 1;
                    } else {
                        self.piece().byte(op::ADD);
                        bound += term;
                    }
                }
            }
        }
    }

    fn term(&mut self, a: Id, b: Id, depth: usize) {
        if b == self.one {
            self.value(a, depth, false);
        } else if b == self.minus_one && self.bounds[a.index()] == 1 {
            // `r - a`, which is `r` itself for zero: no less an element than others.
            self.value(a, depth, false);
            self.push_prime(depth + 1);
            self.piece().byte(op::SUB);
        } else {
            self.push_prime(depth);
            self.value(b, depth + 1, false);
            self.value(a, depth + 2, false);
            self.piece().byte(op::MULMOD);
        }
    }

    /// Takes all inverses: products of the first ones, the inverse of the last product, and back.
    fn invert(&mut self, inverses: &[Id], arguments: &[Id], prefixes: usize, scratch: usize) {
        let Some((first, rest)) = arguments.split_first() else { return };
        // `prefixes[i]` is the product of the arguments up to `i`.
        self.value(*first, 1, false);
        self.piece().store(prefixes);
        for (i, argument) in rest.iter().enumerate() {
            self.push_prime(1);
            self.piece().load(prefixes + i);
            self.value(*argument, 3, false);
            self.piece().byte(op::MULMOD);
            self.piece().store(prefixes + i + 1);
        }
        let exponent = word((-Fr::from(2)).to_repr());
        let prime = self.prime;
        let last = prefixes + arguments.len() - 1;
        let piece = self.piece();
        for (i, size) in [32usize, 32, 32].into_iter().enumerate() {
            piece.number(size);
            piece.store(scratch + i);
        }
        piece.load(last);
        piece.store(scratch + 3);
        piece.push(&exponent);
        piece.store(scratch + 4);
        piece.push(&prime);
        piece.store(scratch + 5);
        for number in [32, 32 * (scratch + 3), 192, 32 * scratch, 5] {
            piece.number(number);
        }
        piece.byte(op::GAS);
        piece.byte(op::STATICCALL);
        piece.byte(op::POP);
        // Whatever was answered is the inverse, or there is none: zero times anything is not one.
        piece.byte(op::DUP1);
        piece.load(last);
        piece.load(scratch + 3);
        piece.byte(op::MULMOD);
        piece.number(1);
        piece.byte(op::EQ);
        let place = piece.len() + 1;
        piece.places.push(place);
        let target = (place + 2 + 1 + 3) as u16;
        piece.byte(op::PUSH0 + 2);
        piece.code.extend_from_slice(&target.to_be_bytes());
        piece.byte(op::JUMPI);
        piece.code.extend_from_slice(&[op::PUSH0, op::PUSH0, op::REVERT, op::JUMPDEST]);
        // From the end: the word at `scratch + 3` is the inverse of the product up to `i`.
        for i in (1..arguments.len()).rev() {
            let word = self.words[&inverses[i]];
            self.push_prime(1);
            self.piece().load(prefixes + i - 1);
            self.piece().load(scratch + 3);
            self.piece().byte(op::MULMOD);
            self.piece().store(word);
            self.push_prime(1);
            self.value(arguments[i], 2, false);
            self.piece().load(scratch + 3);
            self.piece().byte(op::MULMOD);
            self.piece().store(scratch + 3);
        }
        let word = self.words[&inverses[0]];
        self.piece().load(scratch + 3);
        self.piece().store(word);
    }
}
