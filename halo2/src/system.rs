//! The constraint system as data: column counts, gates and equality columns. It travels in the verifying
//! key, and one generic circuit configures halo2 from it.

use borsh::{BorshDeserialize, BorshSerialize};
use halo2_proofs::plonk::{Any, ConstraintSystem, Expression, FirstPhase, SecondPhase};
use halo2_proofs::poly::Rotation;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

use super::expr::{MAX_POWER, Op};
use super::field::Fr;
use super::file::{FileError, Reader};
use super::gates::MAX_DEGREE;
use super::limits::{Limits, check_environment};
use super::program::{MAX_DEPTH, Measure, build, measure, power};

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum Column {
    /// Chosen by the prover: first-phase columns, then second-phase ones.
    Advice(u16),
    /// Part of the circuit.
    Fixed(u16),
    /// The public values.
    Instance,
}

/// A cell of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct Cell {
    /// Its column.
    pub column: Column,
    /// Its row.
    pub row: u32,
}

/// Challenges: `t` of the random evaluations, `β` and `γ` of the lookup argument.
pub const CHALLENGES: u8 = 3;
/// Evaluation point of the linear relations.
pub const T: u8 = 0;
/// Offset of the lookup argument.
pub const BETA: u8 = 1;
/// Combines the columns of a lookup.
pub const GAMMA: u8 = 2;

/// What halo2 has to know of a circuit, short of the fixed values.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct System {
    /// The table has `2^k` rows.
    pub k: u32,
    /// Advice columns committed before the challenges.
    pub first: u16,
    /// Advice columns committed after them.
    pub second: u16,
    /// Fixed columns.
    pub fixed: u16,
    /// Columns under copy constraints.
    pub equality: Vec<Column>,
    /// Name and polynomial of each gate.
    pub gates: Vec<(String, Vec<Op>)>,
}

/// A constraint system that halo2 must not see.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SystemError {
    /// A size outside what is supported.
    #[error("{what} is {got}, outside {least}..={most}")]
    Size {
        /// Which one.
        what: &'static str,
        /// Its value.
        got: u64,
        /// Smallest.
        least: u64,
        /// Largest.
        most: u64,
    },
    /// More than the caller's [`Limits`].
    #[error("{what} is {got}, the most allowed here is {most}")]
    NotAllowed {
        /// What there is too much of.
        what: &'static str,
        /// How much.
        got: u64,
        /// Most allowed.
        most: u64,
    },
    /// The environment variable that halo2 reads holds no number, and halo2 would panic.
    #[error("the environment variable MAX_DEGREE is {0:?}, on which halo2 would stop: unset it")]
    Environment(String),
    /// A gate that is no polynomial over the columns.
    #[error("gate {gate} is malformed")]
    Gate {
        /// Its index.
        gate: usize,
    },
    /// An equality column that does not exist.
    #[error("column {0:?} does not exist")]
    NoColumn(Column),
    /// An equality column that is listed twice.
    #[error("column {0:?} is listed twice")]
    Twice(Column),
}

/// Points at the end of a proof, of the openings.
pub const OPENINGS: usize = 2;

/// What a proof consists of, 32 bytes each: points, then scalars, then [`OPENINGS`] points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofParts {
    /// Points before the scalars.
    pub points: usize,
    /// Scalars.
    pub scalars: usize,
}

impl ProofParts {
    /// Bytes of the proof.
    pub fn bytes(self) -> usize {
        32 * (self.points + self.scalars + OPENINGS)
    }

    /// Whether the part at `index` is a point.
    pub fn is_point(self, index: usize) -> bool {
        !(self.points..self.points + self.scalars).contains(&index)
    }
}

/// Gas of a point of a proof, opened once, on a chain: its calldata, its product, its opened value.
pub const PROOF_POINT_GAS: u64 = 8050;
/// Gas of a point of the key: its product, its opened value.
pub const KEY_POINT_GAS: u64 = 7000;

/// Largest supported `k`.
pub const MAX_K: u32 = 22;
/// Most advice columns of a phase.
const MAX_ADVICE: u16 = 1 << 10;
/// Most fixed columns.
const MAX_FIXED: u16 = 1 << 12;
/// Most advice cells that are opened.
const MAX_OPENED: u64 = 1 << 11;
/// Furthest row that a gate reads, up or down.
pub(super) const MAX_ROTATION: u8 = 16;
/// Degree of halo2's permutation argument by itself.
const PERMUTATION_DEGREE: usize = 3;

/// Cells that every proof opens.
#[derive(Default)]
struct Queries {
    /// Advice columns with the row, from the current one.
    advice: BTreeSet<(u16, i8)>,
    /// Fixed columns.
    fixed: BTreeSet<u16>,
}

