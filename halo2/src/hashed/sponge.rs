//! Rows that prove a sponge: 74 for each permutation, on the three ports.
//!
//! | row | `a` | `b` | `c` | fixed |
//! |---|---|---|---|---|
//! | absorbs | an element | another | | |
//! | state | `s₀` | `s₁` | `s₂` | |
//! | full round | `(s₀+k₀)³` | `(s₁+k₁)³` | `(s₂+k₂)³` | `k₀ k₁ k₂` |
//! | two partial rounds | `(s₀+k₀)³` | `s₀` after the first | `(that + k₁)³` | `k₀ k₁` |
//!
//! Rows of rounds stand between two states. A cube and the square of what it is of make the fifth power, so no gate is of a higher
//! degree than four with its selector, as all others here. A partial round moves the first element alone; the others follow from
//! it, since the matrix is known.
//!
//! Elements are copies of packed ones ([`super::packed`]); the first one is the salt, which is no copy of anything. The first
//! absorbing row has no state above it: it starts from the tag. All of this is about elements of the field.

use circuit::{TensorId, Visibility};
use ff::Field;

use super::packed::SUM;
use super::poseidon2::{CONSTANTS, HALF_FULL, PARTIAL, State, WIDTH, external, full_round, partial_round};
use super::tag;
use crate::block::{Address, Block, Content};
use crate::build::{Builder, PlanError, Share};
use crate::columns::Columns;
use crate::expr::{Expr, product, sum};
use crate::field::Fr;
use crate::gates::{Gates, Term};
use crate::grid::Grid;
use crate::interval::Interval;
use crate::system::Column;

/// Rows of a permutation, with the one that absorbs.
pub const ROWS: u32 = 2 * STEPS as u32 + 2;
/// Rows of rounds.
const STEPS: usize = 2 * HALF_FULL + PARTIAL / 2;
/// The gates of next states, and of what stands between.
const NEXT: [&str; WIDTH] = ["sponge a", "sponge b", "sponge c"];
const BETWEEN: [&str; WIDTH] = ["round a", "round b", "round c"];

/// The sponge of a tensor, or of several.
#[derive(Clone, Debug)]
pub struct Sponge {
    /// What it hashes, in order.
    pub tensors: Vec<TensorId>,
    /// Its number among the hashes.
    pub number: usize,
    /// Where it starts from.
    pub tag: Fr,
    /// Elements that it absorbs.
    pub absorbs: u32,
}

/// What a row of rounds does: its constants.
#[derive(Clone, Copy)]
enum Step {
    Full(&'static State),
    Partial([Fr; 2]),
}

fn steps() -> impl Iterator<Item = Step> {
    let (before, after) = CONSTANTS.full.split_at(HALF_FULL);
    let partial = CONSTANTS.partial.chunks_exact(2).map(|k| Step::Partial([k[0], k[1]]));
    before.iter().map(Step::Full).chain(partial).chain(after.iter().map(Step::Full))
}

/// The terms of one kind of row: for each port, of the next state and of what stands between.
type Terms = Vec<Term>;

fn demand(terms: &Terms, row: u32, gates: &mut Gates) {
    terms.iter().for_each(|term| gates.at(*term, row));
}

/// A matrix times a state, for expressions: a matrix of which [`external`] and `internal` are instances.
fn times(diagonal: [i128; WIDTH], s: &[Expr; WIDTH]) -> [Expr; WIDTH] {
    std::array::from_fn(|i| {
        let factor = |j: usize| if i == j { 1 + diagonal[i] } else { 1 };
        sum((0..WIDTH).map(|j| Expr::int(factor(j)) * s[j].clone()))
    })
}

/// The diagonal of `circ(2, 1, 1) - 1`.
const EXTERNAL: [i128; WIDTH] = [1, 1, 1];
/// That of the partial rounds' matrix less 1.
const INTERNAL: [i128; WIDTH] = [1, 1, 2];

fn square(e: Expr) -> Expr {
    e.clone() * e
}

impl Sponge {
    /// Number of permutations.
    fn permutations(&self) -> u32 {
        self.absorbs.div_ceil(2)
    }

