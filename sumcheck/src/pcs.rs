//! The commitment: WHIR over BLAKE3 trees, as Plonky3 has it, with rows hashed and codewords made by [`super::hasher`] and [`super::code`].
//! No other file but [`super::schedule`] and [`super::zk::rows`] knows more of Plonky3 than fields.
//!
//! One vector of 2^n values is committed to, and opened at one point that the transcript draws after it. Parameters are
//! a function of n and of how many bits of security are asked for; security is by the proven bounds up to the Johnson radius. A codeword is a matrix: the field's roots of unity bound its
//! rows, which are as wide as that needs.

use p3_blake3::Blake3;
use p3_challenger::{
    CanObserve, CanSample, CanSampleBits, FieldChallenger, GrindingChallenger, HashChallenger,
    SerializingChallenger32,
};
use p3_commit::MultilinearPcs;
use p3_field::TwoAdicField;
use p3_matrix::dense::RowMajorMatrix;
use p3_merkle_tree::MerkleTreeMmcs;
use p3_multilinear_util::point::Point;
use p3_sumcheck::layout::{Layout, PrefixProver, Table};
use p3_sumcheck::{OpeningBatch, OpeningProtocol, PrescribedPointPcs, TableShape, TableSpec};
use p3_symmetric::CompressionFunctionFromHasher;
use p3_whir::parameters::WhirConfig;
use p3_whir::{PcsProof, WhirProver, WhirProverData};
use thiserror::Error;

use super::code::Code;
use super::field::{E, F};
use super::hasher::RowHash;
use super::schedule::{self, FOLDED, MOST_WORK};

/// Trees over rows of values.
pub type Mmcs = MerkleTreeMmcs<F, u8, RowHash, CompressionFunctionFromHasher<Blake3, 2, 32>, 2, 32>;
/// The sponge under a transcript.
pub type Sponge = SerializingChallenger32<F, HashChallenger<u8, Blake3, 32>>;
/// The first variables are bound first, so what is left lies side by side.
type Vectors = PrefixProver<F, E>;
type Whir = WhirProver<E, F, Code, Mmcs, Sponge, Vectors>;

/// The root of a committed vector.
pub type Root = <Whir as MultilinearPcs<E, Sponge>>::Commitment;
/// What the prover keeps of a committed vector.
pub type Committed = WhirProverData<F, E, Mmcs, Vectors>;
/// Bytes of a root.
pub const ROOT: usize = 32;
/// The proof of a vector's value at a point.
pub type Opening = PcsProof<F, E, Mmcs>;

/// Smallest and largest vector: `2^n` values.
pub const SIZES: [usize; 2] = [10, 28];
/// Variables of a long vector that are folded at first, at least. Codewords of what is left, which is of the extension, are most of an opening's work, and
/// a quarter as long for the two that are more; rows that are opened are longer, by little beside all that a long vector's opening has.
const FOLDED_FIRST: usize = 6;
/// A long vector has `2^n` values from this n on.
const LONG: usize = 18;
/// Logarithm of how many times more values than a vector its codeword has.
pub(super) const EXPANSION: usize = 1;

/// A failure of the commitment scheme.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CommitmentError {
    /// A vector of another size than those supported.
    #[error("a vector of 2^{got} values, from 2^{} to 2^{} are supported", SIZES[0], SIZES[1])]
    Size {
        /// Its size.
        got: usize,
    },
    /// More work than can be asked for.
    #[error(
        "{step} needs proofs of work of 2^{needed} hashes for this many bits of security, at most 2^{MOST_WORK} can be had"
    )]
    Work {
        /// Before which challenge.
        step: String,
        /// Bits of it.
        needed: usize,
    },
    /// No parameters, or an opening that does not verify.
    #[error("WHIR: {0}")]
    Whir(String),
}

pub(super) fn whir(e: impl std::fmt::Debug) -> CommitmentError {
    CommitmentError::Whir(format!("{e:?}"))
}

/// The scheme for vectors of one size.
pub struct Scheme {
    whir: Whir,
    protocol: OpeningProtocol,
    /// Variables that are folded at first: a row of the codeword has `2^first` values.
    first: usize,
}

/// An error of one step of a proof.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What may go wrong.
    pub name: String,
    /// `-log2` of its probability, for each hash that is made.
    pub bits: f64,
    /// How many of these are proofs of work: so many fewer there are for each try.
    pub work: f64,
}

impl Scheme {
    /// The scheme for vectors of `2^n` values.
    ///
    /// # Errors
    /// A size that is not supported.
    pub fn new(n: usize) -> Result<Self, CommitmentError> {
        Self::reaching(n, 0.0)
    }

    /// The scheme for vectors of `2^n` values whose openings have at least so many bits of security.
    ///
    /// # Errors
    /// As [`Scheme::new`]; [`CommitmentError::Work`] for bits that are not to be had.
    pub fn reaching(n: usize, least: f64) -> Result<Self, CommitmentError> {
        Self::made(n, F::TWO_ADICITY, least)
    }

    /// The scheme for vectors of `2^n` values, with codewords of at most `2^height` rows: a root of unity for each row is what the field
    /// has to have, so rows grow where there would be more.
    ///
    /// # Errors
    /// As [`Scheme::new`].
    pub fn of_height(n: usize, height: usize) -> Result<Self, CommitmentError> {
        Self::made(n, height, 0.0)
    }