impl System {
    /// Reads borsh. No list is read that is longer than `limits` allows.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn read(reader: &mut Reader<'_>, limits: Limits) -> Result<Self, FileError> {
        let (k, first, second, fixed) = reader.value()?;
        let most = u64::from(MAX_ADVICE) * 2 + u64::from(MAX_FIXED) + 1;
        let equality = reader.list("the number of equality columns", most)?;
        let (mut gates, mut left) = (Vec::new(), limits.nodes());
        let (what, count): (_, u32) = ("the number of gates", reader.value()?);
        if u64::from(count) > left {
            return Err(SystemError::NotAllowed { what, got: count.into(), most: left }.into());
        }
        for _ in 0..count {
            let name = String::from_utf8(reader.list("the length of a gate's name", 256)?);
            let name = name.map_err(|e| FileError::Malformed(e.to_string()))?;
            let ops: Vec<Op> = reader.list("the size of a gate", left)?;
            left -= ops.len() as u64;
            gates.push((name, ops));
        }
        Ok(Self { k, first, second, fixed, equality, gates })
    }

    /// Checks all sizes and gates, so that configuring halo2 cannot fail, and takes no more time, memory and stack
    /// than `limits` allows.
    ///
    /// # Errors
    /// The first finding.
    pub fn check(&self, limits: Limits) -> Result<(), SystemError> {
        check_environment()?;
        let within = |what, got: u64, least, most| {
            if (least..=most).contains(&got) {
                Ok(())
            } else {
                Err(SystemError::Size { what, got, least, most })
            }
        };
        let allowed = |what, got, most| {
            if got <= most { Ok(()) } else { Err(SystemError::NotAllowed { what, got, most }) }
        };
        within("k", self.k.into(), 4, MAX_K.into())?;
        allowed("k", self.k.into(), limits.k.into())?;
        within("the number of first-phase columns", self.first.into(), 1, MAX_ADVICE.into())?;
        within("the number of second-phase columns", self.second.into(), 1, MAX_ADVICE.into())?;
        within("the number of fixed columns", self.fixed.into(), 1, MAX_FIXED.into())?;
        within("the number of gates", self.gates.len() as u64, 1, limits.nodes())?;
        let mut nodes = 0u64;
        for (gate, (_, ops)) in self.gates.iter().enumerate() {
            let measure = self.measure(ops).ok_or(SystemError::Gate { gate })?;
            within("the degree of a gate", measure.degree, 1, MAX_DEGREE as u64)?;
            within("the depth of a gate", measure.depth().into(), 1, MAX_DEPTH.into())?;
            nodes = nodes.saturating_add(measure.nodes);
            allowed("the size of the gates", nodes, limits.nodes())?;
        }
        let mut seen = BTreeSet::new();
        for column in &self.equality {
            let exists = match column {
                Column::Advice(c) => *c < self.first + self.second,
                Column::Fixed(c) => *c < self.fixed,
                Column::Instance => true,
            };
            if !exists {
                return Err(SystemError::NoColumn(*column));
            }
            if !seen.insert(*column) {
                return Err(SystemError::Twice(*column));
            }
        }
        within("the number of cells that are opened", self.queries().advice.len() as u64, 0, MAX_OPENED)
    }

    /// Degree, nodes and depth of a gate; `None` for a malformed one.
    fn measure(&self, ops: &[Op]) -> Option<Measure> {
        measure(ops, |op| match op {
            Op::Fixed(c) => (*c < self.fixed).then_some(1),
            Op::Advice(c, r) => {
                (*c < self.first + self.second && r.unsigned_abs() <= MAX_ROTATION).then_some(1)
            }
            Op::Instance => Some(1),
            Op::Power(c, e) => (*c < CHALLENGES && *e <= MAX_POWER).then_some(0),
            Op::Const(_) | Op::Add | Op::Mul => None,
        })
    }

    /// The degree of all constraints: of the gates, and of the permutation argument.
    pub fn degree(&self) -> usize {
        let gates = self.gates.iter().filter_map(|(_, ops)| self.measure(ops)).map(|m| m.degree as usize);
        gates.fold(PERMUTATION_DEGREE, usize::max)
    }

    /// The cells of a row that are opened: those that a gate reads, and those of equality columns.
    fn queries(&self) -> Queries {
        let mut queries = Queries::default();
        let mut read = |op: &Op| match op {
            Op::Advice(c, r) => {
                queries.advice.insert((*c, *r));
            }
            Op::Fixed(c) => {
                queries.fixed.insert(*c);
            }
            _ => {}
        };
        self.gates.iter().flat_map(|(_, ops)| ops).for_each(&mut read);
        for column in &self.equality {
            match column {
                Column::Advice(c) => read(&Op::Advice(*c, 0)),
                Column::Fixed(c) => read(&Op::Fixed(*c)),
                Column::Instance => {}
            }
        }
        queries
    }

    /// What every proof consists of. Reads all gates to tell: whoever asks often keeps it.
    pub fn proof_parts(&self) -> ProofParts {
        let queries = self.queries();
        let (equality, degree) = (self.equality.len(), self.degree());
        // Products of the permutation argument.
        let products = equality.div_ceil(degree - 2);
        let columns = usize::from(self.first + self.second);
        // Columns, products, the blinding polynomial, pieces of the quotient.
        let points = columns + products + 1 + (degree - 1);
        // Each product is opened in three places, the last in two; then the blinding polynomial.
        let products = (3 * products).saturating_sub(1);
        let scalars = queries.advice.len() + queries.fixed.len() + equality + products + 1;
        ProofParts { points, scalars }
    }

    /// Gas of verification on a chain, about, without public values: what layouts are compared by.
    pub fn gas(&self) -> u64 {
        let (parts, queries) = (self.proof_parts(), self.queries());
        let points = parts.points + OPENINGS;
        let key_points = queries.fixed.len() + self.equality.len() + 1;
        // A scalar for each point is part of its price.
        let more = parts.scalars.saturating_sub(points + key_points);
        let operations: usize = self.gates.iter().map(|(_, ops)| ops.len()).sum();
        // A transaction, the pairing, and the rest.
        let base = 21_000 + 113_000 + 15_000;
        base + PROOF_POINT_GAS * points as u64
            + KEY_POINT_GAS * key_points as u64
            + 700 * more as u64
            + 12 * operations as u64
    }

    /// Bytes of halo2's verifying key: a header, and a point for each fixed and each equality column.
    pub fn verifying_key_bytes(&self) -> usize {
        10 + 64 * (usize::from(self.fixed) + self.equality.len())
    }

    /// First bytes of halo2's verifying key: version, `k`, no compressed selectors, fixed columns.
    pub fn verifying_key_header(&self) -> Vec<u8> {
        [&[2][..], &self.k.to_le_bytes(), &[0], &u32::from(self.fixed).to_le_bytes()].concat()
    }

    /// Rows that the prover may use: the rest blind the columns. halo2 takes one for each opening of a column, three
    /// at least, and two more.
    pub fn usable_rows(&self) -> u32 {
        let mut openings: BTreeMap<u16, u32> = BTreeMap::new();
        for (column, _) in self.queries().advice {
            *openings.entry(column).or_default() += 1;
        }
        let blinding = openings.into_values().fold(3, u32::max) + 2;
        (1u32 << self.k).saturating_sub(blinding + 1)
    }

    /// Makes the columns and gates. The system was checked.
    pub fn configure(&self, meta: &mut ConstraintSystem<Fr>) -> Columns {
        let first = (0..self.first).map(|_| meta.advice_column_in(FirstPhase));
        let mut advice: Vec<_> = first.collect();
        advice.extend((0..self.second).map(|_| meta.advice_column_in(SecondPhase)));
        let fixed: Vec<_> = (0..self.fixed).map(|_| meta.fixed_column()).collect();
        let instance = meta.instance_column();
        let challenges: Vec<_> = (0..CHALLENGES).map(|_| meta.challenge_usable_after(FirstPhase)).collect();
        let columns = Columns { advice, fixed, instance, challenges };
        // halo2 caps the degree at the environment variable MAX_DEGREE, and what is set here is stronger.
        meta.set_minimum_degree(self.degree());
        self.equality.iter().for_each(|c| meta.enable_equality(columns.any(*c)));
        for (name, ops) in &self.gates {
            meta.create_gate(name, |cells| {
                let body = build(ops, |op| {
                    Some(match op {
                        Op::Fixed(c) => cells.query_fixed(columns.fixed[usize::from(*c)], Rotation::cur()),
                        Op::Advice(c, r) => {
                            cells.query_advice(columns.advice[usize::from(*c)], Rotation((*r).into()))
                        }
                        Op::Instance => cells.query_instance(columns.instance, Rotation::cur()),
                        Op::Power(c, e) => {
                            power(&cells.query_challenge(columns.challenges[usize::from(*c)]), *e)
                        }
                        _ => return None,
                    })
                });
                vec![body.unwrap_or(Expression::Constant(Fr::one()))]
            });
        }
        columns
    }
}

/// halo2's names of the columns.
#[derive(Clone, Debug)]
pub struct Columns {
    /// Both phases.
    pub advice: Vec<halo2_proofs::plonk::Column<halo2_proofs::plonk::Advice>>,
    /// Fixed columns.
    pub fixed: Vec<halo2_proofs::plonk::Column<halo2_proofs::plonk::Fixed>>,
    /// The public values.
    pub instance: halo2_proofs::plonk::Column<halo2_proofs::plonk::Instance>,
    /// By number.
    pub challenges: Vec<halo2_proofs::plonk::Challenge>,
}

impl Columns {
    /// halo2's name of a column.
    pub fn any(&self, column: Column) -> halo2_proofs::plonk::Column<Any> {
        match column {
            Column::Advice(c) => self.advice[usize::from(c)].into(),
            Column::Fixed(c) => self.fixed[usize::from(c)].into(),
            Column::Instance => self.instance.into(),
        }
    }
}