    /// Number of rows.
    pub fn rows(&self) -> u32 {
        self.permutations() * ROWS
    }

    /// Row and port at which an element is absorbed.
    pub fn absorbed(&self, element: u32) -> (u32, u32) {
        (element / 2 * ROWS, element % 2)
    }

    /// The gates of all rows.
    pub(crate) fn gates(&self, columns: &Columns, start: u32, gates: &mut Gates) {
        let field = Interval::point(0);
        let ports = |rotation: i8| [0, 1, 2].map(|i| Expr::Advice(columns.port(i), rotation));
        let [a, b, c] = ports(0);
        let above = ports(-1);
        let constant = |i: u32| Expr::Fixed(columns.weight(i));
        let next = |state: [Expr; WIDTH], gates: &mut Gates| -> Terms {
            let bodies = ports(1).into_iter().zip(state).map(|(cell, v)| cell - v);
            NEXT.iter().zip(bodies).map(|(name, body)| gates.term(name, body, Some(&field))).collect()
        };
        let between = |bodies: [Expr; WIDTH], gates: &mut Gates| -> Terms {
            BETWEEN.iter().zip(bodies).map(|(name, body)| gates.term(name, body, Some(&field))).collect()
        };

        // Absorbing: from the tag, from the state above, and an element alone.
        let nothing = || Expr::int(0);
        let added = |s: &[Expr; WIDTH], pair: bool| {
            let second = if pair { b.clone() } else { nothing() };
            times(EXTERNAL, &[s[0].clone() + a.clone(), s[1].clone() + second, s[2].clone()])
        };
        let tagged = [nothing(), nothing(), Expr::Const(self.tag)];
        for permutation in 0..self.permutations() {
            let pair = 2 * permutation + 1 < self.absorbs;
            let from = if permutation == 0 { &tagged } else { &above };
            let terms = next(added(from, pair), gates);
            demand(&terms, start + permutation * ROWS, gates);
        }

        // A full round.
        let shifted: [Expr; WIDTH] = std::array::from_fn(|i| above[i].clone() + constant(i as u32));
        let here = ports(0);
        let cube = |of: &Expr, cell: &Expr| cell.clone() - product([of.clone(), of.clone(), of.clone()]);
        let fifth = |of: &Expr, cube: &Expr| cube.clone() * square(of.clone());
        let mut full = between(std::array::from_fn(|i| cube(&shifted[i], &here[i])), gates);
        let powers: [Expr; WIDTH] = std::array::from_fn(|i| fifth(&shifted[i], &here[i]));
        full.extend(next(times(EXTERNAL, &powers), gates));

        // Two partial rounds. The fifth power of the first is half of what the new first element has beyond the others.
        let others = above[1].clone() + above[2].clone();
        let moved = times(INTERNAL, &[fifth(&shifted[0], &a), above[1].clone(), above[2].clone()]);
        let [first, ..] = moved;
        let second = b.clone() + constant(1);
        let mut partial = between([cube(&shifted[0], &a), b.clone() - first, cube(&second, &c)], gates);
        let half = Fr::from(2).invert().unwrap_or(Fr::ZERO);
        let power = Expr::Const(half) * (b - others);
        let [_, s1, s2] = times(INTERNAL, &[power, above[1].clone(), above[2].clone()]);
        partial.extend(next(times(INTERNAL, &[fifth(&second, &c), s1, s2]), gates));

        for permutation in 0..self.permutations() {
            let first = start + permutation * ROWS + 2;
            for (row, step) in (first..).step_by(2).zip(steps()) {
                demand(if matches!(step, Step::Full(_)) { &full } else { &partial }, row, gates);
            }
        }
    }

