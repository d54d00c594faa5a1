//! Lookups as fractions: `Σ 1/(β - read) = Σ multiplicity/(β - row)` where all that is read are rows of tables.
//!
//! A row of several columns is one number: a polynomial in `θ`, which tells apart tables and rows. There are two trees of
//! fractions. The leaves of one are numbers that are looked up, table by table, each table's filled with reads of zero. Those
//! of the other are reads of functions, then rows of all tables, then fractions `0/1`.

use p3_field::PrimeCharacteristicRing;
use std::cmp::Reverse;

use super::field::{E, F, equalities_below, indices_below, log_ceil};
use super::fractions::{self, Claim, Layer};
use super::functional::Functional;
use super::parts::Places;
use super::plan::{Column, Lookup, Plan, Table};
use super::plane::PlaneId;
use super::prefixes::Prefixes;
use super::tensor::{Tensor, cube};
use super::transcript::Transcript;
use super::work::Draw;

#[cfg(feature = "prover")]
pub use super::leaves::{numbers, rows};

/// Where tables change among the leaves of numbers: at multiples of this, which no register is wider than.
pub const GROUP: usize = 64;

/// The challenges of lookups.
#[derive(Clone, Copy, Debug)]
pub struct Challenges {
    /// What rows are subtracted from.
    pub beta: E,
    /// What tells columns apart.
    pub theta: E,
}

impl Challenges {
    /// Draws them.
    pub fn draw(transcript: &mut Transcript) -> Self {
        transcript.work_before(Draw::Lookups);
        Self { beta: transcript.challenge(), theta: transcript.challenge() }
    }

    /// The factor of a column of a function; a table of numbers has one, of factor one.
    fn power(self, column: usize) -> E {
        self.theta.exp_u64(column as u64 + 2)
    }

    /// What a table's rows are subtracted from: `β`, less what tells them from those of others.
    pub(super) fn free(self, table: usize) -> E {
        self.beta - self.theta * F::from_u32(table as u32)
    }

    /// The factors of a function's columns.
    pub(super) fn columns(self, lookup: &Lookup) -> impl Iterator<Item = (&Column, E)> {
        lookup.columns.iter().enumerate().map(move |(i, c)| (c, self.power(i)))
    }

    /// The rows of a table, each subtracted from `β`.
    #[cfg(feature = "prover")]
    pub(super) fn rows(self, index: usize, table: &Table) -> Vec<E> {
        let start = self.free(index);
        match table {
            Table::Range { bits } => (0..1u32 << bits).map(|v| start - F::from_u32(v)).collect(),
            Table::Function { columns } => {
                let mut rows = vec![start; table.len()];
                for (i, column) in columns.iter().enumerate() {
                    let power = self.power(i);
                    rows.iter_mut().zip(column.iter()).for_each(|(r, v)| *r -= power * *v);
                }
                rows
            }
        }
    }

    /// The sum of a table's rows, each subtracted from `β` and weighed by `eq` of a point and its position, `start` being the first one's. It takes no
    /// longer for more numbers.
    fn weighed(self, index: usize, table: &Table, prefixes: &mut Prefixes<'_>, start: usize) -> E {
        let (point, end) = (prefixes.point(), start + table.len());
        let all = total(point, start, end);
        let rows: E = match table {
            Table::Range { .. } => {
                let positions = indices_below(point, end) - indices_below(point, start);
                positions - all * F::from_u64(start as u64)
            }
            Table::Function { columns } => {
                let weights = prefixes.equalities(point.len(), start, table.len(), E::ONE);
                let of = |column: &[F]| weights.iter().zip(column).map(|(w, v)| *w * *v).sum::<E>();
                columns.iter().enumerate().map(|(i, column)| of(column) * self.power(i)).sum()
            }
        };
        all * self.free(index) - rows
    }
}

/// The reads of a table of numbers: leaves side by side.
pub struct Group<'a> {
    /// The table.
    pub table: usize,
    /// Its lookups, each with the position of its first leaf.
    pub lookups: Vec<(usize, &'a Lookup)>,
    /// The first leaf.
    pub start: usize,
    /// How many leaves are no lookups, but reads of zero.
    pub padding: usize,
    /// The leaf after the last.
    pub end: usize,
}

/// The leaves of numbers; their number is a power of two.
pub fn groups(plan: &Plan) -> Vec<Group<'_>> {
    let mut of_table: Vec<Vec<&Lookup>> = vec![Vec::new(); plan.tables.len()];
    for lookup in &plan.lookups {
        of_table[lookup.table].push(lookup);
    }
    // Positions of one plane's reads are aligned as far as can be: bits of its index are then bits of theirs.
    of_table.iter_mut().for_each(|own| own.sort_by_key(|l| Reverse(aligned(plan, l))));
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut end = 0;
    // The widest table, which is the first and always there, takes what is missing to a power of two.
    for (table, own) in of_table.into_iter().enumerate().rev() {
        if !plan.tables[table].is_numbers() || (own.is_empty() && table > 0) {
            continue;
        }
        let start = end;
        let mut lookups = Vec::with_capacity(own.len());
        for lookup in own {
            lookups.push((end, lookup));
            end += plan.plane(lookup.columns[0].plane).len;
        }
        let reads = end;
        end = end.max(1).next_multiple_of(GROUP);
        if table == 0 {
            end = end.next_power_of_two();
        }
        groups.push(Group { table, lookups, start, padding: end - reads, end });
    }
    groups
}

