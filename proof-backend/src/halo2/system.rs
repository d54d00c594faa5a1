//! The constraint system as data: column counts, gates and equality columns. It travels in the verifying
//! key, and one generic circuit configures halo2 from it.

use borsh::{BorshDeserialize, BorshSerialize};
use ff::PrimeField;
use halo2_proofs::plonk::{Any, ConstraintSystem, Expression, FirstPhase, SecondPhase};
use halo2_proofs::poly::Rotation;
use thiserror::Error;

use super::expr::{MAX_POWER, Op, build, power};
use super::field::Fr;
use super::gates::MAX_DEGREE;

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
    /// A gate that is no polynomial over the columns.
    #[error("gate {gate} is malformed")]
    Gate {
        /// Its index.
        gate: usize,
    },
    /// An equality column that does not exist.
    #[error("column {0:?} does not exist")]
    NoColumn(Column),
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

/// Largest supported `k`.
pub const MAX_K: u32 = 22;

impl System {
    /// Checks all sizes and gates, so that configuring cannot fail or take unbounded memory.
    ///
    /// # Errors
    /// The first finding.
    pub fn check(&self) -> Result<(), SystemError> {
        let within = |what, got: u64, least, most| {
            if (least..=most).contains(&got) {
                Ok(())
            } else {
                Err(SystemError::Size { what, got, least, most })
            }
        };
        within("k", self.k.into(), 4, MAX_K.into())?;
        within("the number of first-phase columns", self.first.into(), 1, 1 << 10)?;
        within("the number of second-phase columns", self.second.into(), 1, 1 << 10)?;
        within("the number of fixed columns", self.fixed.into(), 1, 1 << 12)?;
        let ops = self.gates.iter().map(|(_, ops)| ops.len() as u64).sum();
        within("the length of the gates", ops, 1, 1 << 20)?;
        let powers = self.gates.iter().flat_map(|(_, ops)| ops);
        let nodes = powers
            .map(|op| if let Op::Power(_, e) = op { u64::from(*e) } else { 0 })
            .fold(0, u64::saturating_add);
        within("the sum of exponents", nodes, 0, 1 << 24)?;
        for (gate, (_, ops)) in self.gates.iter().enumerate() {
            match self.degree(ops) {
                Some(degree) => within("the degree of a gate", degree as u64, 1, MAX_DEGREE as u64)?,
                None => return Err(SystemError::Gate { gate }),
            }
        }
        for column in &self.equality {
            let exists = match column {
                Column::Advice(c) => *c < self.first + self.second,
                Column::Fixed(c) => *c < self.fixed,
                Column::Instance => true,
            };
            if !exists {
                return Err(SystemError::NoColumn(*column));
            }
        }
        Ok(())
    }

    /// The degree of a well-formed gate.
    fn degree(&self, ops: &[Op]) -> Option<usize> {
        let mut stack: Vec<usize> = Vec::new();
        for op in ops {
            let degree = match op {
                Op::Add => stack.pop()?.max(stack.pop()?),
                Op::Mul => stack.pop()?.checked_add(stack.pop()?)?,
                Op::Const(bytes) => Option::<Fr>::from(Fr::from_repr(*bytes)).map(|_| 0)?,
                Op::Fixed(c) => (*c < self.fixed).then_some(1)?,
                Op::Advice(c, r) => (*c < self.first + self.second && r.unsigned_abs() <= 16).then_some(1)?,
                Op::Instance => 1,
                Op::Power(c, e) => (*c < CHALLENGES && *e <= MAX_POWER).then_some(0)?,
            };
            stack.push(degree);
        }
        let degree = stack.pop()?;
        stack.is_empty().then_some(degree)
    }

    fn configured(&self) -> ConstraintSystem<Fr> {
        let mut meta = ConstraintSystem::default();
        self.configure(&mut meta);
        meta
    }

    /// Products of the permutation argument.
    fn products(meta: &ConstraintSystem<Fr>) -> usize {
        meta.permutation().get_columns().len().div_ceil(meta.degree() - 2)
    }

    /// What every proof consists of. Makes all gates to tell: whoever asks often keeps it.
    pub fn proof_parts(&self) -> ProofParts {
        let meta = self.configured();
        let equality = meta.permutation().get_columns().len();
        let products = Self::products(&meta);
        let columns = usize::from(self.first + self.second);
        // Columns, products, the blinding polynomial, pieces of the quotient.
        let points = columns + products + 1 + (meta.degree() - 1);
        // Each product is opened in three places, the last in two; then the blinding polynomial.
        let products = (3 * products).saturating_sub(1);
        let scalars = meta.advice_queries().len() + meta.fixed_queries().len() + equality + products + 1;
        ProofParts { points, scalars }
    }

    /// Bytes of halo2's proving key.
    pub fn proving_key_bytes(&self) -> usize {
        let equality = self.configured().permutation().get_columns().len();
        let fixed = usize::from(self.fixed);
        let polynomial = 4 + (32usize << self.k);
        let verifying = 10 + 64 * (fixed + equality);
        verifying + 3 * polynomial + 2 * (4 + fixed * polynomial) + 2 * (4 + equality * polynomial)
    }

    /// Rows that the prover may use, once configured: the rest blind the columns.
    pub fn usable_rows(&self) -> u32 {
        let meta = self.configured();
        (1u32 << self.k) - meta.blinding_factors() as u32 - 1
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

/// The value of a gate, given those of cells and challenges; `None` if it is malformed.
pub fn evaluate(
    ops: &[Op],
    fixed: &impl Fn(u16) -> Fr,
    advice: &impl Fn(u16, i8) -> Fr,
    instance: &impl Fn() -> Fr,
    power: &impl Fn(u8, u32) -> Fr,
) -> Option<Fr> {
    let mut stack: Vec<Fr> = Vec::new();
    for op in ops {
        let value = match op {
            Op::Add => stack.pop()? + stack.pop()?,
            Op::Mul => stack.pop()? * stack.pop()?,
            Op::Const(bytes) => Option::<Fr>::from(Fr::from_repr(*bytes))?,
            Op::Fixed(c) => fixed(*c),
            Op::Advice(c, r) => advice(*c, *r),
            Op::Instance => instance(),
            Op::Power(c, e) => power(*c, *e),
        };
        stack.push(value);
    }
    let value = stack.pop()?;
    stack.is_empty().then_some(value)
}