    /// Constants of the rounds: row within the block, number of the fixed operand, value.
    pub(crate) fn constants(&self) -> impl Iterator<Item = (u32, u32, Fr)> + '_ {
        (0..self.permutations()).flat_map(|permutation| {
            let first = permutation * ROWS + 2;
            (first..).step_by(2).zip(steps()).flat_map(|(row, step)| {
                let all = match step {
                    Step::Full(k) => k.to_vec(),
                    Step::Partial(k) => k.to_vec(),
                };
                (0..).zip(all).map(move |(i, v)| (row, i, v))
            })
        })
    }

    /// Fills the rows for what is absorbed.
    pub fn fill(&self, start: u32, absorbed: &[Fr], columns: &Columns, grid: &mut Grid) {
        let mut put = |row: u32, cells: &[Fr]| {
            for (port, v) in (0..).zip(cells) {
                grid.set(columns.port(port), row, *v);
            }
        };
        let cube = |x: Fr| x.square() * x;
        let mut state = [Fr::ZERO, Fr::ZERO, self.tag];
        let mut row = start;
        for pair in absorbed.chunks(2) {
            put(row, pair);
            state.iter_mut().zip(pair).for_each(|(s, v)| *s += v);
            state = external(state);
            put(row + 1, &state);
            row += 2;
            for step in steps() {
                match step {
                    Step::Full(k) => {
                        put(row, &std::array::from_fn::<_, WIDTH, _>(|i| cube(state[i] + k[i])));
                        state = full_round(state, k);
                    }
                    Step::Partial([k, l]) => {
                        let middle = partial_round(state, k);
                        put(row, &[cube(state[0] + k), middle[0], cube(middle[0] + l)]);
                        state = partial_round(middle, l);
                    }
                }
                put(row + 1, &state);
                row += 2;
            }
        }
    }

    /// Ports that a row constrains.
    pub(crate) fn ports(&self, row: u32) -> u32 {
        match row % ROWS {
            // Absorbed elements: the second is missing where the first is alone.
            0 => 2u32.min(self.absorbs - row / ROWS * 2),
            _ => WIDTH as u32,
        }
    }
}

impl Builder<'_> {
    /// The sponge of tensors whose packed elements are in these blocks; its hash goes to the public block.
    pub(crate) fn sponge(
        &mut self,
        tensors: &[TensorId],
        packed: &[usize],
        public: usize,
    ) -> Result<(), PlanError> {
        let (mut ends, mut types) = (Vec::new(), Vec::new());
        let of_parameters = |t: &TensorId| self.graph.tensor(*t).vis == Visibility::Parameter;
        let computation = self.computation.filter(|_| tensors.iter().any(of_parameters));
        for (t, block) in tensors.iter().zip(packed) {
            let tensor = self.graph.tensor(*t);
            let Content::Packed(rows) = &self.blocks[*block].content else {
                return Err(self.internal(0, "a hashed tensor is not packed"));
            };
            let Some(elements) = tensor.numel() else {
                return Err(self.internal(0, "a hashed tensor has no number of elements"));
            };
            ends.extend(rows.ends().map(|end| (*block, end)));
            types.push((elements, tensor.range));
        }
        let sponge = Sponge {
            tensors: tensors.to_vec(),
            number: self.hashed,
            tag: tag(types, computation),
            absorbs: ends.len() as u32 + 1,
        };
        self.hashed += 1;
        self.take(Share::Ports, sponge.rows().into())?;
        let mut block = Block::new(None, "sponge", sponge.rows());
        (block.ports, block.weights) = (true, true);
        for (element, (packed, end)) in (1..).zip(ends) {
            let (row, port) = sponge.absorbed(element);
            let from = Address { block: packed, row: end, column: Column::Advice(self.columns.port(SUM)) };
            block.copies.push((from, row, Column::Advice(self.columns.port(port))));
        }
        let number = self.blocks.len();
        let last =
            Address { block: number, row: sponge.rows() - 1, column: Column::Advice(self.columns.port(0)) };
        block.content = Content::Sponge(sponge);
        self.blocks.push(block);
        self.blocks[public].copies.push((last, 0, Column::Instance));
        Ok(())
    }
}