    fn made(n: usize, height: usize, bits: f64) -> Result<Self, CommitmentError> {
        if !(SIZES[0]..=SIZES[1]).contains(&n) {
            return Err(CommitmentError::Size { got: n });
        }
        let least = if n < LONG { FOLDED } else { FOLDED_FIRST };
        let first = least.max((n + EXPANSION).saturating_sub(height));
        let mut steps = schedule::least_steps(n, bits);
        // More bits a step are more for all of them, until one needs more work than there may be.
        let config = loop {
            let config = WhirConfig::new(n, schedule::parameters(n, first, steps)?).map_err(whir)?;
            if schedule::bits(&config, true) >= bits {
                break config;
            }
            steps += 1;
        };
        let batch = OpeningBatch::new(vec![0], Vec::new());
        let protocol = OpeningProtocol::new(vec![TableSpec::new(TableShape::new(n, 1), vec![batch])]);
        Ok(Self { whir: Whir::new(config, Code::default(), trees()), protocol, first })
    }

    /// Bits of security of an opening, by our own account of its steps.
    pub fn bits(&self) -> f64 {
        schedule::bits(&self.whir, true)
    }

    /// Hashes that an opening's proofs of work take, as expected.
    pub fn hashes(&self) -> f64 {
        schedule::hashes(&self.whir)
    }

    /// Everything that decides what an opening has to be, in words.
    pub fn parameters(&self) -> String {
        format!(
            "WHIR over KoalaBear^5 and BLAKE3, the first variables folded first: 2^{}; {}; {:?}; {:?}",
            self.whir.num_variables(),
            self.whir.params(),
            self.whir.round_parameters(),
            self.whir.terminal(),
        )
    }

    /// The errors of an opening, and the logarithm of how many vectors a commitment may stand for before its opening.
    ///
    /// # Errors
    /// Parameters without a proven bound.
    pub fn security(&self) -> Result<(Vec<Step>, f64), CommitmentError> {
        let known = PrescribedPointPcs::<E, Sponge>::prescribed_security(&self.whir, &self.protocol);
        let known = known.ok_or_else(|| CommitmentError::Whir("no bound is known".into()))?;
        // All that it adds up is one term.
        let unworked = schedule::bits(&self.whir, false);
        let step = |t: &p3_security::SecurityTerm| {
            let bits = t.bits.bits();
            Step { name: t.label.to_string(), bits, work: bits - unworked }
        };
        Ok((known.terms.iter().map(step).collect(), known.log2_max_candidates))
    }

    /// Commits to `2^n` values. The root is not absorbed.
    ///
    /// # Errors
    /// WHIR's.
    pub fn commit(&self, values: Vec<F>) -> Result<(Root, Committed), CommitmentError> {
        let width = values.len();
        let table = Table::new(RowMajorMatrix::new(values, width));
        let witness = Vectors::new_witness(vec![table], self.first);
        // The scheme absorbs the root where it commits; this transcript does so in its own words.
        let mut unused = sponge();
        MultilinearPcs::<E, Sponge>::commit(&self.whir, witness, &mut unused).map_err(whir)
    }

    /// Opens a vector at a point.
    ///
    /// # Errors
    /// WHIR's.
    pub fn open(
        &self,
        committed: Committed,
        point: &[E],
        sponge: &mut Sponge,
    ) -> Result<Opening, CommitmentError> {
        let points = [Point::new(point.to_vec())];
        self.whir.open_at(committed, &self.protocol, &points, sponge).map_err(whir)
    }

    /// The value of a committed vector at a point.
    ///
    /// # Errors
    /// An opening that proves none.
    pub fn verify(
        &self,
        root: &Root,
        opening: &Opening,
        point: &[E],
        sponge: &mut Sponge,
    ) -> Result<E, CommitmentError> {
        let points = [Point::new(point.to_vec())];
        let values = self.whir.verify_at(root, opening, &self.protocol, &points, sponge).map_err(whir)?;
        let value = values.first().and_then(|batch| batch.current().first().copied());
        value.ok_or_else(|| CommitmentError::Whir("no value is opened".into()))
    }
}

/// What makes trees over rows.
pub fn trees() -> Mmcs {
    Mmcs::new(RowHash, CompressionFunctionFromHasher::new(Blake3), 0)
}

/// The bytes of a root; `None` for a commitment of several.
pub fn root_bytes(root: &Root) -> Option<[u8; ROOT]> {
    match root.roots() {
        [one] => Some(*one),
        _ => None,
    }
}

/// The root with these bytes.
pub fn root_of(bytes: [u8; ROOT]) -> Root {
    Root::new(vec![bytes])
}

/// A new sponge.
pub fn sponge() -> Sponge {
    Sponge::from_hasher(Vec::new(), Blake3)
}

/// Absorbs bytes.
pub fn absorb_bytes(sponge: &mut Sponge, bytes: &[u8]) {
    bytes.chunks(3).for_each(|chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sponge.observe(super::field::small(u32::from_le_bytes(word).into()));
    });
}

/// Absorbs the root of a commitment.
pub fn absorb_root(sponge: &mut Sponge, root: &Root) {
    sponge.observe(root);
}

/// Absorbs a value of the extension.
pub fn absorb(sponge: &mut Sponge, value: E) {
    sponge.observe_algebra_element(value);
}

/// Draws a challenge.
pub fn draw(sponge: &mut Sponge) -> E {
    sponge.sample()
}

/// Draws a number of so many bits.
pub fn draw_bits(sponge: &mut Sponge, bits: usize) -> usize {
    sponge.sample_bits(bits)
}

/// Finds a number with which the next so many bits are zero, and absorbs it.
#[cfg(feature = "prover")]
pub fn work(sponge: &mut Sponge, bits: usize) -> F {
    sponge.grind(bits)
}

/// Absorbs a number, and says whether the next so many bits are zero.
pub fn worked(sponge: &mut Sponge, bits: usize, number: F) -> bool {
    sponge.check_witness(bits, number)
}