/// The bits of the index of what is looked up that take both values wherever others do.
fn aligned(plan: &Plan, lookup: &Lookup) -> u32 {
    cube(plan.plane(lookup.columns[0].plane).len)
}

/// Lookups in functions, in the order of their leaves.
pub(super) fn functions(plan: &Plan) -> impl Iterator<Item = &Lookup> {
    let mut all: Vec<&Lookup> = plan.lookups.iter().filter(|l| !plan.tables[l.table].is_numbers()).collect();
    all.sort_by_key(|l| Reverse(aligned(plan, l)));
    all.into_iter()
}

/// Logarithms of the numbers of leaves of both trees.
pub fn sizes(plan: &Plan) -> [usize; 2] {
    let numbers = groups(plan).last().map_or(GROUP, |g| g.end);
    let reads: usize = functions(plan).map(|l| plan.plane(l.columns[0].plane).len).sum();
    let rows: usize = plan.tables.iter().map(Table::len).sum();
    [numbers, reads + rows].map(|n| log_ceil(n).max(1))
}

/// Checks both trees of fractions, and gives what they claim about their leaves; `None` if they do not follow, or do not add
/// up to zero.
pub fn verify(plan: &Plan, trees: [&[Layer]; 2], transcript: &mut Transcript) -> Option<[Claim; 2]> {
    let [numbers, rows] = sizes(plan);
    let of_numbers = fractions::verify(numbers, trees[0], transcript)?;
    let of_rows = fractions::verify(rows, trees[1], transcript)?;
    // Numerators of numbers are one, and so is their polynomial.
    if of_numbers.numerator != E::ONE {
        return None;
    }
    let [[n0, d0], [n1, d1]] = trees.map(fractions::root);
    (n0 * d1 + n1 * d0 == E::ZERO).then_some([of_numbers, of_rows])
}

/// The sum of `eq(point, ·)` over positions side by side.
fn total(point: &[E], start: usize, end: usize) -> E {
    equalities_below(point, end) - equalities_below(point, start)
}

/// The sum of weights that are `eq` of a point: both factors of a bit add up to one.
fn sum(weights: &Tensor) -> E {
    weights.dense.iter().copied().sum()
}

/// Adds `scale` times the claim's denominators to the claims about planes; the claimed value is subtracted. Numerators are
/// one, whatever the plan.
pub fn claim_numbers(plan: &Plan, challenges: Challenges, claim: &Claim, scale: E, to: &mut Functional<'_>) {
    to.add(-(scale * claim.denominator));
    let mut places = Places::new(&claim.point);
    for group in groups(plan) {
        to.add(scale * total(&claim.point, group.start, group.end) * challenges.free(group.table));
        for (start, lookup) in group.lookups {
            let Column { plane, factor, constant } = lookup.columns[0];
            let len = plan.plane(plane).len;
            if let Some(all) = places.of(start, len) {
                for (eq, shared) in all {
                    let own = -(scale * eq);
                    to.add(own * constant);
                    to.weigh_shared(plane, own * factor, &shared);
                }
                continue;
            }
            let weights = Tensor::of_positions(&mut places.prefixes, start, len, -scale);
            if constant != F::ZERO {
                to.add(sum(&weights) * constant);
            }
            to.weigh(plane, weights.times_value(factor));
        }
    }
}

/// Adds `scale` times the claim's numerators, and `scale · mix` times its denominators, to the claims about planes; the
/// claimed values are subtracted.
pub fn claim_rows(
    plan: &Plan,
    challenges: Challenges,
    claim: &Claim,
    [scale, mix]: [E; 2],
    to: &mut Functional<'_>,
) {
    // Of denominators: numerators are few that are not known.
    let of_denominators = scale * mix;
    to.add(-(scale * (claim.numerator + claim.denominator * mix)));
    let mut start = 0;
    let (mut known, mut places) = (E::ZERO, Places::new(&claim.point));
    for lookup in functions(plan) {
        let len = plan.plane(lookup.columns[0].plane).len;
        let mut constant = challenges.free(lookup.table);
        let columns = challenges.columns(lookup);
        let columns = columns.map(|(column, power)| {
            constant -= power * column.constant;
            (column.plane, -(of_denominators * power * column.factor))
        });
        let columns: Vec<(PlaneId, E)> = columns.collect();
        let own = if let Some(all) = places.of(start, len) {
            for (plane, factor) in columns {
                all.iter().for_each(|(eq, shared)| to.weigh_shared(plane, factor * *eq, shared));
            }
            all.iter().map(|(eq, _)| *eq).sum()
        } else {
            let weights = Tensor::of_positions(&mut places.prefixes, start, len, E::ONE);
            columns.into_iter().for_each(|(plane, factor)| to.weigh(plane, weights.clone().times(factor)));
            sum(&weights)
        };
        known += own * (scale + constant * of_denominators);
        start += len;
    }
    for (i, table) in plan.tables.iter().enumerate() {
        let len = table.len();
        to.weigh_counts(i, Tensor::of_positions(&mut places.prefixes, start, len, -scale));
        known += challenges.weighed(i, table, &mut places.prefixes, start) * of_denominators;
        start += len;
    }
    known += (E::ONE - equalities_below(&claim.point, start)) * of_denominators;
    to.add(known);
}
